"""Which photos may be printed, and by what right: those of the booklet and of the report's chapters alike.

There are two ways in which a photo's right is recorded in the house. A county has let everybody see it as evidence of
a plan (`PublicUpdate.pieces`), or it belongs to an accepted pledge whose licence to the association and IAVE holds.
Both can be taken back, so whoever prints asks again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from actionplans.models import Evidence, PublicUpdate
from foundation.files.models import StoredFile
from pledges.models import Media


@dataclass(frozen=True, slots=True)
class Right:
    """Whether a photo may be printed; `words` say by what, or why not."""

    holds: bool
    words: str


def shown() -> QuerySet[PublicUpdate]:
    """Updates that everybody may read now."""
    return PublicUpdate.objects.filter(Q(publication__withdrawn_at=None), publication__plan__state="adopted")


def public_evidence(updates: QuerySet[PublicUpdate]) -> QuerySet[Evidence]:
    """The photos that such updates let everybody see, the newest reports first."""
    rows = Evidence.objects.filter(pk__in=updates.values("pieces"), file__kind=StoredFile.Kind.PICTURE)
    return rows.select_related("file").order_by("-check_in__number", "pk")


def licensed_media() -> QuerySet[Media]:
    """The photos of pledges whose licence holds."""
    return Media.objects.on_the_wall().filter(kind=Media.Kind.PHOTO).exclude(shown="").distinct().order_by("-pk")


def rights(photos: Iterable[Any]) -> dict[int, Right]:
    """Whether each may be printed now, by key (two queries): rows with an `evidence` or a `media`."""
    rows = list(photos)
    seen = set(
        shown().filter(pieces__in=[row.evidence_id for row in rows if row.evidence_id]).values_list("pieces", flat=True)
    )
    licensed = set(
        Media.objects.on_the_wall().filter(pk__in=[row.media_id for row in rows if row.media_id])
        .values_list("pk", flat=True)
    )  # fmt: skip
    return {row.pk: _right(row, seen, licensed) for row in rows}


def content(photo: Any) -> bytes:
    """The picture as the house wrote it anew: a JPEG without place and camera."""
    file = photo.evidence.file.content if photo.evidence and photo.evidence.file else photo.media.shown
    with file.open("rb") as stream:
        data: bytes = stream.read()
    return data


def thumbnail(evidence: Evidence | None, media: Media | None) -> str:
    """Where a small picture of it is; empty where there is none."""
    if evidence is not None:
        return reverse("files:thumbnail", args=[evidence.file_id]) if evidence.file_id else ""
    return reverse("pledges:file", args=[media.pk, "small"]) if media is not None else ""


def _right(photo: Any, seen: set[int], licensed: set[int]) -> Right:
    if photo.evidence_id is not None:
        if photo.evidence_id in seen:
            return Right(True, _("縣市已公開這張佐證照片"))
        return Right(False, _("縣市已收回這張照片的公開"))
    if photo.media_id in licensed:
        return Right(True, _("宣示素材已授權協會與 IAVE"))
    return Right(False, _("宣示素材的授權已經撤回"))
