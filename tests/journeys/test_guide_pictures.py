"""The pictures of the guides: taken anew of the small world, and held against those that are kept in `static/guides/`.

`GUIDE_PICTURES=keep pytest tests/journeys/test_guide_pictures.py` puts the new ones in their place.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Page

from foundation.ui import guiding
from tests.journeys.conftest import SHOTS
from tests.journeys.test_every_page import RICHEST, enter
from tests.makers.world import World, make_world
from tests.test_access import COLUMNS, LINES, address
from workshops import room
from workshops.models import Room

pytestmark = pytest.mark.django_db(transaction=True)

KEPT = Path(settings.ROOT) / "static" / "guides"
PICTURED = sorted(
    (guide for chapter in guiding.chapters() for guide in chapter.guides if guide.picture), key=lambda one: one.picture
)
# A page as a tablet shows it: wide enough for the whole, and its words can still be read when it is printed small.
VIEW = {"width": 1120, "height": 700}
SIZE = (960, 600)
HEAVIEST = 40_000
# How far a page may have moved, of 255 shades, each picture made 48 × 30 points small: another day's date moves it by
# less than 2, a box more or less by more than 8.
FAR = 8.0


NAMES = {
    "officer": "林淑芬",
    "supervisor": "陳志明",
    "lecturer": "黃雅婷",
    "authority": "張家豪",
    "coordinator": "吳美玲",
    "volunteer": "蔡佳蓉",
    "association": "協會秘書處",
}


@pytest.fixture
def world(counties: None) -> World:
    """The small world with people's names, and a room whose clock has time left."""
    made = make_world()
    for who, name in NAMES.items():
        made.people[who].name = name
        made.people[who].save(update_fields=["name"])
    Room.objects.filter(workshop=made.workshop).update(run={}, step=0)
    room.begin(made.workshop, by=made.people["lecturer"], now=timezone.now())
    return made


def who_opens(name: str) -> str:
    cells = LINES["GET", name]
    return next(COLUMNS[column] for column in RICHEST if cells[column] == "200")


def small(picture: Image.Image) -> Image.Image:
    return picture.convert("L").resize((48, 30), Image.Resampling.BOX)


def test_the_kept_pictures_are_light_and_none_is_left_over() -> None:
    files = {path.stem: path.stat().st_size for path in KEPT.iterdir()}
    assert files.keys() == {guide.picture for guide in PICTURED}
    assert not {name: size for name, size in files.items() if size > HEAVIEST}


def test_the_kept_pictures_show_the_pages_as_they_are(
    world: World, browser_of: Callable[..., Page], live_server: Any
) -> None:
    """A picture that has grown old is told by name; the new ones lie in `var/shots/guides/` to be looked at."""
    fresh = SHOTS / "guides"
    fresh.mkdir(parents=True, exist_ok=True)
    keep = os.environ.get("GUIDE_PICTURES") == "keep"
    pages: dict[str, Page] = {}
    far = {}
    for guide in PICTURED:
        name = guide.names.split()[0]
        who = who_opens(name)
        if who not in pages:
            pages[who] = enter(browser_of, world, who, live_server.url)
            pages[who].set_viewport_size(VIEW)
        answer = pages[who].goto(address(name, world))
        assert answer is not None, name
        assert answer.status == 200, name
        taken = Image.open(io.BytesIO(pages[who].screenshot())).convert("RGB").resize(SIZE, Image.Resampling.LANCZOS)
        path = (KEPT if keep else fresh) / f"{guide.picture}.webp"
        path.parent.mkdir(exist_ok=True)
        taken.save(path, "WEBP", quality=52, method=6)
        with Image.open(KEPT / path.name) as kept:
            moved = ImageStat.Stat(ImageChops.difference(small(kept), small(taken))).mean[0]
        if moved > FAR:
            far[guide.picture] = round(moved, 1)
    assert not far, f"these pages look different now; look at var/shots/guides and take the pictures anew: {far}"
