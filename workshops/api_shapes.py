"""What the API says of programmes, workshops, groups and participants, and what it takes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.accounts.models import County, User
from foundation.api.shapes import Shape
from foundation.taiwan.serializers import RocText

from .models import Group, Participant, Programme, Workshop

PLACE = (
    "date", "starts_at", "minutes", "occasion", "venue", "address", "seats", "flat_floor", "network", "projector",
    "microphones", "power",
)  # fmt: skip
PEOPLE = (
    "host_unit", "contact_name", "contact_phone", "contact_email", "lecturers_wanted", "assistants_wanted",
    "officials_expected", "centre_expected", "cadres_expected", "groups_planned", "remark",
)  # fmt: skip


class PersonOut(serializers.ModelSerializer[User]):
    """Somebody with a task, by key and name."""

    class Meta:
        model = User
        fields = ("id", "name")


class MoveIn(Shape):
    """A move of a state."""

    move = serializers.CharField(max_length=20, help_text=gettext_lazy("GET 同一個位址會列出現在可以用的。"))
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class MoveOut(serializers.Serializer[Any]):
    """A move that this person may make now, and what still stands in its way."""

    name = serializers.CharField()
    label = serializers.CharField()
    to = serializers.CharField()
    needs_reason = serializers.BooleanField()
    problems = serializers.ListField(child=serializers.CharField())


class WorkshopOut(serializers.ModelSerializer[Workshop]):
    """A workshop: where, when, who for, who leads it, how far it has come."""

    programme = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    county = serializers.CharField(source="county_id")
    label = serializers.CharField(source="__str__")
    date_roc = RocText("date")
    starts = serializers.DateTimeField(allow_null=True)
    ends = serializers.DateTimeField(allow_null=True)
    people_expected = serializers.IntegerField(allow_null=True)
    lecturer = PersonOut(allow_null=True)
    assistant = PersonOut(allow_null=True)
    supervisor = PersonOut(allow_null=True)
    unfinished = serializers.SerializerMethodField()

    class Meta:
        model = Workshop
        fields = (
            "id", "programme", "county", "number", "label", "state", "version", *PLACE, "date_roc", "starts", "ends",
            *PEOPLE, "people_expected", "lecturer", "assistant", "supervisor", "unfinished", "submitted_at",
            "confirmed_at", "started_at", "held_at", "reported_at", "closed_at",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
    def get_unfinished(self, workshop: Workshop) -> dict[str, str]:
        """Fields in which somebody has typed on the pages what is no valid value yet, each with its sentence."""
        return {name: entry.get("problem", "") for name, entry in workshop.unfinished.items()}


class WorkshopIn(Shape):
    """A new registration."""

    programme = serializers.SlugRelatedField(slug_field="slug", queryset=Programme.objects.all())
    county = serializers.PrimaryKeyRelatedField(queryset=County.objects.all(), pk_field=serializers.CharField())


class WorkshopChange(Shape, serializers.ModelSerializer[Workshop]):
    """What a draft's registration says; what is not sent stays."""

    supervisor = serializers.IntegerField(required=False, allow_null=True)

    class Meta:
        model = Workshop
        fields = (*PLACE, *PEOPLE, "supervisor")
        # Bounds are the registration's own, with its own sentences.
        extra_kwargs = {
            name: {"min_value": None, "max_value": None}
            for name in ("minutes", "seats", "lecturers_wanted", "assistants_wanted", "officials_expected",
                         "centre_expected", "cadres_expected", "groups_planned")
        }  # fmt: skip


class LecturersIn(Shape):
    """Who is sent to a workshop, by the keys of their accounts; null calls somebody back."""

    lecturer = serializers.PrimaryKeyRelatedField(queryset=User.objects.all(), allow_null=True)
    assistant = serializers.PrimaryKeyRelatedField(queryset=User.objects.all(), allow_null=True)


class SupervisorIn(Shape):
    """Who keeps the follow-up, by the key of the account; null leaves it open."""

    supervisor = serializers.IntegerField(allow_null=True)


class AgendaLineOut(serializers.Serializer[Any]):
    """A line of the agenda with its clock times."""

    position = serializers.IntegerField()
    stage = serializers.IntegerField()
    kind = serializers.CharField()
    title = serializers.CharField()
    title_en = serializers.CharField(help_text=gettext_lazy("標準項目或方案給了英文的項目才有，其他是空字串"))
    minutes = serializers.IntegerField()
    starts_at = serializers.TimeField(allow_null=True)
    ends_at = serializers.TimeField(allow_null=True)
    output = serializers.CharField()
    remark = serializers.CharField()
    form = serializers.CharField()


class FindingOut(serializers.Serializer[Any]):
    """A sentence about an agenda."""

    level = serializers.ChoiceField(choices=["ok", "info", "risk", "late"])
    text = serializers.CharField()


class AgendaOut(serializers.Serializer[Any]):
    """A workshop's agenda, and what is to be said about it."""

    minutes = serializers.IntegerField()
    lines = AgendaLineOut(many=True)
    findings = FindingOut(many=True)


class CheckOut(serializers.Serializer[Any]):
    """A line of the readiness list."""

    key = serializers.CharField()
    ok = serializers.BooleanField()
    text = serializers.CharField()
    cure = serializers.CharField()


class ReadinessOut(serializers.Serializer[Any]):
    """Whether the workshop could start tomorrow."""

    ready = serializers.BooleanField()
    done = serializers.IntegerField()
    checks = CheckOut(many=True)


class ClockOut(serializers.Serializer[Any]):
    """The room's clock at a moment; seconds are whole, and below nothing once a block's time is used up."""

    at = serializers.DateTimeField()
    on = serializers.BooleanField()
    paused = serializers.BooleanField()
    title = serializers.CharField()
    number = serializers.IntegerField()
    of = serializers.IntegerField()
    phase = serializers.CharField()
    seconds_left = serializers.IntegerField()
    ends_at = serializers.DateTimeField(allow_null=True)
    plan_ends_at = serializers.DateTimeField(allow_null=True)


class GroupOut(serializers.ModelSerializer[Group]):
    """A group; its table's code only for who runs the workshop, its host's name only for who works in the room."""

    host_name = serializers.SerializerMethodField()
    code = serializers.SerializerMethodField()

    class Meta:
        model = Group
        fields = ("id", "workshop", "number", "name", "host_name", "code")

    def get_host_name(self, group: Group) -> str | None:
        """Who hosts the table; null where the name is closed to this person."""
        return group.host_name if self.context.get("hosts", False) else None

    def get_code(self, group: Group) -> str | None:
        """The code on the table's card; null where it is revoked or not for this person."""
        shown = self.context.get("codes", False) and group.code_revoked_at is None
        return group.code if shown else None


class GroupChange(Shape):
    """What a group is called, and who hosts its table."""

    name = serializers.CharField(max_length=30, allow_blank=True, required=False)
    host_name = serializers.CharField(max_length=50, allow_blank=True, required=False)


class CountIn(Shape):
    """How many groups."""

    count = serializers.IntegerField()


class SeatingIn(Shape):
    """How people are spread over the tables."""

    start_over = serializers.BooleanField(required=False, default=False)
    seed = serializers.IntegerField(required=False, default=1, min_value=0, max_value=2**31 - 1)


class SeatingOut(serializers.Serializer[Any]):
    """How many were moved, of how many."""

    moved = serializers.IntegerField()
    people = serializers.IntegerField()


class TallyOut(serializers.Serializer[Any]):
    """How many of one kind are on the list, and how many were expected."""

    kind = serializers.ChoiceField(choices=Participant.Kind.choices)
    label = serializers.CharField()
    listed = serializers.IntegerField()
    expected = serializers.IntegerField(allow_null=True)


class ParticipantOut(serializers.ModelSerializer[Participant]):
    """Somebody on the list; `email` and `phone` are null for who does not invite."""

    email = serializers.SerializerMethodField()
    phone = serializers.SerializerMethodField()

    class Meta:
        model = Participant
        fields = ("id", "workshop", "group", "name", "kind", "unit", "title", "email", "phone")

    def get_email(self, person: Participant) -> str | None:
        """The address, for who invites."""
        return person.email if self.context.get("contacts", False) else None

    def get_phone(self, person: Participant) -> str | None:
        """The number, for who invites."""
        return person.phone if self.context.get("contacts", False) else None


class ParticipantIn(Shape, serializers.ModelSerializer[Participant]):
    """Somebody for the list."""

    class Meta:
        model = Participant
        fields = ("name", "kind", "unit", "title", "email", "phone")


class ParticipantChange(ParticipantIn):
    """What changes about somebody on the list; `group` seats her at a table, null lets her wait for one."""

    group = serializers.PrimaryKeyRelatedField(queryset=Group.objects.all(), allow_null=True, required=False)

    class Meta(ParticipantIn.Meta):
        fields = (*ParticipantIn.Meta.fields, "group")
