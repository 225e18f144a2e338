"""How a county reads what the sources leave open: the recommended way, until it decides otherwise and says why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.accounts.models import County, User
from foundation.audit import trail
from foundation.audit.verbs import Verb
from volunteers.models import AwardReading
from volunteers.rules.award_books import disputes
from volunteers.rules.award_judging import readings_of

MOST = 300


def decisions(county: str | QuerySet[Any, Any], on: dt.date) -> dict[str, AwardReading]:
    """What a county has decided and holds on a day, by question (one query)."""
    return {row.dispute: row for row in rows(county, on)}


def rows(county: str | QuerySet[Any, Any], on: dt.date) -> QuerySet[AwardReading]:
    """A county's decisions until a day, the earliest first; `county` may be a question for it."""
    return AwardReading.objects.filter(Q(county=county), decided_on__lte=on).order_by("decided_on", "pk")


def used_by(county: str | QuerySet[Any, Any], on: dt.date) -> dict[str, str]:
    """The reading of every open question in a county on a day; `county` may be a question for it."""
    return used({key: row.reading for key, row in decisions(county, on).items()})


def used(picked: Mapping[str, str]) -> dict[str, str]:
    """The reading of every open question, from those that were decided."""
    known = {key: code for key, code in picked.items() if key in disputes()}
    return readings_of(disputes(), known)


def decide(
    *, county: County, dispute: str, reading: str, reason: str, on: dt.date, now: dt.datetime, by: User
) -> AwardReading:
    """Read an open question in one of its ways, from a day on.

    Raises:
        ValidationError: there is no such question or reading, or the reason says nothing.
    """
    open_question = disputes().get(dispute)
    if open_question is None or reading not in {one.code for one in open_question.readings}:
        raise ValidationError({"reading": _("請選一種讀法。")})
    written = reasons.written(reason, ask=_("請寫下為什麼這樣讀，例如公文字號。"), most=MOST)
    with transaction.atomic():
        before = used_by(county.pk, on)[dispute]
        row = AwardReading.objects.create(
            county=county, dispute=dispute, reading=reading, reason=written, decided_on=on, decided_at=now,
            decided_by=by.as_actor().label[:200],
        )  # fmt: skip
        trail.record(
            Verb.AWARD_READ, row, by=by, was={"reading": before}, now={"dispute": dispute, "reading": reading},
            reason=written,
        )  # fmt: skip
    return row
