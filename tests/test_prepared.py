"""Prepared questions: the objects are those of the ordinary query, and cost one query."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, Model, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actionplans.models import Entry, Sheet
from actionplans.writing.sheets import OF_GROUP
from foundation.accounts.models.membership import HELD_ON
from foundation.audit.trail import SYSTEM
from foundation.prepared import Prepared, PreparedOfSome, PreparedRows, hang
from tests.makers.accounts import make_user
from tests.makers.actionplans import fill, make_sheet, make_table
from tests.makers.workshops import make_seat
from workshops import room, seats
from workshops.models import Group, Seat

pytestmark = pytest.mark.django_db

WHOLE = ("group__workshop__programme", "group__workshop__county", "group__workshop__room")
BRIEF = ("group__workshop__programme", "group__workshop__room")


def loaded(one: Model | None, *path: str) -> dict[str, Any]:
    """The columns that came with an object, at the end of a path of relations."""
    for name in path:
        one = one._state.fields_cache[name] if one is not None else None
    if one is None:
        return {}
    missing = one.get_deferred_fields()
    return {
        field.attname: getattr(one, field.attname)
        for field in one._meta.concrete_fields
        if field.attname not in missing
    }


@pytest.fixture(params=["room", "no room", "no user"])
def seat(request: pytest.FixtureRequest) -> Seat:
    group = make_table()
    if request.param == "room":
        room.begin(group.workshop, by=SYSTEM, now=timezone.now())
    user = None if request.param == "no user" else make_user()
    return make_seat(group, token="x", user=user, name="阿明")


def of_token(digest: str) -> "QuerySet[Seat]":
    return Seat.objects.filter(token_digest=digest).order_by("pk")


@pytest.mark.parametrize(("related", "only"), [(WHOLE, ()), (BRIEF, seats.BRIEF), ((), ()), ((), ("name", "seen_at"))])
def test_the_objects_are_those_of_the_ordinary_query(
    seat: Seat, related: tuple[str, ...], only: tuple[str, ...]
) -> None:
    rows = of_token(seat.token_digest)
    rows = rows.select_related(*related) if related else rows
    expected = (rows.only(*only) if only else rows).first()
    prepared = Prepared(of_token, "a digest", related=related, only=only)
    prepared.first("warm")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = prepared.first(seat.token_digest)
        assert found is not None
        for path in [(), *((name for name in whole.split("__")) for whole in related)]:
            steps = tuple(path)
            for end in range(len(steps) + 1):
                assert loaded(found, *steps[:end]) == loaded(expected, *steps[:end]), steps[:end]
    assert len(asked) == 1
    assert found == expected
    assert not found._state.adding
    assert prepared.first("somebody else's") is None


def test_a_related_object_knows_the_way_back(seat: Seat) -> None:
    found = seats.BRIEF_SEAT.first(seat.token_digest)
    assert found is not None
    kept = found.group.workshop._state.fields_cache["room"]
    assert kept is None or kept._state.fields_cache["workshop"] is found.group.workshop


def test_a_sheet_comes_with_its_questions() -> None:
    sheet = make_sheet("design")
    again = Sheet.objects.select_related("questions").get(pk=sheet.pk)
    found = OF_GROUP.first(sheet.group_id, "design")
    assert found is not None
    assert (found, found.questions.definition) == (again, again.questions.definition)
    assert OF_GROUP.first(sheet.group_id, "inventory") is None


def test_all_rows_come_in_their_order(seat: Seat) -> None:
    other = make_seat(seat.group, token="y", name="阿華")
    prepared = Prepared(lambda group: Seat.objects.filter(group=group).order_by("-number"), -271828, related=("group",))
    prepared.all(0)
    with CaptureQueriesContext(connection) as asked:
        found = prepared.all(seat.group_id)
        assert [(one, one.group) for one in found] == [(other, other.group), (seat, seat.group)]
    assert len(asked) == 1
    assert prepared.all(0) == []


@pytest.mark.parametrize("key", [2**63, -(2**63), 10**30])
def test_no_key_is_larger_than_the_database_can_count(seat: Seat, key: int) -> None:
    prepared = Prepared(lambda pk: Seat.objects.filter(pk=pk).order_by("pk"), -271828)
    assert (prepared.first(key), prepared.all(key)) == (None, [])


def test_a_question_that_nothing_can_answer_is_not_asked(seat: Seat, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert Prepared(lambda pk: Seat.objects.filter(pk=pk).none(), -271828).first(seat.pk) is None
        assert PreparedRows(lambda pk: Seat.objects.filter(pk=pk).none().values_list("pk"), -271828).all(seat.pk) == []


def rows_of(sheet: Any, since: dt.datetime) -> "QuerySet[Entry, tuple[Any, ...]]":
    found = Entry.objects.filter(sheet=sheet, changed_at__gte=since).order_by("path")
    return found.annotate(times=F("version") + 1).values_list("path", "value", "changed_at", "times", "sheet__kind")


def test_rows_say_what_those_of_the_ordinary_query_say() -> None:
    sheet, long_ago = make_sheet("inventory"), timezone.now() - dt.timedelta(days=9000)
    fill(sheet, support_difficulties=[{"text": "沒車", "core": True}])
    expected = list(rows_of(sheet.pk, long_ago))
    prepared = PreparedRows(rows_of, -271828, dt.datetime(1971, 2, 3, tzinfo=dt.UTC))
    prepared.all(0, long_ago)
    with CaptureQueriesContext(connection) as asked:
        assert prepared.all(sheet.pk, long_ago) == expected
    assert len(asked) == 1
    assert {type(row[1]) for row in expected} >= {bool, str}
    assert prepared.all(sheet.pk, timezone.now() + dt.timedelta(days=9000)) == []
    raw = prepared.raw(sheet.pk, long_ago)
    assert (hash(tuple(raw)), raw) == (hash(tuple(prepared.raw(sheet.pk, long_ago))), prepared.raw(sheet.pk, long_ago))
    assert [prepared.value(row, 2) for row in raw] == [row[2] for row in expected]


def test_what_is_hung_on_an_object_is_at_hand_and_can_still_be_asked_for(
    seat: Seat, django_assert_num_queries: Any
) -> None:
    other = make_seat(seat.group, token="y", name="阿華")
    group = Group.objects.get(pk=seat.group_id)
    hang(group, "seats", [seat, other])
    with django_assert_num_queries(0):
        assert list(group.seats.all()) == [seat, other]
        assert len(group.seats.all()) == 2
    make_seat(make_table(), name="阿華")
    assert list(group.seats.filter(name="阿華")) == [other], "its own, and nobody else's"


def test_an_example_that_shows_no_place_is_refused() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        Prepared(lambda _one: Seat.objects.filter(number=7), "an example").first("x")


@pytest.mark.parametrize(
    ("starts", "ends", "holds"), [(0, None, True), (1, None, False), (-9, 0, False), (-9, 1, True)]
)
def test_an_argument_may_stand_in_several_places(starts: int, ends: int | None, holds: bool) -> None:
    """A day, as the database writes it: a membership holds from its first day on until the day it ends."""
    user, today = make_user(), timezone.localdate()
    held = user.memberships.get()
    days = [None if days is None else today + dt.timedelta(days=days) for days in (starts, ends)]
    user.memberships.update(starts_on=days[0], ends_on=days[1])
    assert HELD_ON.all(user.pk, today) == list(user.memberships.current(today)) == ([held] if holds else [])


def test_rows_about_one_key_are_those_of_the_ordinary_query() -> None:
    first, second = make_table(), make_table()
    made: list[list[int]] = []

    def rows(keys: Any, least: int) -> Any:
        made.append(keys)
        found = Group.objects.filter(pk__in=keys, pk__gt=least)
        return found.order_by("pk").values_list("pk", "workshop__date", "workshop__submitted_at")

    asked = PreparedOfSome(rows, -314159)
    for keys in ([first.pk], [second.pk], [first.pk, second.pk], [], Group.objects.order_by().values("pk")):
        assert list(asked.all(keys, 0)) == list(rows(keys, 0)), keys
        assert list(asked.all(keys, second.pk)) == []
    assert made.count([PreparedOfSome.KEY]) == 1, "put together once"


def test_as_many_values_are_given_as_there_are_places() -> None:
    with pytest.raises(ValueError, match="2 values for 1 places"):
        PreparedRows(lambda key: Group.objects.filter(pk=key).values_list("name"), -271828).all(1, 2)
