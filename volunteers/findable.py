"""Units and volunteers as the finder finds them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext, pgettext_lazy

from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.finding.sources import Find, Source, each_word

from .models import Enrolment, Unit, Volunteer
from .persons import searching


def units(user: Any, text: str, most: int) -> Iterator[Find]:
    """The units this person may see, by name or contact."""
    if not reach(user, Permission.SEE_UNITS):
        return
    rows = Unit.objects.visible_to(user).filter(each_word(text, "organisation__name", "contact_name"))
    for one in rows.select_related("organisation", "county").order_by("county__position", "number")[:most]:
        yield Find(
            reverse("volunteers:unit", args=[one.pk]), one.name, f"{one.county.shown}　{one.get_state_display()}"
        )


def people(user: Any, text: str, most: int) -> Iterator[Find]:
    """The volunteers whose record this person sees, as the page of volunteers finds them, or by a whole number."""
    if not reach(user, Permission.SEE_VOLUNTEERS):
        return
    mine = Enrolment.objects.visible_to(user).on(timezone.localdate()).select_related("unit__organisation")
    rows = searching.find(Volunteer.objects.visible_to(user).living(), text).distinct()
    for one in rows.prefetch_related(Prefetch("enrolments", mine, to_attr="current")).order_by("name_key", "pk")[:most]:
        where = gettext("、").join(each.unit.name for each in one.current)
        yield Find(reverse("volunteers:person", args=[one.key]), one.name, where or gettext("已離隊"))


def listed_units(text: str) -> str:
    """The list of units, narrowed to the same words."""
    return f"{reverse('volunteers:units')}?{urlencode({'q': text})}"


SOURCES = (
    Source("units", pgettext_lazy("清單", "運用單位"), "building", units, order=30, listed=listed_units),
    Source("people", pgettext_lazy("名單", "志工"), "people", people, order=40),
)
