"""Thousands of afternoons of sentences that stand beside 「加入」 and are not added yet.

Tabs are killed while their page is still beginning, batteries die, the disk answers late, and two tabs of one phone
have the same sheet open: what a page calls kept is on the disk and comes back, and nothing older comes back over it.
The drafts are those of the pages; `drafts.js` plays everything around them.
"""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

PLAY = (Path(__file__).parent / "drafts.js").read_text(encoding="utf-8")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tabs", [1, 2])
def test_no_sentence_is_lost_whatever_is_killed_and_however_late_the_disk_answers(
    page: Page, live_server: Any, tabs: int
) -> None:
    page.goto(f"{live_server.url}/privacy/")
    call = f"async (argument) => {{\n{PLAY}\nreturn await draftings(argument); }}"
    typed = killed = told = 0
    for seed in range(0, 4_000, 1_000):
        found = page.evaluate(call, {"seed": seed, "runs": 1_000, "tabs": tabs})
        assert not found["wrong"], "\n".join(found["wrong"])
        typed, killed, told = typed + found["typed"], killed + found["killed"], told + found["told"]
    # The play is wild enough to prove something, and pages did say "kept".
    assert typed > 40_000
    assert killed > 5_000
    assert told > 5_000
