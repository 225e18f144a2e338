"""Pages of record books: a unit applies on the person's page, its authority issues from the list."""

import pytest
from django.test import Client

from foundation.accounts.models import Membership
from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.volunteers import make_enrolment, make_training, make_unit
from volunteers.models import BookNote, RecordBook

pytestmark = pytest.mark.django_db


def test_a_unit_applies_and_its_authority_issues() -> None:
    unit = make_unit()
    user = make_user(Role.UNIT_COORDINATOR, "TTT")
    Membership.objects.filter(user=user).update(organisation=unit.organisation)
    desk, office, elsewhere = Client(), Client(), Client()
    desk.force_login(user)
    office.force_login(make_user(Role.AUTHORITY_OFFICER, "TTT", sector="社福類"))
    elsewhere.force_login(make_user(Role.AUTHORITY_OFFICER, "TTT", sector="衛生類"))
    person = make_enrolment(unit).volunteer
    address = f"/register/people/{person.key}/"
    assert "還不能申請紀錄冊" in desk.get(address).content.decode()
    make_training(person, "BASIC")
    make_training(person, "SP_SOCIAL")
    assert "申請紀錄冊" in desk.get(address).content.decode()
    desk.post(f"{address}book/")
    book = RecordBook.objects.get()
    assert elsewhere.post(f"/register/books/{book.pk}/issue/", {"number": "A-1"}).status_code == 404
    assert desk.post(f"/register/books/{book.pk}/issue/", {"number": "A-1"}).status_code == 404
    office.post(f"/register/books/{book.pk}/return/", {"reason": "相片不清楚"})
    assert "補正後再送" in desk.get(address).content.decode()
    desk.post(f"/register/books/{book.pk}/again/")
    refused = office.post(f"/register/books/{book.pk}/issue/", {"number": "", "on": "115/6/1"})
    assert refused.status_code == 422
    assert 'value="115/6/1"' in refused.content.decode(), "what was typed stays"
    assert office.post(f"/register/books/{book.pk}/issue/", {"number": "A-000123"}).status_code == 302
    assert "A-000123" in office.get("/register/books/?state=issued").content.decode()
    note = {"kind": "lent", "first": "115/3/1", "last": "115/3/31", "reason": "借給鄰居代簽"}
    refused = desk.post(f"/register/books/{book.pk}/note/", note | {"last": "115/2/1"})
    assert not BookNote.objects.exists()
    assert refused.status_code == 422
    assert 'value="借給鄰居代簽"' in refused.content.decode(), "what was typed stays"
    desk.post(f"/register/books/{book.pk}/note/", note)
    assert "轉借" in desk.get(address).content.decode()
    refused = desk.post(f"{address}book/", {"lost": "不見"})
    assert refused.status_code == 422
    assert 'value="不見"' in refused.content.decode()
    desk.post(f"{address}book/", {"lost": "搬家時不見了"})
    assert list(RecordBook.objects.order_by("pk").values_list("state", flat=True)) == ["issued", "applied"]
    assert "搬家時不見了" in office.get("/register/books/").content.decode()


@pytest.mark.parametrize("books", [1, 3])
def test_the_list_asks_as_many_questions_for_three_as_for_one(client, books, django_assert_max_num_queries) -> None:
    unit = make_unit()
    for _one in range(books):
        person = make_enrolment(unit).volunteer
        RecordBook.objects.create(volunteer=person, unit=unit, authority=unit.authority, applied_on="2026-03-01")
    client.force_login(make_user(Role.COUNTY_OFFICER, "TTT"))
    with django_assert_max_num_queries(9):
        assert client.get("/register/books/").status_code == 200
