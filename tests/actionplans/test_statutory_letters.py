"""Letters before fixed days: one for each rule, unit or office it concerns, and year; and about what has not come."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actionplans.models import CalendarFeed
from actionplans.yearly import calendar_dates, statutory, statutory_letters
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from foundation.calendars import feeds
from foundation.notices import declining, kinds
from foundation.notices.models import Notice
from tests.makers.accounts import give, make_user
from tests.makers.results import half, make_report
from tests.makers.volunteers import make_unit
from volunteers.models import Unit
from volunteers.reporting import missing_letters, reports

pytestmark = pytest.mark.django_db
D = dt.date
JUNE = dt.datetime(2026, 6, 16, 2, 0, tzinfo=dt.UTC)  # two weeks before 6/30


def coordinator_of(unit: Unit, email: str) -> User:
    user = make_user(None, email=email)
    give(user, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    return user


def planned() -> set[tuple[str, str]]:
    return {(one.step, one.to_address) for one in Notice.objects.filter(kind="statutory", state="planned")}


def test_one_letter_for_each_unit_and_year_however_often_it_is_planned() -> None:
    unit = make_unit("TTT", "education", name="海線志工隊")
    coordinator_of(unit, "unit@example.org")
    make_unit("TTT", "education", state=Unit.State.ENDED)
    for _number in range(3):
        statutory_letters.plan_all(now=JUNE)
    assert planned() == {("honour-6-2026", "unit@example.org")}, "the others are of later days or other categories"
    notice = Notice.objects.get(kind="statutory")
    assert timezone.localtime(notice.due_at).date() == D(2026, 6, 16)
    letter = kinds.find("statutory").write(notice, JUNE)
    assert letter is not None
    assert "志願服務獎勵辦法" in letter.subject
    assert ("對象", "海線志工隊") in letter.facts
    assert any("D0050134" in str(value) for _name, value in letter.facts)
    # Sent is sent: the next year's is another one.
    Notice.objects.update(state="sent", sent_at=JUNE)
    statutory_letters.plan_all(now=JUNE + dt.timedelta(days=2))
    assert planned() == set()
    statutory_letters.plan_all(now=JUNE.replace(year=2027))
    assert planned() == {("honour-6-2027", "unit@example.org")}


@pytest.mark.parametrize(
    ("category", "steps"),
    [("health", {"health-2-2026", "health-3-2026"}), ("culture", set()), ("police", {"interior-2-2026"})],
)
def test_an_award_of_a_ministry_concerns_its_own_categories(category: str, steps: set[str]) -> None:
    coordinator_of(make_unit("HUA", category), "unit@example.org")
    for day in (D(2026, 2, 10), D(2026, 3, 10)):
        statutory_letters.plan_all(now=dt.datetime.combine(day, dt.time(2), tzinfo=dt.UTC))
        Notice.objects.filter(state="planned").update(state="sent", sent_at=JUNE)
    assert {one.step for one in Notice.objects.filter(kind="statutory")} == steps


def test_offices_are_told_of_their_own_step_and_results_by_their_own_letters() -> None:
    unit = make_unit("TPE", "health")
    coordinator_of(unit, "unit@example.org")
    make_user(Role.AUTHORITY_OFFICER, "TPE", sector="衛生類", email="health@example.org")
    make_user(Role.COUNTY_OFFICER, "TPE", email="county@example.org")
    make_user(Role.AUTHORITY_OFFICER, "TPE", sector="教育類", email="education@example.org")
    statutory_letters.plan_all(now=dt.datetime(2026, 8, 17, 2, 0, tzinfo=dt.UTC))
    assert planned() == {("honour-8-2026", "health@example.org")}
    keys = {one.key for one in statutory.RULES if one.told}
    assert not keys & {"tpe-1", "tpe-7", "tpe-january", "volunteer-day", "court-1", "overseas-1"}
    statutory_letters.plan_all(now=dt.datetime(2026, 6, 28, 2, 0, tzinfo=dt.UTC))
    assert not any(step.startswith("tpe") for step, _address in planned())


def test_article_seven_reminds_the_units_that_report_half_yearly_and_nobody_twice() -> None:
    """Who reports once a year has a letter about that report; two half years say nothing of the plan's year."""
    for county, category in (("TPE", "social"), ("TPE", "education"), ("TPE", "health"), ("TTT", "social")):
        coordinator_of(make_unit(county, category), f"{county}-{category}@example.org".lower())
    february = dt.datetime(2026, 2, 16, 2, 0, tzinfo=dt.UTC)
    statutory_letters.plan_all(now=february)
    sevens = {one for one in planned() if one[0].startswith("act-7")}
    assert sevens == {("act-7-2026", "tpe-social@example.org")}
    notice = Notice.objects.get(step="act-7-2026")
    letter = kinds.find("statutory").write(notice, february)
    assert letter is not None
    assert "函報備查" in letter.subject
    assert "原本是 115年2月28日（六），遇假日順延。" in letter.lines
    Unit.objects.filter(county="TPE", category="social").update(authority=Unit.objects.get(county="TTT").authority)
    assert kinds.find("statutory").write(notice, february) is None, "its new office has it report once a year"


def test_who_does_without_is_not_written_to_and_a_letter_too_late_is_not_written() -> None:
    user = coordinator_of(make_unit("TTT", "education"), "unit@example.org")
    statutory_letters.plan_all(now=JUNE)
    notice = Notice.objects.get(kind="statutory")
    kind = kinds.find("statutory")
    letter = kind.write(notice, JUNE)
    assert letter is not None
    assert letter.decline
    assert kind.write(notice, dt.datetime(2026, 7, 1, 2, 0, tzinfo=dt.UTC)) is None
    declining.decline(kind=kind, user=user, by=user, now=JUNE)
    assert kind.write(notice, JUNE) is None
    statutory_letters.plan_all(now=JUNE)
    assert planned() == set()


def test_the_ledger_shows_letters_to_whom_they_concern() -> None:
    unit, other = make_unit("TTT", "education"), make_unit("HUA", "education")
    for one, email in ((unit, "unit@example.org"), (other, "other@example.org")):
        coordinator_of(one, email)
    statutory_letters.plan_all(now=JUNE)
    officer = make_user(Role.COUNTY_OFFICER, "TTT")
    seen = Notice.objects.filter(statutory_letters.visible(officer), kind="statutory")
    assert [one.to_address for one in seen] == ["unit@example.org"]


def test_planning_asks_as_often_for_three_units_as_for_one() -> None:
    asked = []
    for number in (1, 2):
        for _number in range(number):
            make_unit("TTT", "education", contact_email="someone@example.org")
        with CaptureQueriesContext(connection) as queries:
            list(statutory_letters.wishes(now=JUNE))
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_the_page_of_fixed_days_promises_letters_only_for_what_is_written_of(client: Client) -> None:
    client.force_login(make_user(Role.COUNTY_OFFICER, "TPE"))
    assert "每半年回報的單位" not in client.get(reverse("actionplans:fixed_days")).content.decode()
    make_unit("TPE", "social")
    answer = client.get(reverse("actionplans:fixed_days"))
    page = answer.content.decode()
    written = [one for one, is_told in answer.context["rows"] if is_told]
    assert 0 < len(written) < len(answer.context["rows"])
    assert page.count("期限前兩個星期寄信") == len(written)
    assert page.count("每半年回報的單位，期限前") == 1
    assert "要運用單位或主管機關辦的，期限前兩個星期寄信提醒" not in page


def test_the_page_of_fixed_days_has_a_row_for_each_of_ones_own() -> None:
    unit = make_unit("TPE", "social", name="城心志工隊")
    client = Client()
    client.force_login(coordinator_of(unit, "unit@example.org"))
    page = client.get(reverse("actionplans:fixed_days")).content.decode()
    assert page.count("城心志工隊：") == 2, "two halves a year"
    assert page.index("城心志工隊：") < page.index("國際志工日")
    office = Client()
    office.force_login(make_user(Role.AUTHORITY_OFFICER, "TPE", sector="社會福利類"))
    assert "臺北市政府社會局：各單位" in office.get(reverse("actionplans:fixed_days")).content.decode()


def days_of(user: User) -> dict[str, bool]:
    client = Client()
    client.force_login(user)
    rows = client.get(reverse("actionplans:fixed_days")).context["rows"]
    return {one.rule.key: is_told for one, is_told in rows}


def test_the_page_and_the_calendar_show_an_officer_the_days_of_her_category_alone() -> None:
    county = days_of(make_user(Role.COUNTY_OFFICER, "TPE"))
    assert {"tpe-7", "tpe-january", "health-2", "interior-1", "overseas-1"} <= county.keys()
    make_unit("TPE", "police")
    police = make_user(Role.AUTHORITY_OFFICER, "TPE", sector="警政類")
    mine = days_of(police)
    assert mine.keys() == {
        "act-7", "honour-6", "honour-7", "honour-8", "interior-1", "interior-2", "interior-3", "volunteer-day"
    }  # fmt: skip
    assert not mine["act-7"]
    feed, _token = feeds.make(CalendarFeed, language="zh-hant", statutory=True, by=police, now=JUNE)
    fed = {one.key for one in calendar_dates.entries(feed, now=JUNE) if one.key.startswith("fixed-")}
    assert {one.removeprefix("fixed-").rpartition("-")[0] for one in fed} == mine.keys()
    make_unit("TPE", "social")
    social = days_of(make_user(Role.AUTHORITY_OFFICER, "TPE", sector="社會福利類"))
    assert {"tpe-1", "tpe-7", "health-2"} <= social.keys()
    assert social["act-7"]
    assert not social.keys() & {"tpe-january", "interior-1", "overseas-1", "court-3"}


def test_a_unit_s_coordinator_sees_the_days_of_her_unit_alone_and_a_second_place_adds_its_own() -> None:
    unit = make_unit("TPE", "education")
    user = coordinator_of(unit, "unit@example.org")
    mine = days_of(user)
    assert "tpe-january" in mine
    assert not mine.keys() & {"tpe-1", "tpe-7", "health-2", "interior-1"}
    other = make_unit("HUA", "fire")
    give(user, Role.UNIT_COORDINATOR, organisation=other.organisation)
    assert days_of(User.objects.get(pk=user.pk)).keys() == mine.keys() | {"interior-1", "interior-2", "interior-3"}


def test_officers_hear_of_what_has_not_come_once_a_step_until_it_has() -> None:
    unit, other = make_unit("TPE", "health", name="北區衛教隊"), make_unit("TPE", "health")
    make_unit("TPE", "education")
    opened = dt.datetime(2026, 1, 5, 2, 0, tzinfo=dt.UTC)
    made = [make_report(one, now=opened) for one in (unit, other)]
    make_user(Role.AUTHORITY_OFFICER, "TPE", sector="衛生類", email="health@example.org")
    due = made[0].due_on

    def plan(days: int) -> list[Notice]:
        now = dt.datetime.combine(due + dt.timedelta(days=days), dt.time(6), tzinfo=dt.UTC)
        missing_letters.plan_all(now=now)
        return list(Notice.objects.filter(kind="result-missing", state="planned"))

    assert plan(0) == []
    (notice,) = plan(1)
    assert notice.to_address == "health@example.org"
    letter = kinds.find("result-missing").write(notice, opened)
    assert letter is not None
    assert "2 個單位" in letter.subject
    assert "北區衛教隊" in str(letter.facts)
    assert "state=missing" in letter.url
    Notice.objects.update(state="sent", sent_at=JUNE)
    assert plan(2) == []
    assert len(plan(15)) == 1
    for one in made:
        one.figures.filter(counted=None).exclude(key="contact").update(words="辦了說明會。")
        reports.submit(report=one, by=SYSTEM, now=opened)
    assert plan(16) == []
    assert kinds.find("result-missing").write(notice, opened) is None
    officer = make_user(Role.AUTHORITY_OFFICER, "TPE", sector="衛生類")
    assert Notice.objects.filter(missing_letters.visible(officer), kind="result-missing").exists()
    assert not Notice.objects.filter(
        missing_letters.visible(make_user(Role.COUNTY_OFFICER, "HUA")), kind="result-missing"
    ).exists()


def test_half_a_year_of_taipei_is_due_in_january() -> None:
    assert half(2025, 2).due_on == D(2026, 1, 10)
