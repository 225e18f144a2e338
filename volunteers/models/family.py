"""Families whose members volunteer, in one unit or in several, as they said themselves."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach

from .own import own, unit_at
from .unit import Unit
from .volunteer import Volunteer


class FamilyQuerySet(models.QuerySet["Family"]):
    """Families in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> FamilyQuerySet:
        """Those that a unit keeps where this person holds the permission, and the one she is a member of herself."""
        rows = reach(user, permission).rows(unit_at("unit"))
        return self.filter(rows | Q(pk__in=_of_herself(user, permission)))

    def standing(self) -> FamilyQuerySet:
        """Those that have not been ended."""
        return self.filter(ended_on=None)


def _of_herself(user: Any, permission: Permission) -> models.QuerySet[Any]:
    hers = FamilyMember.objects.filter(own(user, permission, "volunteer__user"))
    return hers.order_by().values("family")


class Family(models.Model):
    """A family that awards for families are judged for; the unit that keeps it puts it forward.

    Who belongs to it and how is what the family says (`FamilyMember.relation`); whoever keeps it states that all of
    them agreed to being judged together, as her finding shows the service of all of them.

    Attributes:
        agreed_on: the day on which all members had agreed.
        ended_on: from that day on it is no family of the register any more; what it received stays.
    """

    county = models.ForeignKey(County, models.PROTECT, related_name="families", verbose_name=_("縣市"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="families", verbose_name=_("運用單位"))
    agreed_on = models.DateField(_("全部成員同意的日期"))
    kept_at = models.DateTimeField(_("登錄時間"))
    kept_by = models.CharField(_("登錄的人"), max_length=200)
    ended_on = models.DateField(_("結束日期"), null=True, blank=True)

    objects = FamilyQuerySet.as_manager()

    class Meta:
        ordering = ("county", "pk")
        verbose_name = _("志工家庭")
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("agreed_on")), name="family_ends_after_it_agreed"
            ),
        )

    def __str__(self) -> str:
        """By number: the trail is read by people who may not know whose it is."""
        return gettext("志工家庭 %(number)s") % {"number": self.pk}

    @property
    def name(self) -> str:
        """Called after its first member."""
        first = next(iter(self.members.all()), None)
        return gettext("%(name)s的家庭") % {"name": first.volunteer.name} if first is not None else str(self)


class FamilyMember(models.Model):
    """Somebody of a family, the applicant first, and how she is related to him or her."""

    family = models.ForeignKey(Family, models.CASCADE, related_name="members", verbose_name=_("志工家庭"))
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="family_places", verbose_name=_("家庭成員"))
    position = models.PositiveSmallIntegerField(_("次序"))
    relation = models.CharField(_("和申請人的關係"), max_length=40)

    class Meta:
        ordering = ("family", "position")
        verbose_name = _("志工家庭的成員")
        constraints = (
            models.UniqueConstraint(fields=["family", "volunteer"], name="family_member_once"),
            models.UniqueConstraint(fields=["family", "position"], name="family_member_has_a_place"),
            models.CheckConstraint(condition=~Q(relation=""), name="family_member_is_related"),
        )

    def __str__(self) -> str:
        return gettext("%(name)s的成員") % {"name": self.family}
