"""Ten thousand afternoons of two scribes: crashes, lost answers and broken servers between any two steps.

Whatever they typed is recoverable, nothing counts twice, what one operation breaks on holds up no other, and the word
shown is never a lie at any instant, of the page as of each box. The queue, the store and what shows the word are those
of the pages; `scribes.js` plays everything around them.

What is typed is recoverable from when its pause has come and the disk has taken it. Up to then the page says 未存 (or
nothing, as long as it is beginning), and a tab that is killed in that moment may take it along: no browser writes in
no time. So an item may be lost only if the word was never anything else for it, and that is held at each crash.
"""

import json
import random
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from actionplans.models import Entry
from actionplans.writing import sheets
from tests.makers.actionplans import DAY, change, make_sheet
from tests.makers.workshops import make_seat

pytestmark = pytest.mark.django_db(transaction=True)

PLAY = (Path(__file__).parent / "scribes.js").read_text(encoding="utf-8")
ITEMS = [f"support_difficulties/{name}" for name in "abc"]


def call(page: Page, what: str, argument: Any) -> Any:
    return page.evaluate(f"async (argument) => {{\n{PLAY}\nreturn await {what}(argument); }}", argument)


def test_ten_thousand_afternoons_of_two_scribes(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/privacy/")
    runs, crashes, typed, safe, lost = 0, 0, 0, 0, 0
    shown: Counter[str] = Counter()
    for seed in range(0, 10_000, 1_000):
        found = call(page, "afternoons", {"seed": seed, "runs": 1_000, "steps": 40})
        assert not found["wrong"], "\n".join(found["wrong"])
        runs, crashes, typed = runs + 1_000, crashes + found["crashes"], typed + found["typed"]
        safe, lost = safe + found["safe"], lost + found["lost"]
        shown.update(found["shown"])
    assert runs >= 10_000
    assert crashes > 5_000, "the play has become too calm to prove anything"
    assert typed > 50_000
    # Most of it came as far as a word that promises something, and what was lost was lost before that.
    assert safe > typed * 0.7
    assert lost <= typed - safe
    # Each word was there to be a lie; a page that always says "not saved" would prove nothing.
    assert min(shown["server"], shown["local"], shown["unsaved"]) > 20_000, shown


@pytest.mark.parametrize("seed", range(6))
def test_the_model_of_the_server_is_the_server(page: Page, live_server: Any, counties: None, seed: int) -> None:
    """The same random batches through `sheets.apply` and through the model: the same receipts, the same sheet."""
    dice = random.Random(seed)
    sheet = make_sheet("inventory")
    seats = [make_seat(sheet.group) for _scribe in range(2)]
    sent: list[dict[str, Any]] = []
    batches, receipts = [], []
    for _batch in range(40):
        batch = []
        for _operation in range(dice.randint(1, 4)):
            batch.append(dice.choice(sent) if sent and dice.random() < 0.1 else _operation_of(dice, sent))
            sent.append(batch[-1])
        batches.append(batch)
        changes = [change(one["action"], one["path"], one["value"], id=uuid.UUID(one["id"]), base=one["base"],
                          after=uuid.UUID(one["after"]) if one["after"] else None) for one in batch]  # fmt: skip
        receipts += sheets.apply(sheet=sheet, changes=changes, by=dice.choice(seats), now=DAY)
    page.goto(f"{live_server.url}/privacy/")
    model = call(page, "served", batches)
    assert model["receipts"] == [[one.outcome, one.version] for one in receipts]
    stands = sorted([e.path, e.value, e.version] for e in Entry.objects.filter(sheet=sheet))
    assert sorted(model["entries"], key=json.dumps) == sorted(stands, key=json.dumps)
    assert {one.outcome for one in receipts} == {"applied", "conflict", "refused"}


def _operation_of(dice: random.Random, sent: list[dict[str, Any]]) -> dict[str, Any]:
    action = dice.choice(["set", "set", "set", "add", "remove", "restore", "count"])
    item = dice.choice(ITEMS)
    path = {"set": f"{item}/{dice.choice(['text', 'evidence'])}", "count": f"{item}/votes"}.get(action, item)
    value: Any = {"set": dice.choice("甲乙丙"), "add": {"text": "缺班"}, "count": dice.randint(-2, 5)}.get(action)
    before = [one for one in sent if one["path"] == path]
    return {
        "id": str(uuid.UUID(int=dice.getrandbits(128), version=4)), "action": action, "path": path, "value": value,
        "base": dice.randint(0, 3), "after": dice.choice(before)["id"] if before and dice.random() < 0.3 else None,
        "resolves": None,
    }  # fmt: skip
