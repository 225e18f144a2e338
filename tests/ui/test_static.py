"""The files that browsers load: known, unchanged, complete, and without a way out of the house."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.ROOT) / "static"
TEMPLATES = Path(settings.ROOT) / "templates"
VENDOR = STATIC / "vendor"
OURS = [*STATIC.glob("css/*.css"), *STATIC.glob("js/**/*.js")]


def parts() -> list[dict[str, str]]:
    return [part for package in json.loads((VENDOR / "VENDOR.json").read_text()) for part in package["files"]]


def test_every_vendored_file_is_listed_with_its_checksum() -> None:
    listed = {part["file"]: part["sha256"] for part in parts()}
    there = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "VENDOR.json" and not path.name.startswith("LICENSE-")
    }
    assert listed == there


def test_every_vendored_package_names_its_licence() -> None:
    for package in json.loads((VENDOR / "VENDOR.json").read_text()):
        assert package["version"], package["name"]
        assert (VENDOR / package["licence_file"]).read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_our_files_load_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    without_namespaces = text.replace("http://www.w3.org/", "")
    assert not re.search(r"https?://|@import|sourceMappingURL", without_namespaces)


@pytest.mark.parametrize("path", [each for each in OURS if each.suffix == ".js"], ids=lambda path: path.name)
def test_every_import_of_a_script_exists(path: Path) -> None:
    for name in re.findall(r"""(?:from|import)\s+["'](\.[^"']+)["']""", path.read_text(encoding="utf-8")):
        assert (path.parent / name).is_file(), name


def test_scripts_find_every_word_they_say() -> None:
    words = (TEMPLATES / "ui" / "words.html").read_text(encoding="utf-8")
    known = {re.sub(r"-(\w)", lambda m: m[1].upper(), name) for name in re.findall(r"\sdata-([a-z-]+)=", words)}
    said = set()
    for path in STATIC.glob("js/**/*.js"):
        text = path.read_text(encoding="utf-8")
        if "words.js" in text:
            said |= set(re.findall(r"""\bword\((?:\w+ \? )?["'](\w+)["']""", text))
            said |= set(re.findall(r"""\bword\(\w+ \? ["']\w+["'] : ["'](\w+)["']""", text))
    assert "copied" in said
    assert not said - known


def families(css: str) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for name, number in re.findall(r'\[data-([a-z]+)="(\d+)"\]', css):
        found.setdefault(name, set()).add(int(number))
    return found


def test_measures_have_every_step() -> None:
    found = families((STATIC / "css" / "measures.css").read_text(encoding="utf-8"))
    assert found["pct"] == found["from"] == set(range(101))
    assert found["m"] == set(range(241))
    assert found["w"] == found["col"] == found["row"] == set(range(1, 13))


def test_every_variable_that_is_used_is_defined() -> None:
    css = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("css/*.css"))
    defined = set(re.findall(r"(--v-[\w-]+)\s*:", css))
    needed = set(re.findall(r"var\((--v-[\w-]+)\)", css))
    assert needed - defined == set()


def test_every_static_file_a_template_names_exists() -> None:
    named = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r"""{%\s*static\s+["']([^"']+)["']""", path.read_text(encoding="utf-8"))
    }
    ours = {name for name in named if not name.startswith(("django_htmx/", "admin/", "drf_spectacular_sidecar/"))}
    assert ours
    assert {name for name in ours if not (STATIC / name).is_file()} == set()


def test_every_icon_a_template_names_exists() -> None:
    named = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r"""{%\s*icon\s+["']([^"']+)["']""", path.read_text(encoding="utf-8"))
    }
    assert named
    assert {name for name in named if not (VENDOR / "icons" / f"{name}.svg").is_file()} == set()


def test_every_class_of_the_house_that_a_template_uses_has_a_rule() -> None:
    """A class that no rule knows is a misspelt one, or a look that nobody drew. (Words inside {% %} are no classes.)"""
    css = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("css/*.css"))
    drawn = set(re.findall(r"\.([vs]-[\w-]+)", css))
    undrawn = {}
    for path in TEMPLATES.rglob("*.html"):
        named = " ".join(re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8")))
        if missing := {name for name in re.findall(r"(?<![\w-])[vs]-[a-z][\w-]*(?![\w-]|{)", named)} - drawn:
            undrawn[path.relative_to(TEMPLATES).as_posix()] = sorted(missing)
    assert undrawn == {}
