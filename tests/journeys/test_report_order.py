"""A report from a phone whose network is slow: whatever arrives first, nothing that was typed or chosen is lost."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from actionplans.models import CheckIn
from actionplans.views import check_ins
from tests.makers.files import make_photo
from tests.makers.followup import make_followed, make_link

pytestmark = pytest.mark.django_db(transaction=True)

PHOTO = {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": make_photo((1200, 900))}
WORDS = "這段時間做了什麼"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """Seconds that each kind of request takes before the house has it."""
    seconds: dict[str, float] = {"saved": 0, "photo": 0, "submit": 0}
    report = check_ins._report

    def late(request: Any, *rest: Any) -> Any:
        if request.method == "POST":
            time.sleep(seconds.get(request.POST.get("do", "saved"), 0))
        return report(request, *rest)

    monkeypatch.setattr(check_ins, "_report", late)
    return seconds


@pytest.fixture
def form(counties: None, phone: Callable[..., Page], live_server: Any) -> Page:
    return open_form(phone(), live_server)


def open_form(page: Page, live_server: Any) -> Page:
    _link, token = make_link(make_followed(), now=timezone.now())
    page.goto(f"{live_server.url}/c/{token}/")
    return page


def test_what_is_typed_while_a_photo_goes_up_stays(form: Page, slow: dict[str, float]) -> None:
    slow["photo"] = 1.5
    words = form.get_by_label(WORDS)
    words.fill("開了")
    form.get_by_label("照片或文件", exact=True).set_input_files(PHOTO)
    expect(form.get_by_text("正在上傳，可以繼續往下寫。")).to_be_visible()
    words.press_sequentially("說明會")
    expect(
        form.get_by_role("button", name="拿掉 IMG_0001.jpg").or_(form.get_by_text("IMG_0001.jpg")).first
    ).to_be_visible()
    expect(words).to_have_value("開了說明會")
    expect(form.locator("[data-v-savebox] .v-save[data-state=saved]")).to_be_visible()
    form.reload()
    expect(words).to_have_value("開了說明會")


@pytest.mark.parametrize("order", list(itertools.permutations((0.0, 0.5, 1.2))))
def test_in_whatever_order_they_arrive_one_report_is_in_with_all_of_it(
    form: Page, slow: dict[str, float], order: tuple[float, ...]
) -> None:
    slow.update(zip(slow, order, strict=True))
    form.get_by_label(WORDS).press_sequentially("開了")
    form.wait_for_timeout(850)  # the first save is on its way
    form.get_by_label(WORDS).press_sequentially("說明會")
    form.get_by_label("照片或文件", exact=True).set_input_files(PHOTO)
    form.get_by_label(WORDS).press_sequentially("，42 人")
    form.get_by_role("button", name="送出回報").click()
    expect(form.get_by_role("heading", name="收到了，謝謝你")).to_be_visible(timeout=15_000)
    form.wait_for_timeout(1300)  # whatever is still on its way arrives
    found = CheckIn.objects.get()
    assert (found.state, found.happened, found.evidence.count()) == ("submitted", "開了說明會，42 人", 1)


def test_a_file_that_is_refused_holds_the_handing_in_and_takes_nothing_along(
    form: Page, slow: dict[str, float]
) -> None:
    slow["photo"] = 0.5
    form.get_by_label(WORDS).fill("開了說明會")
    fake = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"<html></html>"}
    form.get_by_label("照片或文件", exact=True).set_input_files(fake)
    form.get_by_role("button", name="送出回報").click()
    expect(form.get_by_text("檔案傳完就送出。")).to_be_visible()
    expect(form.get_by_role("alert").filter(has_text="不是照片")).to_be_visible()
    expect(form.get_by_label(WORDS)).to_have_value("開了說明會")
    form.get_by_role("button", name="送出回報").click()
    expect(form.get_by_role("heading", name="收到了，謝謝你")).to_be_visible()


def test_a_file_that_does_not_get_through_is_kept_and_goes_with_the_report(form: Page) -> None:
    form.get_by_label(WORDS).fill("開了說明會")
    expect(form.locator("[data-v-savebox] .v-save[data-state=saved]")).to_be_visible()
    form.context.set_offline(True)
    form.get_by_label("照片或文件", exact=True).set_input_files(PHOTO)
    expect(form.get_by_text("沒有連上，檔案還沒傳出去。")).to_be_visible()
    form.context.set_offline(False)
    form.get_by_role("button", name="送出回報").click()
    expect(form.get_by_role("heading", name="收到了，謝謝你")).to_be_visible()
    assert CheckIn.objects.get().evidence.count() == 1


def test_two_tabs_do_not_write_over_each_other(form: Page) -> None:
    other = form.context.new_page()
    other.goto(form.url)
    form.get_by_label(WORDS).fill("這個分頁寫的")
    expect(form.locator("[data-v-savebox] .v-save[data-state=saved]")).to_be_visible()
    other.get_by_label("卡在哪裡、需要誰幫忙").fill("缺車")
    expect(other.locator("[data-v-savebox] .v-save[data-state=saved]")).to_be_visible()
    found = CheckIn.objects.get()
    assert (found.happened, found.hindered) == ("這個分頁寫的", "缺車")
    other.get_by_label(WORDS).fill("那個分頁寫的")
    expect(other.locator("#id_happened_error")).to_contain_text("改成「這個分頁寫的」")
    other.get_by_role("button", name="先存起來").click()
    expect(other.get_by_text("剛剛在別的分頁或裝置改成「這個分頁寫的」").first).to_be_visible()
    expect(other.get_by_label(WORDS)).to_have_value("那個分頁寫的")
    other.get_by_role("button", name="先存起來").click()
    expect(other.get_by_text("剛剛在別的分頁")).to_have_count(0)
    assert CheckIn.objects.get().happened == "那個分頁寫的"
