"""What the API takes and says of symposia."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from foundation.api.shapes import Shape
from foundation.taiwan.counties import COUNTIES
from reports.models import CaseInvitation, Delegate, Symposium, SymposiumItem
from reports.models.symposium import LONGEST_ITEM, MOST_SEATS

from . import inviting, planning


class SymposiumOut(serializers.ModelSerializer[Symposium]):
    """A symposium: its day and place, and until when counties register."""

    programme = serializers.SlugField(source="programme.slug", read_only=True)

    class Meta:
        model = Symposium
        fields: tuple[str, ...] = (
            "id", "programme", "title", "title_en", "held_on", "starts_at", "place", "address", "seats",
            "register_until", "state", "announced_at",
        )  # fmt: skip


class SymposiumItemOut(serializers.Serializer[Any]):
    """An item of the day; its clock times where the beginning is known."""

    kind = serializers.CharField(source="item.kind")
    title = serializers.CharField(source="item.title")
    minutes = serializers.IntegerField(source="item.minutes")
    speaker = serializers.CharField(source="item.speaker")
    invitation = serializers.IntegerField(source="item.invitation_id", allow_null=True)
    starts = serializers.TimeField(allow_null=True)
    ends = serializers.TimeField(allow_null=True)


class SymposiumWithItemsOut(SymposiumOut):
    """A symposium with its items."""

    items = SymposiumItemOut(many=True, read_only=True, source="told_items")

    class Meta(SymposiumOut.Meta):
        fields = (*SymposiumOut.Meta.fields, "items")


class SymposiumTitle(Shape):
    """What it is called."""

    title = serializers.CharField(max_length=100)


class SymposiumItemIn(Shape):
    """An item of the day; a case may name its invitation."""

    kind = serializers.ChoiceField(choices=SymposiumItem.Kind.choices)
    title = serializers.CharField(max_length=100)
    minutes = serializers.IntegerField(min_value=1, max_value=LONGEST_ITEM)
    speaker = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    invitation = serializers.IntegerField(min_value=1, required=False, default=None, allow_null=True)

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        """An invitation belongs to an item that tells of a case."""
        if values.get("invitation") and values["kind"] != SymposiumItem.Kind.CASE:
            raise serializers.ValidationError({"invitation": [_("類別是「案例分享」才能選案例。")]})
        return values


class SymposiumChange(SymposiumTitle):
    """When and where, how many may come, and the items in their order."""

    title_en = serializers.CharField(max_length=160, allow_blank=True)
    held_on = serializers.DateField(allow_null=True)
    starts_at = serializers.TimeField(allow_null=True)
    place = serializers.CharField(max_length=100, allow_blank=True)
    address = serializers.CharField(max_length=200, allow_blank=True)
    seats = serializers.IntegerField(min_value=1, max_value=MOST_SEATS, help_text=gettext_lazy("每縣市名額"))
    register_until = serializers.DateField(allow_null=True)
    items = serializers.ListField(child=SymposiumItemIn(), max_length=planning.MOST_ITEMS)


class SymposiumMove(Shape):
    """Announcing, or taking that back."""

    move = serializers.ChoiceField(choices=[(one.name, one.label) for one in planning.MOVES.moves.values()])


class CaseInvitationOut(serializers.ModelSerializer[CaseInvitation]):
    """A plan that is asked to be told, and what its county has said to it."""

    county = serializers.CharField(source="plan.county_id", read_only=True)

    class Meta:
        model = CaseInvitation
        fields = (
            "id", "symposium", "plan", "county", "state", "presenter", "words", "invited_at", "answered_at",
        )  # fmt: skip


class CaseInvitationMove(Shape):
    """What becomes of an invitation: who tells of it where the county comes, why not where it does not."""

    move = serializers.ChoiceField(choices=[(one.name, one.label) for one in inviting.MOVES.moves.values()])
    presenter = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    words = serializers.CharField(
        max_length=inviting.LONGEST_WORDS, required=False, default="", allow_blank=True,
        help_text=gettext_lazy("不克分享請寫原因"),
    )  # fmt: skip


class DelegateOut(serializers.ModelSerializer[Delegate]):
    """Somebody whom a county sends."""

    county = serializers.CharField(source="county_id", read_only=True)

    class Meta:
        model = Delegate
        fields = ("id", "symposium", "county", "name", "unit", "job_title", "registered_at", "withdrawn_at")


class DelegateIn(Shape):
    """Somebody who comes, of one's own county."""

    county = serializers.ChoiceField(choices=[(one.code, one.code) for one in COUNTIES])
    name = serializers.CharField(max_length=60)
    unit = serializers.CharField(max_length=100)
    job_title = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
