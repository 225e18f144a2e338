"""What a public page tells whoever shares or searches: its name, one sentence, a picture, its lasting address."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()
LONGEST = 160
PICTURE = "img/share.png"
"""1200 × 630 pixels, as those who show links ask."""
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def share(context: Context, title: str, text: str = "", kind: str = "website") -> SafeString:
    """The lines for the head of a public page: description, lasting address, and the card that a shared link becomes.

    The address has no query: what somebody filtered by is not the page. Descriptions are cut at a word.
    """
    address = settings.SITE_ADDRESS + context["request"].path
    said = Truncator(" ".join(str(text).split())).chars(LONGEST)
    card = {
        "og:title": str(title),
        "og:description": said,
        "og:type": kind,
        "og:url": address,
        "og:site_name": _("地方實踐平臺"),
        "og:locale": "zh_TW" if (get_language() or "zh").startswith("zh") else "en_US",
        "og:image": settings.SITE_ADDRESS + static(PICTURE),
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": _("志願服務未來行動號召・地方實踐平臺"),
    }
    lines = format_html_join("\n", '<meta property="{}" content="{}">', ((k, v) for k, v in card.items() if v))
    described = format_html('<meta name="description" content="{}">\n', said) if said else ""
    return format_html(
        '{}<link rel="canonical" href="{}">\n<meta name="twitter:card" content="summary_large_image">\n{}',
        described, address, lines,
    )  # fmt: skip


@register.simple_tag
def structured_data(value: Mapping[str, Any]) -> SafeString:
    """A thing in the words of schema.org, for programs that read pages. It is data and no script: nothing runs it."""
    text = json.dumps({"@context": "https://schema.org", **value}, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  escaped above
