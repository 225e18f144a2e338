"""Results reports, as tests need them."""

import datetime as dt

from foundation.audit.trail import SYSTEM
from tests.makers.volunteers import NOW, line
from volunteers.models import ResultFigure, ResultReport, ResultSum, ServiceEntry, Unit, Volunteer
from volunteers.reporting import opening, reports, totals
from volunteers.rules import result_forms
from volunteers.rules.result_forms import Window
from volunteers.serving import approvals, ledger

FEW = {"people": 12, "books": 10, "insured": 11, "sex_female": 9, "sex_male": 3, "minutes": 5400, "times": 30,
       "kind_social": 5400}  # fmt: skip
LAW = result_forms.forms()[""].rhythm


def window(year: int = 2025) -> Window:
    """The whole year, as the law has it."""
    return next(iter(LAW.in_year(year)))


def half(year: int, number: int) -> Window:
    """The first or second half of a year, as Taipei's social affairs has it."""
    return list(result_forms.form_of("tpe-dosw").rhythm.in_year(year))[number - 1]


def make_report(unit: Unit, of: Window | None = None, *, now: dt.datetime = NOW) -> ResultReport:
    """A report that has just been opened."""
    return opening.open_for(unit=unit, window=of or window(), by=SYSTEM, now=now)


def make_sent(unit: Unit, of: Window | None = None, *, now: dt.datetime = NOW) -> ResultReport:
    """A report that has been handed in."""
    made = make_report(unit, of, now=now)
    ResultFigure.objects.filter(report=made, counted=None).exclude(key="contact").update(words="辦了三場說明會。")
    reports.submit(report=made, by=SYSTEM, now=now)
    return made


def make_accepted(unit: Unit, of: Window | None = None, *, now: dt.datetime = NOW) -> ResultReport:
    """A report whose figures do not move any more."""
    made = make_sent(unit, of, now=now)
    reports.accept(report=made, by=SYSTEM, now=now)
    return made


def numbers(report: ResultReport) -> dict[str, int]:
    """Its figures by key, those that are 0 left out."""
    return {key: number for key, number in reports.values_of(report.figures.all()).items() if number}


def serve(unit: Unit, person: Volunteer, on: dt.date, minutes: int) -> ServiceEntry:
    """Hours that stand in the ledger."""
    entered = ledger.enter(unit=unit, lines=[line(person, on, str(minutes))], source="list", by=SYSTEM, now=NOW)
    keys = list(ServiceEntry.objects.filter(batch=entered.batch).values_list("pk", flat=True))
    approvals.approve_lines(unit=unit, entries=keys, by=SYSTEM, now=NOW)
    return ServiceEntry.objects.get(pk=keys[0])


def make_settled(year: int, **counties: dict[str, int]) -> ResultSum:
    """A year that the association has settled, with counties' sums as they are given."""
    sums = counties or {"TTT": FEW, "TPE": {key: number * 20 for key, number in FEW.items()}}
    frozen = {"year": year, "term": "year", "state": "accepted", "reports": 1, "missing": 0, "submitted_at": NOW,
              "submitted_by": "示範", "accepted_at": NOW, "accepted_by": "示範"}  # fmt: skip
    for county, values in sums.items():
        ResultSum.objects.create(county_id=county, values=values, **frozen)
    whole = totals.added(list(sums.values()))
    return ResultSum.objects.create(county=None, values=whole, distinct={"people": whole["people"]}, **frozen)
