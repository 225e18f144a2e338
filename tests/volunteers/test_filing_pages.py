"""Pages on filings: writing a plan part by part, its review, and what becomes of it."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from foundation.files.models import StoredFile
from tests.makers.accounts import give, make_user
from tests.makers.files import make_pdf
from tests.makers.volunteers import NOW, make_filing, make_unit
from volunteers.filing import attachments, filings
from volunteers.models import Authority, Filing, Unit
from volunteers.rules import plan_parts

pytestmark = pytest.mark.django_db
S = Filing.State
HEAD = {
    "title": "長者關懷訪視計畫", "starts_on": "115/7/1", "ends_on": "116/6/30", "categories": ["social"],
    "counties": ["TTT"],
}  # fmt: skip
WRITTEN = {f"part-{part.key}": f"{part.key}的內容" for part in plan_parts.PARTS}


@pytest.fixture(autouse=True)
def summer():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit():
    return make_unit(name="海線志工隊", filed=False, state=Unit.State.PREPARING)


@pytest.fixture
def coordinator(client, unit):
    user = make_user(None, name="張大同")
    give(user, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    client.force_login(user)
    return user


@pytest.fixture
def office():
    other = Client()
    other.force_login(make_user(Role.AUTHORITY_OFFICER, "TTT", sector="社會福利類", name="黃小玲"))
    return other


def way(name, thing=None):
    return reverse(f"volunteers:{name}", args=[thing.pk] if thing else [])


def body(answer):
    return answer.content.decode()


def test_from_the_first_word_to_the_approval(client, coordinator, unit, office):
    begun = client.post(way("filing_begin", unit))
    filing = Filing.objects.get()
    assert begun["Location"] == way("filing_edit", filing)
    page = body(client.get(begun["Location"]))
    assert "6W+2H+I+E" in page
    assert "臺東縣政府" in page
    refused = client.post(way("filing_move", filing), {"move": "submit"})
    assert (refused.status_code, "志工的訓練" in body(refused)) == (422, True)
    saved = client.post(way("filing_edit", filing), HEAD | WRITTEN | {"look": "1", "has-document-charter": "on"})
    assert saved["Location"] == way("filing", filing)
    filing.refresh_from_db()
    assert (filing.title, filing.starts_on, filing.documents) == (
        "長者關懷訪視計畫",
        dt.date(2026, 7, 1),
        {"charter": ""},
    )
    assert "可以送審" in body(client.get(saved["Location"]))
    assert office.get(way("filing", filing)).status_code == 404, "a draft is the unit's own"
    client.post(way("filing_move", filing), {"move": "submit"})
    assert client.get(way("filing_edit", filing)).status_code == 302

    shown = body(office.get(way("filing", filing)))
    assert 'form="return"' in shown
    assert "content的內容" in shown
    assert office.post(way("filing_move", filing), {"move": "return"}).status_code == 422
    office.post(way("filing_move", filing), {"move": "return", "mark-content": "請寫次數", "remark": "缺次數"})
    for page in (way("filing", filing), way("filing_edit", filing)):
        assert "請寫次數" in body(client.get(page))
    seen = filings.mark_of("content的內容")
    client.post(way("filing_edit", filing), HEAD | {"part-content": "每週 2 次", "seen-content": seen})
    client.post(way("filing_move", filing), {"move": "submit"})
    wrong = office.post(way("filing_move", filing), {"move": "approve", "number": "", "on": "115/6/99"})
    assert wrong.status_code == 422
    assert "請寫文號" in body(wrong)
    office.post(way("filing_move", filing), {"move": "approve", "number": "府社工字第1號", "on": "115/6/10"})
    filing.refresh_from_db()
    unit.refresh_from_db()
    assert (filing.state, unit.state, filing.parts["content"]) == (S.APPROVED, "active", "每週 2 次")
    assert "府社工字第1號" in body(client.get(way("unit", unit)))


def test_what_is_wrong_in_one_place_loses_nothing_elsewhere(client, coordinator, unit):
    filing = filings.begin(unit=unit, by=SYSTEM, now=NOW)
    filings.write(filing=filing, parts={"way": "別人寫的"}, seen={}, by=SYSTEM, now=NOW)
    sent = HEAD | {
        "ends_on": "115/6/30", "part-content": "訪視", "part-training": "長" * 4001, "part-way": "我寫的",
        "seen-way": filings.mark_of(""),
    }  # fmt: skip
    answer = client.post(way("filing_edit", filing), sent)
    filing.refresh_from_db()
    assert answer.status_code == 422
    assert (filing.title, filing.parts, filing.ends_on) == (
        "長者關懷訪視計畫",
        {"way": "別人寫的", "content": "訪視"},
        None,
    )
    page = body(answer)
    for words in ("長" * 4001, ">我寫的<", "別人寫的", "115/6/30", "不能早於開始", "現在 4,001 字"):
        assert words in page
    again = dict(re.findall(r'name="(seen-way)" value="(\w+)"', page)) | {"part-way": "我寫的"}
    assert client.post(way("filing_edit", filing), HEAD | again).status_code == 302
    filing.refresh_from_db()
    assert filing.parts["way"] == "我寫的"


def test_two_counties_ask_for_a_choice(client, coordinator, unit):
    filing = filings.begin(unit=unit, by=SYSTEM, now=NOW)
    client.post(way("filing_edit", filing), HEAD | {"counties": ["TPE", "NWT"]})
    page = body(client.get(way("filing_edit", filing)))
    assert "衛生福利部" in page
    office = re.search(r'value="(\d+)">臺北市政府社會局', page).group(1)
    client.post(way("filing_edit", filing), HEAD | {"counties": ["TPE", "NWT"], "authority": office})
    filing.refresh_from_db()
    assert filing.county_id == "TPE"
    assert "組織章程" in body(client.get(way("filing_edit", filing)))
    assert client.post(way("filing_edit", filing), HEAD | {"authority": "999999", "counties": ["X"]}).status_code == 422


@pytest.mark.parametrize(
    ("move", "who", "sent", "state"),
    [
        ("amend", "unit", {}, S.APPROVED),
        ("end", "unit", {"end-on": "115/6/1", "end-reason": "不再辦理"}, S.ENDED),
        ("lapse", "office", {"lapse-on": "115/6/1", "lapse-reason": "兩年未提報成果"}, S.LAPSED),
        ("extend", "office", {"until": "120/12/31", "reported_on": "115/6/1"}, S.APPROVED),
    ],
)
def test_what_becomes_of_an_approved_plan(client, coordinator, unit, office, move, who, sent, state):
    filing = make_filing(unit, S.APPROVED)
    mine, other = (client, office) if who == "unit" else (office, client)
    assert other.post(way("filing_move", filing), {"move": move} | sent).status_code == 404
    if sent:
        assert mine.post(way("filing_move", filing), {"move": move}).status_code == 422
    assert mine.post(way("filing_move", filing), {"move": move} | sent).status_code == 302
    filing.refresh_from_db()
    assert filing.state == state
    for one in Filing.objects.all():
        assert client.get(way("filing", one)).status_code == 200


def test_a_plan_whose_time_is_over_says_what_may_happen(client, coordinator, unit):
    filing = make_filing(unit, S.APPROVED, ends_on=dt.date(2026, 6, 9))
    page = body(client.get(way("filing", filing)))
    assert "不會自動停止" in page
    assert "115年8月10日" in page  # two months end on a Sunday
    Filing.objects.update(ends_on=dt.date(2026, 6, 10))
    assert "不會自動停止。" not in body(client.get(way("filing", filing))).replace("平臺不會自動停止。", "")


def test_what_was_attached_for_another_office_stands_there_and_can_be_removed(client, coordinator):
    unit = make_unit("TPE", filed=False)
    user = make_user(None)
    give(user, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    client.force_login(user)
    filing = make_filing(unit, authority=Authority.objects.get(code="tpe-fire"))
    given = {"by": SYSTEM, "now": NOW}
    attachments.attach(filing=filing, key="ems_duty_plan", data=make_pdf(), file_name="勤務計畫.pdf", **given)
    filing.authority = Authority.objects.get(code="tpe-dosw")
    filing.save()
    page = body(client.get(way("filing", filing)))
    assert "勤務計畫.pdf" in page
    assert "現在的備案機關不要這一種附件" in page
    file = StoredFile.objects.get()
    assert f'name="remove" value="{file.pk}"' in page
    assert client.post(way("filing_attach", filing), {"remove": file.pk}).status_code == 302
    page = body(client.get(way("filing", filing)))
    assert "勤務計畫.pdf" not in page
    assert "現在的備案機關不要這一種附件" not in page


def test_a_charter_is_looked_at_by_the_authority(client, coordinator, unit, office):
    assert way("unit_waive", unit) not in body(client.get(way("unit", unit)))
    assert office.post(way("unit_waive", unit), {"on": "115/6/1", "why": "短"}).status_code == 422
    office.post(way("unit_waive", unit), {"on": "115/6/1", "why": "章程第三條所載目的相符"})
    page = body(client.get(way("unit", unit)))
    assert "章程第三條所載目的相符" in page
    assert way("filing_begin", unit) not in page


def test_unknown_moves_are_no_pages(client, coordinator, unit):
    filing = make_filing(unit)
    for move in ("", "replace", "approve", "nonsense"):
        assert client.post(way("filing_move", filing), {"move": move}).status_code == 404


@pytest.mark.parametrize("name", ["filings", "unit"])
def test_lists_ask_the_same_number_of_questions_whatever_their_length(client, coordinator, unit, name):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(way(name, unit if name == "unit" else None))
        return len(queries)

    make_filing(unit)
    asked()
    one = asked()
    make_filing(unit, S.APPROVED)
    make_filing(unit, S.RETURNED)
    assert asked() == one


def test_the_list_shows_a_state(client, coordinator, unit):
    make_filing(unit, title="甲計畫")
    make_filing(unit, S.APPROVED, title="乙計畫")
    for state, there, gone in (
        ("approved", "乙計畫", "甲計畫"),
        ("draft", "甲計畫", "乙計畫"),
        ("x", "甲計畫", "不存在"),
    ):
        page = body(client.get(way("filings"), {"state": state}))
        assert there in page
        assert gone not in page
