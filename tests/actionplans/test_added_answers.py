"""Answers to added questions are found whole: blank ones too, in the version each table was asked."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.asking import form_drafts
from actionplans.asking.questions import Question
from actionplans.writing.added_answers import added_answers
from foundation.audit.trail import SYSTEM
from tests.makers.actionplans import also_ask, fill, make_draft, make_sheet, make_table
from tests.makers.workshops import NOON, make_group, make_workshop
from workshops.models import Group, Workshop

pytestmark = pytest.mark.django_db
OPTIONS = (("o1", "出錢"), ("o2", "出力"))
NEED = Question("x_1", "choices", "需要什麼", options=OPTIONS)
COUNT = Question("x_2", "number", "幾位志工")
NOTE = Question("x_3", "lines", "還想說什麼")


def waiting_table() -> Group:
    """A table of a workshop that has not begun: it gets whatever is newest."""
    return make_table(state=Workshop.State.CONFIRMED)


def test_answers_come_form_by_form_question_by_question_table_by_table() -> None:
    group = waiting_table()
    other = make_group(group.workshop)
    programme = group.workshop.programme
    also_ask(programme, "design", COUNT, NEED)
    also_ask(programme, "inventory", NOTE)
    fill(make_sheet("design", group), x_1=["o2", "o1"], x_2=12)
    fill(make_sheet("design", other), title="沒答加問的題目")
    fill(make_sheet("inventory", other), x_3="謝謝\n大家")
    found = added_answers([other.pk, group.pk])
    assert [(one.kind, one.question.label, one.group, one.words) for one in found] == [
        ("inventory", "還想說什麼", other.pk, "謝謝\n大家"),
        ("design", "幾位志工", other.pk, None),
        ("design", "幾位志工", group.pk, "12"),
        ("design", "需要什麼", other.pk, None),
        ("design", "需要什麼", group.pk, "出力、出錢"),
    ]
    assert [one.number for one in found] == [None, None, 12, None, None]
    assert [one.chosen for one in found] == [(), (), (), (), ("出錢", "出力")]


def test_each_table_answers_the_question_it_was_asked() -> None:
    group = waiting_table()
    programme = group.workshop.programme
    also_ask(programme, "design", COUNT)
    fill(make_sheet("design", group), x_2=3)
    draft = make_draft(programme)
    form_drafts.reword(
        draft=draft, words={"x_2": {"label": "幾個人"}}, drawn={"x_2": {"label": "幾位志工"}}, by=SYSTEM, now=NOON
    )
    form_drafts.add(
        draft=draft, kind="text", words={"label": "新的一題"}, section="what", after="", by=SYSTEM, now=NOON
    )
    form_drafts.publish(draft=draft, seen=2, by=SYSTEM, now=NOON)
    later = make_group(make_workshop(Workshop.State.CONFIRMED, programme=programme, county="HUA", agenda=False))
    fill(make_sheet("design", later), x_2=5, x_3="好")
    found = [(one.question.label, one.group, one.words) for one in added_answers([group.pk, later.pk])]
    assert found == [("新的一題", later.pk, "好"), ("幾位志工", group.pk, "3"), ("幾個人", later.pk, "5")]


def test_without_added_questions_or_groups_there_is_nothing() -> None:
    group = make_table()
    fill(make_sheet("design", group), title="x")
    with CaptureQueriesContext(connection) as queries:
        assert added_answers([group.pk]) == []
    assert len(queries) == 1
    assert added_answers([]) == []


@pytest.mark.parametrize(("written", "words"), [("", None), ("  ", None), (None, None), ("好", "好")])
def test_white_space_is_no_answer(written: str | None, words: str | None) -> None:
    group = waiting_table()
    also_ask(group.workshop.programme, "design", NOTE)
    fill(make_sheet("design", group), x_3=written)
    (answer,) = added_answers([group.pk])
    assert answer.words == words


def test_nothing_is_a_number_and_zero_is_one() -> None:
    group = waiting_table()
    also_ask(group.workshop.programme, "design", COUNT)
    fill(make_sheet("design", group), x_2=0)
    (answer,) = added_answers([group.pk])
    assert (answer.words, answer.number) == ("0", 0)


def test_three_queries_answer_for_any_number_of_tables() -> None:
    group = waiting_table()
    also_ask(group.workshop.programme, "design", NEED, COUNT)
    groups = [group, *(make_group(group.workshop) for _table in range(2))]
    for one in groups:
        fill(make_sheet("design", one), x_2=1)
    for count in (1, 3):
        with CaptureQueriesContext(connection) as queries:
            assert len(added_answers([one.pk for one in groups[:count]])) == 2 * count
        assert len(queries) == 3
