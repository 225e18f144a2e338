"""The columns of official forms, as data: a file a profile, shipped here or added by whoever runs the house.

A profile says for each list which of our fields stands under which heading and in which order, how dates, sex, yes and
no and identity numbers are written, in which encoding, and where that comes from. Other files are laid into the folder
that `LIST_PROFILES` names; one that cannot be used is left out, with sentences that say why (`manage.py check`).
What the ministry's own system takes is not known: its profile is to be added when it is, and not made up.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.utils.translation import gettext as _

from .fields import LISTS

HERE = Path(__file__).parent
FILES = ("ods", "xlsx", "csv")
ENCODINGS = {"utf-8-sig": "utf-8-sig", "big5": "cp950"}
DATES = ("roc", "roc-digits", "iso", "slash")
"""115/03/07, 1150307, 2026-03-07, 2026/3/7."""
IDENTITY = ("masked", "full")
LONGEST = 60
KNOWN = frozenset({"name", "name_en", "source", "files", "encoding", "dates", "identity", "sex", "bool", "lists"})


class BadProfile(ValueError):
    """A profile cannot be used; `problems` are sentences."""

    def __init__(self, name: str, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.name = name
        self.problems = problems


@dataclass(frozen=True, slots=True)
class ProfileColumn:
    """One of our fields, and the heading it stands under."""

    field: str
    heading: str


@dataclass(frozen=True, slots=True)
class ProfileList:
    """One list of a profile.

    Attributes:
        key: which of `fields.LISTS` it is.
        source: where the columns come from, and what of them the source does not say.
        order: fields by which the rows stand, the first of them first.
    """

    key: str
    title: str
    title_en: str
    source: str
    columns: tuple[ProfileColumn, ...]
    order: tuple[str, ...]

    @property
    def has_identity(self) -> bool:
        """Whether identity numbers stand in it."""
        return any(one.field == "identity" for one in self.columns)


@dataclass(frozen=True, slots=True)
class Profile:
    """A way to write lists. `key` is the file's name; `encoding` is that of CSV files."""

    key: str
    name: str
    name_en: str
    source: str
    files: tuple[str, ...]
    encoding: str
    dates: str
    identity: str
    sex: Mapping[str, str]
    yes_no: Mapping[str, str]
    lists: Mapping[str, ProfileList]

    def full(self, key: str) -> bool:
        """Whether a list of it holds identity numbers in full."""
        return self.identity == "full" and self.lists[key].has_identity


@dataclass(slots=True)
class Found:
    """The profiles there are, by key, and what is wrong with the files that are none."""

    profiles: dict[str, Profile] = field(default_factory=dict)
    bad: list[BadProfile] = field(default_factory=list)


def find() -> Found:
    """Every profile, the shipped ones first; an added file of the same name stands for the shipped one."""
    found = Found()
    for folder in (HERE, Path(settings.LIST_PROFILES)):
        for path in sorted(folder.glob("*.toml")):
            try:
                found.profiles[path.stem] = read(path.read_text(encoding="utf-8"), path.stem)
            except UnicodeDecodeError:
                found.bad.append(BadProfile(path.name, [_("檔案不是 UTF-8 文字。請用文字編輯器另存成 UTF-8。")]))
            except BadProfile as bad:
                found.bad.append(bad)
    return found


def check(app_configs: object, **kwargs: object) -> list[checks.CheckMessage]:
    """Tell whoever runs the house of profiles that cannot be used."""
    return [
        checks.Warning(
            f"{bad.name}: {' '.join(bad.problems)}", hint=f"LIST_PROFILES={settings.LIST_PROFILES}", id="lists.W001"
        )
        for bad in find().bad
    ]


def read(text: str, key: str) -> Profile:
    """The profile that a file says.

    Raises:
        BadProfile: with everything that is wrong in it.
    """
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise BadProfile(key, [_("不是正確的 TOML：%(why)s。") % {"why": broken}]) from broken
    problems = [
        _("不認得「%(name)s」；可以寫的是：%(known)s。") % {"name": name, "known": _listed(sorted(KNOWN))}
        for name in said
        if name not in KNOWN
    ]
    name, source = _text(said, "name", problems), _text(said, "source", problems)
    files = _choices(said, "files", FILES, problems, default=FILES)
    encoding = _choice(said, "encoding", tuple(ENCODINGS), problems, default="utf-8-sig")
    dates = _choice(said, "dates", DATES, problems, default="roc")
    identity = _choice(said, "identity", IDENTITY, problems, default="masked")
    sex = _codes(said, "sex", {"female": "女", "male": "男"}, problems)
    yes_no = _codes(said, "bool", {"yes": "是", "no": "否"}, problems)
    lists: dict[str, ProfileList] = {}
    given = said.get("lists")
    if not isinstance(given, dict) or not given:
        problems.append(_("沒有清單。請寫 [lists.people] 這樣的段落；可以有：%(known)s。") % {"known": _listed(LISTS)})
    else:
        for one, values in given.items():
            if (found := _list(one, values, problems)) is not None:
                lists[one] = found
    if problems:
        raise BadProfile(key, problems)
    english = str(said.get("name_en") or name)[:LONGEST]
    return Profile(
        key, name, english, source, files, ENCODINGS[encoding], dates, identity, sex, yes_no, lists
    )  # fmt: skip


def _list(key: str, said: Any, problems: list[str]) -> ProfileList | None:
    where = f"[lists.{key}]"
    if key not in LISTS or not isinstance(said, dict):
        problems.append(_("%(where)s 不是清單；可以有：%(known)s。") % {"where": where, "known": _listed(LISTS)})
        return None
    before = len(problems)
    title, source = _text(said, "title", problems, where), _text(said, "source", problems, where)
    known = LISTS[key].fields
    columns = tuple(_columns(said.get("columns"), known, where, problems))
    for twice in {one.heading for one in columns if sum(other.heading == one.heading for other in columns) > 1}:
        problems.append(_("%(where)s 的欄名「%(heading)s」出現兩次。") % {"where": where, "heading": twice})
    order = said.get("order", [])
    if not isinstance(order, list) or any(one not in known for one in order):
        problems.append(
            _("%(where)s 的 order 要是這份清單的欄位：%(known)s。") % {"where": where, "known": _listed(known)}
        )
    if len(problems) > before:
        return None
    return ProfileList(key, title, str(said.get("title_en") or title), source, columns, tuple(order))


def _columns(said: Any, known: Mapping[str, Any], where: str, problems: list[str]) -> Iterator[ProfileColumn]:
    if not isinstance(said, list) or not said:
        problems.append(_("%(where)s 沒有欄位。請寫 columns。") % {"where": where})
        return
    for number, one in enumerate(said, 1):
        name = one.get("field") if isinstance(one, dict) else None
        heading = one.get("heading") if isinstance(one, dict) else None
        if name not in known:
            problems.append(
                _("%(where)s 第 %(number)s 欄的 field「%(name)s」不認得；可以寫的是：%(known)s。")
                % {"where": where, "number": number, "name": name, "known": _listed(known)}
            )
        elif not isinstance(heading, str) or not 0 < len(heading.strip()) <= LONGEST:
            problems.append(
                _("%(where)s 第 %(number)s 欄沒有欄名（heading），或超過 %(most)s 個字。")
                % {"where": where, "number": number, "most": LONGEST}
            )
        else:
            yield ProfileColumn(str(name), heading.strip())


def _text(said: Mapping[str, Any], name: str, problems: list[str], where: str = "") -> str:
    value = said.get(name)
    if isinstance(value, str) and value.strip():
        return value.strip()
    problems.append(_("%(where)s沒有寫 %(name)s。") % {"where": f"{where} " if where else "", "name": name})
    return ""


def _choice(
    said: Mapping[str, Any], name: str, known: tuple[str, ...], problems: list[str], *, default: str
) -> str:  # fmt: skip
    value = said.get(name, default)
    if value in known:
        return str(value)
    problems.append(
        _("%(name)s 寫了「%(value)s」；可以寫的是：%(known)s。")
        % {"name": name, "value": value, "known": _listed(known)}
    )
    return default


def _choices(
    said: Mapping[str, Any], name: str, known: tuple[str, ...], problems: list[str], *, default: tuple[str, ...]
) -> tuple[str, ...]:
    value = said.get(name, list(default))
    if isinstance(value, list) and value and all(one in known for one in value):
        return tuple(dict.fromkeys(value))
    problems.append(_("%(name)s 要是這些裡面的幾個：%(known)s。") % {"name": name, "known": _listed(known)})
    return default


def _codes(said: Mapping[str, Any], name: str, default: dict[str, str], problems: list[str]) -> dict[str, str]:
    value = said.get(name, {})
    if not isinstance(value, dict) or any(
        one not in default or not isinstance(code, str) or not code for one, code in value.items()
    ):
        problems.append(_("[%(name)s] 只能寫：%(known)s，值是文字。") % {"name": name, "known": _listed(default)})
        return default
    return default | value


def _listed(names: Any) -> str:
    return _("、").join(str(one) for one in names)
