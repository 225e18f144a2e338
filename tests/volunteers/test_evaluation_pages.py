"""The pages, papers and tables of evaluations: each sees what is hers."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import give, make_user
from tests.makers.evaluating import make_round, make_scale, rate, rate_all
from tests.makers.volunteers import NOW, make_enrolment, make_trained, make_unit
from volunteers.evaluating import judging, rounds
from volunteers.models import Evaluation, EvaluationRound, EvaluationScale, Unit, Volunteer

pytestmark = pytest.mark.django_db
SCALE = {
    "base": "taipei", "attitude": "30", "performance": "40", "participation": "30", "source": "一月志工會議決議",
    "valid_from": "115/1/1",
}  # fmt: skip


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


@pytest.fixture
def person(unit: Unit) -> Volunteer:
    found = make_trained(unit, name="林素珠")
    found.user = make_user(Role.VOLUNTEER, "TTT")
    found.save()
    return found


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def way(name: str, *keys: Any) -> str:
    return reverse(f"volunteers:{name}", args=keys)


def points(value: int) -> dict[str, Any]:
    return {f"p{number}": value for number in range(1, 12)}


def test_a_round_goes_from_scale_to_answer(unit, raters, person) -> None:
    first, second, hers = as_(raters[0]), as_(raters[1]), as_(person.user)
    assert "訂考核標準" in first.get(way("evaluations", unit.pk)).content.decode()
    assert first.post(way("evaluation_scale", unit.pk), SCALE | {"attitude": "31"}).status_code == 422
    assert first.post(way("evaluation_scale", unit.pk), SCALE | {"grades": "優等九十"}).status_code == 422
    assert first.post(way("evaluation_scale", unit.pk), SCALE).status_code == 302
    sent = {
        "year": "115", "term": "first", "first_on": "115/1/1", "last_on": "115/6/30", "least_days": "30",
        "appeal_days": "14", "scale": EvaluationScale.objects.get().pk, "first_rater": raters[0].pk,
        "second_rater": raters[1].pk,
    }  # fmt: skip
    again = first.post(way("evaluation_new", unit.pk), sent | {"second_rater": raters[0].pk})
    assert again.status_code == 422
    assert "兩位考核人不能是同一個人" in again.content.decode()
    assert first.post(way("evaluation_new", unit.pk), sent).status_code == 302
    round_, one = EvaluationRound.objects.get(), Evaluation.objects.get()
    assert round_.year == 2026
    assert first.post(way("evaluation_move", round_.pk), {"move": "tell"}).status_code == 422
    assert first.post(way("evaluation_move", round_.pk), {"move": "nonsense"}).status_code == 404
    assert first.post(way("evaluation_rate", one.pk), points(91) | {"p3": "x"}).status_code == 422
    assert first.post(way("evaluation_rate", one.pk), points(91) | {"remark": "很用心"}).status_code == 302
    seen = second.get(way("evaluation", one.pk)).content.decode()
    assert 'value="91"' not in seen
    assert '<td class="num">91</td>' not in seen
    assert "很用心" not in seen, "the other rater's words are not there before hers are in"
    assert hers.get(way("evaluation", one.pk)).status_code == 404, "not told yet"
    assert second.post(way("evaluation_rate", one.pk), points(87)).status_code == 302
    assert '<td class="num">91</td>' in second.get(way("evaluation", one.pk)).content.decode()
    assert "91.00" in second.get(way("evaluation", one.pk)).content.decode()
    assert first.post(way("evaluation_talk", one.pk), {"on": "115/6/1", "words": "談了下半年排班"}).status_code == 302
    assert first.post(way("evaluation_move", round_.pk), {"move": "fill"}).status_code == 302
    assert first.post(way("evaluation_move", round_.pk), {"move": "tell"}).status_code == 302
    told = hers.get(way("evaluation", one.pk)).content.decode()
    for words in ("甲等", "89.0", "談了下半年排班", "很用心", "申請複核"):
        assert words in told
    assert "91.00" not in told, "which rater gave which points is not hers to see"
    assert "甲等" in hers.get(way("own_evaluations")).content.decode()
    assert hers.post(way("evaluation_appeal", one.pk), {"words": "短"}).status_code == 422
    assert hers.post(way("evaluation_appeal", one.pk), {"words": "時數少算了兩次"}).status_code == 302
    assert hers.post(way("evaluation_answer", one.pk), {"words": "自己答覆自己"}).status_code == 404
    assert first.post(way("evaluation_move", round_.pk), {"move": "close"}).status_code == 422
    assert first.post(way("evaluation_answer", one.pk), {"score": "90", "words": ""}).status_code == 422
    assert first.post(way("evaluation_answer", one.pk), {"score": "90", "words": "補上兩次時數"}).status_code == 302
    told = hers.get(way("evaluation", one.pk)).content.decode()
    for words in ("優等", "更改結果", "補上兩次時數", "複核以前：甲等 89.0"):
        assert words in told


def test_somebody_else_s_result_is_not_there(unit, raters, person) -> None:
    other = make_enrolment(unit).volunteer
    made = make_round(unit, raters)
    rate_all(made, 80)
    rounds.tell(round_=made, by=SYSTEM, now=NOW)
    theirs = made.evaluations.get(volunteer=other)
    hers = as_(person.user)
    assert hers.get(way("evaluation", theirs.pk)).status_code == 404
    assert hers.post(way("evaluation_appeal", theirs.pk), {"words": "時數少算了兩次"}).status_code == 404
    coordinator = as_(raters[0])
    assert coordinator.post(way("evaluation_appeal", theirs.pk), {"words": "時數少算了兩次"}).status_code == 404
    for role in (Role.AUTHORITY_OFFICER, Role.ASSOCIATION, Role.UNIT_COORDINATOR):
        user = make_user(role, None if role == Role.ASSOCIATION else "TTT")
        user.memberships.update(sector="社會福利類")
        stranger = as_(user)
        assert stranger.get(way("evaluation", theirs.pk)).status_code == 404
        assert stranger.get(way("evaluation_round", made.pk)).status_code == 404


def test_who_is_left_out_may_come_back(unit, raters, person) -> None:
    one = make_round(unit, raters).evaluations.get()
    desk = as_(raters[0])
    assert desk.post(way("evaluation_include", one.pk), {"do": "out", "reason": ""}).status_code == 422
    assert desk.post(way("evaluation_include", one.pk), {"do": "out", "reason": "長期請假"}).status_code == 302
    assert "長期請假" in desk.get(way("evaluation_round", one.round_id)).content.decode()
    assert desk.post(way("evaluation_include", one.pk), {"do": "in"}).status_code == 302
    one.refresh_from_db()
    assert one.left_out_why == ""


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_ask_as_many_questions_for_three_as_for_one(
    unit, raters, count, django_assert_max_num_queries
) -> None:
    for _one in range(count):
        make_enrolment(unit)
    make_scale(unit)
    for term in ("first", "second", "year")[:count]:
        made = make_round(unit, raters, term=term)
        rate_all(made, 80)
    desk = as_(raters[0])
    with django_assert_max_num_queries(12):
        assert desk.get(way("evaluations", unit.pk)).status_code == 200
    with django_assert_max_num_queries(12):
        assert desk.get(way("evaluation_round", made.pk)).status_code == 200


def test_results_are_printed_and_downloaded_once_they_are_told(unit, raters, person) -> None:
    made = make_round(unit, raters)
    desk = as_(raters[0])
    asked = f"?round={made.pk}"
    rate_all(made, 92)
    assert desk.get(way("evaluation_paper", made.pk, "pdf")).status_code == 404
    assert desk.get(reverse("exports:download", args=["evaluation-results", "csv"]) + asked).status_code == 404
    rounds.tell(round_=made, by=SYSTEM, now=NOW)
    table = b"".join(
        desk.get(reverse("exports:download", args=["evaluation-results", "csv"]) + asked).streaming_content
    )
    assert "林素珠" in table.decode("utf-8-sig")
    assert "優等" in table.decode("utf-8-sig")
    for kind, beginning in (("pdf", b"%PDF"), ("odt", b"PK")):
        paper = desk.get(way("evaluation_paper", made.pk, kind))
        assert b"".join(paper.streaming_content).startswith(beginning)  # type: ignore[attr-defined]
    assert desk.get(way("evaluation_paper", made.pk, "docx")).status_code == 404
    other = as_(make_user(Role.COUNTY_OFFICER, "HUA"))
    assert other.get(reverse("exports:download", args=["evaluation-results", "csv"]) + asked).status_code == 404


def test_the_lowest_grade_stands_on_the_page_of_absences_and_on_hers(unit, raters, person) -> None:
    made = make_round(unit, raters, last_on=dt.date(2026, 5, 31))
    rate_all(made, 59)
    desk, hers = as_(raters[0]), as_(person.user)
    assert "最低的等第" not in desk.get(way("absences", unit.pk)).content.decode()
    rounds.tell(round_=made, by=SYSTEM, now=NOW)
    assert "最低的等第" in desk.get(way("absences", unit.pk)).content.decode()
    assert "最低的等第" in hers.get(way("own_roster")).content.decode()


def test_a_rating_is_shown_again_to_its_rater(unit, raters, person) -> None:
    one = make_round(unit, raters).evaluations.get()
    rate(one, raters[0], 77)
    told = as_(raters[0]).get(way("evaluation", one.pk)).content.decode()
    assert told.count('value="77"') == 11
    assert judging.exact_scores(one, list(one.ratings.all())) == [77]
