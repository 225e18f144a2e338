"""Which scripts a page stands on, read from the scripts."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context, Template

from actionplans.writing import kept_pages
from foundation.ui import modules

MODULE = re.compile(r'<script src="{% static "(js/[^"]+)" %}" type="module">')
WITH_SCRIPTS = [
    path for path in sorted((settings.ROOT / "templates").rglob("*.html")) if MODULE.search(path.read_text("utf-8"))
]


def test_everything_a_script_imports_is_found_once() -> None:
    found = modules.graph("js/sheet/page.js")
    assert found[0] == "js/sheet/page.js"
    assert {"js/sheet/queue.js", "js/sheet/indexed.js", "js/feedback.js", "js/words.js"} <= set(found)
    assert len(found) == len(set(found))
    assert all(finders.find(name) for name in found)


def test_what_is_fetched_when_needed_is_asked_for_by_name() -> None:
    assert "js/sheet/qr.js" not in modules.graph("js/sheet/page.js")
    assert "js/sheet/qr.js" in modules.graph("js/sheet/page.js", later=True)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('import { a } from "./a.js";', ["./a.js"]),
        ('import "./a.js";', ["./a.js"]),
        ('import {\n  a,\n  b,\n} from "../a.js";', ["../a.js"]),
        ('export { a } from "./a.js";', ["./a.js"]),
        ('export const a = "./a.txt"; // a string', []),
        ('// import "./a.js";', []),
    ],
)
def test_an_import_is_told_from_what_only_looks_like_one(line: str, found: list[str]) -> None:
    assert modules.IMPORT.findall(line) == found


def test_a_script_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        modules.content("js/nothing.js")


def test_each_module_is_asked_for_at_once() -> None:
    page = Template('{% preload_modules "js/app.js" %}').render(Context())
    assert page.count('<link rel="modulepreload"') == len(modules.graph("js/app.js"))


@pytest.mark.parametrize(
    "template", WITH_SCRIPTS, ids=lambda path: path.relative_to(settings.ROOT / "templates").as_posix()
)
def test_a_page_asks_at_once_for_what_its_scripts_import(template: Path) -> None:
    """Where a script imports another, a slow line would carry one layer after the other."""
    text = template.read_text(encoding="utf-8")
    asked = set(re.findall(r'"(js/[^"]+)"', " ".join(re.findall(r"{% preload_modules([^%]*)%}", text))))
    late = [name for name in MODULE.findall(text) if len(modules.graph(name)) > 1 and name not in asked]
    assert not late, f"{{% preload_modules %}} in the block `modules` has to name {late}"


def test_the_worker_keeps_every_file_a_page_of_the_table_needs() -> None:
    script = kept_pages.worker()
    for name in (*kept_pages.STYLES, *modules.graph(*kept_pages.SCRIPTS, later=True)):
        assert f"/static/{name}" in script, name
    assert modules.digest("js/app.js") != modules.digest("js/words.js")
