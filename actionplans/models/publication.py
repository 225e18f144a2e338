"""What the public may read of an adopted plan: what a county chose to publish, and second voices beside it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.audit.trail import Actor
from workshops.models import Group

from .checkin import CheckIn, Evidence
from .plan import Plan

LONGEST_SUMMARY = 400
LONGEST_VOICE = 500
LONGEST_WHY = 200  # why something is kept back, or taken back


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Publications in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_PLANS) -> PublicationQuerySet:
        """Those of the plans a person may see, open or not."""
        return self.filter(plan__in=Plan.objects.visible_to(user, permission))

    def open(self) -> PublicationQuerySet:
        """Those everybody may read now."""
        return self.filter(withdrawn_at=None, plan__state=Plan.State.ADOPTED)


class Publication(models.Model):
    """That a county lets everybody read one of its plans (公開), and the plain words it puts first.

    Its address is the plan's county and code, and stays the same when it is withdrawn and published again.
    """

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="publication", verbose_name=_("行動方案"))
    summary = models.TextField(_("白話摘要"), max_length=LONGEST_SUMMARY, blank=True)
    summary_en = models.TextField(_("英文摘要"), max_length=LONGEST_SUMMARY * 3, blank=True)
    published_at = models.DateTimeField(_("公開時間"))
    published_by = models.CharField(_("公開者"), max_length=200)
    changed_at = models.DateTimeField(_("最近更新"))
    withdrawn_at = models.DateTimeField(_("收回時間"), null=True, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ("plan__county", "plan__code")
        verbose_name = _("公開的方案")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | models.Q(withdrawn_at__gte=models.F("published_at")),
                name="publication_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return str(self.plan)

    @property
    def county_id(self) -> str:
        """The county of the plan."""
        return self.plan.county_id

    @property
    def is_open(self) -> bool:
        """Whether everybody may read it now."""
        return self.withdrawn_at is None and self.plan.state == Plan.State.ADOPTED


class OfPublicationQuerySet(models.QuerySet[Any]):
    """Rows that belong to a publication, read through the plan's wall."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_PLANS) -> Any:
        """Those of the plans a person may see."""
        return self.filter(publication__in=Publication.objects.visible_to(user, permission))


class PublicUpdate(models.Model):
    """What the public reads of one accepted check-in (公開的進度): the county's words, the evidence it chose."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="updates", verbose_name=_("公開的方案"))
    check_in = models.OneToOneField(CheckIn, models.PROTECT, related_name="public_update", verbose_name=_("進度回報"))
    words = models.TextField(_("公開的文字"), max_length=2000)
    words_en = models.TextField(_("英文"), max_length=4000, blank=True)
    # Whether the county has seen its readings as they were typed; of others the public reads the numbers alone.
    with_readings = models.BooleanField(_("看過數字"), default=False)
    pieces = models.ManyToManyField(Evidence, related_name="+", blank=True, verbose_name=_("佐證"))
    shown_at = models.DateTimeField(_("公開時間"))
    shown_by = models.CharField(_("公開者"), max_length=200)

    objects = OfPublicationQuerySet.as_manager()

    class Meta:
        ordering = ("publication", "-check_in__number")
        verbose_name = _("公開的進度")
        constraints = (models.CheckConstraint(condition=~models.Q(words=""), name="public_update_says_something"),)

    def __str__(self) -> str:
        return str(self.check_in)

    @property
    def county_id(self) -> str:
        """The county of the plan."""
        return self.publication.county_id

    @property
    def in_page_language(self) -> tuple[str, str]:
        """The words and their language: English where the page is and somebody wrote it."""
        if self.words_en and (get_language() or "").startswith("en"):
            return self.words_en, "en"
        return self.words, "zh-Hant-TW"


class VoiceLink(models.Model):
    """A link by which people of one table say whether a published plan is as they meant it.

    Only a digest of its token is kept.
    """

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="links", verbose_name=_("公開的方案"))
    group = models.ForeignKey(Group, models.CASCADE, related_name="+", verbose_name=_("小組"))
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("發出時間"))
    made_by = models.CharField(_("發出者"), max_length=200)
    expires_at = models.DateTimeField(_("有效到"))
    revoked_at = models.DateTimeField(_("停用時間"), null=True, blank=True)

    objects = OfPublicationQuerySet.as_manager()

    class Meta:
        ordering = ("publication", "-made_at")
        verbose_name = _("請大家說說的連結")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="voice_link_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return gettext("給%(table)s的連結") % {"table": self.group}

    @property
    def county_id(self) -> str:
        """The county of the plan."""
        return self.publication.county_id

    def as_actor(self) -> Actor:
        """How the trail names who writes through it."""
        return Actor("link", str(self.pk), gettext("%(table)s的人（連結）") % {"table": self.group})

    def is_open(self, now: dt.datetime) -> bool:
        """Whether it still leads to the form."""
        return self.revoked_at is None and now < self.expires_at and self.publication.is_open


class Voice(models.Model):
    """A second voice beside a county's own account: of somebody from the table, or an independent note.

    Shown once somebody has read it; one that is not shown keeps the reason, and the page says how many there are.
    """

    class Kind(models.TextChoices):
        """Whose voice it is."""

        TABLE = "table", _("這一桌的人")
        INDEPENDENT = "independent", _("獨立意見")

    class Stance(models.TextChoices):
        """Whether what is published is as they meant it."""

        YES = "yes", _("是我們說的那件事")
        PARTLY = "partly", _("一部分是")
        NO = "no", _("不是我們說的")

    # Somebody who was not at the table does not say what the table meant.
    INDEPENDENTLY = ((Stance.YES, _("和事實相符")), (Stance.PARTLY, _("部分相符")), (Stance.NO, _("不相符")))

    class State(models.TextChoices):
        """Whether the public reads it."""

        WAITING = "waiting", _("等人看過")
        SHOWN = "shown", _("公開")
        DECLINED = "declined", _("不公開")

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="voices", verbose_name=_("公開的方案"))
    kind = models.CharField(_("誰的意見"), max_length=11, choices=Kind.choices)
    link = models.ForeignKey(VoiceLink, models.PROTECT, null=True, blank=True, related_name="voices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    stance = models.CharField(_("是不是那件事"), max_length=6, choices=Stance.choices)
    words = models.TextField(_("想說的話"), max_length=LONGEST_VOICE, blank=True)
    written_at = models.DateTimeField(_("寫下時間"))
    state = models.CharField(_("狀態"), max_length=8, choices=State.choices, default=State.WAITING)
    reason = models.CharField(_("不公開的原因"), max_length=LONGEST_WHY, blank=True)
    decided_at = models.DateTimeField(_("決定時間"), null=True, blank=True)
    decided_by = models.CharField(_("決定者"), max_length=200, blank=True)

    objects = OfPublicationQuerySet.as_manager()

    class Meta:
        ordering = ("publication", "-written_at", "-pk")
        verbose_name = _("第二種聲音")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind="table", link__isnull=False, user__isnull=True)
                | models.Q(kind="independent", link__isnull=True, user__isnull=False),
                name="voice_has_one_writer",
            ),
            models.CheckConstraint(
                condition=models.Q(stance__in=("yes", "partly", "no")), name="voice_stance_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", decided_at__isnull=True)
                | models.Q(state="shown", decided_at__isnull=False)
                | (models.Q(state="declined", decided_at__isnull=False) & ~models.Q(reason="")),
                name="voice_declined_has_reason",
                violation_error_message=_("不公開要寫原因。"),
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def said(self) -> str:
        """The stance in words."""
        words = self.INDEPENDENTLY if self.kind == self.Kind.INDEPENDENT else self.Stance.choices
        return str(dict(words)[self.stance])

    @property
    def county_id(self) -> str:
        """The county of the plan."""
        return self.publication.county_id
