"""A draft of a form: changed by several hands without loss, published once looked at, never what it was not."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from actionplans.asking import form_drafts, questions, wording
from actionplans.asking.form_drafts import Clash, Gone, Outdated
from actionplans.asking.questions import Form, Question
from actionplans.models import QuestionSet
from foundation.accounts.roles import Role
from foundation.audit import trail
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import make_user
from tests.makers.actionplans import also_ask, give_forms, make_draft, make_sheet, make_table
from tests.makers.workshops import NOON, make_group, make_programme, make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(minutes=5)
S = Workshop.State


def form_of(draft: QuestionSet) -> Form:
    return questions.read(QuestionSet.objects.get(pk=draft.pk).definition)


def seen(draft: QuestionSet, *addresses: str) -> dict[str, dict[str, Any]]:
    """The words as a page would show them now."""
    words = wording.words_of(form_of(draft))
    return {address: words[address] for address in addresses}


def reword(draft: QuestionSet, words: dict[str, Any], drawn: dict[str, Any] | None = None) -> QuestionSet:
    drawn = seen(draft, *words) if drawn is None else drawn
    return form_drafts.reword(draft=draft, words=words, drawn=drawn, by=SYSTEM, now=LATER)


def add(draft: QuestionSet, label: str = "還有嗎", kind: str = "text", **words: Any) -> str:
    _draft, key = form_drafts.add(
        draft=draft, kind=kind, words={"label": label} | words, section="how", after="steps", by=SYSTEM, now=LATER
    )
    return key


# --- beginning -------------------------------------------------------------------------------------------------------


def test_there_is_one_draft_for_a_form_and_it_begins_with_the_newest_version() -> None:
    programme = make_programme()
    give_forms(programme)
    newest = also_ask(programme, "design", Question("x_1", "text", "還有嗎"))
    somebody = make_user(Role.ASSOCIATION, name="林小美")
    draft = form_drafts.begin(programme=programme, kind="design", by=somebody, now=NOON)
    assert (draft.version, draft.definition, draft.published_at) == (3, newest.definition, None)
    assert draft.changed_by == somebody.as_actor().label
    assert form_drafts.begin(programme=programme, kind="design", by=SYSTEM, now=LATER) == draft
    assert make_draft(programme, "inventory") != draft
    assert questions.newest(programme, "design") == newest
    (line,) = trail.history_of(draft)
    assert line.verb == "created"


def test_a_form_that_was_never_published_has_no_draft() -> None:
    with pytest.raises(QuestionSet.DoesNotExist):
        form_drafts.begin(programme=make_programme(), kind="design", by=SYSTEM, now=NOON)


def test_tables_are_never_given_a_draft() -> None:
    group = make_table()
    draft = make_draft(group.workshop.programme)
    reword(draft, {"title": {"label": "改過的"}})
    assert make_sheet("design", group).questions != draft


# --- words -----------------------------------------------------------------------------------------------------------


def test_a_change_is_written_counted_and_told_in_the_trail() -> None:
    draft = make_draft(make_programme())
    somebody = make_user(Role.ASSOCIATION, name="林小美")
    words = {"title": {"label": "這件事叫什麼", "label_en": "Its name", "hint": "短"}}
    saved = form_drafts.reword(draft=draft, words=words, drawn=seen(draft, "title"), by=somebody, now=LATER)
    assert (saved.revision, saved.changed_at, saved.changed_by) == (1, LATER, somebody.as_actor().label)
    assert (form_of(draft).by_key["title"].label, form_of(draft).by_key["title"].label_en) == (
        "這件事叫什麼",
        "Its name",
    )
    line = trail.history_of(draft).first()
    assert line is not None
    assert (line.verb, line.actor_label) == ("changed", "林小美")
    assert line.was["要做什麼・這件事叫什麼・題目"] == "行動名稱"
    assert line.now["要做什麼・這件事叫什麼・題目（英文）"] == "Its name"


def test_what_was_not_changed_is_not_written() -> None:
    draft = make_draft(make_programme())
    saved = reword(draft, {"title": {"label": " 行動名稱 "}})
    assert saved.revision == 0
    assert trail.history_of(draft).count() == 1


def test_two_people_change_different_words_of_one_question_and_both_stay() -> None:
    draft = make_draft(make_programme())
    drawn = seen(draft, "title", "steps", "steps.who")
    whole = {address: dict(words) for address, words in drawn.items()}
    reword(draft, {**whole, "title": {**whole["title"], "hint": "甲的說明"}}, drawn)
    reword(draft, {**whole, "title": {**whole["title"], "label": "乙的題目"}}, drawn)
    title = form_of(draft).by_key["title"]
    assert (title.label, title.hint) == ("乙的題目", "甲的說明")


def test_two_people_who_change_the_same_word_are_told_and_nothing_is_lost() -> None:
    draft = make_draft(make_programme())
    somebody = make_user(Role.ASSOCIATION, name="林小美")
    drawn = seen(draft, "title")
    first = {"title": {**drawn["title"], "label": "甲的題目", "hint": "甲的說明"}}
    form_drafts.reword(draft=draft, words=first, drawn=drawn, by=somebody, now=LATER)
    second = {"title": {**drawn["title"], "label": "乙的題目", "placeholder": "乙的提示"}}
    with pytest.raises(Clash) as clash:
        reword(draft, second, drawn)
    assert form_of(draft).by_key["title"].label == "甲的題目"
    assert form_of(draft).by_key["title"].placeholder == ""
    assert clash.value.theirs == {"title": {"label": "甲的題目"}}
    assert clash.value.by == "林小美"
    both = clash.value.both["title"]
    assert (both["label"], both["hint"], both["placeholder"]) == ("乙的題目", "甲的說明", "乙的提示")
    reword(draft, clash.value.both, clash.value.there)
    title = form_of(draft).by_key["title"]
    assert (title.label, title.hint, title.placeholder) == ("乙的題目", "甲的說明", "乙的提示")


def test_the_same_change_by_two_people_is_no_clash() -> None:
    draft = make_draft(make_programme())
    drawn = seen(draft, "title")
    for _person in range(2):
        reword(draft, {"title": {"label": "一樣的題目"}}, drawn)
    assert form_of(draft).by_key["title"].label == "一樣的題目"
    assert QuestionSet.objects.get(pk=draft.pk).revision == 1


def test_words_that_nobody_is_known_to_have_seen_are_not_written_over() -> None:
    draft = make_draft(make_programme())
    with pytest.raises(Clash):
        reword(draft, {"title": {"label": "憑空來的"}}, {})
    reword(draft, {"title": {"label": "行動名稱"}}, {})
    assert form_of(draft).by_key["title"].label == "行動名稱"


def test_options_clash_as_a_whole() -> None:
    draft = make_draft(make_programme())
    key = add(draft, "選", "choice", options=[["", "甲", ""], ["", "乙", ""]])
    drawn = seen(draft, key)
    reword(draft, {key: {"options": [["o1", "甲", ""], ["o2", "乙", ""], ["", "丙", ""]]}}, drawn)
    with pytest.raises(Clash) as clash:
        reword(draft, {key: {"options": [["o2", "乙", ""], ["o1", "甲", ""]]}}, drawn)
    assert [row[1] for row in clash.value.theirs[key]["options"]] == ["甲", "乙", "丙"]
    assert [row[1] for row in clash.value.both[key]["options"]] == ["乙", "甲"]


def test_wrong_words_change_nothing() -> None:
    draft = make_draft(make_programme())
    with pytest.raises(ValidationError):
        reword(draft, {"title": {"label": " "}, "problem": {"label": "改過的"}})
    assert form_of(draft).by_key["problem"].label == "我們看見什麼問題"
    assert QuestionSet.objects.get(pk=draft.pk).revision == 0


# --- questions -------------------------------------------------------------------------------------------------------


def test_a_question_moves_and_its_new_order_is_told() -> None:
    draft = make_draft(make_programme())
    form_drafts.move(draft=draft, key="steps", up=False, by=SYSTEM, now=LATER)
    assert [one.key for one in form_of(draft).sections[1].questions][:2] == ["lead_unit", "steps"]
    line = trail.history_of(draft).first()
    assert line is not None
    assert line.was["怎麼做・順序"] == "具體行動、主責單位、誰一起做"
    assert form_drafts.move(draft=draft, key="lead_unit", up=True, by=SYSTEM, now=LATER).revision == 1


def test_a_key_is_never_given_to_another_question_than_the_one_that_was_published_with_it() -> None:
    draft = make_draft(make_programme())
    assert [add(draft, "一"), add(draft, "二")] == ["x_1", "x_2"]
    form_drafts.remove(draft=draft, key="x_2", by=SYSTEM, now=LATER)
    assert add(draft, "三") == "x_2"  # nobody was ever asked the second
    form_drafts.publish(draft=draft, seen=4, by=SYSTEM, now=LATER)
    draft = make_draft(draft.programme)
    form_drafts.remove(draft=draft, key="x_2", by=SYSTEM, now=LATER)
    assert add(draft, "四") == "x_3"
    form_drafts.publish(draft=draft, seen=2, by=SYSTEM, now=LATER)
    assert set(questions.read(draft.definition).by_key) >= {"x_1", "x_2"}
    assert {"x_1", "x_3"} == {key for key in form_of(draft).by_key if key.startswith("x_")}


def test_a_question_that_was_asked_can_be_asked_again_under_its_key_and_words() -> None:
    draft = make_draft(make_programme())
    key = add(draft, "幾個人", "number", label_en="How many", placeholder="12")
    form_drafts.publish(draft=draft, seen=1, by=SYSTEM, now=LATER)
    draft = make_draft(draft.programme)
    assert form_drafts.former(draft) == []
    assert form_drafts.asked_before(draft) >= {key, "title"}
    form_drafts.remove(draft=draft, key=key, by=SYSTEM, now=LATER)
    draft.refresh_from_db()
    (former,) = form_drafts.former(draft)
    assert (former.question.label, former.title, former.version) == ("幾個人", "怎麼做", 2)
    form_drafts.bring_back(draft=draft, key=key, by=SYSTEM, now=LATER)
    back = form_of(draft).sections[1].questions[-1]
    assert back == former.question
    with pytest.raises(ValidationError, match="停用"):
        form_drafts.bring_back(draft=draft, key=key, by=SYSTEM, now=LATER)


def test_what_reports_rely_on_stays_and_the_reason_is_told() -> None:
    draft = make_draft(make_programme())
    with pytest.raises(ValidationError, match="全國報告都要用"):
        form_drafts.remove(draft=draft, key="lead_unit", by=SYSTEM, now=LATER)
    assert "lead_unit" in form_of(draft).by_key


# --- publishing ------------------------------------------------------------------------------------------------------


def test_a_draft_becomes_the_next_version_for_workshops_that_have_not_begun() -> None:
    group = make_table()
    programme = group.workshop.programme
    old = make_sheet("design", group)
    draft = make_draft(programme)
    reword(draft, {"title": {"label": "這件事叫什麼"}})
    made = form_drafts.publish(draft=draft, seen=1, by=make_user(Role.ASSOCIATION, name="林小美"), now=LATER)
    assert (made.pk, made.version, made.published_at, made.published_by) == (draft.pk, 2, LATER, "林小美")
    assert questions.newest(programme, "design") == made
    old.refresh_from_db()
    assert old.questions.version == 1
    waiting = make_group(make_workshop(S.CONFIRMED, programme=programme, agenda=False))
    assert make_sheet("design", waiting).questions == made
    line = trail.history_of(made).first()
    assert line is not None
    assert (line.verb, line.was, line.now) == ("questions_published", {"version": 1}, {"version": 2})
    for act in (form_drafts.publish, form_drafts.discard):
        with pytest.raises(Gone):
            act(draft=draft, seen=1, by=SYSTEM, now=LATER)
    with pytest.raises(Gone):
        reword(draft, {"title": {"label": "來晚了"}})
    assert questions.read(questions.newest(programme, "design").definition).by_key["title"].label == "這件事叫什麼"


def test_a_draft_that_says_nothing_new_is_not_published() -> None:
    draft = make_draft(make_programme())
    with pytest.raises(ValidationError, match="沒有任何修改"):
        form_drafts.publish(draft=draft, seen=0, by=SYSTEM, now=LATER)


@pytest.mark.parametrize("act", [form_drafts.publish, form_drafts.discard])
def test_what_somebody_changed_after_it_was_looked_at_is_neither_published_nor_discarded(act: Any) -> None:
    draft = make_draft(make_programme())
    reword(draft, {"title": {"label": "看過的"}})
    reword(draft, {"title": {"label": "沒看過的"}})
    with pytest.raises(Outdated):
        act(draft=draft, seen=1, by=SYSTEM, now=LATER)
    assert QuestionSet.objects.drafts().get() == draft
    act(draft=draft, seen=2, by=SYSTEM, now=LATER)
    assert not QuestionSet.objects.drafts().exists()


def test_a_draft_that_lost_what_reports_rely_on_is_not_published() -> None:
    draft = make_draft(make_programme())
    definition = dict(draft.definition)
    definition["sections"] = definition["sections"][1:]
    QuestionSet.objects.filter(pk=draft.pk).update(definition=definition)
    with pytest.raises(ValidationError, match="報告要用"):
        form_drafts.publish(draft=draft, seen=0, by=SYSTEM, now=LATER)


def test_a_version_published_beside_the_draft_comes_before_it() -> None:
    draft = make_draft(make_programme())
    reword(draft, {"title": {"label": "草稿的題目"}})
    beside = also_ask(draft.programme, "design", Question("x_1", "text", "還有嗎"))
    assert beside.version == 3
    made = form_drafts.publish(draft=draft, seen=1, by=SYSTEM, now=LATER)
    assert made.version == 4
    assert questions.newest(draft.programme, "design") == made


def test_a_discarded_draft_leaves_the_form_as_it_was_and_its_changes_in_the_trail() -> None:
    draft = make_draft(make_programme())
    reword(draft, {"title": {"label": "白寫的"}})
    key = str(draft.pk)
    form_drafts.discard(draft=draft, seen=1, by=SYSTEM, now=LATER)
    assert not QuestionSet.objects.filter(pk=key).exists()
    line = Event.objects.filter(object_key=key, object_type="actionplans.questionset").first()
    assert line is not None
    assert (line.verb, line.was) == ("deleted", {"要做什麼・白寫的・題目": "白寫的"})
    assert make_draft(draft.programme).version == 2


def test_versions_are_compared_with_the_one_before_and_drafts_with_the_newest() -> None:
    draft = make_draft(make_programme())
    first = questions.newest(draft.programme, "design")
    assert form_drafts.changes_of(first) == form_drafts.changes_of(draft) == []
    second = also_ask(draft.programme, "design", Question("x_1", "text", "還有嗎"))
    assert [one.sort for one in form_drafts.changes_of(second)] == ["added"]
    assert [one.sort for one in form_drafts.changes_of(draft)] == ["removed"]


@pytest.mark.parametrize(
    ("state", "started", "opened", "reached"),
    [
        (S.DRAFT, False, False, True), (S.SUBMITTED, False, False, True), (S.CONFIRMED, False, False, True),
        (S.CONFIRMED, False, True, False), (S.CONFIRMED, True, False, False), (S.RUNNING, True, False, False),
        (S.HELD, True, True, False), (S.CANCELLED, False, False, False),
    ],
)  # fmt: skip
def test_a_new_version_reaches_workshops_that_have_not_begun(
    state: str, started: bool, opened: bool, reached: bool
) -> None:
    workshop = make_workshop(state, agenda=False)
    Workshop.objects.filter(pk=workshop.pk).update(started_at=NOON if started else None)
    give_forms(workshop.programme)
    group = make_group(workshop)
    make_sheet("inventory", group)  # another form
    if opened:
        make_sheet("design", group)
    assert form_drafts.reached(workshop.programme, "design").filter(pk=workshop.pk).exists() is reached
    assert not form_drafts.reached(make_programme(), "design").exists()
