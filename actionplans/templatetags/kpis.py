"""Figures of indicators as templates show them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django import template

from actionplans.kpis.judging import said
from actionplans.models import Kpi

register = template.Library()


@register.filter
def exactly(value: Any) -> str:
    """A figure with its thousands and at most two decimals; what is not quite 100 is never shown as 100."""
    return said(Fraction(value))


@register.filter
def against(judged: Any, kpi: Kpi) -> str:
    """The value of a judgement or a reading as it stands beside its light: never at a target that it misses."""
    missed = Fraction(kpi.target) if kpi.target is not None and judged.met is False else None
    return said(Fraction(judged.value), missed=missed)
