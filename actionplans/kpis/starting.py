"""Beginning a county's annual plan from a shipped one, with the indicators of the same source."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.models import AnnualPlan
from actionplans.yearly import patterns
from foundation.accounts.models import County
from foundation.audit.trail import Acts

from . import book, keeping


def like_shipped(
    *, code: str, county: County, year: int, by: Acts, now: dt.datetime, title: str = ""
) -> AnnualPlan:  # fmt: skip
    """Vision, strategies, work items and indicators, as a draft.

    Raises:
        ValidationError: there is no such plan, or the year has one already.
    """
    pattern = patterns.shipped().get(code)
    if pattern is None:
        raise ValidationError({"pattern": [_("沒有這一份計畫，請重新選。")]})
    with transaction.atomic():
        made = patterns.draw_up(pattern=pattern, county=county, year=year, title=title, by=by, now=now)
        ours = [one.code for one in book.shipped().values() if one.source.startswith(pattern.source)]
        keeping.take_in(annual=made, codes=ours, by=by, now=now)
    return made
