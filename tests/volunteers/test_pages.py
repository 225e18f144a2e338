"""The register's pages: what they say, what they do, and how many questions they ask."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import make_user
from tests.makers.volunteers import (
    NOW,
    make_enrolment,
    make_entry,
    make_trained,
    make_training,
    make_unit,
    make_volunteer,
)
from volunteers.models import Enrolment, ServiceBatch, ServiceEntry, Training, Unit, Volunteer
from volunteers.persons import people

pytestmark = pytest.mark.django_db
NUMBER = "A123456789"


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def coordinator(unit: Unit) -> User:
    user = make_user(Role.UNIT_COORDINATOR, "TTT")
    Membership.objects.filter(user=user).update(organisation=unit.organisation)
    return user


@pytest.fixture
def desk(client: Client, coordinator: User) -> Client:
    client.force_login(coordinator)
    return client


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_asks_as_many_questions_for_three_as_for_one(
    desk, unit, people, django_assert_max_num_queries
) -> None:
    for _one in range(people):
        make_entry(unit, make_trained(unit))
    with django_assert_max_num_queries(14):
        assert desk.get("/register/people/").status_code == 200


@pytest.mark.parametrize(
    ("text", "found"), [("林", 2), ("林 素", 1), ("林素珠", 1), ("023", 1), ("陳", 0), (NUMBER, 1), ("", 3)]
)
def test_people_are_found_by_name_and_number_in_the_unit(desk, unit, text: str, found: int) -> None:
    first = make_enrolment(unit, make_volunteer("林素珠", number=NUMBER))
    Enrolment.objects.filter(pk=first.pk).update(number="023")
    make_enrolment(unit, make_volunteer("林阿土"))
    make_enrolment(unit, make_volunteer("黄大明"))
    make_enrolment(make_unit("HUA"), make_volunteer("林素珠"))
    response = desk.post("/register/people/", {"q": text}, follow=True)
    assert response.context["page"].paginator.count == found
    assert NUMBER not in "".join(address for address, _status in response.redirect_chain)


def test_who_is_registered_elsewhere_is_found_by_her_whole_number_and_joins(desk, unit) -> None:
    person = make_enrolment(make_unit("HUA"), make_volunteer("林素珠", number=NUMBER)).volunteer
    assert desk.get(f"/register/people/{person.key}/").status_code == 404
    found = desk.post("/register/people/find/", {"number": "a123456789"})
    content = found.content.decode()
    assert "林○珠" in content
    assert "林素珠" not in content
    assert NUMBER not in content
    joined = desk.post(
        f"/register/people/{person.key}/join/", {"unit": unit.pk, "joined_on": "115/6/1", "rank": "member"}
    )
    assert joined.status_code == 302
    assert "林素珠" in desk.get(f"/register/people/{person.key}/").content.decode()


def test_who_left_can_be_taken_back_from_her_page(desk, unit) -> None:
    """One person and one book for life: she is not registered once more, and needs no number to come back."""
    enrolment = make_enrolment(unit, make_volunteer("林素珠"))
    address = f"/register/people/{enrolment.volunteer.key}/"
    assert f"{address}join/" not in desk.get(address).content.decode(), "she is here"
    assert desk.get(f"{address}join/")["Location"] == address
    people.leave(enrolment=enrolment, on=dt.date(2026, 3, 31), why="", by=SYSTEM, now=NOW)
    assert f"{address}join/" in desk.get(address).content.decode()
    page = desk.get(f"{address}join/")
    assert "林素珠" in page.content.decode()
    given = {"unit": unit.pk, "joined_on": "115/5/1", "rank": "member"}
    refused = desk.post(f"{address}join/", given | {"joined_on": "115/3/31"})
    assert refused.status_code == 422
    assert "已經在這個單位" in refused.content.decode()
    assert desk.post(f"{address}join/", given).status_code == 302
    assert list(enrolment.volunteer.enrolments.order_by("joined_on").values_list("joined_on", "left_on")) == [
        (enrolment.joined_on, dt.date(2026, 3, 31)), (dt.date(2026, 5, 1), None),
    ]  # fmt: skip


def test_somebody_elsewhere_has_no_page_to_be_taken_in_from(desk) -> None:
    person = make_enrolment(make_unit("HUA"), make_volunteer("林素珠")).volunteer
    assert desk.get(f"/register/people/{person.key}/join/").status_code == 404


def test_somebody_new_is_entered_whole_or_not_at_all(desk, unit) -> None:
    assert desk.post("/register/people/find/", {"number": NUMBER})["Location"] == "/register/people/new/"
    given = {"name": "林素珠", "number": NUMBER, "unit": unit.pk, "joined_on": "116/1/1", "rank": "member"}
    refused = desk.post("/register/people/new/", given)
    assert refused.status_code == 422
    assert "今天以後" in refused.content.decode()
    assert not Volunteer.objects.exists()
    entered = desk.post("/register/people/new/", given | {"joined_on": "115/1/1"})
    assert entered.status_code == 302
    assert Enrolment.objects.get().volunteer.name == "林素珠"


def test_a_form_that_is_sent_twice_registers_one_person(desk, unit) -> None:
    given = {"name": "林素珠", "unit": unit.pk, "joined_on": "115/1/1", "rank": "member"}
    assert desk.post("/register/people/new/", given).status_code == 302
    again = desk.post("/register/people/new/", given)
    assert again.status_code == 422
    content = again.content.decode()
    assert "已經有同名的志工" in content
    assert f"/register/people/{Volunteer.objects.get().key}/" in content, "she can be looked at"
    assert desk.post("/register/people/new/", given | {"another": "on"}).status_code == 302
    assert Volunteer.objects.filter(name="林素珠").count() == 2


@pytest.mark.parametrize(
    ("more", "asked"),
    [
        ({"born_on": "49/5/4"}, True),
        ({"born_on": "50/5/4"}, False),
        ({"number": NUMBER}, False),
        ({"sex": "male"}, False),
    ],
)
def test_a_namesake_is_asked_about_unless_something_tells_them_apart(desk, unit, more, asked) -> None:
    there = make_volunteer("林素珠", number="B100000011", born_on=dt.date(1960, 5, 4), sex="female")
    make_enrolment(unit, there)
    given = {"name": "林 素珠", "unit": unit.pk, "joined_on": "115/1/1", "rank": "member"}
    assert desk.post("/register/people/new/", given | more).status_code == (422 if asked else 302)


@pytest.mark.parametrize(
    ("source", "days_old", "shown"),
    [("list", 29, True), ("list", 31, False), ("roster", 29, False)],
)
def test_the_newest_batches_and_every_list_that_can_be_taken_back_are_shown(
    desk, unit, source: str, days_old: int, shown: bool
) -> None:
    """The roster brings a batch a day, and would push a list out long before its thirty days are over."""
    person = make_trained(unit)
    made = [make_entry(unit, person, dt.date(2026, 3, day)).batch_id for day in range(1, 13)]
    now = timezone.now()
    for age, key in enumerate(reversed(made)):
        ServiceBatch.objects.filter(pk=key).update(source="roster", made_at=now - dt.timedelta(days=age))
    ServiceBatch.objects.filter(pk=made[0]).update(source=source, made_at=now - dt.timedelta(days=days_old))
    found = [one.pk for one in desk.get(f"/register/units/{unit.pk}/hours/").context["batches"]]
    assert found == made[:1:-1] + made[:1] * shown, "the ten newest, the last one first"


def test_a_volunteer_finds_out_why_march_did_not_count(client, unit) -> None:
    person = make_enrolment(unit, make_volunteer("林素珠")).volunteer
    make_training(person, "BASIC")
    make_training(person, "SP_SOCIAL", on=dt.date(2026, 4, 1))
    make_entry(unit, person, dt.date(2026, 3, 7))
    make_entry(unit, person, dt.date(2026, 4, 4))
    person.user = make_user(Role.VOLUNTEER, "TTT")
    person.save()
    client.force_login(person.user)
    content = client.get("/register/mine/", follow=True).content.decode()
    assert "115年3月" in content
    assert "服務在這一類特殊訓練完成以前" in content
    assert "無法追溯受訓之前的服務時數" in content, "the source is told"
    assert "登錄一項訓練" not in content, "she reads her record and does not keep it"


def test_an_account_without_a_person_is_told_what_to_do(client) -> None:
    client.force_login(make_user(Role.VOLUNTEER, "TTT"))
    assert "還沒有連到志工資料" in client.get("/register/mine/").content.decode()


def test_a_number_is_read_once_with_a_reason_and_she_sees_who(desk, client, unit, coordinator) -> None:
    person = make_enrolment(unit, make_volunteer("林素珠", number=NUMBER)).volunteer
    address = f"/register/people/{person.key}/"
    assert NUMBER not in desk.get(address).content.decode()
    assert desk.post(f"{address}number/", {"reason": "看"}).status_code == 422
    shown = desk.post(f"{address}number/", {"reason": "申請紀錄冊核對"}).content.decode()
    assert NUMBER in shown
    assert NUMBER not in desk.get(address).content.decode()
    person.user = make_user(Role.VOLUNTEER, "TTT")
    person.save()
    client.force_login(person.user)
    assert "申請紀錄冊核對" in client.get(address).content.decode()


def test_a_month_is_approved_and_corrected_on_its_page(desk, unit) -> None:
    person, stranger = make_trained(unit), make_enrolment(unit).volunteer
    make_entry(unit, person)
    odd = make_entry(unit, stranger)
    address = f"/register/units/{unit.pk}/hours/202603/"
    first = desk.get(address)
    assert first.context["inbox"].odd == (odd.pk,)
    assert desk.post(f"{address}approve/", {"what": "ordinary"}).status_code == 422, "nobody has looked"
    seal = first.context["inbox"].seal
    assert f'value="{seal}"' in first.content.decode()
    assert desk.post(f"{address}approve/", {"what": "ordinary", "seal": seal}).status_code == 302
    assert desk.post(f"{address}approve/", {"what": "lines"}).status_code == 422
    assert desk.post(f"{address}approve/", {"what": "refuse", "entry": odd.pk, "reason": "沒有"}).status_code == 422
    assert (
        desk.post(f"{address}approve/", {"what": "refuse", "entry": odd.pk, "reason": "沒有簽到紀錄"}).status_code
        == 302
    )
    entry = ServiceEntry.objects.get(volunteer=person)
    assert desk.post(f"/register/hours/{entry.pk}/correct/", {"reason": "錯"}).status_code == 422
    assert desk.post(f"/register/hours/{entry.pk}/correct/", {"reason": "簽到表登錯日期"}).status_code == 302
    assert "已沖銷" in desk.get(address).content.decode()


@pytest.mark.parametrize("month", ["202613", "202600", "1", "0", "99999999"])
def test_there_is_no_such_month(desk, unit, month: str) -> None:
    assert desk.get(f"/register/units/{unit.pk}/hours/{month}/").status_code == 404


@pytest.mark.parametrize("lines", [1, 3])
def test_the_inbox_asks_as_many_questions_for_three_lines(desk, unit, lines, django_assert_max_num_queries) -> None:
    for _one in range(lines):
        make_entry(unit, make_trained(unit))
        make_entry(unit, make_enrolment(unit).volunteer)
    with django_assert_max_num_queries(22):
        desk.get(f"/register/units/{unit.pk}/hours/202603/")


def test_a_list_is_checked_then_entered_and_comes_back_annotated(desk, unit) -> None:
    make_trained(unit, name="林素珠")
    text = "姓名,日期,時數\n林素珠,115/3/7,3\n林素珠,115/3/8,半天\n".encode()

    def send(**more: str):
        return desk.post(
            f"/register/units/{unit.pk}/hours/list/",
            {"file": SimpleUploadedFile("三月.csv", text), **more},
            follow=True,
        )

    checked = send(only_check="on").content.decode()
    assert "什麼都沒有寫入" in checked
    assert not ServiceEntry.objects.exists()
    done = send()
    assert ServiceEntry.objects.count() == 1
    assert "半天" in done.content.decode()
    file = desk.get(done.redirect_chain[-1][0] + "xlsx/")
    assert file.status_code == 200
    assert "attachment" in file["Content-Disposition"]
    assert "已經登錄過" in send().content.decode()
    assert desk.get(f"/register/units/{unit.pk}/hours/list/nothing/").status_code == 302


def test_trainings_are_recorded_and_revoked_on_her_page(desk, unit) -> None:
    person = make_enrolment(unit).volunteer
    address = f"/register/people/{person.key}/"
    given = {"programme": "SP_SOCIAL", "completed_on": "115/3/1", "issuer": "社會處", "completed_at": "12:00"}
    assert desk.post(f"{address}trainings/", given).status_code == 302
    training = Training.objects.get()
    assert (training.minutes, training.completed_at, training.category) == (360, dt.time(12), "social")
    assert desk.post(f"{address}trainings/", given).status_code == 422, "the same once more"
    assert desk.post(f"{address}trainings/", given | {"completed_on": "116/3/1"}).status_code == 422
    assert desk.post(f"/register/trainings/{training.pk}/revoke/", {"reason": "登錄到別人的"}).status_code == 302
    assert "已撤銷" in desk.get(address).content.decode()


def test_a_list_of_people_is_checked_then_taken_and_comes_back_annotated(desk, unit) -> None:
    text = f"姓名,證號,性別\n林素珠,{NUMBER},女\n黃大明,,不明\n陳阿土,A123456788,男\n".encode()

    def send(**more: str):
        file = SimpleUploadedFile("名冊.csv", text)
        return desk.post(f"/register/units/{unit.pk}/people/list/", {"file": file, **more}, follow=True)

    assert "什麼都沒有寫入" in send(only_check="on").content.decode()
    assert not Volunteer.objects.exists()
    done = send()
    assert "不明" in done.content.decode()
    assert NUMBER not in done.content.decode(), "only what is wrong is shown"
    assert "A123456788" not in done.content.decode()
    assert "A12****788" in done.content.decode()
    assert desk.get(done.redirect_chain[-1][0] + "ods/").status_code == 200
    assert Enrolment.objects.get().volunteer.identity_shown == "A12****789"
    assert "匯入名冊" in desk.get("/register/people/").content.decode()


@pytest.mark.parametrize("key", ["9" * 30, "²", "x", "-1"])
def test_a_number_that_no_line_has_is_no_reason_to_fall_over(desk, unit, key: str) -> None:
    make_entry(unit, make_trained(unit))
    answer = desk.post(f"/register/units/{unit.pk}/hours/202606/approve/", {"what": "lines", "entry": key})
    assert answer.status_code == 422
    assert not ServiceEntry.objects.exclude(state="pending").exists()


def test_who_is_in_two_units_is_trained_and_given_a_book_by_the_one_that_is_chosen(client: Client) -> None:
    first, second = make_unit(category="culture", name="甲隊"), make_unit(category="culture", name="乙隊")
    person = make_enrolment(first).volunteer
    make_enrolment(second, person)
    make_training(person, "BASIC")
    for unit in (first, second):
        make_training(person, "SP_COMPREHENSIVE", unit=unit)
    client.force_login(make_user(Role.COUNTY_OFFICER, "TTT"))
    address = f"/register/people/{person.key}/"
    said = {"programme": "SP_UNIT", "completed_on": "113/3/24", "minutes": "60", "issuer": "推廣中心"}
    refused = client.post(f"{address}trainings/", said)
    assert refused.status_code == 422
    assert "請選是哪一個單位" in refused.content.decode()
    assert client.post(f"{address}trainings/", said | {"unit": "999999"}).status_code == 422
    assert client.post(f"{address}trainings/", said | {"unit": str(second.pk)}).status_code == 302
    assert Training.objects.get(programme="SP_UNIT").unit == second
    client.post(f"{address}book/", {})
    assert not person.books.exists()
    make_training(person, "SP_UNIT", unit=first, minutes=60)
    client.post(f"{address}book/", {"unit": str(second.pk)})
    assert person.books.get().unit == second
