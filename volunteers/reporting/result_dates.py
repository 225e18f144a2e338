"""The days on which results are due, for the units and offices somebody sees: the statutory calendar by their rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.calendars.writing import Entry
from foundation.taiwan import roc
from volunteers.models import Authority, ResultReport, Unit
from volunteers.models.result import period_shown
from volunteers.rules import result_forms
from volunteers.rules.result_forms import Form, Window


def coming(authority: Authority, first: dt.date, last: dt.date) -> list[tuple[Window, Form]]:
    """When reports to an authority are due from `first` to `last`."""
    form = result_forms.form_of(authority.code)
    return [(window, form) for window in form.rhythm.coming(first, last)]


def entries(user: Any, first: dt.date, last: dt.date) -> Iterator[Entry]:
    """What stands in a person's own calendar: her units' reports, and when those to her offices are due.

    A fixed number of questions. Nobody who sees the whole nation is told of every office.
    """
    scope = reach(user, Permission.SEE_UNITS)
    if not scope or scope.everywhere:
        return
    keeps = reach(user, Permission.KEEP_UNIT).organisations
    own = Unit.objects.filter(organisation__in=keeps).select_related("authority", "organisation")
    units = list(own.order_by("pk"))
    done = set(
        ResultReport.objects.filter(unit__in=units)
        .exclude(state=ResultReport.State.OPEN)
        .values_list("unit", "year", "term")
    )
    for unit in units:
        for window, form in coming(unit.authority, first, last):
            sent = (unit.pk, window.year, window.term) in done
            title = _("%(unit)s：%(period)s成果回報") % {
                "unit": unit.name, "period": period_shown(window.year, window.term)
            }  # fmt: skip
            yield _entry(f"result-{unit.pk}", title + (_("（已送出）") if sent else ""), window, form)
    reviews = reach(user, Permission.REVIEW_UNITS)
    for office in Authority.objects.filter(
        county__in=reviews.counties | {county for county, _sector in reviews.sectors}
    ):
        held = {category for county, category in reviews.sectors if county == office.county_id}
        if office.county_id not in reviews.counties and not held & set(office.categories):
            continue
        for window, form in coming(office, first, last):
            title = _("%(office)s：各單位%(period)s成果回報的期限") % {
                "office": office.shown, "period": period_shown(window.year, window.term)
            }  # fmt: skip
            yield _entry(f"results-{office.pk}", title, window, form)


def _entry(key: str, title: str, window: Window, form: Form) -> Entry:
    words = _("依據：%(source)s") % {"source": form.rhythm.source}
    if window.was:
        words += "\n" + _("原本是 %(day)s，遇假日順延") % {"day": roc.shown(window.was)}
    return Entry(
        f"{key}-{window.year}-{window.term}", title, window.opens_on, window.due_on, words=words,
        path=reverse("volunteers:results"),
    )  # fmt: skip
