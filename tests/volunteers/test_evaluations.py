"""The evaluation of volunteers: scales, who is evaluated, what the ledgers say, two raters, results, asking again."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import give, make_user
from tests.makers.evaluating import (
    FIRST,
    LAST,
    WEIGHTS,
    hold,
    make_gathering,
    make_office_scale,
    make_round,
    make_scale,
    rate,
    rate_all,
)
from tests.makers.volunteers import (
    NOW,
    line,
    make_enrolment,
    make_entry,
    make_place,
    make_trained,
    make_training,
    make_unit,
)
from volunteers.evaluating import ratings, rounds, scales
from volunteers.models import Evaluation, EvaluationRound, EvaluationScale, Rating, Unit
from volunteers.rostering import absences
from volunteers.rules import grading
from volunteers.rules.leaving import Cause
from volunteers.serving import approvals, ledger
from volunteers.unit_life import customs

pytestmark = pytest.mark.django_db
D = dt.date
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def summer():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def raters(unit: Unit) -> tuple[User, User]:
    found = (make_user(None), make_user(None))
    for one in found:
        give(one, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    return found


# Scales --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("weights", "fits"),
    [(("30", "40", "30"), True), (("33.33", "33.33", "33.34"), True), (("33.3", "33.3", "33.4"), True),
     (("100", "0", "0"), True), (("30", "40", "30.01"), False), (("30", "40", "29.99"), False),
     (("33.333", "33.333", "33.334"), False), (("120", "-10", "-10"), False)],
)  # fmt: skip
def test_a_unit_s_weights_are_a_hundred(unit, weights, fits) -> None:
    given = dict(zip(grading.ASPECTS, map(Decimal, weights), strict=True))
    if fits:
        assert make_scale(unit, weights=given).weights == given
    else:
        with pytest.raises(ValidationError):
            make_scale(unit, weights=given)


def test_the_database_itself_refuses_other_weights(unit) -> None:
    made = make_scale(unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        EvaluationScale.objects.filter(pk=made.pk).update(attitude=3001)


def test_a_scale_holds_from_its_day_until_the_next(unit) -> None:
    old, new = make_scale(unit), make_scale(unit, valid_from=D(2026, 7, 1))
    assert [scales.for_day(unit, day) for day in (D(2024, 12, 31), D(2025, 1, 1), D(2026, 6, 30), D(2026, 7, 1))] == [
        None, old, old, new,
    ]  # fmt: skip
    with pytest.raises(ValidationError, match="換一個起日"):
        make_scale(unit)


def test_a_unit_may_word_its_own_indicators_and_grades(unit) -> None:
    own = [("participation", "準時到班"), ("attitude", "待人有禮"), ("performance", "把事做完")]
    grades = scales.read_grades("很好 85\n可以　60分\n要加油 0")
    made = make_scale(unit, indicators=own, grades=grades)
    rules = EvaluationScale.objects.get(pk=made.pk).rules
    assert [(one.number, one.aspect, one.name) for one in rules.indicators] == [
        (1, "attitude", "待人有禮"), (2, "performance", "把事做完"), (3, "participation", "準時到班"),
    ]  # fmt: skip
    assert [str(grading.grade(Decimal(score), rules).name) for score in ("85", "84.99", "60", "59.99", "0")] == [
        "很好", "可以", "可以", "要加油", "要加油",
    ]  # fmt: skip
    assert [one.is_failing for one in rules.grades] == [False, False, True]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"base": "nonsense"}, "選一套"),
        ({"source": "會議"}, "依據"),
        ({"indicators": [("attitude", "待人有禮")]}, "三個構面"),
        ({"indicators": [(aspect, "短" * 101) for aspect in grading.ASPECTS]}, "100 個字"),
        ({"grades": [("很好", Decimal(0))]}, "2 到 8"),
        ({"grades": [("很好", Decimal(80)), ("很好", Decimal(0))]}, "不能重複"),
        ({"grades": [("很好", Decimal(80)), ("可以", Decimal(1))]}, "從 0 分起"),
        ({"grades": [("很好", Decimal(50)), ("可以", Decimal(60)), ("差", Decimal(0))]}, "從高到低"),
        ({"grades": [("很好", Decimal(101)), ("差", Decimal(0))]}, "不能超過 100"),
        ({"grades": [("", Decimal(80)), ("差", Decimal(0))]}, "名稱"),
        ({"grades": [("很好", Decimal("NaN")), ("差", Decimal(0))]}, "從高到低"),
    ],
)
def test_what_is_wrong_with_a_scale_is_said(unit, values, words) -> None:
    with pytest.raises(ValidationError, match=words):
        make_scale(unit, **values)
    assert not EvaluationScale.objects.exists()


def test_a_line_of_grades_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ValidationError, match="優等九十"):
        scales.read_grades("甲等 80\n優等九十")


# Scores --------------------------------------------------------------------------------------------------------------


def points(**by_aspect: int) -> dict[int, int]:
    return {one.number: by_aspect[one.aspect] for one in grading.TAIPEI.indicators}


def test_a_score_weighs_the_mean_of_each_aspect() -> None:
    given = points(attitude=90, performance=80, participation=70)
    assert grading.score(given, grading.TAIPEI, WEIGHTS) == 80
    given[1] = 89
    assert grading.score(given, grading.TAIPEI, WEIGHTS) == 80 - Fraction(30, 400)


def test_a_stored_score_is_cut_and_never_earns_more() -> None:
    """A third of a point below 90 is not rounded up to it, however it is stored."""
    given = points(attitude=90, performance=90, participation=90) | {9: 89}
    exact = grading.score(
        given, grading.TAIPEI, {"attitude": Decimal(50), "performance": Decimal(49), "participation": Decimal(1)}
    )
    assert exact == 90 - Fraction(1, 300)
    assert grading.kept(exact) == Decimal("89.9966")
    assert grading.grade(exact).code == grading.grade(grading.kept(exact)).code == "a"
    nearly = Fraction(90) - Fraction(1, 10**9)
    assert grading.kept(nearly) == Decimal("89.9999")
    assert grading.grade(nearly).code == "a"


@pytest.mark.parametrize("wrong", [{1: -1}, {1: 101}, {12: 50}])
def test_points_are_for_each_indicator_and_within_bounds(wrong) -> None:
    with pytest.raises(ValidationError):
        grading.check_points(points(attitude=1, performance=1, participation=1) | wrong, grading.TAIPEI)
    with pytest.raises(ValidationError, match="每一個指標都要"):
        grading.check_points({1: 50}, grading.TAIPEI)


# A round -------------------------------------------------------------------------------------------------------------


def test_who_is_evaluated_was_there_long_enough_on_the_last_day(unit) -> None:
    inside = make_enrolment(unit, on=LAST - 29 * DAY)
    make_enrolment(unit, on=LAST - 28 * DAY)
    gone = make_enrolment(unit)
    gone.left_on, gone.left_why = LAST - DAY, "搬家"
    gone.save()
    last = make_enrolment(unit)
    last.left_on, last.left_why = LAST, "搬家"
    last.save()
    assert set(rounds.evaluated(unit, last_on=LAST, least_days=30)) == {inside, last}
    assert rounds.evaluated(unit, last_on=LAST, least_days=0).count() == 3


def test_the_ledgers_speak_of_the_round_s_days_only(unit, raters) -> None:
    person = make_trained(unit)
    other = make_trained(unit)
    for day in (FIRST, D(2026, 3, 7)):
        make_entry(unit, person, day)
    make_entry(unit, person, FIRST - DAY)
    for month in (202512, 202601, 202603):
        approvals.approve_ordinary(unit=unit, month=month, seed="s", by=SYSTEM, now=NOW)
    make_entry(unit, person, D(2026, 4, 4))
    make_training(person, "IN_SERVICE", on=D(2026, 2, 1), minutes=180)
    hold(make_gathering(unit), [person])
    place = make_place(unit, person, D(2026, 6, 6))
    absences.note_absent(place=place, by=SYSTEM, now=NOW)
    ahead = make_place(unit, person, D(2026, 6, 20))
    absences.ask_leave(place=ahead, reason="看診", by=SYSTEM, now=NOW)
    night = [
        line(person, D(2026, 5, 2), "22:00-24:00"), replace(line(person, D(2026, 5, 3), "00:00-02:00"), continues=True),
    ]  # fmt: skip
    ledger.enter(unit=unit, lines=night, source="list", by=SYSTEM, now=NOW)
    approvals.approve_ordinary(unit=unit, month=202605, seed="s", by=SYSTEM, now=NOW)
    made = make_round(unit, raters)
    seen = made.evaluations.get(volunteer=person).evidence
    assert seen == {
        "minutes": 600, "times": 3, "days": 4, "absences": 1, "leaves": 1, "trainings": 1, "training_minutes": 180,
        "called": 1, "came": 1, "excused": 0,
    }  # fmt: skip
    assert made.evaluations.get(volunteer=other).evidence["called"] == 1
    approvals.approve_ordinary(unit=unit, month=202604, seed="s", by=SYSTEM, now=NOW)
    rounds.fill_in(round_=made, by=SYSTEM, now=NOW)
    assert made.evaluations.get(volunteer=person).evidence["minutes"] == 780


@pytest.mark.parametrize("count", [1, 3])
def test_a_round_begins_with_as_many_questions_for_three_as_for_one(
    unit, raters, count, django_assert_max_num_queries
) -> None:
    for _one in range(count):
        make_trained(unit)
    hold(make_gathering(unit), [])
    make_scale(unit)
    with django_assert_max_num_queries(32):
        assert make_round(unit, raters).evaluations.count() == count


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"first_on": D(2026, 6, 11)}, "first_on"),
        ({"last_on": D(2025, 12, 31)}, "__all__"),
        ({"least_days": 366}, None),
        ({"appeal_days": 0}, "__all__"),
        ({"appeal_days": 366}, "__all__"),
    ],
)
def test_what_is_wrong_with_a_round_is_said(unit, raters, values, field) -> None:
    make_enrolment(unit, on=D(2025, 9, 1))
    with pytest.raises(ValidationError) as refused:
        make_round(unit, raters, **values)
    assert field is None or field in refused.value.message_dict
    assert not EvaluationRound.objects.exists()


def test_raters_are_two_who_keep_the_unit_s_people(unit, raters) -> None:
    make_enrolment(unit)
    stranger, officer = make_user(Role.UNIT_COORDINATOR, "TTT"), make_user(Role.COUNTY_OFFICER, "TTT")
    with pytest.raises(ValidationError) as refused:
        make_round(unit, (raters[0], stranger))
    assert list(refused.value.message_dict) == ["second_rater"]
    with pytest.raises(ValidationError, match="同一個人"):
        make_round(unit, (raters[0], raters[0]))
    assert make_round(unit, (raters[0], officer)).raters == (raters[0].pk, officer.pk)
    with pytest.raises(ValidationError, match="已經有了"):
        make_round(unit, raters)
    assert make_round(unit, raters, term="year").term == "year"


def test_each_sees_only_her_own_until_both_are_in(unit, raters) -> None:
    make_enrolment(unit)
    one = make_round(unit, raters).evaluations.get()
    first, second = raters
    rate(one, first, 90)
    one.refresh_from_db()
    assert [len(ratings.seen_by(one, user)[0]) for user in (first, second, make_user(None))] == [1, 0, 0]
    assert ratings.seen_by(one, second)[1] == 1
    rate(one, first, 91)
    assert Rating.objects.get().points["1"] == 91
    rate(one, second, 70)
    assert [len(ratings.seen_by(one, user)[0]) for user in (first, second, make_user(None))] == [2, 2, 2]
    assert not any("91" in str(event.now) for event in Event.objects.filter(verb="evaluation_rated"))


def test_only_a_rater_gives_points_and_never_to_herself(unit, raters) -> None:
    enrolment = make_enrolment(unit)
    one = make_round(unit, raters).evaluations.get()
    with pytest.raises(ValidationError, match="不是這次考核的考核人"):
        rate(one, make_user(Role.COUNTY_OFFICER, "TTT"), 80)
    enrolment.volunteer.user = raters[0]
    enrolment.volunteer.save()
    one = Evaluation.objects.get()
    with pytest.raises(ValidationError, match="替自己"):
        rate(one, raters[0], 80)
    with pytest.raises(ValidationError, match="評語"):
        ratings.rate(evaluation=one, points={}, remark="長" * 501, by=raters[1], now=NOW)


@pytest.mark.parametrize(
    ("first", "second", "grade", "score"),
    [(90, 90, "excellent", "90.0000"), (90, 89, "a", "89.5000"), (60, 60, "c", "60.0000"), (59, 60, "d", "59.5000")],
)
def test_the_result_is_the_mean_of_both_raters(unit, raters, first, second, grade, score) -> None:
    make_enrolment(unit)
    made = make_round(unit, raters)
    with pytest.raises(ValidationError, match="還有 1 人"):
        rounds.tell(round_=made, by=SYSTEM, now=NOW)
    rate_all(made, first, second)
    rounds.tell(round_=made, by=SYSTEM, now=NOW)
    one = made.evaluations.get()
    assert (one.grade, one.score, one.failing) == (grade, Decimal(score), grade == "d")
    for word in (
        lambda: rounds.tell(round_=made, by=SYSTEM, now=NOW),
        lambda: rate(one, raters[0], 100),
        lambda: rounds.fill_in(round_=made, by=SYSTEM, now=NOW),
        lambda: rounds.leave_out(evaluation=one, reason="離隊", by=SYSTEM, now=NOW),
    ):
        with pytest.raises(ValidationError, match="狀態已經不同"):
            word()


def test_who_is_left_out_needs_no_points_and_has_no_result(unit, raters) -> None:
    make_enrolment(unit)
    make_enrolment(unit)
    made = make_round(unit, raters)
    gone, stays = made.evaluations.order_by("pk")
    with pytest.raises(ValidationError):
        rounds.leave_out(evaluation=gone, reason="", by=SYSTEM, now=NOW)
    rounds.leave_out(evaluation=gone, reason="離隊", by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="不列入"):
        rate(gone, raters[0], 80)
    rate_all(made, 80)
    rounds.tell(round_=made, by=SYSTEM, now=NOW)
    assert set(Evaluation.objects.told()) == {stays}
    gone.refresh_from_db()
    assert (gone.score, gone.grade) == (None, "")
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.filter(pk=gone.pk).update(score=80, grade="a")


def test_nobody_is_told_of_an_empty_round(unit, raters) -> None:
    make_enrolment(unit)
    made = make_round(unit, raters)
    one = made.evaluations.get()
    rounds.leave_out(evaluation=one, reason="離隊", by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="沒有人列入"):
        rounds.tell(round_=made, by=SYSTEM, now=NOW)
    rounds.take_in(evaluation=one, by=SYSTEM, now=NOW)
    assert not made.evaluations.get().left_out_why


def told(unit: Unit, raters: tuple[User, User], value: int = 55) -> Evaluation:
    make_enrolment(unit)
    made = make_round(unit, raters)
    rate_all(made, value)
    rounds.tell(round_=made, by=SYSTEM, now=NOW)
    return Evaluation.objects.select_related("round__scale").get()


def test_a_talk_has_a_day_and_words(unit, raters) -> None:
    one = told(unit, raters)
    for on, words, field in (
        (FIRST - DAY, "談了排班的事情", "on"), (D(2026, 6, 11), "談了排班的事情", "on"),
        (D(2026, 6, 10), "談了", "words"),
    ):  # fmt: skip
        with pytest.raises(ValidationError) as refused:
            ratings.talk(evaluation=one, on=on, words=words, by=SYSTEM, now=NOW)
        assert field in refused.value.message_dict
    ratings.talk(evaluation=one, on=D(2026, 6, 10), words="談了排班的事情", by=SYSTEM, now=NOW)
    assert not Event.objects.filter(verb="evaluation_talked", now__icontains="排班").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Evaluation.objects.update(talk="")


def test_a_result_may_be_appealed_until_the_last_day(unit, raters) -> None:
    """The day of telling does not count (民法 第 120 條第 2 項): told on 10 June, fourteen days end on the 24th."""
    one = told(unit, raters)
    assert rounds.last_day(one.round) == D(2026, 6, 24)
    late = NOW + dt.timedelta(days=15)
    with pytest.raises(ValidationError, match="複核期間已經過了"):
        ratings.appeal(evaluation=one, words="時數少算了兩次", by=SYSTEM, now=late)
    with pytest.raises(ValidationError, match="理由"):
        ratings.appeal(evaluation=one, words="不服", by=SYSTEM, now=NOW)
    last = NOW + dt.timedelta(days=14)
    assert timezone.localdate(last) == D(2026, 6, 24)
    ratings.appeal(evaluation=one, words="時數少算了兩次", by=SYSTEM, now=last)
    with pytest.raises(ValidationError, match="已經申請過"):
        ratings.appeal(evaluation=one, words="時數少算了三次", by=SYSTEM, now=last)


def test_an_appeal_is_answered_once_with_words_and_keeps_what_was(unit, raters) -> None:
    one = told(unit, raters)
    given = {"evaluation": one, "by": SYSTEM, "now": NOW}
    with pytest.raises(ValidationError, match="沒有等待"):
        ratings.decide(score=Decimal(80), words="補上兩次時數", **given)
    ratings.appeal(words="時數少算了兩次", **given)
    with pytest.raises(ValidationError, match="0 到 100"):
        ratings.decide(score=Decimal(101), words="補上兩次時數", **given)
    with pytest.raises(ValidationError, match="說明"):
        ratings.decide(score=Decimal(80), words="好", **given)
    row = ratings.decide(score=Decimal(80), words="補上兩次時數", **given)
    assert (row.grade, row.failing, row.decision) == ("a", False, "changed")
    assert (row.first_grade, row.first_score) == ("d", Decimal(55))
    with pytest.raises(ValidationError, match="沒有等待"):
        ratings.decide(score=None, words="再看一次也一樣", **given)


def test_the_same_score_keeps_the_result(unit, raters) -> None:
    one = told(unit, raters)
    ratings.appeal(evaluation=one, words="時數少算了兩次", by=SYSTEM, now=NOW)
    row = ratings.decide(evaluation=one, score=Decimal(55), words="核對後沒有少算", by=SYSTEM, now=NOW)
    assert (row.decision, row.grade) == ("kept", "d")


def test_a_round_closes_when_nobody_can_ask_or_waits_any_more(unit, raters) -> None:
    one = told(unit, raters)
    ratings.appeal(evaluation=one, words="時數少算了兩次", by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="複核期間到"):
        rounds.close(round_=one.round, by=SYSTEM, now=NOW + dt.timedelta(days=14))
    after = NOW + dt.timedelta(days=15)
    with pytest.raises(ValidationError, match="沒有答覆"):
        rounds.close(round_=one.round, by=SYSTEM, now=after)
    ratings.decide(evaluation=one, score=None, words="核對後沒有少算", by=SYSTEM, now=after)
    rounds.close(round_=one.round, by=SYSTEM, now=after)
    for word in (
        lambda: rounds.close(round_=one.round, by=SYSTEM, now=after),
        lambda: ratings.talk(evaluation=one, on=D(2026, 6, 10), words="談了排班的事情", by=SYSTEM, now=after),
        lambda: ratings.appeal(evaluation=one, words="還是覺得少算了", by=SYSTEM, now=after),
    ):
        with pytest.raises(ValidationError, match="狀態已經不同"):
            word()
    with pytest.raises(IntegrityError), transaction.atomic():
        EvaluationRound.objects.update(told_at=None)


# What it may lead to -------------------------------------------------------------------------------------------------


def causes(unit: Unit, on: D, **more: object) -> list[Cause]:
    enrolments = list(unit.enrolments.all())
    found = absences.records(enrolments, on=on, failed=rounds.failed(enrolments, on=on), **more)
    return [each.cause for record in found for each in record.suggestions]


def test_the_lowest_grade_is_suggested_once_it_is_told_and_until_a_better_one(unit, raters) -> None:
    """EXIT_4: 年度考核丁等者. Nothing ends by itself."""
    one = told(unit, raters)
    assert causes(unit, LAST - DAY) == []
    assert causes(unit, LAST) == [Cause.FAILED]
    later = NOW + dt.timedelta(days=200)
    made = make_round(unit, raters, term="second", first_on=D(2026, 1, 2), last_on=D(2026, 12, 31))
    rate_all(made, 85)
    assert causes(unit, D(2026, 12, 31)) == [Cause.FAILED], "rated but not told"
    rounds.tell(round_=made, by=SYSTEM, now=later)
    assert causes(unit, D(2026, 12, 31)) == []
    assert one.volunteer.enrolments.get().left_on is None


@pytest.mark.parametrize(("days", "found"), [(100, []), (99, [Cause.PAUSED]), (None, [])])
def test_a_long_pause_is_suggested_where_the_unit_has_settled_how_long(unit, days, found) -> None:
    """EXIT_6: the handbook gives no number. She last served 99 days ago."""
    person = make_trained(unit)
    make_entry(unit, person, D(2026, 3, 3))
    customs.settle(unit=unit, values={"pause_days": days}, by=SYSTEM, now=NOW)
    pauses = customs.pause_days([unit.pk])
    assert causes(unit, D(2026, 6, 10), pause_days=pauses) == found
    assert bool(absences.paused(unit.enrolments.all(), on=D(2026, 6, 10), pause_days=pauses)) is bool(found)


def test_who_never_served_pauses_since_she_joined(unit) -> None:
    make_enrolment(unit, on=D(2026, 6, 1))
    assert causes(unit, D(2026, 6, 10), pause_days={unit.pk: 9}) == [Cause.PAUSED]
    assert causes(unit, D(2026, 6, 10), pause_days={unit.pk: 10}) == []


def test_an_authority_s_scale_holds_for_units_that_have_none(unit) -> None:
    other = make_unit("TPE")
    of_office = make_office_scale(unit, valid_from=dt.date(2026, 1, 1))
    assert scales.for_day(unit, dt.date(2025, 12, 31)) is None
    assert scales.for_day(unit, dt.date(2026, 1, 1)) == of_office
    assert scales.for_day(other, dt.date(2026, 6, 1)) is None, "another authority's unit"
    own = make_scale(unit, valid_from=dt.date(2025, 6, 1))
    assert scales.for_day(unit, dt.date(2026, 6, 1)) == own, "the unit's own goes before its authority's, however new"
    with pytest.raises(IntegrityError), transaction.atomic():
        EvaluationScale.objects.filter(pk=own.pk).update(authority=unit.authority)
    with pytest.raises(ValidationError, match="這一天起"):
        make_office_scale(unit, valid_from=dt.date(2026, 1, 1))


def test_a_round_goes_by_its_authority_s_scale_and_by_no_other_s(unit, raters) -> None:
    make_enrolment(unit)
    assert make_round(unit, raters, scale=make_office_scale(unit)).scale.authority == unit.authority
    foreign = make_office_scale(make_unit("TPE"))
    with pytest.raises(ValidationError, match="不適用"):
        make_round(unit, raters, scale=foreign, term="second", first_on=dt.date(2025, 7, 1))


def test_a_rater_is_changed_with_a_reason_and_her_points_do_not_count(unit, raters) -> None:
    make_enrolment(unit)
    round_ = make_round(unit, raters)
    one = round_.evaluations.get()
    rate(one, raters[0], 100)
    third = make_user(Role.COUNTY_OFFICER, unit.county_id)
    change = {"round_": round_, "old": raters[0], "by": SYSTEM, "now": NOW}
    for new, reason, words in (
        (third, "", "為什麼換"), (raters[1], "已調職", "已經是"), (make_user(None), "已調職", "管理這個單位"),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=words):
            rounds.change_rater(new=new, reason=reason, **change)
    round_ = rounds.change_rater(new=third, reason="已調職", **change)
    assert round_.raters == (third.pk, raters[1].pk)
    one = round_.evaluations.get()
    rate(one, raters[1], 60)
    with pytest.raises(ValidationError, match="沒有兩位"):
        rounds.tell(round_=round_, by=SYSTEM, now=NOW)
    rate(one, third, 80)
    rounds.tell(round_=round_, by=SYSTEM, now=NOW)
    one.refresh_from_db()
    assert one.score == Decimal(70)
    with pytest.raises(ValidationError, match="狀態"):
        rounds.change_rater(round_=round_, old=third, new=raters[0], reason="回來了", by=SYSTEM, now=NOW)
