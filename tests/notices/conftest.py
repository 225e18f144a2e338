"""A kind of notice that exists for these tests only."""

import datetime as dt
from typing import Any

import pytest
from django.db.models import Q

from foundation.notices import kinds
from foundation.notices.letters import Letter

TAIPEI = dt.timezone(dt.timedelta(hours=8))
# A Tuesday, a working day in the middle of the morning.
TUESDAY = dt.datetime(2026, 6, 16, 10, 0, tzinfo=TAIPEI)


@pytest.fixture(autouse=True)
def kind(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """`kind["needed"]` says whether a notice need be said; `kind["written"]` counts how often it was put into words."""
    state: dict[str, Any] = {"needed": lambda notice: True, "written": 0}

    def write(notice: Any, now: dt.datetime) -> Letter | None:
        state["written"] += 1
        if not state["needed"](notice):
            return None
        return Letter(
            "期限快到了", ("請回報進度。",), (("方案", "送餐分流"),), "回報進度", "https://example.org/c/1/", "督導"
        )

    monkeypatch.setattr(kinds, "_kinds", {})
    kinds.register(kinds.Kind("test", write, lambda user: Q(subject_key="1")))
    return state
