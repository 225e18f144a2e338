"""Editions of the national report."""

import datetime as dt
from collections.abc import Sequence

from foundation.accounts.roles import Role
from foundation.audit.trail import Acts
from reports.editions import publishing
from reports.models import Edition
from tests.makers.accounts import make_user
from workshops.models import Programme

NOW = dt.datetime(2026, 9, 10, 2, 0, tzinfo=dt.UTC)


def make_edition(
    programme: Programme, *, by: Acts | None = None, now: dt.datetime = NOW, formats: Sequence[str] = ("json",)
) -> Edition:
    """The next edition, with its quickest file unless others are asked for."""
    staff = by or make_user(Role.ASSOCIATION)
    return publishing.publish(programme=programme, note="九月研討會", by=staff, now=now, formats=formats)
