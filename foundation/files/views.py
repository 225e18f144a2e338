"""The only door to a kept file: gated, through the wall, and told to the browser as what it is and nothing else."""

from __future__ import annotations

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from foundation.accounts.access import gate, get_visible

from .documents import TYPES
from .models import StoredFile


@require_safe
@gate(None)
def content(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file itself: a picture to look at, a document to take along."""
    return respond(get_visible(StoredFile, request.user, pk=pk))


@require_safe
@gate(None)
def thumbnail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A picture's small copy."""
    return respond_small(get_visible(StoredFile, request.user, pk=pk))


def respond(found: StoredFile, name: str = "") -> HttpResponseBase:
    """A kept file that somebody may see; its name on her computer is a number, whatever it was called."""
    kind = "image/jpeg" if found.is_picture else TYPES[found.kind]
    return _told(found.content, kind, f"{name or found.pk}.{found.suffix}", attached=not found.is_picture)


def respond_small(found: StoredFile) -> HttpResponseBase:
    """The small copy of a picture that somebody may see.

    Raises:
        Http404: it is no picture.
    """
    if not found.is_picture:
        raise Http404
    return _told(found.thumbnail, "image/jpeg", f"{found.pk}-small.jpg")


def _told(field: FieldFile, kind: str, name: str, *, attached: bool = False) -> HttpResponseBase:
    try:
        stream = field.open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = FileResponse(stream, content_type=kind, filename=name, as_attachment=attached)
    response["X-Content-Type-Options"] = "nosniff"
    # Opened by itself it may do nothing at all, whatever its bytes would be taken for.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
