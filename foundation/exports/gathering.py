"""One PDF/UA document out of parts that are laid out one after another: what is too long to be laid out in one piece.

The typesetter keeps every box of a document until it is written; a thousand pages of it take most of a gigabyte. Here
each part's objects are written as soon as it is laid out, under numbers that go on from those of the part before, and
the part is given up. What belongs to the whole (pages, tags, bookmarks, properties) is kept and written last.
Documents that are finished already are put together by `binding`.
"""

from __future__ import annotations

import io
import re
from array import array
from collections.abc import Mapping, Sequence
from typing import Any

# Objects of the whole, which those of the parts refer to.
_PAGES, _CATALOG, _ROOT, _TAGS, _TREE, _OUTLINE, _INFO = range(1, 8)
# What the first part's catalogue says of all: language, tagged, how it is announced, PDF/UA.
_OF_ALL = ("Lang", "MarkInfo", "ViewerPreferences", "Metadata")
# A reference, but not one that only looks like it inside of a string.
_REFERENCE = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9a-fA-F]*>|\b(\d+) 0 R\b", re.DOTALL)
_FREE, _IN_FILE, _IN_STREAM = range(3)


class Gathering:
    """A document that grows by parts, each of them a `pydyf.PDF` that the typesetter has filled but not written."""

    def __init__(self) -> None:
        self._file = io.BytesIO()
        self._file.write(b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n")
        # Of each object, by its number: whether it stands in the file itself or in a stream, where, and in which turn.
        self._kinds, self._places, self._turns = array("B"), array("Q"), array("Q")
        self._reserve(_INFO + 1)
        self._turns[0] = 65535
        self._leaves: list[int] = []
        self._of_all: dict[str, Any] = {}
        self._info = b""
        self._tagged: list[bytes] = []
        self._tree: list[bytes] = []
        self._following = 0
        self._bookmarks = 0
        self._first: int | None = None
        # The last bookmark of the parts so far, which has to say what comes after it.
        self._last: tuple[int, bytes] | None = None

    @property
    def pages(self) -> int:
        """How many pages the parts have so far."""
        return len(self._leaves)

    def take(self, part: Any) -> None:
        """Write what a part holds; of the part itself only its frame is left.

        Raises:
            ValueError: the part has no tags, or names for places that links lead to: two parts may use the same.
        """
        from pydyf import Dictionary, Stream

        if "StructTreeRoot" not in part.catalog or "Names" in part.catalog:
            raise ValueError("a part needs tags, and has no places with names of their own")
        root = part.objects[_number(part.catalog["StructTreeRoot"])]
        tree, tags = part.objects[_number(root["ParentTree"])], part.objects[_number(root["K"][0])]
        whole = {
            0: 0, part.pages.number: _PAGES, part.catalog.number: _CATALOG, root.number: _ROOT, tags.number: _TAGS,
            tree.number: _TREE,
        }  # fmt: skip
        outline = part.objects[_number(part.catalog["Outlines"])] if "Outlines" in part.catalog else None
        if outline is not None:
            whole[outline.number] = _OUTLINE
        if self._of_all:
            whole[_number(part.catalog["Metadata"])] = _number(self._of_all["Metadata"])
        numbers = self._numbers(len(part.objects), whole)

        packed: list[tuple[int, bytes]] = []
        for one in part.objects:
            if one.number in whole:
                continue
            if isinstance(one, Stream):
                self._put(numbers[one.number], _renumbered_stream(self._shifted(one, one.extra).data, numbers))
            else:
                shifted = self._shifted(one, one) if isinstance(one, Dictionary) else one
                packed.append((numbers[one.number], _renumbered(shifted.data, numbers)))
        if outline is not None:
            self._chain(packed, numbers[_number(outline["First"])], numbers[_number(outline["Last"])])
            self._bookmarks += outline["Count"]
        self._pack(packed)

        self._leaves += [numbers[one] for one in part.pages["Kids"][::3]]
        self._tagged += [_renumbered(one, numbers) for one in tags["K"]]
        last = self._following - 1
        for key, value in zip(tree["Nums"][::2], tree["Nums"][1::2], strict=True):
            last = self._following + key
            self._tree.append(b"%d %s" % (last, _renumbered(getattr(value, "data", value), numbers)))
        self._following = last + 1
        if not self._of_all:
            said = {key: part.catalog[key] for key in _OF_ALL if key in part.catalog}
            self._of_all = {
                key: _renumbered(value, numbers) if isinstance(value, bytes) else value for key, value in said.items()
            }
            self._info = part.info.data
        del part.objects[3:]

    def finished(self) -> bytes:
        """The whole document.

        Raises:
            ValueError: there is no part.
        """
        from pydyf import Array, Dictionary, Stream

        if not self._leaves:
            raise ValueError("nothing to gather")
        catalog = {"Type": "/Catalog", "Pages": _reference(_PAGES), **self._of_all, "StructTreeRoot": _reference(_ROOT)}
        kids = Array(_reference(one) for one in self._leaves)
        of_the_whole: dict[int, Any] = {
            _PAGES: {"Type": "/Pages", "Kids": kids, "Count": len(self._leaves)},
            _CATALOG: catalog,
            _ROOT: {
                "Type": "/StructTreeRoot", "ParentTree": _reference(_TREE), "ParentTreeNextKey": self._following,
                "K": Array([_reference(_TAGS)]),
            },
            _TAGS: {"Type": "/StructElem", "S": "/Document", "P": _reference(_ROOT), "K": Array(self._tagged)},
            _TREE: {"Nums": Array(self._tree)},
        }  # fmt: skip
        packed = [(_INFO, self._info)]
        if self._first is not None and self._last is not None:
            catalog["Outlines"] = _reference(_OUTLINE)
            of_the_whole[_OUTLINE] = {
                "Type": "/Outlines", "First": _reference(self._first), "Last": _reference(self._last[0]),
                "Count": self._bookmarks,
            }  # fmt: skip
            packed.append(self._last)
        self._pack([*packed, *((number, Dictionary(values).data) for number, values in of_the_whole.items())])

        (number,) = self._reserve(1)
        start = self._file.tell()
        self._kinds[number], self._places[number] = _IN_FILE, start
        widths = [1, _width(start), _width(max(self._turns))]
        table = b"".join(
            value.to_bytes(width, "big")
            for line in zip(self._kinds, self._places, self._turns, strict=True)
            for width, value in zip(widths, line, strict=True)
        )
        extra = {
            "Type": "/XRef", "Size": len(self._kinds), "W": Array(widths), "Root": _reference(_CATALOG),
            "Info": _reference(_INFO),
        }  # fmt: skip
        self._put(number, Stream([table], extra, compress=True).data)
        self._file.write(b"startxref\n%d\n%%%%EOF\n" % start)
        return self._file.getvalue()

    def _reserve(self, count: int) -> range:
        start = len(self._kinds)
        for column in (self._kinds, self._places, self._turns):
            column.extend([0] * count)
        return range(start, start + count)

    def _numbers(self, count: int, whole: Mapping[int, int]) -> list[int]:
        """The number in the whole of each of a part's objects."""
        fresh = iter(self._reserve(count - len(whole)))
        return [whole[one] if one in whole else next(fresh) for one in range(count)]

    def _shifted(self, one: Any, values: Any) -> Any:
        """An object whose numbers for its tags go on from the part before."""
        for key in ("StructParents", "StructParent"):
            if key in values:
                values[key] += self._following
        return one

    def _chain(self, packed: list[tuple[int, bytes]], first: int, last: int) -> None:
        """Let a part's bookmarks follow those of the part before; the last of them waits for the next part."""
        place = {number: place for place, (number, _data) in enumerate(packed)}
        if self._last is None:
            self._first = first
        else:
            number, data = self._last
            packed[place[first]] = (first, b"%s/Prev %s>>" % (packed[place[first]][1][:-2], _reference(number)))
            packed.append((number, b"%s/Next %s>>" % (data[:-2], _reference(first))))
        self._last = packed.pop(place[last])

    def _pack(self, packed: Sequence[tuple[int, bytes]]) -> None:
        """Write objects together, in a stream that is compressed as one."""
        from pydyf import Stream

        (holder,) = self._reserve(1)
        index: list[int] = []
        place = 0
        for turn, (number, data) in enumerate(packed):
            self._kinds[number], self._places[number], self._turns[number] = _IN_STREAM, holder, turn
            index += [number, place]
            place += len(data) + 1
        head = " ".join(map(str, index)).encode()
        extra = {"Type": "/ObjStm", "N": len(packed), "First": len(head) + 1}
        self._put(holder, Stream([head, *(data for _number, data in packed)], extra, compress=True).data)

    def _put(self, number: int, data: bytes) -> None:
        self._kinds[number], self._places[number] = _IN_FILE, self._file.tell()
        self._file.write(b"%d 0 obj\n%s\nendobj\n" % (number, data))


def _reference(number: int) -> bytes:
    return b"%d 0 R" % number


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _renumbered(data: bytes, numbers: Sequence[int]) -> bytes:
    return _REFERENCE.sub(lambda found: _reference(numbers[int(found[1])]) if found[1] else found[0], data)


def _renumbered_stream(data: bytes, numbers: Sequence[int]) -> bytes:
    head, mark, content = data.partition(b"\nstream\n")
    return _renumbered(head, numbers) + mark + content


def _width(value: int) -> int:
    return (value.bit_length() + 7) // 8 or 1
