"""The trail's lines about programmes and workshops in the words of their pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.translation import gettext as _

from foundation.audit.models import Event
from foundation.taiwan import roc


def labelled(events: Iterable[Event], model: type[models.Model]) -> list[Event]:
    """The lines with field names and stored codes replaced by what people read; nothing is written back."""
    shown = list(events)
    for event in shown:
        event.was = {_label(model, name): _said(model, name, value) for name, value in event.was.items()}
        event.now = {_label(model, name): _said(model, name, value) for name, value in event.now.items()}
    return shown


def _label(model: type[models.Model], name: str) -> str:
    also = {"agenda": _("議程"), "blocks": _("議程範本"), "until": _("開放填寫到")}
    if name in also:
        return also[name]
    try:
        field: Any = model._meta.get_field(name)
        return str(getattr(field, "verbose_name", name))
    except FieldDoesNotExist:
        return name


def _said(model: type[models.Model], name: str, value: Any) -> Any:
    if value is None or value == "":
        return _("（空白）")
    if value is True or value is False:
        return _("是") if value else _("否")
    if isinstance(value, list):
        return _("、").join(str(item) for item in value) or _("（空白）")
    try:
        field: Any = model._meta.get_field(name)
    except FieldDoesNotExist:
        return value
    if choices := dict(getattr(field, "flatchoices", None) or ()):
        return choices.get(value, value)
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return roc.shown(dt.date.fromisoformat(str(value)))
    if isinstance(field, models.TimeField):
        return str(value)[:5]
    return value
