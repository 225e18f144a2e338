"""Looks through a document in a process of its own: standard input is the file, standard output the answer.

A document may be made to hang or swell its reader; this process has a ceiling for memory and time, and nothing to
lose. It is run by path, stands alone, and imports nothing of the project. Answer: a line with the kind, then the
document written anew; or a line "refused" with what is wrong.

What is kept is written anew: nothing stands before, behind or between its parts, and its own record of who wrote it
with which program is left out, as is what its photos say of the place where they were taken (`embedded`). What could
act by itself is never taken out silently, for the document might say something else without it: such a file is refused.

Arguments: most pages, megabytes unpacked, megabytes of memory, seconds.
"""

import importlib.util
import io
import logging
import re
import resource
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any
from xml.parsers import expat

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, StreamObject

ODF = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}


class Refused(Exception):
    """What is wrong with it, in one word."""


def _beside(name: str) -> Any:
    """A module that lies beside this one; a process of its own knows no package it could come from."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    if spec is None or spec.loader is None:
        raise ImportError(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


embedded = _beside("embedded")


# PDF ---------------------------------------------------------------------------------------------------------------

SCRIPTS = {"/JS", "/JavaScript", "/XFA"}
ACTS = {
    "/JavaScript": "script", "/Launch": "program", "/SubmitForm": "script", "/ImportData": "script",
    "/Rendition": "media", "/Movie": "media", "/Sound": "media", "/GoToE": "embedded", "/GoToR": "link",
    "/RichMediaExecute": "media",
}  # fmt: skip
HOLDS = {
    "/FileAttachment": "embedded", "/RichMedia": "media", "/Movie": "media", "/Screen": "media", "/3D": "media",
    "/PS": "script",
}  # fmt: skip
LINKS = re.compile(r"\s*(https?:|mailto:|tel:|#|[^:/?#]*([/?#]|$))", re.IGNORECASE)


def pdf(data: bytes, pages: int) -> bytes:
    """The PDF written anew."""
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise Refused("password")
    count = len(reader.pages)
    if not count:
        raise Refused("broken")
    if count > pages:
        raise Refused("pages")
    writer = PdfWriter(clone_from=reader)
    for one in writer._objects:
        _look(one)
    writer.metadata = None
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _look(first: Any) -> None:
    """Look through one object and all that stands directly in it."""
    waiting = [first]
    while waiting:
        one = waiting.pop()
        if isinstance(one, DictionaryObject):
            _refuse(one)
            for said in ("/Metadata", "/PieceInfo"):
                one.pop(said, None)
            if isinstance(one, StreamObject):
                _bare(one)
            if "/URI" in one and not LINKS.match(_text(one.get("/URI"))):
                raise Refused("link")
            waiting.extend(dict.values(one))
        elif isinstance(one, list):
            waiting.extend(list.__iter__(one))


def _bare(one: StreamObject) -> None:
    """Leave out what a photo says of itself, packed once more or not."""
    filters: Any = one.get("/Filter")
    filters = filters.get_object() if hasattr(filters, "get_object") else filters
    names = [str(name) for name in filters] if isinstance(filters, list) else [str(filters)]
    if names == ["/DCTDecode"]:
        one._data = embedded.bared(one._data)
    elif names == ["/FlateDecode", "/DCTDecode"]:
        one._data = zlib.compress(embedded.bared(zlib.decompress(one._data)))


def _text(value: Any) -> str:
    value = value.get_object() if hasattr(value, "get_object") else value
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _refuse(one: DictionaryObject) -> None:
    if SCRIPTS & one.keys():
        raise Refused("script")
    for key, known in (("/S", ACTS), ("/Subtype", HOLDS)):
        if (found := known.get(_text(one.get(key, "")))) is not None:
            raise Refused(found)
    if "/EF" in one or "/EmbeddedFiles" in one or _text(one.get("/Type", "")) == "/EmbeddedFile":
        raise Refused("embedded")
    if hasattr(one, "get_data") and "/F" in one:
        raise Refused("link")  # a stream whose content lies in another file


# OpenDocument ------------------------------------------------------------------------------------------------------

NS = "urn:oasis:names:tc:opendocument:xmlns:"
HREF = "http://www.w3.org/1999/xlink href"
ELEMENTS = {
    f"{NS}office:1.0 script": "macro",
    f"{NS}script:1.0 event-listener": "macro",
    f"{NS}office:1.0 dde-source": "dde",
    f"{NS}text:1.0 dde-connection": "dde",
    f"{NS}text:1.0 dde-connection-decl": "dde",
    f"{NS}table:1.0 dde-link": "dde",
    f"{NS}table:1.0 table-source": "link",
    f"{NS}table:1.0 cell-range-source": "link",
    f"{NS}drawing:1.0 applet": "program",
    f"{NS}drawing:1.0 plugin": "program",
    f"{NS}drawing:1.0 object-ole": "embedded",
}
# What a reader follows only when somebody clicks.
CLICKED = {f"{NS}text:1.0 a", f"{NS}drawing:1.0 a"}
ACTION = f"{NS}presentation:1.0 action"
FORMULA = f"{NS}table:1.0 formula"
REACHES_OUT = re.compile(r"\b(DDE|WEBSERVICE)\s*\(|'(file|https?|ftp|smb):", re.IGNORECASE)
PROGRAMS = (b"\xd0\xcf\x11\xe0", b"MZ", b"PK\x03\x04", b"\x7fELF", b"%PDF-", b"#!")
META = (
    b'<?xml version="1.0" encoding="UTF-8"?><office:document-meta '
    b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"><office:meta/>'
    b"</office:document-meta>"
)
SIGNATURES = {"META-INF/documentsignatures.xml", "META-INF/macrosignatures.xml"}


def package(data: bytes, megabytes: int) -> tuple[str, bytes]:
    """(kind, an OpenDocument package written anew)."""
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        members = [one for one in found.infolist() if not one.is_dir()]
        names = {one.filename for one in members}
        if sum(one.file_size for one in members) > megabytes << 20 or len(members) > 5000:
            raise Refused("bomb")
        if any(one.flag_bits & 1 for one in members) or "encrypted-package" in names:
            raise Refused("password")
        if len(names) != len(members) or any(not _plain(name) for name in names):
            raise Refused("broken")
        if any(name.endswith("vbaProject.bin") or name.startswith(("Basic/", "Scripts/")) for name in names):
            raise Refused("macro")
        kind = ODF.get(found.read("mimetype").strip()) if "mimetype" in names else None
        if kind is None or "content.xml" not in names:
            raise Refused("office" if "[Content_Types].xml" in names else "kind")
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("mimetype", found.read("mimetype").strip(), zipfile.ZIP_STORED)
            for one in members:
                if one.filename == "mimetype" or one.filename in SIGNATURES:
                    continue
                content = found.read(one)
                _look_at(one.filename, content)
                made.writestr(one.filename, META if one.filename == "meta.xml" else embedded.bared(content))
    return kind, stream.getvalue()


def _plain(name: str) -> bool:
    parts = name.split("/")
    return "" not in parts and ".." not in parts and "\\" not in name and name.isprintable() and len(name) < 300


def _look_at(name: str, content: bytes) -> None:
    if name.endswith((".xml", ".rdf")):
        _read_xml(content)
    elif content.startswith(PROGRAMS):
        raise Refused("embedded")


def _read_xml(content: bytes) -> None:
    """Parse one part of the package and refuse what reaches out of it or acts by itself."""
    parser = expat.ParserCreate(namespace_separator=" ")

    def doctype(*_given: Any) -> None:
        raise Refused("entities")

    def start(name: str, attributes: dict[str, str]) -> None:
        if (found := ELEMENTS.get(name)) is not None:
            raise Refused(found)
        if attributes.get(ACTION) in ("execute", "execute-macro", "verb"):
            raise Refused("macro")
        if REACHES_OUT.search(attributes.get(FORMULA, "")):
            raise Refused("dde" if "dde" in attributes[FORMULA].lower() else "link")
        if HREF in attributes:
            _refuse_link(name, attributes[HREF])

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    parser.Parse(content, True)
    if b"<manifest:encryption-data" in content:
        raise Refused("password")


def _refuse_link(name: str, address: str) -> None:
    if name in CLICKED:
        if not LINKS.match(address):
            raise Refused("link")
        return
    # Anything else is fetched when the document is opened: it may only stand in the package itself.
    if re.match(r"\s*([a-z][a-z0-9+.-]*:|/|\\|\.\./)", address, re.IGNORECASE):
        raise Refused("link")


def look(data: bytes, pages: int, megabytes: int) -> tuple[str, bytes | str]:
    """The answer."""
    try:
        if data.startswith(b"PK\x03\x04"):
            return package(data, megabytes)
        return "pdf", pdf(data, pages)
    except Refused as refused:
        return "", str(refused)
    except MemoryError:
        return "", "bomb"
    except BaseException:  # a broken file breaks anywhere in its reader
        return "", "broken"


def main() -> None:
    """Set the ceilings, then look."""
    logging.disable(logging.CRITICAL)
    pages, unpacked, megabytes, seconds = (int(argument) for argument in sys.argv[1:5])
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    kind, answer = look(sys.stdin.buffer.read(), pages, unpacked)
    # One line of words, then bytes: whoever takes a reader over with a hostile file can say nothing else.
    if isinstance(answer, str):
        sys.stdout.buffer.write(f"refused {answer}\n".encode())
    else:
        sys.stdout.buffer.write(f"{kind}\n".encode() + answer)


if __name__ == "__main__":
    main()
