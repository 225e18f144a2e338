"""Coming and going (簽到退), the places where one signs, and the code one signs with."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import Places, reach

from .own import own
from .roster import Place
from .service import ServiceBatch
from .unit import Unit
from .volunteer import Volunteer

HERE = Places(county="unit__county", organisation="unit__organisation", category="unit__category")


class StationQuerySet(models.QuerySet["Station"]):
    """Stations in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_UNITS) -> StationQuerySet:
        """Those of the units this person sees."""
        return self.filter(reach(user, permission).rows(HERE))


class Station(models.Model):
    """Where one signs in and out: a device at the entrance (簽到機), or a poster that is scanned (海報)."""

    class Kind(models.TextChoices):
        """How one signs there."""

        KIOSK = "kiosk", _("簽到機")
        POSTER = "poster", _("海報")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="stations", verbose_name=_("運用單位"))
    kind = models.CharField(_("種類"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("地點"), max_length=60)
    made_at = models.DateTimeField(_("設立時間"))
    made_by = models.CharField(_("設立的人"), max_length=200)
    revoked_at = models.DateTimeField(_("停用時間"), null=True, blank=True)
    revoked_by = models.CharField(_("停用的人"), max_length=200, blank=True)

    objects = StationQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-pk")
        verbose_name = _("簽到點")

    def __str__(self) -> str:
        return gettext("%(kind)s：%(name)s") % {"kind": self.get_kind_display(), "name": self.name}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id


class PersonalCodeQuerySet(models.QuerySet["PersonalCode"]):
    """Personal codes in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_OWN_RECORD) -> PersonalCodeQuerySet:
        """One's own: a code signs in somebody's name."""
        mine = Places(county="pk", person="volunteer__user")
        return self.filter(reach(user, Permission.SEE_OWN_RECORD).rows(mine))


class PersonalCode(models.Model):
    """What a volunteer signs in with where she is not logged in: typed, or scanned from her phone or card."""

    volunteer = models.OneToOneField(Volunteer, models.PROTECT, related_name="personal_code", verbose_name=_("志工"))
    code = models.CharField(_("簽到碼"), max_length=8, unique=True)
    made_at = models.DateTimeField(_("發出時間"))
    made_by = models.CharField(_("發出的人"), max_length=200)

    objects = PersonalCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("簽到碼")

    def __str__(self) -> str:
        return gettext("%(name)s的簽到碼") % {"name": self.volunteer}


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Signing in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> AttendanceQuerySet:
        """Those of the units whose people this person sees, and her own."""
        mine = own(user, permission, "volunteer__user")
        return self.filter(reach(user, permission).rows(HERE) | mine)


class Attendance(models.Model):
    """Somebody came and went (手冊「應該明確的紀錄志工報到的時間和離開的時間」).

    Attributes:
        place: her place on the roster; None where she was not on it.
        said_left_at, said_left_by: when she says she left, where she forgot to sign out; the unit decides.
        batch: the ledger's batch that took the hours in; None while there are none, or where they stood there before.
    """

    class State(models.TextChoices):
        """How far it is."""

        IN = "in", _("服務中")
        OUT = "out", _("已簽退")
        FORGOTTEN = "forgotten", _("沒有簽退")
        VOID = "void", _("作廢")

    class How(models.TextChoices):
        """By what she signed in."""

        KIOSK = "kiosk", _("簽到機")
        PHONE = "phone", _("手機掃碼")
        LIST = "list", _("承辦人點名")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="attendances", verbose_name=_("運用單位"))
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="attendances", verbose_name=_("志工"))
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="attendances", verbose_name=_("排班")
    )
    state = models.CharField(_("狀態"), max_length=10, choices=State.choices, default=State.IN)
    how = models.CharField(_("方式"), max_length=8, choices=How.choices)
    came_at = models.DateTimeField(_("簽到時間"))
    came_by = models.CharField(_("簽到的人"), max_length=200)
    left_at = models.DateTimeField(_("簽退時間"), null=True, blank=True)
    left_by = models.CharField(_("簽退的人"), max_length=200, blank=True)
    said_left_at = models.DateTimeField(_("本人說的離開時間"), null=True, blank=True)
    said_left_by = models.CharField(_("回答的人"), max_length=200, blank=True)
    reason = models.CharField(_("說明"), max_length=200, blank=True)
    batch = models.ForeignKey(
        ServiceBatch, models.PROTECT, null=True, blank=True, related_name="attendances", verbose_name=_("登錄批次")
    )

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ("-came_at", "-pk")
        verbose_name = _("簽到")
        indexes = (models.Index(fields=["unit", "came_at"], name="attendance_of_unit"),)
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "volunteer"], condition=Q(state="in"), name="attendance_is_open_once"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gt=F("came_at")), name="attendance_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(state="out", left_at__isnull=False) | (~Q(state="out") & Q(left_at=None)),
                name="attendance_out_says_when",
            ),
            models.CheckConstraint(condition=~Q(state="void") | ~Q(reason=""), name="attendance_void_has_reason"),
        )

    def __str__(self) -> str:
        return gettext("%(name)s的簽到") % {"name": self.volunteer}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id
