"""Appraising units: begun for those whose turn it is, assessed by the unit itself, rated, told, appealed, closed.

Source: 志願服務法 第 19 條; handbook 「參與志願服務評鑑」. That there are two raters, that neither sees the other's
points before both are in, and how long a result may be appealed is the house's and the authority's: no source says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import reasons, subject_keys
from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Role
from foundation.accounts.sectors import code_of
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.files import reading, storing
from foundation.files.models import StoredFile
from foundation.files.purposes import Purpose
from volunteers.models import Appraisal, AppraisalRating, Unit
from volunteers.rules import appraising, grading

from . import judging, schemes, unit_evidence

State = Appraisal.State
KEY = "appraisal"
MOST_UNITS = 200
LONGEST_WORDS = 4000


def _visible(user: object) -> models.Q:
    return subject_keys.among(Appraisal.objects.visible_to(user))


PURPOSE = Purpose(KEY, gettext_lazy("評鑑佐證資料"), _visible)


def raters_for(units: Collection[Unit], on: dt.date, *, of_all: bool = True) -> models.QuerySet[User]:
    """Who may rate these units on a day: officers of their county, or of their category in it.

    Args:
        of_all: every one of them; else some of them.
    """
    places = {(one.county_id, one.category) for one in units}
    rows = Membership.objects.current(on).filter(
        county__in={county for county, _category in places}, role__in=(Role.COUNTY_OFFICER, Role.AUTHORITY_OFFICER)
    )
    test = all if of_all else any
    fit = [
        one.user_id for one in rows
        if test(one.county_id == county and (one.role == Role.COUNTY_OFFICER or code_of(one.sector) == category)
                for county, category in places)
    ]  # fmt: skip
    return User.objects.filter(is_active=True, pk__in=fit).order_by("name", "pk")


def is_own(unit: Unit) -> bool:
    """Whether a unit assesses itself instead: it is its authority, and no other unit stands under that."""
    is_unit = unit.name == unit.authority.name
    others = Unit.objects.working().filter(authority=unit.authority_id).exclude(pk=unit.pk).count() if is_unit else 0
    return appraising.way(is_unit=is_unit, other_units=others) is appraising.Way.SELF


def begin(
    *,
    units: Collection[Unit],
    year: int,
    first_on: dt.date,
    last_on: dt.date,
    self_due_on: dt.date,
    raters: tuple[User, User],
    by: Acts,
    now: dt.datetime,
) -> list[Appraisal]:
    """Begin the appraisal of units for a year: each is asked for its own assessment, with what the register says.

    Args:
        year: 西元.

    Raises:
        ValidationError: days out of order, a rater does not review all of them, an authority has settled nothing, or
            a unit has been appraised in that year. Then none is begun.
    """
    today = timezone.localdate(now)
    found: dict[str, str] = {}
    if not units or len(units) > MOST_UNITS:
        found["units"] = _("請選要評鑑的單位，一次最多 200 個。")
    if first_on > last_on or first_on > today:
        found["first_on"] = _("受評期間的起日不能晚於迄日，也不能在今天以後。")
    if self_due_on < today:
        found["self_due_on"] = _("自評期限不能在今天以前。")
    fit = set(raters_for(units, today).values_list("pk", flat=True))
    for name, rater in zip(("first_rater", "second_rater"), raters, strict=True):
        if rater.pk not in fit:
            found[name] = _("評審要是審查這些單位的人。")
    if raters[0].pk == raters[1].pk:
        found["second_rater"] = _("兩位評審不能是同一個人。")
    if found:
        raise ValidationError(found)
    settled = schemes.in_force({one.authority_id for one in units}, last_on)
    if without := [one.name for one in units if one.authority_id not in settled]:
        raise ValidationError(_("主管機關還沒訂評鑑規定：%(units)s") % {"units": _("、").join(without[:5])})
    with transaction.atomic():
        there = Appraisal.objects.filter(unit__in=[one.pk for one in units], year=year)
        if known := [one.unit.name for one in there.select_related("unit__organisation")[:5]]:
            raise ValidationError(_("這一年已經評鑑或正在評鑑：%(units)s") % {"units": _("、").join(known)})
        evidence = unit_evidence.gather([one.pk for one in units], first_on, last_on)
        made = []
        for unit in units:
            own = is_own(unit)
            made.append(Appraisal(
                unit=unit, scheme=settled[unit.authority_id].scheme, year=year, own=own, first_on=first_on,
                last_on=last_on, self_due_on=self_due_on, first_rater=None if own else raters[0],
                second_rater=None if own else raters[1], evidence=evidence[unit.pk], begun_at=now,
                begun_by=by.as_actor().label[:200],
            ))  # fmt: skip
        Appraisal.objects.bulk_create(made, batch_size=200)
        trail.record_each(Verb.APPRAISAL_BEGUN, made, by=by, at=now)
    return made


def assess(
    *, appraisal: Appraisal, points: Mapping[int, int], words: str, hand_in: bool, by: Acts, now: dt.datetime
) -> Appraisal:
    """Keep what a unit says of itself; hand it in, with which it goes to the raters.

    Where the unit assesses itself instead of being appraised, its points are the result.

    Args:
        points: by indicator; all of them when it is handed in.

    Raises:
        ValidationError: points are missing, nothing is said, too long, or it was handed in already.
    """
    if long := reasons.too_long(words, LONGEST_WORDS, what=_("自評說明")):
        raise ValidationError({"words": long})
    with transaction.atomic():
        held = locked(appraisal, State.SELF)
        if hand_in:
            grading.check_points(points, held.rules)
            words = reasons.written(
                words, ask=_("請寫自評說明（至少 6 個字）。"), most=LONGEST_WORDS, field="words"
            )  # fmt: skip
        elif any(not 0 <= value <= grading.MOST_POINTS for value in points.values()):
            raise ValidationError(_("每一個指標的分數是 0 到 100。"))
        held.self_points, held.self_words = judging.stored(points), words.strip()
        if hand_in:
            # Hours may have been approved since it began.
            held.evidence = unit_evidence.gather([held.unit_id], held.first_on, held.last_on)[held.unit_id]
            held.handed_in_at, held.handed_in_by = now, by.as_actor().label[:200]
            held.state = State.RATING
        held.save()
        verb = Verb.APPRAISAL_HANDED_IN if hand_in else Verb.CHANGED
        trail.record(verb, held, by=by, at=now)
        if hand_in and held.own:
            return _told(held, [points], "", by, now)
    return held


def send_back(*, appraisal: Appraisal, reason: str, by: Acts, now: dt.datetime) -> Appraisal:
    """Give a unit its own assessment back, with what is missing; what the raters gave stays.

    Raises:
        ValidationError: no reason, or the result has been told.
    """
    reason = reasons.written(reason, ask=_("請寫下要補什麼（至少 6 個字）。"), most=500)
    with transaction.atomic():
        held = locked(appraisal, State.RATING)
        held.state, held.handed_in_at, held.handed_in_by = State.SELF, None, ""
        held.save(update_fields=["state", "handed_in_at", "handed_in_by"])
        trail.record(Verb.APPRAISAL_RETURNED, held, by=by, reason=reason, at=now)
    return held


def attach(*, appraisal: Appraisal, data: bytes, name: str, by: Acts, now: dt.datetime) -> StoredFile:
    """Keep a photo or a document with the unit's own assessment.

    Raises:
        Unfit: it is neither, too large, broken, or there already.
        ValidationError: it was handed in already.
    """
    picture = reading.read(data)
    with transaction.atomic():
        held = locked(appraisal, State.SELF)
        return storing.keep(picture=picture, purpose=KEY, subject=held, name=name, by=by, now=now)


def papers(appraisal: Appraisal) -> models.QuerySet[StoredFile]:
    """What was attached."""
    return StoredFile.objects.of(KEY, appraisal).order_by("pk")


def rate(
    *, appraisal: Appraisal, points: Mapping[int, int], remark: str, by: User, now: dt.datetime
) -> AppraisalRating:
    """Give a unit the points of one rater, or other ones while the result has not been told.

    Raises:
        ValidationError: `by` is no rater of it, points are missing, or it is not being rated.
    """
    with transaction.atomic():
        held = locked(appraisal, State.RATING)
        if by.pk not in held.raters:
            raise ValidationError(_("你不是這次評鑑的評審。"))
        return judging.note_points(
            AppraisalRating, held, points=points, remark=remark, by=by, verb=Verb.APPRAISAL_RATED, now=now,
            appraisal=held,
        )  # fmt: skip


def tell(*, appraisal: Appraisal, opinion: str, by: Acts, now: dt.datetime) -> Appraisal:
    """Reckon the result of both raters and tell the unit.

    Raises:
        ValidationError: not both raters' points are in, the opinion is too long, or it has been told.
    """
    if long := reasons.too_long(opinion, judging.LONGEST, what=_("評鑑意見")):
        raise ValidationError({"opinion": long})
    with transaction.atomic():
        held = locked(appraisal, State.RATING)
        given = [one.by_number for one in held.ratings.all() if one.rater_id in held.raters]
        if len(given) < len(held.raters):
            raise ValidationError(_("兩位評審都送出分數，才能告知結果。"))
        return _told(held, given, opinion.strip(), by, now)


def _told(held: Appraisal, given: Sequence[Mapping[int, int]], opinion: str, by: Acts, now: dt.datetime) -> Appraisal:
    held.score, found = judging.result(given, held.rules, held.weights)
    held.grade, held.failing = found.code, found.is_failing
    held.state, held.told_at, held.opinion = State.TOLD, now, opinion
    held.save()
    trail.record(Verb.APPRAISAL_TOLD, held, by=by, now={"grade": held.grade_shown}, at=now)
    return held


def last_day(appraisal: Appraisal) -> dt.date:
    """The last day on which a result may be appealed; the day of telling itself does not count."""
    if appraisal.told_at is None:
        raise ValueError("not told yet")
    return timezone.localdate(appraisal.told_at) + dt.timedelta(days=appraisal.scheme.appeal_days)


def appeal(*, appraisal: Appraisal, words: str, by: Acts, now: dt.datetime) -> Appraisal:
    """Ask the authority to look at a result again.

    Raises:
        ValidationError: too short, the days for it are over, it has been asked already, or it is the unit's own.
    """
    with transaction.atomic():
        held = locked(appraisal, State.TOLD)
        if held.own:
            raise ValidationError(_("自我考核的結果是單位自己評的，不必複核。"))
        judging.appeal(
            held, Appraisal.objects.ended(), words=words, until=last_day(held),
            late=_("複核期間已經過了；有意見請和主管機關的承辦人談。"), verb=Verb.APPRAISAL_APPEALED, by=by, now=now,
        )  # fmt: skip
    return held


def decide(*, appraisal: Appraisal, score: Decimal | None, words: str, by: Acts, now: dt.datetime) -> Appraisal:
    """Answer a unit that asked: keep the result, or give another score, with words either way.

    Raises:
        ValidationError: no words, no such score, nobody asked, or it has been answered.
    """
    with transaction.atomic():
        held = locked(appraisal, State.TOLD)
        judging.decide(held, score=score, words=words, verb=Verb.APPRAISAL_DECIDED, by=by, now=now)
    return held


def close(*, appraisal: Appraisal, by: Acts, now: dt.datetime) -> Appraisal:
    """Close an appraisal for good.

    Raises:
        ValidationError: the days for appealing are not over, an appeal waits, or something is still to be mended.
    """
    with transaction.atomic():
        held = locked(appraisal, State.TOLD)
        if not held.own and timezone.localdate(now) <= last_day(held):
            raise ValidationError(_("複核期間到 %(day)s，過了才能結束。") % {"day": last_day(held).isoformat()})
        if held.appealed_at is not None and held.decided_at is None:
            raise ValidationError(_("單位申請複核還沒有答覆，答覆了才能結束。"))
        if held.improvements.waiting().exists():
            raise ValidationError(_("還有改善事項沒有結案，結案了才能結束。"))
        held.state, held.closed_at = State.CLOSED, now
        held.save(update_fields=["state", "closed_at"])
        trail.record(Verb.APPRAISAL_CLOSED, held, by=by, at=now)
    return held


def locked(appraisal: Appraisal, *states: str) -> Appraisal:
    """The appraisal, held for writing, if it is in one of these states.

    Raises:
        ValidationError: it is in another.
    """
    rows = Appraisal.objects.select_for_update(of=("self",))
    held = rows.select_related("unit__organisation", "scheme__authority").get(pk=appraisal.pk)
    if held.state not in states:
        raise ValidationError(_("這次評鑑的狀態已經不同，請重新整理頁面再看一次。"))
    return held
