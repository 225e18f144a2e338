"""The dashboard on paper: the same value, the same drawings, a table under each."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.exports.imprint import Imprint
from foundation.taiwan import roc

from . import drawings
from .values import Dashboard

NAME = "成效總覽"


def title(value: Dashboard) -> str:
    """What the document is called: whose dashboard, of which day."""
    day = roc.shown_short(timezone.localdate(value.as_of)).replace("/", "")
    return _("%(place)s成效總覽 %(day)s") % {"place": value.place.name, "day": day}


def imprint(value: Dashboard) -> Imprint:
    """What the file says about itself."""
    return Imprint(
        title=title(value), creator=value.place.name, created=value.as_of,
        language="zh-Hant-TW" if roc.in_chinese() else "en-TW",
    )  # fmt: skip


def context(value: Dashboard) -> dict[str, Any]:
    """What the template of the paper shows."""
    return {
        "value": value,
        "place": value.place,
        "title": title(value),
        "language": "zh-Hant-TW" if roc.in_chinese() else "en-TW",
        "drawn": drawings.draw(value, "print"),
        "hour_rows": drawings.hour_rows(value.hours),
    }
