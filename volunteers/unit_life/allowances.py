"""A unit's allowances: settled before they hold, told to whoever serves, reckoned from the ledger, received on a list.

Source: see `rules.allowances`. A service is paid for once: each day of a kind stands on one list only.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan.fullwidth import tidy
from volunteers.models import Allowance, AllowanceTerms, Enrolment, ReceiptList, ServiceEntry, Unit
from volunteers.rules import allowances as rules
from volunteers.rules.allowances import Kind, Line, Per

MOST_DAYS = 366


def settle(
    *, unit: Unit, kind: str, amount: int, per: str, least_minutes: int, words: str, valid_from: dt.date, by: Acts,
    now: dt.datetime,
) -> AllowanceTerms:  # fmt: skip
    """Settle what a unit gives of one kind from a day on; 0 says that it gives none.

    It is told before somebody serves, so that it cannot hold for days that are over.

    Raises:
        ValidationError: a day before today, or a number out of reason.
    """
    if valid_from < timezone.localdate(now):
        raise ValidationError(
            {"valid_from": _("代金要在服務以前說清楚，起日不能早於今天。")}
        )  # fmt: skip
    made = AllowanceTerms(
        unit=unit, kind=kind, amount=amount, per=per if amount else Per.SERVICE,
        least_minutes=least_minutes if amount else 0, words=tidy(words)[:200], valid_from=valid_from, made_at=now,
        made_by=by.as_actor().label[:200],
    )  # fmt: skip
    made.full_clean()
    with transaction.atomic():
        made.save()
        noted = {"kind": kind, "amount": amount, "valid_from": valid_from}
        trail.record(Verb.CREATED, made, by=by, now=noted, at=now)
    return made


@dataclass(frozen=True, slots=True)
class Told:
    """What a unit tells of its allowances: what holds on a day, and what will hold later."""

    unit: Unit
    terms: list[AllowanceTerms]


def told(units: Iterable[Unit], *, on: dt.date) -> list[Told]:
    """What these units give on a day, of each kind the latest settled by then; a unit that settled nothing is left out.

    One question.
    """
    by_unit = {one.pk: one for one in units}
    held: dict[int, dict[str, AllowanceTerms]] = defaultdict(dict)
    rows = AllowanceTerms.objects.filter(unit__in=list(by_unit), valid_from__lte=on).order_by("valid_from", "pk")
    for one in rows:
        held[one.unit_id][one.kind] = one
    return [Told(by_unit[key], [found[kind] for kind in Kind if kind in found]) for key, found in sorted(held.items())]


def make(*, unit: Unit, first_on: dt.date, last_on: dt.date, by: Acts, now: dt.datetime) -> ReceiptList:
    """A receipt list of what is due for approved service from a day to a day and stands on no list yet.

    Raises:
        ValidationError: days out of order or to come, too many days, or nothing is due.
    """
    if not first_on <= last_on <= timezone.localdate(now) or (last_on - first_on).days >= MOST_DAYS:
        raise ValidationError({"last_on": _("日期要依序、不能晚於今天，一次最多一年。")})
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        rows = _due(unit, first_on, last_on)
        if not rows:
            raise ValidationError(
                _("這段期間沒有還沒列過的代金：要有核定的時數，而且服務那天已經訂了代金。")
            )  # fmt: skip
        made = ReceiptList.objects.create(
            unit=unit, first_on=first_on, last_on=last_on, made_at=now, made_by=by.as_actor().label[:200]
        )
        Allowance.objects.bulk_create(
            (
                Allowance(
                    receipts=made, unit=unit, volunteer_id=one.person, kind=one.kind, served_on=one.on,
                    times=one.times, amount=one.amount,
                )
                for one in rows
            ),
            batch_size=500,
        )  # fmt: skip
        people = len({one.person for one in rows})
        noted = {"people": people, "amount": sum(one.amount for one in rows)}
        trail.record(Verb.CREATED, made, by=by, now=noted, at=now)
    return made


def _due(unit: Unit, first_on: dt.date, last_on: dt.date) -> list[rules.Due]:
    """What is due and stands on no list yet (three questions)."""
    terms = [one.rule for one in AllowanceTerms.objects.filter(unit=unit)]
    # The part after midnight of a shift that begins on the last day stands on the next.
    until = last_on + dt.timedelta(days=1)
    stands = ServiceEntry.objects.filter(
        unit=unit, state=ServiceEntry.State.APPROVED, corrects=None, corrected_by=None,
        served_on__range=(first_on, until),
    )  # fmt: skip
    told = stands.order_by().values_list("volunteer", "served_on", "starts", "minutes", "times")
    lines = [Line(*row) for row in told]
    listed = set(
        Allowance.objects.filter(unit=unit, served_on__range=(first_on, last_on)).values_list(
            "volunteer", "kind", "served_on"
        )
    )
    return [
        one for one in rules.due(lines, terms) if one.on <= last_on and (one.person, one.kind, one.on) not in listed
    ]  # fmt: skip


def pay(*, receipts: ReceiptList, on: dt.date, by: Acts, now: dt.datetime) -> ReceiptList:
    """Note that a list was handed out; from then on it stays as it is.

    Raises:
        ValidationError: a day out of place, or it was paid already.
    """
    if not receipts.last_on <= on <= timezone.localdate(now):
        raise ValidationError({"on": _("發放日期要在清冊迄日與今天之間。")})
    with transaction.atomic():
        waits = ReceiptList.objects.filter(pk=receipts.pk, paid_on=None)
        if not waits.update(paid_on=on, paid_by=by.as_actor().label[:200]):
            raise ValidationError(_("這一份已經登錄發放了，請重新整理頁面。"))
        receipts.paid_on = on
        trail.record(Verb.CHANGED, receipts, by=by, now={"paid_on": on}, at=now)
    return receipts


def discard(*, receipts: ReceiptList, by: Acts, now: dt.datetime) -> None:
    """Throw a list away that was not handed out, so that its days can be listed anew.

    Raises:
        ValidationError: it was paid.
    """
    with transaction.atomic():
        held = ReceiptList.objects.select_for_update().filter(pk=receipts.pk).first()
        if held is None or held.paid_on is not None:
            raise ValidationError(_("已經發放的清冊不能刪除。"))
        trail.record(
            Verb.DELETED, held, by=by, was={"first_day": held.first_on, "last_day": held.last_on}, at=now
        )  # fmt: skip
        held.lines.all().delete()
        held.delete()


@dataclass(frozen=True, slots=True)
class Row:
    """One person on a list: her days, and what she receives of each kind."""

    volunteer: int
    name: str
    number: str
    days: int
    times: dict[str, int]
    amounts: dict[str, int]

    @property
    def total(self) -> int:
        """All kinds together."""
        return sum(self.amounts.values())


def rows(receipts: ReceiptList) -> list[Row]:
    """Everybody on a list by her number in the unit (one question)."""
    number = Enrolment.objects.filter(unit=receipts.unit_id, volunteer=models.OuterRef("volunteer"))
    lines = (
        receipts.lines.select_related("volunteer")
        .annotate(number=models.Subquery(number.order_by("-joined_on").values("number")[:1]))
        .order_by(models.F("number").asc(nulls_last=True), "volunteer__name_key", "volunteer", "served_on")
    )
    found: dict[int, Row] = {}
    days: dict[int, set[dt.date]] = defaultdict(set)
    for one in lines:
        row = found.setdefault(
            one.volunteer_id, Row(one.volunteer_id, one.volunteer.name, one.number or "", 0, {}, {})
        )  # fmt: skip
        row.times[one.kind] = row.times.get(one.kind, 0) + one.times
        row.amounts[one.kind] = row.amounts.get(one.kind, 0) + one.amount
        days[one.volunteer_id].add(one.served_on)
    return [
        Row(one.volunteer, one.name, one.number, len(days[one.volunteer]), one.times, one.amounts)
        for one in found.values()
    ]


def taken_out(receipts: ReceiptList) -> list[Allowance]:
    """Lines whose service does not stand any more, because it was corrected after the list was made."""
    stands = set(
        ServiceEntry.objects.filter(
            unit=receipts.unit_id, state=ServiceEntry.State.APPROVED, corrects=None, corrected_by=None,
            served_on__range=(receipts.first_on, receipts.last_on),
        ).values_list("volunteer", "served_on")
    )  # fmt: skip
    lines = receipts.lines.select_related("volunteer").order_by("volunteer__name_key", "served_on")
    return [one for one in lines if (one.volunteer_id, one.served_on) not in stands]
