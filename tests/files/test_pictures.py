"""Pictures made harmless."""

import contextlib
import io
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from foundation.files import pictures
from foundation.files.content import Unfit
from tests.makers.files import make_photo


def bomb(width: int, height: int) -> bytes:
    """A PNG that announces so many pixels and holds none."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def with_exif(orientation: int) -> bytes:
    image = Image.new("RGB", (80, 60), "white")
    image.paste("black", (0, 0, 20, 20))  # the upper left corner, as the sensor saw it
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "示範相機"
    exif.get_ifd(0x8825)[1] = "N"
    stream = io.BytesIO()
    image.save(stream, "JPEG", exif=exif, quality=95)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [(1, (80, 60), (10, 10)), (3, (80, 60), (70, 50)), (6, (60, 80), (50, 10)), (8, (60, 80), (10, 70))],
)
def test_a_photo_stands_upright_and_says_nothing_of_its_place(
    orientation: int, size: tuple[int, int], corner: tuple[int, int]
) -> None:
    picture = pictures.read(with_exif(orientation))
    assert picture.image.size == size
    pixel = picture.image.getpixel(corner)
    assert isinstance(pixel, tuple)
    assert max(pixel) < 60
    written = Image.open(io.BytesIO(pictures.written(picture.image)))
    assert written.format == "JPEG"
    assert not written.getexif()
    assert b"Exif" not in pictures.written(picture.image)


def test_what_hides_behind_a_picture_is_left_behind() -> None:
    hidden = make_photo() + b"<script>alert(1)</script>"
    assert b"<script>" not in pictures.written(pictures.read(hidden).image)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "L"), ("PNG", "1"), ("PNG", "I;16"), ("JPEG", "CMYK"), ("GIF", "P"),
     ("WEBP", "RGBA"), ("TIFF", "L")],
)  # fmt: skip
def test_every_colour_becomes_a_plain_picture(kind: str, mode: str) -> None:
    source = "L" if mode == "I;16" else mode
    # The same page each time: where black and white alone stand for grey, its letters move every dot after them.
    image = Image.open(io.BytesIO(make_photo(kind="PNG", mark="n1"))).convert(source)
    if mode == "I;16":
        image = Image.frombytes("I;16", image.size, b"".join(bytes((0, value)) for value in image.tobytes()))
    stream = io.BytesIO()
    image.save(stream, kind)
    read = pictures.read(stream.getvalue()).image
    assert read.mode == "RGB"
    light = read.getpixel((70, 50))
    assert isinstance(light, tuple)
    assert min(light) > 200, "the paper stays light"


def test_clear_places_show_white_paper() -> None:
    stream = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(stream, "PNG")
    assert pictures.read(stream.getvalue()).image.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(("width", "height"), [(10_001, 10_000), (20_000, 20_000), (65_000, 65_000)])
def test_a_bomb_is_refused_before_it_is_unpacked(width: int, height: int) -> None:
    with pytest.raises(Unfit, match="100 百萬像素"):
        pictures.read(bomb(width, height))


def unfolding(width: int, height: int, *, colours: int) -> bytes:
    """A PNG of a few hundred kilobytes that really holds so many pixels: 0 grey, 2 in colour, 6 and see-through."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    row, packed = bytes(1 + width * {0: 1, 2: 3, 6: 4}[colours]), zlib.compressobj(1)
    pixels = b"".join([packed.compress(row) for _row in range(height)]) + packed.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, colours, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("colours", "refused"), [(0, False), (2, True), (6, True)])
def test_what_unfolds_to_hundreds_of_megabytes_is_refused(colours: int, refused: bool) -> None:
    """A hundred million pixels from a file that anybody with a link may send, at four bytes each."""
    data = unfolding(10_000, 10_000, colours=colours)
    assert len(data) < 3 << 20
    if refused:
        with pytest.raises(Unfit, match="50 百萬像素"):
            pictures.read(data)
    else:
        assert max(pictures.read(data).image.size) == pictures.LONGEST_SIDE


def test_the_largest_picture_that_is_taken_fits_a_small_server(tmp_path: Path) -> None:
    """Read in a process of its own, so that what it takes at most can be told."""
    (tmp_path / "large.png").write_bytes(unfolding(10_000, 5_000, colours=6))
    program = (
        "import re, sys, django; django.setup();"
        "from foundation.files import pictures;"
        "most = lambda: int(re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read())[1]) >> 10;"
        "before = most();"
        "pictures.written(pictures.read(open(sys.argv[1], 'rb').read()).image);"
        "print(most() - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "large.png")], capture_output=True, text=True, check=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
    )  # fmt: skip
    assert int(done.stdout) < 600, "megabytes"


def test_exactly_the_most_pixels_are_no_bomb() -> None:
    with pytest.raises(Unfit, match="打不開"):  # it is empty, and that is the only thing wrong with it
        pictures.read(bomb(10_000, 10_000))


@pytest.mark.parametrize("data", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\nrest", make_photo((400, 300))[:900]])
def test_a_broken_picture_is_a_sentence(data: bytes) -> None:
    with pytest.raises(Unfit, match="打不開"):
        pictures.read(data)


@given(st.binary(max_size=400), st.sampled_from(["JPEG", "PNG", "WEBP", "GIF", "TIFF"]), st.integers(0, 300))
@settings(max_examples=150, deadline=None)
def test_whatever_comes_is_a_picture_or_a_sentence(noise: bytes, kind: str, at: int) -> None:
    whole = make_photo(kind=kind, mark="a")
    with contextlib.suppress(Unfit):
        assert pictures.read(whole[:at] + noise + whole[at + len(noise) :]).image.mode == "RGB"


def test_large_photos_become_smaller_and_small_ones_stay() -> None:
    large = pictures.read(make_photo((5000, 2500)))
    assert large.image.size == (pictures.LONGEST_SIDE, pictures.LONGEST_SIDE // 2)
    assert pictures.read(make_photo((300, 200))).image.size == (300, 200)
    small = Image.open(io.BytesIO(pictures.thumbnail(large.image)))
    assert small.size == (pictures.THUMBNAIL_SIDE, pictures.THUMBNAIL_SIDE // 2)


def test_a_dot_is_too_small() -> None:
    with pytest.raises(Unfit, match="太小"):
        pictures.read(make_photo((1, 1)))
