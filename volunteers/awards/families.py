"""Families: kept by a unit with all members' agreement, over as many units as they serve in, and judged as one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from foundation import reasons
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import naming, roc
from volunteers.models import Enrolment, FamilyMember, Unit, Volunteer
from volunteers.models import Family as Kept
from volunteers.rules.award_facts import Family, Given, Person, Statement

from . import facts

APPLICANT = gettext_noop("本人")
LEAST, MOST = 2, 12
LONGEST_RELATION = 40


def checked(members: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """The members of a family with how each is related to the first, who is the applicant.

    Raises:
        ValidationError: there are too few or too many, somebody comes twice, or a relation is missing or too long.
    """
    keys = [key for key, _relation in members]
    if not LEAST <= len(keys) <= MOST or len(set(keys)) != len(keys):
        told = {"least": LEAST, "most": MOST}
        raise ValidationError({"members": _("家庭至少 %(least)s 人、最多 %(most)s 人，同一個人只能列一次。") % told})
    for _key, relation in members[1:]:
        if not relation.strip():
            raise ValidationError({"members": _("請寫每一位和申請人的關係，例如配偶、長女。")})
        if long := reasons.too_long(relation, LONGEST_RELATION, what=_("關係")):
            raise ValidationError({"members": long})
    return [(key, relation.strip() if number else APPLICANT) for number, (key, relation) in enumerate(members)]


def serving(unit: Unit, keys: Sequence[int], on: dt.date) -> Volunteer:
    """The applicant, where she serves in the unit and every other member in some unit.

    Raises:
        ValidationError: one of them does not.
    """
    applicant = Enrolment.objects.filter(unit=unit, volunteer=keys[0]).on(on).select_related("volunteer").first()
    if applicant is None:
        raise ValidationError({"members": _("申請人要是這個單位的志工。")})
    there = set(Enrolment.objects.filter(volunteer__in=keys).on(on).values_list("volunteer", flat=True))
    if set(keys) - there:
        raise ValidationError({"members": _("有成員現在不是任何單位的志工。")})
    return applicant.volunteer


def found(unit: Unit, text: str, on: dt.date, *, anywhere: bool = False) -> int:
    """Somebody of a unit by her number there or her name.

    Args:
        anywhere: also whoever serves elsewhere, by her name with her day of birth behind it: whoever knows both knows
            her, and is told no more than that she volunteers.

    Raises:
        ValidationError: nobody, or more than one.
    """
    here = Enrolment.objects.filter(unit=unit).on(on)
    those = set(here.filter(number=text.strip()).values_list("volunteer", flat=True))
    those = those or set(here.filter(volunteer__name_key=naming.person_key(text)).values_list("volunteer", flat=True))
    if not those and anywhere:
        name, _space, day = text.strip().rpartition(" ")
        try:
            born = roc.parse(day) if name else None
        except ValueError:
            born = None
        if born is not None:
            there = Enrolment.objects.on(on).filter(
                volunteer__name_key=naming.person_key(name), volunteer__born_on=born, volunteer__merged_into=None
            )
            those = set(there.values_list("volunteer", flat=True))
    if len(those) == 1:
        return those.pop()
    if those:
        raise ValidationError({"members": _("有不只一位「%(name)s」，請改寫志工編號。") % {"name": text}})
    why = _("單位裡找不到「%(name)s」。") % {"name": text}
    if anywhere:
        why += _("別的單位的志工，請在姓名後面加出生日期，例如「王大明 70/1/2」。")
    raise ValidationError({"members": why})


def keep(*, unit: Unit, members: Sequence[tuple[int, str]], agreed: bool, by: Acts, now: dt.datetime) -> Kept:
    """Keep a family, so that it is judged with everybody else from then on.

    Args:
        agreed: whether all members have agreed; what a family's finding shows is the service of each of them.

    Raises:
        ValidationError: the members do not make a family, they have not agreed, or one is in a family already.
    """
    on, those = timezone.localdate(now), checked(members)
    keys = [key for key, _relation in those]
    if not agreed:
        raise ValidationError({"agreed": _("全部成員同意以後才能登錄：家庭的獎項會看到每一位的服務紀錄。")})
    with transaction.atomic():
        # One after the other, so that nobody is put into two families at the same time.
        list(Volunteer.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
        serving(unit, keys, on)
        if FamilyMember.objects.filter(volunteer__in=keys, family__ended_on=None).exists():
            raise ValidationError({"members": _("有成員已經登錄在另一個家庭。要先結束那一個，才能再登錄。")})
        family = Kept.objects.create(
            county=unit.county, unit=unit, agreed_on=on, kept_at=now, kept_by=by.as_actor().label[:200]
        )
        FamilyMember.objects.bulk_create(
            FamilyMember(family=family, volunteer_id=key, position=number, relation=relation)
            for number, (key, relation) in enumerate(those, 1)
        )
        trail.record(Verb.CREATED, family, by=by, now={"people": len(those)}, at=now)
    return family


def end(*, family: Kept, by: Acts, now: dt.datetime) -> Kept:
    """End a family: it is judged no more, and its members may be kept in another; what it received stays.

    Raises:
        ValidationError: it has ended already.
    """
    with transaction.atomic():
        held = Kept.objects.select_for_update(of=("self",)).get(pk=family.pk)
        if held.ended_on is not None:
            raise ValidationError(_("這個家庭已經結束登錄。"))
        held.ended_on = timezone.localdate(now)
        held.save(update_fields=["ended_on"])
        held.award_standings.all().delete()
        trail.record(Verb.CHANGED, held, by=by, now={"ended_on": held.ended_on}, at=now)
    return held


def of_members(members: Sequence[Person], codes: Collection[str], key: int = 0) -> Family:
    """Some people as one family.

    Args:
        codes: of the awards for families; what one of them has received as a family stands with any of its members.
    """
    given: dict[tuple[str, dt.date], Given] = {}
    for person in members:
        given |= {(one.award, one.on): one for one in person.given if one.award in codes}
    return Family(
        tuple(members), key, given=tuple(sorted(given.values(), key=lambda one: one.on)), statements=_together(members)
    )


def _together(members: Sequence[Person]) -> dict[str, Statement]:
    """What is stated of a family: what is stated of every member, from the day of the last of them."""
    if not members:
        return {}
    keys = set.intersection(*(set(one.statements) for one in members))
    return {
        key: Statement(
            all(one.statements[key].holds for one in members), max(one.statements[key].on for one in members)
        )
        for key in keys
    }


def gathered(
    keys: Collection[int], on: dt.date, codes: Collection[str], places: facts.Places | None = None
) -> dict[int, Family]:
    """The facts of some kept families on a day: one question more than for their members."""
    of: dict[int, list[int]] = {}
    rows = FamilyMember.objects.filter(family__in=keys).order_by("family", "position")
    for family, volunteer in rows.values_list("family", "volunteer"):
        of.setdefault(family, []).append(volunteer)
    people: Mapping[int, Person] = facts.gather(sorted({one for them in of.values() for one in them}), on, places)
    return {key: of_members([people[one] for one in them], codes, key) for key, them in of.items()}
