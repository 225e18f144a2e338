"""The facilitator's form as a screen reader reads it, kept as `transcripts/*.txt` for people to read.

Told by the browser's own accessibility tree, in its order: what each thing is, how it is called, what it holds, what is
said about it. `TRANSCRIPTS=write .venv/bin/pytest tests/journeys/test_read_aloud.py` writes the files anew; whoever
does reads them aloud before committing.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from actionplans.models import SheetKind
from tests.journeys.conftest import PHONE
from tests.makers.actionplans import fill, make_sheet
from workshops.models import Group

pytestmark = pytest.mark.django_db(transaction=True)

TRANSCRIPTS = Path(__file__).with_name("transcripts")
CALLED = {
    "RootWebArea": "網頁", "banner": "頁首", "navigation": "導覽", "main": "主要內容", "contentinfo": "頁尾",
    "region": "區域", "form": "表單", "heading": "標題", "link": "連結", "button": "按鈕", "textbox": "輸入框",
    "spinbutton": "數字框", "combobox": "選單", "radio": "單選", "checkbox": "核取", "radiogroup": "單選組",
    "group": "群組", "list": "清單", "dialog": "對話框", "status": "狀態", "alert": "警示", "img": "圖", "image": "圖",
    "DisclosureTriangle": "可展開", "progressbar": "進度", "listbox": "選項清單", "option": "選項", "tab": "分頁",
    "tablist": "分頁列", "tabpanel": "分頁內容", "searchbox": "搜尋框", "switch": "開關", "table": "表格",
}  # fmt: skip
CONTROLS = {
    "link", "button", "textbox", "spinbutton", "combobox", "radio", "checkbox", "DisclosureTriangle", "tab",
    "searchbox", "switch",
}  # fmt: skip
STATES = {
    "required": "必填", "invalid": "有誤", "disabled": "不能用", "checked": "已選", "expanded": "展開",
    "level": "第{}層", "selected": "選中", "pressed": "按下", "readonly": "只能看", "busy": "忙",
}  # fmt: skip
QUIET = ("", "false", "False", "None")
CLOCKS = re.compile(r"\d{1,2}:\d{2}|\d+ (?:分|秒)")


def value(node: dict[str, Any], name: str) -> str:
    return str((node.get(name) or {}).get("value", "")).strip()


def states(node: dict[str, Any]) -> Iterator[str]:
    for each in node.get("properties", []):
        said = str(each["value"].get("value"))
        if each["name"] in STATES and said not in QUIET:
            yield STATES[each["name"]].format(said)
        elif each["name"] == "expanded":
            yield "收合"


def walk(page: Page) -> Iterator[tuple[int, dict[str, Any]]]:
    """Every node that is told, with how deep it lies."""
    line = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in line.send("Accessibility.getFullAXTree")["nodes"]}

    def down(key: str, depth: int) -> Iterator[tuple[int, dict[str, Any]]]:
        node = nodes.get(key)
        if node is None:
            return
        told = not node.get("ignored") and value(node, "role") in {*CALLED, "StaticText"}
        if told:
            yield depth, node
        for child in node.get("childIds", []):
            yield from down(child, depth + told)

    yield from down(next(key for key, node in nodes.items() if not node.get("parentId")), 0)


def transcript(page: Page) -> list[str]:
    """One line a thing; text that only repeats the name above it is not told twice."""
    lines: list[str] = []
    above: dict[int, str] = {}
    for depth, node in walk(page):
        role, name = value(node, "role"), value(node, "name")
        above = {level: said for level, said in above.items() if level < depth}
        if role == "StaticText":
            if any(name in said for said in above.values()):
                continue
            lines.append(f"{'  ' * depth}{name}")
            continue
        above[depth] = f"{name} {value(node, 'description')}" if role in CONTROLS or role in {"heading", "img"} else ""
        held = value(node, "value") if role in {"textbox", "spinbutton", "combobox"} else ""
        parts = [CALLED[role], f"「{name}」" if name else "", *states(node), f"內容「{held}」" if held else ""]
        described = value(node, "description")
        lines.append(
            "  " * depth + " ".join(part for part in parts if part) + (f"（{described}）" if described else "")
        )
    return [CLOCKS.sub("…", line) for line in lines if line.strip()]


def compare(name: str, lines: list[str]) -> None:
    kept = TRANSCRIPTS / f"{name}.txt"
    if os.environ.get("TRANSCRIPTS") == "write":
        kept.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == kept.read_text(encoding="utf-8").splitlines(), (
        f"{name} reads otherwise; TRANSCRIPTS=write, then read"
    )


@pytest.mark.parametrize("kind", SheetKind.values)
def test_the_form_reads_aloud_as_it_was_read_before(
    handset: Callable[..., Page], live_server: Any, group: Group, kind: str
) -> None:
    fill(make_sheet("inventory", group), support_difficulties=[{"text": "每月缺班 22 班", "core": True}])
    fill(make_sheet("design", group), title="送餐分流", pillar="support", lead_unit="社會處")
    page = handset("a", viewport=PHONE)
    page.goto(f"{live_server.url}/t/{kind}/")
    expect(page.locator("#sheet")).to_be_visible()
    expect(page.locator("[data-saves] > [data-is]:visible")).to_have_count(1, timeout=30_000)
    told = list(walk(page))
    unnamed = [node["role"] for _depth, node in told if value(node, "role") in CONTROLS and not value(node, "name")]
    assert not unnamed, f"controls without a name: {unnamed}"
    names = Counter(
        (value(node, "role"), value(node, "name"), value(node, "description"))
        for _depth, node in told
        if value(node, "role") == "button"
    )
    assert not (alike := [each for each, count in names.items() if count > 1]), (
        f"buttons nobody can tell apart: {alike}"
    )
    compare(kind, transcript(page))
