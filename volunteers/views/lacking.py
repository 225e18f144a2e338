"""The page on who lacks which training."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from foundation.accounts import sectors
from foundation.accounts.access import gate
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from volunteers.exports.gaps import GapsForm, enrolments
from volunteers.models import Enrolment, Unit
from volunteers.rules.courses import PROGRAMMES
from volunteers.training import lacking as gaps

ROWS, MOST_UNITS = 50, 500
SEE = Permission.SEE_VOLUNTEERS


@gate(SEE)
@require_safe
def lacking(request: HttpRequest) -> HttpResponse:
    """Counts by training and the people, a page at a time; what is shown stands in the address."""
    form = GapsForm(request.GET)
    form.is_valid()
    wanted = {name: form.cleaned_data.get(name) or "" for name in ("unit", "category", "what")}
    rows = enrolments(request.user, unit=wanted["unit"] or None, category=wanted["category"])
    found = gaps.find(rows, on=timezone.localdate())
    page = Paginator([gap for gap in found.gaps if gap.is_(wanted["what"])], ROWS).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    people = Enrolment.objects.select_related("volunteer", "unit__organisation").in_bulk(
        [gap.enrolment for gap in shown]
    )
    courses = gaps.missing(shown)
    units = Unit.objects.visible_to(request.user, SEE).select_related("organisation", "county")
    seen = list(units.order_by("county__position", "number")[:MOST_UNITS])
    return render(
        request,
        "volunteers/lacking.html",
        {
            "page": page,
            "lines": [
                {
                    "gap": gap, "enrolment": people[gap.enrolment], "category": sectors.name(gap.category),
                    "lacks": [PROGRAMMES[code].name for code in gap.codes],
                    "courses": courses[gap.enrolment, gap.category],
                }
                for gap in shown
            ],
            "found": found,
            "any": found.number(""),
            "lapsed": found.number("lapsed"),
            "expiring": found.number("expiring"),
            "counts": found.counts(),
            "wanted": wanted,
            "units": seen,
            "categories": [(code, sectors.name(code)) for code in sectors.CATEGORIES],
            # A list is taken into one unit: the chosen one, or the only one there is.
            "list_unit": next((one for one in seen if one.pk == wanted["unit"] or len(seen) == 1), None),
            "may_keep": bool(reach(request.user, Permission.KEEP_VOLUNTEERS)),
            "query": urlencode({name: value for name, value in wanted.items() if value}),
            "place": urlencode({name: value for name, value in wanted.items() if value and name != "what"}),
        },
    )  # fmt: skip
