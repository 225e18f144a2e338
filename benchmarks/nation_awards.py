"""Awards at a nation's size on PostgreSQL, in a process and on a server of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import postgres
from benchmarks.measure import Run
from benchmarks.rows import Goal, Result, row

ROOT = Path(__file__).resolve().parent.parent
PEOPLE, LINES, TEAMS = 1_100_000, 10_000_000, 20_000
"""Ten million entries instead of forty: these are written in minutes, and each round reads them all."""


@row("awards.nation.postgres")
def nation(run: Run) -> Iterator[Result]:
    """Every award for everybody of the country, findings stored, against one raw pass over the entries."""
    people, lines = run.size(small=150, full=PEOPLE), run.size(small=900, full=LINES)
    teams = run.size(small=5, full=TEAMS)
    with postgres.cluster() as address:
        environment = {
            **os.environ, "DATABASE_URL": f"{address}/postgres", "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.nation_awards", str(people), str(teams), str(lines)],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "the measuring failed")
    seconds = json.loads(done.stdout.splitlines()[-1])
    note = f"{people:,} 人、{lines:,} 筆（全國約 4,000 萬筆）、{seconds['awards']} 個獎；對照：直接掃過全部的筆數一次"
    yield Result(
        figure=seconds["ours"], reference=seconds["raw"], unit="s", goal=Goal(ratio_at_most=2), note=note
    )  # fmt: skip
    yield Result(
        part="stored", figure=seconds["stored"], unit="列", goal=Goal(at_least=1), note="存下來的評估結果"
    )  # fmt: skip


def main(people: int, teams: int, lines: int) -> None:
    """Fill the database that the environment names, and measure both in it; prints the seconds as JSON."""
    import django

    django.setup()
    from benchmarks import awards
    from benchmarks.measure import migrate
    from volunteers.models import AwardStanding

    migrate()
    first, keys = awards.filled(people, teams, lines)
    run = Run(scale="small")
    raw = run.once(lambda: awards.one_pass(first))
    ours = run.once(lambda: awards.assess(keys))
    again = run.once(lambda: awards.one_pass(first))
    print(json.dumps({
        "ours": ours, "raw": (raw + again) / 2, "awards": len(awards.offered()),
        "stored": AwardStanding.objects.count(),
    }))  # fmt: skip


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:4]))
