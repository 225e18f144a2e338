"""The wording every programme starts from: the four sheets of an afternoon.

Numbers behind questions are how many characters fit the slide that grows from the design sheet.
"""

from __future__ import annotations

from typing import Any

ASK = {
    "recognition": ("肯定", "志工的付出被看見、被認可嗎？誰的聲音沒被聽到？"),
    "support": ("支持", "志工要持續服務，缺什麼？時間、交通、訓練、夥伴或經費？"),
    "safeguarding": ("保障", "志工和服務對象安全嗎？出狀況時知道找誰嗎？"),
}

STAKEHOLDER_KINDS = [
    ["government", "政府"],
    ["volunteer_org", "志願服務組織"],
    ["education", "教育機構"],
    ["employer", "雇主"],
    ["funder", "資助者"],
    ["private_sector", "私營部門"],
    ["volunteer", "志工"],
    ["other", "其他利害關係人"],
]


def _items(pillar: str) -> list[dict[str, Any]]:
    """The questions of one sentence on the inventory; only a difficulty can become a core issue."""
    return [
        {"key": "text", "kind": "text", "label": "一句話", "words": 40},
        {"key": "call_item", "kind": "call_item", "label": "對應的行動號召", "pillar": pillar},
        {"key": "votes", "kind": "count", "label": "票數"},
        {"key": "evidence", "kind": "text", "label": "怎麼知道的", "hint": "數字、事件或觀察", "detail": True},
        {"key": "resources", "kind": "text", "label": "手上已有的資源", "detail": True},
        {
            "key": "stakeholders",
            "kind": "choices",
            "label": "和誰有關",
            "options": STAKEHOLDER_KINDS,
            "detail": True,
        },
    ]


def _inventory() -> dict[str, Any]:
    core = [
        {"key": "core", "kind": "flag", "label": "核心議題"},
        {"key": "core_affected", "kind": "text", "label": "誰受影響", "hint": "哪些人、多少人", "words": 40},
        {"key": "core_why", "kind": "text", "label": "為什麼先做這一題", "words": 40},
    ]
    return {
        "title": "地方現況盤點表",
        "help": "每個主軸都聊一聊，最後選出 1–2 項核心議題。",
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
                        "label": "遇到的困難",
                        "placeholder": "一句話寫下一個困難",
                        "pillar": pillar,
                        "fields": [*_items(pillar), *core],
                    },
                    {
                        "key": f"{pillar}_strengths",
                        "kind": "list",
                        "label": "做得好的",
                        "placeholder": "一句話寫下優勢",
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
        "title": "地方志願服務行動設計表",
        "help": "把問題變成一項做得到的行動。邊寫，投影片就邊長出來。",
        "sections": [
            {
                "key": "what",
                "title": "要做什麼",
                "questions": [
                    {"key": "core_issue", "kind": "issue", "label": "核心議題"},
                    {
                        "key": "title",
                        "kind": "text",
                        "label": "行動名稱",
                        "hint": "說出改變，不只說活動。例如「不讓太陽決定」比「送餐研習會」清楚",
                        "words": 18,
                    },
                    {"key": "problem", "kind": "lines", "label": "我們看見什麼問題", "words": 40},
                    {"key": "pillar", "kind": "pillar", "label": "主要主軸"},
                    {"key": "call_item", "kind": "call_item", "label": "回應哪一項行動號召"},
                    {
                        "key": "goal",
                        "kind": "lines",
                        "label": "目標",
                        "hint": "用一句話寫：哪一天以前，誰的什麼，從多少變成多少",
                        "words": 60,
                    },
                    {"key": "beneficiaries", "kind": "text", "label": "誰會受益", "words": 30},
                ],
            },
            {
                "key": "how",
                "title": "怎麼做",
                "questions": [
                    {
                        "key": "steps",
                        "kind": "list",
                        "label": "具體行動",
                        "hint": "每項一句話，三項以內最好記",
                        "placeholder": "一句話寫下一個行動",
                        "fields": [
                            {"key": "what", "kind": "text", "label": "做什麼", "words": 20},
                            {"key": "who", "kind": "text", "label": "誰來做"},
                            {"key": "from_month", "kind": "month", "label": "從第幾個月"},
                            {"key": "to_month", "kind": "month", "label": "到第幾個月"},
                        ],
                    },
                    {"key": "lead_unit", "kind": "text", "label": "主責單位", "words": 20},
                    {"key": "partners", "kind": "text", "label": "誰一起做", "hint": "用頓號分開", "words": 40},
                ],
            },
            {
                "key": "results",
                "title": "3–6 個月後，想看到什麼",
                "questions": [
                    {
                        "key": "indicators",
                        "kind": "list",
                        "label": "想看到的成果",
                        "hint": "先寫三個數字，細節下一步再補",
                        "placeholder": "看什麼？例如：高溫日缺班率",
                        "fields": [
                            {"key": "name", "kind": "text", "label": "看什麼", "words": 20},
                            {"key": "baseline", "kind": "text", "label": "現在", "words": 8},
                            {"key": "target", "kind": "text", "label": "目標", "words": 8},
                            {"key": "unit", "kind": "text", "label": "單位", "words": 4},
                            {"key": "verified_by", "kind": "text", "label": "怎麼確認"},
                        ],
                    },
                    {"key": "sdgs", "kind": "sdgs", "label": "對應的永續發展目標（SDGs）"},
                ],
            },
        ],
    },
    "feasibility": {
        "title": "行動方案可行性檢視",
        "help": "四件事都談過，方案才站得住：資源、夥伴、時程、目標。",
        "sections": [
            {
                "key": "resources",
                "title": "需要哪些資源",
                "questions": [
                    {
                        "key": "resources",
                        "kind": "list",
                        "label": "資源",
                        "placeholder": "需要什麼？例如：保冷箱 12 個",
                        "fields": [
                            {"key": "name", "kind": "text", "label": "資源"},
                            {
                                "key": "kind",
                                "kind": "choice",
                                "label": "種類",
                                "options": [
                                    ["people", "人力"],
                                    ["things", "物力"],
                                    ["money", "財力"],
                                    ["other", "其他"],
                                ],
                            },
                            {
                                "key": "status",
                                "kind": "choice",
                                "label": "狀態",
                                "options": [["at_hand", "已有"], ["to_find", "要找"]],
                            },
                            {"key": "provider", "kind": "text", "label": "由誰提供"},
                        ],
                    }
                ],
            },
            {
                "key": "stakeholders",
                "title": "誰會影響成敗",
                "help": "點一下夥伴可移動位置",
                "questions": [
                    {
                        "key": "stakeholders",
                        "kind": "list",
                        "label": "利害關係人",
                        "placeholder": "誰？例如：社區巴士隊",
                        "fields": [
                            {"key": "name", "kind": "text", "label": "誰"},
                            {"key": "kind", "kind": "choice", "label": "類別", "options": STAKEHOLDER_KINDS},
                            {
                                "key": "influence",
                                "kind": "choice",
                                "label": "影響力",
                                "options": [["high", "高"], ["low", "低"]],
                            },
                            {
                                "key": "support",
                                "kind": "choice",
                                "label": "支持程度",
                                "options": [["high", "高"], ["low", "低"]],
                            },
                            {"key": "contact", "kind": "text", "label": "誰去聯絡"},
                        ],
                    }
                ],
            },
            {
                "key": "months",
                "title": "第 1、3、6 個月要看到什麼",
                "questions": [
                    {"key": f"month{month}_{key}", "kind": "lines", "label": f"第 {month} 個月：{label}"}
                    for month in (1, 3, 6)
                    for key, label in (
                        ("change", "看得到的改變"),
                        ("indicator", "指標與目標值"),
                        ("proof", "用什麼證明"),
                    )
                ],
            },
            {
                "key": "risks",
                "title": "可能卡住的地方",
                "questions": [
                    {
                        "key": "risks",
                        "kind": "list",
                        "label": "風險與因應",
                        "placeholder": "如果發生什麼？例如：颱風停班",
                        "fields": [
                            {"key": "risk", "kind": "text", "label": "如果……"},
                            {"key": "answer", "kind": "text", "label": "那就……"},
                        ],
                    }
                ],
            },
            {
                "key": "verdict",
                "title": "目標夠清楚嗎",
                "questions": [
                    {
                        "key": "verdict",
                        "kind": "choice",
                        "label": "我們的判斷",
                        "options": [["feasible", "可行"], ["adjust", "需調整"], ["later", "暫緩"]],
                    },
                    {"key": "verdict_why", "kind": "lines", "label": "為什麼這樣判斷"},
                ],
            },
        ],
    },
    "commitment": {
        "title": "我們的承諾",
        "help": "散場前，把第一步說定：誰、什麼時候、做什麼。",
        "sections": [
            {
                "key": "promise",
                "title": "承諾",
                "questions": [
                    {
                        "key": "vow",
                        "kind": "lines",
                        "label": "一句承諾",
                        "hint": "會和大家一起念出來，也會放在報告裡",
                        "words": 24,
                    },
                    {"key": "first_who", "kind": "text", "label": "第一步：誰"},
                    {"key": "first_when", "kind": "text", "label": "什麼時候之前", "hint": "例如 115/12/20"},
                    {"key": "first_what", "kind": "text", "label": "做什麼"},
                ],
            }
        ],
    },
}
