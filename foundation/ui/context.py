"""What every page knows without its view having to say so."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from . import guiding
from .navigation import menu

TEXT_SIZES = ("0", "1", "2")
NAV_MODES = ("full", "rail")


def page(request: HttpRequest) -> dict[str, Any]:
    """Menu, place, languages, the page's guide and the reader's own settings.

    The menu is counted only where a page shows it.
    The text size and the menu's width come from cookies written by `static/js/shell.js`, so the first paint is right.
    """
    user = getattr(request, "user", None)
    language = get_language() or settings.LANGUAGE_CODE
    text_size = request.COOKIES.get("textsize", "0")
    nav_mode = request.COOKIES.get("navmode", "full")
    match = request.resolver_match
    return {
        "page_guide": guiding.guide_of(match.view_name) if match else None,
        "demo": getattr(settings, "DEMO", False),
        "menu": SimpleLazyObject(lambda: menu(request)),
        "place_label": SimpleLazyObject(lambda: str(getattr(user, "place_label", "") or "")),
        "other_language": next(((code, name) for code, name in settings.LANGUAGES if code != language), None),
        "text_size": text_size if text_size in TEXT_SIZES else "0",
        "nav_mode": nav_mode if nav_mode in NAV_MODES else "full",
    }
