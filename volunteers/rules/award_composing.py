"""An own award from what an officer chose in plain words, and back again: the same data that the shipped books hold.

Every condition has to hold; only hours and years can be let stand for each other. What the form cannot say (a tree of
alternatives, a disputed reading) is left to the books.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .award_terms import Kind, Words

ONCE, WITHIN = "once", "within"
BOTH, EITHER = "both", "either"
MOST_STATEMENTS = 5
PLAIN = ("serving", "book", "card", "photo", "trained", "student")
NUMBERS = {"age": Kind.AGE, "team_years": Kind.TEAM_YEARS, "insured": Kind.INSURED, "booked": Kind.BOOKED,
           "seniors": Kind.SENIORS}  # fmt: skip
WHERE = ("categories", "offices", "units")
OF_PERSON = ("hours", "years", "age", "grade", "needs", "papers")
OF_TEAM = ("team_years", "insured", "booked", "seniors")
Values = Mapping[str, Any]
Data = dict[str, Any]


def compose(values: Values, *, code: str) -> Data:
    """The data of an award, but for who gives it.

    Args:
        values: by the fields of the form; what is empty is not asked.
        code: its own, by which it knows whether it was received before.

    Raises:
        ValidationError: what was chosen does not make a rule.
    """
    _check(values)
    subject = values["subject"]
    if subject == "family":
        inner = list(_of_person(values))
        rules = [*_members(values), *([{"each": _all(inner)}] if inner else [])]
    else:
        rules = [*_of_person(values)] if subject == "person" else [*_members(values), *_numbers(values, OF_TEAM)]
    rules += _again(values, code)
    rules += [
        {"kind": "stated", "key": statement_of(zh), "zh": zh, "en": en} for zh, en in statements(values["stated"])
    ]
    if not rules:
        raise ValidationError(_("還沒有條件。請至少填一個門檻，或寫一項要由人查明的條件。"))
    data: Data = {
        "code": code, "name": values["name"], "name_en": values["name_en"] or values["name"], "basis": "own",
        "subjects": ["team", "unit"] if subject == "team" else [subject], "rule": _all(rules),
        "sources": _lines(values["sources"]), "valid_from": values["valid_from"].isoformat(),
    }  # fmt: skip
    if values["valid_to"]:
        data["valid_to"] = values["valid_to"].isoformat()
    if values["lasts"]:
        data["lasts"] = values["lasts"]
    service: Data = {"public": True} if values["public"] else {}
    data["service"] = service | {name: sorted(values[name]) for name in WHERE if values.get(name)}
    return data


def _check(values: Values) -> None:
    wrong: dict[str, str] = {}
    subject = values["subject"]
    for name in OF_PERSON if subject == "team" else OF_TEAM:
        if values.get(name):
            wrong[name] = (
                _("這一項只能問志工個人，團隊沒有。") if subject == "team" else _("這一項只能問團隊，個人和家庭沒有。")
            )
    if subject == "person" and values["members"]:
        wrong["members"] = _("人數只能問團隊或家庭。")
    if subject == "family" and (values["members"] or 0) < 2:
        wrong["members"] = _("家庭至少 2 人。")
    if values["again"] == WITHIN and not values["again_years"]:
        wrong["again_years"] = _("請填幾年內得過的人不能再得。")
    if "award" in (values["hours_window"], values["years_window"]) and not values["before"]:
        wrong["before"] = _("要從得到前一個獎以後起算，請選是哪一個獎。")
    if values["valid_to"] and values["valid_to"] < values["valid_from"]:
        wrong["valid_to"] = _("適用迄日不能早於適用起日。")
    if len(statements(values["stated"])) > MOST_STATEMENTS:
        wrong["stated"] = _("要由人查明的條件最多 %(n)s 項。") % {"n": MOST_STATEMENTS}
    if not _lines(values["sources"]):
        wrong["sources"] = _("請抄錄規定門檻的那一句，並寫出處。")
    if wrong:
        raise ValidationError(wrong)


def _of_person(values: Values) -> Iterator[Data]:
    both = [*_measured(values, "hours", Kind.HOURS), *_measured(values, "years", Kind.YEARS)]
    yield from [{"any": both}] if values["either"] == EITHER and len(both) > 1 else both
    yield from _numbers(values, ("age",))
    for kind in PLAIN:
        if kind in values["needs"]:
            yield {"kind": kind}
    yield from ({"kind": "paper", "key": paper} for paper in sorted(values["papers"]))
    if values["grade"]:
        yield {"kind": "grade", "within": values["grade"]}


def _measured(values: Values, name: str, kind: Kind) -> Iterator[Data]:
    if not values[name]:
        return
    found: Data = {"kind": kind.value, "least": values[name]}
    window = values[f"{name}_window"] or "ever"
    if window != "ever":
        found["window"] = window
    if window == "award":
        found["awards"] = [values["before"]]
    if kind is Kind.YEARS and values["unbroken"]:
        found["how"] = "unbroken"
    yield found


def _numbers(values: Values, names: tuple[str, ...]) -> Iterator[Data]:
    for name in names:
        if values[name]:
            yield {"kind": NUMBERS[name].value, "least": values[name]}


def _members(values: Values) -> Iterator[Data]:
    if values["members"]:
        yield {"kind": "members", "least": values["members"]}


def _again(values: Values, code: str) -> Iterator[Data]:
    if values["before"]:
        words = values["before_words"]
        yield {"kind": "received", "awards": [values["before"]], "zh": words.zh, "en": words.en}
    if values["again"] == ONCE:
        yield {"kind": "not_received", "awards": [code], "zh": "沒有得過這個獎", "en": "Has not received this award"}
    elif values["again"] == WITHIN:
        n = values["again_years"]
        zh, en = f"近 {n} 年沒有得過這個獎", f"Has not received this award within {n} years"
        yield {"kind": "not_received", "awards": [code], "within": n, "zh": zh, "en": en}


def _all(rules: list[Data]) -> Data:
    return {"all": rules}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def statements(text: str) -> list[tuple[str, str]]:
    """What people are to find out, a line each: in Chinese, and behind a bar in English."""
    found = []
    for line in _lines(text):
        zh, _bar, en = line.replace("|", "｜").partition("｜")
        found.append((zh.strip(), en.strip() or zh.strip()))
    return found


def statement_of(words: str) -> str:
    """The key of a statement: by its words, so that what was stated of others is not taken for it."""
    return f"s{hashlib.sha256(words.encode()).hexdigest()[:10]}"


def values_of(data: Data) -> dict[str, Any]:
    """What an officer chose, from the data that was made of it."""
    values: dict[str, Any] = dict.fromkeys(
        ("hours", "years", "grade", "members", "again_years", "lasts", "valid_to", *NUMBERS)
    )
    values |= {
        "hours_window": "ever", "years_window": "ever", "unbroken": False, "either": BOTH, "needs": [], "papers": [],
        "again": "", "before": "", "before_words": Words("", ""), "name": data["name"],
        "name_en": "" if data["name_en"] == data["name"] else data["name_en"], "lasts": data.get("lasts"),
        "subject": "team" if "team" in data["subjects"] else data["subjects"][0],
        "public": bool(data["service"].get("public")),
        **{name: list(data["service"].get(name, ())) for name in WHERE},
        "sources": "\n".join(data["sources"]), "valid_from": dt.date.fromisoformat(data["valid_from"]),
        "valid_to": dt.date.fromisoformat(data["valid_to"]) if data.get("valid_to") else None,
    }  # fmt: skip
    stated: list[str] = []
    for leaf in _flat(data["rule"], values):
        kind = leaf["kind"]
        match kind:
            case "hours" | "years":
                values[kind] = leaf["least"]
                values[f"{kind}_window"] = leaf.get("window", "ever")
                values["unbroken"] = values["unbroken"] or leaf.get("how") == "unbroken"
            case "stated":
                stated.append(leaf["zh"] if leaf["en"] == leaf["zh"] else f"{leaf['zh']}｜{leaf['en']}")
            case "paper":
                values["papers"].append(leaf["key"])
            case "grade":
                values["grade"] = leaf["within"]
            case "received":
                values["before"], values["before_words"] = leaf["awards"][0], Words(leaf["zh"], leaf["en"])
            case "not_received":
                values["again"] = WITHIN if "within" in leaf else ONCE
                values["again_years"] = leaf.get("within")
            case _ if kind in PLAIN:
                values["needs"].append(kind)
            case _:
                values[kind] = leaf["least"]
    return values | {"stated": "\n".join(stated)}


def _flat(rule: Data, values: dict[str, Any]) -> Iterator[Data]:
    if "any" in rule:
        values["either"] = EITHER
    for name in ("all", "any"):
        for one in rule.get(name, ()):
            yield from _flat(one, values)
    if "each" in rule:
        yield from _flat(rule["each"], values)
    if "kind" in rule:
        yield rule
