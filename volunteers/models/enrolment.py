"""Belonging to a unit (在隊)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import Places, reach

from .own import own
from .unit import Unit
from .volunteer import Volunteer

HERE = Places(county="unit__county", organisation="unit__organisation", category="unit__category")


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Enrolments in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> EnrolmentQuerySet:
        """Those of the units whose people this person sees, and her own."""
        mine = own(user, permission, "volunteer__user")
        return self.filter(reach(user, permission).rows(HERE) | mine)

    def each_visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> EnrolmentQuerySet:
        """The same, for questions that know whose rows they ask for: the wall is asked of each row that was found.

        Joined to the units, a database that does not know how many rows stand where (SQLite without statistics, or
        with those of an emptier day) goes through all units of a county, or all their people, for every person.
        """
        if reach(user, permission).everywhere:
            return self
        wall = models.Exists(Unit.objects.visible_to(user, permission).filter(pk=models.OuterRef("unit")))
        return self.filter(wall | own(user, permission, "volunteer__user"))

    def on(self, day: dt.date) -> EnrolmentQuerySet:
        """Those that hold on a day, its last day included."""
        return self.filter(models.Q(left_on=None) | models.Q(left_on__gte=day), joined_on__lte=day)


class Enrolment(models.Model):
    """A volunteer in a unit, from a day to a day, both included (pitfalls 3：期間含起訖).

    Who leaves and comes back has two rows. `number` is the unit's own number for her, on her service card.
    """

    class Rank(models.TextChoices):
        """What she is in the team; leadership training is for cadres."""

        MEMBER = "member", _("隊員")
        CADRE = "cadre", _("幹部")

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="enrolments", verbose_name=_("志工"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="enrolments", verbose_name=_("運用單位"))
    number = models.CharField(_("志工編號"), max_length=20, blank=True)
    rank = models.CharField(_("身分"), max_length=8, choices=Rank.choices, default=Rank.MEMBER)
    joined_on = models.DateField(_("加入日期"))
    left_on = models.DateField(_("最後一日"), null=True, blank=True)
    left_why = models.CharField(_("離隊原因"), max_length=200, blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ("unit", "number", "pk")
        verbose_name = _("在隊資格")
        constraints = (
            models.UniqueConstraint(
                fields=["volunteer", "unit"],
                condition=models.Q(left_on=None),
                name="enrolment_open_once",
                violation_error_message=_("這個人已經在這個單位。"),
            ),
            models.CheckConstraint(
                condition=models.Q(left_on=None) | models.Q(left_on__gte=models.F("joined_on")),
                name="enrolment_ends_after_it_begins",
                violation_error_message=_("最後一日不能早於加入日期。"),
            ),
        )
        indexes = (
            models.Index(fields=["unit", "left_on"], name="enrolment_of_unit"),
            # Somebody is found by her number in a unit among a whole country's.
            models.Index(Upper("number"), name="enrolment_by_number"),
        )

    def __str__(self) -> str:
        return gettext("%(unit)s的%(name)s") % {"unit": self.unit, "name": self.volunteer}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id
