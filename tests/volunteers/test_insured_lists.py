"""Lists of insured people as units keep them: matched, taken in once, for the days that are missing, taken back."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from foundation.accounts.models import Membership
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from foundation.imports.rows import read
from tests.makers.accounts import make_user
from tests.makers.volunteers import NOW, identity, make_enrolment, make_trained, make_unit, make_volunteer
from volunteers.insuring import incidents, insurance
from volunteers.insuring.cover_days import without
from volunteers.lists import insured_lists, undoing
from volunteers.models import Cover, Policy, SentList, TakenList, Unit, Volunteer

pytestmark = pytest.mark.django_db
D = dt.date
FIRST, LAST = D(2026, 1, 1), D(2026, 12, 31)
HEAD = "姓名,身分證字號,出生日期,志工編號,生效日,到期日"


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def policy(unit: Unit) -> Policy:
    return Policy.objects.create(
        unit=unit, kind=Policy.Kind.OWN, insurer="示範產險", number="P-115", starts_on=FIRST, ends_on=LAST
    )  # fmt: skip


@pytest.fixture
def desk(unit: Unit, client: Client) -> Client:
    user = make_user(Role.UNIT_COORDINATOR, "TTT")
    Membership.objects.filter(user=user).update(organisation=unit.organisation)
    client.force_login(user)
    return client


def member(unit: Unit, name: str, **values) -> Volunteer:
    return make_enrolment(unit, make_volunteer(name, **values)).volunteer


def take(policy: Policy, *lines: str, head: str = HEAD, dry: bool = False) -> insured_lists.Taken:
    understood = read("\n".join((head, *lines)).encode("big5"), insured_lists.SPEC, limits=insured_lists.LIMITS)
    return insured_lists.take(policy=policy, understood=understood, by=SYSTEM, now=NOW, name="名冊.csv", dry=dry)


def covers(policy: Policy) -> list[tuple[str, dt.date, dt.date]]:
    return list(policy.covers.order_by("volunteer__name", "starts_on").values_list(
        "volunteer__name", "starts_on", "ends_on"
    ))  # fmt: skip


def test_people_go_on_the_list_by_number_birth_date_or_name(unit, policy) -> None:
    number = identity(8_000_041)
    member(unit, "林素珠", number=number)
    member(unit, "陳美", born_on=D(1960, 5, 4))
    member(unit, "陳美", born_on=D(1970, 5, 4))
    member(unit, "王大明")
    taken = take(
        policy, f"林素珠,{number},,,115/1/1,115/12/31", "陳美,,49/5/4,,115/3/1,", "王大明,,,,,", "沒有這個人,,,,,",
        "陳美,,,,,", "陳美,,50/1/1,,,",
    )  # fmt: skip
    assert covers(policy) == [("林素珠", FIRST, LAST), ("王大明", FIRST, LAST), ("陳美", D(2026, 3, 1), LAST)]
    assert (taken.added, taken.partly, taken.same) == ([2, 3, 4], {}, [])
    assert {(one.row, one.column) for one in taken.understood.problems} == {(5, "姓名"), (6, "姓名"), (7, "姓名")}
    assert "出生日期" in next(one.why for one in taken.understood.problems if one.row == 7)


def test_days_that_stand_there_are_not_added_again(unit, policy) -> None:
    person = member(unit, "林素珠")
    Cover.objects.create(policy=policy, volunteer=person, starts_on=D(2026, 3, 1), ends_on=D(2026, 5, 31))
    taken = take(policy, "林素珠,,,,115/2/1,115/12/31", "林素珠,,,,115/4/1,115/4/30", "林素珠,,,,115/1/15,115/2/10")
    assert covers(policy) == [
        ("林素珠", D(2026, 1, 15), D(2026, 1, 31)), ("林素珠", D(2026, 2, 1), D(2026, 2, 28)),
        ("林素珠", D(2026, 3, 1), D(2026, 5, 31)), ("林素珠", D(2026, 6, 1), LAST),
    ]  # fmt: skip
    assert taken.same == [3]
    assert set(taken.partly) == {2, 4}
    assert not TakenList.objects.get().undone_at
    assert TakenList.objects.get().added == 2
    again = take(policy, "林素珠,,,,115/2/1,115/12/31", "林素珠,,,,115/4/1,115/4/30")
    assert again.same == [2, 3]
    assert TakenList.objects.count() == 1, "a list that brought nothing is not kept"


def test_who_cannot_be_insured_is_said_why(unit) -> None:
    joint = Policy.objects.create(
        unit=unit, kind=Policy.Kind.JOINT, insurer="臺銀", number="J-1", starts_on=FIRST, ends_on=LAST
    )
    make_trained(unit, name="有冊的人")
    member(unit, "沒冊的人")
    gone = make_enrolment(unit, make_volunteer("離開的人"))
    gone.left_on = D(2025, 6, 30)
    gone.save()
    Cover.objects.filter(policy=joint).delete()
    taken = take(
        joint, "有冊的人,,,,,", "沒冊的人,,,,,", "離開的人,,,,,", "有冊的人,,,,114/12/1,", "有冊的人,,,,115/5/1,115/4/1"
    )
    whys = {one.row: one.why for one in taken.understood.problems}
    assert set(whys) == {3, 4, 5, 6}
    assert "紀錄冊" in whys[3]
    assert "不在這個單位" in whys[4]
    assert "保單的期間" in whys[5]
    assert "早於起日" in whys[6]
    assert taken.added == [2]


def test_a_dry_run_writes_nothing_and_says_the_same(unit, policy) -> None:
    member(unit, "林素珠")
    checked = take(policy, "林素珠,,,,,", "沒有這個人,,,,,", dry=True)
    assert (checked.added, checked.understood.bad_rows) == ([2], 1)
    assert (Cover.objects.count(), TakenList.objects.count()) == (0, 0)
    assert not Event.objects.filter(verb__in=(Verb.INSURED, Verb.IMPORTED)).exists()
    assert take(policy, "林素珠,,,,,", "沒有這個人,,,,,").added == [2]


def test_a_long_list_asks_few_questions(unit, policy, django_assert_max_num_queries) -> None:
    names = [f"志工{number}" for number in range(60)]
    for name in names:
        member(unit, name)
    with django_assert_max_num_queries(40):
        assert len(take(policy, *(f"{name},,,,," for name in names)).added) == 60


def test_a_whole_list_is_taken_back_but_not_where_a_claim_stands_on_it(unit, policy) -> None:
    there = member(unit, "林素珠")
    insurance.insure(policy=policy, volunteers=[there], by=SYSTEM, now=NOW, ends_on=D(2026, 1, 31))
    hurt = member(unit, "王大明")
    take(policy, "林素珠,,,,,", "王大明,,,,,")
    values = {"happened_on": D(2026, 3, 7), "known_on": D(2026, 3, 8), "place": "活動中心", "doing": "service"}
    incident = incidents.report(unit=unit, volunteer=hurt, values=values, told="下樓時扭傷左腳", by=SYSTEM, now=NOW)
    claim = incidents.claim(incident=incident, policy=policy, insurer="", by=SYSTEM, now=NOW)
    taken = TakenList.objects.get()
    with pytest.raises(ValidationError, match="王大明的保險已經有理賠"):
        undoing.undo(taken=taken, reason="傳錯檔案了啦", by=SYSTEM, now=NOW)
    taken.refresh_from_db()
    assert taken.undone_at is None
    assert policy.covers.count() == 3
    claim.delete()
    assert undoing.undo(taken=taken, reason="傳錯檔案了啦", by=SYSTEM, now=NOW) == 2
    assert covers(policy) == [("林素珠", FIRST, D(2026, 1, 31))]
    with pytest.raises(ValidationError, match="已經收回"):
        undoing.undo(taken=taken, reason="傳錯檔案了啦", by=SYSTEM, now=NOW)


def test_a_list_is_sent_explained_and_taken_back_on_its_pages(desk, unit, policy) -> None:
    member(unit, "林素珠")
    where = f"/register/policies/{policy.pk}/list/"
    assert where in desk.get(f"/register/policies/{policy.pk}/").content.decode()
    strange = SimpleUploadedFile("名冊.csv", "夥伴,什麼時候開始,備註\n林素珠,115/2/1,x\n沒這人,115/2/1,x\n".encode())
    asked = desk.post(where, {"file": strange})
    assert SentList.objects.get().policy == policy
    page = desk.get(asked.url).content.decode()
    assert "每一欄是什麼" in page
    told = desk.post(asked.url, {"sheet": "", "row": "1", "column-0": "name", "column-1": "starts_on", "column-2": ""})
    page = desk.get(told.url).content.decode()
    assert "沒這人" in page
    assert covers(policy) == [("林素珠", D(2026, 2, 1), LAST)]
    for suffix in ("ods", "xlsx"):
        file = desk.get(f"{asked.url}{suffix}/")
        assert file.status_code == 200
        assert "attachment" in file["Content-Disposition"]
    again = SimpleUploadedFile("名冊.csv", "夥伴,什麼時候開始\n林素珠,115/1/1\n".encode())
    page = desk.post(where, {"file": again, "only_check": "on"}, follow=True).content.decode()
    assert "只加入一部分期間" in page
    assert policy.covers.count() == 1
    form = desk.get(where).content.decode()
    assert "什麼時候開始" in form
    assert "名冊.csv" in form
    meaning = unit.column_meanings.get(heading="夥伴")
    assert desk.post(f"/register/meanings/{meaning.pk}/forget/").url == f"/register/units/{unit.pk}/insurance/"
    answer = desk.post(f"/register/lists/{TakenList.objects.get().pk}/undo/", {"reason": "傳錯檔案了啦"})
    assert answer.url == where
    assert not policy.covers.exists()


def test_another_unit_has_neither_page_nor_list(desk, policy) -> None:
    other = Policy.objects.create(
        unit=make_unit(name="別的單位"), kind=Policy.Kind.OWN, insurer="甲", number="1", starts_on=FIRST, ends_on=LAST
    )
    assert desk.get(f"/register/policies/{other.pk}/list/").status_code == 404
    file = SimpleUploadedFile("名冊.csv", "姓名\n林素珠\n".encode())
    sent = desk.post(f"/register/policies/{policy.pk}/list/", {"file": file, "only_check": "on"})
    token = sent.url.rstrip("/").rsplit("/", 1)[1]
    assert desk.get(f"/register/policies/{other.pk}/list/{token}/").status_code == 404


DAYS = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(
    lambda two: (FIRST + dt.timedelta(days=min(two)), FIRST + dt.timedelta(days=max(two)))
)


def _each(days: list[tuple[dt.date, dt.date]]) -> list[dt.date]:
    return [first + dt.timedelta(days=one) for first, last in days for one in range((last - first).days + 1)]


@given(wanted=DAYS, there=st.lists(DAYS, max_size=5))
def test_what_is_left_of_days_is_every_day_that_is_not_there_once(wanted, there) -> None:
    left = _each(without(wanted, there))
    assert len(left) == len(set(left))
    assert set(left) == set(_each([wanted])) - set(_each(there))
