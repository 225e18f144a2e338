"""Date and time fields: what they take, what they show, what they say."""

from datetime import UTC, date, datetime, time

import pytest
from django import forms
from django.utils import translation

from foundation.taiwan.forms import ClockField, RocDateField


class Visit(forms.Form):
    """A form with the two fields as an app would use them."""

    day = RocDateField(earliest=date(2026, 1, 1), latest=date(2026, 6, 30))
    start = ClockField(required=False)


def test_takes_what_people_type() -> None:
    form = Visit({"day": "民國115年6月1日（一）", "start": "下午1:30"})
    assert form.is_valid()
    assert form.cleaned_data == {"day": date(2026, 6, 1), "start": time(13, 30)}


def test_an_error_keeps_what_was_typed_and_says_the_cure() -> None:
    form = Visit({"day": "115/2/30", "start": "25:00"})
    assert form.errors["day"] == ["115 年 2 月沒有 30 日，這個月到 28 日。請對照月曆，填正確日期。"]
    assert form.errors["start"] == ["沒有 25 點，一天從 0 點到 23 點。請改正「25:00」。"]
    assert 'value="115/2/30"' in str(form["day"])
    assert 'value="25:00"' in str(form["start"])


@pytest.mark.parametrize(
    ("typed", "code"),
    [("115/1/1", None), ("115/6/30", None), ("114/12/31", "too_early"), ("115/7/1", "too_late"), ("", "required")],
)
def test_bounds_belong_to_the_range(typed: str, code: str | None) -> None:
    form = Visit({"day": typed})
    codes = [error.code for error in form.errors.as_data().get("day", [])]
    assert codes == ([code] if code else [])


def test_the_bound_is_named_in_the_sentence() -> None:
    assert Visit({"day": "115/7/1"}).errors["day"] == ["日期不能晚於115年6月30日（二），請改填之前的日期。"]


def test_a_stored_date_is_shown_in_roc_with_its_words_at_hand() -> None:
    html = str(Visit(initial={"day": date(2026, 6, 1), "start": time(9, 5)})["day"])
    for part in (
        'value="115/06/01"',
        'inputmode="numeric"',
        'data-long="115年6月1日（一）"',
        'data-weekday="一"',
        'data-gregorian="2026-06-01"',
        'type="text"',
    ):
        assert part in html


def test_typed_text_gets_its_words_too_and_nonsense_gets_none() -> None:
    assert 'data-gregorian="2026-06-01"' in str(Visit({"day": "1150601"})["day"])
    assert "data-gregorian" not in str(Visit({"day": "下週三"})["day"])


def test_a_time_is_shown_on_the_24_hour_clock() -> None:
    assert 'value="09:05"' in str(Visit(initial={"start": time(9, 5)})["start"])


def test_an_english_page_shows_the_gregorian_date() -> None:
    with translation.override("en"):
        assert 'value="2026-06-01"' in str(Visit(initial={"day": date(2026, 6, 1)})["day"])


def test_unchanged_is_unchanged_however_it_is_spelled() -> None:
    initial = {"day": date(2026, 6, 1), "start": time(13, 30)}
    assert not Visit({"day": "115.6.1", "start": "1330"}, initial=initial).has_changed()
    assert Visit({"day": "115.6.2", "start": "1330"}, initial=initial).changed_data == ["day"]


def test_python_values_pass_through() -> None:
    field = RocDateField()
    assert field.clean(date(2026, 6, 1)) == date(2026, 6, 1)
    # 18:00 UTC on the first is 2:00 on the second in Taipei.
    assert field.clean(datetime(2026, 6, 1, 18, tzinfo=UTC)) == date(2026, 6, 2)
    assert ClockField().clean(time(9)) == time(9)
    assert RocDateField(required=False).clean("  ") is None
