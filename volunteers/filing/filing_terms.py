"""What happens to an approved plan: amended, extended by timely results, ended by its unit, stopped by its authority.

Source: handbook 「計畫的調整與修正」: 「如果按時提報成果，並且持續推動服務，將會視同計畫持續延長，如果未按時回報成果，
將可能停止運用單位的運用計畫。」 可能 is discretion: nothing here stops a plan by itself (RPT-05). Results are due
within two months (志願服務法 第 7 條).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import periods, roc
from volunteers.models import Authority, Filing, Unit

from . import filings
from .filings import MOVES, State, set_state

LONGEST_YEARS = 2
"""手冊「志願服務運用計畫應該以一至兩年為限」: said beside the dates, and no gate."""


class Outlook(StrEnum):
    """What becomes of a plan at the end of its time."""

    EXTENDED = "extended"
    MAY_BE_SUSPENDED = "may_be_suspended"


def outlook(*, on_time: bool, active: bool) -> Outlook:
    """RPT-05: timely results and service that goes on count as an extension; otherwise the authority may stop it."""
    return Outlook.EXTENDED if on_time and active else Outlook.MAY_BE_SUSPENDED


def results_due(last: dt.date) -> dt.date:
    """Until when the results of a time that ends on that day are to be reported: within two months, and on the next
    working day where the last is none (民法 122).
    """
    return periods.last_day(periods.months_within(last, 2))


def is_long(filing: Filing) -> bool:
    """Whether its time is longer than the handbook advises."""
    if not (filing.starts_on and filing.ends_on):
        return False
    return filing.ends_on > periods.months_within(filing.starts_on - dt.timedelta(days=1), 12 * LONGEST_YEARS)


def amend(*, filing: Filing, by: Acts, now: dt.datetime) -> Filing:
    """Begin a new version of an approved plan; the one that is open already, where there is one.

    Raises:
        ValidationError: it is not approved.
    """
    with transaction.atomic():
        held = Filing.objects.select_for_update().select_related("unit").get(pk=filing.pk)
        if held.state != State.APPROVED:
            raise ValidationError(_("只有已核備的計畫可以修正。"))
        open_one = held.amendments.filter(state__in=(State.DRAFT, State.SUBMITTED, State.RETURNED)).first()
        if open_one is not None:
            return open_one
        copied = ("unit", "county", "category", "authority", "title", "counties", "nationwide", "categories",
                  "starts_on", "ends_on", "parts")  # fmt: skip
        made = Filing(amends=held, version=held.version + 1, **{name: getattr(held, name) for name in copied})
        made.ends_on = held.last_day
        made.full_clean()
        made.save()
        trail.record(Verb.CREATED, made, by=by, now={"amends": held, "version": made.version}, at=now)
    return made


def elsewhere(filing: Filing) -> list[Authority]:
    """The offices with which the same plan is to be filed as well, where a plan of several counties goes to each one.

    Source: handbook 「服務範圍為…多個縣市，分別向服務範圍所屬地方目的事業主管機關核備」 (FIL-01). None for a plan that
    goes to a ministry, or that its unit still writes.
    """
    chosen = filing.authority
    if chosen is None or chosen.county_id is None or filing.state not in (State.SUBMITTED, State.APPROVED):
        return []
    offices = [office for way in filings.ways(filing) for office in way.offices if office.county_id is not None]
    known = {row.pk: row for row in filing.unit.filings.all()}
    over = (State.REPLACED, State.ENDED, State.LAPSED)
    plan = _plan_of(filing, known)
    there = {row.authority_id for row in known.values() if row.state not in over and _plan_of(row, known) == plan}
    return [office for office in offices if office.pk not in there]


def _plan_of(filing: Filing, known: Mapping[int, Filing]) -> int:
    """The key of the first filing of the same plan, of a unit's filings: before all amendments, and before the copy."""
    while filing.amends_id is not None:
        filing = known[filing.amends_id]
    return filing.copied_from_id or filing.pk


def copy_to(*, filing: Filing, authority: Authority, by: Acts, now: dt.datetime) -> Filing:
    """Begin the same plan as a draft for another county's office; what was attached is attached there anew.

    Raises:
        ValidationError: the plan does not go there, or it is there already.
    """
    with transaction.atomic():
        held = Filing.objects.select_for_update(of=("self",)).select_related("unit", "authority").get(pk=filing.pk)
        Unit.objects.select_for_update().get(pk=held.unit_id)
        if authority not in elsewhere(held):
            raise ValidationError(_("這份計畫不必向這個機關備案，或已經在那裡了。請重新整理頁面再看一次。"))
        copied = ("unit", "category", "title", "counties", "nationwide", "categories", "starts_on", "ends_on", "parts")
        made = Filing(
            authority=authority, county=authority.county,
            copied_from_id=_plan_of(held, {row.pk: row for row in held.unit.filings.all()}),
            **{name: getattr(held, name) for name in copied},
        )  # fmt: skip
        made.full_clean()
        made.save()
        trail.record(Verb.CREATED, made, by=by, now={"authority": authority}, at=now)
    return made


def extend(
    *, filing: Filing, until: dt.date, reported_on: dt.date, by: Acts, now: dt.datetime, reason: str = ""
) -> Filing:
    """Write down that a plan goes on, since its results were reported on that day.

    Where they came late the authority may still let it go on, and says why.

    Raises:
        ValidationError: it is not approved, a day cannot be, or the reason is missing.
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        held = Filing.objects.select_for_update().get(pk=filing.pk)
        last = held.last_day
        if held.state != State.APPROVED or last is None:
            raise ValidationError(_("只有已核備的計畫可以延長。"))
        found: dict[str, str] = {}
        if until <= last:
            found["until"] = _("要晚於現在的期限（%(day)s）。") % {"day": roc.shown(last)}
        if reported_on > today:
            found["reported_on"] = _("提報成果的日期不能晚於今天（%(day)s）。") % {"day": roc.shown(today)}
        elif reported_on > results_due(last) and not reason.strip():
            found["reason"] = _("成果在期限（%(day)s）以後才提報，要讓計畫繼續請寫原因。") % {
                "day": roc.shown(results_due(last))
            }
        if found:
            raise ValidationError(found)
        was = held.extended_to
        held.extended_to = until
        held.save(update_fields=["extended_to"])
        noted = {"extended_to": until, "reported_on": reported_on}
        trail.record(
            Verb.FILING_EXTENDED, held, by=by, was={"extended_to": was}, now=noted, reason=reason.strip(), at=now
        )
    return held


def end(*, filing: Filing, on: dt.date, reason: str, by: Acts, now: dt.datetime) -> None:
    """Write down that the unit has ended its plan, by its letter to the authority that approved it.

    Raises:
        ValidationError: the day cannot be.
        MoveRefused: no reason, or it is not approved.
    """
    _stop(filing, "end", on, reason, Unit.State.ENDED, by=by, now=now)


def lapse(*, filing: Filing, on: dt.date, reason: str, by: Acts, now: dt.datetime) -> None:
    """Write down that the authority has stopped it: its own decision, never a date's.

    Raises:
        ValidationError: the day cannot be.
        MoveRefused: no reason, or it is not approved.
    """
    _stop(filing, "lapse", on, reason, Unit.State.SUSPENDED, by=by, now=now)


def _stop(
    filing: Filing, move: str, on: dt.date, reason: str, state: str, *, by: Acts, now: dt.datetime
) -> None:  # fmt: skip
    today = timezone.localdate(now)
    if on > today:
        raise ValidationError({"on": _("日期不能晚於今天（%(day)s）。") % {"day": roc.shown(today)}})
    if filing.approved_on and on < filing.approved_on:
        raise ValidationError({"on": _("日期不能早於核備日期（%(day)s）。") % {"day": roc.shown(filing.approved_on)}})
    with transaction.atomic():
        along = {"stopped_on": on, "stopped_why": reason.strip()[:500]}
        MOVES.apply(filing, move, by=by, reason=reason, now=now, along=along, noted={"stopped_on": on})
        unit = filing.unit
        if not unit.waived_on and not unit.filings.filter(state=State.APPROVED).exists():
            set_state(unit, state, by=by, now=now)
