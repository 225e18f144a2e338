"""A liaison meeting is held: two keep the notes at once, rulings are written down, the minutes go out and lock."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from actionplans.models import MeetingItem, Plan, Ruling
from tests.makers.accounts import make_user
from tests.makers.followup import make_followed
from tests.makers.meetings import make_meeting
from tests.makers.workshops import make_workshop

pytestmark = pytest.mark.django_db(transaction=True)
SAVED = '.v-save[data-state="saved"]:not([hidden])'


def test_two_keep_the_notes_and_nothing_typed_is_lost(counties, browser_of, axe, shot):
    plan = make_followed(workshop=make_workshop("held"), title="偏鄉志工共乘")
    officer, colleague = make_user(county="TTT", name="林小美"), make_user(county="TTT", name="張小芳")
    now = timezone.now()
    meeting = make_meeting("session", by=officer, held_on=timezone.localdate(now), now=now)
    where = f"/plans/meetings/{meeting.pk}/"
    desk, other = browser_of(officer), browser_of(colleague)
    desk.goto(where)
    other.goto(where)

    # What one types is kept at once; the other is shown it, and her own words stay in their field.
    desk.get_by_role("textbox", name="討論 選填").fill("經費還沒核定")
    expect(desk.locator(SAVED)).to_contain_text(":")
    other.get_by_role("textbox", name="討論 選填").fill("場地沒著落")
    expect(other.get_by_text("林小美在")).to_be_visible()
    expect(other.get_by_text("現在的討論：經費還沒核定")).to_be_visible()
    expect(other.get_by_role("textbox", name="討論 選填")).to_have_value("場地沒著落")
    axe(other)
    assert MeetingItem.objects.get().discussion == "經費還沒核定"
    other.get_by_role("button", name="用我寫的").click()
    expect(other.locator(SAVED)).to_contain_text(":")
    assert MeetingItem.objects.get().discussion == "場地沒著落"

    # Half a ruling outlives a reload; only what the chosen decision asks for is shown.
    other.get_by_label("裁示內容").fill("里程碑都有佐證")
    expect(other.locator(".d-days")).to_be_hidden()
    other.locator("label", has_text="展延").click()
    expect(other.locator(".d-days")).to_be_visible()
    other.locator("label", has_text="解除列管").click()
    expect(other.locator(".d-days")).to_be_hidden()
    expect(other.locator(SAVED)).to_contain_text(":")
    other.reload()
    expect(other.get_by_label("裁示內容")).to_have_value("里程碑都有佐證")
    expect(other.get_by_label("解除列管")).to_be_checked()
    other.get_by_role("button", name="記下裁示").click()
    expect(other.get_by_text("解除列管：里程碑都有佐證", exact=True)).to_be_visible()
    assert Plan.objects.get(pk=plan.pk).standing == "released"
    assert Ruling.objects.get().recorded_by == "張小芳"

    other.get_by_label("會議紀錄文號").fill("府社工字第1150012345號")
    other.get_by_role("button", name="發出會議紀錄").click()
    expect(other.get_by_text("紀錄已發出，內容鎖定。")).to_be_visible()
    expect(other.get_by_role("textbox", name="討論 選填")).to_have_count(0)
    axe(other)
    shot(other, "meeting")

    # The page that was left open is not written on silently: it says that the minutes are out.
    desk.get_by_role("textbox", name="討論 選填").fill("太晚了")
    expect(desk.get_by_text("會議紀錄已經發出").first).to_be_visible()
    assert MeetingItem.objects.get().discussion == "場地沒著落"


def test_a_ruling_that_is_written_down_while_its_words_are_still_on_their_way_is_no_conflict_with_oneself(
    counties, browser_of
):
    """On a slow line the button is pressed before the page has heard that what was typed first is kept."""
    make_followed(workshop=make_workshop("held"), title="偏鄉志工共乘")
    officer, now = make_user(county="TTT", name="林小美"), timezone.now()
    meeting = make_meeting("session", by=officer, held_on=timezone.localdate(now), now=now)
    desk = browser_of(officer)
    desk.goto(f"/plans/meetings/{meeting.pk}/")
    held = []

    def slow(route):
        if "hx-request" not in route.request.headers or held:
            route.continue_()
            return
        held.append(route)
        answer = route.fetch()  # it has arrived and is kept; only the answer takes its time
        desk.wait_for_timeout(1200)
        route.fulfill(response=answer)

    desk.route("**/meeting-items/*/", slow)
    words = desk.get_by_label("裁示內容")
    with desk.expect_request("**/meeting-items/*/"):
        words.fill("請於會後")
    words.fill("請於會後一週內提出")
    desk.get_by_role("button", name="記下裁示").click()
    expect(desk.get_by_text("已記下：請於會後一週內提出")).to_be_visible(timeout=15_000)
    assert Ruling.objects.get().words == "請於會後一週內提出"
