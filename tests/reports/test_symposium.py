"""The symposium: its day follows from its minutes, cases are asked once, counties register within their seats."""

import datetime as dt
import io
import itertools
import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from actionplans.models import Plan
from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.trail import SYSTEM
from foundation.exports import pdf
from foundation.files.models import StoredFile
from foundation.notices.sending import send_due
from foundation.workflow.moves import MoveRefused
from reports.models import CaseInvitation, Delegate, Symposium, SymposiumItem
from reports.symposium import delegating, inviting, letters, planning
from reports.symposium.planning import Item
from tests.makers.accounts import make_user
from tests.makers.plans import make_adopted
from tests.makers.symposia import ITEMS, make_delegate, make_invitation, make_symposium
from tests.makers.workshops import make_programme, make_workshop
from tests.notices.conftest import TAIPEI
from tests.notices.test_sending import Postbox
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 8, 4, 10, tzinfo=TAIPEI)  # a Tuesday
DAY = dt.date(2026, 9, 25)


@pytest.fixture
def plan() -> Plan:
    made = make_workshop(Workshop.State.HELD, programme=make_programme(slug="ivy-2026"), county="TTT")
    return make_adopted(made, ["S3"])[0]


@pytest.fixture
def symposium(plan: Plan) -> Symposium:
    return make_symposium(
        plan.workshop.programme, now=NOW, held_on=DAY, starts_at=dt.time(9, 30), register_until=dt.date(2026, 9, 11)
    )


@pytest.fixture
def officer() -> User:
    return make_user("county_officer", "TTT", name="陳承辦")


@pytest.fixture
def staff() -> User:
    return make_user("association", name="林小美")


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# The day


def test_the_clock_follows_from_the_beginning_and_the_minutes(symposium: Symposium) -> None:
    told = planning.told(symposium)
    assert [one.clock for one in told] == ["09:30–09:50", "09:50–10:30", "10:30–10:45", "10:45–11:00"]
    assert planning.length(told) == "1 小時 30 分"


@given(st.lists(st.integers(1, 60), min_size=1, max_size=12))
@settings(max_examples=40, deadline=None)
def test_items_follow_each_other_without_a_gap(minutes: list[int]) -> None:
    one = Symposium(starts_at=dt.time(8, 0))
    rows = [SymposiumItem(title="項", kind="talk", minutes=each) for each in minutes]
    told = planning.told(one, rows)
    assert told[0].starts == dt.time(8, 0)
    assert all(before.ends == after.starts for before, after in itertools.pairwise(told))
    last = dt.datetime.combine(DAY, dt.time(8, 0)) + dt.timedelta(minutes=sum(minutes))
    assert told[-1].ends == last.time()


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ([Item("talk", " ", 10)], "第 1 項的名稱"),
        ([Item("talk", "字" * 101, 10)], "第 1 項的名稱"),
        ([Item("talk", "講", 0)], "分鐘請填 1 到 480"),
        ([Item("talk", "講", 481)], "分鐘請填 1 到 480"),
        ([Item("party", "講", 10)], "分鐘請填"),
        ([Item("talk", "講", 10, "字" * 101)], "主講或主持最多 100"),
        ([Item("talk", "講", 480), Item("talk", "講", 391)], "超過當天午夜"),
        ([Item("talk", "講", 10)] * 41, "議程最多 40 項"),
        ([], "至少要有一項議程"),
    ],
)
def test_a_day_that_cannot_be_is_refused_whole(symposium: Symposium, items: list[Item], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        planning.describe(symposium=symposium, items=items, by=SYSTEM, now=NOW, title="改了的名稱")
    symposium.refresh_from_db()
    assert (symposium.title, symposium.items.count()) == ("全國成果研討會", len(ITEMS))


def test_a_day_until_midnight_is_taken(symposium: Symposium) -> None:
    items = [Item("talk", "講", 480), Item("talk", "講", 390)]
    planning.describe(symposium=symposium, items=items, by=SYSTEM, now=NOW)
    assert planning.told(symposium)[-1].clock == "17:30–00:00"


@pytest.mark.parametrize("lacks", ["held_on", "starts_at", "place", "register_until"])
def test_what_it_lacks_is_said_before_it_is_announced(plan: Plan, lacks: str) -> None:
    made = make_symposium(
        plan.workshop.programme, announced=False, now=NOW, **{lacks: "" if lacks == "place" else None}
    )
    label = Symposium._meta.get_field(lacks).verbose_name  # type: ignore[union-attr]
    with pytest.raises(MoveRefused, match=str(label)):
        planning.MOVES.apply(made, "announce", by=SYSTEM, now=NOW)


def test_an_announced_one_keeps_what_it_has_to_have(symposium: Symposium) -> None:
    with pytest.raises(ValidationError, match="地點"):
        planning.describe(symposium=symposium, items=ITEMS, by=SYSTEM, now=NOW, place="")


def test_a_programme_has_one(symposium: Symposium) -> None:
    with pytest.raises(ValidationError, match="已經有研討會"):
        planning.begin(programme=symposium.programme, title="第二場", by=SYSTEM, now=NOW)


def test_it_is_dropped_only_while_nobody_waits_for_it(symposium: Symposium, plan: Plan) -> None:
    with pytest.raises(MoveRefused, match="已經公告"):
        planning.drop(symposium=symposium, by=SYSTEM, now=NOW)
    planning.MOVES.apply(symposium, "take_back", by=SYSTEM, now=NOW)
    invitation = make_invitation(symposium, plan, now=NOW)
    with pytest.raises(MoveRefused, match="已經邀請"):
        planning.drop(symposium=symposium, by=SYSTEM, now=NOW)
    invitation.delete()
    planning.drop(symposium=symposium, by=SYSTEM, now=NOW)
    assert not Symposium.objects.exists()


# Cases


def test_only_an_adopted_plan_of_the_programme_is_invited_and_once(symposium: Symposium, plan: Plan) -> None:
    other = make_adopted(
        make_workshop(Workshop.State.HELD, programme=make_programme(slug="other"), county="HUA"), ["S3"]
    )[0]
    with pytest.raises(ValidationError, match="這個方案裡已採納"):
        make_invitation(symposium, other, now=NOW)
    make_invitation(symposium, plan, now=NOW)
    with pytest.raises(ValidationError, match="已經邀請過"):
        make_invitation(symposium, plan, now=NOW)
    assert not inviting.candidates(symposium, make_user("association")).exists()


def test_the_county_answers_and_may_think_again(symposium: Symposium, plan: Plan, officer: User) -> None:
    one = make_invitation(symposium, plan, now=NOW)
    with pytest.raises(ValidationError, match="由誰分享"):
        inviting.answer(invitation=one, name="accept", presenter=" ", words="", by=officer, now=NOW)
    with pytest.raises(ValidationError, match="為什麼不克分享"):
        inviting.answer(invitation=one, name="decline", presenter="", words="", by=officer, now=NOW)
    inviting.answer(invitation=one, name="accept", presenter="社會處陳科長", words="", by=officer, now=NOW)
    inviting.answer(invitation=one, name="decline", presenter="", words="當天有活動", by=officer, now=NOW)
    one.refresh_from_db()
    assert (one.state, one.words, one.answered_by) == ("declined", "當天有活動", "陳承辦")


def test_an_invitation_taken_back_leaves_the_day_and_cannot_be_answered(symposium: Symposium, plan: Plan) -> None:
    one = make_invitation(symposium, plan, now=NOW)
    items = [*ITEMS, Item("case", "案例", 20, "", one.pk)]
    planning.describe(symposium=symposium, items=items, by=SYSTEM, now=NOW)
    inviting.take_back(invitation=one, name="withdraw", by=SYSTEM, now=NOW)
    assert not SymposiumItem.objects.filter(invitation=one).exists()
    assert symposium.items.count() == 5
    with pytest.raises(MoveRefused):
        inviting.answer(invitation=one, name="accept", presenter="陳科長", words="", by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="只有「案例分享」"):
        planning.describe(symposium=symposium, items=items, by=SYSTEM, now=NOW)


def test_a_case_stands_only_in_an_item_that_tells_of_one(symposium: Symposium, plan: Plan) -> None:
    one = make_invitation(symposium, plan, now=NOW)
    with pytest.raises(ValidationError, match="只有「案例分享」"):
        planning.describe(
            symposium=symposium, items=[Item("talk", "演講", 20, "", one.pk)], by=SYSTEM, now=NOW
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        SymposiumItem.objects.create(
            symposium=symposium, position=9, kind="talk", title="演講", minutes=5, invitation=one
        )


def told(now: dt.datetime) -> Postbox:
    """What goes out at a moment, after the ledger was brought to it (twice: nothing is said twice)."""
    box = Postbox()
    for _time in range(2):
        letters.plan_all(now=now)
        send_due(way=box, worker="one", now=now)
    return box


def test_the_county_s_officers_are_asked_once_and_not_after_the_answer(
    symposium: Symposium, plan: Plan, officer: User
) -> None:
    one = make_invitation(symposium, plan, now=NOW)
    [message] = told(NOW + dt.timedelta(minutes=5)).letters.values()
    assert officer.email in message.to[0]
    assert reverse("reports:case_invitation", args=[one.pk]) in message.body
    assert plan.title in message.body
    assert told(NOW + dt.timedelta(days=1)).letters == {}
    inviting.take_back(invitation=one, name="withdraw", by=SYSTEM, now=NOW + dt.timedelta(days=1))
    inviting.take_back(invitation=one, name="again", by=SYSTEM, now=NOW + dt.timedelta(days=2))
    inviting.answer(
        invitation=one, name="accept", presenter="陳科長", words="", by=officer, now=NOW + dt.timedelta(days=2)
    )
    assert told(NOW + dt.timedelta(days=2, hours=1)).letters == {}


def pdf_of(words: str) -> bytes:
    return pdf.render(f"<html lang='zh-Hant'><title>{words}</title><p>{words}</p></html>", title=words)


def got(client: Client, address: str) -> int:
    """The status of what an address answers; a file that it opened is read to its end."""
    answer = client.get(address)
    if answer.streaming:
        list(answer.streaming_content)  # type: ignore[attr-defined]
    return answer.status_code


def test_slides_come_after_the_answer_and_the_newest_stands(symposium: Symposium, plan: Plan, officer: User) -> None:
    one = make_invitation(symposium, plan, now=NOW)
    client, address = client_of(officer), reverse("reports:case_slides", args=[one.pk])

    def sent(name: str, content: bytes) -> int:
        return client.post(address, {"file": SimpleUploadedFile(name, content)}).status_code

    assert sent("a.pdf", pdf_of("一")) == 422, "not before the county comes"
    inviting.answer(invitation=one, name="accept", presenter="陳科長", words="", by=officer, now=NOW)
    assert sent("a.pdf", pdf_of("一")) == 302
    assert sent("a.pdf", pdf_of("一")) == 422, "the same once more"
    assert sent("b.pdf", pdf_of("二")) == 302
    assert sent("c.exe", b"MZ\x90\x00") == 422
    [kept] = StoredFile.objects.filter(purpose=inviting.PURPOSE_KEY)
    one.refresh_from_db()
    assert (one.slides, kept.original_name) == (kept, "b.pdf")
    mine, theirs = (
        got(client_of(user), reverse("files:content", args=[kept.pk]))
        for user in (make_user("association"), make_user("county_officer", "HUA"))
    )
    assert (mine, theirs) == (200, 404)


# Delegates


@pytest.mark.parametrize(("day", "open_"), [(dt.date(2026, 9, 11), True), (dt.date(2026, 9, 12), False)])
def test_registration_ends_with_its_last_day(symposium: Symposium, day: dt.date, open_: bool) -> None:
    late = dt.datetime.combine(day, dt.time(23, 59), tzinfo=TAIPEI)
    if open_:
        make_delegate(symposium, now=late)
    else:
        with pytest.raises(ValidationError, match="已經截止"):
            make_delegate(symposium, now=late)


def test_nobody_registers_before_it_is_announced(plan: Plan) -> None:
    made = make_symposium(plan.workshop.programme, announced=False, now=NOW)
    with pytest.raises(ValidationError, match="還沒開放"):
        make_delegate(made, now=NOW)


def test_a_county_has_its_seats_and_each_person_one(symposium: Symposium) -> None:
    first = make_delegate(symposium, name="陳 一", now=NOW)
    with pytest.raises(ValidationError, match="已經報名了"):
        make_delegate(symposium, name="陳  一", now=NOW)
    make_delegate(symposium, name="陳二", now=NOW)
    with pytest.raises(ValidationError, match="2 個名額已經報滿"):
        make_delegate(symposium, name="陳三", now=NOW)
    make_delegate(symposium, "HUA", name="林一", now=NOW)
    assert delegating.withdraw(delegate=first, by=SYSTEM, now=NOW)
    assert not delegating.withdraw(delegate=first, by=SYSTEM, now=NOW), "once"
    make_delegate(symposium, name="陳三", now=NOW)
    make_delegate_again = pytest.raises(ValidationError, match="報滿")
    with make_delegate_again:
        make_delegate(symposium, name="陳 一", now=NOW)
    assert delegating.by_county(symposium) == {"TTT": 2, "HUA": 1}


@pytest.mark.parametrize(("days", "gone"), [(90, 0), (91, 2)])
def test_names_go_ninety_days_after(symposium: Symposium, days: int, gone: int) -> None:
    delegating.withdraw(delegate=make_delegate(symposium, name="陳一", now=NOW), by=SYSTEM, now=NOW)
    make_delegate(symposium, name="陳二", now=NOW)
    after = dt.datetime.combine(DAY + dt.timedelta(days=days), dt.time(9), tzinfo=TAIPEI)
    assert delegating.erase(by=SYSTEM, now=after) == gone
    assert Delegate.objects.count() == 2 - gone
    if gone:
        assert "陳" not in json.dumps([str(event.now) for event in trail.history_of(symposium)], ensure_ascii=False)
        assert delegating.erase(by=SYSTEM, now=after) == 0


# Pages


def test_the_association_arranges_the_day_on_its_page(plan: Plan, staff: User) -> None:
    made = make_symposium(plan.workshop.programme, announced=False, now=NOW, items=())
    case = make_invitation(made, plan, now=NOW)
    client, address = client_of(staff), reverse("reports:symposium_programme", args=[made.pk])
    typed = {
        "title": "研討會", "title_en": "Symposium", "held_on": "2099/9/25", "starts_at": "0900", "place": "臺北",
        "address": "", "seats": "3", "register_until": "2099/9/1", "row": ["i1", "i2"], "i1-kind": "opening",
        "i1-title": "開幕", "i1-minutes": "30", "i1-speaker": "", "i1-invitation": "", "i2-kind": "case",
        "i2-title": "臺東的做法", "i2-minutes": "", "i2-speaker": "", "i2-invitation": str(case.pk),
    }  # fmt: skip
    page = client.post(address, typed | {"do": "up-i2"})
    assert page.status_code == 200
    assert page.content.decode().index("臺東的做法") < page.content.decode().index('value="開幕"')
    assert not made.items.exists(), "arranging writes nothing"
    refused = client.post(address, typed | {"do": "announce"})
    assert refused.status_code == 422
    assert "臺東的做法" in refused.content.decode(), "what was typed stays"
    late = client.post(address, typed | {"i2-minutes": "20", "register_until": "2099/9/26", "do": "save"})
    assert "報名截止不能晚於研討會" in late.content.decode()
    assert client.post(address, typed | {"i2-minutes": "20", "do": "announce"}).status_code == 302
    made.refresh_from_db()
    assert made.state == "announced"
    assert [(one.kind, one.minutes, one.invitation_id) for one in made.items.all()] == [
        ("opening", 30, None), ("case", 20, case.pk),
    ]  # fmt: skip


def test_what_everybody_reads_has_the_day_and_nobody_who_only_listens(
    symposium: Symposium, plan: Plan, client: Client
) -> None:
    one = make_invitation(symposium, plan, now=NOW)
    planning.describe(
        symposium=symposium, items=[*ITEMS, Item("case", "案例", 20, "", one.pk)], by=SYSTEM, now=NOW,
        title_en="National symposium",
    )  # fmt: skip
    make_delegate(symposium, name="聽眾甲", now=NOW)
    address = reverse("reports:symposium_public", args=[symposium.programme.slug])
    page = client.get(address).content.decode()
    assert "09:30–09:50" in page
    assert "聽眾甲" not in page
    assert plan.title not in page, "not before its county says that it comes"
    inviting.answer(invitation=one, name="accept", presenter="社會處陳科長", words="", by=SYSTEM, now=NOW)
    page = client.get(address).content.decode()
    assert plan.title in page
    assert "社會處陳科長" in page
    data = json.loads(re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.DOTALL)[0])
    assert (data["@type"], data["startDate"], data["endDate"]) == (
        "Event", "2026-09-25T09:30:00+08:00", "2026-09-25T11:20:00+08:00",
    )  # fmt: skip
    assert 'property="og:title"' in page
    english = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert "National symposium" in english
    calendar = client.get(reverse("reports:symposium_calendar", args=[symposium.programme.slug])).content.decode()
    assert "DTSTART" in calendar
    assert "聽眾甲" not in calendar
    assert address in client.get(reverse("sitemap")).content.decode()
    planning.MOVES.apply(symposium, "take_back", by=SYSTEM, now=NOW)
    assert client.get(address).status_code == 404
    assert address not in client.get(reverse("sitemap")).content.decode()


def test_its_programme_prints(symposium: Symposium, officer: User) -> None:
    answer = client_of(officer).get(reverse("reports:symposium_paper", args=[symposium.pk]))
    stream = io.BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content)  # type: ignore[attr-defined]
    text = "".join(page.extract_text() for page in PdfReader(stream).pages)
    assert "全國成果的報告" in text
    assert "09:50" in text


def test_delegates_leave_as_a_table_for_the_association_alone(symposium: Symposium, officer: User, staff: User) -> None:
    make_delegate(symposium, name="陳代表", now=NOW)
    address = reverse("exports:download", args=["symposium-delegates", "xlsx"]) + f"?symposium={symposium.pk}"
    answer = client_of(staff).get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    from openpyxl import load_workbook

    cells = [cell for row in load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True) for cell in row]
    assert "陳代表" in cells
    assert client_of(officer).get(address).status_code == 404


@pytest.mark.parametrize("who", ["association", "county_officer"])
def test_more_rows_are_no_more_questions(symposium: Symposium, plan: Plan, who: str) -> None:
    user = make_user(who, "TTT") if who == "county_officer" else make_user(who)
    client, address = client_of(user), reverse("reports:symposium", args=[symposium.pk])

    def asked() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    Symposium.objects.update(seats=9)
    make_delegate(symposium, now=NOW)
    make_invitation(symposium, plan, now=NOW)
    one = asked()
    for each in make_adopted(plan.workshop, ["R1", "G1"]):
        make_invitation(symposium, each, now=NOW)
    for name in ("乙", "丙"):
        make_delegate(symposium, name=name, now=NOW)
    planning.describe(symposium=symposium, items=[*ITEMS, *ITEMS], by=SYSTEM, now=NOW)
    assert asked() == one


def test_a_draft_is_not_the_counties_business_but_its_invitation_is(plan: Plan, officer: User) -> None:
    made = make_symposium(plan.workshop.programme, announced=False, now=NOW)
    one = make_invitation(made, plan, now=NOW)
    client = client_of(officer)
    assert client.get(reverse("reports:symposium", args=[made.pk])).status_code == 404
    assert client.get(reverse("reports:case_invitation", args=[one.pk])).status_code == 200
    assert plan.title in client.get(reverse("reports:symposia")).content.decode()
    assert CaseInvitation.objects.visible_to(make_user("county_officer", "HUA")).count() == 0


def test_what_stands_typed_in_the_programme_survives_an_invitation(plan: Plan) -> None:
    symposium = make_symposium(plan.workshop.programme, now=NOW, announced=False, items=[Item("opening", "開幕", 20)])
    client = client_of(make_user("association", None, name="林秘書"))
    address = reverse("reports:symposium_invite", args=[symposium.pk])
    page = {
        "title": symposium.title, "seats": "2", "held_on": f"{symposium.held_on.year - 1911}/{symposium.held_on:%m/%d}",  # type: ignore[union-attr]
        "starts_at": "09:30", "place": symposium.place,
        "register_until": f"{symposium.register_until.year - 1911}/{symposium.register_until:%m/%d}",  # type: ignore[union-attr]
        "row": ["i1", "i2"], "i1-kind": "opening", "i1-title": "開幕", "i1-minutes": "20", "i2-kind": "report",
        "i2-title": "還沒存的報告", "i2-minutes": "",
    }  # fmt: skip
    refused = client.post(address, page)
    assert refused.status_code == 422
    answer = client.post(address, page | {"plan": plan.pk})
    assert answer.status_code == 200
    for said in (refused.content.decode(), answer.content.decode()):
        assert "還沒存的報告" in said
        assert "還沒儲存" in said
    assert [one.title for one in SymposiumItem.objects.all()] == ["開幕"], "inviting writes nothing but the invitation"

    CaseInvitation.objects.all().delete()
    page["row"] = ["i1"]
    assert client.post(address, page | {"plan": plan.pk}).status_code == 302, "nothing stands there that is not written"
