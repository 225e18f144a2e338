"""Giving and ending roles."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import fullwidth
from foundation.taiwan.fullwidth import tight

from .models import County, Membership, Organisation, User
from .roles import ASSIGNABLE_BY, Permission, Role
from .scope import reach


def assignable_roles(user: Any) -> list[Role]:
    """The roles this person may hand out, in the order of the roles page."""
    allowed: set[Role] = set()
    for own in user.access.roles:
        allowed |= ASSIGNABLE_BY.get(own, frozenset())
    return [role for role in Role if role in allowed]


def give_role(
    *,
    email: str,
    name: str,
    role: str,
    by: Acts,
    on: dt.date,
    county: County | None = None,
    organisation: Organisation | None = None,
    sector: str = "",
    phone: str = "",
) -> Membership:
    """Give a role at a place to the owner of an e-mail address, making her account if she has none.

    A new account has no password; its owner sets one through 「忘記密碼」. An account that is there keeps its name.
    Where `by` could not read that name, she has to know it: an e-mail address alone tells no name across a county line.

    Raises:
        ValidationError: the role does not fit the place, she holds it already, or `by` may not hand it out, or does
            not know whose address it is.
    """
    address = email.strip().lower()
    if isinstance(by, User):
        if Role(role) not in assignable_roles(by):
            raise ValidationError({"role": _("您不能指派「%(role)s」，請洽協會秘書處。") % {"role": Role(role).label}})
        if not reach(by, Permission.ASSIGN_ROLES).covers(county.code if county else None):
            raise ValidationError({"county": _("只能指派自己縣市的角色。")})
    with transaction.atomic():
        user = User.objects.filter(email__iexact=address).first()
        if user is not None and isinstance(by, User) and not _known_to(by, user, name):
            raise ValidationError(
                {
                    "name": _(
                        "這個信箱已經有帳號，帳號上的姓名和您填的不同。請向本人確認姓名和信箱；還是不行，請洽協會秘書處。"
                    )
                }
            )
        if user is None:
            user = User.objects.create_user(address, name=name, phone=fullwidth.phone(phone))
            trail.record(Verb.CREATED, user, by=by, county=county.code if county else "", now={"email": address})
        membership = Membership(
            user=user, role=role, county=county, organisation=organisation, sector=sector, starts_on=on
        )
        membership.full_clean()
        membership.save()
        trail.record(Verb.ROLE_GIVEN, membership, by=by, now={"user": address, "role": role})
    return membership


def _known_to(by: User, user: User, name: str) -> bool:
    """Whether `by` reads this person's name on her page of roles anyway, or has named her."""
    if reach(by, Permission.ASSIGN_ROLES).everywhere or Membership.objects.visible_to(by).filter(user=user).exists():
        return True
    return as_called(name) == as_called(user.name)


def as_called(name: str) -> str:
    """A name for comparing, whatever its spacing, width, case and 台 for 臺."""
    return tight(name).casefold().replace("台", "臺")


def end_role(*, membership: Membership, by: Acts, on: dt.date, reason: str = "") -> Membership:
    """End a membership: from the day `on` it no longer opens anything.

    Raises:
        ValidationError: it has ended already.
    """
    with transaction.atomic():
        ends_on = max(membership.starts_on, on)
        updated = Membership.objects.filter(pk=membership.pk, ends_on=None).update(ends_on=ends_on)
        if not updated:
            raise ValidationError(_("這個角色已經結束。"))
        membership.ends_on = ends_on
        trail.record(Verb.ROLE_ENDED, membership, by=by, was={"ends_on": None}, now={"ends_on": ends_on}, reason=reason)
    return membership
