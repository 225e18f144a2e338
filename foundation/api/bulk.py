"""Rows in bulk: the shape of a row is the columns of the list that people send, each as they would write it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from .shapes import Shape

MOST_ROWS = 500
LONGEST_CELL = 400


def row_shape(name: str, spec: object) -> type[Shape]:
    """The shape of a row of a list, as the description of the API names it.

    Args:
        spec: a `foundation.imports.spec.Spec`, whose fields become the row's.
    """
    fields = {
        one.key: serializers.CharField(
            max_length=LONGEST_CELL, required=one.required, allow_blank=not one.required, help_text=_(one.label)
        )
        for one in spec.fields  # type: ignore[attr-defined]
    }
    return type(name, (Shape,), {"__doc__": "A row of a list; each column as people write it.", **fields})
