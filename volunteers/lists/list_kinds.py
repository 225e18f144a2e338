"""The kinds of lists that a unit sends as a file: how each is read, taken in and answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.audit.trail import Acts
from foundation.imports.grid import Grid, Limits
from foundation.imports.reading import read_file
from foundation.imports.rows import Understood
from foundation.imports.spec import Spec
from volunteers.models import Policy, TakenList, Unit

from . import (
    hour_answers,
    hour_lists,
    insured_answers,
    insured_lists,
    month_sheets,
    people_answers,
    people_lists,
    people_undo,
    training_answers,
    training_lists,
)
from .kept_answers import Answer

Tell = Callable[[int], None]
"""Told how many rows are done, between two of them."""


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose list it is: a unit's, or that of one of its policies."""

    unit: Unit
    policy: Policy | None = None

    @property
    def key(self) -> int:
        """The number that stands in the list's addresses."""
        return self.policy.pk if self.policy else self.unit.pk


class Take(Protocol):
    """Takes rows in and answers what became of each; raises `ValidationError` where nothing at all can be taken in.

    What is stopped halfway is taken up where it was when the same list comes again.
    """

    def __call__(
        self, *, whose: Whose, understood: Understood, name: str, dry: bool, by: Acts, now: dt.datetime, tell: Tell,
        reason: str,
    ) -> Answer: ...  # fmt: skip


class TakeBack(Protocol):
    """Takes back all that a list brought, or raises `ValidationError`; answers how many it was."""

    def __call__(self, *, taken: TakenList, reason: str, by: Acts, now: dt.datetime) -> int: ...


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
        take_back: takes a whole list back; None where that is done on another page.
        back_words: says what taking back does and what it leaves.
        of_policy: whether it is the list of a policy, and not of a unit as a whole.
        overrides: whether numbers whose check digit is wrong can be kept, with a reason for the whole list.
        write_out: makes one list of sheets that are drawn in another way.
    """

    name: str
    sheet: Promise
    size: Promise
    spec: Spec
    limits: Limits
    take: Take
    answer: type[Answer]
    home: Callable[[Whose], str]
    gone: Promise
    take_back: TakeBack | None = None
    back_words: Promise | str = ""
    of_policy: bool = False
    overrides: bool = False
    write_out: Callable[[list[Grid], Limits], list[Grid]] | None = None

    def read(self, content: bytes) -> list[Grid]:
        """The sheets of a file of this kind.

        Raises:
            Unreadable: it cannot be used; the message says why and what to do.
        """
        grids = read_file(content, limits=self.limits)
        return self.write_out(grids, self.limits) if self.write_out is not None else grids


def _take_hours(
    *, whose: Whose, understood: Understood, name: str, dry: bool, by: Acts, now: dt.datetime, tell: Tell, reason: str
) -> Answer:
    taken = hour_lists.take(unit=whose.unit, understood=understood, by=by, now=now, label=name, dry=dry, tell=tell)
    return hour_answers.answer_to(taken, name=name, dry=dry)


def _take_people(
    *, whose: Whose, understood: Understood, name: str, dry: bool, by: Acts, now: dt.datetime, tell: Tell, reason: str
) -> Answer:
    taken = people_lists.take(
        unit=whose.unit, understood=understood, by=by, now=now, name=name, reason=reason, dry=dry, tell=tell
    )
    return people_answers.answer_to(taken, name=name, dry=dry)


def _take_trainings(
    *, whose: Whose, understood: Understood, name: str, dry: bool, by: Acts, now: dt.datetime, tell: Tell, reason: str
) -> Answer:
    taken = training_lists.take(unit=whose.unit, understood=understood, by=by, now=now, name=name, dry=dry, tell=tell)
    return training_answers.answer_to(taken, name=name, dry=dry)


def _take_insured(
    *, whose: Whose, understood: Understood, name: str, dry: bool, by: Acts, now: dt.datetime, tell: Tell, reason: str
) -> Answer:
    if whose.policy is None:
        raise ValueError("a list of insured people is one of a policy")
    taken = insured_lists.take(
        policy=whose.policy, understood=understood, by=by, now=now, name=name, dry=dry, tell=tell
    )  # fmt: skip
    return insured_answers.answer_to(taken, name=name, dry=dry)


HOURS = ListKind(
    name="hour_list",
    sheet=_("時數表"),
    size=_("ODS、XLSX、XLS 或 CSV，20 MB 以內，最多 10 萬列"),
    spec=hour_lists.SPEC,
    limits=hour_lists.LIMITS,
    take=_take_hours,
    answer=hour_answers.HourAnswer,
    home=lambda whose: reverse("volunteers:months", args=[whose.unit.pk]),
    gone=_("這份匯入結果已經過了 2 小時，不再保留。已匯入的時數都在各月份裡。"),
    write_out=month_sheets.written_out,
)
PEOPLE = ListKind(
    name=people_lists.KIND,
    sheet=_("名冊"),
    size=_("ODS、XLSX、XLS 或 CSV，5 MB 以內，最多 20,000 人"),
    spec=people_lists.SPEC,
    limits=people_lists.LIMITS,
    take=_take_people,
    answer=people_answers.PeopleAnswer,
    home=lambda whose: f"{reverse('volunteers:people')}?unit={whose.unit.pk}",
    gone=_("這份匯入結果已經過了 2 小時，不再保留。已匯入的人都在名冊上。"),
    take_back=people_undo.take_back,
    back_words=_(
        "匯入後 30 天內可以整批收回：新登錄的人移除、加入的移出單位、補上的資料清空、登錄的訓練撤銷。"
        "後來已經有時數、保險或別的紀錄的人，要先處理那些紀錄。"
    ),
    overrides=True,
)
TRAININGS = ListKind(
    name=training_lists.KIND,
    sheet=_("訓練清單"),
    size=_("ODS、XLSX、XLS 或 CSV，5 MB 以內，最多 20,000 筆"),
    spec=training_lists.SPEC,
    limits=training_lists.LIMITS,
    take=_take_trainings,
    answer=training_answers.TrainingAnswer,
    home=lambda whose: f"{reverse('volunteers:lacking')}?unit={whose.unit.pk}",
    gone=_("這份匯入結果已經過了 2 小時，不再保留。已匯入的訓練都在志工的頁面上。"),
    take_back=training_lists.take_back,
    back_words=_("匯入後 30 天內可以整批收回；收回的訓練留在志工的頁面上，寫著原因。"),
)
INSURED = ListKind(
    name=insured_lists.KIND,
    sheet=_("被保險人名冊"),
    size=_("ODS、XLSX、XLS 或 CSV，5 MB 以內，最多 20,000 人"),
    spec=insured_lists.SPEC,
    limits=insured_lists.LIMITS,
    take=_take_insured,
    answer=insured_answers.InsuredAnswer,
    home=lambda whose: reverse("volunteers:policy", args=[whose.key]),
    gone=_("這份匯入結果已經過了 2 小時，不再保留。已加入的人都在保單的名冊上。"),
    take_back=insured_lists.take_back,
    back_words=_(
        "匯入後 30 天內可以整批收回：這份清單加入的人移出保單名冊，等待核定的時數馬上重算；已經有理賠的不能收回。"
    ),
    of_policy=True,
)
KINDS = {kind.name: kind for kind in (HOURS, PEOPLE, TRAININGS, INSURED)}
