"""Pages on results: what is left to do, the rows behind a figure, files, sums, calendar and letters."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.accounts import sectors
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from foundation.notices import kinds
from foundation.notices.models import Notice
from tests.makers.accounts import give, make_user
from tests.makers.api import browser
from tests.makers.own_awards import make_draft, make_own, settle
from tests.makers.results import LAW, half, make_accepted, make_report, make_sent, serve, window
from tests.makers.volunteers import NOW, make_enrolment, make_trained, make_unit
from volunteers.models import AwardGiven, ResultReport, ResultSum, Unit
from volunteers.reporting import missing_letters, places, reports, result_dates, result_letters, summing
from volunteers.reporting.result_exports import ResultSumExport

pytestmark = pytest.mark.django_db
D = dt.date


def coordinator_of(unit: Unit, email: str = "") -> User:
    user = make_user(None, email=email)
    give(user, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    return user


def opened(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_unit_begins_with_what_is_left_to_do() -> None:
    unit = make_unit("TTT", name="海線志工隊")
    serve(unit, make_trained(unit), D(2025, 3, 7), 180)
    report = make_report(unit)
    client = opened(coordinator_of(unit))
    page = client.get(reverse("volunteers:results")).content.decode()
    assert page.index("需要你處理") < page.index("所有回報")
    assert "接下來的期限" in page
    assert LAW.source in page
    page = client.get(reverse("volunteers:result", args=[report.pk])).content.decode()
    assert "可以送出" in page
    assert "有服務時數，受服務人次卻是 0" in page
    assert "3 小時" in page


def test_wrong_numbers_stay_on_the_page_and_the_right_ones_are_kept() -> None:
    unit = make_unit("TTT")
    report = make_report(unit)
    client = opened(coordinator_of(unit))
    sent = {
        "n-served": "一百",
        "w-served": "活動簽到單",
        "n-education_college": "0",
        "w-education_college": "報名表",
        "do": "submit",
    }
    answer = client.post(reverse("volunteers:result_write", args=[report.pk]), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "「一百」不是 0 以上的整數" in page
    assert 'value="一百"' in page
    assert report.figures.get(key="education_college").by_hand == 0
    report.refresh_from_db()
    assert report.state == "open"


def test_marks_stand_beside_their_figure_for_the_unit() -> None:
    unit = make_unit("TTT")
    report = make_sent(unit)
    office = opened(make_user(Role.COUNTY_OFFICER, "TTT"))
    where = reverse("volunteers:result_move", args=[report.pk])
    assert office.post(where, {"move": "return", "mark-served": ""}).status_code == 422
    assert office.post(where, {"move": "return", "mark-served": "和簽到單不符"}).status_code == 302
    page = opened(coordinator_of(unit)).get(reverse("volunteers:result", args=[report.pk])).content.decode()
    assert page.index("受服務人次") < page.index("和簽到單不符")
    assert "退回修改" in page
    reports.submit(report=ResultReport.objects.get(), by=SYSTEM, now=NOW)
    page = office.get(reverse("volunteers:result", args=[report.pk])).content.decode()
    assert page.index("受服務人次") < page.index("上次請單位改：") < page.index("和簽到單不符")
    reports.accept(report=ResultReport.objects.get(), by=SYSTEM, now=NOW)
    page = office.get(reverse("volunteers:result", args=[report.pk])).content.decode()
    assert "和簽到單不符" not in page.split("歷程")[0]


def test_an_earlier_accepted_state_stands_with_its_moment_here_and_its_groups() -> None:
    unit = make_unit("TTT")
    make_trained(unit)
    report = make_accepted(unit, now=dt.datetime(2026, 1, 4, 23, 30, tzinfo=dt.UTC))  # the 5th, half past seven here
    reports.reopen(report=report, reason="單位來函更正時數", by=SYSTEM, now=NOW)
    page = opened(make_user(Role.COUNTY_OFFICER, "TTT")).get(reverse("volunteers:result", args=[report.pk]))
    told = page.content.decode().split("以前核定的數字")[1]
    assert "115/01/05 07:30" in told
    assert "核定：單位來函更正時數" in told
    assert "志工基本資料：學歷：不詳 1" in told


def test_who_keeps_a_unit_neither_accepts_nor_opens_again() -> None:
    unit = make_unit("TTT")
    report = make_sent(unit)
    client = opened(coordinator_of(unit))
    for name in ("accept", "return", "reopen"):
        answer = client.post(reverse("volunteers:result_move", args=[report.pk]), {"move": name, "remark": "改一下"})
        assert answer.status_code == 404
    report.refresh_from_db()
    assert report.state == "submitted"


def test_rows_behind_a_figure_are_those_that_were_counted_and_only_for_who_may_see_them() -> None:
    unit = make_unit("TTT")
    person = make_trained(unit, name="林素珠")
    serve(unit, person, D(2025, 3, 7), 180)
    serve(unit, person, D(2025, 4, 7), 60)
    report = make_report(unit)
    client = opened(coordinator_of(unit))
    found = {
        "people": "林素珠", "minutes": "4 小時", "kind_social": "4 小時", "training_basic": "沒有紀錄",
        "books": "林素珠", "tenure_1": "林素珠",
    }  # fmt: skip
    for key, words in found.items():
        page = client.get(reverse("volunteers:result_rows", args=[report.pk, key])).content.decode()
        assert words in page, key
        assert "怎麼來的" in page
    nation = opened(make_user(Role.ASSOCIATION, None))
    page = nation.get(reverse("volunteers:result_rows", args=[report.pk, "people"])).content.decode()
    assert "林素珠" not in page
    assert "看不到是哪些志工" in page
    assert client.get(reverse("volunteers:result_rows", args=[report.pk, "nothing"])).status_code == 404


OLD, NEW = "海線志工獎", "濱海志工獎"


@pytest.mark.parametrize(("subject", "key"), [("person", "honours_people"), ("team", "honours_team")])
@pytest.mark.parametrize(
    ("on", "version", "name"),
    [
        (D(2025, 4, 30), 1, OLD), (D(2025, 5, 1), 2, NEW), (D(2025, 5, 1), 1, OLD), (D(2025, 4, 30), None, OLD),
        (D(2025, 5, 1), None, NEW),
    ],
)  # fmt: skip
def test_an_honour_is_called_as_the_version_has_it_by_which_it_was_decided(
    subject: str, key: str, on: dt.date, version: int | None, name: str
) -> None:
    """Renamed from May on; a window that was open then is decided by the version that it was opened with."""
    unit = make_unit("TPE", "social")
    asks = {"subject": "team", "hours": None, "members": 2} if subject == "team" else {}
    award = make_own(name=OLD, valid_from=D(2025, 1, 1), **asks)
    settle(make_draft(award=award, name=NEW, valid_from=D(2025, 5, 1), **asks))
    who = {"unit": unit} if subject == "team" else {"volunteer": make_enrolment(unit).volunteer}
    report = make_report(unit, half(2025, 1))
    client = opened(make_user(Role.COUNTY_OFFICER, "TPE"))
    asked = []
    for number in range(3):
        AwardGiven.objects.create(
            award=award.code, given_on=on, version=version, recorded_at=NOW, recorded_by="王小明", **who
        )
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse("volunteers:result_rows", args=[report.pk, key]))
        asked.append(len(queries))
        told = [f"{one.text}{one.detail}" for one in answer.context["rows"]]
        assert [(name in one, (OLD if name == NEW else NEW) in one) for one in told] == [(True, False)] * (number + 1)
    assert asked[1] == asked[2]


def test_lists_take_as_many_questions_for_three_reports_as_for_one() -> None:
    officer = make_user(Role.COUNTY_OFFICER, "TTT")
    client = opened(officer)
    asked = []
    for number in (1, 2):
        for _number in range(number):
            make_accepted(make_unit("TTT"))
        for name in ("results", "result_sums"):
            client.get(reverse(f"volunteers:{name}"))
            with CaptureQueriesContext(connection) as queries:
                assert client.get(reverse(f"volunteers:{name}") + "?year=2025&term=year").status_code == 200
            asked.append(len(queries))
    assert asked[:2] == asked[2:]


@pytest.mark.parametrize(("state", "found"), [("missing", 1), ("late", 2), ("submitted", 1), ("nonsense", 3)])
def test_late_and_missing_reports_have_a_list(state: str, found: int) -> None:
    late = dt.datetime(2026, 4, 1, 2, 0, tzinfo=dt.UTC)
    make_report(make_unit("TTT"))
    make_sent(make_unit("TTT"), now=late)
    make_accepted(make_unit("TTT"), now=dt.datetime(2026, 1, 5, 2, 0, tzinfo=dt.UTC))
    client = opened(make_user(Role.COUNTY_OFFICER, "TTT"))
    answer = client.get(reverse("volunteers:results") + f"?state={state}")
    assert answer.context["page"].paginator.count == found


def test_a_report_leaves_as_files_with_its_figures() -> None:
    unit = make_unit("TTT", name="海線志工隊")
    serve(unit, make_trained(unit), D(2025, 3, 7), 180)
    report = make_accepted(unit)
    client = opened(coordinator_of(unit))
    table = b"".join(client.get(reverse("exports:download", args=["result", "csv"]) + f"?report={report.pk}"))
    assert "minutes,服務成果,服務總時數,180,分鐘,180" in table.decode("utf-8-sig")
    for suffix in ("ods", "xlsx"):
        answer = client.get(reverse("exports:download", args=["result", suffix]) + f"?report={report.pk}")
        assert zipfile.is_zipfile(io.BytesIO(b"".join(answer)))
    odt = b"".join(client.get(reverse("volunteers:result_paper", args=[report.pk, "odt"])))
    text = zipfile.ZipFile(io.BytesIO(odt)).read("content.xml").decode()
    assert "服務總時數" in text
    assert "3 小時" in text
    pdf = b"".join(client.get(reverse("volunteers:result_paper", args=[report.pk, "pdf"])))
    assert pdf.startswith(b"%PDF")
    assert client.get(reverse("exports:download", args=["result", "csv"]) + "?report=999999").status_code == 404


def test_what_was_written_of_a_sum_that_could_not_go_is_still_there() -> None:
    unit, other = make_unit("TTT"), make_unit("TTT")
    make_accepted(unit)
    make_report(other)
    office = opened(make_user(Role.COUNTY_OFFICER, "TTT"))
    asked = {"year": "2025", "term": "year", "county": "TTT", "authority": unit.authority.code, "reason": "沒報"}
    answer = office.post(reverse("volunteers:result_close"), asked)
    assert answer.status_code == 422
    assert 'maxlength="500">沒報</textarea>' in answer.content.decode()
    assert office.post(reverse("volunteers:result_close"), asked | {"reason": "另一單位還沒報"}).status_code == 302
    one = ResultSum.objects.get()
    back = office.post(reverse("volunteers:result_sum_move", args=[one.pk]), {"move": "return", "reason": "錯了"})
    assert back.status_code == 422
    assert 'maxlength="500">錯了</textarea>' in back.content.decode()
    assert office.get(reverse("volunteers:result_sums") + "?year=2025").content.decode().count("錯了") == 0


def test_sums_are_closed_accepted_and_given_back_on_the_page() -> None:
    unit = make_unit("TTT")
    make_enrolment(unit)
    make_accepted(unit)
    office = opened(make_user(Role.COUNTY_OFFICER, "TTT"))
    nation = opened(make_user(Role.ASSOCIATION, None))
    asked = {"year": "2025", "term": "year", "county": "TTT"}
    assert office.post(reverse("volunteers:result_close"), asked).status_code == 422
    assert office.post(
        reverse("volunteers:result_close"), asked | {"authority": unit.authority.code}
    ).status_code == 302  # fmt: skip
    below = ResultSum.objects.get(authority=unit.authority)
    assert office.post(reverse("volunteers:result_sum_move", args=[below.pk]), {"move": "accept"}).status_code == 302
    assert office.post(reverse("volunteers:result_close"), asked).status_code == 302
    above = ResultSum.objects.get(authority=None)
    assert above.values["people"] == above.distinct["people"] == 1
    # Its own sum the county cannot accept; the association can, and gives it back with a reason only.
    where = reverse("volunteers:result_sum_move", args=[above.pk])
    assert office.post(where, {"move": "accept"}).status_code == 404
    assert nation.post(where, {"move": "accept"}).status_code == 302
    assert nation.post(where, {"move": "return", "reason": "錯"}).status_code == 422
    assert nation.post(where, {"move": "return", "reason": "人數請再核對"}).status_code == 302
    page = nation.get(reverse("volunteers:result_sums") + "?year=2025&term=year").content.decode()
    assert "臺東縣" in page
    sheet = b"".join(office.get(reverse("exports:download", args=["result-sums", "ods"]) + "?year=2025&term=year"))
    assert zipfile.is_zipfile(io.BytesIO(sheet))
    assert (
        b"".join(office.get(reverse("volunteers:result_sum_paper", args=["odt"]) + "?year=2025&term=year"))[:2] == b"PK"
    )


def test_an_officer_of_one_category_sees_its_sums_alone_and_a_unit_none() -> None:
    social, health = make_unit("TTT", "social"), make_unit("TTT", "health")
    for unit in (social, health):
        make_enrolment(unit)
        make_accepted(unit)
    officer = make_user(Role.AUTHORITY_OFFICER, "TTT", sector="社會福利類")
    answer = opened(officer).get(reverse("volunteers:result_sums") + "?year=2025&term=year")
    assert answer.context["found"].whole["people"] == 1
    assert opened(coordinator_of(social)).get(reverse("volunteers:result_sums")).status_code == 404
    foreign = make_user(Role.COUNTY_OFFICER, "HUA")
    assert opened(foreign).get(reverse("volunteers:result_sums") + "?county=TTT").status_code == 404


def test_programs_read_what_the_pages_show() -> None:
    unit = make_unit("TTT")
    serve(unit, make_trained(unit), D(2025, 3, 7), 180)
    report = make_accepted(unit)
    client = browser(make_user(Role.COUNTY_OFFICER, "TTT"))
    one = client.get(reverse("v1:result-detail", args=[report.pk])).json()
    assert next(each["value"] for each in one["figures"] if each["key"] == "minutes") == 180
    found = client.get(reverse("v1:result-totals"), {"year": 2025, "term": "year"}).json()
    assert (found["values"]["minutes"], found["reports"]) == (180, 1)
    for wrong in ({}, {"year": "x"}, {"year": 1}, {"year": 2025, "term": "third"}, {"years": 2025}):
        assert client.get(reverse("v1:result-totals"), wrong).status_code == 400


def test_letters_go_before_the_last_day_and_after_it_and_not_once_it_is_sent() -> None:
    unit = make_unit("TPE", "social")
    coordinator_of(unit, "unit@example.org")
    report = make_report(unit, half(2025, 1), now=dt.datetime(2025, 7, 1, 1, 0, tzinfo=dt.UTC))
    now = dt.datetime(2025, 7, 1, 2, 0, tzinfo=dt.UTC)
    result_letters.plan_all(now=now)
    due = {one.step.partition("-")[0]: timezone.localtime(one.due_at).date() for one in Notice.objects.all()}
    # Due on Thursday the 10th: a reminder three days before, and one the day after.
    assert due == {"opened": D(2025, 7, 1), "due": D(2025, 7, 7), "late": D(2025, 7, 11)}
    assert {one.to_address for one in Notice.objects.all()} == {"unit@example.org"}
    for one in Notice.objects.all():
        letter = kinds.find("result").write(one, now)
        assert letter is not None
        assert "2025/07/10" in letter.subject or "7月10日" in letter.subject
    reports.submit(report=report, by=SYSTEM, now=now)
    assert kinds.find("result").write(Notice.objects.first(), now) is None
    result_letters.plan_all(now=now)
    assert set(Notice.objects.values_list("state", flat=True)) == {"void"}
    reports.send_back(report=report, marks={}, remark="時數再核對", by=SYSTEM, now=now)
    result_letters.plan_all(now=now)
    assert [one.step.partition("-")[0] for one in Notice.objects.filter(state="planned")] == ["returned"]


@pytest.mark.parametrize("answered", [False, True])
def test_letters_go_on_once_a_report_is_taken_back(answered: bool) -> None:
    unit = make_unit("TPE", "social")
    coordinator_of(unit, "unit@example.org")
    office = make_user(Role.AUTHORITY_OFFICER, "TPE", sector="社會福利類", email="office@example.org")
    report = make_report(unit, half(2025, 1), now=dt.datetime(2025, 7, 1, 1, 0, tzinfo=dt.UTC))
    now = dt.datetime(2025, 7, 2, 2, 0, tzinfo=dt.UTC)
    reports.submit(report=report, by=SYSTEM, now=now)
    if answered:
        reports.send_back(report=report, marks={}, remark="時數再核對", by=SYSTEM, now=now)
        reports.submit(report=report, by=SYSTEM, now=now)
    result_letters.plan_all(now=now)
    assert not Notice.objects.filter(state="planned").exists()
    reports.take_back(report=report, by=SYSTEM, now=now)
    result_letters.plan_all(now=now)
    planned = list(Notice.objects.filter(state="planned"))
    assert {one.step.partition("-")[0] for one in planned} == {"due", "late"}
    for one in planned:
        letter = kinds.find("result").write(one, now)
        assert letter is not None
        assert "送出" in letter.subject or "期限" in letter.subject
    later = dt.datetime(2025, 7, 20, 2, 0, tzinfo=dt.UTC)
    missing_letters.plan_all(now=later)
    told = Notice.objects.filter(kind="result-missing", to_address=office.email)
    assert told.exists()
    assert kinds.find("result-missing").write(told.first(), later) is not None
    titles = [one.title for one in result_dates.entries(coordinator_of(unit), D(2025, 7, 1), D(2025, 7, 31))]
    assert titles
    assert not any("已送出" in one for one in titles)


@pytest.mark.parametrize(
    ("opened_on", "steps"),
    [
        (D(2025, 7, 6), {"opened", "due", "late"}),
        (D(2025, 7, 7), {"opened", "late"}),
        (D(2025, 7, 10), {"opened", "late"}),
        (D(2025, 7, 11), {"late"}),
    ],
)
def test_who_hears_of_it_in_its_last_days_hears_it_once(opened_on: dt.date, steps: set[str]) -> None:
    unit = make_unit("TPE", "social")
    coordinator_of(unit, "unit@example.org")
    now = dt.datetime.combine(opened_on, dt.time(2), tzinfo=dt.UTC)
    make_report(unit, half(2025, 1), now=now)
    result_letters.plan_all(now=now)
    assert {one.step.partition("-")[0] for one in Notice.objects.all()} == steps


def test_a_reminder_before_a_day_off_comes_before_it() -> None:
    unit = make_unit("TTT")
    coordinator_of(unit, "unit@example.org")
    make_report(unit, window(2025), now=dt.datetime(2026, 1, 5, 2, 0, tzinfo=dt.UTC))
    result_letters.plan_all(now=dt.datetime(2026, 2, 20, 2, 0, tzinfo=dt.UTC))
    # Due on Monday 2026-03-02; three days before is Friday the 27th, a bridge day: the Thursday before it.
    due = Notice.objects.get(step__startswith="due")
    assert timezone.localtime(due.due_at).date() == D(2026, 2, 26)


def test_the_calendar_has_the_days_of_ones_own_units_and_offices() -> None:
    unit = make_unit("TPE", "social", name="城心志工隊")
    make_sent(unit, half(2025, 2))
    mine = list(result_dates.entries(coordinator_of(unit), D(2026, 1, 1), D(2026, 12, 31)))
    assert [(one.starts, one.ends) for one in mine] == [
        (D(2026, 1, 1), D(2026, 1, 10)), (D(2026, 7, 1), D(2026, 7, 10)),
    ]  # fmt: skip
    assert ["（已送出）" in one.title for one in mine] == [True, False]
    office = make_user(Role.AUTHORITY_OFFICER, "TPE", sector="社會福利類")
    assert {one.title.partition("：")[0] for one in result_dates.entries(office, D(2026, 1, 1), D(2026, 12, 31))} == {
        "臺北市政府社會局"
    }
    assert list(result_dates.entries(make_user(Role.ASSOCIATION, None), D(2026, 1, 1), D(2026, 12, 31))) == []


def test_the_command_opens_what_is_owed(capsys: pytest.CaptureFixture[str]) -> None:
    make_unit("TTT")
    call_command("open_results", "--now", "2026-01-05T09:00+08:00")
    assert "開立 1 份" in capsys.readouterr().out
    call_command("open_results", "--now", "2026-01-06T09:00+08:00")
    assert "開立 0 份" in capsys.readouterr().out
    assert ResultReport.objects.count() == 1


def test_a_plain_user_of_another_county_sees_no_sum_of_this_one() -> None:
    unit = make_unit("TTT")
    make_accepted(unit)
    summing.close_authority(authority=unit.authority, county=unit.county, year=2025, term="year", by=SYSTEM, now=NOW)
    assert not ResultSum.objects.visible_to(make_user(Role.COUNTY_OFFICER, "HUA")).exists()
    assert ResultSum.objects.visible_to(make_user(Role.COUNTY_OFFICER, "TTT")).count() == 1


@pytest.mark.parametrize("year", ["0000", "1911", "9999", "1912"])
def test_a_year_that_nobody_counts_by_is_no_error(year: str) -> None:
    unit = make_unit("TTT")
    report = make_accepted(unit)
    client = opened(make_user(Role.COUNTY_OFFICER, "TTT"))
    for name, more in (("result_sums", ()), ("results", ()), ("result_sum_paper", ("odt",))):
        assert client.get(reverse(f"volunteers:{name}", args=more) + f"?year={year}").status_code == 200
    assert client.get(reverse("volunteers:result", args=[report.pk]) + f"?year={year}").status_code == 200


def test_who_is_late_leaves_as_a_list() -> None:
    late = dt.datetime(2026, 4, 1, 2, 0, tzinfo=dt.UTC)
    make_report(make_unit("TTT", name="遲到隊"))
    make_sent(make_unit("TTT", name="晚送隊"), now=late)
    make_accepted(make_unit("TTT", name="準時隊"), now=dt.datetime(2026, 1, 5, 2, 0, tzinfo=dt.UTC))
    make_report(make_unit("HUA", name="別縣隊"))
    client = opened(make_user(Role.COUNTY_OFFICER, "TTT"))

    def names(query: str) -> set[str]:
        sheet = b"".join(client.get(reverse("exports:download", args=["results", "ods"]) + query))
        text = zipfile.ZipFile(io.BytesIO(sheet)).read("content.xml").decode()
        return {name for name in ("遲到隊", "晚送隊", "準時隊", "別縣隊") if name in text}

    assert names("?state=missing") == {"遲到隊"}
    assert names("?state=late") == {"遲到隊", "晚送隊"}
    assert names("?year=2025") == {"遲到隊", "晚送隊", "準時隊"}
    assert names("?year=2024") == set()
    page = client.get(reverse("volunteers:results") + "?state=late").content.decode()
    assert "/results/ods/?state=late" in page or "results.ods?state=late" in page or "?state=late" in page


def test_what_is_opened_again_after_years_is_said_by_letter() -> None:
    unit = make_unit("TTT")
    coordinator_of(unit, "unit@example.org")
    report = make_accepted(unit, window(2023), now=dt.datetime(2024, 1, 5, 2, 0, tzinfo=dt.UTC))
    now = dt.datetime(2026, 6, 10, 2, 0, tzinfo=dt.UTC)
    reports.reopen(report=report, reason="查核發現時數有誤", by=SYSTEM, now=now)
    result_letters.plan_all(now=now)
    notice = Notice.objects.get(state="planned")
    assert notice.step.startswith("returned")
    letter = kinds.find("result").write(notice, now)
    assert letter is not None
    assert "查核發現時數有誤" in letter.lines
    assert not any("數字旁邊" in line for line in letter.lines), "there are no marks"
    result_letters.plan_all(now=now + dt.timedelta(days=61))
    assert not Notice.objects.filter(state="planned").exists()


def test_an_authoritys_paper_is_the_authoritys() -> None:
    social, health = make_unit("TPE", "social"), make_unit("TPE", "health")
    for unit in (social, health):
        make_enrolment(unit)
        make_accepted(unit)
    user = make_user(Role.AUTHORITY_OFFICER, "TPE", sector="社會福利類")
    for sector in set(social.authority.categories) - {"social"}:
        give(user, Role.AUTHORITY_OFFICER, "TPE", sector=sectors.CATEGORIES[sector])
    officer = opened(user)

    def paper(query: str = "") -> str:
        odt = b"".join(
            officer.get(reverse("volunteers:result_sum_paper", args=["odt"]) + f"?year=2025&term=year{query}")
        )
        return zipfile.ZipFile(io.BytesIO(odt)).read("content.xml").decode()

    page = officer.get(reverse("volunteers:result_sums") + "?year=2025&term=year")
    assert page.context["found"].title == "臺北市政府社會局114年度成果彙整"
    assert "臺北市政府社會局" in paper()
    assert "還沒彙整送出" in paper()
    asked = {"year": "2025", "term": "year", "county": "TPE", "authority": social.authority.code}
    assert officer.post(reverse("volunteers:result_close"), asked).status_code == 302
    assert "已彙整送出" in paper()
    assert "歸戶" in paper()
    # The county's and another office's sums are not hers to close or to read.
    for more in ({"authority": ""}, {"authority": health.authority.code}):
        assert officer.post(reverse("volunteers:result_close"), asked | more).status_code == 404
    where = reverse("volunteers:result_sums") + f"?year=2025&term=year&county=TPE&authority={health.authority.code}"
    assert officer.get(where).status_code == 404
    county = opened(make_user(Role.COUNTY_OFFICER, "TPE"))
    assert county.get(where).context["found"].whole.reports == 1
    whole = county.get(reverse("volunteers:result_sums") + "?year=2025&term=year")
    assert f"authority={health.authority.code}" in whole.content.decode()


def test_of_two_offices_one_sees_both_and_calls_neither_the_countys() -> None:
    for category in ("social", "health"):
        make_enrolment(make_unit("TPE", category))
    for unit in Unit.objects.all():
        make_accepted(unit)
    user = make_user(Role.AUTHORITY_OFFICER, "TPE", sector="社會福利類")
    give(user, Role.AUTHORITY_OFFICER, "TPE", sector="衛生類")
    found = opened(user).get(reverse("volunteers:result_sums") + "?year=2025&term=year").context["found"]
    assert found.is_part
    assert "不是縣市的彙整" in found.standing
    assert found.own is None


def test_the_nations_page_paper_and_api_give_what_is_frozen() -> None:
    one, two = make_unit("TTT"), make_unit("HUA")
    for unit in (one, two):
        make_enrolment(unit)
        make_accepted(unit)
    nation = make_user(Role.ASSOCIATION, None)
    client, program = opened(nation), browser(nation)
    asked = {"year": 2025}

    def told() -> dict[str, object]:
        return program.get(reverse("v1:result-totals"), asked).json()

    assert (told()["frozen"], told()["values"]["people"], told()["of"]) == (False, 2, 2)  # type: ignore[index]
    summing.accept(sum_=summing.close_authority(
        authority=one.authority, county=one.county, year=2025, term="year", by=SYSTEM, now=NOW
    ), by=SYSTEM, now=NOW)  # fmt: skip
    up = summing.close_county(county=one.county, year=2025, term="year", by=SYSTEM, now=NOW)
    summing.accept(sum_=up, by=SYSTEM, now=NOW)
    found = told()
    assert (found["frozen"], found["ready"], found["values"]["people"], found["live"]["people"]) == (True, 1, 1, 2)  # type: ignore[index]
    page = client.get(reverse("volunteers:result_sums") + "?year=2025")
    assert "2 個縣市裡 1 個已核定" in page.content.decode()
    table = page.content.decode().split('class="v-table r-sums')[1].split("</table>")[0]
    # The frozen figure and that of the moment, each under a heading of its own.
    assert table.count('<th scope="col"') == 5
    assert [cell.split("<")[0] for cell in table.split('<td class="num')[1:3]] == [
        '" data-label="已鎖定">1',
        ' v-muted" data-label="目前">2',
    ]
    text = zipfile.ZipFile(
        io.BytesIO(b"".join(client.get(reverse("volunteers:result_sum_paper", args=["odt"]) + "?year=2025")))
    ).read("content.xml").decode()  # fmt: skip
    assert "2 個縣市裡 1 個已核定" in text
    where, settle = reverse("volunteers:result_close"), {"year": "2025", "term": "year", "county": ""}
    assert client.post(where, settle).status_code == 422
    assert client.post(where, settle | {"reason": "花蓮縣災後順延回報"}).status_code == 302
    whole = ResultSum.objects.get(county=None)
    assert told()["state"] == "accepted"
    assert told()["distinct"] == {"people": 1, "books": 0, "cards": 0, "insured": 0}
    page = client.get(reverse("volunteers:result_sums") + "?year=2025").content.decode()
    assert "全國已定案" in page
    officer = opened(make_user(Role.COUNTY_OFFICER, "TTT"))
    assert officer.post(where, settle | {"reason": "花蓮縣災後順延回報"}).status_code in (404, 422)
    assert officer.post(reverse("volunteers:result_sum_move", args=[whole.pk]), {"move": "return"}).status_code == 404
    assert client.post(reverse("volunteers:result_sum_move", args=[whole.pk]), {"move": "accept"}).status_code == 422
    back = {"move": "return", "reason": "花蓮縣補送回報"}
    assert client.post(reverse("volunteers:result_sum_move", args=[whole.pk]), back).status_code == 302
    assert told()["state"] == "returned"


def test_an_officer_of_one_category_reads_no_sum_of_an_office_for_all_of_them() -> None:
    one, other = make_unit("TTT", "social"), make_unit("TTT", "health")
    assert one.authority == other.authority
    assert not one.authority.categories
    for unit, number in ((one, 1), (other, 3)):
        for _number in range(number):
            make_enrolment(unit)
        make_accepted(unit)
    act = {"county": one.county, "year": 2025, "term": "year", "by": SYSTEM, "now": NOW}
    closed = summing.close_authority(authority=one.authority, **act)
    summing.accept(sum_=closed, by=SYSTEM, now=NOW)
    assert closed.values["people"] == 4
    user = make_user(None)
    give(user, Role.AUTHORITY_OFFICER, "TTT", sector=sectors.name("social"))
    officer = make_user(Role.COUNTY_OFFICER, "TTT")
    for reader, people in ((user, 1), (officer, 4)):
        found = places.read(reader, on=D(2026, 3, 1), year=2025, term="year", county="TTT")
        assert [each.settled["people"] for each in found.below] == [people]
        (table,) = ResultSumExport().tables(reader, year=2025, term="year", county="TTT")
        (line,) = [row for row in table.rows if row[0] == "people"]
        assert line[-1] == people
        told = opened(reader).get("/api/v1/result-totals/?year=2025&term=year&county=TTT")
        assert [place["values"]["people"] for place in told.json()["places"]] == [people]
        page = opened(reader).get(reverse("volunteers:result_sums") + "?year=2025&term=year&county=TTT")
        assert [each["one"].sum for each in page.context["below"]] == ([closed] if reader == officer else [None])
