"""What every test stands on: no network but this machine, no silently missing template variable.

Test makers live in `tests/makers/<app>.py`; what only the browser needs is in `tests/journeys/conftest.py`.
"""

import ipaddress
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db.backends.base.operations import BaseDatabaseOperations
from django.template import engines
from django.template.base import FilterExpression, Node
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from foundation.accounts import trail_lines
from foundation.audit import trail
from foundation.ui import guiding
from tests import kept_database
from workshops.views.turns import Turns

ROOT = Path(__file__).resolve().parents[1]

# A busy machine is no wrong rule: examples have no time limit. Where nobody looks for new examples, they repeat.
hypothesis_settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
hypothesis_settings.load_profile("house")


def pytest_configure() -> None:
    """Migrate once a change, not once a process."""
    kept_database.keep(ROOT, ROOT / "var" / "test-database")


# What takes minutes by itself begins first: at the end one process would go through it while the other has none left.
LONG = ("test_migrations_go_back_to_zero", "test_bench.py", "test_every_page.py", "test_guides.py", "tests/demo/")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not any(name in item.nodeid for name in LONG))


# Where the guide behind 「說明」 is itself looked at, or weighed with its page.
WITH_GUIDES = (
    "handbooks", "test_page_weight.py", "test_guide_pictures.py", "test_help.py", "test_every_page.py",
    "test_narrow.py", "test_components.py",
)  # fmt: skip


@pytest.fixture(autouse=True)
def pages_without_guides(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page says what it says itself: that a word stands in its guide as well is nothing that most tests ask about."""
    if not set(WITH_GUIDES) & set(request.path.relative_to(ROOT).parts):
        monkeypatch.setattr(guiding, "guide_of", lambda _name: None)


class ForeignAddress(RuntimeError):
    """A test tried to leave this machine."""


def _stays_home(address: object) -> bool:
    """Whether a socket address is a file (a Unix socket) or on the loopback."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    if host in {"localhost", ""}:
        return True
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def no_foreign_network() -> Iterator[None]:
    """Refuse every connection and look-up that leaves this machine: a test that needs the world is not repeatable."""
    patch = pytest.MonkeyPatch()
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def refuse(address: object) -> None:
        if not _stays_home(address):
            raise ForeignAddress(f"a test reached for {address!r}; only this machine is allowed")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        refuse(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        refuse(address)
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name is not None and name != socket.gethostname():
            refuse((name, port))
        return getaddrinfo(host, port, *args, **kwargs)

    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
    yield
    patch.undo()


class MissingVariable(AssertionError):
    """A template of ours printed a name that its view did not give."""


class _ForMissing(str):
    """Stands where Django keeps the text for a missing variable; complains instead of printing nothing.

    Django asks `if string_if_invalid`, then `"%s" in it`, then `it % variable`; a true value skips the filters.
    So it is false where the template itself says what to print instead (`|default`), and true, and an error,
    elsewhere. Templates of packages are left alone.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        expression = sys._getframe(1).f_locals.get("self")
        if not isinstance(expression, FilterExpression):
            return False  # a filter or tag asks whether there is a value: there is none
        filters = [function.__name__ for function, _ in expression.filters]
        return not (filters and filters[0] in {"default", "default_if_none"}) and _template_of_ours() is not None

    def __contains__(self, part: object) -> bool:
        return part == "%s" and _template_of_ours() is not None

    def __mod__(self, variable: object) -> str:
        raise MissingVariable(f"{{{{ {variable} }}}} is not given to {_template_of_ours()}")


def _template_of_ours() -> str | None:
    """The template that is being rendered, by its path in the repository; nothing when a package brought it."""
    frame = sys._getframe(2)
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None) is not None:
            path = Path(node.origin.name)
            ours = path.is_relative_to(ROOT) and ".venv" not in path.parts
            return str(path.relative_to(ROOT)) if ours else None
        frame = frame.f_back
    return None


@pytest.fixture(autouse=True, scope="session")
def no_missing_template_variables() -> Iterator[None]:
    """A misspelt `{{ variable }}` in one of our templates fails the test that renders it."""
    engine = engines["django"].engine
    before, engine.string_if_invalid = engine.string_if_invalid, _ForMissing()
    yield
    engine.string_if_invalid = before


@pytest.fixture(autouse=True)
def fresh_cache() -> Iterator[None]:
    """Rate limits and the like count in the cache: no test counts for the next."""
    yield
    cache.clear()


# Values that only tests of the trail itself note.
MADE_UP = {"a", "label", "phone", "value", "words"}


@pytest.fixture(autouse=True, scope="session")
def every_value_of_the_trail_has_a_name() -> Iterator[None]:
    """What a line of the trail notes is read by people: a key that nobody has named fails the test that notes it."""
    patch = pytest.MonkeyPatch()
    record = trail.record

    def named(verb: Any, thing: Any, **values: Any) -> Any:
        for key in {**(values.get("was") or {}), **(values.get("now") or {})}:
            # A question of a form is noted by its words.
            assert not key.isascii() or key in MADE_UP or trail_lines.is_named(thing._meta.model, key), (
                f"{thing._meta.label}: {key}"
            )
        return record(verb, thing, **values)

    patch.setattr(trail, "record", named)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def what_is_locked_goes_with_its_test() -> Iterator[None]:
    """Between tests that commit SQLite's tables are emptied row by row, which triggers refuse of locked results.

    PostgreSQL refuses to empty a table that another points to which is not named: that of Knox's own tokens, in whose
    place the house has another and which nobody names.
    """
    patch = pytest.MonkeyPatch()
    empty = BaseDatabaseOperations.execute_sql_flush
    unlock = [f"UPDATE volunteers_{table} SET state = 'returned'" for table in ("resultreport", "resultsum")]

    def unlocked(self: Any, statements: list[str]) -> None:
        whole = [one.replace(";", " CASCADE;") if one.startswith("TRUNCATE") else one for one in statements]
        empty(self, [*unlock, *whole])

    patch.setattr(BaseDatabaseOperations, "execute_sql_flush", unlocked)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Boards are drawn for a test whenever it asks: it does what a room does in minutes in a moment."""
    monkeypatch.setattr("workshops.views.polling.TURNS", Turns(rest=0))


@pytest.fixture(autouse=True)
def chinese_first() -> Iterator[None]:
    """Each test starts in the default language, whatever the test before it switched to."""
    with translation.override(settings.LANGUAGE_CODE):
        yield
