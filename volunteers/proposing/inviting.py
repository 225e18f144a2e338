"""Whoever sits on a committee is told where she scores: once, as long as something waits for her."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation import subject_keys
from foundation.accounts.roles import Permission
from foundation.notices import ledger
from foundation.notices.kinds import Kind
from foundation.notices.ledger import Planned, Wish
from foundation.notices.letters import Letter
from foundation.notices.models import Notice
from volunteers.awards import books
from volunteers.models import AwardCandidate, AwardJuror, AwardWindow

KEY, STEP = "award_jury", "sits"
WAITING = (AwardCandidate.State.SUBMITTED, AwardCandidate.State.FORWARDED)


def plan_all(*, now: dt.datetime) -> Planned:
    """Bring the ledger to who sits on a committee and has something to score."""
    return ledger.plan(kind=KEY, wishes=wishes(now=now), now=now)


def _waiting() -> models.QuerySet[AwardJuror]:
    """The members who have not scored somebody who is handed in, and do not stand apart from her either."""
    said = AwardJuror.objects.filter(
        pk=models.OuterRef(models.OuterRef("pk")), scorings__candidate=models.OuterRef("pk")
    ).filter(models.Q(scorings__total__isnull=False) | ~models.Q(scorings__conflict=""))
    open_ones = AwardCandidate.objects.filter(window=models.OuterRef("window"), state__in=WAITING)
    rows = AwardJuror.objects.filter(left_on=None, window__has_committee=True, user__is_active=True)
    return rows.filter(models.Exists(open_ones.filter(~models.Exists(said))))


def wishes(*, now: dt.datetime) -> Iterator[Wish]:
    """One letter for each member (one question)."""
    for one in _waiting().select_related("user", "window"):
        yield Wish(
            key=f"{KEY}/{one.pk}/{one.user.email}"[:200], kind=KEY, subject_key=str(one.window_id), step=STEP,
            county=one.county_id, to_name=str(one.user), to_address=one.user.email, due_at=now,
        )  # fmt: skip


def write(notice: Notice, now: dt.datetime) -> Letter | None:
    """The letter; None where nothing waits for her any more."""
    one = _waiting().filter(pk=int(notice.key.split("/")[1])).select_related("window").first()
    if one is None:
        return None
    award = books.of_window(one.window.award, one.window.opens_on)
    name = str(award.name) if award else one.window.award
    return Letter(
        subject=_("請評分：%(award)s") % {"award": name},
        lines=(
            _("您是這個獎的評審委員，候選人已經送件，請登入評分。"),
            _("和候選人有利益衝突的，請先申報；申報以後不能評分，也不計入。"),
        ),
        facts=((_("獎項"), name),),
        action=_("去評分"),
        url=settings.SITE_ADDRESS + reverse("volunteers:award_scoring"),
        foot=_("您收到這封信，是因為縣市承辦人請您擔任評審委員。"),
    )


def visible(user: Any) -> models.Q:
    """The letters about windows that this person decides on."""
    return subject_keys.among(AwardWindow.objects.visible_to(user, Permission.REVIEW_UNITS))


NOTICES = Kind(KEY, write, visible, plan=plan_all)
