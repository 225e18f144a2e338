"""Somebody's own calendar (我的行事曆): a secret address at which her calendar program reads what she may see."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.calendars.feeds import Feed


class CalendarFeed(Feed):
    """One person's address; `statutory` says whether the fixed days of the year stand in it."""

    statutory = models.BooleanField(_("加上法定期程"), default=False)

    class Meta(Feed.Meta):
        abstract = False
