"""Volunteers: registering one, correcting her, her identity number, and joining and leaving units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import sealed
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.imports import cells
from foundation.taiwan import identity, naming
from foundation.taiwan.fullwidth import tidy, tight
from volunteers.models import Attendance, Enrolment, Place, Post, RightRequest, Unit, Volunteer
from volunteers.models.volunteer import IDENTITY_PLACE
from volunteers.serving import ledger

FIELDS = (
    "name", "name_en", "sex", "born_on", "phone", "email", "address", "education", "occupation", "emergency_name",
    "emergency_phone",
)  # fmt: skip
PRIVATE = frozenset(FIELDS)
"""What the trail says has changed, without saying what it is: it is read by people who may not know who she is."""
OLDEST = 120
SIGNED_IN = (Attendance.State.IN, Attendance.State.OUT, Attendance.State.FORGOTTEN)


def read_identity(text: str, *, kind: str = "", reason: str = "") -> dict[str, Any]:
    """The stored fields of an identity number: sealed, its mark, its masked form and its kind.

    Args:
        kind: `passport` for a passport's number; otherwise the kind is seen from the number.
        reason: why a number is kept although its check digit is wrong (an old paper record).

    Raises:
        ValidationError: it is no such number, or its check digit is wrong and no reason is given. The number itself is
            never in the message.
    """
    if kind == Volunteer.IdentityKind.PASSPORT:
        try:
            number = identity.passport(text)
        except ValueError as wrong:
            raise ValidationError({"identity": str(wrong)}) from wrong
        return _identity_fields(number, kind, "")
    try:
        found = identity.read(text)
        if not found.checksum_holds and not reason.strip():
            identity.check(text)
    except ValueError as wrong:
        raise ValidationError({"identity": str(wrong)}) from wrong
    return _identity_fields(found.number, found.kind.value, "" if found.checksum_holds else reason.strip()[:200])


def mark_of(number: str) -> str:
    """What a number is searched by; the number is normalised first."""
    return sealed.mark(tight(number).upper().replace("-", ""), place=IDENTITY_PLACE)


def register(
    *, values: Mapping[str, Any], by: Acts, now: dt.datetime, number: str = "", kind: str = "", reason: str = ""
) -> Volunteer:
    """Register a volunteer who is not yet in the register.

    Args:
        values: of `FIELDS`.
        number, kind, reason: her identity number, see `read_identity`; may be missing.

    Raises:
        ValidationError: a value is wrong, or the number is somebody's already.
    """
    with transaction.atomic():
        person = Volunteer(registered_on=timezone.localdate(now), **_cleaned(values))
        person.name_key = naming.person_key(person.name)
        if number.strip():
            _give_identity(person, read_identity(number, kind=kind, reason=reason))
        _check(person, now)
        try:
            with transaction.atomic():
                person.save()
        except IntegrityError as taken:
            raise _somebody_has_it() from taken
        trail.record(Verb.CREATED, person, by=by, at=now)
    return person


def look_up(*, number: str, kind: str, by: User, now: dt.datetime) -> Volunteer | None:
    """Who in the register has this identity number, wherever she serves; None where nobody has.

    A look at somebody of other units leaves a line that she can read.

    Raises:
        ValidationError: it is no such number.
    """
    mark = read_identity(number, kind=kind, reason=_("查詢"))["identity_mark"]
    found = Volunteer.objects.numbered(mark).first()
    if found is not None and not Volunteer.objects.visible_to(by).filter(pk=found.pk).exists():
        trail.record(Verb.PERSON_LOOKED_UP, found, by=by, county=_home(by), at=now)
    return found


def enter(
    *,
    values: Mapping[str, Any],
    unit: Unit,
    on: dt.date,
    by: Acts,
    now: dt.datetime,
    number: str = "",
    kind: str = "",
    reason: str = "",
    number_in_unit: str = "",
    rank: str = "",
) -> Volunteer:
    """Register somebody and take her into a unit, both or neither.

    Raises:
        ValidationError: see `register` and `join`.
    """
    with transaction.atomic():
        person = register(values=values, number=number, kind=kind, reason=reason, by=by, now=now)
        join(volunteer=person, unit=unit, on=on, number=number_in_unit, rank=rank, by=by, now=now)
    return person


def change(
    *,
    volunteer: Volunteer,
    values: Mapping[str, Any],
    by: Acts,
    now: dt.datetime,
    number: str = "",
    kind: str = "",
    reason: str = "",
) -> Volunteer:
    """Correct what is known of a volunteer; an empty `number` keeps the one she has.

    The trail tells a corrected number by its masked forms only: by them she can see which of two numbers stood there,
    and nobody who reads the trail learns either (個資法施行細則 第 12 條 asks for the line, not for the number).

    Raises:
        ValidationError: a value is wrong, the number is somebody else's, or she has had the use of her data stopped.
    """
    with transaction.atomic():
        person = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
        _refuse_stopped(person)
        was, new = trail.differences(person, _cleaned(values))
        for name, value in new.items():
            setattr(person, name, value)
        changed = list(new)
        if "name" in new:
            person.name_key = naming.person_key(person.name)
            changed.append("name_key")
        if number.strip():
            found = read_identity(number, kind=kind, reason=reason)
            if found["identity_mark"] != person.identity_mark or found["identity_reason"] != person.identity_reason:
                was["identity"], new["identity"] = person.identity_shown, found["identity_shown"]
                _give_identity(person, found)
                changed += list(found)
        if not changed:
            return person
        _check(person, now)
        try:
            with transaction.atomic():
                person.save(update_fields=changed)
        except IntegrityError as taken:
            raise _somebody_has_it() from taken
        trail.record(Verb.CHANGED, person, by=by, was=_told(was), now=_told(new), at=now)
    return person


def link(*, volunteer: Volunteer, email: str, by: Acts, now: dt.datetime) -> Volunteer:
    """Let an account read a volunteer's record: the account that signs in with this address and has that role.

    Raises:
        ValidationError: there is no such account, it is somebody else's already, or she has one.
    """
    address = tidy(email).lower()
    user = User.objects.filter(email=address, is_active=True).first()
    if user is None or Role.VOLUNTEER not in user.access.roles:
        raise ValidationError({"email": _("沒有用這個信箱登入的志工帳號。請縣市承辦人先給她「志工」的角色。")})
    with transaction.atomic():
        person = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
        if person.user_id == user.pk:
            return person
        if person.user_id is not None:
            raise ValidationError({"email": _("這位志工已經連到一個帳號。")})
        if Volunteer.objects.filter(user=user).exists():
            raise ValidationError({"email": _("這個帳號已經連到另一位志工。")})
        person.user = user
        person.save(update_fields=["user"])
        trail.record(Verb.ACCOUNT_LINKED, person, by=by, at=now)
    return person


def join(
    *, volunteer: Volunteer, unit: Unit, on: dt.date, by: Acts, now: dt.datetime, number: str = "", rank: str = ""
) -> Enrolment:
    """Take a volunteer into a unit from a day on.

    Raises:
        ValidationError: she is in it already, the unit has ended, the day lies ahead, or she has had the use of her
            data stopped.
    """
    if unit.state == Unit.State.ENDED:
        raise ValidationError({"joined_on": _("這個單位已經終止運用志工，不能再加入。")})
    if on > timezone.localdate(now):
        raise ValidationError({"joined_on": _("加入日期在今天以後。請到那一天再登錄，或更正日期。")})
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        _refuse_stopped(volunteer)
        overlapping = Enrolment.objects.filter(volunteer=volunteer, unit=unit).exclude(left_on__lt=on)
        if overlapping.exists():
            raise ValidationError({"joined_on": _("這個人那一天已經在這個單位。")})
        enrolment = Enrolment(
            volunteer=volunteer, unit=unit, number=tidy(number)[:20], joined_on=on, rank=rank or Enrolment.Rank.MEMBER
        )
        enrolment.full_clean()
        enrolment.save()
        trail.record(Verb.JOINED, enrolment, by=by, county=unit.county_id, now={"joined_on": on}, at=now)
    return enrolment


def leave(*, enrolment: Enrolment, on: dt.date, why: str, by: Acts, now: dt.datetime) -> list[Place]:
    """Let a volunteer leave a unit; `on` is her last day. She is taken off the unit's shifts after it.

    A shift that she has signed in to stays: whether it counts is the ledger's to say. An event that takes anybody is
    not the unit's members' only; she keeps her place in it.

    Returns:
        The places that are free now, the earliest first, so that the unit finds somebody else.

    Raises:
        ValidationError: she has left already, or the day is before she came.
    """
    with transaction.atomic():
        held = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
        if held.left_on is not None:
            raise ValidationError(_("這個人已經離隊。"))
        if on < held.joined_on:
            raise ValidationError({"left_on": _("最後一日不能早於加入日期。")})
        held.left_on, held.left_why = on, tidy(why)[:200]
        held.save(update_fields=["left_on", "left_why"])
        trail.record(
            Verb.LEFT, held, by=by, county=held.unit.county_id, now={"left_on": on}, reason=held.left_why, at=now
        )
        freed = _freed(held, after=on, by=by, now=now)
        ledger.look_again_at([held.volunteer_id], by=by, now=now)
    return freed


def _freed(enrolment: Enrolment, *, after: dt.date, by: Acts, now: dt.datetime) -> list[Place]:
    rows = Place.objects.select_for_update(of=("self",)).held().filter(
        volunteer=enrolment.volunteer_id, duty__post__unit=enrolment.unit_id, duty__on__gt=after
    )  # fmt: skip
    rows = rows.exclude(duty__post__taking=Post.Taking.ANYONE).exclude(attendances__state__in=SIGNED_IN)
    places = list(rows.select_related("duty__post__unit").order_by("duty__on", "duty__starts", "pk"))
    reason = _("已離隊")
    for place in places:
        place.state, place.reason = Place.State.REMOVED, reason
        trail.record(Verb.PLACE_FREED, place, by=by, reason=reason, at=now)
    Place.objects.filter(pk__in=[place.pk for place in places]).update(state=Place.State.REMOVED, reason=reason)
    return places


def _refuse_stopped(volunteer: Volunteer) -> None:
    """Nothing is added to, or changed on, the record of somebody who has had the use of her data stopped."""
    if RightRequest.objects.stopping().filter(volunteer=volunteer).exists():
        raise ValidationError(_("本人已請求停止蒐集、處理或利用她的資料。要再服務，請她先在「我的紀錄冊」恢復。"))


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    cleaned: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name in FIELDS:
        if name not in values:
            continue
        value = values[name]
        try:
            if name in ("name", "emergency_name"):
                value = naming.person(str(value or ""))
            elif name in ("phone", "emergency_phone"):
                value = cells.phone(str(value)) if value else ""
            elif isinstance(value, str):
                value = tidy(value)
        except ValueError as wrong:
            problems[name] = str(wrong)
        cleaned[name] = value if value is not None or name == "born_on" else ""
    if problems:
        raise ValidationError({name: [text] for name, text in problems.items()})
    return cleaned


def _check(person: Volunteer, now: dt.datetime) -> None:
    if person.born_on is not None:
        if person.born_on > timezone.localdate(now):
            raise ValidationError({"born_on": _("出生日期在今天以後。請改正。")})
        if person.born_on.year < now.year - OLDEST:
            raise ValidationError(
                {"born_on": _("出生日期超過 %(years)s 年。請檢查是不是把民國年寫成西元年。") % {"years": OLDEST}}
            )
    person.full_clean(exclude=["identity_mark", "user"], validate_unique=False, validate_constraints=False)


def _identity_fields(number: str, kind: str, reason: str) -> dict[str, Any]:
    return {
        "identity_kind": kind,
        "identity_sealed": sealed.seal(number, place=IDENTITY_PLACE),
        "identity_mark": sealed.mark(number, place=IDENTITY_PLACE),
        "identity_shown": identity.mask(number),
        "identity_reason": reason,
    }


def _give_identity(person: Volunteer, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        setattr(person, name, value)


def _somebody_has_it() -> ValidationError:
    return ValidationError(
        {"identity": _("這個證號已經登錄過。請先查詢，同一個人只登錄一次；加入別的單位不必重新登錄。")}
    )


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: ("…" if name in PRIVATE and value else value) for name, value in values.items()}


def _home(user: User) -> str:
    return user.access.home_county
