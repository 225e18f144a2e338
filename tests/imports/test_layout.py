"""Finding headings and columns."""

import datetime as dt

import pytest

from foundation.imports import cells
from foundation.imports.asking import ask
from foundation.imports.grid import Grid, Unreadable
from foundation.imports.layout import Layout, recognise, recognise_grids, recognise_text
from foundation.imports.spec import Cell, Field, Spec, column_letter
from tests.makers.imports import HEADING, PEOPLE, a_spec, a_xlsx


def laid_out(*rows: list[object], spec: Spec | None = None) -> Layout:
    """The layout of one sheet."""
    return recognise_grids([Grid([list(row) for row in rows])], spec or a_spec())


def places(layout: Layout) -> dict[str, str]:
    """Field key → column letter."""
    return {key: column.letter for key, column in layout.columns.items()}


@pytest.mark.parametrize(
    "heading",
    [
        ["姓名", "服務單位", "身分"],
        ["姓 名", "服務\n單位", "身　分"],
        ["*姓名", "單位全銜（必填）", "參加身分*"],
        ["1.姓名", "2、單位", "3.類別"],
        ["NAME", "Unit", "kind"],
        ["【必填】姓名", "機關[全名]", "身分※"],
        ["\ufeff姓名", "服務單位:", "身分："],
    ],
)
def test_headings_in_their_many_spellings(heading: list[str]) -> None:
    layout = laid_out(heading, ["王小明", "甲", "幹部"])
    assert places(layout) == {"name": "A", "unit": "B", "kind": "C"}
    assert (layout.heading_row, layout.first_row, layout.unknown) == (1, 2, ())


def test_titles_above_the_heading_are_stepped_over() -> None:
    layout = laid_out(["115年度工作坊參加名冊"], [], ["姓名："], list(HEADING), *map(list, PEOPLE))
    assert (layout.heading_row, layout.first_row) == (4, 5)


def test_columns_may_stand_anywhere_and_unknown_ones_are_listed() -> None:
    layout = laid_out(["編號", "身分", "", "便當", "姓名", ""], [1, "幹部", "", "素", "王小明", "補充"])
    assert places(layout) == {"kind": "B", "name": "E"}
    assert [(column.letter, column.heading) for column in layout.unknown] == [("A", "編號"), ("D", "便當"), ("F", "")]
    assert layout.headings == ("編號", "身分", "C", "便當", "姓名", "F")


def test_columns_of_an_earlier_answer_are_no_news() -> None:
    assert laid_out([*HEADING, "結果", "原因", "原檔列號"], ["王小明", "", "幹部", "要修正", "…", 7]).unknown == ()


def test_without_a_heading_the_columns_go_by_place() -> None:
    layout = laid_out(*map(list, PEOPLE))
    assert places(layout) == {"name": "A", "unit": "B", "kind": "C"}
    assert (layout.heading_row, layout.first_row, layout.headings) == (None, 1, HEADING)


def test_a_person_called_like_an_optional_column_is_still_a_person() -> None:
    assert laid_out(["機關", "海線據點", "幹部"]).heading_row is None


def test_a_cell_that_is_data_in_its_place_makes_no_heading() -> None:
    """In the column of kinds 「機關」 is a kind, though the column of units may be called so."""
    kind = Field(key="kind", label="身分", parse=cells.choice({"機關": 1, "幹部": 2}), required=True)
    unit = Field(key="unit", label="單位", parse=cells.text(), aliases=("機關",), required=True)
    spec = a_spec(fields=(a_spec().fields[0], kind, unit), key=None)
    assert laid_out(["王小明", "機關", "社會處"], ["李大華", "幹部", "海線"], spec=spec).heading_row is None
    with pytest.raises(Unreadable, match="檔案現在的標題是：編號、姓名、隊別"):
        laid_out(["編號", "姓名", "隊別"], [1, "王小明", "海線"], spec=spec)


def test_a_heading_with_one_known_required_column_is_a_heading() -> None:
    spec = a_spec(fields=a_spec().fields[:2])
    assert laid_out(["姓名", "便當"], ["王小明", "素"], spec=spec).heading_row == 1


def test_a_sheet_that_must_have_a_heading_says_so() -> None:
    with pytest.raises(Unreadable, match=r"找不到標題列。.*姓名、服務單位、身分") as refused:
        laid_out(*map(list, PEOPLE), spec=a_spec(positional=False))
    assert refused.value.code == "heading"


def test_a_missing_required_column_is_named_with_what_is_there() -> None:
    with pytest.raises(Unreadable) as refused:
        laid_out(["姓名", "服務單位"], ["王小明", "甲"])
    assert (
        str(refused.value) == "找不到「身分」這一欄。請把那一欄的標題改成這個名字；檔案現在的標題是：姓名、服務單位。"
    )
    with pytest.raises(Unreadable, match="請加上標題列"):
        laid_out(["王小明"], ["李大華"])


def test_two_columns_for_one_field_are_refused_with_both_places() -> None:
    with pytest.raises(Unreadable) as refused:
        laid_out(["姓名", "單位", "身分", "服務單位"], ["王小明", "甲", "幹部", "乙"])
    assert str(refused.value) == "「服務單位」出現兩次：B 欄「單位」和 D 欄「服務單位」。請留下一欄，再匯入一次。"


def test_of_several_sheets_the_one_that_fits_is_taken() -> None:
    data = a_xlsx(sheets={"填寫說明": [["姓名", "請填全名"]], "名單": [HEADING, *PEOPLE], "統計": [["人數", 2]]})
    layout = recognise(data, a_spec())
    assert (layout.grid.name, layout.other_sheets) == ("名單", ("填寫說明", "統計"))


def test_pasted_text() -> None:
    layout = recognise_text("王小明、臺東縣政府、業務承辦\n李大華、海線據點、幹部", a_spec())
    assert places(layout) == {"name": "A", "unit": "B", "kind": "C"}


def test_blank_rows_are_no_sheet() -> None:
    with pytest.raises(Unreadable, match="沒有資料"):
        laid_out(["", "\u3000"], [None, "\u200b"])


def test_a_spec_with_one_spelling_for_two_fields_is_a_mistake() -> None:
    fields = (Field(key="a", label="單位", parse=cells.text()), Field(key="b", label="單 位*", parse=cells.text()))
    with pytest.raises(ValueError, match="would be both a and b"):
        Spec(name="wrong", fields=fields)


@pytest.mark.parametrize(
    ("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")]
)
def test_column_letters(index: int, letter: str) -> None:
    assert column_letter(index) == letter


GROUPED = Spec(
    name="grouped",
    fields=(
        Field(key="name", label="姓名", parse=cells.text(), required=True, merges=True),
        Field(key="on", label="服務日期", parse=cells.day, required=True),
        Field(key="starts", label="開始時間", aliases=("起", "簽到"), parse=cells.time_of_day),
        Field(key="ends", label="結束時間", aliases=("迄", "簽退"), parse=cells.time_of_day),
    ),
)


@pytest.mark.parametrize(
    ("above", "below", "row", "found"),
    [
        (["姓名", "服務日期", "服務時間", None], [None, None, "起", "迄"], 2, "ABCD"),
        (["姓名", "服務日期", "服務時間", "服務時間"], ["姓名", "服務日期", "簽到", "簽退"], 2, "ABCD"),
        (["姓名", "服務", None, "時間", None], [None, "服務日期", "地點", "起", "迄"], 2, "ABDE"),
        # A row of remarks below is no more heading than the row above it alone; it is data that is no data (see rows).
        (["姓名", "服務日期", "簽到", "簽退"], ["(必填)", "（民國）", "[24 小時制]", ""], 1, "ABCD"),
        # A row of data is no second row of a heading, whatever stands in it.
        (["姓名", "服務日期", "備註", None], ["起", "115/3/7", "起", "迄"], 1, "AB"),
        (["姓名", "服務日期", "備註", None], ["林素珠", "115/3/7", "起", "迄"], 1, "AB"),
        (["姓名", "服務日期", "備註"], ["", dt.date(2026, 3, 7), "起"], 1, "AB"),
    ],
)
def test_a_heading_of_two_rows(above: list[Cell], below: list[Cell], row: int, found: str) -> None:
    one = recognise_grids([Grid([["海線志工隊 3 月"], above, below, ["林素珠", "115/3/7", "9:00", "12:00"]])], GROUPED)

    assert one.heading_row == row + 1, "a title stands above"
    assert "".join(column.letter for column in one.columns.values()) == found


def test_what_is_asked_about_is_the_same_heading() -> None:
    below = [[None, None, "起", "迄", "葷素"], ["林", "115/3/7", 9, 12, "素"]]
    grid = Grid([["姓名", "服務日期", "服務時間", None, "餐"], *below])
    asked = ask([grid], GROUPED)

    assert asked.heading_row == 2
    assert [(one.column.heading, one.field) for one in asked.columns] == [
        ("姓名", "name"), ("服務日期", "on"), ("起", "starts"), ("迄", "ends"), ("餐葷素", ""),
    ]  # fmt: skip
