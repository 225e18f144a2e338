"""The report's prose: numbers put in by a press, the proof-reader speaks, two write at once, one restores."""

import pytest
from playwright.sync_api import expect

from reports.models import ChapterPart, ChapterWords
from tests.makers.accounts import make_user
from tests.makers.booklets import make_case, publish_photo
from tests.makers.plans import make_adopted
from tests.makers.workshops import make_programme, make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db(transaction=True)
SAVED = '.v-save[data-state="saved"]:not([hidden])'
PHONE = {"width": 390, "height": 844}


def test_two_write_a_chapter_beside_its_figures(counties, browser_of, axe, shot):
    programme = make_programme(slug="ivy-2026")
    make_adopted(make_workshop(Workshop.State.HELD, programme=programme), ["S3", "R2", "R2"])
    mei, ming = make_user("association", name="林小美"), make_user("association", name="王小明")
    desk, other = browser_of(mei), browser_of(ming)
    desk.goto("/reports/chapters/")
    axe(desk)
    desk.get_by_role("link", name="一、摘要").click()
    desk.get_by_role("button", name="加一段文字").click()
    box = desk.get_by_label("第 1 件：中文", exact=True)

    # A number comes by a press, to where the cursor stands, and what is said beside it moves no cursor.
    box.fill("今年採納件。")
    box.press("Home")
    for _step in range(4):
        box.press("ArrowRight")
    desk.get_by_role("button", name="採納的行動方案").click()
    expect(box).to_have_value("今年採納{{採納的行動方案}}件。")
    expect(box).to_be_focused()
    expect(desk.locator(SAVED)).to_contain_text(":")
    expect(desk.get_by_text("今年採納3件。")).to_be_visible()
    assert box.evaluate("(one) => one.selectionStart") == len("今年採納{{採納的行動方案}}")

    # A name that nobody knows is said beside the field, and so is a number that does not follow.
    box.press("End")
    box.type("共{{會場數}}場。平均每場9.5件，{{06}}場。")
    expect(desk.get_by_text("報告裡沒有「會場數」這個數字")).to_be_visible()
    expect(desk.get_by_text("算出來不一樣")).to_be_visible()
    expect(box).to_be_focused()
    axe(desk)
    shot(desk, "chapter")
    desk.set_viewport_size(PHONE)
    shot(desk, "chapter")
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    desk.set_viewport_size({"width": 1280, "height": 900})

    # Of two who write at once each sees the other's words, and keeps her own.
    other.goto("/reports/chapters/ivy-2026/summary/")
    his = other.get_by_label("第 1 件：中文", exact=True)
    box.fill("採納{{14}}件。")
    expect(desk.get_by_text("印出來是：採納3件。")).to_be_visible()
    expect(desk.locator(SAVED)).to_contain_text(":")
    his.fill("他寫的。")
    expect(other.get_by_text("林小美剛剛改了這一段")).to_be_visible()
    expect(his).to_have_value("他寫的。")
    axe(other)
    shot(other, "chapter-two-at-once")
    other.get_by_role("button", name="用我寫的").click()
    expect(other.get_by_text("林小美剛剛改了這一段")).to_have_count(0)
    expect(other.locator(SAVED)).to_contain_text(":")
    words = ChapterWords.objects.get(language="zh-hant")
    assert words.text == "他寫的。"

    # What she wrote can be put back from the history.
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.goto(f"/reports/chapter-words/{words.pk}/history/")
    axe(desk)
    shot(desk, "chapter-history")
    hers = desk.get_by_role("listitem").filter(has_text="採納{{14}}件。").last
    hers.get_by_role("button", name="還原成這一版").click()
    expect(desk.get_by_label("第 1 件：中文", exact=True)).to_have_value("採納{{14}}件。")
    assert ChapterWords.objects.get(language="zh-hant").changed_by == "林小美"


def test_cases_and_photos_are_picked_moved_taken_out_and_put_back(counties, browser_of, axe, shot):
    mei = make_user("association", name="林小美")
    plan = make_case(title="縱谷到站")
    make_case(title="共學圈", workshop=plan.workshop)
    publish_photo(plan, by=mei)
    desk = browser_of(mei)
    where = f"/reports/chapters/{plan.workshop.programme.slug}/results/"
    desk.goto(where)
    desk.get_by_role("link", name="選案例和照片").click()
    axe(desk)
    shot(desk, "chapter-choose")
    desk.get_by_role("checkbox", name="縱谷到站").first.check()
    desk.get_by_role("checkbox", name="共學圈").check()
    desk.locator('input[name="evidence"]').check()
    desk.get_by_role("button", name="放進勾選的").click()
    expect(desk.get_by_text("放進了 3 件")).to_be_visible()
    desk.get_by_role("button", name="第 2 件往前移").press("Enter")
    expect(desk.locator("article h2").first).to_contain_text("共學圈" if "縱谷" in plan.title else "縱谷到站")
    axe(desk)
    shot(desk, "chapter-cases")
    desk.set_viewport_size(PHONE)
    shot(desk, "chapter-cases")
    desk.get_by_role("button", name="拿掉第 1 件").click()
    expect(desk.get_by_text("已拿掉")).to_be_visible()
    assert ChapterPart.objects.standing().count() == 2
    desk.get_by_text("拿掉的 1 件").click()
    desk.get_by_role("button", name="放回來").click()
    expect(desk.locator("article")).to_have_count(3)
