"""What the API takes and says of rosters: service items, shifts and places on them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from foundation.accounts import sectors
from foundation.api.shapes import NamedMove, Shape
from volunteers.models import Duty, Place, Post

from . import duties


class PostOut(serializers.ModelSerializer[Post]):
    """Something a unit has people do."""

    class Meta:
        model = Post
        fields = ("id", "unit", *duties.FIELDS)


class PostIn(Shape):
    """A service item or an event; the category is the unit's where nothing is said."""

    kind = serializers.ChoiceField(choices=Post.Kind.choices, required=False, default=Post.Kind.ROSTER)
    name = serializers.CharField(max_length=60)
    place = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    category = serializers.ChoiceField(choices=tuple(sectors.CATEGORIES.items()), required=False)
    needed = serializers.IntegerField(
        min_value=1, max_value=999, required=False, default=1, help_text=gettext_lazy("每班人數")
    )
    taking = serializers.ChoiceField(choices=Post.Taking.choices, required=False, default=Post.Taking.NOBODY)
    closes_on = serializers.DateField(required=False, default=None, allow_null=True)
    notes = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    ended_on = serializers.DateField(required=False, default=None, allow_null=True)


class DutyPlaceOut(serializers.ModelSerializer[Place]):
    """Somebody's place on a shift."""

    volunteer = serializers.UUIDField(source="volunteer.key", read_only=True)
    taker = serializers.UUIDField(source="taker.key", read_only=True, allow_null=True, default=None)

    class Meta:
        model = Place
        fields = ("id", "duty", "volunteer", "state", "reason", "told_at", "offered_at", "taker", "replaces")


class DutyOut(serializers.ModelSerializer[Duty]):
    """A shift; `held` people have a place on it."""

    unit = serializers.IntegerField(source="post.unit_id", read_only=True)
    begins_at = serializers.DateTimeField(read_only=True)
    ends_at = serializers.DateTimeField(read_only=True)
    held = serializers.IntegerField(read_only=True)

    class Meta:
        model = Duty
        fields: tuple[str, ...] = (
            "id", "unit", "post", "on", "begins_at", "ends_at", "needed", "held", "called_off_at", "called_off_why",
        )  # fmt: skip


class DutyWarningOut(serializers.Serializer[Any]):
    """What would keep somebody's hours on a shift from counting, and how to mend it."""

    place = serializers.IntegerField()
    words = serializers.CharField()
    cure = serializers.CharField()


class DutyWithPlacesOut(DutyOut):
    """A shift with its people."""

    places = DutyPlaceOut(many=True, read_only=True, source="seen_places")
    warnings = DutyWarningOut(many=True, read_only=True)

    class Meta(DutyOut.Meta):
        fields = (*DutyOut.Meta.fields, "places", "warnings")


class DutiesIn(Shape):
    """A shift on a day, and every week up to a day where `until` is said."""

    post = serializers.IntegerField(min_value=1, help_text=gettext_lazy("服務項目的編號（id）"))
    on = serializers.DateField()
    starts = serializers.TimeField()
    ends = serializers.TimeField(help_text=gettext_lazy("比開始早就是隔天"))
    needed = serializers.IntegerField(min_value=1, max_value=999, required=False, default=None, allow_null=True)
    until = serializers.DateField(required=False, default=None, allow_null=True)


class MonthCopyIn(Shape):
    """A month to be planned as the one before it."""

    month = serializers.IntegerField(
        min_value=190001, max_value=999912, help_text=gettext_lazy("西元年月，例如 202603")
    )
    people = serializers.BooleanField(required=False, default=False, help_text=gettext_lazy("連人一起複製"))

    def validate_month(self, value: int) -> dt.date:
        """The first day of the month."""
        if not 1 <= value % 100 <= 12:
            raise serializers.ValidationError(_("「%(value)s」不是年月，例如 202603。") % {"value": value})
        return dt.date(value // 100, value % 100, 1)


class DutiesMadeOut(serializers.Serializer[Any]):
    """The shifts that were planned; those that stood already are not among them."""

    made = serializers.ListField(child=serializers.IntegerField())


class DutyChange(Shape):
    """How many people a shift needs."""

    needed = serializers.IntegerField(min_value=1, max_value=999)


class DutyPlaceIn(Shape):
    """Who comes."""

    volunteer = serializers.UUIDField()


class CallOffIn(Shape):
    """Why a shift does not take place."""

    reason = serializers.CharField(max_length=200)


class PresentIn(Shape):
    """Who was there, from when to when; places of this shift."""

    places = serializers.ListField(child=serializers.IntegerField(min_value=1), min_length=1, max_length=999)
    came = serializers.DateTimeField()
    left = serializers.DateTimeField()


class PlaceMove(NamedMove):
    """What becomes of a place."""

    needs = {"leave": ("reason",), "lift": ("reason",)}
    move = serializers.ChoiceField(
        choices=(
            ("remove", gettext_lazy("拿下")), ("leave", gettext_lazy("登錄請假")), ("absent", gettext_lazy("登錄未到")),
            ("lift", gettext_lazy("更正，仍排在這一班")), ("confirm", gettext_lazy("同意換班")),
            ("end", gettext_lazy("不換班")),
        )
    )  # fmt: skip
