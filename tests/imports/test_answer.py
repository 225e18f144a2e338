"""The file returned."""

from foundation.imports.answer import annotate
from foundation.imports.grid import Grid
from foundation.imports.layout import recognise_grids
from foundation.imports.rows import Understood, understand
from foundation.imports.spec import Cell
from tests.makers.imports import HEADING, a_spec

ROWS: list[list[Cell]] = [
    ["名冊"],
    [*HEADING, "便當"],
    ["王小明", "甲", "幹部", "素"],
    [],
    ["", "乙", "理事"],
    ["合計", "2"],
    ["王小明", "甲", "幹部"],
]


def understood(rows: list[list[Cell]]) -> Understood:
    """These rows, understood."""
    return understand(recognise_grids([Grid(rows)], a_spec()))


def test_every_row_comes_back_with_what_became_of_it() -> None:
    answer = annotate(understood(ROWS))
    assert answer.columns == ("姓名", "服務單位", "身分", "便當", "結果", "原因", "原檔列號")
    assert [(row.values, row.outcome, row.wrong) for row in answer.rows] == [
        (("王小明", "甲", "幹部", "素", "可匯入", "", 3), "good", frozenset()),
        (
            (
                "", "乙", "理事", "", "要修正",
                "「姓名」沒有填。請填寫，例如王小明。 "
                "「身分」沒有「理事」這個選項。請改成：業務承辦、志推中心、幹部。", 5,
            ),
            "wrong",
            frozenset({0, 2}),
        ),
        (("合計", "2", "", "", "略過", "這一列是「合計」，不是資料。", 6), "skipped", frozenset()),
        (("王小明", "甲", "幹部", "", "要修正", "和第 3 列重複。請留下一列。", 7), "wrong", frozenset()),
    ]  # fmt: skip


def test_only_the_rows_to_be_mended() -> None:
    answer = annotate(understood(ROWS), only_wrong=True)
    assert [row.values[-1] for row in answer.rows] == [5, 7]


def test_the_word_for_good_rows_is_the_callers() -> None:
    assert next(annotate(understood(ROWS), good="已匯入").rows).values[4] == "已匯入"


def test_the_answer_mended_and_sent_again_is_understood() -> None:
    answer = annotate(understood(ROWS), only_wrong=True)
    mended = [list(answer.columns), *(list(row.values) for row in answer.rows)]
    mended[1][0], mended[1][2] = "李大華", "幹部"
    again = understood(mended)
    assert [row.values["name"] for row in again.good] == ["李大華", "王小明"]
    assert annotate(again).columns == answer.columns
    assert [row.values[-1] for row in annotate(again).rows] == [2, 3]
