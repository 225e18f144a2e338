"""The ROC calendar (民國): dates are stored as `date`; only reading and showing know 民國.

The year is the Gregorian year minus 1911. How a date without a word for its calendar is read:

* parts apart (115/6/1, 115.6.1, 115-6-1, 115 6 1, 115年6月1日, Chinese numerals too): one to three digits are a ROC
  year, however small (26/6/1 is 民國 26 年: members of a register were born then); four digits are Gregorian;
* seven digits are yyymmdd (1150601, 0990101), eight are yyyymmdd (20260601);
* six digits are yymmdd of a two-digit ROC year (990101), but are refused when a forgotten zero in a year from 100 on
  would also make a date (110611 could be 11年6月11日 or 110年6月11日);
* the year stands first; 6/1/2026 is refused, because nobody can tell month from day;
* a weekday, where given, must be right; a time of day, where given, must be midnight (spreadsheets add one, in
  Taiwan as 上午 12:00:00).

Refused as well: dates before 1912 and after 民國 999 年. Every refusal is a `ValueError` whose text is a sentence for
the person who typed: what is wrong, and how to mend it.
"""

import re
import unicodedata
from calendar import monthrange
from datetime import date

from django.utils.dateformat import format as dateformat
from django.utils.dates import WEEKDAYS as WEEKDAY_NAMES
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import numerals

OFFSET = 1911
FIRST = date(1912, 1, 1)
LAST = date(2910, 12, 31)
WEEKDAYS = "一二三四五六日"

_ENGLISH_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣", "-") | {"。": ".", "\u2044": "/", "\u2215": "/"})
_SHAPE = re.compile(
    r"""^(?P<era>中華民國|民國|roc|r\.o\.c\.|西元|公元|ad)?\s*
    (?:(?P<run>\d{5,})
      |(?P<y>\d{1,4})\s*(?:年|[/.\-]|\s)\s*(?P<m>\d{1,2})\s*(?:月|[/.\-]|\s)\s*(?P<d>\d{1,4})\s*(?:[日號]|\.(?!\d))?)
    \s*(?P<weekday>\(?\s*(?:星期|週|周|禮拜)?\s*[一二三四五六日天]\s*\)?
      |\(?\s*(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?\s*\)?)?
    [t\s]*(?P<time>(?:上午|早上|凌晨|中午|下午|晚上)?\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?)?$""",
    re.VERBOSE,
)
_MIDNIGHT = re.compile(
    r"(?:(?:上午|早上|凌晨)?\s*0?0:00(?::00(?:\.0+)?)?\s*(?:a\.?m\.?)?"
    r"|(?:上午|早上|凌晨)\s*12:00(?::00(?:\.0+)?)?|12:00(?::00(?:\.0+)?)?\s*a\.?m\.?)"
)


def parse(text: str) -> date:
    """The date that `text` says, in any of the spellings above; `ValueError` with a sentence when it says none."""
    shown = text.strip()
    plain = _plain(text)
    if not plain:
        raise ValueError(_("這裡沒有日期。請填寫，例如 115/6/1。"))
    if re.match(r"(中華)?民國前|前\d", plain):
        raise ValueError(_("「%(text)s」是民國以前的日期，這裡只收民國元年以後的日期。") % {"text": shown})
    found = _SHAPE.match(plain)
    if found is None:
        raise ValueError(_unreadable(plain, shown))
    if found["time"] and not _MIDNIGHT.fullmatch(found["time"].strip()):
        raise ValueError(_("「%(text)s」除了日期還寫了時間。這一格只填日期，例如 115/6/1。") % {"text": shown})
    if found["run"]:
        year, month, day = _split(found["run"], shown, forced=found["era"] is not None)
    else:
        if len(found["d"]) > 2:
            raise ValueError(_("「%(text)s」的年份寫在後面。請把年份寫在最前面，例如 115/6/1。") % {"text": shown})
        year, month, day = found["y"], int(found["m"]), int(found["d"])
    when = _date(year, month, day, era=found["era"], shown=shown)
    if found["weekday"]:
        _check_weekday(when, found["weekday"])
    return when


def year(when: date) -> int:
    """The ROC year of a date, 1 for 1912; `ValueError` for an earlier date."""
    if when < FIRST:
        raise ValueError(_("西元 %(year)s 年在民國元年以前，沒有民國年。") % {"year": when.year})
    return when.year - OFFSET


def weekday(when: date) -> str:
    """The one character of the weekday: 一 … 日."""
    return WEEKDAYS[when.weekday()]


def long(when: date, *, with_weekday: bool = True) -> str:
    """115年12月9日（三）: for running text."""
    return f"{year(when)}年{month_day(when, with_weekday=with_weekday)}"


def short(when: date) -> str:
    """115/12/09: for tables and for input fields."""
    return f"{year(when)}/{when.month:02}/{when.day:02}"


def compact(when: date) -> str:
    """1151209, always seven digits: for file names and codes."""
    return f"{year(when):03}{when.month:02}{when.day:02}"


def formal(when: date) -> str:
    """中華民國115年12月9日: for letters and certificates."""
    return f"中華民國{long(when, with_weekday=False)}"


def month_day(when: date, *, with_weekday: bool = True) -> str:
    """12月9日（三）: where the year is already said."""
    return f"{when.month}月{when.day}日" + (f"（{weekday(when)}）" if with_weekday else "")


def year_month(when: date) -> str:
    """115年12月."""
    return f"{year(when)}年{when.month}月"


def gregorian(when: date) -> str:
    """西元 2026 年 12 月 9 日: what is shown at hand beside every ROC date."""
    return f"西元 {when.year} 年 {when.month} 月 {when.day} 日"


def shown(when: date) -> str:
    """In the language of the page, for running text: 115年12月9日（三）, or 9 December 2026 (Wed)."""
    return long(when) if in_chinese() and when >= FIRST else dateformat(when, "j F Y (D)")


def shown_short(when: date) -> str:
    """The same for tables and input fields: 115/12/09, or 2026-12-09."""
    return short(when) if in_chinese() and when >= FIRST else when.isoformat()


def shown_month_day(when: date, *, on: date) -> str:
    """The same without the year while it is the year of the day `on`: 12月9日（三）, or 9 December (Wed)."""
    if when.year != on.year:
        return shown(when)
    return month_day(when) if in_chinese() else dateformat(when, "j F (D)")


def in_chinese() -> bool:
    """Whether the page is in Chinese, so that dates are shown in the ROC calendar."""
    return (get_language() or "zh").startswith("zh")


def span(first: date, last: date) -> str:
    """A range without repeating what is the same: 115年12月9日至11日, 115年12月30日至116年1月2日.

    One day reads as that day. `ValueError` when `last` is before `first`.
    """
    if last < first:
        raise ValueError(_("結束日期早於開始日期，請把兩個日期對調。"))
    start = long(first, with_weekday=False)
    if first == last:
        return start
    if first.year != last.year:
        return f"{start}至{long(last, with_weekday=False)}"
    return f"{start}至{last.day}日" if first.month == last.month else f"{start}至{last.month}月{last.day}日"


def _plain(text: str) -> str:
    """Half width, one kind of dash and dot, Chinese numerals before 年月日 as digits, single blanks, lower case."""
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES).lower()
    plain = re.sub("[\u200b-\u200f\u2060\ufeff]", "", plain)
    plain = numerals.in_digits(plain, before="[年月日號]")
    return re.sub(r"\s+", " ", plain).strip()


def _split(run: str, shown: str, *, forced: bool) -> tuple[str, int, int]:
    """Year (as typed), month and day of digits written together."""
    if len(run) in (7, 8):
        return run[:-4], int(run[-4:-2]), int(run[-2:])
    if len(run) == 6:
        return _split_six(run, shown, forced=forced)
    if len(run) == 5:
        raise ValueError(
            _("「%(text)s」像是試算表的日期序號。請把那一欄設成日期格式，或寫成 115/6/1。") % {"text": shown}
        )
    raise ValueError(
        _("「%(text)s」有 %(count)s 個數字，讀不出日期。民國寫 7 碼，例如 1150601；西元寫 8 碼。")
        % {"text": shown, "count": len(run)}
    )


def _split_six(run: str, shown: str, *, forced: bool) -> tuple[str, int, int]:
    unpadded = [(int(run[:3]), int(run[3]), int(run[4:])), (int(run[:3]), int(run[3:5]), int(run[5]))]
    readings = [r for r in unpadded if 100 <= r[0] <= 199 and _exists(r[0] + OFFSET, *r[1:])]
    two_digit = (int(run[:2]), int(run[2:4]), int(run[4:]))
    if _exists(two_digit[0] + OFFSET, *two_digit[1:]):
        readings.insert(0, two_digit)
        if len(readings) == 1:
            return run[:2], two_digit[1], two_digit[2]
    if len(readings) > 1:
        one, other = (
            _("%(year)s 年 %(month)s 月 %(day)s 日") % dict(zip(("year", "month", "day"), r, strict=True))
            for r in readings[:2]
        )
        raise ValueError(
            _("「%(text)s」可以讀成%(one)s，也可以讀成%(other)s。請補零寫成 7 碼，或寫成 115/6/1。")
            % {"text": shown, "one": one, "other": other}
        )
    raise ValueError(_("「%(text)s」只有 6 個數字，讀不出日期。請補零寫成 7 碼，例如 1150601。") % {"text": shown})


def _date(typed_year: str, month: int, day: int, *, era: str | None, shown: str) -> date:
    """The date of typed parts; decides the calendar and says in words why there is none."""
    number = int(typed_year)
    if era in ("西元", "公元", "ad"):
        is_roc = False
    elif era:
        is_roc = True
        if number >= FIRST.year:
            raise ValueError(
                _("「%(text)s」寫了民國，年份卻像西元。民國 %(year)s 年才對，請改正。")
                % {"text": shown, "year": number - OFFSET}
            )
    else:
        is_roc = len(typed_year) < 4 or typed_year.startswith("0")
    if is_roc and number == 0:
        raise ValueError(_("民國沒有 0 年。請填正確的年份，例如 115/6/1。"))
    full_year = number + OFFSET if is_roc else number
    if full_year < FIRST.year:
        raise ValueError(_("西元 %(year)s 年在民國元年以前，這裡不收。請確認年份。") % {"year": full_year})
    if full_year > LAST.year:
        raise ValueError(_("年份 %(year)s 太遠了。請確認年份，民國年例如 115。") % {"year": number})
    if not 1 <= month <= 12:
        raise ValueError(_("沒有 %(month)s 月，月份從 1 到 12。請對照月曆，填正確日期。") % {"month": month})
    last_day = monthrange(full_year, month)[1]
    if not 1 <= day <= last_day:
        raise ValueError(
            _("%(year)s 年 %(month)s 月沒有 %(day)s 日，這個月到 %(last)s 日。請對照月曆，填正確日期。")
            % {"year": number, "month": month, "day": day, "last": last_day}
        )
    return date(full_year, month, day)


def _exists(full_year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(full_year, month)[1]


def _check_weekday(when: date, typed: str) -> None:
    """Refuse a weekday that contradicts the date: one of the two is a slip, and only the person knows which."""
    if any(said := [name for name in _ENGLISH_WEEKDAYS if name in typed]):
        claimed = _ENGLISH_WEEKDAYS.index(said[0])
    else:
        claimed = WEEKDAYS.index(re.sub("[^一二三四五六日天]", "", re.sub("星期|禮拜", "", typed)).replace("天", "日"))
    if claimed != when.weekday():
        raise ValueError(
            _("%(date)s是%(right)s，不是%(wrong)s。請對照月曆，改正日期或星期。")
            % {
                "date": long(when, with_weekday=False) if in_chinese() else when.isoformat(),
                "right": WEEKDAY_NAMES[when.weekday()],
                "wrong": WEEKDAY_NAMES[claimed],
            }
        )


def _unreadable(plain: str, shown: str) -> str:
    """The sentence for text of no known shape; names the commonest slip where it can be told."""
    if re.fullmatch(r"\d{1,2}\s*[月/.\-]\s*\d{1,2}\s*[日號]?", plain):
        return _("「%(text)s」沒有年份。請加上年份，例如 115/6/1。") % {"text": shown}
    if re.fullmatch(r"\d{1,4}\s*[年/.\-]\s*\d{1,2}\s*月?", plain):
        return _("「%(text)s」沒有日。請寫到日，例如 115/6/1。") % {"text": shown}
    return _("讀不出「%(text)s」是哪一天。請寫成 115/6/1、1150601、115年6月1日或 2026-06-01。") % {"text": shown}
