"""Sheets on paper: what stands on them, and the code on each page."""

import io
import re
import shutil
import subprocess

import pytest
import zxingcpp
from django.utils.translation import override
from PIL import Image
from pypdf import PdfReader

from actionplans.models import SheetKind
from actionplans.paper import page_codes, sheet_papers
from foundation.exports import pdf
from tests.makers.accounts import make_user
from tests.makers.actionplans import fill, give_forms, make_sheet
from tests.makers.board import make_room
from tests.makers.exports import words_beyond
from tests.makers.workshops import make_workshop
from workshops import papers
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
CODE = re.compile(r"VP\d+-\d+-[A-Z]\d+-\d+-[A-Z0-9]{2}")


def html(context, workshop):
    return pdf.compose("print/sheets.html", {"workshop": workshop, "language": "zh-Hant-TW", "title": "x"} | context)


def test_every_page_carries_its_own_code_and_the_qr_says_the_same(tmp_path):
    workshop = make_room(tables=1)
    group = workshop.groups.get()
    long = [{"text": f"困難 {number} " + "很長的句子" * 12} for number in range(40)]
    fill(make_sheet("inventory", group), recognition_difficulties=long)
    document = pdf.render(html(sheet_papers.context(workshop, [group], blank=False, size="A4"), workshop), title="x")
    pages = PdfReader(io.BytesIO(document)).pages
    found = [page_codes.read(CODE.search(page.extract_text()).group()) for page in pages]
    assert all(found), "a page without a code, or with a wrong one"
    assert len(set(found)) == len(pages)
    assert {code.workshop for code in found} == {workshop.pk}
    inventory = [code.page for code in found if code.sheet == "A"]
    assert inventory == list(range(1, len(inventory) + 1))
    assert len(inventory) > 3
    assert {code.sheet for code in found} == {"A", "D", "F", "K"}

    assert shutil.which("pdftoppm"), "poppler-utils draws the pages"
    (tmp_path / "sheets.pdf").write_bytes(document)
    subprocess.run(
        ["pdftoppm", "-r", "90", "-gray", "-f", "2", "-l", "2", "-png", "sheets.pdf", "page"], cwd=tmp_path, check=True
    )
    [drawn] = tmp_path.glob("page*.png")
    [seen] = zxingcpp.read_barcodes(Image.open(drawn))
    assert page_codes.read(seen.text) == found[1]


@pytest.mark.parametrize("size", ["A4", "A3"])
def test_a_filled_sheet_says_what_stands_and_leaves_lines_open(size):
    workshop = make_room(tables=2)
    text = html(sheet_papers.context(workshop, workshop.groups.all(), blank=False, size=size), workshop)
    assert "行動1的困難" in text
    assert "行動2的困難" in text
    assert f"size: {size}" in text
    assert text.count('class="leaf ') == 8


@pytest.mark.parametrize("language", ["zh-hant", "en"])
@pytest.mark.parametrize("size", ["A4", "A3"])
@pytest.mark.parametrize("blank", [True, False])
def test_nothing_stands_beyond_the_margin(size, blank, language):
    workshop = make_room(tables=1)
    fill(make_sheet("feasibility", workshop.groups.get()), stakeholders=[{"name": "各鄉鎮公所社會課承辦人員"}])
    with override(language):
        document = html(sheet_papers.context(workshop, workshop.groups.all(), blank=blank, size=size), workshop)
    assert words_beyond(pdf.render(document, title="x"), margin=15) == []


def test_a_sheet_of_one_section_has_one_heading():
    workshop = make_room(tables=1)
    text = html(sheet_papers.context(workshop, workshop.groups.all(), blank=True, size="A4"), workshop)
    found = re.findall(r"<h[12]>(.*?)</h[12]>", text, re.DOTALL)
    headings = {re.sub(r"<svg.*?</svg>|\s", "", each, flags=re.DOTALL) for each in found}
    assert "我們的承諾" in headings
    assert "承諾" not in headings
    assert {"肯定", "支持", "保障"} <= headings, "a sheet of several keeps them"


def test_a_blank_sheet_says_nothing_of_what_stands():
    workshop = make_room(tables=1)
    text = html(sheet_papers.context(workshop, workshop.groups.all(), blank=True, size="A4"), workshop)
    assert "行動1的困難" not in text
    assert "遇到的困難" in text


def test_sheets_are_printed_before_there_are_groups():
    workshop = make_workshop(Workshop.State.CONFIRMED)
    give_forms(workshop.programme)
    made = sheet_papers.blank_a4(workshop, "", make_user())["leaves"]
    assert [leaf.codes[0].table for leaf in made] == [0] * len(SheetKind)


def test_nothing_written_is_nothing_to_print():
    workshop = make_workshop(Workshop.State.CONFIRMED, groups=1)
    with pytest.raises(papers.NothingToPrint, match="還沒有發布"):
        sheet_papers.filled_a4(workshop, "", make_user())
    give_forms(workshop.programme)
    with pytest.raises(papers.NothingToPrint, match="還沒有寫下"):
        sheet_papers.filled_a4(workshop, "", make_user())


def test_no_paper_sheet_carries_what_opens_a_table():
    workshop = make_room(tables=1)
    group = workshop.groups.get()
    context = {"workshop": workshop, "language": "zh-Hant-TW", "title": "x"}
    for key in ("blank-forms", "blank-a4", "filled-a4", "filled-a3"):
        paper = papers.find(key, workshop, make_user())
        text = pdf.compose(paper.template, context | paper.fill(workshop, "https://x.example", make_user()))
        assert group.code not in text, key
        assert f"VP{workshop.pk}-1-" in text


WORD = re.compile(r'<page |<word xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]*)</word>')


def placed(data):
    """The words of each page with where they stand, in points."""
    said = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=data, capture_output=True, check=True).stdout.decode()
    pages = []
    for found in WORD.finditer(said):
        if found[3] is None:
            pages.append([])
        else:
            pages[-1].append((float(found[1]), float(found[2]), found[3]))
    return pages


@pytest.mark.parametrize("size", ["A4", "A3"])
@pytest.mark.parametrize("blank", [True, False])
def test_no_heading_stands_alone_and_no_pillar_is_torn(size, blank):
    workshop = make_room(tables=1)
    group = workshop.groups.get()
    for more in (1, 3):
        fill(make_sheet("inventory", group), recognition_difficulties=[{"text": "另一項困難"}] * more)
        document = html(sheet_papers.context(workshop, [group], blank=blank, size=size), workshop)
        pages = placed(pdf.render(document, title="x"))
        heads = [(page, x, y) for page in pages for x, y, word in page if word in ("肯定", "支持", "保障") and y > 90]
        found = 0
        for page, x, y in heads:
            below = sorted(ty - y for tx, ty, word in page if word == "遇到的困難" and abs(tx - x) < 40 and ty > y)
            if below and below[0] < 90:
                found += 1
                assert [1 for tx, ty, word in page if word == "做得好的" and abs(tx - x) < 40 and ty > y]
        assert found == 3
        if blank:
            break


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_no_page_of_the_blank_sheets_holds_next_to_nothing(language):
    workshop = make_room(tables=1)
    with override(language):
        document = html(sheet_papers.context(workshop, workshop.groups.all(), blank=True, size="A4"), workshop)
    pages = placed(pdf.render(document, title="x"))
    assert len(pages) == 9
    assert min(len({round(y) for _x, y, _word in page}) for page in pages) > 6
