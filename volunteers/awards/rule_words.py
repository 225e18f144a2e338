"""A rule in words, as it stands for nobody in particular: its conditions as a tree, and which service counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from foundation.accounts import sectors
from foundation.taiwan.counties import BY_CODE
from volunteers.models import Authority, Unit
from volunteers.rules.award_books import disputes
from volunteers.rules.award_terms import Fork, Group, Kind, Leaf, Node, Scope, in_language

from .words import GROUPS, asked_of


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One line of a rule as it stands, for nobody in particular."""

    depth: int
    words: str
    by_people: bool = False
    branch: str = ""


def rule_lines(node: Node, depth: int = 0, branch: str = "") -> Iterator[RuleLine]:
    """A rule as a tree, with every reading of what is disputed beside the others."""
    match node:
        case Leaf():
            yield RuleLine(depth, asked_of(node), node.kind is Kind.STATED, branch)
        case Group():
            yield RuleLine(depth, str(GROUPS[node.kind]), branch=branch)
            for one in node.children:
                yield from rule_lines(one, depth + 1)
        case Fork():
            question = disputes()[node.dispute]
            yield RuleLine(depth, str(question.question), branch=branch)
            for code, one in node.branches.items():
                yield from rule_lines(one, depth + 1, str(question.reading(code).words))


def _named(codes: Iterable[str]) -> list[str]:
    """Units by name, of their codes."""
    wanted = sorted(codes)
    numbers = {int(code.rpartition("-")[2]) for code in wanted}
    rows = Unit.objects.filter(county__in={code.partition("-")[0] for code in wanted}, number__in=numbers)
    names = {one.code: one.name for one in rows.select_related("organisation")}
    return [names.get(code, code) for code in wanted]


def scope_shown(scope: Scope) -> str:
    """Which service counts."""
    parts = []
    if scope.county:
        place = BY_CODE[scope.county]
        parts.append(in_language(place.name, place.name_en))
    else:
        parts.append(_("全國"))
    if scope.public:
        parts.append(_("公立單位"))
    if scope.offices:
        rows = Authority.objects.filter(code__in=scope.offices).order_by("code")
        parts.append(_("%(offices)s轄下的單位") % {"offices": _("、").join(one.shown for one in rows)})
    if scope.units:
        parts.append(_("只算%(units)s") % {"units": _("、").join(_named(scope.units))})
    if scope.categories is None:
        parts.append(_("不分類別"))
    elif scope.categories:
        known = [code for code in sectors.CATEGORIES if code in scope.categories]
        parts.append(_("、").join(sectors.name(code) for code in known))
    if scope.maybe is None:
        parts.append(_("登錄簿沒有這一類，要由人認定"))
    return _("；").join(parts)
