"""What stands in a calendar, and the file it makes (RFC 5545)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

CONTENT_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a calendar. `starts` is a day, or a moment; `ends` the last day, or the moment after it.

    `key` stays the same as long as the thing does, so that a calendar knows it again when its day has moved; `stamp`
    says when it was last changed, where that is known of it alone.
    """

    key: str
    title: str
    starts: dt.date | dt.datetime
    ends: dt.date | dt.datetime | None = None
    place: str = ""
    words: str = ""
    path: str = ""
    status: str = "CONFIRMED"
    stamp: dt.datetime | None = None


def write(name: str, found: Iterable[Entry], *, stamp: dt.datetime) -> bytes:
    """The calendar as a file. The same entries make the same bytes, so that nobody fetches them twice.

    Args:
        name: what calendar programs call it.
        stamp: of the entries that have none of their own.
    """
    made = Calendar()
    made.add("prodid", "-//local-action-platform//zh-TW//")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", settings.TIME_ZONE)
    made.add("refresh-interval", dt.timedelta(hours=6), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT6H")
    for one in found:
        made.add_component(_event(one, one.stamp or stamp))
    data: bytes = made.to_ical()
    return data


def _event(one: Entry, stamp: dt.datetime) -> Event:
    event = Event()
    event.add("uid", f"{one.key}@{urlsplit(settings.SITE_ADDRESS).netloc}")
    event.add("dtstamp", stamp.astimezone(dt.UTC).replace(microsecond=0))
    known: dict[str, Any] = {
        "summary": one.title, "location": one.place, "description": one.words,
        "url": settings.SITE_ADDRESS + one.path if one.path else "",
    }  # fmt: skip
    for name, value in known.items():
        if value:
            event.add(name, value)
    if isinstance(one.starts, dt.datetime):
        event.add("dtstart", one.starts.astimezone(dt.UTC))
        if isinstance(one.ends, dt.datetime):
            event.add("dtend", one.ends.astimezone(dt.UTC))
    else:
        last = one.ends if one.ends and not isinstance(one.ends, dt.datetime) else one.starts
        event.add("dtstart", one.starts)
        event.add("dtend", last + dt.timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    event.add("status", one.status)
    return event
