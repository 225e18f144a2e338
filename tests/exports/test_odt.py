"""ODT: real headings, tables and styles, and every word that was put in."""

import datetime as dt
import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.exports import odt
from foundation.exports.imprint import Imprint
from foundation.exports.odt import Block, Facts, Heading, PageBreak, Paragraph, Points, Signatures
from foundation.exports.table import Column, Link, Table, text_cell

IMPRINT = Imprint("臺東縣行動方案報告", "臺東縣政府", dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC), "三件方案")
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def written(*blocks: Block, header: str = "", note: str = "") -> bytes:
    stream = io.BytesIO()
    odt.write(blocks, stream, imprint=IMPRINT, header=header, note=note)
    return stream.getvalue()


def opened(data: bytes) -> Any:
    """The document as odfdo reads it."""
    from odfdo import Document

    return Document(io.BytesIO(data))


def part(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode()


def read(element: ElementTree.Element) -> str:
    """The text of an element as a reader shows it."""
    text = {f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}.get(element.tag, element.text or "")
    if element.tag == f"{TEXT}s":
        text = " " * int(element.get(f"{TEXT}c", "1"))
    return text + "".join(read(child) + (child.tail or "") for child in element)


def test_it_says_what_it_is() -> None:
    document = opened(written(Paragraph("甲")))
    meta = document.meta
    assert document.get_type() == "text"
    assert (meta.title, meta.subject, meta.creator, meta.language) == (
        "臺東縣行動方案報告", "三件方案", "臺東縣政府", "zh-TW",
    )  # fmt: skip
    assert meta.creation_date == dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC)


def test_headings_make_the_outline() -> None:
    data = written(Heading("一、承諾"), Heading("（一）臺東", 2), Heading("說明", 3))
    found = [(heading.get_attribute("text:outline-level"), str(heading.inner_text)) for heading in
             opened(data).body.headers]  # fmt: skip
    assert found == [("1", "一、承諾"), ("2", "（一）臺東"), ("3", "說明")]
    for level in (0, 4):
        with pytest.raises(ValueError, match="level 1 to 3"):
            Heading("x", level)


@given(st.text())
def test_any_text_comes_back_as_it_was(text: str) -> None:
    body = ElementTree.fromstring(part(written(Paragraph(text)), "content.xml")).find(f"{OFFICE}body/{OFFICE}text")
    assert body is not None
    assert read(body[0]) == (text_cell(text) or "未填")


def test_a_table_repeats_its_head_and_shows_values_as_people_read_them() -> None:
    columns = [
        Column("code", "代碼", "code"), Column("on", "期限", "date"), Column("count", "數", "integer"),
        Column("link", "連結", "link", missing="—"),
    ]  # fmt: skip
    rows = [
        ["TTT-1", dt.date(2026, 6, 1), 1234, Link("方案", "https://example.org/1")],
        ["TTT-2", None, None, None],
        ["TTT-3", "不適用", 0, Link("不通", "javascript:alert(1)")],
    ]
    data = written(Table("方案", "行動方案一覽", columns, rows))
    content = part(data, "content.xml")
    head = re.search("<table:table-header-rows>(.*?)</table:table-header-rows>", content)
    assert head is not None
    assert [read(cell) for cell in _cells(head[1])] == ["代碼", "期限", "數", "連結"]
    after = content.split("</table:table-header-rows>")[1].split("</table:table>")[0]
    assert [read(cell) for cell in _cells(after)] == [
        "TTT-1", "115/06/01", "1,234", "方案", "TTT-2", "未填", "未填", "—", "TTT-3", "不適用", "0", "不通",
    ]  # fmt: skip
    assert re.findall('xlink:href="([^"]*)"', content) == ["https://example.org/1"]
    assert after.count("Table_20_Figures") == 2
    assert read(ElementTree.fromstring(content).find(f".//{TEXT}p[@{TEXT}style-name='Caption']")) == "行動方案一覽"


def _cells(xml: str) -> list[ElementTree.Element]:
    space = "urn:oasis:names:tc:opendocument:xmlns"
    root = ElementTree.fromstring(
        f'<x xmlns:table="{space}:table:1.0" xmlns:text="{space}:text:1.0" xmlns:office="{space}:office:1.0" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink">{xml}</x>'
    )
    return list(root.iter(f"{{{space}:table:1.0}}table-cell"))


def test_facts_points_and_signatures_are_there() -> None:
    data = written(
        Facts([("主辦", "臺東縣政府"), ("督導", None)]), Points(["甲", "乙"]), Points(["先"], numbered=True),
        Signatures(["縣市代表", "督導"]),
    )  # fmt: skip
    content = part(data, "content.xml")
    assert [read(cell) for cell in _cells(content.split("<office:text>")[1].split("<text:list")[0])] == [
        "主辦", "臺東縣政府", "督導", "未填",
    ]  # fmt: skip
    assert re.findall('<text:list text:style-name="([^"]*)"', content) == ["Points", "Numbers"]
    assert content.count("<text:list-item>") == 3
    assert content.count('table:style-name="line"') == 2


def test_a_page_break_belongs_to_the_next_block() -> None:
    content = part(written(Heading("甲"), PageBreak(), Heading("乙"), PageBreak(), Facts([("a", "b")])), "content.xml")
    assert re.findall('<text:h text:style-name="([^"]*)"', content) == ["Heading_20_1", "Heading_20_1-page"]
    assert '<table:table table:name="facts4" table:style-name="Facts-page">' in content
    styles = dict(re.findall('style:name="([^"]*-page)".*?fo:break-before="(page)"', content))
    assert {"Heading_20_1-page", "Facts-page"} <= styles.keys()


def test_pages_carry_header_note_and_numbers_on_a4_in_taiwanese_chinese() -> None:
    styles = part(written(Paragraph("甲"), header="志願服務 & 行動", note="示範資料"), "styles.xml")
    assert '<text:p text:style-name="Header">志願服務 &amp; 行動</text:p>' in styles
    footer = re.search("<style:footer>(.*?)</style:footer>", styles)
    assert footer is not None
    assert re.sub("<[^>]+>", "", footer[1]) == "示範資料第 1 頁，共 1 頁"
    assert "<text:page-number" in footer[1]
    assert 'fo:page-width="21cm" fo:page-height="29.7cm"' in styles
    assert 'style:language-asian="zh" style:country-asian="TW"' in styles
    assert "Noto Serif CJK TC" in styles


def test_every_style_that_is_used_is_there() -> None:
    blocks: list[Block] = [PageBreak()]
    for style in ("body", "title", "subtitle", "lead", "quote", "note"):
        blocks += [Paragraph("甲", style), PageBreak()]
    blocks += [Heading("甲", level) for level in (1, 2, 3)]
    blocks += [Points(["甲"]), PageBreak(), Points(["乙"], numbered=True), Facts([("a", "b")]), Signatures(["c", "d"])]
    blocks += [PageBreak(), Table("t", "t", [Column("a", "甲"), Column("b", "乙", "integer")], [["x", 1]])]
    data = written(*blocks)
    content, styles = part(data, "content.xml"), part(data, "styles.xml")
    ElementTree.fromstring(content)
    ElementTree.fromstring(styles)
    defined = set(re.findall('style:name="([^"]*)"', content + styles))
    used = set(re.findall('(?:text|table):style-name="([^"]*)"', content + styles))
    used |= set(re.findall('parent-style-name="([^"]*)"', content + styles))
    assert used <= defined


def test_the_same_blocks_give_the_same_bytes() -> None:
    assert written(Heading("甲"), Facts([("a", 1)])) == written(Heading("甲"), Facts([("a", 1)]))
