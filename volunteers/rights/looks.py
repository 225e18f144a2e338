"""Who looked at somebody's data: read from the trail, and told to her in words.

Whoever opened her record (one line a person and day), read her number in full, found her by it, took her data along,
printed her card, or downloaded a list on which she stood. A list of a unit counts where she was in the unit on that
day; a policy's where she is on its list. A list of a whole county is noted without the units in it, so that nobody can
say whether it held her: it is not shown.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from foundation.exports import registry
from volunteers.models import Cover, Enrolment, RightRequest, Volunteer

HERSELF = (
    Verb.IDENTITY_REVEALED, Verb.PERSON_LOOKED_UP, Verb.PERSON_OPENED, Verb.PERSON_SEEN, Verb.PRINTED, Verb.EXPORTED,
)  # fmt: skip
LISTS = (Verb.EXPORTED, Verb.PRINTED)
MOST = 50


@dataclass(frozen=True, slots=True)
class Look:
    """One look: when, who, what was done, and why."""

    at: dt.datetime
    who: str
    what: str | Promise
    reason: str


def seen(*, one: Volunteer, by: User, now: dt.datetime) -> None:
    """Note that somebody opened her record: once for each reader and day, and never that she read it herself."""
    if one.user_id == by.pk:
        return
    begins = timezone.make_aware(dt.datetime.combine(timezone.localdate(now), dt.time()))
    known = trail.history_of(one).filter(
        verb=Verb.PERSON_SEEN, actor_kind=by.as_actor().kind, actor_key=by.as_actor().key, at__gte=begins
    )
    if not known.exists():
        trail.record(Verb.PERSON_SEEN, one, by=by, county=by.access.home_county, at=now)


def of(one: Volunteer, *, most: int = MOST) -> list[Look]:
    """The latest looks at her data, also by a row that is hers now; five questions."""
    keys = [str(key) for key in (one.pk, *one.merged.values_list("pk", flat=True))]
    held = list(Enrolment.objects.filter(volunteer=one).values_list("unit", "joined_on", "left_on"))
    policies = [str(key) for key in Cover.objects.filter(volunteer=one).values_list("policy", flat=True).distinct()]
    asked = [str(key) for key in RightRequest.objects.filter(volunteer=one).values_list("pk", flat=True)]
    units = [unit for unit, _joined, _left in held]
    lines = Event.objects.filter(
        Q(object_type="volunteers.volunteer", object_key__in=keys, verb__in=HERSELF)
        | Q(object_type="volunteers.policy", object_key__in=policies, verb__in=LISTS)
        | Q(object_type="volunteers.unit", object_key__in=[str(unit) for unit in units], verb__in=LISTS)
        | Q(object_type="accounts.user", now__unit__in=units, verb=Verb.EXPORTED)
        | Q(object_type="volunteers.rightrequest", object_key__in=asked, verb=Verb.COPY_TAKEN)
    )
    found: list[Look] = []
    for line in lines.order_by("-at", "-pk")[: most * 4]:
        if _held_her(line, held):
            found.append(Look(line.at, line.actor_shown, _what(line), line.reason))
    return found[:most]


def _held_her(line: Event, held: list[tuple[int, dt.date, dt.date | None]]) -> bool:
    """Whether a unit's list was taken while she was in the unit."""
    unit = line.object_key if line.object_type == "volunteers.unit" else line.now.get("unit")
    if line.object_type not in ("volunteers.unit", "accounts.user") or unit is None:
        return True
    on = timezone.localdate(line.at)
    return any(str(key) == str(unit) and joined <= on and (left is None or on <= left) for key, joined, left in held)


def _what(line: Event) -> str:
    export = registry.exports().get(str(line.now.get("export", "")))
    if line.verb == Verb.EXPORTED and export is not None:
        return _("下載了你所在的清單「%(list)s」") % {"list": export.label}
    if line.verb == Verb.PRINTED and line.object_type != "volunteers.volunteer":
        return _("列印了你所在單位的%(paper)s") % {"paper": line.now.get("paper", _("文件"))}
    return line.get_verb_display()
