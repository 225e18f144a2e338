"""An officer puts her days into her own calendar: the address is shown once, copied, read, and taken back."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests.makers.accounts import make_user
from tests.makers.workshops import make_workshop

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_officer_subscribes_and_revokes(counties, browser_of, axe, shot):
    page = browser_of(make_user(county="TTT", name="林小美"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    make_workshop("confirmed")
    page.goto("/calendar/")
    page.get_by_label("加上法定期程").check()
    page.get_by_role("button", name="建立網址").click()
    address = page.get_by_label("網址", exact=True).input_value()
    assert re.search(r"/calendar/[\w-]{32}\.ics$", address)
    page.get_by_role("button", name="複製網址").click()
    expect(page.get_by_role("button", name="已複製")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address
    axe(page)
    shot(page, "calendar-address")
    where = urlsplit(address).path
    assert b"BEGIN:VEVENT" in Client().get(where).content

    page.reload()  # what was sent is not sent again: the address is gone from the page
    page.goto("/calendar/")
    expect(page.get_by_text(".ics")).to_have_count(0)
    page.get_by_role("link", name="法定期程").click()
    expect(page.get_by_role("cell", name="國際志工日")).to_be_visible()
    axe(page)
    page.goto("/calendar/")
    page.get_by_role("button", name="停用").click()
    page.locator("dialog[open]").get_by_role("button", name="停用").click()
    expect(page.get_by_text("原來的網址從現在起打不開")).to_be_visible()
    assert Client().get(where).status_code == 404
