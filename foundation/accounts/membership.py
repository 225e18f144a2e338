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

    A new account has no password; its owner sets one through 「忘記密碼」.

    Raises:
        ValidationError: the role does not fit the place, she holds it already, or `by` may not hand it out.
    """
    address = email.strip().lower()
    if isinstance(by, User):
        if Role(role) not in assignable_roles(by):
            raise ValidationError({"role": _("您不能指派「%(role)s」，請洽協會秘書處。") % {"role": Role(role).label}})
        if not reach(by, Permission.ASSIGN_ROLES).covers(county.code if county else None):
            raise ValidationError({"county": _("只能指派自己縣市的角色。")})
    with transaction.atomic():
        user = User.objects.filter(email__iexact=address).first()
        if user is None:
            user = User.objects.create_user(address, name=name, phone=phone)
            trail.record(Verb.CREATED, user, by=by, county=county.code if county else "", now={"email": address})
        membership = Membership(
            user=user, role=role, county=county, organisation=organisation, sector=sector, starts_on=on
        )
        membership.full_clean()
        membership.save()
        trail.record(Verb.ROLE_GIVEN, membership, by=by, now={"user": address, "role": role})
    return membership


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
