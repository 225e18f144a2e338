"""Changing a form without changing what it means: its words, its order, and questions of the association's own.

Pure: every function takes a form and gives another. Words have an address: `title` is a question, `steps.what` one
inside a list, `@how` the heading of a section, `@` that of the whole form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .questions import EXTRA_KEY, EXTRA_KINDS, WITH_OPTIONS, Form, Question, Section

HEADING = "@"
# What may be said, and how many characters of it fit the page and the paper. `…_en` is the same in English.
LONGEST = {"label": 100, "hint": 300, "placeholder": 100, "title": 60, "help": 300}
LONGEST_OPTION = 60
MOST_OPTIONS = 20
WITH_PLACEHOLDER = ("text", "lines", "number", "list")
# These are a button and a number on the page: there is no room for a hint.
WITHOUT_HINT = ("flag", "count")
# Results of the months 1, 3 and 6 stand in rows of their own on the page and in the reports.
IN_FIXED_ORDER = "months"

Words = Mapping[str, Any]
Wording = Mapping[str, Words]


def words_of(form: Form) -> dict[str, dict[str, Any]]:
    """Every word of a form by its address: `{"title": {"label": …, "label_en": …, "hint": …}, …}`."""
    found = {HEADING: _heading(form)}
    for section in form.sections:
        found[HEADING + section.key] = _heading(section)
        for question in section.questions:
            found[question.key] = _words(question)
            found |= {f"{question.key}.{inner.key}": _words(inner) for inner in question.fields}
    return found


def _heading(part: Form | Section) -> dict[str, Any]:
    """A pillar keeps its name; only its guiding question is the association's."""
    names = ("help",) if isinstance(part, Section) and part.pillar else ("title", "help")
    return {each: getattr(part, each) for name in names for each in (name, f"{name}_en")}


def _words(question: Question) -> dict[str, Any]:
    names = ["label"]
    if question.kind not in WITHOUT_HINT:
        names.append("hint")
    if question.kind in WITH_PLACEHOLDER:
        names.append("placeholder")
    found: dict[str, Any] = {each: getattr(question, each) for name in names for each in (name, f"{name}_en")}
    if question.is_extra and question.kind in WITH_OPTIONS:
        english = dict(question.options_en)
        found["options"] = [[value, label, english.get(value, "")] for value, label in question.options]
    return found


def reword(form: Form, wording: Wording) -> Form:
    """The form in other words; what is not named stays.

    Args:
        wording: by address, as `words_of` gives them. `options` are `[value, label, English label]`; an empty value
            makes a new one.

    Raises:
        ValidationError: no such address or word, an empty or too long one, or options that offer no choice.
    """
    known = words_of(form)
    problems: list[str] = []
    tidy: dict[str, dict[str, Any]] = {}
    for address, words in wording.items():
        if address not in known or not words.keys() <= known[address].keys():
            problems.append(_("沒有「%(key)s」這個題目。") % {"key": address})
            continue
        tidy[address] = {name: _tidy(name, value) for name, value in words.items()}
        problems += _problems(_name(known[address], address), tidy[address])
    if problems:
        raise ValidationError(problems)
    sections = []
    for section in form.sections:
        asked = tuple(_reworded(question, question.key, tidy) for question in section.questions)
        sections.append(replace(section, questions=asked, **tidy.get(HEADING + section.key, {})))
    return replace(form, sections=tuple(sections), **tidy.get(HEADING, {}))


def _tidy(name: str, value: Any) -> Any:
    """One paragraph, however it was typed."""
    if name != "options":
        return re.sub(r"\s*[\r\n]+\s*", " ", str(value)).strip()
    rows = [[str(part).strip() for part in row] for row in value]
    used = [int(row[0][1:]) for row in rows if re.fullmatch(r"o[0-9]{1,4}", row[0])]
    free = iter(range(max(used, default=0) + 1, MOST_OPTIONS * 1000))
    return [[row[0] or f"o{next(free)}", *row[1:]] for row in rows]


def _name(words: Words, address: str) -> str:
    return str(words.get("label") or words.get("title") or address)


def _problems(name: str, words: Words) -> Iterable[str]:
    for key, value in words.items():
        if key == "options":
            yield from _option_problems(name, value)
            continue
        most = LONGEST[key.removesuffix("_en")]
        if key in ("label", "title") and not value:
            yield _("「%(key)s」的題目文字不能空白。") % {"key": name}
        elif len(value) > most:
            yield _("「%(key)s」有一段文字太長：%(length)s 字，最多 %(most)s 字。") % {
                "key": name, "length": len(value), "most": most,
            }  # fmt: skip


def _option_problems(name: str, options: list[list[str]]) -> Iterable[str]:
    labels = [label for _value, label, _english in options]
    if len(options) < 2:
        yield _("「%(key)s」至少要有兩個選項。") % {"key": name}
    if len(options) > MOST_OPTIONS:
        yield _("「%(key)s」最多 %(most)s 個選項。") % {"key": name, "most": MOST_OPTIONS}
    if not all(labels):
        yield _("「%(key)s」有一個選項沒有文字，填上或刪掉它。") % {"key": name}
    elif len(set(labels)) < len(labels):
        yield _("「%(key)s」有兩個一樣的選項，刪掉一個。") % {"key": name}
    if any(len(text) > LONGEST_OPTION for _value, *texts in options for text in texts):
        yield _("「%(key)s」有一個選項太長，最多 %(most)s 字。") % {"key": name, "most": LONGEST_OPTION}


def _reworded(question: Question, address: str, wording: Wording) -> Question:
    words = dict(wording.get(address, {}))
    if "options" in words:
        options = words.pop("options")
        words["options"] = tuple((value, label) for value, label, _english in options)
        words["options_en"] = tuple((value, english) for value, _label, english in options if english)
    inner = tuple(_reworded(one, f"{address}.{one.key}", wording) for one in question.fields)
    return replace(question, fields=inner, **words)


# --- order -----------------------------------------------------------------------------------------------------------


def _blocks(section: Section) -> list[list[Question]]:
    """The questions that move as one: what the page draws side by side stays together, all others stand alone."""

    def together(question: Question) -> bool:
        return not question.is_extra and (section.key == IN_FIXED_ORDER or bool(section.pillar))

    block = [question for question in section.questions if together(question)]
    found: list[list[Question]] = []
    for question in section.questions:
        if not together(question):
            found.append([question])
        elif block:
            found.append(block)
            block = []
    return found


def last_of_blocks(section: Section) -> list[Question]:
    """The questions behind which another can stand."""
    return [block[-1] for block in _blocks(section)]


def _ways(section: Section) -> Iterable[tuple[str, bool, bool]]:
    """Each question with whether it can go up and down; inside a block of lists only within it."""
    blocks = _blocks(section)
    for place, block in enumerate(blocks):
        if len(block) > 1:
            fixed = section.key == IN_FIXED_ORDER
            for at, question in enumerate(block):
                yield question.key, at > 0 and not fixed, at < len(block) - 1 and not fixed
        else:
            yield block[0].key, place > 0, place < len(blocks) - 1


def ways(form: Form) -> dict[str, tuple[bool, bool]]:
    """Whether each question can go up, and down, in its section."""
    return {key: (up, down) for section in form.sections for key, up, down in _ways(section)}


def moved(form: Form, key: str, *, up: bool) -> Form:
    """The form with one question a place higher or lower in its section; unchanged where it can go no further."""
    can_up, can_down = ways(form).get(key, (False, False))
    if not (can_up if up else can_down):
        return form
    section = section_of(form, key)
    row: list[Any] = _blocks(section)
    place = next(at for at, block in enumerate(row) if any(one.key == key for one in block))
    if len(row[place]) > 1:
        row[place] = _swapped(row[place], next(at for at, one in enumerate(row[place]) if one.key == key), up)
    else:
        row = _swapped(row, place, up)
    return _with_section(form, replace(section, questions=tuple(one for block in row for one in block)))


def _swapped(row: list[Any], place: int, up: bool) -> list[Any]:
    other = place - 1 if up else place + 1
    done = list(row)
    done[place], done[other] = done[other], done[place]
    return done


def section_of(form: Form, key: str) -> Section:
    """The section a question stands in.

    Raises:
        KeyError: the form has no such question.
    """
    for section in form.sections:
        if any(question.key == key for question in section.questions):
            return section
    raise KeyError(key)


def _with_section(form: Form, section: Section) -> Form:
    return replace(form, sections=tuple(section if one.key == section.key else one for one in form.sections))


# --- questions of the association's own ------------------------------------------------------------------------------


def own_question(key: str, kind: str, words: Words) -> Question:
    """A question of the association's own, from its words as `words_of` names them."""
    return _reworded(Question(key, kind, ""), key, {key: {name: _tidy(name, text) for name, text in words.items()}})


def with_extra(form: Form, question: Question, *, section: str, after: str = "") -> Form:
    """The form with a question of the association's own.

    Args:
        section: where it stands.
        after: the question of that section it follows; empty for the section's first place. Behind one of a block of
            lists it follows the whole block.

    Raises:
        ValidationError: no such place, a kind that cannot be added, a key that is taken or no key for an addition.
    """
    place = next((one for one in form.sections if one.key == section), None)
    blocks = _blocks(place) if place else []
    at = next((n for n, block in enumerate(blocks, 1) if any(one.key == after for one in block)), None if after else 0)
    problems = []
    if place is None or at is None:
        problems.append(_("要放的位置已經不在這張表單裡，請重選一個位置。"))
    if not EXTRA_KEY.fullmatch(question.key) or question.key in form.by_key:
        problems.append(
            _("新增題目的代號「%(key)s」要以 x_ 開頭，只用小寫英文、數字和底線，而且不能重複。") % {"key": question.key}
        )
    if question.kind not in EXTRA_KINDS:
        problems.append(_("新增的題目只能是一行字、多行字、數字、單選或複選。"))
    problems += _problems(question.label or _("新的題目"), {k: _tidy(k, v) for k, v in _words(question).items()})
    if problems or place is None or at is None:
        raise ValidationError(problems)
    row = [*blocks[:at], [question], *blocks[at:]]
    added = _with_section(form, replace(place, questions=tuple(one for block in row for one in block)))
    return reword(added, {question.key: _words(question)})


def without(form: Form, key: str) -> Form:
    """The form without a question of the association's own.

    Raises:
        ValidationError: there is no such question, or reports rely on it.
    """
    question = form.by_key.get(key)
    if question is None:
        raise ValidationError(_("沒有「%(key)s」這個題目。") % {"key": key})
    if not question.is_extra:
        raise ValidationError(why_it_stays(question))
    section = section_of(form, key)
    return _with_section(form, replace(section, questions=tuple(one for one in section.questions if one.key != key)))


def why_it_stays(question: Question) -> str:
    """Why a question that came with the platform cannot be taken out."""
    return _("「%(label)s」不能刪除：投影片、行動方案和全國報告都要用這一題的回答。文字可以改。") % {
        "label": question.label
    }
