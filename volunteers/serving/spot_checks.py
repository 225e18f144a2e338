"""Spot checks (抽驗) by a unit's authority: lines drawn by a stated rule, what was found of each, and what follows.

A line that is not as the unit's papers say is corrected or taken out at once, by the ledger's own way (counter-lines
with the reason). No source says how many lines are to be looked at; the rule stands beside the button and with each
check.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan.fullwidth import tidy
from volunteers.models import ServiceEntry, SpotCheck, SpotCheckLine, Unit

from . import ledger, renewals
from .approvals import LEAST, MOST, ONE_IN, drawn
from .exchanging import exchange
from .lines import written

Finding = SpotCheckLine.Finding


def rule_in_words() -> str:
    """The rule of the draw, as it stands beside the button and with each check."""
    return _("已核定、有採計的紀錄每 %(one_in)s 筆抽驗 1 筆，至少 %(least)s 筆、至多 %(most)s 筆") % {
        "one_in": ONE_IN, "least": LEAST, "most": MOST,
    }  # fmt: skip


def draw(
    *, unit: Unit, manner: str, first: dt.date, last: dt.date, seed: str, by: Acts, now: dt.datetime
) -> SpotCheck:  # fmt: skip
    """Draw the lines of a spot check from what a unit approved for some days.

    Args:
        manner: on paper or on the spot (`SpotCheck.Manner`).
        seed: what the draw depends on; the same one draws the same lines again.

    Raises:
        ValidationError: the days are the wrong way round, nothing was approved in them, or a check is not done yet.
    """
    if manner not in SpotCheck.Manner.values:
        raise ValidationError({"manner": _("請選書面抽驗或實地抽驗。")})
    if last < first:
        raise ValidationError({"last_on": _("迄日比起日早，請改正。")})
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        standing = ServiceEntry.objects.approved().filter(
            unit=unit, served_on__range=(first, last), corrects=None, corrected_by=None, counted__gt=0
        )
        keys = list(standing.order_by("pk").values_list("pk", flat=True))
        if not keys:
            raise ValidationError({"first_on": _("這段期間沒有已核定的時數可以抽驗。")})
        try:
            with transaction.atomic():
                made = SpotCheck.objects.create(
                    unit=unit, manner=manner, first_on=first, last_on=last, entries=len(keys), rule=rule_in_words(),
                    seed=seed[:32], drawn_at=now, drawn_by=by.as_actor().label[:200],
                )  # fmt: skip
        except IntegrityError as open_one:
            raise ValidationError({"unit": _("這個單位還有一次抽驗沒有結束。")}) from open_one
        chosen = drawn(keys, made.seed)
        SpotCheckLine.objects.bulk_create([SpotCheckLine(spot_check=made, entry_id=key) for key in chosen])
        trail.record(Verb.SPOT_CHECK_DRAWN, made, by=by, now={"service_lines": len(chosen)}, at=now)
    return made


def find(
    *, line: SpotCheckLine, finding: str, by: Acts, now: dt.datetime, reason: str = "", minutes: int | None = None
) -> SpotCheckLine:
    """Say what was found of a line: it is as it should be, fewer of its minutes are right, or nothing of it counts.

    Of a line that was entered anew since (`renewals`) it is said of the one that stands in its place. A line that the
    unit itself has taken out meanwhile is refused with that correction.

    Args:
        reason: of a correction or refusal; the volunteer reads it.
        minutes: of a correction, how many are right: fewer than count now. More are entered by the unit as a new line.

    Raises:
        ValidationError: it was looked at before, the check is done, or what is said does not fit.
    """
    if finding not in (Finding.AS_IS, Finding.CORRECTED, Finding.REFUSED):
        raise ValidationError({"finding": _("請選抽驗的結果。")})
    if finding != Finding.AS_IS:
        reason = written(reason, 300)
    with transaction.atomic():
        unit = line.spot_check.unit
        ledger.lock_waiting({renewals.lasting([line.entry_id])[line.entry_id].volunteer_id}, unit.pk)
        held = SpotCheckLine.objects.select_related("spot_check").get(pk=line.pk)
        if held.finding != Finding.OPEN or held.spot_check.done_on is not None:
            raise ValidationError(_("這一筆已經登錄過結果了，請重新整理頁面。"))
        entry = renewals.lasting([held.entry_id])[held.entry_id]
        gone = None if renewals.stands(entry) else entry.corrected_by.batch
        if gone is None and finding == Finding.CORRECTED and (minutes is None or not 0 < minutes < entry.counted):
            raise ValidationError(
                {"minutes": _("更正後的分鐘要比原來採計的 %(minutes)s 分少；多出來的時數請單位另外登錄。") % {
                    "minutes": entry.counted,
                }}
            )  # fmt: skip
        held.finding, held.found_at, held.found_by = finding, now, by.as_actor().label[:200]
        if gone is not None:
            if finding != Finding.REFUSED:
                raise ValidationError({"finding": _("單位已經沖銷這一筆；請登錄「不予採計」，並寫下原因。")})
            held.reason, held.batch = reason, gone
        elif finding != Finding.AS_IS:
            held.reason, held.minutes = reason, minutes if finding == Finding.CORRECTED else None
            values = None if held.minutes is None else _shorter(held.minutes)
            held.batch = exchange(unit=unit, changes=[(entry, values)], reason=reason, by=by, now=now)
        held.save()
        trail.record(
            Verb.SPOT_CHECK_FOUND, held.spot_check, by=by, now={"spot_finding": finding, "spot_line": held.pk},
            reason=held.reason, at=now,
        )  # fmt: skip
    return held


def _shorter(minutes: int) -> dict[str, object]:
    """What is entered where fewer minutes are right. Nobody says which: the old beginning and end are not kept."""
    return {"minutes": minutes, "counted": minutes, "why": "", "starts": None, "ends": None}


def close(*, check: SpotCheck, on: dt.date, by: Acts, now: dt.datetime, remark: str = "") -> SpotCheck:
    """End a spot check of which every line has been looked at.

    Args:
        on: the day on which it was done: by it the year's checks are counted.

    Raises:
        ValidationError: lines are left, the day lies ahead or before the days that were checked, or it is done already.
    """
    if on > timezone.localdate(now) or on < check.first_on:
        raise ValidationError({"done_on": _("抽驗日期不能在今天以後，也不能早於抽驗的服務日期。")})
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=check.unit_id)
        held = SpotCheck.objects.get(pk=check.pk)
        if held.done_on is not None:
            raise ValidationError(_("這次抽驗已經結束了。"))
        left = held.lines.filter(finding=Finding.OPEN).count()
        if left:
            raise ValidationError(_("還有 %(count)s 筆沒有登錄結果。") % {"count": left})
        held.done_on, held.remark = on, tidy(remark)[:300]
        held.save(update_fields=["done_on", "remark"])
        trail.record(Verb.SPOT_CHECK_DONE, held, by=by, now={"done_on": on}, at=now)
    return held
