"""A promise from the board to the national report: adopted, reminded of by mail, reported from a phone, sent back,
mended, confirmed, published; and each of these is seen where people look for it.
"""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import json
import re
import subprocess
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from actionplans.models import Plan
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.taiwan import periods, roc
from tests.makers.accounts import make_user
from tests.makers.files import make_pdf, make_photo
from tests.makers.plans import make_plan
from tests.makers.workshops import make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "颱風天也有人敲門"
HAPPENED = "第一次開會"
MENDED = "四處據點都來了，排好十一月的班，共 42 人"
ADDRESS = "datong@example.org"


@pytest.fixture
def supervisor(counties: None) -> User:
    return make_user(Role.SUPERVISOR, "TTT", name="吳督導")


@pytest.fixture
def candidate(supervisor: User) -> Plan:
    """What the tables have made of their idea: nobody has promised it yet."""
    workshop = make_workshop(Workshop.State.HELD, date=timezone.localdate(), supervisor=supervisor)
    return make_plan(
        workshop, state=Plan.State.CANDIDATE, title=TITLE, lead_agency="志願服務推廣中心", person_in_charge="張大同",
        supervisor=supervisor, problem="颱風季送餐缺班", goal="缺班降到 2 班",
    )  # fmt: skip


def working_day(day: dt.date) -> dt.date:
    while periods.is_day_off(day):
        day += dt.timedelta(days=1)
    return day


def test_a_promise_is_kept_and_everybody_can_see_it(
    browser_of: Callable[..., Page],
    phone: Callable[..., Page],
    candidate: Plan,
    supervisor: User,
    settings: Any,
    tmp_path: Path,
    axe: Callable[[Page], None],
) -> None:
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    office = browser_of(make_user(Role.COUNTY_OFFICER, "TTT", name="林承辦"))
    desk, association = browser_of(supervisor), browser_of(make_user(Role.ASSOCIATION, None, name="陳祕書"))
    first_step_on = working_day(timezone.localdate() + dt.timedelta(days=20))

    plan = the_officer_adopts_it(office, candidate, first_step_on)
    settings.SITE_ADDRESS = re.sub(r"/plans/.*|/workshops/.*", "", office.url)
    address = a_letter_comes_three_days_before(first_step_on, tmp_path / "mail")
    handset = phone()
    somebody_reports_with_a_photo(handset, address, axe)
    the_supervisor_sends_one_answer_back(desk, plan)
    it_is_mended_and_confirmed(handset, address, desk, plan)
    the_county_publishes_it(office, plan, axe)
    a_stranger_reads_it(browser_of(None), plan, axe)
    the_national_report_has_it(association, plan, tmp_path)


def the_officer_adopts_it(office: Page, candidate: Plan, first_step_on: dt.date) -> Plan:
    office.goto(f"/plans/{candidate.pk}/edit/")
    office.get_by_label("第一步", exact=True).fill("邀 4 處據點開會")
    office.get_by_label("第一步的日期").fill(roc.short(first_step_on))
    office.get_by_label(re.compile("^負責人的信箱")).fill(ADDRESS)
    office.get_by_role("button", name="儲存並採納").click()
    expect(office.get_by_text(f"已採納「{TITLE}」")).to_be_visible()
    return Plan.objects.get(pk=candidate.pk)


def a_letter_comes_three_days_before(first_step_on: dt.date, folder: Path) -> str:
    """The scheduled command on that day; it is run twice, as after a crash, and one letter lies there."""
    day = first_step_on - dt.timedelta(days=3)
    while periods.is_day_off(day):
        day -= dt.timedelta(days=1)
    for _time in range(2):
        call_command("send_due_reminders", "--now", f"{day}T09:30+08:00", stdout=StringIO())
    texts = [letter.get_body("plain").get_content() for letter in _letters(folder)]
    late = [text for text in texts if "晚到" in text]
    assert len(set(texts)) == len(texts), "nothing came twice"
    assert 1 <= len(late) <= 2, "the one of 14 days before comes late, and the one that a week at risk asks for"
    (address,) = [re.findall(r"https?://\S+", text)[0] for text in texts if "晚到" not in text]
    return address


def _letters(folder: Path) -> list[Any]:
    """Those to whoever is in charge, as a mail programme reads them."""
    found = [email.message_from_bytes(one.read_bytes(), policy=email.policy.default) for one in folder.glob("*.eml")]
    return [one for one in found if ADDRESS in str(one["To"])]


def somebody_reports_with_a_photo(handset: Page, address: str, axe: Callable[[Page], None]) -> None:
    handset.goto(address)
    expect(handset.get_by_role("heading", name=TITLE)).to_be_visible()
    handset.get_by_label("這段時間做了什麼").fill(HAPPENED)
    handset.get_by_label(re.compile("^邀 4 處據點開會")).check()
    handset.get_by_label("照片或文件", exact=True).set_input_files(
        {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": make_photo((1200, 900))}
    )
    handset.get_by_label("照片或文件", exact=True).set_input_files(
        {"name": "簽到表.pdf", "mimeType": "application/pdf", "buffer": make_pdf()}
    )
    expect(handset.get_by_text("簽到表.pdf")).to_be_visible(timeout=20000)
    axe(handset)
    handset.get_by_role("button", name="送出回報").click()
    expect(handset.get_by_role("heading", name="收到了，謝謝你")).to_be_visible()


def the_supervisor_sends_one_answer_back(desk: Page, plan: Plan) -> None:
    desk.goto("/plans/")
    expect(desk.get_by_text("有回報等您確認").first).to_be_visible()
    desk.goto(f"/plans/{plan.pk}/")
    desk.get_by_text("請回報人補充").click()
    desk.get_by_label("做了什麼", exact=True).fill("幾處、幾個人？")
    desk.get_by_role("button", name="退回請補充").click()
    expect(desk.get_by_text("已請回報人補充")).to_be_visible()


def it_is_mended_and_confirmed(handset: Page, address: str, desk: Page, plan: Plan) -> None:
    handset.goto(address)
    expect(handset.get_by_text("幾處、幾個人？")).to_be_visible()
    handset.get_by_label("這段時間做了什麼").fill(MENDED)
    handset.get_by_role("button", name="送出回報").click()
    expect(handset.get_by_role("heading", name="收到了，謝謝你")).to_be_visible()
    desk.goto(f"/plans/{plan.pk}/")
    total = plan.milestones.count()
    expect(desk.get_by_text(f"{total} 項里程碑完成 0 項（0%）")).to_be_visible()
    desk.get_by_role("button", name="確認這次回報").click()
    expect(desk.get_by_text(f"{total} 項里程碑完成 1 項（{100 // total}%）")).to_be_visible()


def the_county_publishes_it(office: Page, plan: Plan, axe: Callable[[Page], None]) -> None:
    office.goto(f"/plans/{plan.pk}/publish/")
    office.get_by_label(re.compile("^白話摘要")).fill("颱風天的送餐，四處據點輪流敲門。")
    office.get_by_role("button", name="公開這項方案").click()
    office.get_by_label(re.compile("IMG_0001.jpg")).check()
    office.get_by_label(re.compile("簽到表.pdf")).check()
    axe(office)
    office.get_by_role("button", name="公開這次進度").click()
    expect(office.get_by_role("button", name="收回這次進度")).to_be_visible()


def a_stranger_reads_it(stranger: Page, plan: Plan, axe: Callable[[Page], None]) -> None:
    stranger.goto(f"/results/{plan.county_id}/")
    stranger.get_by_role("link", name=TITLE).first.click()
    expect(stranger.get_by_text(MENDED)).to_be_visible()
    expect(stranger.get_by_text(HAPPENED)).to_have_count(0)
    picture = stranger.locator("main img").first
    expect(picture).to_be_visible()
    picture.scroll_into_view_if_needed()
    stranger.wait_for_function(  # the photo can be seen without an account
        "() => document.querySelector('main img').naturalWidth > 0"
    )
    with stranger.expect_download() as taken:
        stranger.get_by_role("link", name=re.compile("^PDF 文件")).click()
    assert taken.value.suggested_filename.endswith(".pdf"), "a document is taken along, not opened"
    assert "張大同" not in stranger.content()
    axe(stranger)


def the_national_report_has_it(association: Page, plan: Plan, tmp_path: Path) -> None:
    association.goto(f"/plans/{plan.pk}/")
    expect(association.get_by_text(MENDED)).to_be_visible()
    (record,) = [one for one in _records(json.loads(_report(plan, "json", tmp_path))) if one.get("code") == plan.code]
    progress = record["progress"]
    assert (progress["reached"], progress["milestones"], progress["check_ins"]) == (1, plan.milestones.count(), 1)
    assert progress["last"] == MENDED
    assert progress["page"] == f"/results/{plan.county_id}/{plan.code}/"
    words = subprocess.run(
        ["pdftotext", "-", "-"], input=_report(plan, "pdf", tmp_path), capture_output=True, check=True
    ).stdout.decode()
    printed = re.sub(r"\s", "", words)
    for line in (f"里程碑完成1／{plan.milestones.count()}", "最近一次回報", "有公開頁"):
        assert line in printed, "its page says how it stands"


def _report(plan: Plan, form: str, folder: Path) -> bytes:
    out = folder / f"report.{form}"
    call_command(
        "national_report", "--programme", plan.workshop.programme.slug, "--format", form, "--out", str(out),
        stdout=StringIO(), stderr=StringIO(),
    )  # fmt: skip
    return out.read_bytes()


def _records(value: Any) -> list[dict[str, Any]]:
    """Every record anywhere in the report."""
    if isinstance(value, dict):
        return [value, *(one for each in value.values() for one in _records(each))]
    return [one for each in value for one in _records(each)] if isinstance(value, list) else []
