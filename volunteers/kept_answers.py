"""Answers to lists that were sent: kept sealed for a while, for they hold names and numbers, and given as a sheet."""

from __future__ import annotations

import dataclasses
import io
import json
from collections.abc import Sequence
from typing import Any, TypeVar

from django.http import FileResponse
from django.utils.translation import gettext as _

from foundation import sealed
from foundation.exports.imprint import Imprint
from foundation.exports.registry import FORMATS
from foundation.exports.table import Column, Table
from foundation.exports.views import respond
from foundation.imports.rows import Problem
from foundation.taiwan import identity

SUFFIXES = ("ods", "xlsx")
PLACE = "volunteers.kept_answers"
A = TypeVar("A")


def closed(answer: Any) -> str:
    """A dataclass of plain values as text that only this installation can read."""
    return sealed.seal(json.dumps(dataclasses.asdict(answer), ensure_ascii=False), place=PLACE)


def opened(text: str, kind: type[A]) -> A:
    """The answer of such a text."""
    return kind(**json.loads(sealed.unseal(text, place=PLACE)))


def plain(problem: Problem) -> dict[str, str | int]:
    """A problem as plain values; an identity number is masked on the page, and stands only in the file given back."""
    return {
        "row": problem.row, "column": problem.column, "value": _veiled(problem.value), "why": problem.why,
        "cure": problem.cure,
    }  # fmt: skip


def _veiled(value: str) -> str:
    try:
        return identity.read(value).masked
    except ValueError:
        return value


def respond_with(
    columns: Sequence[str], rows: Sequence[Sequence[str]], *, name: str, suffix: str, title: str
) -> FileResponse:
    """The annotated sheet as a download; `name` is the sheet's, `title` the file's."""
    form = FORMATS[suffix]
    stream = io.BytesIO()
    headed = [Column(f"column{at}", heading, missing="") for at, heading in enumerate(columns)]
    form.write([Table(name, _("匯入結果"), headed, rows)], stream, Imprint(title))
    stream.seek(0)
    return respond(stream, name=f"{title}_{_('匯入結果')}.{suffix}", content_type=form.content_type)
