"""Is the plan thought through? The handbook's 6W+2H+I+E and SMART as small rules: hints to talk about, never gates.

Source: 志願服務計畫手冊「確認計畫可行性 (6W+2H+I+E)」與「計畫目標設定 - SMART 原則」. A rule only looks for words and
filled boxes; it may be wrong about a good plan, which is why nothing depends on it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from actionplans import call

from .contents import Content, CoreIssue

SHORTEST_GOAL = 12
_NUMBER = re.compile(
    r"(?<![第0-9０-９一二三四五六七八九十百千])[0-9０-９一二三四五六七八九十百千兩半]+\s*(?:%|％|[件人次位處場班組戶天小時分鐘成倍個名區里間輛萬元])|減半|歸零"
)
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*月(?!份?刊)(?:底|初|中旬|份)?"
_DAY = r"(?:\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*日)?"
_DEADLINE = re.compile(
    r"(?:\d{2,4}|[零〇一二三四五六七八九十百]{2,4})\s*年(?:\s*" + _MONTH + _DAY + r"|底|中)?"
    r"|(?:今|明|後)年(?:度)?(?:\s*" + _MONTH + _DAY + r"|\s*(?:年?底|[上下]半年|春節|暑假|寒假))?"
    r"|[本下](?:個)?(?:月|學期|學年|季|年度)底?"
    r"|[上下]半年|(?:年|月|季|學期|學年|年度|學年度)(?:底|末)"
    r"|\d{2,4}[/.\-]\d{1,2}(?:[/.\-]\d{1,2})?"
    r"|[\d一二兩三四五六七八九十半]+\s*(?:個月|個學期|週|周|年|天)內?"
    r"|(?<![\d一二三四五六七八九十每第])" + _MONTH + _DAY
)
_PLACE = re.compile(
    r"[縣市鄉鎮區村里鄰街路]|部落|社區|據點|學校|國小|國中|高中|大學|醫院|衛生所|圖書館|中心|場域|公園|車站|步道|線上|現場|到府|家裡|海線|山線|縱谷"
)


@dataclass(frozen=True, slots=True)
class Check:
    """One hint. `ok` says whether the rule found what it looked for, `text` what it found or what to talk about."""

    code: str
    name: str
    ok: bool
    text: str


def smart(design: Content, feasibility: Content, issues: Sequence[CoreIssue]) -> tuple[Check, ...]:
    """The goal of the design sheet against SMART."""
    goal = str(design.get("goal")).strip()
    return (
        _specific(goal, design),
        _measurable(goal, design),
        _attainable(feasibility),
        _relevant(design, issues),
        _timed(goal),
    )


def _specific(goal: str, design: Content) -> Check:
    beneficiaries = str(design.get("beneficiaries")).strip()
    if not goal:
        text = _("還沒寫目標。用一句話說：哪一天以前，誰的什麼，從多少變成多少。")
    elif len(goal) < SHORTEST_GOAL:
        text = _("目標只有 %(count)s 個字。補上對象、地點，或要改變的那件事。") % {"count": len(goal)}
    elif not (beneficiaries or _PLACE.search(goal)):
        text = _("看不出是為誰、在哪裡。補上對象或地點。")
    else:
        text = _("講到為誰：%(who)s") % {"who": beneficiaries} if beneficiaries else _("講得出對象和範圍")
        return Check("S", _("具體"), True, text)
    return Check("S", _("具體"), False, text)


def _measurable(goal: str, design: Content) -> Check:
    for item in design.items("indicators"):
        if item.get("name") and item.get("target"):
            figures = "→".join(str(item.get(key)) for key in ("baseline", "target") if item.get(key))
            shown = f"{item.get('name')} {figures}{item.get('unit')}"
            return Check("M", _("可衡量"), True, shown)
    number = _NUMBER.search(goal)
    if number:
        return Check("M", _("可衡量"), True, _("目標裡有數字：%(number)s") % {"number": number[0]})
    return Check("M", _("可衡量"), False, _("還沒有數字。看什麼、現在多少、要變成多少？"))


def _attainable(feasibility: Content) -> Check:
    resources = [item for item in feasibility.items("resources") if item.get("name")]
    open_ones = [str(item.get("name")) for item in resources if item.get("status") == "to_find"]
    unknown = [str(item.get("name")) for item in resources if not item.get("status")]
    if not resources:
        return Check("A", _("做得到"), False, _("還沒列需要的資源。人、東西、錢，各要什麼？"))
    if open_ones:
        text = _("「%(what)s」還沒找到。要不要先從小一點的範圍開始？") % {"what": _("、").join(open_ones[:3])}
        return Check("A", _("做得到"), False, text)
    if unknown:
        text = _("「%(what)s」還沒標示已有或要找。") % {"what": _("、").join(dict.fromkeys(unknown[:3]))}
        return Check("A", _("做得到"), False, text)
    return Check("A", _("做得到"), True, _("需要的 %(count)s 項資源都有著落") % {"count": len(resources)})


def _relevant(design: Content, issues: Sequence[CoreIssue]) -> Check:
    code = str(design.get("call_item"))
    chosen = any(issue.item == design.get("core_issue") for issue in issues)
    item = call.ITEM_BY_CODE.get(code)
    if chosen and item:
        return Check("R", _("相關"), True, _("回應核心議題與%(item)s") % {"item": item.mark})
    if not chosen:
        return Check("R", _("相關"), False, _("還沒選要回應哪一項核心議題。"))
    return Check("R", _("相關"), False, _("還沒選回應哪一項行動號召。"))


def _timed(goal: str) -> Check:
    found = _DEADLINE.search(goal)
    if found:
        return Check("T", _("有期限"), True, found[0])
    return Check("T", _("有期限"), False, _("目標裡沒有期限。什麼時候以前要看到改變？"))


def six_w(design: Content, feasibility: Content) -> tuple[Check, ...]:
    """The plan against 6W+2H+I+E, in the handbook's order."""
    steps, indicators = design.items("steps"), design.items("indicators")
    written = " ".join(
        str(part)
        for part in (
            *(design.get(key) for key in ("title", "problem", "goal", "beneficiaries", "partners", "lead_unit")),
            *(step.get(key) for step in steps for key in ("what", "who")),
        )
    )
    months = [
        step for step in steps if step.values.get("to_month") is not None or step.values.get("from_month") is not None
    ]
    results = [month for month in (1, 3, 6) if feasibility.get(f"month{month}_change")]
    proofs = [one for one in indicators if one.get("verified_by")]
    proofs_by_month = [month for month in (1, 3, 6) if feasibility.get(f"month{month}_proof")]
    rules = (
        ("WHY", _("為什麼做"), design.get("problem"), _("還沒寫看見的問題。")),
        ("WHO", _("誰負責"), design.get("lead_unit"), _("還沒有主責單位。誰來扛？")),
        ("WHOM", _("為了誰"), design.get("beneficiaries"), _("還沒寫誰會受益。")),
        ("WHAT", _("做什麼"), design.get("title") and steps, _("還沒有行動名稱或具體行動。")),
        ("WHEN", _("什麼時候"), months or _DEADLINE.search(str(design.get("goal"))), _("具體行動還沒排月份。")),
        ("WHERE", _("在哪裡"), _PLACE.search(written), _("看不出在哪裡做。哪些鄉鎮、據點或單位？")),
        (
            "HOW", _("怎麼做"), [step for step in steps if step.get("who")],
            _("具體行動還沒寫誰來做。第一步誰動手？"),
        ),
        ("HOW MUCH", _("有何資源"), feasibility.items("resources"), _("還沒盤點人力、物力、財力。")),
        ("IF…THEN", _("做了會怎樣"), results or indicators, _("還沒寫做了之後，預期看到什麼改善。")),
        ("EVALUATION", _("怎麼知道有效"), proofs or proofs_by_month, _("還沒寫用什麼確認成果。")),
    )  # fmt: skip
    return tuple(Check(code, name, bool(found), "" if found else text) for code, name, found, text in rules)
