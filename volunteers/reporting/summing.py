"""Sums on their way up: an authority closes a period and hands its sum to the county, the county to the association.

What went up is frozen: reports in it are neither accepted nor opened again until the sum came back. A county's sum is
that of its authorities' accepted sums, and the nation's that of the counties', so that every figure adds up on the way.
The sum of a whole year is over all reports of the year, whatever the rhythm, those of plans that ended among them:
these have no sum of their own, because plans end all year. No sum is closed before its period is over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from foundation import reasons
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import roc
from foundation.workflow.moves import Move, MoveRefused, Table
from volunteers.models import Authority, ResultReport, ResultSum
from volunteers.models.result import SUMMED, WHOLE, Term

from . import counting, totals
from .totals import Scope

State = ResultSum.State
REVIEW, NATION = Permission.REVIEW_UNITS, Permission.MAKE_NATIONAL_REPORT
LONGEST = 500
MOVES = Table(
    field="state",
    moves=(
        Move("accept", frozenset({State.SUBMITTED}), State.ACCEPTED, pgettext_lazy("成果彙整", "核定"), REVIEW,
             stamp="accepted_at", verb=Verb.RESULT_ACCEPTED),
        Move("return", frozenset({State.SUBMITTED, State.ACCEPTED}), State.RETURNED,
             pgettext_lazy("成果彙整", "退回重新彙整"), REVIEW, needs_reason=True, stamp="returned_at",
             verb=Verb.RETURNED),
    ),
)  # fmt: skip


def _over(year: int, term: str, now: dt.datetime) -> None:
    """Refuse to sum up what can still bring reports.

    Raises:
        MoveRefused: the period is not over, or nobody sums it up.
    """
    if term not in SUMMED:
        raise MoveRefused([_("計畫結束的回報併入全年度的彙整，不另外彙整。")])
    last = dt.date(year, 6, 30) if term == Term.FIRST else dt.date(year, 12, 31)
    if timezone.localdate(now) <= last:
        raise MoveRefused([_("這一期到%(day)s才結束，還會有新的回報，現在還不能彙整。") % {"day": roc.shown(last)}])


def _last(reports: QuerySet[ResultReport], term: str) -> QuerySet[ResultReport]:
    """The accepted ones from which people are taken: one of each unit."""
    done = reports.accepted()  # type: ignore[attr-defined]
    return done.last_of_year() if term in WHOLE else done


def close_authority(
    *, authority: Authority, county: County, year: int, term: str, by: Acts, now: dt.datetime, reason: str = ""
) -> ResultSum:
    """Sum an authority's accepted reports of a period, freeze the sum and hand it to the county.

    Args:
        authority: one of the county, or a central one to which units of the county report.
        reason: why it goes without the reports that have not been accepted, where there are any.

    Raises:
        MoveRefused: the period is not over, a report waits to be looked at, one is missing and no reason is given, or
            the sum is up already.
    """
    with transaction.atomic():
        county = County.objects.select_for_update().get(pk=county.pk)
        _over(year, term, now)
        rows = ResultReport.objects.of_period(year, term).filter(county=county, authority=authority)
        if rows.filter(state=ResultReport.State.SUBMITTED).exists():
            raise MoveRefused([_("還有送出來的回報沒有審完，請先核定或退回。")])
        found = totals.read(year=year, term=term, scope=Scope(county.pk, authority.pk))
        if not found.reports:
            raise MoveRefused([_("還沒有核定的回報，沒有東西可以彙整。")])
        if found.waiting and len(reason.strip()) < reasons.SHORTEST:
            raise MoveRefused(
                [_("還有 %(number)s 份沒有核定。要先送出彙整，請寫原因（至少 6 個字）。") % {"number": found.waiting}]
            )
        distinct = counting.distinct(_last(rows, term))
        return _freeze(county, authority, found, distinct, by=by, now=now, reason=reason)


def close_county(*, county: County, year: int, term: str, by: Acts, now: dt.datetime, reason: str = "") -> ResultSum:
    """Sum the authorities' accepted sums of a period, freeze the sum and hand it to the association.

    Raises:
        MoveRefused: the period is not over, an authority's sum is missing or not accepted yet, the county's is up
            already, or the nation's is settled.
    """
    with transaction.atomic():
        county = County.objects.select_for_update().get(pk=county.pk)
        _over(year, term, now)
        _unsettled(year, term)
        reports = ResultReport.objects.of_period(year, term).filter(county=county)
        offices = set(reports.values_list("authority", flat=True))
        sums = list(ResultSum.objects.filter(county=county, year=year, term=term, authority__isnull=False))
        ready = [one for one in sums if one.state == State.ACCEPTED]
        if not offices or {one.authority_id for one in ready} != offices:
            raise MoveRefused([_("還有主管機關的彙整沒有核定，請先核定。")])
        found = added_up(year, term, Scope(county.pk), ready)
        return _freeze(county, None, found, counting.distinct(_last(reports, term)), by=by, now=now, reason=reason)


def close_nation(*, year: int, term: str, by: Acts, now: dt.datetime, reason: str = "") -> ResultSum:
    """Settle the nation's sum of a period from the counties' accepted sums. From then on none of them comes back.

    Args:
        reason: why it is settled without the counties whose sums are not accepted, where there are any.

    Raises:
        MoveRefused: the period is not over, no county's sum is accepted, one is missing and no reason is given, or it
            is settled already.
    """
    with transaction.atomic():
        list(County.objects.select_for_update().order_by("pk").values_list("pk"))
        _over(year, term, now)
        ready = accepted_counties(year, term)
        if not ready:
            raise MoveRefused([_("還沒有核定的縣市彙整，沒有東西可以定案。")])
        missing = len(counties(year, term)) - len(ready)
        if missing and len(reason.strip()) < reasons.SHORTEST:
            raise MoveRefused(
                [_("還有 %(number)s 個縣市的彙整沒有核定。要先定案，請寫原因（至少 6 個字）。") % {"number": missing}]
            )
        reports = ResultReport.objects.of_period(year, term).filter(county__in=[one.county_id for one in ready])
        found = added_up(year, term, Scope(), ready)
        return _freeze(None, None, found, counting.distinct(_last(reports, term)), by=by, now=now, reason=reason)


def accepted_counties(year: int, term: str) -> list[ResultSum]:
    """The counties' sums of a period that the association has accepted."""
    rows = ResultSum.objects.filter(authority=None, county__isnull=False, year=year, term=term, state=State.ACCEPTED)
    return list(rows.select_related("county").order_by("county__position"))


def counties(year: int, term: str) -> set[str]:
    """The counties that have reports of a period."""
    found = ResultReport.objects.of_period(year, term).order_by().values_list("county", flat=True)
    return {str(one) for one in found.distinct()}


def added_up(year: int, term: str, scope: Scope, ready: Sequence[ResultSum]) -> totals.Totals:
    """The sum of frozen sums: every figure, corrections, and the reports that are in it or missing."""
    return totals.Totals(
        year, term, scope, totals.added([one.values for one in ready]),
        totals.added([one.corrections for one in ready]), sum(one.reports for one in ready),
        sum(one.missing for one in ready),
    )  # fmt: skip


def settled(year: int, term: str) -> ResultSum | None:
    """The nation's sum of a period, where it is settled."""
    return ResultSum.objects.filter(county=None, year=year, term=term, state__in=ResultSum.LOCKS).first()


def _unsettled(year: int, term: str) -> None:
    if settled(year, term):
        raise MoveRefused([_("全國的彙整已經定案，請先請協會退回全國的彙整。")])


def _freeze(
    county: County | None, authority: Authority | None, found: totals.Totals, distinct: dict[str, int], *, by: Acts,
    now: dt.datetime, reason: str,
) -> ResultSum:  # fmt: skip
    known = ResultSum.objects.filter(county=county, authority=authority, year=found.year, term=found.term).first()
    if known is not None and known.is_locked:
        raise MoveRefused([_("這一期的彙整已經送出。")])
    values: dict[str, Any] = {
        "state": State.SUBMITTED, "values": dict(found.values), "distinct": distinct,
        "corrections": dict(found.corrections), "reports": found.reports, "missing": found.waiting,
        "submitted_at": now, "submitted_by": by.as_actor().label, "remark": "",
    }  # fmt: skip
    if county is None:
        values |= {"state": State.ACCEPTED, "accepted_at": now, "accepted_by": by.as_actor().label}
    made, _new = ResultSum.objects.update_or_create(
        county=county, authority=authority, year=found.year, term=found.term, defaults=values
    )
    noted = {"result_year": found.year, "result_term": found.term, "result_reports": found.reports,
             "result_missing": found.waiting}  # fmt: skip
    trail.record(Verb.RESULTS_SUMMED, made, by=by, now=noted, reason=reason.strip(), at=now)
    return made


def accept(*, sum_: ResultSum, by: Acts, now: dt.datetime, seen: str = "") -> None:
    """Accept a sum that came from below: the county an authority's, the association a county's.

    Args:
        seen: the mark of the sum as the page showed it (`ResultSum.mark`); empty: not looked at.

    Raises:
        MoveRefused: it is not waiting, was given back and came anew since, or the nation's sum is settled without it.
    """
    with transaction.atomic():
        if sum_.county_id is not None:
            County.objects.select_for_update().get(pk=sum_.county_id)
            if sum_.authority_id is None:
                _unsettled(sum_.year, sum_.term)
        held = ResultSum.objects.select_for_update().get(pk=sum_.pk)
        if seen and held.state == State.SUBMITTED and seen != held.mark:
            raise MoveRefused([_("這份彙整在這段時間重新送出過，請再看一次才核定。")])
        MOVES.apply(sum_, "accept", by=by, now=now)


def send_back(*, sum_: ResultSum, reason: str, by: Acts, now: dt.datetime) -> None:
    """Give a sum back, so that what is in it can be opened and it can be summed anew.

    Raises:
        ValidationError: the reason tells nothing.
        MoveRefused: it is not up, or has gone into a sum above it.
    """
    kept = reasons.written(reason, ask=_("請寫為什麼要退回（至少 6 個字）。"), most=LONGEST)
    with transaction.atomic():
        if sum_.county_id is not None:
            County.objects.select_for_update().get(pk=sum_.county_id)
            above = ResultSum.objects.filter(
                county=sum_.county_id, authority=None, year=sum_.year, term=sum_.term, state__in=ResultSum.LOCKS
            )
            if sum_.authority_id is not None and above.exists():
                raise MoveRefused([_("這份彙整已經併入縣市的彙整，請先退回縣市的彙整。")])
            if sum_.authority_id is None:
                _unsettled(sum_.year, sum_.term)
        MOVES.apply(sum_, "return", by=by, reason=kept, now=now, along={"remark": kept})


def nation(*, year: int, term: str) -> totals.Totals:
    """The nation's frozen figures: as they are settled, and until then the sum of the counties' accepted sums."""
    if known := settled(year, term):
        return totals.frozen(known)
    return added_up(year, term, Scope(), accepted_counties(year, term))
