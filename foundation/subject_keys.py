"""What a file, a letter or a line of the trail is about is kept as text, whatever kind of thing it is."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.functions import Cast


def among(rows: models.QuerySet[Any]) -> models.Q:
    """What is about one of these rows, as a filter on anything that has a `subject_key`; no question of its own."""
    return models.Q(
        subject_key__in=rows.annotate(key_text=Cast("pk", models.CharField(max_length=64))).values("key_text")
    )
