"""Workshops as the finder finds them: by county, programme, venue, organiser or lecturer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.finding.sources import Find, Source, each_word
from foundation.taiwan import counties, roc

from .models import Workshop

FIELDS = ("county__name", "county__name_en", "programme__name", "venue", "host_unit", "lecturer__name")


def look(user: Any, text: str, most: int) -> Iterator[Find]:
    """The workshops this person may see, the latest first."""
    rows = Workshop.objects.visible_to(user).filter(each_word(text, *FIELDS, also=_county))
    for one in rows.select_related("county", "programme").order_by("-programme__year", "-pk")[:most]:
        day = roc.shown_short(one.date) if one.date else ""
        note = "　".join(part for part in (day, one.venue, str(one.get_state_display())) if part)
        yield Find(reverse("workshops:detail", args=[one.pk]), str(one), note)


def _county(word: str) -> Q:
    """A county by any of its names (台東, Taitung, TTT)."""
    try:
        return Q(county=counties.find(word).code)
    except ValueError:
        return Q(pk__in=())


SOURCE = Source("workshops", _("工作坊"), "calendar-event", look, order=10)
