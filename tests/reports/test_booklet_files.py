"""The booklet's files: what the press, the screen and an e-reader get, held by other people's tools."""

import datetime as dt
import io
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.core.exceptions import ValidationError
from lxml import etree
from PIL import Image

from actionplans.followup import publishing as opening
from actionplans.models import Publication
from foundation.accounts.models import User
from foundation.jobs.models import Job
from foundation.jobs.work import WorkRefused
from reports.booklet import book, booklets, epub, inks, printing, publishing
from reports.models import Booklet
from tests.makers.accounts import county, make_user
from tests.makers.booklets import NOON, make_booklet, make_case, publish_photo, put_photo, translate_all

pytestmark = pytest.mark.django_db
XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
POINTS = 72 / 25.4


@pytest.fixture
def mei() -> User:
    return make_user("association", name="林小美")


def make_full(by: User) -> Booklet:
    """A county, two cases of it, a photo beside the first; everything translated."""
    first = make_case(sdgs=[3, 11])
    booklet = make_booklet(first, make_case(workshop=first.workshop, title="共學圈", pillar="recognition"), by=by)
    booklets.choose(booklet=booklet, plans=[], counties=[county()], by=by, now=NOON)
    put_photo(booklet.highlights.get(plan=first), publish_photo(first, by=by, size=(1200, 800)), by=by)
    translate_all(booklet, by=by)
    return Booklet.objects.select_related("programme").get(pk=booklet.pk)


def publish(booklet: Booklet, by: User) -> Booklet:
    translate_all(booklet, by=by, reviewer=make_user("association"))
    return publishing.publish(booklet=booklet, by=by, now=NOON)


def text_of(page: pypdf.PageObject) -> str:
    return " ".join(page.extract_text().split())


def says_draft(page: pypdf.PageObject) -> bool:
    """The letters are spaced, so blanks say nothing."""
    return "DRAFT" in "".join(page.extract_text().split())


# For the press ------------------------------------------------------------------------------------------------------


def test_the_press_gets_what_it_can_print(mei: User, tmp_path: Path) -> None:
    booklet = make_full(mei)
    data = printing.make(booklet, "print", by=mei)
    path = tmp_path / "book.pdf"
    path.write_bytes(data)
    reader = pypdf.PdfReader(io.BytesIO(data))
    pages = reader.pages
    assert len(pages) % 4 == 0
    for page in pages:
        trim, bleed, media = page.trimbox, page.bleedbox, page.mediabox
        assert (float(trim.width), float(trim.height)) == pytest.approx((148 * POINTS, 210 * POINTS), abs=0.01)
        assert float(trim.left - bleed.left) == pytest.approx(3 * POINTS, abs=0.01)
        assert float(bleed.top - trim.top) == pytest.approx(3 * POINTS, abs=0.01)
        assert float(trim.left - media.left) == pytest.approx(8 * POINTS, abs=0.01)
        assert says_draft(page)
    # Tagged, named, in a language, dated by its content.
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert root["/Lang"] == "en"  # type: ignore[index]
    assert reader.metadata is not None
    assert reader.metadata.title == "Promises Kept"
    # Other people's tools find nothing wrong, and every font inside.
    checked = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    fonts = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert fonts
    assert all(re.search(r"\byes yes yes\b", line) for line in fonts)


def test_the_press_gets_four_inks_and_nothing_else(mei: User) -> None:
    """No operator sets a grey or RGB colour, no picture is RGB, and no colour lays down too much ink."""
    reader = pypdf.PdfReader(io.BytesIO(printing.make(make_full(mei), "print", by=mei)))
    pictures, operators = [], []
    for entry in objects(reader):
        if not isinstance(entry, pypdf.generic.StreamObject):
            continue
        if entry.get("/Subtype") == "/Image":
            pictures.append(entry)
        elif entry.get("/Type") not in ("/Metadata", "/XRef", "/ObjStm") and "/Length1" not in entry:
            operators += re.findall(rb"(?:^|\n)([\d. ]+) (rg|RG|g|G|k|K|scn|SCN)(?=\n)", entry.get_data())
    assert {name for _numbers, name in operators} <= {b"k", b"K", b"scn", b"SCN"}
    assert operators
    for numbers, _name in operators:
        parts = [float(part) for part in numbers.split()]
        assert len(parts) == 4
        assert sum(parts) * 100 <= inks.MOST_INK
    assert [picture["/ColorSpace"] for picture in pictures] == ["/DeviceCMYK"]


def objects(reader: pypdf.PdfReader) -> list[Any]:
    return [reader.get_object(number) for number in range(1, int(reader.trailer["/Size"])) if number in known(reader)]


def known(reader: pypdf.PdfReader) -> set[int]:
    return {number for table in reader.xref.values() for number in table} | set(reader.xref_objStm)


def test_letters_on_press_are_black_ink_alone() -> None:
    for name in ("text", "soft", "muted", "line", "hair"):
        assert inks.INKS[name].cmyk[:3] == (0, 0, 0), name
    assert all(sum(ink.cmyk) <= inks.MOST_INK for ink in inks.INKS.values())


@pytest.mark.parametrize("name", ["text", "soft", "muted", "indigo", "recognition", "support", "safeguarding"])
def test_letters_on_screen_can_be_read(name: str) -> None:
    """Contrast of at least 4.5 to 1 on white and on the house's paper (WCAG 2.2, 1.4.3)."""
    for ground in ("white", "paper"):
        assert contrast(inks.INKS[name].rgb, inks.INKS[ground].rgb) >= 4.5


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    brighter, darker = sorted((light(one), light(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colour", ["black", "white", "red", "#808080", "#102040", "yellow"])
def test_no_photo_lays_down_too_much_ink(colour: str) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(stream, "JPEG", quality=95)
    with Image.open(io.BytesIO(inks.photo(stream.getvalue(), press=True, millimetres=100))) as printed:
        assert printed.mode == "CMYK"
        dots = printed.tobytes()
        assert max(sum(dots[at : at + 4]) for at in range(0, len(dots), 4)) / 2.55 <= inks.MOST_INK


@pytest.mark.parametrize(("width", "press", "placed"), [(2000, True, 1819), (2000, False, 909), (800, True, 800)])
def test_a_photo_has_as_many_dots_as_the_press_can_use(width: int, press: bool, placed: int) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (width, 300), "teal").save(stream, "JPEG")
    with Image.open(io.BytesIO(inks.photo(stream.getvalue(), press=press, millimetres=154))) as printed:
        assert printed.width == placed


# For everybody ------------------------------------------------------------------------------------------------------


def test_the_screen_gets_plain_pages_with_working_links(mei: User) -> None:
    booklet = publish(make_full(mei), mei)
    reader = pypdf.PdfReader(io.BytesIO(printing.make(booklet, "screen", by=mei)))
    assert not any(says_draft(page) for page in reader.pages)
    assert {(round(page.mediabox.width / POINTS), round(page.mediabox.height / POINTS)) for page in reader.pages} == {
        (148, 210)
    }
    contents = text_of(reader.pages[2])
    value = book.of(booklet)
    for page in value.pages:
        found = re.search(re.escape(page.title) + r"[ .…]*(\d+)", contents)
        assert found, page.title
        assert page.title in text_of(reader.pages[int(found[1]) - 1])
    index = text_of(reader.pages[-1])
    assert "Index" in index
    assert re.search(r"Taitung County 臺東縣, \d+, \d+, \d+", index)


@pytest.mark.parametrize("key", ["print", "screen", "epub"])
def test_the_same_content_gives_the_same_bytes(key: str, mei: User) -> None:
    booklet = publish(make_full(mei), mei)
    assert printing.make(booklet, key, by=mei) == printing.make(Booklet.objects.get(pk=booklet.pk), key, by=mei)


def test_a_photo_whose_right_is_gone_is_printed_no_more(mei: User) -> None:
    booklet = publish(make_full(mei), mei)
    opening.withdraw(publication=Publication.objects.get(), reason="內容有誤，再確認", by=mei, now=NOON)
    with pytest.raises(ValidationError) as refusal:
        printing.make(booklet, "epub", by=mei)
    assert "已經收回" in " ".join(refusal.value.messages)
    job = Job.objects.create(
        kind=printing.JOB, label="書", by=mei, asked_at=NOON, params={"booklet": booklet.pk, "format": "epub"}
    )
    with pytest.raises(WorkRefused):
        printing.in_background(job, lambda *_told: None)
    draft = publishing.reopen(booklet=booklet, reason="拿掉收回的照片", by=mei, now=NOON)
    assert "photo-" not in " ".join(zipfile.ZipFile(io.BytesIO(printing.make(draft, "epub", by=mei))).namelist())


def test_the_work_says_how_far_it_is_and_leaves_a_file(mei: User) -> None:
    booklet = make_full(mei)
    job = Job.objects.create(
        kind=printing.JOB, label="書", by=mei, asked_at=NOON, params={"booklet": booklet.pk, "format": "screen"}
    )
    told: list[int] = []
    result = printing.in_background(job, lambda done, total, message: told.append(done * 100 // total))
    assert told == sorted(set(told))
    assert len(told) > 5
    assert result.name == f"english-booklet-2026-{booklet.pk}-screen-draft.pdf"
    job.params = {"booklet": booklet.pk + 1, "format": "screen"}
    with pytest.raises(WorkRefused):
        printing.in_background(job, lambda *_told: None)
    job.params, job.by = {"booklet": booklet.pk, "format": "screen"}, make_user()
    with pytest.raises(WorkRefused):
        printing.in_background(job, lambda *_told: None)


# For e-readers: what EPUB 3.3 and OCF ask, read from the file itself --------------------------------------------------


def test_the_e_book_is_an_epub(mei: User) -> None:
    booklet = make_full(mei)
    archive = zipfile.ZipFile(io.BytesIO(printing.make(booklet, "epub", by=mei)))
    first, *rest = archive.infolist()
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert archive.read("mimetype") == b"application/epub+zip"
    names = {one.filename for one in rest}
    parsed = {
        name: etree.fromstring(archive.read(name)) for name in names if re.search(r"\.(xml|opf|xhtml|svg)$", name)
    }
    package = parsed["OEBPS/content.opf"]
    items = {item.get("id"): item for item in package.iter(f"{OPF}item")}
    # Whatever is in the manifest is there, and whatever is there is in the manifest.
    listed = {f"OEBPS/{item.get('href')}" for item in items.values()}
    assert listed == names - {"META-INF/container.xml", "OEBPS/content.opf"}
    assert [item.get("href") for item in items.values() if item.get("properties") == "nav"] == ["nav.xhtml"]
    spine = [one.get("idref") for one in package.iter(f"{OPF}itemref")]
    assert len(spine) == len(set(spine))
    assert set(spine) <= items.keys()
    modified = [one.text for one in package.iter(f"{OPF}meta") if one.get("property") == "dcterms:modified"]
    assert modified
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", modified[0] or "")
    for name, tree in parsed.items():
        if not name.endswith(".xhtml"):
            continue
        assert tree.get("lang") == tree.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
        ids = [one.get("id") for one in tree.iter() if one.get("id")]
        assert len(ids) == len(set(ids)), name
        assert (tree.find(f".//{XHTML}svg") is not None or b"<svg" in archive.read(name)) == (
            items[Path(name).stem].get("properties") == "svg" if Path(name).stem in items else False
        )
        for image in tree.iter(f"{XHTML}img"):
            assert image.get("alt")
        for link in (*tree.iter(f"{XHTML}a"), *tree.iter(f"{XHTML}img")):
            target = (link.get("href") or link.get("src") or "").partition("#")[0]
            assert f"OEBPS/{target}" in names, f"{name} leads to {target}"
    assert b"DRAFT" in archive.read("OEBPS/introduction.xhtml")


def test_words_with_signs_stay_words(mei: User) -> None:
    """What is typed is text in every file, whatever it looks like."""
    booklet = make_booklet(make_case(title="A & <b>"), title="Us & <them>")
    translate_all(booklet, by=mei)
    data = printing.make(Booklet.objects.get(pk=booklet.pk), "epub", by=mei)
    for name in (archive := zipfile.ZipFile(io.BytesIO(data))).namelist():
        if name.endswith((".xhtml", ".opf", ".svg")):
            etree.fromstring(archive.read(name))
    assert b"Us &amp; &lt;them&gt;" in archive.read("OEBPS/content.opf")


def test_a_name_of_its_own_for_each_book(mei: User) -> None:
    """Another edition of the same book is the same publication to a library; another book is not."""
    booklet = make_full(mei)
    value = book.of(booklet)
    draft = epub.contents(value, publisher="x", pictures={})["OEBPS/content.opf"]
    later = epub.contents(book.of(publish(booklet, mei)), publisher="x", pictures={})["OEBPS/content.opf"]
    [own] = set(re.findall(rb"urn:uuid:[\w-]+", draft))
    assert own in later
    Booklet.objects.filter(pk=booklet.pk).update(title="Another", state="draft", frozen=None, published_at=None)
    other = epub.contents(book.of(Booklet.objects.get(pk=booklet.pk)), publisher="x", pictures={})
    assert own not in other["OEBPS/content.opf"]
    assert value.when.tzinfo is not None
    assert value.when.utcoffset() == dt.timedelta(0)
