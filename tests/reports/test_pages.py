"""The dashboards: everybody's own things, every number from the value, the same number of queries with more rows."""

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.jobs.models import Job
from reports.national import build
from tests.makers.accounts import make_user
from tests.makers.plans import make_adopted, make_full_plan, make_inventory, make_plan
from tests.makers.workshops import make_participant, make_programme, make_workshop
from workshops.models import Programme, Workshop

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 1, 1, 0, tzinfo=dt.UTC)
STATE = Workshop.State


@pytest.fixture(autouse=True)
def morning():
    """All of it happens on the morning of 1 June 2026."""
    with time_machine.travel(NOW, tick=False):
        yield


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def association() -> Client:
    return signed_in(make_user(Role.ASSOCIATION, None))


def fill(programme: Programme, counties: list[str]) -> None:
    """In each county a workshop ahead, a held one with a plan, and a reported one."""
    for code in counties:
        make_workshop(STATE.SUBMITTED, programme=programme, county=code, date=dt.date(2026, 6, 20))
        held = make_workshop(STATE.HELD, programme=programme, county=code, groups=2, date=dt.date(2026, 5, 1))
        make_inventory(held.groups.first(), "S3")
        make_full_plan(held, held.groups.first())
        make_participant(held)
        make_adopted(make_workshop(STATE.REPORTED, programme=programme, county=code), ["R1"])


def test_the_national_dashboard_shows_the_value() -> None:
    programme = make_programme(year=2026)
    fill(programme, ["TTT", "HUA"])
    answer = association().get(reverse("reports:national"))
    assert answer.status_code == 200
    report = answer.context["report"]
    assert report.figures == build(programme, now=NOW).figures
    html = answer.content.decode()
    for row in report.plans_matrix.rows:
        assert row.short in html
    assert f'<b class="v-num">{report.funnel[0].count}</b>' in html
    for finding in report.findings:
        assert finding.text in html
    assert [step["value"] for step in answer.context["steps"]] == [step.count for step in report.funnel]
    assert sum(answer.context["level_counts"]) == 22
    assert {tile["name"]: tile["value"] for tile in answer.context["tiles"]}["花蓮縣"] == 2


def test_its_to_do_list_is_counted_from_the_workshops() -> None:
    programme = make_programme(year=2026, held_by=dt.date(2026, 6, 30))
    fill(programme, ["TTT", "HUA"])
    todos = {todo.code: todo for todo in association().get(reverse("reports:national")).context["todos"]}
    assert todos["confirm"].count == 2
    assert todos["confirm"].detail == "花蓮縣、臺東縣"
    assert todos["confirm"].url.endswith(f"?programme={programme.slug}&state=submitted")
    assert (todos["reports_late"].count, todos["reports_late"].tone) == (2, "late")
    assert todos["review"].count == 2
    assert todos["supervisors"].count == 4
    assert (todos["absent"].count, todos["absent"].tone) == (20, "risk")
    assert todos["absent"].detail.endswith("等 20 個縣市")


def test_the_newest_programme_opens_and_a_draft_does_not() -> None:
    make_programme(year=2025)
    newest = make_programme(year=2026)
    make_programme(year=2027, state=Programme.State.DRAFT)
    client = association()
    assert client.get(reverse("reports:national")).context["programme"] == newest
    assert client.get(reverse("reports:national_of", args=["nowhere"])).status_code == 404


def test_without_a_programme_there_is_an_invitation() -> None:
    for name in ("reports:national", "home"):
        answer = association().get(reverse(name))
        assert answer.status_code == 200
        assert "還沒有方案年度" in answer.content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ASSOCIATION])
def test_the_national_pages_are_not_there_for_others(role: Role) -> None:
    programme = make_programme()
    client = signed_in(make_user(role))
    assert client.get(reverse("reports:national")).status_code == 404
    assert client.get(reverse("reports:national_of", args=[programme.slug])).status_code == 404
    assert client.post(reverse("reports:make", args=[programme.slug]), {"format": "json"}).status_code == 404
    assert not Job.objects.exists()


def test_strangers_are_asked_to_sign_in() -> None:
    for name in ("home", "reports:national"):
        answer = Client().get(reverse(name))
        assert answer.status_code == 302
        assert "login" in answer["Location"]


def test_home_stands_at_the_root_under_both_names() -> None:
    assert reverse("home") == reverse("reports:home") == "/"


def test_the_schema_is_served_to_everybody() -> None:
    answer = Client().get(reverse("reports:schema"))
    assert answer.json()["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize("adopted", [True, False])
def test_the_county_and_the_nation_count_the_same_workshops_as_held(adopted: bool) -> None:
    """A room that still runs and has adopted a plan has met, wherever one looks."""
    programme = make_programme(year=2026)
    running = make_workshop(STATE.RUNNING, programme=programme, date=dt.date(2026, 6, 1))
    for _person in range(3):
        make_participant(running)
    if adopted:
        make_adopted(running, ["R1"])
    held = make_workshop(STATE.HELD, programme=programme, date=dt.date(2026, 5, 1))
    make_participant(held)
    report = build(programme, now=NOW)
    county = signed_in(make_user()).get(reverse("home")).context
    assert county["held"] == report.figure("workshops_held").value == (2 if adopted else 1)
    assert county["people"] == report.figure("people").value == (4 if adopted else 1)


def test_an_officers_dashboard_begins_with_what_is_late() -> None:
    programme = make_programme(year=2026, held_by=dt.date(2026, 6, 30))
    soon = make_workshop(
        STATE.CONFIRMED, programme=programme, date=dt.date(2026, 6, 3), supervisor=make_user("supervisor")
    )
    late = make_workshop(STATE.HELD, programme=programme, date=dt.date(2026, 5, 1))
    make_plan(late, title="縱谷到站", first_step_on=dt.date(2026, 6, 5))
    make_workshop(STATE.HELD, programme=programme, county="HUA", date=dt.date(2026, 5, 1))
    answer = signed_in(make_user(Role.COUNTY_OFFICER)).get("/")
    found = {todo.code: todo for todo in answer.context["todos"]}
    assert set(found) == {"participants", "report", "supervisor", "first_step"}
    assert found["participants"].tone == "late"
    assert found["report"].detail == "已採納 1 件，至少要 3 件"
    assert found["report"].url == reverse("actionplans:board", args=[late.pk])
    assert "開會" in found["first_step"].detail
    assert [todo.tone for todo in answer.context["todos"]] == sorted(
        (todo.tone for todo in answer.context["todos"]), key=["late", "risk", ""].index
    )
    assert answer.context["next"]["workshop"] == soon
    assert answer.context["next"]["days"] == 2
    html = answer.content.decode()
    assert "臺東縣工作總覽" in html
    assert "縱谷到站" in html
    assert "花蓮縣" not in html


def test_a_county_without_a_workshop_is_asked_to_register() -> None:
    make_programme(year=2026, held_by=dt.date(2026, 5, 31))
    answer = signed_in(make_user(Role.COUNTY_OFFICER)).get("/")
    (todo,) = answer.context["todos"]
    assert (todo.code, todo.tone, todo.url) == ("register", "late", reverse("workshops:register"))
    assert answer.context["next"] is None


@pytest.mark.parametrize(
    ("day", "listed", "groups", "code"),
    [
        (dt.date(2026, 6, 8), 1, 0, "groups"),
        (dt.date(2026, 6, 9), 1, 0, None),
        (dt.date(2026, 6, 8), 1, 2, None),
        (dt.date(2026, 6, 9), 0, 0, "participants"),
        (dt.date(2026, 5, 31), 0, 0, None),
    ],
)
def test_what_a_confirmed_workshop_still_needs(day: dt.date, listed: int, groups: int, code: str | None) -> None:
    workshop = make_workshop(STATE.CONFIRMED, programme=make_programme(year=2026), date=day, groups=groups)
    for _each in range(listed):
        make_participant(workshop)
    codes = [todo.code for todo in signed_in(make_user(Role.COUNTY_OFFICER)).get("/").context["todos"]]
    assert codes == ([code] if code else [])


def test_supervisors_and_lecturers_see_what_names_them() -> None:
    lecturer, supervisor = make_user(Role.LECTURER), make_user(Role.SUPERVISOR, "HUA")
    programme = make_programme(year=2026)
    ahead = make_workshop(STATE.CONFIRMED, programme=programme, lecturer=lecturer, date=dt.date(2026, 6, 5))
    other = make_workshop(STATE.HELD, programme=programme, county="HUA")
    plan = make_plan(other, supervisor=supervisor, first_step_on=dt.date(2026, 6, 2))
    make_plan(other, title="別人的方案")
    answer = signed_in(lecturer).get("/")
    assert answer.context["workshops"] == [ahead]
    assert [todo.code for todo in answer.context["todos"]] == ["teach"]
    answer = signed_in(supervisor).get("/")
    assert list(answer.context["plans"]) == [plan]
    assert [todo.code for todo in answer.context["todos"]] == ["first_step"]
    assert "別人的方案" not in answer.content.decode()


@pytest.mark.parametrize("role", [Role.UNIT_COORDINATOR, Role.VOLUNTEER, Role.AUTHORITY_OFFICER])
def test_the_others_see_their_countys_adopted_plans(role: Role) -> None:
    mine = make_plan(make_workshop(STATE.HELD, programme=make_programme(), county="TTT"))
    make_plan(make_workshop(STATE.HELD, county="HUA"))
    make_plan(mine.workshop, state="candidate")
    answer = signed_in(make_user(role)).get("/")
    assert list(answer.context["plans"]) == [mine]
    assert ("工作坊</h2>" in answer.content.decode()) is (role == Role.AUTHORITY_OFFICER)


def test_somebody_without_a_role_is_told_whom_to_ask() -> None:
    assert "還沒有指派角色" in signed_in(make_user(None)).get("/").content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_a_dashboards_queries_do_not_grow_with_its_rows(role: Role) -> None:
    programme = make_programme(year=2026)
    user = make_user(role)
    fill(programme, ["TTT"])
    client = signed_in(user)
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    fill(programme, ["TTT", "HUA", "TTT"])
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(many) == len(few) <= 40


def test_the_national_page_takes_as_many_queries_with_more_rows() -> None:
    programme = make_programme(year=2026)
    fill(programme, ["TTT"])
    client = association()
    client.get(reverse("reports:national"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("reports:national"))
    fill(programme, ["TTT", "HUA", "TPE"])
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("reports:national"))
    assert len(many) == len(few) <= 29


def test_asking_for_a_report_starts_a_job_whose_file_is_ones_own(
    django_capture_on_commit_callbacks,
) -> None:
    programme = make_programme(year=2026, slug="ivy-2026")
    fill(programme, ["TTT"])
    user = make_user(Role.ASSOCIATION, None)
    client = signed_in(user)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("reports:make", args=["ivy-2026"]), {"format": "json"})
    job = Job.objects.get()
    assert answer["Location"] == reverse("jobs:job", args=[job.pk])
    assert (job.state, job.done, job.total, job.by) == ("done", 100, 100, user)
    page = client.get(reverse("jobs:job", args=[job.pk])).content.decode()
    assert "national-report-ivy-2026-20260601.json" in page
    file = client.get(reverse("jobs:result", args=[job.pk]))
    assert file["Content-Disposition"] == 'attachment; filename="national-report-ivy-2026-20260601.json"'
    assert b"".join(file.streaming_content).startswith(b"{")


@pytest.mark.parametrize("page", ["zh-hant", "en"])
def test_a_report_is_called_in_the_readers_language_whichever_it_was_asked_in(page: str) -> None:
    programme = make_programme(name="行動號召工作坊", name_en="Local Call to Action")
    client = association()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = page
    client.post(reverse("reports:make", args=[programme.slug]), {"format": "json"})
    job = Job.objects.get()
    assert job.label == "行動號召工作坊全國成果報告（JSON）"
    assert job.label_en.startswith("Local Call to Action")
    for language, called in (("en", job.label_en), ("zh-hant", job.label)):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        assert f">{called}</a>" in client.get(reverse("reports:national")).content.decode()


def test_an_unknown_format_starts_nothing() -> None:
    programme = make_programme()
    answer = association().post(reverse("reports:make", args=[programme.slug]), {"format": "doc"})
    assert answer.status_code == 400
    assert "pdf、xlsx、ods、json" in answer.content.decode()
    assert not Job.objects.exists()


def test_a_programme_that_is_gone_is_told_as_a_sentence(
    django_capture_on_commit_callbacks,
) -> None:
    programme = make_programme(slug="gone")
    client = association()
    with django_capture_on_commit_callbacks() as callbacks:
        client.post(reverse("reports:make", args=["gone"]), {"format": "json"})
    programme.delete()
    for callback in callbacks:
        callback()
    job = Job.objects.get()
    assert job.state == "failed"
    assert "gone" in job.message
    assert not job.result
