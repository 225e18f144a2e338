"""A volunteer's own calendar (我的班表行事曆): a secret address at which her calendar program reads her shifts."""

from __future__ import annotations

from foundation.calendars.feeds import Feed


class OwnCalendar(Feed):
    """One person's address. It belongs to her account, so that it shows whatever entry of the register is hers now."""

    class Meta(Feed.Meta):
        abstract = False
