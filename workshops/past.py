"""Workshops that were held before anybody registered them (補登): written down afterwards, in one go.

What only serves the preparation (the room, its network, a lecturer to be sent) is not asked any more. The association
confirms as always; then one move says that it was held, and the paper is keyed in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.accounts.models import County
from foundation.audit.trail import Acts
from foundation.workflow.moves import MoveRefused

from . import grouping, registration
from .models import Programme, Workshop
from .stages import MOVES


def is_over(workshop: Workshop, on: dt.date) -> bool:
    """Whether the workshop's day lies before this one."""
    return workshop.date is not None and workshop.date < on


def register(
    *, programme: Programme, county: County, data: Mapping[str, Any], tables: int, by: Acts, now: dt.datetime
) -> Workshop:
    """Write down a workshop that was held, with its tables, and hand it in; all of it or nothing.

    Args:
        data: the fields of the steps `place` and `people` as typed; `remark` says why it comes afterwards.

    Raises:
        ValidationError: by field, or (without a field) what the hand-in lacks.
    """
    sent = {
        **data,
        "groups_planned": str(tables),
        "network": Workshop.Network.NONE.value,
        # Nobody is sent to a day that is over.
        "lecturers_wanted": "0",
        "assistants_wanted": "0",
    }
    with transaction.atomic():
        workshop = registration.begin(programme=programme, county=county, by=by, now=now)
        problems: dict[str, str] = {}
        for step in ("place", "people"):
            problems |= registration.save_step(workshop=workshop, step=step, data=sent, by=by).problems
        if problems:
            raise ValidationError(problems)
        grouping.make_groups(workshop=workshop, count=tables, by=by, now=now)
        try:
            MOVES.apply(workshop, "submit", by=by, now=now)
        except MoveRefused as refused:
            raise ValidationError(refused.problems) from None
    return workshop


def steps(workshop: Workshop, on: dt.date) -> Iterable[str]:
    """What is still to be done for a workshop that was held, in order; nothing for one that is to come."""
    S = Workshop.State
    if not is_over(workshop, on) or workshop.state not in (S.SUBMITTED, S.CONFIRMED, S.HELD):
        return
    yield _("把各組的紙拍照上傳，照著圖登打（紙本補登）。")
    if workshop.state == S.SUBMITTED:
        yield _("等協會確認；登打不必等。")
    if workshop.state != S.HELD:
        yield _("確認後按「補登為已辦理」。")
    yield _("到「整併與採納」選出行動方案，再交報告。")
