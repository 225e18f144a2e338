"""Half a year later, a phone that sat at a table reads what became of its idea, and says if it is what it meant."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from actionplans.followup import publishing
from actionplans.models import Voice
from actionplans.public import voices
from tests.makers.accounts import make_user
from tests.makers.board import ideas_of, make_adopted, make_room
from workshops import codes, seats
from workshops.models import Workshop

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("language", ["zh-TW", "en-US"])
def test_a_phone_reads_what_became_of_its_table(counties, phone, live_server, axe, shot, language):
    room = make_room(tables=2)
    officer = make_user(county="TTT")
    idea = ideas_of(room)[0]
    plan = make_adopted(idea, by=officer)
    past = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=180)
    Workshop.objects.filter(pk=room.pk).update(state="held", date=past, tables_open_until=None)
    now = dt.datetime.now(dt.UTC)
    _seat, token = seats.take_seat(group=idea.group, now=now)
    page = phone(locale=language)
    page.context.add_cookies([{"name": seats.COOKIE, "value": token, "url": live_server.url}])
    english = language.startswith("en")

    # The county has published nothing: what was decided stands there, and the number to ask by.
    page.goto("/t/")
    page.get_by_role("link", name="What became of our idea" if english else "我們的構想後來怎麼了").click()
    expect(page.get_by_text(plan.code)).to_be_visible()
    expect(page.get_by_text("has not published" if english else "還沒有公開這項方案的進度")).to_be_visible()
    axe(page)
    shot(page, f"became-{language[:2]}")

    # It publishes, and asks the table.
    publication = publishing.publish(plan=plan, summary="我們把路線分開。", summary_en="", by=officer, now=now)
    voices.make_link(publication=publication, group=idea.group, by=officer, now=now)
    page.reload()
    expect(page.get_by_role("link", name="public page" if english else "看公開頁")).to_be_visible()
    axe(page)
    shot(page, f"became-public-{language[:2]}")
    page.get_by_role("link", name="Have my say" if english else "我來說").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Send" if english else "送出").click()
    expect(page.get_by_text("Thank you" if english else "收到了，謝謝")).to_be_visible()
    assert Voice.objects.get().link.group_id == idea.group_id

    # Somebody else of the table still has its card.
    codes.issue_codes(workshop=room, by=officer, now=now)
    idea.group.refresh_from_db()
    other = phone(locale=language)
    other.goto(codes.address_of(idea.group))
    expect(other.get_by_text(plan.code)).to_be_visible()
