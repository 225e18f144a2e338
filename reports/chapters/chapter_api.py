"""The report's chapters for programs: how far they are, their parts in order, and the words of each part."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from actionplans.models import Plan
from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint, Endpoints, asking, given
from foundation.api.filters import Filter, described
from foundation.api.problems import Conflict
from foundation.api.shapes import Among, Shape
from reports import photo_rights
from reports.models import ChapterPart, ChapterWords, ChapterWordsVersion
from reports.models.chapter import LONGEST_WORDS
from reports.typed_words import WrittenMeanwhile
from workshops.models import Programme

from . import checking, overview, parts, references, writing

MAKE = Permission.MAKE_NATIONAL_REPORT
MOST = 200


class ChapterOut(serializers.Serializer[Any]):
    """How far one chapter is written, and what keeps an edition from being published."""

    code = serializers.ChoiceField(choices=ChapterPart.Chapter.choices)
    heading = serializers.CharField()
    paragraphs = serializers.IntegerField()
    cases = serializers.IntegerField()
    photos = serializers.IntegerField()
    untranslated = serializers.IntegerField()
    problems = serializers.ListField(child=serializers.CharField())
    changed_at = serializers.DateTimeField(allow_null=True)


class ChapterWordsOut(serializers.ModelSerializer[ChapterWords]):
    """What a part says in one language; `version` is sent back with a change."""

    class Meta:
        model = ChapterWords
        fields: tuple[str, ...] = ("id", "role", "language", "text", "version", "changed_at", "changed_by")


class CheckedChapterWordsOut(ChapterWordsOut):
    """The words, and what in them keeps an edition from being published."""

    problems = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta(ChapterWordsOut.Meta):
        fields = (*ChapterWordsOut.Meta.fields, "problems")


class ChapterPartOut(serializers.ModelSerializer[ChapterPart]):
    """A paragraph, a case or a photo, with its words."""

    programme = serializers.SlugField(source="programme.slug", read_only=True)
    words = ChapterWordsOut(many=True, read_only=True)

    class Meta:
        model = ChapterPart
        fields = (
            "id", "programme", "chapter", "kind", "plan", "evidence", "media", "position", "removed_at", "words",
        )  # fmt: skip


class ChapterChoiceIn(Shape):
    """Adopted plans, and photos that may be printed, to stand at a chapter's end."""

    plans = serializers.ListField(
        child=Among(lambda user: Plan.objects.visible_to(user).adopted()), required=False, default=list, max_length=MOST
    )  # fmt: skip
    evidence = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, default=list, max_length=MOST,
        help_text=gettext_lazy("縣市已公開的佐證照片的編號（id）"),
    )  # fmt: skip
    media = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, default=list, max_length=MOST,
        help_text=gettext_lazy("已授權的宣示照片的編號（id）"),
    )  # fmt: skip


class ChapterPartMove(Shape):
    """Where a part goes."""

    move = serializers.ChoiceField(
        choices=(
            ("up", gettext_lazy("往上")), ("down", gettext_lazy("往下")), ("out", gettext_lazy("拿掉")),
            ("back", gettext_lazy("放回來")),
        )
    )  # fmt: skip


class ChapterWordsIn(Shape):
    """Words, and the version that their writer has seen."""

    text = serializers.CharField(max_length=LONGEST_WORDS, allow_blank=True, trim_whitespace=False)
    version = serializers.IntegerField(min_value=0)


class ChapterWordsVersionOut(serializers.ModelSerializer[ChapterWordsVersion]):
    """What the words once said; what was set aside never stood there."""

    class Meta:
        model = ChapterWordsVersion
        fields = ("id", "text", "set_aside", "begun_at", "written_at", "written_by")


class ProgrammeChapters(Endpoint):
    """The chapters of a programme's report."""

    area = Area.REPORTS
    permission = MAKE

    @extend_schema(responses=ChapterOut(many=True), operation_id="programme_chapters")
    def get(self, request: Request, slug: str) -> Response:
        """How far each chapter is written, in the report's order."""
        programme = get_visible(Programme, request.user, slug=slug)
        return Response(ChapterOut(overview.of(programme, now=timezone.now()), many=True).data)


class ChapterParagraphs(Endpoint):
    """Adding a paragraph."""

    area = Area.REPORTS
    permission = MAKE

    @extend_schema(request=None, responses={201: ChapterPartOut}, operation_id="chapter_paragraph_add")
    def post(self, request: Request, slug: str, code: str) -> Response:
        """An empty paragraph at the chapter's end; its words are written then."""
        programme = _programme(request, slug, code)
        made = parts.add_paragraph(programme=programme, chapter=code, by=asking(request), now=timezone.now())
        return Response(ChapterPartOut(made).data, status=status.HTTP_201_CREATED)


class ChapterChoices(Endpoint):
    """Choosing cases and photos."""

    area = Area.REPORTS
    permission = MAKE

    @extend_schema(request=ChapterChoiceIn, responses={201: ChapterPartOut(many=True)}, operation_id="chapter_choose")
    def post(self, request: Request, slug: str, code: str) -> Response:
        """Put adopted plans and photos that may be printed at the chapter's end, all of them or none."""
        programme, now = _programme(request, slug, code), timezone.now()
        asked = given(request, ChapterChoiceIn)
        who: dict[str, Any] = {"programme": programme, "chapter": code, "by": request.user, "now": now}
        photos: dict[str, Any] = {
            "evidence": _photos("evidence", parts.evidence_of(programme), asked),
            "media": _photos("media", photo_rights.licensed_media(), asked),
        }
        if not any([asked["plans"], *photos.values()]):
            raise ValidationError(_("還沒有選任何一件。請寫要放進這一章的方案（plans）或照片（evidence、media）。"))
        with transaction.atomic():
            made = parts.add_cases(plans=asked["plans"], **who)
            made += parts.add_photos(**photos, **who)
        return Response(ChapterPartOut(made, many=True).data, status=status.HTTP_201_CREATED)


class ChapterParts(Endpoints):
    """What the chapters hold."""

    area = Area.REPORTS
    queryset = ChapterPart.objects.none()
    permission = MAKE
    filters = {
        "programme": Filter("programme__slug", gettext_lazy("方案的代稱（slug）")),
        "chapter": Filter("chapter", gettext_lazy("章"), tuple(ChapterPart.Chapter.values)),
    }

    def _rows(self, request: Request) -> Any:
        return ChapterPart.objects.visible_to(request.user).select_related("programme").prefetch_related("words")

    @extend_schema(responses=ChapterPartOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Parts with their words, those that were taken out among them."""
        return self.page_of(self._rows(request), ChapterPartOut)

    @extend_schema(request=ChapterPartMove, responses=ChapterPartOut)
    @action(detail=True, methods=["post"])
    def moves(self, request: Request, pk: str) -> Response:
        """Move a part up or down, take it out (its words stay), or put it back."""
        found = get_visible(ChapterPart.objects.select_related("programme", "plan"), request.user, pk=pk)
        who: dict[str, Any] = {"part": found, "by": request.user, "now": timezone.now()}
        match given(request, ChapterPartMove)["move"]:
            case "out":
                parts.remove(**who)
            case "back":
                parts.put_back(**who)
            case way:
                parts.arrange(up=way == "up", **who)
        return self.told(get_visible(self._rows(request), request.user, pk=pk), ChapterPartOut)


class ChapterWordsOf(Endpoints):
    """The words of parts."""

    area = Area.REPORTS
    queryset = ChapterWords.objects.none()
    permission = MAKE

    def _one(self, request: Request, pk: str) -> ChapterWords:
        rows = ChapterWords.objects.select_related("part__programme", "part__plan")
        found: ChapterWords = get_visible(rows, request.user, pk=pk)
        return found

    def _told(self, found: Any) -> Response:
        with override(found.language):
            numbers = references.current(found.part.programme, now=timezone.now())
        found.problems = list(checking.check(found.text, numbers, language=found.language).problems)
        return self.told(found, CheckedChapterWordsOut)

    @extend_schema(responses=CheckedChapterWordsOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """Words, and what in them keeps an edition from being published."""
        return self._told(self._one(request, pk))

    @extend_schema(request=ChapterWordsIn, responses=CheckedChapterWordsOut)
    def update(self, request: Request, pk: str) -> Response:
        """Write them. Where somebody else has changed them since, nothing of hers is lost, and what was sent is kept
        as a version that was set aside (409).
        """
        found, asked = self._one(request, pk), given(request, ChapterWordsIn)
        try:
            kept = writing.write(
                words=found, text=asked["text"], seen=asked["version"], by=asking(request), now=timezone.now()
            )
        except WrittenMeanwhile as meanwhile:
            said = _("%(name)s剛剛改了這一段，現在是第 %(version)s 版。您寫的留在歷程，請看過再寫。")
            told = {"name": meanwhile.theirs.last_by, "version": meanwhile.theirs.version}
            raise Conflict([said % told]) from meanwhile
        return self._told(self._one(request, str(kept.pk)))

    @extend_schema(responses=ChapterWordsVersionOut(many=True))
    @action(detail=True, pagination_class=None)
    def versions(self, request: Request, pk: str) -> Response:
        """What they once said, and what was set aside, the latest first."""
        rows = self._one(request, pk).versions.all()
        return Response(ChapterWordsVersionOut(rows, many=True).data)


def _programme(request: Request, slug: str, code: str) -> Programme:
    if code not in ChapterPart.Chapter.values:
        raise Http404
    return get_visible(Programme, request.user, slug=slug)


def _photos(field: str, rows: Any, asked: dict[str, Any]) -> list[Any]:
    """Those of the photos that were named.

    Raises:
        ValidationError: one of them may not be printed.
    """
    found = list(rows.filter(pk__in=asked[field]))
    if len(found) != len(set(asked[field])):
        raise ValidationError({field: _("有的照片沒有公開或授權，不能放進報告。")})
    return found
