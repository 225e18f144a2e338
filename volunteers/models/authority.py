"""Authorities: the offices that units report to, each for its categories of service."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach


class AuthorityQuerySet(models.QuerySet["Authority"]):
    """Authorities in the domain's words."""

    def visible_to(self, user: Any) -> AuthorityQuerySet:
        """All of them, for whoever sees units at all: which office is responsible is public."""
        return self if reach(user, Permission.SEE_UNITS) else self.none()

    def led_by(self, user: Any, permission: Permission = Permission.REVIEW_UNITS) -> AuthorityQuerySet:
        """Those whose work this person does: her county's, or the one that names her category as its own."""
        scope = reach(user, permission)
        if scope.everywhere:
            return self
        return self.filter(models.Q(county__in=scope.counties) | models.Q(pk__in=led_by_category(user, permission)))

    def of_county(self, county: str | None) -> AuthorityQuerySet:
        """Those of one county; None for the central ones."""
        return self.filter(county=county)


def led_by_category(user: Any, permission: Permission = Permission.REVIEW_UNITS) -> list[int]:
    """The keys of the offices whose category this person is in charge of (no question where she has none)."""
    scope = reach(user, permission)
    if not scope.sectors:
        return []
    around = Authority.objects.filter(county__in={county for county, _category in scope.sectors})
    return [one.pk for one in around if any((one.county_id, category) in scope.sectors for category in one.categories)]


class Authority(models.Model):
    """An authority (目的事業主管機關): an office of a county, or a ministry, in charge of categories of service.

    Source: 志願服務法 第 4 條 and the handbook's list of Taipei's offices. Where a county's offices are not known yet
    the county government itself stands for all categories (`categories` is empty), as the law has it.

    Attributes:
        categories: codes of `foundation.accounts.sectors`; empty means every category that no other office of the
            county is in charge of.
    """

    code = models.SlugField(_("代碼"), max_length=24, unique=True)
    county = models.ForeignKey(
        County, models.PROTECT, null=True, blank=True, related_name="authorities", verbose_name=_("縣市")
    )
    name = models.CharField(_("名稱"), max_length=60, unique=True)
    name_en = models.CharField(_("英文名稱"), max_length=120, blank=True)
    categories = models.JSONField(_("服務類別"), default=list, blank=True)

    objects = AuthorityQuerySet.as_manager()

    class Meta:
        ordering = (models.F("county__position").asc(nulls_first=True), "code")
        verbose_name = _("目的事業主管機關")

    def __str__(self) -> str:
        return self.name

    @property
    def shown(self) -> str:
        """The name in the language of the page."""
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name
