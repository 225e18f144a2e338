"""What differs between two versions of a form, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .questions import Form
from .wording import HEADING, section_of, words_of

KINDS = {
    "text": gettext_lazy("一行字"),
    "lines": gettext_lazy("多行字"),
    "number": gettext_lazy("數字"),
    "choice": gettext_lazy("單選"),
    "choices": gettext_lazy("複選"),
    "pillar": gettext_lazy("主軸"),
    "call_item": gettext_lazy("行動號召"),
    "issue": gettext_lazy("核心議題"),
    "month": gettext_lazy("月份"),
    "count": gettext_lazy("票數"),
    "flag": gettext_lazy("勾選"),
    "sdgs": gettext_lazy("永續發展目標"),
    "list": gettext_lazy("清單"),
}
NAMES = {
    "label": gettext_lazy("題目"),
    "label_en": gettext_lazy("題目（英文）"),
    "hint": gettext_lazy("說明"),
    "hint_en": gettext_lazy("說明（英文）"),
    "placeholder": gettext_lazy("格子裡的提示"),
    "placeholder_en": gettext_lazy("格子裡的提示（英文）"),
    "title": gettext_lazy("標題"),
    "title_en": gettext_lazy("標題（英文）"),
    "help": gettext_lazy("引導問題或說明"),
    "help_en": gettext_lazy("引導問題或說明（英文）"),
    "options": gettext_lazy("選項"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was.

    Attributes:
        sort: added, removed, reworded or moved.
        where: the section's title, or the form's for its own heading.
        what: the question (inside a list: list and question), empty for a heading and for an order.
        name: which of its words, or how an added question is answered.
        was, now: the words; for an order the questions in it; for an added or removed question its label on one side.
    """

    sort: str
    where: str
    what: str
    name: str
    was: str = ""
    now: str = ""

    @property
    def place(self) -> str:
        """Where it is, in one line."""
        return _("・").join(part for part in (self.where, self.what, self.name) if part)


def changes_between(old: Form, new: Form) -> list[Change]:
    """Everything in which two versions of a form differ, in the order of the new one."""
    before, after = words_of(old), words_of(new)
    found = list(_reworded(new.title, "", before[HEADING], after[HEADING]))
    titles = {section.key: section.title for section in new.sections}
    for section in new.sections:
        address = HEADING + section.key
        found += _reworded(section.title, "", before.get(address, after[address]), after[address])
        for question in section.questions:
            if question.key not in old.by_key:
                kind = str(KINDS[question.kind])
                found.append(Change("added", section.title, question.label, kind, now=question.label))
                continue
            found += _reworded(section.title, question.label, before[question.key], after[question.key])
            for inner in question.fields:
                inside = f"{question.key}.{inner.key}"
                name = _("%(list)s：%(question)s") % {"list": question.label, "question": inner.label}
                found += _reworded(section.title, name, before.get(inside, after[inside]), after[inside])
    for section in old.sections:
        found += [
            Change(
                "removed",
                titles.get(section.key, section.title),
                question.label,
                str(KINDS[question.kind]),
                was=question.label,
            )
            for question in section.questions
            if question.key not in new.by_key
        ]
    found += _moved(old, new)
    return found


def _reworded(where: str, what: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    for name, text in after.items():
        was = before.get(name, "")
        if was != text:
            yield Change("reworded", where, what, str(NAMES[name]), _said(was), _said(text))


def _said(words: Any) -> str:
    """Options as one line, each with its English where it has one."""
    if isinstance(words, str):
        return words
    return _("、").join(f"{label}（{english}）" if english else label for _value, label, english in words)


def _moved(old: Form, new: Form) -> Iterator[Change]:
    for section in new.sections:
        here = [question.key for question in section.questions if question.key in old.by_key]
        there = [one.key for part in old.sections for one in part.questions if one.key in here]
        if here != there:
            was = _("、").join(new.by_key[key].label for key in there)
            yield Change(
                "moved", section.title, "", _("順序"), was, _("、").join(new.by_key[key].label for key in here)
            )
    for key in new.by_key.keys() & old.by_key.keys():
        if section_of(old, key).key != section_of(new, key).key:
            where = section_of(new, key).title
            yield Change("moved", where, new.by_key[key].label, _("段落"), section_of(old, key).title, where)
