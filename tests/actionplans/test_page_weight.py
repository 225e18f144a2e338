"""What a phone in a full room has to fetch before somebody can type: counted as it is served."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from actionplans.writing import sheets
from foundation.ui import modules
from tests.actionplans.test_table_views import sit
from tests.makers.actionplans import fill, make_sheet, make_table

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


@pytest.mark.parametrize("kind", ["inventory", "design", "feasibility", "commitment"])
def test_a_sheet_weighs_little_on_its_first_visit(client: Client, tmp_path: Path, kind: str) -> None:
    group = make_table()
    fill(make_sheet("inventory", group), support_difficulties=[{"text": "每月缺班 22 班", "core": True}])
    fill(make_sheet("design", group), title="送餐分流", pillar="support", lead_unit="社會處")
    sheets.open_sheet(group=group, kind=kind)
    sit(client, group)
    page = client.get(f"/t/{kind}/", headers={"accept-encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    text = client.get(f"/t/{kind}/").content.decode()
    named = set(FILE.findall(text))
    needed = named | {inner for name in named if name.endswith(".js") for inner in modules.graph(name)}
    assert "vendor/bootstrap.bundle.min.js" not in needed
    assert not any("htmx" in name for name in needed)
    weight = len(page.content) + sum(served(name, tmp_path, "gzip") for name in needed)
    assert weight < MOST, f"{weight} bytes for {len(needed)} files and the page ({len(page.content)})"
