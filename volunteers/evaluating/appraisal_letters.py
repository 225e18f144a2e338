"""Who is told of an appraisal: the unit's coordinators when it begins, before its own assessment is due, when that is
late, and when the result is told. A letter names the unit and the year, and no volunteer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import subject_keys
from foundation.notices import hours, ledger
from foundation.notices.kinds import Kind
from foundation.notices.ledger import Planned, Wish
from foundation.notices.letters import Letter
from foundation.notices.models import Notice
from foundation.taiwan import roc
from volunteers.filing import addressees
from volunteers.models import Appraisal

KEY = "appraisal"
BEFORE = dt.timedelta(days=7)
"""How long before its last day a unit is reminded of its own assessment: no source says, it is the house's choice."""
AHEAD = dt.timedelta(days=14)
TOLD_FOR = dt.timedelta(days=60)
BEGUN, DUE, LATE, RESULT = "begun", "due", "late", "result"
State = Appraisal.State


def plan_all(*, now: dt.datetime) -> Planned:
    """Bring the ledger to the appraisals as they stand. Two questions before the writing."""
    return ledger.plan(kind=KEY, wishes=wishes(now=now), now=now)


def wishes(*, now: dt.datetime) -> Iterator[Wish]:
    """What is to be said about appraisals that wait for their unit, and about results told lately."""
    today = timezone.localdate(now)
    waiting = Q(state=State.SELF, self_due_on__gte=today - TOLD_FOR)
    told = Q(state=State.TOLD, told_at__gte=now - TOLD_FOR)
    rows = list(Appraisal.objects.filter(waiting | told).select_related("unit").order_by("pk"))
    readers = addressees.of_units([one.unit for one in rows], today)
    for one in rows:
        for step, at in _steps(one):
            if at <= now + AHEAD:
                for reader in readers[one.unit_id]:
                    yield Wish(
                        key=f"{KEY}/{one.pk}/{step}/{reader.address or '-'}"[:200], kind=KEY, subject_key=str(one.pk),
                        step=step[:40], county=one.unit.county_id, to_name=reader.name,
                        to_address=reader.address, due_at=at,
                    )  # fmt: skip


def _steps(one: Appraisal) -> Iterator[tuple[str, dt.datetime]]:
    if one.state == State.TOLD and one.told_at is not None:
        yield RESULT, hours.after(timezone.localdate(one.told_at))
        return
    begun = timezone.localdate(one.begun_at)
    yield BEGUN, hours.after(begun)
    if begun < one.self_due_on - BEFORE:
        yield f"{DUE}-{one.self_due_on}", hours.before(one.self_due_on - BEFORE)
    yield f"{LATE}-{one.self_due_on}", hours.after(one.self_due_on + dt.timedelta(days=1))


def write(notice: Notice, now: dt.datetime) -> Letter | None:
    """The letter as things stand; None where it need not be said any more."""
    rows = Appraisal.objects.select_related("unit__organisation", "scheme__authority")
    one = rows.filter(pk=notice.subject_key).first()
    step = notice.step.partition("-")[0]
    if one is None or one.state != (State.TOLD if step == RESULT else State.SELF):
        return None
    told = {"year": roc.year(dt.date(one.year, 1, 1)), "day": roc.shown(one.self_due_on)}
    subjects = {
        BEGUN: _("%(year)s 年度運用單位評鑑開始了，%(day)s以前送出自評"),
        DUE: _("%(year)s 年度運用單位評鑑的自評要在%(day)s以前送出"),
        LATE: _("%(year)s 年度運用單位評鑑的自評過了期限（%(day)s）"),
        RESULT: _("%(year)s 年度運用單位評鑑的結果出來了"),
    }
    asked = _("平臺已經帶入名冊、時數、訓練和保險的數據；請看過、自評並附上佐證資料，再送出。")
    answered = _("看得到每一項的分數、評審的意見和要改善的事。對結果有疑義，可以在期限內申請複核。")
    return Letter(
        subject=subjects[step] % told,
        lines=(answered if step == RESULT else asked,),
        facts=(
            (_("運用單位"), one.unit.name), (_("主管機關"), one.scheme.authority.shown),
            (_("受評期間"), f"{roc.shown(one.first_on)}–{roc.shown(one.last_on)}"),
        ),
        action=_("看這次評鑑"),
        url=settings.SITE_ADDRESS + reverse("volunteers:appraisal", args=[one.pk]),
        foot=_("您收到這封信，是因為您承辦這個運用單位。"),
    )  # fmt: skip


def visible(user: Any) -> models.Q:
    """The letters about the appraisals this person sees."""
    return subject_keys.among(Appraisal.objects.visible_to(user))


LETTERS = Kind(KEY, write, visible, plan=plan_all)
