"""Every template compiles: unknown tags, filters and unclosed blocks are found before anybody opens the page."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.base import Origin, Template
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

ROOT = Path(settings.ROOT)
TEMPLATES = sorted(path.relative_to(ROOT) for path in (ROOT / "templates").rglob("*") if path.is_file())


def test_there_are_templates() -> None:
    assert Path("templates/base.html") in TEMPLATES


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_a_template_compiles(path: Path) -> None:
    name = path.relative_to("templates").as_posix()
    origin = Origin(name=str(ROOT / path), template_name=name)
    Template((ROOT / path).read_text(encoding="utf-8"), origin=origin, name=name, engine=engines["django"].engine)


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_what_asks_again_and_again_says_that_its_clock_asks(path: Path) -> None:
    """Otherwise an open page keeps its reader signed in (foundation/accounts/sessions.py)."""
    source = (ROOT / path).read_text(encoding="utf-8")
    for tag in re.findall(r"""<[^<>]*hx-trigger="every [^<>]*>""", re.sub(r"{[%{].*?[%}]}", "", source)):
        assert """hx-headers='{"Asked-By-Clock": "1"}'""" in tag


@pytest.mark.parametrize("name", ["room/poll.js", "sheet/poll.js", "voting.js"])
def test_scripts_that_ask_again_and_again_say_so_too(name: str) -> None:
    assert '"Asked-By-Clock": "1"' in (ROOT / "static/js" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_what_a_template_extends_or_includes_is_there(path: Path) -> None:
    """A name that is written out must exist: Django itself notices only when the page is drawn."""
    engine = engines["django"].engine
    source = (ROOT / path).read_text(encoding="utf-8")
    for name in re.findall(r"""{%-?\s*(?:extends|include)\s+["']([^"']+)["']""", source):
        engine.get_template(name)


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_a_page_with_a_form_says_to_ourselves_where_it_was_sent_from(path: Path) -> None:
    """Under `no-referrer` browsers name no origin of what is sent, and Django refuses it; `same-origin` tells nobody
    else either."""
    source = (ROOT / path).read_text(encoding="utf-8")
    assert not ("no-referrer" in source and 'method="post"' in source)


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_the_words_of_scripts_answer_to_no_selector(path: Path) -> None:
    """Words lie inside their template: on its own tag, `data-offline` would be found in place of the page's part."""
    source = (ROOT / path).read_text(encoding="utf-8")
    assert not re.findall(r"""<template id="[a-z]+-words"[^>]*\sdata-""", source)


# What the first button of a form may do where lines are typed and other buttons stand beside it, for Enter presses it:
# it keeps, looks for or adds what was typed, and nothing that is hard to take back. One that is disabled does nothing.
FOR_ENTER = {
    "", "do=", "do=save", "do=keep", "do=find", "do=add", "do=choose", "do=confirm", "more=1", "again=1", "move=rank",
}  # fmt: skip
LINE = re.compile(r"""<input\b(?![^>]*type="(?:hidden|radio|checkbox|file|submit)")|{% field\b""")


def _told(button: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', button)
    return found[1] if found else ""


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_enter_in_a_line_decides_nothing(path: Path) -> None:
    source = (ROOT / path).read_text(encoding="utf-8")
    for form in re.findall(r"<form\b.*?</form>", source, re.DOTALL):
        buttons = [
            one for one in re.findall(r"<button\b[^>]*>", form) if 'type="button"' not in one and " form=" not in one
        ]
        if len(buttons) < 2 or not LINE.search(form) or " disabled>" in buttons[0]:
            continue
        name = _told(buttons[0], "name")
        does = f"{name}={_told(buttons[0], 'value')}" if name else ""
        assert does in FOR_ENTER, f"Enter would press {buttons[0]}"


def _names(resolver: URLResolver, space: str = "") -> set[str]:
    """Every address by the name templates call it."""
    found: set[str] = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            found |= _names(pattern, inner)
        elif pattern.name:
            found.add(f"{space}{pattern.name}")
    return found


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_every_address_a_template_names_exists(path: Path) -> None:
    """`{% url … as %}` forgives a misspelt name by leaving the link out: nobody would ever miss it."""
    source = (ROOT / path).read_text(encoding="utf-8")
    named = set(re.findall(r"""{%-?\s*url\s+["']([^"']+)["']""", source))
    assert named <= _names(get_resolver())
