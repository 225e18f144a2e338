"""Every number that a Chinese text says in digits: 7萬8,633人, 39.94小時, 約8萬5,000人, 86.67%, each with its place.

Positions are those of the text as it was given; nothing of it is moved. Numerals (三萬人) are not read: reports write
figures in digits, and 一, 二, 三 are mostly the numbers of headings.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from fractions import Fraction

ABOUT = ("約達", "達約", "大約", "將近", "約", "近")
OVER = ("超過", "逾")
PEOPLE = {"位": "人", "名": "人"}
# The longest first: 人次 is not 人, 場次 is 場.
UNITS = (
    "個百分點", "百分點", "人次", "小時", "場次", "萬元", "人", "位", "名", "隊", "場", "件", "冊", "家", "處", "班",
    "堂", "元", "次", "歲", "倍", "項", "個", "區", "組", "%",
)  # fmt: skip
SAME = PEOPLE | {"場次": "場", "個百分點": "百分點"}
DATED = ("年", "月", "日", "時", "分", "週", "季")
_WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF10, 0xFF1A)} | {ord("％"): ord("%"), ord("．"): ord(".")}
_PLAIN = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_NUMBER = re.compile(
    rf"(?<![\d.,A-Za-z])(?:(?P<yi>{_PLAIN})億)?(?:(?P<wan>{_PLAIN})萬)?(?:(?P<qian>{_PLAIN})千)?(?P<one>{_PLAIN})?(?P<more>餘|多)?"
)
_SCALES = {"yi": 10**8, "wan": 10**4, "qian": 10**3, "one": 1}


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a text.

    Attributes:
        start, end: where it stands, from its first digit to the end of its unit.
        value: what it says; 8萬 is 80000, and 86.67% is 86.67.
        step: how finely it is written: 1/100 for 39.94, 10000 for 8萬, 1000 for 約8萬5,000.
        unit: what it counts, one word for one thing (位 and 名 are 人); empty where none is said.
        about: whether the text itself says that it is not exact (約, 近, 逾, 餘).
        over: whether it says that it is a little more (逾, 超過, 餘, 多).
        paragraph: which paragraph it stands in, from 0.
        clause: the words before it, as far as the last stop.
        after: the words after it, as far as the next stop.
    """

    start: int
    end: int
    text: str
    value: Fraction
    step: Fraction
    unit: str
    about: bool
    over: bool
    paragraph: int
    clause: str
    after: str


@dataclass(frozen=True, slots=True)
class Known:
    """A figure that is not in the text: what it is, how much, and of what (人, 小時…).

    Attributes:
        of: what it belongs to; figures of two things are not divided by each other, for of many some two fit by chance.
        where: where it is from, in words.
    """

    name: str
    value: Fraction
    unit: str = ""
    of: str = ""
    where: str = ""


def read(text: str) -> list[Number]:
    """The numbers in their order; years, dates, the numbers of headings, laws' articles and 第…次 are no figures."""
    plain = text.translate(_WIDE)
    breaks = [one.start() for one in re.finditer(r"\n[^\S\n]*\n", plain)]
    found = []
    for match in _NUMBER.finditer(plain):
        if not any(match[name] for name in _SCALES) or _is_no_figure(plain, match):
            continue
        found.append(_number(text, plain, match, bisect_left(breaks, match.start())))
    return found


def _number(text: str, plain: str, match: re.Match[str], paragraph: int) -> Number:
    value, step = Fraction(0), Fraction(1)
    for name, scale in _SCALES.items():
        written = match[name]
        if not written:
            continue
        digits = written.replace(",", "")
        value += Fraction(digits) * scale
        _whole, _dot, decimals = digits.partition(".")
        step = Fraction(scale, 10 ** len(decimals))
    before = _clause(plain, match.start())
    over = bool(match["more"]) or before.endswith(OVER)
    about = over or before.endswith(ABOUT)
    if about and value:
        while value % (step * 10) == 0:
            step *= 10
    unit = next((one for one in UNITS if plain.startswith(one, match.end())), "")
    end = match.end() + len(unit)
    if unit == "萬元":
        value, step, unit = value * 10**4, step * 10**4, "元"
    start = match.start()
    return Number(
        start,
        end,
        text[start:end],
        value,
        step,
        SAME.get(unit, unit),
        about,
        over,
        paragraph,
        before,
        _rest(plain, end),
    )


def _clause(plain: str, at: int) -> str:
    """What stands before a place since the last stop, with lines that the page broke joined again."""
    before = re.split(r"[。；：;]|\n\s*\n|\n\s*[-*]|(?<!\d),|，", plain[max(0, at - 120) : at])[-1]
    return re.sub(r"\s+", "", before)


def _rest(plain: str, at: int) -> str:
    after = re.split(r"[。；;，]|\n\s*\n|\n\s*[-*]|,(?!\d)", plain[at : at + 60])[0]
    return re.sub(r"\s+", "", after)


def _is_no_figure(plain: str, match: re.Match[str]) -> bool:
    before, after = plain[max(0, match.start() - 60) : match.start()], plain[match.end() : match.end() + 3]
    if before.endswith("第") or re.search(r"[A-Za-z]$", before):
        return True
    if match["one"] and re.match(r"\.\d|[./]\d", after):
        return True  # 111.4.8, 115/12/16
    if re.search(r"\d[./]$", before):
        return True
    if match["one"] and re.match(rf"\s*(?:{'|'.join(DATED)})(?!級)", after) and not after.startswith(("時數", "分之")):
        return True
    # 1. 或 (1) 或 1、 at the beginning of a line numbers it.
    line = before.rpartition("\n")[2]
    return bool(re.fullmatch(r"[ \t\-*#]*[(（]?", line) and re.match(r"[.、)）]", after))
