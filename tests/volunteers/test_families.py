"""Families: kept with everybody's agreement over several units, judged with the county, put forward in one press."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.models import County, User
from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import make_user
from tests.makers.own_awards import make_draft, make_own, settle
from tests.makers.proposing import DIAMOND_FAMILY, NOW, ON, coordinator_of, make_deserving, make_window, officer_of
from tests.makers.volunteers import make_unit, make_volunteer
from volunteers.awards import eligibility, families, lists, runs
from volunteers.models import AwardStanding, Enrolment, Family, OwnAward, Unit, Volunteer
from volunteers.rules.award_judging import Outcome

pytestmark = pytest.mark.django_db
D = dt.date


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def unit() -> Unit:
    return make_unit("TPE", "social", name="海線關懷志工隊")


@pytest.fixture
def both(unit: Unit) -> tuple[Volunteer, Volunteer]:
    """Mother and daughter, each in a unit of her own, both with what the golden diamond asks of every member."""
    mother = make_deserving(unit, name="林素珠", award=DIAMOND_FAMILY)
    daughter = make_deserving(make_unit("TPE", "health", name="北城衛生隊"), name="林小真", award=DIAMOND_FAMILY)
    Volunteer.objects.filter(pk=daughter.pk).update(born_on=D(1990, 3, 5))
    AwardStanding.objects.all().delete()
    return mother, daughter


def keep(unit: Unit, *members: Volunteer, **more: Any) -> Family:
    given = {"agreed": True, "by": coordinator_of(unit), "now": NOW} | more
    return families.keep(unit=unit, members=[(one.pk, "長女" if number else "") for number, one in enumerate(members)],
                         **given)  # fmt: skip


def test_a_member_of_another_unit_is_named_with_her_day_of_birth(unit: Unit, both: tuple[Volunteer, ...]) -> None:
    mother, daughter = both
    assert families.found(unit, "林素珠", ON) == mother.pk
    assert families.found(unit, "林小真 79/3/5", ON, anywhere=True) == daughter.pk
    for said, anywhere in (
        ("林小真", True),
        ("林小真 79/3/6", True),
        ("林小真 79/3/5", False),
        ("無此人 79/3/5", True),
    ):
        with pytest.raises(ValidationError, match="找不到"):
            families.found(unit, said, ON, anywhere=anywhere)
    Enrolment.objects.filter(volunteer=daughter).update(left_on=D(2026, 1, 1))
    with pytest.raises(ValidationError, match="找不到"):
        families.found(unit, "林小真 79/3/5", ON, anywhere=True)


def test_nobody_is_kept_without_everybodys_word_twice_or_from_nowhere(unit: Unit, both: tuple[Volunteer, ...]) -> None:
    for who, more, says in (
        (both, {"agreed": False}, "同意"), (both[:1], {}, "至少 2 人"), ((both[0], both[0]), {}, "只能列一次"),
        (both[::-1], {}, "申請人要是這個單位"), ((both[0], make_volunteer()), {}, "不是任何單位"),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=says):
            keep(unit, *who, **more)
    assert not Family.objects.exists()
    family = keep(unit, *both)
    assert [one.relation for one in family.members.all()] == ["本人", "長女"]
    with pytest.raises(ValidationError, match="另一個家庭"):
        keep(unit, *both)
    families.end(family=family, by=coordinator_of(unit), now=NOW)
    with pytest.raises(ValidationError, match="已經結束"):
        families.end(family=family, by=coordinator_of(unit), now=NOW)
    assert keep(unit, *both).pk != family.pk


def run(on: dt.date = ON) -> None:
    county = County.objects.get(pk="TPE")
    runs.go_on(runs.start(county=county, on=on, now=NOW, by=SYSTEM), today=on)  # type: ignore[arg-type]


def test_a_county_s_run_lists_families_and_teams_and_says_who_is_new_and_soon(
    unit: Unit, both: tuple[Volunteer, ...]
) -> None:
    code = make_own(subject="family", hours=90, years=1, members=2).code
    team = make_own(subject="team", hours=None, team_years=3, members=1).code
    Unit.objects.filter(pk=unit.pk).update(team_formed_on=D(2023, 8, 15))
    family = keep(unit, *both)
    run(D(2026, 6, 29))
    assert eligibility.assess_family(family, ON)[-1].outcome is Outcome.ELIGIBLE
    assert AwardStanding.objects.get(family=family, award=code).state == "eligible"
    soon = AwardStanding.objects.get(unit=unit, award=team)
    assert (soon.state, soon.reachable_on) == ("soon", D(2026, 8, 14)), "two months before it is three years old"
    run(D(2026, 8, 15))
    there = AwardStanding.objects.get(unit=unit, award=team)
    assert (there.state, there.since, there.reachable_on) == ("eligible", D(2026, 8, 15), None)
    officer, hers = officer_of(), coordinator_of(unit)
    for reader in (officer, hers):
        new = lists.standings(reader, on=D(2026, 8, 20), state="new", kind="team")
        assert [row.unit_id for row in new] == [unit.pk]
        assert lists.standings(reader, on=D(2026, 8, 20), kind="family", award=code).count() == 1
    far = officer_of("HUA")
    assert not lists.standings(far, on=ON).exists()
    families.end(family=family, by=hers, now=NOW)
    run(D(2026, 8, 16))
    assert not AwardStanding.objects.filter(family__isnull=False).exists()


def test_a_run_that_is_killed_among_teams_goes_on_there_by_the_rules_it_began_with(
    unit: Unit, both: tuple[Volunteer, ...]
) -> None:
    code = make_own(subject="team", hours=None, members=1).code
    keep(unit, *both)
    county = County.objects.get(pk="TPE")
    first = runs.start(county=county, on=ON, now=NOW, by=SYSTEM)  # type: ignore[arg-type]

    def kill(run_: Any) -> None:
        if run_.stage == "teams":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        runs.go_on(first, today=ON, tell=kill, chunk=1)
    later = NOW + dt.timedelta(hours=1)
    settle(make_draft(award=OwnAward.objects.get(), subject="team", hours=None, members=999,
                      valid_from=D(2026, 6, 1)), now=later)  # fmt: skip
    again = runs.start(county=county, on=ON, now=later, by=SYSTEM)  # type: ignore[arg-type]
    assert (again.pk, again.stage, again.seen) == (first.pk, "teams", 3)
    told: list[tuple[str, int]] = []
    done = runs.go_on(again, today=ON, tell=lambda each: told.append((each.stage, each.seen)), chunk=1)
    assert told == [("teams", 4), ("families", 5)]
    assert (done.seen, done.whole) == (5, 5)
    rows = AwardStanding.objects.filter(award=code)
    assert {(row.state, row.version) for row in rows} == {("eligible", 1)}
    assert rows.count() == 2


def test_a_kept_family_is_put_forward_in_one_press(unit: Unit, both: tuple[Volunteer, ...]) -> None:
    family, window = keep(unit, *both), make_window(DIAMOND_FAMILY, on=timezone.localdate())
    client = browser(coordinator_of(unit))
    address = reverse("volunteers:award_propose", args=[window.pk, unit.pk])
    assert "林素珠的家庭" in client.get(address).content.decode()
    assert client.post(address, {"family": "999999"}).status_code == 422
    answer = client.post(address, {"family": str(family.pk)})
    assert answer.status_code == 302
    kin = window.candidates.get().kin.order_by("pk")
    assert [(one.volunteer_id, one.relation) for one in kin] == [(both[0].pk, "本人"), (both[1].pk, "長女")]


def test_pages_files_and_api_say_the_same_of_a_family_and_of_a_team(unit: Unit, both: tuple[Volunteer, ...]) -> None:
    hers, officer = coordinator_of(unit), officer_of()
    client = browser(hers)
    address = reverse("volunteers:families", args=[unit.pk])
    sent = {"applicant": "林素珠", "member_1": "林小真 79/3/5", "relation_1": "長女"}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "全部成員同意以後" in refused.content.decode()
    assert "林小真 79/3/5" in refused.content.decode(), "what was typed stays"
    assert client.post(address, sent | {"agreed": "on"}).status_code == 302
    family = Family.objects.get()
    page = client.get(reverse("volunteers:family", args=[family.pk])).content.decode()
    assert "北城衛生隊：700 小時" in page
    for kind, key, one in (("award-family", "family", family), ("award-team", "unit", unit)):
        told = client.get(reverse(f"v1:{key}-awards", args=[one.pk])).json()
        download = reverse("exports:download", args=[kind, "csv"])
        rows = list(csv.DictReader(io.StringIO(
            b"".join(client.get(download, {key: one.pk}).streaming_content).decode("utf-8-sig")
        )))  # fmt: skip
        lines = [(award["name"], line["asked"], line["answer"], line["sentence"]) for award in told
                 for line in award["lines"]]  # fmt: skip
        answers = {"是": "yes", "否": "no", "未知": "unknown"}
        assert [(row["獎項"], row["條件"], answers[row["是否符合"]], row["依據的那一句"]) for row in rows] == lines
        assert lines
        assert all(source for _name, asked, _answer, source in lines if not asked.endswith(("可以", "符合")))
        other = browser(officer_of("HUA"))
        assert other.get(download, {key: one.pk}).status_code == 404
        assert other.get(reverse(f"v1:{key}-awards", args=[one.pk])).status_code == 404
        assert b"".join(browser(officer).get(download, {key: one.pk}).streaming_content)
    mine = make_user(Role.VOLUNTEER, "TPE")
    Volunteer.objects.filter(pk=both[1].pk).update(user=mine)
    assert browser(mine).get(reverse("volunteers:family", args=[family.pk])).status_code == 200
    assert (
        browser(make_user(Role.VOLUNTEER, "TPE")).get(reverse("volunteers:family", args=[family.pk])).status_code == 404
    )
