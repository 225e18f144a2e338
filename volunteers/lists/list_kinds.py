"""The kinds of lists that a unit sends as a file: how each is read, taken in and answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.audit.trail import Acts
from foundation.imports.grid import Limits
from foundation.imports.rows import Understood
from foundation.imports.spec import Spec
from volunteers.models import TrainingList, Unit

from . import hour_answers, hour_lists, people_answers, people_lists, training_answers, training_lists
from .kept_answers import Answer

Tell = Callable[[int], None]
"""Told how many rows are done, between two of them."""


class Take(Protocol):
    """Takes rows in and answers what became of each; raises `ValidationError` where nothing at all can be taken in.

    What is stopped halfway is taken up where it was when the same list comes again.
    """

    def __call__(
        self, *, unit: Unit, understood: Understood, name: str, dry: bool, by: Acts, now: dt.datetime, tell: Tell
    ) -> Answer: ...


@dataclass(frozen=True, slots=True)
class ListKind:
    """One kind of list.

    Attributes:
        name: stored with each list; begins the names of its addresses and templates.
        sheet: what people call such a list.
        size: what the file may hold, in words.
        answer: the dataclass that `take` answers with.
        home: address of the page that shows what was taken in.
        gone: says where that is, once the answer has been thrown away.
        before: a unit's earlier lists that can be taken back as a whole, where that is done on this page.
    """

    name: str
    sheet: Promise
    size: Promise
    spec: Spec
    limits: Limits
    take: Take
    answer: type[Answer]
    home: Callable[[Unit], str]
    gone: Promise
    before: Callable[[Unit], Iterable[TrainingList]] = lambda unit: ()


def _take_hours(
    *, unit: Unit, understood: Understood, name: str, dry: bool, by: Acts, now: dt.datetime, tell: Tell
) -> Answer:
    taken = hour_lists.take(unit=unit, understood=understood, by=by, now=now, label=name, dry=dry, tell=tell)
    return hour_answers.answer_to(taken, name=name, dry=dry)


def _take_people(
    *, unit: Unit, understood: Understood, name: str, dry: bool, by: Acts, now: dt.datetime, tell: Tell
) -> Answer:
    taken = people_lists.take(unit=unit, understood=understood, by=by, now=now, dry=dry, tell=tell)
    return people_answers.answer_to(taken, name=name, dry=dry)


def _take_trainings(
    *, unit: Unit, understood: Understood, name: str, dry: bool, by: Acts, now: dt.datetime, tell: Tell
) -> Answer:
    taken = training_lists.take(unit=unit, understood=understood, by=by, now=now, name=name, dry=dry, tell=tell)
    return training_answers.answer_to(taken, name=name, dry=dry)


HOURS = ListKind(
    name="hour_list",
    sheet=_("時數表"),
    size=_("ODS、XLSX、XLS 或 CSV，20 MB 以內，最多 10 萬列"),
    spec=hour_lists.SPEC,
    limits=hour_lists.LIMITS,
    take=_take_hours,
    answer=hour_answers.HourAnswer,
    home=lambda unit: reverse("volunteers:months", args=[unit.pk]),
    gone=_("這份匯入結果已經過了 2 小時，不再保留。已匯入的時數都在各月份裡。"),
)
PEOPLE = ListKind(
    name="people_list",
    sheet=_("名冊"),
    size=_("ODS、XLSX、XLS 或 CSV，5 MB 以內，最多 20,000 人"),
    spec=people_lists.SPEC,
    limits=people_lists.LIMITS,
    take=_take_people,
    answer=people_answers.PeopleAnswer,
    home=lambda unit: f"{reverse('volunteers:people')}?unit={unit.pk}",
    gone=_("這份匯入結果已經過了 2 小時，不再保留。已匯入的人都在名冊上。"),
)
TRAININGS = ListKind(
    name="training_list",
    sheet=_("訓練清單"),
    size=_("ODS、XLSX、XLS 或 CSV，5 MB 以內，最多 20,000 筆"),
    spec=training_lists.SPEC,
    limits=training_lists.LIMITS,
    take=_take_trainings,
    answer=training_answers.TrainingAnswer,
    home=lambda unit: f"{reverse('volunteers:lacking')}?unit={unit.pk}",
    gone=_("這份匯入結果已經過了 2 小時，不再保留。已匯入的訓練都在志工的頁面上。"),
    before=training_lists.before,
)
KINDS = {kind.name: kind for kind in (HOURS, PEOPLE, TRAININGS)}
