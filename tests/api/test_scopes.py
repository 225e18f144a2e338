"""A token reaches at most as far as its owner, and less where it was limited: to reading, to areas, to a place."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config import api
from foundation.accounts import narrowing, tokens, trail_lines
from foundation.accounts.models import ApiToken, Membership, User
from foundation.accounts.roles import Permission, Role
from foundation.accounts.scope import NOWHERE, Scope, reach
from foundation.api.areas import CHOOSABLE, SAFE, WORDS, Area
from foundation.audit.models import Event
from foundation.jobs.models import Job
from reports.making import JOB
from tests.api.test_access import addresses
from tests.makers.accounts import county, give, make_organisation, make_user
from tests.makers.api import browser, program
from tests.makers.proposing import make_award_candidate, make_window
from tests.makers.volunteers import make_enrolment, make_unit
from tests.makers.workshops import make_programme, make_workshop
from volunteers.models import AwardCandidate, AwardJuror
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 5, 1, 4, 0, tzinfo=dt.UTC)


def everywhere() -> User:
    """Somebody who holds what the association holds, and what an officer does."""
    person = make_user(Role.ASSOCIATION)
    give(person, Role.COUNTY_OFFICER, "TTT")
    return person


KEY = "00000000-0000-4000-8000-000000000000"


def test_every_endpoint_names_its_area() -> None:
    views = [pattern.callback for _name, pattern in addresses(api.urlpatterns) if pattern.name != "api_docs"]
    nameless = [view.cls.__name__ for view in views if not isinstance(view.cls.area, Area)]
    assert not nameless
    named = {pattern.callback.cls.area for _name, pattern in addresses(api.v1)}
    assert named == set(Area), "an area that no endpoint is in"
    assert set(WORDS) == set(Area)


def asked(client: Any, where: str, method: str) -> Any:
    return getattr(client, method)(where, {}, format="json") if method != "get" else client.get(where)


def paths() -> list[tuple[str, str, Area]]:
    """Every address as it may be asked for, a method, and its area."""
    found = []
    for _name, pattern in addresses(api.v1):
        view: Any = pattern.callback
        methods = getattr(view, "actions", None) or [
            one for one in ("get", "post", "put", "patch", "delete") if hasattr(view.cls, one)
        ]
        where = "/api/v1/" + _filled(str(pattern.pattern))
        found += [(where, method, view.cls.area) for method in methods if method != "head"]
    return found


def _filled(route: str) -> str:
    route = route.removeprefix("^").removesuffix("$").removesuffix(r"\Z")
    for kind, sample in (("uuid", KEY), ("slug", "x"), ("int", "1")):
        route = re.sub(rf"<{kind}:\w+>", sample, route)
    route = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", lambda one: _sample(one[0]), route)
    return route.replace("\\", "").replace("/?", "/")


def _sample(group: str) -> str:
    if "a-f" in group:
        return KEY
    return "TTT" if "A-Z" in group else "1"


def test_every_operation_is_refused_to_a_token_of_another_area() -> None:
    person = everywhere()
    clients = {area: program(person, areas=[next(one for one in CHOOSABLE if one is not area)]) for area in Area}
    let_in = []
    for where, method, area in paths():
        answer = asked(clients[area], where, method)
        expected = (200, 404) if area is Area.BASICS else (403,)
        if answer.status_code not in expected:
            let_in.append((method, where, answer.status_code))
    assert not let_in


def test_every_write_is_refused_to_a_token_that_only_reads() -> None:
    client = program(everywhere(), read_only=True)
    writes = [(where, method) for where, method, _area in paths() if method.upper() not in SAFE]
    assert len(writes) > 100
    let_in = [(method, where) for where, method in writes if asked(client, where, method).status_code != 403]
    assert not let_in


def test_the_refusal_names_the_scope_in_both_languages() -> None:
    client = program(everywhere(), areas=[Area.PLEDGES, Area.REGISTER], read_only=True)
    answer = client.get(reverse("v1:workshop-list"))
    body = answer.json()
    assert (answer.status_code, body["type"]) == (403, "urn:problem:insufficient_scope")
    assert body["detail"] == (
        "這個權杖沒有「工作坊、參加者和表單」的範圍，只能用在：志工、訓練、時數和保險、縣市的宣示。請用範圍夠的權杖，或發一個新的。"
    )
    assert "workshops" in body["translations"]["en"]["detail"].lower()
    assert body["errors"][0]["code"] == "workshops:read"
    written = client.post(reverse("v1:pledge-list"), {"county": "TTT"}, format="json").json()
    assert written["detail"].startswith("這個權杖只能讀，不能寫入「縣市的宣示」")
    assert written["errors"][0]["code"] == "pledges:write"


def test_without_limits_everything_is_as_before(client: Client) -> None:
    officer = make_user()
    make_workshop(Workshop.State.DRAFT)
    for asks in (program(officer), browser(officer)):
        assert len(asks.get(reverse("v1:workshop-list")).json()["results"]) == 1
    told = program(officer).get(reverse("v1:me")).json()["token"]
    assert (told["read_only"], told["areas"], told["county"], told["unit"]) == (False, [], None, None)


def test_what_is_not_hers_is_not_there_whatever_the_token() -> None:
    """The limits are told to who may; who may not is told that nothing is here."""
    client = program(make_user(), areas=[Area.PLEDGES])
    assert client.post(reverse("v1:programme-list"), {}, format="json").status_code == 404


class TestCounty:
    def test_only_its_rows_are_there(self) -> None:
        here = make_workshop(Workshop.State.CONFIRMED, programme=make_programme())
        there = make_workshop(Workshop.State.CONFIRMED, programme=here.programme, county="HUA")
        client = program(make_user(Role.ASSOCIATION), county=county("HUA"))
        assert [one["id"] for one in client.get(reverse("v1:workshop-list")).json()["results"]] == [there.pk]
        assert client.get(reverse("v1:workshop-detail", args=[here.pk])).status_code == 404
        told = client.get(reverse("v1:me")).json()
        assert told["token"]["county"] == "HUA"
        assert told["permissions"]["see_workshops"] == {"everywhere": False, "counties": ["HUA"], "named": False}

    def test_what_is_the_nations_is_refused(self) -> None:
        """No role does this for one county: the programme and the nation's report have none."""
        programme = make_programme()
        client = program(make_user(Role.ASSOCIATION), county=county("HUA"))
        for name, method in (("programme-detail", "patch"), ("programme-national-report", "get")):
            answer = getattr(client, method)(reverse(f"v1:{name}", args=[programme.slug]), {"capacity": 61})
            assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "place"), name
            assert "只限「花蓮縣」" in answer.json()["detail"]
            assert "Hualien" in answer.json()["translations"]["en"]["detail"]

    def test_a_county_that_is_not_hers_any_more_opens_nothing(self) -> None:
        officer = make_user()
        give(officer, Role.COUNTY_OFFICER, "HUA")
        make_workshop(Workshop.State.CONFIRMED)
        client = program(officer, county=county("TTT"))
        assert len(client.get(reverse("v1:workshop-list")).json()["results"]) == 1
        Membership.objects.filter(user=officer, county="TTT").update(ends_on=dt.date(2025, 6, 1))
        assert client.get(reverse("v1:workshop-list")).status_code == 403

    def test_a_seat_on_a_committee_elsewhere_is_closed(self) -> None:
        juror = make_user()
        unit = make_unit("TPE")
        window = make_window(has_committee=True)
        candidate = make_award_candidate(window, unit, make_enrolment(unit).volunteer, state="submitted")
        AwardJuror.objects.create(window=window, user=juror, number=1)
        assert candidate in AwardCandidate.objects.visible_to(juror)
        juror.access = narrowing.within_county(juror.access, county="TTT")
        assert candidate not in AwardCandidate.objects.visible_to(juror)


class TestUnit:
    def test_only_its_rows_are_there(self) -> None:
        unit, other = make_unit(), make_unit()
        hers, someone = make_enrolment(unit), make_enrolment(other)
        officer = make_user()
        assert len(program(officer).get(reverse("v1:unit-list")).json()["results"]) == 2
        client = program(officer, unit=unit.organisation)
        assert [one["id"] for one in client.get(reverse("v1:unit-list")).json()["results"]] == [unit.pk]
        people = client.get(reverse("v1:volunteer-list")).json()["results"]
        assert [one["key"] for one in people] == [str(hers.volunteer.key)]
        assert client.get(reverse("v1:volunteer-detail", args=[someone.volunteer.key])).status_code == 404
        assert client.patch(reverse("v1:unit-detail", args=[other.pk]), {}, format="json").status_code == 404

    def test_what_a_units_coordinator_may_not_is_refused(self) -> None:
        client = program(make_user(), unit=make_unit().organisation)
        answer = client.get(reverse("v1:workshop-list"))
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "place")


@pytest.mark.parametrize("role", list(Role))
def test_narrowing_never_adds(role: Role) -> None:
    """Of every role, alone and beside an officer's: nothing is left that was not held, and nothing outside."""
    mine, theirs = make_organisation("TTT"), make_organisation("HUA")
    for person in (make_user(None), make_user(Role.COUNTY_OFFICER, "HUA")):
        give(person, role, "TTT", sector="社會福利類", organisation=mine)
        give(person, Role.UNIT_COORDINATOR, "HUA", organisation=theirs)
        access = person.access
        within = narrowing.within_county(access, county="TTT")
        for permission in Permission:
            left, held = within.scope(permission), access.scope(permission)
            assert not left.everywhere
            assert left.counties <= {"TTT"}
            assert held.covers("TTT") or not left.counties
            assert left.organisations <= held.organisations - {theirs.pk}
            assert {one.county for one in left.named} <= {"TTT"}
            assert {place for place, _category in left.sectors} <= {"TTT"}
            assert left.person is None
        unit = narrowing.within_unit(access, unit=mine.pk, county="TTT")
        for permission, left in unit.scopes.items():
            assert left == Scope(organisations=frozenset({mine.pk}))
            held = access.scope(permission)
            assert held.covers("TTT") or mine.pk in held.organisations
        assert unit.lost | set(unit.scopes) == set(access.scopes)


def test_the_nations_permissions_are_named() -> None:
    """Whoever gives one of them to a county's role, too, has to look whether a token may then be limited with it."""
    access = make_user(Role.ASSOCIATION).access
    assert narrowing.within_county(access, county="TTT").lost == {
        Permission.CONFIRM_WORKSHOP, Permission.OPEN_PERSON_ELSEWHERE, Permission.GIVE_SECOND_VOICE,
        Permission.MANAGE_PROGRAMMES, Permission.EDIT_QUESTIONS, Permission.MAKE_NATIONAL_REPORT,
        Permission.REVIEW_PLEDGES,
    }  # fmt: skip
    assert reach(make_user(None), Permission.SEE_UNITS) == NOWHERE


class TestJobs:
    def made(self, user: User, kind: str) -> str:
        job = Job.objects.create(by=user, kind=kind, state=Job.State.DONE, asked_at=timezone.now())
        job.result.save("x.csv", ContentFile(b"x"))
        return reverse("v1:job", args=[job.pk])

    def test_a_limited_token_has_those_of_its_areas(self) -> None:
        association = make_user(Role.ASSOCIATION)
        report, other = self.made(association, JOB), self.made(association, "something")
        expected = {
            (): (200, 200), (Area.REPORTS,): (200, 404), (Area.PLEDGES,): (403, 404),
        }  # fmt: skip
        for areas, statuses in expected.items():
            client = program(association, areas=areas)
            assert (client.get(report).status_code, client.get(other).status_code) == statuses, areas
        client = program(association, county=county("TTT"))
        assert (client.get(report).status_code, client.get(other).status_code) == (404, 404)


class TestIssuing:
    def test_a_place_has_to_be_hers(self) -> None:
        officer = make_user()
        for place in ({"county": county("HUA")}, {"unit": make_organisation("HUA")}):
            with pytest.raises(ValidationError, match="不在您的範圍"):
                tokens.issue(name="系統", days=1, by=officer, now=NOW, **place)  # type: ignore[arg-type]
        with pytest.raises(ValidationError, match="範圍"):
            tokens.issue(name="系統", days=1, by=officer, now=NOW, areas=["everything"])
        assert not ApiToken.objects.exists()

    def test_a_unit_brings_its_county(self) -> None:
        association = everywhere()
        unit = make_organisation("TTT")
        with pytest.raises(ValidationError, match="不在您選的縣市"):
            tokens.issue(name="系統", days=1, by=association, now=NOW, unit=unit, county=county("HUA"))
        token, _secret = tokens.issue(name="系統", days=1, by=association, now=NOW, unit=unit)
        assert (token.county_id, token.place) == ("TTT", unit.name)
        with pytest.raises(IntegrityError), transaction.atomic():
            ApiToken.objects.update(county=None)

    def test_the_trail_notes_the_limits(self) -> None:
        officer = make_user()
        unit = make_organisation("TTT", name="臺東關懷隊")
        tokens.issue(name="系統", days=1, by=officer, now=NOW)
        tokens.issue(
            name="系統", days=1, by=officer, now=NOW, read_only=True, areas=["register", "awards"], unit=unit
        )  # fmt: skip
        free, limited = Event.objects.filter(verb="token_issued").order_by("pk")
        assert set(free.now) == {"expires"}
        assert {key: value for key, value in limited.now.items() if key != "expires"} == {
            "read_only": True, "areas": ["register", "awards"], "county": "臺東縣", "unit": "臺東關懷隊",
        }  # fmt: skip


class TestPage:
    def test_limits_are_chosen_and_listed(self, client: Client) -> None:
        officer = make_user()
        unit = make_organisation("TTT", name="臺東關懷隊")
        make_organisation("HUA", name="花蓮關懷隊")
        client.force_login(officer)
        page = client.get(reverse("accounts:tokens")).content.decode()
        assert "臺東關懷隊" in page
        assert "花蓮關懷隊" not in page
        assert 'name="county"' not in page, "she has only one"
        made = client.post(
            reverse("accounts:tokens"),
            {"name": "隊務系統", "days": "30", "read_only": "on", "areas": ["register", "awards"], "unit": unit.pk},
        ).content.decode()
        token = ApiToken.objects.get()
        assert (token.read_only, token.areas, token.unit_id) == (True, ["register", "awards"], unit.pk)
        for words in ("只能讀", "只限臺東關懷隊", "志工、訓練、時數和保險、獎項和證明書"):
            assert words in made
        (line,) = trail_lines.read(Event.objects.filter(verb="token_issued"))
        said = {one.name: one.now for one in line.changes}  # type: ignore[attr-defined]
        assert (said["範圍"], said["只限這個單位"]) == ("志工、訓練、時數和保險、獎項和證明書", "臺東關懷隊")

    def test_all_areas_are_those_to_come_too(self, client: Client) -> None:
        client.force_login(make_user())
        client.post(reverse("accounts:tokens"), {"name": "甲", "days": "30", "areas": list(CHOOSABLE)})
        assert ApiToken.objects.get().areas == []

    def test_no_area_at_all_is_told(self, client: Client) -> None:
        client.force_login(make_user())
        answer = client.post(reverse("accounts:tokens"), {"name": "甲", "days": "30"})
        assert answer.status_code == 422
        assert "請至少勾選一個範圍" in answer.content.decode()
        assert not ApiToken.objects.exists()

    def test_the_association_chooses_a_county(self, client: Client) -> None:
        client.force_login(make_user(Role.ASSOCIATION))
        client.post(reverse("accounts:tokens"), {"name": "甲", "days": "30", "areas": list(CHOOSABLE), "county": "HUA"})
        assert ApiToken.objects.get().county_id == "HUA"

    def test_the_number_of_questions_does_not_grow(self, client: Client) -> None:
        officer = make_user()
        client.force_login(officer)
        counted = []
        for _round in range(2):
            tokens.issue(name="系統", days=1, by=officer, now=timezone.now(), unit=make_organisation("TTT"))
            with CaptureQueriesContext(connection) as asked_for:
                client.get(reverse("accounts:tokens"))
            counted.append(len(asked_for))
        assert counted[0] == counted[1]


def test_the_description_names_each_operations_scope(client: Client) -> None:
    described = client.get(reverse("v1:schema"), headers={"Accept-Language": "zh-hant"}).json()
    operations = {
        operation["operationId"]: operation
        for item in described["paths"].values()
        for name, operation in item.items()
        if name != "parameters"
    }
    for operation in operations.values():
        assert {"token": [operation["x-scope"]]} in operation["security"], operation["operationId"]
    taken = operations["unit_hours_take"]
    assert taken["x-scope"] == "register:write"
    assert "寫「志工、訓練、時數和保險」（`register:write`）" in taken["description"]
    assert operations["me"]["x-scope"] == "basics:read"
