"""Honour cards (榮譽卡): made for who was given one, checked by her, issued, made anew when lost, ended.

The term is the award's (`AwardGiven`): three years, following a card that runs still. A card made anew keeps its last
day. How a card is numbered no source says; the house numbers by county and year.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import Actor, Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import roc
from volunteers.models import AwardGiven, CertificateSeries, Enrolment, HonorCard, Unit, Volunteer

AWARD = "TW_MOHW_HONOR_CARD"
MOST = 200
SALT = "volunteers.honor-card"
OPEN_FOR = dt.timedelta(days=60)
"""How long a mailed link works: no source says, it is the house's choice."""
End = HonorCard.End


def plain(number: str) -> str:
    """A card's number as it is kept and looked up: without blanks, in capitals."""
    return "".join(number.split()).upper()


def without_card(user: User) -> QuerySet[AwardGiven]:
    """Givings of the honour card, of people whose units this person reviews, for which there is no card yet."""
    units = Unit.objects.visible_to(user, Permission.REVIEW_UNITS)
    people = Enrolment.objects.filter(unit__in=units).values("volunteer")
    made = HonorCard.objects.values("given")
    rows = AwardGiven.objects.filter(award=AWARD, revoked_on=None, volunteer__in=people).exclude(pk__in=made)
    return rows.select_related("volunteer").order_by("given_on", "pk")


def unit_for(volunteer: Volunteer, user: User, on: dt.date) -> Unit | None:
    """Through which of the units that this person reviews the card goes: one she is in, else where she was last."""
    rows = Enrolment.objects.filter(
        volunteer=volunteer, unit__in=Unit.objects.visible_to(user, Permission.REVIEW_UNITS)
    ).select_related("unit__organisation", "unit__authority")
    found = rows.on(on).order_by("joined_on").first() or rows.order_by(F("left_on").desc(nulls_last=True)).first()
    return found.unit if found is not None else None


def make(
    *, given: AwardGiven, unit: Unit, by: User, now: dt.datetime, number: str = "", fare: str = HonorCard.Fare.FREE
) -> HonorCard:
    """Make the card of a giving; she checks it before it is issued.

    Args:
        number: of a card that exists on paper already; else the next one.

    Raises:
        ValidationError: it is no such award, was revoked, or has a card.
    """
    person = given.volunteer
    if given.award != AWARD or person is None or given.valid_from is None or given.valid_until is None:
        raise ValidationError(_("這筆得獎紀錄不是榮譽卡。"))
    if given.revoked_on is not None:
        raise ValidationError(_("這筆得獎紀錄已經撤銷。"))
    number = plain(number)
    with transaction.atomic():
        AwardGiven.objects.select_for_update().get(pk=given.pk)
        if HonorCard.objects.filter(given=given).exists():
            raise ValidationError(_("這筆得獎紀錄已經有卡。遺失或損壞請從那張卡補發。"))
        if number and HonorCard.objects.filter(number=number).exists():
            raise ValidationError({"number": _("這個卡號已經有了。")})
        return _created(
            by, now, volunteer=person, unit=unit, given=given, number=number or _next_number(unit, now),
            name=person.name, name_en=person.name_en, address=person.address, fare=fare,
            valid_from=given.valid_from, valid_until=given.valid_until,
        )  # fmt: skip


def check(*, card: HonorCard, name_en: str, address: str, by: Acts, now: dt.datetime, how: str = "") -> HonorCard:
    """What shall stand on the card, as she checked it: her English name, and where the card is sent.

    Raises:
        ValidationError: the card was issued or ended meanwhile, or the English name is none.
    """
    name, place = " ".join(name_en.split()), address.strip()
    if not name or not name.isascii() or len(name) > 80 or not any(sign.isalpha() for sign in name):
        raise ValidationError({"name_en": _("請用英文字母寫護照上的英文姓名，例如 LIN, SU-CHU。")})
    if not place:
        raise ValidationError({"address": _("請寫卡片要寄到哪裡；自己來拿，請寫「自領」。")})
    if long := reasons.too_long(place, 200, what=_("寄送地址")):
        raise ValidationError({"address": long})
    with transaction.atomic():
        one = _open(card)
        if one.issued_on is not None:
            raise ValidationError(_("這張卡已經發出。資料有誤請發證機關補發。"))
        one.name_en, one.address, one.checked_at = name, place, now
        one.checked_by = how or by.as_actor().label[:200]
        one.save(update_fields=["name_en", "address", "checked_at", "checked_by"])
        trail.record(Verb.HONOR_CARD_CHECKED, one, by=by, at=now)
    return one


def issue(*, card: HonorCard, by: User, now: dt.datetime) -> HonorCard:
    """Issue a card that she has checked.

    Raises:
        ValidationError: she has not, or it was issued or ended before.
    """
    with transaction.atomic():
        one = _open(card)
        if one.checked_at is None:
            raise ValidationError(_("本人還沒核對英文姓名和地址，不能發卡。"))
        if one.issued_on is not None:
            raise ValidationError(_("這張卡已經發出。"))
        one.issued_on = timezone.localdate(now)
        one.save(update_fields=["issued_on"])
        trail.record(Verb.HONOR_CARD_ISSUED, one, by=by, at=now)
    return one


def end(*, card: HonorCard, why: str, reason: str, by: User, now: dt.datetime) -> HonorCard:
    """Let a card count no more: the look-up says so from now on.

    Raises:
        ValidationError: it has ended already, or the reason says nothing.
    """
    if why not in End.values:
        raise ValidationError({"why": _("請選失效的原因。")})
    written = reasons.written(reason, ask=_("請寫下發生了什麼（至少 6 個字）。"), most=MOST)
    with transaction.atomic():
        one = _open(card)
        _ended(one, why, written, timezone.localdate(now), by)
    return one


def end_with(given: AwardGiven, reason: str, on: dt.date, by: User) -> None:
    """Let the card of a giving that was revoked count no more."""
    for one in HonorCard.objects.select_for_update(of=("self",)).filter(given=given, ended_on=None).order_by("pk"):
        _ended(one, End.REVOKED, reason, on, by)


def _ended(one: HonorCard, why: str, reason: str, on: dt.date, by: User) -> None:
    one.ended_on, one.ended_for, one.ended_why = on, why, reason
    one.save(update_fields=["ended_on", "ended_for", "ended_why"])
    trail.record(Verb.HONOR_CARD_ENDED, one, by=by, reason=reason, now={"card_ended_for": why})


def replace(*, card: HonorCard, why: str, reason: str, by: User, now: dt.datetime) -> HonorCard:
    """Make a lost, damaged or wrong card anew for the rest of its term; she checks it again.

    Raises:
        ValidationError: it has ended or run out, or the reason says nothing.
    """
    if why == End.REVOKED:
        raise ValidationError({"why": _("撤銷的卡不補發。")})
    if card.valid_until < timezone.localdate(now):
        raise ValidationError(_("這張卡已經到期，不能補發；請重新申請。"))
    with transaction.atomic():
        old = end(card=card, why=why, reason=reason, by=by, now=now)
        return _created(
            by, now, volunteer=old.volunteer, unit=old.unit, given=old.given, number=_next_number(old.unit, now),
            name=old.volunteer.name, name_en=old.name_en, address=old.address, fare=old.fare,
            valid_from=old.valid_from, valid_until=old.valid_until, replaces=old,
        )  # fmt: skip


def address_for(card: HonorCard) -> str:
    """The path of the link by which she checks a card without an account."""
    return reverse("volunteers:honor_card_check", args=[signing.dumps(card.pk, salt=SALT, compress=True)])


def read(token: str) -> HonorCard | None:
    """Whose card a link is about; None where it is none of ours, is too old, or the card has ended."""
    try:
        key = int(signing.loads(token, salt=SALT, max_age=OPEN_FOR))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = HonorCard.objects.select_related("volunteer", "unit__organisation", "unit__authority")
    return rows.filter(pk=key, ended_on=None).first()


def holder(card: HonorCard) -> Actor:
    """She who opened the mailed link: not named, as in the whole trail."""
    return Actor("volunteer", str(card.volunteer_id), str(card.volunteer))


def _created(by: User, now: dt.datetime, **values: Any) -> HonorCard:
    card = HonorCard.objects.create(made_at=now, made_by=by.as_actor().label[:200], **values)
    trail.record(Verb.HONOR_CARD_MADE, card, by=by, now={"valid_until": card.valid_until.isoformat()}, at=now)
    return card


def _open(card: HonorCard) -> HonorCard:
    rows = HonorCard.objects.select_for_update(of=("self",)).select_related("volunteer", "unit", "given")
    one = rows.get(pk=card.pk)
    if one.ended_on is not None:
        raise ValidationError(_("這張卡已經失效。"))
    return one


def _next_number(unit: Unit, now: dt.datetime) -> str:
    year = roc.year(timezone.localdate(now))
    row, _made = CertificateSeries.objects.get_or_create(issuer=f"{unit.county_id}榮", year=year)
    while True:
        CertificateSeries.objects.filter(pk=row.pk).update(last=F("last") + 1)
        row.refresh_from_db()
        number = f"{unit.county_id}-{year}-{row.last:05}"
        # A paper card that was written down may bear a number of the series.
        if not HonorCard.objects.filter(number=number).exists():
            return number
