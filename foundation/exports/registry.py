"""What may be downloaded: every export registers itself, with the permission it needs, and leaves an audit line.

An app writes a subclass in its `exports.py`; that is all. The door (`views.download`) finds it by its key:

    class PlanList(Export):
        key = "plans"
        label = _("行動方案一覽")
        permission = Permission.SEE_PLANS

        def tables(self, user, **params):
            return [Table("方案", self.label, COLUMNS, rows(Plan.objects.visible_to(user)))]
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, ClassVar

from django.db import models
from django.forms import Form
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.accounts.scope import may
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.taiwan import roc

from . import csv, ods, taken, xlsx
from .imprint import Imprint
from .table import Table


class UnknownExport(LookupError):
    """There is no such export, or not for this person, or not in this format: nobody is told which."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file that tables are written as."""

    suffix: str
    content_type: str
    write: Callable[[Sequence[Table], BinaryIO, Imprint], None]


def _csv(tables: Sequence[Table], stream: BinaryIO, imprint: Imprint) -> None:
    if len(tables) != 1:
        raise ValueError(f"a CSV file holds one table, not {len(tables)}")
    csv.write(tables[0], stream)


FORMATS: dict[str, Format] = {
    each.suffix: each
    for each in (
        # ODF first: it is the government's format for files that can be edited.
        Format("ods", ods.CONTENT_TYPE, lambda tables, stream, imprint: ods.write(tables, stream, imprint=imprint)),
        Format("xlsx", xlsx.CONTENT_TYPE, lambda tables, stream, imprint: xlsx.write(tables, stream, imprint=imprint)),
        Format("csv", csv.CONTENT_TYPE, _csv),
    )
}
_EXPORTS: dict[str, Export] = {}


class Export(ABC):
    """One thing that may be downloaded as tables.

    Attributes:
        key: stands in the address and in the audit trail; never changes.
        label: what it is called; also the beginning of the file's name.
        permission: who lacks it everywhere gets the 404 of an export that is not there. *Which rows* a person gets is
            decided in `tables`, by `visible_to(user)`.
        formats: an export of one table may add `csv`.
        names_people: whether its rows may name people: each page then says who took it (`taken`). Figures alone say no.
        form: what may be asked for in the address's query; its cleaned values are the `params`.
    """

    key: ClassVar[str]
    label: ClassVar[str | Promise]
    permission: ClassVar[Permission]
    formats: ClassVar[tuple[str, ...]] = ("ods", "xlsx")
    names_people: ClassVar[bool] = True
    form: ClassVar[type[Form] | None] = None

    def __init_subclass__(cls, **options: Any) -> None:
        """Register the class, unless it is itself a base for others.

        Raises:
            TypeError: it does not say who may have it, or in which formats.
            ValueError: the key is taken.
        """
        super().__init_subclass__(**options)
        # ABCMeta fills in the abstract methods only after this hook, so they are looked at one by one.
        if getattr(cls.tables, "__isabstractmethod__", False) or inspect.isabstract(cls):
            return
        for name in ("key", "label", "permission"):
            if not hasattr(cls, name):
                raise TypeError(f"the export {cls.__qualname__} has no {name}")
        if not cls.formats or set(cls.formats) - FORMATS.keys():
            raise TypeError(f"the export {cls.__qualname__} has formats that nobody writes: {cls.formats}")
        known = _EXPORTS.get(cls.key)
        if known is not None and type(known).__qualname__ != cls.__qualname__:
            raise ValueError(f"two exports are called {cls.key!r}")
        _EXPORTS[cls.key] = cls()

    @abstractmethod
    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """The tables, with the rows that this person may see."""

    def title(self, user: User, **params: Any) -> str:
        """What the file is called, in its properties and (with the date) as a file."""
        return str(self.label)

    def subject(self, user: User, **params: Any) -> models.Model:
        """The thing that the audit line is about; the person herself where the export is about no single thing."""
        return user

    def county(self, user: User, **params: Any) -> str | None:
        """Code of the county whose data it is, for the audit line; None where the subject says it, or where many."""
        return None


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file: its name and type; the bytes are in the stream that was given."""

    name: str
    content_type: str


def exports() -> dict[str, Export]:
    """Every export by its key."""
    return dict(_EXPORTS)


def exports_for(user: User) -> list[Export]:
    """What this person may download, for menus."""
    return [export for _, export in sorted(_EXPORTS.items()) if may(user, export.permission)]


def find(key: str, user: User, *, suffix: str | None = None) -> Export:
    """The export of this key that this person may have, in this format.

    Raises:
        UnknownExport: not there, or not hers, or not in this format.
    """
    export = _EXPORTS.get(key)
    if export is None or not may(user, export.permission) or (suffix is not None and suffix not in export.formats):
        raise UnknownExport(key)
    return export


def make(export: Export, stream: BinaryIO, *, suffix: str, by: User, now: dt.datetime, **params: Any) -> Made:
    """Write an export into a stream and leave one audit line: who took which rows, how many, as what.

    Args:
        export: from `find`.
        stream: seekable; the file starts at its beginning.
        suffix: one of the export's formats.
        by: whose rows they are, and who is named in the trail.
        now: when the figures were taken.
        **params: cleaned values of the export's form.

    Raises:
        UnknownExport: the export is not hers, or not in this format.
        TooManyRows: the rows do not fit the format; the message says what to do.
    """
    find(export.key, by, suffix=suffix)
    form = FORMATS[suffix]
    count = _Count()
    tables = [dataclasses.replace(table, rows=count.through(table.rows)) for table in export.tables(by, **params)]
    title = export.title(by, **params)
    language = "zh-Hant-TW" if (get_language() or "zh").startswith("zh") else "en-TW"
    # The office that the person speaks for stands as the author; her own name stays in the audit trail.
    creator = by.access.label
    copy = taken.copy_for(by, now=now) if export.names_people else None
    line = copy.line if copy else ""
    form.write(tables, stream, Imprint(title, creator=creator, created=now, language=language, taken=line))
    trail.record(
        Verb.EXPORTED,
        export.subject(by, **params),
        by=by,
        county=export.county(by, **params),
        now={"export": export.key, "format": suffix, "rows": count.rows, **params}
        | ({"copy": copy.number} if copy else {}),
    )
    return Made(f"{title}_{roc.compact(timezone.localdate(now))}.{suffix}", form.content_type)


class _Count:
    """Counts rows as they pass."""

    def __init__(self) -> None:
        self.rows = 0

    def through(self, rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
        for row in rows:
            self.rows += 1
            yield row
