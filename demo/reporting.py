"""The association's report in the demonstration: themes named, prose with figures, an edition, a letter, a mark."""

from __future__ import annotations

import datetime as dt

from actionplans.models import Plan
from foundation.accounts.models import County, User
from reports import photo_rights
from reports.chapters import parts, writing
from reports.completeness import letters, returning
from reports.dashboards.workshop_steps import steps_of, taken
from reports.editions import publishing
from reports.gathering import core_issues
from reports.models import ChapterPart
from reports.themes import naming
from workshops.models import Programme, Workshop

# What issues of several counties have in common, by words that stand in them.
THEMES = {
    "夏天高溫還在送餐": ("夏天中午送餐",),
    "遇到狀況不知道找誰": ("不知道向誰申訴", "不知道誰負責通報"),
    "志工的付出沒有人看見": ("表揚大會", "只看得到志工的背心", "感謝只有年底"),
}
# Chapter, Chinese, English. The numbers come from the report.
PROSE = (
    (
        "foreword",
        "這一年，{{登記的縣市}} 個縣市登記了地方實踐工作坊，{{辦理工作坊的縣市}} 個已經辦完。"
        "{{小組}} 組人坐下來，把志工遇到的事說清楚，再一起決定先做哪一件。\n\n"
        "這份報告寫的是截至{{資料時間}}的情形。每個數字都有代號，查得到它從哪裡來。",
        "This year {{counties_registered}} counties registered a local workshop; {{counties_held}} have held theirs. "
        "At {{groups}} tables people said plainly what volunteers run into, and chose what to do first.\n\n"
        "The report is as of {{as_of}}. Every figure bears a code that leads back to its source.",
    ),
    (
        "summary",
        "各組一共選出 {{核心議題}} 項核心議題，採納 {{採納的行動方案}} 件行動方案，"
        "其中 {{進入追蹤的方案}} 件已經有人回來說做到哪裡。",
        "The tables chose {{issues}} core issues and adopted {{plans}} action plans; "
        "{{plans_tracked}} of these have been followed up since.",
    ),
    (
        "results",
        "下面幾件方案做的事不大，但說得出改變。選它們，是因為別的縣市明天就可以照著做。",
        "The plans below are small, and can say what has changed. They were chosen because another county could do the "
        "same tomorrow.",
    ),
)  # fmt: skip
CASES = 2
WHY = (
    "從一條送餐路線開始，三個月就看得到缺班變少。",
    "It began with one delivery route, and within three months fewer shifts were missed.",
)


def report(*, programme: Programme, staff: User, now: dt.datetime) -> None:
    """Leave the association's pages as they look in the middle of the work. Nothing where no workshop was held."""
    _themes(programme, staff, now)
    _write(programme, staff, now)
    rows = taken(programme, by=None)
    if not rows:
        return
    # Spreadsheets and JSON only: the pages take longer than all the rest of the demonstration.
    publishing.publish(programme=programme, note="示範：期中會議", by=staff, now=now, formats=("ods", "json"))
    _ask(programme, staff, now)


def _themes(programme: Programme, staff: User, now: dt.datetime) -> None:
    issues = core_issues(programme)
    for name, words in THEMES.items():
        keys = [key for key, issue in issues.items() if any(word in (issue.text or "") for word in words)]
        if keys:
            naming.name(programme=programme, words=name, issues=keys, by=staff, now=now)


def _write(programme: Programme, staff: User, now: dt.datetime) -> None:
    for chapter, chinese, english in PROSE:
        part = parts.add_paragraph(programme=programme, chapter=chapter, by=staff, now=now)
        _say(part, "text", chinese, english, staff, now)
    shown = photo_rights.shown().filter(publication__plan__workshop__programme=programme)
    plans = Plan.objects.adopted().filter(workshop__programme=programme, pk__in=shown.values("publication__plan"))
    chosen = list(plans.select_related("workshop").order_by("county__position", "code")[:CASES])
    cases = parts.add_cases(programme=programme, chapter="results", plans=chosen, by=staff, now=now)
    for case in cases[:1]:
        _say(case, "text", *WHY, staff, now)
    evidence = list(parts.evidence_of(programme)[:1])
    for photo in parts.add_photos(programme=programme, chapter="results", evidence=evidence, by=staff, now=now):
        _say(
            photo, "caption", "督導確認過的成果照片", "A photo of results that the supervisor has confirmed", staff, now
        )
        _say(
            photo,
            "alt",
            "示範資料的圖，代替照片",
            "A drawing in place of a photo: this is demonstration data",
            staff,
            now,
        )


def _say(part: ChapterPart, role: str, chinese: str, english: str, staff: User, now: dt.datetime) -> None:
    for language, text in zip(parts.LANGUAGES, (chinese, english), strict=True):
        words = part.words.get(role=role, language=language)
        writing.write(words=words, text=text, seen=words.version, by=staff, now=now)


def _ask(programme: Programme, staff: User, now: dt.datetime) -> None:
    """A letter to the first county that lacks a step, and a cell sent back to the first that has adopted plans."""
    steps = steps_of(programme)
    places = [one.code for one in steps]
    adopted = places.index("adopted")
    rows = taken(programme, by=None)
    lacking = next((one for one in rows if places.index("held") < one.reached <= adopted), None)
    if lacking is not None:
        county, step = County.objects.get(pk=lacking.county), steps[lacking.reached]
        drafted = letters.draft(programme, county, step, now=now)
        letters.send(
            programme=programme, county=county, step=step, subject=drafted.subject, body=drafted.body, by=staff, now=now
        )
    done = next((one for one in rows if one.reached > adopted), None)
    if done is not None:
        returning.give_back(
            workshop=Workshop.objects.get(pk=done.pk), step=steps[adopted], by=staff, now=now,
            mark="有一件方案的主責單位只寫「政府」，請補上是哪一個局處。",
        )  # fmt: skip
