"""Reading and showing ROC dates."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from foundation.taiwan import roc

JUNE = date(2026, 6, 1)
any_day = st.dates(min_value=roc.FIRST, max_value=roc.LAST)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("115/6/1", JUNE),
        ("115/06/01", JUNE),
        ("115.6.1", JUNE),
        ("115.6.1.", JUNE),
        ("115-6-1", JUNE),
        ("115–6–1", JUNE),
        ("115 6 1", JUNE),
        (" 115 / 6 / 1 ", JUNE),
        ("1150601", JUNE),
        ("民國1150601", JUNE),
        ("民國115年6月1日", JUNE),
        ("中華民國 115 年 6 月 1 日", JUNE),
        ("115年6月1號", JUNE),
        ("115年6月1", JUNE),
        ("民國一百一十五年六月一日", JUNE),
        ("一一五年六月一日", JUNE),
        ("民國115年6月1日（一）", JUNE),
        ("115年6月1日星期一", JUNE),
        ("115/6/1 (週一)", JUNE),
        ("115/6/1㈠", JUNE),
        ("2026-06-01 Mon", JUNE),
        ("115年6月7日（日）", date(2026, 6, 7)),
        ("115年6月7日 禮拜天", date(2026, 6, 7)),
        ("2026-06-01", JUNE),
        ("2026-06-01T00:00:00", JUNE),
        ("2026/6/1 00:00", JUNE),
        ("2026/6/1 上午 12:00:00", JUNE),
        ("115/6/1 上午 12:00:00", JUNE),
        ("2026/6/1 上午12:00", JUNE),
        ("2026/6/1 上午 00:00:00", JUNE),
        ("2026/6/1 12:00:00 AM", JUNE),
        ("２０２６／６／１　上午　１２：００：００", JUNE),
        ("2026/6/1 星期一 上午 12:00:00", JUNE),
        ("2026/6/1", JUNE),
        ("2026年6月1日", JUNE),
        ("西元2026年6月1日", JUNE),
        ("20260601", JUNE),
        ("01150601", JUNE),
        ("0115/6/1", JUNE),
        ("１１５／６／１", JUNE),
        ("１１５年６月１日（一）", JUNE),
        ("１１５．６．１", JUNE),
        ("115\u30006\u30001", JUNE),
        ("\ufeff115/6/1", JUNE),
        ("111.4.8", date(2022, 4, 8)),
        ("107.9.20", date(2018, 9, 20)),
        ("民國111年4月8日", date(2022, 4, 8)),
        ("1110408", date(2022, 4, 8)),
        ("99.12.31", date(2010, 12, 31)),
        ("0990101", date(2010, 1, 1)),
        ("990101", date(2010, 1, 1)),
        ("26/6/1", date(1937, 6, 1)),
        ("113.2.29", date(2024, 2, 29)),
        ("民國元年1月1日", date(1912, 1, 1)),
        ("民國二十年十月十日", date(1931, 10, 10)),
        ("999/12/31", date(2910, 12, 31)),
    ],
)
def test_reads_every_habit(text: str, expected: date) -> None:
    assert roc.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "這裡沒有日期。請填寫，例如 115/6/1。"),
        ("115/2/30", "115 年 2 月沒有 30 日，這個月到 28 日。請對照月曆，填正確日期。"),
        ("111.2.29", "111 年 2 月沒有 29 日，這個月到 28 日。請對照月曆，填正確日期。"),
        ("2026/2/30", "2026 年 2 月沒有 30 日，這個月到 28 日。請對照月曆，填正確日期。"),
        ("115/10/32", "115 年 10 月沒有 32 日，這個月到 31 日。請對照月曆，填正確日期。"),
        ("115/10/0", "115 年 10 月沒有 0 日，這個月到 31 日。請對照月曆，填正確日期。"),
        ("115/13/1", "沒有 13 月，月份從 1 到 12。請對照月曆，填正確日期。"),
        ("1151301", "沒有 13 月，月份從 1 到 12。請對照月曆，填正確日期。"),
        ("115/0/1", "沒有 0 月，月份從 1 到 12。請對照月曆，填正確日期。"),
        ("0/6/1", "民國沒有 0 年。請填正確的年份，例如 115/6/1。"),
        ("民國前1年6月1日", "「民國前1年6月1日」是民國以前的日期，這裡只收民國元年以後的日期。"),
        ("1911/12/31", "西元 1911 年在民國元年以前，這裡不收。請確認年份。"),
        ("2911/1/1", "年份 2911 太遠了。請確認年份，民國年例如 115。"),
        ("民國2026年6月1日", "「民國2026年6月1日」寫了民國，年份卻像西元。民國 115 年才對，請改正。"),
        ("115年6月1日（二）", "115年6月1日是星期一，不是星期二。請對照月曆，改正日期或星期。"),
        ("2026-06-01 Sun", "115年6月1日是星期一，不是星期日。請對照月曆，改正日期或星期。"),
        ("6/1/2026", "「6/1/2026」的年份寫在後面。請把年份寫在最前面，例如 115/6/1。"),
        ("6/1/115", "「6/1/115」的年份寫在後面。請把年份寫在最前面，例如 115/6/1。"),
        ("6/1", "「6/1」沒有年份。請加上年份，例如 115/6/1。"),
        ("6月1日", "「6月1日」沒有年份。請加上年份，例如 115/6/1。"),
        ("115年6月", "「115年6月」沒有日。請寫到日，例如 115/6/1。"),
        (
            "110611",
            "「110611」可以讀成11 年 6 月 11 日，也可以讀成110 年 6 月 11 日。請補零寫成 7 碼，或寫成 115/6/1。",
        ),
        (
            "115121",
            "「115121」可以讀成115 年 1 月 21 日，也可以讀成115 年 12 月 1 日。請補零寫成 7 碼，或寫成 115/6/1。",
        ),
        ("115612", "「115612」只有 6 個數字，讀不出日期。請補零寫成 7 碼，例如 1150601。"),
        ("46174", "「46174」像是試算表的日期序號。請把那一欄設成日期格式，或寫成 115/6/1。"),
        ("115060100", None),
        ("2026-06-01 13:30", "「2026-06-01 13:30」除了日期還寫了時間。這一格只填日期，例如 115/6/1。"),
        ("2026/6/1 下午 12:00:00", "「2026/6/1 下午 12:00:00」除了日期還寫了時間。這一格只填日期，例如 115/6/1。"),
        ("2026/6/1 上午 12:01:00", "「2026/6/1 上午 12:01:00」除了日期還寫了時間。這一格只填日期，例如 115/6/1。"),
        ("2026/6/1 12:00:00", "「2026/6/1 12:00:00」除了日期還寫了時間。這一格只填日期，例如 115/6/1。"),
        ("2026/6/1 9:05:00 PM", "「2026/6/1 9:05:00 PM」除了日期還寫了時間。這一格只填日期，例如 115/6/1。"),
        ("下週三", "讀不出「下週三」是哪一天。請寫成 115/6/1、1150601、115年6月1日或 2026-06-01。"),
        ("115/6/1起", "讀不出「115/6/1起」是哪一天。請寫成 115/6/1、1150601、115年6月1日或 2026-06-01。"),
    ],
)
def test_refuses_with_a_sentence(text: str, sentence: str | None) -> None:
    with pytest.raises(ValueError, match=r"。$") as refused:
        roc.parse(text)
    if sentence is not None:
        assert str(refused.value) == sentence


@given(any_day)
def test_every_day_comes_back_from_every_format(day: date) -> None:
    written = [
        roc.long(day),
        roc.long(day, with_weekday=False),
        roc.short(day),
        roc.compact(day),
        roc.formal(day),
        roc.gregorian(day),
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day:%Y/%m/%d}",
        f"{day.isoformat()}T00:00:00",
        f"{roc.year(day)}.{day.month}.{day.day}",
        f"{roc.year(day)} {day.month} {day.day}",
    ]
    assert {text: roc.parse(text) for text in written} == dict.fromkeys(written, day)


@given(any_day)
def test_full_width_typing_means_the_same(day: date) -> None:
    wide = str.maketrans("0123456789/", "０１２３４５６７８９／")
    assert roc.parse(roc.short(day).translate(wide)) == day


@given(any_day, st.integers(min_value=1, max_value=6))
def test_a_wrong_weekday_is_always_refused(day: date, shift: int) -> None:
    wrong = roc.WEEKDAYS[(day.weekday() + shift) % 7]
    with pytest.raises(ValueError, match="不是星期" + wrong):
        roc.parse(f"{roc.long(day, with_weekday=False)}（{wrong}）")


@given(st.text(max_size=20) | st.text(alphabet="0123456789年月日民國/.-（） ", max_size=14))
def test_any_text_is_a_date_or_a_sentence(text: str) -> None:
    answer = _date_or_sentence(text)
    assert answer.endswith("。") if isinstance(answer, str) else roc.FIRST <= answer <= roc.LAST


def _date_or_sentence(text: str) -> date | str:
    try:
        return roc.parse(text)
    except ValueError as refused:
        return str(refused)


def test_shows() -> None:
    day = date(2026, 12, 9)
    assert roc.long(day) == "115年12月9日（三）"
    assert roc.long(day, with_weekday=False) == "115年12月9日"
    assert roc.short(day) == "115/12/09"
    assert roc.compact(date(2010, 1, 1)) == "0990101"
    assert roc.formal(day) == "中華民國115年12月9日"
    assert roc.month_day(day) == "12月9日（三）"
    assert roc.month_day(day, with_weekday=False) == "12月9日"
    assert roc.year_month(day) == "115年12月"
    assert roc.gregorian(day) == "西元 2026 年 12 月 9 日"
    assert roc.year(day) == 115
    assert roc.weekday(day) == "三"


@pytest.mark.parametrize(
    ("language", "on", "words"),
    [
        ("zh-hant", date(2026, 1, 1), "12月9日（三）"),
        ("zh-hant", date(2026, 12, 31), "12月9日（三）"),
        ("zh-hant", date(2025, 12, 31), "115年12月9日（三）"),
        ("zh-hant", date(2027, 1, 1), "115年12月9日（三）"),
        ("en", date(2026, 1, 1), "9 December (Wed)"),
        ("en", date(2027, 1, 1), "9 December 2026 (Wed)"),
    ],
)
def test_the_year_is_left_out_only_in_that_year(language: str, on: date, words: str) -> None:
    with translation.override(language):
        assert roc.shown_month_day(date(2026, 12, 9), on=on) == words


def test_a_day_before_the_republic_has_no_roc_year() -> None:
    assert roc.year(date(1912, 1, 1)) == 1
    with pytest.raises(ValueError, match="1911 年在民國元年以前"):
        roc.year(date(1911, 12, 31))


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("2026-12-09", "2026-12-09", "115年12月9日"),
        ("2026-12-09", "2026-12-11", "115年12月9日至11日"),
        ("2026-11-30", "2026-12-01", "115年11月30日至12月1日"),
        ("2026-12-31", "2027-01-01", "115年12月31日至116年1月1日"),
        ("2026-12-09", "2027-12-09", "115年12月9日至116年12月9日"),
    ],
)
def test_a_span_repeats_nothing(first: str, last: str, shown: str) -> None:
    assert roc.span(date.fromisoformat(first), date.fromisoformat(last)) == shown


@pytest.mark.parametrize(
    ("language", "day", "shown"),
    [
        ("zh-hant", "2026-12-09", "115/12/09"),
        ("en", "2026-12-09", "2026-12-09"),
        ("zh-hant", "1911-12-31", "1911-12-31"),
        ("en", "1911-12-31", "1911-12-31"),
    ],
)
def test_the_short_writing_follows_the_language_of_the_page(language: str, day: str, shown: str) -> None:
    with translation.override(language):
        assert roc.shown_short(date.fromisoformat(day)) == shown


def test_a_span_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="請把兩個日期對調"):
        roc.span(date(2026, 12, 2), date(2026, 12, 1))


def test_a_wrong_weekday_is_refused_in_the_language_of_the_page() -> None:
    with translation.override("en"), pytest.raises(ValueError, match=r"2026-06-01.*Monday.*Tuesday"):
        roc.parse("115/6/1（二）")
