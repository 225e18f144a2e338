"""Who gives an award, and in whose name its certificate is signed.

A signature is somebody's word. That of the office that gives an award is used where the award was approved here in
its county, or by somebody who does its work. An award of a ministry, of which nobody has an account here, and one that
another county gave, is certified as what it is: on the record of the office that signs, with the name of who gave it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from volunteers.awards import books
from volunteers.filing import authorities
from volunteers.models import Authority, AwardCandidate, AwardGiven, AwardKin, Unit
from volunteers.rules import award_routes
from volunteers.rules.award_terms import Award


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs the certificate of an award.

    Attributes:
        gives: whether this office gives the award; else it says what stands on its record, and who gave it.
    """

    authority: Authority
    gives: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What has to be known of some givings to tell who signs for them.

    Attributes:
        rules: each giving's award by the version that decided it, by the giving's key.
        offices: the offices that give these awards, by their codes.
        decided: by the giving's key, the county in which it was approved; who is not there was only written down.
        led: keys of the offices whose work this person does.
        reviews, keeps: whether she reviews the unit through which they go, or keeps its people.
    """

    rules: Mapping[int, Award]
    offices: Mapping[str, Authority]
    decided: Mapping[int, str]
    led: Collection[int]
    reviews: bool
    keeps: bool


def know(rows: Iterable[AwardGiven], unit: Unit, user: User) -> Known:
    """What has to be known of some givings of a unit's people (a fixed number of questions)."""
    given = list(rows)
    rules = books.as_given(given)
    offices = {one.code: one for one in Authority.objects.filter(code__in={each.office for each in rules.values()})}
    led = set(Authority.objects.led_by(user).values_list("pk", flat=True))
    reviews = Unit.objects.visible_to(user, Permission.REVIEW_UNITS).filter(pk=unit.pk).exists()
    keeps = Unit.objects.visible_to(user, Permission.KEEP_VOLUNTEERS).filter(pk=unit.pk).exists()
    return Known(rules, offices, counties_of(one.pk for one in given), led, reviews, keeps)


def counties_of(keys: Iterable[int]) -> dict[int, str]:
    """Of the givings that a proposal's approval wrote down, the county where it was approved."""
    wanted = list(keys)
    alone = AwardCandidate.objects.filter(given__in=wanted).order_by()
    found = dict(alone.values_list("given", "window__county"))
    together = AwardKin.objects.filter(given__in=wanted).order_by()
    return found | dict(together.values_list("given", "candidate__window__county"))


def signer(given: AwardGiven, unit: Unit, known: Known) -> Signer | None:
    """In whose name somebody may have it signed; None where she may have it signed in nobody's.

    Whoever neither keeps nor reviews the unit has signed only what her own office gives.
    """
    rule = known.rules.get(given.pk)
    if rule is None:
        return None
    county = known.decided.get(given.pk)
    office = giver(rule, unit, known.offices)
    here = known.reviews or known.keeps
    if office is not None and ((here and county == office.county_id) or office.pk in known.led):
        return Signer(office, gives=True)
    if known.reviews or (here and county == unit.county_id):
        local = local_office(unit)
        return Signer(local, gives=office == local)
    return None


def giver(rule: Award, unit: Unit, offices: Mapping[str, Authority]) -> Authority | None:
    """The office here that gives an award; None where it is a ministry, or an office that is not known here.

    What a ministry has laid down and a county decides for good (榮譽卡: 向地方主管機關申請) is given by the county's.
    """
    if rule.is_local:
        return offices.get(rule.office)
    return None if award_routes.route(rule).goes_on else local_office(unit)


def local_office(unit: Unit) -> Authority:
    """The office of the county that a unit belongs to: its own, and for what is filed with a ministry the county's."""
    if unit.authority.county_id is not None:
        return unit.authority
    return authorities.in_charge(county=unit.county_id, category=unit.category)
