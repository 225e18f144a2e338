"""Where one signs: devices at the entrance, posters, and the codes that stand for a person there.

A station's address is signed and can be revoked; it opens nothing but signing in and out at that unit, and shows only
veiled names. A poster's address stands on paper and stays the same; what a device shows to phones changes each minute.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.trail import Actor, Acts
from foundation.audit.verbs import Verb
from foundation.taiwan.fullwidth import tidy, tight
from volunteers.models import Enrolment, PersonalCode, Place, Station, Unit, Volunteer

SALT = "volunteers.stations"
# No 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V: a code is typed from paper by people of every age.
ALPHABET = "ACDEFGHJKMNPQRTWXY34679"
CODE_LENGTH = 8
SHORTEST_NUMBER = 3
MOST_FOUND = 8
FRESH = 180
"""For how many seconds a phone may use the address that a device showed it."""
CHOSEN = 120
"""For how many seconds a name that a device offered can be pressed."""


@dataclass(frozen=True, slots=True)
class Door:
    """How somebody came to a station: at its device, by its poster, or by what its device showed to a phone."""

    station: Station
    at_device: bool


def set_up(*, unit: Unit, kind: str, name: str, by: Acts, now: dt.datetime) -> Station:
    """Set up a device or a poster.

    Raises:
        ValidationError: it has no name.
    """
    if not tidy(name):
        raise ValidationError({"name": _("請寫下放在哪裡（例如：一樓服務臺）。")})
    with transaction.atomic():
        station = Station.objects.create(
            unit=unit, kind=kind, name=tidy(name)[:60], made_at=now, made_by=by.as_actor().label[:200]
        )
        trail.record(Verb.STATION_MADE, station, by=by, at=now)
    return station


def revoke(*, station: Station, by: Acts, now: dt.datetime) -> Station:
    """Close a station for good: its address opens nothing any more, wherever it was copied to."""
    with transaction.atomic():
        moved = Station.objects.filter(pk=station.pk, revoked_at=None).update(
            revoked_at=now, revoked_by=by.as_actor().label[:200]
        )
        if not moved:
            raise ValidationError(_("這個簽到點已經停用了。"))
        trail.record(Verb.STATION_REVOKED, station, by=by, at=now)
    station.refresh_from_db()
    return station


def address_of(station: Station) -> str:
    """A station's own address, below the site's name."""
    return reverse("volunteers:here", args=[station.pk, _key(station)])


def passing_address(station: Station, now: dt.datetime) -> str:
    """What a device shows to phones: it holds for a few minutes, so that a photo of it is of no use from home."""
    minute = int(now.timestamp()) // 60
    return reverse("volunteers:here", args=[station.pk, f"{minute:x}-{_passing_key(station, minute)}"])


def door(*, pk: int, key: str, now: dt.datetime) -> Door | None:
    """What somebody with this address may open; None where it is wrong, revoked or has passed."""
    station = (
        Station.objects.filter(pk=pk, revoked_at=None, unit__state=Unit.State.ACTIVE)
        .select_related("unit__organisation", "unit__county")
        .first()
    )
    if station is None:
        return None
    if constant_time_compare(_key(station), key):
        return Door(station, at_device=station.kind == Station.Kind.KIOSK)
    minute, _dash, mark = key.partition("-")
    try:
        made = int(minute, 16)
    except ValueError:
        return None
    age = int(now.timestamp()) - made * 60
    if 0 <= age <= FRESH and constant_time_compare(_passing_key(station, made), mark):
        return Door(station, at_device=False)
    return None


def actor(station: Station) -> Actor:
    """Who answers for what is pressed at a station."""
    return Actor("station", str(station.pk), str(station))


def code_of(volunteer: Volunteer, *, by: Acts, now: dt.datetime, renew: bool = False) -> PersonalCode:
    """Her code; made where she has none, or a new one where the old one is to hold no longer."""
    with transaction.atomic():
        Volunteer.objects.select_for_update().get(pk=volunteer.pk)
        found = PersonalCode.objects.filter(volunteer=volunteer).first()
        if found is not None and not renew:
            return found
        values = {"code": _fresh(), "made_at": now, "made_by": by.as_actor().label[:200]}
        code, _made = PersonalCode.objects.update_or_create(volunteer=volunteer, defaults=values)
        trail.record(Verb.PERSONAL_CODE_ISSUED, volunteer, by=by, county="", at=now)
    return code


def find(station: Station, typed: str, *, at_device: bool, now: dt.datetime) -> list[Volunteer]:
    """Who is meant by what was typed or scanned: a personal code, or at a device the end of a volunteer's number.

    A number in the unit is no secret, so that it names somebody only where others see who presses.
    """
    text = tight(typed).upper().replace("-", "")
    people = Volunteer.objects.living()
    on = timezone.localdate(now)
    coming = Place.objects.held().around(on, on + dt.timedelta(days=1)).filter(duty__post__unit=station.unit)
    here = Enrolment.objects.filter(unit=station.unit).on(on)
    theirs = people.filter(Q(pk__in=here.values("volunteer")) | Q(pk__in=coming.values("volunteer")))
    if len(text) == CODE_LENGTH and set(text) <= set(ALPHABET):
        return list(theirs.filter(personal_code__code=text)[:1])
    if not at_device or not text:
        return []
    if len(text) < SHORTEST_NUMBER:
        return list(people.filter(pk__in=here.filter(number__iexact=text).values("volunteer"))[:MOST_FOUND])
    return list(
        people.filter(pk__in=here.filter(number__iendswith=text).values("volunteer")).order_by("pk")[:MOST_FOUND]
    )


def offer(station: Station, volunteer: Volunteer) -> str:
    """What the button of somebody who was found sends: it names her only here, and only for a moment."""
    return signing.TimestampSigner(salt=SALT).sign(f"{station.pk}:{volunteer.pk}")


def offered(station: Station, given: str, *, within: int = CHOSEN) -> Volunteer | None:
    """Whom a pressed button means; None where it is not of here, or older than so many seconds."""
    try:
        value = signing.TimestampSigner(salt=SALT).unsign(given, max_age=within)
    except signing.BadSignature:
        return None
    where, _colon, person = value.partition(":")
    return Volunteer.objects.living().filter(pk=int(person)).first() if where == str(station.pk) else None


def _key(station: Station) -> str:
    return salted_hmac(SALT, f"{station.pk}:{station.made_at.timestamp()}", algorithm="sha256").hexdigest()[:24]


def _passing_key(station: Station, minute: int) -> str:
    return salted_hmac(SALT, f"{_key(station)}:{minute}", algorithm="sha256").hexdigest()[:24]


def _fresh() -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _position in range(CODE_LENGTH))
        if not PersonalCode.objects.filter(code=code).exists():
            return code
