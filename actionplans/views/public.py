"""Pages for everybody: the plans that counties have published, their photos, files, feeds and calendars."""

from __future__ import annotations

import functools
import tempfile
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from actionplans import call
from actionplans.models import Evidence, Publication
from actionplans.public import public_results, public_tables, structured
from foundation.accounts.access import View, public
from foundation.accounts.models import County
from foundation.exports import views as leaving
from foundation.exports.imprint import Imprint
from foundation.exports.registry import FORMATS
from foundation.files import views as files
from foundation.files.models import StoredFile
from foundation.taiwan import roc
from foundation.taiwan.counties import COUNTIES
from workshops.models import Workshop

WHY = "a county has chosen what everybody may read of its plans"


def in_asked_language(view: View) -> View:
    """What programs read, in the language that its address names (`?language=en`): a reader of feeds and a calendar
    keep no choice of anybody's. An address that names none is answered like a page.
    """

    @functools.wraps(view, updated=())
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = request.GET.get("language", "")
        if asked not in dict(settings.LANGUAGES):
            return view(request, *args, **kwargs)
        with override(asked):
            response = view(request, *args, **kwargs)
        response["Content-Language"] = asked
        return response

    return answered


@public(WHY)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Which counties show what they do."""
    rows = public_results.shown(on=timezone.localdate())
    counts: dict[str, int] = {}
    for one in rows:
        counts[one.plan.county_id] = counts.get(one.plan.county_id, 0) + 1
    tiles = [
        {
            # An English name is too long for a tile: its code stands there, and the name is said.
            "name": one.name if roc.in_chinese() else one.code, "text": "" if roc.in_chinese() else one.name_en,
            "col": one.tile[0], "row": one.tile[1],
            "level": min(4, counts.get(one.code, 0)), "value": counts.get(one.code, 0), "unit": _("件"),
            "url": reverse("actionplans:public_county", args=[one.code]) if one.code in counts else "",
        }
        for one in sorted(COUNTIES, key=lambda county: county.order)
    ]  # fmt: skip
    counties = [(county, counts[county.code]) for county in County.objects.all() if county.code in counts]
    around = {"counties": counties, "tiles": tiles, "rows": rows, **_around(rows)}
    return render(request, "actionplans/public_index.html", around)


@public("the Call to Action is a public text")
@require_safe
def the_call(request: HttpRequest) -> HttpResponse:
    """The Call to Action with its fourteen items, and the public plans that answer each."""
    rows = public_results.shown(on=timezone.localdate())
    answering: dict[str, list[public_results.Shown]] = {}
    for one in rows:
        answering.setdefault(one.plan.call_item, []).append(one)
    pillars = [(pillar, [(item, answering.get(item.code, [])) for item in pillar.items]) for pillar in call.PILLARS]
    around = {"pillars": pillars, "translated": not roc.in_chinese(), "on_call": True, **_around(rows)}
    return render(request, "actionplans/public_call.html", around)


@public(WHY)
@require_safe
def county(request: HttpRequest, county: str) -> HttpResponse:
    """What a county's people do: its public plans by pillar, how they stand, and what comes next."""
    found = get_object_or_404(County, pk=county)
    today = timezone.localdate()
    rows = public_results.shown(on=today, county=county)
    if not rows:
        raise Http404
    return render(
        request,
        "actionplans/public_county.html",
        {
            "county": found,
            "rows": rows,
            "pillars": public_results.by_pillar(rows),
            "figures": public_results.figures(rows),
            "statuses": public_results.by_status(rows),
            "coming": public_results.coming(rows, on=today),
            "vow": next((one for one in rows if one.plan.vow), None),
            "structured": structured.of_county(found, rows, _held(rows)),
            **_around(rows),
        },
    )


@public(WHY)
@require_safe
def plan(request: HttpRequest, county: str, code: str) -> HttpResponse:
    """One plan: the problem in the table's words, what is done, what changed, what shows it, and who else says so."""
    publication = _open(county, code)
    shown = public_results.one(publication, on=timezone.localdate())
    return render(
        request,
        "actionplans/public_plan.html",
        {
            "shown": shown,
            "structured": structured.of_plan(shown),
            "plan": publication.plan,
            "county": publication.plan.county,
            "issues": publication.plan.issues.select_related("group"),
            "steps": publication.plan.steps.all(),
            # By the days that stand now: a postponement changes their order.
            "milestones": sorted(publication.plan.milestones.all(), key=lambda one: (one.due_on, one.position)),
            "courses": public_results.courses(publication),
            "updates": publication.updates.all(),
            "in_annual_plan": public_results.in_annual_plan(publication.plan),
            "opinions": public_results.opinions(publication),
            **_around([shown]),
        },
    )


def _held(rows: list[public_results.Shown]) -> list[Workshop]:
    """The workshops that these plans come from, by date."""
    keys = {one.plan.workshop_id for one in rows}
    return list(Workshop.objects.filter(pk__in=keys).select_related("county", "programme").order_by("date", "pk"))


def _open(county: str, code: str) -> Publication:
    found = public_results.find(county=county, code=code)
    if found is None:
        raise Http404
    return found


def _around(rows: list[public_results.Shown]) -> dict[str, Any]:
    """What stands around every public page."""
    return {"changed_at": max((one.publication.changed_at for one in rows), default=None)}


@public("a county has chosen this photo for everybody")
@require_safe
def photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A photo that a county has made public."""
    return _piece(pk, Q(file__kind=StoredFile.Kind.PICTURE))


@public("a county has chosen this document for everybody")
@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A document that a county has made public, to take along."""
    return _piece(pk, ~Q(file__kind=StoredFile.Kind.PICTURE))


def _piece(pk: int, kind: Q) -> HttpResponseBase:
    pieces = Evidence.objects.select_related("file").filter(
        kind, pk=pk, file__isnull=False, check_in__public_update__pieces=pk,
        check_in__public_update__publication__in=Publication.objects.open(),
    )  # fmt: skip
    piece = pieces.first()
    if piece is None or piece.file is None:
        raise Http404
    response = files.respond(piece.file, name=str(piece.pk))
    del response["Cross-Origin-Resource-Policy"]
    # Short, for what is taken back should be gone soon.
    response["Cache-Control"] = "public, max-age=300"
    return response


@public(WHY)
@require_safe
@in_asked_language
def data(request: HttpRequest, county: str, suffix: str) -> HttpResponseBase:
    """A county's public plans as a file for spreadsheets and programs."""
    if suffix not in public_tables.SUFFIXES:
        raise Http404
    found = get_object_or_404(County, pk=county)
    rows = public_results.shown(on=timezone.localdate(), county=county)
    if not rows:
        raise Http404
    table = public_tables.of_county(found, rows, absolute=request.build_absolute_uri)
    stream = tempfile.SpooledTemporaryFile(1 << 20)  # noqa: SIM115  closed with the response
    FORMATS[suffix].write([table], stream, Imprint(str(table.title), creator=found.shown, created=timezone.localtime()))
    stream.seek(0)
    return leaving.respond(stream, name=f"{table.title}.{suffix}", content_type=FORMATS[suffix].content_type)
