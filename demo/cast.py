"""Who plays in the demonstration: one account for each role, and the people the counties need."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from foundation.accounts import membership
from foundation.accounts.models import County, User
from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM

from . import people

HOME = "TTT"
DOMAIN = "demo.example"


@dataclass(frozen=True, slots=True)
class Account:
    """An account that `./start` prints."""

    role: str
    county: str | None
    email: str
    name: str


ACCOUNTS = (
    Account(Role.ASSOCIATION, None, f"association@{DOMAIN}", "林小美"),
    Account(Role.COUNTY_OFFICER, HOME, f"officer@{DOMAIN}", "王小明"),
    Account(Role.SUPERVISOR, HOME, f"supervisor@{DOMAIN}", "李小芬"),
    Account(Role.LECTURER, HOME, f"lecturer@{DOMAIN}", "陳大文"),
    Account(Role.AUTHORITY_OFFICER, HOME, f"authority@{DOMAIN}", "黃小玲"),
    Account(Role.UNIT_COORDINATOR, HOME, f"unit@{DOMAIN}", "張大同"),
    Account(Role.VOLUNTEER, HOME, f"volunteer@{DOMAIN}", "吳小安"),
)


@dataclass(frozen=True, slots=True)
class Cast:
    """The people a scene needs, by county where they belong to one."""

    staff: User
    officers: dict[str, User]
    supervisors: dict[str, User]
    lecturers: list[User]
    coordinator: User
    volunteer: User


def gather(*, chance: random.Random, since: dt.date) -> Cast:
    """Make everybody, with one password for all of them."""
    password = make_password(people.PASSWORD)
    made: dict[str, User] = {}
    for account in ACCOUNTS:
        sector = "社會福利" if account.role == Role.AUTHORITY_OFFICER else ""
        made[account.role] = _person(account.email, account.name, account.role, account.county, since, password, sector)
    officers, supervisors = {}, {}
    for county in County.objects.all():
        if county.code == HOME:
            officers[HOME], supervisors[HOME] = made[Role.COUNTY_OFFICER], made[Role.SUPERVISOR]
            continue
        code = county.code.lower()
        officers[county.code] = _person(
            f"officer.{code}@{DOMAIN}", people.name(chance), Role.COUNTY_OFFICER, county.code, since, password
        )
        supervisors[county.code] = _person(
            f"supervisor.{code}@{DOMAIN}", people.name(chance), Role.SUPERVISOR, county.code, since, password
        )
    lecturers = [made[Role.LECTURER]]
    for number in range(2, 8):
        email = f"lecturer{number}@{DOMAIN}"
        lecturers.append(_person(email, people.name(chance), Role.LECTURER, None, since, password))
    return Cast(
        made[Role.ASSOCIATION], officers, supervisors, lecturers, made[Role.UNIT_COORDINATOR], made[Role.VOLUNTEER]
    )


def _person(
    email: str, name: str, role: str, county: str | None, since: dt.date, password: str, sector: str = ""
) -> User:
    place = County.objects.get(pk=county) if county else None
    given = membership.give_role(email=email, name=name, role=role, county=place, sector=sector, by=SYSTEM, on=since)
    user: User = given.user
    user.phone = "02-0000-0000"
    user.password = password
    user.save(update_fields=["phone", "password"])
    return user
