"""From a line of the national report to the sentence typed at the table, and from the sentence back to the promise."""

import pytest
from playwright.sync_api import expect

from actionplans.consensus import adoption
from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.board import ideas_of, make_adopted, make_room

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_the_report_s_code_to_the_table_and_back(counties, browser_of, axe, shot):
    room = make_room(tables=2)
    officer = make_user(county="TTT")
    plan = make_adopted(ideas_of(room)[0], by=officer)
    adoption.describe(plan=plan, by=officer, lead_agency="鄉公所")
    page = browser_of(make_user(Role.ASSOCIATION))

    # The code in the file is an address.
    page.goto(f"/codes/{plan.code}/")
    expect(page.get_by_role("heading", name="來龍去脈")).to_be_visible()
    expect(page.get_by_text("行動1的困難").first).to_be_visible()
    expect(page.get_by_role("definition").filter(has_text="行動1協會", visible=True).first).to_be_visible()
    expect(page.get_by_text("鄉公所").filter(visible=True).first).to_be_visible()
    page.get_by_text("每一格寫了什麼、改過幾次").click()
    expect(page.get_by_text("第一件事").filter(visible=True).first).to_be_visible()
    axe(page)
    shot(page, "lineage")

    # To the table's own sheet, and back to what became of its sentence.
    page.get_by_role("link", name="看這一組的表單").click()
    expect(page.get_by_role("heading", name="後來怎麼了")).to_be_visible()
    axe(page)
    page.get_by_role("link", name=plan.code).click()
    expect(page.get_by_role("heading", name="來龍去脈")).to_be_visible()

    # The code of a core issue leads to the sentence itself.
    page.goto(f"/codes/W{room.pk}-1-1/")
    expect(page.locator("li:target")).to_contain_text("行動1的困難")
