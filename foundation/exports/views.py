"""The door through which files leave: `respond` for any file, `download` for the registered exports."""

from __future__ import annotations

import re
import tempfile
from typing import IO
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from foundation.accounts.access import gate

from . import registry
from .table import TooManyRows

# Up to this size a file waits in memory, beyond it on disk.
IN_MEMORY = 1 << 20
_NAME_LIMIT = 120
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]+')


def respond(stream: IO[bytes], *, name: str, content_type: str) -> FileResponse:
    """A file as a download, read from the stream in pieces; the stream is closed when it has been sent.

    Args:
        stream: stands at its beginning.
        name: file name with its ending, Chinese allowed.
        content_type: the file's type; browsers are told not to guess another.
    """
    response = FileResponse(stream, content_type=content_type)
    response["Content-Disposition"] = disposition(name)
    response["X-Content-Type-Options"] = "nosniff"
    # Personal data on a shared computer: nothing of it stays in a cache.
    response["Cache-Control"] = "private, no-store"
    return response


def disposition(name: str) -> str:
    """`Content-Disposition` with the name twice: as RFC 5987 has it, and in ASCII for what does not know that."""
    safe = file_name(name)
    stem, dot, ending = safe.rpartition(".")
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", stem).strip("_") or "download"
    return f"attachment; filename=\"{plain}{dot}{quote(ending, safe='')}\"; filename*=UTF-8''{quote(safe, safe='')}"


def file_name(name: str) -> str:
    """A name that every system can store: no separators, no control or direction characters, not too long."""
    stem, dot, ending = _UNSAFE.sub("_", name).rpartition(".")
    if not dot:
        stem, ending = ending, ""
    return f"{stem.strip(' .')[:_NAME_LIMIT] or 'download'}{dot}{ending.strip()}"


@require_GET
@gate(None)
def download(request: HttpRequest, key: str, suffix: str) -> HttpResponseBase:
    """A registered export as a file.

    The file is finished before the first byte goes out: a mistake in row 90,000 is an error page, never half a
    spreadsheet, and the audit line tells what really left.
    """
    try:
        export = registry.find(key, request.user, suffix=suffix)
    except registry.UnknownExport as unknown:
        raise Http404 from unknown
    params = {}
    if export.form is not None:
        form = export.form(request.GET)
        if not form.is_valid():
            return _refused(request, [str(problem) for problems in form.errors.values() for problem in problems])
        params = form.cleaned_data
    stream = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  closed with the response, or below
    try:
        made = registry.make(
            export,
            stream,
            suffix=suffix,
            by=request.user,
            now=timezone.localtime(),
            **params,
        )
    except BaseException as problem:
        stream.close()
        if isinstance(problem, TooManyRows):
            return _refused(request, [str(problem)])
        if isinstance(problem, registry.UnknownExport):
            raise Http404 from problem
        raise
    stream.seek(0)
    return respond(stream, name=made.name, content_type=made.content_type)


def _refused(request: HttpRequest, problems: list[str]) -> HttpResponse:
    return render(request, "exports/refused.html", {"problems": problems}, status=400)
