"""What an indicator shows at a report, as it was typed: a number, words, or what must not be taken for either.

A figure on a public page comes from here, so that only what people write as a number is one: 1,200 and １２.５.
Machines read 1e3, 1_000, nan and 1,2,3 as numbers as well; whoever typed that is asked what
she means.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from actionplans.models import CheckIn, Reading
from foundation.taiwan.fullwidth import halfwidth

FIELD = "reading_"  # what the page calls one: by its indicator's key
LONGEST = 100
DIGITS, PLACES = 18, 4  # as the column of a reading
LARGEST = Decimal(10) ** (DIGITS - PLACES)
NUMBER = re.compile(r"[+-]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)", re.ASCII)
_SIGNS = str.maketrans("，．＋－−", ",.+--")


def number_in(typed: str) -> Decimal | None:
    """The number that was typed; None where words stand there (約 20) or it does not fit the column."""
    plain = _plain(typed)
    if not NUMBER.fullmatch(plain):
        return None
    number = Decimal(plain.replace(",", ""))
    return round(number, PLACES) if abs(number) < LARGEST else None


def unclear(typed: str) -> str:
    """Why nobody can say which number was meant; empty where one is, or where words are."""
    plain = _plain(typed)
    if NUMBER.fullmatch(plain):
        if number_in(typed) is not None:
            return ""
        return _("「%(typed)s」太大了，放不下。請換一個單位，例如以萬計。") % {"typed": typed.strip()[:LONGEST]}
    try:
        Decimal(re.sub(r"[\s,_]", "", plain))
    except InvalidOperation:
        return ""
    said = _("「%(typed)s」看不出是多少。請直接寫數字，例如 1000 或 1,000；不是數字的話，用文字說明。")
    return said % {"typed": typed.strip()[:LONGEST]}


def write(check_in: CheckIn, typed: Mapping[int, str]) -> None:
    """Keep what was typed for indicators of the report's plan (by key); an empty one is taken away.

    What is unclear waits in `unfinished` of the report, which the caller saves, as it was typed and with the reason.
    """
    known = set(check_in.plan.indicators.values_list("pk", flat=True))
    gone = [
        name
        for name in check_in.unfinished
        if name.startswith(FIELD) and name not in {f"{FIELD}{key}" for key in known}
    ]
    for name in gone:
        del check_in.unfinished[name]
    for key, given in typed.items():
        if key not in known:
            continue
        words = given.strip()[:LONGEST]
        check_in.unfinished.pop(f"{FIELD}{key}", None)
        rows = Reading.objects.filter(check_in=check_in, indicator=key)
        if why := unclear(words):
            check_in.unfinished[f"{FIELD}{key}"] = {"value": words, "problem": why}
        if why or not words:
            rows.delete()
        elif not rows.update(typed=words, number=number_in(words)):
            Reading.objects.create(check_in=check_in, indicator_id=key, typed=words, number=number_in(words))


def _plain(typed: str) -> str:
    return halfwidth(typed).translate(_SIGNS).strip()
