"""A round of evaluation: begun with everybody who has been there long enough, told when all points are in, closed.

Source: 志願服務法 第 19 條第 1 項 (units evaluate regularly); 手冊: once a year or half a year, published rules, fair
and open. That there are two raters, that neither sees the other's points before both are in, and how long a result may
be asked to be looked at again is the house's and the unit's: no source says so. A result leads to nothing by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation import reasons
from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Role
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from volunteers.models import Enrolment, Evaluation, EvaluationRound, EvaluationScale, Unit

from . import evidence, judging

State = EvaluationRound.State
MOST_PEOPLE = 2000


def raters_for(unit: Unit, on: dt.date) -> models.QuerySet[User]:
    """Who may give points in a unit: those who keep its people, on that day."""
    held = Membership.objects.current(on).filter(
        models.Q(role=Role.UNIT_COORDINATOR, organisation=unit.organisation_id)
        | models.Q(role=Role.COUNTY_OFFICER, county=unit.county_id)
    )
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name", "pk")


def evaluated(unit: Unit, *, last_on: dt.date, least_days: int) -> models.QuerySet[Enrolment]:
    """Who is evaluated: in the unit on the last day, and for long enough by then, both days included."""
    since = last_on - dt.timedelta(days=max(least_days - 1, 0))
    return Enrolment.objects.filter(unit=unit, joined_on__lte=since).on(last_on)


def begin(
    *,
    unit: Unit,
    year: int,
    term: str,
    first_on: dt.date,
    last_on: dt.date,
    scale: EvaluationScale,
    least_days: int,
    appeal_days: int,
    raters: tuple[User, User],
    by: Acts,
    now: dt.datetime,
) -> EvaluationRound:
    """Begin a round, with a row for everybody who is evaluated and what the ledgers say of her.

    Raises:
        ValidationError: a value is wrong, a rater does not keep this unit's people, or nobody is to be evaluated.
    """
    found: dict[str, str] = {}
    today = timezone.localdate(now)
    if first_on > today:
        found["first_on"] = _("考核期間還沒開始。")
    fits = scale.unit_id == unit.pk or (scale.authority_id is not None and scale.authority_id == unit.authority_id)
    if not fits or scale.valid_from > last_on:
        found["scale"] = _("這一套標準不適用於這段期間。")
    fit = set(raters_for(unit, today).values_list("pk", flat=True))
    for name, rater in zip(("first_rater", "second_rater"), raters, strict=True):
        if rater.pk not in fit:
            found[name] = _("考核人要是管理這個單位志工的人。")
    if found:
        raise ValidationError(found)
    made = EvaluationRound(
        unit=unit, year=year, term=term, first_on=first_on, last_on=last_on, scale=scale, least_days=least_days,
        appeal_days=appeal_days, first_rater=raters[0], second_rater=raters[1], begun_at=now,
        begun_by=by.as_actor().label[:200],
    )  # fmt: skip
    made.full_clean()
    people = list(
        evaluated(unit, last_on=last_on, least_days=least_days)
        .order_by("volunteer")
        .values_list("volunteer", flat=True)
        .distinct()
    )
    if not people:
        raise ValidationError({"least_days": _("沒有人在隊滿這麼多天；請確認考核期間和天數。")})
    if len(people) > MOST_PEOPLE:
        raise ValidationError(_("一次最多考核 2,000 人。"))
    with transaction.atomic():
        made.save()
        known = evidence.gather(unit, people, first_on, last_on)
        Evaluation.objects.bulk_create(
            (Evaluation(round=made, volunteer_id=person, evidence=known[person]) for person in sorted(people)),
            batch_size=500,
        )
        trail.record(Verb.EVALUATION_BEGUN, made, by=by, now={"people": len(people)}, at=now)
    return made


def fill_in(*, round_: EvaluationRound, by: Acts, now: dt.datetime) -> EvaluationRound:
    """Read the ledgers anew: hours were approved or a training entered since the round began.

    Raises:
        ValidationError: the results have been told.
    """
    with transaction.atomic():
        held = locked(round_, State.RATING)
        rows = list(held.evaluations.all())
        known = evidence.gather(held.unit, [row.volunteer_id for row in rows], held.first_on, held.last_on)
        for row in rows:
            row.evidence = known[row.volunteer_id]
        Evaluation.objects.bulk_update(rows, ["evidence"], batch_size=200)
        trail.record(Verb.CHANGED, held, by=by, now={"people": len(rows)}, at=now)
    return held


def leave_out(*, evaluation: Evaluation, reason: str, by: Acts, now: dt.datetime) -> Evaluation:
    """Leave somebody out of a round, such as who left or was ill for most of the year.

    Raises:
        ValidationError: no reason, or the results have been told.
    """
    reason = reasons.written(
        reason, ask=_("請寫下不列入考核的原因（例如：已離隊、長期請假）。"), most=200, least=reasons.A_WORD
    )
    with transaction.atomic():
        held = locked(evaluation.round, State.RATING)
        Evaluation.objects.filter(pk=evaluation.pk, round=held).update(left_out_why=reason)
        evaluation.left_out_why = reason
        trail.record(Verb.EVALUATION_LEFT_OUT, evaluation, by=by, reason=reason, at=now)
    return evaluation


def take_in(*, evaluation: Evaluation, by: Acts, now: dt.datetime) -> Evaluation:
    """Take somebody back in who was left out.

    Raises:
        ValidationError: the results have been told.
    """
    with transaction.atomic():
        held = locked(evaluation.round, State.RATING)
        Evaluation.objects.filter(pk=evaluation.pk, round=held).update(left_out_why="")
        evaluation.left_out_why = ""
        trail.record(Verb.CHANGED, evaluation, by=by, now={"left_out_why": ""}, at=now)
    return evaluation


def change_rater(
    *, round_: EvaluationRound, old: User, new: User, reason: str, by: Acts, now: dt.datetime
) -> EvaluationRound:
    """Let somebody else give the points in a rater's place; what the first gave is kept and does not count.

    Raises:
        ValidationError: no reason, the old one is no rater or the new one cannot be, or the results have been told.
    """
    reason = reasons.written(
        reason, ask=_("請寫下為什麼換考核人（例如：已調職、本人也要受考核）。"), most=200, least=reasons.A_WORD
    )
    with transaction.atomic():
        held = locked(round_, State.RATING)
        if old.pk not in held.raters:
            raise ValidationError({"old": _("這一位不是這次的考核人。")})
        if new.pk in held.raters:
            raise ValidationError({"new": _("這一位已經是這次的考核人。")})
        if not raters_for(held.unit, timezone.localdate(now)).filter(pk=new.pk).exists():
            raise ValidationError({"new": _("考核人要是管理這個單位志工的人。")})
        place = "first_rater" if held.first_rater_id == old.pk else "second_rater"
        setattr(held, place, new)
        held.save(update_fields=[place])
        trail.record(
            Verb.CHANGED, held, by=by, was={place: old.name}, now={place: new.name}, reason=reason, at=now
        )  # fmt: skip
    return held


def tell(*, round_: EvaluationRound, by: Acts, now: dt.datetime) -> EvaluationRound:
    """Reckon everybody's score and grade, and tell them: from now on each sees her own.

    Raises:
        ValidationError: not everybody has both raters' points, or it has been told already.
    """
    with transaction.atomic():
        held = locked(round_, State.RATING)
        rows = list(held.evaluations.filter(left_out_why="").prefetch_related("ratings"))
        given = {row.pk: [one for one in row.ratings.all() if one.rater_id in held.raters] for row in rows}
        if short := sum(1 for ratings in given.values() if len(ratings) < len(held.raters)):
            raise ValidationError(
                ngettext("還有 %(count)s 人沒有兩位考核人的分數。", "還有 %(count)s 人沒有兩位考核人的分數。", short)
                % {"count": short}
            )
        if not rows:
            raise ValidationError(_("沒有人列入考核，沒有結果可以告知。"))
        rules, weights = held.scale.rules, held.scale.weights
        for row in rows:
            points = [one.by_number for one in given[row.pk]]
            row.score, found = judging.result(points, rules, weights)
            row.grade, row.failing = found.code, found.is_failing
        Evaluation.objects.bulk_update(rows, ["score", "grade", "failing"], batch_size=200)
        held.state, held.told_at = State.TOLD, now
        held.save(update_fields=["state", "told_at"])
        trail.record(Verb.EVALUATION_TOLD, held, by=by, now={"people": len(rows)}, at=now)
    return held


def close(*, round_: EvaluationRound, by: Acts, now: dt.datetime) -> EvaluationRound:
    """Close a round for good.

    Raises:
        ValidationError: it has not been told, the days for asking again are not over, or somebody waits for an answer.
    """
    with transaction.atomic():
        held = locked(round_, State.TOLD)
        if timezone.localdate(now) <= last_day(held):
            raise ValidationError(_("複核期間到 %(day)s，過了才能結束。") % {"day": last_day(held).isoformat()})
        if open_appeals(held).exists():
            raise ValidationError(_("還有人申請複核沒有答覆，答覆了才能結束。"))
        held.state, held.closed_at = State.CLOSED, now
        held.save(update_fields=["state", "closed_at"])
        trail.record(Verb.EVALUATION_CLOSED, held, by=by, at=now)
    return held


def last_day(round_: EvaluationRound) -> dt.date:
    """The last day on which a result may be asked to be looked at again; the day of telling itself does not count."""
    if round_.told_at is None:
        raise ValueError("not told yet")
    return timezone.localdate(round_.told_at) + dt.timedelta(days=round_.appeal_days)


def open_appeals(round_: EvaluationRound) -> models.QuerySet[Evaluation]:
    """Those who asked and wait for an answer."""
    return Evaluation.objects.filter(round=round_, appealed_at__isnull=False, decided_at=None)


def listed(round_: EvaluationRound) -> models.QuerySet[Evaluation]:
    """Everybody in a round by her number in the unit, which each row has as `unit_number`."""
    number = Enrolment.objects.filter(unit=round_.unit_id, volunteer=models.OuterRef("volunteer")).order_by(
        "-joined_on"
    )
    rows = Evaluation.objects.filter(round=round_).annotate(unit_number=models.Subquery(number.values("number")[:1]))
    return rows.order_by("unit_number", "volunteer__name_key", "pk")


def failed(enrolments: Iterable[Enrolment], *, on: dt.date) -> set[int]:
    """Keys of the enrolments whose latest told evaluation in that unit gave the lowest grade, in one question."""
    rows = list(enrolments)
    told = Evaluation.objects.told().filter(
        volunteer__in=[row.volunteer_id for row in rows], round__unit__in={row.unit_id for row in rows},
        round__last_on__lte=on,
    )  # fmt: skip
    latest: dict[tuple[int, int], bool] = {}
    for unit, person, failing in told.order_by("round__last_on", "round__pk").values_list(
        "round__unit", "volunteer", "failing"
    ):
        latest[unit, person] = failing
    return {row.pk for row in rows if latest.get((row.unit_id, row.volunteer_id))}


def locked(round_: EvaluationRound, *states: str) -> EvaluationRound:
    """The round, held for writing, if it is in one of these states.

    Raises:
        ValidationError: it is in another.
    """
    held = (
        EvaluationRound.objects.select_for_update(of=("self",))
        .select_related("unit__organisation", "scale")
        .get(pk=round_.pk)
    )
    if held.state not in states:
        raise ValidationError(_("這次考核的狀態已經不同，請重新整理頁面再看一次。"))
    return held
