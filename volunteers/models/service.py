"""The ledger of hours: what was served, day by day, and the sums kept with it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts import sectors
from foundation.accounts.roles import Permission
from foundation.accounts.scope import Places, reach

from .own import own
from .unit import Unit
from .volunteer import Volunteer

HERE = Places(county="unit__county", organisation="unit__organisation", category="unit__category")
DAY = 24 * 60


class ServiceBatchQuerySet(models.QuerySet["ServiceBatch"]):
    """Batches in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_UNITS) -> ServiceBatchQuerySet:
        """Those of the units this person sees."""
        return self.filter(reach(user, permission).rows(HERE))


class ServiceBatch(models.Model):
    """Lines that came into the ledger together: one file, one day's sign-in, one paper, one correction.

    Attributes:
        label: the file's name, or what was signed in to.
        reason: of a correction, why.
        undone_at, undone_by: when all of it was taken back, and by whom.
    """

    class Source(models.TextChoices):
        """Where the lines come from."""

        LIST = "list", _("名冊或時數表")
        ROSTER = "roster", _("班表簽到")
        EVENT = "event", _("活動簽到")
        PAPER = "paper", _("逐筆登錄")
        COUNTER = "counter", _("沖銷")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="service_batches", verbose_name=_("運用單位"))
    source = models.CharField(_("來源"), max_length=8, choices=Source.choices)
    label = models.CharField(_("名稱"), max_length=200, blank=True)
    reason = models.CharField(_("原因"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("登錄時間"))
    made_by = models.CharField(_("登錄的人"), max_length=200)
    undone_at = models.DateTimeField(_("復原時間"), null=True, blank=True)
    undone_by = models.CharField(_("復原的人"), max_length=200, blank=True)

    objects = ServiceBatchQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")
        verbose_name = _("登錄批次")
        constraints = (
            models.CheckConstraint(
                condition=~Q(source="counter") | ~Q(reason=""), name="service_correction_has_reason"
            ),
        )

    def __str__(self) -> str:
        return gettext("%(unit)s的登錄批次 %(number)s") % {"unit": self.unit, "number": self.pk}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id


class ServiceApprovalQuerySet(models.QuerySet["ServiceApproval"]):
    """Approvals in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_UNITS) -> ServiceApprovalQuerySet:
        """Those of the units this person sees."""
        return self.filter(reach(user, permission).rows(HERE))


class ServiceApproval(models.Model):
    """One stroke by which a unit stands for lines of a month: how many, how many were looked at, by what rule.

    Attributes:
        month: year and month as 202603.
        sampled: how many ordinary lines were drawn to be looked at; `seed` draws the same ones again.
        left: how many lines stayed in the inbox because they are odd.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="service_approvals", verbose_name=_("運用單位"))
    month = models.PositiveIntegerField(_("月份"))
    entries = models.PositiveIntegerField(_("筆數"))
    sampled = models.PositiveIntegerField(_("抽看的筆數"), default=0)
    left = models.PositiveIntegerField(_("留待處理的筆數"), default=0)
    rule = models.CharField(_("抽看的規則"), max_length=200, blank=True)
    seed = models.CharField(max_length=32, blank=True)
    approved_at = models.DateTimeField(_("核定時間"))
    approved_by = models.CharField(_("核定的人"), max_length=200)

    objects = ServiceApprovalQuerySet.as_manager()

    class Meta:
        ordering = ("-approved_at", "-pk")
        verbose_name = _("時數核定")
        indexes = (models.Index(fields=["unit", "month"], name="service_approval_of_unit"),)

    def __str__(self) -> str:
        return gettext("%(unit)s的時數核定") % {"unit": self.unit}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id


class ServiceEntryQuerySet(models.QuerySet["ServiceEntry"]):
    """Entries in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> ServiceEntryQuerySet:
        """Those of the units whose people this person sees, and her own."""
        mine = own(user, permission, "volunteer__user")
        return self.filter(reach(user, permission).rows(HERE) | mine)

    def approved(self) -> ServiceEntryQuerySet:
        """Those that stand in the sums."""
        return self.filter(state=ServiceEntry.State.APPROVED)


class ServiceEntry(models.Model):
    """One line of the ledger: what a person served for a unit on one day.

    A line is written once. While it waits it may be approved or refused, once; afterwards only a counter-entry
    (`corrects`, with the minutes turned round) takes it out, and a new line says what is right. A shift over midnight
    is two lines. Minutes are whole minutes of Taipei's day, so that a month's sum is exact (299.5 hours are not 300).

    Source: 志願服務證及服務紀錄冊管理辦法 第 9 條; 手冊「服務時數指實際提供服務之時數，不含往返時間」.

    Attributes:
        starts, ends: minutes since midnight; both None where the paper only says how long.
        minutes: how long she was there; negative on a counter-entry.
        counted: how much of it counts, by the rules of `hours.py`; same sign as `minutes`.
        month: year and month of `served_on` as 202603, by which the sums are kept.
        why: code of the rule that kept the rest from counting, empty where all counts (`hours.Reason`).
        odd: codes of what an officer should look at, with blanks between (`hours.Odd`).
        served_people: how often somebody was served (受服務人次).
        times: 1 for a service, 0 for the part of a shift after midnight, negative on a counter-entry.
        renews: the line in whose place this one was entered when that was taken out (`renewals`).
        origin: what tells that the same line came before, whatever file it stood in (`ledger.origin_of`).
    """

    class State(models.TextChoices):
        """Whether the unit stands for it."""

        PENDING = "pending", _("待核定")
        APPROVED = "approved", _("已核定")
        REFUSED = "refused", _("不予採計")
        WITHDRAWN = "withdrawn", _("已收回")

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="entries", verbose_name=_("志工"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="entries", verbose_name=_("運用單位"))
    category = models.CharField(_("服務類別"), max_length=16, choices=tuple(sectors.CATEGORIES.items()))
    served_on = models.DateField(_("服務日期"))
    month = models.PositiveIntegerField(_("月份"))
    starts = models.PositiveSmallIntegerField(_("開始"), null=True, blank=True)
    ends = models.PositiveSmallIntegerField(_("結束"), null=True, blank=True)
    minutes = models.IntegerField(_("到班分鐘"))
    counted = models.IntegerField(_("採計分鐘"))
    why = models.CharField(_("不採計的原因"), max_length=20, blank=True)
    content = models.CharField(_("服務內容"), max_length=100, blank=True)
    served_people = models.IntegerField(_("受服務人次"), default=0)
    times = models.SmallIntegerField(_("次數"), default=1)
    odd = models.CharField(_("要看一下的事"), max_length=100, blank=True)
    state = models.CharField(_("狀態"), max_length=10, choices=State.choices, default=State.PENDING)
    batch = models.ForeignKey(ServiceBatch, models.PROTECT, related_name="entries", verbose_name=_("登錄批次"))
    approval = models.ForeignKey(
        ServiceApproval, models.PROTECT, null=True, blank=True, related_name="lines", verbose_name=_("核定")
    )
    refused_why = models.CharField(_("不予採計的說明"), max_length=200, blank=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("沖銷的紀錄")
    )
    renews = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="renewed_by", editable=False,
        verbose_name=_("取代的紀錄"),
    )  # fmt: skip
    origin = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)

    objects = ServiceEntryQuerySet.as_manager()

    class Meta:
        ordering = ("served_on", models.F("starts").asc(nulls_first=True), "pk")
        verbose_name = _("服務紀錄")
        indexes = (
            models.Index(fields=["volunteer", "served_on"], name="service_of_volunteer"),
            models.Index(fields=["unit", "served_on"], name="service_of_unit"),
            models.Index(fields=["unit", "served_on"], condition=Q(state="pending"), name="service_waiting"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(corrects=None, minutes__gt=0, counted__gte=0, counted__lte=F("minutes"))
                | Q(corrects__isnull=False, minutes__lt=0, counted__lte=0, counted__gte=F("minutes")),
                name="service_counts_no_more_than_was_served",
            ),
            models.CheckConstraint(
                condition=Q(starts=None, ends=None)
                | Q(starts__isnull=False, ends__isnull=False, starts__lt=F("ends"), ends__lte=DAY),
                name="service_within_one_day",
            ),
            models.CheckConstraint(
                condition=Q(minutes__lte=DAY, minutes__gte=-DAY), name="service_no_more_than_a_day_has"
            ),
            models.CheckConstraint(
                condition=Q(corrects=None) | Q(state="approved"), name="service_counter_stands_at_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refused_why=""), name="service_refused_has_reason"
            ),
            models.CheckConstraint(condition=Q(counted=F("minutes")) | ~Q(why=""), name="service_uncounted_has_reason"),
        )

    def __str__(self) -> str:
        return gettext("%(name)s在%(unit)s的服務") % {"name": self.volunteer, "unit": self.unit}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id
