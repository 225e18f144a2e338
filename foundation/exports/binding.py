"""Binding finished PDF/UA documents of ours into one, page after page: a sheet that goes before a file of years ago.

Bookmarks, tags and the document's properties stay. What is laid out anyway goes by `gathering`, in a tenth of the time.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

# What the first part's catalogue says of the whole: tagged, language, how it is announced, PDF/UA.
_OF_ALL = ("/MarkInfo", "/Lang", "/ViewerPreferences", "/Metadata")


def bind(parts: Iterable[bytes]) -> bytes:
    """One document of several; each part is given up before the next is asked for.

    Raises:
        ValueError: there is no part.
    """
    # A web process that binds nothing never pays for it.
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject  # noqa: PLC0415

    writer, roots, tree, following = PdfWriter(), ArrayObject(), ArrayObject(), 0
    first: Any = None
    for data in parts:
        reader = PdfReader(io.BytesIO(data))
        start = len(writer.pages)
        writer.append(reader, import_outline=True)
        root_of_part: Any = reader.root_object["/StructTreeRoot"]
        tags: Any = root_of_part.get_object().clone(writer)
        roots.extend(_kids(tags))
        numbers: Any = tags["/ParentTree"].get_object()["/Nums"]
        for place in range(0, len(numbers), 2):
            tree.extend([NumberObject(int(numbers[place]) + following), numbers[place + 1]])
        # The library leaves out what it does not follow: which tags are a page's.
        for page, original in zip(writer.pages[start:], reader.pages, strict=True):
            number: Any = original["/StructParents"]
            page[NameObject("/StructParents")] = NumberObject(int(number) + following)
        following += max((int(one) for one in numbers[::2]), default=-1) + 1
        if first is None:
            first = reader
            for name in _OF_ALL:
                if name in reader.root_object:
                    value = reader.root_object.raw_get(name)
                    writer.root_object[NameObject(name)] = value.clone(writer)
            writer.metadata = reader.metadata
    if first is None:
        raise ValueError("nothing to bind")
    root = writer._add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/StructTreeRoot"),
                NameObject("/K"): roots,
                NameObject("/ParentTree"): DictionaryObject({NameObject("/Nums"): tree}),
                NameObject("/ParentTreeNextKey"): NumberObject(following),
            }
        )
    )
    for kid in roots:
        kid.get_object()[NameObject("/P")] = root
    writer.root_object[NameObject("/StructTreeRoot")] = root
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _kids(tags: Any) -> list[Any]:
    kids = tags.raw_get("/K")
    found = kids.get_object()
    return list(found) if isinstance(found, list) else [kids]
