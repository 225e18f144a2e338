"""Editions of the national report: published, kept, handed out, compared, corrected."""

from __future__ import annotations

import io
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import ods, pdf, xlsx
from foundation.exports.views import respond
from foundation.jobs import work
from foundation.jobs.models import Job
from foundation.ui.lines import Lines
from foundation.ui.refusals import taken
from reports import document
from reports.editions import comparing, correcting, looking_up, publishing
from reports.models import Edition, EditionFile
from reports.releasing import public_version
from workshops.models import Programme

SEE = Permission.MAKE_NATIONAL_REPORT
LAST_JOBS = 3
TYPES = {"pdf": pdf.CONTENT_TYPE, "xlsx": xlsx.CONTENT_TYPE, "ods": ods.CONTENT_TYPE, "json": document.CONTENT_TYPE}


class ErratumForm(forms.Form):
    """What is corrected; the word says whether it can be."""

    code = forms.CharField(
        label=gettext_lazy("代號"),
        max_length=30,
        help_text=gettext_lazy("印在報告的數字旁邊，例如 P1E2-14 或 TTT-115-01。"),
    )
    was = forms.CharField(label=gettext_lazy("原來寫的"), max_length=300)
    becomes = forms.CharField(label=gettext_lazy("更正為"), max_length=300)
    why = forms.CharField(
        label=gettext_lazy("為什麼"), max_length=500, widget=Lines(attrs={"rows": 2}),
        help_text=gettext_lazy("會印在勘誤表上。"),
    )  # fmt: skip


@gate(SEE)
@require_safe
def editions(request: HttpRequest, slug: str) -> HttpResponse:
    """The editions of a programme, the newest first, and the button that publishes the next."""
    programme = get_visible(Programme, request.user, slug=slug)
    rows = (
        Edition.objects.visible_to(request.user).filter(programme=programme).light()
        .select_related("programme").prefetch_related("files", "errata")
    )  # fmt: skip
    return render(
        request,
        "reports/editions.html",
        {
            "programme": programme,
            "editions": list(rows),
            "longest": Edition._meta.get_field("note").max_length,
            "jobs": Job.objects.visible_to(request.user).filter(kind=publishing.JOB)[:LAST_JOBS],
        },
    )


@gate(SEE)
@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Start freezing an edition in the background and show how far it is."""
    programme = get_visible(Programme, request.user, slug=slug)
    job = work.start(
        kind=publishing.JOB,
        label=lambda: _("發布%(programme)s全國成果報告") % {"programme": programme.shown},
        by=request.user,
        params={"programme": programme.slug, "edition_note": request.POST.get("note", "")[:200]},
        now=timezone.now(),
        language=get_language() or "zh-hant",
    )
    return redirect("jobs:job", pk=job.pk)


@gate(SEE)
@require_safe
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """One edition: its files with their hashes, its errata, and what to compare it with."""
    return page_of(request, get_visible(Edition, request.user, pk=pk))


@gate(SEE)
@require_POST
def erratum(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a correction."""
    row = get_visible(Edition, request.user, pk=pk)
    form = ErratumForm(request.POST)
    now = timezone.now()
    if taken(form, lambda: correcting.note(edition=row, by=request.user, now=now, **form.cleaned_data)):
        return redirect("reports:edition", pk=pk)
    return page_of(request, row, form=form, status=422)


def page_of(
    request: HttpRequest, row: Edition, *, form: ErratumForm | None = None, problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page of an edition, with the sentences that say why something was not done."""
    report = looking_up.report_of(row)
    others = Edition.objects.visible_to(request.user).filter(programme=row.programme).exclude(pk=row.pk).light()
    files: dict[str, list[EditionFile]] = {}
    for each in row.files.all():
        files.setdefault(each.language, []).append(each)
    shown = [(publishing.LANGUAGES[language], language, given) for language, given in files.items()]
    return render(
        request,
        "reports/edition.html",
        {
            "edition": row,
            "report": report,
            "files": shown,
            "errata": row.errata.all(),
            "others": others,
            "form": form or ErratumForm(),
            "problems": problems or [],
            "releases": (releases := list(row.releases.all())),
            "standing_release": next((one for one in releases if one.withdrawn_at is None), None),
            "may_release": all(one.withdrawn_at for one in releases),
            "shared": public_version.not_yet_public(report),
        },
        status=status,
    )


@gate(SEE)
@require_safe
def file(request: HttpRequest, pk: int, language: str, suffix: str) -> HttpResponseBase:
    """A file of an edition, byte for byte as it was published."""
    row = _file(request, pk, language, suffix)
    return _answer(request, row, publishing.content, publishing.file_name(row), "edition")


@gate(SEE)
@require_safe
def with_errata(request: HttpRequest, pk: int, language: str) -> HttpResponseBase:
    """The edition's PDF with its errata before it."""
    row = _file(request, pk, language, "pdf")

    def bound(given: EditionFile) -> bytes:
        with override(language):
            return correcting.bound(given)

    return _answer(request, row, bound, publishing.file_name(row).replace(".pdf", "-errata.pdf"), "edition_errata")


def _file(request: HttpRequest, pk: int, language: str, suffix: str) -> EditionFile:
    rows = EditionFile.objects.select_related("edition__programme")
    return get_visible(rows, request.user, edition=pk, language=language, suffix=suffix)


def _answer(request: HttpRequest, row: EditionFile, made: Any, name: str, what: str) -> HttpResponseBase:
    try:
        data: bytes = made(row)
    except publishing.DamagedEdition as damaged:
        return render(request, "exports/refused.html", {"problems": [str(damaged)]}, status=409)
    trail.record(
        Verb.EXPORTED, row.edition, by=request.user,
        now={"export": what, "format": row.suffix, "language": row.language, "number": row.edition.number},
    )  # fmt: skip
    return respond(io.BytesIO(data), name=name, content_type=TYPES[row.suffix])


@gate(SEE)
@require_safe
def compared(request: HttpRequest) -> HttpResponse:
    """Two editions of one programme beside each other; the newest two where none are chosen."""
    chosen = request.GET.get("older"), request.GET.get("newer")
    older, newer = pair(request.user, *chosen) if any(chosen) else _newest(request.user)
    was, now = looking_up.report_of(older), looking_up.report_of(newer)
    found = comparing.compare(was, now, reasons=comparing.withdrawn(was, now))
    return render(request, "reports/editions_compared.html", {"older": older, "newer": newer, "found": found})


def _newest(user: Any) -> tuple[Edition, Edition]:
    """The newest edition and the one before it, the older first."""
    last = Edition.objects.visible_to(user).select_related("programme").order_by("-pk").first()
    before = last and last.programme.editions.filter(number__lt=last.number).order_by("-number").first()
    if last is None or before is None:
        raise Http404
    return before, last


def pair(user: Any, first: str | None, second: str | None) -> tuple[Edition, Edition]:
    """The two editions by their keys, the older first.

    Raises:
        Http404: not there, not hers, the same twice, or of two programmes.
    """
    keys = {int(key) for key in (first, second) if key and key.isascii() and key.isdecimal() and len(key) < 10}
    rows = list(
        Edition.objects.visible_to(user).filter(pk__in=keys).select_related("programme").order_by("number")
    )  # fmt: skip
    if len(rows) != 2 or rows[0].programme_id != rows[1].programme_id:
        raise Http404
    return rows[0], rows[1]
