"""The finder: it finds what pages show to the same person, and nothing else."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.finding import sources
from tests.makers.accounts import give, make_user
from tests.makers.plans import make_plan
from tests.makers.volunteers import identity, make_enrolment, make_unit, make_volunteer
from tests.makers.workshops import make_workshop
from volunteers.models import Unit

pytestmark = pytest.mark.django_db

FIND = "/find/"


def found(user: User, text: str, **headers: str) -> str:
    client = Client()
    client.force_login(user)
    answer = client.post(FIND, {"q": text}, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def links(user: User, text: str) -> list[str]:
    """The addresses found, in their order."""
    page = found(user, text, **{"HX-Request": "true"})
    return [part.split('"', 1)[0] for part in page.split('class="v-finds__a" href="')[1:]]


@pytest.mark.parametrize(
    ("typed", "hit"),
    [
        ("臺東", True), ("台東", True), ("Taitung", True), ("臺東 里民", True), ("里民", True),
        ("　里民　活動　", True), ("地方實踐", True), ("花蓮 里民", False), ("里民 體育館", False),
    ],
)  # fmt: skip
def test_a_workshop_is_found_by_every_word_typed(typed: str, hit: bool) -> None:
    workshop = make_workshop(venue="里民活動中心")
    assert (f"/workshops/{workshop.pk}/" in links(make_user(), typed)) is hit


def test_nothing_of_another_county_is_found() -> None:
    workshop, plan = make_workshop(venue="里民活動中心"), make_plan(title="里民送餐分流")
    unit = make_unit(name="里民關懷協會")
    person = make_volunteer("里民花")
    make_enrolment(unit, person)
    hers = {
        f"/workshops/{workshop.pk}/", f"/plans/{plan.pk}/", f"/register/units/{unit.pk}/",
        f"/register/people/{person.key}/",
    }  # fmt: skip
    assert hers <= set(links(make_user(), "里民"))
    assert not hers & set(links(make_user(county="HUA"), "里民"))
    assert not hers & set(links(make_user(None), "里民"))
    association = set(links(make_user(Role.ASSOCIATION), "里民"))
    assert f"/plans/{plan.pk}/" in association
    assert f"/register/people/{person.key}/" not in association, "national staff do not read the register of people"


def test_a_coordinator_finds_the_people_of_her_unit_only() -> None:
    hers, other = make_unit(), make_unit()
    coordinator = make_user(None)
    give(coordinator, Role.UNIT_COORDINATOR, organisation=hers.organisation)
    mine, theirs = make_volunteer("林美玉"), make_volunteer("林美珠")
    make_enrolment(hers, mine)
    make_enrolment(other, theirs)
    assert links(coordinator, "林美") == [f"/register/people/{mine.key}/"]


def test_a_whole_number_finds_its_person_and_a_part_nobody() -> None:
    number = identity(4321)
    person = make_volunteer("陳水木", number=number)
    make_enrolment(make_unit(), person)
    officer = make_user()
    assert links(officer, number) == [f"/register/people/{person.key}/"]
    assert links(officer, number.lower()) == [f"/register/people/{person.key}/"]
    assert links(officer, number[:6]) == []
    page = found(officer, number, **{"HX-Request": "true"})
    assert number not in page, "what was found does not repeat the number"


def test_what_is_typed_stands_in_no_address() -> None:
    make_workshop(venue="里民活動中心")
    client = Client()
    client.force_login(make_user())
    page = client.get(FIND, {"q": "里民"}).content.decode()
    assert "v-finds__a" not in page, "an address finds nothing, so that nobody keeps one"
    assert 'method="post"' in page


def test_pages_of_the_menu_are_found_first() -> None:
    make_workshop(venue="工作坊廣場")
    assert links(make_user(), "工作坊")[0] == "/workshops/"
    assert "/members/" not in links(make_user(Role.LECTURER), "帳號")
    client = Client()
    client.force_login(make_user())
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert 'href="/workshops/"' in client.post(FIND, {"q": "workshops"}).content.decode().split('id="main"')[1]


def test_a_plan_is_found_by_its_number_first() -> None:
    make_plan(title="115-TTT-01 的續辦")
    numbered = make_plan(title="送餐分流", code="115-TTT-01")
    assert links(make_user(), "115-ttt-01")[0] == f"/plans/{numbered.pk}/"


def test_a_code_of_the_report_leads_to_its_page() -> None:
    workshop = make_workshop()
    assert links(make_user(), f"w{workshop.pk}") == [f"/workshops/{workshop.pk}/"]
    assert links(make_user(county="HUA"), f"W{workshop.pk}") == []


def test_of_many_some_are_shown_and_the_list_is_one_step_away() -> None:
    for number in range(sources.MOST):
        make_unit(name=f"里民關懷協會{number}")
    assert "看全部" not in found(make_user(), "里民關懷")
    make_unit(name="里民關懷協會之友")
    page = found(make_user(), "里民關懷")
    assert page.count('class="v-finds__a" href="/register/units/') == sources.MOST
    assert "/register/units/?q=%E9%87%8C%E6%B0%91%E9%97%9C%E6%87%B7" in page


@pytest.mark.parametrize(
    "typed", ["", " ", "<script>alert(1)", "%", "_", "\\", "'", "x" * 5000, "\0", "W9999999999", "W1-"]
)
def test_whatever_is_typed_gets_an_answer(typed: str) -> None:
    make_workshop()
    page = found(make_user(), typed)
    assert "<script>alert" not in page


def test_as_many_questions_for_three_as_for_one() -> None:
    officer = make_user()

    def asked() -> int:
        client = Client()
        client.force_login(officer)
        client.post(FIND, {"q": "里民"}, headers={"HX-Request": "true"})
        with CaptureQueriesContext(connection) as queries:
            client.post(FIND, {"q": "里民"}, headers={"HX-Request": "true"})
        return len(queries)

    def more() -> None:
        make_workshop(venue="里民活動中心")
        make_plan(title="里民送餐")
        unit = make_unit(name=f"里民協會{Unit.objects.count()}")
        make_enrolment(unit, make_volunteer("里民花"))

    more()
    once = asked()
    more()
    more()
    assert asked() == once


def test_only_the_signed_in_find_anything(client: Client) -> None:
    answer = client.post(FIND, {"q": "臺東"}, headers={"HX-Request": "true"})
    assert answer.status_code == 401
