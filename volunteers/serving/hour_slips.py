"""Hour slips (時數條) for the physical book, and the blank monthly sheet of units that work on paper; in Chinese.

Source: 臺北市志願服務實務手冊「按月彙整後，填入志願服務紀錄冊或製發時數條，註明核發時數之單位」, 「時數條上應載名志工
姓名及註明核發時數之單位」; 「加蓋登錄人名章」. Only approved hours stand on a slip, and with their exact days.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Max, Min, Q, Sum
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.models import EventQuerySet
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import roc
from volunteers.models import Enrolment, Place, ServiceEntry, Unit

NAME = "時數條"
SHEET = "服務時數表"
LONGEST = 366
MOST_PEOPLE = 1_000
BLANK_ROWS = 10


@dataclass(frozen=True, slots=True)
class Item:
    """What somebody did in the period: first and last day of it, how often, and how many minutes count."""

    content: str
    first: dt.date
    last: dt.date
    times: int
    minutes: int


@dataclass(slots=True)
class Slip:
    """One person's slip."""

    name: str
    number: str
    items: list[Item] = field(default_factory=list)

    @property
    def minutes(self) -> int:
        """All of it."""
        return sum(one.minutes for one in self.items)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the monthly sheet, to be filled in by hand; `hint` says when she is on the roster."""

    number: str = ""
    name: str = ""
    on: str = ""
    content: str = ""
    hint: str = ""


def of(*, unit: Unit, first: dt.date, last: dt.date) -> list[Slip]:
    """The slips of a unit and period, in the order of the people's numbers.

    Raises:
        ValidationError: the days are the wrong way round or too far apart, or too many people served.
    """
    if last < first:
        raise ValidationError({"last": _("最後一天不能早於第一天。")})
    if (last - first).days >= LONGEST:
        raise ValidationError({"last": _("一次最多印一年。請把期間縮短。")})
    lines = ServiceEntry.objects.approved().filter(unit=unit, served_on__gte=first, served_on__lte=last)
    standing = Q(corrects=None, corrected_by=None, counted__gt=0)
    sums = (
        lines.filter(standing)
        .order_by()
        .values("volunteer", "volunteer__name", "content")
        .annotate(first=Min("served_on"), last=Max("served_on"), all_times=Sum("times"), all_minutes=Sum("counted"))
    )
    joined = Enrolment.objects.filter(unit=unit, joined_on__lte=last).order_by("joined_on")
    numbers = dict(joined.values_list("volunteer", "number"))
    slips: dict[int, Slip] = {}
    for row in sums:
        key = row["volunteer"]
        slip = slips.setdefault(key, Slip(row["volunteer__name"], numbers.get(key, "")))
        slip.items.append(
            Item(row["content"] or _("志願服務"), row["first"], row["last"], row["all_times"], row["all_minutes"])
        )
    if len(slips) > MOST_PEOPLE:
        raise ValidationError(_("這段期間超過 %(most)s 人，請分幾段印。") % {"most": MOST_PEOPLE})
    for slip in slips.values():
        slip.items.sort(key=lambda one: (one.first, one.content))
    return sorted(slips.values(), key=lambda one: (one.number == "", one.number, one.name))


def printed(*, unit: Unit, first: dt.date, last: dt.date) -> EventQuerySet:
    """When slips of just this period were printed before."""
    told = {"now__paper": NAME, "now__first_day": first.isoformat(), "now__last_day": last.isoformat()}
    return trail.history_of(unit).filter(verb=Verb.PRINTED, **told)


def note_printed(
    *, unit: Unit, first: dt.date, last: dt.date, slips: int, copy: str, by: Acts, now: dt.datetime
) -> int:
    """Leave the line that they were printed, and as which copy; answers the how-manieth time it is."""
    before = printed(unit=unit, first=first, last=last).count()
    told = {"paper": NAME, "first_day": first, "last_day": last, "rows": slips, "copy": copy}
    trail.record(Verb.PRINTED, unit, by=by, now=told, at=now)
    return before + 1


def sheet(*, unit: Unit, month: dt.date) -> list[Row]:
    """The lines of a month's blank sheet: who is on the roster when, or everybody once, and room for more."""
    first = month.replace(day=1)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    members = list(
        Enrolment.objects.filter(Q(left_on=None) | Q(left_on__gte=first), unit=unit, joined_on__lte=last)
        .select_related("volunteer")
        .order_by("number", "volunteer__name_key", "pk")
    )
    numbers = {one.volunteer_id: one.number for one in members}
    places = Place.objects.held().filter(duty__post__unit=unit, duty__on__gte=first, duty__on__lte=last)
    found = [
        Row(
            numbers.get(one.volunteer_id, ""), one.volunteer.name, roc.short(one.duty.on), one.duty.post.name,
            f"{_clock(one.duty.starts)}–{_clock(one.duty.ends_shown)}",
        )
        for one in places.select_related("duty__post", "volunteer").order_by("duty__on", "duty__starts", "pk")
    ]  # fmt: skip
    if not found:
        found = [Row(one.number, one.volunteer.name) for one in members]
    return found + [Row() for _number in range(BLANK_ROWS)]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
