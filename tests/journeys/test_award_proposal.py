"""Thirty of a list are put forward in one press; two come back, are mended, and all are approved."""

from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from foundation.accounts.roles import Role
from foundation.taiwan import roc
from tests.makers.accounts import give, make_user
from tests.makers.certifying import scanned
from tests.makers.proposing import CONTRIBUTION, make_deserving
from tests.makers.volunteers import make_unit
from volunteers.models import AwardCandidate, AwardFound, AwardGiven, Certificate

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_the_list_of_who_qualifies_to_thirty_awards(counties, browser_of, phone, axe, shot):
    unit = make_unit("TPE", "social", name="南區關懷志工隊")
    officer, coordinator = make_user(Role.COUNTY_OFFICER, "TPE", name="承辦人"), make_user(None, name="張大同")
    give(coordinator, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    people = [make_deserving(unit, name=f"志工{number:02}") for number in range(1, 31)]
    today = timezone.localdate()

    # The officer opens the award; the days are hers, no papers are asked for to begin with.
    page = browser_of(officer)
    page.goto("/register/awards/windows/")
    axe(page)
    page.get_by_label("獎項", exact=True).select_option(CONTRIBUTION)
    page.get_by_role("button", name="下一步：期間與文件").click()
    axe(page)
    page.get_by_label("受理截止日").fill(roc.short(today))
    page.get_by_label("志願服務績效證明書").uncheck()
    page.get_by_role("button", name="開始受理").click()
    expect(page.get_by_text("已開始受理")).to_be_visible()
    axe(page)

    # The unit puts all thirty forward in one press and hands them in.
    theirs = browser_of(coordinator)
    theirs.goto("/register/awards/windows/")
    theirs.get_by_role("link", name="志願服務貢獻獎").click()
    theirs.get_by_role("link", name="南區關懷志工隊").first.click()
    expect(theirs.get_by_text("30 位")).to_be_visible()
    axe(theirs)
    shot(theirs, "award-propose")
    theirs.get_by_role("button", name="提報選取的人").click()
    expect(theirs.get_by_text("已提報 30 位")).to_be_visible()
    axe(theirs)
    theirs.get_by_role("button", name="送件").click()
    expect(theirs.get_by_text("已送件 30 位")).to_be_visible()
    proposal = theirs.url

    # The authority returns two, each with what to put right.
    page.goto(proposal)
    axe(page)
    for name, words in (("志工03", "請寫具體做了什麼"), ("志工17", "請寫服務對象")):
        row = page.get_by_role("row").filter(has_text=name)
        row.get_by_text("寫補正意見").click()
        row.get_by_label("具體優良事蹟").fill(words)
    page.get_by_role("button", name="退回寫了意見的人").click()
    expect(page.get_by_text("已退回 2 位")).to_be_visible()
    shot(page, "award-returned")
    assert AwardCandidate.objects.filter(state="returned").count() == 2

    # The unit mends exactly these.
    for name in ("志工03", "志工17"):
        theirs.goto(proposal)
        theirs.get_by_role("link", name=name).click()
        expect(theirs.get_by_text("主管機關要補正")).to_be_visible()
        axe(theirs)
        theirs.get_by_label("具體優良事蹟").fill("每週兩次送餐給獨居長者，連續十年沒有中斷。")
        theirs.get_by_role("button", name="存好事蹟").click()
        expect(theirs.get_by_text("已存好")).to_be_visible()
    theirs.goto(proposal)
    for name in ("志工03", "志工17"):
        theirs.get_by_role("checkbox", name=name).check()
    for name in ("志工01", "志工02"):
        theirs.get_by_role("checkbox", name=name).uncheck()
    theirs.get_by_role("button", name="送件").click()
    expect(theirs.get_by_text("已送件 2 位")).to_be_visible()

    # Thirty wait; what no machine can know is said by the officer, and the awards stand in the register.
    page.goto(proposal)
    page.get_by_label("由人認定的說明").fill("三十位的績效證明書正本都驗過了")
    page.get_by_role("button", name="核定選取的人").click()
    expect(page.get_by_text("已核定 30 位")).to_be_visible()
    axe(page)
    assert AwardGiven.objects.filter(award=CONTRIBUTION, volunteer__in=people, revoked_on=None).count() == 30
    assert AwardFound.objects.count() == 30

    # In the order of the day, on paper.
    page.goto(proposal)
    page.get_by_role("link", name="志願服務貢獻獎").click()
    page.get_by_role("link", name="頒獎名冊").click()
    expect(page.get_by_role("row")).to_have_count(31)
    axe(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="PDF").click()
    assert taken.value.suggested_filename.endswith(".pdf")

    # The unit gets its certificates signed, and a stranger scans one.
    theirs.goto(proposal)
    theirs.get_by_role("link", name="發證明書").click()
    axe(theirs)
    theirs.get_by_role("button", name="全部簽發").click()
    expect(theirs.get_by_text("發了 30 張。")).to_be_visible()
    one = Certificate.objects.filter(kind="award").first()
    stranger = phone()
    stranger.goto(urlsplit(scanned(one)).path)
    expect(stranger.get_by_text("有效", exact=True)).to_be_visible()
    expect(stranger.get_by_text(one.volunteer.name)).to_be_visible()
