"""What a device posts is read whole or not at all; one bad operation in it stands alone."""

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actionplans.asking.questions import Question
from actionplans.writing.operations import LARGEST_BATCH, Unreadable, number_in, read_batch, storable, wrong

ID = "1b4e28ba-2fa1-4d2e-883f-0016d3cca427"


def body(*operations: Any) -> bytes:
    return json.dumps({"operations": operations}).encode()


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        (b"", "JSON"),
        (b"{", "JSON"),
        (b"\xff\xfe", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b'{"operations": [' + b"9" * 5000 + b"]}", "JSON"),
        (b"[]", "operations"),
        (b"{}", "operations"),
        (b'{"operations": {}}', "operations"),
        (body("x"), "第 1 筆"),
        (body({"id": ID}, {"id": 5}), "第 2 筆"),
        (body({"id": "not-a-uuid"}), "第 1 筆"),
        (body({"action": "set"}), "第 1 筆"),
        (b" " * (LARGEST_BATCH + 1), "256 kB"),
        (body(*[{"id": ID}] * 201), "201"),
    ],
)
def test_what_is_no_batch_is_refused_whole(posted: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read_batch(posted)


def test_the_largest_batch_is_read() -> None:
    assert len(read_batch(body(*[{"id": ID, "action": "set", "path": "title"}] * 200))) == 200
    assert read_batch(body()) == []


def test_an_operation_is_read_with_all_its_parts() -> None:
    other = str(uuid.uuid4())
    (one,) = read_batch(
        body(
            {
                "id": ID, "action": "set", "path": "title", "value": "送餐", "base": 3, "after": other,
                "resolves": other, "device_at": "2026-06-10T14:00:00+08:00",
            }
        )
    )  # fmt: skip
    assert (one.id, one.action, one.path, one.value, one.base) == (uuid.UUID(ID), "set", "title", "送餐", 3)
    assert (one.after, one.resolves) == (uuid.UUID(other), uuid.UUID(other))
    assert (one.device_at, one.flaw) == (dt.datetime(2026, 6, 10, 6, tzinfo=dt.UTC), "")


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("action", None), ("action", 5), ("path", None), ("path", ["title"]), ("base", "3"), ("base", -1),
        ("base", 2**31), ("base", True), ("base", 1.0), ("after", "x"), ("after", 5), ("resolves", "x"),
    ],
)  # fmt: skip
def test_an_operation_with_a_bad_part_is_read_with_its_flaw(part: str, value: Any) -> None:
    (one,) = read_batch(body({"id": ID, "action": "set", "path": "title", "value": "x"} | {part: value}))
    assert part in one.flaw
    assert one.value == "x"


@pytest.mark.parametrize("levels", [20, 480, 900])
def test_a_value_nested_beyond_any_answer_is_a_flaw_of_its_own_operation(levels: int) -> None:
    deep = "[" * levels + "]" * levels
    good, bad = f'{{"id": "{ID}", "path": "title", "value": "x"}}', f'{{"id": "{uuid.uuid4()}", "value": {deep}}}'
    one, other = read_batch(f'{{"operations": [{bad}, {good}]}}'.encode())
    assert "value" in one.flaw
    assert storable(one.value) is None
    assert other.value == "x"


@pytest.mark.parametrize("clock", [None, 5, "yesterday", "2026-13-40T00:00:00Z", "0001-01-01T00:00:00+14:00"])
def test_a_device_whose_clock_says_nonsense_may_write(clock: Any) -> None:
    (one,) = read_batch(body({"id": ID, "action": "set", "path": "title", "device_at": clock}))
    assert (one.flaw, one.device_at) == ("", None)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(st.characters(), max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=6,
    )
)
def test_whatever_json_brings_can_be_stored_and_stays_as_it_is_the_second_time(value: Any) -> None:
    kept = storable(value)
    text = json.dumps(kept, allow_nan=False, ensure_ascii=False)
    text.encode()
    assert "\x00" not in text
    assert storable(kept) == kept


# --- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", 12), (" 1,200 ", 1200), ("１，２００", 1200), ("３．５", 3.5), ("3.0", 3), ("-4", -4),
        ("+4", 4), ("0", 0),
        ("999999999999", 999999999999), ("9999999999999", None), ("0.125", 0.125), ("0.1255", None),
        ("", None), ("約 12", None), ("12.", None), (".5", None), ("1e3", None), ("12 人", None), ("一百", None),
        ("٣", None), ("NaN", None), ("--4", None),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_type_it(typed: str, number: float | None) -> None:
    assert number_in(typed) == number
    assert type(number_in(typed)) is type(number)


@given(st.integers(min_value=-(10**12) + 1, max_value=10**12 - 1) | st.decimals(-999, 999, places=3).map(float))
def test_a_number_written_out_reads_as_itself_and_is_an_answer(number: float) -> None:
    assert number_in(str(number)) == number
    assert wrong(Question("x_1", "number", "幾人"), number) == ""


@pytest.mark.parametrize(
    ("value", "taken"),
    [
        (0, True), (-1.5, True), (10**12 - 1, True), (10**12, False), (float("nan"), False), (float("inf"), False),
        (True, False), ("12", False), ([12], False), ({}, False), (None, True), ("", True),
    ],
)  # fmt: skip
def test_only_a_number_answers_a_question_for_one(value: Any, taken: bool) -> None:
    problem = wrong(Question("x_1", "number", "幾人"), value)
    assert bool(problem) is not taken
    assert taken or "「幾人」要填數字" in problem
