"""Who the handbooks are for, and which guides stand in whose: whoever may open a page finds it in hers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import POLICIES, Permission, Role
from foundation.ui import guiding


@dataclass(frozen=True, slots=True)
class Reader:
    """One kind of reader.

    Attributes:
        role: whose pages her book explains.
        beside: chapters whose pages for everybody (or for anybody who is signed in) belong to her work.
        only: her book has these chapters, in this order, and no other; all of them where nothing stands here.
        also: guides, by the first of their pages, that her own gate does not bring: she sees what is about herself.
        without: guides of pages that open for anybody who is signed in, and show nothing to her.
    """

    key: str
    title: str | Promise
    about: str | Promise
    role: Role
    beside: frozenset[str]
    only: tuple[str, ...] = ()
    also: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """A chapter as one reader gets it."""

    key: str
    title: str | Promise
    about: str | Promise
    guides: tuple[guiding.Guide, ...]


EVERYWHERE = frozenset({"entering"})
READERS: dict[str, Reader] = {
    one.key: one
    for one in (
        Reader(
            "officer",
            _("縣市承辦人"),
            _("登記與籌備工作坊、整併採納、追蹤方案、開會與訂年度計畫，並管理本縣市的運用單位與志工。"),
            Role.COUNTY_OFFICER,
            EVERYWHERE | {"results"},
        ),
        Reader(
            "facilitator",
            _("小組引導員與各桌"),
            _("到桌邊加入、寫完五個階段、斷線時怎麼辦，以及帶場的人怎麼控制時間與投影。"),
            Role.LECTURER,
            frozenset({"joining", "table"}),
            ("joining", "table", "room", "workshops"),
        ),
        Reader(
            "association",
            _("協會秘書處"),
            _("訂方案與表單用語、確認工作坊、看 22 縣市走到哪裡，寫信提醒，產製全國報告與英文成果冊。"),
            Role.ASSOCIATION,
            EVERYWHERE | {"results"},
            without=frozenset(
                {
                    "volunteers:agreements",
                    "volunteers:appraisals",
                    "volunteers:award_candidate",
                    "volunteers:award_committee",
                    "volunteers:evaluation",
                    "volunteers:families",
                    "volunteers:person_awards",
                    "volunteers:unit_appraisals",
                }
            ),
        ),
        Reader(
            "unit",
            _("運用單位"),
            _("計畫備案、志工名冊與訓練、時數與排班、保險、招募、考核、提報獎項與成果回報。"),
            Role.UNIT_COORDINATOR,
            EVERYWHERE | {"serve"},
            without=frozenset(
                {
                    "reports:cell_return",
                    "volunteers:award_committee",
                    "volunteers:result_sums",
                    "volunteers:rosters",
                }
            ),
        ),
        Reader(
            "authority",
            _("目的事業主管機關"),
            _("審查備案與紀錄冊、抽驗時數、評鑑單位、審查提報的獎項與成果回報。"),
            Role.AUTHORITY_OFFICER,
            EVERYWHERE,
            without=frozenset(
                {
                    "reports:case_invitation",
                    "reports:cell_return",
                    "reports:symposia",
                    "reports:symposium",
                    "volunteers:agreements",
                    "volunteers:award_ceremony",
                    "volunteers:award_committee",
                    "volunteers:evaluation",
                    "volunteers:evaluation_scale",
                    "volunteers:lesson",
                    "volunteers:rights",
                    "volunteers:session_lessons",
                    "volunteers:session_people",
                }
            ),
        ),
        Reader(
            "volunteer",
            _("志工"),
            _("看自己的訓練、時數與班表，簽到退、請假換班、下載證明，找服務機會。"),
            Role.VOLUNTEER,
            EVERYWHERE | {"serve", "mine"},
            also=frozenset(
                {
                    "volunteers:agreements",
                    "volunteers:here",
                    "volunteers:lesson_here",
                    "volunteers:person_awards",
                    "volunteers:session",
                    "volunteers:sessions",
                }
            ),
            without=frozenset({"actionplans:calendar", "actionplans:fixed_days", "jobs:job"}),
        ),
    )
}


def parts_for(reader: Reader) -> list[Part]:
    """The reader's chapters, each with the guides of the pages she may open."""
    found = []
    chapters = {chapter.key: chapter for chapter in guiding.chapters()}
    for chapter in [chapters[key] for key in reader.only or chapters]:
        guides = tuple(one for one in chapter.guides if _hers(reader, chapter, one))
        if guides:
            found.append(Part(chapter.key, chapter.title, chapter.about, guides))
    return found


def read_by(user: object, on: dt.date) -> set[str]:
    """The keys of the handbooks for the roles that this person holds on a day."""
    memberships = getattr(user, "memberships", None)
    roles = set(memberships.current(on).values_list("role", flat=True)) if memberships is not None else set()
    return {reader.key for reader in READERS.values() if reader.role in roles}


def _hers(reader: Reader, chapter: guiding.Chapter, guide: guiding.Guide) -> bool:
    """One of the guide's pages opens for her role; a page for everybody counts where she works in its chapter."""
    page = guide.names.split()[0]
    if page in reader.also or page in reader.without:
        return page in reader.also
    gates = [_gates().get(name, "") for name in guide.names.split()]
    if any(_granted(reader, gate) for gate in gates):
        return True
    open_to_all = any(gate.startswith("public") or gate == "signed-in" for gate in gates)
    return open_to_all and (
        chapter.key in reader.beside
        or any(_granted(reader, _gates().get(name, "")) for one in chapter.guides for name in one.names.split())
    )


def _granted(reader: Reader, gate: str) -> bool:
    return isinstance(gate, Permission) and gate in POLICIES[reader.role].granted


@cache
def _gates() -> dict[str, str]:
    """The full name of each address → what its gate asks."""
    return {name: getattr(view, "gate", "") for name, view in _named(get_resolver())}


def _named(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, object]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _named(one, (*spaces, one.namespace) if one.namespace else spaces)
        elif isinstance(one, URLPattern):
            yield ":".join((*spaces, str(one.name))), one.callback
