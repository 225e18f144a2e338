"""Agreements of service: terms by version, offering, signing on the screen and on paper, renewals, ending early."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import give, make_user
from tests.makers.files import make_photo
from tests.makers.volunteers import NOW, make_enrolment, make_trained, make_unit
from volunteers.models import Agreement, AgreementTerms, Unit, Volunteer
from volunteers.rules.agreement_terms import TERMS
from volunteers.unit_life import agreements

pytestmark = pytest.mark.django_db
D = dt.date
TODAY = D(2026, 6, 10)
PARTS = {term.key: f"{term.label}：如附件。" for term in TERMS if term.needed}
DAYS = {"starts_on": TODAY, "ends_on": D(2027, 6, 9)}


@pytest.fixture(autouse=True)
def summer():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def person(unit: Unit) -> Volunteer:
    found = make_trained(unit, name="林素珠")
    found.user = make_user(Role.VOLUNTEER, "TTT")
    found.save()
    return found


@pytest.fixture
def coordinator(unit: Unit) -> User:
    user = make_user(None)
    give(user, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    return user


def offered(unit: Unit, person: Volunteer, **days: D) -> Agreement:
    if agreements.latest(unit) is None:
        agreements.write(unit=unit, parts=PARTS, by=SYSTEM, now=NOW)
    agreements.offer(unit=unit, people=[person.pk], by=SYSTEM, now=NOW, **(DAYS | days))
    return Agreement.objects.select_related("volunteer", "terms__unit").latest("pk")


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def way(name: str, *keys: object) -> str:
    return reverse(f"volunteers:{name}", args=keys)


@pytest.mark.parametrize("missing", [term.key for term in TERMS if term.needed])
def test_what_the_handbook_names_is_written(unit, missing) -> None:
    with pytest.raises(ValidationError) as refused:
        agreements.write(unit=unit, parts=PARTS | {missing: " "}, by=SYSTEM, now=NOW)
    assert list(refused.value.message_dict) == [missing]
    assert not AgreementTerms.objects.exists()


def test_terms_are_never_changed_but_get_a_new_version(unit, person) -> None:
    first = offered(unit, person).terms
    with pytest.raises(ValidationError, match="沒有改變"):
        agreements.write(unit=unit, parts=PARTS, by=SYSTEM, now=NOW)
    second = agreements.write(unit=unit, parts=PARTS | {"allowance": "誤餐 80 元"}, by=SYSTEM, now=NOW)
    assert (first.version, second.version) == (1, 2)
    assert agreements.latest(unit) == second
    assert Agreement.objects.get().terms == first, "who was offered the first keeps it"
    with pytest.raises(ValidationError, match="最多"):
        agreements.write(unit=unit, parts=PARTS | {"rules": "長" * 2001}, by=SYSTEM, now=NOW)


def test_an_offer_is_made_once_and_to_the_unit_s_people(unit, person) -> None:
    with pytest.raises(ValidationError, match="還沒有協議的條款"):
        agreements.offer(unit=unit, people=[person.pk], by=SYSTEM, now=NOW, **DAYS)
    offered(unit, person)
    given = {"unit": unit, "by": SYSTEM, "now": NOW}
    assert agreements.offer(people=[person.pk], **DAYS, **given) == 0
    stranger = make_enrolment(make_unit("HUA")).volunteer
    for people, days, words in (
        ([stranger.pk], DAYS, "不在單位"), ([], DAYS, "還沒有選"),
        ([person.pk], DAYS | {"ends_on": D(2026, 6, 9)}, "迄日"),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=words):
            agreements.offer(people=people, **days, **given)
    assert Agreement.objects.count() == 1


def test_she_signs_with_her_own_account_and_name(unit, person, coordinator) -> None:
    one = offered(unit, person)
    with pytest.raises(ValidationError, match="只有本人"):
        agreements.sign(agreement=one, name="林素珠", by=coordinator, now=NOW)
    for name in ("林素真", " "):
        with pytest.raises(ValidationError, match="一樣的姓名"):
            agreements.sign(agreement=one, name=name, by=person.user, now=NOW)
    agreements.sign(agreement=one, name="林 素珠", by=person.user, now=NOW)
    assert (one.signed_on, one.how, one.signed_name) == (TODAY, "screen", "林素珠")
    with pytest.raises(ValidationError, match="已經簽了"):
        agreements.sign(agreement=one, name="林素珠", by=person.user, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.update(signed_name="")


def test_paper_is_signed_with_its_scan_and_not_ahead(unit, person) -> None:
    one = offered(unit, person)
    given = {"agreement": one, "data": make_photo(), "file_name": "協議.jpg", "by": SYSTEM, "now": NOW}
    with pytest.raises(ValidationError, match="不能晚於今天"):
        agreements.sign_on_paper(on=D(2026, 6, 11), **given)
    agreements.sign_on_paper(on=TODAY, **given)
    assert agreements.scans(one).count() == 1
    with pytest.raises(ValidationError, match="已經簽了"):
        agreements.sign_on_paper(on=TODAY, **given)


@pytest.mark.parametrize(("last", "lacks"), [(D(2026, 6, 9), True), (D(2026, 6, 10), False)])
def test_who_has_none_that_stands_is_listed_anew(unit, person, last, lacks) -> None:
    one = offered(unit, person, starts_on=D(2025, 6, 10), ends_on=last)
    assert not agreements.without(unit, TODAY).exists(), "one waits to be signed"
    agreements.sign(agreement=one, name="林素珠", by=person.user, now=NOW)
    assert agreements.without(unit, TODAY).exists() is lacks


def test_it_ends_early_with_a_reason_and_she_stays_in_the_unit(unit, person) -> None:
    one = offered(unit, person)
    given = {"agreement": one, "by": SYSTEM, "now": NOW}
    with pytest.raises(ValidationError, match="沒有在進行"):
        agreements.end(on=TODAY, reason="她搬到外縣市了", **given)
    agreements.sign(agreement=one, name="林素珠", by=person.user, now=NOW)
    for on, reason, field in (
        (TODAY - dt.timedelta(days=1), "她搬到外縣市了", "on"), (D(2027, 6, 10), "她搬到外縣市了", "on"),
        (TODAY, "搬家", "reason"),
    ):  # fmt: skip
        with pytest.raises(ValidationError) as refused:
            agreements.end(on=on, reason=reason, **given)
        assert field in refused.value.message_dict
    agreements.end(on=TODAY, reason="她搬到外縣市了", **given)
    assert one.last_day == TODAY
    assert not Agreement.objects.standing(TODAY + dt.timedelta(days=1)).exists()
    assert person.enrolments.get().left_on is None


# Pages ---------------------------------------------------------------------------------------------------------------


def test_it_is_written_offered_and_signed_on_the_screen(unit, person, coordinator) -> None:
    desk, hers = as_(coordinator), as_(person.user)
    short = desk.post(way("agreement_terms", unit.pk), PARTS | {"exit": ""})
    assert short.status_code == 422
    assert "服務內容：如附件。" in short.content.decode(), "what was typed stays"
    assert desk.post(way("agreement_terms", unit.pk), PARTS).status_code == 302
    sent = {"starts_on": "115/6/10", "ends_on": "116/6/9", "who": [person.pk]}
    assert desk.post(way("agreements", unit.pk), sent | {"who": ["x"]}).status_code == 422
    assert desk.post(way("agreements", unit.pk), sent).status_code == 302
    one = Agreement.objects.get()
    assert "等待簽署" in hers.get(way("own_agreements")).content.decode()
    assert "同意簽署" in hers.get(way("agreement", one.pk)).content.decode()
    assert "同意簽署" not in desk.get(way("agreement", one.pk)).content.decode()
    assert desk.post(way("agreement_sign", one.pk), {"name": "林素珠"}).status_code == 404
    assert hers.post(way("agreement_sign", one.pk), {"name": "別人"}).status_code == 422
    assert hers.post(way("agreement_sign", one.pk), {"name": "林素珠"}).status_code == 302
    assert "線上簽署" in desk.get(way("agreement", one.pk)).content.decode()
    assert hers.post(way("agreement_end", one.pk), {"on": "115/6/10", "reason": "她搬到外縣市了"}).status_code == 404
    assert desk.post(way("agreement_end", one.pk), {"on": "115/6/10", "reason": "x"}).status_code == 422
    assert desk.post(way("agreement_end", one.pk), {"on": "115/6/10", "reason": "她搬到外縣市了"}).status_code == 302
    for client in (desk, hers):
        for kind, beginning in (("pdf", b"%PDF"), ("odt", b"PK")):
            paper = client.get(way("agreement_paper", one.pk, kind))
            assert b"".join(paper.streaming_content).startswith(beginning)  # type: ignore[attr-defined]
    assert desk.get(way("agreement_paper", one.pk, "docx")).status_code == 404


def test_paper_comes_with_its_scan_which_only_they_see(unit, person, coordinator) -> None:
    one = offered(unit, person)
    desk = as_(coordinator)
    address = way("agreement_on_paper", one.pk)
    assert desk.post(address, {"on": "115/6/10"}).status_code == 422
    bad = desk.post(address, {"on": "115/6/10", "file": ContentFile(b"MZ\x90", name="x.exe")})
    assert bad.status_code == 422
    assert Agreement.objects.get().signed_on is None
    sent = {"on": "115/6/10", "file": ContentFile(make_photo(), name="協議.jpg")}
    assert desk.post(address, sent).status_code == 302
    scan = agreements.scans(one).get()
    for user, status in ((coordinator, 200), (person.user, 200), (make_user(Role.AUTHORITY_OFFICER, "TTT"), 404)):
        answer = as_(user).get(f"/files/{scan.pk}/")
        assert answer.status_code == status
        if answer.streaming:
            b"".join(answer.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_many_questions_for_three_as_for_one(
    unit, coordinator, count, django_assert_max_num_queries
) -> None:
    for _one in range(count):
        offered(unit, make_enrolment(unit).volunteer)
        make_enrolment(unit)
    desk = as_(coordinator)
    with django_assert_max_num_queries(14):
        assert desk.get(way("agreements", unit.pk)).status_code == 200
