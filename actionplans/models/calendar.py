"""Somebody's own calendar (我的行事曆): a secret address at which her calendar program reads what she may see."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .tracking import OwnQuerySet


class CalendarFeedQuerySet(OwnQuerySet):
    """One's own address, and nobody else's."""


class CalendarFeed(models.Model):
    """One person's address; only a digest of it is kept. What it shows is asked anew whenever it is read.

    `statutory` says whether the fixed days of the year stand in it; `language` is that of its words: whoever reads it
    is a program and tells none.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("使用者"))
    token_digest = models.CharField(max_length=64, unique=True)
    language = models.CharField(_("內容的語言"), max_length=10, choices=settings.LANGUAGES)
    statutory = models.BooleanField(_("加上法定期程"), default=False)
    made_at = models.DateTimeField(_("發出時間"))
    read_at = models.DateTimeField(_("最近讀取"), null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("行事曆網址")

    def __str__(self) -> str:
        return gettext("%(name)s的行事曆網址") % {"name": self.user}

    @property
    def county_id(self) -> Any:
        """The county of its owner, for the trail."""
        return self.user.access.home_county
