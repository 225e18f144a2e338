"""What is pressed at a device counts once, at the time at which it was pressed, also where it comes later.

A device without a connection keeps what is pressed, and sends it in its order when it is back. Its clock is not
believed: it only says how long ago the press was, by the same clock with which it sends. Who is meant, and whether it
is coming or going, is found out here with the same rules as at the door; what is not clear changes nothing, and is
shown to the coordinator. The limits of hours stay: what is signed is judged as everything is.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan.fullwidth import tight
from volunteers.models import Attendance, Press, Station, Volunteer

from . import attendance, stations

OLDEST = dt.timedelta(hours=36)
"""A press that is older came from a clock that was set, or from a device that lay forgotten: somebody must look."""
MOST = 50
"""So many are taken at a time."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A press as a device sends it: its name, what was typed (or which button was pressed), and how long ago."""

    key: uuid.UUID
    typed: str = ""
    given: str = ""
    age: dt.timedelta = dt.timedelta()


def take(*, station: Station, sent: Sent, by: Acts, now: dt.datetime, kept: bool = True) -> Press:
    """Take one press; what is sent twice is answered as the first time.

    Args:
        kept: whether the device kept it without a connection.
    """
    # Why it came to nothing is kept in Chinese, whatever the device speaks, and translated where it is shown.
    with transaction.atomic(), override(settings.LANGUAGE_CODE):
        Station.objects.select_for_update().get(pk=station.pk)
        there = Press.objects.filter(station=station, key=sent.key).select_related("attendance", "volunteer").first()
        if there is not None:
            return there
        at = min(now, now - sent.age)
        press = Press(station=station, key=sent.key, kept=kept, pressed_at=at, received_at=now)
        try:
            if sent.age < dt.timedelta() or sent.age > OLDEST or at < station.made_at:
                raise ValidationError(_("按的時間太久以前，或簽到機的時鐘改過，不能照它登錄。"))
            press.volunteer = _meant(station, sent, press, at, now)
            _refuse_overtaken(station, press.volunteer, at)
            with transaction.atomic():
                done = attendance.sign(
                    unit=station.unit, volunteer=press.volunteer, how=Attendance.How.KIOSK, by=by, now=at
                )
        except ValidationError as refused:
            press.outcome, press.why = Press.Outcome.NOTHING, " ".join(refused.messages)[:300]
        else:
            press.attendance = done
            press.outcome = Press.Outcome.LEFT if done.left_at else Press.Outcome.CAME
        press.save()
    return press


def look_at(*, press: Press, by: Acts, now: dt.datetime) -> None:
    """Note that the coordinator has dealt with a press that came to nothing.

    Raises:
        ValidationError: somebody has already.
    """
    with transaction.atomic():
        if not Press.objects.open().filter(pk=press.pk).update(looked_at=now, looked_by=by.as_actor().label[:200]):
            raise ValidationError(_("這一筆已經處理過了。"))
        trail.record(Verb.CHANGED, press, by=by, now={"looked_at": now}, at=now)


def _meant(station: Station, sent: Sent, press: Press, at: dt.datetime, now: dt.datetime) -> Volunteer:
    if sent.given:
        found = stations.offered(station, sent.given, within=stations.CHOSEN + int((now - at).total_seconds()))
        if found is None:
            raise ValidationError(_("畫面停太久了，請再輸入一次。"))
        return found
    if len(tight(sent.typed)) != stations.CODE_LENGTH:
        press.said = sent.typed[:40]
    people = stations.find(station, sent.typed, at_device=True, now=at)
    if not people:
        raise ValidationError(_("找不到這個號碼。"))
    if len(people) > 1:
        raise ValidationError(_("這個號碼不只一個人，分不出是誰。"))
    return people[0]


def _refuse_overtaken(station: Station, volunteer: Volunteer, at: dt.datetime) -> None:
    """She signed elsewhere since: nobody but the coordinator knows what this press meant."""
    since = Q(came_at__gt=at) | Q(left_at__gt=at)
    rows = Attendance.objects.filter(since, unit=station.unit, volunteer=volunteer)
    if rows.exclude(state=Attendance.State.VOID).exists():
        raise ValidationError(_("這之後已經有別的簽到或簽退，不能再照這一按登錄。"))
