"""What keeps a results report from being handed in, and what only looks odd: pure, over figures by their key."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .result_figures import ADD_UP, BY_KEY, GROUPS, Group, Measure, of_group
from .result_forms import odd_from

Values = Mapping[str, int]


def mistakes(values: Values) -> Iterator[tuple[str, str]]:
    """What cannot be: by the key of the figure where it is put right.

    Args:
        values: every figure of the form, words left out.
    """
    people = values.get("people")
    if people is None:
        return
    for group in ADD_UP:
        parts = of_group(group, values)
        if parts and (total := sum(values[one.key] for one in parts)) != people:
            yield parts[0].key, _("「%(group)s」各項加起來是 %(total)s 人，志工人數是 %(people)s 人，要一樣。") % {
                "group": GROUPS[group], "total": total, "people": people,
            }  # fmt: skip
    for key in ("books", "cards", "insured"):
        if values.get(key, 0) > people:
            yield key, _("「%(figure)s」（%(number)s）比志工人數（%(people)s）多。") % {
                "figure": BY_KEY[key].label, "number": values[key], "people": people,
            }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """A figure that asks to be looked at again. `share` is the change beside last year's, as a fraction; None: new."""

    key: str
    now: int
    before: int
    share: float | None


def looks(values: Values, before: Values | None, *, among: Collection[str]) -> list[Look]:
    """What has changed more beside the same period a year before than `result_forms.toml` lets pass.

    Args:
        before: last year's figures; None where there is no report to compare with.
        among: keys of the form.
    """
    if before is None:
        return []
    found = []
    limits = odd_from()
    # Kinds of service of which there was nothing have no line: where a report tells of some, the others were none.
    told_kinds = any(BY_KEY[key].group is Group.KINDS for key in before)
    for key in among:
        figure = BY_KEY[key]
        was = before.get(key, 0 if told_kinds and figure.group is Group.KINDS else None)
        if figure.measure is Measure.WORDS or key not in values or was is None:
            continue
        now, limit = values[key], limits[figure.measure]
        change = abs(now - was)
        if change >= limit.least and change >= limit.share * was:
            found.append(Look(key, now, was, (now - was) / was if was else None))
    return found
