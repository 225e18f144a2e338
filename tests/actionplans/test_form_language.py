"""A form's standard wording is shown in the language of the page; what somebody typed stays."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from actionplans import form_language, questions
from actionplans.standard_forms import STANDARD

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
    monkeypatch.setattr(form_language, "gettext", lambda wording: f"EN {wording}")


@pytest.mark.parametrize("kind", STANDARD)
def test_every_standard_wording_is_in_the_catalogue(kind: str) -> None:
    known = set(re.findall(r'^msgid "(.*)"$', CATALOGUE.read_text(encoding="utf-8"), re.MULTILINE))
    assert [wording for wording in wordings(STANDARD[kind]) if wording not in known] == []


@pytest.mark.parametrize("kind", STANDARD)
@pytest.mark.usefixtures("english")
def test_every_wording_is_said_in_the_language_of_the_page(kind: str) -> None:
    shown = questions.write(form_language.in_page_language(questions.read(STANDARD[kind])))
    said = list(wordings(shown))
    assert said == [f"EN {wording}" for wording in wordings(questions.write(questions.read(STANDARD[kind])))]


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


def test_an_empty_hint_stays_empty() -> None:
    form = questions.read(STANDARD["commitment"])
    bare = replace(form, help="")
    assert form_language.in_page_language(bare).help == ""
