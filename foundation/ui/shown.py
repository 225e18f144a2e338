"""Forms that know what they showed: two people, or one in two tabs, do not undo each other by saving a whole page."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


class KnowsWhatItShowed(forms.BaseModelForm[Any]):
    """A `ModelForm` whose `instance` is read anew for each request, and whose page carries the values it showed.

    The template renders them with `shown_then`. What the page's writer has not touched stays as it stands by now; what
    somebody else has changed meanwhile as well is not saved but asked about, and saved if it is sent once more.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True

    def shown_then(self) -> SafeString:
        """The values that the page showed first, as hidden inputs; sent and come back they are still the same."""
        return format_html_join("", "{}", ((bound.as_hidden(only_initial=True),) for bound in self))

    def clean(self) -> dict[str, Any]:
        """Keep what was not touched as it is now, and ask where two have changed the same field."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for bound in self:
            name = bound.name
            if name not in cleaned or bound.html_initial_name not in self.data:
                continue
            now = getattr(self.instance, name)
            if name not in self.changed_data:
                cleaned[name] = now
            elif not _alike(now, cleaned[name]) and not _alike(now, self._then(bound)):
                self._ask(bound, now)
        return cleaned

    def _then(self, bound: forms.BoundField) -> Any:
        try:
            return bound.field.clean(self.data.get(bound.html_initial_name))
        except ValidationError:
            return None

    def _ask(self, bound: forms.BoundField, now: Any) -> None:
        """Say what stands there now; sent once more, the page's own value is meant."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        shown = bound.field.prepare_value(now)
        data[bound.html_initial_name] = "" if shown is None else str(getattr(shown, "pk", shown))
        self.data = data
        sentence = _("您打開這一頁之後，「%(label)s」被改成「%(now)s」。要用您寫的，就再存一次。")
        self.add_error(bound.name, sentence % {"label": bound.label, "now": _said(bound.field, now)})


def _alike(one: Any, other: Any) -> bool:
    return (one or None) == (other or None)


def _said(field: forms.Field, value: Any) -> str:
    if isinstance(value, dt.date):
        return str(field.widget.format_value(value))
    if isinstance(value, models.Model):
        return str(value)
    for code, label in getattr(field, "choices", None) or ():
        if value not in (None, "") and str(code) == str(value):
            return str(label)
    return str(value or _("（空白）"))
