"""Endpoints on liaison meetings (聯繫會報): the agenda, what is ruled on each item (裁示), and the minutes."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoints, given
from foundation.api.filters import Filter, described
from foundation.api.problems import Conflict
from foundation.api.shapes import Nothing, Shape
from foundation.taiwan.counties import COUNTIES
from foundation.taiwan.serializers import RocText

from .api_decisions import MOST_DATES, DateIn, days_of, other_plan
from .followup import decisions
from .meeting import meeting_agenda, meetings, rulings
from .models import Decision, Meeting, MeetingItem, Ruling
from .models.decision import LONGEST_REASON
from .models.meeting import LONGEST_DISCUSSION

HOLD = Permission.DECIDE_ON_PLANS
FACTS = ("title", "number", "held_on", "starts_at", "place", "chair", "chair_level", "note_taker", "attendees")


class RulingOut(serializers.ModelSerializer[Ruling]):
    """What was ruled on an item: a decision on its plan, or words; `person` is who does it now."""

    person = serializers.CharField(source="doer")
    closed_why = serializers.CharField(source="closed_how")
    is_task = serializers.BooleanField(help_text=gettext_lazy("下次會議會問辦好沒有"))

    class Meta:
        model = Ruling
        fields = (
            "id", "item", "number", "decision", "words", "person", "due_on", "is_task", "recorded_at", "recorded_by",
            "closed_at", "closed_by", "closed_why", "withdrawn_at", "withdrawn_by",
        )  # fmt: skip


class ItemOut(serializers.ModelSerializer[MeetingItem]):
    """An item of the agenda; `before` is how it stood before the meeting. `version` counts changes of `discussion`."""

    rulings = RulingOut(many=True)

    class Meta:
        model = MeetingItem
        fields = (
            "id", "meeting", "position", "plan", "carries", "title", "why", "taken_out", "before_status", "before",
            "discussion", "version", "rulings",
        )  # fmt: skip


class MeetingOut(serializers.ModelSerializer[Meeting]):
    """A meeting; `year` is Gregorian, `edition` counts how often its minutes were issued."""

    county = serializers.CharField(source="county_id")
    held_on_roc = RocText("held_on")

    class Meta:
        model = Meeting
        fields = (
            "id", "county", "year", *FACTS, "held_on_roc", "state", "minutes_number", "started_at", "issued_at",
            "edition", "correction",
        )  # fmt: skip


class MeetingWhole(MeetingOut):
    """A meeting with its agenda and what was ruled."""

    items = ItemOut(many=True)

    class Meta(MeetingOut.Meta):
        fields = (*MeetingOut.Meta.fields, "items")


class MeetingChange(Shape, serializers.ModelSerializer[Meeting]):
    """A meeting's facts; what is not sent stays."""

    number = serializers.IntegerField(min_value=1, max_value=99)

    class Meta:
        model = Meeting
        fields = FACTS


class MeetingIn(MeetingChange):
    """A meeting to be planned; without `number` it is the year's next, without `county` one's own."""

    county = serializers.ChoiceField(choices=[(one.code, one.code) for one in COUNTIES], required=False)
    number = serializers.IntegerField(min_value=1, max_value=99, required=False)

    class Meta(MeetingChange.Meta):
        fields = ("county", *FACTS)


class MeetingMove(Shape):
    """Begin, issue the minutes (with their number), open them again or delete what will not be held (with a reason)."""

    move = serializers.ChoiceField(choices=("start", "issue", "reopen", "delete"))
    minutes_number = serializers.CharField(max_length=50, required=False, default="", allow_blank=True)
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class ItemIn(Shape):
    """Something more to talk about: a plan of the county, or a topic in words."""

    plan = serializers.IntegerField(required=False, allow_null=True, default=None)
    title = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class Arranging(Shape):
    """One step up or down, not to be discussed, or to be discussed after all."""

    do = serializers.ChoiceField(choices=("up", "down", "out", "back"))


class DiscussionIn(Shape):
    """What is said on an item, and the version it was written from."""

    discussion = serializers.CharField(max_length=LONGEST_DISCUSSION, allow_blank=True, trim_whitespace=False)
    version = serializers.IntegerField(min_value=0)


class RulingIn(Shape):
    """A ruling: words, or a decision on the item's plan (then `words` is its reason)."""

    kind = serializers.ChoiceField(choices=Decision.Kind.choices, required=False, default="", allow_blank=True)
    words = serializers.CharField(max_length=LONGEST_REASON, required=False, default="", allow_blank=True)
    person = serializers.CharField(max_length=50, required=False, default="", allow_blank=True)
    due_on = serializers.DateField(required=False, allow_null=True, default=None)
    into = serializers.IntegerField(required=False, allow_null=True, default=None)
    dates = DateIn(many=True, required=False, default=list, max_length=MOST_DATES)
    closes = serializers.BooleanField(required=False, default=False)
    seen = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=0)


class Meetings(Endpoints):
    """The counties' liaison meetings."""

    area = Area.MEETINGS
    queryset = Meeting.objects.none()
    permission = HOLD
    permissions = {"list": Permission.SEE_MEETINGS, "retrieve": Permission.SEE_MEETINGS}
    filters = {
        "county": Filter("county", gettext_lazy("縣市代碼"), tuple(one.code for one in COUNTIES)),
        "year": Filter("year", gettext_lazy("年度"), number=True),
        "state": Filter("state", gettext_lazy("狀態"), tuple(Meeting.State.values)),
    }

    def _held(self, request: Request, pk: str) -> Meeting:
        rows = Meeting.objects.visible_to(request.user, HOLD).select_related("county")
        return get_visible(rows, request.user, pk=pk)

    def _answer(self, pk: int, *, status: int = 200) -> Response:
        rulings_of = Ruling.objects.select_related("decision").order_by("number")
        rows = Meeting.objects.prefetch_related(
            Prefetch("items", MeetingItem.objects.order_by("position", "pk")), Prefetch("items__rulings", rulings_of)
        )
        return Response(MeetingWhole(rows.get(pk=pk)).data, status=status)

    @extend_schema(responses=MeetingOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Meetings one may see."""
        return self.page_of(Meeting.objects.visible_to(request.user), MeetingOut)

    @extend_schema(responses=MeetingWhole)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One meeting with its agenda and rulings."""
        return self._answer(get_visible(Meeting.objects.visible_to(request.user), request.user, pk=pk).pk)

    @extend_schema(request=MeetingIn, responses={201: MeetingWhole})
    def create(self, request: Request) -> Response:
        """Plan a meeting; its agenda is made from what is open in the county."""
        facts = given(request, MeetingIn)
        mine = County.objects.filter(pk__in=reach(request.user, HOLD).counties)
        county = mine.filter(pk=facts.pop("county")).first() if "county" in facts else mine.first()
        if county is None:
            raise ValidationError({"county": [_("只能替自己的縣市排會議。")]})
        facts.setdefault("number", meetings.next_number(county, facts["held_on"].year))
        made = meetings.plan(county=county, by=request.user, now=timezone.now(), **facts)
        return self._answer(made.pk, status=201)

    @extend_schema(request=MeetingChange, responses=MeetingWhole)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change its facts, as long as its minutes are not out."""
        found = self._held(request, pk)
        facts = given(request, MeetingChange, partial=True)
        return self._answer(meetings.describe(meeting=found, by=request.user, now=timezone.now(), **facts).pk)

    @extend_schema(request=MeetingMove, responses={200: MeetingWhole, 204: None})
    @action(detail=True, methods=["post"])
    def moves(self, request: Request, pk: str) -> Response:
        """Begin it, issue its minutes, open them again, or delete one that will not be held."""
        found, sent, now = self._held(request, pk), given(request, MeetingMove), timezone.now()
        if sent["move"] == "start":
            meetings.start(meeting=found, by=request.user, now=now)
        elif sent["move"] == "issue":
            meetings.issue(meeting=found, minutes_number=sent["minutes_number"], by=request.user, now=now)
        elif sent["move"] == "reopen":
            meetings.reopen(meeting=found, reason=sent["reason"], by=request.user, now=now)
        else:
            meetings.delete(meeting=found, reason=sent["reason"], by=request.user, now=now)
            return Response(status=204)
        return self._answer(found.pk)

    @extend_schema(request=ItemIn, responses={201: MeetingWhole})
    @action(detail=True, methods=["post"])
    def items(self, request: Request, pk: str) -> Response:
        """Add an item to its agenda."""
        found, sent = self._held(request, pk), given(request, ItemIn)
        plan = None
        if sent["plan"] is not None:
            plan = meeting_agenda.addable(found).filter(pk=_key(sent["plan"])).first()
            if plan is None:
                raise ValidationError({"plan": [_("請選本縣市採納、還不在議程上的方案。")]})
        meeting_agenda.add(meeting=found, plan=plan, title=sent["title"], by=request.user, now=timezone.now())
        return self._answer(found.pk, status=201)

    @extend_schema(request=Nothing, responses=MeetingWhole)
    @action(detail=True, methods=["post"])
    def agenda(self, request: Request, pk: str) -> Response:
        """Put on its agenda whatever has become open since it was made."""
        found = self._held(request, pk)
        given(request, Nothing)
        meeting_agenda.make(meeting=found, by=request.user, now=timezone.now())
        return self._answer(found.pk)


class MeetingItems(Endpoints):
    """Items of agendas, for who holds the meeting."""

    area = Area.MEETINGS
    queryset = MeetingItem.objects.none()
    permission = HOLD

    def _one(self, request: Request, pk: str) -> MeetingItem:
        rows = MeetingItem.objects.visible_to(request.user, HOLD)
        return get_visible(rows.select_related("meeting__county", "plan", "carries"), request.user, pk=pk)

    def _answer(self, pk: int, *, status: int = 200) -> Response:
        rulings_of = Ruling.objects.select_related("decision").order_by("number")
        rows = MeetingItem.objects.prefetch_related(Prefetch("rulings", rulings_of))
        return Response(ItemOut(rows.get(pk=pk)).data, status=status)

    @extend_schema(request=DiscussionIn, responses=ItemOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Write down what is said on it; 409 where somebody has written meanwhile."""
        found, sent = self._one(request, pk), given(request, DiscussionIn)
        typed = rulings.Typed(sent["discussion"], found.draft, sent["version"], found.draft_version)
        try:
            rulings.keep(item=found, typed=typed, by=request.user, now=timezone.now())
        except rulings.WrittenMeanwhile as meanwhile:
            raise Conflict(meanwhile.messages) from meanwhile
        return self._answer(found.pk)

    @extend_schema(request=Arranging, responses=ItemOut)
    @action(detail=True, methods=["post"])
    def arrange(self, request: Request, pk: str) -> Response:
        """Move it up or down, take it out, or put it back."""
        found, do = self._one(request, pk), given(request, Arranging)["do"]
        facts: dict[str, Any] = {"item": found, "by": request.user, "now": timezone.now()}
        if do in ("up", "down"):
            meeting_agenda.move(up=do == "up", **facts)
        else:
            (meeting_agenda.take_out if do == "out" else meeting_agenda.put_back)(**facts)
        return self._answer(found.pk)

    @extend_schema(request=RulingIn, responses={201: ItemOut})
    @action(detail=True, methods=["post"])
    def rulings(self, request: Request, pk: str) -> Response:
        """Write down what the chair ruled on it."""
        found, sent = self._one(request, pk), given(request, RulingIn)
        sent["dates"] = days_of(sent["dates"])
        sent["into"] = other_plan(found.plan, sent["into"]) if found.plan else None
        try:
            rulings.record(item=found, by=request.user, now=timezone.now(), **sent)
        except decisions.DecidedMeanwhile as meanwhile:
            raise Conflict(meanwhile.messages) from meanwhile
        return self._answer(found.pk, status=201)


class Rulings(Endpoints):
    """What was ruled at meetings."""

    area = Area.MEETINGS
    queryset = Ruling.objects.none()
    permission = HOLD

    def _one(self, request: Request, pk: str) -> Ruling:
        rows = Ruling.objects.visible_to(request.user, HOLD).select_related("item__meeting__county", "decision")
        return get_visible(rows, request.user, pk=pk)

    def _answer(self, pk: int) -> Response:
        return Response(RulingOut(Ruling.objects.select_related("decision").get(pk=pk)).data)

    @extend_schema(request=Nothing, responses=RulingOut)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take back one in words that was not meant so; it stays, struck out."""
        found = self._one(request, pk)
        given(request, Nothing)
        rulings.withdraw(ruling=found, by=request.user, now=timezone.now())
        return self._answer(found.pk)

    @extend_schema(request=Nothing, responses=RulingOut)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """What it gave somebody to do is done."""
        found = self._one(request, pk)
        given(request, Nothing)
        rulings.close(ruling=found, by=request.user, now=timezone.now())
        return self._answer(found.pk)


def _key(value: int) -> int:
    """A key that a database can look for.

    Raises:
        Http404: no row can have it.
    """
    if not 0 < value < 1 << 63:
        raise Http404
    return value
