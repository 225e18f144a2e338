"""Codes in the report's files lead back to their rows, for who may see them."""

import io

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from foundation.accounts.roles import Role
from foundation.exports import ods, xlsx
from foundation.exports.imprint import Imprint
from reports import codes, paper, tables
from reports.national import build
from tests.makers.accounts import make_user
from tests.makers.board import LATER, ideas_of, make_adopted, make_room
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> Workshop:
    """Two tables with a core issue each, whose first idea is adopted; held since."""
    workshop = make_room(tables=2)
    make_adopted(ideas_of(workshop)[0], by=make_user(Role.COUNTY_OFFICER, "TTT"))
    Workshop.objects.filter(pk=workshop.pk).update(state=Workshop.State.HELD)
    return workshop


def test_each_code_of_the_report_leads_to_what_it_stands_for(room: Workshop) -> None:
    officer = make_user(Role.COUNTY_OFFICER, "TTT")
    report = build(room.programme, now=LATER)
    (plan,) = report.plans
    row = room.plans.get(code=plan.code)
    assert codes.page_of(plan.code, user=officer) == reverse("actionplans:lineage", args=[row.pk])
    group = room.groups.get(number=1)
    sheets = reverse("actionplans:group_sheets", args=[group.pk])
    issue = report.issues[0]
    assert codes.page_of(issue.code, user=officer) == f"{sheets}#item-{row.issues.get().item_id}"
    assert codes.page_of(issue.group, user=officer) == sheets
    assert codes.page_of(issue.workshop, user=officer) == reverse("workshops:detail", args=[room.pk])
    assert codes.page_of(f"{issue.group}-9", user=officer) == sheets, "a star was taken away since"


@pytest.mark.parametrize(
    ("role", "county", "opens"),
    [
        (Role.ASSOCIATION, None, (True, True, True)),
        (Role.COUNTY_OFFICER, "TTT", (True, True, True)),
        (Role.COUNTY_OFFICER, "HUA", (False, False, False)),
        (Role.VOLUNTEER, "TTT", (True, False, False)),
    ],
)
def test_a_code_opens_no_door(room: Workshop, role: str, county: str | None, opens: tuple[bool, ...]) -> None:
    user = make_user(role, county)
    asked = (room.plans.get(code__isnull=False).code, f"W{room.pk}-1-1", f"W{room.pk}")
    assert tuple(codes.page_of(one or "", user=user) is not None for one in asked) == opens


@pytest.mark.parametrize("code", ["", "W", "W0", "W１", "W1-1-1-1", "W99999999999", "TTT-115-99", "../plans", "W1-"])
def test_what_is_no_code_leads_nowhere(room: Workshop, code: str, client: Client) -> None:
    user = make_user(Role.ASSOCIATION)
    assert codes.page_of(code, user=user) is None
    if code and "/" not in code:
        client.force_login(user)
        assert client.get(reverse("reports:code", args=[code])).status_code == 404


def test_the_files_carry_the_addresses(room: Workshop) -> None:
    import openpyxl

    report = build(room.programme, now=LATER)
    plan, issue = report.plans[0].code, report.issues[0].code
    sheet = io.BytesIO()
    xlsx.write(tables.tables(report), sheet, imprint=Imprint("報告"))
    book = openpyxl.load_workbook(sheet)
    cell = book["行動方案"]["A2"]
    assert (cell.value, cell.hyperlink.target) == (plan, f"{settings.SITE_ADDRESS}/codes/{plan}/")
    assert book["核心議題"]["A2"].hyperlink.target == f"{settings.SITE_ADDRESS}/codes/{issue}/"
    assert book["工作坊"]["A2"].hyperlink.target == f"{settings.SITE_ADDRESS}/codes/W{room.pk}/"

    from python_calamine import CalamineWorkbook

    document = io.BytesIO()
    ods.write(tables.tables(report), document, imprint=Imprint("報告"))
    document.seek(0)
    assert CalamineWorkbook.from_filelike(document).get_sheet_by_name("行動方案").to_python()[1][0] == plan
    html = paper.compose(report)
    assert f'href="{settings.SITE_ADDRESS}/codes/{plan}/"' in html
    assert f'href="{settings.SITE_ADDRESS}/codes/{issue}/"' in html
