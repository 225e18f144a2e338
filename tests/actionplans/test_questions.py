"""The forms as data: read and written without loss, reworded within their rules, never robbed of what reports need."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from actionplans import questions
from actionplans.models import QuestionSet, SheetKind
from actionplans.questions import Form, Question
from actionplans.standard_forms import STANDARD
from foundation.audit import trail
from foundation.audit.trail import SYSTEM
from tests.makers.actionplans import give_forms, make_sheet, make_table
from tests.makers.workshops import NOON, make_group, make_programme

KINDS = list(SheetKind.values)


def standard(kind: str = "design") -> Form:
    return questions.read(STANDARD[kind])


def extra(key: str = "x_note", kind: str = "text", label: str = "還有嗎", **fields: Any) -> Question:
    return Question(key, kind, label, **fields)


# --- data ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_survives_being_written_and_read(kind: str) -> None:
    form = standard(kind)
    again = questions.read(questions.write(form))
    assert again == form
    assert set(again.by_key) == {question.key for question in form.questions()}


@pytest.mark.parametrize("kind", KINDS)
def test_a_standard_form_uses_each_key_once_and_only_known_kinds(kind: str) -> None:
    form = standard(kind)
    keys = [question.key for question in form.questions()]
    assert len(keys) == len(set(keys))
    for question in form.questions():
        assert question.kind in questions.KINDS
        assert (question.kind == "list") == bool(question.fields)
        assert not question.is_extra
        inner = [one.key for one in question.fields]
        assert len(inner) == len(set(inner))


def test_an_unknown_kind_is_no_question() -> None:
    definition = {"title": "x", "sections": [{"key": "a", "title": "a", "questions": [
        {"key": "k", "kind": "colour", "label": "x"}
    ]}]}  # fmt: skip
    with pytest.raises(ValueError, match="colour"):
        questions.read(definition)


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("title", "行動名稱"), ("steps/a", "具體行動"), ("steps/a/what", "做什麼"), ("steps", None), ("nothing", None),
        ("title/a", None), ("steps/a/nothing", None), ("steps/a/what/x", None), ("", None),
    ],
)  # fmt: skip
def test_a_path_leads_to_its_question(path: str, label: str | None) -> None:
    found = standard().at(path)
    assert (found.label if found else None) == label


# --- rewording -------------------------------------------------------------------------------------------------------


def test_words_hints_and_order_may_change() -> None:
    form = standard()
    keys = [question.key for question in form.questions()]
    order = [keys[1], keys[0], *keys[2:]]
    wording = {
        "title": {"label": " 方案名稱 ", "hint": "短一點"},
        "steps.what": {"label": "動手做什麼", "placeholder": "一句"},
    }
    changed = questions.reword(form, wording=wording, order=order)
    assert (changed.by_key["title"].label, changed.by_key["title"].hint) == ("方案名稱", "短一點")
    assert changed.at("steps/a/what").label == "動手做什麼"  # type: ignore[union-attr]
    assert [question.key for question in changed.questions()][:2] == order[:2]
    assert form.by_key["title"].label == "行動名稱"


def test_meaning_is_not_a_word_that_can_be_changed() -> None:
    changed = questions.reword(standard(), wording={"title": {"label": "名稱", "kind": "choice", "key": "other"}})
    assert (changed.by_key["title"].kind, changed.by_key["title"].key) == ("text", "title")


def test_a_question_stays_in_its_section() -> None:
    form = standard()
    keys = [question.key for question in form.questions()]
    changed = questions.reword(form, wording={}, order=keys[::-1])
    before = [{question.key for question in section.questions} for section in form.sections]
    assert [{question.key for question in section.questions} for section in changed.sections] == before
    assert changed.sections[0].questions[0].key == form.sections[0].questions[-1].key


def test_questions_may_be_added_and_taken_away_again() -> None:
    more = questions.reword(standard(), wording={}, added=(extra(), extra("x_why", "lines", "為什麼")))
    assert [question.key for question in more.sections[-1].questions][-2:] == ["x_note", "x_why"]
    assert more.by_key["x_note"].is_extra
    fewer = questions.without_extra(more, {"x_note", "title"})
    assert "x_note" not in fewer.by_key
    assert {"title", "x_why"} <= set(fewer.by_key)


CHOICE = (("a", "甲"), ("b", "乙"))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"wording": {"nothing": {"label": "x"}}}, "沒有「nothing」"),
        ({"wording": {"steps.nothing": {"label": "x"}}}, "沒有「steps.nothing」"),
        ({"wording": {"title": {"label": " "}}}, "不能空白"),
        ({"wording": {}, "order": ["title"]}, "每一題"),
        ({"wording": {}, "added": (extra("note"),)}, "x_"),
        ({"wording": {}, "added": (extra("x_"),)}, "x_"),
        ({"wording": {}, "added": (extra("x_a/b"),)}, "x_"),
        ({"wording": {}, "added": (extra("x_" + "a" * 41),)}, "x_"),
        ({"wording": {}, "added": (extra(kind="list"),)}, "短文、長文或單選"),
        ({"wording": {}, "added": (extra(label=" "),)}, "要有文字"),
        ({"wording": {}, "added": (extra(kind="choice", options=CHOICE[:1]),)}, "兩個選項"),
    ],
)
def test_what_may_not_be_done_is_refused_with_a_sentence(arguments: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        questions.reword(standard(), **arguments)
    assert sentence in " ".join(refused.value.messages)


def test_an_added_question_takes_no_name_twice() -> None:
    form = questions.reword(standard(), wording={}, added=(extra(),))
    with pytest.raises(ValidationError):
        questions.reword(form, wording={}, added=(extra(),))
    with pytest.raises(ValidationError):
        questions.reword(standard(), wording={}, added=(extra(), extra(label="又一題")))


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(ValidationError) as refused:
        questions.reword(standard(), wording={"a": {}, "title": {"label": ""}}, order=[], added=(extra("bad"),))
    assert len(refused.value.messages) == 4


def test_two_options_are_enough() -> None:
    form = questions.reword(standard(), wording={}, added=(extra(kind="choice", options=CHOICE),))
    assert form.by_key["x_note"].options == CHOICE


# --- versions --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_programme_starts_with_the_standard_forms_or_those_of_another() -> None:
    first = make_programme()
    assert {one.kind for one in questions.lay_out(programme=first, by=SYSTEM, now=NOON)} == set(KINDS)
    form = questions.reword(standard(), wording={"title": {"label": "方案名稱"}})
    questions.publish(programme=first, kind="design", form=form, by=SYSTEM, now=NOON)
    second = make_programme()
    questions.lay_out(programme=second, by=SYSTEM, now=NOON, like=first)
    assert questions.read(questions.newest(second, "design").definition).by_key["title"].label == "方案名稱"
    assert questions.newest(second, "design").version == 1


@pytest.mark.django_db
def test_a_new_version_is_for_new_sheets_and_leaves_its_line() -> None:
    group, other = make_table(), make_table()
    programme = group.workshop.programme
    old = make_sheet("design", group)
    made = questions.publish(
        programme=programme, kind="design", form=questions.reword(standard(), wording={}, added=(extra(),)),
        by=SYSTEM, now=NOON,
    )  # fmt: skip
    old.refresh_from_db()
    assert (made.version, old.questions.version) == (2, 1)
    give_forms(other.workshop.programme)
    assert make_sheet("design", other).questions == questions.newest(other.workshop.programme, "design")
    (line,) = trail.history_of(made)
    assert line.verb == "questions_published"


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "version"), [(-1, 2), (0, 2), (1, 1)])
def test_tables_that_open_late_get_the_form_their_neighbours_have(minutes: int, version: int) -> None:
    """What is published until the workshop starts is for all of its tables, what comes after for none."""
    group = make_table()
    workshop = group.workshop
    workshop.started_at = NOON + dt.timedelta(hours=1)
    workshop.save()
    questions.publish(
        programme=workshop.programme, kind="design", form=questions.reword(standard(), wording={}, added=(extra(),)),
        by=SYSTEM, now=workshop.started_at + dt.timedelta(minutes=minutes),
    )  # fmt: skip
    assert questions.newest(workshop.programme, "design").version == 2
    assert make_sheet("design", group).questions.version == version
    assert make_sheet("design", make_group(workshop)).questions.version == version


@pytest.mark.django_db
def test_a_workshop_that_has_not_started_or_began_without_forms_gets_the_newest() -> None:
    group = make_table()
    workshop = group.workshop
    for started, after in ((None, NOON), (NOON - dt.timedelta(minutes=1), NOON)):
        workshop.started_at = started
        made = questions.publish(
            programme=workshop.programme, kind="design", form=questions.reword(standard(), wording={}, added=()),
            by=SYSTEM, now=after,
        )  # fmt: skip
        assert questions.version_for(workshop, "design") == made


@pytest.mark.django_db
def test_a_table_that_opens_before_the_start_follows_the_first_that_did() -> None:
    group = make_table()
    workshop = group.workshop
    workshop.started_at = None
    workshop.save()
    make_sheet("design", group)
    questions.publish(
        programme=workshop.programme, kind="design", form=questions.reword(standard(), wording={}, added=(extra(),)),
        by=SYSTEM, now=NOON,
    )  # fmt: skip
    assert make_sheet("design", make_group(workshop)).questions.version == 1


@pytest.mark.django_db
def test_a_programme_without_forms_says_so() -> None:
    with pytest.raises(QuestionSet.DoesNotExist):
        questions.newest(make_programme(), "design")


def without(form: Form, key: str) -> Form:
    sections = tuple(
        replace(section, questions=tuple(q for q in section.questions if q.key != key)) for section in form.sections
    )
    return questions.read(questions.write(Form(form.title, form.help, sections)))


def with_other(form: Form, key: str, **fields: Any) -> Form:
    sections = tuple(
        replace(section, questions=tuple(replace(q, **fields) if q.key == key else q for q in section.questions))
        for section in form.sections
    )
    return questions.read(questions.write(Form(form.title, form.help, sections)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("design", without(standard(), "lead_unit")),
        ("design", with_other(standard(), "title", kind="lines")),
        ("design", with_other(standard(), "steps", fields=standard().by_key["steps"].fields[:2])),
        ("design", with_other(standard(), "steps", fields=(*standard().by_key["steps"].fields, extra()))),
        ("feasibility", with_other(standard("feasibility"), "verdict", options=CHOICE)),
    ],
)
def test_what_reports_rely_on_can_not_be_published_away(kind: str, form: Form) -> None:
    programme = make_programme()
    questions.lay_out(programme=programme, by=SYSTEM, now=NOON)
    with pytest.raises(ValidationError):
        questions.publish(programme=programme, kind=kind, form=form, by=SYSTEM, now=NOON)
    assert questions.newest(programme, kind).version == 1


def options_inside(form: Form) -> Form:
    """The stakeholders' influence with other options: the same keys, another meaning."""
    fields = tuple(
        replace(one, options=CHOICE) if one.key == "influence" else one for one in form.by_key["stakeholders"].fields
    )
    return with_other(form, "stakeholders", fields=fields)


@pytest.mark.django_db
def test_options_inside_a_list_keep_their_meaning_too() -> None:
    programme = make_programme()
    questions.lay_out(programme=programme, by=SYSTEM, now=NOON)
    with pytest.raises(ValidationError):
        questions.publish(
            programme=programme, kind="feasibility", form=options_inside(standard("feasibility")), by=SYSTEM, now=NOON
        )
