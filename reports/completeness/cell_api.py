"""The matrix of counties and steps for programs: what is lacking, what went back, and the letters about it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint, Endpoints, asking, given
from foundation.api.filters import Filter, described
from foundation.api.shapes import Among, Shape
from foundation.taiwan.counties import COUNTIES
from foundation.workflow.moves import MoveRefused
from reports.dashboards.workshop_steps import StepName, steps_of
from reports.models import CellReturn, StageLetter
from reports.models.cell import LONGEST_MARK
from workshops.models import Programme, Workshop

from . import letters, returning, stages

MAKE, KEEP = Permission.MAKE_NATIONAL_REPORT, Permission.REGISTER_WORKSHOP


class StepCellOut(serializers.Serializer[Any]):
    """One county at one step: taken, waiting until its day, or lacking; how many workshops, and how many went back."""

    step = serializers.CharField(source="step.code")
    name = serializers.CharField(source="step.label")
    state = serializers.ChoiceField(choices=(stages.TAKEN, stages.WAITING, stages.LACKING))
    count = serializers.IntegerField()
    due_on = serializers.DateField(allow_null=True)
    is_next = serializers.BooleanField()
    written_on = serializers.DateField(source="written.on", allow_null=True, default=None)
    returned = serializers.IntegerField()
    answered = serializers.IntegerField()


class CompletenessLineOut(serializers.Serializer[Any]):
    """One county with its cells."""

    county = serializers.CharField(source="code")
    workshops = serializers.IntegerField()
    cells = StepCellOut(many=True)


class CompletenessOut(serializers.Serializer[Any]):
    """The whole matrix."""

    counties = CompletenessLineOut(many=True, source="lines")


class CellReturnOut(serializers.ModelSerializer[CellReturn]):
    """A workshop's step that went back to its county."""

    programme = serializers.SlugField(source="workshop.programme.slug", read_only=True)
    county = serializers.CharField(source="workshop.county_id", read_only=True)

    class Meta:
        model = CellReturn
        fields = (
            "id", "programme", "county", "workshop", "step", "state", "mark", "answer", "returned_at", "answered_at",
            "accepted_at",
        )  # fmt: skip


class CellReturnIn(Shape):
    """Which workshop's step goes back, and what is to be mended."""

    workshop = Among(lambda user: Workshop.objects.visible_to(user))
    step = serializers.CharField(max_length=20, help_text=gettext_lazy("矩陣裡一步的代碼，例如 held"))
    mark = serializers.CharField(max_length=LONGEST_MARK)


class CellReturnMove(Shape):
    """What becomes of it; words to answer or to send it back again."""

    move = serializers.ChoiceField(choices=[(one.name, one.label) for one in returning.MOVES.moves.values()])
    words = serializers.CharField(max_length=LONGEST_MARK, required=False, default="", allow_blank=True)


class StageLetterIn(Shape):
    """A letter to a county's officers about one step; the drafted words where none are sent."""

    county = serializers.ChoiceField(choices=[(one.code, one.code) for one in COUNTIES])
    step = serializers.CharField(max_length=20)
    subject = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    body = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class StageLetterOut(serializers.ModelSerializer[StageLetter]):
    """The letter that went out."""

    county = serializers.CharField(source="county_id", read_only=True)

    class Meta:
        model = StageLetter
        fields = ("id", "county", "step", "subject", "body", "to", "written_on")


class ProgrammeCompleteness(Endpoint):
    """Which county lacks which step."""

    area = Area.REPORTS
    permission = MAKE

    @extend_schema(responses=CompletenessOut, operation_id="programme_completeness")
    def get(self, request: Request, slug: str) -> Response:
        """The 22 counties and the steps of a programme's workshops as of today."""
        programme = get_visible(Programme, request.user, slug=slug)
        found = stages.matrix(programme, user=request.user, on=timezone.localdate())
        return Response(CompletenessOut(found).data)


class ProgrammeLetters(Endpoint):
    """Writing to a county about a step."""

    area = Area.REPORTS
    permission = MAKE

    @extend_schema(
        request=StageLetterIn, responses={200: StageLetterOut, 201: StageLetterOut},
        operation_id="programme_stage_letter_send",
    )  # fmt: skip
    def post(self, request: Request, slug: str) -> Response:
        """Send a letter to the county's officers; a second one about the step on the same day is the first (200)."""
        programme, now = get_visible(Programme, request.user, slug=slug), timezone.now()
        asked = given(request, StageLetterIn)
        step = _step(programme, asked["step"])
        place = County.objects.get(pk=asked["county"])
        drafted = letters.draft(programme, place, step, now=now)
        letter, is_new = letters.send(
            programme=programme, county=place, step=step, subject=asked["subject"] or drafted.subject,
            body=asked["body"] or drafted.body, by=asking(request), now=now,
        )  # fmt: skip
        return Response(
            StageLetterOut(letter).data, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        )  # fmt: skip


class CellReturns(Endpoints):
    """Steps that went back to their counties."""

    area = Area.REPORTS
    queryset = CellReturn.objects.none()
    permission = Permission.SEE_WORKSHOPS
    permissions = {"create": MAKE}
    filters = {
        "programme": Filter("workshop__programme__slug", gettext_lazy("方案的代稱（slug）")),
        "state": Filter("state", gettext_lazy("狀態"), tuple(CellReturn.State.values)),
    }

    def _rows(self, request: Request) -> Any:
        return CellReturn.objects.visible_to(request.user).select_related("workshop__programme", "workshop__county")

    @extend_schema(responses=CellReturnOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Those of one's own county; all of them for who makes the national report."""
        if not reach(request.user, MAKE) and not reach(request.user, KEEP):
            raise Http404
        return self.page_of(self._rows(request), CellReturnOut)

    @extend_schema(responses=CellReturnOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One of them."""
        return self.told(get_visible(self._rows(request), request.user, pk=pk), CellReturnOut)

    @extend_schema(request=CellReturnIn, responses={201: CellReturnOut})
    def create(self, request: Request) -> Response:
        """Send a workshop's step back to its county with what is to be mended."""
        asked = given(request, CellReturnIn)
        workshop = asked["workshop"]
        made = returning.give_back(
            workshop=workshop, step=_step(workshop.programme, asked["step"]), mark=asked["mark"], by=asking(request),
            now=timezone.now(),
        )  # fmt: skip
        return self.told(get_visible(self._rows(request), request.user, pk=made.pk), CellReturnOut, made=True)

    @extend_schema(request=CellReturnMove, responses=CellReturnOut)
    @action(detail=True, methods=["post"])
    def moves(self, request: Request, pk: str) -> Response:
        """The county answers, the association sends it back again or accepts."""
        found = get_visible(self._rows(request), request.user, pk=pk)
        asked = given(request, CellReturnMove)
        if asked["move"] not in [one.name for one in returning.MOVES.possible(found, request.user)]:
            raise MoveRefused([_("現在不能這樣做：可能剛有人處理了這一筆。")])
        returning.move(
            cell=found, name=asked["move"], words=asked["words"], by=asking(request), now=timezone.now()
        )  # fmt: skip
        return self.told(get_visible(self._rows(request), request.user, pk=pk), CellReturnOut)


def _step(programme: Programme, code: str) -> StepName:
    """A step of a programme.

    Raises:
        ValidationError: it has no such step; the sentence names those it has.
    """
    steps = {one.code: one for one in steps_of(programme)}
    if code not in steps:
        told = {"step": code, "steps": _("、").join(steps)}
        raise ValidationError({"step": _("沒有「%(step)s」這一步。可以寫：%(steps)s。") % told})
    return steps[code]
