"""The only door to a kept file: gated, through the wall, and told to the browser as a picture and nothing else."""

from __future__ import annotations

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from foundation.accounts.access import gate, get_visible

from .models import StoredFile


@require_safe
@gate(None)
def content(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The picture itself."""
    found = get_visible(StoredFile, request.user, pk=pk)
    return _picture(found.content, f"{found.pk}.jpg")


@require_safe
@gate(None)
def thumbnail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Its small copy."""
    found = get_visible(StoredFile, request.user, pk=pk)
    return _picture(found.thumbnail, f"{found.pk}-small.jpg")


def _picture(field: FieldFile, name: str) -> HttpResponseBase:
    try:
        stream = field.open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = FileResponse(stream, content_type="image/jpeg", filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    # Opened by itself it may do nothing at all, whatever its bytes would be taken for.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
