"""What may be chosen for an answer, and an answer as people read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplans import call
from actionplans.asking import questions
from actionplans.models import Plan

from .contents import CoreIssue

# The short names of the United Nations' goals as the ministries use them.
SDGS = (
    gettext_lazy("消除貧窮"),
    gettext_lazy("終結飢餓"),
    gettext_lazy("健康與福祉"),
    gettext_lazy("優質教育"),
    gettext_lazy("性別平權"),
    gettext_lazy("淨水及衛生"),
    gettext_lazy("可負擔的潔淨能源"),
    gettext_lazy("合適的工作及經濟成長"),
    gettext_lazy("工業化、創新及基礎建設"),
    gettext_lazy("減少不平等"),
    gettext_lazy("永續城鄉"),
    gettext_lazy("責任消費及生產"),
    gettext_lazy("氣候行動"),
    gettext_lazy("保育海洋生態"),
    gettext_lazy("保育陸域生態"),
    gettext_lazy("和平、正義及健全制度"),
    gettext_lazy("多元夥伴關係"),
)


# What a table may decide about its plan, as the standard feasibility sheet says it.
VERDICTS = dict(Plan.Verdict.choices)


def verdict_in_words(verdict: str) -> str:
    """A table's verdict as people read it; empty for none."""
    return str(VERDICTS.get(verdict, ""))


def sdgs_in_words(numbers: Iterable[Any]) -> str:
    """Development goals with number and name, in order; what is no goal is left out."""
    known = sorted({one for one in numbers if isinstance(one, int) and 1 <= one <= len(SDGS)})
    return _("、").join(f"{one} {SDGS[one - 1]}" for one in known)


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose."""

    value: str
    label: str
    chosen: bool
    pillar: str = ""


def options_of(question: questions.Question, value: Any, issues: tuple[CoreIssue, ...]) -> tuple[Option, ...]:
    """The choices of a question; none where it is answered in words.

    Args:
        issues: the core issues that a question of kind `issue` lets one choose from.
    """
    if question.kind == "pillar":
        return tuple(Option(one.code, one.shown, one.code == value, one.code) for one in call.PILLARS)
    if question.kind == "call_item":
        among = call.pillar(question.pillar).items if question.pillar else call.ITEMS
        if isinstance(value, str) and value not in {one.code for one in among}:
            among = (*among, *(one for one in call.ITEMS if one.code == value))
        return tuple(Option(one.code, one.shown, one.code == value, one.pillar.code) for one in among)
    if question.kind == "issue":
        return tuple(Option(one.item, one.text, one.item == value, one.pillar) for one in issues)
    if question.kind == "month":
        return tuple(Option(str(n), _("第 %(month)s 個月") % {"month": n}, value == n) for n in range(13))
    if question.kind == "sdgs":
        chosen = value if isinstance(value, list) else []
        return tuple(Option(str(n), f"{n} {name}", n in chosen) for n, name in enumerate(SDGS, 1))
    chosen = value if isinstance(value, list) else [value]
    return tuple(Option(code, label, code in chosen) for code, label in question.options)


def in_words(question: questions.Question, value: Any, among: Iterable[Option] = ()) -> str:
    """An answer as people read it; empty for none.

    Args:
        among: the choices; a core issue is named by them.
    """
    if value is None or value == "" or value == []:
        return ""
    if question.kind == "issue" and among:
        return next((one.label for one in among if one.value == value), _("已經不在的核心議題"))
    if question.kind == "pillar":
        found = call.PILLAR_BY_CODE.get(str(value))
        return found.shown if found else str(value)
    if question.kind == "call_item":
        item = call.ITEM_BY_CODE.get(str(value))
        return item.shown if item else str(value)
    if question.kind == "flag":
        return _("是") if value else _("否")
    if question.kind == "month":
        return _("第 %(month)s 個月") % {"month": value}
    if question.kind == "sdgs":
        return _("、").join(f"{one} {SDGS[one - 1]}" for one in value)
    if question.kind in ("choice", "choices"):
        labels = dict(question.options)
        given = value if isinstance(value, list) else [value]
        return _("、").join(labels.get(str(one), str(one)) for one in given)
    return str(value)
