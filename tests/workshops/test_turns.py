"""Boards wait: one is drawn at a time, and as long as each took the process rests from drawing."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from foundation.audit.trail import SYSTEM
from tests.makers.accounts import make_user
from tests.makers.actionplans import make_running
from workshops import calls
from workshops.models import Workshop
from workshops.views import polling
from workshops.views.turns import Turns


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


HOW = pytest.mark.parametrize("how", [{}, {"long": True}, {"must": True}], ids=["new", "long", "must"])


@HOW
@pytest.mark.parametrize(("later", "mine"), [(0.0, False), (0.49, False), (0.5, True), (9.0, True)])
def test_nobody_draws_for_as_long_as_the_last_time_took(later: float, mine: bool, how: dict[str, bool]) -> None:
    clock = Clock()
    turns = Turns(rest=2.0, clock=clock)
    with turns.take() as first:
        assert first
        clock.now += 0.25
    clock.now += later
    assert turns.wait() == pytest.approx(max(turns.soonest, 0.5 - later + 0.25))
    with turns.take(**how) as again:
        assert again is (mine or bool(how))


@HOW
def test_one_draws_at_a_time(how: dict[str, bool]) -> None:
    """Even of those who have waited long: after the server stood still, all boards of all rooms have."""
    turns, seen = Turns(rest=0.0), list[bool]()

    def other() -> None:
        with turns.take(**how) as mine:
            seen.append(mine)

    with turns.take():
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()  # nobody stands behind the other one
    assert seen == ["must" in how]
    with turns.take() as mine:
        assert mine


def test_a_drawing_that_fails_gives_the_turn_back() -> None:
    turns = Turns(rest=0.0)
    with pytest.raises(RuntimeError), turns.take():
        raise RuntimeError
    with turns.take() as mine:
        assert mine


@pytest.fixture
def workshop(client: Client) -> Workshop:
    client.force_login(make_user())
    return make_running()


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["wall", "projector"])
def test_a_board_whose_turn_it_is_not_is_told_when_to_ask_again(
    client: Client, workshop: Workshop, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "TURNS", Turns(rest=1.0))

    def look(tag: str) -> Any:
        return client.get(f"/workshops/{workshop.pk}/{page}/state", headers={"if-none-match": tag} if tag else {})

    first = look("")
    assert (first.status_code, polling.AGAIN in first) == (200, False)
    # Drawing has just ended, and resting takes as long: whoever has nothing yet is not kept waiting.
    assert look("").status_code == 200
    calls.ask_help(group=workshop.groups.get(number=1), by=SYSTEM, now=timezone.now())
    with polling.TURNS.take(must=True) as drawing:
        assert drawing
        waits = look(first["ETag"])
        assert (waits.status_code, waits["ETag"], waits.content) == (304, first["ETag"], b"")
        assert int(waits[polling.AGAIN]) >= 0
        assert waits[polling.CLOCK]
        # An empty page does not wait for anybody, a page that has waited long only for the one who draws.
        assert look("").status_code == 200
        with monkeypatch.context() as impatient:
            impatient.setattr(polling, "PATIENT", dt.timedelta(0))
            assert look(first["ETag"]).status_code == 304
    monkeypatch.setattr(polling, "TURNS", Turns(rest=1_000_000.0))
    with polling.TURNS.take():
        pass
    assert look(first["ETag"]).status_code == 304
    with monkeypatch.context() as impatient:
        impatient.setattr(polling, "PATIENT", dt.timedelta(0))
        assert look(first["ETag"]).status_code == 200
    monkeypatch.setattr(polling, "TURNS", Turns(rest=0.0))
    news = look(waits["ETag"])
    assert (news.status_code, news["ETag"] != first["ETag"]) == (200, True)
