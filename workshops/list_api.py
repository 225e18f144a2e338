"""Participants in bulk for programs, by the words of the list that an officer sends."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.bulk import MOST_ROWS, row_shape
from foundation.api.endpoints import Endpoint, asking, given
from foundation.api.shapes import Shape
from foundation.imports.grid import Grid
from foundation.imports.layout import REASON, RESULT, ROW, recognise_grids
from foundation.imports.rows import understand
from foundation.ui.stored_words import said

from . import answers, participant_lists
from .api_rooms import workshop_for

ParticipantRowIn = row_shape("ParticipantRowIn", participant_lists.SPEC)


class ParticipantsIn(Shape):
    """Rows of participants, at most 500 at a time."""

    only_check = serializers.BooleanField(default=False)
    rows = serializers.ListField(child=ParticipantRowIn(), min_length=1, max_length=MOST_ROWS)


class ParticipantRowOut(serializers.Serializer[Any]):
    """What became of one row; `row` is its place in what was sent, from 1."""

    row = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=("added", "changed", "same", "skipped", "wrong"))
    result = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)


class ParticipantsTakenOut(serializers.Serializer[Any]):
    """What became of all rows, and sentences about namesakes to look at."""

    only_check = serializers.BooleanField()
    added = serializers.IntegerField()
    changed = serializers.IntegerField()
    same = serializers.IntegerField()
    wrong = serializers.IntegerField()
    namesakes = serializers.ListField(child=serializers.CharField(), help_text=_("同名不同單位的人，請看是不是同一位"))
    rows = ParticipantRowOut(many=True)


class ParticipantRows(Endpoint):
    """Taking a list of participants in."""

    area = Area.WORKSHOPS
    permission = Permission.MANAGE_PARTICIPANTS

    @extend_schema(request=ParticipantsIn, responses=ParticipantsTakenOut, operation_id="workshop_participants_take")
    def post(self, request: Request, workshop: int) -> Response:
        """Put people on the list row by row; somebody already on it keeps what she has where a row is silent."""
        found = workshop_for(request, workshop, Permission.MANAGE_PARTICIPANTS)
        asked = given(request, ParticipantsIn)
        keys = [field.key for field in participant_lists.SPEC.fields]
        grid = Grid([keys, *([row.get(key, "") for key in keys] for row in asked["rows"])])  # type: ignore[list-item]
        understood = understand(recognise_grids([grid], participant_lists.SPEC))
        with transaction.atomic():
            taken = participant_lists.take(
                workshop=found, understood=understood, by=asking(request), now=timezone.now()
            )  # fmt: skip
            if asked["only_check"]:
                transaction.set_rollback(True)
        answer = answers.answer_to(understood, taken, name="")
        result, reason, number = (answer.columns.index(said(one)) for one in (RESULT, REASON, ROW))
        became = {at: word for word in ("added", "changed", "same") for at in getattr(taken, word)}
        became |= {one.row: "skipped" for one in understood.skipped} | {one.row: "wrong" for one in understood.problems}
        rows = [
            {"row": at - 1, "outcome": became[at], "result": row[result], "reason": row[reason]}
            for row in answer.rows
            for at in (int(row[number]),)
        ]
        counts = {name: getattr(answer, name) for name in ("added", "changed", "same", "wrong", "namesakes")}
        return Response(ParticipantsTakenOut({"only_check": asked["only_check"], "rows": rows, **counts}).data)
