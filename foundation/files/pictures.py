"""Pictures made harmless: decoded, turned the way the camera was held, and written anew.

What is kept holds pixels and nothing else: no place, no camera, no owner's name, no second file behind the first.
"""

from __future__ import annotations

import hashlib
import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps

from .content import Unfit

MOST_MEGAPIXELS = 100
# Of what has to be unpacked as large as it is, four bytes a pixel and for a moment twice: a file of a few kilobytes
# could fill the memory of a small server. A JPEG is unpacked smaller, and black and white alone takes a quarter.
MOST_IN_COLOUR = 50
# A3 at 220 dots an inch: handwriting and page codes stay sharp, and thirty pages stay below 50 MB.
LONGEST_SIDE = 3600
THUMBNAIL_SIDE = 480
_LOADING = threading.Lock()
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "AVIF")
JPEGS = ("JPEG", "MPO")  # telephones keep several pictures in one file, the first of which is the photo
# Others have no colours in between, and are made plain first.
SHRINK_AS_THEY_ARE = frozenset({"RGB", "RGBA", "L", "LA", "CMYK", "YCbCr"})

# Pillow counts the pixels that a file announces before it unpacks any; here the warning is a refusal.
Image.MAX_IMAGE_PIXELS = MOST_MEGAPIXELS * 1_000_000
warnings.simplefilter("error", Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture, upright and in plain colours.

    Attributes:
        image: its pixels.
        digest: of the bytes that came in, so that the same photo sent twice is known.
    """

    image: Image.Image
    digest: str


def read(data: bytes) -> Picture:
    """Decode a picture.

    Raises:
        Unfit: too many pixels, cut off, or broken.
    """
    try:
        with _only_whole_pictures(), Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            _refuse_bomb(opened)
            # A JPEG is decoded no larger than needed; other formats ignore this.
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            opened.load()
            if opened.mode in SHRINK_AS_THEY_ARE:  # before anything is copied
                _shrink(opened)
            image = ImageOps.exif_transpose(opened)
            image = _plain(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise Unfit(_too_many_pixels(MOST_MEGAPIXELS)) from bomb
    except Unfit:
        raise
    except Exception as broken:  # each format breaks in ways of its own
        raise Unfit(_("照片打不開，可能沒有傳完整。請重新拍一張，或再傳一次。")) from broken
    if min(image.size) < 2:
        raise Unfit(_("照片太小，看不到內容。請重新拍一張。"))
    _shrink(image)
    return Picture(image, hashlib.sha256(data).hexdigest())


@contextmanager
def _only_whole_pictures() -> Iterator[None]:
    """The PDF writer, once it is loaded, has the whole process take cut-off pictures for whole ones; not here."""
    with _LOADING:
        taken, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = taken


def _refuse_bomb(opened: ImageFile.ImageFile) -> None:
    width, height = opened.size
    small = opened.format in JPEGS or opened.mode in ("1", "L")
    most = MOST_MEGAPIXELS if small else MOST_IN_COLOUR
    if width * height > most * 1_000_000:
        raise Unfit(_too_many_pixels(most))


def _too_many_pixels(most: int) -> str:
    return _("照片超過 %(most)s 百萬像素。請把相機調到一般解析度，或縮小後再上傳。") % {"most": most}


def _shrink(image: Image.Image) -> None:
    """No larger than is kept; a smaller one stays."""
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BICUBIC, reducing_gap=2.0)


def _plain(image: Image.Image) -> Image.Image:
    """Red, green and blue only; what is transparent shows white paper."""
    if image.mode in ("RGBA", "LA", "PA") or (image.mode == "P" and "transparency" in image.info):
        over = image.convert("RGBA")
        paper = Image.new("RGB", over.size, "white")
        paper.paste(over, mask=over.getchannel("A"))
        return paper
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    return image.convert("RGB")


def written(image: Image.Image) -> bytes:
    """The picture as a new JPEG."""
    return _jpeg(image, quality=85)


def thumbnail(image: Image.Image) -> bytes:
    """A small copy for lists."""
    small = image.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return _jpeg(small, quality=78)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    stream = io.BytesIO()
    # A fresh image: whatever the old one still remembers (EXIF, comments, profiles) stays behind.
    fresh = Image.frombytes("RGB", image.size, image.tobytes())
    fresh.save(stream, "JPEG", quality=quality)
    return stream.getvalue()
