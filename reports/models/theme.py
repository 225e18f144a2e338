"""Named themes (主題): core issues of several counties that staff say are the same problem."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from workshops.models import Group, Programme


class ThemeQuerySet(models.QuerySet["Theme"]):
    """Themes in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.MAKE_NATIONAL_REPORT) -> ThemeQuerySet:
        """All for who holds the permission, none for others: a theme runs across counties."""
        return self if reach(user, permission) else self.none()


class Theme(models.Model):
    """One problem that several tables named, under the name that staff gave it."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="themes", verbose_name=_("方案"))
    name = models.CharField(_("主題"), max_length=40)
    named_at = models.DateTimeField(_("命名時間"))
    named_by = models.CharField(_("誰命名的"), max_length=200)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        verbose_name = _("主題")
        constraints = (
            models.UniqueConstraint(fields=["programme", "name"], name="theme_name_once_a_programme"),
            models.CheckConstraint(condition=~models.Q(name=""), name="theme_has_a_name"),
        )

    def __str__(self) -> str:
        return self.name


class ThemeIssueQuerySet(models.QuerySet["ThemeIssue"]):
    """A theme's issues in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.MAKE_NATIONAL_REPORT) -> ThemeIssueQuerySet:
        """Those of the themes a person may see."""
        return self if reach(user, permission) else self.none()


class ThemeIssue(models.Model):
    """That a table's core issue belongs to a theme; to one at most. By the item, because its place among the table's
    core issues may change.
    """

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="issues", verbose_name=_("主題"))
    group = models.ForeignKey(Group, models.CASCADE, related_name="+", verbose_name=_("小組"))
    item_id = models.CharField(max_length=64)

    objects = ThemeIssueQuerySet.as_manager()

    class Meta:
        ordering = ("theme", "pk")
        verbose_name = _("主題裡的議題")
        constraints = (models.UniqueConstraint(fields=["group", "item_id"], name="theme_issue_in_one_theme"),)

    def __str__(self) -> str:
        return f"{self.group}・{self.theme}"
