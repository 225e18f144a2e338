"""The main pages where little is left of the screen: 320 px (which is 400 % of 1280), and in forced colours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.test_budgets import PAGES
from tests.journeys.test_every_page import WIDER
from tests.makers.world import World, make_world
from tests.test_access import address
from workshops.seats import COOKIE

pytestmark = pytest.mark.django_db(transaction=True)

NARROW = {"width": 320, "height": 640}
# What nothing tells from the text beside it when colours are the reader's own: no line, no underline, no sign.
BARE = """() => [...document.querySelectorAll("main button, main a.btn, main input, main select, main textarea")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !one.closest("label"))
  .filter((one) => one.getBoundingClientRect().width > 4)
  .filter((one) => {
    const style = getComputedStyle(one);
    if (/checkbox|radio|range|file|hidden/.test(one.type)) return false;
    if (style.textDecorationLine.includes("underline")) return false;
    const lines = ["Top", "Right", "Bottom", "Left"].some((side) => parseFloat(style[`border${side}Width`]) > 0
      && style[`border${side}Style`] !== "none");
    return !lines && !one.querySelector("svg");
  })
  .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture
def opened(
    browser_of: Callable[..., Page], live_server: Any, counties: None
) -> Callable[..., Iterator[tuple[str, Page]]]:
    """`opened(viewport=…)` goes through the main pages, each as the one who works there."""
    world: World = make_world()

    def walk(**options: Any) -> Iterator[tuple[str, Page]]:
        pages: dict[str | None, Page] = {}
        for name, who in PAGES.items():
            if who not in pages:
                pages[who] = browser_of(world.people.get(who or ""), **options)
                if who == "seat":
                    cookie = {"name": COOKIE, "value": "token-seat", "url": live_server.url}
                    pages[who].context.add_cookies([cookie])  # type: ignore[list-item]  # Playwright's own dict
            pages[who].goto(address(name, world))
            yield name, pages[who]

    return walk


# Links of the public menu whose words do not stand in one line.
TORN = """() => [...document.querySelectorAll(".s-pubtop nav a")].filter((one) => {
  const range = document.createRange();
  range.selectNodeContents(one);
  return new Set([...range.getClientRects()].map((each) => Math.round(each.top))).size > 1;
}).map((one) => one.textContent)"""


@pytest.mark.parametrize("locale", ["en-US", "zh-TW"])
@pytest.mark.parametrize("width", [320, 390])
def test_no_word_of_the_public_menu_is_torn(browser_of: Callable[..., Page], locale: str, width: int) -> None:
    page = browser_of(None, viewport={"width": width, "height": 844}, locale=locale)
    page.goto("/results/")
    assert page.locator(".s-pubtop nav a").count() >= 4
    assert page.evaluate(TORN) == []
    assert not page.evaluate(WIDER)


# The platform's name, where it is written out, stands whole in its bar.
CUT = """() => { const name = document.querySelector(".v-brand__t").getBoundingClientRect();
  const bar = document.querySelector("header").getBoundingClientRect();
  return name.width > 4 && (name.top < bar.top || name.bottom > bar.bottom); }"""


@pytest.mark.parametrize("locale", ["en-US", "zh-TW"])
@pytest.mark.parametrize("width", [320, 380, 390, 412, 430, 480])
def test_the_platforms_name_stands_whole_in_the_bar(browser_of: Callable[..., Page], locale: str, width: int) -> None:
    page = browser_of(None, viewport={"width": width, "height": 844}, locale=locale)
    page.goto("/register/check/")
    assert not page.evaluate(CUT)


def test_nothing_reaches_beyond_the_narrowest_screen(opened: Callable[..., Any]) -> None:
    wide = [f"{name}: {over}" for name, page in opened(viewport=NARROW) if (over := page.evaluate(WIDER))]
    assert not wide, "\n".join(wide)


def test_controls_are_told_apart_in_forced_colours(opened: Callable[..., Any], shot: Callable[..., Any]) -> None:
    bare = []
    for name, page in opened(viewport={"width": 1280, "height": 900}, forced_colors="active"):
        bare += [f"{name}: {each}" for each in page.evaluate(BARE)]
        if name in {"reports:dashboard", "actionplans:table", "actionplans:plan", "volunteers:unit"}:
            shot(page, f"forced-{name}")
    assert not bare, "\n".join(bare)
