"""Lists in bulk for programs: people, trainings and insured people by the words of the lists that units send.

A row has the columns of the list, each as a unit would write it; it is read, checked and answered by the same
machinery, row by row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.bulk import MOST_ROWS, row_shape
from foundation.api.endpoints import Endpoint, Endpoints, asking, given
from foundation.api.filters import described
from foundation.api.shapes import Reason, Shape
from foundation.imports.grid import Grid
from foundation.imports.layout import REASON, RESULT, ROW, recognise_grids
from foundation.imports.rows import Understood, understand
from foundation.ui.stored_words import said
from volunteers import api as register
from volunteers.lists import insured_lists, list_kinds, people_lists, training_lists, undoing
from volunteers.lists.kept_answers import Answer
from volunteers.lists.list_kinds import ListKind, Whose
from volunteers.models import Policy, TakenList, Unit

KEEP = Permission.KEEP_VOLUNTEERS
PersonRowIn = row_shape("PersonRowIn", people_lists.SPEC)
TrainingRowIn = row_shape("TrainingRowIn", training_lists.SPEC)
InsuredRowIn = row_shape("InsuredRowIn", insured_lists.SPEC)


class ListIn(Shape):
    """What every list says beside its rows."""

    name = serializers.CharField(max_length=200, default="API", help_text=_("這份清單叫什麼；之後用它找回來。"))
    only_check = serializers.BooleanField(default=False)


class PeopleIn(ListIn):
    """Rows of people, at most 500 at a time."""

    reason = serializers.CharField(
        max_length=200, required=False, default="", allow_blank=True,
        help_text=_("檢查碼不符的證號仍要登錄的原因；平常不寫"),
    )  # fmt: skip
    rows = serializers.ListField(child=PersonRowIn(), min_length=1, max_length=MOST_ROWS)


class TrainingsIn(ListIn):
    """Rows of trainings, at most 500 at a time."""

    rows = serializers.ListField(child=TrainingRowIn(), min_length=1, max_length=MOST_ROWS)


class InsuredIn(ListIn):
    """Rows of insured people, at most 500 at a time."""

    rows = serializers.ListField(child=InsuredRowIn(), min_length=1, max_length=MOST_ROWS)


class ListRowOut(serializers.Serializer[Any]):
    """What became of one row; `row` is its place in what was sent, from 1."""

    row = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=("taken", "skipped", "wrong"))
    result = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)


class ListTakenOut(serializers.Serializer[Any]):
    """What became of all rows."""

    only_check = serializers.BooleanField()
    wrong = serializers.IntegerField()
    rows = ListRowOut(many=True)


class TakenListOut(serializers.ModelSerializer[TakenList]):
    """A list that was taken in, and whether it was taken back."""

    class Meta:
        model = TakenList
        fields = ("id", "unit", "policy", "kind", "name", "added", "made_at", "undone_at")


class TakenBackOut(serializers.Serializer[Any]):
    """How much of what a list brought was taken back."""

    count = serializers.IntegerField()


class UnitPeople(Endpoint):
    """Taking a list of people in."""

    area = Area.REGISTER
    permission = KEEP

    @extend_schema(request=PeopleIn, responses=ListTakenOut, operation_id="unit_people_take")
    def post(self, request: Request, unit: int) -> Response:
        """Enter people row by row; who is in the register is found by her number, and the same rows again change
        nothing.
        """
        return _answered(request, Whose(_unit(request, unit)), list_kinds.PEOPLE, given(request, PeopleIn))


class UnitTrainings(Endpoint):
    """Taking a list of trainings in."""

    area = Area.REGISTER
    permission = KEEP

    @extend_schema(request=TrainingsIn, responses=ListTakenOut, operation_id="unit_trainings_take")
    def post(self, request: Request, unit: int) -> Response:
        """Record trainings of a unit's people row by row."""
        return _answered(request, Whose(_unit(request, unit)), list_kinds.TRAININGS, given(request, TrainingsIn))


class PolicyInsured(Endpoint):
    """Taking a list of insured people in."""

    area = Area.REGISTER
    permission = KEEP

    @extend_schema(request=InsuredIn, responses=ListTakenOut, operation_id="policy_insured_take")
    def post(self, request: Request, policy: int) -> Response:
        """Put people on a policy's list row by row; days that are empty are the policy's own."""
        rows = Policy.objects.visible_to(request.user, KEEP).select_related("unit__organisation", "unit__county")
        found = get_visible(rows, request.user, pk=policy)
        return _answered(request, Whose(found.unit, found), list_kinds.INSURED, given(request, InsuredIn))


class TakenLists(Endpoints):
    """Lists that were taken in."""

    area = Area.REGISTER
    queryset = TakenList.objects.none()
    permission = KEEP
    filters = {"unit": register.UNIT}

    @extend_schema(responses=TakenListOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Lists of people, trainings and insured people of the units one keeps."""
        return self.page_of(TakenList.objects.visible_to(request.user, KEEP), TakenListOut)

    @extend_schema(request=Reason, responses=TakenBackOut)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """Take back everything that a list brought, within thirty days."""
        rows = TakenList.objects.visible_to(request.user, KEEP)
        taken = get_visible(
            rows.select_related("unit__organisation", "unit__county", "policy"), request.user, pk=pk
        )  # fmt: skip
        reason = given(request, Reason)["reason"]
        count = undoing.undo(taken=taken, reason=reason, by=asking(request), now=timezone.now())
        return self.told({"count": count}, TakenBackOut)


def _unit(request: Request, pk: int) -> Unit:
    rows = Unit.objects.visible_to(request.user, KEEP).select_related("organisation", "county")
    return get_visible(rows, request.user, pk=pk)


def _answered(request: Request, whose: Whose, kind: ListKind, asked: dict[str, Any]) -> Response:
    keys = [field.key for field in kind.spec.fields]
    grid = Grid([keys, *([row.get(key, "") for key in keys] for row in asked["rows"])])  # type: ignore[list-item]
    understood = understand(recognise_grids([grid], kind.spec))
    answer = kind.take(
        whose=whose, understood=understood, name=asked["name"], dry=asked["only_check"], by=asking(request),
        now=timezone.now(), tell=lambda done: None, reason=asked.get("reason", ""),
    )  # fmt: skip
    rows = list(_told(understood, answer))
    return Response(ListTakenOut({"only_check": asked["only_check"], "wrong": answer.wrong, "rows": rows}).data)


def _told(understood: Understood, answer: Answer) -> Iterator[dict[str, Any]]:
    """Each row by its place in what was sent; the heading is the grid's first row."""
    result, reason, number = (answer.columns.index(said(one)) for one in (RESULT, REASON, ROW))
    wrong = {int(one["row"]) for one in answer.problems}
    skipped = {one.row for one in understood.skipped}
    for row in answer.rows:
        at = int(row[number])
        outcome = "wrong" if at in wrong else "skipped" if at in skipped else "taken"
        yield {"row": at - 1, "outcome": outcome, "result": row[result], "reason": row[reason]}
