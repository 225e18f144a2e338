"""Understanding rows: good ones stay good, wrong ones say where, what and how to mend it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.imports.grid import Grid
from foundation.imports.layout import recognise, recognise_grids
from foundation.imports.rows import Problem, Understood, sentence, understand
from foundation.imports.spec import Cell, Field, Spec, as_text
from tests.makers.imports import HEADING, a_spec

WIDE = [*HEADING, "電話", "報名日期"]


def understood(*rows: list[Cell], spec: Spec | None = None, heading: list[Cell] | None = None) -> Understood:
    """What is understood of these rows under a heading."""
    return understand(recognise_grids([Grid([list(heading or WIDE), *rows])], spec or a_spec()))


def test_a_good_row_is_typed() -> None:
    [row] = understood(["王小明", "甲", "業務承辦", 912345678.0, "115/6/1"]).good
    assert row.number == 2
    assert row.values == {
        "name": "王小明", "unit": "甲", "kind": "officer", "phone": "0912345678", "day": date(2026, 6, 1),
    }  # fmt: skip


def test_blank_cells_of_optional_fields_get_their_default() -> None:
    [row] = understood(["王小明", None, "幹部", " ", ""]).good
    assert (row.values["unit"], row.values["phone"], row.values["day"]) == ("", "", None)


def test_every_wrong_cell_says_where_what_and_how() -> None:
    result = understood(
        ["王小明", "甲", "幹部", "", "115/6/1"],
        ["", "乙", "理事", "沒有", "115/10/32"],
    )
    assert [row.number for row in result.good] == [2]
    assert [(p.row, p.column, p.index, p.value, p.why, p.cure) for p in result.problems] == [
        (3, "姓名", 0, "", "沒有填。", "請填寫，例如王小明。"),
        (3, "身分", 2, "理事", "沒有「理事」這個選項。", "請改成：業務承辦、志推中心、幹部。"),
        (3, "電話", 3, "沒有", "「沒有」不像電話號碼。", "請填像 0912-345-678 或 089-123456 的號碼。"),
        (3, "報名日期", 4, "115/10/32", "115 年 10 月沒有 32 日，這個月到 31 日。", "請對照月曆，填正確日期。"),
    ]
    assert str(result.problems[0]) == "第 3 列「姓名」：沒有填。請填寫，例如王小明。"
    assert (result.total, result.bad_rows) == (2, 1)


def test_the_column_is_called_as_the_file_calls_it() -> None:
    [problem] = understood(["王小明", "理事"], heading=["姓 名", "參加身分（必填）"]).problems
    assert problem.column == "參加身分（必填）"


def test_row_numbers_are_the_files_own() -> None:
    with (Path(__file__).with_name("files") / "list.ods").open("rb") as stream:
        result = understand(recognise(stream, a_spec()))
    assert [row.number for row in result.good] == [4, 5]
    assert result.good[0].values["phone"] == "0912345678"
    assert [(problem.row, problem.value) for problem in result.problems] == [(6, "115/5/32")]


def test_blank_rows_sums_and_repeated_headings_are_skipped() -> None:
    result = understood(
        ["王小明", "", "幹部"], [None, "", " "], [], list(WIDE),
        ["合　計", "1 人"], ["範例", "甲", "幹部"], ["李大華", "", "幹部"],
    )  # fmt: skip
    assert [row.number for row in result.good] == [2, 8]
    assert [(row.row, row.why) for row in result.skipped] == [
        (5, "標題列又出現一次。"), (6, "這一列是「合　計」，不是資料。"), (7, "這一列是「範例」，不是資料。"),
    ]  # fmt: skip
    assert not result.problems


def test_short_rows_are_read_as_far_as_they_go() -> None:
    [problem] = understood(["王小明"]).problems
    assert (problem.column, problem.why) == ("身分", "沒有填。")


def test_a_repeated_row_points_to_the_first() -> None:
    result = understood(["王小明", "甲", "幹部"], ["王小明", "乙", "幹部"], [" 王小明 ", "甲", "志推中心"])
    assert [row.number for row in result.good] == [2, 3]
    assert [str(problem) for problem in result.problems] == ["第 4 列：和第 2 列重複。請留下一列。"]


def test_a_row_that_is_wrong_anyway_does_not_make_another_a_repetition() -> None:
    result = understood(["王小明", "甲", "理事"], ["王小明", "甲", "幹部"])
    assert [row.number for row in result.good] == [3]


def test_rows_without_a_key_are_never_repetitions() -> None:
    assert (
        len(understood(["王小明", "", "幹部"], ["王小明", "", "幹部"], spec=a_spec(key=lambda values: None)).good) == 2
    )


def test_the_whole_row_is_checked_once_its_cells_are_good() -> None:
    def check(values: dict[str, object]) -> Iterator[tuple[str, str, str]]:
        if values["kind"] == "officer" and not values["unit"]:
            yield "unit", "業務承辦要寫機關。", "請填機關全名。"

    result = understood(["王小明", "", "業務承辦"], ["", "", "業務承辦"], spec=a_spec(check=check))
    assert [(problem.row, problem.column) for problem in result.problems] == [(2, "服務單位"), (3, "姓名")]


def test_problems_only_the_caller_sees_take_rows_out() -> None:
    result = understood(["王小明", "甲", "幹部"], ["李大華", "乙", "幹部"], ["陳小美", "丙", "理事"])
    more = result.refuse([result.problem(result.good[1], "name", "已經在名單上。", "請刪去這一列。")])
    assert [row.number for row in more.good] == [2]
    assert [(p.row, p.column, p.value) for p in more.problems] == [(3, "姓名", "李大華"), (4, "身分", "理事")]
    assert len(result.good) == 2


@pytest.mark.parametrize(
    ("message", "why", "cure"),
    [
        ("錯了。請改。", "錯了。", "請改。"),
        ("錯了。請改。再送。", "錯了。", "請改。再送。"),
        ("錯了。", "錯了。", "請對照原始資料改正。"),
        ("Wrong at 1.5. Mend it.", "Wrong at 1.5.", "Mend it."),
    ],
)
def test_a_message_is_what_is_wrong_and_how_to_mend_it(message: str, why: str, cure: str) -> None:
    assert sentence(ValueError(message)) == (why, cure)


any_cell = (
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=8)
    | st.dates()
    | st.datetimes()
    | st.times()
)


@given(st.lists(st.lists(any_cell, max_size=6), max_size=12))
def test_every_row_is_good_wrong_skipped_or_blank(rows: list[list[Cell]]) -> None:
    result = understood(*rows)
    good, wrong = {row.number for row in result.good}, {problem.row for problem in result.problems}
    skipped = {row.row for row in result.skipped}
    assert not good & wrong
    assert not (good | wrong) & skipped
    visible = {
        number for number, row in enumerate(rows, 2) if any(str(c if c is not None else "").strip() for c in row)
    }
    assert good | wrong | skipped <= visible
    assert all(isinstance(problem, Problem) and problem.why and problem.cure for problem in result.problems)


def test_cells_that_are_equal_but_not_the_same_are_read_each_in_its_way() -> None:
    spec = Spec(name="kinds", fields=(Field(key="what", label="什麼", required=True, parse=as_text),))
    rows = [["什麼"], [1], [True], [1.0], ["1"], [1], [date(2026, 1, 1)], [time(8)]]
    found = understand(recognise_grids([Grid(rows)], spec))
    assert [row.values["what"] for row in found.good] == [
        "1", "是", "1", "1", "1", "2026-01-01", "08:00",
    ]  # fmt: skip


def test_a_cell_that_comes_again_is_read_once_and_refused_every_time() -> None:
    asked: list[Cell] = []

    def parse(cell: Cell) -> str:
        asked.append(cell)
        if cell == "壞":
            raise ValueError("不行。請改。")
        return f"{cell}！"

    spec = Spec(name="again", fields=(Field(key="what", label="什麼", required=True, parse=parse),))
    found = understand(recognise_grids([Grid([["什麼"], ["好"], ["壞"], ["好"], ["壞"]])], spec))
    assert [row.values["what"] for row in found.good] == ["好！", "好！"]
    assert [(one.row, one.why) for one in found.problems] == [(3, "不行。"), (5, "不行。")]
    assert asked.count("好") == 1


@pytest.mark.parametrize(
    ("row", "skipped"),
    [
        (["本月合計", "", "", "3"], True), (["", "", "", "總時數：12"], True), (["備註：每月 5 日前繳交"], True),
        (["製表人：", "陳", "", "主管："], True), (["承辦人 林小姐", "", ""], False), (["以下空白"], True),
        (["範例：王小明", "甲", "幹部"], True), (["(必填)", "（全銜）", ""], True), (["核章"], True),
        # Somebody may be called like a note, and a whole row is data.
        (["小計", "甲", "幹部"], True), (["主管", "甲", "幹部"], False), (["林合計", "甲", "幹部"], False),
        (["註銷文", "甲", "幹部"], False),
    ],
)  # fmt: skip
def test_what_units_write_below_their_lists(row: list[Cell], skipped: bool) -> None:
    result = understood(["王小明", "", "幹部"], row)

    assert [one.row for one in result.skipped] == ([3] if skipped else [])
    assert len(result.good) + result.bad_rows == (1 if skipped else 2)


def test_a_merged_name_stands_for_all_its_rows_and_a_merged_sum_for_one() -> None:
    spec = replace(a_spec(), key=None, fields=tuple(replace(one, merges=one.key == "name") for one in a_spec().fields))
    rows: list[list[Cell]] = [list(WIDE), ["王小明", "甲", "幹部"], [None, None, "幹部"], ["李大華", "", "幹部"]]
    grid = Grid(rows, "", {(2, 0): 1, (2, 1): 1})
    result = understand(recognise_grids([grid], spec))

    assert [(one.values["name"], one.values["unit"]) for one in result.good] == [
        ("王小明", "甲"), ("王小明", ""), ("李大華", ""),
    ]  # fmt: skip
