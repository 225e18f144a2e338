"""What hangs on a candidate: a family's members, papers, and what people found where the machine cannot know."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .award import AwardGiven
from .award_candidate import AwardCandidate
from .volunteer import Volunteer

LONGEST_DEEDS = 3000


class AwardKin(models.Model):
    """A member of a family that is put forward, and how she is related to the applicant, as the family states it."""

    candidate = models.ForeignKey(AwardCandidate, models.CASCADE, related_name="kin", verbose_name=_("獎項候選人"))
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="award_kin", verbose_name=_("家庭成員"))
    relation = models.CharField(_("和申請人的關係"), max_length=40)
    given = models.ForeignKey(
        AwardGiven, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("得獎紀錄")
    )

    class Meta:
        ordering = ("candidate", "pk")
        verbose_name = _("家庭成員")
        constraints = (
            models.UniqueConstraint(fields=["candidate", "volunteer"], name="award_kin_once"),
            models.CheckConstraint(condition=~Q(relation=""), name="award_kin_is_related"),
        )

    def __str__(self) -> str:
        return gettext("%(name)s的家庭成員") % {"name": self.candidate}


class AwardPaperQuerySet(models.QuerySet["AwardPaper"]):
    """Papers in the domain's words."""

    def visible_to(self, user: Any) -> AwardPaperQuerySet:
        """Those of the candidates this person sees."""
        return self.filter(candidate__in=AwardCandidate.objects.visible_to(user))


class AwardPaper(models.Model):
    """One paper of a candidate: files (kept for this row), or words where the paper is a text."""

    candidate = models.ForeignKey(AwardCandidate, models.CASCADE, related_name="papers", verbose_name=_("獎項候選人"))
    key = models.CharField(_("文件"), max_length=20)
    words = models.TextField(_("內容"), max_length=LONGEST_DEEDS, blank=True)
    changed_at = models.DateTimeField(_("更新時間"))

    objects = AwardPaperQuerySet.as_manager()

    class Meta:
        ordering = ("candidate", "key")
        verbose_name = _("提報文件")
        constraints = (models.UniqueConstraint(fields=["candidate", "key"], name="award_paper_once"),)

    def __str__(self) -> str:
        return gettext("提報文件 %(number)s") % {"number": self.pk}

    @property
    def county_id(self) -> str:
        """The window's county, where the trail and the files write."""
        return self.candidate.county_id


class AwardFound(models.Model):
    """What somebody in charge found of a candidate where the machine cannot know: which conditions, when and who.

    Only the words and their day are kept. No approval of what is open goes without one.
    """

    candidate = models.ForeignKey(AwardCandidate, models.CASCADE, related_name="findings", verbose_name=_("獎項候選人"))
    asked = models.JSONField(_("認定了哪些條件"), default=list)
    words = models.CharField(_("認定的說明"), max_length=300)
    found_on = models.DateField(_("認定日期"))
    found_at = models.DateTimeField(_("登錄時間"))
    found_by = models.CharField(_("認定的人"), max_length=200)

    class Meta:
        ordering = ("candidate", "pk")
        verbose_name = _("由人認定")
        constraints = (models.CheckConstraint(condition=~Q(words=""), name="award_found_says_something"),)

    def __str__(self) -> str:
        return gettext("%(name)s的認定") % {"name": self.candidate}
