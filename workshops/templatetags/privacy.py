"""The notice that stands wherever personal data are first asked for."""

from __future__ import annotations

from typing import Any

from django import template

from workshops import privacy_notice
from workshops.models import Workshop

register = template.Library()


@register.inclusion_tag("workshops/_privacy_notice.html")
def privacy_notice_of(workshop: Workshop | None, whose: str = "participant") -> dict[str, Any]:
    """`{% privacy_notice_of workshop %}` or `… "contact" %}`: the six points, folded up below one sentence."""
    return {
        "points": privacy_notice.points(workshop, whose),
        "source": privacy_notice.SOURCE,
        "version": privacy_notice.VERSION,
    }
