"""Devices and posters: whom they let in, whom they find, and what they never show."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError

from foundation.audit.trail import SYSTEM
from tests.makers.volunteers import NOW, make_enrolment, make_trained, make_unit
from volunteers.models import Enrolment, Station, Unit
from volunteers.rostering import stations

pytestmark = pytest.mark.django_db
ON = {"by": SYSTEM, "now": NOW}


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


def make_station(unit: Unit, kind: str = "kiosk") -> Station:
    return stations.set_up(unit=unit, kind=kind, name="一樓服務臺", **ON)


def key_of(address: str) -> str:
    return address.rstrip("/").rpartition("/")[2]


def test_an_address_opens_its_own_station_until_it_is_revoked(unit) -> None:
    kiosk, poster = make_station(unit), make_station(unit, "poster")
    key = key_of(stations.address_of(kiosk))
    opened = stations.door(pk=kiosk.pk, key=key, now=NOW)
    assert opened
    assert opened.at_device
    assert not stations.door(pk=poster.pk, key=key_of(stations.address_of(poster)), now=NOW).at_device  # type: ignore[union-attr]
    assert stations.door(pk=poster.pk, key=key, now=NOW) is None
    assert stations.door(pk=kiosk.pk, key=key[:-1], now=NOW) is None
    stations.revoke(station=kiosk, **ON)
    assert stations.door(pk=kiosk.pk, key=key, now=NOW) is None
    with pytest.raises(ValidationError, match="已經停用"):
        stations.revoke(station=kiosk, **ON)


@pytest.mark.parametrize(("seconds", "holds"), [(0, True), (180, True), (181, False), (-1, False)])
def test_what_a_device_shows_to_phones_passes(unit, seconds, holds) -> None:
    kiosk = make_station(unit)
    key = key_of(stations.passing_address(kiosk, NOW))
    opened = stations.door(pk=kiosk.pk, key=key, now=NOW + dt.timedelta(seconds=seconds))
    assert bool(opened) is holds
    if opened:
        assert not opened.at_device, "a phone does not become the device"


@pytest.mark.parametrize("key", ["", "-", "zz-aa", "1-", "f" * 300, "１-a"])
def test_a_wrong_address_opens_nothing(unit, key) -> None:
    assert stations.door(pk=make_station(unit).pk, key=key, now=NOW) is None


@pytest.mark.parametrize(
    ("typed", "at_device", "found"),
    [
        ("TTT-0123", True, 1),
        ("123", True, 1),
        ("１２３", True, 1),
        ("23", True, 0),
        ("7", True, 1),
        ("", True, 0),
        ("123", False, 0),
        ("999", True, 0),
    ],
)
def test_who_is_meant_by_the_end_of_her_number(unit, typed, at_device, found) -> None:
    one, two = make_enrolment(unit), make_enrolment(unit)
    Enrolment.objects.filter(pk=one.pk).update(number="TTT0123")
    Enrolment.objects.filter(pk=two.pk).update(number="7")
    away = make_enrolment(make_unit())
    Enrolment.objects.filter(pk=away.pk).update(number="9123")
    assert len(stations.find(make_station(unit), typed, at_device=at_device, now=NOW)) == found


def test_a_code_finds_its_person_where_she_serves(unit) -> None:
    person = make_trained(unit)
    code = stations.code_of(person, **ON)
    assert stations.code_of(person, **ON) == code
    station = make_station(unit, "poster")
    typed = f" {code.code[:4]}-{code.code[4:]} ".lower()
    assert stations.find(station, typed, at_device=False, now=NOW) == [person]
    assert stations.find(make_station(make_unit()), code.code, at_device=True, now=NOW) == []
    new = stations.code_of(person, renew=True, **ON)
    assert new.code != code.code
    assert stations.find(station, code.code, at_device=False, now=NOW) == []


def test_a_button_names_somebody_only_at_its_station(unit) -> None:
    person, one, two = make_trained(unit), make_station(unit), make_station(unit)
    given = stations.offer(one, person)
    assert stations.offered(one, given) == person
    assert stations.offered(two, given) is None
    assert stations.offered(one, given + "x") is None
