"""What the walls tell programs that read pages: pledges in the words of schema.org."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from pledges.campaign_rules import Campaign
from pledges.models import Pledge


def of_nation(campaign: Campaign, pledges: Iterable[Pledge]) -> dict[str, Any]:
    """The nation's wall: the call, and each county's pledge as an event that took place."""
    return {
        "@type": "CollectionPage",
        "name": str(campaign),
        "url": settings.SITE_ADDRESS + reverse("pledges:wall"),
        "inLanguage": get_language(),
        "hasPart": [
            {"@type": "WebPage", "name": one.county.shown, "url": settings.SITE_ADDRESS + _address(one)}
            for one in pledges
        ],
        "mentions": [of_county(campaign, one) for one in pledges if one.held_on],
    }


def of_county(campaign: Campaign, pledge: Pledge) -> dict[str, Any]:
    """A county's pledge as the event at which it was called out; without its day, the page alone.

    No photo is named: who keeps a copy of it is not reached when the licence is taken back.
    """
    name = f"{pledge.county.shown}　{campaign}"
    told: dict[str, Any] = {
        "@type": "Event" if pledge.held_on else "WebPage",
        "name": name,
        "url": settings.SITE_ADDRESS + _address(pledge),
        "inLanguage": get_language(),
    }
    if pledge.held_on is None:
        return told
    address = {"@type": "PostalAddress", "addressRegion": pledge.county.shown, "addressCountry": "TW"}
    return told | {
        "startDate": pledge.held_on.isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": pledge.place or pledge.county.shown, "address": address},
        "organizer": {"@type": "GovernmentOrganization", "name": pledge.county.shown},
    }


def _address(pledge: Pledge) -> str:
    return reverse("pledges:county_wall", args=[pledge.county_id])
