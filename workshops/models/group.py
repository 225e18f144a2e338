"""Groups, the tables they sit at, and the devices that write for them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.audit.trail import Actor

from .workshop import Workshop, WorkshopQuerySet


class GroupQuerySet(models.QuerySet["Group"]):
    """Groups in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_WORKSHOPS) -> GroupQuerySet:
        """Those of workshops that this person may see."""
        return self.filter(WorkshopQuerySet.scope_filter(user, permission, "workshop__"))


class Group(models.Model):
    """A group (組) of a workshop and the table it sits at. The join code is the table's, not a person's."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="groups", verbose_name=_("工作坊"))
    number = models.PositiveSmallIntegerField(_("組別"))
    name = models.CharField(_("組名"), max_length=30, blank=True)
    host_name = models.CharField(_("桌長"), max_length=50, blank=True)
    code = models.CharField(_("桌邊代碼"), max_length=8, null=True, blank=True, unique=True)
    code_revoked_at = models.DateTimeField(_("停用時間"), null=True, blank=True)
    help_asked_at = models.DateTimeField(_("請助教的時間"), null=True, blank=True)
    help_asked_by = models.CharField(_("請助教的人"), max_length=200, blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ("workshop", "number")
        verbose_name = _("小組")
        constraints = (models.UniqueConstraint(fields=["workshop", "number"], name="group_number_once"),)

    def __str__(self) -> str:
        group = gettext("第 %(number)s 組") % {"number": self.number}
        return gettext("%(group)s　%(name)s") % {"group": group, "name": self.name} if self.name else group

    @property
    def county_id(self) -> str:
        """The county the group's workshop belongs to."""
        return self.workshop.county_id


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.RUN_WORKSHOP) -> SeatQuerySet:
        """Those at workshops that this person runs."""
        return self.filter(WorkshopQuerySet.scope_filter(user, permission, "group__workshop__"))


class Seat(models.Model):
    """One device at a table: whoever holds it writes for the group, without an account.

    Only a digest of the device's token is kept. A seat of a signed-in person (officer, lecturer) names that person;
    from one that is `on_paper` she keys in what the table has written by hand.
    """

    group = models.ForeignKey(Group, models.CASCADE, related_name="seats", verbose_name=_("小組"))
    number = models.PositiveSmallIntegerField(_("座位"))
    name = models.CharField(_("怎麼稱呼"), max_length=30, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    on_paper = models.BooleanField(_("依紙本補登"), default=False)
    token_digest = models.CharField(max_length=64, unique=True)
    taken_at = models.DateTimeField(_("加入時間"))
    seen_at = models.DateTimeField(_("最近連線"))
    revoked_at = models.DateTimeField(_("移出時間"), null=True, blank=True)
    unsent = models.PositiveSmallIntegerField(_("未上傳筆數"), default=0)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ("group", "number")
        verbose_name = _("座位")
        constraints = (models.UniqueConstraint(fields=["group", "number"], name="seat_number_once"),)

    def __str__(self) -> str:
        return self.name or gettext("裝置 %(number)s") % {"number": self.number}

    def as_actor(self) -> Actor:
        """How the trail names this seat: its table and its number, with the name given at joining if any."""
        return Actor("seat", str(self.pk), f"{self.group}・{self}")

    def is_open(self, now: dt.datetime) -> bool:
        """Whether the seat may still write as far as the seat itself goes."""
        return self.revoked_at is None or self.revoked_at > now


class ParticipantQuerySet(models.QuerySet["Participant"]):
    """Participants in the domain's words."""

    def visible_to(self, user: Any, now: dt.datetime | None = None) -> ParticipantQuerySet:
        """Named people of workshops whose participants this person may see, or whose names she has opened with a
        reason that has not run out.
        """
        from django.utils import timezone  # noqa: PLC0415  the clock's default stands at the edge

        from foundation.accounts.models import Disclosure  # noqa: PLC0415

        allowed = WorkshopQuerySet.scope_filter(user, Permission.SEE_PARTICIPANTS, "workshop__")
        if getattr(user, "is_authenticated", False):
            opened = Disclosure.objects.open_to(user, "workshops.workshop", now or timezone.now())
            keys = [int(key) for key in opened.values_list("subject_key", flat=True)]
            if keys:
                allowed |= models.Q(workshop__in=keys)
        return self.filter(allowed)

    def in_order(self) -> ParticipantQuerySet:
        """By kind as the plan document lists them, then by unit and name."""
        kinds = (models.When(kind=kind, then=models.Value(at)) for at, kind in enumerate(Participant.Kind.values))
        return self.order_by(models.Case(*kinds, output_field=models.IntegerField()), "unit", "name")


class Participant(models.Model):
    """A person invited to a workshop. Contacts serve the invitation and nothing else."""

    class Kind(models.TextChoices):
        """Who she comes for (企劃案三(二)參與者說明)."""

        OFFICIAL = "official", _("機關業務承辦")
        CENTRE = "centre", _("志推中心")
        CADRE = "cadre", _("運用單位幹部")

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="participants", verbose_name=_("工作坊"))
    group = models.ForeignKey(
        Group, models.SET_NULL, null=True, blank=True, related_name="participants", verbose_name=_("小組")
    )
    name = models.CharField(_("姓名"), max_length=50)
    kind = models.CharField(_("身分"), max_length=8, choices=Kind.choices)
    unit = models.CharField(_("單位"), max_length=100)
    title = models.CharField(_("職稱"), max_length=50, blank=True)
    email = models.EmailField(_("電子郵件"), blank=True)
    phone = models.CharField(_("電話"), max_length=30, blank=True)
    arrived_at = models.DateTimeField(_("到場時間"), null=True, blank=True)
    arrived_by = models.CharField(_("簽到者"), max_length=200, blank=True)
    walk_in = models.BooleanField(_("當天加入"), default=False)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ("workshop", models.F("group__number").asc(nulls_first=True), "unit", "name")
        verbose_name = _("參加者")
        constraints = (
            models.UniqueConstraint(
                fields=["workshop", "name", "unit"],
                name="participant_once",
                violation_error_message=_("同一單位的這個姓名已經在名單上。"),
            ),
            models.CheckConstraint(
                condition=models.Q(walk_in=False) | models.Q(arrived_at__isnull=False), name="walk_in_has_arrived"
            ),
        )

    def __str__(self) -> str:
        """Masked: it ends up in the trail and in logs, which outlive the list and are read beyond the county."""
        return f"{self.masked(self.name)}（{self.unit}）"

    @staticmethod
    def masked(name: str) -> str:
        """王小明 as 王○明, 王明 as 王○: enough for who knows her."""
        if len(name) < 3:
            return f"{name[:1]}○"
        return f"{name[0]}{'○' * (len(name) - 2)}{name[-1]}"
