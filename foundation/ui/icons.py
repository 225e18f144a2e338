"""The icons, drawn into the page itself: no second request, and they take the colour of their text."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ICONS = Path(__file__).resolve().parents[2] / "static" / "vendor" / "icons"
_NAME = re.compile(r"[a-z0-9-]+")


@cache
def shapes(name: str) -> SafeString:
    """What stands inside the icon's `<svg>`. Raises `ValueError` for an icon that is not in `static/vendor/icons`."""
    path = ICONS / f"{name}.svg"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise ValueError(f"there is no icon {name!r} in static/vendor/icons")
    drawing = path.read_text(encoding="utf-8")
    inner = drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")]
    return mark_safe(re.sub(r"\s*\n\s*", "", inner))  # noqa: S308  our own file, name checked above


def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """The icon; with `label` it speaks, without it is decoration and hidden from screen readers."""
    css = f"v-i {css}".strip()
    if label:
        return format_html(
            '<svg class="{}" viewBox="0 0 16 16" role="img" aria-label="{}">{}</svg>', css, label, shapes(name)
        )
    return format_html(
        '<svg class="{}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>', css, shapes(name)
    )
