"""What the association writes into the national report: each chapter's paragraphs, cases and photos, in their order.

Everything here is a draft that goes on for ever: what an edition says is frozen with the edition, and the next edition
begins from what stands here.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actionplans.models import Evidence, Plan
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from pledges.models import Media
from workshops.models import Programme

from .words import Worded, WordsVersion

LONGEST_WORDS = 6000


class OfChapterQuerySet(models.QuerySet[Any]):
    """Rows of the report's chapters, in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.MAKE_NATIONAL_REPORT) -> Any:
        """All of them for who makes the national report; none for anybody else."""
        return self if reach(user, permission) else self.none()

    def standing(self) -> Any:
        """Parts that were not taken out."""
        return self.filter(removed_at=None)


class ChapterPart(models.Model):
    """One thing of a chapter: a paragraph, a case (an adopted plan), or a photo.

    A part that is taken out keeps its words and its place, and can be put back.
    """

    class Chapter(models.TextChoices):
        """Where in the report it stands, in the report's order. Foreword and closing are there only if written."""

        FOREWORD = "foreword", _("前言")
        SUMMARY = "summary", _("一、摘要")
        PROGRESS = "progress", _("二、各縣市進度")
        COVERAGE = "coverage", _("三、行動號召涵蓋矩陣")
        RESULTS = "results", _("四、各縣市成果與行動方案")
        CLOSING = "closing", _("結語")

    class Kind(models.TextChoices):
        """What it is."""

        PARAGRAPH = "paragraph", _("段落")
        CASE = "case", _("案例")
        PHOTO = "photo", _("照片")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="chapter_parts", verbose_name=_("方案"))
    chapter = models.CharField(_("章"), max_length=10, choices=Chapter.choices)
    kind = models.CharField(_("種類"), max_length=9, choices=Kind.choices)
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("行動方案"))
    evidence = models.ForeignKey(
        Evidence, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("佐證")
    )
    media = models.ForeignKey(
        Media, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("宣示的照片或影片")
    )
    position = models.PositiveIntegerField(_("順序"))
    added_at = models.DateTimeField(_("加入時間"))
    added_by = models.CharField(_("加入者"), max_length=200)
    removed_at = models.DateTimeField(_("拿掉的時間"), null=True, blank=True)
    removed_by = models.CharField(_("拿掉的人"), max_length=200, blank=True)

    objects = OfChapterQuerySet.as_manager()

    class Meta:
        ordering = ("programme", "chapter", "position", "pk")
        verbose_name = _("全國報告的段落")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind="paragraph", plan=None, evidence=None, media=None)
                | models.Q(kind="case", plan__isnull=False, evidence=None, media=None)
                | models.Q(kind="photo", plan=None, evidence__isnull=False, media=None)
                | models.Q(kind="photo", plan=None, evidence=None, media__isnull=False),
                name="chapter_part_is_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(chapter__in=("foreword", "summary", "progress", "coverage", "results", "closing")),
                name="chapter_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(removed_at=None, removed_by="")
                | (models.Q(removed_at__isnull=False) & ~models.Q(removed_by="")),
                name="chapter_part_removed_by_somebody",
            ),
            models.UniqueConstraint(fields=["programme", "chapter", "plan"], name="chapter_case_once"),
            models.UniqueConstraint(fields=["programme", "chapter", "evidence"], name="chapter_evidence_once"),
            models.UniqueConstraint(fields=["programme", "chapter", "media"], name="chapter_media_once"),
        )

    def __str__(self) -> str:
        if self.plan is not None:
            return str(self.plan)
        return gettext("%(kind)s %(number)s") % {"kind": self.get_kind_display(), "number": self.pk}


class ChapterWords(Worded):
    """What one part says in one language: a paragraph, the sentence before a case, or what stands below a photo.

    Numbers of the report stand in it as references, `{{14}}` or `{{辦理的工作坊}}` (`reports.chapters.references`).
    """

    class Role(models.TextChoices):
        """Which words of its part these are."""

        TEXT = "text", _("正文")
        CAPTION = "caption", _("圖說")
        ALT = "alt", _("畫面上有什麼（給看不見圖的人）")
        CREDIT = "credit", _("出處")

    part = models.ForeignKey(ChapterPart, models.CASCADE, related_name="words", verbose_name=_("屬於哪一段"))
    role = models.CharField(_("哪些字"), max_length=7, choices=Role.choices)
    language = models.CharField(_("語言"), max_length=10, choices=(("zh-hant", _("中文")), ("en", _("英文"))))
    text = models.TextField(_("文字"), max_length=LONGEST_WORDS, blank=True)

    objects = OfChapterQuerySet.as_manager()

    class Meta:
        ordering = ("part", "pk")
        verbose_name = _("全國報告的文字")
        constraints = (
            models.UniqueConstraint(fields=["part", "role", "language"], name="chapter_words_once"),
            models.CheckConstraint(condition=models.Q(language__in=("zh-hant", "en")), name="chapter_words_language"),
        )

    def __str__(self) -> str:
        return gettext("%(role)s（%(language)s，文字 %(number)s）") % {
            "role": self.get_role_display(), "language": self.get_language_display(), "number": self.pk,
        }  # fmt: skip


class ChapterWordsVersion(WordsVersion):
    """What such words once said (稿次)."""

    of = models.ForeignKey(ChapterWords, models.CASCADE, related_name="versions", verbose_name=_("文字"))
    text = models.TextField(_("文字"), max_length=LONGEST_WORDS, blank=True)

    objects = OfChapterQuerySet.as_manager()

    class Meta:
        ordering = ("of", "-written_at", "-pk")
        verbose_name = _("全國報告的稿次")

    def __str__(self) -> str:
        return gettext("稿次 %(number)s") % {"number": self.pk}
