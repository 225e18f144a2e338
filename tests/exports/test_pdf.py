"""PDF/UA: what it says about itself, what it draws, and what it refuses to fetch."""

import datetime as dt
import io
import logging
import re
import threading
from pathlib import Path

import pytest
from django.test import override_settings
from pypdf import PdfReader

from foundation.exports import pdf
from foundation.exports.imprint import Imprint
from tests.makers.exports import boxes

PAGE = """<!doctype html><html lang="zh-Hant-TW"><head><title>x</title><style>
@page {{ size: A4; font-family: "Noto Sans CJK TC"; @bottom-right {{ content: counter(page) "／" counter(pages) }} }}
body {{ font-family: "Noto Sans CJK TC" }} thead {{ display: table-header-group }}
</style></head><body>{}</body></html>"""
TALL = (
    "<h1>第一章</h1><p>臺東縣縱谷到站</p><h1 style='break-before: page'>第二章</h1><h2>一節</h2>"
    "<table><thead><tr><th>縣市</th></tr></thead><tr><td>花蓮縣</td></tr></table>"
)


def test_it_is_a_tagged_document_that_says_what_it_is() -> None:
    made = dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC)
    data = pdf.render(PAGE.format(TALL), imprint=Imprint("全國成果報告", "協會秘書處", made, "22 縣市"))
    reader = PdfReader(io.BytesIO(data))
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("zh-Hant-TW", True)
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    about = reader.metadata
    assert about is not None
    assert (about.title, about.author, about.subject) == ("全國成果報告", "協會秘書處", "22 縣市")
    assert about.creation_date == made
    assert re.search(rb'pdfuaid:part(>|=")1', root["/Metadata"].get_object().get_data())
    assert [entry["/Title"] for entry in reader.outline if not isinstance(entry, list)] == ["第一章", "第二章"]


def test_its_text_is_text_in_embedded_fonts_without_boxes() -> None:
    data = pdf.render(PAGE.format(TALL), title="報告")
    reader = PdfReader(io.BytesIO(data))
    assert "臺東縣縱谷到站" in reader.pages[0].extract_text()
    assert "2／2" in reader.pages[1].extract_text()
    assert boxes(data) == []
    assert len(data) < 400_000, "a subset, not the 16 MB of the whole font"


def test_the_check_for_boxes_sees_one() -> None:
    # The last private character of all: no font draws it.
    from weasyprint import HTML

    assert boxes(HTML(string=PAGE.format("甲\U0010fffd")).write_pdf()) != []


def test_what_no_font_has_prints_as_a_sign_and_is_told() -> None:
    told: set[str] = set()
    data = pdf.render(PAGE.format("甲\U0010fffd乙 ①"), title="報告", unprintable=told)
    assert told == {"\U0010fffd"}
    assert "甲〓乙 ①" in PdfReader(io.BytesIO(data)).pages[0].extract_text()
    assert boxes(data) == []


def test_the_page_s_own_words_count_where_nothing_is_given() -> None:
    about = PdfReader(io.BytesIO(pdf.render(PAGE.format("甲")))).metadata
    assert about is not None
    assert about.title == "x"


def test_progress_counts_pages_for_this_thread_only(caplog: pytest.LogCaptureFixture) -> None:
    mine: list[int] = []
    others: list[int] = []
    page = PAGE.format("<p style='break-after: page'>甲</p>" * 3)
    thread = threading.Thread(target=lambda: pdf.render(page, progress=others.append))
    thread.start()
    pdf.render(PAGE.format("乙"), progress=mine.append)
    thread.join()
    assert (set(mine), set(others)) == ({1}, {1, 2, 3})
    assert [record for record in caplog.records if record.levelno < logging.WARNING] == []


def test_the_list_of_pages_is_made_once_and_again_for_a_new_page() -> None:
    import pydyf

    pdf.render(PAGE.format(TALL))
    document = pydyf.PDF()
    pages = [pydyf.Dictionary({"Type": "/Page"}) for _page in range(3)]
    for number, page in enumerate(pages, 1):
        document.add_page(page)
        found = document.page_references
        assert found == tuple(f"{one.number} 0 R".encode() for one in pages[:number])
        assert document.page_references is found


@pytest.mark.parametrize(
    "tag",
    [
        '<link rel="stylesheet" href="{}">',
        '<img alt="" src="{}">',
        "<style>@import url('{}');</style>",
        "<style>@font-face {{ font-family: X; src: url('{}') }} p {{ font-family: X }}</style><p>x</p>",
    ],
)
@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/x.css",
        "http://127.0.0.1:9/x.css",
        "ftp://example.org/x",
        "file:///etc/hostname",
        "/static/../../../../etc/hostname",
        "../manage.py",
        "%2e%2e/manage.py",
        "not-there.css",
    ],
)
def test_nothing_is_fetched_from_outside(tag: str, url: str) -> None:
    with pytest.raises(pdf.ForeignResource):
        pdf.render(PAGE.format(tag.format(url)))


def test_static_files_and_data_addresses_are_fetched(tmp_path: Path) -> None:
    (tmp_path / "print").mkdir()
    (tmp_path / "print" / "own.css").write_text("p::before { content: '由樣式表印出' }")
    (tmp_path / "escape").symlink_to("/etc")
    with override_settings(STATICFILES_DIRS=[tmp_path]):
        from django.contrib.staticfiles import finders

        finders.get_finder.cache_clear()
        for url in ("/static/print/own.css", "print/own.css"):
            data = pdf.render(PAGE.format(f'<link rel="stylesheet" href="{url}"><p>甲</p>'))
            assert "由樣式表印出" in PdfReader(io.BytesIO(data)).pages[0].extract_text()
        data = pdf.render(PAGE.format('<link rel="stylesheet" href="own.css"><p>甲</p>'), base=tmp_path / "print")
        assert "由樣式表印出" in PdfReader(io.BytesIO(data)).pages[0].extract_text()
        with pytest.raises(pdf.ForeignResource):
            pdf.static_file((tmp_path / "escape" / "hostname").as_uri())
    finders.get_finder.cache_clear()
    pdf.render(PAGE.format('<style>@import url("data:text/css,p%7Bcolor:red%7D")</style><p>甲</p>'))


def test_the_house_s_print_base_draws_no_boxes() -> None:
    html = pdf.compose("print/base.html", {})
    assert boxes(pdf.render(html.replace("<body>", '<body class="r"><h1>報告：「甲」，乙</h1>'), title="報告")) == []
