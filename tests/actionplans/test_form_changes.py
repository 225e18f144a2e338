"""What differs between two versions is told word by word, and nothing else is."""

import pytest

from actionplans.asking import questions, wording
from actionplans.asking.form_changes import KINDS, NAMES, Change, changes_between
from actionplans.asking.questions import Form, Question
from actionplans.asking.standard_forms import STANDARD


def standard(kind: str = "design") -> Form:
    return questions.read(STANDARD[kind])


@pytest.mark.parametrize("kind", STANDARD)
def test_nothing_differs_from_itself_and_every_kind_and_word_has_a_name(kind: str) -> None:
    assert changes_between(standard(kind), standard(kind)) == []
    assert {one.kind for form in map(standard, STANDARD) for one in form.questions()} <= KINDS.keys() <= questions.KINDS
    assert {name for words in wording.words_of(standard(kind)).values() for name in words} <= NAMES.keys()


def test_every_kind_of_change_is_told_once_in_the_order_of_the_form() -> None:
    old = wording.with_extra(standard(), Question("x_1", "number", "幾個人"), section="what", after="title")
    new = wording.without(old, "x_1")
    new = wording.with_extra(new, Question("x_2", "lines", "還有嗎"), section="how")
    new = wording.reword(
        new,
        {
            "@": {"title_en": "Sheet"},
            "title": {"label": "這件事叫什麼", "hint": ""},
            "steps.who": {"label_en": "Who does it"},
            "@results": {"help": "看得到的"},
        },
    )
    new = wording.moved(new, "goal", up=True)
    here = standard()
    assert changes_between(old, new) == [
        Change("reworded", here.title, "", "標題（英文）", "", "Sheet"),
        Change("reworded", "要做什麼", "這件事叫什麼", "題目", "行動名稱", "這件事叫什麼"),
        Change("reworded", "要做什麼", "這件事叫什麼", "說明", here.by_key["title"].hint, ""),
        Change("added", "怎麼做", "還有嗎", "多行字", "", "還有嗎"),
        Change("reworded", "怎麼做", "具體行動：誰來做", "題目（英文）", "", "Who does it"),
        Change("reworded", "3–6 個月後，想看到什麼", "", "引導問題或說明", "", "看得到的"),
        Change("removed", "要做什麼", "幾個人", "數字", "幾個人", ""),
        Change(
            "moved", "要做什麼", "", "順序",
            "核心議題、這件事叫什麼、我們看見什麼問題、主要主軸、回應哪一項行動號召、目標、誰會受益",
            "核心議題、這件事叫什麼、我們看見什麼問題、主要主軸、目標、回應哪一項行動號召、誰會受益",
        ),
    ]  # fmt: skip


def test_options_are_told_in_words_with_their_english() -> None:
    pick = Question("x_1", "choice", "選", options=(("o1", "甲"), ("o2", "乙")))
    old = wording.with_extra(standard(), pick, section="how")
    new = wording.reword(old, {"x_1": {"options": [["o1", "甲", "A"], ["", "丙", ""]]}})
    assert changes_between(old, new) == [Change("reworded", "怎麼做", "選", "選項", "甲、乙", "甲（A）、丙")]


def test_a_place_is_said_in_one_line() -> None:
    assert Change("reworded", "怎麼做", "選", "選項").place == "怎麼做・選・選項"
    assert Change("moved", "怎麼做", "", "順序").place == "怎麼做・順序"
