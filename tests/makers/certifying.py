"""Certificates and honour cards, as tests need them."""

import datetime as dt
import io
from typing import Any

import zxingcpp
from django.utils import timezone
from pypdf import PdfReader

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import make_user
from tests.makers.volunteers import NOW, make_entry, make_trained, make_unit
from volunteers.awards import giving
from volunteers.certifying import certificate_papers, honor_cards, issuing
from volunteers.models import AwardGiven, Certificate, HonorCard, ServiceEntry, Unit, Volunteer
from volunteers.serving import approvals

D = dt.date
FIRST, LAST = D(2026, 1, 1), D(2026, 5, 31)
SERVED, GIVEN = D(2026, 3, 7), D(2026, 5, 15)


def make_officer(county: str = "TTT") -> User:
    """Somebody who may issue whatever is issued in the county."""
    return make_user(Role.COUNTY_OFFICER, county)


def make_served(
    unit: Unit, person: Volunteer | None = None, on: dt.date = SERVED, hours: str = "09:00-12:00"
) -> ServiceEntry:
    """Approved service."""
    person = person or make_trained(unit)
    entry = make_entry(unit, person, on, hours)
    approvals.approve_ordinary(unit=unit, month=on.year * 100 + on.month, seed="t", by=SYSTEM, now=NOW)
    entry.refresh_from_db()
    return entry


def make_certificate(unit: Unit | None = None, person: Volunteer | None = None, **more: Any) -> Certificate:
    """A certificate of performance over three hours."""
    unit = unit or make_unit(head_title="理事長", head_name="陳美玲")
    entry = make_served(unit, person)
    values: dict[str, Any] = {"first": FIRST, "last": LAST, "by": make_officer(), "now": NOW} | more
    return issuing.performance(unit=unit, people=[entry.volunteer_id], **values)[0]


def make_given(person: Volunteer, on: dt.date = GIVEN) -> AwardGiven:
    """An honour card that was given."""
    return giving.record(
        who=person, award=honor_cards.AWARD, given_on=on, counted_until=on, on=NOW.date(), now=NOW, by=make_officer()
    )


def make_honor_card(
    unit: Unit | None = None, person: Volunteer | None = None, *, issued: bool = True, on: dt.date = GIVEN
) -> HonorCard:
    """A card, checked and issued unless it is said otherwise."""
    unit = unit or make_unit()
    person = person or make_trained(unit, email="lin@example.org")
    by = make_officer()
    card = honor_cards.make(given=make_given(person, on), unit=unit, by=by, now=NOW)
    if issued:
        card = honor_cards.check(card=card, name_en="LIN, SU-CHU", address="臺東市中山路 1 號", by=by, now=NOW)
        card = honor_cards.issue(card=card, by=by, now=NOW)
    return card


def scanned(one: Certificate) -> str:
    """The address that a phone reads off the printed certificate."""
    data = certificate_papers.paper([one], "zh-hant", now=timezone.now())
    [picture] = PdfReader(io.BytesIO(data)).pages[0].images
    return zxingcpp.read_barcodes(picture.image.convert("L"))[0].text
