"""National identity numbers and resident (UI) numbers: shape, checksum, and how they are shown.

Three kinds are in use side by side:

* 國民身分證統一編號: a letter, 1 (male) or 2 (female), eight digits;
* 新式外來人口統一證號 (since 2021): a letter, 8 (male) or 9 (female), eight digits;
* 舊式統一證號: two letters (second A/C male, B/D female), eight digits; usable until 2030-12-31.

The letter stands for two digits (A=10 … Z=33, with I=34 and O=35 for history's sake); tens×1 + ones×9, then the other
digits ×8…×1 and the last one ×1, must be divisible by ten. In the old resident number the second letter counts with the
ones digit of its value. A check value of ten is the digit 0, which some libraries refuse (M162773050 is valid).

A wrong checksum on an old paper record may be the paper's mistake: `read` therefore only refuses what has no known
shape and answers `checksum_holds`; `check` refuses both. Neither proves that the number belongs to a living person.
Rules: 內政部戶政司 numbering as documented by taiwan-id-validator (docs/specification-sources.md).
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.taiwan.fullwidth import tight

LETTERS = {letter: value for value, letter in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO", 10)}
OLD_UI_LAST_DAY = date(2030, 12, 31)
MASK = "****"

_NATIONAL = re.compile(r"[A-Z][12]\d{8}", re.ASCII)
_UI = re.compile(r"[A-Z][89]\d{8}", re.ASCII)
_OLD_UI = re.compile(r"[A-Z][A-D]\d{8}", re.ASCII)
_PASSPORT = re.compile(r"[A-Z0-9]{6,15}", re.ASCII)
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 1, 1)


class Kind(Enum):
    """Which of the three numbers it is; the value is stored, the label is shown."""

    NATIONAL = "national"
    UI = "ui"
    OLD_UI = "old_ui"

    @property
    def label(self) -> str:
        """The official name of the number."""
        return str(_LABELS[self])


_LABELS = {
    Kind.NATIONAL: gettext_lazy("國民身分證統一編號"),
    Kind.UI: gettext_lazy("外來人口統一證號"),
    Kind.OLD_UI: gettext_lazy("舊式外來人口統一證號"),
}


@dataclass(frozen=True)
class IdentityNumber:
    """A number of known shape: normalised to ten half-width capitals and digits."""

    number: str
    kind: Kind
    checksum_holds: bool

    @property
    def is_male(self) -> bool:
        """The sex the number was issued for."""
        return self.number[1] in "18AC"

    @property
    def masked(self) -> str:
        """A12****789."""
        return mask(self.number)

    def usable_on(self, on: date) -> bool:
        """Whether a number of this kind is accepted on that day; only the old resident number runs out."""
        return self.kind is not Kind.OLD_UI or on <= OLD_UI_LAST_DAY


def read(text: str) -> IdentityNumber:
    """The number in `text`, whatever its width, case and blanks; `ValueError` with a sentence when the shape is wrong.

    A wrong checksum does not raise; see `checksum_holds`.
    """
    number = tight(text).upper().replace("-", "")
    for kind, shape in ((Kind.NATIONAL, _NATIONAL), (Kind.UI, _UI), (Kind.OLD_UI, _OLD_UI)):
        if shape.fullmatch(number):
            return IdentityNumber(number, kind, _checksum(number) % 10 == 0)
    raise ValueError(_shape_problem(number))


def check(text: str) -> IdentityNumber:
    """Like `read`, but a wrong checksum is refused as well."""
    identity = read(text)
    if not identity.checksum_holds:
        raise ValueError(
            _("%(kind)s的檢查碼不符，可能打錯一個字。請對照證件，逐字核對。") % {"kind": identity.kind.label}
        )
    return identity


def may_be_passport(text: str) -> bool:
    """Whether a text may be a passport's number: six to fifteen letters and digits, as the countries give them."""
    return _PASSPORT.fullmatch(tight(text).upper()) is not None


def passport(text: str) -> str:
    """The number of a passport, in half-width capitals and digits; `ValueError` with a sentence when it cannot be one.

    Nothing tells a passport's number from others but that somebody says so: there is no common shape and no checksum.
    """
    number = tight(text).upper()
    if not may_be_passport(number):
        raise ValueError(
            _("護照號碼是 %(least)s 到 %(most)s 個英文字母或數字。請對照護照改正。") % {"least": 6, "most": 15}
        )
    return number


def is_valid(text: str) -> bool:
    """Whether shape and checksum are right."""
    try:
        return read(text).checksum_holds
    except ValueError:
        return False


def mask(text: str) -> str:
    """The number as it is shown by default: A12****789. Anything shorter than eight keeps only its first character."""
    number = tight(text).upper()
    if not number:
        return ""
    return number[:3] + MASK + number[-3:] if len(number) >= 8 else number[0] + MASK


def _checksum(number: str) -> int:
    letter = LETTERS[number[0]]
    second = LETTERS[number[1]] % 10 if number[1].isalpha() else int(number[1])
    digits = (second, *(int(digit) for digit in number[2:]))
    return letter // 10 + letter % 10 * 9 + sum(d * w for d, w in zip(digits, _WEIGHTS, strict=True))


def _shape_problem(number: str) -> str:
    """What is wrong with the shape. The number itself is left out: messages end up in logs and returned files."""
    if not number:
        return _("這裡沒有證號。請填寫 10 碼，例如 A 開頭加 9 個數字。")
    if len(number) != 10:
        return _("證號要 10 碼，這裡有 %(count)s 碼。請對照證件，補上或刪去。") % {"count": len(number)}
    if not re.fullmatch("[A-Z]", number[0]):
        return _("證號第 1 碼要是英文字母。請對照證件改正。")
    if not re.fullmatch("[1289A-D]", number[1]):
        return _("證號第 2 碼要是 1、2、8、9，舊式統一證號是 A 到 D。請對照證件改正。")
    return _("證號後 8 碼都要是數字，請檢查是不是把 0 打成 O、把 1 打成 I。")
