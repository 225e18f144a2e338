"""PDF/UA from HTML: tagged, with bookmarks, metadata and embedded fonts, made without ever asking the network.

The page's own files come from the house's static files and nowhere else; whatever else it names stops the
rendering, so that a missing picture is an error and not a hole in a report.
"""

from __future__ import annotations

import logging
import mimetypes
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from .gathering import Gathering
from .imprint import Imprint
from .typesetting import replace_unprintable, squeeze

CONTENT_TYPE = "application/pdf"
# PDF/UA-1 is ISO 14289-1: what a screen reader needs to read the document in order.
VARIANT = "pdf/ua-1"
# A page that only tries out characters. The generic families let the renderer look through every installed font.
_TRIAL = '<style>body {{ font-family: "Noto Sans CJK TC", sans-serif }}</style><body lang="zh-Hant-TW">{}'

_pages: ContextVar[Callable[[int], None] | None] = ContextVar("pdf_pages", default=None)
_absent: ContextVar[set[str] | None] = ContextVar("pdf_absent", default=None)
# Fonts do not come and go while a process runs.
_has_glyph: dict[str, bool] = {}


class ForeignResource(ValueError):
    """The page names a file that is not there, or one from outside the house."""


def compose(template: str, context: Mapping[str, Any]) -> str:
    """The finished HTML of a print template: what `render` takes, and what tests look at."""
    return squeeze(render_to_string(template, dict(context)))


def render(
    html: str,
    *,
    title: str = "",
    imprint: Imprint | None = None,
    base: Path | None = None,
    progress: Callable[[int], None] | None = None,
    unprintable: set[str] | None = None,
    finish: Callable[[Any, Any], None] | None = None,
) -> bytes:
    """The page as a PDF/UA-1 document.

    Args:
        html: a whole page, usually from `compose`.
        title: what readers announce, where no imprint is given.
        imprint: title, author, date and language of the document.
        base: folder below static/ that relative addresses start from; the first static folder itself without it.
        progress: called with the number of each page as it is laid out. Pages that refer to later ones are laid out
            again, so numbers can come twice.
        unprintable: filled with the characters that no font here has; they are printed as 〓.
        finish: given the laid-out document and the file's objects before they are written, for what style sheets
            cannot say.

    Raises:
        ForeignResource: a style sheet, picture or font is missing or lies outside the static files.
    """
    page, missing = replace_unprintable(_marked(html, imprint.taken if imprint else ""), _lacking)
    if unprintable is not None:
        unprintable |= missing
    with _typesetting(progress):
        document = _laid_out(page, imprint or Imprint(title=title), base)
        data: bytes = document.write_pdf(finisher=finish, pdf_variant=VARIANT)
    return data


def render_parts(parts: Iterable[str], *, imprint: Imprint, progress: Callable[[int], None] | None = None) -> bytes:
    """Several pages as one PDF/UA-1 document, in the memory that the largest of them takes.

    Args:
        parts: whole pages, which no link leads into from another; the next is asked for when one is done.
        imprint: of the whole document.
        progress: as for `render`, with the numbers of the whole.

    Raises:
        ForeignResource: as for `render`.
        ValueError: there is no part, or one has places with names.
    """
    whole = Gathering()

    def tell(page: int) -> None:
        if progress is not None:
            progress(whole.pages + page)

    with _typesetting(tell):
        for html in parts:
            page, _missing = replace_unprintable(_marked(html, imprint.taken), _lacking)
            _laid_out(page, imprint, None).write_pdf(
                finisher=lambda _document, file: whole.take(file), pdf_variant=VARIANT
            )
    return whole.finished()


def _laid_out(html: str, imprint: Imprint, base: Path | None) -> Any:
    # Slow to import, and only needed by who prints.
    import pydyf
    from weasyprint import HTML

    pydyf.PDF.page_references = property(_page_references)
    start = base or static_folders()[0]
    page = HTML(string=html, base_url=f"{start.resolve().as_uri()}/", url_fetcher=_fetcher())
    document = page.render(pdf_variant=VARIANT)
    _sign(document.metadata, imprint)
    return document


@contextmanager
def _typesetting(progress: Callable[[int], None] | None) -> Iterator[None]:
    """Hear of each page, and say it in the house's words where a page names a file that it may not have."""
    from weasyprint.urls import FatalURLFetchingError

    try:
        with _listening(_pages, progress):
            yield
    except FatalURLFetchingError as error:
        raise ForeignResource(f"{error}: {error.__cause__}") from error


def _marked(html: str, taken: str) -> str:
    """The page with a line at the foot of each of its sheets."""
    if not taken:
        return html
    said = re.sub(r'[\\"<>&\n]', lambda sign: f"\\{ord(sign[0]):x} ", taken)
    rule = f'content: "{said}"; font: 400 6.5pt "Noto Sans CJK TC"; color: #47453f; white-space: pre-wrap'
    return html.replace("</head>", f"<style>@page {{ @bottom-center {{ {rule} }} }}</style></head>", 1)


def pages(html: str) -> int:
    """How many pages the page takes: laid out, but not written.

    Raises:
        ForeignResource: as for `render`.
    """
    page, _missing = replace_unprintable(html, _lacking)
    with _typesetting(None):
        return len(_laid_out(page, Imprint(title=""), None).pages)


def static_folders() -> list[Path]:
    """The folders a printed page may take files from: the project's static files, and their collected copies."""
    return [Path(folder).resolve() for folder in (*settings.STATICFILES_DIRS, settings.STATIC_ROOT) if folder]


def static_file(url: str) -> Path:
    """The file behind a `file:` address or one below STATIC_URL.

    Raises:
        ForeignResource: there is none, or it lies outside the static files (also by way of a link).
    """
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        raise ForeignResource(f"{url} is no file of this house")
    path = Path(unquote(parts.path))
    prefix = "/" + settings.STATIC_URL.strip("/") + "/"
    if str(path).startswith(prefix):
        name = str(path).removeprefix(prefix)
        found = finders.find(name)
        path = Path(found) if found else Path(settings.STATIC_ROOT or "/nowhere") / name
        folders = [*static_folders(), *(Path(place).resolve() for place in finders.searched_locations)]
    else:
        folders = static_folders()
    real = path.resolve()
    if not any(real.is_relative_to(folder) for folder in folders) or not real.is_file():
        raise ForeignResource(f"{url} is no static file")
    return real


def _fetcher() -> Any:
    """What the renderer asks for files: `data:` addresses and static files, nothing else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class StaticFetcher(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.lower().startswith("data:"):
                return super().fetch(url, headers)
            path = static_file(url)
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    return StaticFetcher(allowed_protocols=["file", "data"], allow_redirects=False, fail_on_errors=True)


def _page_references(document: Any) -> tuple[bytes, ...]:
    """The references of all pages, made once: pydyf makes them anew for every tag, which takes longer than the
    typesetting where there are some thousand pages. Pages are only ever added."""
    kids = document.pages["Kids"]
    known: tuple[bytes, ...] = document.__dict__.get("_known_pages", ())
    if 3 * len(known) != len(kids):
        known = document.__dict__["_known_pages"] = tuple(f"{number} 0 R".encode("ascii") for number in kids[::3])
    return known


def _sign(metadata: Any, imprint: Imprint) -> None:
    """Write the imprint into the document; what the page's own `<meta>` says counts where the imprint is silent."""
    metadata.title = imprint.title or metadata.title
    if imprint.creator:
        metadata.authors = [imprint.creator]
    metadata.description = imprint.subject or metadata.description
    metadata.lang = metadata.lang or imprint.language
    if when := imprint.created_utc():
        metadata.created = metadata.modified = when


def without_glyph(text: str) -> str:
    """The characters of a text that no font here has: they are printed as 〓, which is better known beforehand."""
    _text, missing = replace_unprintable(text, _lacking)
    return "".join(sorted(missing))


def _lacking(characters: str) -> frozenset[str]:
    """Those of the characters that no installed font has: tried out together, and remembered."""
    if new := [character for character in characters if character not in _has_glyph]:
        absent = _tried("".join(new))
        _has_glyph.update((character, character not in absent) for character in new)
    return frozenset(character for character in characters if not _has_glyph[character])


def _tried(characters: str) -> set[str]:
    from weasyprint import HTML

    absent: set[str] = set()
    with _listening(_absent, absent):
        # One box for each, so that no character is shaped together with its neighbour.
        boxes = "".join(f"<div>&#{ord(character)};</div>" for character in characters)
        HTML(string=_TRIAL.format(boxes)).write_pdf()
    return absent


class _Listener(logging.Filter):
    """Hears from the renderer's log which page it is at and which character it has no glyph for.

    A filter and not a handler, so that what is heard here does not reach the house's log as well.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        arguments = record.args if isinstance(record.args, tuple) else ()
        message = str(record.msg)
        if record.name == "weasyprint.progress":
            pages = _pages.get()
            if pages is not None and "Page %d" in message:
                pages(int(str(arguments[0])))
            return False
        absent = _absent.get()
        if absent is None:
            return True
        if message.startswith(".notdef"):
            absent.add(str(arguments[0]))
        return False


_LISTENER = _Listener()


@contextmanager
def _listening(variable: ContextVar[Any], listener: Any) -> Iterator[None]:
    """Let this thread hear the renderer's log for a while.

    The filter is hung up once for all threads; the context variable decides who hears what.
    """
    for name in ("weasyprint", "weasyprint.progress"):
        logging.getLogger(name).addFilter(_LISTENER)  # adding it again changes nothing
    logging.getLogger("weasyprint.progress").setLevel(logging.INFO)
    token = variable.set(listener)
    try:
        yield
    finally:
        variable.reset(token)
