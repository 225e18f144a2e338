"""The trail's lines as people read them: fields by the names of their forms, values in words instead of codes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.audit.models import Event
from foundation.taiwan import roc

# What a line may note beside the fields of its thing. Each app gives the names of its own when it becomes ready.
_names: dict[str, str | Promise] = {
    "expires": gettext_lazy("期限"),
    "export": gettext_lazy("表格"),
    "format": gettext_lazy("格式"),
    "kind": gettext_lazy("種類"),
    "purpose": gettext_lazy("用途"),
    "rows": gettext_lazy("列數"),
    "copy": gettext_lazy("副本編號"),
    "sha256": gettext_lazy("檔案的指紋"),
    "year": gettext_lazy("年度"),
}

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?[+-]\d\d:\d\d$")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_of_app: dict[str, dict[str, str | Promise]] = {}
_words: dict[tuple[str, str], str | Promise] = {}
_items: dict[str, Callable[[str], str]] = {}


@dataclass(frozen=True, slots=True)
class Change:
    """One value that a line speaks of; `was` is None where only the new value was noted."""

    name: str
    was: str | None
    now: str | None


def name(app: str, **names: str | Promise) -> None:
    """Say what these keys of the trail are called, where they are no fields.

    Two apps may call one key differently (`moved`: people at a workshop, items of a meeting): a line about a thing is
    told in the words of the thing's own app, and in those of whoever came first where its app has none.

    Args:
        app: an app; or one model of it (`actionplans.annualplan`) that has words of its own.
    """
    _of_app.setdefault(app, {}).update(names)
    for key, words in names.items():
        _names.setdefault(key, words)


def say(key: str, value: str, words: str | Promise) -> None:
    """Say what this value of this key is called, where it is a code of no field."""
    _words[key, value] = words


def tell(key: str, words: Callable[[str], str]) -> None:
    """Say how an item of this list is told; it was noted in Chinese, with words of ours in it."""
    _items[key] = words


def is_named(model: type[models.Model] | None, key: str) -> bool:
    """Whether a line about such a thing says in words what this key is."""
    return _name(model, key) != key


def read(events: Iterable[Event]) -> list[Event]:
    """The lines, each with its `changes`; nothing is written back."""
    shown = list(events)
    for event in shown:
        event.changes = changes_of(event)  # type: ignore[attr-defined]
    return shown


def changes_of(event: Event) -> list[Change]:
    """What the line says has changed, in the order in which it was noted."""
    model = _model(event.object_type)
    changes = []
    for key in dict.fromkeys([*event.was, *event.now]):
        was = _said(model, key, event.was[key]) if key in event.was else None
        now = _said(model, key, event.now[key]) if key in event.now else None
        # What stayed as it was is told once: nobody looks for the difference.
        changes.append(Change(_name(model, key), None if was == now else was, now))
    return changes


def _model(label: str) -> type[models.Model] | None:
    """The class of the thing; None for a thing of an app that is gone."""
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _field(model: type[models.Model] | None, key: str) -> Any:
    try:
        return model._meta.get_field(key) if model is not None else None
    except FieldDoesNotExist:
        return None


def _name(model: type[models.Model] | None, key: str) -> str:
    own = getattr(_field(model, key), "verbose_name", None)
    # Django's own name of a field that has none is its code once more.
    if own and own != key.replace("_", " "):
        return str(own)
    places = (model._meta.label_lower, model._meta.app_label) if model is not None else ()
    known = next((_of_app[place][key] for place in places if key in _of_app.get(place, {})), None)
    return str(known or _names.get(key, key))


def _said(model: type[models.Model] | None, key: str, value: Any) -> str:
    if value is None or value == "" or value == []:
        return _("（空白）")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        words = _items.get(key, str)
        return _("、").join(words(str(item)) for item in value)
    field = _field(model, key)
    if choices := dict(getattr(field, "flatchoices", None) or ()):
        return str(choices.get(value, value))
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return roc.shown(dt.date.fromisoformat(str(value)))
    if isinstance(field, models.TimeField):
        return str(value)[:5]
    if (key, str(value)) in _words:
        return str(_words[key, str(value)])
    moment, day = _moment(value), _day(str(value))
    if moment is not None:
        return f"{roc.shown(moment.date())} {moment:%H:%M}"
    return str(value) if day is None else roc.shown(day)


def days_told(text: str) -> str:
    """A line of ours with its days as the page writes them; they were noted as 2026-12-16."""
    return _DAY.sub(lambda found: found[0] if (day := _day(found[0])) is None else roc.shown_short(day), text)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _moment(value: Any) -> dt.datetime | None:
    """The moment that was noted, in the zone of the page; None where the value is none."""
    if not isinstance(value, str) or not _MOMENT.match(value):
        return None
    try:
        return timezone.localtime(dt.datetime.fromisoformat(value))
    except ValueError:
        return None
