"""The forms as data: read and written without loss, each workshop with its version, nothing lost that reports need."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from actionplans.asking import questions, wording
from actionplans.asking.questions import Form, Question
from actionplans.asking.standard_forms import STANDARD
from actionplans.models import QuestionSet, SheetKind
from foundation.audit import trail
from foundation.audit.trail import SYSTEM
from tests.makers.actionplans import also_ask, give_forms, make_sheet, make_table
from tests.makers.workshops import NOON, make_group, make_programme

KINDS = list(SheetKind.values)


def standard(kind: str = "design") -> Form:
    return questions.read(STANDARD[kind])


def extra(key: str = "x_note", kind: str = "text", label: str = "還有嗎", **fields: Any) -> Question:
    return Question(key, kind, label, **fields)


CHOICE = (("a", "甲"), ("b", "乙"))


# --- data ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_survives_being_written_and_read(kind: str) -> None:
    form = standard(kind)
    again = questions.read(questions.write(form))
    assert again == form
    assert set(again.by_key) == {question.key for question in form.questions()}


def test_every_word_of_a_form_survives_in_both_languages() -> None:
    form = wording.with_extra(
        standard(), extra(kind="choice", options=CHOICE, options_en=CHOICE[:1], label_en="More", hint_en="A word"),
        section="how", after="steps",
    )  # fmt: skip
    form = wording.reword(form, {"@": {"help_en": "How"}, "@how": {"title_en": "How"}, "title": {"placeholder": "x"}})
    again = questions.read(questions.write(form))
    assert again == form
    assert (again.by_key["x_note"].options_en, again.help_en) == (CHOICE[:1], "How")


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


# --- versions --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_programme_starts_with_the_standard_forms_or_those_of_another() -> None:
    first = make_programme()
    assert {one.kind for one in questions.lay_out(programme=first, by=SYSTEM, now=NOON)} == set(KINDS)
    form = wording.reword(standard(), {"title": {"label": "方案名稱"}})
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
    made = also_ask(programme, "design", extra())
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
    also_ask(workshop.programme, "design", extra(), now=workshop.started_at + dt.timedelta(minutes=minutes))
    assert questions.newest(workshop.programme, "design").version == 2
    assert make_sheet("design", group).questions.version == version
    assert make_sheet("design", make_group(workshop)).questions.version == version


@pytest.mark.django_db
def test_a_workshop_that_has_not_started_or_began_without_forms_gets_the_newest() -> None:
    group = make_table()
    workshop = group.workshop
    for started, after in ((None, NOON), (NOON - dt.timedelta(minutes=1), NOON)):
        workshop.started_at = started
        made = also_ask(workshop.programme, "design", now=after)
        assert questions.version_for(workshop, "design") == made


@pytest.mark.django_db
def test_a_table_that_opens_before_the_start_follows_the_first_that_did() -> None:
    group = make_table()
    workshop = group.workshop
    workshop.started_at = None
    workshop.save()
    make_sheet("design", group)
    also_ask(workshop.programme, "design", extra())
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
