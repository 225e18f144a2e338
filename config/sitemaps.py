"""What search engines may find: the pages that are meant for everybody, and nothing that needs somebody's session."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from actionplans.models import Publication
from foundation.accounts.access import public
from pledges import campaign_rules
from pledges.models import Pledge
from reports.models import Symposium
from reports.opendata import editions
from volunteers.models import Opening

OPEN_TO_ALL = (
    "actionplans:public_index", "actionplans:call", "volunteers:places", "volunteers:guide", "volunteers:awards",
    "reports:opendata", "reports:released", "pledges:wall", "privacy", "accessibility",
)  # fmt: skip
PLACES = (
    "/results/", "/pledges/wall/", "/register/serve/", "/register/awards/", "/register/guide/", "/opendata/",
    "/privacy/", "/accessibility/", "/static/",
)  # fmt: skip


class Lists(Sitemap[str]):
    """The pages that lead to the others."""

    def items(self) -> list[str]:
        """Their names."""
        return list(OPEN_TO_ALL)

    def location(self, item: str) -> str:
        """The page's address."""
        return reverse(item)


class Counties(Sitemap[tuple[str, dt.datetime]]):
    """The counties that have published something."""

    def items(self) -> list[tuple[str, dt.datetime]]:
        """Each with its latest change."""
        rows = Publication.objects.open().order_by().values_list("plan__county")
        return list(rows.annotate(last=Max("changed_at")).order_by("plan__county"))

    def location(self, item: tuple[str, dt.datetime]) -> str:
        """The county's page."""
        return reverse("actionplans:public_county", args=[item[0]])

    def lastmod(self, item: tuple[str, dt.datetime]) -> dt.datetime:
        """When something in it last changed."""
        return item[1]


class Plans(Sitemap[tuple[str, str, dt.datetime]]):
    """The published plans."""

    def items(self) -> list[tuple[str, str, dt.datetime]]:
        """County, number and latest change of each."""
        rows = Publication.objects.open().order_by("plan__code")
        return list(rows.values_list("plan__county", "plan__code", "changed_at"))

    def location(self, item: tuple[str, str, dt.datetime]) -> str:
        """The plan's page."""
        return reverse("actionplans:public_plan", args=item[:2])

    def lastmod(self, item: tuple[str, str, dt.datetime]) -> dt.datetime:
        """When it last changed."""
        return item[2]


class Openings(Sitemap[tuple[int, dt.datetime | None]]):
    """What units look for volunteers for, today."""

    def items(self) -> list[tuple[int, dt.datetime | None]]:
        """Each opening with the moment it was published."""
        rows = Opening.objects.open_on(timezone.localdate()).order_by("pk")
        return list(rows.values_list("pk", "published_at"))

    def location(self, item: tuple[int, dt.datetime | None]) -> str:
        """The opening's page."""
        return reverse("volunteers:place", args=[item[0]])

    def lastmod(self, item: tuple[int, dt.datetime | None]) -> dt.datetime | None:
        """When it was published."""
        return item[1]


class Years(Sitemap[tuple[int, dt.datetime]]):
    """The years of open data."""

    def items(self) -> list[tuple[int, dt.datetime]]:
        """Each settled year."""
        return editions.years()

    def location(self, item: tuple[int, dt.datetime]) -> str:
        """The year's page."""
        return reverse("reports:opendata_year", args=[item[0]])

    def lastmod(self, item: tuple[int, dt.datetime]) -> dt.datetime:
        """When it was settled."""
        return item[1]


class Symposia(Sitemap[tuple[str, dt.datetime]]):
    """The announced symposia."""

    def items(self) -> list[tuple[str, dt.datetime]]:
        """Each with its latest change."""
        return list(Symposium.objects.announced().order_by("pk").values_list("programme__slug", "changed_at"))

    def location(self, item: tuple[str, dt.datetime]) -> str:
        """Its page."""
        return reverse("reports:symposium_public", args=[item[0]])

    def lastmod(self, item: tuple[str, dt.datetime]) -> dt.datetime:
        """When it was last changed."""
        return item[1]


class Pledges(Sitemap[tuple[str, dt.datetime]]):
    """The counties on the wall of today's campaign."""

    def items(self) -> list[tuple[str, dt.datetime]]:
        """Each with the moment its pledge was accepted."""
        rows = Pledge.objects.on_the_wall().filter(campaign_key=campaign_rules.current().key).order_by("county")
        return list(rows.values_list("county", "accepted_at"))

    def location(self, item: tuple[str, dt.datetime]) -> str:
        """The county's wall."""
        return reverse("pledges:county_wall", args=[item[0]])

    def lastmod(self, item: tuple[str, dt.datetime]) -> dt.datetime:
        """When it was accepted."""
        return item[1]


SITEMAPS = {
    "lists": Lists,
    "counties": Counties,
    "plans": Plans,
    "openings": Openings,
    "years": Years,
    "symposia": Symposia,
    "pledges": Pledges,
}


@public("it says which pages are for everybody")
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Which pages search engines may read; of a demonstration none, its people and promises are invented."""
    # Some readers go by the first line that fits, others by the longest: this order is right for both.
    allowed = [] if settings.DEMO else [f"Allow: {place}" for place in PLACES]
    lines = ["User-agent: *", *allowed, "Disallow: /"]
    if not settings.DEMO:
        lines += ["", f"Sitemap: {settings.SITE_ADDRESS}{reverse('sitemap')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
