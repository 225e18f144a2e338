"""The trainings of volunteers as data: what they consist of, for which category, and since when.

Source: 志願服務法 第 9 條; 臺北市志願服務實務手冊「教育訓練」(107 年) with the regulations it names. Basic training
is the same for all of Taiwan; special training is set by each authority, or by the unit, so that the table below
holds for Taipei and stands for the other counties until they set their own (`set_by`). Rules change: each training
says since when its courses are these (`since`), and what was completed before is judged by what was asked then.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HOUR = 60
BASIC, GROWTH, LEADERSHIP, SUPERVISOR = "BASIC", "GROWTH", "LEADERSHIP", "SUPERVISOR"
OWN, IN_SERVICE = "SP_UNIT", "IN_SERVICE"
ANY_SPECIAL = "*"
BEGINNING = dt.date(2001, 1, 22)  # 志願服務法 came into force (公布日起第三日)


@dataclass(frozen=True, slots=True)
class Course:
    """One course of a training. `minutes` is None where the source leaves the length open."""

    number: int
    name: str | Promise
    minutes: int | None
    is_qualification: bool = False


@dataclass(frozen=True, slots=True)
class Prerequisites:
    """What somebody must have behind her before she may go to a training.

    Attributes:
        years: of service, at least.
        completed: codes of the trainings; `ANY_SPECIAL` is the special one of any category.
        recommended: whether her unit has to send her.
        source: where it stands.
    """

    years: int
    completed: tuple[str, ...]
    recommended: bool
    source: str


@dataclass(frozen=True, slots=True)
class Former:
    """What a training asked before its courses became what they are, for who completed it, or a part of it, then.

    Attributes:
        until: the last day on which these courses were asked.
        courses: with numbers of their own.
        merged: number of a course of today → the former ones that went into it; all of them together stand for it.
        source: where it stands.
    """

    until: dt.date
    courses: tuple[Course, ...]
    merged: Mapping[int, tuple[int, ...]]
    source: str

    @property
    def minutes(self) -> int:
        """Its whole length then."""
        return sum(course.minutes or 0 for course in self.courses)


@dataclass(frozen=True, slots=True)
class Programme:
    """A training.

    Attributes:
        code: stored with what people have completed.
        category: of service, for which it counts as special training; "" for the others.
        also: further categories it counts for (民政 and 戶政 have one authority).
        courses: all of them have to be completed, not only as many hours (手冊：四門課目).
        since: the first day on which these courses are asked.
        of_one_unit: whether it introduces the work of one unit, so that it does not count elsewhere by itself.
        includes: another training that has to be completed first (稅務類：社福類特殊訓練).
        renewed_yearly: whether it is a qualification that lapses without continuing education.
        needs: what it asks for beforehand; None where no source asks for anything.
        assessed: whether it is complete only with an assessment that was passed (考評及格，發給結業證明書).
        nationwide: whether it is set for all of Taiwan; no authority or unit can ask for fewer hours of it.
        former: what it asked before `since`, where the sources say it.
        source: where the rule stands.
    """

    code: str
    name: str | Promise
    category: str
    courses: tuple[Course, ...]
    source: str
    since: dt.date = BEGINNING
    also: tuple[str, ...] = ()
    of_one_unit: bool = False
    includes: str = ""
    renewed_yearly: bool = False
    needs: Prerequisites | None = None
    assessed: bool = False
    nationwide: bool = False
    former: Former | None = None

    def course(self, number: int) -> Course | None:
        """The course of this number, of today or of before."""
        known = (*self.courses, *(self.former.courses if self.former else ()))
        return next((one for one in known if one.number == number), None)

    def minutes_on(self, day: dt.date) -> int:
        """How long the whole of it was, as it was asked on a day."""
        return self.former.minutes if self.former is not None and day <= self.former.until else self.minutes

    def least_minutes(self, course: Course | None, day: dt.date) -> int:
        """Fewer than these minutes are no completion of a course, or of the whole, on a day; 0 where nobody says."""
        if not self.nationwide:
            return 0
        return (course.minutes or 0) if course is not None else min(self.minutes, self.minutes_on(day))

    @property
    def is_special(self) -> bool:
        """Whether it is a special training, of a category or of a unit."""
        return bool(self.category) or self.of_one_unit

    @property
    def is_of_any_category(self) -> bool:
        """Whether it is a special training whose category stands with what people have completed of it."""
        return self.of_one_unit and not self.category

    @property
    def minutes(self) -> int:
        """Its whole length, as far as the source says it."""
        return sum(course.minutes or 0 for course in self.courses)

    @property
    def categories(self) -> tuple[str, ...]:
        """Every category it counts for."""
        return (self.category, *self.also) if self.category else ()


def _hours(number: int, name: str | Promise, hours: int | None) -> Course:
    return Course(number, name, None if hours is None else hours * HOUR)


_HANDBOOK = "臺北市志願服務實務手冊「特殊訓練」"
_HARMONY = "廣結志工拓展社會福利工作－祥和計畫（內政部台90內中社字第9073194號函）"
_GROWTH_FROM = (
    "臺北市志願服務實務手冊「參與志願服務一年以上，且曾參加基礎訓練、特殊訓練，並持有結業證明書者，"
    "由志願服務運用單位推薦參加」"
)
_LEADERSHIP_FROM = (
    "臺北市志願服務實務手冊「參與志願服務三年以上，且曾參加成長訓練，並持有結業證明書者，由志願服務運用單位推薦參加」"
)
_LAW = "志願服務法第 9 條"
_SUPERVISING = "臺北市志願服務實務手冊「志工督導訓練」"
_IN_SERVICE = "臺北市志願服務實務手冊「在職訓練」（視志工需求與單位發展規劃辦理）"
_LETTER = "衛生福利部107年5月14日衛部救字第1071361771號函"
_SINCE_2018 = dt.date(2018, 5, 14)
_SINCE_TAIPEI = dt.date(2018, 5, 29)

# Until the letter of 2018 basic training was six courses of two hours. How they were merged the ministry explained when
# it announced the change; that a former course stands for its part of a new one is inferred from it.
_BASIC_BEFORE = Former(
    until=_SINCE_2018 - dt.timedelta(days=1),
    courses=(
        _hours(11, _("志願服務的內涵"), 2),
        _hours(12, _("志願服務倫理"), 2),
        _hours(13, _("自我了解及自我肯定，或快樂志工就是我"), 2),
        _hours(14, _("志願服務經驗分享（107 年以前）"), 2),
        _hours(15, _("志願服務法規之認識（107 年以前）"), 2),
        _hours(16, _("志願服務發展趨勢"), 2),
    ),
    merged={1: (11, 12, 16), 2: (15,), 3: (13, 14)},
    source="衛生福利部 106 年預告修正說明（12 小時改為 6 小時，課程整併）；107年5月14日衛部救字第1071361771號函修正",
)

PROGRAMMES: dict[str, Programme] = {
    programme.code: programme
    for programme in (
        Programme(
            BASIC, _("基礎訓練"), "",
            (
                _hours(1, _("志願服務的內涵及倫理"), 2),
                _hours(2, _("志願服務法規之認識"), 2),
                _hours(3, _("志願服務經驗分享"), 2),
            ),
            source=_LETTER, since=_SINCE_2018, former=_BASIC_BEFORE, nationwide=True,
        ),
        Programme(
            "SP_SOCIAL", _("社會福利類特殊訓練"), "social",
            (
                _hours(1, _("社會福利概述"), 2),
                _hours(2, _("社會資源與志願服務"), 1),
                _hours(3, _("運用單位業務簡介及工作內容說明（實習）"), 2),
                _hours(4, _("綜合討論"), 1),
            ),
            source="衛生福利部107年5月14日衛部救字第1071361771C號函", since=_SINCE_2018, nationwide=True,
        ),
        Programme(
            "SP_COMPREHENSIVE", _("綜合類特殊訓練"), "comprehensive",
            (_hours(1, _("運用單位業務簡介及工作內容說明（實習）"), 2), _hours(2, _("綜合討論"), 1)),
            source="107年5月29日社福及綜合類運用單位聯繫會報通過", since=_SINCE_TAIPEI, of_one_unit=True,
        ),
        Programme(
            "SP_HEALTH", _("衛生類特殊訓練"), "health", (_hours(1, _("衛教課程"), 4),), source=_HANDBOOK,
        ),
        Programme(
            "SP_CIVIL", _("民政類特殊訓練"), "civil", (_hours(1, _("運用單位自訂的課程"), 4),), source=_HANDBOOK,
            also=("household",),
        ),
        Programme(
            "SP_LABOR", _("勞動類特殊訓練"), "labour",
            (
                _hours(1, _("認識勞動基準法、性別平等工作法"), 2),
                _hours(2, _("勞工保險、就業保險簡介"), 2),
                _hours(3, _("職災勞工保護法簡介"), 2),
                _hours(4, _("勞資爭議處理法及大量解僱勞工保護法"), 2),
                _hours(5, _("認識勞工退休金制度"), 2),
                _hours(6, _("就業服務與職業訓練業務簡介"), 2),
            ),
            source=_HANDBOOK,
        ),
        Programme(
            "SP_EDUCATION", _("教育類特殊訓練"), "education", (_hours(1, _("教育相關課程"), 2),), source=_HANDBOOK,
        ),
        Programme(
            "SP_FIRE_EMS", _("消防類（救護義消）特殊訓練"), "fire",
            (Course(1, _("初級以上救護技術員資格"), 40 * HOUR, is_qualification=True),),
            source=_HANDBOOK, renewed_yearly=True,
        ),
        Programme(
            "SP_AGRICULTURE", _("農業類特殊訓練"), "agriculture", (_hours(1, _("綠化相關課程"), 32),), source=_HANDBOOK,
        ),
        Programme(
            "SP_ECONOMY", _("經濟類特殊訓練"), "economy", (_hours(1, _("商業及公司登記相關課程"), 3),),
            source=_HANDBOOK,
        ),
        Programme(
            "SP_ANIMAL_SHELTER", _("動保類（動物之家志工隊）特殊訓練"), "animal",
            (
                _hours(1, _("運用單位業務簡介、服務工作內容及權責分工說明"), 1),
                _hours(2, _("志工服務規範、服務禮儀及志工考核"), 1),
                _hours(3, _("動物保護法及相關行政法規訓練"), 1),
                _hours(4, _("經驗分享"), 1),
            ),
            source=_HANDBOOK,
        ),
        Programme(
            "SP_ANIMAL_PROTECTOR", _("動保類（義務動物保護員）特殊訓練"), "animal",
            (
                _hours(1, _("動物保護法令簡介"), 2),
                _hours(2, _("動物疾病及醫療常識介紹"), 2),
                _hours(3, _("動物生命教育與安樂死"), 2),
                _hours(4, _("動物行為觀察與簡易親和訓練"), 2),
                _hours(5, _("提升與民溝通協調能力"), 2),
                _hours(6, _("本處簡介及志工制度介紹"), 2),
            ),
            source=_HANDBOOK,
        ),
        Programme(
            "SP_LAND", _("地政類特殊訓練"), "land", (_hours(1, _("地政局暨所屬地政事務所舉辦的地政相關課程"), 12),),
            source=_HANDBOOK,
        ),
        Programme(
            "SP_TAX", _("稅務類特殊訓練"), "tax", (_hours(1, _("志工講習"), None),),
            source=_HANDBOOK, includes="SP_SOCIAL",
        ),
        Programme(
            "SP_WATER_SAVING", _("節水志工特殊訓練"), "water_saving",
            (_hours(1, _("節水服務工作內容說明及用水設備簡介"), 6), _hours(2, _("節水服務實習"), 6)),
            source=_HANDBOOK,
        ),
        Programme(
            "SP_WATER_GUIDE", _("環教活動與導覽志工特殊訓練"), "water_guide",
            (
                _hours(1, _("共通課程"), 8),
                _hours(2, _("公館淨水場水水光廊展示"), 8),
                _hours(3, _("自來水博物館的歷史價值"), 8),
                _hours(4, _("小觀音山生態解說"), 8),
            ),
            source=_HANDBOOK,
        ),
        Programme(
            GROWTH, _("成長訓練"), "",
            (
                _hours(1, _("志願服務的方法及技巧"), 2),
                _hours(2, _("社會資源的結合及運用"), 2),
                _hours(3, _("志工團隊的統合及協調"), 2),
                _hours(4, _("志工團體的運作及成長"), 2),
                _hours(5, _("雙向溝通"), 2),
                _hours(6, _("活動及方案設計"), 2),
                _hours(7, _("團康技巧"), 2),
                _hours(8, _("溝通技巧"), 2),
                _hours(9, _("綜合討論：縝密思考研方案"), 2),
            ),
            source=_HARMONY, needs=Prerequisites(1, (BASIC, ANY_SPECIAL), True, _GROWTH_FROM), assessed=True,
            nationwide=True,
        ),
        Programme(
            LEADERSHIP, _("領導訓練"), "",
            (
                _hours(1, _("領導志工的原則及技巧"), 2),
                _hours(2, _("志工及志工督導之心理調適"), 2),
                _hours(3, _("非營利組織概述"), 2),
                _hours(4, _("志願服務及社會需求"), 2),
                _hours(5, _("民主素養及志工團體"), 2),
                _hours(6, _("如何塑造志願服務文化"), 2),
                _hours(7, _("領導藝術"), 2),
                _hours(8, _("即席演講"), 2),
                _hours(9, _("綜合討論：精益求精創新猷"), 2),
            ),
            source=_HARMONY, needs=Prerequisites(3, (GROWTH,), True, _LEADERSHIP_FROM), assessed=True,
            nationwide=True,
        ),
        Programme(OWN, _("運用單位自訂的特殊訓練"), "", (_hours(1, _("運用單位自訂的課程"), None),), source=_LAW,
                  of_one_unit=True),
        Programme(SUPERVISOR, _("志工督導訓練"), "", (_hours(1, _("督導課程"), None),), source=_SUPERVISING),
        Programme(IN_SERVICE, _("在職訓練"), "", (_hours(1, _("在職訓練課程"), None),), source=_IN_SERVICE),
    )
}  # fmt: skip


def special_for(category: str) -> tuple[Programme, ...]:
    """The special trainings of a category: one of them is enough.

    A category for which the authority has set none takes the unit's own: 「特殊訓練課程由各目的事業主管機關或各志願服務
    運用單位依其個別需求自行訂定」.
    """
    return tuple(one for one in PROGRAMMES.values() if category in one.categories) or (PROGRAMMES[OWN],)
