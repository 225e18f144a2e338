"""Editions of the national report for programs: published, read, corrected, released and taken back."""

from __future__ import annotations

import io
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint, Endpoints, asking, given
from foundation.api.filters import Filter, described
from foundation.api.shapes import Reason, Shape
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import ods, pdf, xlsx
from foundation.exports.views import respond
from foundation.jobs import work
from foundation.jobs.api import JobOut
from foundation.workflow.moves import MoveRefused
from reports import document
from reports.models import Edition, EditionFile, Erratum, Release
from reports.releasing import releasing
from workshops.models import Programme

from . import correcting, publishing

SEE = Permission.MAKE_NATIONAL_REPORT
TYPES = {"pdf": pdf.CONTENT_TYPE, "xlsx": xlsx.CONTENT_TYPE, "ods": ods.CONTENT_TYPE, "json": document.CONTENT_TYPE}


class EditionFileOut(serializers.ModelSerializer[EditionFile]):
    """One rendering of an edition, with the fingerprint it had when it was published."""

    class Meta:
        model = EditionFile
        fields = ("language", "suffix", "size", "sha256")


class ErratumOut(serializers.ModelSerializer[Erratum]):
    """A correction."""

    class Meta:
        model = Erratum
        fields = ("code", "was", "becomes", "why", "noted_at")


class EditionOut(serializers.ModelSerializer[Edition]):
    """One frozen national report."""

    programme = serializers.SlugField(source="programme.slug", read_only=True)
    code = serializers.CharField(read_only=True, help_text=gettext_lazy("數字代號的開頭"))
    files = EditionFileOut(many=True, read_only=True)
    errata = ErratumOut(many=True, read_only=True)

    class Meta:
        model = Edition
        fields = ("id", "programme", "number", "code", "note", "as_of", "published_at", "files", "errata")


class ErratumIn(Shape):
    """What is corrected, by the code that the edition prints beside it."""

    code = serializers.CharField(max_length=30, help_text=gettext_lazy("例如 P1E2-14 或 TTT-115-01"))
    was = serializers.CharField(max_length=300)
    becomes = serializers.CharField(max_length=300)
    why = serializers.CharField(max_length=500)


class PublishIn(Shape):
    """What the next edition is for."""

    note = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)


class EditionReleaseIn(Shape):
    """That the association knows of plans in it which their counties have not made public."""

    knows = serializers.BooleanField(required=False, default=False)


class ReleaseOut(serializers.ModelSerializer[Release]):
    """A release, and whether it was taken back."""

    class Meta:
        model = Release
        fields = ("id", "edition", "booklet", "as_of", "shared", "released_at", "withdrawn_at", "reason")


class Editions(Endpoints):
    """Editions of the national report."""

    area = Area.REPORTS
    queryset = Edition.objects.none()
    permission = SEE
    filters = {"programme": Filter("programme__slug", gettext_lazy("方案的代稱（slug）"))}

    def _rows(self, request: Request) -> Any:
        rows = Edition.objects.visible_to(request.user).light()
        return rows.select_related("programme").prefetch_related("files", "errata")

    @extend_schema(responses=EditionOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Editions, each with its files and errata."""
        return self.page_of(self._rows(request), EditionOut)

    @extend_schema(responses=EditionOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One edition."""
        return self.told(get_visible(self._rows(request), request.user, pk=pk), EditionOut)

    @extend_schema(request=ErratumIn, responses={201: EditionOut})
    @action(detail=True, methods=["post"])
    def errata(self, request: Request, pk: str) -> Response:
        """Note a correction; it is never taken back, one that was wrong is corrected by the next."""
        found = get_visible(Edition, request.user, pk=pk)
        correcting.note(edition=found, by=asking(request), now=timezone.now(), **given(request, ErratumIn))
        return self.told(get_visible(self._rows(request), request.user, pk=pk), EditionOut, made=True)

    @extend_schema(request=EditionReleaseIn, responses={202: JobOut})
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: str) -> Response:
        """Start making the public version, which everybody may have then; the job says how far it is."""
        found = get_visible(Edition.objects.select_related("programme"), request.user, pk=pk)
        knows = given(request, EditionReleaseIn)["knows"]
        releasing.refuse(edition=found, knows=knows)
        return _started(
            request, releasing.JOB, lambda: _("開放下載：%(what)s") % {"what": found},
            {"edition": found.pk, "knows": knows},
        )  # fmt: skip


class EditionFileOf(Endpoint):
    """A file of an edition."""

    area = Area.REPORTS
    permission = SEE

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY}, operation_id="edition_file")
    def get(self, request: Request, edition: int, language: str, suffix: str) -> Any:
        """The file, byte for byte as it was published; taking it leaves a line in the trail."""
        rows = EditionFile.objects.select_related("edition__programme")
        file = get_visible(rows, request.user, edition=edition, language=language, suffix=suffix)
        try:
            data = publishing.content(file)
        except publishing.DamagedEdition as damaged:
            raise MoveRefused([str(damaged)]) from damaged
        told = {"export": "edition", "format": suffix, "language": language, "number": file.edition.number}
        trail.record(Verb.EXPORTED, file.edition, by=asking(request), now=told)
        return respond(io.BytesIO(data), name=publishing.file_name(file), content_type=TYPES[suffix])


class ProgrammeEditions(Endpoint):
    """Publishing the next edition of a programme."""

    area = Area.REPORTS
    permission = SEE

    @extend_schema(request=PublishIn, responses={202: JobOut}, operation_id="programme_edition_publish")
    def post(self, request: Request, slug: str) -> Response:
        """Start freezing the report as it stands now; the job says how far it is, the edition is in the list then."""
        programme = get_visible(Programme, request.user, slug=slug)
        note = given(request, PublishIn)["note"]
        return _started(
            request, publishing.JOB, lambda: _("發布%(programme)s全國成果報告") % {"programme": programme.shown},
            {"programme": programme.slug, "edition_note": note},
        )  # fmt: skip


class Releases(Endpoints):
    """What everybody may have."""

    area = Area.REPORTS
    queryset = Release.objects.none()
    permission = SEE

    @extend_schema(responses=ReleaseOut(many=True))
    def list(self, request: Request) -> Response:
        """Releases of editions and booklets, those that were taken back among them."""
        return self.page_of(Release.objects.visible_to(request.user), ReleaseOut)

    @extend_schema(request=Reason, responses=ReleaseOut)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take a release back: nobody without an account finds it from now on; the files stay kept."""
        rows = Release.objects.select_related("edition__programme", "booklet__programme")
        found = get_visible(rows, request.user, pk=pk)
        reason = given(request, Reason)["reason"]
        return self.told(
            releasing.withdraw(release=found, reason=reason, by=asking(request), now=timezone.now()), ReleaseOut
        )  # fmt: skip


def _started(request: Request, kind: str, label: Any, params: dict[str, Any]) -> Response:
    job = work.start(
        kind=kind, label=label, by=asking(request), params=params, now=timezone.now(),
        language=get_language() or "zh-hant",
    )  # fmt: skip
    job.refresh_from_db()
    return Response(JobOut(job).data, status=202)
