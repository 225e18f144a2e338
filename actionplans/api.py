"""Endpoints on sheets, the board and plans. Each calls the word that the page calls."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint, Endpoints, given
from foundation.api.filters import Filter, described, narrowed
from foundation.api.parsing import FiniteParser
from foundation.api.problems import Conflict
from foundation.api.shapes import Nothing, Reason
from foundation.taiwan.counties import COUNTIES
from workshops import codes
from workshops.api import supervisor_of
from workshops.api_rooms import workshop_for
from workshops.models import Group
from workshops.own_seats import own_seat

from . import api_shapes as shapes
from . import call
from .asking import questions
from .consensus import adoption, consolidation
from .models import Consensus, Idea, Plan, QuestionSet, Sheet, SheetKind, with_parts
from .writing import sheets
from .writing.operations import read_batch

AFTER = Filter("", gettext_lazy("只要這個 sequence 之後的變更；0 是全部"), number=True)


def opened(request: Request, group: int, kind: str, permission: Permission) -> Sheet:
    """The group's sheet, for who may read (or write) the sheets of its workshop.

    Raises:
        Http404: no such group or kind for this person, or the programme has no such form yet.
    """
    rows = Group.objects.select_related("workshop__programme", "workshop__county")
    found = get_visible(rows.visible_to(request.user, permission), request.user, pk=group)
    if kind not in SheetKind.values:
        raise Http404
    try:
        sheet = sheets.open_sheet(group=found, kind=kind)
    except QuestionSet.DoesNotExist as missing:
        raise Http404 from missing
    sheet.group = found
    return sheet


def told_sheet(sheet: Sheet) -> dict[str, Any]:
    """What a sheet says now, as the API tells it."""
    content = sheets.read(sheet)
    gate, soft = sheets.missing(sheet.kind, content)
    return {
        "id": sheet.pk,
        "group": sheet.group_id,
        "kind": sheet.kind,
        "questions_version": sheet.questions.version,
        "handed_in_at": sheet.handed_in_at,
        "handed_in_by": sheet.handed_in_by,
        "closed": codes.why_closed(sheet.group.workshop, timezone.now()),
        "answers": content.values,
        "lists": {key: [{"id": one.id, **one.values} for one in items] for key, items in content.lists.items()},
        "missing": gate,
        "wanted": soft,
        "form": questions.write(questions.read(sheet.questions.definition)),
    }


class SheetOf(Endpoint):
    """One sheet of a group."""

    area = Area.WORKSHOPS
    permission = Permission.READ_SHEETS

    @extend_schema(responses=shapes.SheetWithForm, operation_id="sheet")
    def get(self, request: Request, group: int, kind: str) -> Response:
        """What it says now, its questions, and what is still missing."""
        return Response(shapes.SheetWithForm(told_sheet(opened(request, group, kind, Permission.READ_SHEETS))).data)


class SheetState(Endpoint):
    """What changed on a sheet."""

    area = Area.WORKSHOPS
    permission = Permission.READ_SHEETS

    @extend_schema(
        responses=shapes.StateOut, operation_id="sheet_state",
        parameters=[OpenApiParameter("after", int, description=str(AFTER.label))],
    )  # fmt: skip
    def get(self, request: Request, group: int, kind: str) -> Response:
        """Every entry with its version, or what changed after a sequence number."""
        narrowed(Sheet.objects.none(), request.query_params, {"after": Filter("pk", AFTER.label, number=True)})
        sheet = opened(request, group, kind, Permission.READ_SHEETS)
        told = sheets.state_of(sheet, after=int(request.query_params.get("after", "0")))
        return Response(told | {"closed": codes.why_closed(sheet.group.workshop, timezone.now())})


class SheetOperations(Endpoint):
    """Writing on a sheet."""

    area = Area.WORKSHOPS
    permission = Permission.WRITE_SHEETS
    parser_classes = (FiniteParser,)  # what cannot be kept of a text is replaced in the log, for every sender alike

    @extend_schema(request=shapes.OperationsIn, responses=shapes.ReceiptsOut, operation_id="sheet_operations")
    def post(self, request: Request, group: int, kind: str) -> Response:
        """Take in a batch of operations, each exactly once; the same contract as the pages' own script has."""
        sheet = opened(request, group, kind, Permission.WRITE_SHEETS)
        body = request.body  # kept before it is parsed, so that the one reader of batches reads it
        _parsed = request.data  # asks the parser, which refuses what is no JSON
        changes = read_batch(body)
        now = timezone.now()
        seat = own_seat(group=sheet.group, user=request.user, now=now)
        closed = codes.why_closed(sheet.group.workshop, now)
        receipts = sheets.apply(sheet=sheet, changes=changes, by=seat, now=now, closed=closed)
        return Response(shapes.ReceiptsOut({"receipts": receipts, "at": now}).data)


class SheetHandIn(Endpoint):
    """Marking a stage as done."""

    area = Area.WORKSHOPS
    permission = Permission.WRITE_SHEETS

    @extend_schema(request=Nothing, responses=shapes.SheetOut, operation_id="sheet_hand_in")
    def post(self, request: Request, group: int, kind: str) -> Response:
        """Mark the stage as done; 409 while its minimum is missing."""
        sheet = opened(request, group, kind, Permission.WRITE_SHEETS)
        given(request, Nothing)
        now = timezone.now()
        if closed := codes.why_closed(sheet.group.workshop, now):
            raise Conflict([closed])
        sheets.hand_in(sheet=sheet, by=own_seat(group=sheet.group, user=request.user, now=now), now=now)
        return Response(shapes.SheetOut(told_sheet(sheet)).data)


class Board(Endpoint):
    """The consolidation board of a workshop."""

    area = Area.WORKSHOPS
    permission = Permission.READ_SHEETS

    @extend_schema(responses=shapes.BoardOut, operation_id="workshop_board")
    def get(self, request: Request, workshop: int) -> Response:
        """The groups' ideas, what was decided, and what the report still lacks."""
        found = workshop_for(request, workshop, Permission.READ_SHEETS)
        told = {
            "cards": consolidation.board(found),
            "consensus": Consensus.objects.filter(workshop=found).first(),
            "missing_for_report": list(adoption.missing_for_report(found)),
        }
        return Response(shapes.BoardOut(told).data)


class ConsensusOf(Endpoint):
    """The consensus of a workshop."""

    area = Area.WORKSHOPS
    permission = Permission.ADOPT_PLANS

    @extend_schema(request=shapes.StatementIn, responses=shapes.ConsensusOut, operation_id="workshop_consensus")
    def put(self, request: Request, workshop: int) -> Response:
        """Write down what the room agreed on."""
        found = workshop_for(request, workshop, Permission.ADOPT_PLANS)
        written = adoption.write_consensus(
            workshop=found, by=request.user, now=timezone.now(), **given(request, shapes.StatementIn)
        )
        return Response(shapes.ConsensusOut(written).data)


class Ideas(Endpoints):
    """What each group brought to the board; decided by who adopts."""

    area = Area.WORKSHOPS
    queryset = Idea.objects.none()
    permission = Permission.ADOPT_PLANS

    def _one(self, request: Request, pk: str) -> Idea:
        idea = Idea.objects.select_related("workshop__programme", "workshop__county", "group").filter(pk=pk).first()
        if idea is None:
            raise Http404
        workshop_for(request, idea.workshop_id, Permission.ADOPT_PLANS)
        return idea

    def _answer(self, idea: Idea) -> Response:
        return Response(shapes.IdeaOut(Idea.objects.get(pk=idea.pk)).data)

    @extend_schema(request=Nothing, responses=shapes.IdeaOut)
    @action(detail=True, methods=["post"])
    def keep(self, request: Request, pk: str) -> Response:
        """Keep it as a candidate plan of its own."""
        idea = self._one(request, pk)
        given(request, Nothing)
        consolidation.keep(idea=idea, by=request.user, now=timezone.now())
        return self._answer(idea)

    @extend_schema(request=shapes.MergeIn, responses=shapes.IdeaOut)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str) -> Response:
        """Merge it into a candidate."""
        idea = self._one(request, pk)
        wanted = given(request, shapes.MergeIn)["plan"]
        into = Plan.objects.select_related("workshop").filter(workshop=idea.workshop_id, pk=wanted).first()
        if into is None:
            raise ValidationError({"plan": _("這場工作坊沒有這項方案，請先選要併入哪一項。")})
        consolidation.merge(ideas=[idea], into=into, by=request.user, now=timezone.now())
        return self._answer(idea)

    @extend_schema(request=Reason, responses=shapes.IdeaOut)
    @action(detail=True, methods=["post"])
    def park(self, request: Request, pk: str) -> Response:
        """Set it aside, with the reason its table will read."""
        idea = self._one(request, pk)
        consolidation.park(idea=idea, by=request.user, now=timezone.now(), **given(request, Reason))
        return self._answer(idea)

    @extend_schema(request=Nothing, responses=shapes.IdeaOut)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Take the decision back."""
        idea = self._one(request, pk)
        given(request, Nothing)
        consolidation.reopen(idea=idea, by=request.user, now=timezone.now())
        return self._answer(idea)


class Plans(Endpoints):
    """Action plans: the promises of the workshops, and the candidates for them."""

    area = Area.PLANS
    queryset = Plan.objects.none()
    permission = Permission.ADOPT_PLANS
    permissions = {"list": Permission.SEE_PLANS, "retrieve": Permission.SEE_PLANS}
    filters = {
        "programme": Filter("workshop__programme__slug", gettext_lazy("方案代稱")),
        "workshop": Filter("workshop", gettext_lazy("工作坊"), number=True),
        "county": Filter("county", gettext_lazy("縣市代碼"), tuple(one.code for one in COUNTIES)),
        "state": Filter("state", gettext_lazy("狀態"), tuple(Plan.State.values)),
        "pillar": Filter("pillar", gettext_lazy("主軸"), tuple(one.code for one in call.PILLARS)),
        "call_item": Filter("call_item", gettext_lazy("行動號召"), tuple(one.code for one in call.ITEMS)),
        "uptake": Filter("uptake__state", gettext_lazy("納入年度計畫"), ("taken", "planned", "declined")),
    }

    def _one(self, request: Request, pk: str, permission: Permission) -> Plan:
        rows = Plan.objects.visible_to(request.user, permission).with_people()
        return get_visible(rows, request.user, pk=pk)

    def _answer(self, pk: int) -> Response:
        rows = with_parts(Plan.objects.with_people().select_related("uptake__annual"))
        return Response(shapes.PlanWhole(rows.get(pk=pk)).data)

    @extend_schema(responses=shapes.PlanOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Plans one may see."""
        rows = Plan.objects.visible_to(request.user).with_people().select_related("uptake__annual")
        return self.page_of(rows, shapes.PlanOut)

    @extend_schema(responses=shapes.PlanWhole)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One plan with its parts."""
        return self._answer(self._one(request, pk, Permission.SEE_PLANS).pk)

    @extend_schema(request=shapes.PlanChange, responses=shapes.PlanWhole)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what it says."""
        plan = self._one(request, pk, Permission.ADOPT_PLANS)
        fields = given(request, shapes.PlanChange, partial=True)
        if "supervisor" in fields:
            fields["supervisor"] = supervisor_of(plan.workshop, fields["supervisor"])
        adoption.describe(plan=plan, by=request.user, **fields)
        return self._answer(plan.pk)

    @extend_schema(request=Nothing, responses=shapes.PlanWhole)
    @action(detail=True, methods=["post"])
    def adopt(self, request: Request, pk: str) -> Response:
        """Adopt a candidate that lacks nothing."""
        plan = self._one(request, pk, Permission.ADOPT_PLANS)
        given(request, Nothing)
        adoption.adopt(plan=plan, by=request.user, now=timezone.now())
        return self._answer(plan.pk)

    @extend_schema(request=Reason, responses=shapes.PlanWhole)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take the adoption back, with a reason."""
        plan = self._one(request, pk, Permission.ADOPT_PLANS)
        adoption.withdraw(plan=plan, by=request.user, now=timezone.now(), **given(request, Reason))
        return self._answer(plan.pk)
