"""A form in other words, in another order, with more questions: and still asking what reports need."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from actionplans.asking import questions, wording
from actionplans.asking.questions import Form, Question
from actionplans.asking.standard_forms import STANDARD
from actionplans.models import SheetKind

KINDS = list(SheetKind.values)
CHOICE = (("o1", "甲"), ("o2", "乙"))


def standard(kind: str = "design") -> Form:
    return questions.read(STANDARD[kind])


def extra(key: str = "x_note", kind: str = "text", label: str = "還有嗎", **fields: Any) -> Question:
    return Question(key, kind, label, **fields)


def order(form: Form, section: str) -> list[str]:
    return [one.key for part in form.sections if part.key == section for one in part.questions]


def told(refused: pytest.ExceptionInfo[ValidationError]) -> str:
    return " ".join(refused.value.messages)


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_saying_what_it_says_changes_nothing(kind: str) -> None:
    assert wording.reword(standard(kind), wording.words_of(standard(kind))) == standard(kind)


def test_words_change_where_they_stand_and_nowhere_else() -> None:
    form = wording.reword(
        standard(),
        {
            "title": {"label": " 方案名稱 ", "hint": "短一點\r\n 好念"},
            "steps.what": {"label": "動手做什麼", "placeholder": "一句", "label_en": "Do what"},
            "@how": {"help": "誰來做？", "title_en": "How"},
            "@": {"help": ""},
        },
    )
    assert (form.by_key["title"].label, form.by_key["title"].hint) == ("方案名稱", "短一點 好念")
    inner = form.at("steps/a/what")
    assert inner is not None
    assert (inner.label, inner.placeholder, inner.label_en, inner.words) == ("動手做什麼", "一句", "Do what", 20)
    assert (form.sections[1].help, form.sections[1].title, form.sections[1].title_en) == ("誰來做？", "怎麼做", "How")
    assert (form.help, form.title) == ("", standard().title)
    assert standard().by_key["title"].label == "行動名稱"
    untouched = wording.words_of(form)
    for address in ("title", "steps.what", "@how", "@"):
        untouched[address] = wording.words_of(standard())[address]
    assert untouched == wording.words_of(standard())


@pytest.mark.parametrize(
    ("address", "words", "sentence"),
    [
        ("nothing", {"label": "x"}, "沒有「nothing」"),
        ("steps.nothing", {"label": "x"}, "沒有「steps.nothing」"),
        ("@nothing", {"help": "x"}, "沒有「@nothing」"),
        ("title", {"kind": "choice"}, "沒有「title」"),
        ("title", {"key": "other"}, "沒有「title」"),
        ("title", {"options": [["o1", "甲", ""], ["o2", "乙", ""]]}, "沒有「title」"),
        ("pillar", {"placeholder": "x"}, "沒有「pillar」"),  # a set of buttons has no box to hint at
        ("title", {"label": " "}, "不能空白"),
        ("@how", {"title": ""}, "不能空白"),
        ("title", {"label": "字" * 101}, "101 字，最多 100 字"),
        ("title", {"label_en": "a" * 101}, "最多 100 字"),
        ("title", {"hint": "字" * 301}, "最多 300 字"),
        ("@how", {"title": "字" * 61}, "最多 60 字"),
    ],
)
def test_what_may_not_be_said_is_refused_with_a_sentence(address: str, words: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        wording.reword(standard(), {address: words})
    assert sentence in told(refused)


@pytest.mark.parametrize(
    "words",
    [
        {"label": "字" * 100},
        {"hint": "字" * 300},
        {"placeholder": "字" * 100},
        {"label_en": "", "hint": "", "hint_en": ""},
    ],
)
def test_what_just_fits_is_taken(words: dict[str, str]) -> None:
    question = wording.reword(standard(), {"title": words}).by_key["title"]
    assert {name: getattr(question, name) for name in words} == words


def test_a_pillar_keeps_its_name() -> None:
    assert wording.words_of(standard("inventory"))["@support"].keys() == {"help", "help_en"}
    with pytest.raises(ValidationError):
        wording.reword(standard("inventory"), {"@support": {"title": "幫忙"}})
    assert wording.reword(standard("inventory"), {"@support": {"help": "缺什麼？"}}).sections[1].help == "缺什麼？"


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(ValidationError) as refused:
        wording.reword(standard(), {"a": {}, "title": {"label": "", "hint": "字" * 301}, "@how": {"title": " "}})
    assert len(refused.value.messages) == 4


# --- options ---------------------------------------------------------------------------------------------------------


def asking(options: list[list[str]]) -> Form:
    form = wording.with_extra(standard(), extra(kind="choice", options=CHOICE), section="how", after="steps")
    return wording.reword(form, {"x_note": {"options": options}})


def test_an_option_keeps_its_value_when_its_words_change_and_a_new_one_gets_a_free_one() -> None:
    form = asking([["o2", "乙", "B"], ["", "丙", ""], ["o1", " 甲乙 ", ""], ["", "丁", "D"]])
    question = form.by_key["x_note"]
    assert question.options == (("o2", "乙"), ("o3", "丙"), ("o1", "甲乙"), ("o4", "丁"))
    assert question.options_en == (("o2", "B"), ("o4", "D"))
    assert wording.words_of(form)["x_note"]["options"][1] == ["o3", "丙", ""]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([["o1", "甲", ""]], "兩個選項"),
        ([["o1", "甲", ""], ["o2", " ", "B"]], "沒有文字"),
        ([["o1", "甲", ""], ["o2", " 甲", ""]], "一樣的選項"),
        ([["o1", "甲", ""], ["o2", "字" * 61, ""]], "最多 60 字"),
        ([["o1", "甲", ""], ["o2", "乙", "b" * 61]], "最多 60 字"),
        ([[f"o{n}", f"選{n}", ""] for n in range(21)], "最多 20 個選項"),
    ],
)
def test_options_that_offer_no_choice_are_refused(options: list[list[str]], sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        asking(options)
    assert sentence in told(refused)


def test_two_and_twenty_options_are_taken() -> None:
    for count in (2, 20):
        assert len(asking([["", f"選{n}", ""] for n in range(count)]).by_key["x_note"].options) == count


def test_the_options_of_a_standard_question_carry_meaning_and_are_no_words() -> None:
    assert "options" not in wording.words_of(standard("feasibility"))["verdict"]


# --- order -----------------------------------------------------------------------------------------------------------


def test_a_question_moves_a_place_in_its_section_and_stops_at_its_ends() -> None:
    form = standard()
    first, second, *rest = order(form, "what")
    assert order(wording.moved(form, first, up=False), "what") == [second, first, *rest]
    assert order(wording.moved(form, second, up=True), "what") == [second, first, *rest]
    assert wording.moved(form, first, up=True) == form
    assert wording.moved(form, rest[-1], up=False) == form
    assert wording.moved(form, "nothing", up=False) == form
    ways = wording.ways(form)
    assert (ways[first], ways[second], ways[rest[-1]]) == ((False, True), (True, True), (True, False))


@given(st.lists(st.tuples(st.sampled_from(sorted(standard().by_key)), st.booleans()), max_size=30))
def test_however_questions_are_moved_each_stays_in_its_section_and_says_the_same(moves: list[tuple[str, bool]]) -> None:
    form = standard()
    for key, up in moves:
        there = wording.moved(form, key, up=up)
        assert wording.moved(there, key, up=not up) == form or there == form
        form = there
    assert wording.words_of(form) == wording.words_of(standard())
    assert [{one.key for one in part.questions} for part in form.sections] == [
        {one.key for one in part.questions} for part in standard().sections
    ]


def test_the_lists_of_a_pillar_change_places_and_an_added_question_jumps_over_both() -> None:
    form = wording.with_extra(standard("inventory"), extra(), section="support", after="support_strengths")
    lists = ["support_difficulties", "support_strengths"]
    assert order(form, "support") == [*lists, "x_note"]
    assert order(wording.moved(form, "support_strengths", up=True), "support") == [*lists[::-1], "x_note"]
    assert order(wording.moved(form, "x_note", up=True), "support") == ["x_note", *lists]
    ways = wording.ways(form)
    assert ways["support_difficulties"] == (False, True)
    assert ways["support_strengths"] == (True, False)
    assert ways["x_note"] == (True, False)


def test_the_results_of_the_months_keep_their_order() -> None:
    form = wording.with_extra(standard("feasibility"), extra(), section="months", after="month3_proof")
    keys = order(standard("feasibility"), "months")
    assert order(form, "months") == [*keys, "x_note"]
    assert {wording.ways(form)[key] for key in keys} == {(False, False)}
    assert order(wording.moved(form, "x_note", up=True), "months") == ["x_note", *keys]


# --- questions of the association's own ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "place"), [("", 0), ("core_issue", 1), ("problem", 3), ("beneficiaries", 7)]
)  # fmt: skip
def test_a_question_is_added_at_any_place(after: str, place: int) -> None:
    form = wording.with_extra(standard(), extra(), section="what", after=after)
    assert order(form, "what").index("x_note") == place
    assert form.by_key["x_note"].is_extra
    assert wording.without(form, "x_note") == standard()


def test_any_number_of_questions_may_be_added() -> None:
    form = standard()
    for number in range(1, 41):
        form = wording.with_extra(form, extra(f"x_{number}"), section="how", after="steps")
    assert order(form, "how")[:2] == ["steps", "x_40"]
    assert len(form.by_key) == len(standard().by_key) + 40


@pytest.mark.parametrize("kind", questions.EXTRA_KINDS)
def test_every_kind_that_may_be_added_can_be_added(kind: str) -> None:
    options = CHOICE if kind in questions.WITH_OPTIONS else ()
    form = wording.with_extra(standard(), extra(kind=kind, options=options), section="results", after="sdgs")
    assert form.by_key["x_note"].kind == kind


@pytest.mark.parametrize(
    ("question", "place", "sentence"),
    [
        (extra("note"), {}, "x_"),
        (extra("x_"), {}, "x_"),
        (extra("x_a/b"), {}, "x_"),
        (extra("x_" + "a" * 41), {}, "x_"),
        (extra(kind="list"), {}, "單選或複選"),
        (extra(kind="flag"), {}, "單選或複選"),
        (extra(label=" "), {}, "不能空白"),
        (extra(kind="choice", options=CHOICE[:1]), {}, "兩個選項"),
        (extra(kind="choices"), {}, "兩個選項"),
        (extra(), {"section": "nowhere"}, "重選一個位置"),
        (extra(), {"after": "lead_unit"}, "重選一個位置"),  # stands in another section
    ],
)
def test_what_cannot_be_added_is_refused_with_a_sentence(
    question: Question, place: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        wording.with_extra(standard(), question, **({"section": "what", "after": ""} | place))
    assert sentence in told(refused)


def test_an_added_question_takes_no_name_twice() -> None:
    form = wording.with_extra(standard(), extra(), section="what")
    with pytest.raises(ValidationError):
        wording.with_extra(form, extra(), section="how")


@pytest.mark.parametrize(("key", "sentence"), [("title", "全國報告都要用這一題"), ("x_9", "沒有「x_9」")])
def test_what_reports_rely_on_cannot_be_taken_out_and_the_reason_is_told(key: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        wording.without(standard(), key)
    assert sentence in told(refused)
