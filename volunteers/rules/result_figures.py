"""The figures of a results report (成果回報), each with its name, its group and how it is made.

Source of what is asked: 臺北市志願服務實務手冊 (107.9.20)「服務成果回報」. No source
says which bands ages and years fall into: they are the house's choice, and so is that a person's training of one kind
counts once a period.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.accounts import sectors

from .courses import BASIC, GROWTH, IN_SERVICE, LEADERSHIP, SUPERVISOR

Words = str | Promise
AGES: tuple[tuple[int, int | None], ...] = ((0, 11), (12, 17), (18, 29), (30, 49), (50, 64), (65, None))
YEARS: tuple[tuple[int, int | None], ...] = ((0, 0), (1, 2), (3, 4), (5, 9), (10, None))
"""First and last full year of a band."""
SPECIAL_TRAINING, OTHER_TRAINING = "SPECIAL", "OTHER"
TRAINING_KEYS = {
    BASIC: "training_basic", SPECIAL_TRAINING: "training_special", GROWTH: "training_growth",
    IN_SERVICE: "training_in_service", LEADERSHIP: "training_leadership", OTHER_TRAINING: "training_other",
}  # fmt: skip
UNKNOWN = "unknown"


class Measure(StrEnum):
    """What a figure counts."""

    PEOPLE = "people"
    TIMES = "times"
    MINUTES = "minutes"
    WORDS = "words"


class Group(StrEnum):
    """The parts of a report, in their order."""

    TEAM = "team"
    SEX = "sex"
    AGE = "age"
    EDUCATION = "education"
    OCCUPATION = "occupation"
    TENURE = "tenure"
    TRAINING = "training"
    SERVICE = "service"
    KINDS = "kinds"
    MEETINGS = "meetings"
    HONOURS = "honours"
    TOLD = "told"


GROUPS: dict[Group, Words] = {
    Group.TEAM: _("志工隊基本資料"),
    Group.SEX: _("志工基本資料：性別"),
    Group.AGE: _("志工基本資料：年齡"),
    Group.EDUCATION: _("志工基本資料：學歷"),
    Group.OCCUPATION: _("志工基本資料：職業類別"),
    Group.TENURE: _("志工基本資料：在志工隊的年資"),
    Group.TRAINING: _("志工訓練成果"),
    Group.SERVICE: _("服務成果"),
    Group.KINDS: _("服務成果：服務種類"),
    Group.MEETINGS: _("聯繫會報與會議"),
    Group.HONOURS: pgettext_lazy("成果回報", "獎勵表揚"),
    Group.TOLD: _("文字說明"),
}
ADD_UP = (Group.SEX, Group.AGE, Group.EDUCATION, Group.OCCUPATION, Group.TENURE)
"""Groups whose figures are the team's people, each once: they add up to `people`."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Attributes:
        how: how it is made from the register.
        flow: whether periods add up (hours do, people at a day do not).
        by_hand: whether the unit may write another number, because the register cannot know.
    """

    key: str
    label: Words
    group: Group
    measure: Measure
    how: Words
    flow: bool = False
    by_hand: bool = False

    @property
    def is_words(self) -> bool:
        """Whether it is told in words, which nobody can add."""
        return self.measure is Measure.WORDS


LAST_DAY = _("期末日在隊的志工，依名冊，一人算一次。")
KNOWN_BY_HAND = _("期末日在隊的志工，依志工資料；資料沒有填的算在「不詳」，可以由單位改填。")
TRAINED = _("這一期內完成這種訓練（或其中的課目）的在隊志工，一人一期算一次；撤銷的不算。")
WRITTEN = _("由單位填寫，平臺算不出來。")
PEOPLE, TIMES = Measure.PEOPLE, Measure.TIMES


def _bands(
    group: Group, names: Iterable[tuple[str, Words]], how: Words, *, by_hand: bool = False
) -> tuple[Figure, ...]:
    return tuple(Figure(f"{group}_{key}", name, group, PEOPLE, how, by_hand=by_hand) for key, name in names)


def _years(bands: tuple[tuple[int, int | None], ...], one: Any, between: Any, up: Any) -> list[tuple[str, Words]]:
    found: list[tuple[str, Words]] = []
    for first, last in bands:
        if last is None:
            found.append((str(first), format_lazy(up, first=first)))
        elif first == 0:
            found.append(("0", format_lazy(one, last=last + 1)))
        else:
            found.append((str(first), format_lazy(between, first=first, last=last)))
    return found


NOT_KNOWN: Words = pgettext_lazy("成果回報", "不詳")
FIGURES: tuple[Figure, ...] = (
    Figure("contact", _("聯絡人"), Group.TEAM, Measure.WORDS, _("單位資料上的聯絡人與電話。"), by_hand=True),
    Figure("people", _("志工人數"), Group.TEAM, PEOPLE, LAST_DAY),
    Figure("books", _("領有紀錄冊人數"), Group.TEAM, PEOPLE, _("期末日在隊、紀錄冊已核發的志工。")),
    Figure("cards", _("領有榮譽卡人數"), Group.TEAM, PEOPLE, _("期末日在隊、持有有效榮譽卡的志工，依得獎紀錄。")),
    Figure("insured", _("參與志工保險人數"), Group.TEAM, PEOPLE, _("期末日在隊、在這個單位的保險名冊上的志工。")),
    *_bands(Group.SEX, (("female", _("女")), ("male", _("男")), (UNKNOWN, NOT_KNOWN)), LAST_DAY),
    *_bands(
        Group.AGE,
        (*_years(AGES, _("未滿 {last} 歲"), _("{first} 至 {last} 歲"), _("{first} 歲以上")), (UNKNOWN, NOT_KNOWN)),
        _("期末日在隊的志工，以期末日的足歲計。"),
    ),
    *_bands(
        Group.EDUCATION,
        (("primary", _("國小以下")), ("junior", _("國（初）中")), ("senior", _("高中（職）")), ("college", _("大專")),
         ("graduate", _("研究所以上")), (UNKNOWN, NOT_KNOWN)),
        KNOWN_BY_HAND, by_hand=True,
    ),
    *_bands(
        Group.OCCUPATION,
        (("public", _("公教")), ("business", _("工商")), ("farming", _("農林漁牧")), ("service", _("服務業")),
         ("home", _("家管")), ("student", _("學生")), ("retired", _("退休")), ("other", _("其他")),
         (UNKNOWN, NOT_KNOWN)),
        KNOWN_BY_HAND, by_hand=True,
    ),
    *_bands(
        Group.TENURE,
        _years(YEARS, _("未滿 {last} 年"), _("{first} 至 {last} 年"), _("{first} 年以上")),
        _("期末日在隊的志工，從這一次加入到期末日滿幾年。"),
    ),
    *(
        Figure(TRAINING_KEYS[code], name, Group.TRAINING, TIMES, TRAINED, flow=True)
        for code, name in (
            (BASIC, _("基礎訓練")), (SPECIAL_TRAINING, _("特殊訓練")), (GROWTH, _("成長訓練")),
            (IN_SERVICE, _("在職訓練")), (LEADERSHIP, _("領導訓練")), (OTHER_TRAINING, _("其他訓練")),
        )
    ),
    Figure("minutes", _("服務總時數"), Group.SERVICE, Measure.MINUTES, _("已核定、可採計的時數，扣掉沖銷。"),
           flow=True),
    Figure("times", pgettext_lazy("成果回報", "服務次數"), Group.SERVICE, TIMES, _("已核定的服務次數，扣掉沖銷。"),
           flow=True),
    Figure("served", _("受服務人次"), Group.SERVICE, TIMES,
           _("已核定的時數上登錄的受服務人次；時數沒有登錄的，由單位改填。"), flow=True, by_hand=True),
    *(
        Figure(f"kind_{code}", name, Group.KINDS, Measure.MINUTES, _("這個服務類別已核定、可採計的時數。"), flow=True)
        for code, name in ((code, _(text)) for code, text in sectors.CATEGORIES.items())
    ),
    Figure("meetings", _("志工會議"), Group.MEETINGS, TIMES, _("這一期登錄會議紀錄的志工會議與幹部會議。"),
           flow=True, by_hand=True),
    Figure("liaison", _("聯繫會報"), Group.MEETINGS, TIMES, _("這一期登錄會議紀錄的聯繫會報。"),
           flow=True, by_hand=True),
    Figure("honours_people", _("志工得獎人次"), Group.HONOURS, TIMES, _("這一期登錄的在隊志工得獎，一個獎算一次。"),
           flow=True, by_hand=True),
    Figure("honours_team", _("團隊得獎次數"), Group.HONOURS, TIMES, _("這一期登錄的團隊得獎。"),
           flow=True, by_hand=True),
    Figure("publicity", _("志願服務宣導"), Group.TOLD, Measure.WORDS, WRITTEN, by_hand=True),
    Figure("book_checks", _("紀錄冊定期查核與輔導紀錄"), Group.TOLD, Measure.WORDS, WRITTEN, by_hand=True),
    Figure("innovation", _("具特色、研發與創新的措施及施行成效"), Group.TOLD, Measure.WORDS, WRITTEN, by_hand=True),
)  # fmt: skip
BY_KEY = {one.key: one for one in FIGURES}
NUMBERS = tuple(one for one in FIGURES if not one.is_words)
FLOWS = frozenset(one.key for one in NUMBERS if one.flow)
LONGEST_WORDS = 2000
_SPECIAL_OF = {BASIC, GROWTH, IN_SERVICE, LEADERSHIP, SUPERVISOR}


def training_kind(programme: str) -> str:
    """Which kind of training a programme is, as reports name them: special trainings are one kind, whatever for."""
    if programme in TRAINING_KEYS:
        return programme
    return OTHER_TRAINING if programme in _SPECIAL_OF else SPECIAL_TRAINING


def of_group(group: Group, keys: Iterable[str]) -> tuple[Figure, ...]:
    """The figures of a group that are among these, in their order."""
    wanted = set(keys)
    return tuple(one for one in FIGURES if one.group is group and one.key in wanted)
