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
