"""Files on their way in: announced, in parts, whole; or in one form, from a page without scripts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, RawPostDataException, UnreadablePostError
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.files.content import Unfit
from pledges import taking_in, uploading, verdicts
from pledges.models import Media, Upload

from .pledges import found_for, page_of

KEEP = Permission.KEEP_PLEDGE


@gate(KEEP)
@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Announce a file: its name, its size and its fingerprint; the answer says where to go on."""
    found = found_for(request, pk, KEEP)
    size = request.POST.get("size", "")
    try:
        upload = uploading.begin(
            pledge=found, name=request.POST.get("name", ""), sha256=request.POST.get("sha256", ""),
            size=int(size) if size.isdecimal() and len(size) < 16 else 0, by=request.user, now=timezone.now(),
        )  # fmt: skip
    except Unfit as why:
        return JsonResponse({"error": str(why)}, status=422)
    return JsonResponse(_told(upload))


@gate(KEEP)
@require_POST
def part(request: HttpRequest, token: UUID) -> HttpResponse:
    """The next part: its bytes are the body, `?offset=` says where it begins."""
    upload = _found(request, token)
    offset = request.GET.get("offset", "")
    try:
        taken = uploading.add_part(
            upload=upload, offset=int(offset) if offset.isdecimal() and len(offset) < 16 else -1,
            part=_body(request), now=timezone.now(),
        )  # fmt: skip
    except uploading.OutOfStep as where:
        return JsonResponse({"error": str(where), "received": where.received}, status=409)
    except Unfit as why:
        return JsonResponse({"error": str(why)}, status=422)
    return JsonResponse(_told(taken))


@gate(KEEP)
@require_POST
def done(request: HttpRequest, token: UUID) -> HttpResponse:
    """The file is whole: its verdict."""
    try:
        upload = uploading.finish(upload=_found(request, token), by=request.user, now=timezone.now())
    except uploading.OutOfStep as where:
        return JsonResponse({"error": str(where), "received": where.received}, status=409)
    return JsonResponse(_told(upload))


@gate(KEEP)
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Files in one form."""
    found = found_for(request, pk, KEEP)
    sent = request.FILES.getlist("files")
    problems = [] if sent else [_("還沒選檔案。")]
    for one in sent:
        try:
            uploading.take_form(pledge=found, name=one.name or "", data=one.read(), by=request.user, now=timezone.now())
        except Unfit as why:
            problems.append(f"{one.name}：{why}")
    if problems:
        return page_of(request, found_for(request, pk, KEEP), problems=problems, status=422)
    messages.success(request, _("已收下，檢查結果在檔案旁邊。"))
    return redirect("pledges:pledge", pk=pk)


@gate(KEEP)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a file."""
    media = get_visible(Media.objects.visible_to(request.user, KEEP), request.user, pk=pk)
    try:
        taking_in.remove(media=media, by=request.user, now=timezone.now())
        messages.success(request, _("檔案已刪除。"))
    except Unfit as why:
        messages.error(request, str(why))
    return redirect("pledges:pledge", pk=media.pledge_id)


def _found(request: HttpRequest, token: UUID) -> Upload:
    return get_visible(Upload.objects.select_related("pledge__county", "media"), request.user, token=token)


def _body(request: HttpRequest) -> bytes:
    """The bytes of a part; nothing where the line broke in the middle, or where something else was sent."""
    try:
        return request.body
    except (RawPostDataException, RequestDataTooBig, UnreadablePostError):
        return b""


def _told(upload: Upload) -> dict[str, Any]:
    """What a page is told of an upload: where to go on, or how it ended."""
    told: dict[str, Any] = {"token": str(upload.token), "received": upload.received, "size": upload.size}
    if upload.refused:
        told |= {"outcome": "refused", "said": [upload.refused]}
    elif upload.media is not None:
        findings = verdicts.read(upload.media.findings)
        bad = any(one.is_bad for one in findings)
        told |= {"outcome": "bad" if bad else "kept", "said": [one.said for one in findings] or [_("合格")]}
    return told
