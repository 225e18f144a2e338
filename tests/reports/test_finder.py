"""Good practice: what is found is what was asked for, each count leads to as many, and the walls hold."""

import datetime as dt

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.followup import publishing
from actionplans.models import Milestone, Plan
from foundation.accounts.roles import Role
from reports.finding import finder
from tests.makers.accounts import make_user
from tests.makers.plans import make_adopted, make_full_plan, make_inventory
from tests.makers.workshops import make_programme, make_workshop
from workshops.models import Programme, Workshop

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 9, 1, 3, 0, tzinfo=dt.UTC)


@pytest.fixture
def programme() -> Programme:
    """Taitung with a full plan, Taipei with two, Penghu with one."""
    programme = make_programme(slug="ivy-2026")
    first = make_workshop(Workshop.State.HELD, programme=programme, county="TTT", groups=1)
    make_inventory(first.groups.get(), "S3")
    make_full_plan(first, first.groups.get(), title="縱谷到站", code="TTT-115-01")
    make_adopted(make_workshop(Workshop.State.HELD, programme=programme, county="TPE"), ["R2", "G2"])
    make_adopted(make_workshop(Workshop.State.HELD, programme=programme, county="PEN"), ["R2"])
    return programme


def codes(rows: list[finder.Practice]) -> list[str]:
    return [one.plan.code or "" for one in rows]


def test_each_choice_says_how_many_it_leads_to(programme: Programme) -> None:
    every = finder.practices(make_user(Role.ASSOCIATION))
    assert len(every) == 4
    for asked in ({}, {"pillar": "recognition"}, {"size": "municipality"}, {"pillar": "recognition", "size": "island"}):
        for kind, rows in finder.choices(every, asked).items():
            for row in rows:
                assert len(finder.found(every, asked | {kind: row.key})) == row.plans, (asked, kind, row.key)
    assert len(finder.found(every, {"pillar": "recognition"})) == 2
    assert len(finder.found(every, {"size": "island"})) == 1
    assert {one.plan.county_id for one in finder.found(every, {"size": "municipality"})} == {"TPE"}
    full = next(one for one in every if one.plan.code == "TTT-115-01")
    assert full.tags["resource"]
    assert "measured" in full.tags["result"]
    for kind, values in full.tags.items():
        assert set(values) <= finder.labels()[kind].keys()


def test_what_came_furthest_stands_first(programme: Programme) -> None:
    plan, due_on = Plan.objects.filter(county="PEN").get(), dt.date(2026, 9, 10)
    stone = Milestone.objects.filter(plan=plan, kind="result").first() or Milestone.objects.create(
        plan=plan,
        kind="result",
        title="",
        month=3,
        position=1,
        promised_on=due_on,
        due_on=due_on,
    )
    before = finder.found(finder.practices(make_user(Role.ASSOCIATION)), {})
    assert before[0].plan.pk != plan.pk
    Milestone.objects.filter(pk=stone.pk).update(reached_at=NOW)
    after = finder.found(finder.practices(make_user(Role.ASSOCIATION)), {})
    assert after[0].plan.pk == plan.pk
    assert codes(finder.found(after, {"result": "reached"})) == [plan.code]


def test_a_county_finds_its_own_and_what_others_made_public(programme: Programme) -> None:
    officer = make_user(Role.COUNTY_OFFICER, "TTT")
    assert codes(finder.practices(officer)) == ["TTT-115-01"]
    public = Plan.objects.filter(county="TPE", pillar="recognition").get()
    publishing.publish(
        plan=public, summary="", summary_en="", by=make_user(Role.COUNTY_OFFICER, "TPE"), now=NOW
    )  # fmt: skip
    found = {one.plan.code: one.page for one in finder.practices(officer)}
    assert found.keys() == {"TTT-115-01", public.code}
    assert found[public.code] == reverse("actionplans:public_plan", args=["TPE", public.code])
    assert found["TTT-115-01"].startswith(reverse("actionplans:plans"))
    page = Client()
    page.force_login(officer)
    for address in found.values():
        assert page.get(address).status_code == 200


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("", {}), ("pillar=support&sdg=3", {"pillar": "support", "sdg": "3"}), ("sdg=18", {}), ("sdg=0", {}),
        ("pillar=x&size=island", {"size": "island"}),
        ("result=reached&actor=all", {"result": "reached", "actor": "all"}),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_not(query: str, asked: dict[str, str]) -> None:
    assert finder.wanted(QueryDict(query)) == asked


def test_the_page_asks_as_often_for_many_as_for_one(programme: Programme) -> None:
    page = Client()
    page.force_login(make_user(Role.ASSOCIATION))
    counts = []
    for _turn in range(2):
        page.get(reverse("reports:finder"))
        with CaptureQueriesContext(connection) as queries:
            page.get(reverse("reports:finder"))
        counts.append(len(queries))
        make_adopted(make_workshop(Workshop.State.HELD, programme=programme, county="KHH"), ["S1", "S2", "S3"])
    assert counts[0] == counts[1]
