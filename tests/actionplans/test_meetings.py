"""Liaison meetings: the agenda from what is open, rulings as they are spoken, minutes that lock, papers that say it."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.meeting import meeting_agenda, meeting_papers, meetings, rulings
from actionplans.meeting.rulings import Typed
from actionplans.models import Meeting, MeetingItem, Milestone, Plan, Ruling
from actionplans.views.meetings import items_of
from foundation.accounts.models import User
from foundation.audit.models import Event
from foundation.exports import odt, pdf
from foundation.workflow.moves import MoveRefused
from tests.makers.accounts import make_user
from tests.makers.deciding import AUTUMN, make_decision
from tests.makers.followup import make_followed, make_link, make_submitted
from tests.makers.meetings import DAY, make_meeting, make_ruling
from tests.makers.workshops import make_workshop

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 9, 3)


@pytest.fixture
def officer() -> User:
    return make_user(county="TTT")


def followed(due_in: int, title: str, **fields: object) -> Plan:
    """A plan of the county with one milestone, due that many days after the meeting."""
    plan = make_followed(workshop=make_workshop("held"), title=title, **fields)
    first = plan.milestones.first()
    plan.milestones.exclude(pk=first.pk).delete()
    day = TODAY + dt.timedelta(days=due_in)
    Milestone.objects.filter(pk=first.pk).update(due_on=day, promised_on=day)
    return plan


def titles(meeting: Meeting) -> list[str]:
    return list(meeting.items.filter(taken_out=False).values_list("title", flat=True))


# The agenda ---------------------------------------------------------------------------------------------------------


def test_the_agenda_takes_what_is_late_first_then_what_is_at_risk_unread_or_left_open(officer):
    followed(90, "順利")
    unread = followed(80, "等確認")
    link, _token = make_link(unread, now=AUTUMN)
    make_submitted(unread, link, now=AUTUMN)
    followed(3, "有風險")
    followed(-30, "落後久")
    followed(-2, "落後")
    make_decision(followed(-5, "解除了"), "release")
    make_followed(workshop=make_workshop("held", county="HUA"), title="別縣市")
    found = make_meeting(by=officer)
    assert titles(found) == ["落後久", "落後", "有風險", "等確認", "順利"]
    assert list(found.items.values_list("why", flat=True)) == ["late", "late", "risk", "review", "watched"]


def test_what_the_last_meeting_left_open_comes_up_again(officer):
    spoken, silent = followed(90, "談過"), followed(80, "沒談")
    last = make_meeting("session", by=officer, number=1, held_on=TODAY)
    make_ruling(last.items.get(plan=spoken), by=officer)
    task = make_ruling(last.items.get(plan=spoken), by=officer, words="提出分流規則", person="張大同", due_on=TODAY)
    make_ruling(last.items.get(plan=spoken), by=officer, words="辦完的事", person="張大同", due_on=TODAY)
    rulings.close(ruling=Ruling.objects.get(words="辦完的事"), by=officer, now=AUTUMN)
    meetings.issue(meeting=last, minutes_number="第1號", by=officer, now=AUTUMN)
    found = make_meeting(by=officer)
    assert titles(found) == ["第1次志願服務聯繫會報裁示：提出分流規則", "沒談", "談過"]
    carried = found.items.get(carries=task)
    assert (carried.why, carried.plan, found.items.get(plan=silent).why) == ("waiting", None, "waiting")
    assert "由張大同辦理" in carried.before


def test_an_officer_s_order_stays_when_the_agenda_is_made_again(officer):
    for days, title in ((-9, "一"), (-5, "二"), (-1, "三")):
        followed(days, title)
    found = make_meeting(by=officer)
    meeting_agenda.move(item=found.items.get(title="三"), up=True, by=officer, now=AUTUMN)
    meeting_agenda.take_out(item=found.items.get(title="一"), by=officer, now=AUTUMN)
    followed(-20, "新的")
    assert meeting_agenda.make(meeting=found, by=officer, now=AUTUMN) == 1
    assert meeting_agenda.make(meeting=found, by=officer, now=AUTUMN) == 0
    assert titles(found) == ["三", "二", "新的"]
    meeting_agenda.put_back(item=found.items.get(title="一"), by=officer, now=AUTUMN)
    meeting_agenda.add(meeting=found, title="明年的工作坊", by=officer, now=AUTUMN)
    assert titles(found) == ["三", "二", "新的", "一", "明年的工作坊"]
    meeting_agenda.move(item=found.items.get(title="三"), up=True, by=officer, now=AUTUMN)
    assert titles(found)[0] == "三"


def test_only_a_plan_of_the_county_that_is_not_on_it_can_be_added(officer):
    here = followed(5, "在上面")
    there = make_followed(workshop=make_workshop("held", county="HUA"))
    found = make_meeting(by=officer)
    for plan in (here, there, None):
        with pytest.raises(ValidationError):
            meeting_agenda.add(meeting=found, plan=plan, by=officer, now=AUTUMN)
    released = followed(5, "解除了")
    make_decision(released, "release")
    assert released in meeting_agenda.addable(found)
    assert meeting_agenda.add(meeting=found, plan=released, by=officer, now=AUTUMN).before_status == "released"


@pytest.mark.parametrize("plans", [1, 3])
def test_making_an_agenda_asks_the_same_of_one_plan_and_of_three(officer, plans):
    for number in range(plans):
        make_decision(followed(5, f"方案{number}"), "continue")
    found = make_meeting(by=officer)
    with CaptureQueriesContext(connection) as asked:
        meeting_agenda.open_items(found, on=TODAY)
    assert len(asked) == 6


# From planned to issued ---------------------------------------------------------------------------------------------


def test_a_meeting_has_one_number_in_its_year(officer):
    make_meeting(by=officer)
    with pytest.raises(ValidationError):
        make_meeting(by=officer)
    make_meeting(county="HUA")
    assert meetings.next_number(Meeting.objects.first().county, 2026) == 3
    assert meetings.next_number(Meeting.objects.first().county, 2027) == 1


def test_a_meeting_begins_on_its_day_with_something_to_talk_about(officer):
    found = make_meeting(by=officer)
    with pytest.raises(MoveRefused, match="議程還是空的"):
        meetings.start(meeting=found, by=officer, now=AUTUMN)
    meeting_agenda.add(meeting=found, title="明年", by=officer, now=AUTUMN)
    with pytest.raises(MoveRefused, match="還沒到"):
        meetings.start(meeting=found, by=officer, now=AUTUMN - dt.timedelta(days=1))
    meetings.start(meeting=found, by=officer, now=AUTUMN)
    assert (found.state, found.started_by) == ("session", str(officer))


def test_how_things_stood_is_kept_as_the_meeting_begins(officer):
    plan = followed(20, "方案")
    found = make_meeting(by=officer, now=AUTUMN - dt.timedelta(days=8))
    assert found.items.get().before_status == "ok"
    meetings.start(meeting=found, by=officer, now=AUTUMN + dt.timedelta(days=10))
    make_ruling(found.items.get(), by=officer, kind="release", words="辦完了", now=AUTUMN + dt.timedelta(days=10))
    assert (found.items.get().before_status, found.items.get().before[:7]) == ("risk", "10 天後到期")
    assert Plan.objects.get(pk=plan.pk).standing == "released"


def test_minutes_go_out_complete_and_lock(officer):
    followed(5, "方案")
    found = make_meeting("session", by=officer, chair="社會處王處長", attendees="", note_taker="")
    with pytest.raises(MoveRefused) as refused:
        meetings.issue(meeting=found, minutes_number="第1號", by=officer, now=AUTUMN)
    assert len(refused.value.problems) == 2
    with pytest.raises(MoveRefused, match="文號"):
        meetings.issue(meeting=found, minutes_number=" ", by=officer, now=AUTUMN)
    meetings.describe(meeting=found, by=officer, now=AUTUMN, attendees="王處長", note_taker="林小美")
    meetings.issue(meeting=found, minutes_number="第1號", by=officer, now=AUTUMN)
    assert (found.state, found.edition, found.issued_by) == ("issued", 1, str(officer))
    item = found.items.get()
    for act in (
        lambda: make_ruling(item, by=officer),
        lambda: rulings.keep(item=item, typed=Typed("改", {}, 0, 0), by=officer, now=AUTUMN),
        lambda: meetings.describe(meeting=found, by=officer, now=AUTUMN, place="別處"),
        lambda: meeting_agenda.add(meeting=found, title="再一案", by=officer, now=AUTUMN),
        lambda: meeting_agenda.take_out(item=item, by=officer, now=AUTUMN),
        lambda: meeting_agenda.move(item=item, up=True, by=officer, now=AUTUMN),
    ):
        with pytest.raises(ValidationError, match="已經發出"):
            act()


def test_a_correction_needs_a_reason_and_comes_out_as_another_edition(officer):
    followed(5, "方案")
    found = make_meeting("issued", by=officer)
    with pytest.raises(MoveRefused):
        meetings.reopen(meeting=found, reason=" ", by=officer, now=AUTUMN)
    meetings.reopen(meeting=found, reason="漏記一位出席", by=officer, now=AUTUMN)
    item = found.items.get()
    rulings.keep(item=item, typed=Typed("補記", {}, 0, 0), by=officer, now=AUTUMN)
    meetings.issue(meeting=found, minutes_number="府社工字第1150012345號", by=officer, now=AUTUMN)
    assert (found.edition, found.correction) == (2, "漏記一位出席")
    assert Event.objects.get(verb="minutes_reopened").reason == "漏記一位出席"
    line = Event.objects.get(object_type="actionplans.meetingitem", verb="changed")
    assert (line.was, line.now) == ({"discussion": ""}, {"discussion": "補記"})
    paper = meeting_papers.build(found, items_of(found), now=AUTUMN)
    assert paper.stands == "第 2 版，更正：漏記一位出席"


def test_the_database_lets_no_minutes_go_out_without_a_number(officer):
    found = make_meeting(by=officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=found.pk).update(state="issued", issued_at=AUTUMN)


def test_the_day_stays_once_a_meeting_has_begun(officer):
    followed(5, "方案")
    found = make_meeting("session", by=officer)
    with pytest.raises(ValidationError, match="日期不能再改"):
        meetings.describe(meeting=found, by=officer, now=AUTUMN, held_on=DAY - dt.timedelta(days=1))


# Rulings ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def item(officer) -> MeetingItem:
    followed(-5, "方案")
    return make_meeting("session", by=officer).items.select_related("meeting", "plan").get()


def test_a_ruling_may_be_a_decision_under_the_meeting_s_name(item, officer):
    made = make_ruling(item, by=officer, kind="release", words="辦完了", person="張大同")
    decision = made.decision
    assert decision is not None
    assert (decision.source, decision.decided_by, decision.reason) == (
        "115/9/3 第2次志願服務聯繫會報決議", "社會處王處長", "辦完了",
    )  # fmt: skip
    assert decision.minutes_shown == ""
    meetings.issue(meeting=item.meeting, minutes_number="第1號", by=officer, now=AUTUMN)
    decision = type(decision).objects.select_related("ruling__item__meeting").get(pk=decision.pk)
    assert decision.minutes_shown == "第1號"
    assert not made.is_task, "a decision follows the plan; no meeting asks about it again"


def test_a_ruling_says_something_and_a_day_that_is_to_come(item, officer):
    for said, field in (
        ({"words": " "}, "words"),
        ({"words": "長" * 1001}, "words"),
        ({"due_on": DAY - dt.timedelta(days=1)}, "due_on"),
        ({"kind": "resume"}, "kind"),
    ):
        with pytest.raises(ValidationError) as refused:
            make_ruling(item, by=officer, **said)
        assert field in refused.value.message_dict
    assert not Ruling.objects.exists()


def test_nothing_is_ruled_before_a_meeting_begins_or_without_a_chair(officer):
    followed(5, "方案")
    planned = make_meeting(by=officer)
    with pytest.raises(ValidationError, match="還沒開始"):
        make_ruling(planned.items.get(), by=officer)
    meetings.start(meeting=planned, by=officer, now=AUTUMN)
    meetings.describe(meeting=planned, by=officer, now=AUTUMN, chair="")
    with pytest.raises(ValidationError, match="主席"):
        make_ruling(planned.items.get(), by=officer)


def test_words_are_taken_back_and_decisions_are_not(item, officer):
    words = make_ruling(item, by=officer)
    rulings.withdraw(ruling=words, by=officer, now=AUTUMN)
    assert Ruling.objects.get(pk=words.pk).withdrawn_by == str(officer)
    meeting_agenda.take_out(item=item, by=officer, now=AUTUMN)
    meeting_agenda.put_back(item=item, by=officer, now=AUTUMN)
    decided = make_ruling(item, by=officer, kind="continue")
    with pytest.raises(ValidationError, match="不能收回"):
        rulings.withdraw(ruling=decided, by=officer, now=AUTUMN)
    with pytest.raises(ValidationError, match="已經有裁示"):
        meeting_agenda.take_out(item=item, by=officer, now=AUTUMN)
    assert decided.number == 2


@pytest.mark.parametrize(("said", "closed"), [
    ({"closes": True}, "辦完了"), ({"person": "李小華"}, "改由新的裁示追蹤"), ({}, ""),
])  # fmt: skip
def test_what_is_carried_over_is_closed_or_followed_by_another_task(item, officer, said, closed):
    task = make_ruling(item, by=officer, person="張大同", due_on=DAY)
    meetings.issue(meeting=item.meeting, minutes_number="第1號", by=officer, now=AUTUMN)
    later = AUTUMN + dt.timedelta(days=30)
    following = make_meeting("session", by=officer, number=3, held_on=DAY + dt.timedelta(days=30), now=later)
    carried = following.items.get(carries=task)
    assert carried.before_status == "late"
    make_ruling(carried, by=officer, now=later, **said)
    assert Ruling.objects.get(pk=task.pk).closed_why == closed
    left = [one.pk for one in meeting_agenda.open_tasks("TTT", before=make_meeting(number=4, held_on=DAY, by=officer))]
    assert (task.pk in left) == (closed == "")


@pytest.mark.parametrize(
    ("due_on", "late_from"),
    [
        (dt.date(2026, 12, 21), dt.date(2026, 12, 22)),
        (dt.date(2026, 12, 20), dt.date(2026, 12, 22)),  # a Sunday: until Monday
        (dt.date(2026, 12, 25), dt.date(2026, 12, 29)),  # 行憲紀念日, then a weekend
    ],
)
def test_what_was_to_be_done_by_a_day_off_is_late_after_the_next_working_day(item, officer, due_on, late_from):
    task = make_ruling(item, by=officer, person="張大同", due_on=due_on)
    assert not task.is_late(late_from - dt.timedelta(days=1))
    assert task.is_late(late_from)


def test_what_is_due_comes_first_and_what_has_no_day_last(item, officer):
    """In every database: left alone, SQLite puts empty days first and PostgreSQL last."""
    days = (None, DAY + dt.timedelta(days=2), DAY)
    made = [make_ruling(item, by=officer, person="張大同", due_on=day).pk for day in days]
    before = make_meeting(number=4, held_on=DAY, by=officer)
    assert [one.pk for one in meeting_agenda.open_tasks("TTT", before=before)] == made[::-1]


def test_what_is_typed_is_kept_and_two_do_not_overwrite_each_other(item, officer):
    def typed(said: str = "", draft: dict[str, str] | None = None, at: int = 0, draft_at: int = 0) -> Typed:
        return Typed(said, draft or {}, at, draft_at)

    kept = rulings.keep(item=item, typed=typed("甲寫的", {"words": "請", "person": ""}), by=officer, now=AUTUMN)
    assert (kept.discussion, kept.draft, kept.version, kept.draft_version) == ("甲寫的", {"words": "請"}, 1, 1)
    other = make_user(county="TTT", name="乙")
    with pytest.raises(rulings.WrittenMeanwhile) as refused:
        rulings.keep(item=item, typed=typed("乙寫的", {"words": "請"}), by=other, now=AUTUMN)
    assert refused.value.theirs.discussion == "甲寫的"
    assert MeetingItem.objects.get(pk=item.pk).discussion == "甲寫的"
    # The same words are no clash; the other part may go on.
    kept = rulings.keep(item=item, typed=typed("甲寫的", {"words": "請提"}, at=0, draft_at=1), by=other, now=AUTUMN)
    assert (kept.version, kept.draft_version, kept.changed_by) == (1, 2, "乙")
    kept = rulings.keep(item=item, typed=typed("乙寫的", {"words": "請提"}, at=1, draft_at=0), by=other, now=AUTUMN)
    assert kept.discussion == "乙寫的"


def test_a_ruling_written_down_leaves_no_draft_and_minutes_wait_for_half_a_one(item, officer):
    rulings.keep(item=item, typed=Typed("談", {"words": "請提"}, 0, 0), by=officer, now=AUTUMN)
    with pytest.raises(MoveRefused, match="打到一半"):
        meetings.issue(meeting=item.meeting, minutes_number="第1號", by=officer, now=AUTUMN)
    make_ruling(item, by=officer)
    found = MeetingItem.objects.get(pk=item.pk)
    assert (found.draft, found.draft_version) == ({}, 2)


def test_every_step_leaves_a_line(item, officer):
    task = make_ruling(item, by=officer, person="張大同")
    rulings.close(ruling=task, by=officer, now=AUTUMN)
    rulings.close(ruling=task, by=officer, now=AUTUMN)
    rulings.withdraw(ruling=make_ruling(item, by=officer), by=officer, now=AUTUMN)
    meetings.issue(meeting=item.meeting, minutes_number="第1號", by=officer, now=AUTUMN)
    told = list(Event.objects.filter(object_type="actionplans.meeting").order_by("pk").values_list("verb", flat=True))
    assert told == [
        "created", "agenda_made", "moved", "ruled", "ruling_closed", "ruled", "ruling_withdrawn", "minutes_issued",
    ]  # fmt: skip


# Papers -------------------------------------------------------------------------------------------------------------


def test_the_minutes_say_who_was_there_and_what_was_ruled_by_whom_and_when(item, officer):
    rulings.keep(item=item, typed=Typed("經費還沒核定", {}, 0, 0), by=officer, now=AUTUMN)
    make_ruling(item, by=officer, person="張大同", due_on=dt.date(2026, 9, 10))
    make_ruling(item, by=officer, kind="extend", words="等經費",
                dates={item.plan.milestones.get().pk: dt.date(2026, 12, 16)})  # fmt: skip
    rulings.withdraw(ruling=make_ruling(item, by=officer, words="收回的話"), by=officer, now=AUTUMN)
    meetings.issue(meeting=item.meeting, minutes_number="府社工字第1號", by=officer, now=AUTUMN)
    found = Meeting.objects.select_related("county").get()
    paper = meeting_papers.build(found, items_of(found), now=AUTUMN)
    stream = io.BytesIO()
    odt.write(meeting_papers.blocks(paper), stream, imprint=paper.imprint(), header=paper.title)
    text = zipfile.ZipFile(stream).read("content.xml").decode()
    for words in (
        "會議紀錄", "府社工字第1號", "志推中心　李督導", "縣府大禮堂", "落後", "逾期 5 天", "經費還沒核定",
        "請於會後一週內提出分流規則（由張大同辦理，期限 115年9月10日（四））", "展延：等經費", "展延到 115/12/16",
    ):  # fmt: skip
        assert words in text, words
    assert "收回的話" not in text
    context = {
        "minutes": paper, "facts": meeting_papers.facts(paper),
        "items": [(meeting_papers.heading(one), meeting_papers.item_facts(paper, one)) for one in paper.items],
    }  # fmt: skip
    assert pdf.render(pdf.compose("print/minutes.html", context), imprint=paper.imprint()).startswith(b"%PDF")


def test_before_the_meeting_the_paper_is_its_agenda(officer):
    followed(-5, "方案")
    found = make_meeting(by=officer)
    paper = meeting_papers.build(found, items_of(found), now=AUTUMN)
    assert paper.title.endswith("會議議程")
    names = [name for name, _value in meeting_papers.item_facts(paper, paper.items[0])]
    assert names == ["單位", "會前狀態"]


def test_a_planned_meeting_goes_only_with_a_reason_and_an_empty_agenda(officer: User) -> None:
    followed(2, "縱谷到站")
    meeting = make_meeting(by=officer)
    key = meeting.pk
    for reason, words in ((" ", "為什麼刪除"), ("一" * 201, "最多 200 字"), ("重複登錄", "還有案由")):
        with pytest.raises(ValidationError, match=words):
            meetings.delete(meeting=meeting, reason=reason, by=officer, now=AUTUMN)
    for item in meeting.items.all():
        meeting_agenda.take_out(item=item, by=officer, now=AUTUMN)
    meetings.delete(meeting=meeting, reason="重複登錄", by=officer, now=AUTUMN)
    assert not Meeting.objects.exists()
    assert not MeetingItem.objects.exists()
    line = Event.objects.get(verb="deleted", object_key=str(key), object_type="actionplans.meeting")
    assert (line.reason, line.was["held_on"]) == ("重複登錄", str(DAY))


@pytest.mark.parametrize("state", ["session", "issued"])
def test_a_meeting_that_was_begun_stays(officer: User, state: str) -> None:
    followed(2, "縱谷到站")
    meeting = make_meeting(state=state, by=officer)
    with pytest.raises(ValidationError, match="已經開過"):
        meetings.delete(meeting=meeting, reason="重複登錄", by=officer, now=AUTUMN)


def test_the_page_of_an_empty_one_offers_it(officer: User, client: Client) -> None:
    meeting = make_meeting(by=officer)
    client.force_login(officer)
    where = reverse("actionplans:meeting", args=[meeting.pk])
    assert 'value="delete"' in client.get(where).content.decode()
    move = reverse("actionplans:meeting_move", args=[meeting.pk])
    refused = client.post(move, {"move": "delete", "reason": ""})
    assert refused.status_code == 422
    assert "為什麼刪除" in refused.content.decode()
    done = client.post(move, {"move": "delete", "reason": "重複登錄"}, follow=True)
    assert "已刪除" in done.content.decode()
    other = make_meeting(number=2, by=officer) if not Meeting.objects.exists() else None
    followed(2, "縱谷到站")
    if other is not None:
        meeting_agenda.make(meeting=other, by=officer, now=AUTUMN)
        page = client.get(reverse("actionplans:meeting", args=[other.pk])).content.decode()
        assert 'value="delete"' not in page
