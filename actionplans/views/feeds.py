"""What is new in a county's public plans, for readers of feeds (RSS, Atom) and calendars (iCalendar)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actionplans.models import Plan
from actionplans.public import public_results
from actionplans.public.public_results import Shown
from foundation.accounts.access import public
from foundation.accounts.models import County
from foundation.calendars import writing
from foundation.calendars.writing import Entry

from .public import WHY, in_asked_language

NEWEST = 30


@dataclass(frozen=True, slots=True)
class News:
    """One thing that is new: a plan that was published, progress shown on one, or a milestone that was reached."""

    key: str
    title: str
    words: str
    address: str
    at: dt.datetime


def news_of(rows: list[Shown]) -> list[News]:
    """What is new, newest first."""
    found = []
    for one in rows:
        publication, plan = one.publication, one.plan
        first = _("公開「%(plan)s」") % {"plan": one.title}
        words = str(one.summary) or plan.problem
        found.append(News(f"{plan.code}", first, words, one.address, publication.published_at))
        for update in publication.updates.all():
            title = _("「%(plan)s」的進度") % {"plan": one.title}
            address = f"{one.address}#update-{update.check_in.number}"
            key = f"{plan.code}-{update.check_in.number}"
            found.append(News(key, title, update.in_page_language[0], address, update.shown_at))
        for milestone in plan.milestones.all():
            if milestone.reached_at is not None:
                title = _("「%(plan)s」做到一項里程碑") % {"plan": one.title}
                address = f"{one.address}#milestone-{milestone.position}"
                key = f"{plan.code}-m{milestone.position}"
                found.append(News(key, title, milestone.shown, address, milestone.reached_at))
    return sorted(found, key=lambda one: one.at, reverse=True)[:NEWEST]


class Rss(Feed):  # type: ignore[type-arg]
    """A county's news as RSS."""

    feed_type = Rss201rev2Feed

    def get_object(self, request: HttpRequest, county: str) -> tuple[County, list[Shown]]:  # type: ignore[override]
        """The county and its public plans."""
        found = get_object_or_404(County, pk=county)
        rows = public_results.shown(on=timezone.localdate(), county=county)
        if not rows:
            raise Http404
        return found, rows

    def title(self, found: tuple[County, list[Shown]]) -> str:
        """What the feed is called."""
        return _("%(county)s的行動成果") % {"county": found[0].shown}

    def link(self, found: tuple[County, list[Shown]]) -> str:
        """The page it is about."""
        return reverse("actionplans:public_county", args=[found[0].code])

    def feed_url(self, found: tuple[County, list[Shown]]) -> str:
        """Where it is read: a reader that goes by this goes on reading it in its language."""
        name = "public_atom" if self.feed_type is Atom1Feed else "public_rss"
        return f"{reverse(f'actionplans:{name}', args=[found[0].code])}?language={get_language()}"

    def description(self, found: tuple[County, list[Shown]]) -> str:
        """What stands in it."""
        return _("新公開的行動方案、它們的進度和做到的里程碑。")

    subtitle = description

    def author_name(self, found: tuple[County, list[Shown]]) -> str:
        """Whose news they are: Atom asks for somebody (RFC 4287, 4.1.1)."""
        return found[0].shown

    def items(self, found: tuple[County, list[Shown]]) -> list[News]:
        """What is new."""
        return news_of(found[1])

    def item_title(self, item: News) -> str:  # type: ignore[override]
        """What an entry is called."""
        return item.title

    def item_description(self, item: News) -> str:  # type: ignore[override]
        """What it says; readers of feeds take it for HTML."""
        return escape(item.words)

    def item_link(self, item: News) -> str:
        """Where it stands."""
        return item.address

    def item_pubdate(self, item: News) -> dt.datetime:
        """When it was shown."""
        return item.at

    item_updateddate = item_pubdate


class Atom(Rss):
    """The same as Atom."""

    feed_type = Atom1Feed  # type: ignore[assignment]


rss = public(WHY)(require_safe(in_asked_language(Rss())))
atom = public(WHY)(require_safe(in_asked_language(Atom())))


@public(WHY)
@require_safe
@in_asked_language
def dates(request: HttpRequest, county: str) -> HttpResponseBase:
    """The days on which a county's public plans fall due, for calendars."""
    found = get_object_or_404(County, pk=county)
    rows = public_results.shown(on=timezone.localdate(), county=county)
    if not rows:
        raise Http404
    name = _("%(county)s的行動成果") % {"county": found.shown}
    data = writing.write(name, _dates_of(rows), stamp=timezone.now())
    response = HttpResponse(data, content_type=writing.CONTENT_TYPE)
    response["Content-Disposition"] = f'inline; filename="{found.code}.ics"'
    return response


def _dates_of(rows: list[Shown]) -> Iterator[Entry]:
    for one in rows:
        for milestone in one.plan.milestones.all():
            if milestone.reached_at is None and one.plan.standing != Plan.Standing.FOLLOWED:
                continue  # nobody is asked for it any more
            done = _("（完成）") if milestone.reached_at else ""
            yield Entry(
                f"{one.plan.code}-{milestone.position}", f"{one.title}：{milestone.shown}{done}", milestone.due_on,
                path=one.address, stamp=one.publication.changed_at,
            )  # fmt: skip
