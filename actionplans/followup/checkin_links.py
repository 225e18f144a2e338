"""Links by which somebody without an account reports on one plan: made, opened, revoked. Only a digest is kept."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from actionplans.models import CheckInLink, Plan
from foundation import link_tokens
from foundation.audit import trail
from foundation.audit.trail import SYSTEM, Acts
from foundation.audit.verbs import Verb
from foundation.notices import ledger
from foundation.notices.models import Notice

LASTS = dt.timedelta(days=30)
MOST_OPEN = 10  # links of one plan that lead somewhere at the same time


def make(*, plan: Plan, name: str, by: Acts, now: dt.datetime) -> tuple[CheckInLink, str]:
    """A link for one person, and its token: the only time it can be read.

    Raises:
        ValidationError: nobody is named, the plan is not adopted, or it has as many open links as it may have.
    """
    name = name.strip()
    if not name:
        raise ValidationError({"name": _("請寫下連結要給誰，例如負責人的名字。")})
    with transaction.atomic():
        locked = Plan.objects.select_for_update().get(pk=plan.pk)
        if locked.state != Plan.State.ADOPTED:
            raise ValidationError(_("採納的方案才有進度要回報。"))
        if (
            CheckInLink.objects.filter(plan=locked, notice=None, revoked_at=None, expires_at__gt=now).count()
            >= MOST_OPEN
        ):
            raise ValidationError(_("這項方案已經有 %(most)s 個有效的連結，請先停用不用的。") % {"most": MOST_OPEN})
        return _made(plan=locked, name=name, by=by, now=now)


def make_for(*, notice: Notice, plan: Plan, now: dt.datetime, name: str = "") -> tuple[CheckInLink, str]:
    """The link that a reminder carries, and its token; inside the transaction in which the letter is written.

    A letter that is written once more (its first attempt did not get out) gets another; which of the two reached
    somebody is not known, so both lead there. Reminders do not count among the links that people give out.

    Args:
        name: for whom, where that is not who is in charge of the plan.
    """
    return _made(plan=plan, name=name or plan.person_in_charge, by=SYSTEM, now=now, notice=notice)


def _made(
    *, plan: Plan, name: str, by: Acts, now: dt.datetime, notice: Notice | None = None
) -> tuple[CheckInLink, str]:
    token, digest = link_tokens.made()
    link = CheckInLink.objects.create(
        plan=plan, name=name[:50], token_digest=digest, notice=notice,
        made_at=now, made_by=by.as_actor().label[:200], expires_at=now + LASTS,
    )  # fmt: skip
    trail.record(Verb.LINK_MADE, plan, by=by, now={"given_to": link.name, "expires": link.expires_at}, at=now)
    return link, token


def find(token: str) -> CheckInLink | None:
    """The link of a token, open or not; None where nobody made it."""
    return (
        CheckInLink.objects.select_related("plan__workshop__programme", "plan__county", "notice")
        .filter(token_digest=link_tokens.digest(token))
        .first()
    )


def revoke(*, link: CheckInLink, by: Acts, now: dt.datetime) -> None:
    """Make a link lead nowhere from this moment on; what was reported by it stays."""
    with transaction.atomic():
        if CheckInLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
            trail.record(Verb.LINK_REVOKED, link.plan, by=by, now={"given_to": link.name}, at=now)


def open_sent(plan: Plan, *, now: dt.datetime) -> QuerySet[CheckInLink]:
    """The links that letters have carried and that still lead somewhere, the newest first, each with its notice."""
    rows = plan.check_in_links.filter(notice__isnull=False, revoked_at=None, expires_at__gt=now)
    return rows.select_related("notice", "plan").order_by("-made_at", "-pk")


def revoke_sent(*, plan: Plan, by: Acts, now: dt.datetime, to_address: str = "") -> int:
    """Make the links that letters have carried lead nowhere; how many did until now.

    Whoever finds an old letter, or has handed the plan over, opens nothing with it; the next reminder carries another.

    Args:
        to_address: only of the letters that went there; empty: of all.
    """
    with transaction.atomic():
        rows = open_sent(plan, now=now)
        found = list(rows.filter(notice__to_address__iexact=to_address) if to_address else rows)
        for link in found:
            revoke(link=link, by=by, now=now)
    return len(found)


def note_opened(link: CheckInLink, *, now: dt.datetime) -> None:
    """Remember that somebody has opened it: a supervisor sees who has been reached."""
    CheckInLink.objects.filter(pk=link.pk).update(opened_at=now)
    if link.notice is not None:
        ledger.note_opened(link.notice, now=now)
