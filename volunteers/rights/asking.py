"""Asking: what somebody wants of her own data, sent to a county or to a unit; taking it back, and using data again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import reasons, sealed, subject_keys
from foundation.accounts.models import County, User
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.files import storing
from foundation.files.documents import Document
from foundation.files.models import StoredFile
from foundation.files.pictures import Picture
from foundation.files.purposes import Purpose
from foundation.workflow.moves import MoveRefused
from volunteers.models import Enrolment, RightRequest, Unit, Volunteer
from volunteers.models.rights import WORDS_PLACE
from volunteers.rules import rights
from volunteers.rules.rights import RIGHTS, Right

from .moves import MOVES

KEY = "right-request"
LONGEST = 1_000


def visible(user: Any) -> models.Q:
    """What was attached to the requests this person sees."""
    return subject_keys.among(RightRequest.objects.visible_to(user))


PURPOSE = Purpose(KEY, gettext_lazy("個資請求的附件"), visible)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom one can ask: a county's office, or a unit."""

    key: str
    county: County
    unit: Unit | None = None

    @property
    def label(self) -> str:
        """How she knows it."""
        if self.unit is not None:
            return _("%(unit)s（運用單位）") % {"unit": self.unit}
        return _("%(county)s政府（縣市承辦人）") % {"county": self.county.shown}


def addressees(volunteer: Volunteer) -> list[Addressee]:
    """Everybody who may hold data of hers: the counties and the units she is or was with, the present ones first."""
    rows = Enrolment.objects.filter(volunteer=volunteer).select_related("unit__organisation", "unit__county")
    units: dict[int, Unit] = {}
    counties: dict[str, County] = {}
    for one in rows.order_by(models.F("left_on").desc(nulls_first=True), "-joined_on"):
        units.setdefault(one.unit_id, one.unit)
        counties.setdefault(one.unit.county_id, one.unit.county)
    if not counties and volunteer.user is not None and (home := volunteer.user.access.home_county):
        counties[home] = County.objects.get(pk=home)
    return [
        *(Addressee(f"county-{code}", county) for code, county in counties.items()),
        *(Addressee(f"unit-{key}", unit.county, unit) for key, unit in units.items()),
    ]


def ask(
    *,
    volunteer: Volunteer,
    right: Right,
    words: str,
    to: str,
    by: User,
    now: dt.datetime,
    picture: Picture | Document | None = None,
    name: str = "",
) -> RightRequest:
    """Ask for something about one's own data.

    The same, asked again while it waits (a button pressed twice), is the request that is there.

    Args:
        to: an addressee's key.
        picture, name: what goes along (see `files.reading`), and what it was called.

    Raises:
        ValidationError: the words tell nothing, or nobody of that key holds data of hers.
        Unfit: what goes along cannot be kept.
    """
    found: dict[str, Any] = {}
    told = ""
    try:
        told = reasons.written(words, ask=_("請寫下要什麼、為什麼（至少 6 個字）。"), most=LONGEST, field="words")
    except ValidationError as wrong:
        found |= wrong.message_dict
    place = next((one for one in addressees(volunteer) if one.key == to), None)
    if place is None:
        found["to"] = [_("請選要送給誰。")]
    if found or place is None:
        raise ValidationError(found)
    with transaction.atomic():
        Volunteer.objects.select_for_update().get(pk=volunteer.pk)
        same = RightRequest.objects.open().filter(
            volunteer=volunteer, right=right, county=place.county, unit=place.unit
        )
        for one in same:
            if one.words == told:
                return one
        day = timezone.localdate(now)
        due = rights.due_on(right, day)
        made = RightRequest.objects.create(
            volunteer=volunteer, county=place.county, unit=place.unit, right=right,
            words_sealed=sealed.seal(told, place=WORDS_PLACE), received_at=now, received_on=day, first_due_on=due,
            due_on=due,
        )  # fmt: skip
        trail.record(Verb.RIGHT_ASKED, made, by=by, now={"right": right, "due_on": due, "unit": place.unit}, at=now)
        if picture is not None:
            storing.keep(picture=picture, purpose=KEY, subject=made, name=name, by=by, now=now)
    return made


def files(request: RightRequest) -> models.QuerySet[StoredFile]:
    """What was attached."""
    return StoredFile.objects.of(KEY, request).order_by("pk")


def withdraw(*, request: RightRequest, by: Acts, now: dt.datetime) -> RightRequest:
    """Take a request back before it is answered.

    Raises:
        ValidationError: it was answered meanwhile.
    """
    return _move(request, "withdraw", by, now)


def lift(*, request: RightRequest, by: Acts, now: dt.datetime) -> RightRequest:
    """Let one's data be used again after a stop.

    Raises:
        ValidationError: nothing is stopped by it.
    """
    if request.right != Right.STOP:
        raise ValidationError(_("只有「%(right)s」可以恢復。") % {"right": RIGHTS[Right.STOP].label})
    return _move(request, "lift", by, now)


def _move(request: RightRequest, name: str, by: Acts, now: dt.datetime) -> RightRequest:
    try:
        MOVES.apply(request, name, by=by, now=now)
    except MoveRefused as refused:
        raise ValidationError(refused.problems) from refused
    return request
