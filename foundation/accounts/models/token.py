"""Tokens with which a program acts for a person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

from foundation.api.areas import Limits, shown

from .county import County
from .organisation import Organisation


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Tokens in the domain's words."""

    def visible_to(self, user: Any) -> ApiTokenQuerySet:
        """One's own: nobody sees or revokes another person's tokens."""
        return self.filter(user=user.pk) if getattr(user, "is_authenticated", False) else self.none()


class ApiToken(AbstractAuthToken):
    """A token of the API: it may do what its owner may do, until the day it ends or is revoked.

    Only a digest is stored (knox); the token itself is shown once. The first eight characters tell one from another.

    Attributes:
        areas: codes of `foundation.api.areas`; empty opens all of them, as tokens did before there were any.
        county: the only county it reaches; with `unit` the unit's.
        unit: the only unit it reaches.
    """

    name = models.CharField(_("用途"), max_length=60)
    read_only = models.BooleanField(_("只能讀"), default=False)
    areas = models.JSONField(_("範圍"), default=list, blank=True)
    county = models.ForeignKey(
        County, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("只限這個縣市")
    )
    unit = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("只限這個單位")
    )
    last_used_at = models.DateTimeField(_("最近使用"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ("-created",)
        verbose_name = _("API 權杖")
        constraints = (
            models.CheckConstraint(condition=~models.Q(name=""), name="token_has_name"),
            models.CheckConstraint(condition=models.Q(expiry__isnull=False), name="token_ends"),
            models.CheckConstraint(
                condition=models.Q(unit=None) | models.Q(county__isnull=False), name="token_of_a_unit_has_its_county"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}（{self.hint}…）"

    @property
    def hint(self) -> str:
        """The beginning, by which its owner knows it again."""
        return self.token_key[:8]

    def is_over(self, now: dt.datetime | None = None) -> bool:
        """Whether its day has come."""
        return self.expiry is not None and self.expiry <= (now or timezone.now())

    @property
    def place(self) -> str:
        """What the only county or unit is called; empty where it reaches as far as its owner."""
        if self.unit is not None:
            return self.unit.name
        return self.county.shown if self.county is not None else ""

    @property
    def limits(self) -> Limits:
        """How far it reaches less than its owner."""
        return Limits(self.read_only, frozenset(self.areas), (lambda: self.place) if self.county_id else None)

    @property
    def areas_shown(self) -> list[str]:
        """What its areas are called; empty where it opens all."""
        return [shown(area) for area in self.areas]
