"""Photos inside documents: what they say about themselves goes, and not one pixel with it."""

import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from foundation.files.embedded import bared
from tests.makers.malice import a_photo_with_a_place


def a_picture() -> Image.Image:
    """A picture in which no two places are alike."""
    image = Image.new("RGB", (64, 48))
    image.putdata([(x * 4 % 256, y * 5 % 256, (x * y) % 256) for y in range(48) for x in range(64)])
    return image


def with_a_place() -> Image.Exif:
    exif = Image.Exif()
    exif[0x013B] = "Wang Hsiao-ming"
    exif.get_ifd(0x8825).update({1: "N", 2: (22.0, 45.0, 3.0), 3: "E", 4: (121.0, 9.0, 1.0)})
    return exif


def written(kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    a_picture().save(stream, kind, **options)  # type: ignore[arg-type]
    return stream.getvalue()


def a_png_that_tells() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Wang Hsiao-ming")
    info.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Wang at 22.75N</x:xmpmeta>", zip=True)
    return written("PNG", pnginfo=info, exif=with_a_place())


COLOURS = b"x" * 200  # a profile; what stands in it nobody reads here
PICTURES = {
    "jpeg": written("JPEG", exif=with_a_place(), comment=b"Wang"),
    "progressive jpeg": written("JPEG", exif=with_a_place(), progressive=True, quality=95),
    "jpeg with restarts": written("JPEG", exif=with_a_place(), restart_marker_rows=1),
    "jpeg with its colours": written("JPEG", exif=with_a_place(), icc_profile=COLOURS),
    "jpeg and another behind it": written("JPEG") + a_photo_with_a_place(),
    "jpeg with xmp": written("JPEG", xmp=b"<x:xmpmeta>Wang</x:xmpmeta>"),
    "png": a_png_that_tells(),
    "png and more behind it": a_png_that_tells() + b"Wang",
    "webp": written("WEBP", lossless=True, exif=with_a_place().tobytes(), xmp=b"<x:xmpmeta>Wang</x:xmpmeta>"),
    "plain webp": written("WEBP"),
}


@pytest.mark.parametrize("what", PICTURES)
def test_what_a_picture_says_goes_and_how_it_looks_stays(what: str) -> None:
    data = PICTURES[what]
    bare = bared(data)
    before, after = Image.open(io.BytesIO(data)), Image.open(io.BytesIO(bare))
    assert not after.getexif()
    assert b"Wang" not in bare
    assert b"xmpmeta" not in bare
    assert not {"exif", "comment", "xmp", "Author"} & after.info.keys()
    assert after.info.get("icc_profile") == before.info.get("icc_profile")
    assert after.tobytes() == before.tobytes()
    assert bared(bare) == bare


def test_a_picture_without_anything_to_say_stays_as_it_is() -> None:
    for data in (written("PNG"), written("JPEG"), written("GIF"), b"<svg/>", b""):
        assert bared(data) == data


@pytest.mark.parametrize("cut", range(0, 700, 7))
def test_what_is_cut_off_says_nothing_either(cut: int) -> None:
    for name in ("jpeg", "png", "webp"):
        try:
            bare = bared(PICTURES[name][:cut])
        except ValueError:
            continue
        assert b"Wang" not in bare or not bare.startswith((b"\xff\xd8\xff", b"\x89PNG", b"RIFF"))


def test_a_profile_that_is_none_goes_as_well() -> None:
    """Telephones keep a second picture, with its own place, in the segment that is meant for colours."""
    plain = written("JPEG")
    more = b"MPF\0" + b"Wang"
    data = plain[:2] + b"\xff\xe2" + struct.pack(">H", len(more) + 2) + more + plain[2:]
    assert bared(data) == plain


def test_a_chunk_with_a_length_beyond_the_end_is_refused() -> None:
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4s", 1 << 30, b"IDAT") + zlib.compress(b"x")
    with pytest.raises(ValueError, match="cut off"):
        bared(head)
