"""How a candidate moves: with the unit, before the authority, at the centre, decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from foundation.accounts.roles import Permission
from foundation.audit.verbs import Verb
from foundation.workflow.moves import Move, Table
from volunteers.awards import facts
from volunteers.models import AwardCandidate, AwardPaper
from volunteers.rules import award_routes
from volunteers.rules.award_routes import PAPERS

from .subjects import award_of

CERTIFICATE = "performance_certificate"
"""What the rules call the certificate that proposals ask for as `certificate`."""
State = AwardCandidate.State
KEEP, REVIEW = Permission.KEEP_VOLUNTEERS, Permission.REVIEW_UNITS


def asked_papers(candidate: AwardCandidate) -> list[str]:
    """The papers she needs: the window's, and what the authority has marked, in the order of the list."""
    wanted = {*candidate.window.papers, *candidate.marks}
    return [key for key in PAPERS if key in wanted]


def lacking(candidate: AwardCandidate, on: dt.date) -> Iterable[str]:
    """Which papers are missing: neither attached nor issued here."""
    there = set(AwardPaper.objects.filter(candidate=candidate).values_list("key", flat=True))
    there |= issued_here([candidate], on)[candidate.pk]
    missing = [str(PAPERS[key].label) for key in asked_papers(candidate) if key not in there]
    if missing:
        yield _("%(name)s還缺%(papers)s。") % {"name": candidate.name, "papers": _("、").join(missing)}


def issued_here(rows: Collection[AwardCandidate], on: dt.date) -> dict[int, set[str]]:
    """Which papers of some candidates need not be attached because they were issued here and hold on a day.

    Of a family every member's. What the authority has marked is asked for all the same: it has seen what is here.
    """
    people: dict[int, set[int | None]] = {
        one.pk: {kin.volunteer_id for kin in one.kin.all()} or {one.volunteer_id} for one in rows
    }
    held = facts.papers_of({key for keys in people.values() for key in keys if key is not None}, on)
    return {
        one.pk: {"certificate"} - set(one.marks)
        if all(key is not None and CERTIFICATE in held.get(key, ()) for key in people[one.pk])
        else set()
        for one in rows
    }


def not_forwarded(candidate: AwardCandidate) -> Iterable[str]:
    """Whether it must go to the centre first."""
    if award_routes.route(award_of(candidate.window)).goes_on and candidate.state == State.SUBMITTED:
        yield _("%(name)s要先轉送中央，收到核定結果再登錄。") % {"name": candidate.name}


def nowhere_to_forward(candidate: AwardCandidate) -> Iterable[str]:
    """Whether there is a centre to send it to."""
    if not award_routes.route(award_of(candidate.window)).goes_on:
        yield _("這個獎由本機關核定，不必轉送。")


MOVES = Table(
    field="state",
    moves=(
        Move("submit", frozenset({State.DRAFT, State.RETURNED}), State.SUBMITTED, gettext_lazy("送件"), KEEP,
             dated_guards=(lacking,), stamp="submitted_at"),
        Move("withdraw", frozenset({State.DRAFT, State.SUBMITTED, State.RETURNED}), State.WITHDRAWN,
             gettext_lazy("撤回提報"), KEEP),
        Move("return", frozenset({State.SUBMITTED}), State.RETURNED, pgettext_lazy("動作", "退回補正"), REVIEW,
             verb=Verb.RETURNED, stamp="returned_at"),
        Move("forward", frozenset({State.SUBMITTED}), State.FORWARDED, gettext_lazy("轉送中央"), REVIEW,
             guards=(nowhere_to_forward,)),
        Move("approve", frozenset({State.SUBMITTED, State.FORWARDED}), State.APPROVED, gettext_lazy("核定"), REVIEW,
             guards=(not_forwarded,), verb=Verb.AWARD_APPROVED, stamp="decided_at"),
        Move("decline", frozenset({State.SUBMITTED, State.FORWARDED}), State.DECLINED, gettext_lazy("不通過"), REVIEW,
             needs_reason=True, stamp="decided_at"),
    ),
)  # fmt: skip
