"""Pledges, and photos and films as phones make them and as they should not be, made on the spot."""

import datetime as dt
import functools
import hashlib
import io
import itertools
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from foundation.accounts.models import User
from foundation.audit.trail import SYSTEM, Acts
from pledges import campaign_rules, licensing, pledging, taking_in
from pledges.models import Media, Pledge
from tests.makers.accounts import county

NOW = dt.datetime(2025, 11, 30, 2, 0, tzinfo=dt.UTC)
FACTS = {
    "held_on": dt.date(2025, 11, 29), "place": "縣府廣場", "head": "王縣長大明", "contact_name": "林小芳",
    "contact_unit": "社會處", "contact_title": "社工員", "contact_phone": "089-123456",
    "checked": ["logo", "wording", "guide", "head", "crowd"],
}  # fmt: skip
_numbers = itertools.count(1)


@functools.cache
def make_film(
    seconds: float = 12.0, size: str = "1920x1080", *, suffix: str = "mp4", codec: str = "libx264", sound: bool = False,
    extra: tuple[str, ...] = (),
) -> bytes:  # fmt: skip
    """A film of one colour with a number in it; made once for each wish, so that tests stay quick."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / f"film.{suffix}"
        lines = ["-f", "lavfi", "-i", f"color=c=0x{next(_numbers):06x}:size={size}:rate=10:duration={seconds}"]
        if sound:
            lines += ["-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}", "-c:a", "aac"]
        if codec == "libx264":
            lines += ["-preset", "ultrafast", "-g", "50"]
        subprocess.run(
            ["ffmpeg", "-v", "error", "-y", *lines, "-c:v", codec, "-pix_fmt", "yuv420p", *extra, str(out)], check=True
        )
        return out.read_bytes()


def make_picture(size: tuple[int, int] = (1280, 720), *, kind: str = "JPEG", **options: Any) -> bytes:
    """A photo; no two are alike."""
    image = Image.new("RGB", size, "#5b8c6a")
    ImageDraw.Draw(image).text((4, 4), f"n{next(_numbers)}", fill="black")
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def make_pledge(code: str = "TTT", *, by: Acts = SYSTEM, **facts: Any) -> Pledge:
    """A county's pledge with its words written."""
    made = pledging.begin(campaign=campaign_rules.current(), county=county(code), by=by, now=NOW)
    return pledging.describe(pledge=made, by=by, now=NOW, **(FACTS | facts))


def take(pledge: Pledge, data: bytes, name: str = "IMG_0001.jpg", *, by: Acts = SYSTEM) -> Media:
    """A file that came whole."""
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(data)
        fingerprint = hashlib.sha256(data).hexdigest()
        return taking_in.take(pledge=pledge, path=Path(file.name), sha256=fingerprint, name=name, by=by, now=NOW)


def license_it(pledge: Pledge, *, by: Acts = SYSTEM) -> None:
    """The licence in the words of now."""
    text = pledge.campaign.licence
    licensing.give(pledge=pledge, signer="社會處王處長", version=text.version, by=by, now=NOW)


def make_whole(code: str = "TTT", *, by: Acts = SYSTEM) -> Pledge:
    """A pledge that lacks nothing: words, three photos, a film, the licence."""
    made = make_pledge(code, by=by)
    for _number in range(3):
        take(made, make_picture(), by=by)
    take(made, make_film(10.0), "影片.mp4", by=by)
    license_it(made, by=by)
    return Pledge.objects.get(pk=made.pk)


def make_accepted(code: str = "TTT", *, by: Acts = SYSTEM, reviewer: User | None = None) -> Pledge:
    """A pledge on the wall."""
    made = make_whole(code, by=by)
    pledging.hand_in(pledge=made, by=by, now=NOW)
    pledging.MOVES.apply(made, "accept", by=reviewer or SYSTEM, now=NOW)
    return Pledge.objects.get(pk=made.pk)
