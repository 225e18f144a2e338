"""Lists that units send as files, and what their headings mean."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import Places, reach
from foundation.jobs.models import Job

from .insurance import Policy
from .unit import Unit

HERE = Places(county="unit__county", organisation="unit__organisation", category="unit__category")


class SentListQuerySet(models.QuerySet["SentList"]):
    """Sent lists in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.KEEP_VOLUNTEERS) -> SentListQuerySet:
        """One's own, of units whose people one still keeps."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(reach(user, permission).rows(HERE), sent_by=user.pk)


class SentList(models.Model):
    """A list as somebody sent it, and what became of its rows.

    It holds names and identity numbers: file and answer are sealed, only who sent it reads them, and both are thrown
    away within hours (`sent_lists.KEPT_FOR`).

    Attributes:
        key: stands in its address.
        kind: name of its kind (`list_kinds`).
        policy: whose insured people it lists; only of a list of these.
        content: the sealed file.
        sheet: the sheet of the file that is meant, where somebody chose one.
        only_check: whether nothing was to be written.
        reason: why identity numbers of it are kept although their check digits are wrong; empty refuses these.
        asks: whether its columns must be explained first.
        answer: the sealed answer, empty until there is one.
        refusal: why nothing of it could be taken in.
        job: the work in the background that takes it in, where it is long.
    """

    key = models.CharField(max_length=24, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("運用單位"))
    kind = models.CharField(max_length=24)
    policy = models.ForeignKey(Policy, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("保單"))
    name = models.CharField(_("檔名"), max_length=200)
    content = models.BinaryField()
    sheet = models.CharField(_("工作表"), max_length=100, blank=True)
    only_check = models.BooleanField(_("先檢查就好"), default=False)
    reason = models.CharField(_("證號檢查碼不符仍要保留的原因"), max_length=200, blank=True)
    asks = models.BooleanField(default=False)
    answer = models.TextField(blank=True)
    refusal = models.CharField(max_length=500, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(_("送出時間"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("送出的人"))

    objects = SentListQuerySet.as_manager()

    class Meta:
        ordering = ("-sent_at",)
        verbose_name = _("送來的清單")
        indexes = (models.Index(fields=["sent_at"], name="sent_list_by_time"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind="insured_list", policy__isnull=False)
                | (~models.Q(kind="insured_list") & models.Q(policy=None)),
                name="sent_list_of_insured_has_policy",
            ),
        )

    def __str__(self) -> str:
        return gettext("%(unit)s送來的清單") % {"unit": self.unit}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id


class ColumnMeaningQuerySet(models.QuerySet["ColumnMeaning"]):
    """Meanings in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.KEEP_VOLUNTEERS) -> ColumnMeaningQuerySet:
        """Those of units whose people this person keeps."""
        return self.filter(reach(user, permission).rows(HERE))


class ColumnMeaning(models.Model):
    """What a heading means in one unit's lists of one kind, where the platform would not know it or take it otherwise.

    Attributes:
        heading: as it stood in the file; `heading_key` is what is compared.
        field: key of the field in the kind's spec; empty for a column that is not to be read.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="column_meanings", verbose_name=_("運用單位"))
    kind = models.CharField(max_length=24)
    heading = models.CharField(_("欄名"), max_length=100)
    heading_key = models.CharField(max_length=100)
    field = models.CharField(max_length=40, blank=True)

    objects = ColumnMeaningQuerySet.as_manager()

    class Meta:
        ordering = ("unit", "kind", "heading")
        verbose_name = _("欄位對照")
        constraints = (models.UniqueConstraint(fields=["unit", "kind", "heading_key"], name="column_meaning_once"),)

    def __str__(self) -> str:
        return gettext("%(unit)s的欄位對照") % {"unit": self.unit}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id
