"""For how long our processes have stood ready and got no processor: that of a machine that is busy with other things.

The kernel counts it (`/proc/<id>/schedstat`). Nothing that a page, the server or the line need is in it.
"""

import os
from contextlib import suppress
from pathlib import Path


def waited() -> dict[int, float]:
    """How many seconds the first thread of each of our processes has stood ready without a processor, by its number."""
    parents, found = {}, {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        with suppress(OSError, IndexError, ValueError):  # a process may end while it is looked at
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            found[int(folder.name)] = int((folder / "schedstat").read_text().split()[1]) / 1e9
    ours = {os.getpid()}
    while more := {number for number, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return {number: found[number] for number in ours if number in found}


def since(before: dict[int, float]) -> float:
    """How many seconds they have stood so since then, all together."""
    return sum(seconds - before.get(number, 0) for number, seconds in waited().items())
