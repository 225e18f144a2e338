"""What the register knows of people and teams for awards: evaluations, papers, cards, and when a team was formed."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.evaluating import make_round, make_scale, make_told, rate_all
from tests.makers.own_awards import make_own
from tests.makers.volunteers import make_enrolment, make_trained, make_unit, make_volunteer
from volunteers.awards import books, eligibility, facts, families, giving, team_facts, words
from volunteers.evaluating import rounds
from volunteers.filing import units
from volunteers.models import AwardStatement, Enrolment, Evaluation, EvaluationRound, EvaluationScale, Unit, Volunteer
from volunteers.persons import booklet
from volunteers.rules.award_judging import Outcome
from volunteers.rules.booklet import Page

pytestmark = pytest.mark.django_db
D = dt.date
ON = D(2026, 6, 30)
NOW = dt.datetime(2026, 6, 30, 4, 0, tzinfo=dt.UTC)


@pytest.fixture
def unit() -> Unit:
    return make_unit("TPE", "civil", body=Unit.Body.AGENCY)


def told(one: Volunteer, unit: Unit, grade: str, last: dt.date, scale: EvaluationScale | None = None) -> Evaluation:
    """Her result in a round that ended on a day."""
    round_ = make_told(unit, (make_user(), make_user()), last, at=NOW, scale=scale)
    return Evaluation.objects.create(round=round_, volunteer=one, score=50, grade=grade)


def test_the_latest_evaluation_that_she_was_told_counts_by_its_rank(unit: Unit) -> None:
    one = make_enrolment(unit, on=D(2020, 1, 1)).volunteer
    assert facts.grades_of([one.pk], ON) == {}
    told(one, unit, "excellent", D(2024, 12, 31))
    assert facts.grades_of([one.pk], ON) == {one.pk: 1}
    latest = told(one, unit, "b", D(2025, 12, 31))
    assert facts.grades_of([one.pk], ON) == {one.pk: 3}
    EvaluationRound.objects.filter(pk=latest.round_id).update(told_at=dt.datetime(2026, 6, 30, 16, tzinfo=dt.UTC))
    assert facts.grades_of([one.pk], ON) == {one.pk: 1}, "told on the first of July, by Taiwan's clock"
    EvaluationRound.objects.filter(pk=latest.round_id).update(told_at=None, state="rating")
    assert facts.grades_of([one.pk], ON) == {one.pk: 1}, "what she was not told does not count"


def test_of_two_units_whose_evaluations_ended_on_one_day_the_better_counts(unit: Unit) -> None:
    other = make_unit("TPE", "social")
    one = make_enrolment(unit, on=D(2020, 1, 1)).volunteer
    make_enrolment(other, one, on=D(2020, 1, 1))
    told(one, unit, "b", D(2025, 12, 31))
    told(one, other, "a", D(2025, 12, 31))
    assert facts.grades_of([one.pk], ON) == {one.pk: 2}


def test_a_units_own_grades_are_ranked_by_their_scores(unit: Unit) -> None:
    scale = make_scale(
        unit, grades=[("特優", Decimal(95)), ("良", Decimal(80)), ("可", Decimal(0))], valid_from=D(2020, 1, 1)
    )
    one = make_enrolment(unit, on=D(2020, 1, 1)).volunteer
    told(one, unit, "own1", D(2025, 12, 31), scale=scale)
    assert facts.grades_of([one.pk], ON) == {one.pk: 2}


def test_a_real_round_reaches_the_award_that_asks_for_it(unit: Unit) -> None:
    raters = (make_user(Role.COUNTY_OFFICER, "TPE"), make_user(Role.COUNTY_OFFICER, "TPE"))
    one = make_enrolment(unit, on=D(2024, 1, 1)).volunteer
    award = make_own(hours=None, grade=1, needs=["serving"])

    def outcome() -> Outcome:
        return next(each for each in eligibility.assess(one, ON) if each.award.code == award.code).outcome

    assert outcome() is Outcome.UNKNOWN
    round_ = make_round(unit, raters)
    rate_all(round_, 92, now=NOW)
    evaluation = round_.evaluations.get()
    assert evaluation.volunteer == one
    rounds.tell(round_=round_, by=make_user(), now=NOW)
    assert outcome() is Outcome.ELIGIBLE
    found = next(each for each in eligibility.assess(one, ON) if each.award.code == award.code)
    assert "最近一次考核在第 1 等" in [line.found for line in words.lines(found, {})]


def test_a_room_that_issues_papers_says_who_holds_them(monkeypatch: pytest.MonkeyPatch, unit: Unit) -> None:
    monkeypatch.setattr(facts, "_papers", [])
    one, other = make_volunteer(), make_volunteer()
    assert facts.gather([one.pk], ON)[one.pk].papers is None, "nobody has said anything"

    def issued(keys: Collection[int], on: dt.date) -> Iterable[tuple[int, str]]:
        return [(one.pk, "performance_certificate")] if one.pk in keys and on >= ON else []

    facts.say_papers(issued)
    facts.say_papers(issued)
    known = facts.gather([one.pk, other.pk], ON)
    assert (known[one.pk].papers, known[other.pk].papers) == (frozenset({"performance_certificate"}), None)
    assert facts.gather([one.pk], D(2026, 6, 29))[one.pk].papers is None


def test_when_a_team_was_formed_is_the_units_word_and_else_the_first_members_day() -> None:
    unit = make_unit("TPE", "health")
    for _number in range(20):
        make_enrolment(unit, on=D(2024, 1, 1))
    assert (team_facts.team(unit, ON).formed_on, team_facts.team(unit, ON).is_exact) == (D(2024, 1, 1), False)

    def outcome() -> Outcome:
        found = eligibility.assess_team(Unit.objects.get(pk=unit.pk), ON)
        return next(each for each in found if each.award.code == "TPE_HEALTH_TEAM").outcome

    assert outcome() is Outcome.UNKNOWN
    by = make_user()
    with pytest.raises(ValidationError, match="今天以後"):
        units.change(unit=unit, values={"team_formed_on": D(2026, 7, 1)}, by=by, now=NOW)
    units.change(unit=unit, values={"team_formed_on": D(2023, 1, 1)}, by=by, now=NOW)
    assert outcome() is Outcome.NOT_YET
    found = eligibility.assess_team(Unit.objects.get(pk=unit.pk), ON)
    health = next(each for each in found if each.award.code == "TPE_HEALTH_TEAM")
    assert "112/01/01成立" in [line.found for line in words.lines(health, {})]
    units.change(unit=unit, values={"team_formed_on": D(2021, 7, 1)}, by=by, now=NOW)
    assert outcome() in (Outcome.ELIGIBLE, Outcome.CANDIDATE)


def pages(one: Volunteer, unit: Unit) -> Iterator[tuple[str, ...]]:
    for page in booklet.offered(one, unit, 11):
        if page.page is Page.AWARDS:
            yield from (line.line.cells for line in page.lines)


def test_the_record_book_lists_the_awards_as_they_were_called_then(unit: Unit) -> None:
    one, by = make_trained(unit), make_user()
    own = make_own(name="老獎")
    values: dict[str, Any] = {"who": one, "counted_until": None, "on": ON, "now": NOW, "by": by}
    wrong = giving.record(award="TW_MOHW_VOL_BRONZE", given_on=D(2026, 3, 1), **values)
    giving.record(award="TPE_SOC_CONTRIBUTION", given_on=D(2026, 2, 1), **values)
    giving.record(award=own.code, given_on=D(2026, 4, 1), **values)
    giving.revoke(given=wrong, reason="登錄到別人的名下了", on=ON, by=by)
    lines = list(pages(one, unit))
    assert [(day, name) for day, name, _by in lines] == [("115/02/01", "志願服務貢獻獎"), ("115/04/01", "老獎")]
    assert lines[0][2] == "臺北市政府社會局"
    assert list(pages(make_trained(unit), unit)) == []


def test_one_persons_tree_takes_twelve_questions_with_all_of_it(unit: Unit, django_assert_max_num_queries: Any) -> None:
    one = make_trained(unit)
    Enrolment.objects.filter(volunteer=one).update(joined_on=D(2020, 1, 1))
    told(one, unit, "a", D(2025, 12, 31))
    make_own()
    giving.record(
        who=one, award="TW_MOHW_HONOR_CARD", given_on=D(2026, 5, 20), counted_until=D(2026, 5, 13), on=ON, now=NOW,
        by=make_user(),
    )  # fmt: skip
    with django_assert_max_num_queries(12):
        found = eligibility.assess(one, D(2026, 6, 15))
    assert len(found) == len(books.of_subject("person", ON))


def test_what_was_stated_since_counts_where_it_is_asked_for() -> None:
    """Of a proposal that is decided later: hours stay those of its day, statements are those of today."""
    one, later = make_volunteer(), ON + dt.timedelta(days=20)
    AwardStatement.objects.create(
        volunteer=one, award="TPE_SOC_CONTRIBUTION", key="x", holds=False, stated_on=later, stated_at=NOW, stated_by="-"
    )
    assert facts.gather([one.pk], ON)[one.pk].statements == {}
    (stated,) = facts.gather([one.pk], ON, known=later)[one.pk].statements.values()
    assert (stated.holds, stated.on) == (False, later)
    assert facts.gather([one.pk], ON, known=later - dt.timedelta(days=1))[one.pk].statements == {}


def test_what_a_family_received_stands_with_its_members() -> None:
    one, other = make_volunteer(), make_volunteer()
    code = books.of_subject("family", ON)[0].code
    for who in (one, other):
        giving.record(who=who, award=code, given_on=D(2025, 5, 1), counted_until=None, on=ON, now=NOW, by=make_user())
    members = facts.gather([one.pk, other.pk], ON).values()
    given = families.of_members(list(members), books.of_families(ON)).given
    assert [(each.award, each.on) for each in given] == [(code, D(2025, 5, 1))]
