"""Presses at a device (簽到機), each known by the name that the device gave it, so that it counts exactly once."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import Places, reach

from .attendance import Attendance, Station
from .volunteer import Volunteer

HERE = Places(
    county="station__unit__county", organisation="station__unit__organisation", category="station__unit__category"
)


class PressQuerySet(models.QuerySet["Press"]):
    """Presses in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> PressQuerySet:
        """Those of the units whose people this person sees."""
        return self.filter(reach(user, permission).rows(HERE))

    def open(self) -> PressQuerySet:
        """Kept ones that came to nothing, and nobody has looked at: whoever was told at the door knows already."""
        return self.filter(outcome=Press.Outcome.NOTHING, kept=True, looked_at=None)


class Press(models.Model):
    """Somebody pressed at a device; what became of it is said again where the device asks again.

    Attributes:
        key: the device's name for it.
        kept: whether the device kept it while it had no connection.
        said: what was typed or scanned, unless it was a personal code, which is nobody's to read.
        pressed_at: when, by the house's clock: the device only says how long ago it was.
        why: why it came to nothing, as a sentence of the catalogue; `stored_words.said` tells it in the reader's words.
        looked_at, looked_by: when the coordinator has dealt with one that came to nothing.
    """

    class Outcome(models.TextChoices):
        """What became of it."""

        CAME = "came", _("簽到")
        LEFT = "left", _("簽退")
        NOTHING = "nothing", _("沒有記成")

    station = models.ForeignKey(Station, models.PROTECT, related_name="presses", verbose_name=_("簽到點"))
    key = models.UUIDField(editable=False)
    kept = models.BooleanField(_("斷線時記下"), default=False)
    said = models.CharField(_("輸入的號碼"), max_length=40, blank=True)
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, null=True, blank=True, related_name="presses", verbose_name=_("志工")
    )
    pressed_at = models.DateTimeField(_("按的時間"))
    received_at = models.DateTimeField(_("收到的時間"))
    outcome = models.CharField(_("結果"), max_length=8, choices=Outcome.choices)
    why = models.CharField(_("沒有記成的原因"), max_length=300, blank=True)
    attendance = models.ForeignKey(
        Attendance, models.PROTECT, null=True, blank=True, related_name="presses", verbose_name=_("簽到紀錄")
    )
    looked_at = models.DateTimeField(_("處理時間"), null=True, blank=True)
    looked_by = models.CharField(_("處理的人"), max_length=200, blank=True)

    objects = PressQuerySet.as_manager()

    class Meta:
        ordering = ("pressed_at", "pk")
        verbose_name = _("簽到機的一按")
        constraints = (
            models.UniqueConstraint(fields=["station", "key"], name="press_counts_once"),
            models.CheckConstraint(
                condition=(Q(outcome="nothing", attendance=None) & ~Q(why="")) | Q(attendance__isnull=False, why=""),
                name="press_came_to_something_or_says_why",
            ),
        )

    def __str__(self) -> str:
        return gettext("%(station)s的一按") % {"station": self.station}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.station.unit.county_id
