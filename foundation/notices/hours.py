"""When people are reminded: on working days, by day. Letters that come at night or on a holiday are not read."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from foundation.taiwan import periods

# The hour (Taiwan) at which a notice is due, and the hours within which one may still go out.
AT, FROM, UNTIL = dt.time(9), dt.time(8), dt.time(20)


def is_quiet(now: dt.datetime) -> bool:
    """Whether nobody is to be reminded at this moment: before eight, from eight in the evening, on days off."""
    here = timezone.localtime(now)
    return not FROM <= here.time() < UNTIL or periods.is_day_off(here.date())


def first_open(moment: dt.datetime) -> dt.datetime:
    """The first moment, from this one on, at which somebody may be reminded."""
    if not is_quiet(moment):
        return moment
    here = timezone.localtime(moment)
    day = here.date() + dt.timedelta(days=here.time() >= UNTIL)
    return timezone.make_aware(dt.datetime.combine(periods.last_day(day), FROM))


def before(day: dt.date) -> dt.datetime:
    """The moment to remind of something still to come: on the day, or on the last working day before it."""
    while periods.is_day_off(day):
        day -= dt.timedelta(days=1)
    return _at(day)


def after(day: dt.date) -> dt.datetime:
    """The moment to remind of something past: on the day, or on the next working day."""
    return _at(periods.last_day(day))


def _at(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, AT))
