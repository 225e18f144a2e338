"""The reports' lines in the menu, as a table."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission as P
from foundation.accounts.scope import holds, reach
from foundation.ui.navigation import Entry

_ROWS: tuple[tuple[int, str, str | Promise, str, P], ...] = (
    (10, "national", _("全國總覽與報告"), "grid-1x2", P.MAKE_NATIONAL_REPORT),
    (11, "chapters", _("報告的正文"), "pencil", P.MAKE_NATIONAL_REPORT),
    (12, "completeness", _("完整度"), "table", P.MAKE_NATIONAL_REPORT),
    (13, "booklets", _("英文成果冊"), "journal-bookmark", P.MAKE_NATIONAL_REPORT),
    (14, "themes", _("議題的主題"), "tags", P.MAKE_NATIONAL_REPORT),
    (15, "finder", _("找好做法"), "lightbulb", P.SEE_PLANS),
    (30, "code_lookup", _("查報告的代號"), "search", P.SEE_PLANS),
)
"""Place, address, label, icon, and the permission that is needed."""
MENU = (
    Entry("home", _("工作總覽"), "house-door", lambda user: True, order=10),
    Entry("reports:dashboard", _("成效總覽"), "graph-up", holds(P.SEE_UNITS), order=11),
    *(
        Entry(f"reports:{name}", label, icon, holds(permission), group="results", order=order)
        for order, name, label, icon, permission in _ROWS
    ),
    Entry(
        "reports:symposia", _("研討會"), "easel",
        lambda user: bool(reach(user, P.MAKE_NATIONAL_REPORT) or reach(user, P.REGISTER_WORKSHOP)),
        group="results", order=16,
    ),
)  # fmt: skip
