"""What there is to do and when: a unit's posts and events, and the shifts planned for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import roc
from foundation.taiwan.fullwidth import tidy
from volunteers.models import Duty, Place, Post, Unit
from volunteers.models.roster import DAY, new_series
from volunteers.serving import ledger

FIELDS = ("kind", "name", "place", "category", "needed", "taking", "closes_on", "notes", "ended_on")
MOST_WEEKS = 53
MOST_AT_ONCE = 2_000


def open_post(*, unit: Unit, values: Mapping[str, Any], by: Acts, now: dt.datetime) -> Post:
    """Add a post or an event to what a unit has people do.

    Raises:
        ValidationError: a value is wrong, or the unit has ended.
    """
    if unit.state == Unit.State.ENDED:
        raise ValidationError(_("這個單位已經終止運用志工，不能再排班。"))
    with transaction.atomic():
        post = Post(unit=unit, **_cleaned(values))
        _check(post)
        post.save()
        trail.record(Verb.CREATED, post, by=by, at=now)
    return post


def change_post(*, post: Post, values: Mapping[str, Any], by: Acts, now: dt.datetime) -> Post:
    """Correct a post; shifts that are planned keep their own number of people.

    Raises:
        ValidationError: a value is wrong, or it is to become the other kind although shifts hang on it.
    """
    with transaction.atomic():
        post = Post.objects.select_for_update().select_related("unit").get(pk=post.pk)
        was, new = trail.differences(post, _cleaned(values))
        if "kind" in new and post.duties.exists():
            raise ValidationError({"kind": _("已經排了班，種類不能再改。請另外新增一個。")})
        for name, value in new.items():
            setattr(post, name, value)
        if new:
            _check(post)
            post.save(update_fields=list(new))
            trail.record(Verb.CHANGED, post, by=by, was=was, now=new, at=now)
    return post


def plan(
    *,
    post: Post,
    on: dt.date,
    starts: int,
    ends: int,
    by: Acts,
    now: dt.datetime,
    needed: int | None = None,
    until: dt.date | None = None,
) -> list[Duty]:
    """Plan a shift on a day, and on the same weekday of every week up to a day.

    A shift that stands already is left as it is, so that the same plan sent twice gives it once.

    Args:
        starts, ends: minutes since midnight; an end that is not after the start is on the next day.
        needed: how many people; the post's number where nothing is said.
        until: the last day, included; None for one shift only.

    Raises:
        ValidationError: the post takes none any more, or the days are wrong.
    """
    if post.ended_on is not None and max(on, until or on) > post.ended_on:
        raise ValidationError({"on": _("這個服務項目到 %(day)s 停用。") % {"day": roc.shown_short(post.ended_on)}})
    if until is not None and until < on:
        raise ValidationError({"until": _("結束的日子不能早於第一班。")})
    weeks = 0 if until is None else (until - on).days // 7
    if weeks >= MOST_WEEKS:
        raise ValidationError({"until": _("一次最多排一年。請把結束的日子改近，之後再接著排。")})
    if ends <= starts:
        ends += DAY
    days = [on + dt.timedelta(days=7 * week) for week in range(weeks + 1)]
    wanted = [(post, day, starts, ends, needed or post.needed) for day in days]
    made = _make(post.unit, wanted, by=by, now=now)
    if not made:
        raise ValidationError(_("這些班次都已經排了。"))
    return made


def copy_month(*, unit: Unit, month: dt.date, by: Acts, now: dt.datetime, people: bool = False) -> list[Duty]:
    """Plan a month as the one before it: each shift on the same weekday of the same week of the month.

    A fifth week that the month before did not have stays empty, and one that this month has not is dropped. Events are
    one-off, and are not copied.

    Args:
        month: any day of the month to be filled.
        people: whether whoever held a place holds the same one again, as far as nothing speaks against it.

    Raises:
        ValidationError: the month before has no shifts, or all of them stand already.
    """
    from . import rosters  # noqa: PLC0415  the two know each other

    first = month.replace(day=1)
    before = (first - dt.timedelta(days=1)).replace(day=1)
    rows = (
        Duty.objects.standing()
        .filter(post__unit=unit, post__kind=Post.Kind.ROSTER, on__gte=before, on__lt=first)
        .filter(Q(post__ended_on=None) | Q(post__ended_on__gte=first))
    )
    old = [(duty, _same_weekday(duty.on, first)) for duty in rows.select_related("post")]
    wanted = [(one.post, day, one.starts, one.ends, one.needed) for one, day in old if day is not None]
    if not wanted:
        raise ValidationError(_("上個月沒有可以複製的班次。"))
    with transaction.atomic():
        made = _make(unit, wanted, by=by, now=now)
        if not made:
            raise ValidationError(_("上個月的班次都已經複製過了。"))
        if people:
            by_slot = {(one.post_id, one.on, one.starts, one.ends): one for one in made}
            held = Place.objects.held().filter(duty__in=[one.pk for one, _day in old])
            holders: dict[int, list[Place]] = {}
            for place in held.select_related("volunteer"):
                holders.setdefault(place.duty_id, []).append(place)
            for one, day in old:
                new = by_slot.get((one.post_id, day or one.on, one.starts, one.ends))
                if new is not None:
                    for place in holders.get(one.pk, ()):
                        rosters.try_assign(duty=new, volunteer=place.volunteer, by=by, now=now)
    return made


def call_off(*, duty: Duty, reason: str, by: Acts, now: dt.datetime) -> Duty:
    """Take a shift out of the roster; whoever held a place need not come, and it is no leave of hers.

    Raises:
        ValidationError: no reason is given, or somebody has signed in to it.
    """
    reason = reasons.written(
        reason, ask=_("請寫下為什麼取消，排到的志工看得到這段文字。"), most=200, least=reasons.A_WORD
    )
    with transaction.atomic():
        duty = Duty.objects.select_for_update().select_related("post__unit").get(pk=duty.pk)
        if duty.called_off_at is not None:
            raise ValidationError(_("這個班次已經取消了。"))
        if duty.places.filter(attendances__state__in=("in", "out", "forgotten")).exists():
            raise ValidationError(_("已經有人簽到，不能取消。簽到有誤請先作廢那一筆。"))
        duty.called_off_at, duty.called_off_by = now, by.as_actor().label[:200]
        duty.called_off_why = reason
        duty.save(update_fields=["called_off_at", "called_off_by", "called_off_why"])
        trail.record(Verb.DUTY_CALLED_OFF, duty, by=by, reason=duty.called_off_why, at=now)
        if duty.on <= timezone.localdate(now):
            ledger.look_again_at(duty.places.values_list("volunteer", flat=True), by=by, now=now)
    return duty


def need(*, duty: Duty, people: int, by: Acts, now: dt.datetime) -> Duty:
    """Say how many people a shift needs.

    Raises:
        ValidationError: fewer than hold a place.
    """
    with transaction.atomic():
        duty = Duty.objects.select_for_update().select_related("post__unit").get(pk=duty.pk)
        held = duty.places.filter(state=Place.State.HELD).count()
        if people < max(held, 1):
            raise ValidationError(
                {"needed": _("已經排了 %(held)s 人，人數不能比這少；請先把人拿下。") % {"held": held}}
            )
        if people != duty.needed:
            was, duty.needed = duty.needed, people
            duty.save(update_fields=["needed"])
            trail.record(Verb.CHANGED, duty, by=by, was={"needed": was}, now={"needed": people}, at=now)
    return duty


def with_numbers(rows: Any) -> Any:
    """Shifts with how many hold a place (`held`)."""
    return rows.annotate(held=Count("places", filter=Q(places__state=Place.State.HELD)))


def _make(
    unit: Unit, wanted: Iterable[tuple[Post, dt.date, int, int, int]], *, by: Acts, now: dt.datetime
) -> list[Duty]:
    """The shifts that do not stand yet, under the unit's lock."""
    rows = list(wanted)
    if len(rows) > MOST_AT_ONCE:
        raise ValidationError(_("一次最多排 %(most)s 班。請分幾次排。") % {"most": MOST_AT_ONCE})
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        days = [row[1] for row in rows]
        there = set(
            Duty.objects.standing()
            .filter(post__unit=unit, on__gte=min(days), on__lte=max(days))
            .values_list("post", "on", "starts", "ends")
        )
        series = new_series()
        fresh = [
            Duty(post=post, on=day, starts=starts, ends=ends, needed=needed, series=series)
            for post, day, starts, ends, needed in rows
            if (post.pk, day, starts, ends) not in there
        ]
        made = Duty.objects.bulk_create(fresh, batch_size=500)
        if made:
            told = {
                "shifts": len(made),
                "first_day": min(one.on for one in made),
                "last_day": max(one.on for one in made),
            }
            trail.record(Verb.ROSTER_PLANNED, unit, by=by, now=told, at=now)
    return made


def _same_weekday(day: dt.date, first: dt.date) -> dt.date | None:
    """The n-th such weekday of another month, where `day` is its month's n-th; None where there is none."""
    nth = (day.day - 1) // 7
    start = first + dt.timedelta(days=(day.weekday() - first.weekday()) % 7)
    found = start + dt.timedelta(days=7 * nth)
    return found if found.month == first.month else None


def _check(post: Post) -> None:
    problems: dict[str, Sequence[str] | str] = {}
    if not post.name:
        problems["name"] = _("請寫下服務項目的名稱。")
    if post.taking == Post.Taking.ANYONE and not post.is_event:
        problems["taking"] = _("只有活動可以開放給別的單位的志工；固定服務請先加入單位。")
    if problems:
        raise ValidationError(problems)


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: tidy(values[name]) if isinstance(values[name], str) else values[name] for name in FIELDS if name in values
    }
