"""Personal data in words that are to be public: people's names, identity numbers, mobile numbers, private mail.

個人資料保護法第 2 條第 1 款 counts all of these. A public page has none of them, so what holds one is not published,
and the sentence says which, where, and what to do. An office's own telephone number and mailbox may stand there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import gettext as _

from foundation.taiwan import identity
from foundation.taiwan.fullwidth import halfwidth
from workshops.models import Group, Participant

from .models import Plan

# How units' names end.
UNITS = tuple("會 中心 局 處 科 課 隊 團 所 組 站 院 校 大學 小學 志工 單位".split())
_NUMBER = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Da-d1289]\d{8}(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?:\+?886[- ]?|0)9\d{2}[- ]?\d{3}[- ]?\d{3}(?!\d)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# An office writes from the government's or an organisation's own domain; a mailbox elsewhere is somebody's.
_OFFICIAL = re.compile(r"\.(?:gov|org|edu)(?:\.tw)?$", re.IGNORECASE)


def names_of(plan: Plan) -> frozenset[str]:
    """Names that must not stand on a plan's public page: participants, table hosts, its people, and who reported."""
    people = set(Participant.objects.filter(workshop=plan.workshop_id).values_list("name", flat=True))
    people |= set(Group.objects.filter(workshop=plan.workshop_id).values_list("host_name", flat=True))
    if plan.supervisor is not None:
        people.add(plan.supervisor.name)
    written = {plan.person_in_charge, *plan.check_ins.values_list("reporter", flat=True)}
    # Where a name is typed freely a unit may stand under its own (聯合會、志推中心); that is nobody's.
    people |= {name for name in written if not name.strip().endswith(UNITS) and name.strip() not in plan.lead_agency}
    return frozenset(name.strip() for name in people if len(name.strip()) > 1)


def is_official(mail: str) -> bool:
    """Whether a mailbox is an office's: in the government's, a school's or an organisation's own domain."""
    return _OFFICIAL.search(mail) is not None


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
