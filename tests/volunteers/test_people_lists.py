"""Lists of people as units keep them: who is meant, what goes in once, and what comes back."""

import datetime as dt

import pytest

from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from foundation.imports.rows import read
from tests.makers.volunteers import NOW, make_enrolment, make_unit, make_volunteer
from volunteers.lists import people_lists
from volunteers.models import Enrolment, Training, Unit, Volunteer

pytestmark = pytest.mark.django_db
HEAD = "編號,姓名,性別,身分證字號,生日,手機,入隊日期,基礎訓練,特殊訓練,發證單位"
FULL = "023,林素珠,女,A123456789,49/5/4,912345678,113/1/2,113/3/10,113/3/24,社會處"


def take(unit: Unit, *lines: str, head: str = HEAD, dry: bool = False) -> people_lists.Taken:
    text = "\n".join(("海線志工隊名冊", head, *lines, "合計"))
    understood = read(text.encode("big5"), people_lists.SPEC, limits=people_lists.LIMITS)
    return people_lists.take(unit=unit, understood=understood, by=SYSTEM, now=NOW, dry=dry)


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
