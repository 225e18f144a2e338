"""Findings in words: what is asked, what is there, what is missing and when. Page, spreadsheet and API say the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from foundation.taiwan import roc
from volunteers.models import Unit
from volunteers.rules.award_books import disputes
from volunteers.rules.award_findings import Answer, Finding
from volunteers.rules.award_judging import Assessment, Outcome
from volunteers.rules.award_terms import Award, Kind, Leaf, Words
from volunteers.templatetags.register import as_hours

OUTCOMES: dict[str, str | Promise] = {
    Outcome.ELIGIBLE: gettext_lazy("符合"),
    Outcome.CANDIDATE: gettext_lazy("候選，還有要由人補的"),
    Outcome.UNKNOWN: gettext_lazy("資料不足，判斷不了"),
    Outcome.BY_PEOPLE: gettext_lazy("由人認定"),
    Outcome.NOT_YET: gettext_lazy("還沒到"),
    Outcome.NO: gettext_lazy("不符合"),
    Outcome.ENDED: gettext_lazy("已停辦"),
}
ANSWERS: dict[str, str | Promise] = {
    Answer.YES: gettext_lazy("是"),
    Answer.NO: gettext_lazy("否"),
    Answer.UNKNOWN: gettext_lazy("未知"),
}
GROUPS: dict[str, str | Promise] = {
    "all": gettext_lazy("下面每一項都要符合"),
    "any": gettext_lazy("下面有一項符合就可以"),
    "each": gettext_lazy("每一位成員都要符合"),
    "not": gettext_lazy("下面這一項不能成立"),
}
PAPERS: dict[str, str | Promise] = {
    "performance_certificate": gettext_lazy("持有志願服務績效證明書"),
    "service_time_certificate": gettext_lazy("持有志願服務時間證明"),
    "service_hours_certificate": gettext_lazy("持有志願服務時數證明"),
}


PAPERS_CALLED: dict[str, str | Promise] = {
    "performance_certificate": gettext_lazy("志願服務績效證明書"),
    "service_time_certificate": gettext_lazy("志願服務時間證明"),
    "service_hours_certificate": gettext_lazy("志願服務時數證明"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the tree.

    Attributes:
        depth: how far it is indented; 0 for the whole.
        reading: how an open question was read here, with its source.
        evidence: what it rests on, unit by unit.
        source: the sentence of law or handbook that the condition stands on; empty for several together.
    """

    depth: int
    answer: str
    asked: str
    found: str = ""
    missing: str = ""
    reachable_on: dt.date | None = None
    reading: str = ""
    evidence: tuple[str, ...] = ()
    is_group: bool = False
    source: str = ""

    @property
    def answered(self) -> str:
        """Yes, no or unknown, in words."""
        return str(ANSWERS[self.answer])


def lines(one: Assessment, names: Mapping[int, str]) -> list[Line]:
    """The tree of an assessment, line by line.

    Args:
        names: of the units that findings rest on.
    """
    return list(_lines(one.finding, 0, names, one.award))


def _lines(finding: Finding, depth: int, names: Mapping[int, str], award: Award) -> Iterator[Line]:
    reading = reading_of(finding.dispute, finding.reading) if finding.dispute else ""
    if finding.leaf is None and finding.kind in GROUPS:
        asked = str(GROUPS[finding.kind])
        if finding.member:
            asked = _("第 %(number)s 位成員：%(what)s") % {"number": finding.member, "what": asked}
        yield Line(depth, finding.answer, asked, "", "", finding.plain_reach, reading, is_group=True)
        for one in finding.children:
            yield from _lines(one, depth + 1, names, award)
        return
    yield Line(
        depth, finding.answer, _("服務的單位在這個獎的範圍內") if finding.leaf is None else asked_of(finding.leaf),
        found(finding), missing(finding), finding.plain_reach, reading, tuple(_evidence(finding, names)),
        source=finding.source,
    )  # fmt: skip


def reading_of(dispute: str, code: str) -> str:
    """How an open question is read, with whose reading it is."""
    question = disputes()[dispute]
    one = question.reading(code)
    return _("%(question)s採「%(reading)s」（%(source)s）") % {
        "question": question.question, "reading": one.words, "source": one.source,
    }  # fmt: skip


def asked_of(leaf: Leaf) -> str:
    """What a condition asks."""
    n = f"{leaf.least:,}" if leaf.least is not None else ""
    if leaf.words is not None:
        return str(leaf.words)
    match leaf.kind:
        case Kind.HOURS:
            words = {
                "year": _("今年的服務時數滿 %(n)s 小時"),
                "card": _("上次採計以後的服務時數滿 %(n)s 小時"),
                "age": _("滿 65 歲當月起的服務時數滿 %(n)s 小時"),
            }.get(leaf.window, _("服務時數滿 %(n)s 小時"))
        case Kind.YEARS if leaf.window == "award":
            words = _("得獎後繼續服務滿 %(n)s 年")
        case Kind.YEARS if leaf.window == "card":
            words = _("上次採計以後的服務年資滿 %(n)s 年")
        case Kind.YEARS if leaf.window == "age":
            words = _("滿 65 歲當月起的服務年資滿 %(n)s 年")
        case Kind.YEARS:
            words = _("連續服務滿 %(n)s 年") if leaf.how == "unbroken" else _("服務年資滿 %(n)s 年")
        case Kind.AGE:
            words = _("滿 %(n)s 歲")
        case Kind.TEAM_YEARS:
            words = _("團隊成立滿 %(n)s 年")
        case Kind.MEMBERS:
            words = _("人數 %(n)s 人以上")
        case Kind.INSURED:
            words = _("意外保險投保率 %(n)s%% 以上")
        case Kind.BOOKED:
            words = _("紀錄冊領冊率 %(n)s%% 以上")
        case Kind.SENIORS:
            words = _("65 歲以上的志工占 %(n)s%% 以上")
        case Kind.GRADE:
            words = _("年度考核在最好的 %(n)s 個等第")
            n = str(leaf.within or 1)
        case Kind.PAPER:
            return str(PAPERS.get(leaf.key, leaf.key))
        case Kind.RECEIVED:
            return _("曾獲「%(names)s」") % {"names": _("、").join(_award_names(leaf))}
        case Kind.NOT_RECEIVED if leaf.within is not None:
            return _("近 %(n)s 年未獲「%(names)s」") % {"n": leaf.within, "names": _("、").join(_award_names(leaf))}
        case Kind.NOT_RECEIVED:
            return _("未曾獲「%(names)s」") % {"names": _("、").join(_award_names(leaf))}
        case _:
            return str(_PLAIN.get(leaf.kind, leaf.kind))
    return words % {"n": n}


_PLAIN: dict[str, str | Promise] = {
    Kind.BOOK: gettext_lazy("領有志願服務紀錄冊"),
    Kind.CARD: gettext_lazy("領有志願服務證"),
    Kind.SERVING: gettext_lazy("仍在服務（有志工身分）"),
    Kind.STUDENT: gettext_lazy("具學生身分"),
    Kind.TRAINED: gettext_lazy("完成基礎訓練與特殊訓練"),
    Kind.PHOTO: gettext_lazy("有證件照片"),
}


def _award_names(leaf: Leaf) -> list[str]:
    from volunteers.rules.award_books import awards  # noqa: PLC0415  the books are read once they are asked for

    return [str(awards()[code].name) for code in leaf.awards]


def asked_before(award: Award) -> Words:
    """That an award has to have been received before, in both languages."""
    return Words(f"曾獲「{award.name.zh}」", f"Has received the {award.name.en}")


def found(finding: Finding) -> str:
    """What is there."""
    value = finding.value
    match finding.kind:
        case Kind.HOURS if value is not None:
            told = _("現在 %(hours)s") % {"hours": as_hours(value)}
            if finding.since is not None:
                told = _("%(day)s起%(told)s") % {"day": roc.shown_short(finding.since), "told": told}
            if finding.most is not None:
                return _("%(told)s；另有 %(more)s登錄簿分不出算不算") % {
                    "told": told, "more": as_hours(finding.most - value),
                }  # fmt: skip
            return told
        case Kind.YEARS if value is not None:
            days = finding.of or 0
            return _("現在滿 %(years)s 年（在隊 %(days)s 日）") % {"years": value, "days": f"{days:,}"}
        case Kind.TEAM_YEARS if finding.day is not None:
            return _("%(day)s成立") % {"day": roc.shown_short(finding.day)}
        case Kind.GRADE if value is not None:
            return _("最近一次考核在第 %(n)s 等") % {"n": value}
        case Kind.TEAM_YEARS if finding.since is not None:
            return _("登錄簿最早的隊員在 %(day)s加入") % {"day": roc.shown_short(finding.since)}
        case Kind.MEMBERS if value is not None:
            return ngettext("現在 %(count)s 人", "現在 %(count)s 人", value) % {"count": value}
        case Kind.INSURED | Kind.BOOKED | Kind.SENIORS if finding.of:
            return _("%(of)s 人中 %(count)s 人") % {"of": finding.of, "count": value}
        case Kind.AGE if finding.day is not None:
            return _("%(day)s生") % {"day": roc.shown_short(finding.day)}
        case Kind.STATED if finding.day is not None:
            return _("%(day)s切結") % {"day": roc.shown_short(finding.day)}
        case Kind.RECEIVED | Kind.NOT_RECEIVED if finding.day is not None:
            return _("%(day)s得獎") % {"day": roc.shown_short(finding.day)}
    return ""


def missing(finding: Finding) -> str:
    """What is missing, and when it will be there if she goes on as now."""
    if finding.answer is Answer.YES:
        return ""
    if finding.answer is Answer.UNKNOWN:
        return _unknown(finding)
    short = finding.short
    told = ""
    if finding.kind == Kind.HOURS and short:
        told = _("差 %(hours)s") % {"hours": as_hours(short)}
        if finding.plain_reach is not None:
            return _("%(told)s；依近 6 個月步調約%(month)s達標") % {
                "told": told, "month": month_shown(finding.plain_reach),
            }  # fmt: skip
        return _("%(told)s；近 6 個月沒有可以採計的服務，估不出日期") % {"told": told} if finding.pace is None else told
    if finding.plain_reach is not None:
        return _("繼續下去，%(day)s達標") % {"day": roc.shown_short(finding.plain_reach)}
    if finding.kind == Kind.MEMBERS and short:
        return ngettext("差 %(count)s 人", "差 %(count)s 人", short) % {"count": short}
    plain: dict[str, str] = {
        "in_scope": _("不在這個獎的範圍"), Kind.TRAINED: _("尚缺基礎訓練或特殊訓練證明"),
        Kind.BOOK: _("尚缺紀錄冊"), Kind.SERVING: _("申請時應具有志工身分"),
        Kind.NOT_RECEIVED: _("已經得過"), Kind.STATED: _("已切結不符合"), Kind.RECEIVED: _("還沒有得過"),
    }  # fmt: skip
    return plain.get(finding.kind, told)


def _unknown(finding: Finding) -> str:
    match finding.kind:
        case Kind.STATED:
            exception = finding.leaf is not None and finding.leaf.exception
            return _("由單位提報、主管機關認定") if exception else _("要由承辦人查明並切結")
        case Kind.PAPER if finding.leaf is not None:
            return _("尚缺%(paper)s") % {"paper": PAPERS_CALLED.get(finding.leaf.key, finding.leaf.key)}
        case Kind.CARD:
            return _("尚缺志願服務證")
        case Kind.PHOTO:
            return _("尚缺證件照")
        case Kind.HOURS | Kind.YEARS if (
            finding.leaf is not None and finding.leaf.window == "card" and not finding.since
        ):
            return _("尚缺訓練證明（第一次申請從訓練完成起算），或前一張卡的採計截止日（換卡）")
        case Kind.AGE | Kind.SENIORS:
            return _("登錄簿沒有出生日期")
        case Kind.GRADE:
            return _("登錄簿還沒有考核結果")
        case Kind.STUDENT:
            return _("登錄簿沒有職業")
        case Kind.TEAM_YEARS:
            return _("登錄簿不知道團隊哪一天成立，可以在單位資料補上")
    return _("登錄簿分不出算不算，要由人認定")


def month_shown(day: dt.date) -> str:
    """民國 116 年 2 月, or February 2027."""
    if roc.in_chinese():
        return f"民國 {roc.year(day)} 年 {day.month} 月"
    return f"{day:%B %Y}"


def _evidence(finding: Finding, names: Mapping[int, str]) -> Iterator[str]:
    for one in finding.evidence:
        if one.minutes is not None:
            yield _("%(unit)s：%(hours)s") % {"unit": names.get(one.unit, ""), "hours": as_hours(one.minutes)}
        elif one.first is not None and one.last is not None:
            yield _("%(first)s 至 %(last)s") % {
                "first": roc.shown_short(one.first), "last": roc.shown_short(one.last),
            }  # fmt: skip


def names_of(found: Iterable[Assessment]) -> dict[int, str]:
    """The names of the units that some assessments rest on (one question)."""
    units = {unit for one in found for unit in units_in(one.finding)}
    return {one.pk: one.name for one in Unit.objects.filter(pk__in=units).select_related("organisation")}


def units_in(finding: Finding) -> set[int]:
    """The units that a tree rests on, for their names."""
    own = {one.unit for one in finding.evidence if one.unit}
    return own.union(*(units_in(one) for one in finding.children)) if finding.children else own
