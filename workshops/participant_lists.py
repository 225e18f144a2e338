"""Many participants at once: a pasted or uploaded list is understood row by row; good rows go in, wrong ones come back.

A list may be sent again after mending: who is on it already is recognised by name and unit, kept as she is, and
given what the new list adds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.imports import cells, layout, rows
from foundation.imports.grid import Limits
from foundation.imports.rows import GoodRow, Understood
from foundation.imports.spec import Cell, Field, Spec, as_text
from foundation.taiwan import naming
from foundation.taiwan.fullwidth import tight

from . import participants
from .models import Participant, Workshop

# A workshop has some sixty people; each one added is compared with all, so a longer list would block other writers.
LIMITS = Limits(rows=1000)
K = Participant.Kind
KINDS: dict[str, str] = {
    "機關業務承辦": K.OFFICIAL, "業務承辦": K.OFFICIAL, "機關業務承辦人": K.OFFICIAL, "業務承辦人": K.OFFICIAL,
    "機關承辦": K.OFFICIAL, "機關承辦人": K.OFFICIAL, "承辦人": K.OFFICIAL, "承辦": K.OFFICIAL, "機關": K.OFFICIAL,
    "公部門": K.OFFICIAL, "政府機關": K.OFFICIAL, "縣府承辦": K.OFFICIAL, "official": K.OFFICIAL,
    "志推中心": K.CENTRE, "志願服務推廣中心": K.CENTRE, "推廣中心": K.CENTRE, "志工中心": K.CENTRE,
    "志願服務中心": K.CENTRE, "中心": K.CENTRE, "centre": K.CENTRE, "center": K.CENTRE,
    "運用單位幹部": K.CADRE, "志工幹部": K.CADRE, "幹部": K.CADRE, "運用單位": K.CADRE, "志願服務運用單位": K.CADRE,
    "志願服務運用單位幹部": K.CADRE, "組織幹部": K.CADRE, "志工隊幹部": K.CADRE, "志工隊": K.CADRE,
    "隊長": K.CADRE, "志工": K.CADRE, "cadre": K.CADRE,
    "agency officer": K.OFFICIAL, "officer": K.OFFICIAL, "promotion centre": K.CENTRE, "promotion center": K.CENTRE,
    "volunteer operating unit leader": K.CADRE, "unit leader": K.CADRE, "leader": K.CADRE,
}  # fmt: skip
"""What lists write for the three kinds (企劃案三(二)參與者說明).

The first spelling of each is offered as the cure, on an English page its English.
"""


def _called(read: Callable[[str], str], *, longest: int) -> Callable[[Cell], str]:
    """A cell that names somebody or something."""
    fits = cells.text(longest=longest)
    return lambda cell: fits(read(as_text(cell)))


def _key(values: dict[str, Any]) -> Hashable:
    return participants.key_of(values["name"], values["unit"])


SPEC = Spec(
    name="participants",
    positional=True,
    key=_key,
    fields=(
        Field(
            key="name", label=gettext_noop("姓名"), example=gettext_noop("王小明"), required=True,
            parse=_called(naming.person, longest=50),
            aliases=("名字", "參加者", "參加者姓名", "參加人", "參與者", "與會人員", "學員", "學員姓名", "full name",
                     "participant"),
        ),
        Field(
            key="kind", label=gettext_noop("身分"), example=gettext_noop("運用單位幹部"), required=True,
            parse=cells.choice(KINDS),
            aliases=("身份", "類別", "身分別", "身份別", "參加身分", "參加類別", "參加者類別", "身分/類別", "type",
                     "kind of participant", "category"),
        ),
        Field(
            key="unit", label=gettext_noop("單位"), example=gettext_noop("海線志工隊"), required=True,
            parse=_called(naming.unit, longest=100),
            aliases=("服務單位", "所屬單位", "單位名稱", "機關", "機關名稱", "運用單位", "任職單位", "隊名",
                     "organisation", "organization", "agency"),
        ),
        Field(
            key="title", label=gettext_noop("職稱"), example=gettext_noop("隊長"), default="",
            parse=_called(naming.position, longest=50), aliases=("職務", "position", "job title"),
        ),
        Field(
            key="email", label=gettext_noop("電子郵件"), example="name@example.org", default="", parse=cells.email,
            aliases=("信箱", "電子信箱", "電郵", "e-mail", "mail", "email address"),
        ),
        Field(
            key="phone", label=gettext_noop("電話"), example="0912-345-678", default="", parse=cells.phone,
            aliases=("手機", "手機號碼", "行動電話", "聯絡電話", "電話號碼", "連絡電話", "tel", "mobile", "telephone",
                     "telephone number", "phone number"),
        ),
    ),
)  # fmt: skip


def read_file(source: IO[bytes] | bytes) -> Understood:
    """A list from a file (ODS, XLSX, XLS, CSV).

    Raises:
        foundation.imports.grid.Unreadable: the file as a whole cannot be used; the message says why and what to do.
    """
    return rows.read(source, SPEC, limits=LIMITS)


def read_text(pasted: str) -> Understood:
    """A pasted list. Without a heading the columns are 姓名, 身分, 單位, 職稱, 電子郵件, 電話.

    Raises:
        foundation.imports.grid.Unreadable: nothing can be found in it.
    """
    return rows.understand(layout.recognise_text(pasted, SPEC, limits=LIMITS))


@dataclass(slots=True)
class Taken:
    """What became of the good rows, by their numbers in the list; `namesakes` are sentences to look at."""

    added: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    namesakes: list[str] = field(default_factory=list)


def take(*, workshop: Workshop, understood: Understood, by: Acts, now: dt.datetime) -> Taken:
    """Put the good rows on the workshop's list, all of them or (if the house fails) none.

    Somebody already on it keeps what she has where the new list is silent. Wrong rows are left out: they are in
    `understood.problems`.

    Raises:
        ValidationError: the list is closed.
    """
    participants.require_open(workshop)
    taken = Taken()
    with transaction.atomic():
        Workshop.objects.select_for_update().get(pk=workshop.pk)
        listed = {participants.key_of(one.name, one.unit): one for one in workshop.participants.all()}
        units: dict[str, str] = {tight(one.name): one.unit for one in listed.values()}
        for row in understood.good:
            known = listed.get(participants.key_of(row.values["name"], row.values["unit"]))
            if known is None:
                _note_namesake(row, units, taken)
                participants.add(workshop=workshop, values=row.values, by=by, now=now)
                units.setdefault(tight(row.values["name"]), row.values["unit"])
                taken.added.append(row.number)
                continue
            new = {name: value for name, value in row.values.items() if value and name not in ("name", "unit")}
            if trail.differences(known, new)[1]:
                participants.change(participant=known, values=new, by=by, now=now)
                taken.changed.append(row.number)
            else:
                taken.same.append(row.number)
        counts = {"added": len(taken.added), "changed": len(taken.changed), "same": len(taken.same)}
        trail.record(Verb.IMPORTED, workshop, by=by, now=counts | {"wrong": understood.bad_rows}, at=now)
    return taken


def _note_namesake(row: GoodRow, units: dict[str, str], taken: Taken) -> None:
    other = units.get(tight(row.values["name"]))
    if other is not None:
        taken.namesakes.append(
            _("第 %(row)s 列「%(name)s」：名單上還有一位同名的人，單位是「%(unit)s」。如果是同一位，請移除其中一筆。")
            % {"row": row.number, "name": row.values["name"], "unit": other}
        )
