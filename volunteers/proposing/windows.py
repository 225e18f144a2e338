"""Opening an award to proposals for a year: from when to when, with which papers, and how many from each unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import roc
from foundation.taiwan.fullwidth import tidy
from volunteers.awards import books, giving
from volunteers.models import Authority, AwardCandidate, AwardStanding, AwardWindow, Enrolment, OwnAward, Unit
from volunteers.models.authority import led_by_category
from volunteers.rules import award_routes
from volunteers.rules.award_routes import PAPERS
from volunteers.rules.award_terms import Award

from . import subjects

QUALIFIED = (AwardStanding.State.ELIGIBLE, AwardStanding.State.CANDIDATE)
FIELDS = (
    "opens_on", "closes_on", "corrections_until", "forwards_by", "papers", "one_in", "share_of", "most_a_unit",
    "places", "has_committee", "note", "ceremony_on", "ceremony_place",
)  # fmt: skip


def offered(county: str, on: dt.date) -> list[Award]:
    """The awards that a county may open: its own and the centre's, those that are still given."""
    return [
        one
        for one in books.every(on, county).values()
        if one.is_offered(on) and (not one.is_local or one.scope.county == county)
    ]


def giver_of(award: Award, county: str) -> Authority | None:
    """The office of a county that gives an award; None of a ministry's, and where the register does not know it."""
    return _givers([award], county).get(award.code)


def _givers(rules: Iterable[Award], county: str) -> dict[str, Authority]:
    """Of some awards the offices of a county that give them (two questions)."""
    local = [one for one in rules if one.is_local]
    own = {
        one.code: one.authority
        for one in OwnAward.objects.filter(code__in=[one.code for one in local]).select_related("authority")
    }
    offices = {one.code: one for one in Authority.objects.of_county(county)}
    found = {one.code: own.get(one.code) or offices.get(one.office) for one in local}
    return {code: office for code, office in found.items() if office is not None}


def opened_by(user: Any, on: dt.date) -> tuple[County | None, list[Award]]:
    """Where somebody may open awards and which: all of her county, or those that her category's office gives."""
    held, hers = reach(user, Permission.REVIEW_UNITS), set(led_by_category(user))
    places = held.counties | {county for county, _category in held.sectors}
    for county in County.objects.filter(pk__in=places).order_by("position"):
        every = offered(county.pk, on)
        if county.pk in held.counties:
            return county, every
        givers = _givers(every, county.pk)
        mine = [one for one in every if one.code in givers and givers[one.code].pk in hers]
        if mine:
            return county, mine
    return None, []


def started_with(award: Award, year: int) -> dict[str, Any]:
    """What the sources say of an award's window, as a start for the authority's own."""
    way = award_routes.route(award)
    found: dict[str, Any] = {"papers": list(way.papers), "has_committee": way.is_selected, "share_of": way.share_of}
    if way.unit_until:
        found["closes_on"] = award_routes.month_end(year, way.unit_until)
    if way.authority_until and way.goes_on:
        found["forwards_by"] = award_routes.month_end(year, way.authority_until)
    for name in ("one_in", "most_a_unit"):
        if getattr(way, name):
            found[name] = getattr(way, name)
    return found


def open_window(
    *, county: County, award: str, year: int, values: Mapping[str, Any], by: Acts, now: dt.datetime, on: dt.date
) -> AwardWindow:
    """Open an award to proposals.

    Raises:
        ValidationError: by field, what cannot be.
    """
    rule = next((one for one in offered(county.pk, on) if one.code == award), None)
    if rule is None:
        raise ValidationError({"award": _("這個縣市沒有這個獎項。")})
    made = AwardWindow(
        county=county, award=award, authority=giver_of(rule, county.pk), year=year, made_at=now,
        made_by=by.as_actor().label[:200],
    )  # fmt: skip
    _fill(made, values)
    with transaction.atomic():
        made.full_clean()
        _fits(made)
        made.save()
        told = {"award": giving.told_of(rule), "opens_on": made.opens_on, "closes_on": made.closes_on}
        trail.record(Verb.CREATED, made, by=by, now=told, at=now)
    return made


def change(*, window: AwardWindow, values: Mapping[str, Any], by: Acts, now: dt.datetime) -> AwardWindow:
    """Change a window; what has been handed in stays.

    Raises:
        ValidationError: by field, what cannot be.
    """
    with transaction.atomic():
        held = AwardWindow.objects.select_for_update().get(pk=window.pk)
        given = {name: values[name] for name in FIELDS if name in values}
        was, new = trail.differences(held, given)
        if not new:
            return held
        before = subjects.award_of(window).version
        _fill(held, given)
        held.full_clean()
        if _fits(held).version != before and held.candidates.exists():
            why = _("已經有人照第 %(number)s 版規則提報，受理起日不能改到另一版適用的日子。") % {"number": before}
            raise ValidationError({"opens_on": why})
        held.save()
        trail.record(Verb.CHANGED, held, by=by, was=was, now=new, at=now)
    return held


def _fits(window: AwardWindow) -> Award:
    """The rule that a window goes by, that of the day it opens.

    Raises:
        ValidationError: the award is not given on that day, or a share of those who qualify is asked where no person
            does.
    """
    rule = books.of_window(window.award, window.opens_on)
    if rule is None or not rule.is_offered(window.opens_on):
        raise ValidationError({"opens_on": _("這個獎在這一天還沒開始或已經停辦，請改受理起日。")})
    if window.share_of == AwardWindow.Share.QUALIFIED and "person" not in rule.subjects:
        raise ValidationError({"share_of": _("這個獎不是給志工個人的，請改用單位的志工人數，或不填。")})
    return rule


def _fill(window: AwardWindow, values: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in values:
            value = values[name]
            setattr(window, name, tidy(value) if name in ("note", "ceremony_place") else value)
    if set(window.papers) - PAPERS.keys():
        raise ValidationError({"papers": _("請從列出的文件選。")})


def late(window: AwardWindow, on: dt.date) -> str:
    """Why nothing can be handed in on a day; empty where it can."""
    award = books.of_window(window.award, window.opens_on)
    told = {
        "award": award.name if award else window.award, "opens": roc.shown(window.opens_on),
        "closes": roc.shown(window.closes_on), "today": roc.shown(on),
    }  # fmt: skip
    if on < window.opens_on:
        return _("「%(award)s」從%(opens)s開始受理，今天是%(today)s，還不能送。") % told
    if on > window.closes_on:
        return _("「%(award)s」在%(closes)s截止，今天是%(today)s，已經不能送。") % told
    return ""


def too_late_to_correct(window: AwardWindow, on: dt.date) -> str:
    """Why what was returned cannot be handed in again; empty where it can, and where no day is set."""
    last = window.corrections_until
    if last is None or on <= last:
        return ""
    return _("補正期限是%(last)s，今天是%(today)s，已經不能再送。請和主管機關聯絡。") % {
        "last": roc.shown(last), "today": roc.shown(on),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Share:
    """How many a unit may put forward, and of whom that was reckoned.

    Attributes:
        base: how many qualify, or are members; None where only a number of its own limits it.
        unsure: how many more might qualify, of whom facts are missing.
    """

    most: int
    window: AwardWindow
    on: dt.date
    base: int | None = None
    unsure: int = 0

    @property
    def words(self) -> str:
        """How the number comes about."""
        if self.base is None:
            return _("每單位最多 %(most)s 位。") % {"most": self.most}
        told = {"count": self.base, "n": self.window.one_in, "most": self.most, "day": roc.shown_short(self.on)}
        if self.window.share_of == AwardWindow.Share.MEMBERS:
            said = _("依 %(day)s的名冊，單位有志工 %(count)s 位，每 %(n)s 位推薦 1 位，最多 %(most)s 位。") % told
        elif not self.base:
            said = _("依 %(day)s的資料逐人判斷，單位裡還沒有人符合資格，所以推薦 0 位。") % told
        else:
            said = (
                _("依 %(day)s的資料逐人判斷，單位裡有 %(count)s 位符合資格，每 %(n)s 位推薦 1 位，最多 %(most)s 位。")
                % told
            )
        if self.unsure:
            said += _("另有 %(count)s 位資料不足，補齊以後再算。") % {"count": self.unsure}
        return said


def share(window: AwardWindow, unit: Unit, on: dt.date) -> Share | None:
    """How many a unit may put forward; None where nothing limits it.

    Who qualifies is judged on the day, person by person, and each person once: a list that a county once had made says
    nothing of those who came since, and nothing at all before the first one.
    """
    if not window.one_in:
        return Share(window.most_a_unit, window, on) if window.most_a_unit else None
    unsure = 0
    if window.share_of == AwardWindow.Share.MEMBERS:
        here = Enrolment.objects.filter(unit=unit, volunteer__merged_into=None).on(on).order_by()
        base = here.values("volunteer").distinct().count()
    else:
        lists = subjects.on_lists(window, unit, on)
        qualified = {key for key, one in lists.items() if one.state in QUALIFIED}
        # Whoever has it by now qualified when she got it, though the rule gives it to nobody twice.
        qualified |= set(
            AwardCandidate.objects.filter(
                window=window,
                proposal__unit=unit,
                state=AwardCandidate.State.APPROVED,
                volunteer__isnull=False,
                given__revoked_on=None,
            ).values_list("volunteer", flat=True)
        )
        base = len(qualified)
        unsure = sum(one.state == AwardStanding.State.UNKNOWN for one in lists.values())
    most = award_routes.most(one_in=window.one_in, base=base, most_a_unit=window.most_a_unit or 0)
    return None if most is None else Share(most, window, on, base, unsure)
