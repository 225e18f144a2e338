"""Pages on insurance: what they say and do, how many questions they ask, and what may be taken along."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from foundation.exports.registry import UnknownExport, find
from tests.makers.accounts import give, make_user
from tests.makers.volunteers import NOW, make_enrolment, make_entry, make_unit, make_volunteer
from volunteers.insuring import insurance
from volunteers.models import Cover, Policy, Unit

pytestmark = pytest.mark.django_db
D = dt.date
VALUES = {
    "kind": "own", "insurer": "示範產險", "number": "P-1", "starts_on": D(2026, 1, 1), "ends_on": D(2026, 12, 31),
    "least_people": 2,
}  # fmt: skip
SENT = {"kind": "own", "insurer": "示範產險", "number": "P-9", "starts_on": "115/1/1", "ends_on": "115/12/31"}


@pytest.fixture(autouse=True)
def summer():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def policy(unit: Unit) -> Policy:
    return insurance.take_out(unit=unit, values=VALUES, by=SYSTEM, now=NOW)


@pytest.fixture
def coordinator(unit: Unit) -> User:
    user = make_user(None)
    give(user, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    return user


@pytest.fixture
def desk(client: Client, coordinator: User) -> Client:
    client.force_login(coordinator)
    return client


def way(name: str, *parts: object) -> str:
    return reverse(f"volunteers:{name}", args=parts)


def page(client: Client, name: str, *parts: object, **query: object) -> str:
    return client.get(way(name, *parts), query).content.decode()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", ["insurance", "unit_insurance", "coverage", "policy"])
def test_lists_ask_as_many_questions_for_three_as_for_one(
    desk, unit, policy, name, count, django_assert_max_num_queries
) -> None:
    for _one in range(count):
        make_entry(unit, make_enrolment(unit).volunteer, D(2026, 3, 7))
        insurance.insure(policy=policy, volunteers=[make_enrolment(unit).volunteer], by=SYSTEM, now=NOW)
        make_unit(category="social")
    parts = {"insurance": (), "policy": (policy.pk,), "coverage": (unit.pk, 202603)}.get(name, (unit.pk,))
    with django_assert_max_num_queries(20):
        assert desk.get(way(name, *parts)).status_code == 200


def test_an_officer_of_a_county_sees_its_units_and_the_association_counties(client, unit, policy) -> None:
    make_entry(unit, make_enrolment(unit, make_volunteer("林素珠")).volunteer, D(2026, 6, 7))
    make_enrolment(make_unit("HUA", name="縱谷隊"))
    client.force_login(make_user(Role.COUNTY_OFFICER, "TTT"))
    told = page(client, "insurance")
    assert "海線關懷志工隊" in told
    assert "1 筆" in told
    assert "縱谷隊" not in told
    assert "1 筆" not in page(client, "insurance", month="202605")
    client.force_login(make_user(Role.ASSOCIATION))
    told = page(client, "insurance")
    assert "花蓮縣" in told
    assert "海線關懷志工隊" not in told
    told = page(client, "insurance", county="TTT")
    assert "海線關懷志工隊" in told
    assert "林素珠" not in told
    assert way("coverage", unit.pk, 202606) not in told, "she does not see people, so that no link leads to them"


@pytest.mark.parametrize("month", ["", "0", "999999", "202613", "²²²²²²", "115/6"])
def test_a_month_that_is_none_is_this_one(desk, unit, month) -> None:
    make_enrolment(unit)
    assert desk.get(way("insurance"), {"month": month}).context["month"] == 202606
    assert desk.get(f"/register/units/{unit.pk}/coverage/202613/").status_code == 404


def test_a_day_of_the_calendar_opens_what_was_uncovered_on_it(desk, unit) -> None:
    person = make_enrolment(unit, make_volunteer("林素珠")).volunteer
    make_entry(unit, person, D(2026, 3, 7), "09:00-12:00")
    make_entry(unit, person, D(2026, 3, 8), "13:00-14:00")
    told = page(desk, "coverage", unit.pk, 202603)
    assert "09:00" in told
    assert "13:00" in told
    assert "有 2 天有人在沒有保險時服務" in told
    assert "這些日子沒有有效的保單" in told
    told = page(desk, "coverage", unit.pk, 202603, day="2026-03-08")
    assert "09:00" not in told
    assert "13:00" in told
    assert "09:00" in page(desk, "coverage", unit.pk, 202603, day="nonsense")


def test_who_is_added_from_the_calendar_turns_the_day_covered(desk, unit, policy) -> None:
    person = make_enrolment(unit).volunteer
    make_entry(unit, person, D(2026, 3, 7))
    answer = desk.post(
        way("insure", policy.pk), {"person": str(person.key), "starts_on": "115/3/1", "back": "202603"}, follow=True
    )
    assert answer.redirect_chain == [(way("coverage", unit.pk, 202603), 302)]
    assert "這個月登錄的服務都有保險" in answer.content.decode()
    assert Cover.objects.get().starts_on == D(2026, 3, 1)


def test_who_cannot_be_put_on_a_list_is_told_why_by_name(desk, unit, policy) -> None:
    inside = make_enrolment(unit, make_volunteer("林素珠")).volunteer
    left = make_enrolment(unit, make_volunteer("黃大明"))
    type(left).objects.filter(pk=left.pk).update(left_on=D(2025, 12, 31))
    send = {"person": [str(inside.key), str(left.volunteer.key)]}
    told = desk.post(way("insure", policy.pk), send)
    assert told.status_code == 200
    assert "黃大明：這段期間不在這個單位" in told.content.decode()
    assert desk.post(way("insure", policy.pk), send).status_code == 422, "nobody was added"
    stranger = make_enrolment(make_unit("HUA")).volunteer
    assert desk.post(way("insure", policy.pk), {"person": [str(stranger.key), "x"]}).status_code == 422
    assert desk.post(way("insure", policy.pk), {"who": "team", "starts_on": "114/1/1"}).status_code == 422
    assert desk.post(way("insure", policy.pk), {"who": "team", "starts_on": "明天吧"}).status_code == 422
    assert list(Cover.objects.values_list("volunteer", flat=True)) == [inside.pk]


def test_a_list_that_is_too_short_says_so(desk, unit, policy) -> None:
    one, two = (make_enrolment(unit).volunteer for _one in range(2))
    insurance.insure(policy=policy, volunteers=[one], by=SYSTEM, now=NOW)
    assert "今天名冊上 1 人，保單約定最少 2 人" in page(desk, "policy", policy.pk)
    assert "還差 1 人" in page(desk, "unit_insurance", unit.pk)
    insurance.insure(policy=policy, volunteers=[two], by=SYSTEM, now=NOW)
    assert "保單約定最少" not in page(desk, "policy", policy.pk)


def test_a_policy_is_entered_changed_and_ended(desk, unit) -> None:
    assert desk.post(way("policy_new", unit.pk), SENT | {"ends_on": "114/1/1"}).status_code == 422
    assert desk.post(way("policy_new", unit.pk), SENT).status_code == 302
    policy = Policy.objects.get()
    assert desk.post(way("policy_new", unit.pk), SENT).status_code == 422, "entered once"
    assert desk.post(way("policy_edit", policy.pk), SENT | {"sum_insured": "1000000"}).status_code == 302
    policy.refresh_from_db()
    assert policy.sum_insured == 1_000_000
    assert desk.post(way("policy_end", policy.pk), {"on": "115/6/30", "reason": ""}).status_code == 422
    assert desk.post(way("policy_end", policy.pk), {"on": "116/6/30", "reason": "改投"}).status_code == 422
    assert desk.post(way("policy_end", policy.pk), {"on": "115/6/30", "reason": "改投"}).status_code == 302
    policy.refresh_from_db()
    assert policy.ends_on == D(2026, 6, 30)
    told = page(desk, "unit_insurance", unit.pk)
    assert "到期，後面還沒有接續的保單" in told


def test_somebody_is_taken_off_a_list(desk, unit, policy) -> None:
    person = make_enrolment(unit).volunteer
    (cover,), _refused = insurance.insure(policy=policy, volunteers=[person], by=SYSTEM, now=NOW)
    assert desk.post(way("cover_off", cover.pk), {}).status_code == 422
    assert desk.post(way("cover_off", cover.pk), {"on": "117/1/1"}).status_code == 422
    assert desk.post(way("cover_off", cover.pk), {"on": "115/5/1"}).status_code == 302
    assert Cover.objects.get().ends_on == D(2026, 5, 1)
    assert desk.post(way("cover_off", cover.pk), {"never": "on"}).status_code == 302
    assert not Cover.objects.exists()


# What may be taken along ---------------------------------------------------------------------------------------------


def table(user: User, key: str, **params: object) -> list[list[object]]:
    return [list(row) for row in find(key, user).tables(user, **params)[0].rows]


def test_rates_are_taken_along_with_their_formula_and_without_names(unit, policy) -> None:
    person = make_enrolment(unit, make_volunteer("林素珠")).volunteer
    insurance.insure(policy=policy, volunteers=[person], by=SYSTEM, now=NOW)
    empty = make_unit("HUA", name="縱谷隊")
    rows = table(make_user(Role.ASSOCIATION), "insurance-rates", county="")
    assert [(row[2], row[4], row[5], row[6], row[7]) for row in rows] == [
        (empty.name, 0, 0, None, None),
        (unit.name, 1, 1, 1.0, True),
        ("全部（每人算一次）", 1, 1, 1.0, True),
    ]
    assert "已投保志工數÷應投保志工數" in str(rows[1][-1])
    assert "林素珠" not in str(rows)
    assert len(table(make_user(Role.COUNTY_OFFICER, "HUA"), "insurance-rates", county="TTT")) == 1, (
        "only the sum of none"
    )


def test_lists_are_taken_along_by_who_sees_the_people_and_numbers_stay_masked(unit, policy, coordinator) -> None:
    person = make_enrolment(unit, make_volunteer("林素珠", number="A123456789")).volunteer
    make_entry(unit, person, D(2026, 3, 7))
    assert table(coordinator, "uncovered-hours", unit=unit.pk, month="202603")[0][:4] == [
        "林素珠", D(2026, 3, 7), "09:00", "12:00",
    ]  # fmt: skip
    insurance.insure(policy=policy, volunteers=[person], by=SYSTEM, now=NOW)
    assert table(coordinator, "uncovered-hours", unit=unit.pk, month="202603") == []
    rows = table(coordinator, "insured-list", policy=policy.pk)
    assert rows[0][:2] == ["林素珠", "A12****789"]
    for user in (make_user(Role.COUNTY_OFFICER, "HUA"), make_user(Role.UNIT_COORDINATOR, "TTT")):
        for key, asked in (
            ("insured-list", {"policy": policy.pk}),
            ("uncovered-hours", {"unit": unit.pk, "month": "202603"}),
        ):
            with pytest.raises(UnknownExport):
                table(user, key, **asked)
    with pytest.raises(UnknownExport):
        find("insured-list", make_user(Role.ASSOCIATION))


@pytest.mark.parametrize("suffix", ["ods", "xlsx", "csv"])
def test_files_come_in_three_formats(desk, unit, policy, suffix) -> None:
    make_entry(unit, make_enrolment(unit).volunteer, D(2026, 3, 7))
    for key, asked in (
        ("insurance-rates", {}),
        ("insured-list", {"policy": policy.pk}),
        ("uncovered-hours", {"unit": unit.pk, "month": 202603}),
    ):
        answer = desk.get(f"/exports/{key}.{suffix}", asked)
        assert answer.status_code == 200, answer.content[:300]
        assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert desk.get("/exports/uncovered-hours.ods", {"unit": unit.pk, "month": "202613"}).status_code == 400
