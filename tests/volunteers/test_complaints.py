"""Complaints: who answers, who may know who filed, the unit's own due date, and words that no table tells."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from foundation import sealed
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import give, make_user
from tests.makers.volunteers import NOW, make_trained, make_unit
from volunteers.models import Complaint, Unit
from volunteers.unit_life import complaints, customs

pytestmark = pytest.mark.django_db
D = dt.date
WORDS = "班表每週都臨時改，沒有人先問"
FILER = "林素珠 0912345678"


@pytest.fixture(autouse=True)
def summer():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def coordinator(unit: Unit) -> User:
    user = make_user(None)
    give(user, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    return user


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, "TTT")


def file(unit: Unit, **values: object) -> Complaint:
    given = {"kind": "duty", "words": WORDS, "goes_to": "unit", "named": (), "filer": FILER, "account": None} | values
    return complaints.file(unit=unit, now=NOW, **given)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def way(name: str, *keys: object) -> str:
    return reverse(f"volunteers:{name}", args=keys)


def test_words_and_name_stand_in_no_table(unit, coordinator) -> None:
    made = file(unit, account=coordinator)
    complaints.answer(complaint=made, words="班表改為兩週前公布", by=coordinator, now=NOW)
    assert (made.words, made.answer) == (WORDS, "班表改為兩週前公布")
    with connection.cursor() as cursor:
        for table in ("volunteers_complaint", "audit_event"):
            cursor.execute(f"SELECT * FROM {table}")
            stored = str(cursor.fetchall())
            for word in ("臨時改", "林素珠", "0912345678", "兩週前"):
                assert word not in stored, (table, word)


@pytest.mark.parametrize(("goes_to", "at_unit", "at_county"), [("unit", 1, 0), ("county", 0, 1)])
def test_whoever_files_chooses_who_reads(unit, coordinator, officer, goes_to, at_unit, at_county) -> None:
    file(unit, goes_to=goes_to)
    assert Complaint.objects.visible_to(coordinator).count() == at_unit
    assert Complaint.objects.visible_to(officer).count() == at_county
    for role in (Role.AUTHORITY_OFFICER, Role.VOLUNTEER, Role.ASSOCIATION):
        assert not Complaint.objects.visible_to(make_user(role, None if role == Role.ASSOCIATION else "TTT")).exists()
    assert not Complaint.objects.visible_to(make_user(Role.COUNTY_OFFICER, "HUA")).exists()


def test_who_is_named_does_not_see_it(unit, coordinator, officer) -> None:
    other = make_user(None)
    give(other, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    made = file(unit, named=(coordinator,))
    assert made.goes_to == "unit", "somebody else at the unit is left"
    assert not Complaint.objects.visible_to(coordinator).exists()
    assert Complaint.objects.visible_to(other).exists()
    alone = file(unit, named=(coordinator, other))
    assert alone.goes_to == "county", "nobody at the unit is left who is not named"
    assert set(Complaint.objects.visible_to(officer)) == {alone}
    hers = file(unit, named=(officer,), goes_to="county")
    assert hers not in Complaint.objects.visible_to(officer)
    with pytest.raises(ValidationError, match="承辦人"):
        file(unit, named=(make_user(Role.VOLUNTEER, "TTT"),))


@pytest.mark.parametrize(("days", "due"), [(None, D(2026, 7, 10)), (1, D(2026, 6, 11)), (31, D(2026, 7, 11))])
def test_it_is_due_when_the_unit_has_settled_so_or_after_the_house_s_term(unit, days, due) -> None:
    customs.settle(unit=unit, values={"complaint_days": days}, by=SYSTEM, now=NOW)
    assert file(unit).due_on == due


@pytest.mark.parametrize(
    ("values", "field"),
    [({"words": "很氣"}, "words"), ({"words": "長" * 3001}, "words"), ({"filer": "長" * 201}, "filer")],
)
def test_what_is_missing_is_said(unit, values, field) -> None:
    with pytest.raises(ValidationError) as refused:
        file(unit, **values)
    assert field in refused.value.message_dict


def test_a_box_is_full_for_a_day_and_not_longer(unit, monkeypatch) -> None:
    monkeypatch.setattr(complaints, "MOST_A_DAY", 2)
    file(unit)
    file(unit)
    with pytest.raises(ValidationError, match="明天再送"):
        file(unit)
    Complaint.objects.update(filed_at=NOW - dt.timedelta(days=1))
    file(unit)


def test_the_filer_s_name_takes_a_reason_that_she_sees(unit, coordinator) -> None:
    made = file(unit)
    with pytest.raises(ValidationError):
        complaints.reveal_filer(complaint=made, reason="看看", by=coordinator, now=NOW)
    assert not complaints.looks(made).exists()
    assert complaints.reveal_filer(complaint=made, reason="要當面說明結果", by=coordinator, now=NOW) == FILER
    assert [line.reason for line in complaints.looks(made)] == ["要當面說明結果"]
    with pytest.raises(ValidationError, match="沒有留名字"):
        complaints.reveal_filer(complaint=file(unit, filer=" "), reason="要當面說明結果", by=coordinator, now=NOW)


def test_it_moves_once_and_ends(unit, coordinator) -> None:
    made = file(unit)
    complaints.begin(complaint=made, by=coordinator, now=NOW)
    with pytest.raises(ValidationError, match="狀態已經不同"):
        complaints.begin(complaint=made, by=coordinator, now=NOW)
    complaints.hand_on(complaint=made, by=coordinator, now=NOW)
    assert not Complaint.objects.visible_to(coordinator).exists()
    with pytest.raises(ValidationError, match="已經在縣市"):
        complaints.hand_on(complaint=made, by=complaints.FILER, now=NOW)
    with pytest.raises(ValidationError, match="處理的結果"):
        complaints.answer(complaint=made, words="好", by=coordinator, now=NOW)
    complaints.answer(complaint=made, words="班表改為兩週前公布", by=coordinator, now=NOW)
    assert made.answered_on == D(2026, 6, 10)
    for word in (
        lambda: complaints.answer(complaint=made, words="再答覆一次看看", by=coordinator, now=NOW),
        lambda: complaints.withdraw(complaint=made, now=NOW),
    ):
        with pytest.raises(ValidationError, match="狀態已經不同"):
            word()
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=made.pk).update(answer_sealed="")


def test_what_was_filed_with_an_account_is_found_by_it_alone(unit, coordinator, officer) -> None:
    made = file(unit, account=coordinator)
    file(unit)
    assert list(complaints.filed_with(coordinator)) == [made]
    assert not complaints.filed_with(officer).exists()


# Pages ---------------------------------------------------------------------------------------------------------------


def test_anybody_with_the_address_complains_and_follows_it(unit, coordinator) -> None:
    desk, nobody = as_(coordinator), Client()
    assert desk.post(way("complaint_box", unit.pk), {"do": "open"}).status_code == 302
    unit.refresh_from_db()
    old = way("complaint_file", unit.complaint_box.token)
    assert nobody.get(old).status_code == 200
    sent = {"kind": "duty", "words": WORDS, "goes_to": "unit", "filer": FILER}
    short = nobody.post(old, sent | {"words": "氣"})
    assert short.status_code == 422
    assert FILER in short.content.decode(), "what was typed stays"
    hers = nobody.post(old, sent)["Location"]
    told = nobody.get(hers).content.decode()
    assert WORDS in told
    assert "答覆的期限是" in told
    one = Complaint.objects.get()
    assert "林素珠" not in desk.get(way("complaint", one.pk)).content.decode()
    assert desk.post(way("complaint_filer", one.pk), {"reason": "看"}).status_code == 422
    assert FILER in desk.post(way("complaint_filer", one.pk), {"reason": "要當面說明結果"}).content.decode()
    assert "要當面說明結果" in nobody.get(hers).content.decode()
    assert desk.post(way("complaint_move", one.pk), {"do": "begin"}).status_code == 302
    assert desk.post(way("complaint_move", one.pk), {"do": "begin"}).status_code == 422
    assert desk.post(way("complaint_move", one.pk), {"do": "nonsense"}).status_code == 404
    assert nobody.post(hers, {"do": "hand-on"}).status_code == 302
    assert nobody.post(hers, {"do": "hand-on"}).status_code == 422
    assert nobody.post(hers, {"do": "nonsense"}).status_code == 404
    assert desk.get(way("complaint", one.pk)).status_code == 404
    officer = as_(make_user(Role.COUNTY_OFFICER, "TTT"))
    assert officer.post(way("complaint_answer", one.pk), {"words": "好"}).status_code == 422
    assert officer.post(way("complaint_answer", one.pk), {"words": "班表改為兩週前公布"}).status_code == 302
    assert "班表改為兩週前公布" in nobody.get(hers).content.decode()
    desk.post(way("complaint_box", unit.pk), {"do": "open"})
    assert nobody.get(old).status_code == 404, "a new address closes the old one"
    desk.post(way("complaint_box", unit.pk), {"do": "close"})
    assert not Unit.objects.filter(complaint_box__isnull=False).exists()
    assert nobody.get(hers).status_code == 200, "what was filed is followed all the same"


def test_a_volunteer_finds_the_box_of_her_unit_and_what_she_filed(unit, coordinator) -> None:
    person = make_trained(unit)
    person.user = make_user(Role.VOLUNTEER, "TTT")
    person.save()
    hers = as_(person.user)
    assert "還沒有開放" in hers.get(way("own_complaints")).content.decode()
    box = complaints.open_box(unit=unit, by=coordinator, now=NOW)
    assert box.token in hers.get(way("own_complaints")).content.decode()
    hers.post(way("complaint_file", box.token), {"kind": "duty", "words": WORDS, "goes_to": "county"})
    assert str(Complaint.objects.get().key) in hers.get(way("own_complaints")).content.decode()


def test_without_the_key_it_says_so(unit, coordinator, settings) -> None:
    made = file(unit)
    box = complaints.open_box(unit=unit, by=coordinator, now=NOW)
    desk = as_(coordinator)
    for keys in ([f"other:{sealed.make_key()}"], []):
        settings.SEALING_KEYS = keys
        assert "打不開" in desk.get(way("complaint", made.pk)).content.decode()
        assert "打不開" in Client().get(way("complaint_follow", made.key)).content.decode()
    sent = {"kind": "duty", "words": WORDS, "goes_to": "unit"}
    refused = Client().post(way("complaint_file", box.token), sent)
    assert refused.status_code == 422
    assert "收不了申訴" in refused.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_many_questions_for_three_as_for_one(
    unit, coordinator, count, django_assert_max_num_queries
) -> None:
    for _one in range(count):
        file(unit)
    complaints.open_box(unit=unit, by=coordinator, now=NOW)
    desk = as_(coordinator)
    with django_assert_max_num_queries(12):
        assert desk.get(way("complaints")).status_code == 200
