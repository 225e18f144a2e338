"""Proposals for awards: who may be put forward, when, with which papers; return, correction, decision."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from foundation.workflow.moves import MoveRefused
from tests.makers.files import make_photo
from tests.makers.proposing import (
    BRONZE,
    CARD,
    CONTRIBUTION,
    DIAMOND,
    DIAMOND_FAMILY,
    DIAMOND_TEAM,
    NOW,
    ON,
    coordinator_of,
    make_deserving,
    make_window,
    officer_of,
)
from tests.makers.volunteers import make_unit
from volunteers.awards import eligibility, families, giving
from volunteers.models import (
    AwardCandidate,
    AwardFound,
    AwardGiven,
    AwardProposal,
    AwardStatement,
    AwardWindow,
    ServiceMonth,
    Unit,
)
from volunteers.proposing import ceremony, deciding, findings, papers, proposals, subjects, windows
from volunteers.rules import award_routes
from volunteers.rules.award_books import awards
from volunteers.rules.award_judging import Outcome

pytestmark = pytest.mark.django_db
D = dt.date
S = AwardCandidate.State
DAY = dt.timedelta(days=1)


@pytest.fixture
def unit() -> Unit:
    return make_unit("TPE", "social")


@pytest.fixture
def window(unit: Unit) -> AwardWindow:
    return make_window()


def put_forward(window: AwardWindow, unit: Unit, *people: Any, now: dt.datetime = NOW) -> AwardProposal:
    made = proposals.propose(
        window=window, unit=unit, volunteers=[one.pk for one in people], by=coordinator_of(unit), now=now
    )
    assert not made.refused
    return made.taken[0].proposal


def hand_in(proposal: AwardProposal, now: dt.datetime = NOW) -> list[AwardCandidate]:
    rows = list(proposal.candidates.filter(state__in=AwardCandidate.WITH_UNIT))
    proposals.submit(proposal=proposal, candidates=[one.pk for one in rows], by=coordinator_of(proposal.unit), now=now)
    return list(proposal.candidates.filter(state=S.SUBMITTED))


def approve(window: AwardWindow, rows: list[AwardCandidate], **values: Any) -> int:
    given = {"given_on": ON, "number": "府社工字第1號", "words": "書面審查，績效證明書齊全", "now": NOW} | values
    return deciding.approve(window=window, candidates=[one.pk for one in rows], by=officer_of(), **given)


def test_routes_follow_their_sources_and_otherwise_the_level() -> None:
    assert award_routes.route(awards()[BRONZE]).goes_on
    assert award_routes.route(awards()[BRONZE]).unit_until == 7
    assert award_routes.route(awards()[CARD]).levels == ("authority",)
    assert award_routes.route(awards()[CONTRIBUTION]).papers == ("certificate",)
    assert award_routes.route(awards()[DIAMOND]).is_selected
    assert award_routes.route(awards()[DIAMOND]).papers == ("deeds",)
    assert windows.started_with(awards()["TW_MOI_INTERIOR_BRONZE"], 2028)["closes_on"] == D(2028, 2, 29)
    for one in awards().values():
        assert award_routes.route(one).levels[0] == "authority", one.code


@pytest.mark.parametrize(
    ("one_in", "base", "most_a_unit", "limit"),
    [(0, 9, 0, None), (3, 2, 0, 1), (3, 3, 0, 1), (3, 7, 0, 2), (10, 9, 0, 1), (10, 20, 0, 2), (3, 30, 4, 4),
     (0, 0, 1, 1), (3, 0, 0, 0)],
)  # fmt: skip
def test_a_unit_s_share(one_in: int, base: int, most_a_unit: int, limit: int | None) -> None:
    assert award_routes.most(one_in=one_in, base=base, most_a_unit=most_a_unit) == limit


def test_a_window_of_no_such_award_or_turned_days_is_refused(unit: Unit) -> None:
    with pytest.raises(ValidationError, match="這個縣市沒有這個獎項"):
        make_window("TPE_SOC_CONTRIBUTION", "TTT")
    with pytest.raises(ValidationError, match="截止日不能早於起日"):
        make_window(opens_on=ON, closes_on=ON - DAY)
    with pytest.raises(ValidationError, match="從列出的文件選"):
        make_window(papers=["passport"])
    with pytest.raises(ValidationError, match="要一起填"):
        make_window(one_in=3)
    made = make_window()
    with pytest.raises(ValidationError, match="已經有這個獎項"):
        make_window()
    windows.change(window=made, values={"closes_on": ON}, by=officer_of(), now=NOW)
    made.refresh_from_db()
    assert made.closes_on == ON
    assert made.opens_on < ON


def test_one_press_puts_all_of_the_list_forward_and_says_of_each_who_is_not_why(
    unit: Unit, window: AwardWindow
) -> None:
    good = [make_deserving(unit) for _one in range(3)]
    short = make_deserving(unit, hours=560, name="差一點")
    assert [one.volunteer.pk for one in proposals.listed(window, unit, ON)].count(good[0].pk) == 1
    made = proposals.propose(
        window=window, unit=unit, volunteers=[one.pk for one in (*good, short)], by=coordinator_of(unit), now=NOW
    )
    assert {one.volunteer_id for one in made.taken} == {one.pk for one in good}
    (said,) = made.refused
    assert said.startswith("差一點：差 40 小時")
    again = proposals.propose(window=window, unit=unit, volunteers=[good[0].pk], by=coordinator_of(unit), now=NOW)
    assert not again.taken
    assert "已經有人提報" in again.refused[0]
    assert proposals.listed(window, unit, ON) == []
    assert Event.objects.filter(verb=Verb.AWARD_PROPOSED).count() == 1, "who nobody put forward leaves no line"


def test_nobody_of_another_unit_is_put_forward(unit: Unit, window: AwardWindow) -> None:
    other = make_deserving(make_unit("TPE", "social"))
    made = proposals.propose(window=window, unit=unit, volunteers=[other.pk], by=coordinator_of(unit), now=NOW)
    assert not made.taken
    assert "不在單位" in made.refused[0]


@pytest.mark.parametrize(("days", "said"), [(-16, "還不能送"), (-15, ""), (15, ""), (16, "已經不能送")])
def test_only_between_the_window_s_days(unit: Unit, window: AwardWindow, days: int, said: str) -> None:
    one, now = make_deserving(unit), NOW + days * DAY
    if said:
        with pytest.raises(ValidationError, match=said):
            put_forward(window, unit, one, now=now)
        assert not AwardCandidate.objects.exists()
    else:
        assert hand_in(put_forward(window, unit, one, now=now), now)


def test_a_day_ends_in_taiwan_and_not_in_greenwich(unit: Unit, window: AwardWindow) -> None:
    one = make_deserving(unit)
    last_evening = dt.datetime(2026, 7, 15, 15, 59, tzinfo=dt.UTC)
    put_forward(window, unit, one, now=last_evening)
    with pytest.raises(ValidationError, match="已經不能送"):
        put_forward(window, unit, make_deserving(unit), now=last_evening + dt.timedelta(minutes=1))


def test_nobody_is_put_forward_twice_in_a_window_whatever_the_unit(unit: Unit, window: AwardWindow) -> None:
    proposal = put_forward(window, unit, make_deserving(unit))
    (one,) = proposal.candidates.all()
    with pytest.raises(IntegrityError), transaction.atomic():
        AwardCandidate.objects.create(proposal=proposal, window=window, volunteer=one.volunteer, found={}, found_on=ON)
    proposals.withdraw(proposal=proposal, candidates=[one.pk], by=coordinator_of(unit), now=NOW)
    assert put_forward(window, unit, one.volunteer).candidates.count() == 2


def test_a_missing_paper_holds_up_the_handing_in_and_says_whose(unit: Unit) -> None:
    window = make_window(papers=["photo", "deeds"])
    proposal = put_forward(window, unit, make_deserving(unit, name="林素珠"))
    (one,) = proposal.candidates.all()
    by = coordinator_of(unit)
    with pytest.raises(MoveRefused, match="林素珠還缺照片、具體優良事蹟"):
        hand_in(proposal)
    papers.attach(candidate=one, key="photo", data=make_photo((300, 380)), file_name="a.jpg", by=by, now=NOW)
    with pytest.raises(ValidationError, match="請寫下具體做了什麼"):
        papers.write(candidate=one, key="deeds", words="好", by=by, now=NOW)
    with pytest.raises(ValidationError, match="不要這一種文件"):
        papers.write(candidate=one, key="kinship", words="夫妻的關係證明", by=by, now=NOW)
    papers.write(candidate=one, key="deeds", words="十年如一日陪獨居長者就醫。", by=by, now=NOW)
    hand_in(proposal)
    with pytest.raises(ValidationError, match="已經送件"):
        papers.write(candidate=one, key="deeds", words="送件以後又改了內容。", by=by, now=NOW)
    file = papers.files_of(one.papers.get(key="photo")).get()
    with pytest.raises(ValidationError, match="已經送件"):
        papers.remove(candidate=one, file=file, by=by, now=NOW)


def test_what_came_back_is_marked_mended_and_handed_in_again(unit: Unit) -> None:
    window = make_window(corrections_until=ON + 30 * DAY)
    proposal = put_forward(window, unit, *(make_deserving(unit) for _one in range(3)))
    rows = hand_in(proposal)
    with pytest.raises(MoveRefused, match="請在要退回的人旁邊寫"):
        deciding.send_back(window=window, marks={rows[0].pk: {"deeds": " "}}, by=officer_of(), now=NOW)
    marks = {rows[0].pk: {"deeds": "請寫做了什麼"}, rows[1].pk: {deciding.HERSELF: "單位名稱寫錯"}}
    assert deciding.send_back(window=window, marks=marks, by=officer_of(), now=NOW) == 2
    first = AwardCandidate.objects.get(pk=rows[0].pk)
    assert (first.state, first.marks) == (S.RETURNED, {"deeds": "請寫做了什麼"})
    late = NOW + 20 * DAY
    with pytest.raises(MoveRefused, match="還缺具體優良事蹟"):
        hand_in(proposal, late)
    papers.write(candidate=first, key="deeds", words="每週三次送餐給獨居長者。", by=coordinator_of(unit), now=late)
    with pytest.raises(MoveRefused, match="補正期限"):
        hand_in(proposal, NOW + 31 * DAY)
    assert len(hand_in(proposal, late)) == 3, "what was returned may come in after the closing day"
    assert approve(window, rows, given_on=ON + 20 * DAY, now=late) == 3
    assert AwardGiven.objects.filter(award=CONTRIBUTION, revoked_on=None).count() == 3


def test_what_the_machine_cannot_know_needs_somebody_s_word(unit: Unit, window: AwardWindow) -> None:
    rows = hand_in(put_forward(window, unit, make_deserving(unit)))
    points = deciding.open_points(window, rows)[rows[0].pk]
    assert points == ["持有志願服務績效證明書"]
    with pytest.raises(ValidationError, match="由人認定"):
        approve(window, rows, words=" ")
    assert not AwardGiven.objects.exists()
    approve(window, rows, words="績效證明書正本驗畢")
    found = AwardFound.objects.get()
    assert (found.asked, found.words, found.found_on) == (points, "績效證明書正本驗畢", ON)
    one = AwardCandidate.objects.get()
    assert one.given is not None
    assert one.given.given_on == ON
    with pytest.raises(MoveRefused, match="現在是「核定」"):
        approve(window, rows)
    assert AwardGiven.objects.count() == 1


def test_hours_that_were_taken_out_since_count_no_more(unit: Unit, window: AwardWindow) -> None:
    rows = hand_in(put_forward(window, unit, make_deserving(unit), make_deserving(unit)))
    ServiceMonth.objects.filter(volunteer=rows[0].volunteer).update(counted=599 * 60)
    with pytest.raises(MoveRefused, match="差 1 小時"):
        approve(window, rows)
    assert not AwardGiven.objects.exists(), "all or none"
    assert approve(window, rows[1:]) == 1


def test_a_year_that_turns_takes_nothing_from_her(unit: Unit) -> None:
    unit = make_unit("TPE", "land", body="agency")
    window = make_window("TPE_LAND_300")
    rows = hand_in(put_forward(window, unit, make_deserving(unit, hours=310, month=202604, award="TPE_LAND_300")))
    next_year = dt.datetime(2027, 1, 10, 4, 0, tzinfo=dt.UTC)
    today = subjects.candidates(window, AwardCandidate.objects.all(), D(2027, 1, 10))[rows[0].pk]
    assert today.outcome in (Outcome.NO, Outcome.NOT_YET)
    assert approve(window, rows, given_on=D(2027, 1, 10), now=next_year) == 1


def test_what_was_true_then_is_frozen_and_the_difference_of_today_is_shown(unit: Unit, window: AwardWindow) -> None:
    one = make_deserving(unit)
    (row,) = put_forward(window, unit, one).candidates.all()
    then = findings.lines_of(row.found)
    assert any("700 小時" in line.found for line in then)
    ServiceMonth.objects.filter(volunteer=one).update(counted=720 * 60)
    today = subjects.candidates(window, [row], ON)[row.pk]
    (change,) = findings.differences(row.found, today, {})
    assert "700" in change.was.found
    assert "720" in change.now.found
    row.refresh_from_db()
    assert findings.lines_of(row.found) == then
    with override("en"):
        english = findings.lines_of(row.found)
    assert len(english) == len(then)
    assert not {one.asked for one in english} & {one.asked for one in then}


def test_a_ministry_s_award_goes_on_to_the_ministry_first(unit: Unit) -> None:
    window = make_window(BRONZE)
    rows = hand_in(put_forward(window, unit, make_deserving(unit, hours=3100, award=BRONZE)))
    with pytest.raises(MoveRefused, match="要先轉送中央"):
        approve(window, rows)
    who: dict[str, Any] = {"window": window, "candidates": [rows[0].pk], "by": officer_of(), "now": NOW}
    with pytest.raises(ValidationError, match="請寫文號"):
        deciding.forward(number="", **who)
    deciding.forward(number="府社工字第1150000123號", **who)
    assert approve(window, rows, number="衛部救字第1號") == 1
    local = make_window()
    theirs = hand_in(put_forward(local, unit, make_deserving(unit)))
    with pytest.raises(MoveRefused, match="不必轉送"):
        deciding.forward(window=local, candidates=[theirs[0].pk], number="1", by=officer_of(), now=NOW)


def test_declining_says_why(unit: Unit, window: AwardWindow) -> None:
    rows = hand_in(put_forward(window, unit, make_deserving(unit)))
    who: dict[str, Any] = {"window": window, "candidates": [rows[0].pk], "by": officer_of(), "now": NOW}
    with pytest.raises(ValidationError, match="不通過的理由"):
        deciding.decline(reason="不行", **who)
    deciding.decline(reason="績效證明書是別的單位開的", **who)
    one = AwardCandidate.objects.get()
    assert (one.state, one.decision_why) == (S.DECLINED, "績效證明書是別的單位開的")


def test_no_unit_hands_in_more_than_its_share_and_no_window_gives_more_than_its_places(unit: Unit) -> None:
    window = make_window(one_in=3, share_of="qualified", places=1)
    proposal = put_forward(window, unit, *(make_deserving(unit) for _one in range(7)))
    keys = list(proposal.candidates.values_list("pk", flat=True))
    who: dict[str, Any] = {"proposal": proposal, "by": coordinator_of(unit), "now": NOW}
    with pytest.raises(MoveRefused, match="最多推薦 2 位，已經送 0 位，這次選了 3 位"):
        proposals.submit(candidates=keys[:3], **who)
    assert proposals.submit(candidates=keys[:2], **who) == 2
    with pytest.raises(MoveRefused, match="最多推薦 2 位，已經送 2 位"):
        proposals.submit(candidates=keys[2:3], **who)
    rows = list(proposal.candidates.filter(state=S.SUBMITTED))
    with pytest.raises(MoveRefused, match="名額 1"):
        approve(window, rows)
    assert approve(window, rows[:1]) == 1


def test_ranks_are_given_once(unit: Unit, window: AwardWindow) -> None:
    proposal = put_forward(window, unit, make_deserving(unit), make_deserving(unit))
    first, second = proposal.candidates.values_list("pk", flat=True)
    by = coordinator_of(unit)
    with pytest.raises(ValidationError, match="同一個數字"):
        proposals.order(proposal=proposal, ranks={first: 1, second: 1}, by=by, now=NOW)
    proposals.order(proposal=proposal, ranks={first: 2, second: 1}, by=by, now=NOW)
    assert list(proposal.candidates.order_by("unit_rank").values_list("pk", flat=True)) == [second, first]
    proposals.submit(proposal=proposal, candidates=[first], by=by, now=NOW)
    deciding.rank(window=window, ranks={first: 1, second: 2}, by=officer_of(), now=NOW)
    ranked = AwardCandidate.objects.exclude(authority_rank=None)
    assert list(ranked.values_list("pk", "authority_rank")) == [(first, 1)], "a draft is not before the authority"


def test_what_was_handed_in_is_stated_by_the_authority_alone(unit: Unit) -> None:
    """Else a unit could overrule what the authority has found, and the approval would ask for no words any more."""
    window = make_window(DIAMOND)
    one = make_deserving(unit, award=DIAMOND)
    (row,) = put_forward(window, unit, one).candidates.all()
    by = coordinator_of(unit)
    (key, *_more) = giving.statements_of(subjects.award_of(window))
    papers.state(candidate=row, key=key, holds=True, by=by, now=NOW)
    AwardCandidate.objects.filter(pk=row.pk).update(state=S.SUBMITTED, submitted_at=NOW)
    row.refresh_from_db()
    papers.state(candidate=row, key=key, holds=False, by=officer_of(), now=NOW)
    values: dict[str, Any] = {"key": key, "holds": True, "now": NOW, "by": by}
    with pytest.raises(ValidationError, match="已經送件"):
        papers.state(candidate=row, **values)
    with pytest.raises(ValidationError, match="已經送件"):
        giving.state(who=one, award=DIAMOND, on=ON, **values)
    assert not AwardStatement.objects.latest("pk").holds
    giving.state(who=make_deserving(unit, award=DIAMOND), award=DIAMOND, on=ON, **values)
    AwardCandidate.objects.filter(pk=row.pk).update(state=S.RETURNED, returned_at=NOW)
    row.refresh_from_db()
    papers.state(candidate=row, **values)
    assert AwardStatement.objects.latest("pk").holds


def test_a_place_that_another_page_has_given_is_not_given_again(unit: Unit, window: AwardWindow) -> None:
    """The authority ranks unit by unit, and a long list page by page: places are those of the whole all the same."""
    other = make_unit("TPE", "civil")
    here = put_forward(window, unit, make_deserving(unit), make_deserving(unit))
    there = put_forward(window, other, make_deserving(other))
    first, second = here.candidates.values_list("pk", flat=True)
    third = there.candidates.get().pk
    by = coordinator_of(unit)
    proposals.order(proposal=here, ranks={first: 1}, by=by, now=NOW)
    with pytest.raises(ValidationError, match="1 已經給了別人"):
        proposals.order(proposal=here, ranks={second: 1}, by=by, now=NOW)
    proposals.order(proposal=there, ranks={third: 1}, by=coordinator_of(other), now=NOW)
    AwardCandidate.objects.update(state=S.SUBMITTED, submitted_at=NOW)

    who: dict[str, Any] = {"window": window, "by": officer_of(), "now": NOW}
    deciding.rank(ranks={first: 2, second: 1}, **who)
    with pytest.raises(ValidationError, match="2 已經給了別人"):
        deciding.rank(ranks={third: 2}, **who)
    deciding.decline(candidates=[first], reason="今年的名額不夠了", **who)
    deciding.rank(ranks={third: 2}, **who)
    assert AwardCandidate.objects.get(pk=third).authority_rank == 2, "who is declined holds no place"


def test_whose_award_was_revoked_takes_no_place_of_her_units_share(unit: Unit) -> None:
    window = make_window(one_in=3, share_of="qualified")
    proposal = put_forward(window, unit, *(make_deserving(unit) for _one in range(4)))
    keys = list(proposal.candidates.values_list("pk", flat=True))
    who: dict[str, Any] = {"proposal": proposal, "by": coordinator_of(unit), "now": NOW}
    proposals.submit(candidates=keys[:1], **who)
    approve(window, list(proposal.candidates.filter(pk=keys[0])))
    with pytest.raises(MoveRefused, match="最多推薦 1 位，已經送 1 位"):
        proposals.submit(candidates=keys[1:2], **who)
    one = AwardCandidate.objects.get(pk=keys[0])
    ceremony.revoke(candidate=one, reason="時數是冒用別人的", by=officer_of(), now=NOW)
    assert proposals.submit(candidates=keys[1:2], **who) == 1


def test_a_revoked_award_counts_as_not_received(unit: Unit, window: AwardWindow) -> None:
    who = make_deserving(unit)
    rows = hand_in(put_forward(window, unit, who))
    approve(window, rows)

    def stands() -> Outcome:
        found = eligibility.assess(who, ON + DAY)
        return next(one.outcome for one in found if one.award.code == CONTRIBUTION)

    assert stands() is Outcome.NO
    assert [one.pk for one in ceremony.entries(window)] == [rows[0].pk]
    with pytest.raises(ValidationError, match="為什麼撤銷"):
        ceremony.revoke(candidate=rows[0], reason="錯", by=officer_of(), now=NOW)
    ceremony.revoke(candidate=rows[0], reason="時數是冒用別人的", by=officer_of(), now=NOW)
    assert stands() is Outcome.CANDIDATE
    assert not ceremony.entries(window).exists()
    with pytest.raises(ValidationError, match="已經撤銷"):
        ceremony.revoke(candidate=rows[0], reason="時數是冒用別人的", by=officer_of(), now=NOW)


def test_a_family_is_judged_member_by_member_and_stated_together(unit: Unit) -> None:
    window = make_window(DIAMOND_FAMILY)
    both = [make_deserving(unit, award=DIAMOND_FAMILY) for _one in range(2)]
    who: dict[str, Any] = {"window": window, "unit": unit, "by": coordinator_of(unit), "now": NOW}
    with pytest.raises(ValidationError, match="和申請人的關係"):
        proposals.propose_family(members=[(both[0].pk, ""), (both[1].pk, " ")], **who)
    with pytest.raises(ValidationError, match="至少 2 人"):
        proposals.propose_family(members=[(both[0].pk, "")], **who)
    weak = make_deserving(unit, hours=10, award=DIAMOND_FAMILY)
    with pytest.raises(ValidationError, match="沒有提報"):
        proposals.propose_family(members=[(both[0].pk, ""), (weak.pk, "長女")], **who)
    one = proposals.propose_family(members=[(both[0].pk, ""), (both[1].pk, "配偶")], **who)
    assert [kin.relation for kin in one.kin.all()] == [families.APPLICANT, "配偶"]
    with pytest.raises(ValidationError, match="已經提報"):
        proposals.propose_family(members=[(both[1].pk, ""), (both[0].pk, "配偶")], **who)
    for key in ("kinship", "deeds"):
        papers.state(candidate=one, key=key, holds=True, by=coordinator_of(unit), now=NOW)
    today = subjects.candidates(window, [one], ON)[one.pk]
    assert "kinship" not in str(findings.open_words(today))
    AwardWindow.objects.update(has_committee=False)
    window.refresh_from_db()
    rows = hand_in(one.proposal)
    approve(window, rows)
    assert AwardGiven.objects.filter(award=DIAMOND_FAMILY, revoked_on=None).count() == 2
    ceremony.revoke(candidate=AwardCandidate.objects.get(), reason="親屬關係不實", by=officer_of(), now=NOW)
    assert not AwardGiven.objects.filter(revoked_on=None).exists()


def test_a_team_that_falls_short_is_not_put_forward(unit: Unit) -> None:
    window = make_window(DIAMOND_TEAM)
    make_deserving(unit)
    with pytest.raises(ValidationError, match="沒有提報"):
        proposals.propose_team(window=window, unit=unit, by=coordinator_of(unit), now=NOW)
    with pytest.raises(ValidationError, match="不是給團隊"):
        proposals.propose_team(window=make_window(), unit=unit, by=coordinator_of(unit), now=NOW)
    assert not AwardProposal.objects.exists()


def test_an_award_given_meanwhile_elsewhere_is_not_given_twice(unit: Unit, window: AwardWindow) -> None:
    who = make_deserving(unit)
    rows = hand_in(put_forward(window, unit, who))
    later = NOW + 2 * DAY
    giving.record(
        who=who, award=CONTRIBUTION, given_on=ON + DAY, counted_until=None, on=ON + DAY, now=later, by=officer_of()
    )
    with pytest.raises(MoveRefused, match="已經得到這個獎"):
        approve(window, rows, given_on=ON + 2 * DAY, now=later)


def test_what_is_stated_after_the_proposal_counts_when_it_is_decided(unit: Unit) -> None:
    """For and against: a condition that only people know is asked of the latest word, not of the day's before it."""
    window = make_window(DIAMOND)
    one = make_deserving(unit, award=DIAMOND)
    rows = hand_in(put_forward(window, unit, one))
    asked = giving.statements_of(awards()[DIAMOND])
    later = NOW + DAY
    for key in asked:
        giving.state(who=one, award=DIAMOND, key=key, holds=False, on=ON + DAY, now=later, by=officer_of())
    assert asked
    with pytest.raises(MoveRefused, match="不符合"):
        approve(window, rows, given_on=ON + DAY, now=later)
    assert not AwardGiven.objects.exists()
