"""What is released, as everybody sees it: a fixed number of questions, however much there is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports import photo_rights
from reports.booklet import printing
from reports.editions import publishing
from reports.models import BookletPhoto, Erratum, Release, ReleasedFile

TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "epub": "application/epub+zip",
}


class LostFile(Exception):
    """A kept file is lost or altered: nobody is given something else in its place."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One release with its files and errata.

    `lost` are photos of it whose right was taken back since: its files are not handed out then.
    """

    release: Release
    files: tuple[ReleasedFile, ...]
    errata: tuple[Erratum, ...]
    lost: int

    @property
    def title(self) -> str:
        """What it is called, in the page's language; a booklet by its English name."""
        return str(self.release.edition) if self.release.edition else self.release.title

    @property
    def language(self) -> str:
        """Of the title, where it is not the page's."""
        return "" if self.release.edition else "en"

    @property
    def programme(self) -> Any:
        """What it tells of."""
        return (self.release.edition or self.release.booklet).programme  # type: ignore[union-attr]


def shown() -> list[Shown]:
    """Everything that is released, the newest first."""
    rows = list(
        Release.objects.standing()
        .select_related("edition__programme", "booklet__programme")
        .defer("edition__values", "booklet__frozen", "booklet__introduction")
        .prefetch_related(Prefetch("files", ReleasedFile.objects.order_by("-language", "pk")), "edition__errata")
    )
    lost = _lost({key for row in rows for key in row.photos})
    return [
        Shown(
            release=row,
            files=tuple(_dressed(file, row) for file in row.files.all()),
            errata=tuple(row.edition.errata.all()) if row.edition else (),
            lost=sum(key in lost for key in row.photos),
        )
        for row in rows
    ]


def _lost(keys: Iterable[int]) -> set[int]:
    """Of these photos those that may no longer be shown (three questions, none where there is no photo)."""
    wanted = set(keys)
    if not wanted:
        return set()
    rows = BookletPhoto.objects.filter(pk__in=wanted)
    held = {key for key, right in photo_rights.rights(rows).items() if right.holds}
    return wanted - held


def find(pk: int) -> ReleasedFile | None:
    """A file that everybody may have now; None while it is not released, or a photo in it lost its right."""
    rows = ReleasedFile.objects.standing().select_related("release__edition__programme", "release__booklet__programme")
    rows = rows.defer("release__edition__values", "release__booklet__frozen", "release__booklet__introduction")
    file = rows.filter(pk=pk).first()
    return None if file is None or _lost(file.release.photos) else file


def content(file: ReleasedFile) -> bytes:
    """The bytes as they were released.

    Raises:
        LostFile: they are not the same any more.
    """
    data = b""
    with suppress(OSError), file.content.storage.open(str(file.content.name)) as stream:
        data = stream.read()
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise LostFile(_("這個檔案暫時拿不到，請告訴協會秘書處。"))
    return data


def file_name(file: ReleasedFile) -> str:
    """national-report-ivy-2026-e2-en.pdf, english-booklet-2026-7-screen.pdf: plain letters, which all systems keep."""
    edition, booklet = file.release.edition, file.release.booklet
    if edition is not None:
        return f"national-report-{edition.programme.slug}-e{edition.number}-{file.language}.{file.suffix}"
    which = "" if file.kind == "epub" else f"-{file.kind}"
    return f"english-booklet-{booklet.year}-{booklet.pk}{which}.{file.suffix}"  # type: ignore[union-attr]


def address(file: ReleasedFile) -> str:
    """Where everybody finds it."""
    return reverse("reports:released_file", args=[file.pk, file_name(file)])


def _dressed(file: ReleasedFile, release: Release) -> ReleasedFile:
    """A file with what the page calls it and where it is."""
    file.release = release
    if release.edition_id is not None:
        file.label = _("%(language)s %(format)s") % {  # type: ignore[attr-defined]
            "language": publishing.LANGUAGES[file.language], "format": file.suffix.upper(),
        }  # fmt: skip
    else:
        file.label = printing.FORMATS[file.kind].label  # type: ignore[attr-defined]
    file.address = address(file)  # type: ignore[attr-defined]
    return file


def structured(found: Sequence[Shown], name: str) -> dict[str, Any]:
    """The page in the words of schema.org: each report and booklet with its files."""
    here = settings.SITE_ADDRESS
    return {
        "@type": "CollectionPage",
        "name": name,
        "url": here + reverse("reports:released"),
        "inLanguage": get_language(),
        "hasPart": [
            {
                "@type": "Report" if one.release.edition else "Book",
                "name": one.title,
                "inLanguage": sorted({file.language for file in one.files}),
                "datePublished": one.release.released_at.isoformat(),
                "temporalCoverage": one.release.as_of.date().isoformat(),
                **({"version": str(one.release.edition.number)} if one.release.edition else {}),
                "encoding": [
                    {
                        "@type": "MediaObject",
                        "contentUrl": here + address(file),
                        "encodingFormat": TYPES[file.suffix],
                        "contentSize": str(file.size),
                        "sha256": file.sha256,
                        "inLanguage": file.language,
                    }
                    for file in one.files
                    if not one.lost
                ],
            }
            for one in found
        ],
    }
