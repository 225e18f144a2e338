"""An officer finds that one person stands in the register twice, makes one record of the two, and takes it back."""

import pytest
from playwright.sync_api import expect

from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.volunteers import make_enrolment, make_entry, make_trained, make_unit, make_volunteer
from volunteers.models import ServiceEntry, Volunteer
from volunteers.serving import sums

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_records_of_one_person_become_one_and_two_again(counties, browser_of, axe, shot):
    unit = make_unit("TTT", name="海線關懷志工隊")
    kept = make_trained(unit, name="黃淑芬", phone="0912345678")
    gone = make_enrolment(unit, make_volunteer("黄 淑芬", number="", phone="0912345678")).volunteer
    entry = make_entry(unit, gone)
    assert entry.counted == 0, "her trainings stand with the other record"
    page = browser_of(make_user(Role.COUNTY_OFFICER, "TTT", name="王小明"))

    page.goto("/register/people/")
    page.get_by_role("link", name="可能重複").click()
    expect(page.get_by_text("姓名和電話相同")).to_be_visible()
    axe(page)
    shot(page, "register-doubles")
    page.get_by_role("link", name="看合併的預覽").click()
    expect(page.get_by_text("不能並存，要選一筆")).to_be_visible()
    axe(page)
    shot(page, "register-merge")
    page.get_by_role("button", name="合併", exact=True).click()
    expect(page.get_by_role("alert").get_by_text("至少 6 個字")).to_be_visible()
    page.get_by_label("怎麼知道是同一個人").fill("對過身分證影本與本人確認")
    page.get_by_role("button", name="合併", exact=True).click()
    expect(page.get_by_role("heading", name="黃淑芬")).to_be_visible()
    entry.refresh_from_db()
    assert (entry.volunteer_id, entry.counted) == (kept.pk, 180), "what waited is judged with what is known of both"

    page.goto("/register/merges/")
    axe(page)
    page.get_by_text("取消合併").click()
    page.get_by_label("為什麼不是同一個人").fill("本人說是同名的鄰居")
    page.get_by_role("button", name="取消這次合併").click()
    expect(page.get_by_text("已取消合併")).to_be_visible()
    entry.refresh_from_db()
    assert (entry.volunteer_id, entry.counted) == (gone.pk, 0)
    assert Volunteer.objects.living().count() == 2
    assert ServiceEntry.objects.count() == 1
    assert list(sums.differences()) == []
