"""Accidents in service (事故) and what is claimed for them (理賠)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation import sealed
from foundation.accounts.roles import Permission
from foundation.accounts.scope import Places, reach

from .insurance import Policy
from .unit import Unit
from .volunteer import Volunteer

TOLD_PLACE = "volunteers.incident.told"
WHY_PLACE = "volunteers.claim.why"


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Incidents in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.KEEP_INCIDENTS) -> IncidentQuerySet:
        """Those of the units whose incidents this person keeps; nobody else: they speak of people's health."""
        paths = Places(county="unit__county", organisation="unit__organisation", category="unit__category")
        return self.filter(reach(user, permission).rows(paths))


class Incident(models.Model):
    """Something that happened to a volunteer in the service of a unit.

    What happened speaks of her health (個資法 第 6 條): it is stored sealed, and in no list, export or trail.

    Attributes:
        doing: what she was doing; a trip of the volunteers' own is no service (INS-04).
        clock: minutes since midnight, where it is known.
        known_on: when the unit learnt of it, from which the days to tell the insurer run.
        told_sealed: what happened and what came of it, under `foundation.sealed`.
    """

    class Doing(models.TextChoices):
        """What she was doing (契約之履約條件：執行志工服務工作或支援活動服務工作)."""

        SERVICE = "service", _("服務中")
        EVENT = "event", _("支援活動的服務工作")
        WAY = "way", _("往返服務的路上")
        TRIP = "trip", _("志工團體自己辦的旅遊")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="incidents", verbose_name=_("運用單位"))
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="incidents", verbose_name=_("志工"))
    happened_on = models.DateField(_("發生日期"))
    clock = models.PositiveSmallIntegerField(_("發生時間"), null=True, blank=True)
    known_on = models.DateField(_("單位知道的日期"))
    place = models.CharField(_("地點"), max_length=200)
    doing = models.CharField(_("當時在做什麼"), max_length=8, choices=Doing.choices, default=Doing.SERVICE)
    told_sealed = models.TextField(editable=False)
    reported_at = models.DateTimeField(_("登錄時間"))
    reported_by = models.CharField(_("登錄的人"), max_length=200)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ("-happened_on", "-pk")
        verbose_name = _("事故")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(known_on__gte=models.F("happened_on")), name="incident_is_known_after_it_happened"
            ),
        )

    def __str__(self) -> str:
        """By its number: the trail is read by people who may not know whose it is."""
        return gettext("事故 %(number)s") % {"number": self.pk}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id

    @property
    def told(self) -> str | None:
        """What happened, in words; None where this installation has lost the key that opens them."""
        return sealed.read(self.told_sealed, place=TOLD_PLACE) if self.told_sealed else ""


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.KEEP_INCIDENTS) -> ClaimQuerySet:
        """Those for incidents this person sees."""
        return self.filter(incident__in=Incident.objects.visible_to(user, permission))


class Claim(models.Model):
    """What is claimed of one insurer for an incident; beside the unit's policy there may be another (INS-05).

    Attributes:
        policy: the unit's policy; None where it is another's, such as a travel insurance, named in `insurer`.
        why_sealed: what the insurer said, sealed as the incident is.
    """

    class State(models.TextChoices):
        """Where it is."""

        PREPARING = "preparing", _("準備文件")
        FILED = "filed", _("已送件")
        LACKING = "lacking", _("待補件")
        PAID = "paid", _("已給付")
        DECLINED = "declined", _("不給付")
        DROPPED = "dropped", _("不申請了")

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="claims", verbose_name=_("事故"))
    policy = models.ForeignKey(
        Policy, models.PROTECT, null=True, blank=True, related_name="claims", verbose_name=_("保單")
    )
    insurer = models.CharField(_("保險公司"), max_length=60)
    state = models.CharField(_("狀態"), max_length=10, choices=State.choices, default=State.PREPARING)
    filed_on = models.DateField(_("送件日期"), null=True, blank=True)
    asked = models.PositiveIntegerField(_("申請金額（元）"), null=True, blank=True)
    decided_on = models.DateField(_("結果日期"), null=True, blank=True)
    paid = models.PositiveIntegerField(_("給付金額（元）"), null=True, blank=True)
    why_sealed = models.TextField(blank=True, editable=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ("incident", "pk")
        verbose_name = _("理賠")
        constraints = (
            models.UniqueConstraint(
                fields=["incident", "policy"],
                condition=models.Q(policy__isnull=False),
                name="claim_once_of_a_policy",
                violation_error_message=_("這張保單已經在申請理賠。"),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("preparing", "dropped")) | models.Q(filed_on__isnull=False),
                name="claim_is_filed_on_a_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="paid") | models.Q(paid__isnull=False, decided_on__isnull=False),
                name="claim_is_paid_an_amount",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="declined") | (models.Q(decided_on__isnull=False) & ~models.Q(why_sealed="")),
                name="claim_is_declined_with_reason",
            ),
        )

    def __str__(self) -> str:
        return gettext("%(incident)s的理賠 %(number)s") % {"incident": self.incident, "number": self.pk}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.incident.county_id

    @property
    def why(self) -> str | None:
        """What the insurer said, in words; None where this installation has lost the key that opens them."""
        return sealed.read(self.why_sealed, place=WHY_PLACE) if self.why_sealed else ""
