"""Service certificates (志願服務證), and what was printed for whom."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import Places, reach

from .enrolment import Enrolment
from .own import own
from .unit import Unit
from .volunteer import Volunteer

OF_UNIT = Places(county="unit__county", organisation="unit__organisation", category="unit__category")


class ServiceCardQuerySet(models.QuerySet["ServiceCard"]):
    """Certificates in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> ServiceCardQuerySet:
        """Those of the memberships this person sees."""
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user, permission))


class ServiceCard(models.Model):
    """A volunteer's certificate of one unit, made and kept by the unit (志願服務法 第 12 條; 手冊「服務證內容應包括志願
    服務標誌、志工姓名、照片、發給服務證之單位、編號等，並由志願服務運用單位製發及管理」).

    The rules as amended in November 2024 (志願服務證及服務紀錄冊管理辦法) ask for the day of issue and the last day of
    validity as well.
    """

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="card", verbose_name=_("在隊資格"))
    number = models.CharField(_("編號"), max_length=20)
    issued_on = models.DateField(_("核發日期"))
    valid_until = models.DateField(_("有效期限"))

    objects = ServiceCardQuerySet.as_manager()

    class Meta:
        ordering = ("enrolment", "pk")
        verbose_name = _("服務證")
        constraints = (
            models.CheckConstraint(condition=~Q(number=""), name="service_card_has_number"),
            models.CheckConstraint(condition=Q(valid_until__gte=F("issued_on")), name="service_card_ends_after_issue"),
        )

    def __str__(self) -> str:
        return gettext("%(name)s的服務證") % {"name": self.enrolment.volunteer}


class PrintingQuerySet(models.QuerySet["Printing"]):
    """Printings in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> PrintingQuerySet:
        """Those of the units whose people this person sees, and her own."""
        return self.filter(reach(user, permission).rows(OF_UNIT) | own(user, permission, "volunteer__user"))


class Printing(models.Model):
    """Something of a volunteer's that went out on paper: who printed it, when, which pages, and why once more.

    `lines` are the keys of the record book's lines (`persons.booklet`).
    """

    class Paper(models.TextChoices):
        """What was printed."""

        CARD = "card", _("服務證")
        BOOK = "book", _("紀錄冊內頁")

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="printings", verbose_name=_("志工"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("運用單位"))
    paper = models.CharField(_("紙本"), max_length=8, choices=Paper.choices)
    pages = models.CharField(_("頁面"), max_length=100)
    lines = models.JSONField(_("印了哪幾行"), default=list, blank=True)
    reason = models.CharField(_("再印的原因"), max_length=200, blank=True)
    printed_at = models.DateTimeField(_("列印時間"))
    printed_by = models.CharField(_("列印的人"), max_length=200)

    objects = PrintingQuerySet.as_manager()

    class Meta:
        ordering = ("-printed_at", "-pk")
        verbose_name = _("列印紀錄")
        indexes = (models.Index(fields=["unit", "paper"], name="printing_of_unit"),)

    def __str__(self) -> str:
        return gettext("%(name)s的%(paper)s") % {"name": self.volunteer, "paper": self.get_paper_display()}
