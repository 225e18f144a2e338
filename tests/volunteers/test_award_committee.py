"""Committees: weights, scores, interests, and what comes of them; equals are said and not ordered by the machine."""

from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from foundation.accounts.models import User
from foundation.notices.models import Notice
from foundation.workflow.moves import MoveRefused
from tests.makers.accounts import make_user
from tests.makers.proposing import DIAMOND, NOW, ON, coordinator_of, make_deserving, make_window, officer_of
from tests.makers.volunteers import make_unit
from volunteers.models import AwardCandidate, AwardGiven, AwardJuror, AwardPoint, AwardScoring, AwardWindow, Unit
from volunteers.proposing import committee, deciding, inviting, papers, proposals
from volunteers.rules import award_ranking

CRITERIA = [("創新", 40), ("品質", 35), ("形象", 25)]


@pytest.mark.parametrize(
    ("totals", "places", "expected"),
    [
        ({1: [9000], 2: [8000]}, 1, [(1, 1, True), (2, 2, False)]),
        ({1: [8000, 9000], 2: [8500]}, 1, [(1, 1, None), (2, 1, None)]),
        ({1: [8500], 2: [8500], 3: [9000]}, 2, [(3, 1, True), (1, 2, None), (2, 2, None)]),
        ({1: [8500], 2: [8500], 3: [9000]}, 3, [(3, 1, True), (1, 2, True), (2, 2, True)]),
        ({1: [8500], 2: [8500], 3: [8000]}, 2, [(1, 1, True), (2, 1, True), (3, 3, False)]),
        ({1: [], 2: [1]}, None, [(2, 1, True), (1, None, None)]),
        ({1: [10000, 10000, 9999], 2: [10000]}, 1, [(2, 1, True), (1, 2, False)]),
        ({}, 3, []),
    ],
)  # fmt: skip
def test_places_by_exact_means(totals: Any, places: int | None, expected: Any) -> None:
    found = award_ranking.rank(totals, places)
    assert [(one.candidate, one.place, one.is_in) for one in found] == expected


def test_a_third_of_a_point_is_not_rounded_away() -> None:
    assert award_ranking.mean_of([8533, 8533, 8534]) == Fraction(25600, 300)
    assert award_ranking.weighted({1: 90, 2: 80}, {1: 40, 2: 60}) == 8400
    assert award_ranking.weighted({1: 90}, {1: 40, 2: 60}) is None


@pytest.fixture
def unit(db: None) -> Unit:
    return make_unit("TPE", "social")


@pytest.fixture
def window(unit: Unit) -> AwardWindow:
    made = make_window(DIAMOND, has_committee=True, places=1)
    committee.weigh(window=made, criteria=CRITERIA, by=officer_of(), now=NOW)
    return made


@pytest.fixture
def rows(unit: Unit, window: AwardWindow) -> list[AwardCandidate]:
    made = proposals.propose(
        window=window, unit=unit, volunteers=[make_deserving(unit, award=DIAMOND).pk for _one in range(2)],
        by=coordinator_of(unit), now=NOW,
    ).taken  # fmt: skip
    proposals.submit(proposal=made[0].proposal, candidates=[one.pk for one in made], by=coordinator_of(unit), now=NOW)
    return list(AwardCandidate.objects.order_by("pk"))


def sit(window: AwardWindow, user: User | None = None) -> AwardJuror:
    return committee.appoint(window=window, user=user or make_user(None), by=officer_of(), now=NOW)


def give(juror: AwardJuror, candidate: AwardCandidate, *points: int) -> AwardScoring:
    keys = juror.window.criteria.values_list("pk", flat=True)
    given = dict(zip(keys, points, strict=True))
    return committee.score(juror=juror, candidate=candidate, points=given, by=juror.user, now=NOW)


@pytest.mark.parametrize(
    "criteria", [[], [("創新", 100), ("", 0), ("品質", 1)], [("創新", 50), ("創新", 50)], [("", 100)],
                 [("創新", 0), ("品質", 100)]],
)  # fmt: skip
def test_weights_add_up_to_a_hundred(window: AwardWindow, criteria: Any) -> None:
    with pytest.raises(ValidationError):
        committee.weigh(window=window, criteria=criteria, by=officer_of(), now=NOW)
    assert [(one.name, one.weight) for one in window.criteria.all()] == CRITERIA


def test_a_score_is_weighed_and_the_mean_is_of_those_who_count(window: AwardWindow, rows: Any) -> None:
    first, second, third = sit(window), sit(window), sit(window)
    assert give(first, rows[0], 90, 80, 100).total == 90 * 40 + 80 * 35 + 100 * 25
    give(first, rows[1], 70, 70, 70)
    give(second, rows[0], 80, 80, 80)
    give(second, rows[1], 90, 90, 90)
    found = committee.result(window)
    assert found.waiting == {rows[0].pk: [3], rows[1].pk: [3]}
    assert "沒有到齊" in committee.unfinished(window)
    give(third, rows[0], 60, 60, 60)
    committee.declare(juror=third, candidate=rows[0], reason="同事", by=third.user, now=NOW)
    give(third, rows[1], 80, 80, 80)
    found = committee.result(window)
    assert not found.waiting
    assert found.apart == {rows[0].pk: [3]}
    assert [(one.candidate, one.counted) for one in found.places] == [(rows[0].pk, 2), (rows[1].pk, 3)]
    assert found.places[0].mean == Fraction(8850 + 8000 + 50, 200)
    with pytest.raises(ValidationError, match="不能再改"):
        committee.weigh(window=window, criteria=[("創新", 100)], by=officer_of(), now=NOW)


def test_who_stands_apart_has_no_points_and_can_enter_none(window: AwardWindow, rows: Any) -> None:
    juror = sit(window)
    give(juror, rows[0], 60, 60, 60)
    with pytest.raises(ValidationError, match="什麼關係"):
        committee.declare(juror=juror, candidate=rows[0], reason="友", by=juror.user, now=NOW)
    one = committee.declare(juror=juror, candidate=rows[0], reason="配偶", by=juror.user, now=NOW)
    assert one.total is None
    assert not AwardPoint.objects.filter(scoring=one).exists()
    with pytest.raises(ValidationError, match="不能評分"):
        give(juror, rows[0], 60, 60, 60)
    with pytest.raises(IntegrityError), transaction.atomic():
        AwardScoring.objects.filter(pk=one.pk).update(total=6000)
    visible = AwardCandidate.objects.visible_to(juror.user)
    assert set(visible.values_list("pk", flat=True)) == {rows[1].pk}, "nor does she read any more of her"


def test_a_plain_interest_is_known_without_being_declared(unit: Unit, window: AwardWindow, rows: Any) -> None:
    coordinator = sit(window, coordinator_of(unit))
    with pytest.raises(ValidationError, match="您承辦的單位"):
        give(coordinator, rows[0], 60, 60, 60)
    herself = make_user(None)
    rows[0].volunteer.user = herself
    rows[0].volunteer.save()
    rows[0].refresh_from_db()
    with pytest.raises(ValidationError, match="您本人"):
        give(sit(window, herself), rows[0], 60, 60, 60)


def test_points_are_whole_and_complete(window: AwardWindow, rows: Any) -> None:
    juror = sit(window)
    with pytest.raises(ValidationError, match="0 到 100"):
        give(juror, rows[0], 101, 60, 60)
    first = window.criteria.values_list("pk", flat=True)[0]
    with pytest.raises(ValidationError, match="都要給分"):
        committee.score(juror=juror, candidate=rows[0], points={first: 60}, by=juror.user, now=NOW)
    other = make_window("TPE_SOC_GOLD_DIAMOND_FAMILY", has_committee=True)
    committee.weigh(window=other, criteria=CRITERIA, by=officer_of(), now=NOW)
    elsewhere = sit(other)
    with pytest.raises(ValidationError, match="不是這次受理"):
        give(elsewhere, rows[0], 60, 60, 60)


def test_equals_across_the_last_place_are_left_to_people(window: AwardWindow, rows: Any) -> None:
    juror = sit(window)
    for one in rows:
        give(juror, one, 80, 80, 80)
    found = committee.result(window)
    assert [one.is_in for one in found.places] == [None, None]
    assert "2 位同分（80.00 分），名額只剩 1" in committee.tie_shown(found, window.places)


def test_nothing_is_approved_before_everybody_has_scored(window: AwardWindow, rows: Any) -> None:
    who: dict[str, Any] = {
        "window": window, "given_on": ON, "number": "", "words": "依評審會議決議核定", "by": officer_of(), "now": NOW,
    }  # fmt: skip
    for one in rows:
        for key in ("no_conviction_3y", "innovation"):
            papers.state(candidate=one, key=key, holds=True, by=officer_of(), now=NOW)
    with pytest.raises(MoveRefused, match="還沒有評審委員"):
        deciding.approve(candidates=[rows[0].pk], **who)
    juror = sit(window)
    give(juror, rows[0], 90, 90, 90)
    with pytest.raises(MoveRefused, match="沒有到齊"):
        deciding.approve(candidates=[rows[0].pk], **who)
    give(juror, rows[1], 80, 80, 80)
    with pytest.raises(MoveRefused, match="名額 1"):
        deciding.approve(candidates=[one.pk for one in rows], **who)
    assert deciding.approve(candidates=[rows[0].pk], **who) == 1
    assert AwardGiven.objects.get().volunteer_id == rows[0].volunteer_id
    with pytest.raises(ValidationError, match="現在不能評分"):
        give(juror, rows[0], 10, 10, 10)


def test_who_leaves_counts_no_more(window: AwardWindow, rows: Any) -> None:
    stays, goes = sit(window), sit(window)
    for one in rows:
        give(stays, one, 80, 80, 80)
        give(goes, one, 20, 20, 20)
    committee.leave(juror=goes, by=officer_of(), now=NOW)
    assert {one.mean for one in committee.result(window).places} == {80}
    with pytest.raises(ValidationError, match="已經離開"):
        committee.leave(juror=goes, by=officer_of(), now=NOW)
    with pytest.raises(ValidationError, match="不是這次受理"):
        give(goes, rows[0], 20, 20, 20)
    assert committee.appoint(window=window, user=goes.user, by=officer_of(), now=NOW).number == goes.number


def test_a_member_is_told_where_she_scores_as_long_as_something_waits(window: AwardWindow, rows: Any) -> None:
    juror = sit(window)
    assert inviting.plan_all(now=NOW).made == 1
    notice = Notice.objects.get(kind=inviting.KEY)
    assert notice.to_address == juror.user.email
    assert inviting.write(notice, NOW) is not None
    give(juror, rows[0], 80, 80, 80)
    assert inviting.write(notice, NOW) is not None, "another one waits"
    committee.declare(juror=juror, candidate=rows[1], reason="同事", by=juror.user, now=NOW)
    assert inviting.write(notice, NOW) is None
    assert inviting.plan_all(now=NOW).withdrawn == 1


def test_who_is_decided_already_keeps_nobody_waiting(window: AwardWindow, rows: list[AwardCandidate]) -> None:
    """One is declined before anybody scored, and a member comes who was not there: the rest can still be decided."""
    juror = sit(window)
    deciding.decline(window=window, candidates=[rows[0].pk], reason="資料不全，逾期未補", by=officer_of(), now=NOW)
    give(juror, rows[1], 90, 90, 90)
    assert committee.unfinished(window) == ""
    assert [place.candidate for place in committee.result(window).places] == [rows[1].pk]
