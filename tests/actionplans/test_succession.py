"""Handing an officer's business over: what names her, what moves, what keeps her name, and that it happens once."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.followup import publishing, reminders
from actionplans.handing_over import open_business, succession
from actionplans.meeting import rulings
from actionplans.models import Milestone, Plan, Ruling, Succession
from foundation.accounts.models import County, User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from foundation.notices.models import Notice
from tests.makers.accounts import give, make_user
from tests.makers.deciding import AUTUMN, make_decision
from tests.makers.followup import make_check_in, make_followed, make_submitted
from tests.makers.meetings import make_meeting, make_ruling
from tests.makers.plans import make_plan
from tests.makers.workshops import make_workshop
from workshops.models import Programme, Workshop

pytestmark = pytest.mark.django_db
NEXT = dt.date(2026, 12, 3)


@pytest.fixture
def leaving() -> User:
    return make_user(Role.COUNTY_OFFICER, name="陳怡君", email="chen@example.org")


@pytest.fixture
def coming() -> User:
    user = make_user(Role.COUNTY_OFFICER, name="林小美", email="lin@example.org")
    user.phone = "089-111111"
    user.save()
    return user


def taitung() -> County:
    return County.objects.get(pk="TTT")


def of(person: User) -> open_business.Business:
    return open_business.of(person, county="TTT", now=AUTUMN)


def hand_over(person: User, successor: User, **given: Any) -> Succession:
    values: dict[str, Any] = {
        "county": taitung(), "seen": of(person).seal, "key": uuid.uuid4(), "by": person, "now": AUTUMN,
    } | given  # fmt: skip
    return succession.hand_over(person=person, successor=successor, **values)


@pytest.fixture
def whole(leaving: User) -> dict[str, Any]:
    """One of everything that names her, and the same once more where it is done."""
    workshop = make_workshop("held", supervisor=leaving, contact_name="陳怡君", contact_email="CHEN@example.org")
    followed = make_followed(workshop=workshop, supervisor=leaving, contact_email="datong@example.org")
    charged = make_followed(workshop=workshop, person_in_charge="陳怡君", contact_email="")
    released = make_followed(workshop=workshop, supervisor=leaving)
    make_decision(released, "release")
    make_decision(followed, "continue", reason="按月追蹤")
    report = make_submitted(followed, leaving)
    closed = make_workshop("closed", supervisor=leaving, contact_email="chen@example.org")
    meeting = make_meeting("session", by=leaving, note_taker="陳怡君")
    task = make_ruling(meeting.items.first(), by=leaving, person="社會處、陳怡君", due_on=NEXT, words="訂出分流規則")
    done = make_ruling(meeting.items.first(), by=leaving, person="陳怡君", words="寄出會議資料")
    rulings.close(ruling=done, by=leaving, now=AUTUMN)
    planned = make_meeting(by=leaving, note_taker="陳怡君", number=3, held_on=NEXT)
    return locals()


def test_everything_open_that_names_her_is_found(leaving: User, whole: dict[str, Any]) -> None:
    found = of(leaving)
    assert [(one.key, one.roles, one.reports) for one in found.plans] == [
        (whole["followed"].pk, ["supervisor"], 1), (whole["charged"].pk, ["charge"], 0),
    ]  # fmt: skip
    assert [(one.key, one.roles) for one in found.workshops] == [(whole["workshop"].pk, ["supervisor", "contact"])]
    assert [one.key for one in found.tasks] == [whole["task"].pk]
    assert [one.key for one in found.meetings] == [whole["meeting"].pk, whole["planned"].pk]
    assert (found.reports, found.unclear) == (1, [])
    assert ("continue", "按月追蹤") in {(one.kind, one.words) for one in found.plans[0].said}


def test_everything_moves_at_once_and_what_is_done_keeps_her_name(
    leaving: User, coming: User, whole: dict[str, Any]
) -> None:
    before = Event.objects.count()
    made = hand_over(leaving, coming, note="年底前要開第 3 次會")
    for name in ("workshop", "followed", "charged", "released", "closed", "meeting", "planned", "task", "done"):
        whole[name].refresh_from_db()
    workshop = whole["workshop"]
    assert workshop.supervisor == coming
    assert (workshop.contact_name, workshop.contact_phone, workshop.contact_email) == (
        "林小美", "089-111111", "lin@example.org",
    )  # fmt: skip
    assert whole["followed"].supervisor == coming
    assert whole["followed"].contact_email == "datong@example.org"
    assert (whole["charged"].person_in_charge, whole["charged"].contact_email) == ("林小美", "")
    assert (whole["task"].person, whole["task"].taken_by) == ("社會處、陳怡君", "社會處、林小美")
    assert whole["planned"].note_taker == "林小美"
    # What is done, and the notes that she has begun to take, keep her name.
    assert whole["released"].supervisor == whole["closed"].supervisor == leaving
    assert whole["meeting"].note_taker == "陳怡君"
    assert (whole["done"].person, whole["done"].taken_by) == ("陳怡君", "")
    assert whole["report"].user == leaving
    # Each thing has its line, and so has the whole.
    lines = Event.objects.order_by("pk")[before:]
    assert [one.verb for one in lines] == [
        Verb.CHANGED, Verb.CHANGED, Verb.ASSIGNED, Verb.ASSIGNED, Verb.CHANGED, Verb.HANDED_OVER,
    ]  # fmt: skip
    assert lines[5].now == {"plans": 2, "workshops": 1, "tasks": 1, "meetings": 2, "successor": "林小美"}
    # What was open is kept as it was, whatever becomes of it.
    Plan.objects.filter(pk=whole["followed"].pk).update(title="改了名字")
    kept = open_business.from_json(Succession.objects.get(pk=made.pk).handed["business"])
    assert kept.plans[0].title == whole["followed"].title
    # Only what nobody can hand over is left with her: the notes of the meeting that has begun.
    assert [one.key for one in of(leaving).meetings] == [whole["meeting"].pk]
    assert not of(leaving)


def test_the_same_page_sent_twice_is_one_hand_over(leaving: User, coming: User, whole: dict[str, Any]) -> None:
    key, seen = uuid.uuid4(), of(leaving).seal
    first = hand_over(leaving, coming, key=key, seen=seen)
    lines = Event.objects.count()
    assert hand_over(leaving, coming, key=key, seen=seen) == first
    assert (Succession.objects.count(), Event.objects.count()) == (1, lines)


def test_what_has_come_since_the_page_was_made_is_shown_first(leaving: User, coming: User) -> None:
    make_followed(supervisor=leaving)
    seen = of(leaving).seal
    late = make_followed(supervisor=leaving)
    with pytest.raises(succession.OpenMeanwhile):
        hand_over(leaving, coming, seen=seen)
    late.refresh_from_db()
    assert late.supervisor == leaving


@pytest.mark.parametrize(
    ("state", "open_"), [(Workshop.State.RUNNING, True), (Workshop.State.HELD, True), (Workshop.State.CANCELLED, False)]
)
def test_an_idea_on_a_board_is_open_as_long_as_its_board_is(
    leaving: User, coming: User, state: Workshop.State, open_: bool
) -> None:
    """Nobody can change, and so hand over, what the board of a cancelled workshop holds."""
    candidate = make_plan(make_workshop(Workshop.State.HELD), state=Plan.State.CANDIDATE, supervisor=leaving)
    Workshop.objects.update(state=state)
    assert [one.key for one in of(leaving).plans] == ([candidate.pk] if open_ else [])
    if open_:
        hand_over(leaving, coming)
        candidate.refresh_from_db()
        assert candidate.supervisor == coming


def test_nothing_moves_where_one_thing_cannot(leaving: User, coming: User) -> None:
    first, public = make_followed(supervisor=leaving), make_followed(supervisor=leaving)
    publishing.publish(plan=public, summary="", summary_en="", by=make_user(), now=AUTUMN)
    # As it may stand from before she came: nobody can publish a county officer's name.
    Plan.objects.filter(pk=public.pk).update(problem="林小美一個人在管鑰匙")
    with pytest.raises(ValidationError, match="人名「林小美」"):
        hand_over(leaving, coming)
    first.refresh_from_db()
    assert first.supervisor == leaving
    assert not Event.objects.filter(verb=Verb.HANDED_OVER).exists()


@pytest.mark.parametrize(
    ("leaves", "role", "county", "ends", "active", "may"),
    [
        (Role.COUNTY_OFFICER, Role.COUNTY_OFFICER, "TTT", None, True, True),
        (Role.COUNTY_OFFICER, Role.SUPERVISOR, "TTT", None, True, False),
        (Role.COUNTY_OFFICER, Role.COUNTY_OFFICER, "HUA", None, True, False),
        (Role.COUNTY_OFFICER, Role.COUNTY_OFFICER, "TTT", AUTUMN.date(), True, False),  # over from this day on
        (Role.COUNTY_OFFICER, Role.COUNTY_OFFICER, "TTT", AUTUMN.date() + dt.timedelta(days=1), True, True),
        (Role.COUNTY_OFFICER, Role.COUNTY_OFFICER, "TTT", None, False, False),
        (Role.SUPERVISOR, Role.SUPERVISOR, "TTT", None, True, True),
        (Role.SUPERVISOR, Role.COUNTY_OFFICER, "TTT", None, True, True),
        (Role.SUPERVISOR, Role.VOLUNTEER, "TTT", None, True, False),
    ],
)
def test_who_may_take_it_over(
    leaves: str, role: str, county: str, ends: dt.date | None, active: bool, may: bool
) -> None:
    person = make_user(leaves, "TTT")
    other = make_user(role, county, ends_on=ends, is_active=active)
    make_followed(supervisor=person)
    assert (other in open_business.may_follow(person, county="TTT", on=AUTUMN.date())) is may
    assert person not in open_business.may_follow(person, county="TTT", on=AUTUMN.date())
    if not may:
        with pytest.raises(ValidationError) as refused:
            hand_over(person, other, by=make_user(Role.ASSOCIATION))
        assert "successor" in refused.value.message_dict


@pytest.mark.parametrize(
    ("typed", "is_she", "then"),
    [
        ("陳怡君", True, "林小美"),
        ("陳 怡君", True, "林小美"),
        ("社會處、陳怡君", True, "社會處、林小美"),
        ("社會處 陳怡君", True, "社會處 林小美"),
        ("陳怡君及王大明", True, "林小美及王大明"),
        ("陳怡君蘭", False, "陳怡君蘭"),
        ("陳怡", False, "陳怡"),
        ("", False, ""),
    ],
)
def test_a_name_that_was_typed(leaving: User, coming: User, typed: str, is_she: bool, then: str) -> None:
    assert open_business.names_her(typed, leaving) is is_she
    assert open_business.with_other(typed, leaving, coming, longest=50) == then


def test_by_name_alone_only_where_nobody_else_is_called_so(leaving: User, coming: User) -> None:
    plan = make_followed(person_in_charge="陳怡君", contact_email="")
    by_mail = make_followed(person_in_charge="陳怡君", contact_email="chen@example.org")
    make_workshop("confirmed", contact_name="陳怡君", contact_email="")
    make_user(Role.VOLUNTEER, name="陳怡君")
    found = of(leaving)
    assert [one.key for one in found.plans] == [by_mail.pk]
    assert found.unclear[0] == plan.title
    assert len(found.unclear) == 2
    hand_over(leaving, coming)
    plan.refresh_from_db()
    by_mail.refresh_from_db()
    assert (plan.person_in_charge, by_mail.person_in_charge) == ("陳怡君", "林小美")
    assert by_mail.contact_email == "lin@example.org"


def test_only_this_county_moves(leaving: User, coming: User) -> None:
    give(leaving, Role.COUNTY_OFFICER, "HUA")
    here = make_followed(supervisor=leaving)
    there = make_followed(workshop=make_workshop("held", county="HUA"), supervisor=leaving)
    hand_over(leaving, coming)
    here.refresh_from_db()
    there.refresh_from_db()
    assert (here.supervisor, there.supervisor) == (coming, leaving)


def test_candidates_move_and_drafts_stay(leaving: User, coming: User) -> None:
    workshop = make_workshop("running")
    candidate = make_plan(workshop, Plan.State.CANDIDATE, supervisor=leaving)
    draft = make_check_in(make_followed(), leaving)
    assert of(leaving).drafts == 1
    hand_over(leaving, coming)
    candidate.refresh_from_db()
    draft.refresh_from_db()
    assert (candidate.supervisor, draft.user) == (coming, leaving)


@pytest.mark.parametrize(
    ("role", "county", "may"),
    [(Role.ASSOCIATION, None, True), (Role.COUNTY_OFFICER, "TTT", True), (Role.COUNTY_OFFICER, "HUA", False),
     (Role.SUPERVISOR, "TTT", False)],
)  # fmt: skip
def test_who_may_do_it(leaving: User, coming: User, role: str, county: str | None, may: bool) -> None:
    plan = make_followed(supervisor=leaving)
    by = make_user(role, county)
    if may:
        hand_over(leaving, coming, by=by)
    else:
        with pytest.raises(ValidationError, match="自己縣市"):
            hand_over(leaving, coming, by=by)
    plan.refresh_from_db()
    assert (plan.supervisor == coming) is may


def test_nothing_open_is_no_hand_over(leaving: User, coming: User) -> None:
    with pytest.raises(ValidationError, match="沒有要交接的事"):
        hand_over(leaving, coming)


@pytest.mark.parametrize(
    ("by", "ended"), [("association", True), ("officer", False), ("herself", False)]
)  # an officer ends no officer's role, and nobody her own
def test_roles_end_with_it_where_one_may(leaving: User, coming: User, by: str, ended: bool) -> None:
    make_followed(supervisor=leaving)
    doer = {"association": make_user(Role.ASSOCIATION), "officer": coming, "herself": leaving}[by]
    hand_over(leaving, coming, by=doer, ends_roles=True)
    held = leaving.memberships.get()
    assert (held.ends_on == AUTUMN.date()) is ended


def test_reminders_go_to_the_successor_and_none_is_said_again(leaving: User, coming: User) -> None:
    plan = make_followed(supervisor=leaving)
    first = plan.milestones.first()
    plan.milestones.exclude(pk=first.pk).delete()
    Milestone.objects.filter(pk=first.pk).update(due_on=dt.date(2026, 8, 12), promised_on=dt.date(2026, 8, 12))
    second = Milestone.objects.create(
        plan=plan, position=90, kind="step", title="排班", month=3, promised_on=dt.date(2026, 9, 16),
        due_on=dt.date(2026, 9, 16),
    )  # fmt: skip
    Programme.objects.update(ask_late_every=0)
    reminders.plan_all(now=AUTUMN)
    told = Notice.objects.filter(to_address=leaving.email, due_at__lte=AUTUMN)
    assert told.exists()
    told.update(state=Notice.State.SENT, sent_at=AUTUMN)
    found = of(leaving)
    assert found.reminders == Notice.objects.filter(to_address=leaving.email, state=Notice.State.PLANNED).count() > 0
    hand_over(leaving, coming)
    waiting = Notice.objects.filter(to_address=leaving.email, state=Notice.State.PLANNED)
    assert {one.step for one in waiting} <= {"T+10"}  # an officer is told as such until her role ends
    rest = Notice.objects.about(reminders.KEY, plan).filter(to_address=coming.email).exclude(step__in=("T+10", "T+20"))
    assert {one.step for one in rest} == {"T-3", "T+3"}
    assert all(one.key.startswith(f"followup/{plan.pk}/{second.due_on}") for one in rest)
    assert all(one.due_at > AUTUMN for one in rest)


def test_the_next_meeting_asks_whoever_does_it_now(leaving: User, coming: User, whole: dict[str, Any]) -> None:
    hand_over(leaving, coming)
    later = make_meeting(by=coming, number=4, held_on=dt.date(2026, 12, 24))
    item = later.items.get(carries=whole["task"])
    assert "由社會處、林小美辦理" in item.before
    assert Ruling.objects.get(pk=whole["task"].pk).person == "社會處、陳怡君"


@pytest.mark.parametrize("more", [0, 2])
def test_it_asks_the_same_number_of_questions_however_much_there_is(
    leaving: User, whole: dict[str, Any], more: int
) -> None:
    for _one in range(more):
        plan = make_followed(supervisor=leaving)
        make_decision(plan, "continue")
        make_workshop(Workshop.State.CONFIRMED, supervisor=leaving)
    with CaptureQueriesContext(connection) as asked:
        of(leaving)
    assert len(asked) == 12


def test_it_is_written_once(leaving: User, coming: User) -> None:
    make_followed(supervisor=leaving)
    made = hand_over(leaving, coming)
    with pytest.raises(TypeError):
        made.save()
    with pytest.raises(TypeError):
        made.delete()
