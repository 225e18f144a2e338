"""A cell that went back is said to its county's officers once for each time, with what is to be mended.

Not any more once the county has answered. Nobody has to look at the matrix to learn that it is her turn.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplans.followup.reminders import Reader, officers_on
from foundation import subject_keys
from foundation.notices import ledger
from foundation.notices.kinds import Kind
from foundation.notices.ledger import Planned, Wish
from foundation.notices.letters import Letter
from foundation.notices.models import Notice
from foundation.taiwan import roc
from reports.dashboards.workshop_steps import label_of
from reports.models import CellReturn

KEY = "cell-returned"
NOBODY = Reader("", "")


def plan_all(*, now: dt.datetime) -> Planned:
    """Bring the ledger to the cells that wait for their counties."""
    return ledger.plan(kind=KEY, wishes=wishes(now=now), now=now)


def wishes(*, now: dt.datetime) -> Iterator[Wish]:
    """One letter for each time a cell went back, and each officer (two questions)."""
    officers, _association = officers_on(timezone.localdate(now))
    rows = CellReturn.objects.filter(state=CellReturn.State.RETURNED)
    for one in rows.select_related("workshop").order_by("returned_at", "pk"):
        for reader in officers.get(one.county_id) or [NOBODY]:
            yield Wish(
                key=f"{KEY}/{one.pk}/{one.returned_at:%Y%m%d%H%M%S}/{reader.address or '-'}"[:200], kind=KEY,
                subject_key=str(one.pk), step=one.step, county=one.county_id,
                to_name=reader.name or _("（沒有人）"), to_address=reader.address, due_at=one.returned_at,
            )  # fmt: skip


def write(notice: Notice, now: dt.datetime) -> Letter | None:
    """The letter as things stand; None where it is no longer the county's turn."""
    rows = CellReturn.objects.select_related("workshop__county", "workshop__programme")
    cell = rows.filter(pk=notice.subject_key, state=CellReturn.State.RETURNED).first()
    if cell is None:
        return None
    told = {"number": cell.workshop.number, "step": label_of(cell.step)}
    facts = [
        (_("方案"), cell.workshop.programme.shown),
        (_("退回日期"), roc.shown(timezone.localdate(cell.returned_at))),
        (_("退回的人"), cell.returned_by),
    ]
    if cell.answer:
        facts.append((_("上次的說明"), cell.answer))
    return Letter(
        subject=_("第 %(number)s 場的「%(step)s」請補正") % told,
        lines=(
            _("協會看了第 %(number)s 場工作坊的「%(step)s」，請補正：") % told,
            cell.mark,
            _("改好以後在平臺寫一句補了什麼，再送出；不用改也請說明原因。其他場次不受影響。"),
        ),
        facts=tuple(facts),
        action=_("看要補什麼"),
        url=settings.SITE_ADDRESS + reverse("reports:cell_return", args=[cell.pk]),
        foot=_("您收到這封信，是因為您是這個縣市的承辦人。補好送出以後就不會再寄。"),
    )


def visible(user: Any) -> Q:
    """The letters about the cells this person may see."""
    return subject_keys.among(CellReturn.objects.visible_to(user))


NOTICES = Kind(KEY, write, visible, plan=plan_all)
