"""Shapes of what the API takes. An unknown field is refused with a sentence: a misspelt one would be lost unseen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class Shape(serializers.Serializer[Any]):
    """What an endpoint takes: a JSON object with these fields and no others."""

    def to_internal_value(self, data: Any) -> Any:
        """The clean values.

        Raises:
            rest_framework.exceptions.ValidationError: a value is wrong, or a field is unknown or cannot be written.
        """
        problems: dict[str, Any] = {}
        if isinstance(data, Mapping):
            known = [name for name, field in self.fields.items() if not field.read_only]
            listed = _("、").join(known) or _("（沒有任何欄位）")
            for name in data:
                if name not in known:
                    sentence = _("沒有「%(name)s」這個欄位，或不能修改。可以寫：%(known)s。")
                    problems[str(name)] = [
                        serializers.ErrorDetail(sentence % {"name": str(name)[:40], "known": listed}, code="unknown")
                    ]
            # A key with NUL names nothing; PostgreSQL would not even look for it.
            names = [name for name, field in self.fields.items() if isinstance(field, serializers.RelatedField)]
            data = {**data, **{name: data[name].replace("\0", "\ufffd") for name in names if _has_nul(data.get(name))}}
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as wrong:
            if isinstance(wrong.detail, dict):
                raise serializers.ValidationError({**problems, **wrong.detail}) from wrong
            raise
        if problems:
            raise serializers.ValidationError(problems)
        return values


def _has_nul(value: Any) -> bool:
    return isinstance(value, str) and "\0" in value


class Nothing(Shape):
    """An action that takes nothing."""


class Reason(Shape):
    """An action that asks why."""

    reason = serializers.CharField(max_length=500)


class NamedMove(Shape):
    """A move of a state, by its name.

    Attributes:
        needs: by move the fields that it asks for; the others may be left out.
    """

    needs: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    reason = serializers.CharField(
        max_length=500, required=False, default="", allow_blank=True, help_text=gettext_lazy("有些動作要寫原因")
    )

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values, with everything that this move asks for.

        Raises:
            rest_framework.exceptions.ValidationError: something that it asks for is missing.
        """
        missing = [name for name in self.needs.get(values["move"], ()) if values.get(name) in (None, "")]
        if missing:
            sentence = serializers.ErrorDetail(_("這個動作要寫這一欄。"), code="required")
            raise serializers.ValidationError({name: [sentence] for name in missing})
        return values


@extend_schema_field(OpenApiTypes.INT)
class Among(serializers.PrimaryKeyRelatedField[Any]):
    """The id of one of those rows that whoever asks may name; any other is not there.

    Args:
        rows: makes the rows from a user.
    """

    def __init__(self, rows: Callable[[Any], Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rows = rows

    def get_queryset(self) -> Any:
        """The rows that this person may name."""
        return self.rows(self.context["request"].user)
