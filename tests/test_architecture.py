"""The layout of docs/architecture.md, held by a machine: directions, names, sizes."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.ROOT)
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACT, *ROOMS = PYPROJECT["tool"]["importlinter"]["contracts"]
PACKAGES: list[str] = PYPROJECT["tool"]["importlinter"]["root_packages"]
# Package → its step; siblings share one. The lowest step has the highest number.
STEPS = {package.strip(): step for step, layer in enumerate(CONTRACT["layers"]) for package in layer.split("|")}

LONGEST_MODULE = 350
WORDS_WITHOUT_A_SUBJECT = {
    "utils", "util", "helpers", "helper", "common", "core", "misc", "base", "services", "selectors", "managers",
    "signals", "receivers", "lib", "shared",
}  # fmt: skip
SLOW_LIBRARIES = {"weasyprint", "openpyxl", "odfdo"}


def modules() -> Iterator[Path]:
    """Every Python file of the platform itself, by its path from the root."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT)


def package_of(name: str) -> str | None:
    """The step's name a dotted module belongs to (`foundation.audit.trail` → `foundation.audit`)."""
    return next((package for package in STEPS if name == package or name.startswith(package + ".")), None)


def app_of(path: Path) -> tuple[Path, tuple[str, ...]]:
    """An app's folder and the path below it; the apps of the ground stand in `foundation/`, all others at the top."""
    depth = 2 if path.parts[0] == "foundation" else 1
    return Path(*path.parts[:depth]), path.parts[depth:]


def imported_at_load(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Top names of the packages a module imports while it is itself imported (not inside functions, not for types)."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting.extend(node.orelse)
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name.split(".")[0], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0], node.lineno
        waiting.extend(ast.iter_child_nodes(node))


def test_imports_go_down_the_staircase() -> None:
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    assert "3 kept, 0 broken" in run.stdout


@pytest.mark.parametrize("contract", ROOMS, ids=lambda contract: contract["containers"][0])
def test_every_room_of_an_app_has_its_step(contract: dict[str, list[str]]) -> None:
    [app] = contract["containers"]
    rooms = {path.parent.name for path in (ROOT / app).glob("*/__init__.py")} - {"migrations"}
    rooms |= {path.stem for path in (ROOT / app).glob("*.py")} - {"__init__"}
    steps = {name.strip() for layer in contract["layers"] for name in layer.split("|")}
    assert rooms <= steps, f"without a step in pyproject's contract of {app}: {rooms - steps}"


def file_of(dotted: str, name: str = "") -> str:
    """The file in which a name of a module is made: a package's `__init__` mostly passes on what others make."""
    base = Path(*dotted.split("."))
    if name and (ROOT / base / f"{name}.py").exists():
        return f"{base / name}.py"
    if (ROOT / base).with_suffix(".py").exists():
        return f"{base}.py"
    front = ROOT / base / "__init__.py"
    if not name or not front.exists():
        return ""
    for node in ast.parse(front.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.level and name in [one.asname or one.name for one in node.names]:
            return file_of(".".join([dotted, *filter(None, [node.module])]), name)
    return str(front.relative_to(ROOT))


def known_to(path: Path) -> set[str]:
    """Every file of ours that a module knows by an import, also one inside a function or for types only."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {file_of(one.name) for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            here = ".".join(path.parts[: len(path.parts) - node.level]) if node.level else ""
            found |= {file_of(".".join(filter(None, [here, node.module])), one.name) for one in node.names}
    return found - {"", str(path)}


def circle_in(knows: dict[str, set[str]]) -> list[str]:
    """Modules that know each other in a circle; empty where there is none."""
    try:
        TopologicalSorter(knows).prepare()
    except CycleError as circle:
        return list(circle.args[1])
    return []


def test_no_modules_know_each_other_in_a_circle() -> None:
    """What two modules share stands in a third below them; an import inside a function only hides the circle."""
    knows = {str(path): known_to(path) for path in modules() if path.name != "__init__.py"}
    assert sum(map(len, knows.values())) > 1500
    assert circle_in(knows) == []


def test_a_circle_is_found() -> None:
    assert circle_in({"a": {"b"}, "b": {"c"}, "c": set()}) == []
    assert set(circle_in({"a": {"b"}, "b": {"c"}, "c": {"a"}})) == {"a", "b", "c"}
    of_kinds = known_to(Path("foundation/notices/kinds.py"))
    assert {"foundation/notices/models.py", "foundation/notices/who_may_see.py"} <= of_kinds, "also for types only"
    assert "foundation/accounts/models/user.py" in known_to(Path("workshops/forms.py")), "through its package"


def test_every_app_of_ours_has_its_step() -> None:
    ours = {config.name for config in apps.get_app_configs() if Path(config.path).parent.is_relative_to(ROOT)
            and ".venv" not in Path(config.path).parts}  # fmt: skip
    assert ours, "no app of ours is installed"
    assert ours <= set(STEPS), f"without a step in pyproject's import contract: {ours - set(STEPS)}"
    folders = {path.parent.name for path in ROOT.glob("*/apps.py")} - {"tests"}
    assert folders <= set(PACKAGES), f"not in import-linter's root_packages: {folders - set(PACKAGES)}"


def test_foreign_keys_go_down_the_staircase() -> None:
    checked, upward = 0, []
    for model in apps.get_models():
        here = package_of(model.__module__)
        if here is None:
            continue
        for field in model._meta.get_fields():
            if not field.is_relation or field.auto_created or field.related_model is None:
                continue
            there = package_of(field.related_model.__module__)
            if there is None or there == here:
                continue
            checked += 1
            if STEPS[there] <= STEPS[here]:
                upward.append(f"{model._meta.label}.{field.name} → {field.related_model._meta.label}")
    assert checked, "no foreign key between apps was seen: the walk is broken"
    assert not upward, "foreign keys that climb or reach a sibling:\n" + "\n".join(upward)


def test_modules_have_a_subject() -> None:
    nameless = [
        str(path)
        for path in modules()
        if {*path.parts[:-1], path.stem} & WORDS_WITHOUT_A_SUBJECT and path.parts[:2] != ("config", "settings")
    ]
    assert not nameless, f"a name that could hold anything: {nameless}"


def test_modules_say_one_thing() -> None:
    long = {
        str(path): count
        for path in modules()
        if "migrations" not in path.parts
        and (count := len((ROOT / path).read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    }
    assert not long, f"longer than {LONGEST_MODULE} lines: {long}"


def test_no_path_is_deeper_than_app_folder_file() -> None:
    # Django itself asks for <app>/management/commands/<name>.py.
    deep = [
        str(path) for path in modules() if len(below := app_of(path)[1]) > 2 and below[:2] != ("management", "commands")
    ]
    assert not deep, f"deeper than app/folder/file.py: {deep}"


def test_slow_libraries_are_imported_where_they_are_used() -> None:
    early = [
        f"{path}:{line} {name}"
        for path in modules()
        for name, line in imported_at_load(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        if name in SLOW_LIBRARIES
    ]
    assert not early, f"imported at the top of a module: {early}"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import openpyxl", {"openpyxl"}),
        ("from odfdo.table import Table", {"odfdo"}),
        ("class A:\n    import weasyprint", {"weasyprint"}),
        ("try:\n    import weasyprint\nexcept ImportError:\n    pass", {"weasyprint"}),
        ("def f():\n    import weasyprint", set()),
        ("from .openpyxl import x", set()),
        ("if TYPE_CHECKING:\n    import openpyxl", set()),
    ],
)
def test_the_walk_over_imports_sees_what_runs_at_import(source: str, found: set[str]) -> None:
    assert {name for name, _ in imported_at_load(ast.parse(source))} & SLOW_LIBRARIES == found
