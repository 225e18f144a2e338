"""Of Bootstrap's styles those that this house uses: six in ten letters of the whole are for what nobody here writes.

A rule stays if every class it asks for is a word that stands somewhere where this house writes classes: its templates,
its scripts, text in its code, Bootstrap's own script and crispy's templates. That keeps more than is used and loses
nothing that is; a phone at a table saves a tenth of all it fetches.
"""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

SOURCE, TRIMMED = "bootstrap.min.css", "bootstrap.trimmed.min.css"
APPS = ("foundation", "workshops", "actionplans", "volunteers", "pledges", "reports")
WORD = re.compile(r"[A-Za-z][\w-]*")
CLASS = re.compile(r"\.(-?[_a-zA-Z][\w-]*)")
# What is not there needs no rule, but a rule may ask for its absence.
ABSENT = re.compile(r":not\([^)]*\)")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def vendor() -> Path:
    """Where the files of others stand."""
    return Path(settings.ROOT) / "static" / "vendor"


def words() -> frozenset[str]:
    """Every word that may be a class somewhere in this house."""
    return frozenset(word for text in _texts() for word in WORD.findall(text))


def _texts() -> Iterator[str]:
    root = Path(settings.ROOT)
    crispy = importlib.util.find_spec("crispy_bootstrap5")
    theirs = [Path(place) for place in (crispy.submodule_search_locations or ())] if crispy else []
    for folder, kind in ((root / "templates", "*.html"), (root / "static" / "js", "*.js"), (vendor(), "*.js")):
        yield from (path.read_text(encoding="utf-8") for path in folder.rglob(kind))
    yield from (path.read_text(encoding="utf-8") for folder in theirs for path in folder.rglob("*.html"))
    for path in (path for app in APPS for path in (root / app).rglob("*.py") if "migrations" not in path.parts):
        for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            # Lists of classes, and no sentences.
            if (
                isinstance(one, ast.Constant)
                and isinstance(one.value, str)
                and not re.search(r"[^a-z0-9 -]", one.value)
            ):
                yield one.value


def trimmed(css: str, known: frozenset[str]) -> str:
    """The rules whose classes are all known, in their order, with the licence's comment before them."""
    licence = COMMENT.search(css)
    rules, _end = _read(COMMENT.sub("", css), 0)
    return (licence[0] if licence else "") + _written(rules, known)


Rule = tuple[str, "str | list[Rule] | None"]


def _read(css: str, at: int) -> tuple[list[Rule], int]:
    """The rules from here to the end of the block: what stands before each brace, and within it."""
    found: list[Rule] = []
    while at < len(css) and css[at] != "}":
        brace = re.compile(r"[{;}]").search(css, at)
        if brace is None:
            break
        head = css[at : brace.start()]
        if brace[0] == ";":
            found.append((f"{head};", None))
            at = brace.end()
        elif head.startswith(("@media", "@supports")):
            inner, at = _read(css, brace.end())
            found.append((head, inner))
        else:
            at = _end_of(css, brace.end())
            found.append((head, css[brace.end() : at - 1]))
    return found, at + 1


def _end_of(css: str, at: int) -> int:
    """Behind the brace that closes what was opened before this place."""
    depth = 1
    while depth:
        depth += {"{": 1, "}": -1}.get(css[at], 0)
        at += 1
    return at


def _written(rules: list[Rule], known: frozenset[str]) -> str:
    text = ""
    for head, body in rules:
        if body is None:
            text += head
        elif isinstance(body, list):
            inner = _written(body, known)
            text += f"{head}{{{inner}}}" if inner else ""
        elif head.startswith("@"):
            text += f"{head}{{{body}}}"
        elif kept := [one for one in _selectors(head) if known.issuperset(CLASS.findall(ABSENT.sub("", one)))]:
            text += f"{','.join(kept)}{{{body}}}"
    return text


def _selectors(head: str) -> list[str]:
    """The selectors of a rule; a comma in brackets separates none."""
    return re.split(r",(?![^()]*\))", head)
