"""What a film really is: told from its first bytes, then by ffprobe in a process of its own that has a ceiling on
memory and time, reads one file by the reader chosen here, and knows no protocol but `file`.
"""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from foundation.files.content import AVIF, HEIF, Unfit

log = logging.getLogger(__name__)

MEMORY_MEGABYTES = 2048
SECONDS = 30
# Nothing is decoded that says it is larger or longer than any phone films: it could only be a trap or a mistake.
MOST_PIXELS_A_SIDE = 8192
MOST_SECONDS = 600
_CHILD = Path(__file__).with_name("bounded_child.py")
# What is called so here → ffmpeg's reader of it.
READERS = {"mp4": "mov", "mov": "mov", "mpg": "mpeg", "ts": "mpegts"}
# What a browser plays when it is packed anew as MP4.
PLAYED = frozenset({"h264", "hevc"})


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """What is known of a film. `codec` is empty where this machine has no ffprobe: then only the container is known."""

    container: str
    width: int = 0
    height: int = 0
    tenths: int = 0
    codec: str = ""


def container_of(start: bytes) -> str:
    """What kind of film begins with these bytes (at least 200); empty where it is none.

    Raises:
        Unfit: it is a film of a kind that is not MPEG.
    """
    if start[4:8] == b"ftyp" and start[8:12] not in AVIF | HEIF:
        return "mov" if start[8:12] == b"qt  " else "mp4"
    if start[4:8] in (b"moov", b"mdat", b"wide"):
        return "mov"
    if start.startswith((b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3")):
        return "mpg"
    if len(start) > 188 and start[0] == start[188] == 0x47:
        return "ts"
    other = ""
    if start.startswith(b"\x1a\x45\xdf\xa3"):
        other = "WebM／MKV"
    elif start[:4] == b"RIFF" and start[8:12] == b"AVI ":
        other = "AVI"
    elif start.startswith(b"\x30\x26\xb2\x75"):
        other = "WMV"
    elif start.startswith(b"FLV"):
        other = "FLV"
    if other:
        raise Unfit(
            _("這是 %(kind)s 影片，公告要 MPEG（.mp4、.mpg）。請用手機的原檔，或另存成 MP4 再上傳。") % {"kind": other}
        )
    return ""


def can_probe() -> bool:
    """Whether this machine has what looks into films (Debian's package `ffmpeg`)."""
    return bool(shutil.which("ffprobe") and shutil.which("ffmpeg"))


def probe(path: Path, container: str) -> FilmFacts:
    """What ffprobe says of a film; upright, as it is played.

    Raises:
        Unfit: it cannot be opened, is cut off, has no picture, or is beyond anything a phone films.
    """
    if not can_probe():
        return FilmFacts(container)
    asked = (
        "format=duration:stream=codec_type,codec_name,width,height,duration,nb_frames,nb_read_packets"
        ":stream_side_data=rotation:stream_tags=rotate"
    )
    told = _run(
        "ffprobe", "-v", "error", "-protocol_whitelist", "file", "-f", READERS[container], "-count_packets",
        "-select_streams", "v:0", "-show_entries", asked, "-of", "json", f"file:{path}",
    )  # fmt: skip
    try:
        answer: dict[str, Any] = json.loads(told or b"{}")
        stream = answer["streams"][0]
        width, height = int(stream["width"]), int(stream["height"])
        seconds = float(stream.get("duration") or answer["format"]["duration"])
    except (ValueError, KeyError, IndexError) as none:
        raise Unfit(_broken()) from none
    frames, read = int(stream.get("nb_frames") or 0), int(stream.get("nb_read_packets") or 0)
    if read < frames or not read:
        raise Unfit(_broken())
    if max(width, height) > MOST_PIXELS_A_SIDE or seconds > MOST_SECONDS:
        raise Unfit(
            _("影片有 %(width)s×%(height)s、%(seconds)s 秒，超過這裡看得了的。請用手機拍 10 到 15 秒的影片。")
            % {"width": width, "height": height, "seconds": round(seconds)}
        )
    if _turn(stream) % 180:
        width, height = height, width
    return FilmFacts(container, width, height, round(seconds * 10), str(stream["codec_name"]))


def poster(path: Path, facts: FilmFacts) -> bytes:
    """One picture of the film; empty where this machine cannot make one.

    Raises:
        Unfit: there is no picture in it that can be drawn.
    """
    if not facts.codec:
        return b""
    at = min(1.0, facts.tenths / 20)
    drawn = _run(
        "ffmpeg", "-v", "error", "-nostdin", "-threads", "1", "-protocol_whitelist", "file",
        "-f", READERS[facts.container], "-ss", f"{at:.1f}", "-i", f"file:{path}", "-frames:v", "1", "-an",
        "-vf", "scale=960:-2", "-threads", "1", "-c:v", "mjpeg", "-f", "image2pipe", "pipe:1",
    )  # fmt: skip
    if not drawn:
        raise Unfit(_broken())
    return drawn


def shown(path: Path, facts: FilmFacts) -> bytes:
    """The film packed anew for browsers, without the place, the camera and whatever else stood beside the pictures.

    Empty where browsers could not play it, or this machine cannot pack it.
    """
    if facts.codec not in PLAYED:
        return b""
    with tempfile.NamedTemporaryFile(suffix=".mp4") as out:
        _run(
            "ffmpeg", "-v", "error", "-nostdin", "-y", "-protocol_whitelist", "file", "-f", READERS[facts.container],
            "-i", f"file:{path}", "-map", "0:v:0", "-map", "0:a:0?", "-c", "copy", "-map_metadata", "-1",
            "-map_chapters", "-1", "-movflags", "+faststart", "-f", "mp4", f"file:{out.name}",
        )  # fmt: skip
        return Path(out.name).read_bytes()


def _turn(stream: dict[str, Any]) -> int:
    """By how many degrees the player turns it: a phone held upright writes a lying film and a note."""
    for side in stream.get("side_data_list", ()):
        if "rotation" in side:
            return int(side["rotation"])
    return int(stream.get("tags", {}).get("rotate", 0))


def _run(program: str, *arguments: str) -> bytes:
    """What a program of ffmpeg says; empty where it failed or was ended."""
    found = shutil.which(program) or program
    try:
        done = subprocess.run(  # noqa: S603  a program of this machine, with a path of ours as its only file
            [sys.executable, "-I", str(_CHILD), str(MEMORY_MEGABYTES), str(SECONDS), found, *arguments],
            capture_output=True, stdin=subprocess.DEVNULL, timeout=SECONDS * 2, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        log.warning("%s took too long", program)
        return b""
    if done.returncode:
        log.info("%s ended with %s: %s", program, done.returncode, done.stderr[:300])
        return b""
    return done.stdout


def _broken() -> str:
    return _("影片打不開，可能沒有傳完整或壞了。請先在手機上播放看看，再傳一次原檔。")
