"""Times of day as people type them; shown on the 24-hour clock.

1330, 930, 13:30, 13.30, 13點30分, 13時, 9點半, 九點半, 晚上7點, 1:30pm. Without a word for the half of the day
the 24-hour clock is meant (1:30 is half past one at night). 上午12:30 and 晚上12:00 are refused: people mean both noon
and midnight by them; 上午 12:30:00 was written by a spreadsheet, which means half past midnight. One digit after a dot
is refused, too: a spreadsheet that takes 13.30 for a number keeps 13.3, and 9.5 may be half past nine.
Refusals are `ValueError`s with a sentence. Lengths of time are said here as well.
"""

import re
import unicodedata
from datetime import time

from django.utils.translation import gettext as _

from . import numerals

_MORNING = ("上午", "早上", "am", "a.m.")
_NIGHT = ("凌晨", "清晨")
_AFTERNOON = ("下午", "pm", "p.m.", "傍晚")
_EVENING = ("晚上", "晚間", "晚")
_NOON = ("中午",)
_WORDS = "|".join(re.escape(word) for word in (*_MORNING, *_NIGHT, *_AFTERNOON, *_EVENING, *_NOON))
_SHAPE = re.compile(
    rf"^(?P<before>{_WORDS})?\s*(?:(?P<run>\d{{3,4}})|(?P<h>\d{{1,2}})\s*"
    r"(?:(?P<mark>[:.點时時])\s*(?:(?P<half>半)|(?P<m>\d{1,2})\s*分?(?::(?P<s>\d{2})(?:\.0+)?|\s*0{1,2}秒)?|整)?)?)"
    rf"\s*(?P<after>{_WORDS})?$"
)


def parse(text: str) -> time:
    """The time of day that `text` says, to the minute; `ValueError` with a sentence when it says none."""
    shown = text.strip()
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().lower()
    plain = numerals.in_digits(plain, before="[點时時分]")
    if not plain:
        raise ValueError(_("這裡沒有時間。請填寫，例如 13:30。"))
    found = _SHAPE.match(plain)
    if found is None or (found["before"] and found["after"]) or (found["s"] or "00") != "00":
        raise ValueError(_("讀不出「%(text)s」是幾點幾分。請寫成 13:30、1330 或下午1:30。") % {"text": shown})
    if found["mark"] == "." and found["m"] and len(found["m"]) == 1 and found["m"] != "0":
        raise ValueError(_cut_short(found["h"], found["m"], shown))
    if found["run"]:
        hour, minute = int(found["run"][:-2]), int(found["run"][-2:])
    else:
        hour, minute = int(found["h"]), 30 if found["half"] else int(found["m"] or 0)
    if minute > 59 and hour > 23:
        raise ValueError(
            _("沒有 %(hour)s 點 %(minute)s 分，一天從 00:00 到 23:59。請改正「%(text)s」。")
            % {"hour": hour, "minute": minute, "text": shown}
        )
    if minute > 59:
        raise ValueError(
            _("沒有 %(minute)s 分，分鐘從 0 到 59。請改正「%(text)s」。") % {"minute": minute, "text": shown}
        )
    if hour > 23:
        raise ValueError(
            _("沒有 %(hour)s 點，一天從 0 點到 23 點。請改正「%(text)s」。") % {"hour": hour, "text": shown}
        )
    word = found["before"] or found["after"]
    if hour == 12 and word == "上午" and found["s"]:
        return time(0, minute)
    return time(_hour(hour, word, shown), minute)


def show(when: time) -> str:
    """13:30."""
    return f"{when:%H:%M}"


def _cut_short(hour: str, digit: str, shown: str) -> str:
    """The sentence for 13.3, which is what is left of 13.30, or three past one."""
    return _(
        "「%(text)s」的分鐘只有一位，看不出是 %(hour)s:0%(digit)s 還是 %(hour)s:%(digit)s0。請用冒號寫，例如 13:30。"
    ) % {
        "text": shown,
        "hour": hour,
        "digit": digit,
    }


def _hour(hour: int, word: str | None, shown: str) -> int:
    """The hour on the 24-hour clock, given the word for the half of the day."""
    if word is None:
        return hour
    if word in _NOON and hour in (11, 12, 1, 2, 13, 14):
        return hour + 12 if hour in (1, 2) else hour
    if word in _AFTERNOON and hour >= 1:
        return hour + 12 if hour < 12 else hour
    if word in _EVENING and (5 <= hour <= 11 or hour >= 17):
        return hour + 12 if hour < 12 else hour
    if word in ("am", "a.m.", "pm", "p.m.") and hour == 12:
        return 0
    if (word in _MORNING and hour < 12) or (word in _NIGHT and hour <= 6):
        return hour
    if word in _NIGHT and hour == 12:
        return 0
    raise ValueError(_("「%(text)s」可以有兩種讀法。請用 24 小時制，例如 00:30 或 12:30。") % {"text": shown})


def spoken(minutes: int) -> str:
    """3 小時 25 分."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s 分") % {"minutes": rest}
    if not rest:
        return _("%(hours)s 小時") % {"hours": hours}
    return _("%(hours)s 小時 %(minutes)s 分") % {"hours": hours, "minutes": rest}
