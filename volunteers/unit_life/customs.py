"""A unit's own time limits. The law and the handbook give no numbers for these: what is not settled stays empty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from volunteers.models import Customs, Unit

COMPLAINT_DAYS = 30
"""Within how many days a complaint is answered where a unit has settled nothing: the house's own; no source says so."""
FIELDS = ("appeal_days", "complaint_days", "pause_days", "agreement_months")


def of(unit: Unit) -> Customs:
    """What a unit has settled; an unsaved one, all empty, where it has settled nothing."""
    return Customs.objects.filter(unit=unit).first() or Customs(unit=unit)


def settle(*, unit: Unit, values: Mapping[str, Any], by: Acts, now: dt.datetime) -> Customs:
    """Write down what a unit has settled, whole.

    Args:
        values: of `FIELDS`; None where nothing is settled.

    Raises:
        ValidationError: a number is out of reason.
    """
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        held = of(unit)
        was, new = trail.differences(held, {name: values.get(name) for name in FIELDS})
        if not new:
            return held
        for name, value in new.items():
            setattr(held, name, value)
        held.full_clean()
        held.save()
        trail.record(Verb.CHANGED, held, by=by, was=was, now=new, at=now)
    return held


def pause_days(units: Collection[int]) -> dict[int, int]:
    """After how many days without service these units talk with a volunteer, where they have settled it."""
    rows = Customs.objects.filter(unit__in=list(units), pause_days__isnull=False)
    return {unit: days for unit, days in rows.values_list("unit", "pause_days") if days is not None}
