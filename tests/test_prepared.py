"""Prepared questions: the objects are those of the ordinary query, and cost one query."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import Model, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actionplans.models import Sheet
from actionplans.sheets import OF_GROUP
from foundation.audit.trail import SYSTEM
from foundation.prepared import Prepared
from tests.makers.accounts import make_user
from tests.makers.actionplans import make_sheet, make_table
from tests.makers.workshops import make_seat
from workshops import room, seats
from workshops.models import Seat

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


@pytest.mark.parametrize(
    "rows", [lambda one: Seat.objects.filter(name=one, token_digest=one), lambda one: Seat.objects.filter(number=7)]
)
def test_an_example_that_shows_no_one_place_is_refused(rows: Any) -> None:
    with pytest.raises(ValueError, match="times"):
        Prepared(rows, "an example").first("x")
