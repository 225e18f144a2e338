"""Pledges of the demonstration: the own county's is being prepared, another county's stands on the wall."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw

from foundation.accounts.models import County, User
from pledges import campaign_rules, licensing, probing, uploading
from pledges import pledging as words
from pledges.models import Pledge

FACTS = {
    "held_on": dt.date(2025, 11, 29), "place": "縣府廣場", "contact_unit": "社會處", "contact_title": "社工員",
    "contact_phone": "03-000-0000",
}  # fmt: skip
COLOURS = ("#ae4e0b", "#0b7167", "#3d3f9e")


def pledge(*, home: str, other: str, officers: dict[str, User], staff: User, now: dt.datetime) -> None:
    """Prepare one pledge, and accept another where this machine can make a film to go with it."""
    ours = _write(home, "林縣長大明", officers[home], now)
    _send(ours, COLOURS[:2], officers[home], now)
    _send(ours, COLOURS[2:], officers[home], now, size=(1024, 576))
    if not probing.can_probe():
        return
    theirs = _write(other, "周縣長小月", officers[other], now)
    _send(theirs, COLOURS, officers[other], now)
    uploading.take_form(pledge=theirs, name="宣示.mp4", data=_film(), by=officers[other], now=now)
    words.hand_in(pledge=theirs, by=officers[other], now=now)
    words.MOVES.apply(theirs, "accept", by=staff, now=now)


def _write(code: str, head: str, officer: User, now: dt.datetime) -> Pledge:
    campaign = campaign_rules.current()
    made = words.begin(campaign=campaign, county=County.objects.get(pk=code), by=officer, now=now)
    checked = [one.key for one in campaign.checks]
    made = words.describe(
        pledge=made, by=officer, now=now, head=head, contact_name=officer.name, checked=checked, **FACTS
    )
    licensing.give(pledge=made, signer=f"社會處　{officer.name}", version=campaign.licence.version, by=officer, now=now)
    return made


def _send(
    pledge: Pledge, colours: tuple[str, ...], officer: User, now: dt.datetime, size: tuple[int, int] = (1280, 720)
) -> None:
    for number, colour in enumerate(colours, 1):
        data = _photo(colour, size)
        uploading.take_form(pledge=pledge, name=f"IMG_{number:04}.jpg", data=data, by=officer, now=now)


def _photo(colour: str, size: tuple[int, int]) -> bytes:
    """A stage with people before it, in plain shapes: nobody's picture."""
    image = Image.new("RGB", size, "#f3efe6")
    draw, (width, height) = ImageDraw.Draw(image), size
    draw.rectangle((width * 0.1, height * 0.15, width * 0.9, height * 0.6), fill=colour)
    draw.text((width * 0.42, height * 0.35), "IVY 2026", fill="white", font_size=height // 14)
    for place in range(12):
        x, y = width * (0.06 + place * 0.08), height * (0.78 + (place % 2) * 0.06)
        draw.ellipse((x - 30, y - 30, x + 30, y + 30), fill="#4d463d")
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=85)
    return stream.getvalue()


def _film() -> bytes:
    """Ten seconds of the first picture."""
    with tempfile.TemporaryDirectory() as folder:
        still, out = Path(folder) / "still.jpg", Path(folder) / "film.mp4"
        still.write_bytes(_photo(COLOURS[0], (1920, 1080)))
        found = shutil.which("ffmpeg") or "ffmpeg"
        subprocess.run(  # noqa: S603  a program of this machine, with files of ours
            [
                found, "-v", "error", "-loop", "1", "-framerate", "5", "-t", "10", "-i", str(still),
                "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-threads", "1", str(out),
            ],
            check=True,
        )  # fmt: skip
        return out.read_bytes()
