"""All that the register holds about one person, as tables: by what the models say, so that no table is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation import sealed
from foundation.exports.table import Column, Kind, Table
from foundation.ui.stored_words import said
from volunteers.merging.moving import relations
from volunteers.models import Volunteer
from volunteers.models.volunteer import IDENTITY_PLACE
from volunteers.templatetags.register import as_clock

OTHERS = frozenset({("volunteers.place", "taker"), ("volunteers.volunteer", "merged_into")})
"""Another's place that she would have taken over: what stands there is about the other. What was merged is told under
the merges, and has come to her row."""
MACHINERY = frozenset({
    "id", "key", "origin", "mark", "steps", "left", "name_key", "identity_mark", "odd", "came_in", "token", "seed",
    "renews",
})  # fmt: skip
"""What only the machine reads: marks for comparing, numbers of rows."""
SEALED: dict[tuple[str, str], tuple[str, str | Promise]] = {
    ("volunteers.volunteer", "identity_sealed"): ("identity", _("完整證號")),
    ("volunteers.incident", "told_sealed"): ("told", _("發生了什麼事")),
    ("volunteers.claim", "why_sealed"): ("why", _("保險公司的說明")),
    ("volunteers.application", "identity_sealed"): ("given_number", _("完整證號")),
    ("volunteers.interview", "notes_sealed"): ("notes", _("面談紀錄")),
    ("volunteers.rightrequest", "words_sealed"): ("words", _("請求的內容")),
    ("volunteers.rightrequest", "answer_sealed"): ("answer", _("答覆")),
}
"""What is stored sealed, opened for herself: what it is called."""
CLOCKS = frozenset({"starts", "ends", "clock"})


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of rows about her."""

    key: str
    label: str
    columns: list[Column]
    rows: list[list[Any]]

    @property
    def table(self) -> Table:
        """As a sheet."""
        return Table(self.label, self.label, self.columns, self.rows)

    @property
    def cells(self) -> Iterator[list[tuple[str, str]]]:
        """Every row as a page shows it: heading and words, what is empty left out."""
        for row in self.rows:
            told = zip(self.columns, row, strict=True)
            yield [(str(one.label), one.shown(value)) for one, value in told if value not in (None, "", [])]


def of(person: Volunteer) -> list[Holding]:
    """Everything, her own row first; what there is none of is left out."""
    found = [_held(Volunteer, Volunteer._base_manager.filter(pk=person.pk), "")]
    seen: set[tuple[str, str]] = set()
    for one in relations(Volunteer):
        if (one.label, one.name) in OTHERS:
            continue
        rows = one.of(person.pk)
        found.append(_held(one.model, rows, one.name))
        for below in relations(one.model):
            if (below.label, below.name) in seen or _is_a_persons(below.model):
                continue
            seen.add((below.label, below.name))
            found.append(_held(below.model, below.model._base_manager.filter(**{f"{below.name}__in": rows}), ""))
    return [one for one in found if one.rows]


def _is_a_persons(model: type[models.Model]) -> bool:
    """Whether rows of a model hang on a person themselves, so that they are found that way."""
    return any(one.related_model is Volunteer for one in model._meta.concrete_fields)


def _held(model: type[models.Model], rows: models.QuerySet[Any], mine: str) -> Holding:
    label = model._meta.label_lower
    fields = [
        one for one in model._meta.concrete_fields if one.name not in MACHINERY and one.name != mine
    ]  # fmt: skip
    columns = [_column(label, one) for one in fields]
    foreign = [one.name for one in fields if one.is_relation]
    read = rows.select_related(*foreign) if foreign else rows
    values = [[_value(label, row, one) for one in fields] for row in read.order_by("pk")]
    name = str(model._meta.verbose_name)
    return Holding(
        f"{label.rpartition('.')[2]}{'_' + mine if label == 'volunteers.merge' else ''}", name, columns, values
    )


def _column(label: str, one: Any) -> Column:
    kind: Kind = "text"
    if (label, one.name) in SEALED:
        key, words = SEALED[label, one.name]
        return Column(key, words, "text", width=30, missing="")
    if not one.choices and one.name not in CLOCKS and not one.is_relation:
        for field, shape in _KINDS:
            if isinstance(one, field):
                kind = shape
                break
    return Column(one.name, one.verbose_name, kind, missing="")


def _value(label: str, row: models.Model, one: Any) -> Any:
    value = getattr(row, one.name)
    if (label, one.name) in SEALED:
        name, _words = SEALED[label, one.name]
        if name == "identity":
            return sealed.unseal(value, place=IDENTITY_PLACE) if value else ""
        return getattr(row, name)
    if one.is_relation:
        return "" if value is None else str(value)
    if one.name in CLOCKS:
        return as_clock(value)
    if one.choices:
        return said(str(getattr(row, f"get_{one.name}_display")()))
    return value


_KINDS: tuple[tuple[type[models.Field[Any, Any]], Kind], ...] = (
    (models.DateTimeField, "datetime"),
    (models.DateField, "date"),
    (models.BooleanField, "bool"),
    (models.IntegerField, "integer"),
)
