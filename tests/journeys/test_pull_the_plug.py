"""Pull the plug: tables write while the network comes and goes, pages are killed and the server falls over.

Nobody loses a character, nothing is there twice, and in the end every device and the server say the same. The short
run is part of `./check`; `./check --soak` plays 8 tables with 2 devices each for 40 minutes of the day, each of which
takes some seconds here. One seed gives one afternoon.
"""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from playwright.sync_api import Error as PlaywrightError

from actionplans.models import Operation, Sheet
from actionplans.writing import sheets
from actionplans.writing.contents import Content
from tests.journeys import processor
from tests.journeys.conftest import PHONE
from tests.journeys.test_offline_pages import until
from tests.journeys.test_table import pill
from tests.makers.actionplans import fill, make_sheet, make_table
from tests.makers.workshops import make_group, make_seat
from workshops.models import Group

pytestmark = pytest.mark.django_db(transaction=True)

SOAK = bool(os.environ.get("SOAK"))
TABLES, MINUTES = (8, int(os.environ.get("SOAK_MINUTES", "40"))) if SOAK else (2, 6)
SEED = int(os.environ.get("SOAK_SEED", "20261209"))
# How many seconds all devices may take to be level with the server once everything works again. It is the pages' own
# time that is held to it, on the pages' own clock: their pauses between tries, their asking every few seconds, what
# they make of the answers. Not theirs is how long the server took over what it answered (that is for `./bench`), and
# when no processor was free for the page at all, which the page sees by a clock that stood still. Both are measured in
# each page; a machine that is busy makes neither the limit longer nor the pages' time. This is the right reading on one
# machine that plays all phones at once and the server too: in a room each phone has a processor of its own.
# Where the kernel says that our processes did get their processors, nothing is taken off: then the clock on the wall is
# held to it as well, the server's answers included.
LEVEL_WITHIN = 10
# For how many seconds all our processes together may have stood ready without a processor, for that to hold.
ROOM_ENOUGH = 5
# However busy the machine: later than this nobody calls it level.
AT_ALL = 120
OWN = (("問題", "problem"), ("誰會受益", "beneficiaries"))
SHARED = ("目標", "goal")


class Server:
    """The platform as a process of its own, which can be killed and started again at the same address."""

    def __init__(self) -> None:
        with socket.socket() as door:
            door.bind(("127.0.0.1", 0))
            self.port = door.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        call_command("createcachetable", "cache", verbosity=0)  # the tests' own cache is in memory
        database = f"sqlite:///{connection.settings_dict['NAME']}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{self.port}",
             "--worker-class", "gthread", "--threads", "8", "--log-level", "error", "--no-control-socket"],
            cwd=settings.ROOT,
            env={
                **os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.dev", "DATABASE_URL": database,
                # What the test has written can be read there: sessions, sealed numbers, photos.
                "SECRET_KEY": settings.SECRET_KEY, "SEALING_KEYS": ",".join(settings.SEALING_KEYS),
                "MARKING_KEY": settings.MARKING_KEY, "MEDIA_ROOT": str(settings.MEDIA_ROOT),
            },
            start_new_session=True,
        )  # fmt: skip
        for _try in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.2)
        raise AssertionError("the server does not start")

    def kill(self) -> None:
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@pytest.fixture
def server(transactional_db: None, counties: None) -> Iterator[Server]:
    if not connection.settings_dict["ENGINE"].endswith("sqlite3"):
        pytest.skip("the second process shares a database file")
    server = Server()
    server.start()
    yield server
    server.kill()


@dataclass
class Device:
    """One phone: its browser, what was typed on it, and whether its network is there."""

    group: Group
    number: int
    context: BrowserContext
    url: str
    dice: random.Random
    page: Page | None = None
    count: int = 0
    online: bool = True
    texts: dict[str, str] = field(default_factory=dict)
    items: list[str] = field(default_factory=list)

    def open(self, kind: str) -> Page:
        self.page = self.page or self.context.new_page()
        self.page.goto(f"{self.url}/t/{kind}/", timeout=60000)
        expect(self.page.locator("#sheet")).to_be_visible(timeout=30000)
        expect(pill(self.page)).to_be_visible(timeout=30000)
        return self.page

    def token(self) -> str:
        self.count += 1
        return f"{self.group.number}-{self.number}-{self.count}"

    def write(self) -> None:
        """A sentence more in the device's own box, in the one that both write in, or as an item of a list."""
        page = self.page
        assert page is not None
        if "/t/inventory/" in page.url:
            words = f"第 {self.token()} 則"
            box = page.get_by_label("新增：遇到的困難").locator("visible=true")
            box.fill(words)
            box.press("Enter")
            self.items.append(words)
        else:
            label, path = OWN[self.number] if self.dice.random() < 0.8 else SHARED
            words = f"{self.texts.get(path, '')} {self.token()}".strip()
            page.get_by_label(label).first.fill(words)
            self.texts[path] = words
        # Whatever is killed later: the page says that these words are safe, somewhere.
        expect(pill(page)).not_to_have_text("未存", timeout=20000)

    def kill(self) -> None:
        """The tab's process is gone in this instant; nothing of the page runs any more."""
        assert self.page is not None
        with contextlib.suppress(PlaywrightError):
            self.page.goto("chrome://crash", timeout=5000)
        with contextlib.suppress(PlaywrightError):
            self.page.close()
        self.page = None

    def deafen(self) -> None:
        """The next answer to what is sent never arrives, though the server has done it."""
        assert self.page is not None

        def lose(route: Route) -> None:
            with contextlib.suppress(PlaywrightError):
                route.fetch(timeout=5000)
            with contextlib.suppress(PlaywrightError):
                route.abort()

        self.page.route("**/operations*", lose, times=1)

    def plug(self, *, into: bool) -> None:
        self.online = into
        self.context.set_offline(not into)


@pytest.fixture
def room(browser: Browser, server: Server) -> Iterator[list[Device]]:
    first = make_table(name="第 1 桌")
    groups = [first, *(make_group(first.workshop, name=f"第 {n} 桌") for n in range(2, TABLES + 1))]
    devices = []
    for group in groups:
        fill(make_sheet("inventory", group), support_difficulties=[{"text": "每月缺班 22 班", "core": True}])
        make_sheet("design", group)
        for number in range(2):
            token = f"token-{group.pk}-{number}"
            make_seat(group, name=f"{group.number}-{number}", token=token)
            context = browser.new_context(viewport=PHONE, locale="zh-TW", reduced_motion="reduce")
            context.add_cookies([{"name": "seat", "value": token, "url": server.url}])
            context.add_init_script(WATCH)
            devices.append(Device(group, number, context, server.url, random.Random(SEED + group.pk * 2 + number)))
    yield devices
    for device in devices:
        device.context.close()


# In each page: when its clock stood still, and how its requests went.
WATCH = """
  performance.setResourceTimingBufferSize(20000);
  window.stalls = [];
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    if (now - last > 300) stalls.push([last + 100, now]);
    last = now;
  }, 100);
"""
# Begins to watch from now on; `level` then answers how long this page took until it showed what all have written, and
# how much of that was its own.
LEVEL = """({ own, items, most }) => {
  const began = performance.now();
  const shown = () => {
    if (document.documentElement.dataset.unsent !== "0") return false;
    const list = document.querySelectorAll('[data-list="recognition_difficulties"] > [data-item]');
    if (location.pathname === "/t/inventory/") return list.length === items;
    return Object.entries(own).every(([path, text]) => document.querySelector(`[data-path="${path}"]`).value === text);
  };
  const span = (now) => {
    const asked = performance.getEntriesByType("resource")
      .filter((one) => one.startTime >= began && one.responseStatus >= 200 && one.responseStatus < 400)
      .map((one) => [one.startTime, one.responseEnd]);
    const others = [...stalls, ...asked].map(([from, to]) => [Math.max(from, began), Math.min(to, now)]);
    let free = began;
    let sum = 0;
    for (const [from, to] of others.sort((one, other) => one[0] - other[0])) {
      if (to > free) sum += to - Math.max(from, free);
      free = Math.max(free, to);
    }
    return { took: (now - began) / 1000, own: (now - began - sum) / 1000 };
  };
  window.level = new Promise((done) => {
    const look = () => {
      const now = performance.now();
      if (shown()) done(span(now));
      else if (now - began > most * 1000) done(null);
      else setTimeout(look, 50);
    };
    look();
  });
}"""
KEPT = """async () => {
  const kept = (await caches.has("table-pages")) ? await (await caches.open("table-pages")).keys() : [];
  return kept.length > 6 && Boolean(navigator.serviceWorker.controller);
}"""


def wait_until(what: Callable[[], bool], seconds: float) -> float:
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < seconds, "it never came about"
        time.sleep(0.25)
    return time.monotonic() - began


def test_nobody_loses_a_character_whatever_is_pulled(room: list[Device], server: Server) -> None:
    dice = random.Random(SEED)
    for device in room:
        page = device.open("inventory" if device.number else "design")
        until(page, KEPT, seconds=120)
    restart = MINUTES // 2
    for minute in range(MINUTES):
        if minute == restart:
            server.kill()
        for device in room:
            fate = dice.random()
            if fate < 0.25:
                device.plug(into=not device.online)
            elif fate < 0.35:
                device.kill()
            elif fate < 0.45 and device.page:
                device.open(dice.choice(["inventory", "design"]))
            if device.page is None:
                device.open(dice.choice(["inventory", "design"]))
            if 0.45 <= fate < 0.6:
                device.deafen()
            device.write()
        if minute == restart:
            server.start()

    before = processor.waited()
    for device in room:
        assert device.page is not None
        # The clock begins before the network is back.
        device.page.evaluate(LEVEL, written(room, device.group) | {"most": AT_ALL})
        device.plug(into=True)
    times = [device.page.evaluate("level") for device in room if device.page]
    assert all(times), (
        f"never level: {[(one.group.number, one.number) for one, t in zip(room, times, strict=True) if not t]}"
    )
    idle = processor.since(before)
    took, own = max(one["took"] for one in times), max(one["own"] for one in times)
    sys.stdout.write(
        f"seed {SEED}: {len(room)} devices level after {took:.1f} s, {own:.1f} s of it their own; "
        f"{idle:.1f} s without a processor\n"
    )
    assert own < LEVEL_WITHIN, f"the devices were not level in time: {times}"
    assert idle > ROOM_ENOUGH or took < LEVEL_WITHIN, f"the machine had room, and they were not level: {times}"
    check(room)


def written(room: list[Device], group: Group) -> dict[str, Any]:
    """What every page of a table has to show in the end: each device's own box, and the items of both."""
    mine = [device for device in room if device.group.pk == group.pk]
    return {
        "own": {path: device.texts.get(path, "") for device in mine for _label, path in [OWN[device.number]]},
        "items": sum(len(device.items) for device in mine),
    }


def design_of(group: Group) -> Sheet:
    return Sheet.objects.get(group=group, kind="design")


def check(room: list[Device]) -> None:
    for group in {device.group.pk: device.group for device in room}.values():
        mine = [device for device in room if device.group.pk == group.pk]
        design = sheets.read(design_of(group))
        log = [
            str(value)
            for value in Operation.objects.filter(sheet__group=group, path="goal").values_list("value", flat=True)
        ]
        for device in mine:
            own = OWN[device.number][1]
            last = Operation.objects.filter(sheet=design_of(group), path=own).order_by("-sequence")[:4]
            came = [(one.outcome, one.base, one.version, one.message, one.value) for one in last]
            assert design.get(own) == device.texts.get(own, ""), f"a character lost or doubled; newest first: {came}"
            for token in device.texts.get("goal", "").split():
                assert any(token in words.split() for words in log), f"{token} is nowhere"
        listed = [
            item.get("text")
            for item in sheets.read(Sheet.objects.get(group=group, kind="inventory")).items("recognition_difficulties")
        ]
        assert sorted(listed) == sorted(words for device in mine for words in device.items)
        for device in mine:
            assert device.page is not None
            level(device.page, design, listed)  # as it stands, without being opened anew
            for kind in ("design", "inventory"):
                level(device.open(kind), design, listed)
            page = device.open("design")
            expect(page.get_by_label(SHARED[0]).first).to_have_value(design.get(SHARED[1]) or "")


def level(page: Page, design: Content, listed: list[Any]) -> None:
    """The page shows what the server has."""
    soon = LEVEL_WITHIN * 1000
    if "/t/inventory/" in page.url:
        items = page.locator('[data-list="recognition_difficulties"] > [data-item]')
        expect(items).to_have_count(len(listed), timeout=soon)
        return
    for label, path in OWN:
        expect(page.get_by_label(label).first).to_have_value(design.get(path) or "", timeout=soon)
