"""The trail's lines as people read them."""

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client

from foundation.accounts import trail_lines
from foundation.accounts.roles import Role
from foundation.accounts.trail_lines import Change, changes_of
from foundation.audit import trail
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_user
from tests.makers.english import speak_english
from tests.makers.workshops import make_workshop
from workshops import agenda_language
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
        ({}, {"agenda": ["休息（10 分）"]}, Change("議程", None, "休息（10 分）")),
        ({}, {"blocks": ["休息（5–10 分）"]}, Change("議程範本", None, "休息（5–10 分）")),
        ({}, {"expires": "2026-12-13T15:49:00+08:00"}, Change("期限", None, "115年12月13日（日） 15:49")),
        ({}, {"expires": "2026-12-13T15:49 左右"}, Change("期限", None, "2026-12-13T15:49 左右")),
        ({}, {"decided": "2026-12-13"}, Change("decided", None, "115年12月13日（日）")),
        ({}, {"decided": "2026-02-30"}, Change("decided", None, "2026-02-30")),
        ({"state": "running"}, {"state": "running"}, Change("狀態", None, "進行中")),
        ({}, {"press": "next"}, Change("按鈕", None, "下一項")),
        ({}, {"paper": "name-tags"}, Change("列印的文件", None, "名牌")),
        ({}, {"paper": "行動方案報告"}, Change("列印的文件", None, "行動方案報告")),
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
    assert changes_of(line(thing, now={"moon_phase": "full"})) == [Change("moon_phase", None, "full")]


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


@pytest.mark.parametrize(
    ("noted", "told"),
    [
        ("休息（10 分）", "Break (10 min)"),
        ("休息（5–10 分）", "Break (5–10 min)"),
        ("縣長致詞（10 分）", "縣長致詞 (10 min)"),
        ("縣長致詞（1 分）（10 分）", "縣長致詞（1 分） (10 min)"),
        ("縣長\n致詞（10 分）", "縣長\n致詞 (10 min)"),
        ("（10 分）", " (10 min)"),
        ("休息", "休息"),
        ("休息（十分）", "休息（十分）"),
        ("休息（10 分）。", "休息（10 分）。"),
    ],
)
def test_an_agenda_is_told_in_the_readers_language(noted: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words = speak_english(monkeypatch)
    monkeypatch.setattr(agenda_language, "_", lambda text: words.get(text) or text)
    (change,) = changes_of(line(now={"agenda": [noted]}))
    assert change.now == told


def test_what_is_noted_of_an_agenda_is_what_is_told_in_chinese() -> None:
    for title, minutes in (("休息", 10), ("縣長致詞（1 分）", "5–10"), ("", 1)):
        noted = agenda_language.noted(title, minutes)
        assert agenda_language.told(noted) == noted


@pytest.mark.django_db
def test_the_trails_pages_name_things_in_the_readers_language(client: Client) -> None:
    workshop = make_workshop(Workshop.State.CONFIRMED)
    trail.record(Verb.CHANGED, workshop, by=SYSTEM)
    client.force_login(make_user(Role.ASSOCIATION, name="林小美"))
    for language, there, gone in (("en", "Taitung County", "臺東縣"), ("zh-hant", "臺東縣", "Taitung County")):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        for address in ("/members/trail/", f"/members/trail/workshops.workshop/{workshop.pk}/"):
            page = client.get(address).content.decode().split("<main")[1]
            assert there in page
            assert gone not in page
    for word in ("Taitung", "臺東縣"):
        assert "workshops.workshop" in client.post("/members/trail/", {"q": word}, follow=True).content.decode()


@pytest.mark.parametrize(
    ("thing", "name"), [("workshops.workshop", "換了組別的人"), ("actionplans.meeting", "移動的案由")]
)
def test_a_key_that_two_apps_use_is_told_in_the_words_of_the_things_own(thing: str, name: str) -> None:
    told = changes_of(Event(object_type=thing, was={}, now={"moved": 2}))
    assert [one.name for one in told] == [name]


def test_one_model_may_have_words_of_its_own() -> None:
    told = changes_of(
        Event(object_type="actionplans.annualplan", was={}, now={"added": "7. 評鑑", "moved": 2, "due": 3})
    )
    assert [one.name for one in told] == ["加入的工作項目", "移動的工作項目", "期限"]
