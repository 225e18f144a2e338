"""Volunteers who agree to be found (願意被找到), and units that ask them to come (邀請)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import Places, reach

from .application import Application
from .code_list import CodeList
from .opening import Opening
from .own import own
from .volunteer import Volunteer

OF_OPENING = Places(
    county="opening__unit__county", organisation="opening__unit__organisation", category="opening__unit__category"
)


class FindableQuerySet(models.QuerySet["Findable"]):
    """Agreements in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> FindableQuerySet:
        """One's own only; units look through `finding.look`, which shows no name and leaves a line."""
        return self.filter(own(user, permission, "volunteer__user"))

    def standing(self) -> FindableQuerySet:
        """Those that have not been taken back."""
        return self.filter(withdrawn_at=None)


class Findable(models.Model):
    """A volunteer's agreement that units of some counties may find her, and what they may know of her then.

    Source: 個資法 第 16 條、第 20 條 (use beyond the purpose it was collected for needs her consent). It can be taken
    back at any time; what was agreed to stays with its version and its days.

    Attributes:
        version: of the words she agreed to (`rules.consents`).
    """

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="findables", verbose_name=_("志工"))
    version = models.CharField(_("同意內容的版本"), max_length=20)
    counties = CodeList(_("願意服務的縣市"))
    categories = CodeList(_("想做的服務"))
    slots = CodeList(_("可以服務的時段"))
    skills = CodeList(_("專長"))
    agreed_at = models.DateTimeField(_("同意時間"))
    agreed_by = models.CharField(_("同意的人"), max_length=200)
    withdrawn_at = models.DateTimeField(_("撤回時間"), null=True, blank=True)
    withdrawn_by = models.CharField(_("撤回的人"), max_length=200, blank=True)

    objects = FindableQuerySet.as_manager()

    class Meta:
        ordering = ("-agreed_at", "-pk")
        verbose_name = _("媒合同意")
        constraints = (
            models.UniqueConstraint(fields=["volunteer"], condition=Q(withdrawn_at=None), name="findable_stands_once"),
        )

    def __str__(self) -> str:
        return gettext("%(name)s的媒合同意") % {"name": self.volunteer}


class ApproachQuerySet(models.QuerySet["Approach"]):
    """Requests in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> ApproachQuerySet:
        """Those of the units whose people this person keeps, and those to herself."""
        mine = own(user, permission, "volunteer__user")
        return self.filter(reach(user, Permission.KEEP_VOLUNTEERS).rows(OF_OPENING) | mine)


class Approach(models.Model):
    """A unit's request to a volunteer who agreed to be found; who she is, it learns when she says yes.

    Attributes:
        application: what her yes became.
    """

    class State(models.TextChoices):
        """What she said."""

        WAITING = "waiting", _("等她回覆")
        YES = "yes", _("願意")
        NO = "no", _("這次不行")

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="approaches", verbose_name=_("招募"))
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="approaches", verbose_name=_("志工"))
    words = models.CharField(_("給她的話"), max_length=300, blank=True)
    state = models.CharField(_("狀態"), max_length=8, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField(_("邀請時間"))
    asked_by = models.CharField(_("邀請的人"), max_length=200)
    answered_at = models.DateTimeField(_("回覆時間"), null=True, blank=True)
    answered_by = models.CharField(_("回覆的人"), max_length=200, blank=True)
    application = models.OneToOneField(
        Application, models.PROTECT, null=True, blank=True, related_name="approach", verbose_name=_("報名")
    )

    objects = ApproachQuerySet.as_manager()

    class Meta:
        ordering = ("-asked_at", "-pk")
        verbose_name = _("邀請")
        constraints = (
            models.UniqueConstraint(
                fields=["opening", "volunteer"],
                name="approach_once",
                violation_error_message=_("已經為這個招募邀請過她。"),
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at=None) | (~Q(state="waiting") & Q(answered_at__isnull=False)),
                name="approach_is_answered_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(application=None) | Q(state="yes"), name="approach_yes_is_an_application"
            ),
        )

    def __str__(self) -> str:
        return gettext("請%(name)s來的邀請") % {"name": self.volunteer}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.opening.unit.county_id
