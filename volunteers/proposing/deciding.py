"""What the authority does: returning with marks, sending on to the centre, approving, declining.

What a machine cannot know is never approved by it: whoever approves writes down what she found, and its day is kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.taiwan import roc
from foundation.taiwan.fullwidth import tidy
from foundation.workflow.moves import MoveRefused
from volunteers.awards import giving
from volunteers.models import AwardCandidate, AwardFound, AwardGiven, AwardWindow
from volunteers.rules.award_findings import Answer
from volunteers.rules.award_judging import Assessment, Outcome
from volunteers.rules.award_routes import PAPERS

from . import committee, findings, proposals, ranking, subjects
from .moves import MOVES

Kind, State = AwardCandidate.Kind, AwardCandidate.State
LONGEST_MARK, LONGEST_WHY, LONGEST_FOUND = 500, 500, 300
HERSELF = "herself"
"""The mark that is about the candidate and no paper."""


def send_back(
    *, window: AwardWindow, marks: Mapping[int, Mapping[str, str]], by: User, now: dt.datetime
) -> int:  # fmt: skip
    """Return candidates to their units, each with what is to be put right, of herself and of each paper.

    Raises:
        MoveRefused: nobody is marked, a mark is too long, or one of them is not waiting.
    """
    said: dict[int, dict[str, str]] = {}
    for key, given in marks.items():
        kept = {name: text.strip() for name, text in given.items() if text.strip() and name in (*PAPERS, HERSELF)}
        for text in kept.values():
            if long := reasons.too_long(text, LONGEST_MARK, what=_("補正意見")):
                raise MoveRefused([long])
        if kept:
            said[key] = kept
    with transaction.atomic():
        rows = _held(window, said)
        if not rows:
            raise MoveRefused([_("請在要退回的人旁邊寫要補正什麼，單位才知道要改什麼。")])
        for one in rows:
            MOVES.apply(
                one, "return", by=by, now=now, along={"marks": said[one.pk]}, noted={"paper_marks": list(said[one.pk])}
            )
    return len(rows)


def forward(
    *, window: AwardWindow, candidates: Collection[int], number: str, by: User, now: dt.datetime
) -> int:  # fmt: skip
    """Send candidates on to the centre, by the letter with this number.

    Raises:
        MoveRefused: nobody is named, no number, or one of them is not waiting.
    """
    on = timezone.localdate(now)
    with transaction.atomic():
        rows = _named(window, candidates)
        written = _number(number, needed=True)
        for one in rows:
            along = {"forwarded_on": on, "decision_number": written}
            MOVES.apply(one, "forward", by=by, now=now, along=along, noted=along)
    return len(rows)


def decline(
    *, window: AwardWindow, candidates: Collection[int], reason: str, by: User, now: dt.datetime
) -> int:  # fmt: skip
    """Decline candidates, with the reason that their units read.

    Raises:
        ValidationError: the reason says nothing.
        MoveRefused: nobody is named, or one of them is not waiting.
    """
    why = reasons.written(reason, ask=_("請寫下不通過的理由（至少 6 個字）。"), most=LONGEST_WHY)
    with transaction.atomic():
        rows = _named(window, candidates)
        for one in rows:
            MOVES.apply(one, "decline", by=by, now=now, reason=why, along={"decision_why": why, "marks": {}})
    return len(rows)


def open_points(
    window: AwardWindow, rows: Collection[AwardCandidate], on: dt.date | None = None
) -> dict[int, list[str]]:
    """Of each candidate what the rule leaves to people, as of the day she was put forward, by what was stated since."""
    found = subjects.candidates(window, rows, until=on)
    return {key: findings.open_words(one) for key, one in found.items()}


def approve(
    *, window: AwardWindow, candidates: Collection[int], given_on: dt.date, number: str, words: str, by: User,
    now: dt.datetime,
) -> int:  # fmt: skip
    """Approve candidates, all or none: each award is written into the register.

    The rule is asked again, as of the day of the proposal and by what is known of that day now: hours that were taken
    out since count no more, and nobody loses what she had by the last day because a year has turned. What was stated
    and issued since counts, for and against: that is what is made up for when something is returned.

    Args:
        words: what whoever approves found where the machine cannot know; needed as soon as one of them has such a
            condition.

    Raises:
        ValidationError: by field, what of the approval is missing or cannot be.
        MoveRefused: nobody is named, the rule says no of one of them, or there are not so many places.
    """
    on = timezone.localdate(now)
    if given_on > on:
        raise ValidationError({"given_on": _("核定日期不能晚於今天（%(day)s）。") % {"day": roc.shown(on)}})
    with transaction.atomic():
        rows = _named(window, candidates)
        written = _number(number)
        if gone := _elsewhere(rows):
            raise MoveRefused(gone)
        found = subjects.candidates(window, rows, until=on)
        problems = [why for one in rows for why in MOVES.problems(one, "approve", on=on)]
        problems += [*_no_longer(rows, found), *_given_since(rows), *_no_place(window, rows)]
        if problems:
            raise MoveRefused(problems)
        asked = {key: findings.open_words(one) for key, one in found.items() if one.outcome is not Outcome.ELIGIBLE}
        said = ""
        if asked:
            said = reasons.written(
                words, ask=_("有要由人認定的條件，請寫下怎麼認定的（至少 6 個字）。"), most=LONGEST_FOUND, field="words"
            )
        for one in rows:
            MOVES.apply(
                one, "approve", by=by, now=now, noted={"given_on": given_on},
                along={"given": _give(one, given_on, on, by, now), "decision_number": written or one.decision_number,
                       "decision_why": "", "marks": {}},
            )  # fmt: skip
        AwardFound.objects.bulk_create(
            AwardFound(
                candidate_id=key, asked=points, words=said, found_on=on, found_at=now,
                found_by=by.as_actor().label[:200],
            )
            for key, points in asked.items()
        )  # fmt: skip
    return len(rows)


def rank(*, window: AwardWindow, ranks: Mapping[int, int | None], by: User, now: dt.datetime) -> None:
    """Say in which order the authority places the candidates that were handed in; what a unit still drafts is not
    before it, and keeps its place.

    Raises:
        ValidationError: a place is given twice, has been given to somebody of another unit, or is none.
    """
    with transaction.atomic():
        AwardWindow.objects.select_for_update().get(pk=window.pk)
        those = AwardCandidate.objects.filter(window=window).live().exclude(state=State.DRAFT)
        if changed := ranking.place(those, "authority_rank", ranks):
            trail.record(Verb.CHANGED, window, by=by, now={"ranked": changed}, at=now)


def _give(one: AwardCandidate, given_on: dt.date, on: dt.date, by: User, now: dt.datetime) -> AwardGiven:
    """Write the award into the register: hers, the unit's, or that of each member of the family."""
    note = _("年度提報核定")
    counted = min(one.found_on, given_on)
    values: dict[str, Any] = {
        "award": one.window.award,
        "given_on": given_on,
        "counted_until": counted,
        "on": on,
        "now": now,
        "rule": subjects.award_of(one.window),
    }
    if one.volunteer is None:
        return giving.record(who=one.proposal.unit, by=by, note=note, **values)
    if one.kind == Kind.PERSON:
        return giving.record(who=one.volunteer, by=by, note=note, **values)
    hers = None
    for kin in one.kin.select_related("volunteer"):
        kin.given = giving.record(who=kin.volunteer, by=by, note=_("家庭獎，%(note)s") % {"note": note}, **values)
        kin.save(update_fields=["given"])
        if kin.volunteer_id == one.volunteer_id:
            hers = kin.given
    assert hers is not None, "the applicant is a member"  # noqa: S101  written so by `propose_family`
    return hers


def _elsewhere(rows: Collection[AwardCandidate]) -> list[str]:
    """Of whom nothing waits to be approved."""
    return [
        _("%(name)s現在是「%(state)s」，不能核定。請重新整理頁面再看一次。")
        % {"name": one.name, "state": one.get_state_display()}
        for one in rows
        if one.state not in MOVES.moves["approve"].from_
    ]


def _no_longer(rows: Collection[AwardCandidate], found: Mapping[int, Assessment]) -> list[str]:
    """Of whom the rule says no, as of the day she was put forward."""
    return [
        _("依提報那一天的資料現在看不符合：%(who)s") % {"who": proposals.refusal(one.name, found[one.pk])}
        for one in rows
        if found[one.pk].finding.answer is Answer.NO
    ]


def _given_since(rows: Collection[AwardCandidate]) -> list[str]:
    """Who has got the same award since it was put forward: a person, somebody of a family, or a unit's team."""
    problems = []
    for one in rows:
        since = AwardGiven.objects.filter(award=one.window.award, given_on__gt=one.found_on, revoked_on=None)
        if one.volunteer_id is None:
            got = [one.name] if since.filter(unit=one.proposal.unit_id).exists() else []
        else:
            who = {one.volunteer_id, *(kin.volunteer_id for kin in one.kin.all())}
            people = since.filter(volunteer__in=who).order_by("volunteer__name_key")
            got = list(dict.fromkeys(people.values_list("volunteer__name", flat=True)))
        if got:
            problems.append(_("%(name)s在提報以後已經得到這個獎。") % {"name": _("、").join(got)})
    return problems


def _no_place(window: AwardWindow, rows: Collection[AwardCandidate]) -> list[str]:
    problems = []
    if window.has_committee and (why := committee.unfinished(window)):
        problems.append(why)
    if window.places is not None:
        there = AwardCandidate.objects.filter(window=window, state=State.APPROVED, given__revoked_on=None).count()
        if there + len(rows) > window.places:
            problems.append(
                _("名額 %(places)s，已經核定 %(there)s，這次選了 %(new)s。")
                % {"places": window.places, "there": there, "new": len(rows)}
            )
    return problems


def _number(number: str, *, needed: bool = False) -> str:
    kept = tidy(number)
    if needed and not kept:
        raise ValidationError({"number": _("請寫文號，例如：府社工字第1150012345號。")})
    if len(kept) > 50:
        raise ValidationError({"number": _("最多 50 個字。")})
    return kept


def _held(window: AwardWindow, keys: Collection[int]) -> list[AwardCandidate]:
    rows = AwardCandidate.objects.filter(window=window, pk__in=list(keys)).select_for_update(of=("self",))
    rows = rows.select_related("window", "volunteer", "proposal__unit__organisation").prefetch_related("kin")
    return list(rows.order_by("pk"))


def _named(window: AwardWindow, keys: Collection[int]) -> list[AwardCandidate]:
    AwardWindow.objects.select_for_update().get(pk=window.pk)
    rows = _held(window, keys)
    if not rows:
        raise MoveRefused([_("還沒有選人。")])
    return rows
