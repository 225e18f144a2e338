"""Lists of trainings as units keep them: what a name means, who is meant, what goes in once, and the way back."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from foundation.imports.rows import read
from tests.makers.accounts import make_user
from tests.makers.volunteers import NOW, make_enrolment, make_entry, make_unit, make_volunteer
from volunteers.lists import training_lists, undoing
from volunteers.models import Enrolment, ServiceEntry, TakenList, Training, Unit
from volunteers.rules import training_names

pytestmark = pytest.mark.django_db
HEAD = "姓名,志工編號,課程名稱,結業日期,時數,主辦單位,證書字號"


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def desk(client: Client, unit: Unit) -> Client:
    user: User = make_user(Role.UNIT_COORDINATOR, "TTT")
    Membership.objects.filter(user=user).update(organisation=unit.organisation)
    client.force_login(user)
    return client


def take(unit: Unit, *lines: str, head: str = HEAD, dry: bool = False) -> training_lists.Taken:
    text = "\n".join(("海線志工隊訓練紀錄", head, *lines, "合計"))
    understood = read(text.encode("big5"), training_lists.SPEC, limits=training_lists.LIMITS)
    return training_lists.take(unit=unit, understood=understood, by=SYSTEM, now=NOW, name="訓練.csv", dry=dry)


def test_half_a_training_is_not_the_whole(unit: Unit) -> None:
    make_enrolment(unit, make_volunteer("林素珠"))
    taken = take(unit, "林素珠,,基礎訓練,113/3/10,3,社會處,", "林素珠,,基礎訓練,113/3/11,6,社會處,")
    assert [(one.row, one.column) for one in taken.understood.problems] == [(3, "時數")]
    assert "規定 6 小時，這裡只有 3 小時" in taken.understood.problems[0].why
    assert list(Training.objects.values_list("completed_on", "minutes")) == [(dt.date(2024, 3, 11), 360)]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("基訓", "BASIC"), ("基礎訓練", "BASIC"), ("志願服務 基礎訓練", "BASIC"), ("Basic training", "BASIC"),
        ("特殊訓練", "special"), ("特訓", "special"), ("社會福利類特殊訓練", "SP_SOCIAL"),
        ("特殊訓練（社會福利類）", "SP_SOCIAL"), ("社福類特殊教育訓練", "SP_SOCIAL"), ("衛生特訓", "SP_HEALTH"),
        ("動保類（動物之家志工隊）特殊訓練", "SP_ANIMAL_SHELTER"), ("成長訓練", "GROWTH"), ("領導訓練", "LEADERSHIP"),
        ("志工督導訓練", "SUPERVISOR"), ("在職訓練", "IN_SERVICE"),
        ("基礎訓練(線上)", "BASIC"), ("115年度志願服務基礎教育訓練", "BASIC"), ("志工基礎訓練課程第二梯次", "BASIC"),
        ("志願服務基礎訓練（臺北e大）結業證書", "BASIC"), ("基礎訓練(6小時)", "BASIC"), ("基礎訓練12小時", "BASIC"),
        ("114年特殊訓練", "special"), ("115年度社會福利類志工特殊教育訓練課程", "SP_SOCIAL"),
        ("成長訓練18小時", "GROWTH"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_a_training_is_known_however_it_is_written(said: str, meant: str, language: str) -> None:
    with translation.override(language):
        assert training_names.read(said) == (meant, (0,))


@pytest.mark.parametrize(
    ("said", "day", "course"),
    [
        ("志願服務法規之認識", dt.date(2018, 5, 13), 15), ("志願服務法規之認識", dt.date(2018, 5, 14), 2),
        ("基礎訓練：志願服務經驗分享", dt.date(2024, 3, 1), 3), ("志願服務的內涵及倫理", dt.date(2024, 3, 1), 1),
    ],
)  # fmt: skip
def test_one_course_is_the_one_of_its_day(said: str, day: dt.date, course: int) -> None:
    named = training_names.read(said)
    assert (named[0], training_names.number_on(named, day)) == ("BASIC", course)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("綜合討論", "好幾種訓練"),
        ("動保類特殊訓練", "哪一種"),
        ("火星類特殊訓練", "哪一類"),
        ("開會", "看不出"),
        ("基礎訓練（3小時）", "看不出"),
        ("社區營造基礎訓練", "看不出"),
        ("基礎訓練（未完成）", "看不出"),
        ("社福類特殊訓練（3小時）", "哪一類"),
        ("訓練", "看不出"),
        ("115年度志工教育訓練", "看不出"),
    ],
)
def test_what_is_not_clear_is_asked_for(said: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        training_names.read(said)


def test_good_rows_go_in_once_and_wrong_ones_come_back(unit) -> None:
    person = make_enrolment(unit, make_volunteer("林素珠")).volunteer
    lines = (
        "林素珠,,基訓,113/3/10,6,志推中心,北志訓字第12號",
        "林素珠,,特殊訓練,113/3/24,,,",
        "林素珠,,基訓,113/13/10,6,,",
        "沒有這個人,,基訓,113/3/10,6,,",
        "林素珠,,開會,113/3/10,2,,",
        "林素珠,,在職訓練,113/5/1,,,",
    )
    checked = take(unit, *lines, dry=True)
    assert (len(checked.recorded), Training.objects.count(), TakenList.objects.count()) == (2, 0, 0)
    taken = take(unit, *lines)
    assert taken.recorded == [3, 4]
    assert [problem.row for problem in taken.understood.problems] == [5, 6, 7, 8]
    found = {one.programme: one for one in Training.objects.filter(volunteer=person)}
    assert found["BASIC"].certificate == "北志訓字第12號"
    assert (found["SP_SOCIAL"].category, found["SP_SOCIAL"].issuer) == ("social", "海線關懷志工隊")
    again = take(unit, *lines)
    assert (again.recorded, again.same) == ([], [3, 4])
    assert Training.objects.count() == 2
    assert TakenList.objects.count() == 1


def test_two_of_one_name_are_told_apart_by_their_numbers(unit) -> None:
    for number in ("023", "024"):
        made = make_enrolment(unit, make_volunteer("林素珠"))
        Enrolment.objects.filter(pk=made.pk).update(number=number)
    taken = take(unit, "林素珠,023,基訓,113/3/10,,,", "林素珠,24,基訓,113/3/10,,,", "林素珠,,基訓,113/3/10,,,")
    assert taken.recorded == [3, 4]
    assert "同名" in taken.understood.problems[0].why


def test_waiting_hours_are_judged_anew(unit) -> None:
    person = make_enrolment(unit, make_volunteer("林素珠")).volunteer
    entry = make_entry(unit, person)
    assert entry.counted == 0
    take(unit, "林素珠,,基訓,113/3/10,,,", "林素珠,,特殊訓練,113/3/24,,,")
    assert ServiceEntry.objects.get(pk=entry.pk).counted == 180


def test_a_whole_list_is_taken_back_within_thirty_days(unit) -> None:
    person = make_enrolment(unit, make_volunteer("林素珠")).volunteer
    take(unit, "林素珠,,基訓,113/3/10,,,", "林素珠,,特殊訓練,113/3/24,,,")
    entry = make_entry(unit, person)
    sent = TakenList.objects.get()
    late = sent.made_at + dt.timedelta(days=30, seconds=1)
    for when, reason in ((NOW, "錯了"), (late, "傳錯檔案了啦")):
        with pytest.raises(ValidationError):
            undoing.undo(taken=sent, reason=reason, by=SYSTEM, now=when)
    assert undoing.undo(
        taken=sent, reason="傳錯檔案了啦", by=SYSTEM, now=sent.made_at + dt.timedelta(days=30)
    ) == 2  # fmt: skip
    assert not Training.objects.valid().exists()
    assert ServiceEntry.objects.get(pk=entry.pk).counted == 0
    with pytest.raises(ValidationError, match="已經收回"):
        undoing.undo(taken=sent, reason="傳錯檔案了啦", by=SYSTEM, now=NOW)


def test_a_list_is_sent_and_taken_back_on_its_pages(desk, unit) -> None:
    make_enrolment(unit, make_volunteer("林素珠"))
    where = f"/register/units/{unit.pk}/trainings/list/"
    file = SimpleUploadedFile("訓練.csv", "姓名,訓練,日期\n林素珠,基訓,113/3/10\n林素珠,開會,113/3/10\n".encode())
    page = desk.post(where, {"file": file}, follow=True).content.decode()
    assert "看不出是哪一種訓練" in page
    assert Training.objects.count() == 1
    assert f"{where}" in desk.get(f"/register/lacking/?unit={unit.pk}").content.decode()
    form = desk.get(where).content.decode()
    assert form.count(">訓練.csv<") == 1, "not once more below the page"
    sent = TakenList.objects.get()
    desk.post(f"/register/lists/{sent.pk}/undo/", {"reason": "傳錯檔案了啦"})
    assert not Training.objects.valid().exists()
    assert "已收回" in desk.get(where).content.decode()


def test_two_units_own_trainings_of_one_day_stand_side_by_side() -> None:
    here, there = make_unit(category="culture"), make_unit(category="culture")
    person = make_enrolment(here, make_volunteer("林素珠")).volunteer
    make_enrolment(there, person)
    row = "林素珠,,特殊訓練,113/3/24,3,,"
    assert [take(unit, row).recorded for unit in (here, there)] == [[3], [3]]
    assert take(here, row).same == [3]
    assert set(person.trainings.values_list("unit", "category")) == {(here.pk, "culture"), (there.pk, "culture")}


def test_a_qualification_says_until_when_it_holds() -> None:
    unit = make_unit(category="fire")
    person = make_enrolment(unit, make_volunteer("林素珠")).volunteer
    row = "林素珠,,特殊訓練,113/3/24,,,"
    assert "有效期限" in take(unit, row).understood.problems[0].why
    wrong = take(unit, f"{row},113/3/23", head=f"{HEAD},到期日")
    assert [(one.column, one.why) for one in wrong.understood.problems] == [("到期日", "有效期限比完成日期早。")]
    assert not person.trainings.exists()
    assert take(unit, f"{row},113/3/24", head=f"{HEAD},到期日").recorded == [3]
    assert person.trainings.get().valid_until == dt.date(2024, 3, 24)
