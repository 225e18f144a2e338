"""The people of a unit, and those of others who signed up for its events, as its lists call them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _

from foundation.imports.rows import GoodRow
from foundation.taiwan import naming
from foundation.taiwan.fullwidth import tight
from volunteers.models import Enrolment, Place, Post, Unit, Volunteer
from volunteers.persons.people import mark_of

from . import numbers


class Members:
    """The people of a unit, by what lists call them."""

    def __init__(self, unit: Unit, rows: Sequence[GoodRow] = ()) -> None:
        """`rows` are those of the list: what it calls 編號 may only count them, and then says nothing of people."""
        self.by_mark: dict[str, int] = {}
        self.by_number: dict[str, set[int]] = defaultdict(set)
        self.by_name: dict[str, set[int]] = defaultdict(set)
        self.names: dict[int, str] = {}
        self.born: dict[int, dt.date | None] = {}
        self._known: dict[tuple[str, str, str, dt.date | None], int | str] = {}
        found = Enrolment.objects.filter(unit=unit).values_list(
            "volunteer", "number", "volunteer__name_key", "volunteer__identity_mark", "volunteer__born_on"
        )
        places = Place.objects.filter(duty__post__unit=unit, duty__post__kind=Post.Kind.EVENT)
        called = Volunteer.objects.filter(pk__in=places.values("volunteer"), merged_into=None).exclude(
            enrolments__unit=unit
        )
        theirs = called.values_list("pk", "name_key", "identity_mark", "born_on")
        for key, number, name, mark, born_on in found:
            self._know(key, number, name, mark, born_on)
        for key, name, mark, born_on in theirs:
            self._know(key, "", name, mark, born_on)
        had = Volunteer.objects.filter(merged_into__enrolments__unit=unit, identity_mark__isnull=False)
        for mark, now in had.values_list("identity_mark", "merged_into"):
            if mark and now:
                self.by_mark[mark] = now
        self._only_counts = numbers.only_count([row.values["number"] for row in rows]) and any(
            not self._agree(naming.person_key(row.values["name"]), row.values["number"]) for row in rows
        )

    def _know(self, key: int, number: str, name: str, mark: str | None, born_on: dt.date | None) -> None:
        self.born[key] = born_on
        if mark:
            self.by_mark[mark] = key
        if number:
            self.by_number[tight(number).casefold().lstrip("0")].add(key)
        self.by_name[name].add(key)
        self.names[key] = name

    def _numbered(self, number: str) -> set[int]:
        return self.by_number.get(tight(number).casefold().lstrip("0"), set())

    def _agree(self, name: str, number: str) -> bool:
        found = self.by_name.get(name)
        return not found or bool(found & self._numbered(number))

    def whose(self, row: GoodRow) -> int | str:
        """Whose row it is, or a sentence that says why nobody can tell."""
        values = row.values
        said = (values["name"], values["identity"], values["number"], values.get("born_on"))
        if said not in self._known:
            self._known[said] = self._find(*said)
        return self._known[said]

    def _find(self, said: str, identity: str, number: str, born_on: dt.date | None) -> int | str:
        name = naming.person_key(said)
        if identity:
            key = self.by_mark.get(mark_of(identity))
            if key is None:
                return _("單位的名冊上沒有這個證號。")
            if self.names[key] != name:
                return _("這個證號在名冊上是另一個姓名。")
            return key
        found = self.by_name.get(name, set())
        if number and not self._only_counts:
            numbered = self._numbered(number)
            if found and not (found & numbered):
                return _("志工編號和姓名對不起來。")
            found = found & numbered
        if not found:
            return _("單位的名冊上沒有這個人。")
        if born_on is not None:
            same = {key for key in found if self.born[key] == born_on}
            unknown = {key for key in found if self.born[key] is None}
            if not same and not unknown:
                return _("出生日期和名冊上的不一樣。")
            found = same or unknown
        if len(found) > 1:
            return _("單位有兩位以上同名的志工，請加上證號或志工編號。")
        return next(iter(found))
