"""A county's pledge (宣示): when and by whom it was called out, whom to ask, and how far it has come."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from pledges.campaign_rules import Campaign, campaigns


class PledgeQuerySet(models.QuerySet["Pledge"]):
    """Pledges in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_PLEDGES) -> PledgeQuerySet:
        """Those of a person's counties."""
        return self.filter(reach(user, permission).rows("county"))

    def with_contact(self) -> PledgeQuerySet:
        """Those in which anything of a contact still stands."""
        empty = models.Q(contact_name="", contact_unit="", contact_title="", contact_phone="")
        return self.exclude(empty)

    def on_the_wall(self) -> PledgeQuerySet:
        """Those everybody may see: accepted, and the licence holds."""
        return self.filter(state=Pledge.State.ACCEPTED, licences__withdrawn_at=None, licences__isnull=False)


class Pledge(models.Model):
    """What one county sends to one campaign.

    `checked` holds the keys of the campaign's check list that were confirmed; `notice` is the version of the privacy
    notice that the contact's data were asked for with (個資法第8條). `changed_at` is when the county last wrote or sent
    it, or the association returned it; the contact's data go so long after that (`pledging.erase_contacts`).
    """

    class State(models.TextChoices):
        """How far it has come."""

        DRAFT = "draft", _("準備中")
        HANDED_IN = "handed", _("已送出")
        RETURNED = "returned", _("退回補正")
        ACCEPTED = "accepted", _("已接受")
        WITHDRAWN = "withdrawn", _("已撤回授權")

    campaign_key = models.CharField(_("活動"), max_length=40)
    county = models.ForeignKey(County, models.PROTECT, related_name="pledges", verbose_name=_("縣市"))
    state = models.CharField(_("狀態"), max_length=9, choices=State.choices, default=State.DRAFT)
    held_on = models.DateField(_("宣示日期"), null=True, blank=True)
    place = models.CharField(_("地點"), max_length=100, blank=True)
    head = models.CharField(_("帶領宣示的首長代表"), max_length=60, blank=True)
    contact_name = models.CharField(_("聯絡人"), max_length=40, blank=True)
    contact_unit = models.CharField(_("聯絡人單位"), max_length=60, blank=True)
    contact_title = models.CharField(_("聯絡人職稱"), max_length=40, blank=True)
    contact_phone = models.CharField(_("連絡電話"), max_length=30, blank=True)
    notice = models.CharField(_("告知的版本"), max_length=20, blank=True)
    checked = models.JSONField(_("檢核表"), default=list, blank=True)
    marks = models.CharField(_("退回的說明"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("建立時間"))
    changed_at = models.DateTimeField(_("最後修改"))
    contact_erased_at = models.DateTimeField(_("聯絡人資料刪除時間"), null=True, blank=True)
    handed_in_at = models.DateTimeField(_("送出時間"), null=True, blank=True)
    handed_in_by = models.CharField(_("誰送出的"), max_length=200, blank=True)
    returned_at = models.DateTimeField(_("退回時間"), null=True, blank=True)
    returned_by = models.CharField(_("誰退回的"), max_length=200, blank=True)
    accepted_at = models.DateTimeField(_("接受時間"), null=True, blank=True)
    accepted_by = models.CharField(_("誰接受的"), max_length=200, blank=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        ordering = ("county", "pk")
        verbose_name = _("宣示")
        constraints = (
            models.UniqueConstraint(fields=["campaign_key", "county"], name="pledge_once_a_county"),
            models.CheckConstraint(
                condition=models.Q(state__in=("draft", "handed", "returned", "accepted", "withdrawn")),
                name="pledge_state_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="accepted") | models.Q(accepted_at__isnull=False),
                name="pledge_accepted_has_its_day",
            ),
            models.CheckConstraint(
                condition=models.Q(contact_erased_at=None)
                | models.Q(contact_name="", contact_unit="", contact_title="", contact_phone=""),
                name="pledge_erased_contact_is_empty",
            ),
        )

    def __str__(self) -> str:
        return gettext("%(county)s的宣示") % {"county": self.county.shown}

    @property
    def campaign(self) -> Campaign:
        """The call it answers."""
        return campaigns()[self.campaign_key]

    @property
    def is_open(self) -> bool:
        """Whether the county may still change what it sends."""
        return self.state in (self.State.DRAFT, self.State.RETURNED)
