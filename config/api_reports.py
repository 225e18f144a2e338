"""Addresses of the endpoints on the nation's report: chapters, editions, what counties lack, and the symposium."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from reports.chapters import chapter_api
from reports.completeness import cell_api
from reports.editions import edition_api
from reports.symposium import symposium_api

router = SimpleRouter()
router.register("editions", edition_api.Editions, basename="edition")
router.register("releases", edition_api.Releases, basename="release")
router.register("chapter-parts", chapter_api.ChapterParts, basename="chapter-part")
router.register("chapter-words", chapter_api.ChapterWordsOf, basename="chapter-words")
router.register("cell-returns", cell_api.CellReturns, basename="cell-return")
router.register("symposia", symposium_api.Symposia, basename="symposium")
router.register("delegates", symposium_api.Delegates, basename="delegate")
router.register("case-invitations", symposium_api.CaseInvitations, basename="case-invitation")

PROGRAMME = "programmes/<slug:slug>"
CHAPTER = "programmes/<slug:slug>/chapters/<slug:code>"
addresses: list[URLPattern | URLResolver] = [
    path(f"{PROGRAMME}/editions/", edition_api.ProgrammeEditions.as_view(), name="programme-editions"),
    path(f"{PROGRAMME}/chapters/", chapter_api.ProgrammeChapters.as_view(), name="programme-chapters"),
    path(f"{CHAPTER}/paragraphs/", chapter_api.ChapterParagraphs.as_view(), name="chapter-paragraphs"),
    path(f"{CHAPTER}/choices/", chapter_api.ChapterChoices.as_view(), name="chapter-choices"),
    path(f"{PROGRAMME}/completeness/", cell_api.ProgrammeCompleteness.as_view(), name="programme-completeness"),
    path(f"{PROGRAMME}/stage-letters/", cell_api.ProgrammeLetters.as_view(), name="programme-stage-letters"),
    path(
        "editions/<int:edition>/files/<slug:language>/<slug:suffix>/", edition_api.EditionFileOf.as_view(),
        name="edition-file",
    ),
    *router.urls,
]  # fmt: skip
