"""Lists that were taken in, so that what each brought can be taken back as a whole."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import Places, reach

from .enrolment import Enrolment
from .insurance import Policy
from .unit import Unit
from .volunteer import Volunteer

HERE = Places(county="unit__county", organisation="unit__organisation", category="unit__category")


class TakenListQuerySet(models.QuerySet["TakenList"]):
    """Taken lists in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_UNITS) -> TakenListQuerySet:
        """Those of the units this person sees."""
        return self.filter(reach(user, permission).rows(HERE))


class TakenList(models.Model):
    """A unit's list of people, trainings or insured people of which something was taken in.

    Hours have their own (`ServiceBatch`), because they come in otherwise as well.

    Attributes:
        kind: name of its kind (`list_kinds`).
        policy: whose insured people they are; only of a list of these.
        added: number of rows that brought something new.
        undone_at, undone_by: when all of it was taken back, and by whom.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="taken_lists", verbose_name=_("運用單位"))
    kind = models.CharField(max_length=24)
    policy = models.ForeignKey(
        Policy, models.PROTECT, null=True, blank=True, related_name="taken_lists", verbose_name=_("保單")
    )
    name = models.CharField(_("檔名"), max_length=200)
    added = models.PositiveIntegerField(_("筆數"), default=0)
    made_at = models.DateTimeField(_("登錄時間"))
    made_by = models.CharField(_("登錄的人"), max_length=200)
    undone_at = models.DateTimeField(_("復原時間"), null=True, blank=True)
    undone_by = models.CharField(_("復原的人"), max_length=200, blank=True)

    objects = TakenListQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")
        verbose_name = _("匯入的清單")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(undone_at=None, undone_by="")
                | (models.Q(undone_at__isnull=False) & ~models.Q(undone_by="")),
                name="taken_list_is_undone_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="insured_list", policy__isnull=False)
                | (~models.Q(kind="insured_list") & models.Q(policy=None)),
                name="taken_list_of_insured_has_policy",
            ),
        )

    def __str__(self) -> str:
        return gettext("%(unit)s匯入的清單 %(number)s") % {"unit": self.unit, "number": self.pk}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id


class TakenPersonQuerySet(models.QuerySet["TakenPerson"]):
    """People of taken lists in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> TakenPersonQuerySet:
        """Those of lists of units whose people this person sees."""
        paths = Places(
            county="taken__unit__county",
            organisation="taken__unit__organisation",
            category="taken__unit__category",
        )
        return self.filter(reach(user, permission).rows(paths))


class TakenPerson(models.Model):
    """What a list of people brought of one person, beside her trainings (`Training.came_in`).

    Attributes:
        entered: whether she was not in the register before.
        enrolment: by which she was taken into the unit; None where she was there.
        filled: by the name of a field that was empty before, the mark of what the list filled in: enough to tell
            whether it has been changed since, and no second copy of it.
    """

    taken = models.ForeignKey(TakenList, models.CASCADE, related_name="people", verbose_name=_("匯入的清單"))
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", verbose_name=_("志工"))
    enrolment = models.ForeignKey(
        Enrolment, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("在隊資格")
    )
    entered = models.BooleanField(_("新登錄"), default=False)
    filled = models.JSONField(default=dict, blank=True)

    objects = TakenPersonQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        verbose_name = _("清單帶來的人")

    def __str__(self) -> str:
        return gettext("%(person)s在%(list)s") % {"person": self.volunteer, "list": self.taken}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.taken.unit.county_id
