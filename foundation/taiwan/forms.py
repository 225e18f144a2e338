"""Form fields for dates and times as people in Taiwan type them.

A text field that understands every habit serves better than a picker without 民國: the widget is a plain text input
whose data attributes carry the date in words, so that a script (or a template) can show it beside the field.
"""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _

from foundation.taiwan import clock, roc


class RocDateInput(forms.TextInput):
    """A text input with the digits' keyboard; shows 115/12/09 (2026-12-09 on an English page).

    Data attributes: `data-roc-date` always; and, once the value is a date, `data-long` (115年12月9日（三）),
    `data-weekday` (三) and `data-gregorian` (2026-12-09). Text that is no date is given back as it was typed.
    """

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", "data-roc-date": "", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        if not isinstance(value, date):
            return super().format_value(value)
        return roc.shown_short(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        when = _date_or_none(value)
        if when is not None and when >= roc.FIRST:
            context["widget"]["attrs"] |= {
                "data-long": roc.long(when),
                "data-weekday": roc.weekday(when),
                "data-gregorian": when.isoformat(),
            }
        return context


class RocDateField(forms.DateField):
    """A date typed in any spelling that `roc.parse` reads; optionally within `earliest` and `latest`, both included."""

    widget = RocDateInput

    def __init__(self, *, earliest: date | None = None, latest: date | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, latest

    def to_python(self, value: Any) -> date | None:
        """The date; `ValidationError` with the sentence of `roc.parse`."""
        if isinstance(value, datetime):
            return (localtime(value) if is_aware(value) else value).date()
        if value is None or isinstance(value, date):
            return value
        if not str(value).strip():
            return None
        try:
            return roc.parse(str(value))
        except ValueError as refused:
            raise ValidationError(str(refused), code="invalid") from refused

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            return
        if self.earliest and value < self.earliest:
            raise ValidationError(
                _("日期不能早於%(bound)s，請改填之後的日期。") % {"bound": _shown(self.earliest)}, code="too_early"
            )
        if self.latest and value > self.latest:
            raise ValidationError(
                _("日期不能晚於%(bound)s，請改填之前的日期。") % {"bound": _shown(self.latest)}, code="too_late"
            )


class ClockInput(forms.TextInput):
    """A text input with the digits' keyboard; shows 13:30 whatever the browser's own habit."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", "data-clock": "", **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return clock.show(value) if isinstance(value, time) else super().format_value(value)


class ClockField(forms.TimeField):
    """A time of day typed in any spelling that `clock.parse` reads: 1330, 13:30, 下午1:30, 13點30分."""

    widget = ClockInput

    def to_python(self, value: Any) -> time | None:
        """The time to the minute; `ValidationError` with the sentence of `clock.parse`."""
        if isinstance(value, datetime):
            return value.time()
        if value is None or isinstance(value, time):
            return value
        if not str(value).strip():
            return None
        try:
            return clock.parse(str(value))
        except ValueError as refused:
            raise ValidationError(str(refused), code="invalid") from refused


def _shown(when: date) -> str:
    return roc.long(when) if roc.in_chinese() else when.isoformat()


def _date_or_none(value: Any) -> date | None:
    """The date in a widget's value, which is a date, or what somebody typed."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return roc.parse(str(value)) if value else None
    except ValueError:
        return None
