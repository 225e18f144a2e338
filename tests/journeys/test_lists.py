"""A list of people comes in, and its answer can be read whole: on a phone and on a desk, in both languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESKTOP, PHONE
from tests.makers.accounts import make_user
from tests.makers.workshops import make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "財團法人臺灣志願服務國際交流與永續發展推動聯盟東部區域海岸線暨縱谷地區聯合志工服務運用單位第一辦事處"
LIST = "\n".join(
    "\t".join(row)
    for row in (
        ("參加者姓名（請填全名，與身分證件上的相同）", "身分", "服務單位", "電子郵件", "飲食需求與過敏原的備註欄位"),
        ("王小明", "運用單位幹部", LONG, "ming@example.org", "素食"),
        ("歐陽惠美", "特別邀請的貴賓與觀察員代表團團員", LONG, "", ""),
        ('=HYPERLINK("http://example.org/an-address-that-is-rather-long")', "志推中心", LONG, "", ""),
        ("陳大文", "志推中心", LONG, "not-an-address-" + "but-quite-long-" * 6, ""),
        ("林小美", "志推中心", "館" * 120, "", ""),
    )
)
CUT = """() => [...document.querySelectorAll("main *")].filter((each) => {
  const box = each.getBoundingClientRect();
  if (!box.width || each.closest("thead, .visually-hidden")) return false;
  const wrap = each.closest(".v-card, .v-note, .s-imp") || document.documentElement;
  const beyond = box.right > wrap.getBoundingClientRect().right + 1;
  const hidden = each.clientWidth > 1 && each.scrollWidth > each.clientWidth + 1;
  return beyond || hidden && getComputedStyle(each).overflowX !== "visible";
}).map((each) => `${each.tagName}.${each.className}: ${(each.textContent || "").trim().slice(0, 40)}`)"""


@pytest.mark.parametrize("language", ["zh-hant", "en"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desk"])
def test_nothing_of_an_import_is_cut_off(browser_of, live_server, axe, shot, language, size):
    workshop = make_workshop(Workshop.State.CONFIRMED)
    page = browser_of(make_user(), viewport=size)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.goto(f"/workshops/{workshop.pk}/participants/list/")
    pasted = page.locator("[name=pasted]")
    assert pasted.bounding_box()["height"] >= 190, "a list has many lines, and its box shows several"
    assert page.evaluate(CUT) == []
    pasted.fill(LIST)
    page.locator("main form [type=submit]").click()
    expect(page.locator(".s-errs tbody tr")).to_have_count(4)
    assert page.evaluate(CUT) == []
    # What is in the list, what is wrong and how to mend it stand in the window without any scrolling aside.
    for cell in page.locator(".s-errs tbody td").all():
        box = cell.bounding_box()
        assert box["x"] + box["width"] <= size["width"]
    axe(page)
    shot(page, f"import-answer-{language}")
