"""Adopted plans as a sheet that may be edited elsewhere and sent back: its columns, and what stands in a cell.

Each row carries a mark of what its cells held when it was downloaded (版本), so that a cell somebody has edited in the
sheet, one that has changed on the platform since, and one that both have changed can be told apart.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from actionplans.models import Plan
from actionplans.models.plan_parts import LONGEST_WORDS
from foundation.accounts.models import User
from foundation.imports import cells
from foundation.imports.grid import Limits
from foundation.imports.spec import Cell, Field, Spec, as_text
from foundation.taiwan.fullwidth import tidy

LIMITS = Limits(rows=3000)
CODE, MARK = "code", "mark"
# What may be edited in the sheet, in its order; what an adopted plan may not lose.
EDITABLE = (
    "title", "lead_agency", "person_in_charge", "contact_email", "supervisor", "partners", "first_step",
    "first_step_on",
)  # fmt: skip
NEEDED = frozenset(EDITABLE) - {"contact_email", "partners"}
_DIGITS = 6  # of a cell's digest: 1 in 16 million that a change goes unseen


def _longest(name: str) -> int:
    return getattr(Plan._meta.get_field(name), "max_length", None) or LONGEST_WORDS


def _mark(cell: Cell) -> str:
    parts = as_text(cell).strip().lower().split("-")
    if len(parts) != len(EDITABLE) or not all(len(one) == _DIGITS and set(one) <= _HEX for one in parts):
        raise ValueError(_("版本不是下載時的樣子。這一欄不能改；請重新下載，再改一次。"))
    return "-".join(parts)


_HEX = frozenset("0123456789abcdef")


def _text(key: str, label: str, *aliases: str, read: Callable[[Cell], Any] | None = None, **more: Any) -> Field:
    return Field(key=key, label=label, aliases=aliases, parse=read or cells.text(longest=_longest(key)), **more)


SPEC = Spec(
    name="plans",
    key=lambda values: values[CODE],
    fields=(
        _text(CODE, gettext_noop("方案編號"), "編號", "plan number", required=True, example="TTT-115-01"),
        Field(key=MARK, label=gettext_noop("版本"), aliases=("version",), parse=_mark, required=True),
        Field(key="county", label=gettext_noop("縣市"), parse=as_text),
        Field(key="light", label=gettext_noop("進度"), aliases=("progress",), parse=as_text),
        _text("title", gettext_noop("行動名稱"), "name of the action"),
        _text("lead_agency", gettext_noop("主責單位"), "lead agency"),
        _text("person_in_charge", gettext_noop("負責人"), "person in charge"),
        _text("contact_email", gettext_noop("負責人的信箱"), "email of who is in charge", read=cells.email),
        _text("supervisor", gettext_noop("追蹤督導的信箱"), "email of the supervisor", read=cells.email),
        _text("partners", gettext_noop("協力單位")),
        _text("first_step", gettext_noop("第一步"), "first step"),
        _text("first_step_on", gettext_noop("第一步日期"), "date of the first step", read=cells.day),
    ),
)


def written(plan: Plan, key: str) -> Any:
    """What the sheet holds in this cell of a plan."""
    value = getattr(plan, key)
    return value.email if isinstance(value, User) else value


def canonical(value: Any) -> str:
    """A value for comparing: as it is read back from a sheet, whatever spreadsheets do to blanks and letters."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    text = tidy(str(value))
    return text.lower() if "@" in text and " " not in text else text


def digest(value: Any) -> str:
    """What the mark holds of a cell."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()[:_DIGITS]


def mark(plan: Plan) -> str:
    """What all cells that may be edited hold now."""
    return "-".join(digest(written(plan, key)) for key in EDITABLE)
