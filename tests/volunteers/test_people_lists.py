"""Lists of people as units keep them: who is meant, what goes in once, and what comes back."""

import datetime as dt

import pytest

from foundation.accounts.roles import Permission
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from foundation.imports.rows import read
from tests.makers.accounts import make_user
from tests.makers.volunteers import NOW, make_enrolment, make_training, make_unit, make_volunteer
from volunteers.exports import fields
from volunteers.lists import kept_answers, people_lists
from volunteers.models import Enrolment, Training, Unit, Volunteer
from volunteers.persons import searching

pytestmark = pytest.mark.django_db
HEAD = "編號,姓名,性別,身分證字號,生日,手機,入隊日期,基礎訓練,特殊訓練,發證單位"
FULL = "023,林素珠,女,A123456789,49/5/4,912345678,113/1/2,113/3/10,113/3/24,社會處"


def take(unit: Unit, *lines: str, head: str = HEAD, dry: bool = False, reason: str = "") -> people_lists.Taken:
    text = "\n".join(("海線志工隊名冊", head, *lines, "合計"))
    understood = read(text.encode("big5"), people_lists.SPEC, limits=people_lists.LIMITS)
    return people_lists.take(unit=unit, understood=understood, by=SYSTEM, now=NOW, dry=dry, reason=reason)


def test_a_list_enters_people_with_all_that_is_known() -> None:
    unit = make_unit()
    taken = take(unit, FULL, "024,黃大明,男,,50/1/1,,,,,")
    assert (taken.entered, taken.understood.problems) == ([3, 4], ())
    person = Volunteer.objects.get(name="林素珠")
    assert (person.identity_shown, person.sex, person.born_on, person.phone) == (
        "A12****789", "female", dt.date(1960, 5, 4), "0912345678",
    )  # fmt: skip
    enrolment = person.enrolments.get()
    assert (enrolment.unit, enrolment.number, enrolment.joined_on) == (unit, "023", dt.date(2024, 1, 2))
    assert list(person.trainings.values_list("programme", "completed_on", "minutes", "issuer")) == [
        ("BASIC", dt.date(2024, 3, 10), 360, "社會處"), ("SP_SOCIAL", dt.date(2024, 3, 24), 360, "社會處"),
    ]  # fmt: skip
    assert Volunteer.objects.get(name="黃大明").enrolments.get().joined_on == NOW.date(), "no date is today"
    assert Event.objects.get(verb=Verb.IMPORTED).now == {"added": 2, "changed": 0, "same": 0, "wrong": 0}


def test_the_same_list_once_more_changes_nothing() -> None:
    unit = make_unit()
    lines = [FULL, "024,黃大明,男,,50/1/1,,,,,"]
    take(unit, *lines)
    again = take(unit, *lines)
    assert (again.same, again.entered, again.joined, again.changed) == ([3, 4], [], [], [])
    assert (Volunteer.objects.count(), Enrolment.objects.count(), Training.objects.count()) == (2, 2, 2)


def test_who_is_registered_elsewhere_joins_and_keeps_what_she_has() -> None:
    there, here = make_unit("HUA"), make_unit()
    person = make_enrolment(there, make_volunteer("林素珠", number="A123456789", phone="0900-000-000")).volunteer
    taken = take(here, FULL)
    assert taken.joined == [3]
    person.refresh_from_db()
    assert person.phone == "0900-000-000", "a list fills what is empty, and overwrites nothing"
    assert person.enrolments.count() == 2
    assert Volunteer.objects.count() == 1


def test_what_a_list_adds_is_added() -> None:
    unit = make_unit()
    take(unit, "024,黃大明,男,,50/1/1,,,,,")
    taken = take(unit, "024,黃大明,男,A123456789,50/1/1,0912-345-678,,113/3/10,,")
    assert taken.changed == [3]
    person = Volunteer.objects.get()
    assert (person.identity_shown, person.phone, person.trainings.count()) == ("A12****789", "0912-345-678", 1)


def test_a_name_alone_makes_nobody_the_same() -> None:
    unit = make_unit()
    take(unit, "1,林素珠,,,49/5/4,,,,,")
    taken = take(unit, "2,林素珠,,,50/5/4,,,,,", "3,林素珠,,,,,,,,")
    assert taken.entered == [3, 4]
    assert Volunteer.objects.filter(name="林素珠").count() == 3


@pytest.mark.parametrize("row", [",林素珠,女,,,0912-345-678,,,,", ",林素珠,,,,,,,,", ",林素珠,,,,,113/1/2,113/3/10,,"])
def test_a_list_without_numbers_goes_in_once_though_it_comes_twice(row: str) -> None:
    unit = make_unit()
    assert take(unit, row).entered == [3]
    again = take(unit, row, ",王大明,,,,,,,,")
    assert (again.same, again.entered, again.understood.problems) == ([3], [4], ())
    assert Training.objects.count() == row.count("113/3/10")


def test_a_list_that_counts_its_rows_anew_doubles_nobody() -> None:
    unit = make_unit()
    take(unit, "1,林素珠,,,,,,,,", "2,王大明,,,,,,,,", "3,陳阿土,,,,,,,,")
    assert list(Enrolment.objects.order_by("number").values_list("number", flat=True)) == ["1", "2", "3"]
    again = take(unit, "1,王大明,,,,,,,,", "2,陳阿土,,,,,,,,", "3,黃小美,,,,,,,,")
    assert (again.same, again.entered, again.understood.problems) == ([3, 4], [5], ())
    assert Enrolment.objects.get(volunteer__name="黃小美").number == "", "3 is somebody else's"


@pytest.mark.parametrize(
    ("there", "comes"),
    [
        (",林素珠,,,,,,,,", ",林素珠,,,,0912-345-678,,,,"),
        (",林素珠,,,,,,,,", "023,林素珠,,,,,,,,"),
        (",林素珠,,,,,,,,", ",林素珠,,,49/5/4,,,,,"),
        (",林素珠,,,,,,,,", ",林素珠,,,,,,113/3/10,,"),
        ("023,林素珠,,A123456789,49/5/4,,,,,", ",林素珠,,,,,,113/3/10,,"),
    ],
)
def test_who_cannot_be_told_from_a_namesake_is_neither_doubled_nor_made_one(there: str, comes: str) -> None:
    unit = make_unit()
    take(unit, there)
    taken = take(unit, comes, ",王大明,,,,,,,,")
    assert [(one.row, one.column) for one in taken.understood.problems] == [(3, "姓名")]
    assert "同名" in taken.understood.problems[0].why
    assert taken.entered == [4]
    person = Volunteer.objects.get(name="林素珠")
    assert (person.phone, person.trainings.count()) == ("", 0), "nothing went to somebody who may be another"


@pytest.mark.parametrize(
    ("there", "comes", "people"),
    [
        (",林素珠,,,,0912-345-678,,,,", "023,林素珠,,A123456789,49/5/4,0912345678,,,,", 1),
        (",林素珠,,,,0912-345-678,,,,", ",林素珠,女,,49/5/4,0912345678,,113/3/10,,", 1),
        (",林素珠,,,,0912-345-678,,,,", ",林素珠,,,,0912-345-679,,,,", 2),
        (",林素珠,女,,,0912-345-678,,,,", ",林素珠,男,,,0912-345-678,,,,", 2),
        ("023,林素珠,,,,,,,,", "024,林素珠,,,,,,,,", 2),
        (",林素珠,,B100000011,,0912-345-678,,,,", ",林素珠,,A123456789,,0912-345-678,,,,", 2),
    ],
)
def test_the_same_telephone_makes_a_namesake_the_same_unless_something_speaks_against_it(
    there: str, comes: str, people: int
) -> None:
    unit = make_unit()
    take(unit, there)
    assert take(unit, comes).understood.problems == ()
    assert Volunteer.objects.filter(name="林素珠").count() == people


def test_a_name_that_is_too_long_is_told_and_not_cut() -> None:
    taken = take(make_unit(), ",{},,,,,,,,".format("林" * 51), ",{},,,,,,,,".format("陳" * 50))
    assert [(one.row, one.column) for one in taken.understood.problems] == [(3, "姓名")]
    assert "最多 50 個字" in taken.understood.problems[0].why
    assert Volunteer.objects.get().name == "陳" * 50


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        (",林素珠,女,A123456788,,,,,,", "身分證字號", "檢查碼"),
        (",林素珠,女,A12****789,,,,,,", "身分證字號", "遮蔽"),
        (",林素珠,不明,,,,,,,", "性別", "選項"),
        (",林素珠,女,,115/6/11,,,,,", "生日", "今天以後"),
        (",林素珠,女,,,,115/6/11,,,", "入隊日期", "今天以後"),
        (",林素珠,女,,,,,115/6/11,,", "基礎訓練", "今天以後"),
        (",林素珠,女,B100000011,,,,,,", "身分證字號", "另一個姓名"),
        (",,女,,,,,,,", "姓名", "沒有填"),
    ],
)
def test_a_wrong_row_comes_back_whole_and_spoils_no_other(row: str, column: str, why: str) -> None:
    unit = make_unit()
    make_volunteer("陳阿土", number="B100000011")
    taken = take(unit, row, "024,黃大明,男,,50/1/1,,,,,")
    assert [(one.row, one.column) for one in taken.understood.problems] == [(3, column)]
    assert why in taken.understood.problems[0].why
    assert taken.entered == [4]
    assert Volunteer.objects.count() == 2, "nothing of the wrong row was left behind"


def test_two_of_one_name_and_two_telephones_are_two() -> None:
    unit = make_unit()
    lines = (",林素珠,,,,0912-345-678,,,,", ",林素珠,,,,0912-345-679,,,,", ",林素珠,,,,0912-345-679,,,,")
    taken = take(unit, *lines)
    assert (taken.entered, [one.row for one in taken.understood.problems]) == ([3, 4], [5])
    again = take(unit, *lines[:2])
    assert (again.same, again.understood.problems) == ([3, 4], ())


def test_two_rows_of_one_person_are_told() -> None:
    taken = take(make_unit(), FULL, FULL.replace("023", "024"))
    assert "重複" in taken.understood.problems[0].why


def test_a_dry_run_writes_nothing() -> None:
    taken = take(make_unit(), FULL, ",林素珠,不明,,,,,,,", dry=True)
    assert taken.entered == [3]
    assert not Volunteer.objects.exists()
    assert not Event.objects.filter(verb=Verb.IMPORTED).exists()


def test_a_training_without_a_set_length_asks_for_it() -> None:
    unit = make_unit(category="culture")
    taken = take(unit, "林素珠,113/3/24", head="姓名,特殊訓練")
    assert "時數" in taken.understood.problems[0].why
    taken = take(unit, "林素珠,113/3/24,3小時30分", head="姓名,特殊訓練,特殊訓練時數")
    assert taken.entered == [3]
    training = Training.objects.get()
    assert (training.programme, training.category, training.unit, training.minutes) == ("SP_UNIT", "culture", unit, 210)


def test_another_units_own_training_does_not_hide_this_ones() -> None:
    """Both units are of a category without courses of its own, and each introduces its own work, on one day."""
    there, here = make_unit(category="culture"), make_unit(category="culture")
    for unit in (there, here, here):
        assert take(unit, f"{FULL},3", head=f"{HEAD},特訓時數").understood.problems == ()
    person = Volunteer.objects.get()
    learnt = person.trainings.filter(programme="SP_UNIT")
    assert sorted(learnt.values_list("unit", "category", "completed_on")) == [
        (there.pk, "culture", dt.date(2024, 3, 24)), (here.pk, "culture", dt.date(2024, 3, 24)),
    ]  # fmt: skip
    for unit in (there, here):
        rows = fields.LISTS["people"].rows(asked(unit))
        assert [row["special_on"] for row in rows] == [dt.date(2024, 3, 24)]
    learnt.get(unit=here).delete()
    assert [row["special_on"] for row in fields.LISTS["people"].rows(asked(here))] == [None]


def asked(unit: Unit) -> fields.Asked:
    return fields.Asked(unit, make_user(), Permission.SEE_VOLUNTEERS, NOW.date())


UNTIL = HEAD + ",證照有效期限"


def test_a_qualification_that_runs_out_comes_with_its_last_day() -> None:
    unit = make_unit(category="fire")
    refused = take(unit, FULL)
    assert [one.why for one in refused.understood.problems] == ["這項資格要每年接受繼續教育，請填有效期限。"]
    assert not Volunteer.objects.exists()
    taken = take(unit, f"{FULL},114/3/23", head=UNTIL)
    assert taken.understood.problems == ()
    later = FULL.replace("113/3/24", "114/6/1")
    assert take(unit, f"{later},115/5/31", head=UNTIL).changed == [3], (
        "a new certificate is recorded beside the old one"
    )
    learnt = Training.objects.filter(programme="SP_FIRE_EMS").order_by("completed_on")
    assert list(learnt.values_list("valid_until", flat=True)) == [dt.date(2025, 3, 23), dt.date(2026, 5, 31)]


def test_a_list_of_people_does_not_guess_which_of_several_trainings() -> None:
    unit = make_unit(category="animal")
    refused = take(unit, FULL)
    assert [one.column for one in refused.understood.problems] == ["特殊訓練"]
    assert "義務動物保護員" in refused.understood.problems[0].why
    assert not Training.objects.exists()
    person = make_enrolment(unit, make_volunteer("林素珠", number="A123456789")).volunteer
    make_training(person, "SP_ANIMAL_PROTECTOR")
    assert take(unit, FULL).changed == [3]
    assert set(person.trainings.values_list("programme", flat=True)) == {"BASIC", "SP_ANIMAL_PROTECTOR"}


PAPERS = "編號,姓名,證號,證件種類"


def test_a_passport_is_one_where_the_list_says_so() -> None:
    unit = make_unit()
    lines = ["1,阮氏梅,C1234567,護照", "2,林素珠,A123456789,身分證", "3,黃大明,B123456780,"]
    assert take(unit, *lines, head=PAPERS).understood.problems == ()
    assert take(unit, *lines, head=PAPERS).same == [3, 4, 5]
    kinds = dict(Volunteer.objects.values_list("name", "identity_kind"))
    assert kinds == {"阮氏梅": "passport", "林素珠": "national", "黃大明": "national"}
    assert searching.find(Volunteer.objects.all(), "c1234567").get().name == "阮氏梅"
    assert not searching.find(Volunteer.objects.all(), "C123456").exists(), "part of a number finds nobody"


@pytest.mark.parametrize(
    ("row", "why", "cure"),
    [
        ("1,阮氏梅,C1234567,", "10 碼", "填「護照」"),
        ("1,阮氏梅,C12,護照", "6 到 15", "對照護照"),
        ("1,阮氏梅,C1234567,身分證", "10 碼", "對照證件"),
        ("1,阮氏梅,C1234567,借書證", "", ""),
    ],
)
def test_a_number_of_another_shape_says_what_to_do(row: str, why: str, cure: str) -> None:
    (problem,) = take(make_unit(), row, head=PAPERS).understood.problems
    assert why in problem.why
    assert cure in problem.cure
    assert "1234567" not in problem.why + problem.cure
    assert not Volunteer.objects.exists()


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ("1,阮氏梅,C1234567,身分證", "C12****567"),
        ("1,阮氏梅,c1234567,", "C12****567"),
        ("1,阮氏梅,C12,護照", "C****"),
        ("1,林素珠,A12345678,", "A12****678"),
        ("1,林素珠,A1234567890,", "A12****890"),
        ("1,林素珠,A123456788,", "A12****788"),
        ("1,林素珠,,A123456789", "A12****789"),
    ],
)
def test_on_the_page_no_number_stands_in_full(row: str, shown: str) -> None:
    understood = take(make_unit(), row, head=PAPERS).understood
    told = kept_answers.of_sheet(understood, name="名冊.csv", dry=True, word=lambda number: ("", ""))
    assert [one["value"] for one in told["problems"]] == [shown]


def test_old_numbers_are_kept_with_one_reason_for_the_whole_list() -> None:
    unit = make_unit()
    wrong, right = "1,林素珠,A123456788,", "2,黃大明,A123456789,"
    (problem,) = take(unit, wrong, right, head=PAPERS).understood.problems
    assert (problem.column, "檢查碼不符" in problem.why) == ("證號", True)
    assert list(Volunteer.objects.values_list("name", flat=True)) == ["黃大明"]
    assert take(unit, wrong, right, head=PAPERS, reason="依紙本名冊").entered == [3]
    assert dict(Volunteer.objects.values_list("name", "identity_reason")) == {"林素珠": "依紙本名冊", "黃大明": ""}
