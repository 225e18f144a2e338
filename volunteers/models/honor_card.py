"""Honour cards (志願服務榮譽卡): the card that goes with an award, its term, and who checked what stands on it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach

from .award import AwardGiven
from .own import own, unit_at
from .unit import Unit
from .volunteer import Volunteer


class HonorCardQuerySet(models.QuerySet["HonorCard"]):
    """Cards in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> HonorCardQuerySet:
        """Those of the units whose people this person sees, and her own."""
        return self.filter(reach(user, permission).rows(unit_at("unit")) | own(user, permission, "volunteer__user"))

    def standing(self) -> HonorCardQuerySet:
        """Those that were issued and have not been ended before their time."""
        return self.filter(issued_on__isnull=False, ended_on=None)


class HonorCard(models.Model):
    """A card of somebody who was given the honour card; a lost one is ended and another made for the rest of its term.

    Source: 志願服務法 第 20 條; 志工申請志願服務榮譽卡作業規定 (three years; printed and given out by the local
    authority). That a card made anew keeps its last day is read from there being a form for it and no new approval.

    Attributes:
        unit: through which she asked; its county's office issues the card.
        name_en, address: as she checked them; `checked_at` says when, `checked_by` how (her own page, a mailed link,
            the office on paper).
        issued_on: when it was printed to be given out; None while she has not checked it.
        ended_on: lost, replaced or taken back on this day.
    """

    class Fare(models.TextChoices):
        """What it opens: 志願服務法 第 20 條第 1 項 (free) or 第 3 項 (half price)."""

        FREE = "free", _("免費")
        HALF = "half", _("半價")

    class End(models.TextChoices):
        """Why it ended before its time."""

        LOST = "lost", _("遺失")
        DAMAGED = "damaged", _("損壞")
        WRONG = "wrong", _("資料有誤")
        REVOKED = "revoked", _("撤銷")

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="honor_cards", verbose_name=_("志工"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="honor_cards", verbose_name=_("運用單位"))
    given = models.ForeignKey(AwardGiven, models.PROTECT, related_name="cards", verbose_name=_("得獎紀錄"))
    number = models.CharField(_("卡號"), max_length=30, unique=True)
    name = models.CharField(_("姓名"), max_length=50)
    name_en = models.CharField(_("英文姓名"), max_length=80, blank=True)
    address = models.CharField(_("寄送地址"), max_length=200, blank=True)
    fare = models.CharField(_("卡別"), max_length=4, choices=Fare.choices, default=Fare.FREE)
    valid_from = models.DateField(_("有效起日"))
    valid_until = models.DateField(_("有效期限"))
    made_at = models.DateTimeField(_("建立時間"))
    made_by = models.CharField(_("建立的人"), max_length=200)
    checked_at = models.DateTimeField(_("核對時間"), null=True, blank=True)
    checked_by = models.CharField(_("核對的人"), max_length=200, blank=True)
    issued_on = models.DateField(_("發卡日期"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("補發自")
    )
    ended_on = models.DateField(_("失效日期"), null=True, blank=True)
    ended_for = models.CharField(_("失效原因"), max_length=8, choices=End.choices, blank=True)
    ended_why = models.CharField(_("失效說明"), max_length=200, blank=True)

    objects = HonorCardQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")
        verbose_name = _("榮譽卡")
        indexes = (models.Index(fields=["valid_until"], name="honor_card_by_end"),)
        constraints = (
            models.CheckConstraint(condition=~Q(number=""), name="honor_card_has_number"),
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="honor_card_ends_after_start"),
            models.UniqueConstraint(fields=["given"], condition=Q(ended_on=None), name="honor_card_one_at_a_time"),
            models.CheckConstraint(
                condition=Q(issued_on=None) | Q(checked_at__isnull=False), name="honor_card_checked_before_issued"
            ),
            models.CheckConstraint(
                condition=Q(checked_at=None, checked_by="") | (Q(checked_at__isnull=False) & ~Q(checked_by="")),
                name="honor_card_says_who_checked",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_for="", ended_why="")
                | (Q(ended_on__isnull=False) & ~Q(ended_for="") & ~Q(ended_why="")),
                name="honor_card_ends_with_reason",
            ),
        )

    def __str__(self) -> str:
        return gettext("榮譽卡 %(number)s") % {"number": self.number}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id
