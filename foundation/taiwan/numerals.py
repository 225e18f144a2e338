"""Numbers written in Chinese numerals, where digits are expected: 一百一十五年, 九點, 三小時."""

import re

_VALUES = {"〇": 0, "零": 0, "○": 0, "兩": 2} | {
    character: value for value, character in enumerate("一二三四五六七八九", 1)
}
_TENS = {"十": 10, "百": 100}
_RUN = f"[{''.join((*_VALUES, *_TENS))}元]+"


def in_digits(text: str, *, before: str) -> str:
    """The text with digits for the numerals that stand before one of the words of `before` (a regular expression)."""
    return re.sub(rf"({_RUN})(?=\s*(?:{before}))", lambda run: str(number(run[1])), text)


def number(numeral: str) -> int:
    """一百一十五, 一一五, 二十, 元 as a number (up to 999); numerals without 十 or 百 are read digit by digit."""
    if numeral == "元":
        return 1
    if not set(_TENS) & set(numeral):
        return int("".join(str(_VALUES.get(character, 0)) for character in numeral))
    total, digit = 0, None
    for character in numeral:
        if character in _TENS:
            total += (1 if digit is None else digit) * _TENS[character]
            digit = None
        else:
            digit = _VALUES.get(character, 0)
    return total + (digit or 0)
