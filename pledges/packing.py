"""Everything that was accepted as one download for the film's editor: the originals by their names, and a manifest.

Written as it is sent, one piece of one file at a time: however many films there are, memory holds a piece, and no copy
lies on the disk that a withdrawn licence would have to be taken out of.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch

from . import names
from .campaign_rules import Campaign
from .models import Licence, Media, Pledge

PIECE = 1 << 20
COLUMNS = (
    "name", "county_code", "county", "kind", "sha256", "bytes", "seconds", "width", "height", "container", "codec",
    "licence_version", "licence_signer", "licence_given_at", "held_on", "head", "findings",
)  # fmt: skip


class _Sink(io.RawIOBase):
    """Takes what the archive writes until it is handed on; it cannot be wound back."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """What was written since it was last asked."""
        data, self._held = b"".join(self._held), []
        return data


def contents(campaign: Campaign) -> list[tuple[dict[str, Any], Media]]:
    """Each file that may go out with its line of the manifest (three questions, however many)."""
    rows = Pledge.objects.on_the_wall().filter(campaign_key=campaign.key).select_related("county").prefetch_related(
        "media", Prefetch("licences", Licence.objects.standing(), to_attr="held")
    )  # fmt: skip
    found = []
    for pledge in rows.order_by("county"):
        licence = pledge.held[0]
        for media, name in names.of(pledge, pledge.media.all()):
            line = {
                "name": name, "county_code": pledge.county_id, "county": pledge.county.name, "kind": media.kind,
                "sha256": media.sha256, "bytes": media.size, "seconds": media.tenths / 10 if media.is_film else None,
                "width": media.width, "height": media.height, "container": media.container, "codec": media.codec,
                "licence_version": licence.version, "licence_signer": licence.signer,
                "licence_given_at": licence.given_at.isoformat(timespec="seconds"),
                "held_on": pledge.held_on.isoformat() if pledge.held_on else None, "head": pledge.head,
                "findings": " ".join(code for code, _values in media.findings),
            }  # fmt: skip
            found.append((line, media))
    return found


def written(campaign: Campaign, listed: list[tuple[dict[str, Any], Media]], *, now: dt.datetime) -> Iterator[bytes]:
    """The archive, piece by piece; the manifest stands first. Media are packed as they are: they do not get smaller."""
    sink = _Sink()
    stamp = now.timetuple()[:6]
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        lines = [line for line, _media in listed]
        told = {"campaign": campaign.key, "made_at": now.isoformat(timespec="seconds"), "files": lines}
        archive.writestr(zipfile.ZipInfo("manifest.json", stamp), json.dumps(told, ensure_ascii=False, indent=1))
        archive.writestr(zipfile.ZipInfo("manifest.csv", stamp), _as_csv(lines))
        yield sink.taken()
        for line, media in listed:
            info = zipfile.ZipInfo(f"{line['county']}/{line['name']}", stamp)
            info.file_size = media.size
            with media.content.open("rb") as stream, archive.open(info, "w") as entry:
                while piece := stream.read(PIECE):
                    entry.write(piece)
                    yield sink.taken()
    yield sink.taken()


def _as_csv(lines: list[dict[str, Any]]) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for line in lines:
        # A spreadsheet would take a name that begins so for a formula.
        writer.writerow({
            key: f"'{value}" if isinstance(value, str) and value[:1] in "=+-@" and value else value
            for key, value in line.items()
        })  # fmt: skip
    return b"\xef\xbb\xbf" + stream.getvalue().encode()
