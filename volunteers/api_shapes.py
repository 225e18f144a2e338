"""What the API says of the register, and what it takes. Identity numbers are masked here as on the pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from foundation.api.shapes import Shape
from foundation.taiwan.serializers import RocText

from .models import Cover, Enrolment, Policy, ServiceEntry, ServiceMonth, Training, Unit, Volunteer
from .templatetags.register import as_clock

MOST_ROWS = 500


class UnitOut(serializers.ModelSerializer[Unit]):
    """A unit that uses volunteers."""

    code = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    authority = serializers.CharField(source="authority.shown", read_only=True)

    class Meta:
        model = Unit
        fields = ("id", "code", "name", "county", "category", "body", "authority", "state")


class EnrolmentOut(serializers.ModelSerializer[Enrolment]):
    """Belonging to a unit, from a day to a day."""

    class Meta:
        model = Enrolment
        fields = ("id", "unit", "number", "rank", "joined_on", "left_on")


class VolunteerOut(serializers.ModelSerializer[Volunteer]):
    """A volunteer; of her units only those that the owner of the token sees."""

    identity = serializers.CharField(
        source="identity_shown", read_only=True, help_text=_("遮蔽的證號；完整證號不從 API 給。")
    )
    born_on_roc = RocText("born_on")
    enrolments = EnrolmentOut(source="seen_enrolments", many=True, read_only=True)
    counted_minutes = serializers.IntegerField(
        source="total.counted", default=0, read_only=True, help_text=_("所有單位採計的分鐘合計。")
    )

    class Meta:
        model = Volunteer
        fields = (
            "key", "name", "name_en", "sex", "born_on", "born_on_roc", "identity", "registered_on", "enrolments",
            "counted_minutes",
        )  # fmt: skip


class TrainingOut(serializers.ModelSerializer[Training]):
    """A training that somebody completed."""

    volunteer = serializers.UUIDField(source="volunteer.key", read_only=True)
    completed_on_roc = RocText("completed_on")

    class Meta:
        model = Training
        fields = (
            "id", "volunteer", "programme", "course", "category", "minutes", "completed_on", "completed_on_roc",
            "issuer", "certificate", "is_online", "valid_until", "revoked_on", "revoked_why",
        )  # fmt: skip


class Clock(serializers.CharField):
    """Minutes since midnight as HH:MM."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, allow_blank=True, **kwargs)

    def get_attribute(self, instance: Any) -> str:
        """The time as text, empty where none is known."""
        return as_clock(super().get_attribute(instance))


class HoursOut(serializers.ModelSerializer[ServiceEntry]):
    """A line of the ledger of hours."""

    volunteer = serializers.UUIDField(source="volunteer.key", read_only=True)
    served_on_roc = RocText("served_on")
    starts = Clock(help_text=_("HH:MM；只知道多久的是空白。"))
    ends = Clock(help_text=_("HH:MM；24:00 是當天結束。"))

    class Meta:
        model = ServiceEntry
        fields = (
            "id", "volunteer", "unit", "category", "served_on", "served_on_roc", "starts", "ends", "minutes",
            "counted", "why", "content", "served_people", "state", "batch", "corrects",
        )  # fmt: skip


class MonthOut(serializers.ModelSerializer[ServiceMonth]):
    """What stands of one person, unit, category and month."""

    volunteer = serializers.UUIDField(source="volunteer.key", read_only=True)

    class Meta:
        model = ServiceMonth
        fields = ("id", "volunteer", "unit", "category", "month", "minutes", "counted", "times", "served_people")


class PolicyOut(serializers.ModelSerializer[Policy]):
    """An accident insurance policy of a unit."""

    starts_on_roc = RocText("starts_on")
    ends_on_roc = RocText("ends_on")

    class Meta:
        model = Policy
        fields = (
            "id", "unit", "kind", "insurer", "number", "starts_on", "starts_on_roc", "ends_on", "ends_on_roc",
            "sum_insured", "covers_way", "least_people", "note",
        )  # fmt: skip


class CoverOut(serializers.ModelSerializer[Cover]):
    """Somebody on a policy's list."""

    volunteer = serializers.UUIDField(source="volunteer.key", read_only=True)

    class Meta:
        model = Cover
        fields = ("id", "policy", "volunteer", "starts_on", "ends_on")


class HoursRowIn(Shape):
    """A row of hours: the columns of the list of hours, each as a unit would write it."""

    name = serializers.CharField(max_length=100)
    on = serializers.CharField(max_length=40)
    identity = serializers.CharField(max_length=40, required=False, allow_blank=True)
    identity_kind = serializers.CharField(
        max_length=20, required=False, allow_blank=True, help_text=_("護照號碼要填「護照」")
    )
    number = serializers.CharField(max_length=40, required=False, allow_blank=True)
    starts = serializers.CharField(max_length=20, required=False, allow_blank=True)
    ends = serializers.CharField(max_length=20, required=False, allow_blank=True)
    minutes = serializers.CharField(
        max_length=20, required=False, allow_blank=True, help_text=_("時數，像 3.5 或 3小時30分；有開始與結束就不用。")
    )
    category = serializers.CharField(max_length=40, required=False, allow_blank=True)
    content = serializers.CharField(max_length=200, required=False, allow_blank=True)
    served = serializers.CharField(max_length=20, required=False, allow_blank=True)


class HoursIn(Shape):
    """Rows of hours, at most 500 at a time."""

    name = serializers.CharField(max_length=200, default="API", help_text=_("這一批叫什麼；在登錄批次裡看得到。"))
    only_check = serializers.BooleanField(default=False)
    rows = serializers.ListField(child=HoursRowIn(), min_length=1, max_length=MOST_ROWS)


class HoursRowOut(serializers.Serializer[Any]):
    """What became of one row; `row` is its place in what was sent, from 1."""

    row = serializers.IntegerField()
    outcome = serializers.ChoiceField(
        choices=("entered", "partly", "uncounted", "there", "skipped", "wrong"),
        help_text=_(
            "entered 全部採計、partly 採計一部分、uncounted 不採計、there 已經登錄過、skipped 不是資料、wrong 要修正。"
        ),
    )
    result = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    minutes = serializers.IntegerField(help_text=_("採計的分鐘"))


class HoursTaken(serializers.Serializer[Any]):
    """What became of all rows."""

    only_check = serializers.BooleanField()
    batch = serializers.IntegerField(allow_null=True)
    entered = serializers.IntegerField()
    there = serializers.IntegerField()
    wrong = serializers.IntegerField()
    rows = HoursRowOut(many=True)
