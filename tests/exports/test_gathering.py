"""A document made in parts is, for whoever reads it, the one that would have been laid out in one piece."""

import io
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from foundation.exports import pdf
from foundation.exports.imprint import Imprint

PAGE = """<html lang="en"><title>x</title><style>h1 {{ bookmark-level: 1; break-before: page }}
h2 {{ bookmark-level: 2 }}</style><body>{}</body></html>"""
IMPRINT = Imprint("Whole", creator="House", language="en")


def page(*names: str) -> str:
    return PAGE.format(
        "".join(
            f'<h1>{name}</h1><p>Words of {name} <a href="https://example.org/{number}">there</a></p>'
            f"<h2>Within {name}</h2><table><tr><th>1</th><td>5 0 R (</td></tr></table>"
            for number, name in enumerate(names)
        )
    )


def read(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data), strict=True)


def tags(reader: PdfReader) -> list[list[str]]:
    """What is tagged on each page, found from the page as a screen reader finds it."""
    numbers = reader.root_object["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    tree = dict(zip(numbers[::2], numbers[1::2], strict=True))
    assert len(tree) == len(numbers) // 2, "no number is used twice"
    assert list(tree) == sorted(tree)
    found = []
    for one in reader.pages:
        elements = [element.get_object() for element in tree[one["/StructParents"]]]
        assert all(element["/Pg"].get_object() == one for element in elements)
        links = [tree[link.get_object()["/StructParent"]].get_object() for link in one.get("/Annots", ())]
        found.append([str(element["/S"]) for element in (*elements, *links)])
    return found


def marks(reader: PdfReader) -> list[tuple[int, str, int | None]]:
    found: list[tuple[int, str, int | None]] = []

    def walk(items: list, depth: int) -> None:
        for item in items:
            if isinstance(item, list):
                walk(item, depth + 1)
            else:
                found.append((depth, item.title, reader.get_destination_page_number(item)))

    walk(reader.outline, 0)
    return found


def shape(element: object) -> object:
    """The tree of tags without its numbers."""
    element = element.get_object()  # type: ignore[attr-defined]
    if not hasattr(element, "get"):
        return "content"
    kids = element.get("/K", [])
    kids = kids if isinstance(kids, list) else [kids]
    return str(element.get("/S", element.get("/Type"))), [shape(kid) for kid in kids]


NAMES = ["One", "Two 7 0 R", "Three (3 0 R)", "四 8 0 R", "Five \\", "Six"]
CUTS = [[6], [1, 5], [5, 1], [2, 2, 2], [1, 1, 1, 1, 1, 1]]


@pytest.mark.parametrize("cut", CUTS, ids=str)
def test_in_parts_or_in_one_piece_it_reads_the_same(cut):
    names = iter(NAMES)
    made = read(pdf.render_parts((page(*(next(names) for _n in range(size))) for size in cut), imprint=IMPRINT))
    one = read(pdf.render(page(*NAMES), imprint=IMPRINT))

    assert [each.extract_text() for each in made.pages] == [each.extract_text() for each in one.pages]
    assert marks(made) == marks(one)
    assert tags(made) == tags(one)
    assert shape(made.root_object["/StructTreeRoot"]) == shape(one.root_object["/StructTreeRoot"])
    assert made.metadata == one.metadata
    for said in ("/MarkInfo", "/Lang", "/ViewerPreferences"):
        assert made.root_object[said] == one.root_object[said]
    assert made.root_object["/Metadata"].get_data() == one.root_object["/Metadata"].get_data()
    count, whole = (reader.root_object["/Outlines"]["/Count"] for reader in (made, one))
    assert count == whole


def test_parts_without_bookmarks_among_those_with():
    plain = PAGE.format("<p>Nothing to mark</p>")
    made = read(pdf.render_parts([plain, page("One"), plain, page("Two")], imprint=IMPRINT))
    assert marks(made) == [(0, "One", 1), (1, "Within One", 1), (0, "Two", 3), (1, "Within Two", 3)]
    assert "/Outlines" not in read(pdf.render_parts([plain, plain], imprint=IMPRINT)).root_object


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_an_independent_reader_finds_nothing_wrong(tmp_path: Path):
    file = tmp_path / "whole.pdf"
    file.write_bytes(pdf.render_parts((page(name) for name in NAMES), imprint=IMPRINT))
    seen = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    assert seen.returncode == 0, seen.stdout + seen.stderr


def test_the_same_parts_make_the_same_bytes():
    dice = random.Random(7)
    names = [f"Name {dice.random()}" for _n in range(5)]
    first, second = (pdf.render_parts((page(name) for name in names), imprint=IMPRINT) for _time in range(2))
    assert first == second


def test_pages_are_told_by_their_numbers_in_the_whole():
    told: list[int] = []
    pdf.render_parts([page("One", "Two"), page("Three")], imprint=IMPRINT, progress=told.append)
    assert sorted(set(told)) == [1, 2, 3]


def test_a_part_is_asked_for_when_the_one_before_is_done():
    done: list[int] = []

    def parts():
        for number, name in enumerate(NAMES[:3]):
            assert len(set(done)) == number
            yield page(name)

    pdf.render_parts(parts(), imprint=IMPRINT, progress=done.append)
    assert len(set(done)) == 3


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ([], "nothing"),
        ([page("One"), PAGE.format('<h1 id="here">x</h1><a href="#here">there</a>')], "names"),
    ],
)
def test_what_cannot_be_one_document_is_refused(parts, why):
    with pytest.raises(ValueError, match=why):
        pdf.render_parts(parts, imprint=IMPRINT)
