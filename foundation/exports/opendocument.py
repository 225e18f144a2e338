"""The parts that every OpenDocument file has: type, manifest, properties, fonts, and text as ODF writes it.

ODF 1.3 (ISO/IEC 26300, in Taiwan CNS 15251) is the format in which the government exchanges editable files.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from .imprint import Imprint
from .package import Package

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
VERSION = "1.3"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in (
        ("office", f"{_OASIS}:office:1.0"),
        ("style", f"{_OASIS}:style:1.0"),
        ("text", f"{_OASIS}:text:1.0"),
        ("table", f"{_OASIS}:table:1.0"),
        ("number", f"{_OASIS}:datastyle:1.0"),
        ("meta", f"{_OASIS}:meta:1.0"),
        ("config", f"{_OASIS}:config:1.0"),
        ("fo", f"{_OASIS}:xsl-fo-compatible:1.0"),
        ("svg", f"{_OASIS}:svg-compatible:1.0"),
        ("dc", "http://purl.org/dc/elements/1.1/"),
        ("xlink", "http://www.w3.org/1999/xlink"),
        ("ooo", "http://openoffice.org/2004/office"),
    )
)
# A family list: the first that the reader's machine has. Debian and macOS first, then Windows, then the official 楷書.
SANS = "'Noto Sans CJK TC', 'Noto Sans TC', 'PingFang TC', 'Microsoft JhengHei', 微軟正黑體"
SERIF = "'Noto Serif CJK TC', 'Noto Serif TC', 'PMingLiU', 新細明體"
KAI = "'TW-Kai', 全字庫正楷體, 'DFKai-SB', 標楷體, 'BiauKai'"
FONTS = (
    "<office:font-face-decls>"
    f'<style:font-face style:name="Sans" svg:font-family={quoteattr(SANS)} style:font-family-generic="swiss"/>'
    f'<style:font-face style:name="Serif" svg:font-family={quoteattr(SERIF)} style:font-family-generic="roman"/>'
    f'<style:font-face style:name="Kai" svg:font-family={quoteattr(KAI)} style:font-family-generic="script"/>'
    "</office:font-face-decls>"
)

# What a text cannot hold as it is: markup, and blanks that ODF would collapse.
SPECIAL = re.compile("[&<>\n\t]|  |^ | $")
_MARKS = re.compile("\n|\t|(?<![^\n\t]) +| +(?=[\n\t]|$)| {2,}")
_TABS = {"\n": "<text:line-break/>", "\t": "<text:tab/>"}


def font(name: str) -> str:
    """Attributes that set one face for Latin and for Chinese characters alike."""
    return f'style:font-name="{name}" style:font-name-asian="{name}" style:font-name-complex="{name}"'


def language(imprint: Imprint) -> str:
    """Attributes that set the language of Latin and of Chinese characters."""
    own = imprint.language.split("-")[0]
    western = "en" if own == "zh" else own
    return (
        f'fo:language="{western}" fo:country="{"US" if own == "zh" else imprint.country}" '
        f'style:language-asian="zh" style:country-asian="TW"'
    )


def start(package: Package, mimetype: str) -> None:
    """What must stand first: the type, uncompressed, and the manifest."""
    package.add("mimetype", mimetype, stored=True)
    whole = f'manifest:version="{VERSION}" manifest:media-type="{mimetype}"'
    entries = f'<manifest:file-entry manifest:full-path="/" {whole}/>' + "".join(
        f'<manifest:file-entry manifest:full-path="{name}.xml" manifest:media-type="text/xml"/>'
        for name in ("content", "styles", "meta", "settings")
    )
    package.add(
        "META-INF/manifest.xml",
        f'{DECLARATION}<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0" '
        f'manifest:version="{VERSION}">{entries}</manifest:manifest>',
    )


def meta(imprint: Imprint) -> str:
    """`meta.xml`: title, author, subject, language, date."""
    when = imprint.created_utc()
    dates = f"<meta:creation-date>{when}</meta:creation-date><dc:date>{when}</dc:date>" if when else ""
    return (
        f'{DECLARATION}<office:document-meta {NAMESPACES} office:version="{VERSION}"><office:meta>'
        f"<dc:title>{escape(imprint.title)}</dc:title><dc:subject>{escape(imprint.subject)}</dc:subject>"
        f"<meta:initial-creator>{escape(imprint.creator)}</meta:initial-creator>"
        f"<dc:creator>{escape(imprint.creator)}</dc:creator>"
        f"<dc:language>{escape(imprint.short_language)}</dc:language>{dates}"
        "</office:meta></office:document-meta>"
    )


def settings(view: str = "") -> str:
    """`settings.xml`, with what the window should look like when the file is opened."""
    inner = f"<office:settings>{view}</office:settings>" if view else ""
    return (
        f'{DECLARATION}<office:document-settings {NAMESPACES} office:version="{VERSION}">{inner}'
        "</office:document-settings>"
    )


def inline(text: str) -> str:
    """One line of text inside a paragraph: ODF collapses blanks, so those that count become marks."""
    pieces, end = [], 0
    for run in _MARKS.finditer(text):
        pieces.append(escape(text[end : run.start()]))
        pieces.append(_TABS.get(run[0]) or f'<text:s text:c="{len(run[0])}"/>')
        end = run.end()
    pieces.append(escape(text[end:]))
    return "".join(pieces)


def paragraphs(text: str) -> str:
    """A text as the content of a cell: each line a paragraph of its own."""
    if not SPECIAL.search(text):
        return f"<text:p>{text}</text:p>"
    return "".join(f"<text:p>{inline(line)}</text:p>" for line in text.split("\n"))


def exact(text: str) -> str:
    """The attribute that repeats a text with tabs: some readers overlook the mark for a tab, none an attribute."""
    if "\t" not in text:
        return ""
    return f" office:string-value={quoteattr(text)}"
