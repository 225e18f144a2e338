"""Completeness: what lacks, what is not due yet, one letter a hole and day, and who was written to."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.accounts.models import County
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from foundation.notices.models import Notice
from reports.completeness import letters, stages
from reports.dashboards.workshop_steps import steps_of
from reports.models import StageLetter
from tests.makers.accounts import make_user
from tests.makers.plans import make_adopted
from tests.makers.workshops import make_programme, make_workshop
from workshops.models import Programme, Workshop

pytestmark = pytest.mark.django_db
HELD_ON = dt.date(2026, 6, 10)
NOW = dt.datetime(2026, 9, 1, 3, 0, tzinfo=dt.UTC)


@pytest.fixture
def programme() -> Programme:
    """Taitung adopted on its day, Hualien registered, the other twenty nothing."""
    programme = make_programme(slug="ivy-2026")
    first = make_workshop(Workshop.State.HELD, programme=programme, county="TTT", date=HELD_ON)
    make_adopted(first, ["S1"])
    make_workshop(Workshop.State.CONFIRMED, programme=programme, county="HUA", date=HELD_ON)
    return programme


def line_of(programme: Programme, code: str, on: dt.date) -> stages.Line:
    found = stages.matrix(programme, user=make_user(Role.ASSOCIATION), on=on)
    (line,) = (each for each in found.lines if each.code == code)
    return line


def test_all_counties_stand_in_the_matrix_and_the_first_lacking_step_is_marked(programme: Programme) -> None:
    found = stages.matrix(programme, user=make_user(Role.ASSOCIATION), on=NOW.date())
    assert len(found.lines) == 22
    assert [step.code for step in found.steps[:5]] == ["registered", "held", "entered", "reviewed", "adopted"]
    assert found.lacking[0] == 20
    empty = line_of(programme, "TPE", NOW.date())
    assert {cell.state for cell in empty.cells} == {"lacking"}
    assert [cell.is_next for cell in empty.cells].index(True) == 0
    assert sum(cell.is_next for cell in empty.cells) == 1
    hualien = line_of(programme, "HUA", NOW.date())
    assert [cell.state for cell in hualien.cells[:2]] == ["taken", "lacking"]
    assert hualien.cells[1].is_next


@pytest.mark.parametrize(
    ("code", "step", "on", "state"),
    [
        ("HUA", "held", HELD_ON, "waiting"),
        ("HUA", "held", HELD_ON + dt.timedelta(days=1), "lacking"),
        ("TTT", "month_3", dt.date(2026, 9, 9), "waiting"),
        ("TTT", "month_3", dt.date(2026, 9, 10), "lacking"),
        ("TTT", "month_6", dt.date(2026, 12, 9), "waiting"),
        ("TTT", "month_6", dt.date(2026, 12, 10), "lacking"),
        ("TTT", "adopted", HELD_ON, "taken"),
    ],
)
def test_nobody_is_asked_before_the_day(programme, code, step, on, state) -> None:
    Programme.objects.filter(pk=programme.pk).update(tracking_months=[3, 6])
    programme.refresh_from_db()
    (cell,) = (each for each in line_of(programme, code, on).cells if each.step.code == step)
    assert cell.state == state


def client_of(role: str, county: str | None = None) -> Client:
    page = Client()
    page.force_login(make_user(role, county))
    return page


def test_a_hole_is_one_click_from_a_drafted_letter_that_goes_out_once(programme: Programme) -> None:
    officer = make_user(Role.COUNTY_OFFICER, "HUA", name="周怡君")
    page = client_of(Role.ASSOCIATION)
    address = reverse("reports:stage_letter", args=["ivy-2026", "HUA", "held"])
    assert address in page.get(reverse("reports:completeness_of", args=["ivy-2026"])).content.decode()
    body = page.get(address).content.decode()
    assert "周怡君" in body
    assert "還沒有辦理完成的紀錄" in body
    sent = {"subject": "花蓮縣工作坊", "body": "怡君您好：\n\n請看一下。"}
    for _press in range(2):
        assert page.post(address, sent).status_code == 302
    letter = StageLetter.objects.get()
    assert (letter.to, letter.body) == ("周怡君", "怡君您好：\n\n請看一下。")
    notice = Notice.objects.get(kind=stages.KEY)
    assert (notice.to_address, notice.county_id) == (officer.email, "HUA")
    assert Event.objects.filter(verb=Verb.STAGE_LETTER_WRITTEN).count() == 1
    line = line_of(programme, "HUA", NOW.date())
    assert line.cells[1].written is not None
    assert (line.cells[1].written.to, line.cells[1].written.became) == ("周怡君", ("等候寄出",))
    body = page.get(reverse("reports:completeness_of", args=["ivy-2026"])).content.decode()
    assert "寫給周怡君" in body


def test_what_is_sent_is_what_was_written_and_nothing_goes_out_once_the_step_is_taken(programme: Programme) -> None:
    make_user(Role.COUNTY_OFFICER, "HUA")
    make_user(Role.COUNTY_OFFICER, "TTT")
    staff, steps = make_user(Role.ASSOCIATION), {step.code: step for step in steps_of(programme)}
    for code, step in (("HUA", "held"), ("TTT", "adopted")):
        letters.send(
            programme=programme, county=County.objects.get(pk=code), step=steps[step], subject="主旨",
            body="第一段\n\n第二段", by=staff, now=NOW,
        )  # fmt: skip
    written = letters.write(Notice.objects.get(kind=stages.KEY, county="HUA"), NOW)
    assert written is not None
    assert (written.subject, written.lines) == ("主旨", ("第一段", "第二段"))
    assert letters.write(Notice.objects.get(kind=stages.KEY, county="TTT"), NOW) is None


@pytest.mark.parametrize("changed", [{"subject": ""}, {"body": " "}, {"subject": "字" * 101}, {"body": "字" * 2001}])
def test_a_letter_that_cannot_be_sent_stays_on_the_page(programme: Programme, changed: dict[str, str]) -> None:
    make_user(Role.COUNTY_OFFICER, "HUA")
    page = client_of(Role.ASSOCIATION)
    given = {"subject": "主旨留著", "body": "內容留著"} | changed
    answer = page.post(reverse("reports:stage_letter", args=["ivy-2026", "HUA", "held"]), given)
    assert answer.status_code == 422
    assert "留著" in answer.content.decode()
    assert not Notice.objects.filter(kind=stages.KEY).exists()


def test_a_county_without_an_officer_is_told_so_and_an_unknown_place_is_not_there(programme: Programme) -> None:
    page = client_of(Role.ASSOCIATION)
    address = reverse("reports:stage_letter", args=["ivy-2026", "TPE", "registered"])
    assert "沒有人有「縣市承辦人」的角色" in page.get(address).content.decode()
    answer = page.post(address, {"subject": "主旨", "body": "內容"})
    assert answer.status_code == 422
    assert "沒有承辦人的信箱" in answer.content.decode()
    for county, step in (("XXX", "held"), ("TPE", "nothing")):
        assert page.get(reverse("reports:stage_letter", args=["ivy-2026", county, step])).status_code == 404


def test_the_matrix_asks_as_often_for_three_letters_as_for_one(programme: Programme) -> None:
    page, address = client_of(Role.ASSOCIATION), reverse("reports:completeness_of", args=["ivy-2026"])
    staff, held, counts = make_user(Role.ASSOCIATION), steps_of(programme)[1], []
    for code in ("TPE", "KHH", "ILA"):
        make_user(Role.COUNTY_OFFICER, code)
        make_workshop(Workshop.State.CONFIRMED, programme=programme, county=code)
        county = County.objects.get(pk=code)
        letters.send(programme=programme, county=county, step=held, subject="主旨", body="內容", by=staff, now=NOW)
        page.get(address)
        with CaptureQueriesContext(connection) as queries:
            page.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[2]
