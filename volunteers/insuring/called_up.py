"""Insurance of people from other units who come for an event only (大型活動), for the days of the event.

What insures them at the unit they belong to does not insure them here.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from foundation.audit.trail import Acts
from volunteers.models import Cover, Enrolment, Place, Policy, Post, Volunteer

from . import insurance
from .insurance import Refused


def places(policy: Policy, *, on: dt.date) -> QuerySet[Place]:
    """Places in events of the policy's unit, from a day on and within its time, of people who are not in the unit."""
    there = Enrolment.objects.filter(
        Q(left_on=None) | Q(left_on__gte=OuterRef("duty__on")), unit=policy.unit, volunteer=OuterRef("volunteer"),
        joined_on__lte=OuterRef("duty__on"),
    )  # fmt: skip
    rows = Place.objects.held().filter(
        ~Exists(there), duty__post__unit=policy.unit, duty__post__kind=Post.Kind.EVENT,
        duty__on__gte=max(on, policy.starts_on), duty__on__lte=policy.ends_on,
    )  # fmt: skip
    return rows.select_related("duty", "volunteer").order_by("duty__on", "volunteer__name_key", "pk")


def insure_called_up(*, policy: Policy, by: Acts, now: dt.datetime) -> tuple[list[Cover], list[Refused]]:
    """Put everybody who is called up for the unit's events on its list, each for the days of her own events.

    Who is on the list for those days already is passed over. A shift over midnight takes both days.

    Returns:
        Who was added, and who cannot be and why.
    """
    wanted: dict[tuple[dt.date, dt.date], dict[int, Volunteer]] = defaultdict(dict)
    with transaction.atomic():
        Policy.objects.select_for_update().get(pk=policy.pk)
        rows = list(places(policy, on=timezone.localdate(now)))
        covered = defaultdict(list)
        known = Cover.objects.filter(policy=policy, volunteer__in={one.volunteer_id for one in rows})
        for key, first, last in known.values_list("volunteer", "starts_on", "ends_on"):
            covered[key].append((first, last))
        for one in rows:
            for day in sorted({day for day, _start, _end in one.duty.pieces()}):
                if day <= policy.ends_on and not any(a <= day <= b for a, b in covered[one.volunteer_id]):
                    wanted[day, day][one.volunteer_id] = one.volunteer
        added: list[Cover] = []
        refused: dict[int, Refused] = {}
        for (first, last), people in wanted.items():
            covers, not_fit = insurance.insure(
                policy=policy, volunteers=people.values(), by=by, now=now, starts_on=first, ends_on=last
            )
            added += covers
            refused |= {one.volunteer.pk: one for one in not_fit}
    return added, list(refused.values())
