"""Lines of the trail: who may write one, what it holds, and that it stays as it was written."""

import datetime as dt
import decimal
import enum
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import HttpResponse
from django.utils.translation import gettext_lazy, override

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit import trail
from foundation.audit.middleware import remember_origin
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM, Actor
from foundation.audit.verbs import Verb
from tests.makers.accounts import county, make_organisation, make_user

pytestmark = pytest.mark.django_db
THEN = dt.datetime(2026, 6, 10, 4, 0, tzinfo=dt.UTC)


def line(thing=None, **fields):
    return trail.record(Verb.CHANGED, thing or make_organisation(), **({"by": SYSTEM} | fields))


# What a line holds --------------------------------------------------------------------------------------------------


def test_a_line_tells_who_what_when_where_and_why():
    user = make_user(Role.COUNTY_OFFICER, name="王小明")
    unit = make_organisation("HUA", name="示範單位")
    with trail.origin("192.0.2.7"):
        made = line(unit, by=user, was={"name": "甲"}, now={"name": "乙"}, reason="改名", at=THEN)
    event = Event.objects.get()
    assert event == made
    assert (event.verb, event.at, event.county, event.reason, event.origin) == (
        "changed", THEN, "HUA", "改名", "192.0.2.7",
    )  # fmt: skip
    assert (event.actor_kind, event.actor_key, event.actor_label) == ("user", str(user.pk), "王小明")
    assert (event.object_type, event.object_key, event.object_label) == (
        "accounts.organisation", str(unit.pk), "示範單位",
    )  # fmt: skip
    assert (event.was, event.now) == ({"name": "甲"}, {"name": "乙"})
    assert str(event) == "2026-06-10 04:00 王小明 修改 示範單位"


def test_a_line_is_of_this_moment_unless_history_is_rebuilt(time_machine):
    time_machine.move_to(THEN, tick=False)
    assert line().at == THEN


@pytest.mark.parametrize(("given", "kept"), [(None, "TTT"), ("HUA", "HUA"), ("", "")])
def test_the_county_is_the_things_unless_said(given, kept):
    assert line(make_organisation("TTT"), county=given).county == kept


def test_a_thing_without_a_county_concerns_none():
    assert line(make_user(None)).county == ""
    assert line(make_user(Role.ASSOCIATION).memberships.get()).county == ""


def test_long_names_are_cut_not_refused():
    made = line(User(pk=1, name="長" * 400), by=Actor("user", "1", "長" * 400))
    assert len(made.actor_label) == 200
    assert len(made.object_label) == 300


class Colour(enum.Enum):
    """An enumeration of no consequence."""

    RED = "red"


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (2.5, 2.5),
        ("字", "字"),
        (dt.date(2026, 6, 10), "2026-06-10"),
        (dt.time(13, 30), "13:30:00"),
        (THEN, "2026-06-10T04:00:00+00:00"),
        (decimal.Decimal("1.50"), "1.50"),
        (uuid.UUID(int=5), "00000000-0000-0000-0000-000000000005"),
        (Colour.RED, "red"),
        (Role.VOLUNTEER, "volunteer"),
        ([1, dt.date(2026, 6, 10)], [1, "2026-06-10"]),
        ((1, None), [1, None]),
        (frozenset({"a"}), ["a"]),
        ({"deep": {"a": [decimal.Decimal(1)]}, 3: True}, {"deep": {"a": ["1"]}, "3": True}),
        (dt.timedelta(minutes=90), "1:30:00"),
    ],
    ids=repr,
)
def test_values_become_what_json_can_hold(value, plain):
    line(was={"value": value}, now={"value": value})
    event = Event.objects.get()
    assert event.was == {"value": plain}
    assert event.now == {"value": plain}


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_json_does_not_know_becomes_a_word(number):
    line(now={"value": number})
    assert Event.objects.get().now == {"value": str(number)}


def test_a_thing_among_the_values_becomes_its_name():
    line(now={"county": county("TTT")})
    assert Event.objects.get().now == {"county": "臺東縣"}


def test_a_translated_word_is_kept_as_it_was_read():
    with override("zh-hant"):
        line(now={"label": gettext_lazy("建立")})
    assert Event.objects.get().now == {"label": "建立"}


def test_what_would_change():
    unit = make_organisation(name="甲")
    was, now = trail.differences(unit, {"name": "乙", "kind": unit.kind})
    assert (was, now) == ({"name": "甲"}, {"name": "乙"})


# Who writes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nobody", [None, AnonymousUser(), "王小明"], ids=["nothing", "stranger", "a word"])
def test_nobody_writes_without_a_name(nobody):
    with pytest.raises(AttributeError):
        line(by=nobody)
    assert not Event.objects.exists()


def test_the_database_refuses_a_line_without_a_writer():
    with pytest.raises(IntegrityError), transaction.atomic():
        line(by=Actor("user", "", "somebody"))


def test_an_actor_stands_for_itself():
    assert SYSTEM.as_actor() is SYSTEM


# Append-only --------------------------------------------------------------------------------------------------------


def test_a_line_is_not_saved_again():
    event = line()
    event.reason = "別的"
    with pytest.raises(TypeError, match="append-only"):
        event.save()
    event.refresh_from_db()
    assert event.reason == ""


@pytest.mark.parametrize(
    "change",
    [
        lambda: Event.objects.update(reason="x"),
        lambda: Event.objects.filter(verb="changed").update(reason="x"),
        lambda: Event.objects.bulk_update([Event.objects.get()], ["reason"]),
        lambda: Event.objects.update_or_create(verb="changed", defaults={"reason": "x"}),
        lambda: Event.objects.all().delete(),
        lambda: Event.objects.get().delete(),
    ],
)
def test_the_orm_neither_changes_nor_removes(change):
    line()
    with pytest.raises(TypeError, match="append-only"), transaction.atomic():
        change()
    assert Event.objects.get().reason == ""


@pytest.mark.parametrize(
    "change",
    [
        lambda: connection.cursor().execute("UPDATE audit_event SET reason = 'x'"),
        lambda: Event._base_manager.update(reason="x"),
    ],
    ids=["sql", "around the manager"],
)
def test_the_database_itself_refuses_a_change(change):
    line()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change()
    assert Event.objects.get().reason == ""


# Reading ------------------------------------------------------------------------------------------------------------


def test_a_history_is_the_things_own_newest_first():
    unit, other = make_organisation(), make_organisation()
    first = line(unit, at=THEN)
    second = line(unit, at=THEN + dt.timedelta(seconds=1))
    third = line(unit, at=THEN + dt.timedelta(seconds=1))
    line(other)
    trail.record(Verb.CHANGED, make_user(None), by=SYSTEM)
    assert list(trail.history_of(unit)) == [third, second, first]


def test_the_same_number_of_another_kind_is_another_thing():
    unit = make_organisation()
    line(unit)
    assert not trail.history_of_key("accounts.user", str(unit.pk)).exists()


def test_a_history_is_kept_when_its_thing_and_its_writer_go():
    user, unit = make_user(None, name="王小明"), make_organisation(name="示範單位")
    line(unit, by=user)
    key = str(unit.pk)
    unit.delete()
    user.delete()
    event = trail.history_of_key("accounts.organisation", key).get()
    assert (event.object_label, event.actor_label) == ("示範單位", "王小明")


def test_lines_of_counties():
    here, there = line(make_organisation("TTT")), line(make_organisation("HUA"))
    line(make_user(None))
    assert set(Event.objects.for_counties(frozenset({"TTT"}))) == {here}
    assert set(Event.objects.for_counties(frozenset({"TTT", "HUA"}))) == {here, there}
    assert not Event.objects.for_counties(frozenset()).exists()


# Where from ---------------------------------------------------------------------------------------------------------


def test_a_line_written_during_a_request_says_where_it_came_from(rf):
    def view(request):
        return HttpResponse(line().origin)

    answer = remember_origin(view)
    assert answer(rf.get("/", REMOTE_ADDR="192.0.2.7")).content == b"192.0.2.7"
    assert line().origin == "", "what comes after the request is not of the request"


def test_the_origin_is_forgotten_when_the_request_fails(rf):
    def view(request):
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        remember_origin(view)(rf.get("/", REMOTE_ADDR="192.0.2.7"))
    assert line().origin == ""


def test_origins_nest_and_are_cut():
    with trail.origin("outer"):
        with trail.origin("x" * 100):
            assert line().origin == "x" * 64
        assert line().origin == "outer"
