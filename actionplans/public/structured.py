"""Public results in the words of schema.org, so that search engines and programs know what a page is about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from foundation.accounts.models import County
from workshops.models import Workshop

from .public_results import Shown

LICENCE = "https://data.gov.tw/license"


def _county(county: County) -> dict[str, Any]:
    return {"@type": "AdministrativeArea", "name": county.shown, "identifier": f"TW-{county.code}"}


def of_county(county: County, rows: Iterable[Shown], workshops: Iterable[Workshop]) -> dict[str, Any]:
    """A county's page: the workshops that its public plans come from, as events that took place, and the plans."""
    place = _county(county)
    where = {
        "@type": "Place",
        "name": county.shown,
        "address": {"@type": "PostalAddress", "addressRegion": county.shown, "addressCountry": "TW"},
    }
    return {
        "@type": "CollectionPage",
        "name": county.shown,
        "inLanguage": get_language(),
        "about": place,
        "license": LICENCE,
        "hasPart": [
            {"@type": "WebPage", "name": str(one.title), "url": settings.SITE_ADDRESS + one.address} for one in rows
        ],
        "mentions": [
            {
                "@type": "Event",
                "name": str(one),
                "startDate": one.date.isoformat(),
                "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
                "eventStatus": "https://schema.org/EventScheduled",
                "location": where,
                "organizer": {"@type": "GovernmentOrganization", "name": county.shown},
            }
            for one in workshops
            if one.date
        ],
    }


def of_plan(shown: Shown) -> dict[str, Any]:
    """A plan's page: what it is called, what it says, where, and when it last changed."""
    return {
        "@type": "WebPage",
        "name": str(shown.title),
        "description": str(shown.summary) or shown.plan.goal,
        "inLanguage": get_language(),
        "url": settings.SITE_ADDRESS + shown.address,
        "dateModified": shown.publication.changed_at.isoformat(),
        "datePublished": shown.publication.published_at.isoformat(),
        "identifier": shown.plan.code,
        "about": {"@type": "Thing", "name": shown.item.name} if shown.item else None,
        "contentLocation": _county(shown.plan.county),
        "license": LICENCE,
    }
