"""Sums on their way up: an authority closes a period and hands its sum to the county, the county to the association.

What went up is frozen: reports in it are neither accepted nor opened again until the sum came back. A county's sum is
that of its authorities' accepted sums, and the nation's that of the counties', so that every figure adds up on the way.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from foundation import reasons
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.workflow.moves import Move, MoveRefused, Table
from volunteers.models import Authority, ResultReport, ResultSum

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


def close_authority(
    *, authority: Authority, county: County, year: int, term: str, by: Acts, now: dt.datetime, reason: str = ""
) -> ResultSum:
    """Sum an authority's accepted reports of a period, freeze the sum and hand it to the county.

    Args:
        reason: why it goes without the reports that have not been accepted, where there are any.

    Raises:
        MoveRefused: a report waits to be looked at, one is missing and no reason is given, or the sum is up already.
    """
    with transaction.atomic():
        county = County.objects.select_for_update().get(pk=county.pk)
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
        done = rows.accepted()
        last = max(done.values_list("last_on", flat=True))
        distinct = counting.distinct(list(done.values_list("unit", flat=True)), last)
        return _freeze(county, authority, found, distinct, by=by, now=now, reason=reason)


def close_county(*, county: County, year: int, term: str, by: Acts, now: dt.datetime, reason: str = "") -> ResultSum:
    """Sum the authorities' accepted sums of a period, freeze the sum and hand it to the association.

    Raises:
        MoveRefused: an authority's sum is missing or not accepted yet, or the county's is up already.
    """
    with transaction.atomic():
        county = County.objects.select_for_update().get(pk=county.pk)
        reports = ResultReport.objects.of_period(year, term).filter(county=county)
        offices = set(reports.values_list("authority", flat=True))
        sums = list(ResultSum.objects.filter(county=county, year=year, term=term, authority__isnull=False))
        ready = [one for one in sums if one.state == State.ACCEPTED]
        if not offices or {one.authority_id for one in ready} != offices:
            raise MoveRefused([_("還有主管機關的彙整沒有核定，請先核定。")])
        found = totals.Totals(
            year, term, Scope(county.pk), totals.added([one.values for one in ready]),
            totals.added([one.corrections for one in ready]), sum(one.reports for one in ready),
            sum(one.missing for one in ready),
        )  # fmt: skip
        done = reports.accepted()
        distinct = counting.distinct(
            list(done.values_list("unit", flat=True)), max(done.values_list("last_on", flat=True))
        )
        return _freeze(county, None, found, distinct, by=by, now=now, reason=reason)


def _freeze(
    county: County, authority: Authority | None, found: totals.Totals, distinct: dict[str, int], *, by: Acts,
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
    made, _new = ResultSum.objects.update_or_create(
        county=county, authority=authority, year=found.year, term=found.term, defaults=values
    )
    noted = {"result_year": found.year, "result_term": found.term, "result_reports": found.reports,
             "result_missing": found.waiting}  # fmt: skip
    trail.record(Verb.RESULTS_SUMMED, made, by=by, now=noted, reason=reason.strip(), at=now)
    return made


def accept(*, sum_: ResultSum, by: Acts, now: dt.datetime) -> None:
    """Accept a sum that came from below: the county an authority's, the association a county's.

    Raises:
        MoveRefused: it is not waiting.
    """
    MOVES.apply(sum_, "accept", by=by, now=now)


def send_back(*, sum_: ResultSum, reason: str, by: Acts, now: dt.datetime) -> None:
    """Give a sum back, so that reports in it can be opened and it can be summed anew.

    Raises:
        ValidationError: the reason tells nothing.
        MoveRefused: it is not up, or has gone into the county's sum.
    """
    kept = reasons.written(reason, ask=_("請寫為什麼要退回（至少 6 個字）。"), most=LONGEST)
    with transaction.atomic():
        County.objects.select_for_update().get(pk=sum_.county_id)
        above = ResultSum.objects.filter(
            county=sum_.county_id, authority=None, year=sum_.year, term=sum_.term, state__in=ResultSum.LOCKS
        )
        if sum_.authority_id is not None and above.exists():
            raise MoveRefused([_("這份彙整已經併入縣市的彙整，請先退回縣市的彙整。")])
        MOVES.apply(sum_, "return", by=by, reason=kept, now=now, along={"remark": kept})


def nation(*, year: int, term: str) -> totals.Totals:
    """The sum of the counties' accepted sums of a period, and how many counties' are not accepted yet."""
    reporting = set(ResultReport.objects.of_period(year, term).values_list("county", flat=True))
    ready = list(ResultSum.objects.filter(authority=None, year=year, term=term, state=State.ACCEPTED))
    return totals.Totals(
        year, term, Scope(), totals.added([one.values for one in ready]),
        totals.added([one.corrections for one in ready]), len(ready), len(reporting) - len(ready),
    )  # fmt: skip
