"""Which office is in charge of a unit's plan, and the guide that finds it.

Source: 志願服務法 第 4 條、第 7 條; 臺北市志願服務實務手冊「備案」: one county, or several one by one, file with each
county's office; several counties may also file with the ministry, the whole country does; two categories or more are
綜合類, which belongs to social affairs. The offices themselves are data (`offices.py`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteers.models import Authority

COMPREHENSIVE = "comprehensive"
SOURCE = "志願服務法第 4 條、第 7 條；臺北市志願服務實務手冊「備案」（107.9.20）"


def in_charge(*, county: str, category: str) -> Authority:
    """The county's office for a category; the county government where no office of its own is known for it.

    Taipei's categories without an office go to social affairs, which is in charge of what crosses offices
    (志願服務法 第 4 條第 2 項).
    """
    offices = list(Authority.objects.of_county(county))
    for office in offices:
        if category in office.categories:
            return office
    return next(
        (office for office in offices if not office.categories),
        next((office for office in offices if COMPREHENSIVE in office.categories), offices[0]),
    )


@dataclass(frozen=True, slots=True)
class Way:
    """One way to file: with which offices, and why."""

    offices: tuple[Authority, ...]
    category: str
    why: str | Promise
    source: str


def ways(*, counties: Collection[str], categories: Collection[str], nationwide: bool = False) -> tuple[Way, ...]:
    """Where a plan may be filed, by where it serves and what kinds of service it holds.

    Args:
        counties: codes of the counties served; not asked where the whole country is.
        categories: codes of the kinds of service.

    Raises:
        ValueError: no place or no kind is given.
    """
    if not categories or not (counties or nationwide):
        raise ValueError("a plan serves somewhere, and does something")
    category = next(iter(categories)) if len(set(categories)) == 1 else COMPREHENSIVE
    central = Way(
        (_central(category),),
        category,
        _("服務範圍是全國，向中央目的事業主管機關核備。")
        if nationwide
        else _("服務範圍不限於一個縣市，可以向中央目的事業主管機關核備。"),
        "臺北市志願服務實務手冊「服務範圍不限於一個縣市，或是服務範圍為全國，可向中央目的事業主管機關核備」",
    )
    if nationwide:
        return (central,)
    offices = tuple(in_charge(county=county, category=category) for county in sorted(set(counties)))
    local = Way(
        offices,
        category,
        _("服務範圍在一個縣市，向該縣市的目的事業主管機關核備。")
        if len(offices) == 1
        else _("分別向服務範圍所屬各縣市的目的事業主管機關核備。"),
        "臺北市志願服務實務手冊「服務範圍為單一縣市，或是多個縣市，分別向服務範圍所屬地方目的事業主管機關核備」",
    )
    return (local,) if len(offices) == 1 else (central, local)


def _central(category: str) -> Authority:
    offices = list(Authority.objects.of_county(None))
    return next(
        (one for one in offices if category in one.categories), next(one for one in offices if one.code == "tw-mohw")
    )
