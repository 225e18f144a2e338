"""A family of two units is kept with everybody's word, put forward in one press, and decided by the office that gives
the award."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from foundation.accounts import sectors
from foundation.accounts.roles import Role
from foundation.taiwan import roc
from tests.makers.accounts import give, make_user
from tests.makers.own_awards import make_own
from tests.makers.proposing import make_deserving
from tests.makers.volunteers import make_unit
from volunteers.models import AwardGiven, Volunteer

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_family_of_two_units_gets_its_office_s_award(counties, browser_of, axe, shot):
    unit, other = make_unit("TPE", "social", name="南區關懷志工隊"), make_unit("TPE", "health", name="北城衛生隊")
    mother, daughter = make_deserving(unit, name="林素珠"), make_deserving(other, name="林小真")
    Volunteer.objects.filter(pk=daughter.pk).update(born_on=dt.date(1990, 3, 5))
    own = make_own(subject="family", hours=500, members=2, name="志工家庭獎", stated="有親屬關係")
    coordinator, officer = make_user(None, name="張大同"), make_user(None, name="社會局承辦人")
    give(coordinator, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    give(officer, Role.AUTHORITY_OFFICER, "TPE", sector=str(sectors.CATEGORIES["social"]))

    # The unit keeps the family: the daughter serves elsewhere and is named with her day of birth.
    theirs = browser_of(coordinator)
    theirs.goto(f"/register/units/{unit.pk}/awards/")
    theirs.get_by_role("link", name="志工家庭").click()
    axe(theirs)
    theirs.get_by_label("申請人", exact=True).fill("林素珠")
    theirs.get_by_label("成員 2", exact=True).fill("林小真 79/3/5")
    theirs.get_by_label("成員 2和申請人的關係").fill("長女")
    theirs.get_by_role("button", name="登錄", exact=True).click()
    expect(theirs.get_by_text("全部成員同意以後才能登錄").first).to_be_visible()
    axe(theirs)
    theirs.get_by_label("全部成員都同意").check()
    theirs.get_by_role("button", name="登錄", exact=True).click()
    expect(theirs.get_by_text("已登錄這個家庭")).to_be_visible()
    expect(theirs.get_by_text("志工家庭獎").first).to_be_visible()
    axe(theirs)
    shot(theirs, "award-family")

    # The office that gives the award opens it, and the unit puts the family forward in one press.
    page = browser_of(officer)
    page.goto("/register/awards/windows/")
    page.get_by_label("獎項", exact=True).select_option(own.code)
    page.get_by_role("button", name="下一步：期間與文件").click()
    page.get_by_label("受理截止日").fill(roc.short(timezone.localdate()))
    page.get_by_role("button", name="開始受理").click()
    expect(page.get_by_text("規則第 1 版")).to_be_visible()
    theirs.goto("/register/awards/windows/")
    theirs.get_by_role("link", name="志工家庭獎").click()
    theirs.get_by_role("link", name="南區關懷志工隊").first.click()
    axe(theirs)
    shot(theirs, "award-propose-family")
    theirs.get_by_role("button", name="提報這個家庭").first.click()
    expect(theirs.get_by_text("已提報")).to_be_visible()
    theirs.goto("/register/awards/windows/")
    theirs.get_by_role("link", name="志工家庭獎").click()
    theirs.get_by_role("row").filter(has_text="南區關懷志工隊").get_by_role("link").click()
    theirs.get_by_role("button", name="送件").click()
    expect(theirs.get_by_text("已送件 1 位")).to_be_visible()

    # The office decides, whichever units the members serve in.
    page.goto(theirs.url)
    axe(page)
    page.get_by_label("由人認定的說明").fill("戶口名簿看過了，是母女")
    page.get_by_role("button", name="核定選取的人").click()
    expect(page.get_by_text("已核定 1 位")).to_be_visible()
    given = AwardGiven.objects.filter(award=own.code, revoked_on=None)
    assert {(row.volunteer_id, row.version) for row in given} == {(mother.pk, 1), (daughter.pk, 1)}
