"""Binding documents into one: pages, bookmarks, tags and properties are those of the parts, in their order."""

import io

import pytest
from pypdf import PdfReader

from foundation.exports import binding, pdf
from foundation.exports.imprint import Imprint

PAGE = """<html lang="en"><title>x</title><style>h1 {{ bookmark-level: 1; break-before: page }}</style>
<body>{}</body></html>"""


def part(*names: str) -> bytes:
    body = "".join(f"<h1>{name}</h1><p>Words of {name}</p>" for name in names)
    return pdf.render(PAGE.format(body), imprint=Imprint("Bound", creator="House", language="en"))


def tagged(reader: PdfReader) -> list[list[str]]:
    """What is tagged on each page, found from the page as a screen reader finds it."""
    numbers = reader.root_object["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    tree = dict(zip(numbers[::2], numbers[1::2], strict=True))
    found = []
    for page in reader.pages:
        elements = [one.get_object() for one in tree[page["/StructParents"]].get_object()]
        assert all(one["/Pg"].get_object() == page for one in elements if "/Pg" in one)
        found.append([str(one["/S"]) for one in elements])
    return found


def test_everything_of_the_parts_is_in_the_whole():
    parts = [part("One", "Two"), part("Three"), part("Four", "Five", "Six")]
    whole = PdfReader(io.BytesIO(binding.bind(iter(parts))))

    assert [item.title for item in whole.outline] == ["One", "Two", "Three", "Four", "Five", "Six"]
    pairs = zip(whole.outline, whole.pages, strict=True)
    assert all(f"Words of {item.title}" in page.extract_text() for item, page in pairs)
    assert tagged(whole) == [tags for one in parts for tags in tagged(PdfReader(io.BytesIO(one)))]
    assert whole.metadata.title == "Bound"
    assert whole.root_object["/MarkInfo"]["/Marked"]
    assert whole.root_object["/Lang"] == "en"
    assert b"pdfuaid" in whole.root_object["/Metadata"].get_data()


def test_each_bookmark_leads_to_its_page():
    whole = PdfReader(io.BytesIO(binding.bind([part("One"), part("Two"), part("Three")])))

    assert [whole.get_destination_page_number(item) for item in whole.outline] == [0, 1, 2]


def test_nothing_is_no_document():
    with pytest.raises(ValueError, match="nothing"):
        binding.bind([])
