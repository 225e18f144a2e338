"""Invented people, units and places. Any likeness to real people is chance."""

from __future__ import annotations

import random
import re

from workshops.models import Participant

PASSWORD = "taiwan-volunteers-2026"  # noqa: S105  printed by ./start for everybody to read

SURNAMES = "陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周徐蘇葉莊呂江何蕭羅高潘簡朱鍾彭游詹胡施沈余盧梁趙顏柯孫魏翁戴"
GIVEN = (
    "淑芬", "美玲", "雅婷", "怡君", "志明", "家豪", "俊傑", "建宏", "麗華", "秀英", "玉蘭", "淑惠", "文雄", "國強",
    "佳蓉", "欣怡", "宗翰", "冠宇", "雅雯", "詩涵", "明哲", "柏翰", "素珍", "月娥", "春美", "惠敏", "慧君", "靜宜",
    "正雄", "金龍", "阿蓮", "寶珠", "彥廷", "承恩", "筱雯", "宜蓁", "永昌", "福來", "瑞香", "碧霞",
)  # fmt: skip

OFFICES = ("社會處", "衛生局", "教育處", "消防局", "文化處", "環保局", "民政處", "警察局", "原住民行政處", "勞工處")
# A county has departments (處) where a special municipality has bureaus (局); a city is no county.
SPECIAL = frozenset(("TPE", "NWT", "TAO", "TXG", "TNN", "KHH"))
DEPARTMENTS = re.compile("(社會|教育|文化|民政|勞工)處")
CENTRE = "志願服務推廣中心"
UNITS = (
    "社區發展協會志工隊", "醫院志工隊", "圖書館志工隊", "家庭扶助中心志工隊", "環保志工隊", "國小導護志工隊",
    "長青關懷據點", "紅十字會志工隊", "山域救援協會", "博物館志工隊", "慈善會志工隊", "青年志工中心",
)  # fmt: skip

PLACES: dict[str, tuple[str, ...]] = {
    "TPE": ("萬華區", "大安區", "北投區"), "NWT": ("板橋區", "三峽區", "瑞芳區"),
    "TAO": ("中壢區", "復興區", "大溪區"), "TXG": ("豐原區", "和平區", "沙鹿區"),
    "TNN": ("新營區", "左鎮區", "安平區"), "KHH": ("鳳山區", "旗山區", "那瑪夏區"),
    "KEE": ("七堵區", "中正區", "暖暖區"), "HSZ": ("香山區", "北區", "東區"),
    "HSQ": ("竹東鎮", "尖石鄉", "新埔鎮"), "MIA": ("苑裡鎮", "泰安鄉", "南庄鄉"),
    "CHA": ("員林市", "鹿港鎮", "二林鎮"), "NAN": ("埔里鎮", "信義鄉", "竹山鎮"),
    "YUN": ("斗六市", "口湖鄉", "古坑鄉"), "CYI": ("東區", "西區", "北區"),
    "CYQ": ("民雄鄉", "阿里山鄉", "布袋鎮"), "PIF": ("潮州鎮", "霧臺鄉", "恆春鎮"),
    "ILA": ("羅東鎮", "大同鄉", "頭城鎮"), "HUA": ("玉里鎮", "秀林鄉", "光復鄉"),
    "TTT": ("關山鎮", "海端鄉", "成功鎮"), "PEN": ("馬公市", "望安鄉", "西嶼鄉"),
    "KIN": ("金湖鎮", "烈嶼鄉", "金沙鎮"), "LIE": ("南竿鄉", "北竿鄉", "東引鄉"),
}  # fmt: skip


def spoken_in(code: str, county: str, text: str) -> str:
    """The text as this government calls its offices: 縣府社會處 is 市府社會局 in a special municipality."""
    if county.endswith("市"):
        text = text.replace("縣府", "市府").replace("縣政", "市政").replace("全縣", "全市")
    if code in SPECIAL:
        text = DEPARTMENTS.sub(r"\1局", text).replace("原住民行政處", "原住民族行政局")
    return text


def name(chance: random.Random) -> str:
    """Somebody's name."""
    return chance.choice(SURNAMES) + chance.choice(GIVEN)


def names(chance: random.Random, count: int) -> list[str]:
    """So many different names."""
    found: dict[str, None] = {}
    while len(found) < count:
        found.setdefault(name(chance))
    return list(found)


def invited(chance: random.Random, code: str, county: str, count: int) -> list[tuple[str, str, str, str]]:
    """So many participants: name, kind, unit and title. Three in ten come from offices, one in ten from the centre."""
    kinds = dict(Participant.Kind.choices)
    rows = []
    for position, person in enumerate(names(chance, count)):
        if position % 10 < 3:
            office = OFFICES[(position // 10 * 3 + position % 10) % len(OFFICES)]
            rows.append((person, str(kinds["official"]), spoken_in(code, county, f"{county}{office}"), "承辦人"))
        elif position % 10 == 3:
            rows.append((person, str(kinds["centre"]), f"{county}{CENTRE}", "專員"))
        else:
            place = chance.choice(PLACES[code])
            rows.append(
                (person, str(kinds["cadre"]), f"{place}{chance.choice(UNITS)}", chance.choice(("隊長", "督導", "組長")))
            )
    return rows


def identity(number: int) -> str:
    """An invented number of the right shape and check digit."""
    sex = 2 if number % 3 else 1
    digits = (1, 0, sex, *(int(digit) for digit in f"{number:07}"))
    weights = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1)
    total = sum(digit * weight for digit, weight in zip(digits, weights, strict=True))
    return f"A{sex}{number:07}{-total % 10}"
