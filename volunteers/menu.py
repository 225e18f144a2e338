"""The register's lines in the menu, as a table."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts.roles import Permission as P
from foundation.accounts.scope import holds
from foundation.ui.navigation import Entry

_ROWS: tuple[tuple[int, str, str | Promise, str, tuple[P, ...]], ...] = (
    (10, "mine", _("我的紀錄冊"), "journal-text", (P.SEE_OWN_RECORD,)),
    (11, "own_roster", _("我的班表"), "calendar-check", (P.SEE_OWN_RECORD,)),
    (12, "own_places", _("找服務"), "search", (P.SEE_OWN_RECORD,)),
    (45, "units", pgettext_lazy("清單", "運用單位"), "building", (P.SEE_UNITS,)),
    (46, "people", pgettext_lazy("名單", "志工"), "people", (P.SEE_VOLUNTEERS,)),
    (46, "sessions", pgettext_lazy("清單", "訓練"), "mortarboard", (P.SEE_VOLUNTEERS, P.SEE_OWN_RECORD)),
    (46, "rosters", pgettext_lazy("清單", "班表"), "calendar2-week", (P.KEEP_VOLUNTEERS,)),
    (46, "openings", pgettext_lazy("清單", "招募"), "broadcast", (P.KEEP_VOLUNTEERS,)),
    (47, "books", _("紀錄冊"), "journal-bookmark", (P.REVIEW_UNITS,)),
    (47, "award_lists", pgettext_lazy("清單", "獎項"), "award", (P.SEE_VOLUNTEERS,)),
    (47, "certificates", pgettext_lazy("清單", "證明書"), "file-earmark-check", (P.SEE_VOLUNTEERS,)),
    (48, "insurance", pgettext_lazy("清單", "保險"), "shield-check", (P.SEE_UNITS,)),
    (48, "appraisals", pgettext_lazy("清單", "評鑑"), "clipboard2-check", (P.REVIEW_UNITS, P.KEEP_UNIT)),
    (48, "spot_checks", pgettext_lazy("清單", "時數抽驗"), "search", (P.REVIEW_UNITS,)),
    (49, "rights", _("個資請求"), "shield-lock", (P.ANSWER_RIGHTS,)),
)
"""Place, address, label, icon, and the permissions of which one is needed."""
MENU = tuple(
    Entry(f"volunteers:{name}", label, icon, holds(*permissions), order=order)
    for order, name, label, icon, permissions in _ROWS
)
