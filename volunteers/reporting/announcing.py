"""What the house has to know of results reports: their words in the trail, their letters, their place in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts import trail_lines
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.notices import kinds
from foundation.ui.navigation import Entry, register
from volunteers.models.result import Term
from volunteers.rules.result_figures import BY_KEY

from . import missing_letters, result_letters, result_papers


def announce() -> None:
    """Say all of it; called once, when the app is ready."""
    trail_lines.name(
        "volunteers",
        result_year=_("年度"),
        result_term=_("期別"),
        result_reports=_("份數"),
        result_missing=_("還沒核定的份數"),
        result_figures=_("項目"),
        result_marks=_("退回意見"),
        report=_("成果回報"),
        term=_("期別"),
        authority=_("主管機關"),
    )
    kinds.register(result_letters.LETTERS)
    kinds.register(missing_letters.LETTERS)
    for paper in (result_papers.NAME, result_papers.SUM_NAME):
        trail_lines.say("paper", paper, _(paper))
    for term in Term:
        trail_lines.say("result_term", term.value, term.label)
    for key in ("result_figures", "result_marks"):
        trail_lines.tell(key, lambda code: str(BY_KEY[code].label) if code in BY_KEY else code)
    register(
        Entry(
            "volunteers:results",
            pgettext_lazy("清單", "成果回報"),
            "bar-chart",
            lambda user: bool(reach(user, Permission.SEE_UNITS)),
            order=48,
        )
    )
