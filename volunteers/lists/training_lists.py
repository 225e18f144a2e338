"""Lists of trainings as units keep them: who completed which training, or which course of it, on which day.

Wrong rows come back with what is wrong and how to mend it; good ones are recorded once, even if the list comes again.
Within thirty days a whole list can be taken back (`undoing`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.imports import cells
from foundation.imports.grid import Limits
from foundation.imports.rows import GoodRow, Understood
from foundation.imports.spec import Field, Spec
from volunteers.models import TakenList, Training, Unit, Volunteer
from volunteers.rules import training_names
from volunteers.rules.courses import special_for
from volunteers.rules.training_names import SPECIAL
from volunteers.serving import ledger, together
from volunteers.training import trainings

from . import numbers, row_by_row
from .hour_lists import SPEC as HOURS
from .members import Members
from .taken_lists import Coming
from .times import minutes

LIMITS = Limits(rows=20_050)
"""20,000 trainings, and what stands above and below them."""
PLACES = {"completed_on": "on", "programme": "training", "course": "training"}
KIND = "training_list"
YES = {
    "是": True, "v": True, "y": True, "yes": True, "線上": True, "數位": True, "online": True,
    "否": False, "no": False, "實體": False, "n": False,
}  # fmt: skip

SPEC = Spec(
    name="trainings",
    check=lambda values: _check(values),
    fields=(
        HOURS.named("name"),
        HOURS.named("identity"),
        HOURS.named("identity_kind"),
        HOURS.named("number"),
        Field(
            key="training", label=gettext_noop("訓練名稱"), example=gettext_noop("基礎訓練"), required=True,
            parse=training_names.read,
            aliases=("訓練", "訓練類別", "訓練種類", "訓練課程", "課程名稱", "課程", "課目", "科目", "training",
                     "course"),
        ),
        Field(
            key="on", label=gettext_noop("完成日期"), example="113/3/10", required=True, parse=cells.day,
            aliases=("日期", "訓練日期", "結業日期", "結訓日期", "上課日期", "訓練迄日", "迄日", "completed on",
                     "date"),
        ),
        Field(
            key="minutes", label=gettext_noop("訓練時數"), example="6", parse=minutes,
            aliases=("時數", "小時", "上課時數", "hours"),
        ),
        Field(
            key="issuer", label=gettext_noop("發證單位"), example=gettext_noop("志願服務推廣中心"), default="",
            parse=cells.text(longest=100), aliases=("訓練單位", "辦訓單位", "主辦單位", "辦理單位", "issued by"),
        ),
        Field(
            key="certificate", label=gettext_noop("證明字號"), example=gettext_noop("北志訓字第 12 號"), default="",
            parse=cells.text(longest=60),
            aliases=("證書字號", "結業證書字號", "證號字號", "字號", "certificate number"),
        ),
        Field(
            key="is_online", label=gettext_noop("線上課程"), example=gettext_noop("否"), default=False,
            parse=cells.choice(YES), aliases=("線上", "數位課程", "是否線上", "online"),
        ),
        Field(
            key="valid_until", label=gettext_noop("有效期限"), example="118/3/9", parse=cells.day,
            aliases=("有效日期", "到期日", "證照有效期限", "valid until", "expires on"),
        ),
    ),
)  # fmt: skip


def _check(values: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    yield from numbers.check(values)
    if values["on"].year < 1990:
        yield "on", _("完成日期太早了。"), _("請對照證明，填民國年月日，例如 113/3/10。")
    if values["valid_until"] is not None and values["valid_until"] < values["on"]:
        yield "valid_until", _("有效期限比完成日期早。"), _("請對照證照改正。")


@dataclass(slots=True)
class Taken:
    """What became of the rows, by their numbers: recorded, or already as they are.

    `understood` is the list with the problems that only the register brings up.
    """

    understood: Understood
    recorded: list[int] = field(default_factory=list)
    same: list[int] = field(default_factory=list)


def take(
    *,
    unit: Unit,
    understood: Understood,
    by: Acts,
    now: dt.datetime,
    name: str = "",
    dry: bool = False,
    tell: Callable[[int], None] = lambda done: None,
) -> Taken:
    """Record the good rows (`row_by_row`).

    Args:
        name: of the file, by which the list is found again.
        dry: only say what would become of them; nothing is written.
        tell: is told how many rows are done.
    """
    members = Members(unit, understood.good)
    coming = Coming(kind=KIND, unit=unit, name=name, by=by, now=now)

    def act(row: GoodRow) -> str:
        found = members.whose(row)
        if isinstance(found, str):
            raise ValidationError({"name": found + _("請核對名冊，或先登錄這位志工。")})
        training = _record(row, found, unit, by, now)
        if training is None:
            return "same"
        if not dry:
            Training.objects.filter(pk=training.pk).update(came_in=coming.add())
        return "recorded"

    words, understood = row_by_row.take(understood, act, places=PLACES, dry=dry, tell=tell, by=by, now=now)
    taken = Taken(understood)
    for number, word in words.items():
        getattr(taken, word).append(number)
    if not dry:
        counts = {"added": len(taken.recorded), "same": len(taken.same)}
        trail.record(Verb.IMPORTED, unit, by=by, now=counts | {"wrong": understood.bad_rows}, at=now)
    return taken


def _record(row: GoodRow, volunteer: int, unit: Unit, by: Acts, now: dt.datetime) -> Training | None:
    """Record one row; None where it stands there already."""
    values = row.values
    code, numbers = values["training"]
    category = ""
    if code == SPECIAL:
        several = special_for(unit.category)
        if len(several) > 1:
            names = _("、").join(str(one.name) for one in several)
            raise ValidationError(
                {"training": _("這個單位的類別有好幾種特殊訓練，請寫是哪一種：%(names)s。") % {"names": names}}
            )
        code, category = several[0].code, unit.category
    course = training_names.number_on((code, numbers), values["on"])
    there = trainings.recorded(code, unit=unit, category=category)
    if there.filter(volunteer=volunteer, course=course, completed_on=values["on"]).exists():
        return None
    return trainings.record(
        volunteer=Volunteer.objects.get(pk=volunteer),
        programme=code,
        course=course,
        on=values["on"],
        issuer=values["issuer"] or str(unit),
        unit=unit,
        category=category,
        minutes=values["minutes"],
        certificate=values["certificate"],
        is_online=values["is_online"],
        valid_until=values["valid_until"],
        by=by,
        now=now,
    )


def take_back(*, taken: TakenList, reason: str, by: Acts, now: dt.datetime) -> int:
    """Revoke every training that a list brought; answers how many. They stay on the person's page with the reason."""
    came = Training.objects.valid().filter(came_in=taken).select_related("volunteer")
    with together.judged_once(partial(ledger.look_again_at, by=by, now=now)):
        for training in came:
            trainings.revoke(training=training, reason=reason, by=by, now=now)
    return len(came)
