"""A form's standard wording is shown in the language of the page; what somebody typed stays."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils.translation import override

from actionplans.asking import form_language, questions, wording
from actionplans.asking.standard_forms import STANDARD
from foundation.ui import stored_words

CATALOGUE = Path(settings.ROOT) / "locale/en/LC_MESSAGES/django.po"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def wordings(definition: Any) -> Iterator[str]:
    """Every Chinese sentence of a stored form."""
    if isinstance(definition, str):
        if CHINESE.search(definition):
            yield definition
    elif isinstance(definition, dict):
        for value in definition.values():
            yield from wordings(value)
    elif isinstance(definition, list | tuple):
        for value in definition:
            yield from wordings(value)


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language in which every sentence begins with "EN"; compiled catalogues are not there in every test run."""
    monkeypatch.setattr(stored_words, "gettext", lambda text: f"EN {text}")


@pytest.mark.parametrize("kind", STANDARD)
def test_every_standard_wording_is_in_the_catalogue(kind: str) -> None:
    known = set(re.findall(r'^msgid "(.*)"$', CATALOGUE.read_text(encoding="utf-8"), re.MULTILINE))
    assert [text for text in wordings(STANDARD[kind]) if text not in known] == []


@pytest.mark.parametrize("kind", STANDARD)
@pytest.mark.usefixtures("english")
def test_every_wording_is_said_in_the_language_of_the_page(kind: str) -> None:
    shown = questions.write(form_language.in_page_language(questions.read(STANDARD[kind])))
    said = list(wordings(shown))
    assert said == [f"EN {text}" for text in wordings(questions.write(questions.read(STANDARD[kind])))]


@pytest.mark.parametrize("kind", STANDARD)
@pytest.mark.usefixtures("english")
def test_keys_and_values_stay(kind: str) -> None:
    form = questions.read(STANDARD[kind])
    shown = form_language.in_page_language(form)
    assert shown.by_key.keys() == form.by_key.keys()
    for key, question in form.by_key.items():
        there = shown.by_key[key]
        assert (there.kind, there.words, there.pillar) == (question.kind, question.words, question.pillar)
        assert [value for value, _label in there.options] == [value for value, _label in question.options]
        assert [one.key for one in there.fields] == [one.key for one in question.fields]


OWN = questions.Question(
    "x_1", "choice", "需要縣府做什麼", hint="只選最要緊的", options=(("o1", "出錢"), ("o2", "出力")),
    label_en="What it needs", options_en=(("o2", "Hands"),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "label", "hint", "options", "title", "goal"),
    [
        ("en", "What it needs", "只選最要緊的", ["出錢", "Hands"], "How to do it", "Aim"),
        ("zh-hant", "需要縣府做什麼", "只選最要緊的", ["出錢", "出力"], "怎麼做", "目標"),
    ],
)
def test_own_english_is_shown_to_english_readers_and_what_has_none_stays(
    language: str, label: str, hint: str, options: list[str], title: str, goal: str
) -> None:
    form = wording.with_extra(questions.read(STANDARD["design"]), OWN, section="how")
    form = wording.reword(form, {"@how": {"title_en": "How to do it"}, "goal": {"label_en": "Aim"}})
    with override(language):
        shown = form_language.in_page_language(form)
    own = shown.by_key["x_1"]
    assert (own.label, own.hint, [text for _value, text in own.options]) == (label, hint, options)
    assert (shown.sections[1].title, shown.by_key["goal"].label) == (title, goal)


def test_an_empty_hint_stays_empty() -> None:
    form = questions.read(STANDARD["commitment"])
    bare = replace(form, help="")
    assert form_language.in_page_language(bare).help == ""
