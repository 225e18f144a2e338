"""Action plans as the finder finds them: by number, title, problem, or who carries them out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from actionplans.models import Plan
from foundation.finding.sources import Find, Source, each_word

FIELDS = ("title", "problem", "lead_agency", "person_in_charge", "county__name", "county__name_en")


def look(user: Any, text: str, most: int) -> Iterator[Find]:
    """The plans this person may see, that of this very number first, then the latest."""
    rows = Plan.objects.visible_to(user)
    numbered = list(rows.filter(code__iexact=text).select_related("county")[:1])
    named = rows.filter(each_word(text, *FIELDS)).exclude(pk__in=[one.pk for one in numbered])
    for one in [*numbered, *named.select_related("county").order_by("-pk")[: most - len(numbered)]]:
        note = "　".join(part for part in (one.code, one.county.shown, one.lead_agency) if part)
        yield Find(reverse("actionplans:plan", args=[one.pk]), one.title, note)


def listed(text: str) -> str:
    """The tracker, narrowed to the same words."""
    return f"{reverse('actionplans:plans')}?{urlencode({'q': text})}"


SOURCE = Source("plans", _("行動方案"), "signpost-split", look, order=20, listed=listed)
