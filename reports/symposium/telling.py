"""What everybody reads of a symposium: its day in the words of schema.org, and as an entry of a calendar.

Names of delegates are nowhere in it; who speaks stands in the programme because the association wrote it there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.calendars.writing import Entry
from foundation.taiwan import roc
from reports.models import Symposium

from .planning import Told


def name(symposium: Symposium) -> str:
    """What it is called, in the language of the page."""
    in_chinese = (get_language() or "").startswith("zh")
    return symposium.title if in_chinese else symposium.title_en or symposium.title


def address(symposium: Symposium) -> str:
    """Where everybody finds it, once it is announced."""
    return reverse("reports:symposium_public", args=[symposium.programme.slug])


def moments(symposium: Symposium, items: Sequence[Told]) -> tuple[dt.datetime, dt.datetime]:
    """When an announced one begins and ends."""
    assert symposium.held_on is not None and symposium.starts_at is not None  # noqa: S101, PT018  the database says so
    starts = timezone.make_aware(dt.datetime.combine(symposium.held_on, symposium.starts_at))
    return starts, starts + dt.timedelta(minutes=sum(one.item.minutes for one in items))


def when(symposium: Symposium, items: Sequence[Told]) -> str:
    """Its day and hours in words; empty while the day is open."""
    if symposium.held_on is None:
        return ""
    if symposium.starts_at is None:
        return roc.long(symposium.held_on)
    starts, ends = moments(symposium, items)
    return f"{roc.long(symposium.held_on)}　{starts:%H:%M}–{timezone.localtime(ends):%H:%M}"


def structured(symposium: Symposium, items: Sequence[Told]) -> dict[str, Any]:
    """An announced symposium as schema.org's Event."""
    starts, ends = moments(symposium, items)
    place: dict[str, Any] = {"@type": "Place", "name": symposium.place}
    if symposium.address:
        place["address"] = symposium.address
    return {
        "@type": "Event",
        "name": name(symposium),
        "url": settings.SITE_ADDRESS + address(symposium),
        "inLanguage": get_language(),
        "startDate": starts.isoformat(),
        "endDate": ends.isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": place,
        "subEvent": [
            {
                "@type": "Event",
                "name": one.item.title,
                "startDate": (starts + dt.timedelta(minutes=before)).isoformat(),
                "endDate": (starts + dt.timedelta(minutes=before + one.item.minutes)).isoformat(),
                "location": place,
            }
            for one, before in zip(items, _before(items), strict=True)
        ],
    }


def entry(symposium: Symposium, items: Sequence[Told]) -> Entry:
    """An announced symposium as one entry of a calendar."""
    starts, ends = moments(symposium, items)
    lines = [f"{one.clock} {one.item.title}" for one in items]
    return Entry(
        f"symposium-{symposium.pk}", name(symposium), starts, ends, place=_place(symposium), words="\n".join(lines),
        path=address(symposium), stamp=symposium.changed_at,
    )  # fmt: skip


def _place(symposium: Symposium) -> str:
    comma = _("，")
    return comma.join(part for part in (symposium.place, symposium.address) if part)


def _before(items: Sequence[Told]) -> list[int]:
    passed, found = 0, []
    for one in items:
        found.append(passed)
        passed += one.item.minutes
    return found
