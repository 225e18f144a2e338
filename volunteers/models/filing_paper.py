"""What is attached to a filing as a file."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .filing import Filing


class FilingPaperQuerySet(models.QuerySet["FilingPaper"]):
    """Papers in the domain's words."""

    def visible_to(self, user: Any) -> FilingPaperQuerySet:
        """Those of the filings this person sees."""
        return self.filter(filing__in=Filing.objects.visible_to(user))


class FilingPaper(models.Model):
    """One of the documents that go along with a plan, as files kept for this row; `key` is of `filing_documents`."""

    filing = models.ForeignKey(Filing, models.CASCADE, related_name="papers", verbose_name=_("志願服務計畫備案"))
    key = models.CharField(_("附件"), max_length=30)
    changed_at = models.DateTimeField(_("更新時間"))

    objects = FilingPaperQuerySet.as_manager()

    class Meta:
        ordering = ("filing", "pk")
        verbose_name = _("備案附件")
        constraints = (
            models.UniqueConstraint(fields=["filing", "key"], name="filing_paper_once"),
            models.CheckConstraint(condition=~models.Q(key=""), name="filing_paper_is_named"),
        )

    def __str__(self) -> str:
        return gettext("備案附件 %(number)s") % {"number": self.pk}

    @property
    def county_id(self) -> str:
        """Where it is filed, where the trail and the files write."""
        return self.filing.county_id
