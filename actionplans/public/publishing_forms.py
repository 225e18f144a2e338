"""What was typed on the publishing page and is not saved yet: it stays in its boxes, whichever button was pressed.

The page has a button for each check-in, each voice and the plan itself; each saves its own and nothing else. What was
typed beside it waits in the session of who typed it, marked as not saved, until its own button is pressed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, QueryDict

from actionplans.models import CheckIn, Publication
from actionplans.models.publication import LONGEST_SUMMARY, LONGEST_WHY

LONGEST = {
    "summary": LONGEST_SUMMARY, "summary_en": LONGEST_SUMMARY * 3, "reason": LONGEST_WHY, "voice": LONGEST_WHY,
    "words": 2000, "words_en": 4000,
}  # fmt: skip
FIELD = re.compile(r"(summary|summary_en|reason)|(voice|words|words_en)-\d{1,18}", re.ASCII)
Typed = dict[str, str]


def typed_in(sent: QueryDict) -> Typed:
    """Every box of the page as it was sent; the pieces ticked for a check-in as one text."""
    found = {name: value for name, value in sent.items() if isinstance(value, str) and FIELD.fullmatch(name)}
    for name in sent:
        if re.fullmatch(r"(asked|pieces)-\d{1,18}", name, re.ASCII):  # boxes that are not ticked are not sent
            key = name.partition("-")[2]
            found[f"pieces-{key}"] = " ".join(sorted(one for one in sent.getlist(f"pieces-{key}") if one.isdecimal()))
    return found


def standing(publication: Publication | None, check_ins: Iterable[CheckIn]) -> Typed:
    """Every box as it would be drawn where nobody had typed: what is public, or else what was reported."""
    found = {
        "summary": publication.summary if publication else "",
        "summary_en": publication.summary_en if publication else "",
    }
    for one in check_ins:
        update = getattr(one, "public_update", None)
        reported = "\n".join(filter(None, (one.happened, one.hindered)))
        found[f"words-{one.pk}"] = update.words if update else reported
        found[f"words_en-{one.pk}"] = update.words_en if update else ""
        found[f"pieces-{one.pk}"] = " ".join(sorted(str(piece.pk) for piece in update.pieces.all())) if update else ""
    return found


def unsaved(typed: Mapping[str, str], stands: Mapping[str, str]) -> Typed:
    """What was typed and is not what stands; line ends, which browsers send in their own way, make no difference."""
    return {
        name: value for name, value in typed.items() if _plain(value) != _plain(stands.get(name, ""))
    }  # fmt: skip


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def keep(request: HttpRequest, plan: int, typed: Mapping[str, str]) -> None:
    """Let what is not saved wait for the next time the page is drawn; each box no longer than it may be."""
    most = {name: LONGEST.get(name.partition("-")[0], 200) * 2 for name in typed}
    request.session[f"publish-{plan}"] = {name: value[: most[name]] for name, value in typed.items()}


def kept(request: HttpRequest, plan: int) -> Typed:
    """What waits; empty where nothing does."""
    found: Any = request.session.get(f"publish-{plan}", {})
    return {name: value for name, value in found.items() if isinstance(value, str)}
