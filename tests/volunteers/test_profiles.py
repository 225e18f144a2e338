"""Lists in the columns of official forms: profiles as data, numbers in full with a reason, and back in unchanged."""

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from foundation.imports.rows import read
from tests.makers.accounts import make_user
from tests.makers.volunteers import (
    NOW,
    identity,
    make_enrolment,
    make_entry,
    make_trained,
    make_training,
    make_unit,
    make_volunteer,
)
from volunteers.exports import profile_files, profiles
from volunteers.exports.fields import LISTS
from volunteers.exports.profiles import BadProfile, Profile
from volunteers.lists import hour_lists, insured_lists, people_lists, training_lists
from volunteers.models import (
    Cover,
    Enrolment,
    Policy,
    RecordBook,
    ServiceEntry,
    TakenList,
    Training,
    Unit,
    Volunteer,
)
from volunteers.serving import ledger

pytestmark = pytest.mark.django_db
GOOD = """
name = "試用"
source = "承辦人給的表"
[lists.people]
title = "名冊"
source = "第 3 頁"
columns = [{field = "name", heading = "姓名"}, {field = "identity", heading = "身分證字號"}]
"""
FULL = """
name = "完整"
source = "測試"
identity = "full"
dates = "{dates}"
[lists.people]
title = "名冊"
source = "測試"
columns = [
    {{field = "name", heading = "姓名"}}, {{field = "identity", heading = "證號"}}, {{field = "sex", heading = "性別"}},
    {{field = "born_on", heading = "生日"}}, {{field = "phone", heading = "電話"}},
    {{field = "number", heading = "編號"}},
    {{field = "joined_on", heading = "加入日期"}}, {{field = "basic_on", heading = "基礎訓練"}},
    {{field = "special_on", heading = "特殊訓練"}},
]
[lists.hours]
title = "時數"
source = "測試"
columns = [
    {{field = "name", heading = "姓名"}}, {{field = "identity", heading = "證號"}}, {{field = "on", heading = "日期"}},
    {{field = "starts", heading = "簽到"}}, {{field = "ends", heading = "簽退"}}, {{field = "hours", heading = "時數"}},
    {{field = "category", heading = "類別"}}, {{field = "content", heading = "內容"}},
    {{field = "served", heading = "人次"}},
]
[lists.trainings]
title = "訓練"
source = "測試"
columns = [
    {{field = "name", heading = "姓名"}}, {{field = "identity", heading = "證號"}},
    {{field = "training", heading = "訓練"}}, {{field = "on", heading = "日期"}}, {{field = "hours", heading = "時數"}},
    {{field = "is_online", heading = "線上"}},
]
[lists.insured]
title = "保險"
source = "測試"
columns = [
    {{field = "name", heading = "姓名"}}, {{field = "identity", heading = "證號"}},
    {{field = "starts_on", heading = "起日"}}, {{field = "ends_on", heading = "迄日"}},
]
"""
WHY = "保險公司加保要用"


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def keeper(unit: Unit) -> User:
    user = make_user(Role.UNIT_COORDINATOR, "TTT")
    Membership.objects.filter(user=user).update(organisation=unit.organisation)
    return user


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, "TTT")


def make(unit: Unit, by: User, profile: Profile, key: str, suffix: str = "csv", **more: Any) -> profile_files.File:
    return profile_files.make(unit=unit, profile=profile, key=key, suffix=suffix, by=by, now=NOW, reason=WHY, **more)


def rows(file: profile_files.File, encoding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.content.decode(encoding))))


def test_the_shipped_profiles_are_good_and_say_where_their_columns_come_from() -> None:
    found = profiles.find()
    assert set(found.profiles) == {"plain", "taipei"}
    assert not found.bad
    for one in found.profiles.values():
        assert set(one.lists) == set(LISTS), one.key
        assert all(each.source for each in one.lists.values())
    assert "第 5 條" in found.profiles["taipei"].lists["applicants"].source


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ('name = "試用"', 'name = ""', "沒有寫 name"),
        ('name = "試用"', "name = ", "不是正確的 TOML"),
        ('source = "承辦人給的表"', 'sourse = "x"', "不認得「sourse」"),
        ("[lists.people]", "[lists.persons]", "[lists.persons] 不是清單"),
        ('field = "name"', 'field = "nmae"', "「nmae」不認得"),
        ('heading = "身分證字號"', 'heading = "姓名"', "「姓名」出現兩次"),
        ('heading = "身分證字號"', 'heading = ""', "沒有欄名"),
        ('name = "試用"', 'name = "試用"\ndates = "minguo"', "「minguo」"),
        ('name = "試用"', 'name = "試用"\nencoding = "gbk"', "utf-8-sig、big5"),
        ('name = "試用"', 'name = "試用"\nidentity = "all"', "masked、full"),
        ('name = "試用"', 'name = "試用"\nfiles = ["pdf"]', "ods、xlsx、csv"),
        ('title = "名冊"', 'title = "名冊"\norder = ["age2"]', "order"),
        ('title = "名冊"', "", "沒有寫 title"),
        ("columns = [", "colums = [", "沒有欄位"),
        ('name = "試用"', 'name = "試用"\nsex = {woman = "F"}', "female、male"),
    ],
)
def test_what_is_wrong_in_a_profile_is_said_in_sentences(was: str, now: str, says: str) -> None:
    assert profiles.read(GOOD, "good").lists["people"].columns[0].heading == "姓名"
    with pytest.raises(BadProfile) as refused:
        profiles.read(GOOD.replace(was, now, 1), "bad")
    assert says in str(refused.value)


def test_an_added_file_is_offered_and_a_broken_one_is_told(tmp_path: Path, settings, capsys) -> None:
    settings.LIST_PROFILES = str(tmp_path)
    (tmp_path / "ours.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "broken.toml").write_text("name =", encoding="utf-8")
    (tmp_path / "big5.toml").write_bytes('name = "試用"'.encode("big5"))
    found = profiles.find()
    assert set(found.profiles) == {"plain", "taipei", "ours"}
    assert {one.name for one in found.bad} == {"broken", "big5.toml"}
    call_command("check")
    assert "broken: " in capsys.readouterr().err


def test_a_list_stands_in_the_columns_of_its_profile(unit, keeper) -> None:
    person = make_trained(unit, name="林素珠", born_on=dt.date(1960, 5, 4), sex="female")
    Enrolment.objects.filter(volunteer=person).update(number="007")
    heading, row = rows(make(unit, keeper, profiles.find().profiles["taipei"], "people"))
    assert heading == ["編號", "姓名", "性別", "年齡", "學歷", "職業類別", "在志工隊的年資", "紀錄冊編號"]
    assert row[:4] == ["007", "林素珠", "女", "66"]
    assert row[6] == "2"
    masked = rows(make(unit, keeper, profiles.find().profiles["plain"], "people"))
    assert person.identity_shown in masked[1]
    assert "49/05/04" in masked[1]


def test_full_numbers_take_a_reason_and_leave_one_line(unit, officer) -> None:
    number = identity(8_000_071)
    people = [make_enrolment(unit, make_volunteer("林素珠", number=number)).volunteer, make_enrolment(unit).volunteer]
    for person in people:
        RecordBook.objects.create(
            volunteer=person, unit=unit, authority=unit.authority, applied_on=dt.date(2026, 6, 1)
        )  # fmt: skip
    taipei = profiles.find().profiles["taipei"]
    with pytest.raises(ValidationError, match="6 個字"):
        profile_files.make(unit=unit, profile=taipei, key="applicants", suffix="csv", by=officer, now=NOW, reason="要")
    assert not Event.objects.filter(verb=Verb.EXPORTED).exists()
    file = make(unit, officer, taipei, "applicants")
    assert number in file.content.decode()
    event = Event.objects.get(verb=Verb.EXPORTED)
    assert (event.reason, event.now["rows"], event.now["full_identity"]) == (WHY, 2, True)
    assert number not in str(event.now)
    for suffix in ("ods", "xlsx"):
        assert make(unit, officer, taipei, "applicants", suffix).content[:2] == b"PK"


def test_who_may_not_read_numbers_gets_none_in_full(unit, keeper) -> None:
    with pytest.raises(PermissionDenied):
        make(make_unit(name="別隊"), keeper, profiles.find().profiles["plain"], "people")
    elsewhere = make_user(Role.COUNTY_OFFICER, "HUA")
    with pytest.raises(PermissionDenied):
        make(unit, elsewhere, profiles.find().profiles["taipei"], "applicants")
    assert not Event.objects.filter(verb=Verb.EXPORTED).exists()


def test_big5_is_written_or_says_which_characters_it_lacks(unit, keeper) -> None:
    text = GOOD.replace('name = "試用"', 'name = "試用"\nencoding = "big5"')
    profile = profiles.read(text, "big5")
    make_enrolment(unit, make_volunteer("林素珠"))
    file = make(unit, keeper, profile, "people")
    assert rows(file, "big5")[1][0] == "林素珠"
    assert "big5" in file.content_type
    make_enrolment(unit, make_volunteer("陈𠮷"))
    with pytest.raises(ValidationError, match="陈、𠮷"):
        make(unit, keeper, profile, "people")
    assert make(unit, keeper, profile, "people", "ods").rows == 2


def test_days_and_policies_narrow_their_lists(unit, keeper) -> None:
    person = make_trained(unit, name="林素珠")
    make_entry(unit, person, dt.date(2026, 3, 7))
    make_entry(unit, person, dt.date(2026, 4, 4))
    plain = profiles.find().profiles["plain"]
    march = {"first": dt.date(2026, 3, 1), "last": dt.date(2026, 3, 31)}
    assert [row[2] for row in rows(make(unit, keeper, plain, "hours", **march))[1:]] == ["115/03/07"]
    assert len(rows(make(unit, keeper, plain, "trainings", **march))) == 1
    with pytest.raises(ValidationError, match="哪一張保單"):
        make(unit, keeper, plain, "insured")


@pytest.mark.parametrize("key", list(LISTS))
def test_the_number_of_questions_does_not_grow_with_the_rows(
    unit, keeper, key: str, django_assert_max_num_queries
) -> None:
    policy = Policy.objects.create(
        unit=unit, kind="own", insurer="甲", number="1", starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 12, 31)
    )
    for _number in range(6):
        person = make_trained(unit)
        make_entry(unit, person, dt.date(2026, 3, 7))
        Cover.objects.create(policy=policy, volunteer=person, starts_on=policy.starts_on, ends_on=policy.ends_on)
    RecordBook.objects.update(state="applied", number="", issued_on=None)
    with django_assert_max_num_queries(10):
        found = make(unit, keeper, profiles.find().profiles["plain"], key, policy=policy)
    assert found.rows >= 6


NAMES = st.sampled_from(["林素珠", "黃大明", "陳美", "O'Brien Mary", "王　小明"])
PEOPLE = st.lists(
    st.tuples(NAMES, st.booleans(), st.dates(dt.date(1940, 1, 1), dt.date(2005, 12, 31)), st.booleans()),
    min_size=1, max_size=4,
)  # fmt: skip
SHIFTS = st.lists(
    st.tuples(
        st.integers(0, 3), st.dates(dt.date(2025, 1, 1), dt.date(2026, 5, 31)), st.integers(0, 1380),
        st.integers(1, 700), st.booleans(), st.sampled_from(["", "關懷訪視", "=SUM(1)", "送餐,陪伴"]),
    ),
    max_size=5,
)  # fmt: skip


def _standing(unit: Unit) -> dict[str, list]:
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Volunteer, Enrolment, Training, ServiceEntry, Cover, TakenList)
    }


@pytest.mark.parametrize("dates", profiles.DATES)
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE, shifts=SHIFTS)
def test_what_goes_out_comes_in_again_and_changes_nothing(unit, officer, dates: str, people, shifts) -> None:
    made = []
    for name, trained, born_on, has_phone in people:
        person = make_trained(unit, name=name) if trained else make_enrolment(unit, make_volunteer(name)).volunteer
        Volunteer.objects.filter(pk=person.pk).update(born_on=born_on, phone="0912-345-678" if has_phone else "")
        made.append(person)
    make_training(made[0], "GROWTH", on=dt.date(2025, 5, 2))
    for who, on, starts, length, timed, content in shifts:
        ends = min(starts + length, 1440)
        hours = f"{starts // 60}:{starts % 60:02}-{ends // 60}:{ends % 60:02}" if timed else ""
        if ends <= starts or ends - starts > 720:
            continue
        one = _line(made[who % len(made)], on, starts if timed else None, ends if timed else None, length, content)
        ledger.enter(unit=unit, lines=[one], source="list", by=SYSTEM, now=NOW)
        assert hours or not timed
    policy, _new = Policy.objects.get_or_create(
        unit=unit, kind="own", insurer="甲", number="R-1", starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 12, 31)
    )
    Cover.objects.get_or_create(
        policy=policy, volunteer=made[0], starts_on=dt.date(2026, 2, 1), ends_on=dt.date(2026, 5, 31)
    )
    before = _standing(unit)
    profile = profiles.read(FULL.format(dates=dates), "full")
    for suffix in ("csv", "ods"):
        for key, kind in (("people", people_lists), ("hours", hour_lists), ("trainings", training_lists)):
            understood = read(make(unit, officer, profile, key, suffix).content, kind.SPEC, limits=kind.LIMITS)
            taken = kind.take(unit=unit, understood=understood, by=SYSTEM, now=NOW)
            assert [str(one) for one in taken.understood.problems] == []
        file = make(unit, officer, profile, "insured", suffix, policy=policy)
        understood = read(file.content, insured_lists.SPEC, limits=insured_lists.LIMITS)
        again = insured_lists.take(policy=policy, understood=understood, by=SYSTEM, now=NOW)
        assert not again.understood.problems
    assert _standing(unit) == before


def _line(
    person: Volunteer, on: dt.date, starts: int | None, ends: int | None, length: int, content: str
) -> ledger.Line:
    if starts is None or ends is None:
        return ledger.Line(person.pk, "social", ledger.Shift(on, length), content, 2)
    return ledger.Line(person.pk, "social", ledger.Shift(on, ends - starts, starts, ends), content, 2)


def test_the_plain_form_comes_back_without_numbers(unit, keeper) -> None:
    person = make_trained(unit, name="林素珠")
    Enrolment.objects.filter(volunteer=person).update(number="007")
    make_entry(unit, person, dt.date(2026, 3, 7))
    plain, before = profiles.find().profiles["plain"], _standing(unit)
    for key, kind in (("people", people_lists), ("hours", hour_lists), ("trainings", training_lists)):
        understood = read(make(unit, keeper, plain, key).content, kind.SPEC, limits=kind.LIMITS)
        taken = kind.take(unit=unit, understood=understood, by=SYSTEM, now=NOW)
        assert [str(one) for one in taken.understood.problems] == []
    assert _standing(unit) == before


def test_a_list_is_taken_on_its_page(unit, keeper, client: Client) -> None:
    make_enrolment(unit, make_volunteer("林素珠", number=identity(8_000_072)))
    client.force_login(keeper)
    where = f"/register/units/{unit.pk}/lists/"
    page = client.get(where).content.decode()
    assert "志工名冊" in page
    assert "第 5 條" in page
    file = client.post(where, {"what": "plain:people", "file": "csv"})
    assert "林素珠" in b"".join(file.streaming_content).decode()
    assert client.post(where, {"what": "", "file": "csv"}).status_code == 422
    assert client.post(where, {"what": "plain:people", "file": "pdf"}).status_code == 404
    assert client.post(where, {"what": "plain:insured", "file": "csv"}).status_code == 422
    backwards = {"what": "plain:hours", "file": "csv", "first": "115/3/2", "last": "115/3/1"}
    assert "不能早於第一天" in client.post(where, backwards).content.decode()
    assert where in client.get(f"/register/units/{unit.pk}/").content.decode()
