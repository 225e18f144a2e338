"""What came back to a unit is said to its coordinators once, with how many; not any more once all is mended.

One letter for each day on which something was returned. It names nobody.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation import subject_keys
from foundation.accounts.models import Membership
from foundation.accounts.roles import Role
from foundation.notices import ledger
from foundation.notices.kinds import Kind
from foundation.notices.ledger import Planned, Wish
from foundation.notices.letters import Letter
from foundation.notices.models import Notice
from foundation.taiwan import roc
from volunteers.awards import books
from volunteers.models import AwardCandidate, AwardProposal

KEY, STEP = "award_return", "returned"


def plan_all(*, now: dt.datetime) -> Planned:
    """Bring the ledger to what has come back and waits for its unit."""
    return ledger.plan(kind=KEY, wishes=wishes(now=now), now=now)


def wishes(*, now: dt.datetime) -> Iterator[Wish]:
    """One letter for each proposal, day and coordinator (two questions)."""
    waiting: dict[tuple[int, dt.date], AwardCandidate] = {}
    rows = AwardCandidate.objects.filter(state=AwardCandidate.State.RETURNED, returned_at__isnull=False)
    for one in rows.select_related("window", "proposal__unit").order_by("-returned_at", "pk"):
        assert one.returned_at is not None  # noqa: S101  the filter says so
        waiting[one.proposal_id, timezone.localdate(one.returned_at)] = one
    readers = _coordinators(timezone.localdate(now))
    for (proposal, day), first in waiting.items():
        for name, address in readers[first.proposal.unit.organisation_id] or [(_("（沒有人）"), "")]:
            yield Wish(
                key=f"{KEY}/{proposal}/{day:%Y%m%d}/{address or '-'}"[:200], kind=KEY, subject_key=str(proposal),
                step=STEP, county=first.county_id, to_name=name, to_address=address, due_at=first.returned_at or now,
            )  # fmt: skip


def _coordinators(on: dt.date) -> dict[int, list[tuple[str, str]]]:
    """The coordinators of every unit: name and address."""
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    held = Membership.objects.current(on).filter(user__is_active=True, role=Role.UNIT_COORDINATOR)
    for one in held.select_related("user").order_by("user__email"):
        if one.organisation_id is not None:
            found[one.organisation_id].append((str(one.user), one.user.email))
    return found


def write(notice: Notice, now: dt.datetime) -> Letter | None:
    """The letter as things stand; None where nothing waits any more."""
    proposal = AwardProposal.objects.filter(pk=int(notice.subject_key)).select_related("window", "unit").first()
    if proposal is None:
        return None
    count = proposal.candidates.filter(state=AwardCandidate.State.RETURNED).count()
    if not count:
        return None
    award = books.of_window(proposal.window.award, proposal.window.opens_on)
    name = str(award.name) if award else proposal.window.award
    facts = [(_("獎項"), name), (_("年度"), str(roc.year(dt.date(proposal.window.year, 1, 1))))]
    if proposal.window.corrections_until is not None:
        facts.append((_("補正期限"), roc.shown(proposal.window.corrections_until)))
    said = ngettext(
        "主管機關退回 %(count)s 位候選人，請補正後再送。", "主管機關退回 %(count)s 位候選人，請補正後再送。", count
    )
    return Letter(
        subject=_("「%(award)s」的提報請補正") % {"award": name},
        lines=(said % {"count": count}, _("每一位、每一份文件旁邊寫著要補什麼；其他的人不受影響。")),
        facts=tuple(facts),
        action=_("看要補什麼"),
        url=settings.SITE_ADDRESS + reverse("volunteers:award_proposal", args=[proposal.pk]),
        foot=_("您收到這封信，是因為您是這個單位的承辦人。補好送出以後就不會再寄。"),
    )


def visible(user: Any) -> models.Q:
    """The letters about the proposals this person sees."""
    return subject_keys.among(AwardProposal.objects.visible_to(user))


NOTICES = Kind(KEY, write, visible, plan=plan_all)
