"""Openings: what a call says, who may publish one, and when people may answer."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from foundation.audit import trail
from foundation.audit.trail import SYSTEM
from foundation.workflow.moves import MoveRefused
from tests.makers.recruiting import TODAY, make_draft, make_opening
from tests.makers.volunteers import NOW, make_filing, make_post, make_unit
from volunteers.models import Filing, Opening, Unit
from volunteers.recruiting import openings
from volunteers.rules import opening_parts, reply_texts

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_a_call_says_all_that_the_handbook_names():
    """HB-REC-01 and HB-REC-02: every word of the two lists has its part, with its source."""
    labels = {str(part.label) for part in opening_parts.PARTS}
    assert {"服務目的", "服務對象", "服務內容", "服務時間", "服務方式", "服務地點及範圍", "條件或限制", "召募方式",
            "成為志工的過程", "義務", "權利與福利"} <= labels  # fmt: skip
    assert all(part.source for part in opening_parts.PARTS)


def test_a_draft_begins_with_what_the_plan_says():
    unit = make_unit()
    unit.filings.update(parts={"content": "到家訪視", "purpose": "長" * (opening_parts.LONGEST + 1)})
    draft = openings.begin(unit=unit, by=SYSTEM, now=NOW)
    assert (draft.parts["content"], "purpose" in draft.parts) == ("到家訪視", False)
    assert "府社工字第1號" in draft.parts["plan"]
    assert draft.state == "draft"


@pytest.mark.parametrize(
    ("body", "plan", "may"),
    [
        (Unit.Body.ASSOCIATION, None, False),
        (Unit.Body.ASSOCIATION, Filing.State.SUBMITTED, False),
        (Unit.Body.ASSOCIATION, Filing.State.APPROVED, True),
        (Unit.Body.AGENCY, None, True),
        (Unit.Body.PRIVATE_SCHOOL, None, False),
    ],
)
def test_only_who_has_a_filed_plan_or_needs_none_calls_for_volunteers(body, plan, may):
    unit = make_unit(body=body, filed=False)
    if plan:
        make_filing(unit, plan)
    draft = make_draft(unit)
    if may:
        assert openings.move(opening=draft, name="publish", by=SYSTEM, now=NOW).state == "published"
    else:
        with pytest.raises(MoveRefused, match="核備"):
            openings.move(opening=draft, name="publish", by=SYSTEM, now=NOW)
        draft.refresh_from_db()
        assert draft.state == "draft"


@pytest.mark.parametrize(("ends", "may"), [(TODAY, True), (TODAY - DAY, False)])
def test_a_plan_counts_on_its_last_day_and_not_after(ends, may):
    unit = make_unit(filed=False)
    make_filing(unit, Filing.State.APPROVED, ends_on=ends)
    assert bool(openings.may_recruit(unit, TODAY)) is not may


def test_a_unit_that_is_suspended_calls_nobody():
    unit = make_unit(state=Unit.State.SUSPENDED)
    assert "暫停運用" in openings.may_recruit(unit, TODAY)[0]


@pytest.mark.parametrize(
    ("lacks", "word"),
    [
        ({"title": ""}, "名稱"),
        ({"opens_on": None}, "日期"),
        ({"slots": ()}, "時段"),
        ({"kind": "event"}, "活動"),
        ({"opens_on": TODAY - 9 * DAY, "closes_on": TODAY - DAY}, "已經過了"),
    ],
)
def test_what_is_missing_keeps_it_from_being_published(lacks, word):
    draft = make_draft(**lacks)
    with pytest.raises(MoveRefused, match=word):
        openings.move(opening=draft, name="publish", by=SYSTEM, now=NOW)


@pytest.mark.parametrize("key", [part.key for part in opening_parts.PARTS if part.needed])
def test_each_part_that_is_needed_is_asked_for(key):
    draft = make_draft()
    openings.write(opening=draft, values={}, parts={key: " "}, seen=openings.seal(draft), by=SYSTEM, now=NOW)
    with pytest.raises(MoveRefused, match=str(opening_parts.BY_KEY[key].label)):
        openings.move(opening=draft, name="publish", by=SYSTEM, now=NOW)


def test_an_event_calls_beyond_the_unit_only_where_its_shifts_are_open():
    unit = make_unit()
    post = make_post(unit, "嘉年華", kind="event", taking="own")
    draft = make_draft(unit, kind="event", post=post, slots=())
    with pytest.raises(MoveRefused, match="沒有開放"):
        openings.move(opening=draft, name="publish", by=SYSTEM, now=NOW)
    type(post).objects.filter(pk=post.pk).update(taking="anyone")
    draft.refresh_from_db()
    assert openings.move(opening=draft, name="publish", by=SYSTEM, now=NOW).is_event


def test_an_event_of_another_unit_is_none_of_its_own():
    draft = make_draft()
    theirs = make_post(make_unit(category="health"), "園遊會", kind="event", taking="anyone")
    with pytest.raises(ValidationError, match="這個單位"):
        openings.write(
            opening=draft, values={"kind": "event", "post": theirs}, parts={}, seen=openings.seal(draft), by=SYSTEM,
            now=NOW,
        )  # fmt: skip


def test_what_is_published_stays_whole():
    found = make_opening()
    with pytest.raises(ValidationError, match="服務內容"):
        openings.write(opening=found, values={}, parts={"content": ""}, seen=openings.seal(found), by=SYSTEM, now=NOW)
    found.refresh_from_db()
    assert found.parts["content"]


def test_what_another_has_written_meanwhile_is_not_written_over():
    draft = make_draft()
    seen = openings.seal(draft)
    openings.write(opening=draft, values={}, parts={"duties": "每月兩次"}, seen=seen, by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="被改過"):
        openings.write(opening=draft, values={}, parts={"duties": "每週一次"}, seen=seen, by=SYSTEM, now=NOW)
    draft.refresh_from_db()
    assert draft.parts["duties"] == "每月兩次"


def test_what_is_closed_changes_no_more():
    found = openings.move(opening=make_opening(), name="close", by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="結束"):
        openings.write(opening=found, values={"title": "別的"}, parts={}, seen=openings.seal(found), by=SYSTEM, now=NOW)
    with pytest.raises(MoveRefused):
        openings.move(opening=found, name="publish", by=SYSTEM, now=NOW)


def test_people_answer_from_the_first_day_to_the_last():
    found = make_opening(opens_on=TODAY, closes_on=TODAY + DAY)
    days = [TODAY - DAY, TODAY, TODAY + DAY, TODAY + 2 * DAY]
    assert [found.takes_on(day) for day in days] == [False, True, True, False]
    assert [Opening.objects.open_on(day).exists() for day in days] == [False, True, True, False]
    Unit.objects.update(state=Unit.State.ENDED)
    assert not Opening.objects.open_on(TODAY).exists()


def test_codes_that_are_in_no_list_are_left_out():
    found = make_draft(slots=("weekend_am", "midnight", "weekday_am"), skills=("flying",))
    found.refresh_from_db()
    assert (found.slots, found.skills) == (("weekday_am", "weekend_am"), ())


def test_a_published_row_without_its_dates_is_refused_by_the_database():
    found = make_opening()
    with pytest.raises(IntegrityError), transaction.atomic():
        Opening.objects.filter(pk=found.pk).update(closes_on=None)


def test_own_words_of_letters_are_kept_and_the_usual_ones_are_not():
    found = make_opening()
    usual = {kind: reply_texts.USUAL[kind] for kind in reply_texts.KINDS}
    openings.reword(opening=found, replies=usual | {"refused": "這次不行，抱歉。"}, by=SYSTEM, now=NOW)
    found.refresh_from_db()
    assert found.replies == {"refused": "這次不行，抱歉。"}
    with pytest.raises(ValidationError, match="縮短"):
        openings.reword(opening=found, replies={"accepted": "長" * 1001}, by=SYSTEM, now=NOW)


def test_publishing_leaves_its_line():
    found = make_opening()
    lines = trail.history_of(found)
    assert lines[0].verb == "opening_published"
    assert (found.published_by, found.published_at) == ("系統", NOW)
