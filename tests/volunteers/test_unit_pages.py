"""Pages on units: the list and its filters, one, entering and changing one, and the guide."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.accounts.roles import Role
from foundation.audit import trail
from tests.makers.accounts import give, make_organisation, make_user
from tests.makers.volunteers import make_enrolment, make_unit
from volunteers.models import Unit

pytestmark = pytest.mark.django_db
GIVEN = {"name": "海線志工隊", "body": "association", "category": "social", "probation_days": "0"}


@pytest.fixture(autouse=True)
def summer():
    with time_machine.travel(dt.datetime(2026, 6, 10, 6, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def officer(client):
    officer = make_user(county="TTT", name="林小美")
    client.force_login(officer)
    return officer


def way(name, unit=None):
    return reverse(f"volunteers:{name}", args=[unit.pk] if unit else [])


def listed(client, **query):
    return re.findall(r'v-table__t" href="[^"]+">([^<]+)', client.get(way("units"), query).content.decode())


def test_the_list_is_filtered_by_its_address(client):
    client.force_login(make_user(Role.ASSOCIATION))
    make_unit(name="海線隊", contact_name="陳大文")
    make_unit(name="山線隊", category="health", state=Unit.State.PREPARING)
    make_unit("HUA", name="縱谷隊")
    for query, names in (
        ({}, ["海線隊", "山線隊", "縱谷隊"]),
        ({"county": "HUA"}, ["縱谷隊"]),
        ({"category": "health"}, ["山線隊"]),
        ({"state": "preparing"}, ["山線隊"]),
        ({"q": "海"}, ["海線隊"]),
        ({"q": "大文"}, ["海線隊"]),
        ({"q": "ttt-0002"}, ["山線隊"]),
        ({"q": "1"}, ["海線隊", "縱谷隊"]),
        ({"q": "沒有"}, []),
        ({"category": "nonsense", "state": "x", "page": "99"}, ["海線隊", "山線隊", "縱谷隊"]),
        ({"q": "9" * 30, "county": "TTTTT"}, []),
    ):
        assert sorted(listed(client, **query)) == sorted(names), query


@pytest.mark.parametrize("name", ["units", "unit"])
def test_pages_ask_the_same_number_of_questions_whatever_their_length(client, officer, name):
    first = make_unit()
    make_enrolment(first)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(way(name, first if name == "unit" else None))
        return len(queries)

    asked()
    one = asked()
    for _more in range(2):
        make_enrolment(make_unit())
        make_enrolment(first)
    assert asked() == one


def test_a_unit_is_entered_seen_and_changed(client, officer):
    assert way("unit_new") in client.get(way("units")).content.decode()
    sent = client.post(way("unit_new"), GIVEN | {"head_title": "理事長", "head_name": "王小明"})
    made = Unit.objects.get()
    assert sent["Location"] == way("unit", made)
    assert (made.name, made.county_id, made.authority.code, made.state) == (
        "海線志工隊",
        "TTT",
        "ttt-government",
        "preparing",
    )
    page = client.get(way("unit", made)).content.decode()
    for words in ("海線志工隊", "TTT-0001", "臺東縣政府", "理事長 王小明", "籌備中", "0 人"):
        assert words in page
    changed = GIVEN | {"name": "新海線志工隊", "probation_days": "90", "needs_roster": "on"}
    assert client.post(way("unit_edit", made), changed)["Location"] == way("unit", made)
    made = Unit.objects.get()
    assert (made.name, made.probation_days, made.needs_roster) == ("新海線志工隊", 90, True)
    line = trail.history_of(made).first()
    assert line.now["name"] == "新海線志工隊"
    assert "見習" in client.get(way("unit", made)).content.decode()


def test_what_is_wrong_is_said_beside_its_field_and_stays_typed(client, officer):
    make_unit(name="海線志工隊")
    again = client.post(way("unit_new"), GIVEN | {"head_name": "王小明"})
    assert again.status_code == 422
    assert "已經登錄過這個單位" in again.content.decode()
    assert 'value="王小明"' in again.content.decode()
    assert client.post(way("unit_new"), {"name": "甲", "probation_days": "x"}).status_code == 422
    other = make_unit(name="山線志工隊")
    assert "已經有叫這個名稱" in client.post(way("unit_edit", other), GIVEN).content.decode()
    assert Unit.objects.get(pk=other.pk).name == "山線志工隊"


def test_a_named_office_stays_where_the_category_would_say_another(client, officer):
    from volunteers.models import Authority

    ministry = Authority.objects.get(code="tw-mohw")
    client.post(way("unit_new"), GIVEN | {"authority": ministry.pk})
    made = Unit.objects.get()
    assert made.authority == ministry
    client.post(way("unit_edit", made), GIVEN | {"authority": ministry.pk, "address": "臺東市"})
    assert Unit.objects.get().authority == ministry
    elsewhere = Authority.objects.get(code="hua-government")
    assert client.post(way("unit_edit", made), GIVEN | {"authority": elsewhere.pk}).status_code == 422


def test_a_coordinator_enters_the_unit_of_her_organisation_and_no_other(client):
    organisation = make_organisation("TTT", name="海線志工隊")
    user = make_user(None)
    give(user, Role.UNIT_COORDINATOR, organisation=organisation)
    client.force_login(user)
    assert "登錄「海線志工隊」" in client.get(way("unit_new")).content.decode()
    client.post(way("unit_new"), GIVEN | {"name": "別的名稱", "county": "HUA"})
    made = Unit.objects.get()
    assert (made.organisation, made.county_id) == (organisation, "TTT")
    assert client.get(way("unit_new")).status_code == 404
    assert client.get(way("unit_edit", made)).status_code == 200
    assert client.get(way("unit_edit", make_unit())).status_code == 404


def test_who_only_looks_finds_no_buttons(client):
    unit = make_unit()
    client.force_login(make_user(Role.AUTHORITY_OFFICER, "TTT", sector="社會福利類"))
    assert way("unit_edit", unit) not in client.get(way("unit", unit)).content.decode()
    assert way("unit_new") not in client.get(way("units")).content.decode()


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ({}, 200, ["查備案機關"]),
        ({"categories": ["culture"], "counties": ["TPE", "NWT"]}, 200, ["文化部", "新北市政府", "臺北市政府文化局"]),
        ({"categories": ["education", "environment"], "counties": ["TPE"]}, 200, ["臺北市政府社會局", "綜合類"]),
        ({"categories": ["culture"]}, 422, ["至少選一個縣市"]),
        ({"counties": ["TPE"]}, 422, ["至少選一類"]),
        ({"categories": ["nonsense"], "counties": ["XXX"]}, 422, []),
        ({"categories": ["culture"], "nationwide": "on"}, 200, ["服務範圍是全國"]),
    ],
)
def test_the_guide_is_for_everybody(client, query, status, words):
    """FIL-01, FIL-02."""
    found = client.get(way("guide"), query)
    assert found.status_code == status
    for each in words:
        assert each in found.content.decode()
