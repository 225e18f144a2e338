"""People and their roles, as tests need them: boring, valid, and nobody twice."""

import datetime as dt
import itertools

from django.contrib.sessions.backends.db import SessionStore

from foundation.accounts.models import County, Membership, Organisation, Passkey, SignIn, User
from foundation.accounts.roles import Role

_numbers = itertools.count(1)


def county(code: str = "TTT") -> County:
    """One of the 22 counties, which a migration has made."""
    return County.objects.get(pk=code)


def make_user(
    role: str | None = Role.COUNTY_OFFICER,
    county: str | None = "TTT",
    *,
    name: str = "",
    email: str = "",
    password: str | None = None,
    sector: str = "",
    is_active: bool = True,
    starts_on: dt.date = dt.date(2025, 1, 1),
    ends_on: dt.date | None = None,
) -> User:
    """A person with one role; `role=None` for one who has an account and nothing else.

    The association has no county, whatever `county` says.
    """
    number = next(_numbers)
    user = User.objects.create_user(
        email or f"person{number}@example.org", password, name=name or f"王{number}明", is_active=is_active
    )
    if role is not None:
        give(user, role, county, sector=sector, starts_on=starts_on, ends_on=ends_on)
    return user


def give(
    user: User,
    role: str,
    county: str | None = "TTT",
    *,
    sector: str = "",
    organisation: Organisation | None = None,
    starts_on: dt.date = dt.date(2025, 1, 1),
    ends_on: dt.date | None = None,
) -> Membership:
    """One more role for somebody; what she may do is read anew."""
    membership = Membership.objects.create(
        user=user,
        role=role,
        county_id=None if role == Role.ASSOCIATION else county,
        sector=sector,
        organisation=organisation,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    user.__dict__.pop("access", None)
    return membership


def make_organisation(county: str = "TTT", kind: str = Organisation.Kind.UNIT, name: str = "") -> Organisation:
    """An office or unit."""
    return Organisation.objects.create(county_id=county, kind=kind, name=name or f"示範單位{next(_numbers)}")


def make_sign_in(user: User, *, now: dt.datetime) -> SignIn:
    """A browser in which somebody is signed in, beside the one a test asks with."""
    session = SessionStore()
    session.create()
    return SignIn.objects.create(
        user=user, session_id=session.session_key, browser="Firefox", system="Linux", address="192.0.2.*",
        began_at=now, seen_at=now,
    )  # fmt: skip


def make_passkey(user: User, *, now: dt.datetime) -> Passkey:
    """A key that nothing here can show; `tests/makers/authenticator.py` has one that can."""
    return Passkey.objects.create(
        user=user, name="公務手機", credential=f"{user.pk:08}", public_key="pQECAyYgASFYIA", made_at=now
    )
