"""The figures of a dashboard as HTML, drawn once for everybody who is shown the same.

They are drawn from the values of the dashboard and from nothing else, so that what they look like follows from these
and the language; the process keeps it by them. A nation's page has some four hundred cells and a dozen drawings, and
they change with the hourly count and with what somebody does.
"""

from __future__ import annotations

from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from . import drawings
from .values import Dashboard, Figures

KEPT = 128
"""About a hundred thousand characters each: the counties and some offices in two languages."""


def figures_of(value: Dashboard, *, here: str) -> SafeString:
    """The figures of a dashboard, in the language that is active.

    Args:
        here: the end of the address of this very place.
    """
    return _drawn(Figures.of(value, here=here), get_language() or "")


@lru_cache(maxsize=KEPT)
def _drawn(value: Figures, _language: str) -> SafeString:
    html = render_to_string(
        "reports/_dashboard_figures.html",
        {
            "value": value, "drawn": drawings.draw(value, "web"), "hour_rows": drawings.hour_rows(value.hours),
            "here": value.here, "matrix_lines": drawings.lines(value.matrix) if value.matrix else [],
        },
    )  # fmt: skip
    return mark_safe(html)  # noqa: S308  a template has escaped it
