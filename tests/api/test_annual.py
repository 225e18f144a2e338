"""Annual plans through the API, for reading, and what a plan says of them."""

import pytest
from django.urls import reverse

from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.annual import make_annual, make_item, make_uptake
from tests.makers.api import browser, program
from tests.makers.followup import make_followed
from tests.makers.workshops import make_workshop

pytestmark = pytest.mark.django_db


def test_an_annual_plan_has_its_items_and_the_action_plans_in_it():
    officer = make_user(county="TTT")
    annual = make_annual(items=0, by=officer)
    item = make_item(annual, budget=120_000, area="training")
    plan, other = (make_followed(workshop=make_workshop("closed")) for _one in range(2))
    make_uptake(plan, "planned", item)
    make_uptake(other, "declined")
    told = program(officer).get(reverse("v1:annual-plan-detail", args=[annual.pk])).json()
    assert (told["county"], told["year"], told["state"], told["approved_on"]) == ("TTT", 2026, "draft", None)
    assert told["items"] == [
        {"id": item.pk, "number": 1, "title": item.title, "area": "training", "strategy": "",
         "lead_unit": "社會處", "co_units": "", "aim": "",
         "from_month": 3, "to_month": 11, "budget": 120_000},
    ]  # fmt: skip
    (inside,) = told["plans"]
    assert (inside["plan"], inside["item"], inside["state"]) == (plan.pk, item.pk, "planned")
    assert browser(make_user(county="HUA")).get(reverse("v1:annual-plan-detail", args=[annual.pk])).status_code == 404


def test_lists_are_narrowed():
    make_annual()
    make_annual("issued", county="HUA", year=2027)
    client = browser(make_user(Role.ASSOCIATION, None))
    for asked, number in (({}, 2), ({"county": "HUA"}, 1), ({"year": 2026}, 1), ({"state": "issued"}, 1)):
        assert len(client.get(reverse("v1:annual-plan-list"), asked).json()["results"]) == number, asked
    assert client.get(reverse("v1:annual-plan-list"), {"status": "issued"}).status_code == 400


def test_a_plan_says_whether_it_is_in_one_and_not_why():
    annual = make_annual("issued")
    plan, other = (make_followed(workshop=make_workshop("closed")) for _one in range(2))
    made = make_uptake(plan, "taken", annual.items.get(), reason="縣長交代")
    client = browser(make_user(Role.VOLUNTEER, "TTT"))
    told = client.get(reverse("v1:plan-detail", args=[plan.pk]))
    assert told.json()["uptake"] == {
        "state": "taken", "annual": annual.pk, "item": made.item_id, "document": annual.title,
        "document_number": annual.document_number, "document_on": None, "decided_on": "2026-09-03",
        "decided_on_roc": "115年9月3日（四）",
    }  # fmt: skip
    assert "縣長交代" not in told.content.decode()
    assert client.get(reverse("v1:plan-detail", args=[other.pk])).json()["uptake"] is None
    (row,) = client.get(reverse("v1:plan-list"), {"uptake": "taken"}).json()["results"]
    assert row["id"] == plan.pk
