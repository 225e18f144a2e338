"""The bench itself, on rows so small that their answer is known: turns, medians, goals, file, exit status."""

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from benchmarks import measure, rows
from benchmarks.measure import Run
from benchmarks.rows import Goal, Line, Result
from tests import kept_database

ROOT = Path(settings.ROOT)
# What the tests' own database was made of; each family would migrate anew for longer than it runs.
KEPT = ROOT / "var" / "test-database" / f"{kept_database.key(ROOT)}.sqlite3"
MIGRATED = {"BENCH_MIGRATED": str(KEPT)} if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else {}
# Not `import benchmarks.__main__`: a module of that name is only a script's to be.
command = importlib.import_module("benchmarks.__main__")


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> dict[str, rows.Measure]:
    """An empty register of rows, the real one put back afterwards."""
    empty: dict[str, rows.Measure] = {}
    monkeypatch.setattr(rows, "ROWS", empty)
    monkeypatch.setattr(command, "ROWS", empty)
    return empty


@pytest.mark.parametrize(
    ("goal", "figure", "ratio", "reached"),
    [
        (Goal(ratio_at_most=1.1), 9.0, 1.1, True),
        (Goal(ratio_at_most=1.1), 9.0, 1.11, False),
        (Goal(ratio_at_most=1.1), 9.0, None, False),
        (Goal(ratio_at_least=10), 9.0, 10.0, True),
        (Goal(ratio_at_least=10), 9.0, 9.9, False),
        (Goal(at_most=60), 60.0, None, True),
        (Goal(at_most=60), 60.1, None, False),
        (Goal(at_least=8), 8.0, None, True),
        (Goal(at_least=8), 7.9, None, False),
        (Goal(ratio_at_most=3, at_most=20), 21.0, 1.0, False),
        (Goal(ratio_at_most=3, at_most=20), 20.0, 3.0, True),
    ],
)
def test_a_goal_is_reached_on_its_bound_and_not_beyond(
    goal: Goal, figure: float, ratio: float | None, reached: bool
) -> None:
    assert goal.reached(figure=figure, ratio=ratio) is reached


def test_works_take_turns_forwards_and_backwards() -> None:
    order: list[str] = []
    Run(scale="small", rounds=3).interleaved(lambda: order.append("a"), lambda: order.append("b"))
    assert order == ["a", "b", "b", "a", "a", "b"]


def test_medians_belong_to_their_work(monkeypatch: pytest.MonkeyPatch) -> None:
    costs = {"ours": iter([1.0, 9.0, 2.0]), "theirs": iter([20.0, 40.0, 30.0])}
    monkeypatch.setattr(measure, "_timed", lambda work: next(costs[work()]))
    assert Run(scale="small", rounds=3).interleaved(lambda: "ours", lambda: "theirs") == [2.0, 30.0]


def test_the_full_scale_warms_up_unmeasured() -> None:
    calls: list[int] = []
    Run(scale="full", rounds=2).interleaved(lambda: calls.append(1))
    assert len(calls) == 3


def test_a_long_work_is_measured_once_and_as_the_others_are(monkeypatch):
    measured = []
    monkeypatch.setattr(measure, "_timed", lambda work: measured.append(work) or 7.0)
    run = Run(scale="full")
    assert run.once(len) == 7.0
    assert measured == [len]


def test_memory_is_measured_in_a_process_of_its_own() -> None:
    kept: list[bytes] = []
    grown = Run(scale="small").peak_mib(lambda: kept.append(b"x" * (48 * 1024 * 1024)))
    assert 44 <= grown <= 70
    assert not kept


def test_room_that_earlier_work_freed_counts_as_growth_when_it_is_filled() -> None:
    # One freed block just under glibc's limit for mappings makes it keep the following ones in its heap.
    bytearray(31 * 1024 * 1024)
    freed = [b"y" * (1024 * 1024) for _ in range(60)]
    del freed
    test_memory_is_measured_in_a_process_of_its_own()


def test_work_that_fails_in_the_measuring_process_is_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError, match="measures its memory"):
        Run(scale="small").peak_mib(lambda: 1 / 0)
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_a_row_becomes_lines_with_ratio_and_goal(registry: dict[str, rows.Measure]) -> None:
    @rows.row("tiny.sum")
    def tiny(run: Run) -> Iterator[Result]:
        yield Result(figure=2.00049, reference=1.0, unit="s", goal=Goal(ratio_at_most=3), note="x")
        yield Result(part="memory", figure=61, unit="MiB", goal=Goal(at_most=60))

    assert list(rows.measured("tiny.sum", Run(scale="small"))) == [
        Line("tiny.sum", 2.0, "s", 1.0, 2.0, "≤ 3×", True, "x"),
        Line("tiny.sum.memory", 61.0, "MiB", None, None, "≤ 60", False, ""),
    ]


def test_a_row_that_breaks_says_so_and_the_others_run(registry: dict[str, rows.Measure]) -> None:
    @rows.row("broken")
    def broken(run: Run) -> Iterator[Result]:
        yield Result(figure=1, unit="", goal=Goal(at_most=1))
        raise LookupError("no counties")

    first, second = rows.measured("broken", Run(scale="small"))
    assert first.ok is True
    assert (second.ok, second.figure, second.note) == (None, None, "LookupError: no counties")


def test_a_row_that_this_machine_cannot_measure_is_not_reached_and_nothing_broke(
    registry: dict[str, rows.Measure],
) -> None:
    @rows.row("elsewhere")
    def elsewhere(run: Run) -> Iterator[Result]:
        raise rows.LeftOut("no such server")
        yield

    (line,) = rows.measured("elsewhere", Run(scale="small"))
    assert (line.ok, line.figure, line.note) == (False, None, "no such server")


def test_two_rows_cannot_share_a_name(registry: dict[str, rows.Measure]) -> None:
    rows.row("one")(lambda run: iter(()))

    def other(run: Run) -> Iterator[Result]:
        return iter(())

    with pytest.raises(ValueError, match="one"):
        rows.row("one")(other)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ([], ["export.ods", "export.xlsx", "report.national"]),
        (["export"], ["export.ods", "export.xlsx"]),
        (["report.national", "report"], ["report.national"]),
    ],
)
def test_words_choose_rows_by_name_or_beginning(
    registry: dict[str, rows.Measure], wanted: list[str], found: list[str]
) -> None:
    for name in ["export.xlsx", "export.ods", "report.national"]:
        registry[name] = lambda run: iter(())
    assert rows.chosen(wanted) == found


def test_half_a_word_chooses_nothing(registry: dict[str, rows.Measure]) -> None:
    registry["export.xlsx"] = lambda run: iter(())
    with pytest.raises(LookupError):
        rows.chosen(["exp"])


def test_rows_register_themselves_from_their_modules(
    registry: dict[str, rows.Measure], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "tinybench"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text("raise SystemExit('the command line is not a row')")
    (package / "sums.py").write_text(
        "from benchmarks.rows import Goal, Result, row\n\n"
        "@row('tiny.sum')\n"
        "def tiny(run):\n"
        "    yield Result(figure=run.size(small=3, full=9), unit='rows', goal=Goal(at_most=3))\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    found = command.find_rows(importlib.import_module("tinybench"))
    assert list(found) == ["tiny.sum"]
    assert next(rows.measured("tiny.sum", Run(scale="small"))).figure == 3
    assert next(rows.measured("tiny.sum", Run(scale="full"))).figure == 9


def test_columns_align_although_chinese_is_wide() -> None:
    printed = command.table([
        Line("a", 1.5, "s", 1.0, 1.5, "≤ 1.1×", False, "慢"),
        Line("bb", None, "", None, None, "", None, "錯"),
    ])  # fmt: skip
    heading, first, second = printed.splitlines()
    assert heading.split() == command.HEADINGS
    assert first.split() == ["a", "1.5", "s", "1", "s", "1.50×", "≤", "1.1×", "否", "慢"]
    assert second.split() == ["bb", "出錯", "錯"]
    assert [command._width(line.rpartition(mark)[0]) for line, mark in [(first, "慢"), (second, "錯")]] == [
        command._width(heading.partition("備註")[0])
    ] * 2


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments],
        cwd=ROOT, env={"PATH": os.environ["PATH"], "PYTHONUTF8": "1", **MIGRATED},
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=1200,
    )  # fmt: skip


def test_an_unknown_row_is_answered_with_one_line() -> None:
    answer = bench("no.such.row")
    assert answer.returncode == 2
    assert answer.stderr.count("\n") == 1
    assert "no.such.row" in answer.stderr


def test_an_unknown_scale_is_answered_with_one_line() -> None:
    answer = bench("--scale", "huge")
    assert answer.returncode == 2
    assert answer.stderr.count("\n") == 1


FAMILIES = (
    "awards", "certificates", "dashboard", "day", "export", "followup", "hours", "insurance", "ledger", "register",
    "report", "results",
)  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
def test_every_row_runs_at_the_small_scale(family: str, tmp_path: Path) -> None:
    """A smoke run of what `./bench` measures: each row gives figures, none breaks; goals are for the full scale."""
    answer = bench(family, "--scale", "small", "--out", str(tmp_path / "bench.json"))
    assert answer.returncode == 0, answer.stdout + answer.stderr
    written = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))["rows"]
    listed = [name for name in bench("--list").stdout.split() if name.partition(".")[0] == family]
    assert {name for name in listed if not any(line["name"] == name for line in written)} == set()
    for line in written:
        assert set(line) == {"name", "figure", "unit", "reference", "ratio", "goal", "ok", "note"}
        assert line["goal"]


def test_no_family_of_rows_is_left_out_of_the_smoke_run() -> None:
    listed = bench("--list").stdout.split()
    assert {name.partition(".")[0] for name in listed} == set(FAMILIES)
    assert {
        "day.autosave.import",
        "day.autosave.sqlite",
        "day.board.idle",
        "followup.tracker",
        "hours.import",
        "hours.import.limit",
        "ledger.rebuild",
        "register.search",
        "export.ods",
        "export.xlsx",
        "report.national",
    } <= set(listed)
