"""Writing and reading the trail.

Every domain function that changes something leaves one line here in the same transaction; no line has an
anonymous writer.
"""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import math
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.db import models
from django.utils import timezone, translation
from django.utils.translation import gettext_noop

from .models import SYSTEM_KIND, Event, EventQuerySet
from .verbs import Verb
from .wording import in_both

_origin: ContextVar[str] = ContextVar("audit_origin", default="")


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who can do things: a person, a seat at a table, or the system itself."""

    kind: str
    key: str
    label: str

    def as_actor(self) -> Actor:
        """Itself, so that an actor can stand wherever a person can."""
        return self


class Acts(Protocol):
    """Whatever can answer for a change."""

    def as_actor(self) -> Actor: ...


SYSTEM = Actor(SYSTEM_KIND, "system", gettext_noop("系統"))


@contextmanager
def origin(address: str) -> Iterator[None]:
    """Remember for the lines written inside where the request came from (an IP address, or a command's name)."""
    token = _origin.set(address[:64])
    try:
        yield
    finally:
        _origin.reset(token)


def record(
    verb: Verb,
    thing: models.Model,
    *,
    by: Acts,
    county: str | None = None,
    was: Mapping[str, Any] | None = None,
    now: Mapping[str, Any] | None = None,
    reason: str = "",
    at: dt.datetime | None = None,
) -> Event:
    """Write one line of the trail.

    Args:
        verb: what was done.
        thing: what it was done to; only its type, key and label are copied.
        by: who did it.
        county: code of the county concerned; without it, `thing.county_id` if the thing has one.
        was, now: the values that changed. Personal numbers must already be masked.
        reason: why, where the rules ask for one.
        at: when, for history that is being rebuilt (demo data); otherwise this moment.
    """
    event = _line(verb, thing, by=by, county=county, was=was, now=now, reason=reason, at=at)
    event.save()
    return event


def record_each(
    verb: Verb,
    things: Iterable[models.Model],
    *,
    by: Acts,
    county: str | None = None,
    reason: str = "",
    at: dt.datetime | None = None,
) -> None:
    """Write one line about each of many things to which the same was done; arguments as `record` has them."""
    lines = (_line(verb, thing, by=by, county=county, was=None, now=None, reason=reason, at=at) for thing in things)
    Event.objects.bulk_create(lines, batch_size=500)


def _line(
    verb: Verb,
    thing: models.Model,
    *,
    by: Acts,
    county: str | None,
    was: Mapping[str, Any] | None,
    now: Mapping[str, Any] | None,
    reason: str,
    at: dt.datetime | None,
) -> Event:
    if county is None:
        county = getattr(thing, "county_id", "") or ""
    actor_label, actor_label_en = in_both(lambda: by.as_actor().label, longest=200)
    object_label, object_label_en = in_both(lambda: str(thing), longest=300)
    with translation.override(settings.LANGUAGE_CODE):  # one language for good, whichever the writer's page speaks
        actor = by.as_actor()
        return Event(
            at=at or timezone.now(),
            verb=verb,
            actor_kind=actor.kind,
            actor_key=actor.key,
            actor_label=actor_label,
            actor_label_en=actor_label_en,
            object_type=thing._meta.label_lower,
            object_key=str(thing.pk),
            object_label=object_label,
            object_label_en=object_label_en,
            county=county,
            was={key: _plain(value) for key, value in (was or {}).items()},
            now={key: _plain(value) for key, value in (now or {}).items()},
            reason=reason,
            origin=_origin.get(),
        )


def history_of(thing: models.Model) -> EventQuerySet:
    """The lines about one thing, newest first."""
    return history_of_key(thing._meta.label_lower, str(thing.pk))


def history_of_key(object_type: str, object_key: str) -> EventQuerySet:
    """The lines about a thing that may no longer exist, newest first."""
    return Event.objects.filter(object_type=object_type, object_key=object_key)


def differences(thing: models.Model, cleaned: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `cleaned` would change on `thing`: the old and the new values of the fields that differ."""
    was, now = {}, {}
    for name, value in cleaned.items():
        old = getattr(thing, name)
        if old != value:
            was[name], now[name] = old, value
    return was, now


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)  # JSON has no word for the others
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, decimal.Decimal | uuid.UUID):
        return str(value)
    return str(value)
