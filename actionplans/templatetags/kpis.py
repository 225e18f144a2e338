"""Figures of indicators as templates show them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django import template

from actionplans.kpis.judging import said

register = template.Library()


@register.filter
def exactly(value: Any) -> str:
    """A figure with its thousands and at most two decimals; what is not quite 100 is never shown as 100."""
    return said(Fraction(value))
