"""Results reports: opened, filled from the ledger, completed, returned, locked; and what is corrected afterwards."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.workflow.moves import MoveRefused
from tests.makers.evaluating import make_gathering
from tests.makers.results import half, make_accepted, make_report, make_sent, numbers, serve, window
from tests.makers.volunteers import (
    NOW,
    make_book,
    make_cover,
    make_enrolment,
    make_filing,
    make_trained,
    make_training,
    make_unit,
    make_volunteer,
)
from volunteers.awards import giving
from volunteers.models import Filing, Gathering, ResultFigure, ResultReport, Unit
from volunteers.persons import people
from volunteers.reporting import completing, counting, opening, reports, totals
from volunteers.rules.result_figures import ADD_UP, BY_KEY, of_group
from volunteers.serving import ledger

pytestmark = pytest.mark.django_db
D = dt.date
JANUARY = dt.datetime(2026, 1, 5, 2, 0, tzinfo=dt.UTC)
JULY = dt.datetime(2026, 7, 2, 2, 0, tzinfo=dt.UTC)


def join(unit: Unit, on: dt.date, **values: object) -> object:
    return make_enrolment(unit, make_volunteer(**values), on=on).volunteer


def test_the_figures_are_those_of_the_register() -> None:
    unit = make_unit("TTT", contact_name="周怡君", contact_phone="089-326141")
    first = make_trained(unit, born_on=D(1960, 12, 31), education="college", occupation="retired")
    join(unit, D(2025, 12, 31), sex="male", born_on=D(2008, 1, 1))
    join(unit, D(2026, 1, 1))
    left = make_enrolment(unit, make_volunteer(sex=""), on=D(2024, 5, 1))
    people.leave(enrolment=left, on=D(2025, 12, 30), why="搬家", by=SYSTEM, now=NOW)
    make_training(left.volunteer, "GROWTH", on=D(2025, 12, 30))
    make_training(left.volunteer, "LEADERSHIP", on=D(2025, 12, 31))
    make_training(first, "GROWTH", on=D(2025, 3, 1))
    make_training(first, "GROWTH", on=D(2025, 9, 1))
    serve(unit, first, D(2025, 3, 7), 180)
    serve(unit, first, D(2026, 1, 1), 60)
    make_gathering(unit, D(2025, 5, 6), kind="liaison")
    Gathering.objects.update(state="held", minutes="略")
    giving.record(
        who=first, award="TW_MOHW_HONOR_CARD", given_on=D(2025, 6, 1), counted_until=None, on=D(2026, 1, 2), by=SYSTEM,
        now=NOW,
    )  # fmt: skip
    report = make_report(unit)
    # Two on the last day: who left the day before and who came the day after are not among them.
    assert numbers(report) == {
        "people": 2, "books": 1, "cards": 1, "insured": 1, "sex_female": 1, "sex_male": 1,
        "age_12": 1, "age_65": 1, "education_college": 1, "education_unknown": 1, "occupation_retired": 1,
        "occupation_unknown": 1, "tenure_0": 1, "tenure_1": 1, "training_growth": 2, "minutes": 180, "times": 1,
        "kind_social": 180,
    }  # fmt: skip
    assert report.figures.get(key="contact").words == "周怡君　089-326141"


def test_who_is_counted_once_is_counted_once() -> None:
    unit = make_unit()
    person = make_enrolment(unit, on=D(2024, 1, 1)).volunteer
    make_book(person, unit)
    make_cover(person, unit)
    counts = counting.count([unit.pk], D(2025, 1, 1), D(2025, 12, 31))[unit.pk]
    for group in ADD_UP:
        assert sum(counts[one.key] for one in of_group(group, BY_KEY)) == counts["people"] == 1


def test_a_period_that_is_no_whole_months_counts_the_lines() -> None:
    unit = make_unit()
    person = make_trained(unit)
    serve(unit, person, D(2025, 5, 30), 60)
    serve(unit, person, D(2025, 5, 31), 120)
    counts = counting.count([unit.pk], D(2025, 1, 1), D(2025, 5, 30))[unit.pk]
    assert counts["minutes"] == 60


def test_the_register_is_asked_as_often_for_three_units_as_for_one() -> None:
    one, *others = (make_unit() for _number in range(3))
    for unit in (one, *others):
        serve(unit, make_trained(unit), D(2025, 3, 7), 60)
    asked = []
    for some in ([one.pk], [one.pk, *(each.pk for each in others)]):
        with CaptureQueriesContext(connection) as queries:
            counting.count(some, D(2025, 1, 1), D(2025, 12, 31))
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 7


# Opening


def test_a_period_opens_by_itself_once_for_each_unit_in_its_authoritys_rhythm() -> None:
    taipei, hualien = make_unit("TPE", "social"), make_unit("HUA")
    make_unit("HUA", state=Unit.State.ENDED)
    make_unit("HUA", filed=False)
    before = dt.datetime(2025, 12, 31, 2, 0, tzinfo=dt.UTC)
    # On the last day of the year: Taipei's social affairs still ask for the first half, a year is not over.
    assert opening.open_due(by=SYSTEM, now=before) == 2
    assert set(ResultReport.objects.values_list("unit", "year", "term")) == {
        (taipei.pk, 2025, "first"), (hualien.pk, 2024, "year"),
    }  # fmt: skip
    assert opening.open_due(by=SYSTEM, now=before) == 0
    assert opening.open_due(by=SYSTEM, now=JANUARY) == 2
    assert opening.open_due(by=SYSTEM, now=JANUARY) == 0
    assert set(ResultReport.objects.values_list("unit", "year", "term")) >= {
        (taipei.pk, 2025, "second"), (hualien.pk, 2025, "year"),
    }  # fmt: skip
    assert Event.objects.filter(verb="results_opened").count() == 4


def test_the_day_is_taiwans() -> None:
    make_unit("TPE", "social")
    # Already the first of July in Taipei, still June in London.
    assert opening.owed(D(2026, 7, 1))[0].window.term == "first"
    opening.open_due(by=SYSTEM, now=dt.datetime(2026, 6, 30, 17, 0, tzinfo=dt.UTC))
    assert ResultReport.objects.get().term == "first"


def test_a_unit_that_came_after_the_period_owes_nothing() -> None:
    unit = make_unit("HUA", filed=False, body=Unit.Body.AGENCY)
    make_enrolment(unit, on=D(2026, 1, 1))
    assert opening.owed(D(2026, 1, 5)) == []
    make_enrolment(unit, on=D(2025, 12, 31))
    assert [one.unit for one in opening.owed(D(2026, 1, 5))] == [unit]


def test_rpt_04_what_is_left_when_a_plan_ends_opens_the_day_after() -> None:
    unit = make_unit("HUA", filed=False, state=Unit.State.ENDED)
    make_filing(unit, Filing.State.ENDED, stopped_on=D(2025, 5, 31), stopped_why="改由總會辦理")
    assert opening.owed(D(2025, 5, 31)) == []
    opening.open_due(by=SYSTEM, now=dt.datetime(2025, 6, 1, 2, 0, tzinfo=dt.UTC))
    report = ResultReport.objects.get()
    assert (report.term, report.first_on, report.last_on, report.due_on) == (
        "end", D(2025, 1, 1), D(2025, 5, 31), D(2025, 7, 31)
    )  # fmt: skip
    assert opening.open_due(by=SYSTEM, now=JANUARY) == 0


# Completing by hand


def test_what_the_register_cannot_know_is_put_by_hand_and_marked_so() -> None:
    unit = make_unit()
    for _number in range(3):
        join(unit, D(2025, 1, 1))
    report = make_report(unit)
    given = {"education_unknown": {"number": "1", "why": "報名表"}, "education_college": {"number": "２"}}
    problems = completing.write(report=report, given=given, by=SYSTEM, now=NOW)
    assert list(problems) == ["education_college"], "full-width digits are no number, and the rest is kept"
    assert [one.key for one in reports.to_do(report.figures.all())] == ["education_primary"]
    given = {"education_college": {"number": "2", "why": "報名表"}}
    assert completing.write(report=report, given=given, by=SYSTEM, now=NOW) == {}
    one = report.figures.get(key="education_college")
    assert (one.counted, one.by_hand, one.value) == (0, 2, 2)
    assert reports.to_do(report.figures.all()) == []


@pytest.mark.parametrize("number", ["-1", "1.5", "很多", "9" * 13])
def test_a_number_that_is_none_is_said_and_changes_nothing(number: str) -> None:
    report = make_report(make_unit())
    problems = completing.write(report=report, given={"served": {"number": number}}, by=SYSTEM, now=NOW)
    assert list(problems) == ["served"]
    assert report.figures.get(key="served").by_hand is None


def test_what_the_register_knows_is_not_put_by_hand() -> None:
    report = make_report(make_unit())
    completing.write(report=report, given={"minutes": {"number": "600", "why": "自己算的"}}, by=SYSTEM, now=NOW)
    assert report.figures.get(key="minutes").value == 0


def test_a_number_by_hand_says_where_it_comes_from_before_it_goes_out() -> None:
    report = make_report(make_unit())
    completing.write(report=report, given={"served": {"number": "40"}}, by=SYSTEM, now=NOW)
    with pytest.raises(MoveRefused, match="數字從哪裡來"):
        reports.submit(report=report, by=SYSTEM, now=NOW)
    completing.write(report=report, given={"served": {"number": "40", "why": "活動簽到單"}}, by=SYSTEM, now=NOW)
    reports.submit(report=report, by=SYSTEM, now=NOW)
    assert report.state == "submitted"


def test_reading_anew_keeps_what_was_put_by_hand() -> None:
    unit = make_unit()
    person = make_trained(unit)
    report = make_report(unit)
    completing.write(report=report, given={"served": {"number": "40", "why": "簽到單"}}, by=SYSTEM, now=NOW)
    serve(unit, person, D(2025, 3, 7), 180)
    later = NOW + dt.timedelta(hours=1)
    assert reports.fill_again(report=report, by=SYSTEM, now=later)
    assert not reports.fill_again(report=report, by=SYSTEM, now=later)
    found = numbers(report)
    assert (found["minutes"], found["kind_social"], found["served"]) == (180, 180, 40)


def test_who_looked_at_other_figures_is_told_before_they_go_out() -> None:
    unit = make_unit()
    report = make_report(unit)
    seen = reports.mark_of(report)
    serve(unit, make_trained(unit), D(2025, 3, 7), 180)
    reports.fill_again(report=report, by=SYSTEM, now=NOW + dt.timedelta(hours=1))
    with pytest.raises(MoveRefused, match="再看一次"):
        reports.submit(report=report, by=SYSTEM, now=NOW, seen=seen)


def test_what_is_approved_while_the_report_waits_is_said_before_it_goes_out() -> None:
    unit = make_unit()
    person = make_trained(unit)
    serve(unit, person, D(2025, 3, 7), 180)
    report = make_report(unit)
    serve(unit, person, D(2025, 12, 30), 60)
    with pytest.raises(MoveRefused) as refused:
        reports.submit(report=report, by=SYSTEM, now=NOW)
    said = " ".join(refused.value.problems)
    assert "請按「重新帶入」" in said
    assert "「服務總時數」帶入時是 3 小時，現在是 4 小時" in said
    assert numbers(report)["minutes"] == 180, "what is refused changes nothing"
    reports.fill_again(report=report, by=SYSTEM, now=NOW)
    reports.submit(report=report, by=SYSTEM, now=NOW)
    assert numbers(report)["minutes"] == 240


# On its way


def test_returned_with_marks_and_accepted() -> None:
    report = make_sent(make_unit(), now=JANUARY)
    with pytest.raises(MoveRefused, match="至少在一個數字旁邊"):
        reports.send_back(report=report, marks={"nowhere": "x"}, remark=" ", by=SYSTEM, now=NOW)
    reports.send_back(report=report, marks={"served": "和簽到單不符"}, remark="", by=SYSTEM, now=NOW)
    assert (report.state, report.marks) == ("returned", {"served": "和簽到單不符"})
    with pytest.raises(MoveRefused):
        reports.accept(report=report, by=SYSTEM, now=NOW)
    reports.submit(report=report, by=SYSTEM, now=NOW)
    reports.accept(report=report, by=SYSTEM, now=NOW)
    assert report.is_locked
    # It came in time the first time: that it was returned makes it no late one.
    assert report.first_sent_on == D(2026, 1, 5)
    assert report.days_late(D(2027, 1, 1)) == 0
    assert [one.verb for one in Event.objects.filter(object_key=str(report.pk), object_type__endswith="resultreport")
            .order_by("pk")] == ["result_sent", "returned", "result_sent", "result_accepted"]  # fmt: skip


@pytest.mark.parametrize(("on", "late"), [(D(2026, 3, 2), 0), (D(2026, 3, 3), 1)])
def test_late_is_the_day_after_its_last(on: dt.date, late: int) -> None:
    report = make_report(make_unit(), window(2025))
    assert report.due_on == D(2026, 3, 2), "2026-02-28 is a Saturday"
    assert report.days_late(on) == late


def test_nothing_is_written_into_what_is_handed_in() -> None:
    report = make_sent(make_unit())
    with pytest.raises(ValidationError, match="已經送出"):
        completing.write(report=report, given={"served": {"number": "4"}}, by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="已經送出"):
        reports.fill_again(report=report, by=SYSTEM, now=NOW)


def test_the_database_itself_moves_no_figure_of_a_locked_report() -> None:
    unit = make_unit()
    report = make_accepted(unit)
    for act in (
        lambda: ResultFigure.objects.filter(report=report, key="minutes").update(counted=1),
        lambda: ResultFigure.objects.create(report=report, key="kind_social", counted=1),
        lambda: (
            make_report(unit, window(2024))
            and report.corrections.create(of=ResultReport.objects.get(year=2024), key="minutes", was=1, now=2)
        ),
    ):
        with pytest.raises(DatabaseError, match="do not move"), transaction.atomic():
            act()


def test_what_was_asked_for_stays_until_the_report_is_accepted() -> None:
    report = make_sent(make_unit(), now=JANUARY)
    reports.send_back(report=report, marks={"served": "和簽到單不符"}, remark="", by=SYSTEM, now=NOW)
    reports.submit(report=report, by=SYSTEM, now=NOW)
    assert report.marks == {"served": "和簽到單不符"}, "whoever looks at it again sees what was asked for"
    reports.take_back(report=report, by=SYSTEM, now=NOW)
    assert report.marks == {"served": "和簽到單不符"}, "what is taken back is still to be mended"
    reports.submit(report=report, by=SYSTEM, now=NOW)
    reports.send_back(report=report, marks={"people": "少一人"}, remark="還差一項", by=SYSTEM, now=NOW)
    assert (report.marks, report.remark) == ({"people": "少一人"}, "還差一項")
    reports.submit(report=report, by=SYSTEM, now=NOW)
    reports.accept(report=report, by=SYSTEM, now=NOW)
    assert (report.marks, report.remark) == ({}, "")


def test_opening_again_takes_a_reason_and_keeps_what_was_accepted() -> None:
    unit = make_unit()
    serve(unit, make_trained(unit), D(2025, 3, 7), 180)
    report = make_accepted(unit)
    with pytest.raises(ValidationError, match="至少 6 個字"):
        reports.reopen(report=report, reason="錯", by=SYSTEM, now=NOW)
    reports.reopen(report=report, reason="單位來函更正時數", by=SYSTEM, now=NOW)
    assert report.state == "returned"
    assert report.former[0]["values"]["minutes"] == 180
    assert report.former[0]["reason"] == "單位來函更正時數"


# What is corrected afterwards


def test_a_correction_leaves_the_locked_figure_and_is_told_once_in_the_next() -> None:
    unit = make_unit("TPE", "social")
    person = make_trained(unit)
    entry = serve(unit, person, D(2025, 3, 7), 180)
    serve(unit, person, D(2025, 8, 2), 60)
    first = make_accepted(unit, half(2025, 1))
    ledger.correct(entries=[entry], reason="這一筆重複登錄", by=SYSTEM, now=NOW)
    serve(unit, person, D(2025, 4, 4), 30)
    first.refresh_from_db()
    assert numbers(first)["minutes"] == 180
    second = make_accepted(unit, half(2025, 2))
    assert numbers(second)["minutes"] == 60, "the next period counts its own"
    told = {one.key: (one.was, one.now, one.difference) for one in second.corrections.all()}
    assert told["minutes"] == (180, 30, -150)
    assert told["kind_social"] == (180, 30, -150)
    third = make_report(unit, half(2026, 1))
    assert not third.corrections.exists(), "what was told is not told again"
    serve(unit, person, D(2025, 5, 5), 15)
    reports.fill_again(report=third, by=SYSTEM, now=NOW)
    assert [(one.of, one.key, one.was, one.now) for one in third.corrections.filter(key="minutes")] == [
        (first, "minutes", 30, 45)
    ]


def test_how_many_there_were_on_a_day_is_corrected_too_and_added_to_nothing() -> None:
    unit = make_unit("TPE", "social")
    make_enrolment(unit, on=D(2025, 1, 2))
    first = make_accepted(unit, half(2025, 1))
    make_enrolment(unit, on=D(2025, 6, 30))
    second = make_accepted(unit, half(2025, 2))
    told = {one.key: (one.was, one.now) for one in second.corrections.all()}
    assert told["people"] == told["sex_female"] == (1, 2)
    assert numbers(first)["people"] == 1, "what is locked stays"
    for term in ("second", "year"):
        found = totals.read(year=2025, term=term)
        assert found.corrections == {}, "people of a day that is past are no people of this one"
        assert found["people"] == 2
    third = make_report(unit, half(2026, 1))
    assert not third.corrections.exists(), "what was told is not told again"


def test_nothing_is_opened_again_that_a_later_locked_report_corrects() -> None:
    unit = make_unit("TPE", "social")
    person = make_trained(unit)
    serve(unit, person, D(2025, 3, 7), 180)
    first = make_accepted(unit, half(2025, 1))
    serve(unit, person, D(2025, 4, 4), 30)
    second = make_accepted(unit, half(2025, 2))
    with pytest.raises(MoveRefused, match="下半年的回報已經核定，裡面更正了這一期"):
        reports.reopen(report=first, reason="單位來函更正時數", by=SYSTEM, now=NOW)
    reports.reopen(report=second, reason="先改後一期的更正", by=SYSTEM, now=NOW)
    reports.reopen(report=first, reason="單位來函更正時數", by=SYSTEM, now=NOW)
    assert not second.corrections.exists(), "an open report has nothing to correct in what is open itself"


def test_corrections_follow_what_they_correct_while_neither_is_locked() -> None:
    unit = make_unit("TPE", "social")
    person = make_trained(unit)
    serve(unit, person, D(2025, 3, 7), 180)
    first = make_accepted(unit, half(2025, 1))
    serve(unit, person, D(2025, 4, 4), 30)
    second, third = make_sent(unit, half(2025, 2)), make_report(unit, half(2026, 1))
    for one in (second, third):
        assert one.corrections.get(key="minutes").difference == 30
    # The first takes the hours up itself: nobody after it has anything to tell of them any more.
    reports.reopen(report=first, reason="單位來函更正時數", by=SYSTEM, now=NOW)
    reports.fill_again(report=first, by=SYSTEM, now=NOW)
    reports.submit(report=first, by=SYSTEM, now=NOW)
    reports.accept(report=first, by=SYSTEM, now=NOW)
    assert not second.corrections.exists()
    assert not third.corrections.exists()


def test_a_correction_that_two_wait_to_tell_is_told_by_whichever_is_locked_first() -> None:
    unit = make_unit("TPE", "social")
    person = make_trained(unit)
    serve(unit, person, D(2025, 3, 7), 180)
    make_accepted(unit, half(2025, 1))
    serve(unit, person, D(2025, 4, 4), 30)
    second, third = make_sent(unit, half(2025, 2)), make_report(unit, half(2026, 1))
    reports.accept(report=second, by=SYSTEM, now=NOW)
    assert second.corrections.filter(key="minutes").exists()
    assert not third.corrections.exists()


def test_last_years_report_makes_figures_look_odd() -> None:
    unit = make_unit()
    person = make_trained(unit)
    before = make_accepted(unit, window(2024))
    for day in range(1, 11):
        serve(unit, person, D(2025, 3, day), 180)
    report = make_report(unit, window(2025))
    assert {one.key for one in reports.looks(report, reports.year_before(report))} == {
        "minutes", "times", "kind_social"
    } - ({"kind_social"} if not before.figures.filter(key="kind_social").exists() else set())  # fmt: skip
