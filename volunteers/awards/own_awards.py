"""Awards that an authority adds itself: drafted, tried out, and let take effect in a second step with a reason.

A version that has taken effect is never changed: a change is the next version, from a later day on. What was given by
an earlier one stays, also when the award is withdrawn.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.accounts.models import County, User
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.taiwan import roc
from volunteers.models import Authority, OwnAward, OwnAwardVersion, Unit
from volunteers.rules import award_composing
from volunteers.rules.award_books import awards, check
from volunteers.rules.award_terms import Award, BadRule

from . import books

MOST = 300


def draft(
    *, authority: Authority, values: Mapping[str, Any], by: User, now: dt.datetime, award: OwnAward | None = None
) -> OwnAwardVersion:
    """Draft a new award, or what an award is to say from a later day on; a draft that stands is worded anew.

    Raises:
        ValidationError: it makes no rule, or would begin before the version that holds.
    """
    with transaction.atomic():
        County.objects.select_for_update(no_key=True).get(pk=authority.county_id)
        if award is None:
            award = OwnAward(authority=authority, code=_next_code(authority), made_at=now, made_by=_name(by))
        elif award.withdrawn_on is not None:
            raise ValidationError(_("這個獎已經停辦，不能再改。請新增一個獎項。"))
        data = award_composing.compose(values, code=award.code) | _giver(authority)
        data["service"] |= {"county": authority.county_id}
        _within(data["service"])
        rule = _checked(data)
        if award.pk is None:
            award.full_clean()
            award.save()
        _begins_later(award, rule)
        version = OwnAwardVersion.objects.filter(award=award, settled_at=None).first()
        if version is None:
            last = OwnAwardVersion.objects.filter(award=award).order_by("-number").first()
            version = OwnAwardVersion(award=award, number=last.number + 1 if last else 1, edition=0)
        if version.data == data:
            return version
        version.data, version.edition = data, version.edition + 1
        version.valid_from, version.valid_to = dt.date.fromisoformat(data["valid_from"]), rule.valid_to
        version.drafted_at, version.drafted_by = now, _name(by)
        version.full_clean()
        version.save()
        told = {"name": rule.name.zh, "award_version": version.number, "valid_from": rule.valid_from}
        trail.record(Verb.OWN_AWARD_DRAFTED, award, by=by, now=told, at=now)
    return version


def settle(*, version: OwnAwardVersion, seen: int, reason: str, by: User, now: dt.datetime) -> OwnAwardVersion:
    """Let a draft take effect from its day on, in the wording that was looked at.

    Raises:
        ValidationError: it was changed meanwhile, has taken effect already, or no reason is given.
    """
    written = reasons.written(reason, ask=_("請寫下為什麼讓它生效，例如公告的日期字號。"), most=MOST)
    with transaction.atomic():
        award = OwnAward.objects.select_for_update(no_key=True, of=("self",)).get(pk=version.award_id)
        held = OwnAwardVersion.objects.get(pk=version.pk)
        if held.settled_at is not None:
            raise ValidationError(_("這一版已經生效了。"))
        if held.edition != seen:
            raise ValidationError(_("您看過以後，有人又改了草案。請看過新的內容和試算，再讓它生效。"))
        if award.withdrawn_on is not None:
            raise ValidationError(_("這個獎已經停辦。"))
        rule = _checked(held.data)
        before = _begins_later(award, rule)
        held.settled_at, held.settled_by, held.settled_why = now, _name(by), written
        held.full_clean()
        held.save()
        trail.record(
            Verb.OWN_AWARD_SETTLED, award, by=by, reason=written, at=now,
            was={"award_version": before.number} if before else {},
            now={"name": rule.name.zh, "award_version": held.number, "valid_from": rule.valid_from},
        )  # fmt: skip
    return held


def withdraw(*, award: OwnAward, on: dt.date, reason: str, by: User, now: dt.datetime) -> OwnAward:
    """Give an award no more from a day on, today at the earliest; what was given stays.

    Raises:
        ValidationError: it is withdrawn already, the day has gone by, or no reason is given.
    """
    written = reasons.written(reason, ask=_("請寫下為什麼停辦。"), most=MOST)
    today = timezone.localdate(now)
    with transaction.atomic():
        held = OwnAward.objects.select_for_update(no_key=True, of=("self",)).get(pk=award.pk)
        if held.withdrawn_on is not None:
            raise ValidationError(_("這個獎已經停辦。"))
        if on < today:
            raise ValidationError({"on": _("停辦日期不能早於今天：以前給過的獎不會因此消失。")})
        held.withdrawn_on, held.withdrawn_why, held.withdrawn_by = on, written, _name(by)
        held.save()
        trail.record(Verb.OWN_AWARD_WITHDRAWN, held, by=by, reason=written, now={"withdrawn_on": on}, at=now)
    return held


def holding(award: OwnAward, on: dt.date) -> OwnAwardVersion | None:
    """The version that took effect and holds on a day, or the one to come where none does yet."""
    rows = OwnAwardVersion.objects.settled().filter(award=award)
    begun = rows.filter(valid_from__lte=on).order_by("-valid_from").first()
    return begun or rows.order_by("valid_from").first()


def choices_before(code: str) -> list[tuple[str, Award]]:
    """The awards that may have to be received before: the shipped ones, by which nothing goes round in a circle."""
    return [(one.code, one) for one in awards().values() if one.code != code]


def _checked(data: dict[str, Any]) -> Award:
    """The award as the rules read it, held to what the books are held to."""
    try:
        rule = books.award_of(data)
        check([*(one for one in awards().values() if one.code != rule.code), rule])
    except BadRule as wrong:
        raise ValidationError(str(wrong)) from wrong
    return rule


def _within(service: Mapping[str, Any]) -> None:
    """Refuse offices and units of another county, or that nobody knows."""
    county = service["county"]
    offices, units = service.get("offices", []), service.get("units", [])
    if Authority.objects.filter(county=county, code__in=offices).count() != len(offices):
        raise ValidationError({"offices": _("只能選這個縣市的機關。")})
    codes = {one.code for one in Unit.objects.filter(county=county)} if units else set()
    if gone := [code for code in units if code not in codes]:
        raise ValidationError({"units": _("這個縣市沒有單位 %(units)s。") % {"units": _("、").join(gone)}})


def _begins_later(award: OwnAward, rule: Award) -> OwnAwardVersion | None:
    last = OwnAwardVersion.objects.settled().filter(award=award).order_by("-valid_from").first()
    if last is not None and rule.valid_from is not None and rule.valid_from <= last.valid_from:
        told = {"number": last.number, "day": roc.shown_short(last.valid_from)}
        raise ValidationError({"valid_from": _("第 %(number)s 版從 %(day)s 起適用，新的一版要從那天以後起。") % told})
    return last


def _next_code(authority: Authority) -> str:
    """OWN_TTT_001: counted in its county, so that no two are alike."""
    county = authority.county_id
    start = f"OWN_{county}_"
    taken = OwnAward.objects.filter(code__startswith=start).values_list("code", flat=True)
    number = max((int(code.removeprefix(start)) for code in taken), default=0) + 1
    return f"{start}{number:03}"


def _giver(authority: Authority) -> dict[str, Any]:
    return {
        "authority": authority.name, "authority_en": authority.name_en or authority.name, "office": authority.code,
        "level": "local",
    }  # fmt: skip


def _name(by: User) -> str:
    return by.as_actor().label[:200]
