"""A room on its day: its clock, its queue of presentations, calls for help, and what is told to the tables."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission

from .group import Group, Seat
from .workshop import Workshop, WorkshopQuerySet


class RoomQuerySet(models.QuerySet["Room"]):
    """Rooms in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_WORKSHOPS) -> RoomQuerySet:
        """Those of workshops that this person may see."""
        return self.filter(WorkshopQuerySet.scope_filter(user, permission, "workshop__"))


class Room(models.Model):
    """The room of one workshop. What its clock and its queue say is one value each, changed whole.

    `revision` grows with everything that somebody in the room can see; devices ask by it whether there is news.
    `step` grows only with presses on the clock and the queue: who presses says which step she saw, so that of two
    people who press at once only one is heard.
    """

    workshop = models.OneToOneField(Workshop, models.CASCADE, related_name="room", verbose_name=_("工作坊"))
    revision = models.PositiveIntegerField(default=0)
    step = models.PositiveIntegerField(default=0)
    run = models.JSONField(_("計時"), default=dict, blank=True)
    queue = models.JSONField(_("發表順序"), default=list, blank=True)
    said = models.JSONField(_("最近一次調整的說明"), default=list, blank=True)
    pressed_at = models.DateTimeField(_("最近一次按的時間"), null=True, blank=True)
    pressed_by = models.CharField(_("最近一次按的人"), max_length=200, blank=True)
    pressed = models.CharField(_("最近一次按的是"), max_length=16, blank=True)
    quiet_minutes = models.PositiveSmallIntegerField(_("幾分鐘沒有動靜要提醒"), default=6)
    safe = models.BooleanField(_("投影安全模式"), default=True)

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("現場")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(quiet_minutes__gte=1, quiet_minutes__lte=60),
                name="room_quiet_in_bounds",
                violation_error_message=_("提醒的時間請填 1 到 60 分鐘。"),
            ),
        )

    def __str__(self) -> str:
        return str(self.workshop)

    @property
    def county_id(self) -> str:
        """The county the workshop belongs to."""
        return self.workshop.county_id


class WordQuerySet(models.QuerySet["Word"]):
    """What was told, in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.RUN_WORKSHOP) -> WordQuerySet:
        """What was told in workshops that this person runs."""
        return self.filter(WorkshopQuerySet.scope_filter(user, permission, "workshop__"))

    def told_to(self, seat: Seat) -> WordQuerySet:
        """What this device's table was told since the device sits there."""
        return self.filter(workshop=seat.group.workshop_id, sent_at__gte=seat.taken_at).filter(
            models.Q(group=None) | models.Q(group=seat.group_id)
        )

    def for_seat(self, seat: Seat) -> WordQuerySet:
        """What it was told and has not confirmed yet, oldest first."""
        return self.told_to(seat).exclude(receipts__seat=seat.pk).order_by("sent_at", "pk")


class Word(models.Model):
    """A message (口信) from who leads the room to one table, or to all of them."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="words", verbose_name=_("工作坊"))
    group = models.ForeignKey(
        Group, models.CASCADE, null=True, blank=True, related_name="words", verbose_name=_("小組")
    )
    text = models.CharField(_("內容"), max_length=200)
    sent_at = models.DateTimeField(_("送出時間"))
    sent_by = models.CharField(_("送出者"), max_length=200)

    objects = WordQuerySet.as_manager()

    class Meta:
        ordering = ("-sent_at", "-pk")
        verbose_name = _("口信")
        indexes = (models.Index(fields=["workshop", "sent_at"], name="word_of_workshop"),)

    def __str__(self) -> str:
        return self.text

    @property
    def county_id(self) -> str:
        """The county the workshop belongs to."""
        return self.workshop.county_id


class Receipt(models.Model):
    """A device at a table has shown a message and somebody there has pressed 「知道了」."""

    word = models.ForeignKey(Word, models.CASCADE, related_name="receipts", verbose_name=_("口信"))
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="receipts", verbose_name=_("座位"))
    read_at = models.DateTimeField(_("看到的時間"))

    class Meta:
        ordering = ("read_at",)
        verbose_name = _("口信回條")
        constraints = (models.UniqueConstraint(fields=["word", "seat"], name="receipt_once"),)

    def __str__(self) -> str:
        return f"{self.seat}・{self.word}"
