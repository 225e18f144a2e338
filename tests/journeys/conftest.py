"""What a walk through the platform in a real browser stands on: Debian's Chromium, axe, pictures."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import Error as PlaywrightError

from foundation.accounts.models import User
from tests.makers.actionplans import make_table
from tests.makers.country import make_country
from tests.makers.workshops import make_seat
from workshops.models import Group

SHOTS = Path(__file__).resolve().parents[2] / "var" / "shots"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
WALL = {"width": 1920, "height": 1080}
# The hash by which a content security policy names what is empty.
EMPTY = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
# Colours are measured when nothing fades any more; what turns for ever is not waited for.
STILL = """() => Promise.allSettled(document.getAnimations()
  .filter((one) => one.playState === "running" && one.effect.getComputedTiming().endTime !== Infinity)
  .map((one) => one.finished)).then(() => null)"""

# Playwright keeps an event loop in the test's thread; Django would refuse the test's own queries there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is a journey: `pytest -m "not journey"` leaves the browser closed."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("journey")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium instead of a downloaded one, and no way out of this machine."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.fail("chromium is not installed: ./check installs it, or apt-get install chromium libatomic1")
    return {
        **browser_type_launch_args,
        "executable_path": chromium,
        "args": [
            "--no-sandbox",  # CI runs as root, and Debian's sandbox is a package of its own
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
        ],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A browser as it is set up in a county office in Taiwan."""
    return {
        **browser_context_args,
        "locale": "zh-TW",
        "timezone_id": "Asia/Taipei",
        "viewport": DESKTOP,
        "reduced_motion": "reduce",
    }


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails on what axe-core calls serious or critical, naming the rule, the places and the cure."""
    engine = Axe()

    def inspect(page: Page) -> None:
        page.evaluate(STILL)
        found = engine.run(page).response["violations"]
        grave = [violation for violation in found if violation["impact"] in {"serious", "critical"}]
        lines = []
        for violation in grave:
            lines.append(f"{violation['id']} ({violation['impact']}): {violation['help']}")
            lines += [f"    {' '.join(map(str, node['target']))}  {node['html'][:160]}" for node in violation["nodes"]]
        assert not grave, f"axe on {page.url}:\n" + "\n".join(lines)

    return inspect


@pytest.fixture
def shot() -> Callable[..., Path]:
    """`shot(page, "tracker")` saves the whole page as `var/shots/tracker-<width>.png` for people to look at."""

    def save(page: Page, name: str) -> Path:
        width = (page.viewport_size or DESKTOP)["width"]
        SHOTS.mkdir(parents=True, exist_ok=True)
        path = SHOTS / f"{re.sub(r'[^0-9A-Za-z_-]+', '-', name)}-{width}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return save


@pytest.fixture(autouse=True)
def counties(request: pytest.FixtureRequest) -> None:
    """The counties and offices that migrations make once, and every journey's clearing up takes away with the rest."""
    if not {"live_server", "server"} & set(request.fixturenames):
        return
    request.getfixturevalue("transactional_db")
    make_country()


def sign_in(page: Page, user: User, address: str) -> None:
    """Give a browser the session of somebody who signed in at `address` before; the form itself is walked elsewhere."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": address}])


@pytest.fixture
def browser_of(
    browser: Browser, browser_context_args: dict[str, Any], live_server: Any
) -> Iterator[Callable[..., Page]]:
    """`browser_of(officer)` is a page in a browser of somebody's own, signed in; `browser_of(None)` is a stranger's.

    Addresses may be short (`page.goto("/t/")`); more options are those of Playwright's `new_context`. The journey fails
    when one of the pages complained.
    """
    contexts: list[BrowserContext] = []
    complaints: list[list[str]] = []

    def begin(user: User | None, **options: Any) -> Page:
        context = browser.new_context(**(browser_context_args | {"base_url": live_server.url} | options))
        contexts.append(context)
        page = context.new_page()
        complaints.append(watch(page))
        if user is not None:
            sign_in(page, user, live_server.url)
        return page

    yield begin
    for context in contexts:
        put_away(context)
    said = [each for page in complaints for each in page]
    assert not said, "a page complained:\n" + "\n".join(said)


def put_away(context: BrowserContext) -> None:
    """Close a browser whose pages may be under way: Chromium was seen not to answer when it was told to close in the
    middle of going to another page, and closing is waited for without end. Going to an empty page ends that in time."""
    for page in context.pages:
        with suppress(PlaywrightError):  # a page that asks whether it may be left stays; it is closed all the same
            page.goto("about:blank", wait_until="commit", timeout=10_000)
    context.close()


@pytest.fixture
def phone(browser_of: Callable[..., Page]) -> Callable[..., Page]:
    """`phone()` is one more phone in the room, that nobody knows yet."""
    return lambda **options: browser_of(None, **({"viewport": PHONE} | options))


@pytest.fixture(autouse=True)
def quiet_page(request: pytest.FixtureRequest) -> Iterator[None]:
    """A journey that uses `page` fails when its pages threw an error or broke the content security policy."""
    if "page" not in request.fixturenames:
        yield
        return
    page: Page = request.getfixturevalue("page")
    errors = watch(page)
    yield
    assert not errors, "the page complained:\n" + "\n".join(errors)


@pytest.fixture
def group(counties: None) -> Group:
    """A table of a running workshop."""
    return make_table(name="海線組")


@pytest.fixture
def handset(browser: Browser, live_server: Any, group: Group) -> Iterator[Callable[..., Page]]:
    """`handset("a")` is another phone at the table, with a seat of its own; its page must not complain."""
    contexts: list[BrowserContext] = []
    complaints: list[list[str]] = []

    def sit(name: str, **options: Any) -> Page:
        context = browser.new_context(**({"viewport": PHONE, "locale": "zh-TW", "reduced_motion": "reduce"} | options))
        contexts.append(context)
        make_seat(group, name=name, token=f"token-{name}")
        context.add_cookies([{"name": "seat", "value": f"token-{name}", "url": live_server.url}])
        page = context.new_page()
        complaints.append(watch(page))
        return page

    yield sit
    for context in contexts:
        put_away(context)
    assert not any(complaints), complaints


def watch(page: Page) -> list[str]:
    """Collect what the page's scripts threw and what its policy refused; call it for pages made by hand.

    What is thrown in the empty page that every journey ends on (see `put_away`) comes from the journey's own scripts.
    The refusal of an empty style is let pass: it takes nothing away from anybody. It was seen where a picture was taken
    while an answer of the server came in.
    """
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}") if page.url != "about:blank" else None)
    page.on(
        "console",
        lambda message: (
            errors.append(f"{page.url}: {message.text} {message.location}")
            if message.type == "error" and "Content Security Policy" in message.text and EMPTY not in message.text
            else None
        ),
    )
    return errors
