"""How the register says times: minutes as hours, minutes since midnight as a clock, a month by its number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from foundation.audit.trail import SYSTEM
from foundation.taiwan.templatetags.taiwan import roc_ym
from volunteers.models import Duty
from volunteers.rules.rates import Rate

register = template.Library()


@register.filter
def as_hours(minutes: int | None) -> str:
    """210 minutes are 3 小時 30 分; exact, never rounded."""
    if minutes is None:
        return "—"
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else ""
    if not rest:
        return sign + _("%(hours)s 小時") % {"hours": f"{hours:,}"}
    if not hours:
        return sign + _("%(minutes)s 分") % {"minutes": rest}
    return sign + _("%(hours)s 小時 %(minutes)s 分") % {"hours": f"{hours:,}", "minutes": rest}


@register.filter
def as_clock(minutes: int | None) -> str:
    """540 minutes since midnight are 09:00; the day's end is 24:00."""
    return "" if minutes is None else f"{minutes // 60:02}:{minutes % 60:02}"


@register.filter
def as_person(label: str) -> str:
    """Who did something, as it was kept then; the platform itself is called in the reader's language."""
    return _(label) if label == SYSTEM.label else label


@register.filter
def pair_with(one: Any, other: Any) -> tuple[Any, Any]:
    """Two things, to be gone through."""
    return one, other


@register.filter
def chosen(sent: Mapping[str, str], name: str) -> str:
    """Of two rows that differ in a value, whose was chosen on the page that was sent."""
    return sent.get(f"take-{name}", "")


@register.filter
def as_month(month: int) -> SafeString | str:
    """202603 is 115年3月."""
    return roc_ym(dt.date(month // 100, month % 100, 1))


@register.filter
def free_of(duty: Duty) -> int:
    """How many places of a shift are free; it was asked for with how many are held (`duties.with_numbers`)."""
    return max(0, duty.needed - duty.held)  # type: ignore[attr-defined]


@register.filter
def as_rate(rate: Rate) -> str:
    """A rate with two places; nobody to be insured is no rate, never 100 % (INS-07)."""
    return "—" if rate.exact is None else f"{float(rate.exact * 100):.2f}%"


@register.filter
def of_key(known: Mapping[str, Any], key: str) -> Any:
    """What stands under a key; empty where nothing does."""
    return known.get(key, "")
