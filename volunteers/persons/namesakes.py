"""Namesakes of one unit: whom a row of a list means, and whom somebody who is being registered may be.

A name alone makes nobody the same (pitfalls 8：人不是列), and yet a list without numbers comes again next month, and a
form is sent twice: whoever may be a namesake is then neither doubled nor made one, but asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.taiwan import naming
from foundation.taiwan.fullwidth import tight
from volunteers.models import Unit, Volunteer

from . import people

_TOLD = ("sex", "phone", "email", "born_on")
"""What tells namesakes apart where both sides have it."""


def whose(values: Mapping[str, Any], unit: Unit) -> tuple[Volunteer | None, bool]:
    """The person a row means, if she is in the register; and whether that is sure.

    Sure is what the identity number says; of the unit's people the name together with date of birth, number in the unit
    (where the row has no identity number), telephone or e-mail address. A namesake whom nothing else tells apart is not
    sure: she is the same only where the row says nothing new of her.

    Raises:
        ValidationError: the number is somebody's of another name, or several may be meant.
    """
    name = naming.person_key(values["name"])
    if values["identity"]:
        found = Volunteer.objects.numbered(people.mark_of(values["identity"])).first()
        if found is not None and found.name_key != name:
            raise ValidationError({"identity": _("這個證號在登錄裡是另一個姓名。請對照證件，改正姓名或證號。")})
        if found is not None:
            return found, True
    return _namesake(values, unit, name)


def maybe(values: Mapping[str, Any], unit: Unit) -> Volunteer | None:
    """Somebody who is in the unit now and may be the person who is being registered; None where nobody may.

    Args:
        values: as the form takes them; `number` is the identity number, which somebody of the register must not have.
    """
    here = Volunteer.objects.living().filter(
        enrolments__unit=unit, enrolments__left_on=None, name_key=naming.person_key(values["name"])
    )
    if values["number"]:
        here = here.filter(identity_mark=None)
    return next((one for one in here.order_by("pk") if not _told_apart(one, values)), None)


def unsure() -> ValidationError:
    """What is said where a row may mean somebody of the same name, or may not."""
    why = _("單位已經有同名的志工，這一列看不出是不是同一位。")
    cure = _(
        "是同一位，請讓這一列和她的頁面有一樣的出生日期、電話或志工編號，可以先在她的頁面補上；"
        "是另一位，請填證號，或到「登錄志工」登錄。"
    )
    return ValidationError({"name": why + cure})


def _namesake(values: Mapping[str, Any], unit: Unit, name: str) -> tuple[Volunteer | None, bool]:
    there = Volunteer.objects.living().filter(enrolments__unit=unit, name_key=name)
    if values["identity"]:
        there = there.filter(identity_mark=None)
    born_on, number = values["born_on"], values["number"]
    namesakes = list(there.distinct().order_by("pk"))
    if born_on:
        for one in namesakes:
            if one.born_on == born_on:
                return one, True
    numbers = _numbers(unit, namesakes) if number or not values["identity"] else {}
    if number and not values["identity"]:
        same = [one for one in namesakes if number in numbers[one.pk]]
        if len(same) == 1 and not _differ(same[0].born_on, born_on):
            return same[0], True
    open_ones = [one for one in namesakes if not _told_apart(one, values)]
    reached = [one for one in open_ones if _reached_alike(one, values)]
    if len(reached) == 1:
        return reached[0], True
    if values["identity"]:
        return None, True
    open_ones = [one for one in open_ones if not (number and numbers[one.pk])]
    if len(open_ones) > 1 or (open_ones and number):
        raise unsure()
    return next(iter(open_ones), None), False


def _numbers(unit: Unit, namesakes: list[Volunteer]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {one.pk: set() for one in namesakes}
    rows = unit.enrolments.filter(volunteer__in=namesakes).exclude(number="")
    for key, number in rows.values_list("volunteer", "number"):
        found[key].add(number)
    return found


def _told_apart(one: Volunteer, values: Mapping[str, Any]) -> bool:
    return any(_differ(_alike(getattr(one, name)), _alike(values[name])) for name in _TOLD)


def _reached_alike(one: Volunteer, values: Mapping[str, Any]) -> bool:
    return any(
        values[name] and _alike(values[name]) == _alike(getattr(one, name)) for name in ("phone", "email")
    )  # fmt: skip


def _alike(value: Any) -> Any:
    """A text for comparing; a telephone number without its signs."""
    return tight(value).replace("-", "").casefold() if isinstance(value, str) else value


def _differ(one: Any, other: Any) -> bool:
    return bool(one and other and one != other)
