"""Findings on paper: the awards of a person, a team or a family as a tree with the sentence behind each condition, and
lists of who stands where."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.models import User
from foundation.exports import pdf
from foundation.exports.imprint import Imprint
from foundation.taiwan import roc
from foundation.taiwan.counties import BY_CODE
from volunteers.models import Enrolment, Family, RecordBook, Unit, Volunteer
from volunteers.rules.award_judging import Outcome
from volunteers.rules.award_terms import Award

from . import completeness, eligibility, lists, told, words

ONE, LIST = "獎項資格", "獎項名單"
"""What the trail calls these papers."""
MOST = 2_000
GROUPS = (
    (gettext_lazy("已經達標"), (Outcome.ELIGIBLE, Outcome.CANDIDATE)),
    (gettext_lazy("還沒到，估得出日期"), (Outcome.NOT_YET,)),
    (gettext_lazy("資料不足"), (Outcome.UNKNOWN,)),
    (gettext_lazy("要由單位提報、由人認定"), (Outcome.BY_PEOPLE,)),
    (gettext_lazy("還不符合"), (Outcome.NO,)),
)


def of_person(one: Volunteer, *, on: dt.date, now: dt.datetime, language: str, award: str = "") -> bytes:
    """Where a volunteer stands with every award that concerns her, or with one: what her page says, line by line.

    Raises:
        KeyError: there is no such award for her.
    """
    held = RecordBook.objects.held().filter(volunteer=one, issued_on__lte=on).exists()
    lacks = completeness.missing(one, on, has_book=held)
    facts = [(_("姓名"), one.name), (_("登錄簿還缺"), _("、").join(lacks) or _("沒有，都備齊了"))]
    return _of(one, facts, on=on, now=now, language=language, award=award, lacks=lacks)


def of_team(unit: Unit, *, on: dt.date, now: dt.datetime, language: str, award: str = "") -> bytes:
    """Where a unit's team, and the unit itself, stands: what its page says.

    Raises:
        KeyError: there is no such award for it.
    """
    facts = [(_("運用單位"), unit.name), (_("單位編號"), unit.code)]
    return _of(unit, facts, on=on, now=now, language=language, award=award)


def of_family(family: Family, *, on: dt.date, now: dt.datetime, language: str, award: str = "") -> bytes:
    """Where a family stands, member by member: what its page says.

    Raises:
        KeyError: there is no such award for it.
    """
    members = [one.volunteer.name for one in family.members.all()]
    facts = [(_("成員"), _("、").join(members)), (_("運用單位"), family.unit.name)]
    return _of(family, facts, on=on, now=now, language=language, award=award)


def _of(
    whose: Volunteer | Unit | Family, facts: list[tuple[str, str]], *, on: dt.date, now: dt.datetime, language: str,
    award: str, lacks: list[str] | None = None,
) -> bytes:  # fmt: skip
    found = [each for each in eligibility.concerning(whose, on) if award in ("", each.award.code)]
    if award and not found:
        raise KeyError(award)
    names = words.names_of(found)
    wholes = [told.tell(each, names, completeness.sentence(lacks or [])) for each in found]
    title = _("%(name)s的獎項資格") % {"name": whose.name}
    context = {
        "title": title, "facts": [*facts, (_("評估日期"), roc.shown(on))], "demo": getattr(settings, "DEMO", False),
        "language": language, "groups": list(_groups(wholes)),
        "lacks_source": completeness.SOURCE if lacks else "",
    }  # fmt: skip
    imprint = Imprint(title=title, creator=_county(whose), created=now, language=language)
    return pdf.render(pdf.compose("print/award_findings.html", context), imprint=imprint)


def _county(whose: Volunteer | Unit | Family) -> str:
    """In which county the paper was made, for its imprint."""
    codes: Iterable[str] = (whose.county_id,) if not isinstance(whose, Volunteer) else sorted(
        Enrolment.objects.filter(volunteer=whose).order_by().values_list("unit__county", flat=True).distinct()
    )  # fmt: skip
    return next((BY_CODE[code].name for code in codes if code in BY_CODE), "")


def of_list(
    rows: QuerySet[Any], *, user: User, rules: Mapping[str, Award], title: str, on: dt.date, now: dt.datetime,
    language: str, taken: str = "",
) -> bytes:  # fmt: skip
    """Who stands on a list, award by award.

    Args:
        rows: standings as their reader may see them, `MOST` at most.
        taken: who took this copy, for the foot of each page.
    """
    parts: dict[str, list[Any]] = {}
    for one in lists.with_names(rows, user, on):
        one.said = lists.said(one)
        parts.setdefault(one.award, []).append(one)
    context = {
        "title": title, "demo": getattr(settings, "DEMO", False), "language": language, "day": roc.shown(on),
        "parts": [
            {"award": rules.get(code), "code": code, "rows": its, "count": len(its)} for code, its in parts.items()
        ],
    }  # fmt: skip
    imprint = Imprint(title=title, creator=str(user), created=now, language=language, taken=taken)
    return pdf.render(pdf.compose("print/award_list.html", context), imprint=imprint)


def _groups(wholes: Iterable[told.Told]) -> Iterable[dict[str, Any]]:
    every = list(wholes)
    for label, outcomes in GROUPS:
        cards = [one for one in every if one.outcome in outcomes]
        if cards:
            yield {"label": label, "cards": cards}
