"""A photo or a document that was sent along, read anew, so that nothing but what is seen of it is kept."""

from __future__ import annotations

from . import content, documents, pictures
from .documents import Document
from .pictures import Picture


def read(data: bytes) -> Picture | Document:
    """What was sent, made harmless.

    Raises:
        Unfit: it is neither a picture nor a document, or broken.
    """
    if documents.is_one(data):
        return documents.read(data)
    content.kind_of(data)
    return pictures.read(data)
