"""Pictures made harmless."""

import contextlib
import io
import struct
import zlib

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
