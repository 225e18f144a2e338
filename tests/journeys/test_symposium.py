"""A symposium from the first line of its programme to the list of delegates, by all who have a part in it."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from foundation.accounts.roles import Role
from foundation.exports import pdf
from reports.models import Delegate, Symposium
from tests.makers.accounts import make_user
from tests.makers.plans import make_adopted
from tests.makers.workshops import make_programme, make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db(transaction=True)


def roc(day: dt.date) -> str:
    return f"{day.year - 1911}/{day.month}/{day.day}"


def row(page: Page, number: int, kind: str, title: str, minutes: int) -> None:
    """Fill in an item of the day; the first is there."""
    if number > 1:
        page.get_by_role("button", name="加一個項目").click()
    section = page.get_by_label(f"第 {number} 項", exact=True)
    section.get_by_label("類別").select_option(label=kind)
    section.get_by_label("項目").fill(title)
    section.get_by_label("分鐘").fill(str(minutes))


def test_from_the_first_item_to_the_list_of_delegates(
    browser_of: Callable[..., Page], counties: None, axe: Callable[[Page], None],
    shot: Callable[[Page, str], Path], tmp_path: Path,
) -> None:  # fmt: skip
    [plan] = make_adopted(make_workshop(Workshop.State.HELD, programme=make_programme(slug="day-2026")), ["S3"])
    day = timezone.localdate() + dt.timedelta(days=60)
    association = browser_of(make_user(Role.ASSOCIATION, name="黃秘書"))
    officer = browser_of(make_user(Role.COUNTY_OFFICER, name="王承辦"))
    stranger = browser_of(None)

    # The association plans the day and asks for a case.
    association.goto(reverse("reports:symposia"))
    association.get_by_label("名稱").fill("全國成果研討會")
    association.get_by_role("button", name="開始規劃").click()
    association.get_by_label("日期").fill(roc(day))
    association.get_by_label("開始時間").fill("0930")
    association.get_by_role("textbox", name="地點").fill("國際會議中心")
    association.get_by_label("報名截止").fill(roc(day - dt.timedelta(days=10)))
    association.get_by_label("每縣市名額").fill("2")
    row(association, 1, "開幕", "開幕與來賓致詞", 20)
    row(association, 2, "案例分享", "高溫下的送餐", 25)
    made = Symposium.objects.get()
    public = reverse("reports:symposium_public", args=[made.programme.slug])
    assert stranger.goto(public).status == 404  # type: ignore[union-attr]
    association.get_by_label("行動方案").select_option(index=1)
    association.get_by_role("button", name="邀請").click()
    expect(association.locator("main")).to_contain_text("等縣市回覆")
    expect(association.locator("main")).to_contain_text("還沒儲存")
    association.get_by_label("第 2 項", exact=True).get_by_role("combobox", name="案例").select_option(index=1)
    association.get_by_role("button", name="儲存並公告").click()
    expect(association.get_by_role("link", name="公開的頁面")).to_be_visible()
    axe(association)
    shot(association, "symposium-association")

    # The county accepts, brings its slides and registers as many as there are seats.
    officer.goto(reverse("reports:symposia"))
    officer.get_by_role("link", name=plan.code).click()
    officer.get_by_label("由誰分享").fill("社會處　陳科長")
    officer.get_by_role("button", name="會來分享").click()
    slides = tmp_path / "高溫下的送餐.pdf"
    slides.write_bytes(pdf.render('<html lang="zh-Hant"><title>x</title><body><h1>高溫下的送餐</h1>'))
    officer.locator("input[type=file]").set_input_files(str(slides))
    officer.get_by_role("button", name="上傳簡報").click()
    expect(officer.locator("main")).to_contain_text(slides.name)
    axe(officer)
    officer.goto(reverse("reports:symposium", args=[made.pk]))
    for number, name in enumerate(("林代表", "吳代表"), start=1):
        officer.get_by_label("姓名").fill(name)
        officer.get_by_label("單位").fill("臺東縣政府社會處")
        officer.get_by_role("button", name="報名", exact=True).click()
        expect(officer.locator("main")).to_contain_text(f"還有 {2 - number} 個名額")
    expect(officer.get_by_label("姓名")).to_have_count(0)
    axe(officer)
    shot(officer, "symposium-officer")
    officer.get_by_role("button", name="取消 吳代表 的報名").click()
    expect(officer.locator("main")).to_contain_text("還有 1 個名額")
    assert [one.name for one in Delegate.objects.coming()] == ["林代表"]

    # Everybody reads the day; nobody but the association reads who comes.
    stranger.goto(public)
    for said in ("09:30", "09:50", "高溫下的送餐", plan.title, "社會處　陳科長"):
        expect(stranger.locator("main")).to_contain_text(said)
    assert "林代表" not in stranger.content()
    axe(stranger)
    shot(stranger, "symposium-public")
    association.goto(reverse("reports:symposium", args=[made.pk]))
    expect(association.locator("main")).to_contain_text("共 1 人報名")
    with association.expect_download() as kept:
        association.get_by_role("link", name="XLSX").click()
    assert Path(kept.value.path()).stat().st_size > 2000
