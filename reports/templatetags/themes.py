"""What the page of themes draws: marked words, values by key, and addresses of its filters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def at(values: Mapping[Any, Any], key: Any) -> Any:
    """The value under a key; empty where there is none."""
    return values.get(key, "")


@register.filter
def marked(text: str | None, words: Sequence[str]) -> SafeString:
    """A text in which these words are marked."""
    ordered = sorted(words, key=len, reverse=True)
    pieces = re.split(f"({'|'.join(map(re.escape, ordered))})", text or "") if ordered else [text or ""]
    known = set(ordered)
    return format_html_join(
        "", "{}{}{}", (
            (_OPEN if piece in known else "", piece, _CLOSE if piece in known else "") for piece in pieces if piece
        )
    )  # fmt: skip


_OPEN, _CLOSE = SafeString("<mark>"), SafeString("</mark>")


@register.simple_tag(takes_context=True)
def facet(context: template.Context, kind: str, key: str) -> str:
    """The address with this filter set, or without it where it is set to this already."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    if query.get(kind) == key:
        query.pop(kind)
    else:
        query[kind] = key
    return f"?{query.urlencode()}"
