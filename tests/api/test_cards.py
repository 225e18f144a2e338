"""Certificates and honour cards through the API: taken back, issued anew, made, checked and ended."""

import pytest

from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.api import program
from tests.makers.certifying import make_given, make_honor_card
from tests.makers.volunteers import make_trained, make_unit
from volunteers.models import HonorCard

pytestmark = pytest.mark.django_db
API = "/api/v1"


def sent(client, where: str, body: object = None, *, status: int = 200) -> dict:
    answer = client.post(f"{API}/{where}/", body if body is not None else {}, format="json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def pointers(problem: dict) -> set[str]:
    return {one["pointer"] for one in problem["errors"]}


def test_a_card_is_made_checked_issued_replaced_and_ended() -> None:
    officer = make_user(Role.COUNTY_OFFICER, "TTT")
    client = program(officer)
    given = make_given(make_trained(make_unit("TTT")))
    [waits] = client.get(f"{API}/honor-cards/waiting/").json()["results"]
    assert waits["given"] == given.pk
    assert pointers(sent(client, "honor-cards", {"given": given.pk + 1}, status=422)) == {"/given"}
    made = sent(client, "honor-cards", {"given": given.pk}, status=201)
    assert client.get(f"{API}/honor-cards/waiting/").json()["results"] == []
    where = f"honor-cards/{made['id']}/moves"
    sent(client, where, {"move": "issue"}, status=422)
    assert pointers(sent(client, where, {"move": "check"}, status=422)) == {"/name_en", "/address"}
    wrong = {"move": "check", "name_en": "林素珠", "address": "自領"}
    assert pointers(sent(client, where, wrong, status=422)) == {"/name_en"}
    assert sent(client, where, wrong | {"name_en": "LIN, SU-CHU"})["checked_at"]
    assert sent(client, where, {"move": "issue"})["issued_on"]
    lost = {"move": "replace", "why": "lost", "reason": "整個皮包不見了"}
    again = sent(client, where, lost)
    assert (again["replaces"], HonorCard.objects.count()) == (made["id"], 2)
    ended = sent(client, f"honor-cards/{again['id']}/moves", lost | {"move": "end"})
    assert ended["ended_for"] == "lost"
    other = program(make_user(Role.COUNTY_OFFICER, "HUA"))
    sent(other, where, {"move": "issue"}, status=404)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_questions_does_not_grow_with_the_rows(rows: int, django_assert_max_num_queries) -> None:
    for _number in range(rows):
        make_honor_card()
    client = program(make_user(Role.COUNTY_OFFICER, "TTT"))
    with django_assert_max_num_queries(8):
        assert len(client.get(f"{API}/honor-cards/").json()["results"]) == rows
