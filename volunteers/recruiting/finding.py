"""Matching: volunteers who agree to be found, units that look for them and ask, and places that fit somebody.

Source: 個資法 第 16 條、第 20 條: what is known of her for her service is used for matching only as far as she agreed.
A unit sees the mark of her name and what she ticked until she says yes to its request, and each look leaves a line that
she can read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.accounts import sectors
from foundation.accounts.models import County, User
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.notices import ledger
from foundation.taiwan.fullwidth import tidy
from volunteers.models import Application, Approach, Enrolment, Findable, Opening, Training, Volunteer
from volunteers.models.code_list import having
from volunteers.rules import consents, matching, minors
from volunteers.rules.courses import PROGRAMMES
from volunteers.rules.matching import Fit, Person, Place
from volunteers.rules.service_words import SKILLS, SLOTS

from . import applications

REQUEST = "approach"
MOST_SEEN = 30
"""How many a unit sees at one look: each of them learns that it looked."""
MOST_ASKED = 1000
"""How many are asked at a time, unseen: a large event calls up so many."""


def agree(
    *, volunteer: Volunteer, version: str, wishes: Mapping[str, Iterable[str]], by: Acts, now: dt.datetime
) -> Findable:
    """Let a volunteer be found; what she had agreed to before ends with it.

    Args:
        version: of the words that stood above the form.
        wishes: `counties`, `categories`, `slots`, `skills`.

    Raises:
        ValidationError: she has not agreed to the words in force, or chose no county.
    """
    if version != consents.FOUND:
        raise ValidationError({"agreed": _("請先看完說明，再勾選同意。")})
    values = _tidied(wishes)
    if not values["counties"]:
        raise ValidationError({"counties": _("請至少選一個縣市。")})
    with transaction.atomic():
        Volunteer.objects.select_for_update().get(pk=volunteer.pk)
        stands = Findable.objects.standing().filter(volunteer=volunteer).first()
        if (
            stands is not None
            and stands.version == version
            and all(getattr(stands, name) == value for name, value in values.items())
        ):
            return stands
        if stands is not None:
            _end(stands, by, now)
        made = Findable.objects.create(
            volunteer=volunteer, version=version, agreed_at=now, agreed_by=by.as_actor().label[:200], **values
        )
        trail.record(Verb.FINDABLE_AGREED, volunteer, by=by, county=_home(by), now={"consent_version": version}, at=now)
    return made


def take_back(*, volunteer: Volunteer, by: Acts, now: dt.datetime) -> None:
    """Let her be found no more, at once. Twice is once."""
    with transaction.atomic():
        stands = Findable.objects.standing().filter(volunteer=volunteer).first()
        if stands is not None:
            _end(stands, by, now)
            trail.record(Verb.FINDABLE_WITHDRAWN, volunteer, by=by, county=_home(by), at=now)


def is_findable(volunteer: Volunteer) -> bool:
    """Whether she has agreed and not taken it back."""
    return Findable.objects.standing().filter(volunteer=volunteer).exists()


@dataclass(frozen=True, slots=True)
class Seen:
    """What a unit sees of somebody before she says yes.

    Attributes:
        key: of her agreement, by which she is asked; it tells nothing of her.
        mark: the first character of her name.
        approach: the request to her for this opening, where there is one.
    """

    key: int
    mark: str
    findable: Findable
    fit: Fit
    approach: Approach | None


def look(*, opening: Opening, by: User, now: dt.datetime, slot: str = "", skill: str = "") -> list[Seen]:
    """Who fits an opening among those who agreed to be found, the best first; a look leaves a line with each.

    Who is in the unit already is left out, and who has answered or applied to this opening herself.
    """
    ranked = _ranked(opening, timezone.localdate(now), slot, skill)[:MOST_SEEN]
    asked = {one.volunteer_id: one for one in Approach.objects.filter(opening=opening)}
    with transaction.atomic():
        for one, _fit in ranked:
            trail.record(
                Verb.FINDABLE_SEEN, one.volunteer, by=by, county=opening.unit.county_id,
                now={"unit": opening.unit}, at=now,
            )  # fmt: skip
    return [Seen(one.pk, one.volunteer.name[:1], one, fit, asked.get(one.volunteer_id)) for one, fit in ranked]


def _ranked(opening: Opening, on: dt.date, slot: str, skill: str) -> list[tuple[Findable, Fit]]:
    """Who fits an opening, the best first (two questions)."""
    rows = Findable.objects.standing().filter(having("counties", opening.county_id), volunteer__merged_into=None)
    for name, code, known in (("slots", slot, SLOTS), ("skills", skill, SKILLS)):
        if code in known:
            rows = rows.filter(having(name, code))
    inside = Enrolment.objects.filter(unit=opening.unit_id).on(on).values("volunteer")
    applied = Application.objects.filter(opening=opening, volunteer__isnull=False).values("volunteer")
    rows = rows.exclude(volunteer__in=inside).exclude(volunteer__in=applied).select_related("volunteer__user")
    found = {one.pk: one for one in rows}
    trained = _trained(one.volunteer_id for one in found.values())
    place = place_of(opening)
    fits = [
        (key, matching.fit(_person(one, trained.get(one.volunteer_id, frozenset()), on), place))
        for key, one in found.items()
    ]
    ranked = sorted(((key, fit) for key, fit in fits if fit), key=lambda each: (-each[1].points, each[0]))
    return [(found[key], fit) for key, fit in ranked]


def ask(*, opening: Opening, chosen: Iterable[int], words: str, by: Acts, now: dt.datetime) -> int:
    """Ask these to come, each once for an opening, by letter. Answers how many were asked.

    Args:
        chosen: keys of agreements, as `look` shows them; who has taken hers back meanwhile is not asked.

    Raises:
        ValidationError: nobody was chosen, the opening takes none now, or the words are too long.
    """
    keys = list(dict.fromkeys(chosen))[:MOST_SEEN]
    if not keys:
        raise ValidationError(_("請先勾選要邀請的人。"))
    rows = Findable.objects.standing().filter(having("counties", opening.county_id), pk__in=keys)
    return _ask_these(opening, list(rows.select_related("volunteer__user")), words, by, now)


def ask_all(
    *, opening: Opening, most: int, words: str, by: Acts, now: dt.datetime, slot: str = "", skill: str = ""
) -> int:
    """Ask everybody who fits an opening and a filter, the best first, each once; a large event is called up so.

    Nobody is shown by it: the unit learns who said yes, and how many were asked. A few statements, however many.

    Args:
        most: how many at most, up to `MOST_ASKED`; whoever was asked before is not asked again and not counted.

    Raises:
        ValidationError: there is nobody left to ask, the opening takes none now, or the words are too long.
    """
    asked = set(Approach.objects.filter(opening=opening).values_list("volunteer", flat=True))
    ranked = _ranked(opening, timezone.localdate(now), slot, skill)
    left = [one for one, _fit in ranked if one.volunteer_id not in asked]
    if not left:
        raise ValidationError(_("符合的人都邀請過了，或沒有符合的人。"))
    if not 1 <= most <= MOST_ASKED:
        raise ValidationError(_("一次邀請 1 到 %(most)s 人。") % {"most": MOST_ASKED})
    return _ask_these(opening, left[:most], words, by, now)


def _ask_these(opening: Opening, found: list[Findable], words: str, by: Acts, now: dt.datetime) -> int:
    if over := reasons.too_long(words, 300, what=_("給她的話")):
        raise ValidationError({"words": over})
    if not Opening.objects.open_on(timezone.localdate(now)).filter(pk=opening.pk).exists():
        raise ValidationError(_("招募公告、在報名期間內，才能邀請。"))
    people = {one.volunteer_id: one.volunteer for one in found}
    with transaction.atomic():
        # Under the opening's lock nobody is asked by two at once.
        Opening.objects.select_for_update().get(pk=opening.pk)
        there = Approach.objects.filter(opening=opening, volunteer__in=list(people))
        known = set(there.values_list("volunteer", flat=True))
        fresh = [key for key in people if key not in known]
        made = Approach.objects.bulk_create(
            (
                Approach(
                    opening=opening, volunteer=people[key], words=tidy(words), asked_at=now,
                    asked_by=by.as_actor().label[:200],
                )
                for key in fresh
            ),
            batch_size=500,
        )  # fmt: skip
        trail.record_each(Verb.APPROACHED, made, by=by, at=now)
        ledger.say_each((_letter(one, opening, now) for one in made), now=now)
    return len(made)


def _letter(made: Approach, opening: Opening, now: dt.datetime) -> ledger.Wish:
    person = made.volunteer
    return ledger.Wish(
        key=f"{REQUEST}/{made.pk}", kind=REQUEST, subject_key=str(made.pk), step="asked",
        county=opening.unit.county_id, to_name=person.name,
        to_address=person.user.email if person.user else person.email, due_at=now,
    )  # fmt: skip


def answer(*, approach: Approach, yes: bool, by: Acts, now: dt.datetime) -> Approach:
    """Say yes or no to a request. A yes is an application, with what the register knows: nothing is typed again.

    Raises:
        ValidationError: it was answered, or the opening takes nobody any more.
    """
    with transaction.atomic():
        held = (
            Approach.objects.select_for_update(of=("self",))
            .select_related("opening__unit", "volunteer")
            .get(pk=approach.pk)
        )
        if held.state != Approach.State.WAITING:
            raise ValidationError(_("這個邀請已經回覆過了。"))
        if yes and not held.opening.takes_on(timezone.localdate(now)):
            raise ValidationError(_("這個招募現在不收報名了。"))
        held.state = Approach.State.YES if yes else Approach.State.NO
        held.answered_at, held.answered_by = now, by.as_actor().label[:200]
        if yes:
            held.application = applications.of_volunteer(opening=held.opening, volunteer=held.volunteer, by=by, now=now)
        held.save()
        trail.record(Verb.APPROACH_ANSWERED, held, by=by, now={"state": held.state}, at=now)
    return held


def fitting(volunteer: Volunteer, *, on: dt.date) -> list[tuple[Opening, Fit]]:
    """Openings that fit a volunteer, the best first, with the reasons; those of her own units are left out."""
    stands = Findable.objects.standing().filter(volunteer=volunteer).first()
    mine = Enrolment.objects.filter(volunteer=volunteer).on(on)
    trained = _trained([volunteer.pk]).get(volunteer.pk, frozenset())
    if stands is not None:
        person = _person(stands, trained, on)
    else:
        counties = frozenset(mine.values_list("unit__county", flat=True))
        person = Person(counties=counties, trained=trained, age=_age(volunteer, on))
    rows = (
        Opening.objects.open_on(on)
        .exclude(unit__in=mine.values("unit"))
        .select_related("unit__organisation", "county", "post")
    )
    found = {one.pk: one for one in rows}
    ranked = matching.best(person, ((one.pk, place_of(one)) for one in found.values()))
    return [(found[key], fit) for key, fit in ranked]


def place_of(opening: Opening) -> Place:
    """An opening as matching sees it."""
    return Place(
        county=opening.county_id, category=opening.category, slots=frozenset(opening.slots),
        skills=frozenset(opening.skills), least_age=opening.least_age, most_age=opening.most_age,
    )  # fmt: skip


def _person(one: Findable, trained: frozenset[str], on: dt.date) -> Person:
    return Person(
        frozenset(one.counties), frozenset(one.categories), frozenset(one.slots), frozenset(one.skills), trained,
        _age(one.volunteer, on),
    )  # fmt: skip


def _age(volunteer: Volunteer, on: dt.date) -> int | None:
    return None if volunteer.born_on is None else minors.age(volunteer.born_on, on)


def _trained(keys: Iterable[int]) -> dict[int, frozenset[str]]:
    """For which categories these have the special training (one question)."""
    rows = Training.objects.filter(volunteer__in=list(keys), revoked_on=None).values_list(
        "volunteer", "programme", "category"
    )
    found: dict[int, set[str]] = {}
    for person, code, category in rows:
        programme = PROGRAMMES.get(code)
        kinds = (category,) if category else programme.categories if programme is not None else ()
        found.setdefault(person, set()).update(kinds)
    return {person: frozenset(kinds) for person, kinds in found.items()}


def _tidied(wishes: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """What was ticked, in the lists' own order; what is in no list is left out."""
    known: dict[str, Iterable[str]] = {
        "counties": County.objects.values_list("pk", flat=True), "categories": sectors.CATEGORIES, "slots": SLOTS,
        "skills": SKILLS,
    }  # fmt: skip
    had = {name: set(wishes.get(name) or ()) for name in known}
    return {name: tuple(code for code in codes if code in had[name]) for name, codes in known.items()}


def _end(stands: Findable, by: Acts, now: dt.datetime) -> None:
    stands.withdrawn_at, stands.withdrawn_by = now, by.as_actor().label[:200]
    stands.save(update_fields=["withdrawn_at", "withdrawn_by"])


def _home(by: Acts) -> str:
    return by.access.home_county if isinstance(by, User) else ""
