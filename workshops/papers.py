"""What is printed for a workshop: each paper says who may print it, from which template, with what on it.

Apps above add papers of their own with `add` when they are ready (the blank forms stand with the questions).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from foundation.accounts import trail_lines
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import pdf, taken
from foundation.exports.imprint import Imprint
from foundation.exports.table import half_widths

from . import codes
from .grouping import unit_key
from .models import Group, Participant, Workshop
from .participants import may_read_hosts

TAGS_ON_A_PAGE = 10


class NothingToPrint(Exception):
    """The paper would be empty; the message says what has to be done first."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One thing to print.

    Attributes:
        key: stands in the address.
        label, text: what it is, and what it is good for.
        size: of the paper, in words.
        permission: who may print it, at this very workshop.
        template: below templates/.
        fill: what the template is given; gets the workshop, `site` (the beginning of every address on the paper) and
            whoever prints. Raises `NothingToPrint`.
        names_people: a list of people; each of its pages says who took it (`foundation.exports.taken`).
        is_long: takes too long to wait for in a page; it is made in the background.
    """

    key: str
    label: str | Promise
    text: str | Promise
    size: str
    permission: Permission
    template: str
    fill: Callable[[Workshop, str, User], dict[str, Any]]
    is_long: bool = False
    names_people: bool = False


_papers: dict[str, Paper] = {}


def add(paper: Paper) -> None:
    """Offer a paper; offering its key again replaces it."""
    _papers[paper.key] = paper
    trail_lines.say("paper", paper.key, paper.label)


def papers_for(workshop: Workshop, user: Any) -> list[Paper]:
    """What this person may print of this workshop."""
    return [paper for paper in _papers.values() if _may(paper, workshop, user)]


def find(key: str, workshop: Workshop, user: Any) -> Paper | None:
    """The paper of that key; None when there is none or when it is not for this person."""
    paper = _papers.get(key)
    return paper if paper is not None and _may(paper, workshop, user) else None


def _may(paper: Paper, workshop: Workshop, user: Any) -> bool:
    return Workshop.objects.visible_to(user, paper.permission).filter(pk=workshop.pk).exists()


def print_out(
    paper: Paper,
    *,
    workshop: Workshop,
    site: str,
    by: User,
    now: dt.datetime,
    page: Callable[[int], None] | None = None,
) -> bytes:
    """The paper as PDF, with a line in the trail: paper leaves the house and does not come back.

    `page` hears the number of each page as it is laid out.

    Raises:
        NothingToPrint: something has to be done first.
    """
    language = "zh-Hant-TW" if (get_language() or "zh").startswith("zh") else "en"
    title = f"{workshop}　{paper.label}"
    context = {"workshop": workshop, "language": language, "title": title}
    html = pdf.compose(paper.template, context | paper.fill(workshop, site, by))
    copy = taken.copy_for(by, now=now) if paper.names_people else None
    line = copy.line if copy else ""
    imprint = Imprint(title, creator=workshop.host_unit, created=now, language=language, taken=line)
    document = pdf.render(html, imprint=imprint, progress=page)
    told = {"paper": paper.key} | ({"copy": copy.number} if copy else {})
    trail.record(Verb.PRINTED, workshop, by=by, now=told, at=now)
    return document


def _people(workshop: Workshop) -> list[Participant]:
    rows = workshop.participants.select_related("group")
    people = list(rows.order_by(F("group__number").asc(nulls_first=True), "unit", "name"))
    if not people:
        raise NothingToPrint(_("名單上還沒有人。請先加入參加者。"))
    return people


def sign_in_by_group(workshop: Workshop, site: str, by: User) -> dict[str, Any]:
    """Who comes, table by table; no contacts on a sheet that goes from hand to hand."""
    people = _people(workshop)
    parts: list[tuple[str, list[Participant]]] = []
    for group in workshop.groups.order_by("number"):
        seated = [one for one in people if one.group_id == group.pk]
        if seated:
            parts.append((str(group), seated))
    if waiting := [one for one in people if one.group_id is None]:
        parts.append((_("還沒有組別"), waiting))
    return {"parts": _numbered(parts), "people": len(people), "how": _("依組別"), "by_group": True}


def sign_in_by_unit(workshop: Workshop, site: str, by: User) -> dict[str, Any]:
    """Who comes, as people look for themselves at the door: by unit."""
    people = sorted(_people(workshop), key=lambda one: (one.kind, unit_key(one.unit), one.name))
    parts = [(str(kind.label), [one for one in people if one.kind == kind]) for kind in Participant.Kind]
    return {
        "parts": _numbered([part for part in parts if part[1]]),
        "people": len(people),
        "how": _("依單位"),
        "by_group": False,
    }


def _numbered(parts: Sequence[tuple[str, list[Participant]]]) -> list[dict[str, Any]]:
    """Lines numbered through the whole sheet, so that the last number is the number of people."""
    numbered, number = [], 0
    for title, people in parts:
        rows = []
        for one in people:
            number += 1
            rows.append((number, one))
        numbered.append({"title": title, "rows": rows})
    return numbered


def name_tags(workshop: Workshop, site: str, by: User) -> dict[str, Any]:
    """Ten tags on a page, with marks to cut along."""
    people = _people(workshop)
    pages = [people[start : start + TAGS_ON_A_PAGE] for start in range(0, len(people), TAGS_ON_A_PAGE)]
    return {
        "pages": [[(one, _letters(one.name), _place(at) + _room(one)) for at, one in enumerate(page)] for page in pages]
    }


def _place(at: int) -> str:
    """Classes of the template: column and row of the tag on its page."""
    return f"c{at % 2} r{at // 2}"


def _letters(name: str) -> str:
    """How long a name is, for its size."""
    sizes = {"short": 4, "long": 10, "longest": 24}
    return next((size for size, most in sizes.items() if len(name) <= most), "endless")


def _room(person: Participant) -> str:
    """How much room unit and title take: classes of the template that set them smaller, the name with them."""
    for lines, letters, classes in ((3, 20, ""), (4, 26, " full")):
        written = [half_widths(words) / 2 for words in (person.unit, person.title) if words]
        if sum(-(-width // letters) for width in written) <= lines:
            return classes
    return " full crowded"


def table_cards(workshop: Workshop, site: str, by: User) -> dict[str, Any]:
    """A card for each table: its number, the QR, the code in letters that can be read across the table."""
    groups = [g for g in workshop.groups.order_by("number") if g.code and g.code_revoked_at is None]
    if not groups:
        raise NothingToPrint(_("還沒有桌邊代碼。請先到「桌邊代碼與裝置」發出代碼。"))
    return {
        "cards": [(group, join_address(group, site)) for group in groups],
        "typed": f"{site}{reverse('workshops:join')}".removeprefix("https://").removeprefix("http://"),
        "usual": codes.usual_time(workshop),
        "hosts": may_read_hosts(workshop, by, timezone.now()),
    }


def join_address(group: Group, site: str) -> str:
    """What a table's QR leads to."""
    return f"{site}{codes.address_of(group)}"


add(
    Paper(
        "sign-in-groups", gettext_lazy("簽到表（依組別）"),
        gettext_lazy("放在各桌或報到處，找組別最快。不印電話與信箱。"),
        "A4", Permission.MANAGE_PARTICIPANTS, "print/sign_in.html", sign_in_by_group,
        names_people=True,
    )
)  # fmt: skip
add(
    Paper(
        "sign-in-units", gettext_lazy("簽到表（依單位）"), gettext_lazy("報到時依單位找自己的名字，同時看到組別。"),
        "A4", Permission.MANAGE_PARTICIPANTS, "print/sign_in.html", sign_in_by_unit,
        names_people=True,
    )
)  # fmt: skip
add(
    Paper(
        "name-tags", gettext_lazy("名牌"), gettext_lazy("一頁 10 張，沿記號裁開，放進名牌套（9 × 5.4 公分）。"),
        "A4", Permission.MANAGE_PARTICIPANTS, "print/name_tags.html", name_tags,
    )
)  # fmt: skip
add(
    Paper(
        "table-cards", gettext_lazy("桌牌"), gettext_lazy("每組一張：組別、QR 碼、代碼和加入的三個步驟。"),
        "A4", Permission.RUN_WORKSHOP, "print/table_cards.html", table_cards,
    )
)  # fmt: skip
