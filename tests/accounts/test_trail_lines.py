"""The trail's lines as people read them."""

import datetime as dt

import pytest
from django.test import Client

from foundation.accounts import trail_lines
from foundation.accounts.roles import Role
from foundation.accounts.trail_lines import Change, changes_of
from foundation.audit import trail
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_user
from tests.makers.workshops import make_workshop
from workshops.models import Workshop


def line(thing: str = "workshops.workshop", *, was: dict | None = None, now: dict | None = None) -> Event:
    """A line of the trail that nobody has stored."""
    return Event(object_type=thing, was=was or {}, now=now or {})


@pytest.mark.parametrize(
    ("was", "now", "change"),
    [
        ({"state": "confirmed"}, {"state": "running"}, Change("狀態", "已確認", "進行中")),
        ({"date": None}, {"date": "2026-06-10"}, Change("日期", "（空白）", "115年6月10日（三）")),
        ({"starts_at": ""}, {"starts_at": "13:30:00"}, Change("開始時間", "（空白）", "13:30")),
        ({"projector": False}, {"projector": True}, Change("投影機與布幕", "否", "是")),
        ({}, {"seats": 0}, Change("容納人數", None, "0")),
        ({"venue": "三樓"}, {}, Change("場地名稱", "三樓", None)),
        ({"agenda": []}, {"agenda": ["開場", "休息"]}, Change("議程", "（空白）", "開場、休息")),
        ({}, {"paper": "name-tags"}, Change("列印的文件", None, "名牌")),
        ({}, {"nothing_we_know": "x"}, Change("nothing_we_know", None, "x")),
    ],
)
def test_a_change_is_told_in_the_words_of_its_form(was: dict, now: dict, change: Change) -> None:
    assert changes_of(line(was=was, now=now)) == [change]


def test_what_was_and_what_is_are_one_change_in_the_order_they_were_noted() -> None:
    told = changes_of(line(was={"venue": "三樓", "seats": 60}, now={"seats": 80, "venue": "四樓"}))
    assert told == [Change("場地名稱", "三樓", "四樓"), Change("容納人數", "60", "80")]


@pytest.mark.parametrize("thing", ["gone.thing", "nonsense", ""])
def test_a_thing_of_an_app_that_is_gone_keeps_its_lines(thing: str) -> None:
    assert changes_of(line(thing, now={"state": "running"})) == [Change("state", None, "running")]


def test_a_line_without_values_has_no_changes() -> None:
    (read,) = trail_lines.read([line()])
    assert read.changes == []


@pytest.mark.django_db
def test_history_pages_show_the_words(client: Client) -> None:
    workshop = make_workshop(Workshop.State.CONFIRMED)
    at = dt.datetime(2026, 6, 10, 6, 0, tzinfo=dt.UTC)
    trail.record(Verb.MOVED, workshop, by=SYSTEM, at=at, was={"state": "confirmed"}, now={"state": "running"})
    client.force_login(make_user(Role.ASSOCIATION, name="林小美"))
    for address in (f"/workshops/{workshop.pk}/?tab=history", f"/members/trail/workshops.workshop/{workshop.pk}/"):
        page = client.get(address).content.decode()
        assert "已確認" in page
        assert "進行中" in page
        assert "confirmed" not in page.split("<main")[1]
