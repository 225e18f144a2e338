"""From the sentence at the table to what became of it: who wrote what when, and what was changed since."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.consensus import adoption, consolidation
from actionplans.followup import checkins
from actionplans.models import Plan, PlanIssue, with_parts
from actionplans.public import lineage
from actionplans.writing import contents
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.actionplans import change, fill, make_sheet, write
from tests.makers.board import LATER, ideas_of, make_adopted, make_candidate, make_room, write_table
from tests.makers.deciding import make_decision
from tests.makers.followup import make_submitted
from tests.makers.workshops import make_group, make_seat
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


def whole(plan: Plan) -> Plan:
    return with_parts(Plan.objects.with_people()).get(pk=plan.pk)


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, "TTT")


@pytest.fixture
def room() -> Workshop:
    """Two tables; the first one's sentence and title were reworded by another device."""
    workshop = make_room(tables=2)
    first = workshop.groups.get(number=1)
    sheet, other = make_sheet("inventory", first), make_seat(first)
    path = next(one.path for one in sheet.entries.all() if one.path.endswith("/text") and "行動1" in str(one.value))
    version = sheet.entries.get(path=path).version
    write(sheet, change("set", path, "最遠的據點沒有車", base=version), by=other)
    write(sheet, change("set", path, "晚來的話", base=version), by=make_seat(first))
    return workshop


def test_a_sentence_is_shown_with_everything_that_was_written_in_its_place(room: Workshop, officer: User) -> None:
    plan = make_adopted(ideas_of(room)[0], by=officer)
    way = lineage.of(whole(plan), user=officer)
    (table,) = way.tables
    (sentence,) = table.sentences
    assert sentence.issue.text == "最遠的據點沒有車"
    assert sentence.typed is not None
    assert [(one.words, one.lost) for one in sentence.typed.versions] == [
        ("行動1的困難", False), ("最遠的據點沒有車", False), ("晚來的話", True),
    ]  # fmt: skip
    assert sentence.typed.last.words == "最遠的據點沒有車"
    assert all(one.by for one in sentence.typed.versions)
    assert sentence.starred is not None
    design = {place.label: place.last.words for place in table.design}
    assert design["行動名稱"] == "行動1"
    assert "第一件事" in design.values()
    assert [event.verb for event in table.decided] == ["idea_kept"]


def test_merged_tables_stand_beside_each_other(room: Workshop, officer: User) -> None:
    first, second = ideas_of(room)
    plan = make_candidate(first, officer)
    consolidation.merge(ideas=[second], into=plan, by=officer, now=LATER)
    plan = adoption.adopt(plan=plan, by=officer, now=LATER)
    way = lineage.of(whole(plan), user=officer)
    assert [table.group.number for table in way.tables] == [1, 2]
    assert [table.decided[-1].verb for table in way.tables] == ["idea_kept", "idea_merged"]


def test_the_promise_is_what_was_adopted_and_not_what_it_says_now(room: Workshop, officer: User) -> None:
    plan = make_adopted(ideas_of(room)[0], by=officer)
    adoption.describe(plan=plan, by=officer, lead_agency="鄉公所", contact_email="ming@example.org")
    adoption.describe(plan=plan, by=officer, lead_agency="縣府", first_step_on=dt.date(2026, 8, 1))
    make_decision(plan, "pause", by=officer)
    way = lineage.of(whole(plan), user=officer)
    promised = {one.name: one.now for one in way.promised}
    assert promised["主責單位"] == "行動1協會"
    assert "7" in (promised["第一步日期"] or "")
    assert [event.verb for event in way.since] == ["changed", "changed", "plan_decided"]
    assert way.since[-1].reason

    volunteer = lineage.of(whole(plan), user=make_user(Role.VOLUNTEER, "TTT"))
    assert [event.verb for event in volunteer.since] == ["changed", "changed"]
    told = [change.name for event in volunteer.since for change in event.changes]
    assert "主責單位" in told
    assert "負責人的信箱" not in told
    assert not any(event.actor_shown for event in volunteer.since)


def test_who_may_not_read_sheets_sees_the_words_and_not_the_hands(room: Workshop, officer: User) -> None:
    plan = make_adopted(ideas_of(room)[0], by=officer)
    (table,) = lineage.of(whole(plan), user=make_user(Role.VOLUNTEER, "TTT")).tables
    assert table.sentences[0].issue.text == "最遠的據點沒有車"
    assert table.sentences[0].typed is None
    assert not table.design


def test_a_plan_adopted_again_begins_anew(room: Workshop, officer: User) -> None:
    plan = make_adopted(ideas_of(room)[0], by=officer)
    adoption.withdraw(plan=plan, reason="負責人換了", by=officer, now=LATER)
    adoption.describe(plan=plan, by=officer, lead_agency="鄉公所")
    adoption.adopt(plan=plan, by=officer, now=LATER)
    way = lineage.of(whole(plan), user=officer)
    assert way.since == ()
    assert {one.name: one.now for one in way.promised}["主責單位"] == "鄉公所"


def test_a_table_reads_what_became_of_its_sentences(room: Workshop, officer: User) -> None:
    idea = ideas_of(room)[0]
    plan = make_adopted(idea, by=officer)
    issues = contents.core_issues(contents.read(make_sheet("inventory", idea.group)))
    (found,) = lineage.became(idea.group, issues, user=officer)
    assert found.plans == (plan,)
    (unseen,) = lineage.became(idea.group, issues, user=make_user(Role.COUNTY_OFFICER, "HUA"))
    assert unseen.plans == ()


def test_the_pages_lead_there_and_back(room: Workshop, officer: User, client: Client) -> None:
    plan = make_adopted(ideas_of(room)[0], by=officer)
    client.force_login(officer)
    where = reverse("actionplans:lineage", args=[plan.pk])
    assert where in client.get(reverse("actionplans:plan", args=[plan.pk])).content.decode()
    group = plan.ideas.get().group
    sheets = client.get(reverse("actionplans:group_sheets", args=[group.pk])).content.decode()
    assert where in sheets
    item = PlanIssue.objects.get(plan=plan).item_id
    assert f'id="item-{item}"' in sheets
    page = client.get(where).content.decode()
    assert "最遠的據點沒有車" in page
    assert "晚來的話" in page
    assert reverse("actionplans:group_sheets", args=[group.pk]) in page
    assert (plan.code or "?") in page


def test_the_page_goes_from_what_is_oldest_to_what_is_newest(room: Workshop, officer: User, client: Client) -> None:
    plan = make_adopted(ideas_of(room)[0], by=officer)
    for number in (1, 2):
        adoption.describe(plan=plan, by=officer, partners=f"第{number}個夥伴", now=LATER)
    for _number in (1, 2):
        checkins.accept(check_in=make_submitted(plan, officer, now=LATER), by=plan.supervisor, now=LATER)
    client.force_login(officer)
    page = client.get(reverse("actionplans:lineage", args=[plan.pk])).content.decode()
    places = [page.index(words) for words in ("<b>第1個夥伴</b>", "<b>第2個夥伴</b>", "第 1 次回報", "第 2 次回報")]
    assert places == sorted(places)


def test_a_candidate_has_a_way_too(room: Workshop, officer: User, client: Client) -> None:
    plan = make_candidate(ideas_of(room)[0], officer)
    client.force_login(officer)
    assert "還沒有採納" in client.get(reverse("actionplans:lineage", args=[plan.pk])).content.decode()


def test_the_page_asks_no_more_the_longer_the_way_is(room: Workshop, officer: User, client: Client) -> None:
    client.force_login(officer)
    first, second = ideas_of(room)
    plan = make_candidate(first, officer)
    where = reverse("actionplans:lineage", args=[plan.pk])
    client.get(where)
    with CaptureQueriesContext(connection) as short:
        client.get(where)
    third = make_group(room)
    write_table(third, title="行動3")
    fill(make_sheet("design", third), goal="多一點")
    more = [second, next(one for one in ideas_of(room) if one.group_id == third.pk)]
    consolidation.merge(ideas=more, into=plan, by=officer, now=LATER)
    with CaptureQueriesContext(connection) as long:
        client.get(where)
    assert len(long) == len(short)
