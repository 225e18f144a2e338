"""What was received and what is stated, written down by whom and when; what was wrong is revoked, never deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.taiwan import roc
from volunteers.models import AwardGiven, AwardStatement, Unit, Volunteer
from volunteers.rules import award_years
from volunteers.rules.award_books import awards, statement_key
from volunteers.rules.award_terms import Award, Kind, Words, leaves

from . import books

MOST = 200
Follower = Callable[[AwardGiven, str, dt.date, User], None]
Guard = Callable[[Volunteer | Unit, str, User], str]
_followers: list[Follower] = []
_guards: list[Guard] = []


def follow(follower: Follower) -> None:
    """Let a room that made something of a giving (a certificate, a card) take it back with the giving."""
    if follower not in _followers:
        _followers.append(follower)


def guard(reason: Guard) -> None:
    """Let a room say why somebody may state nothing of a person or a team for an award now; empty where she may."""
    if reason not in _guards:
        _guards.append(reason)


def statements_of(award: Award) -> dict[str, str]:
    """What can be stated for an award: key and words."""
    start = len(statement_key(award.code, ""))
    asked = [leaf for leaf in leaves(award.rule) if leaf.kind is Kind.STATED]
    return {leaf.key[start:]: str(leaf.words) for leaf in asked}


def condition_said(words: str) -> str:
    """A condition that the trail notes in Chinese; a shipped one in the language of the page."""
    return str(_shipped().get(words, words))


@cache
def _shipped() -> dict[str, Words]:
    asked = [leaf.words for one in awards().values() for leaf in leaves(one.rule) if leaf.kind is Kind.STATED]
    return {words.zh: words for words in asked if words is not None}


def record(
    *, who: Volunteer | Unit, award: str, given_on: dt.date, counted_until: dt.date | None, on: dt.date,
    now: dt.datetime, by: User, note: str = "", rule: Award | None = None,
) -> AwardGiven:  # fmt: skip
    """Write down an award that was received; what runs out is valid from the next day, as its rule has it.

    Args:
        rule: the version by which it was decided; None for the one of the day it was given.

    Raises:
        ValidationError: there is no such award for her, the days cannot be, or it is written down for that day already.
    """
    rule = rule or _award(award, who, given_on)
    if given_on > on:
        raise ValidationError({"given_on": _("得獎日期在今天以後。請填已經得到的獎。")})
    if counted_until is not None and counted_until > given_on:
        raise ValidationError({"counted_until": _("採計截止日不能晚於得獎日期。")})
    if long := reasons.too_long(note, MOST, what=_("說明")):
        raise ValidationError({"note": long})
    valid_from = valid_until = None
    with transaction.atomic():
        type(who)._default_manager.select_for_update(no_key=True).get(pk=who.pk)
        if AwardGiven.objects.filter(**_whose(who), award=award, given_on=given_on, revoked_on=None).exists():
            told = {"name": who.name, "award": rule.name, "day": roc.shown_short(given_on)}
            raise ValidationError({"given_on": _("%(name)s在%(day)s的「%(award)s」已經登錄過了。") % told})
        if rule.lasts is not None:
            before = AwardGiven.objects.filter(**_whose(who), award=award, revoked_on=None, given_on__lte=given_on)
            earlier = before.order_by("-given_on").first()
            valid_from, valid_until = award_years.next_term(
                approved=given_on, previous_until=earlier.valid_until if earlier else None, years=rule.lasts
            )
        row = AwardGiven.objects.create(
            **_whose(who), award=award, given_on=given_on, counted_until=counted_until, valid_from=valid_from,
            valid_until=valid_until, version=rule.version, note=note.strip(), recorded_at=now,
            recorded_by=by.as_actor().label[:200], recorded_account=by if isinstance(by, User) else None,
        )  # fmt: skip
        trail.record(
            Verb.AWARD_RECORDED, who, by=by, county=_county(who),
            now={"award": told_of(rule), "given_on": given_on.isoformat()},
        )  # fmt: skip
    return row


def revoke(*, given: AwardGiven, reason: str, on: dt.date, by: User) -> AwardGiven:
    """Take back what was written down, from a day on, with whatever was made of it.

    Raises:
        ValidationError: it is revoked already, or the reason says nothing.
    """
    written = reasons.written(reason, ask=_("請寫下為什麼撤銷。"), most=MOST)
    who, rule = given.volunteer or given.unit, books.one(given.award, on)
    with transaction.atomic():
        # By one conditional statement: of two who revoke at once the second is told, and overwrites no reason.
        if not AwardGiven.objects.filter(pk=given.pk, revoked_on=None).update(revoked_on=on, revoked_why=written):
            raise ValidationError(_("這筆得獎紀錄已經撤銷。"))
        given.revoked_on, given.revoked_why = on, written
        if who is not None:
            trail.record(
                Verb.AWARD_REVOKED, who, by=by, county=_county(who), reason=written,
                was={"award": told_of(rule) if rule else given.award, "given_on": roc.compact(given.given_on)},
            )  # fmt: skip
        for follower in _followers:
            follower(given, written, on, by)
    return given


def state(
    *, who: Volunteer | Unit, award: str, key: str, holds: bool, on: dt.date, now: dt.datetime, by: User,
    rule: Award | None = None,
) -> AwardStatement:  # fmt: skip
    """State that a condition is or is not fulfilled; only this and its day are kept.

    Args:
        rule: the version that asks for it; None for the one of the day.

    Raises:
        ValidationError: the award asks no such thing, or it is not hers to say now.
    """
    rule = rule or _award(award, who, on)
    if key not in statements_of(rule):
        raise ValidationError({"key": _("這個獎沒有這個條件。")})
    with transaction.atomic():
        if why := next(filter(None, (reason(who, award, by) for reason in _guards)), ""):
            raise ValidationError(why)
        row = AwardStatement.objects.create(
            **_whose(who), award=award, key=key, holds=holds, stated_on=on, stated_at=now,
            stated_by=by.as_actor().label[:200],
        )  # fmt: skip
        asked = next(leaf for leaf in leaves(rule.rule) if leaf.key == statement_key(rule.code, key))
        words = asked.words.zh if asked.words is not None else key
        told = {"award": told_of(rule), "award_condition": words, "award_holds": holds}
        trail.record(Verb.AWARD_STATED, who, by=by, county=_county(who), now=told)
    return row


def told_of(rule: Award) -> str:
    """How a line of the trail notes an award: by its code, and an own one by the name that it has today."""
    return rule.code if rule.code in awards() else rule.name.zh


def _award(code: str, who: Volunteer | Unit, on: dt.date) -> Award:
    rule = books.one(code, on)
    subjects = {"person", "family"} if isinstance(who, Volunteer) else {"team", "unit"}
    if rule is None or not subjects & set(rule.subjects):
        raise ValidationError({"award": _("請選一個獎項。")})
    return rule


def _whose(who: Volunteer | Unit) -> dict[str, Any]:
    return {"volunteer": who} if isinstance(who, Volunteer) else {"unit": who}


def _county(who: Volunteer | Unit) -> str | None:
    return who.county_id if isinstance(who, Unit) else None
