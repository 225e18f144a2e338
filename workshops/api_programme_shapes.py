"""Shapes of programmes as the API gives and takes them. Their fields' names are the models' names."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from foundation.api.shapes import Shape
from foundation.taiwan.serializers import RocText

from . import programmes
from .models import AgendaBlock, Programme


class BlockOut(serializers.ModelSerializer[AgendaBlock]):
    """A block of an agenda template."""

    class Meta:
        model = AgendaBlock
        fields = ("position", *programmes.BLOCK_FIELDS)


class ProgrammeOut(serializers.ModelSerializer[Programme]):
    """A programme with every number its workshops go by."""

    held_by_roc = RocText("held_by")
    symposium_by_roc = RocText("symposium_by")
    tracking_months = serializers.ListField(child=serializers.IntegerField())
    remind_before = serializers.ListField(child=serializers.IntegerField())
    tell_supervisor = serializers.ListField(child=serializers.IntegerField())
    tell_officer = serializers.ListField(child=serializers.IntegerField())
    tell_association = serializers.ListField(child=serializers.IntegerField())

    class Meta:
        model = Programme
        fields = ("slug", "kind", "year", "state", *programmes.FIELDS, "held_by_roc", "symposium_by_roc")


class ProgrammeWithBlocks(ProgrammeOut):
    """A programme with its agenda template."""

    blocks = BlockOut(many=True)

    class Meta(ProgrammeOut.Meta):
        fields = (*ProgrammeOut.Meta.fields, "blocks")


class BlockIn(Shape, serializers.ModelSerializer[AgendaBlock]):
    """A block of an agenda template."""

    class Meta:
        model = AgendaBlock
        fields = programmes.BLOCK_FIELDS


class BlocksIn(Shape):
    """A whole agenda template."""

    blocks = BlockIn(many=True, max_length=30)


def _numbers(field: str) -> serializers.ListField:
    own = programmes.NUMBERS[field]
    one = serializers.IntegerField(min_value=own.low, max_value=own.high)
    return serializers.ListField(child=one, max_length=own.most, required=False)


class ProgrammeChange(Shape, serializers.ModelSerializer[Programme]):
    """What may be changed of a programme; what is not sent stays."""

    tracking_months = _numbers("tracking_months")
    remind_before = _numbers("remind_before")
    tell_supervisor = _numbers("tell_supervisor")
    tell_officer = _numbers("tell_officer")
    tell_association = _numbers("tell_association")

    class Meta:
        model = Programme
        fields = programmes.FIELDS


class ProgrammeIn(ProgrammeChange):
    """A new programme."""

    slug = serializers.SlugField(max_length=40)
    blocks = BlockIn(many=True, max_length=30, required=False)

    class Meta(ProgrammeChange.Meta):
        fields = ("slug", "kind", "year", *programmes.FIELDS, "blocks")
        validators: tuple[Any, ...] = ()


class NextProgramme(Shape):
    """The next programme, made from this one."""

    year = serializers.IntegerField(min_value=2024, max_value=2100)
    name = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    slug = serializers.SlugField(max_length=40, required=False, default="", allow_blank=True)
