"""The indicators that are shipped, read from kpis.toml and checked, for counties to take into their annual plans."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_noop as _

from actionplans.models import ChairLevel
from foundation.ui.stored_words import said

from .judging import KINDS

FILE = Path(__file__).with_name("kpis.toml")
# The names in the file, for the catalogue: they are stored with each plan and said in the page's language.
NAMES = (
    _("預算執行"),
    _("全縣市志願服務聯繫會報"),
    _("目的事業主管機關聯繫會報"),
    _("志工意外事故保險投保率"),
    _("志願服務紀錄冊領冊率"),
    _("紀錄冊書面或實地抽驗"),
    _("基礎訓練實體課程"),
    _("特殊訓練實體課程"),
    _("專業訓練實體課程"),
    _("網路課程參訓人次"),
    _("網路課程堂數（基礎訓練）"),
    _("網路課程堂數（專業、成長訓練）"),
    _("高齡志工參與率"),
    _("參與志願服務人數成長率"),
    _("志願服務評鑑"),
    _("績優志工或團隊表揚"),
)
NEEDED = {"code", "area", "name", "kind", "unit", "direction", "where", "why"}
ALLOWED = NEEDED | {"numerator", "denominator", "target", "growth", "condition", "chaired_by", "reading"}


class WrongBook(ValueError):
    """The file of indicators says something that cannot be; the message says which and what."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """One indicator as it is shipped; its words are Chinese, as its source is."""

    code: str
    area: str
    name: str
    kind: str
    unit: str
    direction: str
    source: str
    why: str
    numerator: str = ""
    denominator: str = ""
    target: int | None = None
    growth: int | None = None
    condition: str = ""
    chaired_by: str = ""
    reading: str = ""

    @property
    def shown(self) -> str:
        """Its name in the page's language."""
        return said(self.name)


@cache
def shipped() -> dict[str, Shipped]:
    """All of them by their code, in the order of the plan they come from."""
    return read(FILE.read_text(encoding="utf-8"))


def read(text: str) -> dict[str, Shipped]:
    """The indicators of a file.

    Raises:
        WrongBook: an indicator lacks something, says something unknown, or stands twice.
    """
    from .measures import MEASURES  # noqa: PLC0415  the data needs no register, only its names

    raw = tomllib.loads(text)
    found: dict[str, Shipped] = {}
    for one in raw["kpi"]:
        code = one.get("code", "?")
        if missing := NEEDED - set(one):
            raise WrongBook(f"{code}: {', '.join(sorted(missing))} missing")
        if unknown := set(one) - ALLOWED:
            raise WrongBook(f"{code}: {', '.join(sorted(unknown))} unknown")
        if one["kind"] not in KINDS:
            raise WrongBook(f"{code}: kind {one['kind']}")
        if one["direction"] not in ("up", "down"):
            raise WrongBook(f"{code}: direction {one['direction']}")
        for part in ("numerator", "denominator"):
            if one.get(part) and one[part] not in MEASURES:
                raise WrongBook(f"{code}: no measure {one[part]}")
        if one.get("chaired_by", "") not in ("", *ChairLevel.values):
            raise WrongBook(f"{code}: no level {one['chaired_by']}")
        if code in found:
            raise WrongBook(f"{code}: twice")
        where = one.pop("where")
        found[code] = Shipped(source=f"{raw['source']}{where}", **one)
    return found
