"""Dot voting: what can be voted on, whose dots count, when figures are seen."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from actionplans.consensus import ballots, consolidation
from actionplans.consensus.forms import BallotForm
from actionplans.models import Ballot, Vote
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import make_user
from tests.makers.board import LATER, ideas_of, make_room
from tests.makers.workshops import make_group, make_seat, make_workshop
from workshops import seats
from workshops.models import Seat, Workshop
from workshops.room import room_of
from workshops.seats import COOKIE

pytestmark = pytest.mark.django_db

STEP = dt.timedelta(minutes=1)
SOON = LATER + 5 * STEP


def open_one(workshop: Workshop, **fields: Any) -> Ballot:
    values = {"question": "先做哪一個？", "dots": 3, "voter": "seat", "hidden": False, "by": SYSTEM, "now": LATER}
    return ballots.open_ballot(workshop=workshop, **(values | fields))


def seat_at(workshop: Workshop, number: int = 1) -> Seat:
    return make_seat(workshop.groups.get(number=number))


def choice(ballot: Ballot, number: int = 1) -> int:
    return ballot.choices.get(position=number).pk


def totals(ballot: Ballot) -> dict[str, int | None]:
    return {one.choice.title: one.dots for one in ballots.result(ballot).standings}


def test_open_and_kept_ideas_with_a_name_are_voted_on() -> None:
    room = make_room(tables=4)
    nameless = make_group(room)
    ideas = ideas_of(room)
    consolidation.park(idea=ideas[3], reason="明年", by=SYSTEM, now=LATER)
    plan = consolidation.keep(idea=ideas[0], by=SYSTEM, now=LATER)
    consolidation.merge(ideas=[ideas[1]], into=plan, by=SYSTEM, now=LATER)
    consolidation.merge(ideas=[ideas[2]], into=plan, by=SYSTEM, now=LATER)
    with pytest.raises(ValidationError, match="兩組"):
        open_one(room)
    consolidation.reopen(idea=ideas[2], by=SYSTEM, now=LATER)
    ballot = open_one(room)
    assert [one.title for one in ballot.choices.all()] == ["行動1", "行動3"]
    assert not ballot.choices.filter(idea__group=nameless).exists()


@pytest.mark.parametrize("state", ["confirmed", "reported", "closed"])
def test_only_while_the_board_is_open(state: str) -> None:
    room = make_room()
    ideas_of(room)
    Workshop.objects.filter(pk=room.pk).update(state=state, supervisor=make_user(Role.SUPERVISOR, "TTT"))
    with pytest.raises(ValidationError, match="工作坊進行中"):
        open_one(room)


@pytest.mark.parametrize(("dots", "fits"), [(0, False), (1, True), (10, True), (11, False)])
def test_the_number_of_dots_has_bounds(dots: int, fits: bool) -> None:
    room = make_room()
    if fits:
        assert open_one(room, dots=dots).dots == dots
    else:
        with pytest.raises(ValidationError):
            open_one(room, dots=dots)


def test_one_ballot_at_a_time_and_numbers_go_on() -> None:
    room = make_room()
    first = open_one(room)
    with pytest.raises(ValidationError, match="還沒結束"):
        open_one(room)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.create(workshop=room, number=9, question="?", opened_at=LATER, opened_by="x")
    ballots.close(ballot=first, by=SYSTEM, now=LATER)
    assert open_one(room).number == 2


@pytest.mark.parametrize("voter", ["table", "seat"])
def test_a_vote_that_is_sent_again_does_not_take_the_place_of_a_later_one(voter: str) -> None:
    room = make_room()
    ballot, one = open_one(room, voter=voter), seat_at(room)
    other = make_seat(one.group) if voter == "table" else one
    ballots.cast(ballot=ballot, dots={choice(ballot, 1): 3}, by=one, now=LATER, key="first")
    ballots.cast(ballot=ballot, dots={choice(ballot, 2): 2}, by=other, now=LATER, key="second")
    ballots.cast(ballot=ballot, dots={choice(ballot, 1): 3}, by=one, now=LATER, key="first")
    assert ballots.own_marks(ballot, one) == {choice(ballot, 2): 2}
    ballots.close(ballot=ballot, by=SYSTEM, now=LATER)
    # It has counted: that the ballot has ended since is no reason to say that it did not.
    ballots.cast(ballot=ballot, dots={choice(ballot, 1): 3}, by=one, now=LATER, key="first")
    with pytest.raises(ValidationError):
        ballots.cast(ballot=ballot, dots={choice(ballot, 1): 3}, by=one, now=LATER, key="third")
    assert totals(ballot)["行動2"] == 2


@pytest.mark.parametrize("voter", ["table", "seat"])
@pytest.mark.parametrize(
    ("seen", "after", "counts"),
    [
        ("nothing", [], False),  # chosen before the other one was sent, and without a network since
        ("first", [], False),
        ("second", [], True),  # it knew of what it takes the place of
        (None, [], True),  # an old page, which does not say
        ("nothing", ["k2"], True),  # its own, whose answer it had not heard
        ("nothing", ["k1"], False),
        ("nothing", ["k0", "k2", "k9"], True),
    ],
)
def test_a_vote_that_comes_late_does_not_take_the_place_of_a_newer_one(
    voter: str, seen: str | None, after: list[str], *, counts: bool
) -> None:
    room = make_room()
    ballot, one = open_one(room, voter=voter), seat_at(room)
    other = make_seat(one.group) if voter == "table" else one
    stamps = {"nothing": ""}
    for number, name in enumerate(("first", "second"), 1):
        vote = ballots.cast(
            ballot=ballot, dots={choice(ballot, 2): number}, by=other, now=LATER + number * STEP, key=f"k{number}"
        )
        stamps[name] = ballots.stamp(vote)
    late: dict[str, Any] = {"ballot": ballot, "dots": {choice(ballot, 1): 3}, "by": one, "now": SOON, "key": "late"}
    late |= {"seen": None if seen is None else stamps[seen], "after": after}
    if counts:
        ballots.cast(**late)
    else:
        with pytest.raises(ballots.Overtaken, match=r"比較新的一票.*沒計入的是：「行動1」3 點。"):
            ballots.cast(**late)
    assert ballots.own_marks(ballot, one) == ({choice(ballot, 1): 3} if counts else {choice(ballot, 2): 2})


def test_a_late_vote_is_answered_and_kept_on_the_page_and_counts_once_it_is_sent_again(client: Client) -> None:
    room = make_room()
    ballot, seat = open_one(room, voter="table"), make_seat(room.groups.get(number=1), token="late")
    client.cookies[COOKIE] = "late"
    ballots.cast(ballot=ballot, dots={choice(ballot, 2): 3}, by=make_seat(seat.group), now=LATER)
    vote = {"ballot": ballot.pk, f"c{choice(ballot, 1)}": "2", "seen": ""}
    told = client.post("/t/vote/", vote | {"key": "k", "told": "1"}, headers={"accept": "application/json"})
    assert told.status_code == 409
    assert told.json()["said"].startswith("這一票送到之前，同組已經投了比較新的一票")
    page = client.post("/t/vote/", vote)  # without scripts
    assert page.status_code == 422
    html = page.content.decode()
    assert f'name="c{choice(ballot, 1)}" value="2"' in html
    heard = re.search(r'name="seen" value="([^"]+)"', html)
    assert heard is not None
    client.post("/t/vote/", vote | {"seen": heard[1]})
    assert ballots.own_marks(ballot, seat) == {choice(ballot, 1): 2}


def test_chosen_again_it_is_a_vote_of_its_own_and_without_a_key_every_one_counts() -> None:
    room = make_room()
    ballot, seat = open_one(room), seat_at(room)
    for number, key in ((1, "a"), (2, "b"), (1, "c"), (2, ""), (3, "")):
        ballots.cast(ballot=ballot, dots={choice(ballot, number): 1}, by=seat, now=LATER, key=key)
        assert ballots.own_marks(ballot, seat) == {choice(ballot, number): 1}
    for number in range(200):
        ballots.cast(ballot=ballot, dots={}, by=seat, now=LATER, key=f"{number}" + "x" * 100)
    sent = Vote.objects.get().sent
    assert (len(sent), max(map(len, sent))) == (ballots.MOST_KEYS, ballots.LONGEST_KEY)


@pytest.mark.parametrize(
    ("between", "said"),
    [(False, "這一票之前就收到了，只算一次。"), (True, "這一票之前就收到了。後來又投過一次，以後來的為準。")],
)
def test_who_sends_a_vote_again_is_told_what_stands(client: Client, *, between: bool, said: str) -> None:
    room = make_room()
    ballot, seat = open_one(room, voter="table"), make_seat(room.groups.get(number=1), token="again")
    client.cookies[COOKIE] = "again"
    vote = {"ballot": ballot.pk, f"c{choice(ballot, 1)}": "2", "key": "k-1", "told": "1"}

    def send() -> Any:
        return client.post("/t/vote/", vote, headers={"accept": "application/json"}).json()

    assert send() == {"cast": True, "said": "已投 2 點。投票結束前都可以改。"}
    if between:
        ballots.cast(ballot=ballot, dots={choice(ballot, 2): 3}, by=seat, now=LATER, key="k-2")
    assert send() == {"cast": True, "said": said}


def test_a_seat_votes_once_and_may_move_its_dots() -> None:
    room = make_room()
    ballot, seat = open_one(room), seat_at(room)
    ballots.cast(ballot=ballot, dots={choice(ballot, 1): 2, choice(ballot, 2): 1}, by=seat, now=LATER)
    ballots.cast(ballot=ballot, dots={choice(ballot, 2): 3, choice(ballot, 1): 0}, by=seat, now=LATER)
    assert totals(ballot) == {"行動2": 3, "行動1": 0, "行動3": 0, "行動4": 0}
    assert ballots.own_marks(ballot, seat) == {choice(ballot, 2): 3}
    result = ballots.result(ballot)
    assert (result.voted, result.voters) == (1, Seat.objects.filter(group__workshop=room).count())


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({}, True),
        ({"revoked_at": LATER}, False),
        ({"on_paper": True}, False),
        ({"on_paper": True, "user": "officer"}, False),
        ({"user": "officer"}, False),  # her own hand, through the API or looking on
    ],
)
def test_a_voter_is_a_device_at_a_table(fields: dict[str, Any], counts: bool) -> None:
    room = make_room()
    ballot = open_one(room)
    before = ballots.result(ballot).voters
    if "user" in fields:
        fields = fields | {"user": make_user()}
    make_seat(room.groups.get(number=1), **fields)
    assert ballots.result(ballot).voters == before + counts


@pytest.mark.parametrize(
    "fields", [{}, {"revoked_at": SOON}, {"user": "lecturer"}], ids=["there", "left after voting", "a lecturer"]
)
def test_whoever_has_voted_is_a_voter(fields: dict[str, Any]) -> None:
    room = make_room()
    ballot, seat = open_one(room), seat_at(room)
    ballots.cast(ballot=ballot, dots={choice(ballot): 1}, by=seat, now=LATER)
    before = ballots.result(ballot).voters
    values = fields | ({"user": make_user(Role.LECTURER, None)} if "user" in fields else {})
    Seat.objects.filter(pk=seat.pk).update(**values)
    assert (ballots.result(ballot).voted, ballots.result(ballot).voters) == (1, before)


@pytest.mark.parametrize("moved_out", [False, True], ids=["goes by itself", "was moved out before"])
@pytest.mark.parametrize("has_voted", [False, True])
@pytest.mark.parametrize("voter", ["seat", "table"])
def test_a_device_that_changes_its_table_is_one_voter(voter: str, *, has_voted: bool, moved_out: bool) -> None:
    room = make_room()
    ballot, seat = open_one(room, voter=voter), seat_at(room, 1)
    before = ballots.result(ballot).voters
    if has_voted:
        ballots.cast(ballot=ballot, dots={choice(ballot): 2}, by=seat, now=LATER, key="k1")
    if moved_out:
        seats.revoke_seat(seat=seat, by=SYSTEM, now=LATER)
    moved, _token = seats.sit_down(group=room.groups.get(number=2), now=LATER, leaving=seat)
    found = ballots.result(ballot)
    assert (found.voted, found.voters) == (int(has_voted), before)
    own = ballots.own_marks(ballot, moved)
    assert own == ({choice(ballot): 2} if has_voted and voter == "seat" else None), "a table's vote stays its table's"
    ballots.cast(ballot=ballot, dots={choice(ballot, 2): 3}, by=moved, now=SOON, key="k2")
    if voter == "seat":
        assert totals(ballot)["行動2"] == 3
        assert ballots.result(ballot).voted == 1
        assert sum(totals(ballot).values()) == 3, "it has given its dots once"


@pytest.mark.parametrize("table", [1, 2])
def test_who_leaves_the_table_and_sits_down_again_has_no_second_vote(client: Client, table: int) -> None:
    room = make_room()
    room.groups.filter(number=1).update(code="ACDEF")
    room.groups.filter(number=2).update(code="GHJKM")
    ballot = open_one(room)
    others = ballots.result(ballot).voters
    for code in ("ACDEF", ["ACDEF", "GHJKM"][table - 1]):
        assert client.post(f"/j/{code}/").status_code == 302
        sent = {"ballot": ballot.pk, f"c{choice(ballot)}": "3"}
        assert client.post(reverse("actionplans:vote"), sent).status_code == 302
        assert client.post(reverse("workshops:leave")).status_code == 302
    found = ballots.result(ballot)
    assert (found.voted, found.voters - others, totals(ballot)["行動1"]) == (1, 1, 3)


def test_what_was_voted_stays_where_the_ballot_is_over_or_another_rooms() -> None:
    room, other = make_room(), make_room(county="HUA")
    ballot, seat = open_one(room), seat_at(room, 1)
    ballots.cast(ballot=ballot, dots={choice(ballot): 2}, by=seat, now=LATER)
    open_one(other)
    seats.sit_down(group=other.groups.get(number=1), now=LATER, leaving=seat)
    assert ballots.own_marks(ballot, seat) == {choice(ballot): 2}
    ballots.close(ballot=ballot, by=SYSTEM, now=LATER)
    moved, _token = seats.sit_down(group=room.groups.get(number=2), now=SOON, leaving=seat)
    assert (ballots.own_marks(ballot, seat), ballots.own_marks(ballot, moved)) == ({choice(ballot): 2}, None)


@pytest.mark.parametrize("voter", ["seat", "table"])
@pytest.mark.parametrize("what", ["a device comes", "one that voted leaves", "one that did not vote leaves", "a table"])
def test_nothing_moves_the_figures_of_a_closed_ballot(what: str, voter: str) -> None:
    room = make_room()
    ballot = open_one(room, voter=voter)
    voting, silent = seat_at(room, 1), seat_at(room, 2)
    ballots.cast(ballot=ballot, dots={choice(ballot): 2}, by=voting, now=LATER)
    ballot = ballots.close(ballot=ballot, by=SYSTEM, now=SOON)
    before = ballots.result(ballot)
    assert (before.voted, before.voters) == (1, 4 if voter == "table" else Seat.objects.count())
    if what == "a device comes":
        make_seat(room.groups.get(number=3))
    elif what == "a table":
        make_group(room)
    else:
        leaving = voting if what == "one that voted leaves" else silent
        Seat.objects.filter(pk=leaving.pk).update(revoked_at=SOON)
    after = ballots.result(Ballot.objects.get(pk=ballot.pk))
    assert (after.voted, after.voters, totals(ballot)) == (
        before.voted,
        before.voters,
        {one.choice.title: one.dots for one in before.standings},
    )


@pytest.mark.parametrize("language", ["zh-hant", "en"])
@pytest.mark.parametrize("template", ["_ballot", "_projector_ballot"])
def test_sentences_that_follow_each_other_stand_apart(template: str, language: str) -> None:
    result = ballots.result(open_one(make_room(), hidden=True))
    with override(language):
        context = {"result": result, "ballot": {"result": result, "question": "?", "rows": []}}
        html = render_to_string(f"actionplans/{template}.html", context)
    sentences = re.search(r"<p[^>]*>(.*?)</p>", html, re.DOTALL)
    assert sentences is not None
    assert re.fullmatch(r"<span>[^<]+</span> <span>[^<]+</span>", sentences[1])


def test_the_database_knows_the_voters_of_a_closed_ballot() -> None:
    ballot = open_one(make_room())
    for wrong in ({"closed_at": SOON}, {"voters": 3}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Ballot.objects.filter(pk=ballot.pk).update(**wrong)


def test_two_devices_of_a_table_share_its_dots_where_tables_vote() -> None:
    room = make_room()
    ballot = open_one(room, voter="table")
    ballots.cast(ballot=ballot, dots={choice(ballot, 1): 3}, by=seat_at(room, 1), now=LATER)
    ballots.cast(ballot=ballot, dots={choice(ballot, 2): 3}, by=seat_at(room, 1), now=LATER)
    ballots.cast(ballot=ballot, dots={choice(ballot, 2): 1}, by=seat_at(room, 2), now=LATER)
    assert totals(ballot)["行動2"] == 4
    assert totals(ballot)["行動1"] == 0
    assert (ballots.result(ballot).voted, ballots.result(ballot).voters) == (2, 4)


def test_the_database_knows_one_vote_for_each_seat_and_table() -> None:
    room = make_room()
    ballot, seat = open_one(room), seat_at(room)
    for mine in (seat, None):
        Vote.objects.create(ballot=ballot, group=seat.group, seat=mine, cast_at=LATER)
        with pytest.raises(IntegrityError), transaction.atomic():
            Vote.objects.create(ballot=ballot, group=seat.group, seat=mine, cast_at=LATER)


@pytest.mark.parametrize(("given_dots", "taken"), [([3], True), ([1, 1, 1], True), ([2, 2], False), ([4], False)])
def test_nobody_gives_more_dots_than_she_has(given_dots: list[int], taken: bool) -> None:
    room = make_room()
    ballot, seat = open_one(room), seat_at(room)
    before = {choice(ballot, 4): 1}
    ballots.cast(ballot=ballot, dots=before, by=seat, now=LATER)
    dots = {choice(ballot, place): number for place, number in enumerate(given_dots, 1)}
    if taken:
        ballots.cast(ballot=ballot, dots=dots, by=seat, now=LATER)
    else:
        with pytest.raises(ValidationError, match="只有 3 點"):
            ballots.cast(ballot=ballot, dots=dots, by=seat, now=LATER)
        assert ballots.own_marks(ballot, seat) == before


def test_votes_of_elsewhere_for_elsewhere_and_after_the_end_are_refused() -> None:
    room, other = make_room(), make_room(county="HUA")
    ballot, theirs = open_one(room), open_one(other)
    seat = seat_at(room)
    with pytest.raises(ValidationError, match="另一場"):
        ballots.cast(ballot=theirs, dots={}, by=seat, now=LATER)
    with pytest.raises(ValidationError, match="不在名單"):
        ballots.cast(ballot=ballot, dots={choice(theirs): 1}, by=seat, now=LATER)
    ballots.close(ballot=ballot, by=SYSTEM, now=LATER)
    with pytest.raises(ValidationError, match="已經結束"):
        ballots.cast(ballot=ballot, dots={choice(ballot): 1}, by=seat, now=LATER)


def test_hidden_figures_are_seen_at_the_end_and_by_nobody_before() -> None:
    room = make_room()
    ballot = open_one(room, hidden=True)
    ballots.cast(ballot=ballot, dots={choice(ballot, 2): 2}, by=seat_at(room), now=LATER)
    assert set(totals(ballot).values()) == {None}
    assert [one.choice.position for one in ballots.result(ballot).standings] == [1, 2, 3, 4]
    closed = ballots.close(ballot=ballot, by=SYSTEM, now=LATER + dt.timedelta(minutes=5))
    assert [one.place for one in ballots.result(closed).standings] == [1, None, None, None]
    assert totals(closed)["行動2"] == 2


def test_the_same_number_of_dots_is_the_same_place() -> None:
    room = make_room()
    ballot = open_one(room)
    ballots.cast(
        ballot=ballot, dots={choice(ballot, 1): 1, choice(ballot, 3): 1, choice(ballot, 4): 1}, by=seat_at(room),
        now=LATER,
    )  # fmt: skip
    assert [one.place for one in ballots.result(ballot).standings] == [1, 1, 1, None]


def test_closing_twice_leaves_one_line() -> None:
    room = make_room()
    ballot = open_one(room)
    for _time in range(2):
        ballots.close(ballot=ballot, by=SYSTEM, now=LATER)
    assert Event.objects.filter(verb="ballot_closed").count() == 1


class AnyVotes(TestCase):
    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.tuples(st.integers(1, 4), st.dictionaries(st.integers(1, 4), st.integers(0, 4))), max_size=8))
    def test_the_result_is_the_sum_of_each_seats_last_vote_that_fitted(
        self, cast: list[tuple[int, dict[int, int]]]
    ) -> None:
        room = make_room()
        ballot = open_one(room)
        seats = {number: seat_at(room, number) for number in range(1, 5)}
        last: dict[int, dict[int, int]] = {}
        for number, dots in cast:
            try:
                marks = {choice(ballot, place): given for place, given in dots.items()}
                ballots.cast(ballot=ballot, dots=marks, by=seats[number], now=LATER)
                last[number] = dots
            except ValidationError:
                assert sum(dots.values()) > 3
        wanted = {f"行動{place}": sum(one.get(place, 0) for one in last.values()) for place in range(1, 5)}
        assert totals(ballot) == wanted
        assert ballots.result(ballot).voted == len(last)

    @settings(max_examples=30, deadline=None)
    @given(st.sampled_from(["seat", "table"]), st.lists(st.integers(1, 5), min_size=1, max_size=9))
    def test_of_a_devices_own_votes_the_newest_stands_in_whatever_order_they_arrive(
        self, voter: str, arriving: list[int]
    ) -> None:
        """Chosen one after the other while no answer was heard; each may arrive late for the first time, or again."""
        room = make_room()
        ballot, seat = open_one(room, voter=voter), seat_at(room)
        for place, number in enumerate(arriving, 1):
            before = [f"k{one}" for one in range(1, number)]
            vote: dict[str, Any] = {"dots": {choice(ballot, 1): 1} if number % 2 else {}, "by": seat, "seen": ""}
            late = number < max(arriving[:place]) and number not in arriving[: place - 1]
            try:
                ballots.cast(ballot=ballot, key=f"k{number}", after=before, now=LATER + place * STEP, **vote)
                assert not late
            except ballots.Overtaken:
                assert number < max(arriving[:place])
            newest = max(arriving[:place])
            assert ballots.own_marks(ballot, seat) == ({choice(ballot, 1): 1} if newest % 2 else {})


# --- pages ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, "TTT")


@pytest.fixture
def lead(officer: User) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def phone(seat_token: str) -> Client:
    client = Client()
    client.cookies[COOKIE] = seat_token
    return client


def test_the_lead_opens_a_ballot_and_a_phone_votes(lead: Client) -> None:
    room = make_room()
    page = reverse("actionplans:ballot", args=[room.pk])
    assert "開始投票" in lead.get(page).content.decode()
    lead.post(page, {"question": "先做哪一個？", "dots": "2", "voter": "seat"})
    ballot = Ballot.objects.get()
    assert (ballot.dots, ballot.hidden) == (2, False)
    make_seat(room.groups.get(number=2), token="t2")
    device = phone("t2")
    assert "正在投票" in device.get(reverse("actionplans:table")).content.decode()
    vote = reverse("actionplans:vote")
    answer = device.post(vote, {"ballot": ballot.pk, f"c{choice(ballot, 3)}": "2"}, follow=True)
    assert "已投 2 點" in answer.content.decode()
    assert totals(ballot)["行動3"] == 2
    too_many = device.post(vote, {"ballot": ballot.pk, f"c{choice(ballot, 3)}": "3"}, follow=True)
    assert too_many.status_code == 422
    assert "只有 2 點" in too_many.content.decode()
    assert totals(ballot)["行動3"] == 2
    lead.post(reverse("actionplans:ballot_close", args=[ballot.pk]))
    assert "投票結果" in device.get(vote).content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"ballot": "x"},
        {"ballot": "9" * 30},
        {"ballot": "²"},
        {"ballot": "1", "c²": "1"},
        {"ballot": "1", "c0": "²"},
    ],
)
def test_nonsense_from_a_phone_is_answered_and_counts_nothing(sent: dict[str, str]) -> None:
    room = make_room()
    open_one(room)
    make_seat(room.groups.get(number=1), token="t1")
    assert phone("t1").post(reverse("actionplans:vote"), sent).status_code == 302
    assert set(totals(Ballot.objects.get()).values()) == {0}


@pytest.mark.parametrize(
    ("dots", "said"), [("-1", "1"), ("0", "1"), ("1", ""), ("10", ""), ("11", "10")]
)  # fmt: skip
def test_the_form_names_the_bound_that_holds(dots: str, said: str) -> None:
    """Whatever is too little is told the same; the box asks for no less either."""
    form = BallotForm({"question": "先做哪一個？", "dots": dots, "voter": "seat"})
    assert [re.findall(r"\d+", each) for each in form.errors.get("dots", [])] == ([[said]] if said else [])
    assert 'min="1"' in str(form["dots"])
    assert 'max="10"' in str(form["dots"])
    assert "每份幾點" in str(form["dots"].label)


def test_a_form_that_is_wrong_keeps_what_was_typed(lead: Client) -> None:
    room = make_room()
    answer = lead.post(
        reverse("actionplans:ballot", args=[room.pk]), {"question": "很特別的題目", "dots": "11", "voter": "seat"}
    )
    assert answer.status_code == 422
    assert "很特別的題目" in answer.content.decode()
    assert not Ballot.objects.exists()


def test_an_unchanged_result_is_not_sent_again(lead: Client) -> None:
    room = make_room()
    ballot = open_one(room)
    page = reverse("actionplans:ballot_result", args=[ballot.pk])
    tag = lead.get(page)["ETag"]
    assert lead.get(page, headers={"If-None-Match": tag}).status_code == 304
    assert lead.get(page, headers={"If-None-Match": f"W/{tag}"}).status_code == 304
    ballots.cast(ballot=ballot, dots={}, by=seat_at(room), now=LATER)
    assert lead.get(page, headers={"If-None-Match": tag}).status_code == 200


def test_the_figures_of_a_hidden_ballot_stand_on_no_page(lead: Client) -> None:
    room = make_room()
    ballot = open_one(room, hidden=True, dots=7)
    make_seat(room.groups.get(number=1), token="t1")
    ballots.cast(ballot=ballot, dots={choice(ballot, 1): 7}, by=seat_at(room, 2), now=LATER)
    for client, page in (
        (lead, reverse("actionplans:ballot", args=[room.pk])),
        (lead, reverse("actionplans:ballot_result", args=[ballot.pk])),
        (phone("t1"), reverse("actionplans:vote")),
    ):
        text = client.get(page).content.decode()
        assert "b-tally__d" not in text
        assert "結束後才公布結果" in text


def test_a_room_without_a_ballot_says_so() -> None:
    room = make_workshop(Workshop.State.RUNNING)
    make_seat(make_group(room), token="t1")
    assert "現在沒有投票" in phone("t1").get(reverse("actionplans:vote")).content.decode()


@pytest.mark.parametrize("tables", [2, 4])
def test_the_result_asks_the_same_number_of_queries(tables: int, django_assert_num_queries: Any) -> None:
    ballot = open_one(make_room(tables=tables))
    with django_assert_num_queries(3):
        ballots.result(ballot)


def test_the_tables_are_asked_while_a_ballot_is_open_and_hear_of_it() -> None:
    room = make_room(tables=2)
    seat, stranger = seat_at(room), seat_at(make_room(tables=2))
    room_before = room_of(Workshop.objects.get(pk=room.pk)).revision
    assert ballots.asked_of(seat) is None
    ballot = open_one(room)
    asked = ballots.asked_of(seat)
    assert asked is not None
    assert (asked.text, asked.url) == ("正在投票：先做哪一個？", reverse("actionplans:vote"))
    assert ballots.asked_of(stranger) is None
    opened = room_of(Workshop.objects.get(pk=room.pk)).revision
    ballots.close(ballot=ballot, by=SYSTEM, now=LATER)
    assert ballots.asked_of(seat) is None
    closed = room_of(Workshop.objects.get(pk=room.pk)).revision
    assert room_before < opened < closed, "devices hear of it by the room's revision"


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("4", "這裡寫了 4 點，最多 2 點（一共 3 點，其他構想用了 1 點）。還沒送出，改好再送。"),
        ("1.5", "這裡要填整數，例如 2。還沒送出，改好再送。"),
        ("-1", "這裡要填整數，例如 2。還沒送出，改好再送。"),
        ("99999", "這裡要填整數，例如 2。還沒送出，改好再送。"),
    ],
)
def test_who_wants_too_many_finds_all_as_it_was_typed_and_reads_why_beside_it(second: str, said: str) -> None:
    """Nothing is made to fit behind her back, and nothing counts before it fits."""
    room = make_room(tables=3)
    ballot = open_one(room)
    make_seat(room.groups.get(number=2), token="t2")
    places = [choice(ballot, place) for place in (1, 2, 3)]
    typed = dict(zip(places, ("1", second, "0"), strict=True))
    wanted = {"ballot": ballot.pk} | {f"c{one}": dots for one, dots in typed.items()}
    answer = phone("t2").post(reverse("actionplans:vote"), wanted)
    page = answer.content.decode()
    assert answer.status_code == 422
    for one, dots in typed.items():
        assert f'name="c{one}" value="{dots}"' in page
    assert f'id="w{places[1]}" role="status">{said}' in page
    assert page.count("還沒送出，改好再送。</p>") == 1
    assert ("點太多，還不能送出</span>" in page) == (second == "4")
    told = phone("t2").post(reverse("actionplans:vote"), wanted | {"told": "1"}, headers={"accept": "application/json"})
    assert told.json()["cast"] is False
    assert not Vote.objects.exists()


def test_dots_in_full_width_are_read() -> None:
    room = make_room()
    ballot = open_one(room)
    make_seat(room.groups.get(number=2), token="t2")
    phone("t2").post(reverse("actionplans:vote"), {"ballot": ballot.pk, f"c{choice(ballot)}": "２"})
    assert totals(ballot)["行動1"] == 2


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [([], []), ([3, 0], [3, 0]), ([2, 1], [2, 1]), ([2, 2], [2, 1]), ([4, 1], [3, 0]), ([0, 9, 1], [0, 3, 0])],
)
def test_dots_that_fit(wanted: list[int], kept: list[int]) -> None:
    assert list(ballots.fitting(dict(enumerate(wanted)), 3).values()) == kept


def test_a_script_is_told_whether_its_vote_counts(client: Client) -> None:
    room = make_room(tables=2)
    ballot = open_one(room)
    client.cookies[COOKIE] = "mine"
    make_seat(room.groups.get(number=1), token="mine", taken_at=timezone.now(), seen_at=timezone.now())
    sent = {"ballot": ballot.pk, f"c{choice(ballot)}": "2"}
    answer = client.post(reverse("actionplans:vote"), sent, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (200, {"cast": True})
    ballots.close(ballot=ballot, by=SYSTEM, now=LATER)
    answer = client.post(reverse("actionplans:vote"), sent, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (409, {"cast": False})
    assert "投票已經結束" in client.get(reverse("actionplans:vote")).content.decode()
    answer = client.post(reverse("actionplans:vote"), {"ballot": "0"}, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (409, {"cast": False})


def test_a_script_that_stays_is_told_in_words_and_nobody_a_second_time(client: Client) -> None:
    room = make_room(tables=2)
    ballot = open_one(room)
    client.cookies[COOKIE] = "mine"
    make_seat(room.groups.get(number=1), token="mine", taken_at=timezone.now(), seen_at=timezone.now())
    sent = {"ballot": ballot.pk, f"c{choice(ballot)}": "2", "told": "1"}
    answer = client.post(reverse("actionplans:vote"), sent, headers={"accept": "application/json"})
    assert answer.json() == {"cast": True, "said": "已投 2 點。投票結束前都可以改。"}
    assert "已投 2 點" not in client.get(reverse("actionplans:vote")).content.decode()
    ballots.close(ballot=ballot, by=SYSTEM, now=LATER)
    answer = client.post(reverse("actionplans:vote"), sent, headers={"accept": "application/json"})
    assert answer.json() == {"cast": False, "said": "投票已經結束，這次的選擇沒有計入。"}
    assert "沒有計入" not in client.get(reverse("actionplans:vote")).content.decode()


# On the board -------------------------------------------------------------------------------------------------------


def test_the_board_shows_the_dots_of_the_last_closed_ballot(client: Client) -> None:
    room = make_room(tables=3)
    client.force_login(make_user())
    ideas = ideas_of(room)
    address = reverse("actionplans:board", args=[room.pk])
    assert ballots.dots_of(room.pk) == {}
    assert "投票" not in shown_dots(client, address)
    consolidation.park(idea=ideas[2], reason="明年", by=SYSTEM, now=LATER)
    first = open_one(room, dots=10, hidden=True)
    ballots.cast(ballot=first, dots={choice(first): 4}, by=seat_at(room), now=LATER)
    ballots.cast(ballot=first, dots={choice(first): 3}, by=seat_at(room), now=LATER)
    assert shown_dots(client, address) == "", "an open ballot may be hidden, and may still change"
    ballots.close(ballot=first, by=SYSTEM, now=LATER)
    assert ballots.dots_of(room.pk) == {ideas[0].pk: 7, ideas[1].pk: 0}
    assert shown_dots(client, address) == "投票 7 點 投票 0 點"
    consolidation.keep(idea=ideas[0], by=SYSTEM, now=LATER)
    assert shown_dots(client, address) == "投票 0 點 投票 7 點", "a kept idea takes its dots along"
    second = open_one(room, dots=10)
    assert shown_dots(client, address) == "投票 0 點 投票 7 點"
    ballots.cast(ballot=second, dots={choice(second, 2): 1}, by=seat_at(room), now=LATER)
    ballots.close(ballot=second, by=SYSTEM, now=LATER)
    assert ballots.dots_of(room.pk) == {ideas[0].pk: 0, ideas[1].pk: 1}


def shown_dots(client: Client, address: str) -> str:
    return " ".join(re.findall(r"投票 \d+ 點", client.get(address).content.decode()))


def test_the_board_asks_as_often_for_three_voted_ideas_as_for_two(client: Client) -> None:
    client.force_login(make_user())
    counts = []
    for tables in (2, 3):
        room = make_room(tables=tables)
        ideas_of(room)
        ballot = open_one(room)
        ballots.cast(ballot=ballot, dots={choice(ballot): 3}, by=seat_at(room), now=LATER)
        ballots.close(ballot=ballot, by=SYSTEM, now=LATER)
        address = reverse("actionplans:board", args=[room.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("行動", "行動"),
        ("行" * 100, "行" * 100),
        ("行" * 101, "行" * 99 + "…"),
        ("行" * 98 + " 動" * 9, "行" * 98 + "…"),
    ],
)
def test_a_title_too_long_for_the_ballot_says_that_it_goes_on(title: str, shown: str) -> None:
    assert ballots.shortened(title) == shown
