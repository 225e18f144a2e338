"""What is done by the clock goes on, whatever becomes of one round."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command, get_commands, load_command_class
from django.core.management.base import CommandError

from foundation.jobs.models import Round
from foundation.jobs.rounds import RoundsCommand

NAMES = re.findall(r"^(\w+) --every \d+$", (Path(settings.ROOT) / "start").read_text("utf-8"), re.MULTILINE)


def command(name: str) -> RoundsCommand:
    found = load_command_class(get_commands()[name], name)
    assert isinstance(found, RoundsCommand)
    return found


def test_the_start_script_names_them() -> None:
    assert len(NAMES) >= 7
    assert [command(name).name for name in NAMES] == NAMES


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_a_round_that_fails_ends_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """`start` takes the platform down when one of these has ended: a mistake in one round must not."""
    rounds, slept = [], []

    class Enough(BaseException):
        """Three rounds."""

    def round_(self: RoundsCommand, now: object) -> str:
        rounds.append(now)
        if len(rounds) == 2:
            raise KeyError("unit")
        return "一輪"

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            raise Enough

    one = command(name)
    monkeypatch.setattr(type(one), "round", round_)
    monkeypatch.setattr("time.sleep", sleep)
    out, trouble = StringIO(), StringIO()
    with pytest.raises(Enough):
        call_command(one, every=2, stdout=out, stderr=trouble)
    assert out.getvalue().count("一輪") == 2
    assert "unit" in trouble.getvalue()
    noted = Round.objects.get(name=name)
    assert noted.done_at > noted.failed_at, "the third round made up for the second"
    assert noted.trouble == "KeyError: 'unit'"
    assert slept == [2 * one.pause.seconds] * 3


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("every", ["at least one", "at most", "and a fixed moment"])
def test_what_cannot_be_is_refused(name: str, every: str) -> None:
    one = command(name)
    given = {"at least one": {"every": 0}, "at most": {"every": one.pause.most + 1}}
    with pytest.raises(CommandError, match=f"1 到 {one.pause.most}") as refusal:
        call_command(one, **given.get(every, {"every": 1, "now": "2026-09-12T09:00+08:00"}))
    assert refusal.value.returncode == 2
