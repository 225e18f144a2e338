"""The filters that show dates in templates."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

DAY = date(2026, 12, 9)


def show(expression: str, language: str = "zh-hant", **context: object) -> str:
    """The rendered expression, in a language."""
    with translation.override(language):
        return Template("{% load taiwan %}{{ " + expression + " }}").render(Context(context))


TITLE = 'title="西元 2026 年 12 月 9 日"'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("roc", "115年12月9日（三）"),
        ("roc_short", "115/12/09"),
        ("roc_md:day", "12月9日（三）"),
        ("roc_ym", "115年12月"),
        ("roc_formal", "中華民國115年12月9日"),
    ],
)
def test_chinese_page_shows_roc_with_the_gregorian_date_at_hand(name: str, text: str) -> None:
    assert show(f"day|{name}", day=DAY) == f'<time datetime="2026-12-09" {TITLE}>{text}</time>'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("roc", "9 December 2026 (Wed)"),
        ("roc_short", "2026-12-09"),
        ("roc_md:day", "9 December (Wed)"),
        ("roc_ym", "December 2026"),
        ("roc_formal", "9 December 2026"),
    ],
)
def test_english_page_shows_gregorian_with_the_roc_date_at_hand(name: str, text: str) -> None:
    html = show(f"day|{name}", "en", day=DAY)
    assert html.startswith('<time datetime="2026-12-09" title="')
    assert "115/12/09" in html
    assert html.endswith(f">{text}</time>")


@pytest.mark.parametrize("name", ["roc", "roc_short", "roc_md:day", "roc_ym", "roc_formal", "roc_time", "roc_datetime"])
@pytest.mark.parametrize("nothing", [None, "", "115/6/1"])
def test_what_is_no_date_shows_as_nothing(name: str, nothing: object) -> None:
    assert show(f'day|{name}|default:"未填"', day=nothing) == "未填"


def test_a_day_of_another_year_carries_its_year() -> None:
    assert ">115年12月9日（三）<" in show("day|roc_md:on", day=DAY, on=date(2027, 1, 1))
    late = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)  # in Taipei the new year has begun
    assert ">115年12月9日（三）<" in show("day|roc_md:on", day=DAY, on=late)


def test_moments_are_shown_in_taipei() -> None:
    late = datetime(2026, 12, 8, 16, 30, tzinfo=UTC)
    assert show("at|roc_short", at=late) == f'<time datetime="2026-12-09" {TITLE}>115/12/09</time>'
    assert show("at|roc_time", at=late) == '<time datetime="2026-12-09T00:30+08:00">00:30</time>'
    assert show("at|roc_datetime", at=late) == (
        f'<time datetime="2026-12-09T00:30+08:00" {TITLE}>115/12/09 00:30</time>'
    )
    assert ">2026-12-09 00:30<" in show("at|roc_datetime", "en", at=late)


def test_a_time_of_day() -> None:
    assert show("at|roc_time", at=time(13, 30)) == '<time datetime="13:30">13:30</time>'


def test_years_and_spans() -> None:
    assert show("day|roc_year", day=DAY) == "115年"
    assert show("2026|roc_year") == "115年"
    assert show("2026|roc_year", "en") == "2026"
    assert show("day|roc_span:last", day=DAY, last=date(2026, 12, 11)) == "115年12月9日至11日"
    assert show("day|roc_span:last", day=date(2026, 12, 11), last=DAY) == "115年12月9日至11日"
    assert show("day|roc_span:last", "en", day=DAY, last=date(2026, 12, 11)) == "2026-12-09 – 2026-12-11"
    assert show("day|other_calendar", day=DAY) == "西元 2026 年 12 月 9 日"
    assert "115/12/09" in show("day|other_calendar", "en", day=DAY)


def test_a_day_before_the_republic_is_shown_in_the_gregorian_calendar() -> None:
    assert ">西元 1911 年 10 月 10 日<" in show("day|roc", day=date(1911, 10, 10))


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(minutes=1), "1\xa0分"),
        (timedelta(hours=1, minutes=26), "1\xa0小時"),
        (timedelta(days=8), "1\xa0週"),
        (timedelta(0), "0\xa0分"),
    ],
)
def test_how_long_ago_is_told_in_one_unit(ago: timedelta, text: str) -> None:
    told = show("then|since", then=datetime.now(UTC) - ago)
    assert told == text
    assert "," not in told


@pytest.mark.parametrize(
    ("whole", "part", "text"),
    [
        ("臺東縣115年第2場地方實踐工作坊", "地方實踐工作坊", "臺東縣115年第2場<wbr>地方實踐工作坊"),
        ("地方實踐工作坊", "地方實踐工作坊", "地方實踐工作坊"),
        ("Taitung County Local action workshop 2, 2026", "Local action workshop", None),
        ("<b>甲</b>乙", "乙", "&lt;b&gt;甲&lt;/b&gt;<wbr>乙"),
    ],
)
def test_a_heading_breaks_before_its_last_part(whole: str, part: str, text: str | None) -> None:
    assert show("whole|break_before:part", whole=whole, part=part) == (text or whole)
