"""Lists of people as units keep them: each is found or entered, taken into the unit, and her trainings recorded.

Good rows go in, wrong ones come back; the same list once more changes nothing. Within thirty days a whole list can be
taken back (`undoing`).

Who is meant is said by the identity number. Without one, somebody of the unit with that name and date of birth is the
same person, or with that name and number in the unit where no date of birth speaks against it, or with that name and
telephone; of other namesakes see `persons.namesakes`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.imports import cells
from foundation.imports.grid import Limits
from foundation.imports.rows import GoodRow, Understood
from foundation.imports.spec import Cell, Field, Spec, as_text
from foundation.taiwan import naming
from volunteers.models import Enrolment, TakenList, TakenPerson, Training, Unit, Volunteer
from volunteers.models.volunteer import LONGEST_NAME
from volunteers.persons import namesakes, people
from volunteers.rules.courses import BASIC, PROGRAMMES, special_for
from volunteers.training import trainings

from . import filling, numbers, row_by_row
from .taken_lists import Coming
from .times import minutes

LIMITS = Limits(rows=20_050)
"""20,000 people, and what stands above and below them."""
KIND = "people_list"
PLACES = {
    "completed_on": "basic_on", "joined_on": "joined_on", "minutes": "special_minutes", "valid_until": "special_until",
}  # fmt: skip
FEMALE, MALE = Volunteer.Sex.FEMALE, Volunteer.Sex.MALE
SEXES = {
    "女": FEMALE, "女性": FEMALE, "女生": FEMALE, "f": FEMALE, "female": FEMALE, "2": FEMALE,
    "男": MALE, "男性": MALE, "男生": MALE, "m": MALE, "male": MALE, "1": MALE,
}  # fmt: skip


def _name(cell: Cell) -> str:
    return cells.text(longest=LONGEST_NAME)(naming.person(as_text(cell)))


SPEC = Spec(
    name="people",
    check=numbers.check,
    key=lambda values: values["identity"]
    or (naming.person_key(values["name"]), values["born_on"] or values["number"] or values["phone"]),
    fields=(
        Field(
            key="name", label=gettext_noop("姓名"), example=gettext_noop("王小明"), required=True, parse=_name,
            aliases=("志工姓名", "名字", "name", "volunteer", "full name"),
        ),
        numbers.NUMBER,
        numbers.KIND,
        Field(
            key="born_on", label=gettext_noop("出生日期"), example="49/5/4", parse=cells.day,
            aliases=("生日", "出生年月日", "出生", "date of birth", "birthday"),
        ),
        Field(
            key="sex", label=gettext_noop("性別"), example=gettext_noop("女"), default="", parse=cells.choice(SEXES),
            aliases=("sex", "gender"),
        ),
        Field(
            key="phone", label=gettext_noop("電話"), example="0912-345-678", default="", parse=cells.phone,
            aliases=("手機", "手機號碼", "行動電話", "聯絡電話", "連絡電話", "telephone", "phone", "mobile"),
        ),
        Field(
            key="email", label=gettext_noop("電子郵件"), example="name@example.org", default="", parse=cells.email,
            aliases=("信箱", "電子信箱", "e-mail", "mail"),
        ),
        Field(
            key="address", label=gettext_noop("地址"), default="", parse=cells.text(longest=200),
            aliases=("住址", "通訊地址", "戶籍地址", "address"),
        ),
        Field(
            key="number", label=gettext_noop("志工編號"), example="023", default="", parse=cells.text(longest=20),
            aliases=("編號", "服務證號", "志工證號", "volunteer number", "no"),
        ),
        Field(
            key="joined_on", label=gettext_noop("加入日期"), example="113/1/2", parse=cells.day,
            aliases=("入隊日期", "到隊日期", "加入日", "開始服務日期", "joined on"),
        ),
        Field(
            key="basic_on", label=gettext_noop("基礎訓練完成日期"), example="113/3/10", parse=cells.day,
            aliases=("基礎訓練", "基礎訓練日期", "基礎訓練結業日期", "basic training"),
        ),
        Field(
            key="special_on", label=gettext_noop("特殊訓練完成日期"), example="113/3/24", parse=cells.day,
            aliases=("特殊訓練", "特殊訓練日期", "特殊訓練結業日期", "special training"),
        ),
        Field(
            key="special_minutes", label=gettext_noop("特殊訓練時數"), example="6", parse=minutes,
            aliases=("特訓時數", "special training hours"),
        ),
        Field(
            key="special_until", label=gettext_noop("特殊訓練有效期限"), example="118/3/23", parse=cells.day,
            aliases=("證照有效期限", "資格有效期限", "special training valid until"),
        ),
        Field(
            key="issuer", label=gettext_noop("發證單位"), example=gettext_noop("志願服務推廣中心"), default="",
            parse=cells.text(longest=100), aliases=("訓練單位", "辦訓單位", "issued by"),
        ),
    ),
)  # fmt: skip


@dataclass(slots=True)
class Taken:
    """What became of the rows, by their numbers: entered anew, taken into the unit, completed, or already as they are.

    `understood` is the list with the problems that only the register brings up.
    """

    understood: Understood
    entered: list[int] = field(default_factory=list)
    joined: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    same: list[int] = field(default_factory=list)


def take(
    *,
    unit: Unit,
    understood: Understood,
    by: Acts,
    now: dt.datetime,
    name: str = "",
    reason: str = "",
    dry: bool = False,
    tell: Callable[[int], None] = lambda done: None,
) -> Taken:
    """Take the good rows into the unit (`row_by_row`).

    Args:
        name: of the file, by which the list is found again.
        reason: why numbers of the list are kept although their check digit is wrong (old paper records).
        dry: only say what would become of them; nothing is written.
        tell: is told how many rows are done.
    """
    understood = _unnumbered(unit, understood)
    coming = Coming(kind=KIND, unit=unit, name=name, by=by, now=now)

    def act(row: GoodRow) -> str:
        Unit.objects.select_for_update().get(pk=unit.pk)
        brought = _take_row(row, unit, by, now, reason)
        if not dry and brought.anything:
            _note(brought, coming.add())
        return brought.word

    words, understood = row_by_row.take(understood, act, places=PLACES, dry=dry, tell=tell, by=by, now=now)
    taken = Taken(understood)
    for number, word in words.items():
        getattr(taken, word).append(number)
    if not dry:
        counts = {
            "added": len(taken.entered) + len(taken.joined),
            "changed": len(taken.changed),
            "same": len(taken.same),
        }
        trail.record(Verb.IMPORTED, unit, by=by, now=counts | {"wrong": understood.bad_rows}, at=now)
    return taken


def _unnumbered(unit: Unit, understood: Understood) -> Understood:
    """The list without its 編號 where they only count its rows, and disagree with the numbers that people have."""
    if not numbers.only_count([row.values["number"] for row in understood.good]):
        return understood
    had: dict[str, set[str]] = {}
    for name, number in unit.enrolments.exclude(number="").values_list("volunteer__name_key", "number"):
        had.setdefault(name, set()).add(number)
    keys = [naming.person_key(row.values["name"]) for row in understood.good]
    if all(
        row.values["number"] in had.get(key, {row.values["number"]})
        for key, row in zip(keys, understood.good, strict=True)
    ):
        return understood
    good = tuple(GoodRow(row.number, row.values | {"number": ""}) for row in understood.good)
    return replace(understood, good=good)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a row brought: somebody new, an enrolment, values that were missing, trainings (by their keys)."""

    person: Volunteer
    entered: bool
    enrolment: Enrolment | None
    filled: dict[str, str]
    trainings: list[int]

    @property
    def word(self) -> str:
        """What became of the row, by the names of `Taken`."""
        if self.entered:
            return "entered"
        if self.enrolment:
            return "joined"
        return "changed" if self.anything else "same"

    @property
    def anything(self) -> bool:
        """Whether it brought anything new."""
        return bool(self.entered or self.enrolment or self.filled or self.trainings)


def _take_row(row: GoodRow, unit: Unit, by: Acts, now: dt.datetime, reason: str) -> Brought:
    values = row.values
    joined_on = values["joined_on"] or timezone.localdate(now)
    person, sure = namesakes.whose(values, unit)
    known = {name: value for name, value in values.items() if name in people.FIELDS and value}
    if person is None:
        person = people.enter(
            values=known,
            number=values["identity"],
            kind=numbers.kind_of(values),
            reason=reason,
            unit=unit,
            on=joined_on,
            number_in_unit=values["number"],
            by=by,
            now=now,
        )
        enrolment = Enrolment.objects.get(volunteer=person, unit=unit)
        return Brought(person, True, enrolment, {}, _train(person, values, unit, by, now))
    joins = None
    if not Enrolment.objects.filter(volunteer=person, unit=unit, left_on=None).exists():
        joins = people.join(volunteer=person, unit=unit, on=joined_on, number=values["number"], by=by, now=now)
    missing = {name: value for name, value in known.items() if name != "name" and not getattr(person, name)}
    number = values["identity"] if not person.identity_mark else ""
    filled: dict[str, str] = {}
    if missing or number:
        person = people.change(
            volunteer=person, values=missing, number=number, kind=numbers.kind_of(values), reason=reason, by=by, now=now
        )
        filled = {name: filling.mark(person, name) for name in (*missing, *(["identity"] if number else []))}
    brought = Brought(person, False, joins, filled, _train(person, values, unit, by, now))
    if brought.anything and not sure:
        raise namesakes.unsure()
    return brought


def _note(brought: Brought, taken: TakenList) -> None:
    Training.objects.filter(pk__in=brought.trainings).update(came_in=taken)
    TakenPerson.objects.create(
        taken=taken,
        volunteer=brought.person,
        enrolment=brought.enrolment,
        entered=brought.entered,
        filled=brought.filled,
    )


def _train(person: Volunteer, values: dict[str, Any], unit: Unit, by: Acts, now: dt.datetime) -> list[int]:
    """Record the trainings that are not known yet; answers their keys."""
    learnt: list[int] = []
    for programme, on in ((BASIC, values["basic_on"]), *_special(person, values, unit)):
        known = trainings.recorded(programme, unit=unit).filter(volunteer=person, course=0)
        if PROGRAMMES[programme].renewed_yearly:
            known = known.filter(completed_on=on)
        if on is None or known.exists():
            continue
        is_special = programme != BASIC
        training = trainings.record(
            volunteer=person,
            programme=programme,
            on=on,
            issuer=values["issuer"] or str(unit),
            unit=unit,
            category=unit.category if is_special else "",
            minutes=values["special_minutes"] if is_special else None,
            valid_until=values["special_until"] if is_special else None,
            by=by,
            now=now,
        )
        learnt.append(training.pk)
    return learnt


def _special(person: Volunteer, values: dict[str, Any], unit: Unit) -> list[tuple[str, dt.date]]:
    """The special training that a row says was completed; none where it is known already which one it was.

    Raises:
        ValidationError: the unit's category has several, and a list of people cannot say which.
    """
    if values["special_on"] is None:
        return []
    several = special_for(unit.category)
    if len(several) == 1:
        return [(several[0].code, values["special_on"])]
    if any(trainings.recorded(one.code, unit=unit).filter(volunteer=person, course=0).exists() for one in several):
        return []
    names = _("、").join(str(one.name) for one in several)
    raise ValidationError(
        {"special_on": _("這個單位的類別有好幾種特殊訓練（%(names)s）。請清空這一格，改用訓練清單寫明是哪一種。") % {
            "names": names,
        }}
    )  # fmt: skip
