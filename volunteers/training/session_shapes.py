"""What the API says of training sessions, and what it takes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from foundation.accounts import sectors
from foundation.api.shapes import NamedMove, Shape
from volunteers.models import Lesson, SessionPlace, TrainingSession

from .session_forms import MOST_LESSONS
from .sessions import FACTS, MOVES

CATEGORIES = tuple(sectors.CATEGORIES.items())
MOST_PEOPLE = 500


class LessonOut(serializers.ModelSerializer[Lesson]):
    """A course, or a part of it, on one day."""

    class Meta:
        model = Lesson
        fields = ("id", "programme", "course", "on", "starts", "ends", "lecturer")


class SessionOut(serializers.ModelSerializer[TrainingSession]):
    """A training session; `organiser` is a unit's or an office's name."""

    organiser = serializers.CharField(read_only=True)
    lessons = LessonOut(many=True, read_only=True)

    class Meta:
        model = TrainingSession
        fields = (
            "id", "unit", "county", "category", "organiser", "title", "place", "capacity", "open_to", "issuer",
            "remark", "state", "closed_on", "lessons",
        )  # fmt: skip


class LessonIn(Shape, serializers.ModelSerializer[Lesson]):
    """A lesson that is to be held."""

    class Meta:
        model = Lesson
        fields = ("programme", "course", "on", "starts", "ends", "lecturer")


class LessonsIn(Shape):
    """Everything that is taught, in place of what stands there."""

    lessons = serializers.ListField(child=LessonIn(), max_length=MOST_LESSONS)


class SessionChange(Shape, serializers.ModelSerializer[TrainingSession]):
    """What is said of a session; what is not sent stays."""

    class Meta:
        model = TrainingSession
        fields = FACTS
        extra_kwargs = {"issuer": {"required": False, "allow_blank": True}}


class SessionIn(SessionChange):
    """A new session: held by a unit, or by an office for one category of its units."""

    unit = serializers.IntegerField(required=False, min_value=1)
    authority = serializers.IntegerField(required=False, min_value=1)
    category = serializers.ChoiceField(choices=CATEGORIES, required=False, help_text=_("機關管幾類時要寫"))
    lessons = serializers.ListField(child=LessonIn(), max_length=MOST_LESSONS, required=False, default=list)

    class Meta(SessionChange.Meta):
        fields = (*FACTS, "unit", "authority", "category", "lessons")  # type: ignore[assignment]


class SessionMove(NamedMove):
    """A move of a session; `cancel` asks for a reason."""

    move = serializers.ChoiceField(choices=tuple((one.name, one.label) for one in MOVES.moves.values()))
    valid_until = serializers.DateField(
        required=False, default=None, allow_null=True, help_text=_("結案時，會過期的資格要寫有效期限")
    )


class ClosedOut(SessionOut):
    """A session after a move; what closing it certified, nothing for the other moves."""

    certified = serializers.IntegerField(read_only=True, help_text=_("發了幾張證明"))
    nothing = serializers.IntegerField(read_only=True, help_text=_("幾人沒有任何一門課全程到課，或考評不及格"))
    known = serializers.IntegerField(read_only=True, help_text=_("幾人這一天的這門訓練先前已經登錄"))

    class Meta(SessionOut.Meta):
        fields = (*SessionOut.Meta.fields, "certified", "nothing", "known")  # type: ignore[assignment]


class SessionPlaceOut(serializers.ModelSerializer[SessionPlace]):
    """Somebody's place in a session, or her turn on the waiting list."""

    volunteer = serializers.UUIDField(source="volunteer.key", read_only=True)

    class Meta:
        model = SessionPlace
        fields = ("id", "session", "volunteer", "unit", "state", "walk_in", "passed")


class SignUpIn(Shape):
    """Who is to come, by the keys of volunteers."""

    people = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_PEOPLE)


class SignedUpOut(serializers.Serializer[Any]):
    """What became of one person: a place, a turn on the waiting list, or why she may not come."""

    volunteer = serializers.UUIDField()
    outcome = serializers.ChoiceField(choices=("enrolled", "waiting", "wrong"))
    reason = serializers.CharField(allow_blank=True)
    place = serializers.IntegerField(allow_null=True)


class AllSignedUpOut(serializers.Serializer[Any]):
    """What became of everybody, in the order that was sent."""

    rows = SignedUpOut(many=True)


class PassedIn(Shape):
    """What the assessment said; null while it is open."""

    passed = serializers.BooleanField(allow_null=True)


class AttendanceIn(Shape):
    """Who was at a lesson, by the ids of their places; who is in neither list was not there."""

    full = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=MOST_PEOPLE)
    partly = serializers.ListField(
        child=serializers.IntegerField(min_value=1), max_length=MOST_PEOPLE, required=False, default=list,
        help_text=_("遲到或早退的人；這門課不算"),
    )  # fmt: skip


class AttendanceOut(serializers.Serializer[Any]):
    """How many were there from beginning to end."""

    full = serializers.IntegerField()


class WalkInIn(Shape):
    """Somebody who comes without a place, by her whole identity number."""

    identity = serializers.CharField(max_length=20)
    passport = serializers.BooleanField(default=False)
