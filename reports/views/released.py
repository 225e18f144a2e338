"""Reports and booklets for everybody to download; and, for the association, releasing them and taking them back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, get_visible, public
from foundation.accounts.roles import Permission
from foundation.jobs import work
from reports.models import Booklet, Edition, Release
from reports.releasing import released, releasing
from reports.views import booklet as booklet_pages
from reports.views import editions as edition_pages

WHY = "the association has released it to everybody"
GATE = Permission.MAKE_NATIONAL_REPORT
# Short, for what is taken back should be gone soon.
KEPT = 300


@public(WHY)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everything that is released, with number, day, size, hash and errata."""
    found = released.shown()
    return render(
        request,
        "reports/released.html",
        {
            "editions": [one for one in found if one.release.edition],
            "booklets": [one for one in found if one.release.booklet],
            "structured": released.structured(found, _("全國成果報告與英文成果冊")),
            "on_reports": True,
        },
    )


@public(WHY)
@require_safe
def file(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """One released file, byte for byte as it was released; whoever has it already is told so."""
    found = released.find(pk)
    if found is None or name != released.file_name(found):
        raise Http404
    etag = f'"{found.sha256}"'
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if answer is None:
        try:
            answer = HttpResponse(released.content(found), content_type=released.TYPES[found.suffix])
        except released.LostFile as lost:
            return render(request, "reports/released_lost.html", {"why": str(lost)}, status=503)
        way = "inline" if found.suffix == "pdf" else "attachment"
        answer["Content-Disposition"] = f'{way}; filename="{name}"'
    answer["ETag"] = etag
    answer["Cache-Control"] = f"public, max-age={KEPT}"
    return answer


@gate(GATE)
@require_POST
def release_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the public version of an edition in the background, and release it."""
    found = get_visible(Edition.objects.select_related("programme"), request.user, pk=pk)
    knows = bool(request.POST.get("knows"))
    try:
        releasing.refuse(edition=found, knows=knows)
    except ValidationError as refused:
        return edition_pages.page_of(request, found, problems=refused.messages, status=422)
    return _begin(request, {"edition": found.pk, "knows": knows}, lambda: _("開放下載：%(what)s") % {"what": found})


@gate(GATE)
@require_POST
def release_booklet(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a published booklet's files in the background, and release them."""
    found = get_visible(Booklet.objects.select_related("programme"), request.user, pk=pk)
    try:
        releasing.refuse(booklet=found)
    except ValidationError as refused:
        return booklet_pages.page_of(request, found, problems=refused.messages, status=422)
    return _begin(request, {"booklet": found.pk}, lambda: _("開放下載：%(what)s") % {"what": found})


def _begin(request: HttpRequest, params: dict[str, Any], label: Any) -> HttpResponse:
    job = work.start(
        kind=releasing.JOB, label=label, by=request.user, params=params, now=timezone.now(),
        language=get_language() or "zh-hant",
    )  # fmt: skip
    return redirect("jobs:job", pk=job.pk)


@gate(GATE)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a release back."""
    rows = Release.objects.select_related("edition__programme", "booklet__programme")
    found = get_visible(rows, request.user, pk=pk)
    try:
        releasing.withdraw(
            release=found, reason=request.POST.get("reason", ""), by=request.user, now=timezone.now()
        )  # fmt: skip
    except ValidationError as refused:
        if found.edition is not None:
            return edition_pages.page_of(request, found.edition, problems=refused.messages, status=422)
        return booklet_pages.page_of(request, found.booklet, problems=refused.messages, status=422)
    messages.success(request, _("已收回：公開的頁面不再列出，檔案也拿不到了。"))
    if found.edition_id is not None:
        return redirect("reports:edition", pk=found.edition_id)
    return redirect("reports:booklet", pk=found.booklet_id)
