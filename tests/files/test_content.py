"""What a file really is, whatever it is called."""

import pytest

from foundation.files.content import MOST_MEGABYTES, MOST_SCAN_MEGABYTES, Kind, Unfit, kind_of
from tests.makers.files import make_photo, make_scan


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "AVIF"])
def test_pictures_are_known_by_their_bytes(kind: str) -> None:
    assert kind_of(make_photo(kind=kind)) is Kind.PICTURE


def test_a_scan_is_known_even_behind_a_few_stray_bytes() -> None:
    scan = make_scan(make_photo())
    assert kind_of(scan) is Kind.SCAN
    assert kind_of(b"\r\n" + scan) is Kind.SCAN


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "空的"),
        (b"<!doctype html><script>alert(1)</script>", "網頁"),
        (b"\xef\xbb\xbf  <html>", "網頁"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "網頁"),
        (b"<?xml version='1.0'?>", "網頁"),
        (b"#!/bin/sh\n", "程式"),
        (b"MZ\x90\x00", "程式"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00", "HEIC"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00", "HEIC"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00", "影片"),
        (b"PK\x03\x04rest", "壓縮檔"),
        (b"\xd0\xcf\x11\xe0rest", "壓縮檔"),
        (b"hello", "看不出"),
        (b"\x00" * 40, "看不出"),
    ],
)
def test_what_is_no_picture_is_refused_with_what_it_is(data: bytes, word: str) -> None:
    with pytest.raises(Unfit, match=word):
        kind_of(data)


@pytest.mark.parametrize(("start", "most"), [(b"\xff\xd8\xff", MOST_MEGABYTES), (b"%PDF-1.7", MOST_SCAN_MEGABYTES)])
def test_the_largest_size_is_taken_and_one_byte_more_is_not(start: bytes, most: int) -> None:
    whole = start + b"\x00" * ((most << 20) - len(start))
    assert kind_of(whole)
    with pytest.raises(Unfit, match=str(most)):
        kind_of(whole + b"\x00")
