"""What the files of a pledge are called when they leave: 「臺北市 IVY 2026」, by the rule of the campaign."""

from __future__ import annotations

from collections.abc import Iterable

from .models import Media, Pledge


def of(pledge: Pledge, rows: Iterable[Media]) -> list[tuple[Media, str]]:
    """Each file with its name. A film that is alone bears the rule's name as it is, all others a number as well."""
    listed = sorted(rows, key=lambda one: (one.kind, one.pk))
    base = pledge.campaign.named(pledge.county.name)
    found = []
    for kind in Media.Kind:
        same = [one for one in listed if one.kind == kind]
        for number, one in enumerate(same, 1):
            alone = one.is_film and len(same) == 1
            found.append((one, f"{base}{'' if alone else f'-{number}'}.{one.suffix}"))
    return found
