"""What the main pages cost on a phone that was never here: kept in `budgets.toml`, and growth fails.

Counted, not timed, so that a busy machine says the same: what goes over the line compressed, how many requests, what
has to arrive before the largest piece of the page can be painted, and what before every script has run. From these,
`paint` and `ready` say when that is on a Fast 3G line as browsers' tools emulate it, where each request that waits for
another costs a round. `BUDGETS=write .venv/bin/pytest tests/journeys/test_budgets.py` writes the file
anew; whoever raises a figure says in the commit what people get for it.
"""

import math
import os
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import PHONE, put_away, sign_in
from tests.journeys.test_pull_the_plug import Server, server
from tests.makers.world import World, make_world
from tests.test_access import address
from workshops.seats import COOKIE

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["server"]  # the fixture: the platform as a process of its own, with compressed answers
BUDGETS = Path(__file__).with_name("budgets.toml")
MOST_WEIGHT = 200  # kB (thousand bytes) of any page's first visit
MOST_PAINT = MOST_READY = 2000  # ms
ROUND, BANDWIDTH = 562.5, 180  # ms; bytes a ms

PAGES = {
    "account_login": None,
    "actionplans:public_index": None,
    "actionplans:public_county": None,
    "actionplans:public_plan": None,
    "actionplans:call": None,
    "workshops:join": None,
    "home": "officer",
    "workshops:list": "officer",
    "workshops:detail": "officer",
    "workshops:participants": "officer",
    "actionplans:board": "officer",
    "actionplans:wall": "officer",
    "actionplans:plans": "officer",
    "actionplans:plan": "officer",
    "actionplans:meeting": "officer",
    "actionplans:annual": "officer",
    "reports:dashboard": "officer",
    "reports:national": "association",
    "reports:completeness": "association",
    "reports:booklet": "association",
    "volunteers:units": "coordinator",
    "volunteers:unit": "coordinator",
    "volunteers:people": "coordinator",
    "volunteers:person": "coordinator",
    "actionplans:table": "seat",
    "actionplans:vote": "seat",
}
# What the browser painted last as the largest piece, with where it came from if it is a picture.
LARGEST = """() => new Promise((done) => {
  new PerformanceObserver((list) => done(list.getEntries().at(-1).url || "text"))
    .observe({ type: "largest-contentful-paint", buffered: true });
  setTimeout(() => done(""), 5000);
})"""
BLOCKING = """() => performance.getEntriesByType("resource")
  .filter((one) => one.renderBlockingStatus === "blocking").map((one) => one.name)"""


def visit(page: Page, where: str) -> dict[str, int]:
    """`weight` (kB), `requests`, `paint` and `ready` (ms, reckoned) of a first visit."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    after: dict[str, str] = {}  # what each one waited for
    kinds: dict[str, str] = {}

    def sent(said: dict[str, Any]) -> None:
        name = names.setdefault(said["requestId"], said["request"]["url"])
        kinds[name] = said.get("type", "")
        after.setdefault(name, said["initiator"].get("url", ""))

    line.on("Network.requestWillBeSent", sent)
    line.on("Network.loadingFinished", lambda said: sizes.update({said["requestId"]: said["encodedDataLength"]}))
    answer = page.goto(where, wait_until="networkidle")
    assert answer is not None
    assert answer.status == 200, where
    assert urlsplit(page.url).path == urlsplit(where).path, f"{where} leads to {page.url}"
    largest = page.evaluate(LARGEST)
    assert largest, f"{where} painted nothing"
    weight = {names[key]: size for key, size in sizes.items() if not names[key].startswith("data:")}
    first = set(page.evaluate(BLOCKING)) & set(weight)

    def rounds(name: str) -> int:
        before = after.get(name, "")
        return 1 + (rounds(before) if before in weight and before != name else 0)

    def reckoned(wanted: set[str]) -> int:
        wanted &= set(weight)
        took = max(map(rounds, wanted)) * ROUND + sum(weight[name] for name in wanted) / BANDWIDTH
        return math.ceil(took / 10) * 10

    # What a script fetches when it finds time is weighed, and nobody waits for it; that nothing else comes in layers
    # holds `tests/ui/test_modules.py`.
    scripts = {name for name in weight if kinds[name] == "Script" and rounds(name) == 2}
    return {
        "weight": math.ceil(sum(weight.values()) / 1000),
        "requests": len(weight),
        "paint": reckoned(first | {page.url, largest}),
        "ready": reckoned(first | scripts | {page.url}),
    }


def seen(browser: Browser, url: str, world: World, name: str, who: str | None) -> dict[str, int]:
    context = browser.new_context(viewport=PHONE, device_scale_factor=3, locale="zh-TW", service_workers="block")
    try:
        page = context.new_page()
        if who == "seat":
            context.add_cookies([{"name": COOKIE, "value": "token-seat", "url": url}])
        elif who:
            sign_in(page, world.people[who], url)
        return visit(page, url + address(name, world))
    finally:
        put_away(context)


def write(found: dict[str, dict[str, int]]) -> None:
    """With room for three per cent: a date that is longer on another day is no growth."""
    lines = [
        "# First visit on a phone: kB over the line, requests, ms on Fast 3G to the largest paint and the last script."
    ]
    for name, figures in found.items():
        room = {
            "weight": math.ceil(figures["weight"] * 1.03),
            "paint": math.ceil(figures["paint"] * 1.03 / 10) * 10,
            "ready": math.ceil(figures["ready"] * 1.03 / 10) * 10,
        }
        values = ", ".join(f"{key} = {value}" for key, value in (figures | room).items())
        lines.append(f'"{name}" = {{ {values} }}')
    BUDGETS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_no_main_page_grows(browser: Browser, server: Any) -> None:
    assert isinstance(server, Server)
    world = make_world()
    found = {name: seen(browser, server.url, world, name, who) for name, who in PAGES.items()}
    if os.environ.get("BUDGETS") == "write":
        write(found)
    kept = tomllib.loads(BUDGETS.read_text(encoding="utf-8"))
    assert set(kept) == set(PAGES), "budgets.toml holds other pages"
    grown = [
        f"{name}: {figure} is {value}, its budget {kept[name][figure]}"
        for name, figures in found.items()
        for figure, value in figures.items()
        if value > kept[name][figure]
    ]
    grown += [
        f"{name}: {figure} is above {most}"
        for name, figures in found.items()
        for figure, most in (("weight", MOST_WEIGHT), ("paint", MOST_PAINT), ("ready", MOST_READY))
        if figures[figure] > most
    ]
    assert not grown, "\n".join(grown)
