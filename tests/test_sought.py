"""Whoever is looked for by name or number stands in no address that somebody else could read."""

import logging
import re
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from foundation import sought
from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import make_user
from tests.makers.certifying import make_certificate, make_officer
from tests.makers.trainings import make_session
from tests.makers.volunteers import NOW, identity, make_enrolment, make_trained, make_unit, make_volunteer
from volunteers.models import Volunteer
from volunteers.persons import people

pytestmark = pytest.mark.django_db
NUMBER = "A123456789"
PASSPORT = "X1234567"

# Free words in an address, and whom nobody finds by them.
NOBODY_FOUND = {
    "actionplans/plans.html": "action plans, by title and by who is in charge on duty: nobody of the register",
    "reports/_choose_filter.html": "adopted plans, by title and number",
    "reports/code_lookup.html": "codes of a report's figures",
    "volunteers/places.html": "openings, by title and unit; the address is there to be handed on",
    "volunteers/units.html": "units, by name and number",
    "workshops/arrivals.html": "a workshop's own list at the door, by what stands on it: no numbers of people",
}


def fields_of_words(form: str) -> list[str]:
    """The inputs of a form into which anything can be typed."""
    found = re.findall(r"<input[^>]*>", form)
    return [one for one in found if re.search(r'type="(text|search|tel)"', one) or "type=" not in one]


def test_free_words_stand_in_an_address_only_where_nobody_is_found_by_them():
    folder = Path(settings.TEMPLATES[0]["DIRS"][0])
    with_words = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.html")
        for form in re.findall(r"<form\b.*?</form>", path.read_text(), re.S)
        if 'method="post"' not in form.partition(">")[0] and fields_of_words(form)
    }

    assert with_words - {"ui/gallery.html"} == set(NOBODY_FOUND)


class Searches:
    """The pages that look for people, each with whoever may."""

    def __init__(self) -> None:
        self.unit = make_unit()
        self.session = make_session(self.unit)
        self.person = make_trained(self.unit, name="林淑珠")
        self.officer = make_officer()
        self.addresses = (
            reverse("volunteers:people"),
            reverse("volunteers:certificates"),
            reverse("volunteers:session_people", args=[self.session.pk]),
            reverse("accounts:trail"),
        )


@pytest.mark.parametrize("typed", [NUMBER, "Ａ１２３４５６７８９", PASSPORT, "林淑珠"])
def test_what_was_typed_stands_in_no_address_and_no_log(client: Client, caplog, typed: str):
    made = Searches()
    client.force_login(made.officer)
    with caplog.at_level(logging.DEBUG):
        for address in made.addresses:
            answer = client.post(address, {"q": typed, "page": "2"})
            assert answer.status_code == 302, address
            leads = answer.headers["Location"]
            page = client.get(leads)

            assert page.status_code == 200
            assert typed not in unquote(leads)
            assert parse_qs(urlsplit(leads).query)["page"] == ["2"]
            # What links to other pages of the list holds what is looked for, sealed as well.
            assert not any(typed in unquote(link) for link in re.findall(r'href="([^"]*)"', page.content.decode()))
    assert typed not in caplog.text


HERS, ELSEWHERE = identity(8101), identity(8102)
WIDE = HERS.translate({ord(sign): ord(sign) + 0xFEE0 for sign in HERS})


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        (HERS, {"林淑珠"}), (WIDE, {"林淑珠"}), ("X1234567", {"阮氏梅"}), ("x 1234567", {"阮氏梅"}),
        (identity(8103), set()), (HERS[:9], set()), ("X123456", set()), ("林", {"林淑珠"}), (ELSEWHERE, set()),
    ],
)  # fmt: skip
def test_people_are_found_by_number_passport_and_name_in_ones_own_units_only(client: Client, typed, named):
    unit = make_unit()
    make_enrolment(unit, make_volunteer("林淑珠", number=HERS))
    abroad = people.register(
        values={"name": "阮氏梅"}, number="X1234567", kind=Volunteer.IdentityKind.PASSPORT, by=SYSTEM, now=NOW
    )
    make_enrolment(unit, abroad)
    make_enrolment(make_unit("HUA"), make_volunteer("王大明", number=ELSEWHERE))
    client.force_login(make_officer())
    page = client.post(reverse("volunteers:people"), {"q": typed}, follow=True)

    assert {one.name for one in page.context["page"]} == named


def test_an_identity_number_is_repeated_masked_and_looked_for_again(client: Client):
    unit = make_unit()
    client.force_login(make_officer())
    people = reverse("volunteers:people")
    page = client.post(people, {"q": NUMBER}, follow=True)
    body = page.content.decode()

    assert NUMBER not in body
    assert 'value="A12****789"' in body
    again = client.post(people, {"q": "A12****789", "was": page.context["sought"].token, "unit": unit.pk}, follow=True)
    assert again.context["sought"].text == NUMBER
    other = client.post(people, {"q": "林", "was": page.context["sought"].token}, follow=True)
    assert other.context["sought"].text == "林"


def test_an_address_opens_for_nobody_else_and_says_so(client: Client):
    one, other = make_officer(), make_officer()
    people = reverse("volunteers:people")
    client.force_login(one)
    address = client.post(people, {"q": "林淑珠"}).headers["Location"]
    client.force_login(other)

    for elsewhere in (address, f"{people}?q=林淑珠", f"{people}?q={'x' * 5000}"):
        page = client.get(elsewhere)
        assert page.context["sought"].text == ""
        assert "網址裡要找的字讀不出來" in page.content.decode()
        assert "林淑珠" not in page.content.decode()


def test_a_download_has_the_words_of_the_page_it_came_from(client: Client):
    one, other = make_certificate(make_unit()), make_certificate(make_unit())
    client.force_login(make_officer())
    page = client.post(reverse("volunteers:certificates"), {"q": one.number}, follow=True)
    link = re.search(r'href="([^"]*csv[^"]*)"', page.content.decode())
    assert link is not None
    file = b"".join(client.get(link[1].replace("&amp;", "&"))).decode("utf-8-sig")

    assert one.number not in link[1]
    assert one.number in file
    assert other.number not in file


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (NUMBER, 400), ("a123456789", 400), ("Ａ１２３ ４５６７８９", 400), ("AC01234567", 400), ("A923456789", 400),
        ("A323456789", 200), ("A12345678", 200), ("A1234567890", 200), ("林淑珠", 200),
    ],
)  # fmt: skip
def test_an_address_with_an_identity_number_is_refused(client: Client, value: str, status: int):
    client.force_login(make_officer())
    for address in (reverse("volunteers:units"), reverse("volunteers:people"), reverse("home")):
        answer = client.get(address, {"anything": value})
        assert answer.status_code == status, address
        assert status == 200 or value not in answer.content.decode()
        assert status == 200 or answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_api_refuses_it_too(client: Client):
    client.force_login(make_user(Role.ASSOCIATION))
    answer = client.get("/api/v1/units/", {"county": NUMBER})

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert NUMBER not in answer.content.decode()


def test_words_are_cut_and_sealed_for_one_person():
    one, other = make_user(), make_user()
    token = sought.seal("字" * 500, by=one)

    assert len(token) <= sought.LONGEST_SEALED
    assert sought.read(token, by=one) == "字" * sought.LONGEST
    assert sought.read(token, by=other) is None
