"""Dates for the API: ISO 8601 in the Gregorian calendar, and beside each a helper in the ROC calendar for reading."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from . import roc


@extend_schema_field({"type": ["string", "null"], "example": "115年6月10日（三）", "readOnly": True})
class RocText(serializers.Field):
    """The 民國 writing of another field's date or moment; to be read by people, never to be parsed."""

    def __init__(self, source: str) -> None:
        super().__init__(read_only=True, source=source)

    def to_representation(self, value: Any) -> str:
        """115年6月10日（三） for a date, with the time of day in Taipei for a moment."""
        if isinstance(value, dt.datetime):
            local = timezone.localtime(value)
            return f"{roc.long(local.date())} {local:%H:%M}"
        return roc.long(value)
