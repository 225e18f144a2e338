"""Which training a list means, however it is written: 「基訓」, 「特殊訓練（社福類）」, or one course's name."""

from __future__ import annotations

import datetime as dt
import re

from django.utils.translation import gettext as _
from django.utils.translation import override

from foundation.accounts import sectors
from foundation.imports.spec import Cell, as_text
from foundation.taiwan.fullwidth import tight

from .courses import BASIC, GROWTH, HOUR, IN_SERVICE, LEADERSHIP, PROGRAMMES, SUPERVISOR, special_for

SPECIAL = "special"
"""The special training of the unit's own category, where the list names none."""
SHORT = {
    "基礎": BASIC, "基訓": BASIC, "基礎訓練": BASIC, "基礎教育訓練": BASIC, "志願服務基礎訓練": BASIC,
    "志工基礎訓練": BASIC, "基礎課程": BASIC, "basic": BASIC, "basictraining": BASIC,
    "特殊": SPECIAL, "特訓": SPECIAL, "特殊訓練": SPECIAL, "特殊教育訓練": SPECIAL, "志願服務特殊訓練": SPECIAL,
    "志工特殊訓練": SPECIAL, "特殊課程": SPECIAL, "special": SPECIAL, "specialtraining": SPECIAL,
    "成長": GROWTH, "成長訓練": GROWTH, "growth": GROWTH,
    "領導": LEADERSHIP, "領導訓練": LEADERSHIP, "leadership": LEADERSHIP,
    "督導": SUPERVISOR, "督導訓練": SUPERVISOR, "志工督導訓練": SUPERVISOR,
    "在職": IN_SERVICE, "在職訓練": IN_SERVICE, "在職教育": IN_SERVICE,
}  # fmt: skip
_CORES = {
    "基礎": BASIC, "特殊": SPECIAL, "成長": GROWTH, "領導": LEADERSHIP, "督導": SUPERVISOR, "在職": IN_SERVICE,
}  # fmt: skip
_BESIDE = re.compile(
    r"(?:民國)?\d{2,4}年度?|第?[一二三四五六七八九十\d]+梯次?|(?:線上|數位|實體)(?:課程|學習|研習)?|臺北e大|e大|e等公務園"
    r"|結業|證書|證明|課程|研習|志願服務|志工|教育|訓練"
)
"""What lists write beside a training's name: the year, the class, where it was taught, and what goes without saying."""
_HOURS = re.compile(r"(\d{1,2})(?:小時|時|h|hrs?|hours?)")
_SIGNS = re.compile(r"[()（）\[\]【】「」:：\-－—_/、,，.。‧・]")

Named = tuple[str, tuple[int, ...]]
"""Code of the training, or `SPECIAL`, and number of the one course in it; several where a course of today and one of
before are called the same, so that the day decides; (0,) for the whole."""


def number_on(named: Named, day: dt.date) -> int:
    """Which of the courses that are called so it was on that day; 0 for the whole training."""
    code, numbers = named
    former = PROGRAMMES[code].former
    if former is None or len(numbers) == 1:
        return numbers[0]
    old = {one.number for one in former.courses}
    return next((one for one in numbers if (one in old) == (day <= former.until)), numbers[0])


def read(cell: Cell) -> Named:
    """The training that a cell names.

    Raises:
        ValueError: it names none, or a course that stands in several trainings.
    """
    text = as_text(cell)
    plain = _plain(text)
    if plain in SHORT:
        return SHORT[plain], (0,)
    with override("zh-hant"):
        whole = {_plain(str(one.name)): code for code, one in PROGRAMMES.items()}
        courses = _courses()
    if plain in whole:
        return whole[plain], (0,)
    found = courses.get(plain, {})
    if len(found) == 1:
        code, numbers = next(iter(found.items()))
        return code, tuple(numbers)
    if found:
        raise ValueError(
            _("「%(text)s」是好幾種訓練都有的課目。請連訓練一起寫，例如「基礎訓練：志願服務法規之認識」。")
            % {"text": text}
        )
    if code := _by_core(plain):
        return code, (0,)
    if "特殊" in plain or "特訓" in plain:
        return _special(text, plain), (0,)
    raise ValueError(
        _("「%(text)s」看不出是哪一種訓練。請寫成像「基礎訓練」「社會福利類特殊訓練」，或課目的全名。")
        % {"text": text[:30]}
    )


def _by_core(plain: str) -> str:
    """The training that is left of 「115 年度志工基礎教育訓練（線上）」; "" where more is left than the name of one.

    Hours in the name have to be those of the whole training: 「基礎訓練（3小時）」 is a part of it.
    """
    said = _HOURS.search(plain)
    code = _CORES.get(_BESIDE.sub("", _HOURS.sub("", plain)), "")
    if said is None or not code:
        return code
    known = PROGRAMMES.get(code)
    asked = {known.minutes, known.former.minutes if known.former else known.minutes} if known else set()
    return code if int(said[1]) * HOUR in asked else ""


def _special(text: str, plain: str) -> str:
    """The special training of the category that the text names."""
    rest = _BESIDE.sub("", plain.replace("特訓", "")).replace("特殊", "")
    code = sectors.code_of(rest) or sectors.code_of(f"{rest}類")
    if not code:
        raise ValueError(
            _("「%(text)s」看不出是哪一類的特殊訓練。請寫成像「社會福利類特殊訓練」。") % {"text": text[:30]}
        )
    several = special_for(code)
    if len(several) > 1:
        names = _("、").join(str(one.name) for one in several)
        raise ValueError(_("這一類的特殊訓練有好幾種，請寫是哪一種：%(names)s。") % {"names": names})
    return several[0].code


def _courses() -> dict[str, dict[str, list[int]]]:
    """Where a course stands (training → numbers), by its name, and by its training's name with its own."""
    found: dict[str, dict[str, list[int]]] = {}
    for code, programme in PROGRAMMES.items():
        for course in (*programme.courses, *(programme.former.courses if programme.former else ())):
            name = re.sub(r"（\d+ 年以前）$", "", str(course.name))
            for said in {_plain(name), _plain(f"{programme.name}{name}"), _plain(str(course.name))}:
                found.setdefault(said, {}).setdefault(code, []).append(course.number)
    return found


def _plain(text: str) -> str:
    return _SIGNS.sub("", tight(text)).replace("台", "臺").casefold()
