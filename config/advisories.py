"""`python -m config.advisories [LOCK]`: which of the pinned packages are known to be vulnerable.

Asks OSV (https://osv.dev, which gathers PyPI's and GitHub's advisories) about every package of the lock, by name and
version. Status 0: none is known to be. 1: some are, named. 2: it could not be found out; never a silent pass. What has
been looked at and does not concern us stands in `LOOKED_AT` with the reason and a day on which to look again.

Environment: `ADVISORIES_URL`, a mirror of OSV's API.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
OSV = "https://api.osv.dev"
PATIENCE = 30  # seconds
PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
# Advisory → why it does not concern us, and the day on which to look again.
LOOKED_AT: dict[str, tuple[str, dt.date]] = {}


class NotFoundOut(Exception):
    """The advisories could not be asked for, or the answer was none; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Advisory:
    """One known hole of one pinned package."""

    package: str
    version: str
    code: str


def pinned(lock: str) -> list[tuple[str, str]]:
    """Every package of a lock with its version.

    Raises:
        NotFoundOut: there is none.
    """
    found = sorted(set(PIN.findall(lock)))
    if not found:
        raise NotFoundOut("鎖定檔裡沒有任何套件。")
    return found


def ask(packages: list[tuple[str, str]], *, url: str) -> list[Advisory]:
    """What is known of these packages.

    Raises:
        NotFoundOut: nobody answered, or not about every package.
    """
    queries = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": version} for name, version in packages]
    results = _posted(f"{url}/v1/querybatch", {"queries": queries}).get("results")
    if not isinstance(results, list) or len(results) != len(packages):
        raise NotFoundOut("資安通報的回答不完整，這次沒有查成。")
    found = []
    for (name, version), told in zip(packages, results, strict=True):
        if told.get("next_page_token"):
            raise NotFoundOut(f"{name} 的通報多到一次答不完，這次沒有查成。")
        found += [Advisory(name, version, one["id"]) for one in told.get("vulns", [])]
    return found


def concerning(found: list[Advisory], *, on: dt.date) -> list[Advisory]:
    """Those that nobody has looked at, or has to look at again."""
    return [one for one in found if one.code not in LOOKED_AT or LOOKED_AT[one.code][1] <= on]


def main(arguments: list[str]) -> int:
    """Ask about a lock, and say what came of it."""
    lock = Path(arguments[0]) if arguments else ROOT / "requirements.txt"
    try:
        packages = pinned(lock.read_text(encoding="utf-8"))
        found = ask(packages, url=os.environ.get("ADVISORIES_URL", OSV).rstrip("/"))
    except (NotFoundOut, OSError) as why:
        sys.stderr.write(f"相依套件的資安通報沒有查成：{why}\n")
        return 2
    for one in (worth := concerning(found, on=dt.datetime.now(dt.UTC).date())):
        sys.stdout.write(f"✗ {one.package} {one.version}：{one.code}　https://osv.dev/vulnerability/{one.code}\n")
    sys.stdout.write(
        f"查了 {len(packages)} 個套件，{len(worth)} 個通報要處理，{len(found) - len(worth)} 個已經看過。\n"
    )
    return 1 if worth else 0


def _posted(address: str, content: dict[str, Any]) -> dict[str, Any]:
    if not address.startswith(("https://", "http://127.0.0.1:")):
        raise NotFoundOut("ADVISORIES_URL 要用 https。")
    request = urllib.request.Request(  # noqa: S310  looked at above
        address, json.dumps(content).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310  the same
            told = json.load(answer)
    except urllib.error.HTTPError as refused:
        refused.close()
        raise NotFoundOut(f"{address} 回答 {refused.code}。") from refused
    except (ValueError, OSError) as trouble:  # a URLError is an OSError, and so is one that took too long
        raise NotFoundOut(f"連不上 {address}（{trouble}）。") from trouble
    if not isinstance(told, dict):
        raise NotFoundOut("資安通報的回答讀不懂，這次沒有查成。")
    return told


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
