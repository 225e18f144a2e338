"""Endpoints on programmes and workshops. Each calls the word that the page calls."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoints, given
from foundation.api.filters import Filter, described
from foundation.taiwan.counties import COUNTIES
from foundation.workflow.moves import Table

from . import agenda_of, people, programmes, readiness, registration, room_told, stages
from . import api_programme_shapes as programme_shapes
from . import api_shapes as shapes
from .agenda_language import in_page_language
from .models import Programme, Workshop
from .room import room_of
from .schedule import Block, total

COUNTY_CODES = tuple(county.code for county in COUNTIES)


def moved(table: Table, thing: Any, request: Request, *, allowed: Any) -> None:
    """Make the move that was asked for.

    Raises:
        NotFound: the move is not this person's to make.
        django.core.exceptions.ValidationError: there is no such move.
        MoveRefused: the state or a guard objects.
    """
    asked = given(request, shapes.MoveIn)
    move = table.moves.get(asked["move"])
    if move is None:
        sentence = _("沒有「%(name)s」這個動作。可以用：%(known)s。")
        raise ValidationError(
            {"move": sentence % {"name": asked["move"], "known": _("、").join(table.moves)}}, code="unknown"
        )
    if not allowed(move.permission):
        raise NotFound
    table.apply(thing, move.name, by=request.user, reason=asked["reason"], now=timezone.now())


def told_moves(table: Table, thing: models.Model, moves: Any) -> list[dict[str, Any]]:
    """The moves with what stands in their way."""
    return [
        {
            "name": move.name, "label": str(move.label), "to": move.to, "needs_reason": move.needs_reason,
            "problems": [str(problem) for problem in table.problems(thing, move.name)],
        }
        for move in moves
    ]  # fmt: skip


class Programmes(Endpoints):
    """Programmes: the year's rules of a kind of workshop."""

    area = Area.WORKSHOPS
    queryset = Programme.objects.none()
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]{1,40}"
    permission = Permission.MANAGE_PROGRAMMES
    permissions = {"list": Permission.SEE_WORKSHOPS, "retrieve": Permission.SEE_WORKSHOPS}
    filters = {
        "kind": Filter("kind", gettext_lazy("種類"), tuple(Programme.Kind.values)),
        "state": Filter("state", gettext_lazy("狀態"), tuple(Programme.State.values)),
        "year": Filter("year", gettext_lazy("年度（西元）"), number=True),
    }

    def _one(self, request: Request, slug: str) -> Programme:
        return get_visible(Programme, request.user, slug=slug)

    def _answer(self, programme: Programme, code: int = status.HTTP_200_OK) -> Response:
        fresh = Programme.objects.prefetch_related("blocks").get(pk=programme.pk)
        return Response(programme_shapes.ProgrammeWithBlocks(fresh).data, status=code)

    @extend_schema(responses=programme_shapes.ProgrammeOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Programmes one may see."""
        return self.page_of(Programme.objects.visible_to(request.user), programme_shapes.ProgrammeOut)

    @extend_schema(responses=programme_shapes.ProgrammeWithBlocks)
    def retrieve(self, request: Request, slug: str) -> Response:
        """One programme with its agenda template."""
        return self._answer(self._one(request, slug))

    @extend_schema(request=programme_shapes.ProgrammeIn, responses={201: programme_shapes.ProgrammeWithBlocks})
    def create(self, request: Request) -> Response:
        """A new programme, as a draft."""
        fields = given(request, programme_shapes.ProgrammeIn)
        blocks = [_block(one) for one in fields.pop("blocks", [])]
        made = programmes.create_programme(blocks=blocks, by=request.user, now=timezone.now(), **fields)
        return self._answer(made, status.HTTP_201_CREATED)

    @extend_schema(request=programme_shapes.ProgrammeChange, responses=programme_shapes.ProgrammeWithBlocks)
    def partial_update(self, request: Request, slug: str) -> Response:
        """Change a programme."""
        found = self._one(request, slug)
        changes = given(request, programme_shapes.ProgrammeChange, partial=True)
        programmes.change_programme(programme=found, changes=changes, by=request.user)
        return self._answer(found)

    @extend_schema(request=programme_shapes.NextProgramme, responses={201: programme_shapes.ProgrammeWithBlocks})
    @action(detail=True, methods=["post"], url_path="continue")
    def carry_on(self, request: Request, slug: str) -> Response:
        """The next year's draft, made from this one."""
        found = self._one(request, slug)
        asked = given(request, programme_shapes.NextProgramme)
        made = programmes.continue_programme(like=found, by=request.user, now=timezone.now(), **asked)
        return self._answer(made, status.HTTP_201_CREATED)

    @extend_schema(request=programme_shapes.BlocksIn, responses=programme_shapes.ProgrammeWithBlocks)
    @action(detail=True, methods=["put"])
    def blocks(self, request: Request, slug: str) -> Response:
        """Replace the agenda template."""
        found = self._one(request, slug)
        asked = given(request, programme_shapes.BlocksIn)["blocks"]
        programmes.write_blocks(
            programme=found, blocks=[(_block(one), one.get("title_en", "")) for one in asked], by=request.user
        )
        return self._answer(found)

    @extend_schema(methods=["GET"], responses=shapes.MoveOut(many=True))
    @extend_schema(methods=["POST"], request=shapes.MoveIn, responses=programme_shapes.ProgrammeWithBlocks)
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def moves(self, request: Request, slug: str) -> Response:
        """What may be done with it now; POST does it."""
        found = self._one(request, slug)
        table = programmes.MOVES
        if request.method == "GET":
            return Response(told_moves(table, found, table.possible(found, request.user)))
        moved(table, found, request, allowed=lambda needed: bool(reach(request.user, needed)))
        return self._answer(found)


def _block(given_block: dict[str, Any]) -> Block:
    return Block(**{"output": "", "remark": "", "form": "", "stage": 0}
                 | {name: value for name, value in given_block.items() if name != "title_en"})  # fmt: skip


class Workshops(Endpoints):
    """Workshops: registering, moving on, agenda, readiness, clock."""

    area = Area.WORKSHOPS
    queryset = Workshop.objects.none()
    permission = Permission.SEE_WORKSHOPS
    permissions = {
        "create": Permission.REGISTER_WORKSHOP,
        "partial_update": Permission.REGISTER_WORKSHOP,
        "lecturers": Permission.CONFIRM_WORKSHOP,
        "supervisor": Permission.REGISTER_WORKSHOP,
    }
    filters = {
        "programme": Filter("programme__slug", gettext_lazy("方案代稱")),
        "county": Filter("county", gettext_lazy("縣市代碼"), COUNTY_CODES),
        "state": Filter("state", gettext_lazy("狀態"), tuple(Workshop.State.values)),
    }

    def _one(self, request: Request, pk: str, permission: Permission = Permission.SEE_WORKSHOPS) -> Workshop:
        rows = Workshop.objects.with_people().filter(Workshop.objects.scope_filter(request.user, permission))
        return get_visible(rows, request.user, pk=pk)

    def _answer(self, workshop: Workshop, code: int = status.HTTP_200_OK) -> Response:
        fresh = Workshop.objects.with_people().get(pk=workshop.pk)
        return Response(shapes.WorkshopOut(fresh).data, status=code)

    @extend_schema(responses=shapes.WorkshopOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Workshops one may see."""
        return self.page_of(Workshop.objects.visible_to(request.user).with_people(), shapes.WorkshopOut)

    @extend_schema(responses=shapes.WorkshopOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One workshop."""
        return Response(shapes.WorkshopOut(self._one(request, pk)).data)

    @extend_schema(request=shapes.WorkshopIn, responses={201: shapes.WorkshopOut})
    def create(self, request: Request) -> Response:
        """Begin a registration for one's county."""
        asked = given(request, shapes.WorkshopIn)
        programme = get_visible(Programme, request.user, pk=asked["programme"].pk)
        if not reach(request.user, Permission.REGISTER_WORKSHOP).covers(asked["county"].pk):
            raise ValidationError({"county": _("只能登記自己縣市的工作坊。")})
        made = registration.begin(programme=programme, county=asked["county"], by=request.user, now=timezone.now())
        return self._answer(made, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.WorkshopChange, responses=shapes.WorkshopOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a draft: all of what is sent, or nothing, with a sentence for each field that is wrong."""
        workshop = self._one(request, pk, Permission.REGISTER_WORKSHOP)
        asked = given(request, shapes.WorkshopChange, partial=True)
        steps = {"place": shapes.PLACE, "people": (*shapes.PEOPLE, "supervisor")}
        with transaction.atomic():
            problems: dict[str, str] = {}
            for step, names in steps.items():
                data = {name: _typed(name, asked[name]) for name in names if name in asked}
                if data:
                    saved = registration.save_step(
                        workshop=workshop, step=step, data=data, by=request.user, whole=False
                    )
                    problems |= {name: text for name, text in saved.problems.items() if name in data}
            if problems:
                raise ValidationError({name: [text] for name, text in problems.items()})
        return self._answer(workshop)

    @extend_schema(methods=["GET"], responses=shapes.MoveOut(many=True))
    @extend_schema(methods=["POST"], request=shapes.MoveIn, responses=shapes.WorkshopOut)
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def moves(self, request: Request, pk: str) -> Response:
        """What may be done with it now; POST does it."""
        workshop = self._one(request, pk)
        if request.method == "GET":
            return Response(told_moves(stages.MOVES, workshop, people.moves_for(workshop, request.user)))
        moved(
            stages.MOVES, workshop, request,
            allowed=lambda needed: people.may_here(request.user, needed, workshop),
        )  # fmt: skip
        return self._answer(workshop)

    @extend_schema(request=shapes.LecturersIn, responses=shapes.WorkshopOut)
    @action(detail=True, methods=["put"])
    def lecturers(self, request: Request, pk: str) -> Response:
        """Send a lecturer and an assistant."""
        workshop = self._one(request, pk, Permission.CONFIRM_WORKSHOP)
        people.assign_lecturers(workshop=workshop, by=request.user, **given(request, shapes.LecturersIn))
        return self._answer(workshop)

    @extend_schema(request=shapes.SupervisorIn, responses=shapes.WorkshopOut)
    @action(detail=True, methods=["put"])
    def supervisor(self, request: Request, pk: str) -> Response:
        """Name who keeps the follow-up."""
        workshop = self._one(request, pk, Permission.REGISTER_WORKSHOP)
        chosen = supervisor_of(workshop, given(request, shapes.SupervisorIn)["supervisor"])
        people.assign_supervisor(workshop=workshop, supervisor=chosen, by=request.user)
        return self._answer(workshop)

    @extend_schema(responses=shapes.AgendaOut)
    @action(detail=True, methods=["get"])
    def agenda(self, request: Request, pk: str) -> Response:
        """Its agenda with clock times, and what is to be said about it."""
        workshop = self._one(request, pk)
        lines = agenda_of.lines_of(workshop)
        with override("en"):
            in_english = in_page_language(lines, workshop.programme)
        told = [
            {
                "position": place, "stage": line.block.stage, "kind": line.block.kind, "title": line.block.title,
                "title_en": english.block.title if english.block.title != line.block.title else "",
                "minutes": line.minutes, "starts_at": line.starts, "ends_at": line.ends, "output": line.block.output,
                "remark": line.block.remark, "form": line.block.form,
            }
            for place, (line, english) in enumerate(zip(lines, in_english, strict=True), 1)
        ]  # fmt: skip
        findings = agenda_of.findings_for(workshop, lines) if lines else []
        return Response(shapes.AgendaOut({"minutes": total(lines), "lines": told, "findings": findings}).data)

    @extend_schema(responses=shapes.ReadinessOut)
    @action(detail=True, methods=["get"])
    def readiness(self, request: Request, pk: str) -> Response:
        """Whether it could start tomorrow."""
        return Response(shapes.ReadinessOut(readiness.of(self._one(request, pk))).data)

    @extend_schema(responses=shapes.ClockOut)
    @action(detail=True, methods=["get"])
    def clock(self, request: Request, pk: str) -> Response:
        """The room's clock as it stands."""
        workshop = self._one(request, pk)
        told = room_told.told(room_of(workshop), workshop=workshop, groups=workshop.groups.all(), now=timezone.now())
        return Response(shapes.ClockOut(told).data)


def supervisor_of(workshop: Workshop, key: int | None) -> User | None:
    """Somebody who may follow the workshop up, by key. Who may not is unknown here, so that no key tells a name.

    Raises:
        django.core.exceptions.ValidationError: nobody who may has this key.
    """
    if key is None:
        return None
    found = next((person for person in people.supervisors_of(workshop) if person.pk == key), None)
    if found is None:
        raise ValidationError({"supervisor": _("這個縣市沒有這位督導或承辦人，請先指派角色。")})
    return found


def _typed(name: str, value: Any) -> Any:
    """A JSON value as the registration's forms take it."""
    if value is None:
        return ""
    if name == "flat_floor":
        return "yes" if value else "no"
    if isinstance(value, bool):
        return value
    return str(value)
