"""Dates and times in templates: ROC on a Chinese page with the Gregorian date at hand, and the other way round.

Every filter renders `<time datetime="2026-12-09" title="西元 2026 年 12 月 9 日">115年12月9日（三）</time>`. Aware
datetimes are shown in the active time zone. `None` and "" render as nothing, so `{{ day|roc|default:"未填" }}` works.
"""

from collections.abc import Callable
from datetime import date, datetime, time

from django import template
from django.utils.dateformat import format as dateformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _

from foundation.taiwan import clock
from foundation.taiwan import roc as calendar

register = template.Library()


def _local(value: datetime) -> datetime:
    return localtime(value) if is_aware(value) else value


def _day(value: date) -> date:
    return _local(value).date() if isinstance(value, datetime) else value


def _other_calendar(day: date) -> str:
    """What the title says: the Gregorian date on a Chinese page, the ROC date on an English one."""
    if calendar.in_chinese() or day < calendar.FIRST:
        return calendar.gregorian(day)
    return _("民國 %(date)s") % {"date": calendar.short(day)}


def _render(value: object, chinese: Callable[[date], str], english: str) -> SafeString | str:
    """One `<time>`; `english` is a date format of Django's. A date before the ROC stays in the Gregorian calendar."""
    if not isinstance(value, date):
        return ""
    day = _day(value)
    if not calendar.in_chinese():
        text = dateformat(day, english)
    else:
        text = chinese(day) if day >= calendar.FIRST else calendar.gregorian(day)
    return format_html('<time datetime="{}" title="{}">{}</time>', day.isoformat(), _other_calendar(day), text)


@register.filter
def roc(value: object) -> SafeString | str:
    """115年12月9日（三）, for running text."""
    return _render(value, calendar.long, "j F Y (D)")


@register.filter
def roc_short(value: object) -> SafeString | str:
    """115/12/09, for tables."""
    return _render(value, calendar.short, "Y-m-d")


@register.filter
def roc_md(value: object, on: date) -> SafeString | str:
    """12月9日（三）, with the year unless it is that of the day `on`: `{{ day|roc_md:today }}`."""
    if isinstance(value, date) and _day(value).year != _day(on).year:
        return roc(value)
    return _render(value, calendar.month_day, "j F (D)")


@register.filter
def roc_ym(value: object) -> SafeString | str:
    """115年12月."""
    return _render(value, calendar.year_month, "F Y")


@register.filter
def roc_formal(value: object) -> SafeString | str:
    """中華民國115年12月9日, for letters and certificates."""
    return _render(value, calendar.formal, "j F Y")


@register.filter
def roc_year(value: object) -> str:
    """115年 for a date or for a Gregorian year number; the plain Gregorian year on an English page."""
    full_year = value.year if isinstance(value, date) else value
    if not isinstance(full_year, int):
        return ""
    return (
        f"{full_year - calendar.OFFSET}年" if calendar.in_chinese() and full_year > calendar.OFFSET else str(full_year)
    )


@register.filter
def roc_time(value: object) -> SafeString | str:
    """13:30, from a time or a datetime."""
    if isinstance(value, datetime):
        local = _local(value)
        return format_html(
            '<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), clock.show(local.time())
        )
    if not isinstance(value, time):
        return ""
    return format_html('<time datetime="{0}">{0}</time>', clock.show(value))


@register.filter
def roc_datetime(value: object) -> SafeString | str:
    """115/12/09 13:30, from a datetime."""
    if not isinstance(value, datetime):
        return ""
    local = _local(value)
    day = local.date()
    text = calendar.short(day) if calendar.in_chinese() and day >= calendar.FIRST else day.isoformat()
    return format_html(
        '<time datetime="{}" title="{}">{} {}</time>',
        local.isoformat(timespec="minutes"),
        _other_calendar(day),
        text,
        clock.show(local.time()),
    )


@register.filter
def roc_span(first: object, last: object) -> str:
    """115年12月9日至11日: `{{ first|roc_span:last }}`."""
    if not isinstance(first, date) or not isinstance(last, date):
        return ""
    start, end = sorted((_day(first), _day(last)))
    if calendar.in_chinese() and start >= calendar.FIRST:
        return calendar.span(start, end)
    return f"{start.isoformat()} – {end.isoformat()}"


@register.filter
def since(value: object) -> str:
    """How long ago, in its largest unit only: 1 小時. Two units would stand with an English comma between them."""
    return timesince(value, depth=1) if isinstance(value, datetime) else ""


@register.filter
def break_before(text: object, part: object) -> SafeString | str:
    """The text with a place to break before its last part: 臺東縣115年第2場‧地方實踐工作坊.

    Chinese breaks between any two characters, so that a long heading would break inside 第 2 場. The heading's class
    `v-keep` holds the rest together.
    """
    whole, last = str(text), str(part)
    first = whole.removesuffix(last)
    return format_html("{}<wbr>{}", first, last) if first and first != whole else whole


@register.filter
def other_calendar(value: object) -> str:
    """The date in the calendar the page does not use, as plain text: 西元 2026 年 12 月 9 日, or ROC 115/12/09."""
    return _other_calendar(_day(value)) if isinstance(value, date) else ""
