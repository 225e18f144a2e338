"""Open data for everybody: the settled years, one of them with its tables and files, and the feed of new ones."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.accounts.access import public
from foundation.exports import ods
from reports.opendata import editions, package
from reports.opendata.editions import Edition
from reports.opendata.rules import rules
from volunteers.reporting.measuring import measured
from volunteers.rules.result_figures import BY_KEY

WHY = "open data: sums of settled years, in which nobody can be found"
KEPT = 3600
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def _edition(year: int) -> Edition:
    """A settled year; kept for a while, because everybody may ask for it.

    Raises:
        Http404: it is not settled.
    """
    settled = dict(editions.years()).get(year)
    if settled is None:
        raise Http404
    key = f"opendata-{year}-{settled.timestamp()}"
    found: Edition | None = cache.get(key) or editions.edition(year)
    if found is None:
        raise Http404
    cache.set(key, found, KEPT)
    return found


@public(WHY)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The years there are, what they hold, and on what terms."""
    years = editions.years()
    return render(request, "reports/opendata.html", {"years": years, "rule": rules(), "title": _(package.TITLE)})


@public(WHY)
@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    """One year: its tables, its files and its dictionary."""
    found = _edition(year)
    return render(
        request,
        "reports/opendata_year.html",
        {
            "found": found, "rule": rules(), "title": _(package.TITLE), "resources": _listed(found),
            "tables": _tables(found), "folded": found.folded,
        },
    )  # fmt: skip


def _listed(found: Edition) -> list[dict[str, Any]]:
    return [
        {
            "key": one.key, "title": _(one.title), "about": _(one.about), "rows": len(one.rows),
            "fields": [(each.name, _(each.title), each.kind, _(each.about)) for each in one.fields],
        }
        for one in package.resources(found)
    ]  # fmt: skip


def _tables(found: Edition) -> list[dict[str, Any]]:
    """The cells by group, a row for each place; an empty cell is hidden."""
    english = (get_language() or "").startswith("en")
    shown: list[dict[str, Any]] = []
    for name, numbers in (("people", found.people), ("figures", found.figures), ("kinds", found.kinds)):
        groups = dict.fromkeys(one.group for one in numbers)
        for group in groups:
            cells = {(one.place.code, one.code): one.value for one in numbers if one.group == group}
            codes = list(dict.fromkeys(code for _place, code in cells))
            places = {one.place.code: one.place for one in numbers}
            rows = [
                (place.en if english else place.zh, [_cell(cells.get((place.code, code)), code) for code in codes])
                for place in places.values()
            ]
            titles = {"people": _("志工人數"), "figures": _("成果數字"), "kinds": _("服務種類")}
            title = titles[name] if group == editions.ALL else package.group_name(group)
            shown.append({"title": title, "codes": [_label(code) for code in codes], "rows": rows})
    return shown


def _cell(value: int | None, code: str) -> str:
    if value is None:
        return ""
    return measured(BY_KEY[code], value) if code in BY_KEY else f"{value:,}"


def _label(code: str) -> str:
    return str(BY_KEY[code].label) if code in BY_KEY else _(editions.WORDS[code])


@public(WHY)
@require_safe
def descriptor(request: HttpRequest, year: int) -> HttpResponse:
    """The data package's descriptor."""
    home = settings.SITE_ADDRESS + reverse("reports:opendata_year", args=[year])
    text = json.dumps(package.datapackage(_edition(year), home=home), ensure_ascii=False, indent=1)
    return _file((text + "\n").encode(), TYPES["json"])


@public(WHY)
@require_safe
def file(request: HttpRequest, year: int, name: str, suffix: str) -> HttpResponse:
    """One table of a year."""
    one = next((each for each in package.resources(_edition(year)) if each.key == name), None)
    if one is None or suffix not in TYPES:
        raise Http404
    return _file(one.csv() if suffix == "csv" else one.json(), TYPES[suffix])


@public(WHY)
@require_safe
def spreadsheet(request: HttpRequest, year: int) -> HttpResponse:
    """All tables of a year as a spreadsheet."""
    answer = _file(package.sheets(_edition(year)), ods.CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{package.NAME}-{year}.ods"'
    return answer


def _file(data: bytes, content_type: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=content_type)
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


class Years(Feed):
    """The settled years, newest first; one that was settled anew is there again."""

    feed_type = Atom1Feed
    link = "/opendata/"

    def title(self) -> str:
        """What the feed is called."""
        return _(package.TITLE)

    def subtitle(self) -> str:
        """What it holds."""
        return _(package.DESCRIPTION)

    def items(self) -> list[tuple[int, Any]]:
        """Year and moment of settling."""
        return editions.years()

    def item_title(self, item: tuple[int, Any]) -> str:
        """The year."""
        return f"{_(package.TITLE)} {item[0]}"

    def item_description(self, item: tuple[int, Any]) -> str:
        """When it was settled."""
        return _("全國定案：%(moment)s") % {"moment": f"{item[1]:%Y-%m-%d}"}

    def item_link(self, item: tuple[int, Any]) -> str:
        """The year's page."""
        return reverse("reports:opendata_year", args=[item[0]])

    def item_guid(self, item: tuple[int, Any]) -> str:
        """Another one for each version."""
        return f"{settings.SITE_ADDRESS}{self.item_link(item)}#{item[1]:%Y%m%d%H%M}"

    def item_updateddate(self, item: tuple[int, Any]) -> Any:
        """The moment of settling."""
        return item[1]


@public(WHY)
@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """The feed."""
    answer: HttpResponse = Years()(request)
    return answer
