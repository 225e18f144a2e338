"""What was published stays; what was wrong is said beside it; what lacks is asked for; what is the same gets a name."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from actionplans.consensus import adoption
from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.board import ideas_of, make_adopted, make_room
from tests.makers.editions import NOW, make_edition
from tests.makers.plans import make_inventory
from tests.makers.workshops import make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_an_edition_to_its_rows_its_errata_and_the_next_edition(counties, browser_of, axe, shot):
    room = make_room(tables=2)
    officer, staff = make_user(county="TTT", name="林怡君"), make_user(Role.ASSOCIATION)
    first, second = (make_adopted(idea, by=officer) for idea in ideas_of(room)[:2])
    old = make_edition(room.programme, by=staff, now=NOW)
    adoption.withdraw(plan=second, reason="和另一件重複", by=officer, now=NOW + dt.timedelta(hours=1))
    make_edition(room.programme, by=staff, now=NOW + dt.timedelta(hours=2))

    # The list, the comparison, and why the figure moved.
    page = browser_of(staff)
    page.goto(f"/reports/editions/of/{room.programme.slug}/")
    axe(page)
    page.get_by_role("button", name="比較").click()
    expect(page.get_by_text("和另一件重複").first).to_be_visible()
    axe(page)
    shot(page, "editions-compared")

    # A correction beside the edition.
    page.goto(f"/reports/editions/{old.pk}/")
    page.get_by_label("代號").fill(f"{old.code.lower()}-14")
    page.get_by_label("原來寫的").fill("2 件")
    page.get_by_label("更正為").fill("3 件")
    page.get_by_label("為什麼").fill("漏了一件")
    page.get_by_role("button", name="登錄勘誤").click()
    expect(page.get_by_role("cell", name="漏了一件")).to_be_visible()
    axe(page)
    shot(page, "edition")

    # An officer types the code as it is printed, and finds her rows: also the one that was withdrawn since.
    page = browser_of(officer)
    page.goto("/codes/")
    page.get_by_label("代號").fill(f"{old.code} - 14")
    page.get_by_role("button", name="查", exact=True).click()
    expect(page.get_by_role("cell", name=first.title)).to_be_visible()
    expect(page.get_by_role("cell", name=second.title)).to_be_visible()
    axe(page)


def test_a_hole_becomes_a_letter_and_the_same_problem_gets_a_name(counties, browser_of, axe, shot):
    staff = make_user(Role.ASSOCIATION)
    make_user(Role.COUNTY_OFFICER, "HUA", name="周怡君")
    held = make_workshop(Workshop.State.HELD, county="TTT", groups=1)
    make_inventory(held.groups.get(), "S3")
    other = make_workshop(Workshop.State.HELD, programme=held.programme, county="HUA", groups=1)
    make_inventory(other.groups.get(), "S3")

    page = browser_of(staff)
    page.goto("/reports/completeness/")
    axe(page)
    page.get_by_role("link", name="寫信給花蓮縣").first.click()
    page.get_by_label("內容").fill("怡君您好：請補上表單。")
    axe(page)
    page.get_by_role("button", name="寄出").click()
    expect(page.get_by_text("寫給周怡君")).to_be_visible()
    shot(page, "completeness")

    page.goto("/reports/themes/")
    axe(page)
    page.get_by_role("link", name="臺東縣").first.click()
    expect(page.get_by_text("2 項議題中的 1 項")).to_be_visible()
    page.goto("/reports/finder/")
    axe(page)
