"""Numbers in lists: identity numbers, of which paper they are and of which shape; and those that only count rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from foundation.imports import cells
from foundation.imports.rows import sentence
from foundation.imports.spec import Cell, Field, as_text
from foundation.taiwan import identity
from foundation.taiwan.fullwidth import tight
from volunteers.models import Volunteer

PASSPORT = Volunteer.IdentityKind.PASSPORT.value
OTHER = "other"
"""Any paper whose number has a shape of its own: the number says itself which it is."""
OFTEN = 0.8
"""How much of a column has to be one more than what stands above it: sums and blank rows come between."""
KINDS = {
    "護照": PASSPORT, "護照號碼": PASSPORT, "passport": PASSPORT, "國民身分證": OTHER, "身分證": OTHER, "身份證": OTHER,
    "居留證": OTHER, "外來人口統一證號": OTHER, "統一證號": OTHER, "id": OTHER, "identity card": OTHER,
    "residence permit": OTHER,
}  # fmt: skip


def _number(cell: Cell) -> str:
    """A number as it is marked; of which shape it has to be, the row's kind says (`check`)."""
    text = as_text(cell)
    if "*" in text:
        raise ValueError(_("證號有遮蔽的字，認不出是誰。請填完整證號，或整欄清空，改填志工編號。"))
    return tight(text).upper().replace("-", "")


NUMBER = Field(
    key="identity", label=gettext_noop("證號"), example="A123456789", default="", merges=True, parse=_number,
    aliases=("身分證字號", "身份證字號", "身分證", "身份證", "身分證統一編號", "身分證號", "身分證號碼", "統一證號",
             "居留證號", "護照號碼", "身分證號或護照號碼", "id number", "identity number", "passport number"),
)  # fmt: skip
KIND = Field(
    key="identity_kind", label=gettext_noop("證件種類"), example=gettext_noop("國民身分證"), default="",
    parse=cells.choice(KINDS), aliases=("證號種類", "證件類別", "kind of document", "document"),
)  # fmt: skip


def check(values: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a row's number, and how to mend it; its check digit is not looked at."""
    if values["identity"] and (told := _shape_problem(values["identity"], values["identity_kind"])):
        why, cure = sentence(ValueError(told))
        yield "identity", why, cure


@lru_cache(maxsize=4096)
def _shape_problem(number: str, kind: str) -> str:
    try:
        if kind == PASSPORT:
            identity.passport(number)
        else:
            identity.read(number)
    except ValueError as wrong:
        if kind or not identity.may_be_passport(number):
            return str(wrong)
        return _("%(why)s如果是護照號碼，請加一欄「證件種類」，填「護照」。") % {"why": wrong}
    return ""


def kind_of(values: dict[str, Any]) -> str:
    """The kind as the register takes it: `passport`, or empty where the number says it itself."""
    return PASSPORT if values["identity_kind"] == PASSPORT else ""


def only_count(numbers: Sequence[str]) -> bool:
    """Whether what a list calls 編號 only counts its rows: 1, 2, 3 …, as most sheets do in their first column."""
    if not numbers or not all(one.isdecimal() and len(one) < 7 for one in numbers):
        return False
    steps = [int(below) - int(above) for above, below in pairwise(numbers)]
    if any(step < 1 for step in steps) or (len(numbers) < 3 and int(numbers[0]) != 1):
        return False
    return sum(step == 1 for step in steps) >= OFTEN * len(steps)
