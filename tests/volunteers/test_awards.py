"""Awards over the register: facts, a county in one run, readings that were picked, what is written down, and pages."""

import csv
import datetime as dt
import io
import os
import random
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.models import County
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from tests.makers.accounts import give, make_user
from tests.makers.lives import make_city
from tests.makers.volunteers import (
    make_book,
    make_cover,
    make_enrolment,
    make_entry,
    make_trained,
    make_unit,
    make_volunteer,
)
from volunteers.awards import eligibility, facts, giving, lists, readings, runs, sweeping, team_facts
from volunteers.merging import merging
from volunteers.models import (
    AwardGiven,
    AwardRun,
    AwardStanding,
    Enrolment,
    Family,
    ServiceEntry,
    ServiceMonth,
    Unit,
    Volunteer,
)
from volunteers.rules.award_judging import Assessment, Outcome
from volunteers.serving import sums

pytestmark = pytest.mark.django_db
D = dt.date
NOW = dt.datetime(2026, 6, 30, 4, 0, tzinfo=dt.UTC)
ON = D(2026, 6, 30)
CARD = "TW_MOHW_HONOR_CARD"
LIVES = int(os.environ.get("AWARD_LIVES", "40"))
"""How many random histories both engines are held against: `AWARD_LIVES=5000` for the long version."""


def months(volunteer: Volunteer, unit: Unit, category: str = "", **hours: float) -> None:
    """Sums as the ledger keeps them: `m202603=12.5`."""
    for month, number in hours.items():
        ServiceMonth.objects.create(
            volunteer=volunteer, unit=unit, category=category or unit.category, month=int(month[1:]),
            minutes=round(number * 60), counted=round(number * 60), times=1, served_people=0,
        )  # fmt: skip


def long_ago(one: Volunteer, day: dt.date) -> None:
    """Let her have joined, learnt and got her book on a day."""
    Enrolment.objects.filter(volunteer=one).update(joined_on=day)
    one.trainings.update(completed_on=day)
    one.books.update(issued_on=day)


def of(found: list[Assessment], code: str) -> Assessment:
    return next(one for one in found if one.award.code == code)


@pytest.fixture
def unit() -> Unit:
    return make_unit("TPE", "social")


@pytest.fixture
def carded(unit: Unit) -> Volunteer:
    """Three years and 300 hours, trained, with a book: the honour card's conditions to the day and the minute."""
    one = make_trained(unit)
    long_ago(one, D(2023, 7, 1))
    months(one, unit, m202503=300)
    return one


def test_the_register_says_who_may_have_the_card_and_when(
    carded: Volunteer, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        found = eligibility.assess(carded, ON)
    assert of(found, CARD).outcome is Outcome.ELIGIBLE
    early = of(eligibility.assess(carded, D(2026, 6, 29)), CARD)
    assert (early.outcome, early.reachable_on) == (Outcome.NOT_YET, ON)
    assert of(found, "TPE_SOC_CONTRIBUTION").outcome is Outcome.NO


def test_of_the_days_own_month_only_what_was_served_until_then(unit: Unit) -> None:
    one = make_trained(unit)
    for day in (D(2026, 5, 3), D(2026, 5, 20)):
        make_entry(unit, one, day)
    ServiceEntry.objects.update(state="approved")
    sums.rebuild()
    whole = sum(each.minutes for each in facts.gather([one.pk], D(2026, 5, 31))[one.pk].served)
    half = sum(each.minutes for each in facts.gather([one.pk], D(2026, 5, 19))[one.pk].served)
    assert half * 2 == whole > 0


def test_a_month_in_which_a_window_begins_is_cut_by_its_lines(unit: Unit) -> None:
    one = make_trained(unit)
    for day in (D(2026, 5, 13), D(2026, 5, 14)):
        make_entry(unit, one, day)
    ServiceEntry.objects.update(state="approved")
    sums.rebuild()
    giving.record(
        who=one, award=CARD, given_on=D(2026, 5, 20), counted_until=D(2026, 5, 13), on=ON, now=NOW, by=make_user()
    )
    spans = {(each.first, each.last): each.minutes for each in facts.gather([one.pk], ON)[one.pk].served}
    minutes = ServiceEntry.objects.first().counted  # type: ignore[union-attr]
    assert spans[D(2026, 5, 1), D(2026, 5, 13)] == minutes
    assert sum(each for (first, _last), each in spans.items() if first > D(2026, 5, 13)) == minutes
    hours = of(eligibility.assess(one, ON), CARD)
    found = next(leaf for leaf in hours.finding.children[2].children if leaf.kind == "hours")
    assert (found.since, found.value) == (D(2026, 5, 14), minutes)


def test_a_month_in_which_a_card_begins_is_cut_before_that_day(unit: Unit) -> None:
    one = make_trained(unit)
    for day in (D(2026, 5, 20), D(2026, 5, 21)):
        make_entry(unit, one, day)
    ServiceEntry.objects.update(state="approved")
    sums.rebuild()
    card = giving.record(
        who=one, award=CARD, given_on=D(2026, 5, 20), counted_until=D(2026, 4, 30), on=ON, now=NOW, by=make_user()
    )
    assert card.valid_from == D(2026, 5, 21)
    readings.decide(
        county=County.objects.get(pk="TPE"), dispute="card_window", reading="after_card_began",
        reason="依本府函示辦理", on=ON, now=NOW, by=make_user(),
    )  # fmt: skip
    hours = of(eligibility.assess(one, ON), CARD)
    found = next(leaf for leaf in hours.finding.children[2].children if leaf.kind == "hours")
    assert (found.since, found.value, found.most) == (D(2026, 5, 21), ServiceEntry.objects.first().counted, None)  # type: ignore[union-attr]


def test_a_card_is_valid_for_three_years_and_follows_the_one_before(unit: Unit) -> None:
    one = make_trained(unit)
    values: dict[str, Any] = {"who": one, "award": CARD, "on": ON, "now": NOW, "by": make_user()}
    first = giving.record(given_on=D(2023, 6, 30), counted_until=D(2023, 6, 1), **values)
    assert (first.valid_from, first.valid_until) == (D(2023, 7, 1), D(2026, 6, 30))
    second = giving.record(given_on=D(2026, 5, 15), counted_until=D(2026, 5, 1), **values)
    assert (second.valid_from, second.valid_until) == (D(2026, 7, 1), D(2029, 6, 30))


def test_what_is_written_down_wrongly_is_refused_and_what_was_is_revoked(carded: Volunteer) -> None:
    by = make_user()
    values: dict[str, Any] = {"who": carded, "on": ON, "now": NOW, "by": by}
    with pytest.raises(ValidationError, match="獎項"):
        giving.record(award="NO_SUCH", given_on=D(2026, 1, 1), counted_until=None, **values)
    with pytest.raises(ValidationError, match="今天以後"):
        giving.record(award=CARD, given_on=D(2026, 7, 1), counted_until=None, **values)
    with pytest.raises(ValidationError, match="採計截止日"):
        giving.record(award=CARD, given_on=D(2026, 1, 1), counted_until=D(2026, 1, 2), **values)
    with pytest.raises(ValidationError, match="獎項"):
        giving.record(award="TPE_HEALTH_TEAM", given_on=D(2026, 1, 1), counted_until=None, **values)
    given = giving.record(award=CARD, given_on=D(2026, 6, 1), counted_until=D(2026, 5, 31), **values)
    assert of(eligibility.assess(carded, ON), CARD).outcome is Outcome.NO, "all of it is used up"
    with pytest.raises(ValidationError, match="為什麼撤銷"):
        giving.revoke(given=given, reason="錯", on=ON, by=by)
    giving.revoke(given=given, reason="登錄到別人的名下了", on=ON, by=by)
    with pytest.raises(ValidationError, match="已經撤銷"):
        giving.revoke(given=given, reason="登錄到別人的名下了", on=ON, by=by)
    assert of(eligibility.assess(carded, ON), CARD).outcome is Outcome.ELIGIBLE
    assert Event.objects.filter(verb__in=(Verb.AWARD_RECORDED, Verb.AWARD_REVOKED)).count() == 2


def test_one_award_is_written_down_once_a_day_and_again_once_it_was_revoked(unit: Unit) -> None:
    one, by = make_trained(unit), make_user()
    values: dict[str, Any] = {"award": CARD, "given_on": D(2026, 6, 1), "counted_until": None, "on": ON, "now": NOW}
    first = giving.record(who=one, by=by, **values)
    with pytest.raises(ValidationError, match="已經登錄過"):
        giving.record(who=one, by=by, **values)
    giving.record(who=make_trained(unit), by=by, **values)
    giving.revoke(given=first, reason="登錄到別人的名下了", on=ON, by=by)
    again = giving.record(who=one, by=by, **values)
    assert again.valid_until == D(2029, 6, 1), "a second press makes no card of six years"


def test_of_two_who_revoke_at_once_the_first_ones_reason_stays(unit: Unit) -> None:
    by = make_user()
    given = giving.record(
        who=make_trained(unit), award=CARD, given_on=D(2026, 6, 1), counted_until=None, on=ON, now=NOW, by=by
    )
    seen = AwardGiven.objects.get(pk=given.pk)
    giving.revoke(given=given, reason="登錄到別人的名下了", on=ON, by=by)
    with pytest.raises(ValidationError, match="已經撤銷"):
        giving.revoke(given=seen, reason="不同的另一個理由", on=ON, by=by)
    given.refresh_from_db()
    assert given.revoked_why == "登錄到別人的名下了"
    assert Event.objects.filter(verb=Verb.AWARD_REVOKED).count() == 1


def test_a_statement_is_for_one_award_and_the_latest_holds(unit: Unit) -> None:
    one = make_trained(unit)
    code = "TPE_HEALTH_SPECIAL_CARE"
    Unit.objects.filter(pk=unit.pk).update(category="health")
    values: dict[str, Any] = {"who": one, "now": NOW, "by": make_user()}
    assert of(eligibility.assess(one, ON), code).outcome is Outcome.BY_PEOPLE
    giving.state(award=code, key="special_care", holds=True, on=D(2026, 6, 1), **values)
    assert of(eligibility.assess(one, ON), code).outcome is Outcome.ELIGIBLE
    assert of(eligibility.assess(one, D(2026, 5, 31)), code).outcome is Outcome.BY_PEOPLE
    giving.state(award=code, key="special_care", holds=False, on=D(2026, 6, 2), **values)
    assert of(eligibility.assess(one, ON), code).outcome is Outcome.NO
    with pytest.raises(ValidationError, match="沒有這個條件"):
        giving.state(award=code, key="deeds", holds=True, on=ON, **values)


def test_a_county_reads_an_open_question_its_own_way_from_a_day_on(unit: Unit) -> None:
    one = make_trained(unit)
    Enrolment.objects.filter(volunteer=one).update(joined_on=D(2020, 1, 1))
    months(one, unit, "comprehensive", m202401=1500)
    code = "TW_MOHW_HW_BRONZE"
    assert of(eligibility.assess(one, ON), code).outcome is Outcome.CANDIDATE
    values: dict[str, Any] = {"county": County.objects.get(pk="TPE"), "now": NOW, "by": make_user()}
    with pytest.raises(ValidationError, match="為什麼這樣讀"):
        readings.decide(dispute="hw_comprehensive", reading="not_counted", reason="不", on=ON, **values)
    with pytest.raises(ValidationError, match="讀法"):
        readings.decide(dispute="hw_comprehensive", reading="x", reason="依部函辦理，不計綜合類", on=ON, **values)
    readings.decide(dispute="hw_comprehensive", reading="not_counted", reason="依部函辦理，不計", on=ON, **values)
    after = of(eligibility.assess(one, ON), code)
    assert (after.outcome, after.readings) == (Outcome.NO, {"hw_comprehensive": "not_counted"})
    assert of(eligibility.assess(one, D(2026, 6, 29)), code).outcome is Outcome.CANDIDATE
    assert readings.used_by("NWT", ON)["hw_comprehensive"] == "counted"


def test_a_team_is_counted_from_its_roll(unit: Unit) -> None:
    for number in range(15):
        one = make_enrolment(unit, on=D(2023, 6, 30)).volunteer
        make_cover(one, unit) if number < 14 else None
        if number < 12:
            make_book(one, unit)
    team = team_facts.team(unit, ON)
    assert (team.members, team.booked, team.formed_on) == (15, 12, D(2023, 6, 30))
    assert team.ages_unknown + team.seniors <= 15
    found = of(eligibility.assess_team(unit, ON), "TPE_SOC_GOLD_DIAMOND_TEAM")
    assert found.outcome is Outcome.NO, "one is not insured"
    health = of(eligibility.assess_team(unit, ON), "TPE_HEALTH_TEAM")
    assert health.outcome is Outcome.NO, "a team of social affairs is none of health's"


def run_of(county: str, on: dt.date = ON, chunk: int = 3) -> AwardRun:
    run = runs.start(county=County.objects.get(pk=county), on=on, now=NOW, by=SYSTEM)  # type: ignore[arg-type]
    return runs.go_on(run, today=on, chunk=chunk)


def test_a_run_that_stopped_goes_on_behind_the_last_part(carded: Volunteer, unit: Unit) -> None:
    for _number in range(4):
        make_enrolment(unit)
    county = County.objects.get(pk="TPE")
    run = runs.start(county=county, on=ON, now=NOW, by=SYSTEM)  # type: ignore[arg-type]

    def stop(_run: AwardRun) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        runs.go_on(run, today=ON, tell=stop, chunk=2)
    again = runs.start(county=county, on=D(2026, 7, 1), now=NOW, by=SYSTEM)  # type: ignore[arg-type]
    assert (again.pk, again.seen, again.on) == (run.pk, 2, ON)
    told: list[int] = []
    done = runs.go_on(again, today=ON, tell=lambda each: told.append(each.seen), chunk=2)
    assert (done.seen, done.people, done.others, told, done.finished_on) == (6, 5, 1, [4, 5, 6], ON)
    assert runs.start(county=county, on=ON, now=NOW, by=SYSTEM).pk != run.pk  # type: ignore[arg-type]


def test_who_is_new_and_who_will_be_soon(carded: Volunteer, unit: Unit) -> None:
    rows = AwardStanding.objects.filter(award=CARD)
    run_of("TPE", D(2026, 3, 29))
    assert not rows.exists(), "more than three months away"
    run_of("TPE", D(2026, 4, 30))
    assert rows.get().state == "soon"
    assert (rows.get().reachable_on, rows.get().since) == (ON, D(2026, 4, 30))
    run_of("TPE", ON)
    assert (rows.get().state, rows.get().reachable_on, rows.get().since) == ("eligible", None, ON)
    officer = make_user(Role.COUNTY_OFFICER, "TPE")
    assert lists.standings(officer, on=ON, state="new", award=CARD).count() == 1
    assert lists.standings(officer, on=D(2026, 8, 1), state="new", award=CARD).count() == 0
    run_of("TPE", D(2026, 7, 31))
    assert rows.get().since == ON, "she has stood there since"
    Enrolment.objects.filter(volunteer=carded).update(left_on=D(2026, 7, 31))
    run_of("TPE", D(2026, 8, 1))
    assert not rows.exists()


def disagreements(seed: int, people: int) -> list[str]:
    """Where the run over a county and each one's own page do not say the same: of people, of teams, of families."""
    county = make_city(random.Random(seed), people)
    run = run_of(county, chunk=7)
    rows = AwardStanding.objects.filter(county=county)
    kept = {
        ((row.volunteer_id, row.unit_id, row.family_id), row.award): (row.state, row.reachable_on, row.version)
        for row in rows
    }
    single: dict[tuple[tuple[int | None, ...], str], tuple[str, dt.date | None, int]] = {}
    pages: list[tuple[int, Any, list[Assessment]]] = []
    pages += [(0, one, eligibility.assess(one, run.on, county=county)) for one in sweeping.people_of(county)]
    pages += [(1, one, eligibility.assess_team(one, run.on)) for one in Unit.objects.filter(county=county)]
    pages += [
        (2, one, eligibility.assess_family(one, run.on)) for one in Family.objects.filter(county=county, ended_on=None)
    ]
    for place, one, assessments in pages:
        for found in assessments:
            listed = sweeping.listed(found, one.pk)
            if listed is not None:
                who = tuple(one.pk if number == place else None for number in range(3))
                single[who, listed.award] = (listed.state, listed.reachable_on, listed.version)
    for place in range(3):
        assert any(who[place] for who, _award in single), "lives that stand on no list prove nothing"
    assert any(award.startswith("OWN_") for _who, award in single)
    return [f"{key}: {kept.get(key)} {single.get(key)}" for key in kept.keys() | single.keys()
            if kept.get(key) != single.get(key)]  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
def test_both_engines_say_the_same_of_everybody(seed: int) -> None:
    assert disagreements(seed, LIVES) == []


def test_two_entries_of_one_person_keep_what_was_received_and_stated(unit: Unit) -> None:
    one, other = make_trained(unit), make_volunteer()
    months(one, unit, m202401=700)
    by = make_user(Role.COUNTY_OFFICER, "TPE")
    giving.record(who=other, award=CARD, given_on=D(2026, 1, 1), counted_until=None, on=ON, now=NOW, by=by)
    make_enrolment(make_unit("TPE", "health"), other)
    months(other, unit, m202301=700)
    run_of("TPE")
    assert AwardStanding.objects.filter(award="TPE_SOC_CONTRIBUTION").count() == 2
    merging.merge(kept=one, gone=other, reason="同一人，核對過身分證", by=by, now=NOW)
    assert one.awards_given.count() == 1
    assert AwardStanding.objects.filter(award="TPE_SOC_CONTRIBUTION").get().volunteer_id == one.pk


class TestPages:
    """What the pages, files and the API say."""

    @pytest.fixture
    def here(self) -> Unit:
        return make_unit("TTT", "social", name="海線關懷志工隊")

    @pytest.fixture
    def one(self, here: Unit) -> Volunteer:
        one = make_trained(here, name="林素珠")
        today = timezone.localdate()
        long_ago(one, D(today.year - 4, 1, 1))
        months(one, here, **{f"m{today.year - 1}06": 563})
        return one

    def test_her_page_says_why_why_not_and_when(self, client: Any, one: Volunteer) -> None:
        client.force_login(make_user(Role.COUNTY_OFFICER, "TTT"))
        page = client.get(reverse("volunteers:person_awards", args=[one.key])).content.decode()
        assert "志願服務榮譽卡" in page
        assert "差 2,437 小時" in page, "of the 3,000 of the ministry's bronze medal"
        assert "海線關懷志工隊：563 小時" in page
        assert "榮譽卡換卡，從哪一天起算？" in page
        assert "花蓮縣政府公告" in page
        assert reverse("volunteers:award", args=["TW_EY_CONSUMER"]) not in page

    def test_what_is_refused_is_said_and_nothing_is_lost(self, client: Any, one: Volunteer) -> None:
        client.force_login(make_user(Role.COUNTY_OFFICER, "TTT"))
        address = reverse("volunteers:award_given", args=[one.key])
        sent = {"award": CARD, "given_on": "114/1/1", "counted_until": "114/2/1", "note": "紙本舊卡"}
        answer = client.post(address, sent)
        assert answer.status_code == 422
        assert "採計截止日不能晚於得獎日期" in answer.content.decode()
        assert "紙本舊卡" in answer.content.decode()
        assert client.post(address, sent | {"counted_until": "113/12/31"}).status_code == 302
        assert one.awards_given.get().note == "紙本舊卡"

    def test_an_officer_decides_how_a_question_is_read_and_says_why(self, client: Any, here: Unit) -> None:
        client.force_login(make_user(Role.COUNTY_OFFICER, "TTT"))
        address = reverse("volunteers:award_reading", args=[CARD])
        sent = {"county": "TTT", "dispute": "card_window", "reading": "before_expiry"}
        client.post(address, sent | {"reason": ""})
        assert readings.used_by("TTT", timezone.localdate())["card_window"] == "after_cutoff"
        client.post(address, sent | {"reason": "依本府 115 年函示辦理"})
        assert readings.used_by("TTT", timezone.localdate())["card_window"] == "before_expiry"
        page = client.get(reverse("volunteers:award", args=[CARD])).content.decode()
        assert "依本府 115 年函示辦理" in page
        assert client.post(address, sent | {"county": "HUA", "reason": "依本府函示辦理"}).status_code == 404

    def test_lists_are_drawn_with_the_same_questions_for_one_and_for_three(
        self, client: Any, here: Unit, one: Volunteer, django_assert_num_queries: Any
    ) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client.force_login(make_user(Role.COUNTY_OFFICER, "TTT"))
        run_of("TTT", timezone.localdate())
        with CaptureQueriesContext(connection) as first:
            page = client.get(reverse("volunteers:award_lists"), {"which": "eligible", "award": CARD})
        assert "林素珠" in page.content.decode()
        for number in range(2):
            more = make_trained(here, name=f"陳小{number}")
            long_ago(more, D(2020, 1, 1))
            months(more, here, **{f"m{timezone.localdate().year - 1}06": 400})
        run_of("TTT", timezone.localdate())
        with CaptureQueriesContext(connection) as three:
            page = client.get(reverse("volunteers:award_lists"), {"which": "eligible", "award": CARD})
        assert "陳小1" in page.content.decode()
        assert len(first) == len(three)

    def test_files_and_api_say_what_the_page_says(self, client: Any, here: Unit, one: Volunteer) -> None:
        officer = make_user(Role.COUNTY_OFFICER, "TTT")
        client.force_login(officer)
        address = reverse("exports:download", args=["award-findings", "csv"])
        answer = client.get(address, {"person": str(one.key)})
        rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
        medal = [row for row in rows if row["獎項"].startswith("志願服務績優銅牌獎")]
        short = next(row for row in medal if row["條件"].startswith("服務時數"))
        assert (short["是否符合"], short["還缺什麼"][:10]) == ("否", "差 2,437 小時")
        told = client.get(reverse("v1:volunteer-awards", args=[one.key])).json()
        bronze = next(each for each in told if each["code"] == "TW_MOHW_VOL_BRONZE")
        line = next(each for each in bronze["lines"] if each["asked"].startswith("服務時數"))
        assert (line["answer"], line["missing"]) == ("no", short["還缺什麼"])
        run_of("TTT", timezone.localdate())
        listed = client.get(reverse("exports:download", args=["award-lists", "csv"]), {"award": CARD})
        text = b"".join(listed.streaming_content).decode("utf-8-sig")
        assert "林素珠" in text
        client.force_login(make_user(Role.COUNTY_OFFICER, "HUA"))
        assert client.get(address, {"person": str(one.key)}).status_code == 404
        other = client.get(reverse("exports:download", args=["award-lists", "csv"]), {"award": CARD})
        assert "林素珠" not in b"".join(other.streaming_content).decode("utf-8-sig")

    def test_the_whole_county_is_assessed_in_the_background(self, client: Any, one: Volunteer) -> None:
        officer = make_user(Role.COUNTY_OFFICER, "TTT")
        client.force_login(officer)
        answer = client.post(reverse("volunteers:award_run"), {"county": "TTT"})
        assert answer.status_code == 302
        run = AwardRun.objects.get()
        assert (run.county_id, run.people) == ("TTT", 1)
        assert client.post(reverse("volunteers:award_run"), {"county": "HUA"}).status_code == 404

    def test_a_category_officer_does_not_decide_for_the_county(self, client: Any, here: Unit) -> None:
        officer = make_user(None)
        give(officer, Role.AUTHORITY_OFFICER, "TTT", sector="社會福利類")
        client.force_login(officer)
        sent = {"county": "TTT", "dispute": "card_window", "reading": "before_expiry", "reason": "依本府函示辦理"}
        assert client.post(reverse("volunteers:award_reading", args=[CARD]), sent).status_code == 404
        assert client.post(reverse("volunteers:award_run"), {"county": "TTT"}).status_code == 404
