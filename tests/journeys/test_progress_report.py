"""A promise is followed up: a link on a phone, a report with a photo, one answer returned, mended, accepted."""

import re
import time

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from actionplans.followup import checkins
from actionplans.models import CheckIn, PlanIndicator
from tests.makers.files import make_photo
from tests.makers.followup import make_check_in, make_followed, make_link, make_submitted

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_report_goes_from_a_phone_to_the_light_of_the_plan(counties, browser_of, phone, axe, shot, capsys):
    plan = make_followed(title="偏鄉志工共乘")
    PlanIndicator.objects.create(plan=plan, position=1, name="每月缺班", baseline="22", target="8", unit="班")
    desk = browser_of(plan.supervisor)

    # The supervisor gives the person in charge a link.
    desk.goto(f"/plans/{plan.pk}/")
    expect(desk.get_by_text("3 項里程碑完成 0 項（0%）")).to_be_visible()
    desk.get_by_role("button", name="發出連結").click()
    address = desk.get_by_label("網址").input_value()
    axe(desk)

    # The phone opens it: no account, one page, and everything typed is kept at once.
    phone = phone()
    began = time.monotonic()
    phone.goto(address)
    phone.get_by_label("這段時間做了什麼").fill("開了說明會")
    phone.get_by_label("每月缺班（班）").fill("15")
    phone.get_by_label(re.compile("^邀 4 處據點開會")).check()
    phone.get_by_label("照片或文件", exact=True).set_input_files(
        {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": make_photo((1200, 900))}
    )
    expect(phone.get_by_text("IMG_0001.jpg")).to_be_visible()
    expect(phone.get_by_label("這段時間做了什麼")).to_have_value("開了說明會")
    axe(phone)
    shot(phone, "check-in")
    phone.get_by_role("button", name="送出回報").click()
    expect(phone.get_by_role("heading", name="收到了，謝謝你")).to_be_visible()
    seconds = time.monotonic() - began
    assert seconds < 90
    axe(phone)

    # One answer comes back, with its mark.
    desk.goto(f"/plans/{plan.pk}/")
    expect(desk.get_by_text("已回報完成，等督導確認", exact=True)).to_be_visible()
    axe(desk)
    shot(desk, "plan-followed")
    desk.get_by_text("請回報人補充").click()
    desk.get_by_label("做了什麼", exact=True).fill("哪一天、幾個人？")
    desk.get_by_role("button", name="退回請補充").click()
    expect(desk.get_by_text("已請回報人補充")).to_be_visible()

    # Mended on the same link, saved as it is typed, and handed in again.
    phone.goto(address)
    expect(phone.get_by_text("哪一天、幾個人？")).to_be_visible()
    phone.get_by_label("這段時間做了什麼").fill("7 月 3 日開說明會，42 人")
    expect(phone.locator("[data-v-savebox] .v-save[data-state=saved]")).to_be_visible()
    phone.reload()
    expect(phone.get_by_label("這段時間做了什麼")).to_have_value("7 月 3 日開說明會，42 人")
    phone.get_by_role("button", name="送出回報").click()
    expect(phone.get_by_role("heading", name="收到了，謝謝你")).to_be_visible()

    # Accepted, the milestone is reached; the plan's page and the list say so.
    desk.goto(f"/plans/{plan.pk}/")
    desk.get_by_role("button", name="確認這次回報").click()
    expect(desk.get_by_text("3 項里程碑完成 1 項（33%）")).to_be_visible()
    phone.goto(address)
    expect(phone.get_by_role("heading", name="這次回報已經確認")).to_be_visible()
    assert plan.milestones.reached().count() == 1
    assert CheckIn.objects.get().submitted_at <= timezone.now()
    with capsys.disabled():
        print(f"\n  from the link to the thanks: {seconds:.1f} seconds")  # noqa: T201


def test_enter_in_a_mark_neither_confirms_the_report_nor_sends_it_back(counties, browser_of):
    """Enter in a line presses the first button of its form: that was 「確認這次回報」, which nobody can take back."""
    plan = make_followed()
    make_submitted(plan, make_link(plan)[0], claims=1)
    desk = browser_of(plan.supervisor)
    desk.goto(f"/plans/{plan.pk}/")
    desk.get_by_text("請回報人補充").click()
    mark = desk.get_by_label("做了什麼", exact=True)
    mark.fill("哪一天？")
    mark.press("Enter")
    desk.wait_for_timeout(300)
    expect(mark).to_have_value("哪一天？")
    assert CheckIn.objects.get().state == CheckIn.State.SUBMITTED
    desk.get_by_role("button", name="退回請補充").click()
    expect(desk.get_by_text("已請回報人補充")).to_be_visible()
    assert CheckIn.objects.get().remarks == {"happened": "哪一天？"}


def test_the_word_of_saving_is_what_the_server_has_said(counties, browser_of):
    plan = make_followed()
    page = browser_of(plan.supervisor)
    page.goto(f"/plans/{plan.pk}/check-in/")
    box, words = page.locator("[data-v-savebox]"), page.get_by_label("這段時間做了什麼")
    held = []
    page.route(
        "**/check-in/", lambda route: held.append(route) if route.request.method == "POST" else route.continue_()
    )
    words.press_sequentially("開")
    expect(box).to_have_attribute("data-state", "saving")  # from the first letter on, before anything is sent
    page.wait_for_timeout(1000)
    words.press_sequentially("了")
    held.pop(0).continue_()  # the answer speaks of 開 alone
    page.wait_for_timeout(300)
    expect(box).to_have_attribute("data-state", "saving")
    page.unroute("**/check-in/")
    for route in held:
        route.continue_()
    expect(box).to_have_attribute("data-state", "saved")

    page.context.set_offline(True)
    words.press_sequentially("說明會")
    expect(page.get_by_text("沒有連上，還沒儲存")).to_be_visible()
    page.context.set_offline(False)
    expect(box).to_have_attribute("data-state", "saved", timeout=15_000)
    page.reload()
    expect(words).to_have_value("開了說明會")


def test_a_report_sent_without_a_connection_stays_on_the_page(counties, browser_of, phone):
    plan = make_followed()
    desk = browser_of(plan.supervisor)
    desk.goto(f"/plans/{plan.pk}/")
    desk.get_by_role("button", name="發出連結").click()
    address = desk.get_by_label("網址").input_value()
    phone = phone()
    phone.goto(address)
    words = phone.get_by_label("這段時間做了什麼")
    phone.context.set_offline(True)
    words.fill("在山上寫的")
    phone.get_by_role("button", name="送出回報").click()
    expect(phone.get_by_text("沒有連上伺服器").first).to_be_visible()
    expect(words).to_have_value("在山上寫的")
    phone.context.set_offline(False)
    expect(phone.locator("[data-v-savebox]")).to_have_attribute("data-state", "saved", timeout=15_000)
    phone.get_by_role("button", name="送出回報").click()
    expect(phone.get_by_role("heading", name="收到了，謝謝你")).to_be_visible()
    assert CheckIn.objects.get().happened == "在山上寫的"


def test_files_chosen_while_another_is_on_its_way_lose_none(counties, browser_of, phone):
    """One after the other, whatever the line; one that is refused says so to the end and takes none along."""
    plan = make_followed(title="偏鄉志工共乘")
    desk = browser_of(plan.supervisor)
    desk.goto(f"/plans/{plan.pk}/")
    desk.get_by_role("button", name="發出連結").click()
    page = phone()
    page.goto(desk.get_by_label("網址").input_value())
    page.get_by_label("這段時間做了什麼").fill("開了說明會")

    def slowly(route):
        time.sleep(1.0)
        route.continue_()

    page.route("**/c/**", lambda route: slowly(route) if route.request.method == "POST" else route.continue_())
    field = page.get_by_label("照片或文件", exact=True)
    field.set_input_files(_photo("IMG_0001.jpg"))
    field.set_input_files(
        [_photo("IMG_0002.jpg"), {"name": "IMG_0003.jpg", "mimeType": "image/jpeg", "buffer": b"<script>1</script>"}]
    )
    field.set_input_files(_photo("IMG_0004.jpg"))
    page.get_by_role("button", name="送出回報").click()
    for name in ("IMG_0001.jpg", "IMG_0002.jpg", "IMG_0004.jpg"):
        expect(page.get_by_role("button", name=f"拿掉 {name}").or_(page.get_by_text(name))).to_be_visible(timeout=20000)
    expect(page.get_by_role("alert").filter(has_text="IMG_0003.jpg：")).to_be_visible()
    # It is not handed in behind the back of whoever thinks that all four are in it.
    expect(page.get_by_role("heading", name="收到了，謝謝你")).to_have_count(0)
    assert sorted(one.file.shown_name for one in CheckIn.objects.get().evidence.all()) == [
        "IMG_0001.jpg", "IMG_0002.jpg", "IMG_0004.jpg"
    ]  # fmt: skip
    page.get_by_role("button", name="送出回報").click()
    expect(page.get_by_role("heading", name="收到了，謝謝你")).to_be_visible(timeout=20000)


def _photo(name):
    return {"name": name, "mimeType": "image/jpeg", "buffer": make_photo((1200, 900))}


def test_what_was_typed_without_a_connection_is_there_after_a_reload(counties, phone):
    """The page dies before anything reached the server; the next one gives it back, saves it, and then lets it go."""
    plan = make_followed()
    _link, token = make_link(plan, now=timezone.now())
    page = phone()
    page.goto(reverse("actionplans:by_link", args=[token]))
    page.route("**/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.get_by_label("這段時間做了什麼").fill("開了說明會，42 人")
    page.get_by_label(re.compile("^邀 4 處據點開會")).check()
    page.reload()
    assert not CheckIn.objects.exists()
    expect(page.get_by_text("上次沒有送到的字還在這臺裝置")).to_be_visible()
    expect(page.get_by_label("這段時間做了什麼")).to_have_value("開了說明會，42 人")
    expect(page.get_by_label(re.compile("^邀 4 處據點開會"))).to_be_checked()
    page.unroute("**/*")
    page.reload()
    expect(page.locator("[data-v-savebox] .v-save[data-state=saved]")).to_be_visible()
    assert CheckIn.objects.get().happened == "開了說明會，42 人"
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('check-in/'))") == []
    page.reload()
    expect(page.get_by_text("上次沒有送到的字還在這臺裝置")).to_be_hidden()


def test_what_waits_on_a_device_writes_over_nothing_newer(counties, phone):
    plan = make_followed()
    link, token = make_link(plan, now=timezone.now())
    make_check_in(plan, link, happened="起頭")
    page = phone()
    page.goto(reverse("actionplans:by_link", args=[token]))
    page.route("**/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.get_by_label("這段時間做了什麼").fill("手機上的")
    CheckIn.objects.update(happened="另一臺寫的")
    page.unroute("**/*")
    page.reload()
    expect(page.get_by_label("這段時間做了什麼")).to_have_value("手機上的")
    expect(page.locator("#id_happened_error")).to_contain_text("剛剛在別的分頁或裝置改成「另一臺寫的」")
    assert CheckIn.objects.get().happened == "另一臺寫的"


def test_words_of_a_report_that_was_handed_in_meanwhile_are_shown_to_be_copied(counties, phone):
    """Typed without a connection, while another device handed the report in: not into the next one, and not lost."""
    plan = make_followed()
    link, token = make_link(plan, now=timezone.now())
    report = make_check_in(plan, link, happened="起頭")
    page = phone()
    page.goto(reverse("actionplans:by_link", args=[token]))
    page.route("**/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.get_by_label("這段時間做了什麼").fill("手機上的")
    checkins.submit(check_in=report, by=link, now=timezone.now())
    checkins.accept(check_in=report, by=plan.supervisor, now=timezone.now())
    page.unroute("**/*")
    for _time in range(2):
        page.goto(f"{reverse('actionplans:by_link', args=[token])}?again=1")
        expect(page.locator("[data-check-in-left]")).to_contain_text("手機上的")
        expect(page.get_by_label("這段時間做了什麼")).to_have_value("")
    page.get_by_role("button", name="不用了").click()
    expect(page.locator("[data-check-in-left]")).to_be_hidden()
    page.reload()
    expect(page.locator("[data-check-in-left]")).to_be_hidden()
    assert CheckIn.objects.get().happened == "起頭"
