"""Versions of a programme's forms."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from workshops.models import Programme


class SheetKind(models.TextChoices):
    """The sheets a group fills in, in the order of the afternoon."""

    INVENTORY = "inventory", _("地方現況盤點表")
    DESIGN = "design", _("地方志願服務行動設計表")
    FEASIBILITY = "feasibility", _("可行性檢視")
    COMMITMENT = "commitment", _("我們的承諾")


class QuestionSetQuerySet(models.QuerySet["QuestionSet"]):
    """Versions of forms in the domain's words."""

    def visible_to(self, user: Any) -> QuestionSetQuerySet:
        """Drafts and versions for who edits questions; nobody else sees them as such."""
        return self if reach(user, Permission.EDIT_QUESTIONS) else self.none()

    def published(self) -> QuestionSetQuerySet:
        """Versions that tables may be given, newest first."""
        return self.filter(published_at__isnull=False).order_by("-version")

    def drafts(self) -> QuestionSetQuerySet:
        """What the association is still working on, at most one for each form."""
        return self.filter(published_at__isnull=True)


class QuestionSet(models.Model):
    """One version of one form of a programme: wording, order and additional questions, as data.

    `definition` is read by `actionplans.questions`. A published version never changes: sheets remember the version
    they were opened with, so that an answer always stands under the question that was asked. One that is not published
    is the draft of the next; `revision` counts its changes, so that nobody decides on a state he has not seen.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="question_sets", verbose_name=_("方案"))
    kind = models.CharField(_("表單"), max_length=12, choices=SheetKind.choices)
    version = models.PositiveIntegerField(_("版本"))
    definition = models.JSONField(_("內容"))
    published_at = models.DateTimeField(_("發布時間"), null=True, blank=True)
    published_by = models.CharField(_("發布者"), max_length=200, blank=True)
    revision = models.PositiveIntegerField(_("草稿修改次數"), default=0)
    changed_at = models.DateTimeField(_("草稿最後修改"), null=True, blank=True)
    changed_by = models.CharField(_("草稿最後修改者"), max_length=200, blank=True)

    objects = QuestionSetQuerySet.as_manager()

    class Meta:
        ordering = ("programme", "kind", "-version")
        verbose_name = _("表單版本")
        constraints = (
            models.UniqueConstraint(fields=["programme", "kind", "version"], name="question_set_version_once"),
            models.UniqueConstraint(
                fields=["programme", "kind"],
                condition=models.Q(published_at__isnull=True),
                name="question_set_one_draft",
            ),
        )

    def __str__(self) -> str:
        return f"{self.programme}・{self.get_kind_display()} v{self.version}"
