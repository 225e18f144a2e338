"""Personal data in words that are to be seen: people's names, identity numbers, mobile numbers, private mail.

個人資料保護法第 2 條第 1 款 counts all of these. A public page has none of them, so what holds one is not published,
and the sentence says which, where, and what to do; on a projector in safe mode they are blotted out. An office's own
telephone number and mailbox may stand there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.prepared import PreparedRows
from foundation.taiwan import identity
from foundation.taiwan.fullwidth import halfwidth
from workshops.models import Group, Participant, Workshop

from .models import Plan

# How units' names end.
UNITS = tuple("會 中心 局 處 科 課 隊 團 所 組 站 院 校 大學 小學 志工 單位".split())
# What a device is called by its task or its make, not by its holder.
DEVICES = frozenset("記錄 紀錄 書記 桌長 組長 主持 主持人 講師 助教 平板 手機 電腦 筆電 裝置".split())
BLOT = "○○○"
_NUMBER = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Da-d1289]\d{8}(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?:\+?886[- ]?|0)9\d{2}[- ]?\d{3}[- ]?\d{3}(?!\d)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
# An office writes from the government's or an organisation's own domain; a mailbox elsewhere is somebody's.
_OFFICIAL = re.compile(r"\.(?:gov|org|edu)(?:\.tw)?$", re.IGNORECASE)

# Asked for a projector every two seconds.
PARTICIPANTS = PreparedRows(
    lambda workshop: Participant.objects.filter(workshop=workshop).order_by().values_list("name"), -271828
)
OFFICERS = PreparedRows(
    lambda county: (
        User.objects.filter(memberships__county=county, memberships__role=Role.COUNTY_OFFICER)
        .order_by()
        .values_list("name")
    ),
    "a county",
)


def people_of(workshop: Workshop, groups: Iterable[Group]) -> frozenset[str]:
    """The people of a workshop by name: participants, table hosts, who leads and looks after it, its county's officers.

    Two queries, where the workshop and its groups are at hand.
    """
    people = {name for (name,) in PARTICIPANTS.all(workshop.pk)} | {
        name for (name,) in OFFICERS.all(workshop.county_id)
    }
    people |= {group.host_name for group in groups}
    people |= {one.name for one in (workshop.lecturer, workshop.assistant, workshop.supervisor) if one is not None}
    return _names(people | _persons({workshop.contact_name}))


def names_of(plan: Plan) -> frozenset[str]:
    """Names that must not stand on a plan's public page: its workshop's people, its own, and who reported."""
    return people_of(plan.workshop, Group.objects.filter(workshop=plan.workshop_id)) | own_names_of(plan)


def own_names_of(plan: Plan) -> frozenset[str]:
    """A plan's own people: who is in charge, who follows it up, and who reported (no query where these are at hand)."""
    people: set[str] = set() if plan.supervisor is None else {plan.supervisor.name}
    written = _persons({plan.person_in_charge, *(one.reporter for one in plan.check_ins.all())})
    return _names(people | {name for name in written if name.strip() not in plan.lead_agency})


def devices_of(groups: Sequence[Group]) -> frozenset[str]:
    """What those at the tables call themselves on their devices (no query where the seats are at hand)."""
    called = {seat.name.strip() for group in groups for seat in group.seats.all()}
    return _names(_persons(called) - DEVICES)


def _persons(written: Iterable[str]) -> set[str]:
    """Where a name is typed freely a unit may stand under its own (聯合會、志推中心); that is nobody's."""
    return {name for name in written if not name.strip().endswith(UNITS)}


def _names(people: Iterable[str]) -> frozenset[str]:
    """A name of one character would be found in half the language."""
    return frozenset(name.strip() for name in people if len(name.strip()) > 1)


def is_official(mail: str) -> bool:
    """Whether a mailbox is an office's: in the government's, a school's or an organisation's own domain."""
    return _OFFICIAL.search(mail) is not None


def blotted(text: str, names: Iterable[str]) -> str:
    """A text without what is somebody's: names, identity and mobile numbers, private mail."""
    plain = halfwidth(text)
    hidden = _NUMBER.sub(lambda found: BLOT if identity.is_valid(found[0].upper()) else found[0], plain)
    hidden = _MAIL.sub(lambda found: found[0] if is_official(found[0]) else BLOT, _MOBILE.sub(BLOT, hidden))
    blots = _any_of(frozenset(names))
    seen = text if hidden == plain else hidden
    return blots.sub(BLOT, seen) if blots else seen


@lru_cache(maxsize=64)
def _any_of(names: frozenset[str]) -> re.Pattern[str] | None:
    """Finds each of these names, the longest first; a room's are the same all day."""
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))) if longest_first else None


def found_in(text: str, names: Iterable[str]) -> Iterator[str]:
    """What of a text is somebody's, as a sentence each."""
    plain = halfwidth(text)
    for match in _NUMBER.finditer(plain):
        if identity.is_valid(match[0].upper()):
            yield _("有身分證統一編號（%(masked)s）") % {"masked": identity.mask(match[0].upper())}
    for match in _MOBILE.finditer(plain):
        yield _("有手機號碼（%(number)s）") % {"number": match[0]}
    for match in _MAIL.finditer(plain):
        if not is_official(match[0]):
            yield _("有個人信箱（%(mail)s）") % {"mail": match[0]}
    for name in sorted(set(names)):
        if name in text:
            yield _("有人名「%(name)s」") % {"name": name}


def problems(texts: Mapping[str, str], names: Iterable[str]) -> list[str]:
    """What stands in texts that are to be public and must not, by where it stands.

    Args:
        texts: each text by what the page calls it.
    """
    known = tuple(names)
    return [
        _("「%(where)s」%(what)s。") % {"where": where, "what": what}
        for where, text in texts.items()
        for what in found_in(text, known)
    ]
