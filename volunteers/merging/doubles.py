"""Who may stand in the register twice: pairs that agree in two things, each with its reasons; and pairs that are two.

Asked in a fixed number of questions over the people whom somebody may merge. Names are compared folded (`naming`:
variants of characters, width, blanks, the order of a Latin name's words), never alone: a city has thirty 陳淑芬.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from volunteers.models import Apart, Enrolment, RecordBook, Volunteer

from .merging import home_of

AGREEMENTS: dict[tuple[str, str], str | Promise] = {
    ("name_key", "born_on"): _("姓名相同（異體字、全形半形和空格不計），出生日期也相同"),
    ("name_key", "phone"): _("姓名和電話相同"),
    ("name_key", "identity_shown"): _("姓名相同，證號的頭尾也相同，中間可能打錯"),
    ("born_on", "phone"): _("出生日期和電話相同，姓名不同：可能改名或打錯字，也可能是雙胞胎"),
}
SAME_UNIT = _("在同一個單位、姓名相同，其中一筆沒有出生日期")
OLD_AND_NEW = _("一筆是舊式、一筆是新式的統一證號，可能是換號")
OTHER_NUMBER = _("兩筆的證號都正確而且不同，請特別小心")
MOST = 2_000
"""How many rows of each kind are looked at: who has more doubles begins with these."""
LARGEST = 12
"""Of more who agree than this nobody can be told apart from the others; the first are paired."""
_COLUMNS = ("pk", "name_key", "born_on", "phone", "identity_shown", "identity_kind", "identity_mark", "identity_reason")
_Row = dict[str, Any]


@dataclass(slots=True)
class Pair:
    """Two rows that may be one person's, by their primary keys, the lower first."""

    first: int
    second: int
    reasons: list[str | Promise] = field(default_factory=list)
    warning: str | Promise = ""


def suggested(known: QuerySet[Volunteer]) -> list[Pair]:
    """The pairs among some living rows, those that agree in most before the others; six questions."""
    rows: dict[int, _Row] = {}
    pairs: dict[tuple[int, int], Pair] = {}
    for names, reason in AGREEMENTS.items():
        _add(pairs, rows, _agreeing(known, names), names, reason)
    _add(pairs, rows, _of_one_unit(known), ("name_key", "unit"), SAME_UNIT)
    for first, second in Apart.objects.filter(first__in=rows, second__in=rows).values_list("first", "second"):
        pairs.pop((first, second), None)
    found = [one for one in pairs.values() if _likely(one, rows[one.first], rows[one.second])]
    return sorted(found, key=lambda one: (bool(one.warning), -len(one.reasons), one.first, one.second))


def in_order(first: Volunteer, second: Volunteer) -> tuple[Volunteer, Volunteer]:
    """The row to be kept, and the other: with a book before without, then with a number, an account, the older one."""

    def worth(one: Volunteer) -> tuple[bool, bool, bool, int]:
        held = any(book.state == RecordBook.State.ISSUED for book in one.books.all())
        return not held, not one.identity_mark, one.user_id is None, one.pk

    kept, gone = sorted((first, second), key=worth)
    return kept, gone


def apart(*, first: Volunteer, second: Volunteer, by: Acts, now: dt.datetime) -> Apart:
    """Remember that two rows are two people; saying it twice changes nothing."""
    one, other = sorted((first, second), key=lambda each: each.pk)
    with transaction.atomic():
        said, made = Apart.objects.get_or_create(
            first=one, second=other, defaults={"said_at": now, "said_by": by.as_actor().label[:200]}
        )
        if made:
            trail.record(Verb.FOUND_APART, said, by=by, county=home_of(by), at=now)
    return said


def _agreeing(known: QuerySet[Volunteer], names: tuple[str, str]) -> Iterable[_Row]:
    twin = known.filter(**{name: OuterRef(name) for name in names}).exclude(pk=OuterRef("pk"))
    rows = known.exclude(*_blank(names)).filter(Exists(twin))
    return rows.order_by(names[0], "pk").values(*_COLUMNS)[:MOST]


def _blank(names: tuple[str, str]) -> list[Q]:
    blank = Q()
    for name in names:
        blank |= Q(**{name: None if name == "born_on" else ""})
    return [blank]


def _of_one_unit(known: QuerySet[Volunteer]) -> Iterable[_Row]:
    """Namesakes who are in one unit now."""
    here = Enrolment.objects.filter(volunteer__in=known, left_on=None)
    twin = here.filter(unit=OuterRef("unit"), volunteer__name_key=OuterRef("volunteer__name_key"))
    rows = here.filter(Exists(twin.exclude(volunteer=OuterRef("volunteer")))).order_by("volunteer__name_key", "pk")
    columns = [f"volunteer__{name}" for name in _COLUMNS]
    for unit, *values in rows.values_list("unit", *columns)[:MOST]:
        yield dict(zip(_COLUMNS, values, strict=True)) | {"unit": unit}


def _add(
    pairs: dict[tuple[int, int], Pair],
    rows: dict[int, _Row],
    found: Iterable[_Row],
    names: tuple[str, str],
    reason: str | Promise,
) -> None:
    groups: dict[tuple[Any, ...], list[_Row]] = defaultdict(list)
    for row in found:
        rows.setdefault(row["pk"], row)
        groups[tuple(row[name] for name in names)].append(row)
    for group in groups.values():
        for one, other in itertools.combinations(sorted(group[:LARGEST], key=lambda row: row["pk"]), 2):
            if reason is SAME_UNIT and one["born_on"] and other["born_on"]:
                continue
            if names == ("born_on", "phone") and one["name_key"] == other["name_key"]:
                continue
            key = one["pk"], other["pk"]
            pairs.setdefault(key, Pair(*key)).reasons.append(reason)


def _likely(pair: Pair, one: _Row, other: _Row) -> bool:
    """Whether the two numbers let the pair be one person; notes what they say."""
    if not (one["identity_mark"] and other["identity_mark"]):
        return True
    kinds = {one["identity_kind"], other["identity_kind"]}
    if kinds == {Volunteer.IdentityKind.OLD_UI, Volunteer.IdentityKind.UI}:
        pair.reasons.append(OLD_AND_NEW)
        return True
    if len(kinds) > 1 or one["identity_reason"] or other["identity_reason"]:
        return True
    pair.warning = OTHER_NUMBER
    # Two right numbers of one kind are two people, unless everything else agrees.
    return len(pair.reasons) > 1 or AGREEMENTS["name_key", "identity_shown"] in pair.reasons
