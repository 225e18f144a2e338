"""Scans taken apart."""

import io

import pytest
from pypdf import PdfReader, PdfWriter

from foundation.files import scans
from foundation.files.content import Unfit
from foundation.files.pictures import Picture
from tests.makers.files import make_photo, make_scan

A4 = (620, 877)


def test_each_page_is_a_picture() -> None:
    pages = list(scans.pages_of(make_scan(make_photo(A4), make_photo(A4))))
    assert [(number, count) for number, count, _page in pages] == [(1, 2), (2, 2)]
    for _number, _count, page in pages:
        assert isinstance(page, Picture)
        assert page.image.size == A4


@pytest.mark.parametrize(("rotate", "size"), [(0, A4), (90, A4[::-1]), (180, A4), (270, A4[::-1])])
def test_a_page_that_the_copier_turned_is_turned(rotate: int, size: tuple[int, int]) -> None:
    [(_number, _count, page)] = scans.pages_of(make_scan(make_photo(A4), rotate=rotate))
    assert isinstance(page, Picture)
    assert page.image.size == size


def test_the_same_page_has_the_same_digest() -> None:
    photo = make_photo(A4)
    [(_n, _c, first)] = scans.pages_of(make_scan(photo))
    [(_n, _c, second)] = scans.pages_of(make_scan(photo))
    assert isinstance(first, Picture)
    assert isinstance(second, Picture)
    assert first.digest == second.digest


def test_a_written_page_says_that_it_is_no_scan_and_holds_up_no_other() -> None:
    writer = PdfWriter()
    writer.add_blank_page(300, 400)
    writer.append(PdfReader(io.BytesIO(make_scan(make_photo(A4)))))
    stream = io.BytesIO()
    writer.write(stream)
    first, second = scans.pages_of(stream.getvalue())
    assert isinstance(first[2], Unfit)
    assert "第 1 頁" in str(first[2])
    assert isinstance(second[2], Picture)


def test_a_stamp_is_no_page() -> None:
    [(_number, _count, page)] = scans.pages_of(make_scan(make_photo((300, 300))))
    assert isinstance(page, Unfit)


def blank(pages: int, password: str = "") -> bytes:
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(300, 400)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"%PDF-1.7\nnothing", "打不開"),
        (make_scan(make_photo(A4))[:300], "打不開"),
        (blank(0), "一頁也沒有"),
        (blank(1, "secret"), "密碼"),
        (blank(scans.MOST_PAGES + 1), "分成幾份"),
    ],
)
def test_a_scan_that_cannot_be_read_is_one_sentence(data: bytes, word: str) -> None:
    with pytest.raises(Unfit, match=word):
        list(scans.pages_of(data))


def test_the_most_pages_are_taken() -> None:
    """Among them the blank forms of a workshop of twelve tables and more, nine pages each, scanned at once."""
    assert scans.MOST_PAGES >= 12 * 9
    assert len(list(scans.pages_of(blank(scans.MOST_PAGES)))) == scans.MOST_PAGES
