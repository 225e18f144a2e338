"""How an award's rule is read from data: whatever nobody knows is refused, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from foundation.accounts import sectors

from .award_terms import BadRule, Fork, Group, Kind, Leaf, Node, Scope, Words

ANY = "any"
_LEAF = {"kind", "least", "window", "how", "within", "awards", "key", "zh", "en", "exception", "scope", "source"}
_NEEDS_LEAST = {
    Kind.HOURS, Kind.YEARS, Kind.AGE, Kind.TEAM_YEARS, Kind.MEMBERS, Kind.INSURED, Kind.BOOKED, Kind.SENIORS,
}  # fmt: skip
_WINDOWS = {"ever", "year", "card", "age", "award"}
_HOWS = {"cumulative", "unbroken", "after_cutoff", "after_card_began", "before_expiry"}


def read(data: Any) -> Node:
    """A rule from its data.

    Raises:
        BadRule: it is not one.
    """
    if not isinstance(data, Mapping):
        raise BadRule(_("條件的寫法讀不懂：%(what)s。") % {"what": data})
    for kind in ("all", "any"):
        if kind in data:
            _only(data, {kind})
            children = tuple(read(one) for one in data[kind])
            if not children:
                raise BadRule(_("一組條件裡面要有條件，現在是空的。"))
            return Group(kind, children)
    for kind in ("not", "each"):
        if kind in data:
            _only(data, {kind})
            return Group(kind, (read(data[kind]),))
    if "dispute" in data:
        _only(data, {"dispute", "branches"})
        branches = {code: read(one) for code, one in dict(data.get("branches", {})).items()}
        if len(branches) < 2:
            raise BadRule(_("有爭議的地方至少要有兩種讀法：%(what)s。") % {"what": data["dispute"]})
        return Fork(str(data["dispute"]), branches)
    return _leaf(data)


def _leaf(data: Mapping[str, Any]) -> Leaf:
    _only(data, _LEAF)
    try:
        kind = Kind(data["kind"])
    except (KeyError, ValueError):
        raise BadRule(_("沒有「%(what)s」這種條件。") % {"what": data.get("kind")}) from None
    least = data.get("least")
    if (kind in _NEEDS_LEAST) != (least is not None) or (least is not None and (type(least) is not int or least < 1)):
        raise BadRule(
            _("「%(kind)s」的門檻要是 1 以上的整數，不看門檻的條件不填；現在是 %(least)s。")
            % {"kind": kind, "least": least}
        )
    window, how = data.get("window", "ever"), data.get("how", "cumulative")
    if window not in _WINDOWS or how not in _HOWS:
        raise BadRule(_("採計期間的寫法讀不懂：%(window)s、%(how)s。") % {"window": window, "how": how})
    awards = tuple(data.get("awards", ()))
    if (kind in (Kind.NOT_RECEIVED, Kind.RECEIVED) or window == "award") and not awards:
        raise BadRule(_("「%(kind)s」沒有說是哪一個獎。") % {"kind": kind})
    words = Words(data["zh"], data["en"]) if "zh" in data and "en" in data else None
    if (kind in (Kind.STATED, Kind.PAPER)) != bool(data.get("key")) or (kind is Kind.STATED and words is None):
        raise BadRule(
            _("「%(kind)s」的代號不對，或沒有說要查明什麼：%(key)s。") % {"kind": kind, "key": data.get("key")}
        )
    return Leaf(
        kind, least, window, how, data.get("within"), awards, data.get("key", ""), words,
        bool(data.get("exception", False)), read_scope(data["scope"]) if "scope" in data else None,
        str(data.get("source", "")),
    )  # fmt: skip


def read_scope(data: Mapping[str, Any]) -> Scope:
    """Which service counts, from its data.

    Raises:
        BadRule: a category is unknown.
    """
    _only(data, {"county", "categories", "maybe", "public", "offices", "units"})
    return Scope(
        data.get("county", ""),
        _categories(data.get("categories", ANY)),
        _categories(data.get("maybe", [])),
        bool(data.get("public", False)),
        frozenset(data.get("offices", ())),
        frozenset(data.get("units", ())),
    )


def _categories(codes: str | Sequence[str]) -> frozenset[str] | None:
    if codes == ANY:
        return None
    found = frozenset(codes)
    if unknown := found - sectors.CATEGORIES.keys():
        raise BadRule(_("沒有這個服務類別：%(what)s。") % {"what": _("、").join(sorted(unknown))})
    return found


def _only(data: Mapping[str, Any], known: set[str]) -> None:
    if unknown := data.keys() - known:
        raise BadRule(_("讀不懂條件裡的：%(what)s。") % {"what": _("、").join(sorted(unknown))})
