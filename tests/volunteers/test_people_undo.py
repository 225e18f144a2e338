"""Taking back a list of people: all it brought goes, and nothing where something was built on it since."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from foundation.accounts.models import Membership
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from foundation.imports.rows import read
from tests.makers.accounts import make_user
from tests.makers.volunteers import NOW, identity, make_enrolment, make_entry, make_trained, make_unit, make_volunteer
from volunteers.lists import people_lists, undoing
from volunteers.models import Cover, Enrolment, Policy, TakenList, TakenPerson, Training, Unit, Volunteer
from volunteers.persons import people

pytestmark = pytest.mark.django_db
HEAD = "姓名,證號,出生日期,電話,加入日期,基礎訓練,特殊訓練"
ONE, TWO, THREE = identity(8_000_051), identity(8_000_052), identity(8_000_053)
WHY = "傳到別隊的名冊了"


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


def take(unit: Unit, *lines: str, head: str = HEAD, dry: bool = False) -> people_lists.Taken:
    understood = read("\n".join((head, *lines)).encode(), people_lists.SPEC, limits=people_lists.LIMITS)
    return people_lists.take(unit=unit, understood=understood, by=SYSTEM, now=NOW, name="名冊.csv", dry=dry)


def undo(taken: TakenList | None = None, *, now: dt.datetime = NOW) -> int:
    return undoing.undo(taken=taken or TakenList.objects.latest("pk"), reason=WHY, by=SYSTEM, now=now)


def standing() -> dict[str, list]:
    """Everything the register says of people, as far as a list could touch it."""
    return {
        "people": list(Volunteer.objects.order_by("pk").values()),
        "enrolments": list(Enrolment.objects.order_by("pk").values()),
        "trainings": list(Training.objects.valid().order_by("pk").values()),
    }


def test_what_a_list_brought_goes_out_again_and_all_else_stays(unit) -> None:
    known = make_volunteer("黃大明", number=TWO)
    make_enrolment(make_unit(name="別隊"), known)
    here = make_enrolment(unit, make_volunteer("陳美", number=THREE, phone="")).volunteer
    bare = make_enrolment(unit, make_volunteer("無證號", number="", born_on=dt.date(1960, 5, 4), phone="")).volunteer
    before = standing()
    taken = take(
        unit, f"林素珠,{ONE},49/5/4,0912-345-678,113/1/2,113/3/10,113/3/24", f"黃大明,{TWO},,,,113/3/10,",
        f"陳美,{THREE},,089-123456,,,113/3/24", f"無證號,{identity(8_000_054)},49/5/4,,,,",
    )  # fmt: skip
    assert (len(taken.entered), len(taken.joined), len(taken.changed)) == (1, 1, 2)
    assert TakenList.objects.get().added == 4
    bare.refresh_from_db()
    assert bare.identity_mark
    assert undo() == 4
    assert standing() == before
    assert not TakenPerson.objects.exists()
    assert Training.objects.filter(volunteer=here).exclude(revoked_on=None).get().revoked_why == WHY
    assert Event.objects.filter(verb=Verb.DELETED, reason=WHY).count() == 2
    assert not Volunteer.objects.filter(name="林素珠").exists()
    again = take(unit, f"林素珠,{ONE},49/5/4,,113/1/2,113/3/10,")
    assert len(again.entered) == 1, "the number is free again"


def test_a_list_that_brought_nothing_is_not_kept_nor_is_one_that_was_only_checked(unit) -> None:
    take(unit, f"林素珠,{ONE},,,,,", dry=True)
    assert not TakenList.objects.exists()
    take(unit, f"林素珠,{ONE},,,,,")
    take(unit, f"林素珠,{ONE},,,,,")
    assert TakenList.objects.count() == 1


@pytest.mark.parametrize("thing", ["hours", "cover", "account", "unit", "other list", "left", "merged"])
def test_nothing_goes_where_something_was_built_on_one_of_them(unit, thing: str) -> None:
    take(unit, f"林素珠,{ONE},49/5/4,,113/1/2,,", f"黃大明,{TWO},,,113/1/2,,")
    taken = TakenList.objects.get()
    person = Volunteer.objects.get(name="林素珠")
    if thing == "hours":
        make_entry(unit, person)
    elif thing == "cover":
        days = {"starts_on": dt.date(2026, 1, 1), "ends_on": dt.date(2026, 12, 31)}
        policy = Policy.objects.create(unit=unit, kind="own", insurer="甲", number="1", **days)
        Cover.objects.create(policy=policy, volunteer=person, **days)
    elif thing == "account":
        person.user = make_user(Role.VOLUNTEER, "TTT")
        person.save()
    elif thing == "unit":
        make_enrolment(make_unit(name="別隊"), person)
    elif thing == "other list":
        take(unit, f"林素珠,{ONE},,0912-345-678,,,")
    elif thing == "left":
        people.leave(enrolment=person.enrolments.get(), on=dt.date(2026, 6, 1), why="搬家", by=SYSTEM, now=NOW)
    elif thing == "merged":
        double = make_volunteer("林素珠", number="", born_on=dt.date(1960, 5, 4))
        make_enrolment(make_unit(name="別隊"), double)
        Volunteer.objects.filter(pk=double.pk).update(merged_into=person)
    before = standing()
    with pytest.raises(ValidationError) as refused:
        undo(taken)
    assert "林素珠有" in refused.value.messages[0]
    assert "黃大明" not in refused.value.messages[0]
    assert standing() == before
    taken.refresh_from_db()
    assert taken.undone_at is None


def test_who_was_known_before_keeps_the_list_only_by_what_she_did_here(unit) -> None:
    other = make_unit(name="別隊")
    known = make_trained(other, name="黃大明")
    people.change(volunteer=known, values={}, number=TWO, by=SYSTEM, now=NOW)
    make_entry(other, known)
    take(unit, f"黃大明,{TWO},,,113/1/2,,")
    make_entry(other, known, dt.date(2026, 4, 4))
    with transaction.atomic():
        assert undo() == 1, "hours elsewhere do not hang on this list"
        transaction.set_rollback(True)
    make_entry(unit, known, dt.date(2026, 5, 5))
    with pytest.raises(ValidationError, match="黃大明有"):
        undo(TakenList.objects.get())


def test_who_came_back_keeps_what_she_did_before(unit) -> None:
    known = make_volunteer("黃大明", number=TWO)
    old = make_enrolment(unit, known, on=dt.date(2020, 1, 1))
    make_entry(unit, known, dt.date(2021, 3, 7))
    Enrolment.objects.filter(pk=old.pk).update(left_on=dt.date(2021, 12, 31))
    take(unit, f"黃大明,{TWO},,,114/1/2,,")
    assert known.enrolments.count() == 2
    assert undo() == 1
    assert known.enrolments.get() == old


def test_what_was_changed_since_stays(unit) -> None:
    person = make_enrolment(unit, make_volunteer("陳美", number=THREE, phone="", email="")).volunteer
    take(unit, f"陳美,{THREE},0912-345-678,a@example.org", head="姓名,證號,電話,電子郵件")
    people.change(volunteer=person, values={"phone": "0987-654-321"}, by=SYSTEM, now=NOW)
    undo()
    person.refresh_from_db()
    assert (person.phone, person.email) == ("0987-654-321", "")


def test_after_thirty_days_or_without_a_reason_nothing_goes(unit) -> None:
    take(unit, f"林素珠,{ONE},,,,,")
    with pytest.raises(ValidationError, match="30 天"):
        undo(now=NOW + dt.timedelta(days=30, seconds=1))
    with pytest.raises(ValidationError, match="6 個字"):
        undoing.undo(taken=TakenList.objects.get(), reason="錯", by=SYSTEM, now=NOW)
    assert Volunteer.objects.filter(name="林素珠").exists()


def test_one_person_in_two_rows_goes_once(unit) -> None:
    taken = take(unit, f"林素珠,{ONE},49/5/4,,113/1/2,,", "林素珠,,49/5/4,0912-345-678,,,")
    assert (len(taken.entered), len(taken.changed)) == (1, 1)
    assert undo() == 1
    assert not Volunteer.objects.filter(name="林素珠").exists()


def test_a_long_list_is_taken_back_with_few_questions(unit, django_assert_max_num_queries) -> None:
    take(unit, *(f"志工{chr(0x4E00 + number)},{identity(8_000_900 + number)},,,113/1/2,," for number in range(30)))
    with django_assert_max_num_queries(80 + 2 * 30):
        assert undo() == 30


def test_a_list_is_taken_back_on_its_page(unit, client: Client) -> None:
    user = make_user(Role.UNIT_COORDINATOR, "TTT")
    Membership.objects.filter(user=user).update(organisation=unit.organisation)
    client.force_login(user)
    where = f"/register/units/{unit.pk}/people/list/"
    client.post(where, {"file": SimpleUploadedFile("名冊.csv", f"姓名,證號\n林素珠,{ONE}\n".encode())})
    assert "名冊.csv" in client.get(where).content.decode()
    key = TakenList.objects.get().pk
    page = client.post(f"/register/lists/{key}/undo/", {"reason": "錯"}, follow=True).content.decode()
    assert "6 個字" in page
    page = client.post(f"/register/lists/{key}/undo/", {"reason": WHY}, follow=True).content.decode()
    assert "已收回這份清單的 1 筆" in page
    assert not Volunteer.objects.exists()
