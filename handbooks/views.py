"""The pages of help."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.accounts.access import public

from . import papers, readers
from .problems import BY_KEY, PROBLEMS


@public("help must be readable before one can sign in")
def home(request: HttpRequest) -> HttpResponse:
    """The handbooks, the reader's own first, and the pages of problems."""
    hers = readers.read_by(request.user, timezone.localdate())
    ordered = sorted(readers.READERS.values(), key=lambda one: one.key not in hers)
    shown = [(one, one.key in hers) for one in ordered]
    return render(request, "handbooks/home.html", {"shell": _shell(request), "readers": shown, "problems": PROBLEMS})


@public("help must be readable before one can sign in")
def reader(request: HttpRequest, reader: str) -> HttpResponse:
    """One handbook on the screen."""
    found = _reader(reader)
    shown = {"shell": _shell(request), "reader": found, "parts": readers.parts_for(found)}
    return render(request, "handbooks/reader.html", shown)


@public("who sits at a table has no account, and her handbook is for printing")
def paper(request: HttpRequest, reader: str) -> FileResponse:
    """One handbook as PDF, in the language of the page."""
    found = _reader(reader)
    path = papers.kept(found, language=get_language() or "zh-hant")
    name = f"{_('手冊')}-{found.title}.pdf"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")


@public("whoever is stuck may be stuck before signing in")
def problems(request: HttpRequest) -> HttpResponse:
    """What people meet, by the words that the screen says."""
    return render(request, "handbooks/problems.html", {"shell": _shell(request), "problems": PROBLEMS})


@public("whoever is stuck may be stuck before signing in")
def problem(request: HttpRequest, problem: str) -> HttpResponse:
    """What one message means, what to do, and who helps."""
    if problem not in BY_KEY:
        raise Http404
    return render(request, "handbooks/problem.html", {"shell": _shell(request), "problem": BY_KEY[problem]})


def _reader(key: str) -> readers.Reader:
    if key not in readers.READERS:
        raise Http404
    return readers.READERS[key]


def _shell(request: HttpRequest) -> str:
    """Whoever is signed in keeps her menu."""
    return "app.html" if request.user.is_authenticated else "plain.html"
