"""What everybody sees: the nation's wall and a county's; the doors to photos and films; and the editor's download."""

from __future__ import annotations

import re

from django.core.files.base import File
from django.db.models import Prefetch
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from foundation.accounts.access import gate, get_visible, public
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.verbs import Verb
from pledges import campaign_rules, names, packing, telling
from pledges.models import Media, Pledge

EVERYBODY = public("accepted pledges whose licence holds are made to be shown")
TYPES = {
    "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "gif": "image/gif", "tif": "image/tiff",
    "avif": "image/avif", "mp4": "video/mp4", "mov": "video/quicktime", "mpg": "video/mpeg", "ts": "video/mp2t",
}  # fmt: skip
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")


@EVERYBODY
@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """The nation's wall: every county that has pledged, with one picture."""
    campaign = campaign_rules.current()
    shown = Prefetch("media", Media.objects.exclude(small=""), to_attr="pictures")
    rows = Pledge.objects.on_the_wall().filter(campaign_key=campaign.key).select_related("county")
    pledges = list(rows.prefetch_related(shown).order_by("county"))
    told = {
        "campaign": campaign, "pledges": pledges, "county": None, "is_wall": True,
        "structured": telling.of_nation(campaign, pledges),
    }  # fmt: skip
    return render(request, "pledges/wall.html", told)


@EVERYBODY
@require_safe
def county_wall(request: HttpRequest, code: str) -> HttpResponse:
    """A county's wall: its photos and its film."""
    campaign = campaign_rules.current()
    rows = Pledge.objects.on_the_wall().select_related("county").prefetch_related("media")
    found = rows.filter(campaign_key=campaign.key, county=code).first()
    if found is None:
        raise Http404
    told = {
        "campaign": campaign, "pledge": found, "shown_county": found.county, "county": found.county,
        "worded": campaign.worded(found.county.name), "media": list(found.media.all()), "is_wall": True,
        "structured": telling.of_county(campaign, found),
    }  # fmt: skip
    return render(request, "pledges/county_wall.html", told)


@EVERYBODY
@require_safe
def shown_media(request: HttpRequest, pk: int, copy: str) -> HttpResponseBase:
    """A photo or film of a wall, as it was made anew for showing; never the original."""
    found = Media.objects.on_the_wall().filter(pk=pk).first()
    if found is None or copy not in ("shown", "small"):
        raise Http404
    return _respond(request, found, copy)


@gate(Permission.SEE_PLEDGES)
@require_safe
def media(request: HttpRequest, pk: int, copy: str) -> HttpResponseBase:
    """A file of a pledge for its county and the association; the original by the name of the rule."""
    found = get_visible(Media.objects.select_related("pledge__county"), request.user, pk=pk)
    if copy not in ("original", "shown", "small"):
        raise Http404
    return _respond(request, found, copy)


@gate(Permission.REVIEW_PLEDGES)
@require_safe
def download(request: HttpRequest) -> HttpResponseBase:
    """Everything accepted with a licence that holds, as one archive with its manifest."""
    campaign = campaign_rules.current()
    now = timezone.now()
    listed = packing.contents(campaign)
    trail.record(
        Verb.EXPORTED, request.user, by=request.user, now={"export": campaign.key, "rows": len(listed)}, at=now
    )
    response = StreamingHttpResponse(packing.written(campaign, listed, now=now), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{campaign.key}.zip"'
    response["Cache-Control"] = "private, no-store"
    return response


def _respond(request: HttpRequest, found: Media, copy: str) -> HttpResponseBase:
    field: FieldFile = found.content if copy == "original" else getattr(found, copy)
    if not field.name:
        raise Http404
    suffix = found.suffix if copy == "original" else "mp4" if copy == "shown" and found.is_film else "jpg"
    try:
        stream = field.open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    if copy == "original":
        listed = dict((one.pk, name) for one, name in names.of(found.pledge, found.pledge.media.all()))
        response: HttpResponseBase = FileResponse(
            stream, content_type=TYPES[suffix], filename=listed[found.pk], as_attachment=True
        )
    else:
        response = _in_parts(request, stream, field.size, TYPES[suffix])
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; media-src 'self'; sandbox"
    # Whoever keeps a copy asks each time whether it may still be shown: a licence can be taken back.
    response["Cache-Control"] = "private, no-store" if copy == "original" else "private, no-cache"
    return response


def _in_parts(request: HttpRequest, stream: File, size: int, kind: str) -> HttpResponseBase:
    """A file, or the part of it that a player asks for: some play no film that they cannot ask for in parts."""
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if not asked:
        response: HttpResponseBase = FileResponse(stream, content_type=kind)
        response["Accept-Ranges"] = "bytes"
        return response
    first = int(asked[1])
    last = min(int(asked[2]) if asked[2] else size - 1, size - 1)
    if first > last:
        stream.close()
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{size}"
        return refused
    stream.seek(first)
    most = min(last, first + (4 << 20) - 1)
    data = stream.read(most - first + 1)
    stream.close()
    response = HttpResponse(data, content_type=kind, status=206)
    response["Content-Range"] = f"bytes {first}-{most}/{size}"
    response["Accept-Ranges"] = "bytes"
    return response
