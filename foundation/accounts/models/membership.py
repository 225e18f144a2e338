"""Roles held at places."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts import sectors
from foundation.accounts.roles import Permission, Role
from foundation.accounts.scope import reach
from foundation.prepared import Prepared

from .county import County
from .organisation import Organisation


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships in the domain's words."""

    def visible_to(self, user: Any) -> MembershipQuerySet:
        """Those in the places whose roles this person hands out."""
        return self.filter(reach(user, Permission.ASSIGN_ROLES).rows("county"))

    def current(self, on: dt.date) -> MembershipQuerySet:
        """Those that hold on a day."""
        return self.filter(models.Q(ends_on=None) | models.Q(ends_on__gt=on), starts_on__lte=on)


class Membership(models.Model):
    """A role at a place, from a day on: 「王小明是臺東縣的縣市承辦人」.

    It is ended, never deleted, so that the trail's names keep their meaning.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name=_("使用者")
    )
    role = models.CharField(_("角色"), max_length=24, choices=Role.choices)
    county = models.ForeignKey(
        County, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("縣市")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("單位")
    )
    sector = models.CharField(
        _("類別"), max_length=20, blank=True, help_text=_("目的事業主管機關的類別，例如社會福利類")
    )
    starts_on = models.DateField(_("起日"))
    ends_on = models.DateField(_("失效日"), null=True, blank=True, help_text=_("自這一天起不再有效"))

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("user", "role", models.F("county__position").asc(nulls_first=True))
        verbose_name = _("角色")
        constraints = (
            models.CheckConstraint(
                condition=(
                    models.Q(role=Role.ASSOCIATION, county=None)
                    | (~models.Q(role=Role.ASSOCIATION) & models.Q(county__isnull=False))
                )
                | models.Q(role=Role.LECTURER, county=None),
                name="membership_has_its_place",
                violation_error_message=_("協會秘書處不屬於任何縣市，其他角色要選一個縣市。"),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_start",
                violation_error_message=_("失效日不能早於起日。"),
            ),
            models.UniqueConstraint(
                # No county and no organisation count as equal, which SQLite says only this way.
                "user",
                "role",
                Coalesce("county", models.Value(""), output_field=models.CharField()),
                Coalesce("organisation", models.Value(0), output_field=models.BigIntegerField()),
                "sector",
                condition=models.Q(ends_on=None),
                name="membership_open_once",
                violation_error_message=_("這個人已經有這個角色。"),
            ),
        )

    def __str__(self) -> str:
        if self.county is None:
            return f"{self.user}・{self.get_role_display()}"
        held = gettext("%(county)s%(role)s") % {"county": self.county.shown, "role": self.get_role_display()}
        return f"{self.user}・{held}"

    @property
    def sector_shown(self) -> str:
        """The category of an authority, in the language of the page where it is a usual one."""
        return sectors.shown(self.sector)


# A person's memberships on a day: asked for every page she opens, and every two seconds for a board.
HELD_ON = Prepared(
    lambda person, on: Membership.objects.filter(user=person).current(on),
    -271828,
    dt.date(1971, 2, 3),
    related=("county",),
)
