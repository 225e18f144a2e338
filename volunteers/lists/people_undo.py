"""Taking back a list of people: whom it entered, whom it took into the unit, what it filled in and recorded.

All of it goes or nothing does. What somebody has built on it since (hours, insurance, a book, shifts, another unit)
would lose its ground, so it is named, and is to be taken out first. It goes by what the models say, so that a table of
tomorrow is not forgotten.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from volunteers.merging.moving import relations
from volunteers.models import Enrolment, RecordBook, TakenList, TakenPerson, Training, Unit, Volunteer
from volunteers.training import trainings

from . import filling

NAMED = 5
"""So many people are named, with what was built on their entry; of the others the number is told."""
CHUNK = 500
FARTHEST = 3
"""A row belongs to a unit by so many foreign keys one after the other (place → duty → post → unit)."""
DATED = {
    "volunteers.serviceentry": "served_on",
    "volunteers.cover": "ends_on",
    "volunteers.recordbook": "applied_on",
    "volunteers.incident": "happened_on",
    "volunteers.place": "duty__on",
    "volunteers.training": "completed_on",
}
"""By which day of a row one sees that it was there before somebody came back to the unit; else it counts as since."""
ON_IDENTITY = frozenset({"identity", "born_on", "sex"})
"""What a book is applied for with (名冊要有姓名、性別、出生日期和證號)."""


def take_back(*, taken: TakenList, reason: str, by: Acts, now: dt.datetime) -> int:
    """Take back everything of a list of people; answers of how many people something went.

    Raises:
        ValidationError: something has been built on it; it says on whose entry, and what.
    """
    came = list(taken.people.select_related("volunteer", "enrolment").order_by("volunteer__name_key", "pk"))
    people = {one.volunteer_id: one.volunteer for one in came}
    for keys in _chunks(sorted(people)):
        list(Volunteer.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk", flat=True))
    _refuse_built_on(people, _built_on(came, taken))
    taken.people.all().delete()
    entered = {one.volunteer_id for one in came if one.entered}
    _take_out(sorted(entered), people, taken, reason, by, now)
    for one in came:
        if one.volunteer_id not in entered:
            _take_off(one, taken, reason, by, now)
    return len(people)


def _refuse_built_on(people: dict[int, Volunteer], built: dict[int, list[str]]) -> None:
    found = [(person.name, built[key]) for key, person in people.items() if built.get(key)]
    if not found:
        return
    comma = _("、")
    named = _("；").join(
        _("%(name)s有%(things)s") % {"name": name, "things": comma.join(dict.fromkeys(things))}
        for name, things in found[:NAMED]
    )
    if len(found) > NAMED:
        named += _("；還有 %(count)s 人") % {"count": len(found) - NAMED}
    raise ValidationError(
        _(
            "匯入以後已經有別的紀錄，整批收回會讓這些紀錄失去根據，所以什麼都沒有收回：%(named)s。請先處理這些紀錄，或只改正有錯的人。"
        )
        % {"named": named}
    )


def _built_on(came: Sequence[TakenPerson], taken: TakenList) -> dict[int, list[str]]:
    """By person what stands on what the list brought, in the models' own words."""
    built: dict[int, list[str]] = defaultdict(list)
    entered = {one.volunteer_id: one for one in came if one.entered}
    others = [one for one in came if one.volunteer_id not in entered]
    joined = {one.enrolment_id: one.enrolment for one in others if one.enrolment is not None}
    _add_hanging_on(built, entered, taken)
    _add_on_enrolments(built, {one.enrolment_id: one.volunteer_id for one in came if one.enrolment_id})
    _add_in_unit(built, [one for one in joined.values() if one is not None], taken)
    for one in entered.values():
        if one.volunteer.user_id is not None:
            built[one.volunteer_id].append(_("登入帳號"))
    for enrolment in joined.values():
        if enrolment is not None and enrolment.left_on is not None:
            built[enrolment.volunteer_id].append(_("離隊紀錄"))
    told = [one.volunteer_id for one in others if ON_IDENTITY & one.filled.keys()]
    for keys in _chunks(told):
        applied = RecordBook.objects.filter(volunteer__in=keys, applied_on__gte=timezone.localdate(taken.made_at))
        for key in applied.exclude(state=RecordBook.State.CANCELLED).values_list("volunteer", flat=True):
            built[key].append(_called(RecordBook))
    return built


def _add_hanging_on(built: dict[int, list[str]], entered: dict[int, TakenPerson], taken: TakenList) -> None:
    """Everything of people whom the list entered that did not come with it."""
    own = {one.enrolment_id for one in entered.values()}
    for relation in relations(Volunteer):
        for keys in _chunks(sorted(entered)):
            rows = relation.model._base_manager.filter(**{f"{relation.name}__in": keys})
            if relation.model is TakenPerson:
                rows = rows.exclude(taken=taken)
            elif relation.model is Training:
                rows = rows.exclude(came_in=taken)
            for key, row, left in _rows(rows, relation.column):
                if relation.model is not Enrolment or row not in own or left:
                    built[key].append(_called(relation.model))


def _rows(rows: models.QuerySet[Any], column: str) -> Iterator[tuple[int, int, bool]]:
    """Whose row, its key, and whether it is an enrolment that has ended."""
    if rows.model is Enrolment:
        yield from ((key, row, left is not None) for key, row, left in rows.values_list(column, "pk", "left_on"))
    else:
        yield from ((key, 0, False) for key in rows.order_by().values_list(column, flat=True).distinct())


def _add_on_enrolments(built: dict[int, list[str]], whose: dict[int, int]) -> None:
    """What hangs on the enrolments themselves, such as service cards."""
    for relation in relations(Enrolment):
        if relation.model is TakenPerson:
            continue
        for keys in _chunks(sorted(whose)):
            rows = relation.model._base_manager.filter(**{f"{relation.name}__in": keys})
            for key in rows.order_by().values_list(relation.column, flat=True).distinct():
                built[whose[key]].append(_called(relation.model))


def _add_in_unit(built: dict[int, list[str]], joined: Sequence[Enrolment], taken: TakenList) -> None:
    """What people who were in the register before have in the unit since the list took them into it."""
    since = {one.volunteer_id: one.joined_on for one in joined}
    back: set[int] = set()
    for keys in _chunks(sorted(since)):
        earlier = Enrolment.objects.filter(unit=taken.unit_id, volunteer__in=keys)
        back |= set(earlier.exclude(pk__in=[one.pk for one in joined]).values_list("volunteer", flat=True))
    for relation in relations(Volunteer):
        if relation.model in (Enrolment, TakenPerson):
            continue
        dated = DATED.get(relation.label)
        for path in _ways_to_unit(relation.model):
            for keys in _chunks(sorted(since)):
                rows = relation.model._base_manager.filter(**{f"{relation.name}__in": keys, path: taken.unit_id})
                if relation.model is Training:
                    rows = rows.exclude(came_in=taken)
                days = [relation.column, dated] if dated else [relation.column]
                for key, *on in rows.order_by().values_list(*days):
                    if not (key in back and on and on[0] < since[key]):
                        built[key].append(_called(relation.model))


def _called(model: type[models.Model]) -> str:
    return str(model._meta.verbose_name)


def _chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


def _ways_to_unit(model: type[models.Model], far: int = FARTHEST) -> Iterator[str]:
    """The foreign keys, one after the other, by which rows of a model belong to a unit."""
    for field in model._meta.concrete_fields:
        other = field.related_model
        if other is None or isinstance(other, str) or other in (Volunteer, model):
            continue
        if other is Unit:
            yield field.name
        elif far > 1 and other._meta.app_label == model._meta.app_label:
            yield from (f"{field.name}__{rest}" for rest in _ways_to_unit(other, far - 1))


def _take_out(
    keys: Sequence[int], people: dict[int, Volunteer], taken: TakenList, reason: str, by: Acts, now: dt.datetime
) -> None:
    """Take people out of the register whom the list entered, and on whom nothing stands."""
    for some in _chunks(keys):
        for key in some:
            trail.record(Verb.DELETED, people[key], by=by, county=taken.unit.county_id, reason=reason, at=now)
        Training.objects.filter(came_in=taken, volunteer__in=some).delete()
        Enrolment.objects.filter(volunteer__in=some).delete()
        Volunteer.objects.filter(pk__in=some).delete()


def _take_off(one: TakenPerson, taken: TakenList, reason: str, by: Acts, now: dt.datetime) -> None:
    """Take back what a list brought of somebody who was in the register before."""
    learnt = Training.objects.valid().filter(came_in=taken, volunteer=one.volunteer_id)
    for training in learnt.select_related("volunteer"):
        trainings.revoke(training=training, reason=reason, by=by, now=now)
    if one.enrolment is not None:
        trail.record(Verb.DELETED, one.enrolment, by=by, county=taken.unit.county_id, reason=reason, at=now)
        one.enrolment.delete()
    filling.empty(volunteer=one.volunteer, filled=one.filled, by=by, now=now)
