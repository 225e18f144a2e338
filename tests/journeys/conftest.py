"""What a walk through the platform in a real browser stands on: Debian's Chromium, axe, pictures."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SHOTS = Path(__file__).resolve().parents[2] / "var" / "shots"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
WALL = {"width": 1920, "height": 1080}

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
def quiet_page(request: pytest.FixtureRequest) -> Iterator[None]:
    """A journey that uses `page` fails when its pages threw an error or broke the content security policy."""
    if "page" not in request.fixturenames:
        yield
        return
    page: Page = request.getfixturevalue("page")
    errors = watch(page)
    yield
    assert not errors, "the page complained:\n" + "\n".join(errors)


def watch(page: Page) -> list[str]:
    """Collect what the page's scripts threw and what its policy refused; call it for pages made by hand."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda message: (
            errors.append(f"{page.url}: {message.text}")
            if message.type == "error" and "Content Security Policy" in message.text
            else None
        ),
    )
    return errors
