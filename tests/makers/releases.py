"""Releases to everybody, with the files that are made quickest."""

import datetime as dt

from foundation.audit.trail import SYSTEM, Acts
from reports.models import Booklet, Edition, Release
from reports.releasing import releasing

NOW = dt.datetime(2026, 9, 12, 2, 0, tzinfo=dt.UTC)


def release_edition(edition: Edition, *, by: Acts = SYSTEM, now: dt.datetime = NOW) -> Release:
    """Let everybody have an edition's JSON."""
    return releasing.release_edition(edition=edition, knows=True, by=by, now=now, formats=("json",))


def release_booklet(booklet: Booklet, *, by: Acts = SYSTEM, now: dt.datetime = NOW) -> Release:
    """Let everybody have a booklet's e-book."""
    return releasing.release_booklet(booklet=booklet, by=by, now=now, formats=("epub",))
