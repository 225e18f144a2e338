"""What the API takes of appraisals: whom to begin with, points, the result, and what is to be mended."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from foundation.accounts.roles import Permission
from foundation.api.shapes import Among, NamedMove, Shape
from volunteers.models import Unit
from volunteers.rules import grading

REVIEW = Permission.REVIEW_UNITS


class AppraisalsBeginIn(Shape):
    """Which units, for which time, until when they say what they think of themselves, and by which two raters."""

    units = serializers.ListField(
        child=Among(lambda user: Unit.objects.visible_to(user, REVIEW).working()), min_length=1, max_length=200
    )
    year = serializers.IntegerField(min_value=2001, max_value=2111, help_text=gettext_lazy("西元年"))
    first_on = serializers.DateField()
    last_on = serializers.DateField()
    self_due_on = serializers.DateField(help_text=gettext_lazy("自評期限"))
    first_rater = serializers.IntegerField(min_value=1, help_text=gettext_lazy("評審的帳號編號（id）"))
    second_rater = serializers.IntegerField(min_value=1, help_text=gettext_lazy("評審的帳號編號（id）"))


class AppraisalRaterOut(serializers.Serializer[Any]):
    """Somebody who may rate units that one reviews."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()


class AppraisalIndicatorOut(serializers.Serializer[Any]):
    """What points are given for, and in which aspect."""

    number = serializers.IntegerField()
    name = serializers.CharField()
    aspect = serializers.CharField()


class IndicatorPoints(Shape):
    """Points by the number of the indicator."""

    points = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=grading.MOST_POINTS),
        help_text=gettext_lazy("每一個指標的分數，以指標的號碼為名"),
    )

    def validate_points(self, value: dict[str, int]) -> dict[int, int]:
        """By number."""
        for name in value:
            if not (name.isascii() and name.isdecimal() and len(name) <= 4):
                raise serializers.ValidationError(_("「%(name)s」不是指標的號碼。") % {"name": name[:20]})
        return {int(name): points for name, points in value.items()}


class SelfAssessmentIn(IndicatorPoints):
    """What a unit says of itself, kept for later or handed in."""

    words = serializers.CharField(max_length=4000, required=False, default="", allow_blank=True)
    hand_in = serializers.BooleanField(
        required=False, default=False, help_text=gettext_lazy("送出；不寫就只存著，分數可以還不齊")
    )


class AppraisalPointsIn(IndicatorPoints):
    """What one rater gives."""

    remark = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class AppraisalMove(NamedMove):
    """Telling the result, giving the unit its own assessment back, or closing."""

    needs = {"back": ("reason",)}
    move = serializers.ChoiceField(
        choices=(
            ("tell", gettext_lazy("告知結果")), ("back", gettext_lazy("退回自評")), ("close", gettext_lazy("結束評鑑")),
        )
    )  # fmt: skip
    opinion = serializers.CharField(max_length=2000, required=False, default="", allow_blank=True)


class AppraisalAppealIn(Shape):
    """Why a result is to be looked at again."""

    words = serializers.CharField(max_length=2000)


class AppraisalAnswerIn(AppraisalAppealIn):
    """The answer to it; without a score the result stays."""

    score = serializers.DecimalField(
        max_digits=7, decimal_places=4, min_value=0, max_value=100, required=False, default=None, allow_null=True
    )


class ImprovementIn(Shape):
    """What is to be mended, until when."""

    words = serializers.CharField(max_length=500)
    due_on = serializers.DateField()


class ImprovementMove(NamedMove):
    """What was done about it, or what the authority thinks of that."""

    needs = {"report": ("words",), "back": ("reason", "due_on")}
    move = serializers.ChoiceField(
        choices=(
            ("report", gettext_lazy("回報改善情形")), ("accept", gettext_lazy("同意結案")),
            ("back", gettext_lazy("請再補")),
        )
    )  # fmt: skip
    words = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)
    due_on = serializers.DateField(required=False, default=None, allow_null=True)
