"""Which scripts a page stands on, read from the scripts."""

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template

from actionplans.writing import kept_pages
from foundation.ui import modules


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


def test_the_worker_keeps_every_file_a_page_of_the_table_needs() -> None:
    script = kept_pages.worker()
    for name in (*kept_pages.STYLES, *modules.graph(*kept_pages.SCRIPTS, later=True)):
        assert f"/static/{name}" in script, name
    assert modules.digest("js/app.js") != modules.digest("js/words.js")
