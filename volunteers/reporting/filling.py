"""Putting the register's figures into reports: at opening for many at once, and anew as long as the unit has them.

What the unit wrote by hand stays. With the figures comes what was corrected of periods that are locked: the locked
figure stays as it was reported, and the next report tells the difference once.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from django.db.models import F

from foundation import bulk
from volunteers.models import ResultCorrection, ResultFigure, ResultReport, Unit
from volunteers.rules import result_forms
from volunteers.rules.result_figures import BY_KEY, Group

from . import counting

COLUMNS = ("report", "key", "counted", "by_hand", "words", "why")
Period = tuple[dt.date, dt.date]


def by_period(reports: Collection[ResultReport]) -> dict[Period, list[ResultReport]]:
    """Reports by their first and last day."""
    found: dict[Period, list[ResultReport]] = defaultdict(list)
    for one in reports:
        found[one.first_on, one.last_on].append(one)
    return found


def fill(reports: Sequence[ResultReport], *, now: dt.datetime) -> None:
    """Write the register's figures into new reports, which have none yet: set-based."""
    contacts = _contacts(reports)
    for (first, last), some in by_period(reports).items():
        counts = counting.count([one.unit_id for one in some], first, last)
        bulk.insert(ResultFigure, COLUMNS, _rows(some, counts, contacts))
    tell_corrections(reports)


def _rows(
    reports: Collection[ResultReport], counts: counting.Counts, contacts: dict[int, str]
) -> Iterator[tuple[int, str, int | None, None, str, str]]:
    for one in reports:
        known = counts[one.unit_id]
        for key in result_forms.form_of(one.authority.code).figures:
            if BY_KEY[key].is_words:
                yield one.pk, key, None, None, contacts[one.unit_id] if key == "contact" else "", ""
            elif known[key] or BY_KEY[key].group is not Group.KINDS:
                yield one.pk, key, known[key], None, "", ""


def _contacts(reports: Collection[ResultReport]) -> dict[int, str]:
    rows = Unit.objects.filter(pk__in=[one.unit_id for one in reports])
    return {pk: "　".join(part for part in (name, phone) if part) for pk, name, phone in
            rows.values_list("pk", "contact_name", "contact_phone")}  # fmt: skip


def fill_again(report: ResultReport, *, now: dt.datetime) -> bool:
    """Read the register anew into a report that is with its unit, under its lock. Answers whether anything moved."""
    counts = counting.count([report.unit_id], report.first_on, report.last_on)[report.unit_id]
    standing = {one.key: one for one in report.figures.all()}
    moved = []
    for key, one in standing.items():
        if not BY_KEY[key].is_words and one.counted != counts[key]:
            one.counted = counts[key]
            moved.append(one)
    ResultFigure.objects.bulk_update(moved, ["counted"])
    fresh = [
        ResultFigure(report=report, key=key, counted=counts[key])
        for key in result_forms.form_of(report.authority.code).figures
        if key not in standing and not BY_KEY[key].is_words and counts[key]
    ]
    ResultFigure.objects.bulk_create(fresh)
    told = list(report.corrections.order_by("pk").values_list("of", "key", "was", "now"))
    tell_corrections([report])
    corrected = told != list(report.corrections.order_by("pk").values_list("of", "key", "was", "now"))
    report.filled_at = now
    report.save(update_fields=["filled_at"])
    return bool(moved or fresh or corrected)


def changes(report: ResultReport) -> dict[str, tuple[int, int]]:
    """What the register says otherwise by now than when it was read into a report: by key, then and now."""
    counts = counting.count([report.unit_id], report.first_on, report.last_on)[report.unit_id]
    read = {one.key: one.counted or 0 for one in report.figures.all()}
    asked = result_forms.form_of(report.authority.code).figures
    return {
        key: (read.get(key, 0), counts[key])
        for key in BY_KEY
        if (key in read or key in asked) and not BY_KEY[key].is_words and read.get(key, 0) != counts[key]
    }


def tell_again(of: ResultReport) -> None:
    """Let the unit's later reports that are not locked tell anew what is corrected, because this one has changed."""
    later = ResultReport.objects.filter(unit=of.unit_id, first_on__gt=of.last_on).exclude(
        state=ResultReport.State.ACCEPTED
    )
    for one in later.select_for_update().order_by("first_on"):
        tell_corrections([one])


def tell_corrections(reports: Sequence[ResultReport]) -> None:
    """Let these reports say what the register says today otherwise than locked reports of before.

    Of every earlier locked report of the same units: its figures as they are counted today, beside what was reported
    and what later locked reports have told already. What was put by hand is nobody's to correct.

    Args:
        reports: one of each unit.
    """
    ResultCorrection.objects.filter(report__in=[one.pk for one in reports]).delete()
    by_unit: dict[int, ResultReport] = {one.unit_id: one for one in reports}
    locked = [
        one
        for one in ResultReport.objects.accepted()
        .filter(unit__in=list(by_unit))
        .select_related("authority")
        .order_by("pk")
        if one.last_on < by_unit[one.unit_id].first_on
    ]
    if not locked:
        return
    keys = [one.pk for one in locked]
    known, by_hand = _known(keys), _by_hand(keys)
    made = []
    for (first, last), some in by_period(locked).items():
        counts = counting.count([one.unit_id for one in some], first, last)
        for old in some:
            for key, number in counts[old.unit_id].items():
                was = known.get((old.pk, key))
                if was is None and _had_none(old, key) and (old.pk, key) not in by_hand:
                    was = 0
                if was is not None and was != number:
                    made.append(ResultCorrection(report=by_unit[old.unit_id], of=old, key=key, was=was, now=number))
    ResultCorrection.objects.bulk_create(made, batch_size=1000)


def _had_none(report: ResultReport, key: str) -> bool:
    """Whether a report asks for a kind of service: those of which there was nothing have no row."""
    return BY_KEY[key].group is Group.KINDS and key in result_forms.form_of(report.authority.code).figures


def _by_hand(reports: Collection[int]) -> set[tuple[int, str]]:
    rows = ResultFigure.objects.filter(report__in=list(reports), by_hand__isnull=False)
    return set(rows.values_list("report", "key"))


def _known(reports: Collection[int]) -> dict[tuple[int, str], int]:
    """What was reported by the register of these, with what was corrected in locked reports since."""
    figures = ResultFigure.objects.filter(report__in=list(reports), counted__isnull=False, by_hand=None)
    found = {(report, key): number or 0 for report, key, number in figures.values_list("report", "key", "counted")}
    told = ResultCorrection.objects.filter(of__in=list(reports), report__state=ResultReport.State.ACCEPTED)
    for of, key, change in told.annotate(change=F("now") - F("was")).values_list("of", "key", "change"):
        found[of, key] = found.get((of, key), 0) + change
    return found
