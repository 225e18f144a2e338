"""Whether an agenda fits, in sentences; used for a proposal and while an officer types."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from foundation.taiwan import roc
from foundation.taiwan.clock import spoken

from .schedule import DAY, INFO, LATE, OK, RISK, Block, Finding, Line, total

SHEETS = ("inventory", "design", "feasibility", "presentation")


def check(
    lines: Sequence[Line],
    *,
    groups: int | None,
    presentation_min: int,
    presentation_max: int,
    minutes: int | None = None,
    minutes_min: int | None = None,
    minutes_max: int | None = None,
    starts_at: dt.time | None = None,
    proposed: bool = False,
) -> list[Finding]:
    """What has to be said about an agenda, the verdict on its length first.

    Args:
        groups: how many groups present; None while that is not known.
        minutes: the length the county has set aside; None while that is not known.
        minutes_min, minutes_max: the programme's bounds; None where they do not matter.
        proposed: whether these are the lines that the rule itself lays out; what it chose is told, not warned of.
    """
    if not lines:
        return [Finding(LATE, _("議程還沒有項目。"))]
    found = _length(total(lines), minutes, minutes_min, minutes_max, starts_at)
    least = sum(line.block.minutes_min for line in lines)
    most = sum(line.block.minutes_max for line in lines)
    length = total(lines)
    permitted = minutes_min is not None and minutes_max is not None and minutes_min <= length <= minutes_max
    if least > length:
        short = (
            _shortened(lines, least, proposed=proposed)
            if proposed or permitted
            else Finding(
                LATE,
                _("各項最短合計 %(least)s 分，放不進 %(length)s 分，少 %(lacking)s 分。")
                % {"least": least, "length": length, "lacking": least - length},
            )
        )
        # One verdict: a length within the bounds is not praised when its own items had to be shortened for it.
        if found and found[0].level == OK:
            found[0] = short
        else:
            found.append(short)
    elif length > most:
        found.append(
            Finding(
                INFO,
                _("比各項最長合計 %(most)s 分多 %(more)s 分，多的時間留給小組討論。")
                % {"most": most, "more": length - most},
            )
        )
    talk = total([line for line in lines if line.block.kind == "presentation"])
    enough = groups if groups and talk >= groups * presentation_max else 0
    pressed = permitted and least > length
    for line in lines:
        found.extend(_bounds_kept(line, proposed=proposed, pressed=pressed, enough=enough, longest=presentation_max))
    if groups:
        talks = _presentation(lines, groups, presentation_min, presentation_max)
        found.extend(replace(each, level=INFO) if proposed and each.level == RISK else each for each in talks)
    have = {line.block.form for line in lines}
    if have & set(SHEETS):
        names = {
            "inventory": _("地方現況盤點"),
            "design": _("行動方案設計"),
            "feasibility": _("可行性檢視"),
            "presentation": _("各組成果發表"),
        }
        found.extend(
            Finding(RISK, _("議程裡沒有「%(name)s」的時間，各組會來不及填這張表。") % {"name": names[sheet]})
            for sheet in SHEETS
            if sheet not in have
        )
    return found


def _length(
    length: int, minutes: int | None, least: int | None, most: int | None, starts_at: dt.time | None
) -> list[Finding]:
    found = []
    if least is not None and length < least:
        found.append(
            Finding(
                LATE,
                _("還少 %(lacking)s 分才滿 %(least)s，請延長項目或和協會討論。")
                % {"lacking": least - length, "least": spoken(least)},
            )
        )
    elif most is not None and length > most:
        found.append(
            Finding(
                LATE,
                _("比 %(most)s多 %(more)s 分，請縮短或刪去項目。") % {"most": spoken(most), "more": length - most},
            )
        )
    elif least is not None and most is not None:
        found.append(Finding(OK, _("長度符合 %(least)s–%(most)s") % {"least": spoken(least), "most": spoken(most)}))
    if minutes is not None and minutes != length:
        found.append(
            Finding(
                RISK,
                _("議程合計 %(length)s 分，和填寫的總長度 %(minutes)s 分不同。儲存議程就會改成議程的長度。")
                % {"length": length, "minutes": minutes},
            )
        )
    if starts_at is not None and starts_at.hour * 60 + starts_at.minute + length > DAY:
        found.append(Finding(LATE, _("這樣會開到半夜以後，請確認開始時間。")))
    return found


def _shortened(lines: Sequence[Line], least: int, *, proposed: bool) -> Finding:
    """Less time than all items need at the least: some had to be shortened, by the rule or by an officer.

    Whoever has only so much time cannot do better, so this is told and leaves the agenda done.
    """
    short = dict.fromkeys(line.block.title for line in lines if line.minutes < line.block.minutes_min)
    values = {
        "least": least,
        "length": total(lines),
        "more": least - total(lines),
        "titles": _("、").join(_("「%(title)s」") % {"title": title} for title in short),
    }
    sentence = (
        _("各項最短合計 %(least)s 分，比總長度 %(length)s 分多 %(more)s 分：建議議程把%(titles)s縮短了才放得進。")
        if proposed
        else _("各項最短合計 %(least)s 分，比總長度 %(length)s 分多 %(more)s 分：%(titles)s少於建議的最短時間。")
    )
    return Finding(RISK, sentence % values, settled=True)


def _bounds_kept(line: Line, *, proposed: bool, pressed: bool, enough: int, longest: int) -> list[Finding]:
    """Whether a line keeps its block's bounds.

    Args:
        pressed: whether a length that is permitted is less than the items' least; a short item is told then, no more.
        enough: how many groups present, if each has its `longest` time; a presentation may then be below its least.
    """
    block = line.block
    values: dict[str, object] = {
        "title": block.title, "minutes": line.minutes, "least": block.minutes_min, "most": block.minutes_max,
        "groups": enough, "longest": longest,
    }  # fmt: skip
    if block.kind == "presentation" and enough and line.minutes < block.minutes_min:
        sentence = _(
            "「%(title)s」%(minutes)s 分，少於這個方案的最短 %(least)s 分；"
            "%(groups)s 組每組都有 %(longest)s 分，這樣就夠。"
        )
        return [Finding(INFO, sentence % values)]
    if proposed and line.minutes < block.minutes_min:
        return [Finding(INFO, _("「%(title)s」%(minutes)s 分：時間有限，建議議程縮短了這一項。") % values)]
    if proposed and line.minutes > block.minutes_max:
        return [Finding(INFO, _("「%(title)s」%(minutes)s 分：建議議程把多的時間留給這一項。") % values)]
    if line.minutes < block.minutes_min:
        level = INFO if pressed else RISK
        return [Finding(level, _("「%(title)s」%(minutes)s 分，少於建議的最短 %(least)s 分。") % values)]
    if line.minutes > block.minutes_max:
        return [Finding(INFO, _("「%(title)s」%(minutes)s 分，超過建議的最長 %(most)s 分。") % values)]
    return []


def _presentation(lines: Sequence[Line], groups: int, shortest: int, longest: int) -> list[Finding]:
    talks = [line for line in lines if line.block.kind == "presentation"]
    if not talks:
        return []
    given = total(talks)
    least = sum(line.block.minutes_min for line in talks)
    most = sum(line.block.minutes_max for line in talks)
    values = {
        "groups": groups,
        "shortest": shortest,
        "longest": longest,
        "short": groups * shortest,
        "long": groups * longest,
        "least": least,
        "most": most,
        "given": given,
        "each": _tenths(given, groups),
        "each_most": _tenths(most, groups),
        "room": _span(_tenths(least, groups), str(longest)),
        "more": given - groups * longest,
    }
    found = []
    if given < groups * shortest:
        found.append(
            Finding(
                LATE,
                _("%(groups)s 組發表 %(given)s 分，平均每組 %(each)s 分，不到 %(shortest)s 分；至少要 %(short)s 分。")
                % values,
            )
        )
    elif given > groups * longest:
        # The programme's own least may ask for more than the groups can fill; whose number that is, is said.
        sentence = (
            _(
                "%(groups)s 組發表 %(given)s 分，平均每組 %(each)s 分，超過 %(longest)s 分："
                "這個方案的發表至少 %(least)s 分。可以把發表改成 %(long)s 分，多的 %(more)s 分留給小組討論。"
            )
            if groups * longest < least
            else _(
                "%(groups)s 組發表 %(given)s 分，平均每組 %(each)s 分，超過 %(longest)s 分。"
                "可以把發表改成 %(long)s 分，多的 %(more)s 分留給小組討論。"
            )
        )
        found.append(Finding(RISK, sentence % values))
    else:
        found.append(
            Finding(
                OK,
                _("%(groups)s 組發表，平均每組 %(each)s 分鐘（建議 %(shortest)s–%(longest)s 分鐘）。") % values,
            )
        )
    if groups * shortest > most:
        found.append(
            Finding(
                LATE,
                _(
                    "%(groups)s 組 × %(shortest)s 分 = %(short)s 分，超過發表上限 %(most)s 分；"
                    "每組最多 %(each_most)s 分，不到 %(shortest)s 分。"
                )
                % values,
            )
        )
    elif groups * longest > most:
        found.append(
            Finding(
                INFO,
                _("%(groups)s 組 × %(longest)s 分 = %(long)s 分，超過發表上限 %(most)s 分；每組最多 %(each_most)s 分。")
                % values,
            )
        )
    if groups * shortest < least <= groups * longest:
        found.append(
            Finding(
                INFO,
                _("%(groups)s 組 × %(shortest)s 分 = %(short)s 分，低於發表下限 %(least)s 分；每組可以有 %(room)s 分。")
                % values,
            )
        )
    return found


def stated_otherwise(blocks: Sequence[Block], stated: Mapping[int, tuple[int, int]]) -> list[Finding]:
    """Where a programme's text gives whole stages other minutes than its table; for who manages the programme.

    Args:
        stated: the least and the most minutes of a stage, by its number.
    """
    found = []
    for stage, (low, high) in stated.items():
        mine = [block for block in blocks if block.stage == stage]
        least, most = sum(one.minutes_min for one in mine), sum(one.minutes_max for one in mine)
        if mine and (least, most) != (low, high):
            found.append(
                Finding(
                    INFO,
                    _("第%(stage)s階段細表合計 %(least)s–%(most)s 分，企劃案的敘述是 %(low)s–%(high)s 分；以細表為準。")
                    % {
                        "stage": "〇一二三四五"[stage] if roc.in_chinese() and 0 <= stage <= 5 else stage,
                        "least": least,
                        "most": most,
                        "low": low,
                        "high": high,
                    },
                )
            )
    return found


def _span(low: str, high: str) -> str:
    """6.6–8, or 8 where both are the same."""
    return low if low == high else f"{low}–{high}"


def _tenths(minutes: int, groups: int) -> str:
    """Minutes for each, rounded down to tenths, without a needless zero: 7.5, 8."""
    tenths = minutes * 10 // groups
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"
