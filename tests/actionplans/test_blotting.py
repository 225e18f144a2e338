"""The projector in safe mode: wherever somebody can type, the name of one of the workshop's people is planted."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, get_args, get_type_hints

import pytest
from django.db.models import CharField, TextField
from django.test import Client
from django.utils import timezone

from actionplans.asking import questions
from actionplans.consensus import ballots
from actionplans.models import Sheet, SheetKind
from actionplans.tables import blotting, ready, slides, tables_shown
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import make_user
from tests.makers.actionplans import fill, give_forms, make_sheet
from tests.makers.workshops import make_participant, make_seat, make_workshop
from workshops import calls, room, room_told, talks_told
from workshops.models import AgendaItem, Group, Room, Seat, Workshop

pytestmark = pytest.mark.django_db

NAME, MOBILE = "王大明", "0912345678"
PLANTED = f"{NAME} {MOBILE}"
# What no person types, or what is no text: it stands as it is.
NOT_TYPED = {"code", "token_digest", "state", "occasion", "network", "kind", "form", "country_code"}


def typed_into(model: Any) -> dict[str, str]:
    """The planted words for every column of a model in which somebody writes freely."""
    return {
        column.name: PLANTED[: column.max_length] if column.max_length else PLANTED
        for column in model._meta.get_fields()
        if isinstance(column, CharField | TextField) and column.name not in NOT_TYPED and not column.choices
    }


def answers(form: questions.Form) -> dict[str, Any]:
    """The planted words in every answer of a form that is typed; one item in each list."""
    found: dict[str, Any] = {}
    for one in form.questions():
        if one.kind in ("text", "lines"):
            found[one.key] = PLANTED
        elif one.kind == "list":
            item = {inner.key: PLANTED for inner in one.fields if inner.kind in ("text", "lines")}
            starred = {"core": True} if one.key == "support_difficulties" else {}
            found[one.key] = [item | starred]
    return found


def said(value: Any) -> Iterator[str]:
    """Every text of a JSON answer."""
    if isinstance(value, dict):
        yield from (text for one in value.values() for text in said(one))
    elif isinstance(value, list):
        yield from (text for one in value for text in said(one))
    elif isinstance(value, str):
        yield value


@pytest.fixture
def workshop() -> Workshop:
    """A room in which every text that can be typed names one of its people, starred, handed in and voted on."""
    made = make_workshop(Workshop.State.RUNNING, groups=2)
    give_forms(made.programme)
    make_participant(made, name=NAME)
    AgendaItem.objects.filter(workshop=made).update(**typed_into(AgendaItem))
    room.begin(made, by=SYSTEM, now=timezone.now())
    for group in made.groups.all():
        seat = make_seat(group)
        for kind in SheetKind:
            sheet = make_sheet(kind, group)
            fill(sheet, by=seat, **answers(questions.read(sheet.questions.definition)))
    Sheet.objects.filter(group__workshop=made).update(handed_in_at=timezone.now())
    ballots.open_ballot(
        workshop=made, question=PLANTED, dots=3, voter="table", hidden=False, by=SYSTEM, now=timezone.now()
    )
    calls.tell(workshop=made, text=PLANTED, group=None, by=SYSTEM, now=timezone.now())
    Group.objects.filter(workshop=made).update(**typed_into(Group), help_asked_at=timezone.now())
    Seat.objects.filter(group__workshop=made).update(**typed_into(Seat))
    Room.objects.filter(workshop=made).update(pressed_by=PLANTED)
    Workshop.objects.filter(pk=made.pk).update(**typed_into(Workshop))
    return made


@pytest.fixture
def lead(client: Client) -> None:
    client.force_login(make_user(name=NAME))


def shown(client: Client, workshop: Workshop) -> str:
    """Everything that reaches the projector: its page and what its script is told."""
    page = client.get(f"/workshops/{workshop.pk}/projector/").content.decode()
    told = client.get(f"/workshops/{workshop.pk}/projector/state", headers={"accept": "application/json"}).json()
    return "\n".join((page, *said(told)))


PLACES = {
    "the agenda": lambda told: [told["clock"]["title"], told["clock"]["following"], told["parts"]["clock"]["html"]],
    "a table's name": lambda told: [told["parts"]["tables"]["html"]],
    "an issue": lambda told: [told["parts"]["issues"]["html"]],
    "a vote": lambda told: [told["parts"]["ballot"]["html"]],
    "a slide": lambda told: [told["parts"]["slide"]["html"]],
    "who presents": lambda told: [told["clock"]["talk"]["name"], told["parts"]["bar"]["html"]],
    "who is next": lambda told: [told["clock"]["coming"]["name"]],
}


@pytest.mark.parametrize("safe", [True, False])
@pytest.mark.parametrize("presenting", [True, False])
def test_nobody_is_named_on_a_projector_in_safe_mode(client, lead, workshop, safe, presenting):
    kept = Room.objects.get(workshop=workshop)
    if presenting:
        room.press(workshop=workshop, what="present", seen=kept.step, by=SYSTEM, now=timezone.now())
    Room.objects.filter(workshop=workshop).update(safe=safe, pressed_by=PLANTED)
    everything = shown(client, workshop)
    assert (NAME in everything, MOBILE in everything) == (not safe, not safe)
    told = client.get(f"/workshops/{workshop.pk}/projector/state", headers={"accept": "application/json"}).json()
    for place, texts in PLACES.items():
        if presenting or place not in ("a slide", "who presents", "who is next"):
            for text in texts(told):  # it was planted there: without safe mode it can be read
                assert ("○○○" if safe else NAME) in text, place


def test_the_figures_of_a_slide_are_words_too(client, lead, workshop):
    kept = Room.objects.get(workshop=workshop)
    room.press(workshop=workshop, what="present", seen=kept.step, by=SYSTEM, now=timezone.now())
    html = client.get(f"/workshops/{workshop.pk}/projector/state").json()["parts"]["slide"]["html"]
    assert "<dt>○○○" in html
    assert NAME not in html


def test_what_is_the_houses_own_stays_whatever_people_are_called(client, lead, workshop):
    make_participant(workshop, name="進行中")
    make_participant(workshop, name="請助教過來")
    everything = shown(client, workshop)
    assert "進行中" in everything
    assert "請助教過來" in everything


def texts_of(kind: type) -> set[str]:
    hints = get_type_hints(kind)
    return {one.name for one in fields(kind) if str in (hints[one.name], *get_args(hints[one.name]))}


@pytest.mark.parametrize(
    "kind",
    [
        room_told.Told, room_told.Step, talks_told.Talk, tables_shown.TableShown, ready.Shown, slides.Slide,
        slides.Result,
    ],
)  # fmt: skip
def test_a_text_that_is_added_to_the_board_is_blotted_out_until_somebody_decides(kind):
    typed = {
        "Told": {"title", "following", "passed_over"}, "Step": {"title"}, "Talk": {"name"}, "TableShown": {"name"},
        "Shown": {"text"}, "Slide": {"title", "issue", "actions", "together"}, "Result": {"figure", "unit", "text"},
    }  # fmt: skip
    ours = blotting.OURS.get(kind, frozenset())
    assert ours <= {one.name for one in fields(kind)}, "a field that is gone"
    assert texts_of(kind) - ours == typed[kind.__name__]


@dataclass(frozen=True, slots=True)
class Added:
    text: str
    more: tuple[str, ...]
    count: int


def test_values_of_any_kind_are_blotted_out_all_the_way_down(workshop):
    blot = blotting.Blotter(workshop, list(workshop.groups.all()), safe=True)
    assert is_dataclass(Added)
    assert blot((Added(NAME, (f"{NAME}說",), 3),)) == (Added("○○○", ("○○○說",), 3),)
    loose = blotting.Blotter(workshop, list(workshop.groups.all()), safe=False)
    assert json.dumps(loose([NAME])) == json.dumps([NAME])
