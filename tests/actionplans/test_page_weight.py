"""What a phone in a full room has to fetch on its first visit, before and after somebody can type: counted as it is
served.
"""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from actionplans.models import SheetKind
from actionplans.writing import sheets
from foundation.ui import modules
from tests.actionplans.test_table_views import sit
from tests.makers.actionplans import fill, make_sheet, make_table
from workshops.models import Group

pytestmark = pytest.mark.django_db

MOST = 150_000
FILE = re.compile(r'(?:href|src)="/static/([^"]+\.(?:css|js|svg))"')


def served(name: str, folder: Path, accepts: str) -> int:
    """The bytes of a static file as WhiteNoise answers, compressed as `collectstatic` leaves it in production."""
    copy = folder / name
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(str(finders.find(name)), copy)
    list(Compressor(quiet=True).compress(str(copy)))
    answered: list[Any] = []
    app = WhiteNoise(None, root=str(folder), prefix="static/")
    environ = {"PATH_INFO": f"/static/{name}", "REQUEST_METHOD": "GET", "HTTP_ACCEPT_ENCODING": accepts}
    body = app(environ, lambda status, headers: answered.extend([status, dict(headers)]))
    data = b"".join(body)
    body.close()
    assert answered[0].startswith("200"), (name, answered)
    assert answered[1].get("Content-Encoding") in accepts.split(", "), f"{name} is not served compressed"
    return len(data)


# What a table opens after its sheets; they find most of their files on the phone already, and are counted as if not.
BESIDE = ("", "present/", "vote/", "take-over/", "inventory/history/")


@pytest.fixture
def group() -> Group:
    """A table in the middle of its afternoon: every sheet of it can be opened."""
    group = make_table(code="ACDEF")
    fill(make_sheet("inventory", group), support_difficulties=[{"text": "每月缺班 22 班", "core": True}])
    fill(make_sheet("design", group), title="送餐分流", pillar="support", lead_unit="社會處")
    for kind in SheetKind.values:
        sheets.open_sheet(group=group, kind=kind)
    return group


def fetched(client: Client, address: str, *, later: bool = False) -> tuple[int, set[str]]:
    """The bytes of a page as it is served, and the files without which nobody can type on it; with `later` also all
    that its scripts may fetch afterwards.
    """
    page = client.get(address, headers={"accept-encoding": "gzip"})
    assert page.status_code == 200
    named = set(FILE.findall(client.get(address).content.decode()))
    scripts = [name for name in named if name.endswith(".js")]
    return len(page.content), named | {each for name in scripts for each in modules.graph(name, later=later)}


@pytest.mark.parametrize("path", [*(f"{kind}/" for kind in SheetKind.values), *BESIDE])
def test_every_page_of_the_table_weighs_little(client: Client, tmp_path: Path, group: Group, path: str) -> None:
    sit(client, group)
    weight, needed = fetched(client, f"/t/{path}", later=True)
    assert "vendor/bootstrap.bundle.min.js" not in needed
    assert not any("htmx" in name for name in needed)
    total = weight + sum(served(name, tmp_path, "gzip") for name in needed)
    assert total < MOST, f"{total} bytes for {len(needed)} files and the page ({weight})"


def test_the_door_behind_the_code_weighs_little_and_brings_what_the_table_needs(
    client: Client, tmp_path: Path, group: Group
) -> None:
    """What the scan leads to first, on a phone that has nothing of us yet; the sheets find its files there."""
    door, whole = fetched(client, "/j/ACDEF/", later=True)
    assert door + sum(served(name, tmp_path, "gzip") for name in whole) < MOST
    _door, first = fetched(client, "/j/ACDEF/")
    sit(client, group)
    for kind in SheetKind.values:
        assert first - fetched(client, f"/t/{kind}/")[1] == set(), "the door fetches what nobody needs behind it"


def test_pages_are_sent_compressed(client: Client, group: Group) -> None:
    sit(client, group)
    for kind in SheetKind.values:
        assert client.get(f"/t/{kind}/", headers={"accept-encoding": "gzip"})["Content-Encoding"] == "gzip"
