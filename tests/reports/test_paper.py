"""The PDF: pages, bookmarks, tags, and texts that are too long for their place."""

import datetime as dt
import io
import re

import pytest
from django.conf import settings
from pypdf import PageObject, PdfReader

from reports import paper
from reports.national import build
from tests.makers.plans import make_adopted, make_full_plan, make_inventory, make_plan
from tests.makers.workshops import make_programme, make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 21, 0, 0, tzinfo=dt.UTC)


def outline(items: list, depth: int = 1) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for item in items:
        found += outline(item, depth + 1) if isinstance(item, list) else [(depth, item.title)]
    return found


def begins(reader: PdfReader, code: str) -> int:
    """The place of the page on which a plan begins: only there its county stands right behind its code."""
    # The fonts draw both middle dots with one glyph, so either may come back.
    line = re.compile(f"{code}[・·]臺東縣")
    return next(place for place, page in enumerate(reader.pages) if line.search(page.extract_text()))


def test_a_document_with_all_its_parts() -> None:
    workshop = make_workshop(Workshop.State.REPORTED, programme=make_programme(), groups=1)
    make_inventory(workshop.groups.get(), "S3")
    make_full_plan(workshop, workshop.groups.get(), title="縱谷到站", code="TTT-115-01")
    make_adopted(workshop, ["R1"])
    told: list[tuple[int, int, str]] = []
    report = build(workshop.programme, now=NOW)
    data = paper.render(report, lambda done, total, message: told.append((done, total, message)))
    reader = PdfReader(io.BytesIO(data))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "zh-Hant-TW"
    assert reader.metadata is not None
    assert reader.metadata.title == paper.title(report)
    assert reader.metadata.author == "協會秘書處"
    marks = outline(reader.outline)
    assert [title for depth, title in marks if depth == 1] == [
        "目次", "一、摘要", "二、各縣市進度", "三、行動號召涵蓋矩陣", "四、各縣市成果與行動方案",
        "附錄、各縣市核心議題", "資料說明",
    ]  # fmt: skip
    assert (2, "臺東縣") in marks
    assert (3, "縱谷到站") in marks
    total = len(reader.pages)
    for number, page in enumerate(reader.pages[1:], 2):
        assert f"第 {number} 頁，共 {total} 頁" in page.extract_text()
    # The table of contents names the very page the plan stands on.
    place = begins(reader, "TTT-115-01") + 1
    assert any(
        line.startswith("TTT-115-01") and line.rstrip().endswith(str(place))
        for line in reader.pages[1].extract_text().splitlines()
    )
    done = [each for each, _total, _message in told]
    assert done == sorted(done), "a bar never goes back"
    assert {whole for _done, whole, _message in told} == {100}
    assert (told[0][0], told[0][2]) == (1, "組合頁面")
    assert f"排版第 {total} 頁" in [message for _done, _whole, message in told]
    assert (told[-1][0], told[-1][2]) == (62, "寫入 PDF：標籤、書籤與字型")


def test_each_plan_has_one_page_and_long_words_do_not_break_it() -> None:
    workshop = make_workshop(Workshop.State.HELD, programme=make_programme())
    long = "每月缺班，騎車單趟四十分鐘。" * 72
    make_plan(workshop, title="名" * 100, problem=long, goal="A" * 1000, partners="B" * 1000, code="TTT-115-01")
    make_plan(workshop, title="短的", code="TTT-115-02")
    reader = PdfReader(io.BytesIO(paper.render(build(workshop.programme, now=NOW))))
    texts = [page.extract_text() for page in reader.pages]
    first, second = begins(reader, "TTT-115-01"), begins(reader, "TTT-115-02")
    assert second == first + 1
    whole = "".join(texts[first].split())
    assert whole.count("每月缺班，騎車單趟四十分鐘。") == 72
    assert whole.count("A") >= 1000
    assert "……" not in whole
    for page in reader.pages:
        assert all(0 < x < page.mediabox.width and 0 < y < page.mediabox.height for x, y in _places(page))


def _places(page: PageObject) -> list[tuple[float, float]]:
    """Where each run of letters begins, in points from the lower left corner."""
    found: list[tuple[float, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: object, _size: float) -> None:
        if text.strip():
            found.append((cm[0] * tm[4] + cm[2] * tm[5] + cm[4], cm[1] * tm[4] + cm[3] * tm[5] + cm[5]))

    page.extract_text(visitor_text=visit)
    assert found
    return found


def test_html_names_every_county_and_no_foreign_address() -> None:
    html = paper.compose(build(make_programme(), now=NOW))
    for name in ("臺北市", "連江縣", "臺東縣"):
        assert name in html
    assert "http://" not in html.replace("http://www.w3.org/2000/svg", "").replace(settings.SITE_ADDRESS, "")
    assert "https://" not in html


@pytest.mark.parametrize(("count", "word"), [(0, "〇"), (3, "三"), (10, "十"), (11, "11")])
def test_numerals_of_headings(count: int, word: str) -> None:
    assert paper.numeral(count) == word
