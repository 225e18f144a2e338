"""The command line of `./bench`: finds the rows, runs them, prints a table and writes `var/bench.json`."""

import argparse
import importlib
import json
import os
import pkgutil
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

import benchmarks
from benchmarks.measure import Run
from benchmarks.rows import ROWS, Line, chosen, measured

ROOT = Path(__file__).resolve().parents[1]
MECHANISM = {"__main__", "bare_plans", "measure", "rows", "settings_bare", "settings_shipped"}
HEADINGS = ["項目", "數值", "對照", "倍數", "目標", "達成", "備註"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the rows asked for. 0 when all ran (goals missed or not), 1 when one broke, 2 for a wrong call."""
    parser = _Parser(prog="./bench", add_help=False)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--scale", choices=["small", "full"], default="full")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "bench.json")
    parser.add_argument("--list", action="store_true")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        _prepare_django(Path(folder))
        find_rows()
        try:
            names = chosen(asked.names)
        except LookupError as unknown:
            print(f"沒有 {unknown.args[0]} 這一項；./bench --list 列出全部。", file=sys.stderr)
            return 2
        if asked.list:
            print("\n".join(names))
            return 0
        lines = _measure(names, Run(scale=asked.scale))
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(
        json.dumps({"rows": [line.as_json() for line in lines]}, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    print(table(lines))
    return 1 if any(line.ok is None for line in lines) else 0


def _measure(names: Sequence[str], run: Run) -> list[Line]:
    """Run the rows in their order, each said on stderr as it begins: some take minutes."""
    lines: list[Line] = []
    family = ""
    for name in names:
        print(f"… {name}", file=sys.stderr)
        if name.partition(".")[0] != family:
            family = name.partition(".")[0]
            run.renew()
        lines += measured(name, run)
    run.close()
    return lines


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # the base says that it never returns; nor does this
        print(f"{message}；./bench --help 說明用法。", file=sys.stderr)
        raise SystemExit(2)


def find_rows(package: object = benchmarks) -> dict[str, object]:
    """Import every module of the package that is not the bench itself; they register their rows."""
    for module in pkgutil.iter_modules(package.__path__):
        if module.name not in MECHANISM:
            importlib.import_module(f"{package.__name__}.{module.name}")
    return dict(ROWS)


def _prepare_django(folder: Path) -> None:
    """Settings of an installation, on a database of the bench's own that goes when it ends."""
    os.environ["DATABASE_URL"] = os.environ.get("BENCH_DATABASE_URL", f"sqlite:///{folder / 'bench.sqlite3'}")
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
    import django

    django.setup()


def table(lines: Iterable[Line]) -> str:
    """The lines as people read them on a terminal, columns aligned although Chinese is twice as wide."""
    rows = [HEADINGS]
    for line in lines:
        rows.append([
            line.name,
            "" if line.figure is None else f"{line.figure:g} {line.unit}",
            "" if line.reference is None else f"{line.reference:g} {line.unit}",
            "" if line.ratio is None else f"{line.ratio:.2f}×",
            line.goal,
            {True: "是", False: "否", None: "出錯"}[line.ok],
            line.note,
        ])  # fmt: skip
    widths = [max(_width(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


if __name__ == "__main__":
    raise SystemExit(main())
