"""Service certificates with photos, and people who stand in the register twice, as a unit's years bring them about."""

from __future__ import annotations

import datetime as dt
import io

from django.utils import timezone
from PIL import Image, ImageDraw

from foundation.accounts.models import User
from volunteers.models import Enrolment, Unit, Volunteer
from volunteers.persons import booklet, cards, people, portraits
from volunteers.rules.booklet import Measures
from volunteers.training import trainings

SIZE = (300, 380)
GROUNDS = ((214, 226, 233), (232, 224, 209), (218, 230, 216), (231, 218, 224))
COATS = ((31, 63, 84), (122, 78, 40), (58, 92, 60), (112, 54, 74))


def papers(*, unit: Unit, team: list[Volunteer], by: User, now: dt.datetime) -> None:
    """Photos for some, certificates for those who can have one, a printer that is set up, and two doubles."""
    for number, one in enumerate(team[:6]):
        portraits.keep(volunteer=one, data=_picture(number), by=by, now=now)
    ready = cards.unprinted(unit, timezone.localdate(now))[:4]
    until = dt.date(timezone.localdate(now).year + 1, 12, 31)
    cards.make(unit=unit, enrolments=ready, valid_until=until, by=by, now=now)
    booklet.keep_fit(unit=unit, printer="辦公室雷射印表機", measures=Measures(shift_x=1, shift_y=-2), by=by, now=now)
    _twice(unit, team[3], by, now)
    _twice(unit, team[5], by, now)


def _twice(unit: Unit, one: Volunteer, by: User, now: dt.datetime) -> None:
    """She was entered anew from an old paper list without her number, and a training with her."""
    joined = Enrolment.objects.filter(unit=unit, volunteer=one).earliest("joined_on").joined_on
    double = people.enter(
        values={"name": one.name, "sex": one.sex, "born_on": one.born_on, "phone": one.phone},
        number="", unit=unit, on=joined + dt.timedelta(days=40), number_in_unit="", by=by, now=now,
    )  # fmt: skip
    trainings.record(
        volunteer=double, programme="IN_SERVICE", course=1, minutes=120, on=joined + dt.timedelta(days=60),
        issuer=str(unit), unit=unit, by=by, now=now,
    )  # fmt: skip


def _picture(number: int) -> bytes:
    """A drawn head and shoulders: nobody's face."""
    picture = Image.new("RGB", SIZE, GROUNDS[number % len(GROUNDS)])
    draw = ImageDraw.Draw(picture)
    draw.ellipse((40, 250, 260, 520), fill=COATS[number % len(COATS)])
    draw.rounded_rectangle((128, 210, 172, 280), 18, fill=(214, 176, 148))
    draw.ellipse((95, 90, 205, 235), fill=(226, 190, 162))
    draw.pieslice((88, 70, 212, 215), 180, 360, fill=(52, 44, 40))
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=88)
    return stream.getvalue()
