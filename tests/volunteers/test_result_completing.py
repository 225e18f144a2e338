"""Two people at one report: nothing that somebody has written is lost to an older page, and nothing accepted by one."""

import datetime as dt
import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import give, make_user
from tests.makers.results import make_report, serve
from tests.makers.volunteers import NOW, make_trained, make_unit
from volunteers.models import ResultFigure, ResultReport, ResultSum, Unit
from volunteers.reporting import completing, reports, summing

pytestmark = pytest.mark.django_db


def coordinator(unit: Unit, email: str) -> Client:
    user: User = make_user(None, email=email)
    give(user, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    client = Client()
    client.force_login(user)
    return client


def made() -> ResultReport:
    unit = make_unit("TTT")
    serve(unit, make_trained(unit), dt.date(2025, 3, 7), 180)
    return make_report(unit)


def form_of(client: Client, report: ResultReport) -> dict[str, str]:
    """What a browser would send of the page as it stands."""
    page = client.get(reverse("volunteers:result", args=[report.pk])).content.decode()
    return fields(page)


def fields(page: str) -> dict[str, str]:
    form = page[page.index('name="seen"') - 200 : page.index('value="submit"')]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrfmiddlewaretoken":
            found[name[1]] = unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = unescape(text).replace("\n", "\r\n")
    return found


def by_hand(report: ResultReport, key: str) -> ResultFigure:
    return report.figures.get(key=key)


def test_an_older_page_leaves_what_somebody_else_has_written_meanwhile() -> None:
    report = made()
    one, other = coordinator(report.unit, "a@unit.example"), coordinator(report.unit, "b@unit.example")
    write = reverse("volunteers:result_write", args=[report.pk])
    older = form_of(other, report)
    mine = form_of(one, report) | {"n-served": "40", "w-served": "活動簽到單", "do": "save"}
    assert one.post(write, mine).status_code == 302
    assert other.post(write, older | {"t-contact": "王小明", "do": "save"}).status_code == 302
    assert (by_hand(report, "served").by_hand, by_hand(report, "served").why) == (40, "活動簽到單")
    assert by_hand(report, "contact").words == "王小明"


def test_where_both_have_written_the_second_is_asked_and_loses_nothing() -> None:
    report = made()
    one, other = coordinator(report.unit, "a@unit.example"), coordinator(report.unit, "b@unit.example")
    write = reverse("volunteers:result_write", args=[report.pk])
    older = form_of(other, report)
    first = form_of(one, report) | {"n-served": "40", "w-served": "活動簽到單", "t-contact": "張一", "do": "save"}
    assert one.post(write, first).status_code == 302
    second = older | {"n-served": "45", "w-served": "值班日誌", "t-contact": "王二", "n-education_college": "1",
                      "w-education_college": "報名表", "do": "save"}  # fmt: skip
    answer = other.post(write, second)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "有 2 個數字沒有存" in page
    assert "這段時間改成「40（活動簽到單）」" in page
    assert "這段時間改成「張一」" in page
    assert by_hand(report, "served").by_hand == 40
    assert by_hand(report, "education_college").by_hand == 1
    again = fields(page)
    assert (again["n-served"], again["w-served"], again["t-contact"]) == ("45", "值班日誌", "王二")
    assert other.post(write, again | {"do": "save"}).status_code == 302
    assert (by_hand(report, "served").by_hand, by_hand(report, "contact").words) == (45, "王二")


def test_what_somebody_has_written_meanwhile_is_not_handed_in_unseen() -> None:
    report = made()
    one, other = coordinator(report.unit, "a@unit.example"), coordinator(report.unit, "b@unit.example")
    write = reverse("volunteers:result_write", args=[report.pk])
    older = form_of(other, report)
    mine = form_of(one, report) | {"n-served": "40", "w-served": "活動簽到單", "do": "save"}
    assert one.post(write, mine).status_code == 302
    answer = other.post(write, older | {"do": "submit"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "「受服務人次」在這段時間由別人改過" in page
    report.refresh_from_db()
    assert report.state == "open"
    assert other.post(write, fields(page) | {"do": "submit"}).status_code == 302
    report.refresh_from_db()
    assert report.state == "submitted"


def test_what_was_typed_into_a_report_that_has_gone_is_said() -> None:
    report = made()
    client = coordinator(report.unit, "a@unit.example")
    older = form_of(client, report)
    reports.submit(report=report, by=SYSTEM, now=NOW)
    answer = client.post(
        reverse("volunteers:result_write", args=[report.pk]),
        older | {"n-served": "45", "w-served": "值班日誌", "do": "save"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "您填的「受服務人次」沒有存：45（值班日誌）" in page


@pytest.mark.parametrize("text", ["", "{", "[]", '{"served": 3}', '{"served": ["1"]}', '{"nowhere": ["", "", ""]}'])
def test_a_page_that_says_nothing_of_what_it_showed_is_taken_as_it_is(text: str) -> None:
    report = made()
    given = {"served": {"number": "40", "why": "活動簽到單"}}
    wrong = completing.write(report=report, given=given, by=SYSTEM, now=NOW, was=completing.read(text))
    assert wrong == {}
    assert by_hand(report, "served").by_hand == 40


def accept_form(client: Client, address: str) -> dict[str, str]:
    """What a browser sends when somebody presses 核定 on the page as it stands."""
    page = client.get(address).content.decode()
    form = next(one for one in page.split("<form")[1:] if 'value="accept"' in one)
    return {"move": "accept", "seen": re.search(r'name="seen" value="([^"]*)"', form)[1]}  # type: ignore[index]


def test_what_was_taken_back_and_handed_in_anew_is_not_accepted_by_an_older_page() -> None:
    report = made()
    office = Client()
    office.force_login(make_user(Role.COUNTY_OFFICER, "TTT"))
    reports.submit(report=report, by=SYSTEM, now=NOW)
    page, move = reverse("volunteers:result", args=[report.pk]), reverse("volunteers:result_move", args=[report.pk])
    older = accept_form(office, page)
    reports.take_back(report=report, by=SYSTEM, now=NOW)
    completing.write(report=report, given={"served": {"number": "400", "why": "重新算過"}}, by=SYSTEM, now=NOW)
    reports.submit(report=report, by=SYSTEM, now=NOW + dt.timedelta(minutes=1))
    answer = office.post(move, older)
    assert answer.status_code == 422
    assert "又重新送出過" in answer.content.decode()
    report.refresh_from_db()
    assert report.state == "submitted"
    assert office.post(move, accept_form(office, page)).status_code == 302


def test_a_sum_that_came_back_and_went_up_anew_is_not_accepted_by_an_older_page() -> None:
    report = made()
    officer = make_user(Role.COUNTY_OFFICER, "TTT")
    office = Client()
    office.force_login(officer)
    reports.submit(report=report, by=SYSTEM, now=NOW)
    reports.accept(report=report, by=SYSTEM, now=NOW)
    of = {"authority": report.authority, "county": report.county, "year": 2025, "term": "year", "by": SYSTEM}
    one = summing.close_authority(**of, now=NOW)  # type: ignore[arg-type]
    page = f"{reverse('volunteers:result_sums')}?year=2025&term=year&county=TTT"
    older = accept_form(office, page)
    summing.send_back(sum_=one, reason="時數和報表不符", by=SYSTEM, now=NOW)
    summing.close_authority(**of, now=NOW + dt.timedelta(minutes=1))  # type: ignore[arg-type]
    move = reverse("volunteers:result_sum_move", args=[one.pk])
    answer = office.post(move, older)
    assert answer.status_code == 422
    assert "這份彙整在這段時間重新送出過" in answer.content.decode()
    assert ResultSum.objects.get().state == "submitted"
    assert office.post(move, accept_form(office, page)).status_code == 302
