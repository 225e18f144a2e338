"""The demonstration's pledges: one being prepared, one on the wall, both by the domain's own functions."""

import pytest

from demo import pledging
from foundation.accounts.roles import Role
from pledges import pledging as words
from pledges import probing
from pledges.models import Pledge
from tests.makers.accounts import make_user
from tests.makers.pledges import NOW

pytestmark = pytest.mark.django_db


def build() -> None:
    officers = {code: make_user(Role.COUNTY_OFFICER, code) for code in ("TTT", "HUA")}
    pledging.pledge(home="TTT", other="HUA", officers=officers, staff=make_user(Role.ASSOCIATION), now=NOW)


def test_one_is_prepared_and_one_stands_on_the_wall() -> None:
    build()
    assert [one.county_id for one in Pledge.objects.on_the_wall()] == ["HUA"]
    ours = Pledge.objects.get(county="TTT")
    assert words.missing(ours) == [
        "合格的照片要 3 個，現在 2 個，還差 1 個。",
        "合格的影片要 1 個，現在 0 個，還差 1 個。",
    ]


def test_without_ffmpeg_the_wall_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "can_probe", lambda: False)
    build()
    assert not Pledge.objects.on_the_wall().exists()
    assert Pledge.objects.count() == 1
