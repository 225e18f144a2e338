"""The wording every programme starts from: the four sheets of an afternoon.

The sentences are stored as they stand here; marking them lets `form_language` show them in other languages.
Numbers behind questions are how many characters fit the slide that grows from the design sheet.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

ASK = {
    "recognition": (_("肯定"), _("志工的付出被看見、被認可嗎？誰的聲音沒被聽到？")),
    "support": (_("支持"), _("志工要持續服務，缺什麼？時間、交通、訓練、夥伴或經費？")),
    "safeguarding": (_("保障"), _("志工和服務對象安全嗎？出狀況時知道找誰嗎？")),
}

STAKEHOLDER_KINDS = [
    ["government", _("政府")],
    ["volunteer_org", _("志願服務組織")],
    ["education", _("教育機構")],
    ["employer", _("雇主")],
    ["funder", _("資助者")],
    ["private_sector", _("私營部門")],
    ["volunteer", _("志工")],
    ["other", _("其他利害關係人")],
]


MONTHS = (
    ("month1_change", _("第 1 個月：看得到的改變")),
    ("month1_indicator", _("第 1 個月：指標與目標值")),
    ("month1_proof", _("第 1 個月：用什麼證明")),
    ("month3_change", _("第 3 個月：看得到的改變")),
    ("month3_indicator", _("第 3 個月：指標與目標值")),
    ("month3_proof", _("第 3 個月：用什麼證明")),
    ("month6_change", _("第 6 個月：看得到的改變")),
    ("month6_indicator", _("第 6 個月：指標與目標值")),
    ("month6_proof", _("第 6 個月：用什麼證明")),
)


def _items(pillar: str) -> list[dict[str, Any]]:
    """The questions of one sentence on the inventory; only a difficulty can become a core issue."""
    return [
        {"key": "text", "kind": "text", "label": _("一句話"), "words": 40},
        {"key": "call_item", "kind": "call_item", "label": _("對應的行動號召"), "pillar": pillar},
        {"key": "votes", "kind": "count", "label": _("票數")},
        {"key": "evidence", "kind": "text", "label": _("怎麼知道的"), "hint": _("數字、事件或觀察"), "detail": True},
        {"key": "resources", "kind": "text", "label": _("手上已有的資源"), "detail": True},
        {
            "key": "stakeholders",
            "kind": "choices",
            "label": _("和誰有關"),
            "options": STAKEHOLDER_KINDS,
            "detail": True,
        },
    ]


def _inventory() -> dict[str, Any]:
    core = [
        {"key": "core", "kind": "flag", "label": _("核心議題")},
        {"key": "core_affected", "kind": "text", "label": _("誰受影響"), "hint": _("哪些人、多少人"), "words": 40},
        {"key": "core_why", "kind": "text", "label": _("為什麼先做這一題"), "words": 40},
    ]
    return {
        "title": _("地方現況盤點表"),
        "help": _("每個主軸都聊一聊，最後選出 1–2 項核心議題。"),
        "sections": [
            {
                "key": pillar,
                "title": name,
                "help": ask,
                "pillar": pillar,
                "questions": [
                    {
                        "key": f"{pillar}_difficulties",
                        "kind": "list",
                        "label": _("遇到的困難"),
                        "placeholder": _("一句話寫下一個困難"),
                        "pillar": pillar,
                        "fields": [*_items(pillar), *core],
                    },
                    {
                        "key": f"{pillar}_strengths",
                        "kind": "list",
                        "label": _("做得好的"),
                        "placeholder": _("一句話寫下做得好的事"),
                        "pillar": pillar,
                        "fields": _items(pillar),
                    },
                ],
            }
            for pillar, (name, ask) in ASK.items()
        ],
    }


STANDARD: dict[str, dict[str, Any]] = {
    "inventory": _inventory(),
    "design": {
        "title": _("地方志願服務行動設計表"),
        "help": _("把問題變成一項做得到的行動。邊寫，投影片就邊長出來。"),
        "sections": [
            {
                "key": "what",
                "title": _("要做什麼"),
                "questions": [
                    {"key": "core_issue", "kind": "issue", "label": _("核心議題")},
                    {
                        "key": "title",
                        "kind": "text",
                        "label": _("行動名稱"),
                        "hint": _("說出改變，不只說活動。例如「不讓太陽決定」比「送餐研習會」清楚"),
                        "words": 18,
                    },
                    {"key": "problem", "kind": "lines", "label": _("我們看見什麼問題"), "words": 40},
                    {"key": "pillar", "kind": "pillar", "label": _("主要主軸")},
                    {"key": "call_item", "kind": "call_item", "label": _("回應哪一項行動號召")},
                    {
                        "key": "goal",
                        "kind": "lines",
                        "label": _("目標"),
                        "hint": _("用一句話寫：哪一天以前，誰的什麼，從多少變成多少"),
                        "words": 60,
                    },
                    {"key": "beneficiaries", "kind": "text", "label": _("誰會受益"), "words": 30},
                ],
            },
            {
                "key": "how",
                "title": _("怎麼做"),
                "questions": [
                    {
                        "key": "steps",
                        "kind": "list",
                        "label": _("具體行動"),
                        "hint": _("每項一句話，三項以內最好記"),
                        "placeholder": _("一句話寫下一個行動"),
                        "fields": [
                            {"key": "what", "kind": "text", "label": _("做什麼"), "words": 20},
                            {"key": "who", "kind": "text", "label": _("誰來做")},
                            {"key": "from_month", "kind": "month", "label": _("從第幾個月")},
                            {"key": "to_month", "kind": "month", "label": _("到第幾個月")},
                        ],
                    },
                    {"key": "lead_unit", "kind": "text", "label": _("主責單位"), "words": 20},
                    {"key": "partners", "kind": "text", "label": _("誰一起做"), "hint": _("用頓號分開"), "words": 40},
                ],
            },
            {
                "key": "results",
                "title": _("3–6 個月後，想看到什麼"),
                "questions": [
                    {
                        "key": "indicators",
                        "kind": "list",
                        "label": _("想看到的成果"),
                        "hint": _("先寫三個數字，細節下一步再補"),
                        "placeholder": _("看什麼？例如：高溫日缺班率"),
                        "fields": [
                            {"key": "name", "kind": "text", "label": _("看什麼"), "words": 20},
                            {"key": "baseline", "kind": "text", "label": _("現在"), "words": 8},
                            {"key": "target", "kind": "text", "label": _("目標"), "words": 8},
                            {"key": "unit", "kind": "text", "label": _("單位"), "words": 4},
                            {"key": "verified_by", "kind": "text", "label": _("怎麼確認")},
                        ],
                    },
                    {"key": "sdgs", "kind": "sdgs", "label": _("對應的永續發展目標（SDGs）")},
                ],
            },
        ],
    },
    "feasibility": {
        "title": _("行動方案可行性檢視"),
        "help": _("五件事都談過，方案才站得住：資源、夥伴、各月成果、風險，還有我們的判斷。"),
        "sections": [
            {
                "key": "resources",
                "title": _("需要哪些資源"),
                "questions": [
                    {
                        "key": "resources",
                        "kind": "list",
                        "label": _("資源"),
                        "placeholder": _("需要什麼？例如：保冷箱 12 個"),
                        "fields": [
                            {"key": "name", "kind": "text", "label": _("資源")},
                            {
                                "key": "kind",
                                "kind": "choice",
                                "label": _("種類"),
                                "options": [
                                    ["people", _("人力")],
                                    ["things", _("物力")],
                                    ["money", _("財力")],
                                    ["other", _("其他")],
                                ],
                            },
                            {
                                "key": "status",
                                "kind": "choice",
                                "label": _("狀態"),
                                "options": [["at_hand", _("已有")], ["to_find", _("要找")]],
                            },
                            {"key": "provider", "kind": "text", "label": _("由誰提供")},
                        ],
                    }
                ],
            },
            {
                "key": "stakeholders",
                "title": _("誰會影響成敗"),
                "help": _("點一下夥伴可移動位置"),
                "questions": [
                    {
                        "key": "stakeholders",
                        "kind": "list",
                        "label": _("利害關係人"),
                        "placeholder": _("誰？例如：社區巴士隊"),
                        "fields": [
                            {"key": "name", "kind": "text", "label": _("誰")},
                            {"key": "kind", "kind": "choice", "label": _("類別"), "options": STAKEHOLDER_KINDS},
                            {
                                "key": "influence",
                                "kind": "choice",
                                "label": _("影響力"),
                                "options": [["high", _("高")], ["low", _("低")]],
                            },
                            {
                                "key": "support",
                                "kind": "choice",
                                "label": _("支持程度"),
                                "options": [["high", _("高")], ["low", _("低")]],
                            },
                            {"key": "contact", "kind": "text", "label": _("誰去聯絡")},
                        ],
                    }
                ],
            },
            {
                "key": "months",
                "title": _("第 1、3、6 個月要看到什麼"),
                "questions": [{"key": key, "kind": "lines", "label": label} for key, label in MONTHS],
            },
            {
                "key": "risks",
                "title": _("可能卡住的地方"),
                "questions": [
                    {
                        "key": "risks",
                        "kind": "list",
                        "label": _("風險與因應"),
                        "placeholder": _("如果發生什麼？例如：颱風停班"),
                        "fields": [
                            {"key": "risk", "kind": "text", "label": _("如果……")},
                            {"key": "answer", "kind": "text", "label": _("那就……")},
                        ],
                    }
                ],
            },
            {
                "key": "verdict",
                "title": _("站得住嗎"),
                "questions": [
                    {
                        "key": "verdict",
                        "kind": "choice",
                        "label": _("我們的判斷"),
                        "options": [["feasible", _("可行")], ["adjust", _("需調整")], ["later", _("暫緩")]],
                    },
                    {"key": "verdict_why", "kind": "lines", "label": _("為什麼這樣判斷")},
                ],
            },
        ],
    },
    "commitment": {
        "title": _("我們的承諾"),
        "help": _("散場前，把第一步說定：誰、什麼時候、做什麼。"),
        "sections": [
            {
                "key": "promise",
                "title": _("承諾"),
                "questions": [
                    {
                        "key": "vow",
                        "kind": "lines",
                        "label": _("一句承諾"),
                        "hint": _("會和大家一起念出來，也會放在報告裡"),
                        "words": 24,
                    },
                    {"key": "first_who", "kind": "text", "label": _("第一步：誰")},
                    {"key": "first_when", "kind": "text", "label": _("什麼時候之前"), "hint": _("例如 115/12/20")},
                    {"key": "first_what", "kind": "text", "label": _("做什麼")},
                ],
            }
        ],
    },
}
