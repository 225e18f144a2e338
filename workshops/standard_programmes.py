"""The programmes that have been held, as their plan documents give them.

2025: 《2026 聯合國「國際志工永續發展年」行動計畫》二「展開縣市層級國際志工永續發展年全球對話」.
2026: 《志願服務未來行動號召地方實踐工作坊企劃案》三(二)參與者說明、三(三)流程規劃、四、五、六.
What a document does not say is marked where it stands. The blocks' words are stored as they stand here; marking them
lets `agenda_language` show them in other languages.
"""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_noop as _

from foundation.audit.trail import Acts

from .models import Programme
from .programmes import MOVES, continue_programme, create_programme
from .schedule import Block

WORKSHOP_BLOCKS = (
    Block(_("破冰與工作坊定位說明"), "session", 1, 10, 10, _("參與者理解工作坊目的與流程")),
    Block(_("行動號召三大主軸導入"), "session", 1, 20, 20, _("說明肯定／支持／保障並連結地方議題的共識")),
    Block(
        _("小組討論一：地方現況盤點"), "group", 1, 30, 30, _("找出關鍵問題，每組1-2項核心議題"),
        _("地方現況盤點表"), "inventory",
    ),
    Block(_("休息"), "break", 0, 10, 10),
    Block(
        _("小組討論二：行動方案設計"), "group", 2, 30, 30, _("問題轉為行動，每組1項行動構想"),
        _("地方志願服務行動設計表"), "design",
    ),
    Block(
        _("行動方案可行性檢視"), "group", 2, 30, 30, _("檢視資源、利害關係人與短期預定成效(3-6個月)"), "", "feasibility"
    ),
    Block(_("休息"), "break", 0, 10, 10),
    Block(_("各組成果發表"), "presentation", 3, 40, 60, _("各組行動方案簡報"), _("每組5-8分鐘"), "presentation"),
    Block(
        _("歸納總結與承諾"), "closing", 3, 10, 20, _("地方共識與後續行動方向"), _("說明後續追蹤與地方行動起點"),
        "commitment",
    ),
)  # fmt: skip
"""企劃案三(三)細表. 各組成果發表 and 歸納總結 have a least and a most there, the others one figure."""

# The document asks for 「至少 2 小時」 and three questions (需要進行哪些改變／哪些社會資源及創新作法／具體作法和工具);
# how the two hours are divided it leaves to the association: these minutes are the platform's.
DIALOGUE_BLOCKS = (
    Block(_("國際志工年 2026 與全球志工未來行動號召"), "session", 1, 20, 40, _("獲得與國際同步的志工服務關鍵訊息")),
    Block(_("對話一：需要進行哪些改變"), "group", 2, 25, 45, _("為了支持志願服務並擴大其影響力，需要進行哪些改變")),
    Block(_("對話二：社會資源及創新作法"), "group", 2, 25, 45, _("有哪些社會資源及創新作法可以協助推動這些改變")),
    Block(
        _("對話三：具體作法和工具"), "group", 2, 25, 45, _("各機構如何發起及支持「國際志工年 2026」的具體作法和工具")
    ),
    Block(_("觀點彙整"), "closing", 3, 25, 40, _("彙整見解，提供全國專題研討會與籌備小組")),
)


def dialogue_2025(*, by: Acts, now: dt.datetime) -> Programme:
    """The counties' global dialogues of 2025, open for registration: two hours at least, by 22 June, symposium in June.

    The document names neither a longest time nor numbers of people and groups: four hours, sixty people and one to
    ten groups are the platform's. A dialogue adopts no plans and is not followed up.
    """
    made = create_programme(
        slug="global-dialogue-2025",
        kind=Programme.Kind.GLOBAL_DIALOGUE,
        year=2025,
        name="國際志工永續發展年全球對話",
        name_en="Global Dialogue on the International Volunteer Year 2026",
        minutes_min=120,
        minutes_max=240,
        capacity=60,
        groups_min=1,
        groups_max=10,
        presentation_min=5,
        presentation_max=8,
        issues_min=1,
        issues_max=2,
        plans_min=0,
        plans_max=0,
        held_by=dt.date(2025, 6, 22),
        symposium_by=dt.date(2025, 6, 30),
        tracking_months=[],
        source="《2026 聯合國「國際志工永續發展年」行動計畫－臺灣志工不缺席》二",
        blocks=DIALOGUE_BLOCKS,
        by=by,
        now=now,
    )
    MOVES.apply(made, "open", by=by, now=now)
    return made


def workshop_2026(*, by: Acts, now: dt.datetime) -> Programme:
    """The counties' workshops of 2026, open for registration (企劃案三(二)、三(三)、四(一)、五、六).

    The document asks to set aside three to four hours (五) and lets the host's time decide (三(三)); two and a half
    hours as the very least are the platform's: ten groups are left with twenty minutes for each discussion then.
    """
    made = create_programme(
        slug="local-action-2026",
        kind=Programme.Kind.LOCAL_WORKSHOP,
        year=2026,
        name="志願服務未來行動號召地方實踐工作坊",
        name_en="Call to Action for the Future of Volunteering: Local Action Workshops",
        minutes_min=150,
        minutes_advised=180,
        minutes_max=240,
        capacity=60,
        groups_min=6,
        groups_max=8,
        presentation_min=5,
        presentation_max=8,
        issues_min=1,
        issues_max=2,
        plans_min=3,
        plans_max=6,
        held_by=dt.date(2026, 6, 30),
        symposium_by=dt.date(2026, 9, 30),
        tracking_months=[3, 6],
        source="《志願服務未來行動號召地方實踐工作坊企劃案》三(二)、三(三)、四(一)、五、六",
        blocks=WORKSHOP_BLOCKS,
        by=by,
        now=now,
    )
    MOVES.apply(made, "open", by=by, now=now)
    return made


def draft_2027(*, like: Programme, by: Acts, now: dt.datetime) -> Programme:
    """The draft for 2027, made from the programme of 2026."""
    return continue_programme(like=like, year=2027, by=by, now=now)
