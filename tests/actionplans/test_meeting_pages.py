"""Pages on meetings: planning one, holding it item by item, two at once, letting the minutes go out."""

import datetime as dt
import html
import re

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.meeting import meetings, rulings
from actionplans.meeting.rulings import Typed
from actionplans.models import Meeting, MeetingItem, Milestone, Ruling
from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.deciding import AUTUMN
from tests.makers.followup import make_followed
from tests.makers.meetings import make_meeting, make_ruling
from tests.makers.workshops import make_workshop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def autumn():
    with time_machine.travel(AUTUMN, tick=False):
        yield


@pytest.fixture
def officer(client):
    officer = make_user(county="TTT", name="林小美")
    client.force_login(officer)
    return officer


def plans(count=1):
    return [make_followed(workshop=make_workshop("held")) for _one in range(count)]


def way(name, thing, *more):
    return reverse(f"actionplans:{name}", args=[thing.pk, *more])


@pytest.fixture
def item(officer):
    plans()
    return make_meeting("session", by=officer).items.select_related("meeting", "plan").get()


def typed(item, **said):
    item.refresh_from_db()
    sent = {
        "version": item.version,
        "draft_version": item.draft_version,
        "seen": 0,
        "discussion": item.discussion,
    } | said
    return {f"i{item.pk}-{name}": value for name, value in sent.items()}


def test_a_meeting_is_planned_with_its_agenda(client, officer):
    (plan,) = plans()
    page = client.get(reverse("actionplans:meeting_new")).content.decode()
    assert 'value="1"' in page
    facts = {"title": "聯繫會報", "number": "1", "held_on": "115/9/3"}
    sent = client.post(reverse("actionplans:meeting_new"), facts | {"chair": "王處長"})
    found = Meeting.objects.get()
    assert sent["Location"] == way("meeting", found)
    shown = client.get(way("meeting", found)).content.decode()
    assert plan.title in shown
    assert "臺東縣115年第1次聯繫會報" in shown
    again = client.post(reverse("actionplans:meeting_new"), facts | {"place": "禮堂"})
    assert again.status_code == 422
    assert 'value="禮堂"' in again.content.decode()


def test_the_agenda_is_arranged_by_buttons(client, officer):
    plans(2)
    found = make_meeting(by=officer)
    first, second = found.items.all()
    client.post(way("meeting_arrange", second), {"do": "up"})
    assert list(found.items.values_list("pk", flat=True)) == [second.pk, first.pk]
    client.post(way("meeting_arrange", first), {"do": "out"})
    assert "放回議程" in client.get(way("meeting", found)).content.decode()
    client.post(way("meeting_arrange", first), {"do": "back"})
    assert not found.items.filter(taken_out=True).exists()
    assert client.post(way("meeting_agenda", found), {"do": "add", "title": "明年"}).status_code == 302
    empty = client.post(way("meeting_agenda", found), {"do": "add"})
    assert empty.status_code == 422
    assert "請選一項方案，或寫下要討論的事" in empty.content.decode()


def test_two_who_change_a_meeting_s_facts_do_not_undo_each_other(client, officer):
    found = make_meeting(by=officer)
    page = client.get(way("meeting_edit", found)).content.decode()
    then = dict(re.findall(r'name="(initial-[a-z_]+)" value="([^"]*)"', page))
    meetings.describe(meeting=found, by=make_user(county="TTT"), now=AUTUMN, chair="林局長")
    mine = {"title": found.title, "number": 2, "held_on": "115/9/3", "place": "別處", "chair": found.chair}
    sent = client.post(way("meeting_edit", found), then | mine | {"note_taker": "林小美", "attendees": found.attendees})
    assert sent.status_code == 302
    found.refresh_from_db()
    assert (found.place, found.chair) == ("別處", "林局長")


def test_what_is_typed_is_saved_at_once_and_half_a_ruling_waits(client, item):
    sent = typed(item, discussion="經費還沒核定", words="請提", due_on="下週")
    kept = client.post(way("meeting_item", item), sent, headers={"HX-Request": "true"})
    assert 'data-state="saved"' in kept.content.decode()
    page = client.get(way("meeting", item.meeting)).content.decode()
    for words in ("經費還沒核定", "請提</textarea>", 'value="下週"'):
        assert words in page
    assert not Ruling.objects.exists()
    # Nothing of it is lost where the ruling cannot be taken.
    refused = client.post(way("meeting_item", item), typed(item, words="請提", due_on="下週") | {"do": "record"})
    assert refused.status_code == 422
    assert "經費還沒核定" in refused.content.decode()
    assert 'value="下週"' in refused.content.decode()


def test_a_ruling_is_written_down(client, item):
    sent = typed(item, words="提出分流規則", person="張大同", due_on="115/9/10") | {"do": "record"}
    assert client.post(way("meeting_item", item), sent).status_code == 302
    made = Ruling.objects.get()
    assert (made.words, made.person, str(made.due_on)) == ("提出分流規則", "張大同", "2026-09-10")
    assert MeetingItem.objects.get().draft == {}
    sent = typed(item, words="辦完了", kind="release") | {"do": "record"}
    assert client.post(way("meeting_item", item), sent).status_code == 302
    item.plan.refresh_from_db()
    assert item.plan.standing == "released"
    shown = client.get(way("meeting", item.meeting)).content.decode()
    assert "提出分流規則" in shown
    assert "1 案中已裁示 1 案" in shown


def test_two_at_once_are_told_of_each_other(client, item):
    stale = typed(item, discussion="我寫的")
    rulings.keep(item=item, typed=Typed("她寫的", {}, 0, 0), by=make_user(county="TTT", name="她"), now=AUTUMN)
    kept = client.post(way("meeting_item", item), stale, headers={"HX-Request": "true"})
    assert kept.status_code == 409
    body = kept.content.decode()
    assert 'data-state="conflict"' in body
    assert "她寫的" in body
    assert f'data-version="{1}"' in body
    page = client.post(way("meeting_item", item), stale | {"do": "keep"})
    assert page.status_code == 409
    assert "我寫的</textarea>" in page.content.decode()
    assert "她寫的" in page.content.decode()
    item.refresh_from_db()
    assert item.discussion == "她寫的"
    assert client.post(way("meeting_item", item), typed(item, discussion="我寫的") | {"do": "keep"}).status_code == 302
    item.refresh_from_db()
    assert item.discussion == "我寫的"


def test_a_decision_made_elsewhere_meanwhile_is_shown_first(client, officer, item):
    make_ruling(item, by=officer, kind="continue")
    answer = client.post(way("meeting_item", item), typed(item, words="辦完", kind="release") | {"do": "record"})
    assert answer.status_code == 409
    assert "剛剛有人登錄了另一個決定" in answer.content.decode()
    assert "辦完</textarea>" in answer.content.decode()


def test_minutes_go_out_and_are_locked_until_a_reason_opens_them(client, officer, item):
    where = way("meeting_move", item.meeting)
    assert client.post(where, {"move": "issue", "minutes_number": ""}).status_code == 422
    assert client.post(where, {"move": "issue", "minutes_number": "府社工字第1號"}).status_code == 302
    page = client.get(way("meeting", item.meeting)).content.decode()
    assert "內容鎖定" in page
    assert "data-meeting-item" not in page
    late = client.post(way("meeting_item", item), typed(item, discussion="改") | {"do": "keep"})
    assert late.status_code == 422
    assert "已經發出" in late.content.decode()
    assert client.post(where, {"move": "reopen", "reason": ""}).status_code == 422
    assert client.post(where, {"move": "reopen", "reason": "漏記"}).status_code == 302
    assert "更正中：" in client.get(way("meeting", item.meeting)).content.decode()
    assert client.post(where, {"move": "nothing"}).status_code == 404


def test_a_task_is_closed_or_taken_back(client, officer, item):
    task = make_ruling(item, by=officer, person="張大同")
    words = make_ruling(item, by=officer)
    client.post(way("ruling_withdraw", words))
    client.post(way("ruling_close", task))
    page = client.get(way("meeting", item.meeting)).content.decode()
    assert "林小美收回" in page
    assert "已結案" in page


def test_the_minutes_in_english_say_how_it_stood_in_english(client, officer):
    """What people wrote stays in their words; what was kept before there was an English one says that it is Chinese."""
    plan = make_followed(title="縱谷到站")
    plan.milestones.update(due_on=dt.date(2026, 8, 20))
    found = make_meeting("session", by=officer)
    item = found.items.get()
    assert "逾期" in item.before
    assert item.before_en
    assert "days overdue" in item.before_en
    page = reverse("actionplans:meeting", args=[found.pk])
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = client.get(page).content.decode()
    assert item.before_en in html.unescape(english)
    assert item.before not in english
    MeetingItem.objects.update(before_en="")
    old = client.get(page).content.decode()
    assert f'<span lang="zh-Hant-TW">{item.before}</span>' in old


@pytest.mark.parametrize("kind", ["pdf", "odt"])
def test_the_paper_is_downloaded_under_its_name(client, item, kind):
    answer = client.get(way("meeting_minutes", item.meeting, kind))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)[:2] in (b"%P", b"PK")
    assert client.get(way("meeting_minutes", item.meeting, "doc")).status_code == 404


def test_the_association_reads_and_writes_nothing(client, item):
    client.force_login(make_user(Role.ASSOCIATION, None))
    page = client.get(way("meeting", item.meeting)).content.decode()
    assert item.plan.title in page
    assert "data-meeting-item" not in page
    assert way("meeting_move", item.meeting) not in page
    assert str(item.meeting) in client.get(reverse("actionplans:meetings"), {"county": "TTT"}).content.decode()
    assert str(item.meeting) not in client.get(reverse("actionplans:meetings"), {"county": "HUA"}).content.decode()


@pytest.mark.parametrize("state", ["planned", "session", "issued"])
def test_pages_ask_as_often_for_three_as_for_one(client, officer, state):
    asked = {}
    for count in (1, 3):
        Ruling.objects.all().delete()
        MeetingItem.objects.all().delete()
        Meeting.objects.all().delete()
        plans(1 if count == 1 else 2)
        Milestone.objects.update(due_on=AUTUMN.date())
        for number in range(1, count + 1):
            found = make_meeting("planned" if state == "planned" else "session", by=officer, number=number)
            if state != "planned":
                for item in found.items.filter(carries=None):
                    make_ruling(item, by=officer, person="張大同")
            if state == "issued":
                meetings.issue(meeting=found, minutes_number="第1號", by=officer, now=AUTUMN)
        for page in (reverse("actionplans:meetings"), way("meeting", found), way("meeting_minutes", found, "odt")):
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            asked.setdefault(re.sub(r"\d+", "n", page), []).append(len(queries))
    assert all(one == three for one, three in asked.values()), asked
