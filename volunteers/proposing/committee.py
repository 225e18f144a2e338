"""The committee: what is scored with which weight, who scores, who stands apart, and what comes of it.

Whoever has an interest says so, and then nothing of hers counts and nothing can be entered. Whoever is the candidate
herself, is known to be of her family, or has a place in the unit that puts her forward or volunteers there, is told so
before she has read anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.accounts.models import Membership, User
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan.fullwidth import tidy
from volunteers.models import (
    AwardCandidate,
    AwardCriterion,
    AwardJuror,
    AwardKin,
    AwardPoint,
    AwardScoring,
    AwardWindow,
    Enrolment,
    FamilyMember,
    Volunteer,
)
from volunteers.rules import award_ranking
from volunteers.rules.award_ranking import Place

WHOLE, MOST_CRITERIA = 100, 20
SCORED = (AwardCandidate.State.SUBMITTED, AwardCandidate.State.FORWARDED)
LONGEST_REMARK, LONGEST_CONFLICT = 300, 200


def weigh(*, window: AwardWindow, criteria: Sequence[tuple[str, int]], by: Acts, now: dt.datetime) -> None:
    """Settle what is scored; the weights add up to 100. Nothing is weighed anew once somebody has scored.

    Raises:
        ValidationError: nothing is named, a name is missing or comes twice, the sum is another, or it is too late.
    """
    wanted = [(tidy(name), weight) for name, weight in criteria if tidy(name) or weight]
    names = [name for name, _weight in wanted]
    if not wanted or len(wanted) > MOST_CRITERIA or not all(names) or len(set(names)) != len(names):
        raise ValidationError(_("每個評分項目都要有名稱，不能重複，最多 20 項。"))
    if any(len(name) > 60 for name in names):
        raise ValidationError(_("評分項目的名稱最多 60 個字。"))
    if any(weight < 1 for _name, weight in wanted) or sum(weight for _name, weight in wanted) != WHOLE:
        raise ValidationError(
            _("配分都要大於 0，合計 100；現在合計 %(sum)s。") % {"sum": sum(weight for _name, weight in wanted)}
        )
    with transaction.atomic():
        AwardWindow.objects.select_for_update().get(pk=window.pk)
        if AwardPoint.objects.filter(criterion__window=window).exists():
            raise ValidationError(_("已經有委員評分，評分項目不能再改。"))
        window.criteria.all().delete()
        AwardCriterion.objects.bulk_create(
            AwardCriterion(window=window, position=number, name=name, weight=weight)
            for number, (name, weight) in enumerate(wanted, 1)
        )
        trail.record(
            Verb.CHANGED, window, by=by, now={"criteria": [f"{name} {weight}" for name, weight in wanted]}, at=now
        )


def appoint(*, window: AwardWindow, user: User, by: Acts, now: dt.datetime) -> AwardJuror:
    """Let somebody sit on the committee; who has left comes back under her number.

    Raises:
        ValidationError: she sits there already, or is no longer active.
    """
    if not user.is_active:
        raise ValidationError(_("這個帳號已經停用。"))
    with transaction.atomic():
        AwardWindow.objects.select_for_update().get(pk=window.pk)
        there = AwardJuror.objects.filter(window=window, user=user).first()
        if there is not None and there.left_on is None:
            raise ValidationError(_("她已經是評審委員。"))
        if there is None:
            last = window.jurors.aggregate(last=Max("number"))["last"] or 0
            there = AwardJuror(window=window, user=user, number=last + 1)
        there.left_on = None
        there.save()
        trail.record(Verb.CHANGED, window, by=by, now={"juror": there.number}, at=now)
    return there


def leave(*, juror: AwardJuror, by: Acts, now: dt.datetime) -> None:
    """Let somebody leave the committee; what she scored counts no more.

    Raises:
        ValidationError: she has left already.
    """
    with transaction.atomic():
        on = timezone.localdate(now)
        if not AwardJuror.objects.filter(pk=juror.pk, left_on=None).update(left_on=on):
            raise ValidationError(_("這位委員已經離開。"))
        trail.record(Verb.CHANGED, juror, by=by, now={"left_on": on}, at=now)


def interest(juror: AwardJuror, candidate: AwardCandidate, on: dt.date) -> str:
    """Why she plainly has an interest; empty where the register knows of none."""
    people = {candidate.volunteer_id} if candidate.volunteer_id is not None else set()
    people |= set(candidate.kin.values_list("volunteer", flat=True))
    mine = set(Volunteer.objects.filter(user=juror.user_id).values_list("pk", flat=True))
    if people & mine:
        return _("候選人就是您本人。")
    if mine and people & _related(mine):
        return _("候選人是您的家人。")
    if mine and Enrolment.objects.filter(unit=candidate.proposal.unit_id, volunteer__in=mine).on(on).exists():
        return _("您是提報單位的志工。")
    held = Membership.objects.current(on).filter(user=juror.user_id)
    if held.filter(organisation=candidate.proposal.unit.organisation_id).exists():
        return _("提報的單位就是您承辦的單位。")
    return ""


def _related(people: Collection[int]) -> set[int]:
    """Whom the register knows as family of some people: kept as one, or put forward together."""
    kept = FamilyMember.objects.filter(family__in=FamilyMember.objects.filter(volunteer__in=people).values("family"))
    together = AwardKin.objects.filter(candidate__in=AwardKin.objects.filter(volunteer__in=people).values("candidate"))
    return {*kept.values_list("volunteer", flat=True), *together.values_list("volunteer", flat=True)}


def declare(*, juror: AwardJuror, candidate: AwardCandidate, reason: str, by: Acts, now: dt.datetime) -> AwardScoring:
    """Stand apart from a candidate: what was scored of her is taken out, and nothing can be entered.

    Raises:
        ValidationError: she does not sit here, it is declared already, or the reason says nothing.
    """
    why = reasons.written(
        reason, ask=_("請寫下是什麼關係（至少 2 個字），例如三親等內親屬、同單位。"), most=LONGEST_CONFLICT,
        least=reasons.A_WORD,
    )  # fmt: skip
    with transaction.atomic():
        one = _scoring(juror, candidate, now)
        if one.conflict:
            raise ValidationError(_("已經申報過利益衝突。"))
        one.points.all().delete()
        one.conflict, one.total, one.remark = why, None, ""
        one.save()
        trail.record(Verb.CONFLICT_DECLARED, candidate, by=by, now={"juror": juror.number}, reason=why, at=now)
    return one


def score(
    *, juror: AwardJuror, candidate: AwardCandidate, points: Mapping[int, int], remark: str = "", by: Acts,
    now: dt.datetime,
) -> AwardScoring:  # fmt: skip
    """Score a candidate: 0 to 100 points for every criterion.

    Raises:
        ValidationError: she stands apart or must, does not sit here, the candidate is decided, or points are missing.
    """
    if why := interest(juror, candidate, timezone.localdate(now)):
        raise ValidationError(_("%(why)s請申報利益衝突，這位候選人的分數不由您評。") % {"why": why})
    if long := reasons.too_long(remark, LONGEST_REMARK, what=_("評語")):
        raise ValidationError({"remark": long})
    weights = dict(juror.window.criteria.values_list("pk", "weight"))
    if any(not 0 <= value <= 100 for value in points.values()):
        raise ValidationError(_("每一項是 0 到 100 分。"))
    total = award_ranking.weighted(points, weights)
    if total is None:
        raise ValidationError(_("每一個評分項目都要給分。"))
    with transaction.atomic():
        one = _scoring(juror, candidate, now)
        if one.conflict:
            raise ValidationError(_("您已經申報利益衝突，不能評分。"))
        one.points.all().delete()
        one.total, one.remark, one.changed_at = total, remark.strip(), now
        one.save()
        AwardPoint.objects.bulk_create(
            AwardPoint(scoring=one, criterion_id=key, points=value) for key, value in points.items()
        )
        trail.record(Verb.CHANGED, candidate, by=by, now={"juror": juror.number}, at=now)
    return one


def _scoring(juror: AwardJuror, candidate: AwardCandidate, now: dt.datetime) -> AwardScoring:
    """Her sheet for a candidate, under lock."""
    if juror.window_id != candidate.window_id or not AwardJuror.objects.filter(pk=juror.pk, left_on=None).exists():
        raise ValidationError(_("您不是這次受理的評審委員。"))
    held = AwardCandidate.objects.select_for_update().get(pk=candidate.pk)
    if held.state not in SCORED:
        raise ValidationError(_("這位候選人現在不能評分。"))
    one, _made = AwardScoring.objects.get_or_create(juror=juror, candidate=held, defaults={"changed_at": now})
    return one


@dataclass(frozen=True, slots=True)
class Result:
    """The candidates by their scores, and who has not scored whom yet."""

    places: list[Place]
    waiting: dict[int, list[int]]
    apart: dict[int, list[int]]


def result(window: AwardWindow) -> Result:
    """What the scores come to: of each candidate by number of the members who are still to score, or stand apart."""
    seats = dict(window.jurors.filter(left_on=None).values_list("pk", "number"))
    standing = AwardCandidate.objects.filter(window=window, state__in=AwardCandidate.HANDED_IN)
    states = dict(standing.order_by("pk").values_list("pk", "state"))
    keys = list(states)
    totals: dict[int, list[int]] = {key: [] for key in keys}
    # Who is decided already, without scores or before a member came, is nobody's to score any more.
    waiting = {key: set(seats) if state in SCORED else set() for key, state in states.items()}
    apart: dict[int, list[int]] = {key: [] for key in keys}
    rows = AwardScoring.objects.filter(candidate__in=keys, juror__in=seats).order_by("candidate", "juror__number")
    for candidate, juror, conflict, total in rows.values_list("candidate", "juror", "conflict", "total"):
        if conflict:
            apart[candidate].append(seats[juror])
            waiting[candidate].discard(juror)
        elif total is not None:
            totals[candidate].append(total)
            waiting[candidate].discard(juror)
    left = {key: sorted(seats[one] for one in who) for key, who in waiting.items() if who}
    bare = {key for key, state in states.items() if state not in SCORED and not totals[key]}
    ranked = {key: scores for key, scores in totals.items() if key not in bare}
    return Result(award_ranking.rank(ranked, window.places), left, {key: who for key, who in apart.items() if who})


def unfinished(window: AwardWindow) -> str:
    """Why nothing can be decided yet; empty where every member has scored or stands apart."""
    if not window.jurors.filter(left_on=None).exists():
        return _("還沒有評審委員，不能核定。")
    found = result(window)
    if found.waiting:
        return _("還有 %(count)s 位候選人的評分沒有到齊，不能核定。") % {"count": len(found.waiting)}
    if any(one.mean is None for one in found.places):
        return _("有候選人的委員全部申報利益衝突，沒有人能評分，請加聘委員。")
    return ""


def tie_shown(found: Result, places: int | None) -> str:
    """What is to be said where equals stand across the last place; empty where none do."""
    equal = [one for one in found.places if one.is_in is None and one.mean is not None]
    if not equal or places is None:
        return ""
    before = sum(one.is_in is True for one in found.places)
    return _(
        "有 %(count)s 位同分（%(mean)s 分），名額只剩 %(left)s。沒有規定同分怎麼排，請由委員會決議，再核定決議的人。"
    ) % {"count": len(equal), "mean": f"{float(equal[0].mean or 0):.2f}", "left": places - before}
