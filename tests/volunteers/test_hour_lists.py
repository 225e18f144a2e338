"""Lists of hours as units keep them: what is read, who is meant, what goes in once, and what comes back."""

import datetime as dt
import io

import pytest

from foundation.audit.trail import SYSTEM
from foundation.imports.rows import read
from tests.makers.volunteers import NOW, make_enrolment, make_trained, make_unit
from volunteers.lists import hour_answers, hour_lists, kept_answers, times
from volunteers.models import Enrolment, ServiceBatch, ServiceEntry, Unit
from volunteers.persons import people

pytestmark = pytest.mark.django_db
HEAD = "姓名,身分證字號,志工編號,服務日期,簽到,簽退,時數,服務內容,人次"


def csv(*rows: str, head: str = HEAD) -> bytes:
    return "\n".join(("海線志工隊 115年3月服務時數表", head, *rows, "合計")).encode("big5")


def take(unit: Unit, *rows: str, head: str = HEAD, dry: bool = False) -> hour_lists.Taken:
    understood = read(csv(*rows, head=head), hour_lists.SPEC, limits=hour_lists.LIMITS)
    return hour_lists.take(unit=unit, understood=understood, by=SYSTEM, now=NOW, label="三月.csv", dry=dry)


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        (3.5, 210), (3, 180), ("3.5", 210), ("３．５", 210), ("3.5小時", 210), ("3小時30分", 210), ("三個半小時", 210),
        ("3:30", 210), (dt.time(3, 30), 210), (dt.timedelta(hours=3, minutes=30), 210), ("45分鐘", 45), (24, 1440),
        (1 / 60, 1), ("03:30:00", 210), ("24:00:00", 1440), ("3.25小時", 195), ("3.25", 195), (".5", 30),
    ],
)  # fmt: skip
def test_hours_are_read_as_people_write_them(cell, minutes: int) -> None:
    assert times.minutes(cell) == minutes


@pytest.mark.parametrize(
    "cell", [0, -1, 24.1, "0", "半天", "三", "3:75", "abc", 3.333, "25", "24:01", "03:30:15", "1e1", "1_0", "9" * 400]
)
def test_what_is_no_time_is_refused_with_a_sentence(cell) -> None:
    with pytest.raises(ValueError, match="。"):
        times.minutes(cell)


@pytest.mark.parametrize("cell", ["inf", "-Infinity", "nan", "NaN", float("inf"), float("-inf"), float("nan")])
def test_what_a_computer_calls_a_number_is_refused_in_words(cell) -> None:
    with pytest.raises(ValueError, match=r"請填像 3\.5 或 3小時30分。"):
        times.minutes(cell)


@pytest.mark.parametrize("cell", ["3.33", 3.33, "0.01"])
def test_a_fraction_that_is_no_whole_minutes_is_told_so(cell) -> None:
    with pytest.raises(ValueError, match="小時不是整數的分鐘。請填幾小時幾分"):
        times.minutes(cell)


def test_one_infinite_cell_does_not_keep_the_other_rows_out() -> None:
    unit = make_unit()
    make_trained(unit, name="林素珠")
    taken = take(unit, "林素珠,,,115/3/7,,,inf,,", "林素珠,,,115/3/8,,,3,,")
    assert [problem.row for problem in taken.understood.problems] == [3]
    assert list(ServiceEntry.objects.values_list("served_on", "minutes")) == [(dt.date(2026, 3, 8), 180)]


def test_a_shift_may_end_at_the_days_end_with_seconds() -> None:
    unit = make_unit()
    make_trained(unit, name="林素珠")
    take(unit, "林素珠,,,115/3/7,22:00,24:00:00,,,")
    assert list(ServiceEntry.objects.values_list("starts", "ends", "minutes")) == [(1320, 1440, 120)]


def test_a_list_with_a_title_and_sums_goes_in() -> None:
    unit = make_unit()
    person = make_trained(unit, name="林素珠")
    taken = take(
        unit,
        "林 素珠,,,115/3/7,09:00,12:00,,關懷訪視,4",
        "林素珠,,,1150308,,,3小時30分,,",
        "林素珠,,,115.3.9,0900,1200,2,,",
    )
    assert taken.understood.problems == ()
    rows = list(
        ServiceEntry.objects.order_by("served_on").values_list("starts", "ends", "minutes", "counted", "served_people")
    )
    assert rows == [(540, 720, 180, 180, 4), (None, None, 210, 210, 0), (540, 720, 120, 120, 0)]
    batch = ServiceBatch.objects.get()
    assert (batch.label, batch.source, batch.unit) == ("三月.csv", "list", unit)
    assert ServiceEntry.objects.filter(volunteer=person, category="social", month=202603).count() == 3


def test_the_same_list_twice_and_one_that_overlaps_it_give_each_line_once() -> None:
    unit = make_unit()
    make_trained(unit, name="林素珠")
    march = ["林素珠,,,115/3/7,09:00,12:00,,,", "林素珠,,,115/3/8,09:00,12:00,,,"]
    assert len(take(unit, *march).verdicts) == 2
    again = take(unit, *march)
    assert (again.verdicts, again.there, again.batch) == ({}, [3, 4], None)
    more = take(unit, march[1], "林素珠,,,115/3/9,09:00,12:00,,,")
    assert (list(more.verdicts), more.there) == ([4], [3])
    assert ServiceEntry.objects.count() == 3


def test_a_dry_run_says_the_same_and_writes_nothing() -> None:
    unit = make_unit()
    make_trained(unit, name="林素珠")
    rows = ["林素珠,,,115/3/7,09:00,12:00,,,", "林素珠,,,115/3/7,11:00,13:00,,,", "陳某,,,115/3/7,11:00,13:00,,,"]
    dry = take(unit, *rows, dry=True)
    assert not ServiceEntry.objects.exists()
    assert not ServiceBatch.objects.exists()
    real = take(unit, *rows)
    assert (dry.verdicts, dry.understood.problems) == (real.verdicts, real.understood.problems)
    assert [verdict.counted for verdicts in real.verdicts.values() for verdict in verdicts] == [180, 60]


def test_a_night_is_two_lines_and_one_service() -> None:
    unit = make_unit()
    make_trained(unit, name="林素珠")
    taken = take(unit, "林素珠,,,115/3/31,22:00,02:00,,守夜,5", "林素珠,,,115/3/30,20:00,24:00,,,")
    assert {number: len(verdicts) for number, verdicts in taken.verdicts.items()} == {3: 2, 4: 1}
    rows = ServiceEntry.objects.filter(content="守夜").order_by("served_on")
    assert list(rows.values_list("month", "minutes", "times", "served_people")) == [
        (202603, 120, 1, 5),
        (202604, 120, 0, 0),
    ]


@pytest.mark.parametrize(
    ("said", "minutes"),
    [("4", [120, 120]), ("3", [90, 90]), ("3小時59分", [119, 120]), ("1分鐘", [1]), ("2分鐘", [1, 1])],
)
def test_a_night_with_a_break_keeps_its_clock_and_its_two_days(said: str, minutes: list[int]) -> None:
    """HRS-04: the paper says fewer hours than the clock; they are spread over both days, and the clock stays."""
    unit = make_unit()
    make_trained(unit, name="林素珠")
    take(unit, f"林素珠,,,115/3/31,22:00,02:00,{said},守夜,5")
    rows = list(ServiceEntry.objects.order_by("served_on").values_list("starts", "ends", "minutes", "counted", "times"))
    clock = [(1320, 1440), (0, 120)]
    assert rows == [
        (*when, length, length, 1 - number) for number, (when, length) in enumerate(zip(clock, minutes, strict=False))
    ]


def test_a_shift_with_a_break_still_overlaps_what_was_served_elsewhere() -> None:
    unit, there = make_unit(), make_unit("HUA")
    person = make_trained(unit, name="林素珠")
    make_enrolment(there, person)
    take(there, "林素珠,,,115/3/7,09:00,12:00,2.5,,")
    take(unit, "林素珠,,,115/3/7,09:00,12:00,2,,")
    assert list(ServiceEntry.objects.order_by("pk").values_list("counted", "why")) == [(150, ""), (0, "overlap")]


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        ("林素珠,,,115/3/7,09:00,,,,", "簽退", "有簽到沒有簽退"),
        ("林素珠,,,115/3/7,,12:00,,,", "簽到", "有簽到沒有簽退"),
        ("林素珠,,,115/3/7,,,,,", "時數", "也沒有時數"),
        ("林素珠,,,115/3/7,12:00,12:00,,,", "簽退", "一樣"),
        ("林素珠,,,115/3/7,12:00,09:00,,,", "簽退", "早"),
        ("林素珠,,,115/3/7,09:00,12:00,3.5,,", "時數", "還長"),
        ("林素珠,,,115/2/30,09:00,12:00,,,", "服務日期", "沒有"),
        ("林素珠,,,115/6/11,09:00,12:00,,,", "服務日期", "還沒到"),
        ("林素珠,A12****789,,115/3/7,09:00,12:00,,,", "身分證字號", "遮蔽"),
        ("林素珠,A1234567,,115/3/7,09:00,12:00,,,", "身分證字號", "10 碼"),
        ("不認識,,,115/3/7,09:00,12:00,,,", "姓名", "沒有這個人"),
        ("林素珠,A123456789,,115/3/7,09:00,12:00,,,", "姓名", "沒有這個證號"),
        ("林素珠,,999,115/3/7,09:00,12:00,,,", "姓名", "對不起來"),
    ],
)
def test_a_wrong_row_says_where_what_and_how_and_spoils_no_other(row: str, column: str, why: str) -> None:
    unit = make_unit()
    make_trained(unit, name="林素珠")
    taken = take(unit, row, "林素珠,,,115/3/6,09:00,12:00,,,")
    assert [(one.row, one.column) for one in taken.understood.problems] == [(3, column)]
    assert why in taken.understood.problems[0].why
    assert taken.understood.problems[0].cure
    assert list(taken.verdicts) == [4]


def test_who_is_meant_where_two_have_one_name() -> None:
    unit = make_unit()
    first, second = (make_trained(unit, name="林素珠") for _one in range(2))
    Enrolment.objects.filter(volunteer=second).update(number="023")
    people.change(volunteer=first, values={}, number="A123456789", by=SYSTEM, now=NOW)
    taken = take(
        unit, "林素珠,,,115/3/7,09:00,12:00,,,", "林素珠,A123456789,,115/3/7,09:00,12:00,,,",
        "林素珠,,23,115/3/7,09:00,12:00,,,", "林淑珠,A123456789,,115/3/7,13:00,14:00,,,",
    )  # fmt: skip
    assert [(one.row, one.why) for one in taken.understood.problems] == [
        (3, "單位有兩位以上同名的志工，請加上證號或志工編號。"), (6, "這個證號在名冊上是另一個姓名。"),
    ]  # fmt: skip
    assert list(ServiceEntry.objects.order_by("volunteer").values_list("volunteer", flat=True)) == [first.pk, second.pk]


@pytest.mark.parametrize("sign", ["-", "~", "～", "〜", "－", "–", "—", " 至 ", "到"])
def test_every_dash_is_one_between_two_times(sign: str) -> None:
    assert times.span(f"9:00{sign}11:30") == times.Span(540, 690)


SPANS = "姓名,日期,服務時間,時數"


@pytest.mark.parametrize(
    ("said", "hours", "line"),
    [
        ("09:00-12:00", "", (540, 720, 180)),
        ("9:00~11:30", "", (540, 690, 150)),
        ("０９：００－１２：００", "3", (540, 720, 180)),
        ("上午9點至12點", "", (540, 720, 180)),
        ("上午 09:00 到 下午 01:30", "4", (540, 810, 240)),
        ("0900~1200", "", (540, 720, 180)),
        ("22:00-24:00", "", (1320, 1440, 120)),
        ("3", "", (None, None, 180)),
        ("3小時30分", "3.5", (None, None, 210)),
        ("上午", "3", (None, None, 180)),
        ("09:00-11:00、13:00-15:00", "4", (None, None, 240)),
    ],
)
def test_from_when_to_when_may_stand_in_one_cell(
    said: str, hours: str, line: tuple[int | None, int | None, int]
) -> None:
    unit = make_unit()
    make_trained(unit, name="林素珠")
    taken = take(unit, f'林素珠,115/3/7,"{said}",{hours}', head=SPANS)
    assert taken.understood.problems == ()
    assert ServiceEntry.objects.values_list("starts", "ends", "minutes").get() == line


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        ("林素珠,115/3/7,09:00,", "服務時間", "只有一個時間"),
        ("林素珠,115/3/7,上午,", "服務時間", "看不出"),
        ("林素珠,115/3/7,09:00-11:00、13:00-15:00,", "服務時間", "不只一段"),
        ("林素珠,115/3/7,12:00-09:00,", "服務時間", "早"),
        ("林素珠,115/3/7,12:00-12:00,", "服務時間", "一樣"),
        ("林素珠,115/3/7,09:00-25:00,", "服務時間", "沒有 25 點"),
        ("林素珠,115/3/7,09:00-12:00,3.5", "時數", "還長"),
        ("林素珠,115/3/7,3,2", "服務時間", "時數的欄位不一樣"),
        ("林素珠,115/3/7,,", "時數", "也沒有時數"),
    ],
)
def test_what_one_cell_does_not_say_is_told(row: str, column: str, why: str) -> None:
    unit = make_unit()
    make_trained(unit, name="林素珠")
    taken = take(unit, row, head=SPANS)
    assert [(one.row, one.column) for one in taken.understood.problems] == [(3, column)]
    assert why in taken.understood.problems[0].why
    assert taken.understood.problems[0].cure


def test_one_cell_and_two_columns_have_to_agree() -> None:
    unit = make_unit()
    make_trained(unit, name="林素珠")
    rows = ("林素珠,115/3/7,09:00-12:00,09:00,12:00", "林素珠,115/3/8,09:00-12:00,09:00,11:00")
    taken = take(unit, *rows, head="姓名,日期,起訖時間,簽到,簽退")
    assert [(one.row, one.column) for one in taken.understood.problems] == [(4, "起訖時間")]
    assert ServiceEntry.objects.count() == 1


def _numbered_rows(*rows: tuple[str, str]) -> list[str]:
    """A line for each name and what stands in the column 編號, on days of their own."""
    return [f"{name},,{number},115/3/{day},09:00,12:00,,," for day, (name, number) in enumerate(rows, 1)]


@pytest.mark.parametrize(
    "numbers",
    [("1", "2", "3", "4"), ("01", "02", "03", "04"), ("11", "12", "13", "14"), ("1", "2", "3", "4", "5", "7")],
)
def test_a_column_that_only_counts_the_rows_says_nothing_of_people(numbers: tuple[str, ...]) -> None:
    unit = make_unit()
    for name, number in (("林素珠", "023"), ("王大明", "2")):
        Enrolment.objects.filter(volunteer=make_trained(unit, name=name)).update(number=number)
    names = ("林素珠", "林素珠", "王大明", "林素珠", "王大明", "王大明")[: len(numbers)]
    taken = take(unit, *_numbered_rows(*zip(names, numbers, strict=True)))
    assert taken.understood.problems == ()
    assert list(ServiceEntry.objects.order_by("served_on").values_list("volunteer__name", flat=True)) == list(names)


@pytest.mark.parametrize(
    "numbers",
    [
        ("4", "3", "2", "1"),
        ("1", "3", "7", "9"),
        ("1", "1", "2", "3"),
        ("7", "8", "9", "A4"),
        ("1", "2", "3", "4", "6", "8"),
    ],
)
def test_numbers_that_do_not_count_the_rows_have_to_agree_with_the_names(numbers: tuple[str, ...]) -> None:
    unit = make_unit()
    Enrolment.objects.filter(volunteer=make_trained(unit, name="林素珠")).update(number="023")
    taken = take(unit, *_numbered_rows(*(("林素珠", one) for one in numbers)))
    assert [one.why for one in taken.understood.problems] == ["志工編號和姓名對不起來。"] * len(numbers)


def test_counted_rows_do_not_choose_between_namesakes() -> None:
    """Row 2 of the sheet is not No. 2 of the unit; where every number agrees, it is the unit's own."""
    unit = make_unit()
    for name, number in (("陳美", "1"), ("林素珠", "2"), ("林素珠", "9"), ("王大明", "3")):
        Enrolment.objects.filter(volunteer=make_trained(unit, name=name)).update(number=number)
    taken = take(unit, *_numbered_rows(("王大明", "1"), ("林素珠", "2"), ("陳美", "3")))
    assert [one.why for one in taken.understood.problems] == ["單位有兩位以上同名的志工，請加上證號或志工編號。"]
    agreeing = take(unit, *_numbered_rows(("陳美", "1"), ("林素珠", "2"), ("王大明", "3")))
    assert agreeing.understood.problems == ()
    assert ServiceEntry.objects.filter(volunteer__enrolments__number="2").exists()
    assert not ServiceEntry.objects.filter(volunteer__enrolments__number="9").exists()


def test_another_category_needs_its_own_training() -> None:
    unit = make_unit()
    make_trained(unit, name="林素珠")
    head = "志工姓名,日期,時數,類別"
    taken = take(unit, "林素珠,115/3/7,3,衛生類", "林素珠,115/3/8,3,", "林素珠,115/3/9,3,不知道", head=head)
    assert {number: verdicts[0].why for number, verdicts in taken.verdicts.items()} == {3: "no_special", 4: None}
    assert [one.row for one in taken.understood.problems] == [5]


def test_questions_do_not_grow_with_the_list(django_assert_max_num_queries) -> None:
    unit = make_unit()
    names = [f"林{letter}珠" for letter in "甲乙丙丁戊己"]
    for name in names:
        make_trained(unit, name=name)
    make_enrolment(unit)
    with django_assert_max_num_queries(26):
        take(unit, *(f"{name},,,115/3/{day},09:00,12:00,,," for name in names for day in range(1, 9)))
    assert ServiceEntry.objects.count() == 48


def test_the_file_given_back_colours_the_cells_to_be_mended() -> None:
    import openpyxl

    unit = make_unit()
    make_trained(unit, name="林素珠")
    rows = "林素珠,,,115/3/7,09:00,12:00,,,", "林素珠,,,115/2/30,09:00,,,,", "不認識,,,115/3/7,,,2,,"
    taken = take(unit, *rows, "林素珠,,,115/3/9,09:00,,,,")
    answer = hour_answers.answer_to(taken, name="三月.csv", dry=False)
    again = kept_answers.opened(kept_answers.closed(answer), type(answer))
    file = kept_answers.respond_with(again, name="時數表", suffix="xlsx", title="海線")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(file.streaming_content))).active
    coloured = {
        (cell.row, str(sheet.cell(1, cell.column).value))
        for line in sheet.iter_rows(min_row=2)
        for cell in line
        if cell.fill.fgColor.rgb == "FFFFD9D0"
    }
    assert coloured == {(3, "服務日期"), (4, "姓名"), (5, "簽退")}


def test_a_passport_says_whose_hours_they_are() -> None:
    unit = make_unit()
    person = make_trained(unit, name="阮氏梅")
    people.change(volunteer=person, values={}, number="C1234567", kind="passport", by=SYSTEM, now=NOW)
    row = "阮氏梅,C1234567,,115/3/7,09:00,12:00,,,"
    assert "護照" in take(unit, row).understood.problems[0].cure
    assert take(unit, f"{row},護照", head=f"{HEAD},證件種類").understood.problems == ()
    assert ServiceEntry.objects.get().volunteer == person
