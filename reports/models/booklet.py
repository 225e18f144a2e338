"""The English booklet: what it holds, in which order, and each passage in both languages.

The Chinese of a passage is what the data said when it was taken (`taken_at`), and stays until somebody takes it anew:
whoever translates and whoever signs work on the same words. Only a published booklet has a `frozen` content; its files
are made from that, so that they are the same years later.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actionplans.models import Evidence, Plan
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from pledges.models import Media
from workshops.models import Programme

from .words import Worded, WordsVersion

LONGEST_SOURCE = 8000
LONGEST_ENGLISH = 12000  # English takes about one and a half times the characters
LONGEST_CAPTION = 200


class BookletQuerySet(models.QuerySet["Booklet"]):
    """Booklets in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.MAKE_NATIONAL_REPORT) -> BookletQuerySet:
        """All of them for who makes the national report; none for anybody else."""
        return self if reach(user, permission) else self.none()


class OfBookletQuerySet(models.QuerySet[Any]):
    """Rows that belong to a booklet, read through its wall."""

    def visible_to(self, user: Any, permission: Permission = Permission.MAKE_NATIONAL_REPORT) -> Any:
        """Those of the booklets a person may see."""
        return self if reach(user, permission) else self.none()


class Booklet(models.Model):
    """One English booklet (英文成果冊) of a programme.

    `introduction` is Chinese and written here; its translation is a passage like any other. `frozen` is the content as
    it was published, a `reports.booklet.book.Book` as plain values.
    """

    class State(models.TextChoices):
        """Whether it is still worked on."""

        DRAFT = "draft", _("編輯中")
        PUBLISHED = "published", _("已定稿")

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="booklets", verbose_name=_("方案"))
    year = models.PositiveSmallIntegerField(_("西元年"))
    title = models.CharField(_("英文書名"), max_length=90)
    subtitle = models.CharField(_("英文副書名"), max_length=160, blank=True)
    introduction = models.TextField(_("前言（中文）"), max_length=LONGEST_SOURCE, blank=True)
    state = models.CharField(_("狀態"), max_length=9, choices=State.choices, default=State.DRAFT)
    made_at = models.DateTimeField(_("建立時間"))
    made_by = models.CharField(_("建立者"), max_length=200)
    published_at = models.DateTimeField(_("定稿時間"), null=True, blank=True)
    published_by = models.CharField(_("定稿者"), max_length=200, blank=True)
    frozen = models.JSONField(_("定稿的內容"), null=True, blank=True)

    objects = BookletQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "-pk")
        verbose_name = _("英文成果冊")
        constraints = (
            models.UniqueConstraint(fields=["programme", "title"], name="booklet_title_once_a_programme"),
            models.CheckConstraint(condition=models.Q(state__in=("draft", "published")), name="booklet_state_is_known"),
            models.CheckConstraint(
                condition=models.Q(state="draft", published_at=None, frozen=None)
                | models.Q(state="published", published_at__isnull=False, frozen__isnull=False),
                name="booklet_published_is_frozen",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether it may still be changed."""
        return self.state == self.State.DRAFT


class Highlight(models.Model):
    """What a booklet tells of, in its order: an adopted plan (a case) or a county (a page of its own)."""

    booklet = models.ForeignKey(Booklet, models.CASCADE, related_name="highlights", verbose_name=_("英文成果冊"))
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("行動方案"))
    county = models.ForeignKey(County, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("縣市"))
    position = models.PositiveIntegerField(_("順序"))
    added_at = models.DateTimeField(_("選入時間"))
    added_by = models.CharField(_("選入者"), max_length=200)

    objects = OfBookletQuerySet.as_manager()

    class Meta:
        ordering = ("booklet", "position", "pk")
        verbose_name = _("選入的方案或縣市")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(plan__isnull=False, county__isnull=True)
                | models.Q(plan__isnull=True, county__isnull=False),
                name="highlight_is_plan_or_county",
            ),
            models.UniqueConstraint(fields=["booklet", "plan"], name="highlight_plan_once"),
            models.UniqueConstraint(fields=["booklet", "county"], name="highlight_county_once"),
        )

    def __str__(self) -> str:
        return str(self.plan or self.county)

    @property
    def where(self) -> County:
        """The county it is of."""
        found = self.plan.county if self.plan is not None else self.county
        assert found is not None  # noqa: S101  a constraint says that there is one of both
        return found


class Passage(Worded):
    """One passage in both languages: the Chinese as it was taken, the English as it stands, and who signed it.

    `version` counts the changes of either language; whoever writes or signs says which she has seen. `translator` is
    whose hand wrote last. What changes loses its signature.
    """

    WORDS = "english"

    class Part(models.TextChoices):
        """What of its case the passage tells, in the order of the page."""

        INTRODUCTION = "introduction", _("前言")
        COUNTY = "county", _("共識")
        TITLE = "title", _("行動名稱")
        AGENCY = "agency", _("主責單位")
        QUOTE = "quote", _("那一桌的話")
        PROBLEM = "problem", _("看見的問題")
        ACTION = "action", _("怎麼做")
        CHANGED = "changed", _("改變了什麼")
        EVIDENCE = "evidence", _("數字")
        VOW = "vow", _("一句承諾")

    booklet = models.ForeignKey(Booklet, models.CASCADE, related_name="passages", verbose_name=_("英文成果冊"))
    highlight = models.ForeignKey(
        Highlight, models.CASCADE, null=True, blank=True, related_name="passages", verbose_name=_("屬於哪一件")
    )
    part = models.CharField(_("段落"), max_length=12, choices=Part.choices)
    source = models.TextField(_("中文"), max_length=LONGEST_SOURCE)
    taken_at = models.DateTimeField(_("取用時間"))
    taken_by = models.CharField(_("取用者"), max_length=200)
    english = models.TextField(_("英文"), max_length=LONGEST_ENGLISH, blank=True)
    translator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("翻譯者")
    )
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("審稿者")
    )
    signed_at = models.DateTimeField(_("審稿時間"), null=True, blank=True)
    signed_by = models.CharField(_("審稿者姓名"), max_length=200, blank=True)

    objects = OfBookletQuerySet.as_manager()

    class Meta:
        ordering = ("booklet", models.F("highlight__position").asc(nulls_first=True), "pk")
        verbose_name = _("段落")
        constraints = (
            models.UniqueConstraint(fields=["highlight", "part"], name="passage_part_once"),
            models.UniqueConstraint(
                fields=["booklet", "part"], condition=models.Q(highlight=None), name="passage_of_booklet_once"
            ),
            models.CheckConstraint(condition=~models.Q(source=""), name="passage_has_chinese"),
            models.CheckConstraint(
                condition=models.Q(signer=None) | models.Q(translator=None) | ~models.Q(signer=models.F("translator")),
                name="passage_signer_is_somebody_else",
                violation_error_message=_("翻譯的人不能審自己的稿。"),
            ),
            models.CheckConstraint(
                condition=models.Q(signer=None, signed_at=None)
                | (models.Q(signer__isnull=False, signed_at__isnull=False) & ~models.Q(english="")),
                name="passage_signed_has_english",
            ),
        )

    def __str__(self) -> str:
        return gettext("%(part)s（段落 %(number)s）") % {"part": self.get_part_display(), "number": self.pk}

    @property
    def last_by(self) -> str:
        """Who changed either language last."""
        return self.changed_by or self.taken_by

    @property
    def is_signed(self) -> bool:
        """Whether somebody else than the translator has signed these very words."""
        return self.signer_id is not None


class PassageVersion(WordsVersion):
    """What the English of a passage once said (稿次)."""

    WORDS = "english"

    passage = models.ForeignKey(Passage, models.CASCADE, related_name="versions", verbose_name=_("段落"))
    english = models.TextField(_("英文"), max_length=LONGEST_ENGLISH, blank=True)

    objects = OfBookletQuerySet.as_manager()

    class Meta:
        ordering = ("passage", "-written_at", "-pk")
        verbose_name = _("稿次")

    def __str__(self) -> str:
        return gettext("稿次 %(number)s") % {"number": self.pk}


class BookletPhoto(models.Model):
    """A photo beside a case or a county: public evidence of a plan, or a photo of a licensed pledge.

    Whether it may be printed is asked each time (`reports.photo_rights.rights`), because a licence can be taken back.
    """

    highlight = models.ForeignKey(Highlight, models.CASCADE, related_name="photos", verbose_name=_("屬於哪一件"))
    evidence = models.ForeignKey(
        Evidence, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("佐證")
    )
    media = models.ForeignKey(
        Media, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("宣示的照片或影片")
    )
    caption = models.CharField(_("英文圖說"), max_length=LONGEST_CAPTION, blank=True)
    alt = models.CharField(_("畫面上有什麼（英文，給看不見圖的人）"), max_length=LONGEST_CAPTION, blank=True)
    credit = models.CharField(_("英文出處"), max_length=100, blank=True)
    added_at = models.DateTimeField(_("選入時間"))
    added_by = models.CharField(_("選入者"), max_length=200)

    objects = OfBookletQuerySet.as_manager()

    class Meta:
        ordering = ("highlight", "pk")
        verbose_name = _("成果冊的照片")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(evidence__isnull=False, media__isnull=True)
                | models.Q(evidence__isnull=True, media__isnull=False),
                name="booklet_photo_has_one_origin",
            ),
            models.UniqueConstraint(fields=["highlight", "evidence"], name="booklet_photo_evidence_once"),
            models.UniqueConstraint(fields=["highlight", "media"], name="booklet_photo_media_once"),
        )

    def __str__(self) -> str:
        return gettext("照片 %(number)s") % {"number": self.pk}
