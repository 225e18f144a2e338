"""An officer leaves: she sees what is open, hands it over at once, and prints the paper to be signed."""

import pytest
from playwright.sync_api import expect

from actionplans.models import Plan
from tests.makers.accounts import make_user
from tests.makers.followup import make_followed
from tests.makers.workshops import make_workshop

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_officer_hands_her_business_over(counties, browser_of, axe, shot):
    leaving, coming = make_user(county="TTT", name="陳怡君"), make_user(county="TTT", name="林小美")
    plan = make_followed(workshop=make_workshop("held"), title="偏鄉志工共乘", supervisor=leaving)
    page = browser_of(leaving)
    page.goto("/plans/succession/")
    page.get_by_label("誰要離開").select_option(label="陳怡君・臺東縣縣市承辦人")
    page.get_by_role("button", name="先看要交接什麼").click()
    expect(page.get_by_text("還沒有移動任何一件")).to_be_visible()
    expect(page.get_by_role("cell", name="偏鄉志工共乘")).to_be_visible()
    axe(page)
    shot(page, "succession-before")

    # Without a successor nothing moves, and the page says what is missing.
    page.get_by_role("button", name="全部交接").click()
    expect(page.locator(".v-err").first).to_be_visible()
    assert Plan.objects.get(pk=plan.pk).supervisor == leaving

    page.get_by_label("接手的人").select_option(index=1)
    page.get_by_label("說明").fill("鑰匙在三樓櫃檯")
    page.get_by_role("button", name="全部交接").click()
    expect(page.get_by_role("heading", name="陳怡君交接給林小美")).to_be_visible()
    expect(page.get_by_text("鑰匙在三樓櫃檯")).to_be_visible()
    assert Plan.objects.get(pk=plan.pk).supervisor == coming
    with page.expect_download() as paper:
        page.get_by_role("link", name="交接單 PDF").click()
    assert paper.value.suggested_filename == "臺東縣志願服務業務交接單_陳怡君.pdf"
    axe(page)
    shot(page, "succession-after")
