"""What every paper stands on: page furniture, and nothing the renderer does not understand."""

import logging
from io import BytesIO

import pytest
from django.template import Context, Template

SOURCE = """{% extends "print/base.html" %}{% block title %}報告{% endblock %}{% block body %}<div class="r">
<section class="chap"><div class="book">全國成果報告</div><div class="edition">示範資料</div>
<h1>一、摘要</h1><p>內文。</p></section>
<section class="chap"><h1>二、方法</h1><p>內文。</p></section></div>{% endblock %}"""


def test_papers_carry_title_chapter_edition_and_page_numbers(caplog: pytest.LogCaptureFixture) -> None:
    from pypdf import PdfReader
    from weasyprint import HTML

    html = Template(SOURCE).render(Context())
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        pdf = HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    assert [record.getMessage() for record in caplog.records if record.name.startswith("weasyprint")] == []
    first, second = (page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    assert "第 1 頁，共 2 頁" in first
    assert "第 2 頁，共 2 頁" in second
    for text in (first, second):
        assert "全國成果報告" in text
        assert "示範資料" in text
    assert "二、方法" in second
    assert "一、摘要" not in second


def laid_out(body: str) -> list[str]:
    """The text of each page that this body fills."""
    from pypdf import PdfReader
    from weasyprint import HTML

    page = '{% extends "print/base.html" %}{% block body %}<div class="r">' + body + "</div>{% endblock %}"
    return [
        one.extract_text()
        for one in PdfReader(BytesIO(HTML(string=Template(page).render(Context())).write_pdf())).pages
    ]


@pytest.mark.parametrize("above", range(150, 250, 7))
def test_no_row_of_a_table_stands_alone_on_a_page(above: int) -> None:
    rows = "".join(f"<tr><td>第{number}列</td></tr>" for number in range(6))
    pages = laid_out(
        f'<div style="height:{above}mm"></div><h2>縣市</h2>'
        f'<table class="tb"><thead><tr><th>表頭</th></tr></thead><tbody>{rows}</tbody></table>'
    )
    counts = [page.count("列") for page in pages if "列" in page]
    assert sum(counts) == 6
    assert 1 not in counts
    heading = next(page for page in pages if "縣市" in page)
    assert "第0列" in heading


@pytest.mark.parametrize("above", range(200, 246, 5))
def test_a_county_of_the_contents_stays_with_its_first_plan(above: int) -> None:
    pages = laid_out(
        f'<div style="height:{above}mm"></div><ol class="toc"><li class="l2 of"><a href="#x">臺東縣</a></li>'
        '<li class="l3"><a href="#x">方案甲</a></li><li class="l3"><a href="#x">方案乙</a></li></ol><p id="x">內文</p>'
    )
    assert "方案甲" in next(page for page in pages if "臺東縣" in page)
