"""Sheets as logs of operations, and the values the log has led to."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from workshops.models import Group, Seat
from workshops.models.workshop import WorkshopQuerySet

from .questionset import QuestionSet, SheetKind


class SheetQuerySet(models.QuerySet["Sheet"]):
    """Sheets in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.READ_SHEETS) -> SheetQuerySet:
        """Those of workshops whose sheets this person may read (or write, with that permission)."""
        return self.filter(WorkshopQuerySet.scope_filter(user, permission, "group__workshop__"))


class Sheet(models.Model):
    """One form of one group. What it says stands in its entries; how it came to say it, in its operations."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="sheets", verbose_name=_("小組"))
    kind = models.CharField(_("表單"), max_length=12, choices=SheetKind.choices)
    questions = models.ForeignKey(QuestionSet, models.PROTECT, related_name="sheets", verbose_name=_("表單版本"))
    handed_in_at = models.DateTimeField(_("完成時間"), null=True, blank=True)
    handed_in_by = models.CharField(_("完成者"), max_length=200, blank=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ("group", "kind")
        verbose_name = _("表單")
        constraints = (models.UniqueConstraint(fields=["group", "kind"], name="sheet_once"),)

    def __str__(self) -> str:
        return f"{self.group}・{self.get_kind_display()}"

    @property
    def county_id(self) -> str:
        """The county the sheet's workshop belongs to."""
        return self.group.workshop.county_id


class Entry(models.Model):
    """The present value at one path of a sheet, and the number of times it has changed.

    Paths are `field`, `list/<item id>` (the item itself: true while it stands, false once removed) and
    `list/<item id>/<field>`. `version` counts changes; an operation says which version it was made on.
    `disputed` names the newest operation that lost to another one and that nobody has looked at yet.
    """

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="entries")
    path = models.CharField(max_length=160)
    value = models.JSONField(null=True)
    version = models.PositiveIntegerField(default=1)
    order = models.BigIntegerField(default=0)
    disputed = models.UUIDField(null=True, blank=True)
    seat_label = models.CharField(max_length=60, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("sheet", "order", "path")
        constraints = (models.UniqueConstraint(fields=["sheet", "path"], name="entry_path_once"),)

    def __str__(self) -> str:
        return self.path


class Operation(models.Model):
    """One thing somebody did to a sheet, kept for good: exactly once for each `id`, which the device gives it.

    `sequence` is the order of arrival over the whole house; a device asks for "everything after". `outcome` says
    what became of it: a conflict is not lost, its value waits here until somebody chooses. `on_paper` marks what
    somebody else keyed in afterwards from what the table had written by hand, `late` what was typed before its sheet
    was handed in and arrived after it. `replaces` names a refused one that was asked for anew; nothing is asked for
    anew twice.
    """

    class Action(models.TextChoices):
        """What it does to its path."""

        SET = "set", _("寫入")
        ADD = "add", _("新增")
        REMOVE = "remove", _("刪除")
        RESTORE = "restore", _("復原")
        COUNT = "count", _("計票")

    class Outcome(models.TextChoices):
        """What became of it."""

        APPLIED = "applied", _("已寫入")
        CONFLICT = "conflict", _("與他人衝突")
        REFUSED = "refused", _("未寫入")

    sequence = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True)
    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="operations")
    path = models.CharField(max_length=160)
    action = models.CharField(max_length=8, choices=Action.choices)
    value = models.JSONField(null=True)
    base = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    message = models.CharField(max_length=200, blank=True)
    resolves = models.UUIDField(null=True, blank=True)
    replaces = models.UUIDField(_("接替的操作"), null=True, blank=True)
    seat = models.ForeignKey(Seat, models.SET_NULL, null=True, related_name="+")
    seat_label = models.CharField(max_length=60)
    on_paper = models.BooleanField(_("依紙本補登"), default=False)
    late = models.BooleanField(_("交出之後才送到"), default=False)
    device_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ("sequence",)
        indexes = (
            models.Index(fields=["sheet", "sequence"], name="operation_of_sheet"),
            models.Index(fields=["sheet", "path", "sequence"], name="operation_of_path"),
        )
        constraints = (models.UniqueConstraint(fields=["replaces"], name="operation_replaced_once"),)

    def __str__(self) -> str:
        return f"{self.action} {self.path}"
