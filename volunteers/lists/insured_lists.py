"""Lists of insured people (被保險人名冊) as units and insurers keep them: who is on a policy, from which day to which.

Wrong rows come back with what is wrong and how to mend it; good ones go on the policy's list once. Where some of a
row's days stand there already, only the others are added. Within thirty days a whole list can be taken back
(`undoing`). Who may be on a list, and for which days, is said by `insuring/insurance.py`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.imports import cells
from foundation.imports.grid import Limits
from foundation.imports.rows import GoodRow, Problem, Understood
from foundation.imports.spec import Field, Spec
from foundation.taiwan import roc
from volunteers.insuring import insurance
from volunteers.insuring.cover_days import Days, without
from volunteers.models import Claim, Cover, Policy, TakenList, Volunteer
from volunteers.serving import ledger

from . import numbers
from .hour_lists import SPEC as HOURS
from .members import Members
from .people_lists import SPEC as PEOPLE
from .taken_lists import Coming

LIMITS = Limits(rows=20_050)
"""20,000 people, and what stands above and below them."""
KIND = "insured_list"
PART = 200
"""So many people are put on the list at a time."""
NAMED = 5

SPEC = Spec(
    name="insured",
    check=lambda values: _check(values),
    fields=(
        HOURS.named("name").also("被保險人", "被保險人姓名", "insured", "insured person"),
        HOURS.named("identity").also("被保險人證號", "被保險人身分證字號"),
        HOURS.named("identity_kind"),
        PEOPLE.named("born_on"),
        HOURS.named("number"),
        Field(
            key="starts_on", label=gettext_noop("起日"), example="115/1/1", parse=cells.day,
            aliases=("保險起日", "生效日", "生效日期", "加保日", "加保日期", "投保日期", "起保日", "保險期間起",
                     "from", "start", "insured from"),
        ),
        Field(
            key="ends_on", label=gettext_noop("迄日"), example="115/12/31", parse=cells.day,
            aliases=("保險迄日", "到期日", "到期日期", "終止日", "退保日", "退保日期", "保險期間迄", "until", "end",
                     "insured until"),
        ),
    ),
)  # fmt: skip


def _check(values: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    yield from numbers.check(values)
    starts, ends = values["starts_on"], values["ends_on"]
    if starts and ends and ends < starts:
        yield "ends_on", _("迄日早於起日。"), _("請檢查是不是填反了。")


@dataclass(slots=True)
class Taken:
    """What became of the rows, by their numbers: put on the list, for some of their days only, or there already.

    Attributes:
        understood: the list with the problems that only the register brings up.
        partly: by a row's number which days were added, because the others stood there.
    """

    understood: Understood
    added: list[int] = field(default_factory=list)
    partly: dict[int, list[Days]] = field(default_factory=dict)
    same: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Wanted:
    """A row that means somebody, and the days that are still to be added."""

    row: GoodRow
    volunteer: int
    days: list[Days]
    whole: bool
    refused: list[str] = field(default_factory=list)
    added: list[Days] = field(default_factory=list)


def take(
    *,
    policy: Policy,
    understood: Understood,
    by: Acts,
    now: dt.datetime,
    name: str = "",
    dry: bool = False,
    tell: Callable[[int], None] = lambda done: None,
) -> Taken:
    """Put the people of good rows on the policy's list.

    Empty days are the policy's own. If the house fails, what went in stays, and the same list goes on from there when
    it comes again.

    Args:
        name: of the file, by which the list is found again.
        dry: only say what would become of them; nothing is written.
        tell: is told how many rows are done.
    """
    problems: list[Problem] = []
    wanted = list(_wanted(policy, understood, problems))
    coming = Coming(kind=KIND, unit=policy.unit, policy=policy, name=name, by=by, now=now)
    done = len(problems) + sum(not one.days for one in wanted)
    for days, group in _by_days(wanted):
        for start in range(0, len(group), PART):
            some = group[start : start + PART]
            with transaction.atomic():
                _insure(policy, days, some, coming, dry, by, now)
            done += len(some)
            tell(min(done, understood.total))
    taken = Taken(understood)
    for one in wanted:
        if one.refused and not one.added:
            problems.append(understood.problem(one.row, "name", one.refused[0], _("請核對名冊，或先處理好再傳一次。")))
        elif not one.days:
            taken.same.append(one.row.number)
        elif one.whole and not one.refused:
            taken.added.append(one.row.number)
        else:
            taken.partly[one.row.number] = one.added
    taken.understood = understood.refuse(problems)
    if not dry:
        counts = {"added": len(taken.added) + len(taken.partly), "same": len(taken.same)}
        trail.record(Verb.IMPORTED, policy, by=by, now=counts | {"wrong": taken.understood.bad_rows}, at=now)
    return taken


def _wanted(policy: Policy, understood: Understood, problems: list[Problem]) -> Iterator[_Wanted]:
    members = Members(policy.unit, understood.good)
    listed: dict[int, list[Days]] = defaultdict(list)
    for key, first, last in policy.covers.values_list("volunteer", "starts_on", "ends_on"):
        listed[key].append((first, last))
    for row in understood.good:
        found = members.whose(row)
        if isinstance(found, str):
            problems.append(understood.problem(row, "name", found, _("請核對名冊，或先登錄這位志工。")))
            continue
        first, last = row.values["starts_on"] or policy.starts_on, row.values["ends_on"] or policy.ends_on
        outside = "starts_on" if first < policy.starts_on else "ends_on" if last > policy.ends_on else ""
        if outside or last < first:
            span = {"first": roc.shown_short(policy.starts_on), "last": roc.shown_short(policy.ends_on)}
            why = _("超出保單的期間（%(first)s 至 %(last)s）。") % span
            problems.append(understood.problem(row, outside or "ends_on", why, _("請改成保單期間以內的日期，或留空。")))
            continue
        gaps = without((first, last), listed[found])
        listed[found].append((first, last))
        yield _Wanted(row, found, gaps, whole=gaps == [(first, last)])


def _by_days(wanted: Iterable[_Wanted]) -> Iterable[tuple[Days, list[_Wanted]]]:
    groups: dict[Days, list[_Wanted]] = defaultdict(list)
    for one in wanted:
        for days in one.days:
            groups[days].append(one)
    return sorted(groups.items())


def _insure(
    policy: Policy, days: Days, some: list[_Wanted], coming: Coming, dry: bool, by: Acts, now: dt.datetime
) -> None:
    people = Volunteer.objects.in_bulk([one.volunteer for one in some])
    came_in = None if dry else coming.add(0)
    added, refused = insurance.insure(
        policy=policy, volunteers=people.values(), starts_on=days[0], ends_on=days[1], came_in=came_in, by=by, now=now
    )  # fmt: skip
    gone_in = {cover.volunteer_id for cover in added}
    whys = {one.volunteer.pk: one.why for one in refused}
    first_time = 0
    for one in some:
        if one.volunteer in gone_in:
            first_time += not one.added
            one.added.append(days)
        else:
            one.refused.append(whys[one.volunteer])
    if dry or not added:
        transaction.set_rollback(True)
    elif first_time:
        coming.add(first_time)


def take_back(*, taken: TakenList, reason: str, by: Acts, now: dt.datetime) -> int:
    """Take everybody off the policy's list whom a list put there; answers how many.

    Raises:
        ValidationError: a claim stands on one of these covers; then all stay.
    """
    policy = Policy.objects.select_for_update(of=("self",)).get(taken_lists=taken)
    covers = list(Cover.objects.filter(came_in=taken).select_related("volunteer"))
    people = sorted({one.volunteer_id for one in covers})
    claimed: dict[int, set[dt.date]] = defaultdict(set)
    claims = Claim.objects.filter(policy=policy, incident__volunteer__in=people)
    for key, on in claims.values_list("incident__volunteer", "incident__happened_on"):
        claimed[key].add(on)
    kept = [one for one in covers if any(one.starts_on <= on <= one.ends_on for on in claimed[one.volunteer_id])]
    if kept:
        names = _("、").join(dict.fromkeys(one.volunteer.name for one in kept[:NAMED]))
        raise ValidationError(
            _("%(names)s的保險已經有理賠，整批移出會讓理賠失去根據，所以什麼都沒有收回。請到保單頁逐一移出其他人。")
            % {"names": names}
        )
    Cover.objects.filter(pk__in=[one.pk for one in covers]).delete()
    trail.record(Verb.UNINSURED, policy, by=by, now={"people": len(people)}, reason=reason, at=now)
    ledger.look_again_at(people, by=by, now=now)
    return len(people)
