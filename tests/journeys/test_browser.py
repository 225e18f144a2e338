"""The browser and its helpers, on pages made here: what they let pass and what they refuse."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page

WHOLE = """<!doctype html><html lang="zh-Hant"><head><title>測試頁</title></head>
<body><main><h1>第 3 桌</h1><label>行動名稱 <input name="title"></label></main></body></html>"""


def test_axe_passes_a_page_that_everybody_can_use(page: Page, axe: Callable[[Page], None]) -> None:
    page.set_content(WHOLE)
    axe(page)


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        (WHOLE.replace("<label>行動名稱 ", "<label>").replace("<label>", "<p>").replace("</label>", "</p>"), "label"),
        (WHOLE.replace(' lang="zh-Hant"', ""), "html-has-lang"),
        (WHOLE.replace("<h1>", '<h1 style="color:#ccc;background:#fff">'), "color-contrast"),
    ],
)
def test_axe_refuses_what_shuts_somebody_out(page: Page, axe: Callable[[Page], None], broken: str, rule: str) -> None:
    page.set_content(broken)
    with pytest.raises(AssertionError, match=rule):
        axe(page)


def test_the_browser_stays_on_this_machine(page: Page) -> None:
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")


def test_the_browser_is_set_up_as_in_taiwan(page: Page) -> None:
    assert page.evaluate("navigator.language") == "zh-TW"
    assert page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "Asia/Taipei"


def test_a_picture_is_kept_for_people(
    page: Page, shot: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.set_content(WHOLE)
    picture = shot(page, "harness/第 3 桌")
    assert picture.name == "harness-3--390.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    picture.unlink()
