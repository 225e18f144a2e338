"""A year as files: CSV and JSON for programs, ODS for people, and their dictionary as a Frictionless Data Package.

The same settled year gives the same bytes, so that the package can say how long each file is and what its hash is.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from foundation.exports import ods
from foundation.exports.imprint import Imprint
from foundation.exports.table import Column, Kind, Table
from volunteers.rules.result_figures import BY_KEY, GROUPS, Group

from .editions import ALL, FOLDED, OTHERS, PEOPLE_ONCE, UNTOLD, WORDS, Edition, Number, measure_of, said
from .rules import rules

NAME = "tw-volunteer-results"
ZH, EN = "zh-hant", "en"
TITLE = gettext_noop("志願服務成果年度統計")
DESCRIPTION = gettext_noop(
    "各縣市運用單位已核定的成果回報，由全國定案的年度彙整而來。人數少於公布門檻的格子不公布（hidden 為 true），"
    "會讓它被推算出來的格子也一併不公布。"
)


@dataclass(frozen=True, slots=True)
class Field:
    """A column as the dictionary has it. `title` and `about` are Chinese sentences of ours, said in both languages."""

    name: str
    kind: str
    title: str
    about: str
    must: bool = True

    def schema(self) -> dict[str, Any]:
        """As Table Schema has it, with the English words beside."""
        return {
            "name": self.name, "type": self.kind, "title": said(self.title, ZH), "description": said(self.about, ZH),
            "title_en": said(self.title, EN), "description_en": said(self.about, EN),
            "constraints": {"required": self.must},
        }  # fmt: skip


YEAR = Field("year", "integer", gettext_noop("年度"), gettext_noop("西元年。"))
PLACE = (
    Field("county", "string", gettext_noop("縣市代碼"),
          gettext_noop("ISO 3166-2:TW 的代碼；TWN 是全國，OTH 是人數太少而合併的縣市。")),
    Field("county_name", "string", gettext_noop("縣市"), gettext_noop("中文名稱。")),
    Field("county_name_en", "string", gettext_noop("縣市（英文）"), gettext_noop("英文名稱。")),
)  # fmt: skip
HIDDEN = Field("hidden", "boolean", gettext_noop("不公布"), gettext_noop("true 是為了保護個人而不公布，數字是空白。"))
PEOPLE = Field("people", "integer", gettext_noop("人數"), gettext_noop("期末日在隊的志工，各單位合計。"), must=False)


@dataclass(frozen=True, slots=True)
class Resource:
    """One file of the package."""

    key: str
    title: str
    about: str
    fields: tuple[Field, ...]
    primary: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    code: str = ""

    def csv(self) -> bytes:
        """UTF-8 without a mark, the names of the fields first; what is hidden is empty."""
        stream = io.StringIO(newline="")
        out = csv.writer(stream, lineterminator="\r\n")
        out.writerow([one.name for one in self.fields])
        for row in self.rows:
            out.writerow(
                ["" if cell is None else str(cell).lower() if isinstance(cell, bool) else cell for cell in row]
            )
        return stream.getvalue().encode()

    def json(self) -> bytes:
        """The rows as objects."""
        names = [one.name for one in self.fields]
        rows = [dict(zip(names, row, strict=True)) for row in self.rows]
        return (json.dumps(rows, ensure_ascii=False, indent=1) + "\n").encode()

    def table(self) -> Table:
        """As a sheet, in the language of the page."""
        kinds: dict[str, Kind] = {"integer": "integer", "string": "text", "boolean": "bool"}
        columns = [
            Column(one.name, _(one.title), "code" if one.name in ("county", "code") else kinds[one.kind], missing="")
            for one in self.fields
        ]
        return Table(_(self.title), _(self.title), columns, self.rows)


def resources(found: Edition) -> list[Resource]:
    """The files of a year."""
    told = (found.people, found.figures, found.kinds)
    return [
        Resource(
            "people", gettext_noop("志工人數"), gettext_noop("各縣市的志工，依性別、年齡、學歷、職業與年資。"),
            (YEAR, *PLACE, Field("group", "string", gettext_noop("分類"), gettext_noop("依什麼分；all 是不分。")),
             Field("code", "string", gettext_noop("代碼"), gettext_noop("見代碼表。")), PEOPLE, HIDDEN),
            ("year", "county", "group", "code"), tuple(_rows(found.year, found.people, group=True)), "code",
        ),
        Resource(
            "figures", gettext_noop("成果數字"), gettext_noop("各縣市的服務、訓練、保險、會議與獎勵。"),
            (YEAR, *PLACE, Field("code", "string", gettext_noop("代碼"), gettext_noop("見代碼表，單位也在那裡。")),
             Field("value", "integer", gettext_noop("數字"), gettext_noop("人、次，或分鐘。"), must=False), HIDDEN),
            ("year", "county", "code"), tuple(_rows(found.year, found.figures)), "code",
        ),
        Resource(
            "kinds", gettext_noop("服務種類"), gettext_noop("各縣市各種服務的時數，以分鐘計。"),
            (YEAR, *PLACE, Field("code", "string", gettext_noop("代碼"), gettext_noop("見代碼表。")),
             Field("minutes", "integer", gettext_noop("分鐘"), gettext_noop("已核定、可採計。"), must=False), HIDDEN),
            ("year", "county", "code"), tuple(_rows(found.year, found.kinds)), "code",
        ),
        Resource(
            "codes", gettext_noop("代碼表"), gettext_noop("其他檔案裡的代碼：名稱、單位，和數字怎麼來的。"),
            (Field("code", "string", gettext_noop("代碼"), gettext_noop("其他檔案裡的 code。")),
             Field("title", "string", gettext_noop("名稱"), gettext_noop("中文名稱。")),
             Field("title_en", "string", gettext_noop("名稱（英文）"), gettext_noop("英文名稱。")),
             Field("measure", "string", gettext_noop("單位"), gettext_noop("people 人、times 次、minutes 分鐘。")),
             Field("how", "string", gettext_noop("怎麼來的"), gettext_noop("中文說明。"), must=False),
             Field("how_en", "string", gettext_noop("怎麼來的（英文）"), gettext_noop("英文說明。"), must=False)),
            ("code",), tuple(_codes({one.code for each in told for one in each})),
        ),
    ]  # fmt: skip


def _rows(year: int, numbers: Sequence[Number], *, group: bool = False) -> Iterator[tuple[Any, ...]]:
    for one in numbers:
        named = (one.group, one.code) if group else (one.code,)
        yield (year, one.place.code, one.place.zh, one.place.en, *named, one.value, one.value is None)


def _codes(used: set[str]) -> Iterator[tuple[Any, ...]]:
    for code in (*BY_KEY, PEOPLE_ONCE, UNTOLD, FOLDED):
        if code not in used:
            continue
        figure = BY_KEY.get(code)
        words = figure.label if figure else WORDS[code]
        how = (said(figure.how, ZH), said(figure.how, EN)) if figure else (None, None)
        yield (code, said(words, ZH), said(words, EN), str(measure_of(code)), *how)


def datapackage(found: Edition, *, home: str) -> dict[str, Any]:
    """The package's descriptor (Frictionless Data Package v1).

    Args:
        home: the address of the year's page, which the files lie below.
    """
    licence, rule = rules().licence, rules()
    files = []
    for one in resources(found):
        data = one.csv()
        schema: dict[str, Any] = {
            "fields": [field.schema() for field in one.fields],
            "missingValues": [""],
            "primaryKey": list(one.primary),
        }
        if one.code:
            schema["foreignKeys"] = [{"fields": one.code, "reference": {"resource": "codes", "fields": "code"}}]
        files.append(
            {
                "name": one.key, "path": f"{one.key}.csv", "profile": "tabular-data-resource",
                "title": said(one.title, ZH), "title_en": said(one.title, EN), "description": said(one.about, ZH),
                "description_en": said(one.about, EN), "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
                "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True}, "bytes": len(data),
                "hash": f"sha256:{hashlib.sha256(data).hexdigest()}", "schema": schema,
            }
        )  # fmt: skip
    return {
        "profile": "tabular-data-package", "name": f"{NAME}-{found.year}", "id": home, "version": found.version,
        "title": f"{said(TITLE, ZH)}（{found.year}）", "title_en": f"{said(TITLE, EN)} ({found.year})",
        "description": said(DESCRIPTION, ZH), "description_en": said(DESCRIPTION, EN), "homepage": home,
        "created": found.settled_at.isoformat(), "keywords": ["志願服務", "志工", "volunteering", "Taiwan"],
        "licenses": [{"name": licence.name, "title": licence.title, "path": licence.path}],
        "contributors": [{"title": said(PUBLISHER, ZH), "role": "publisher"}],
        "suppression": {
            "least": rule.least, "why": rule.why, "why_en": rule.why_en, "folded_counties": list(found.folded),
            "folded_code": OTHERS,
        },
        "resources": files,
    }  # fmt: skip


PUBLISHER = gettext_noop("志願服務未來行動號召・地方實踐平臺")


def sheets(found: Edition) -> bytes:
    """The year as a spreadsheet, in the language of the page."""
    stream = io.BytesIO()
    title = f"{_(TITLE)} {found.year}"
    imprint = Imprint(title=title, creator=_(PUBLISHER), created=found.settled_at, subject=_(DESCRIPTION))
    ods.write([one.table() for one in resources(found)], stream, imprint=imprint)
    return stream.getvalue()


def group_name(group: str) -> str:
    """What a group is called on the page."""
    return _(WORDS[ALL]) if group == ALL else str(GROUPS[Group(group)])
