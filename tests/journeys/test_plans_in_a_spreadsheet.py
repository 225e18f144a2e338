"""An officer downloads her plans, changes two cells elsewhere, takes over one of them, and leaves the other."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESKTOP, PHONE
from tests.makers.accounts import make_user
from tests.makers.plans import make_plan
from tests.makers.workshops import make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_one_cell_is_accepted_and_one_left(browser_of, tmp_path, axe, shot, size):
    import openpyxl

    plan = make_plan(make_workshop(Workshop.State.HELD), title="縱谷到站", partners="公所")
    make_plan(plan.workshop, title="另一件", pillar="recognition", call_item="R1")
    page = browser_of(make_user(), viewport=size)
    page.goto("/plans/?pillar=support")
    page.get_by_role("link", name="用試算表修改").click()
    axe(page)
    with page.expect_download() as found:
        page.get_by_role("link", name="XLSX").click()
    file = tmp_path / "plans.xlsx"
    found.value.save_as(file)
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[1]}
    assert sheet.max_row == 2, "only what the list showed"
    sheet.cell(2, at["負責人"], "林小美")
    sheet.cell(2, at["協力單位"], "公所、社區巴士隊")
    book.save(file)

    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="看差異").click()
    expect(page.locator("form tbody tr")).to_have_count(2)
    axe(page)
    shot(page, "plan-differences")
    page.get_by_role("checkbox", name="採用「縱谷到站」的協力單位").uncheck()
    page.get_by_role("button", name="套用勾選的格子").click()
    expect(page.get_by_text("已更新 1 件方案。")).to_be_visible()
    expect(page.get_by_text("1 件有沒採用的格子，維持原樣。")).to_be_visible()
    axe(page)
    plan.refresh_from_db()
    assert (plan.person_in_charge, plan.partners) == ("林小美", "公所")

    page.get_by_role("link", name="再傳一份").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="看差異").click()
    expect(page.locator("form tbody tr")).to_have_count(1)
    expect(page.locator("form tbody tr")).to_contain_text("協力單位")
