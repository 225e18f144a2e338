"""Documents looked through and written anew: what is taken, and what is refused in which words."""

import functools
import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from PIL import Image

from foundation.exports import odt
from foundation.exports.imprint import Imprint
from foundation.files import documents
from foundation.files.content import Unfit
from foundation.files.models import StoredFile
from tests.makers.accounts import make_user
from tests.makers.files import make_document, make_file, make_pdf
from tests.makers.imports import ROW_OF_ODS as ROW
from tests.makers.imports import a_package, add_member, an_ods
from tests.makers.malice import FILES, a_photo_with_a_place
from tests.makers.workshops import make_workshop

ODT = b"application/vnd.oasis.opendocument.text"
NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "text": "text", "draw": "drawing", "script": "script", "presentation": "presentation",
    }.items()
)  # fmt: skip


def an_odt(body: str, *, kind: bytes = ODT, head: str = "", **members: bytes) -> bytes:
    """A text document with this in its body."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<office:document-content {NAMES} '
        f'xmlns:xlink="http://www.w3.org/1999/xlink"><office:body><office:text>{body}</office:text></office:body>'
        "</office:document-content>"
    )
    return a_package({"mimetype": kind, "content.xml": content.encode(), **members})


def a_locked_pdf() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf())))
    writer.encrypt("secret")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def a_pdf_that_leads_to(address: str) -> bytes:
    from pypdf import PdfReader, PdfWriter
    from pypdf.annotations import Link

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf())))
    writer.add_annotation(0, Link(rect=(0, 0, 10, 10), url=address))
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (make_pdf(3), "pdf"),
        (b"%!PS junk before\n" + make_pdf(), "pdf"),
        (a_pdf_that_leads_to("https://www.example.org/"), "pdf"),
        (a_pdf_that_leads_to("mailto:a@example.org"), "pdf"),
        (an_ods(ROW), "ods"),
        (an_odt("<text:p>會議</text:p>"), "odt"),
        (an_odt('<text:a xlink:href="https://www.example.org/">看</text:a>'), "odt"),
        (an_odt('<text:a xlink:href="#heading">看</text:a>'), "odt"),
        (an_odt('<draw:image xlink:href="Pictures/1.png"/>'), "odt"),
        (an_odt("", kind=b"application/vnd.oasis.opendocument.presentation"), "odp"),
    ],
)
def test_what_is_taken(data: bytes, kind: str) -> None:
    found = documents.read(data)
    assert found.kind == kind
    assert documents.read(found.content).kind == kind, "what the house wrote is taken again"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7\nnothing", "打不開"),
        (make_pdf()[:200], "打不開"),
        (a_locked_pdf(), "有密碼"),
        (make_pdf(documents.MOST_PAGES + 1), "超過 300 頁"),
        (a_pdf_that_leads_to("file:///etc/passwd"), "連到別的檔案"),
        (a_pdf_that_leads_to("javascript:alert(1)"), "連到別的檔案"),
        (b"%PDF-" + bytes((20 << 20) + 1), "21 MB，最多 20 MB"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "Word、Excel"),
        (b"PK\x03\x04 nothing", "打不開"),
        (a_package({"a.txt": b"x"}), "壓縮檔"),
        (a_package({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), "Word、Excel"),
        (a_package({"[Content_Types].xml": b"<x/>", "word/vbaProject.bin": b"x"}), "巨集"),
        (an_odt("", head="<!DOCTYPE a>"), "DOCTYPE"),
        (an_odt("<text:p>"), "打不開"),
        (an_odt('<draw:image xlink:href="https://x.example/pixel.png"/>'), "連到別的檔案"),
        (an_odt('<draw:image xlink:href="../../secret.png"/>'), "連到別的檔案"),
        (an_odt('<draw:image xlink:href="/etc/passwd"/>'), "連到別的檔案"),
        (an_odt('<text:a xlink:href="javascript:alert(1)">看</text:a>'), "連到別的檔案"),
        (an_odt('<text:a xlink:href="vnd.sun.star.script:a?language=Basic">看</text:a>'), "連到別的檔案"),
        (an_odt('<script:event-listener script:event-name="dom:load"/>'), "巨集"),
        (an_odt('<office:script script:language="ooo:Basic"/>'), "巨集"),
        (an_odt('<draw:frame presentation:action="execute"/>'), "巨集"),
        (an_odt("<text:dde-connection/>"), "DDE"),
        (an_odt("<draw:plugin/>"), "啟動別的程式"),
        (add_member(an_odt(""), "Object 1", b"\xd0\xcf\x11\xe0"), "夾帶"),
        (add_member(an_odt(""), "Pictures/a.png", b"MZ\x90"), "夾帶"),
        (add_member(an_odt(""), "../outside.xml", b"<x/>"), "打不開"),
        (add_member(an_odt(""), "META-INF/manifest.xml", b"<a><manifest:encryption-data/></a>"), "打不開"),
        (add_member(an_odt(""), "encrypted-package", b"x"), "有密碼"),
    ],
)
def test_what_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(Unfit, match=sentence) as refused:
        documents.read(data)
    assert str(refused.value).endswith("。")


@pytest.mark.parametrize(
    ("name", "sentence"), [("xlsm", "巨集"), ("ods with basic", "巨集"), ("zip bomb", "解開|太大|MB")]
)
def test_a_spreadsheet_with_macros_and_a_bomb_are_refused(name: str, sentence: str) -> None:
    """As evidence, as everywhere else."""
    with pytest.raises(Unfit, match=sentence):
        documents.read(FILES[name][1]())


def test_what_a_package_says_of_its_maker_is_left_out() -> None:
    mine = an_odt("<text:p>會議</text:p>", **{"meta.xml": "<a>王小明</a>".encode()})
    signed = add_member(mine, "META-INF/documentsignatures.xml", b"<x/>")
    found = documents.read(signed + b"<html>behind it</html>")
    with zipfile.ZipFile(io.BytesIO(found.content)) as package:
        assert package.namelist()[0] == "mimetype"
        assert package.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
        assert "王小明" not in package.read("meta.xml").decode()
        assert "META-INF/documentsignatures.xml" not in package.namelist()
    assert b"<html>" not in found.content


def a_pdf_with_a_photo(photo: bytes, *, packed: bool = False) -> bytes:
    """A PDF in which a photo lies as it came from the telephone; `packed` as some printers pack it once more."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf())))
    image = StreamObject()
    image._data = zlib.compress(photo) if packed else photo
    filters = ["/FlateDecode", "/DCTDecode"] if packed else ["/DCTDecode"]
    image |= {
        NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Image"),
        NameObject("/Width"): NumberObject(80), NameObject("/Height"): NumberObject(60),
        NameObject("/BitsPerComponent"): NumberObject(8), NameObject("/ColorSpace"): NameObject("/DeviceRGB"),
        NameObject("/Filter"): ArrayObject([NameObject(one) for one in filters]) if packed else NameObject(filters[0]),
    }  # fmt: skip
    shown = DictionaryObject({NameObject("/Im0"): writer._add_object(image)})
    resources = DictionaryObject({NameObject("/XObject"): shown})
    writer.pages[0][NameObject("/Resources")] = resources
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def the_photo_in(document: documents.Document) -> Image.Image:
    """The picture that a reader of the document sees."""
    if document.kind == "pdf":
        from pypdf import PdfReader

        page = PdfReader(io.BytesIO(document.content)).pages[0]
        return Image.open(io.BytesIO(page["/Resources"]["/XObject"]["/Im0"].get_data()))
    with zipfile.ZipFile(io.BytesIO(document.content)) as package:
        return Image.open(io.BytesIO(package.read("Pictures/1.jpg")))


@pytest.mark.parametrize(
    "within",
    [
        lambda photo: add_member(an_odt('<draw:image xlink:href="Pictures/1.jpg"/>'), "Pictures/1.jpg", photo),
        a_pdf_with_a_photo,
        functools.partial(a_pdf_with_a_photo, packed=True),
    ],
    ids=["odt", "pdf", "packed pdf"],
)
def test_a_photo_in_a_document_does_not_say_where_it_was_taken(within: Callable[[bytes], bytes]) -> None:
    photo = a_photo_with_a_place()
    before = Image.open(io.BytesIO(photo))
    assert before.getexif().get_ifd(0x8825), "it does say so"
    found = documents.read(within(photo))
    after = the_photo_in(found)
    assert not after.getexif()
    assert b"Wang" not in found.content
    assert after.tobytes() == before.tobytes(), "and looks as it did"


def test_our_own_papers_are_taken() -> None:
    stream = io.BytesIO()
    odt.write([odt.Paragraph("會議紀錄")], stream, imprint=Imprint("會議紀錄"))
    assert documents.read(stream.getvalue()).kind == "odt"


@pytest.mark.parametrize("child", ["raise SystemExit(3)", "while True: pass"])
def test_a_reader_that_dies_or_hangs_is_no_end_of_ours(
    child: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "child.py").write_text(child)
    monkeypatch.setattr(documents, "_CHILD", tmp_path / "child.py")
    monkeypatch.setattr(documents, "SECONDS", 1)
    with pytest.raises(Unfit, match="太複雜"):
        documents.read(make_pdf())


@pytest.mark.django_db
def test_only_a_picture_has_measures() -> None:
    workshop, by = make_workshop(), make_user()
    picture, paper = make_file(workshop, by=by), make_document(workshop, by=by, purpose="paper")
    assert (paper.kind, paper.width, paper.height, paper.thumbnail.name) == ("pdf", 0, 0, "")
    assert paper.content.name.endswith(".pdf")
    for row, wrong in ((picture, {"width": 0}), (paper, {"width": 5}), (picture, {"kind": "exe"})):
        with pytest.raises(IntegrityError), transaction.atomic():
            StoredFile.objects.filter(pk=row.pk).update(**wrong)
    with pytest.raises(ValidationError):
        StoredFile(kind="exe").clean_fields()
