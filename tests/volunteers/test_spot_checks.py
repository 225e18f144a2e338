"""Spot checks (抽驗): what is drawn, what is found, what follows in the ledger, and the indicator that counts it."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from actionplans.kpis.measures import figure
from foundation.accounts.models import County, Membership
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_user
from tests.makers.volunteers import NOW, line, make_enrolment, make_entry, make_trained, make_unit
from volunteers.models import ServiceEntry, ServiceTotal, SpotCheck, SpotCheckLine, Unit, Volunteer
from volunteers.serving import approvals, ledger, recounting, spot_checks, sums
from volunteers.training import trainings

pytestmark = pytest.mark.django_db
D = dt.date
MARCH, APRIL = (D(2026, 3, 1), D(2026, 3, 31)), (D(2026, 4, 1), D(2026, 4, 30))
WHY = "簽到簿上只有到十點"


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


def served(unit: Unit, days: int, person: Volunteer | None = None) -> Volunteer:
    """Approved hours of so many days in March, three on each."""
    person = person or make_trained(unit, name="林素珠")
    given = [line(person, D(2026, 3, 1) + dt.timedelta(days=day)) for day in range(days)]
    ledger.enter(unit=unit, lines=given, source="list", by=SYSTEM, now=NOW)
    approvals.approve_ordinary(unit=unit, month=202603, seed="s", by=SYSTEM, now=NOW)
    return person


def draw(unit: Unit, days: tuple[D, D] = MARCH, seed: str = "s") -> SpotCheck:
    return spot_checks.draw(unit=unit, manner="paper", first=days[0], last=days[1], seed=seed, by=SYSTEM, now=NOW)


def find(one: SpotCheckLine, finding: str, **more: object) -> SpotCheckLine:
    return spot_checks.find(line=one, finding=finding, by=SYSTEM, now=NOW, **more)  # type: ignore[arg-type]


def done(check: SpotCheck, on: D | None = None) -> SpotCheck:
    return spot_checks.close(check=check, on=on or D(2026, 6, 1), by=SYSTEM, now=NOW)


def total(person: Volunteer) -> int:
    return ServiceTotal.objects.get(volunteer=person).counted


def test_the_draw_is_stated_and_can_be_drawn_again(unit) -> None:
    served(unit, 28)
    check = draw(unit, seed="a")
    assert (check.entries, check.lines.count(), check.seed) == (28, 5, "a")
    assert "每 20 筆抽驗 1 筆" in check.rule
    keys = list(ServiceEntry.objects.values_list("pk", flat=True))
    assert set(check.lines.values_list("entry", flat=True)) == set(approvals.drawn(keys, "a"))
    assert Event.objects.get(verb=Verb.SPOT_CHECK_DRAWN).now["service_lines"] == 5


def test_only_what_was_approved_and_counts_on_these_days_is_drawn(unit) -> None:
    person = served(unit, 2)
    make_entry(unit, person, D(2026, 3, 20))
    stranger = make_enrolment(unit).volunteer
    odd = make_entry(unit, stranger, D(2026, 3, 21))
    approvals.approve_lines(unit=unit, entries=[odd.pk], by=SYSTEM, now=NOW)
    served(make_unit(), 3)
    ledger.correct(entries=[unit.entries.earliest("pk")], reason=WHY, by=SYSTEM, now=NOW)
    check = draw(unit, (D(2026, 3, 1), D(2026, 3, 31)))
    assert [one.entry.served_on for one in check.lines.all()] == [D(2026, 3, 2)]


@pytest.mark.parametrize(
    ("days", "manner", "field"),
    [((MARCH[1], MARCH[0]), "paper", "last_on"), (APRIL, "paper", "first_on"), (MARCH, "nothing", "manner")],
)
def test_a_draw_that_cannot_be_says_why(unit, days, manner: str, field: str) -> None:
    served(unit, 1)
    with pytest.raises(ValidationError) as refused:
        spot_checks.draw(unit=unit, manner=manner, first=days[0], last=days[1], seed="s", by=SYSTEM, now=NOW)
    assert field in refused.value.message_dict
    assert not SpotCheck.objects.exists()


def test_one_check_of_a_unit_at_a_time(unit) -> None:
    served(unit, 1)
    check = draw(unit)
    with pytest.raises(ValidationError, match="沒有結束"):
        draw(unit)
    find(check.lines.get(), "as_is")
    done(check)
    assert draw(unit).pk != check.pk


def test_what_is_as_it_should_be_changes_nothing(unit) -> None:
    person = served(unit, 1)
    found = find(draw(unit).lines.get(), "as_is")
    assert (found.finding, found.batch, found.minutes, found.reason) == ("as_is", None, None, "")
    assert total(person) == 180
    with pytest.raises(ValidationError, match="已經登錄過"):
        find(found, "refused", reason=WHY)


@pytest.mark.parametrize(("minutes", "fits"), [(None, False), (0, False), (1, True), (179, True), (180, False)])
def test_fewer_minutes_are_right(unit, minutes: int | None, fits: bool) -> None:
    person = served(unit, 1)
    one = draw(unit).lines.get()
    if not fits:
        with pytest.raises(ValidationError, match="比原來採計"):
            find(one, "corrected", reason=WHY, minutes=minutes)
        assert total(person) == 180
        return
    found = find(one, "corrected", reason=WHY, minutes=minutes)
    assert total(person) == minutes
    counter, new = ServiceEntry.objects.filter(batch=found.batch).order_by("pk")
    assert (counter.corrects_id, counter.counted) == (one.entry_id, -180)
    assert (new.minutes, new.counted, new.why, new.state, new.starts) == (minutes, minutes, "", "approved", None)
    assert list(sums.differences()) == []
    assert not recounting.find(unit=unit, month=202603).differing, "the rules say the same of what is left"
    again = ledger.enter(unit=unit, lines=[line(person, D(2026, 3, 1))], source="list", by=SYSTEM, now=NOW)
    assert again.verdicts == (None,), "the list sent again brings nothing back"


def test_what_did_not_happen_is_taken_out_with_its_reason(unit) -> None:
    person = served(unit, 2)
    there = make_unit("HUA")
    make_enrolment(there, person)
    waiting = make_entry(there, person, D(2026, 3, 1), "09:00-12:00")
    assert waiting.counted == 0
    one = draw(unit).lines.get(entry__served_on=D(2026, 3, 1))
    with pytest.raises(ValidationError, match="原因"):
        find(one, "refused", reason="沒")
    found = find(one, "refused", reason=WHY)
    assert found.batch is not None
    assert (found.batch.reason, found.batch.entries.count()) == (WHY, 1)
    assert total(person) == 180
    waiting.refresh_from_db()
    assert waiting.counted == 180, "its time is free for what waits"
    again = ledger.enter(unit=unit, lines=[line(person, D(2026, 3, 1))], source="list", by=SYSTEM, now=NOW)
    assert again.verdicts == (None,), "the unit cannot simply enter it once more"
    assert list(sums.differences()) == []


def test_a_line_that_the_unit_took_out_meanwhile(unit) -> None:
    person = served(unit, 1)
    one = draw(unit).lines.get()
    batch = ledger.correct(entries=[one.entry], reason=WHY, by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="已經沖銷"):
        find(one, "as_is")
    found = find(one, "refused", reason="單位自己已經更正")
    assert (found.batch, total(person)) == (batch, 0)


def test_a_line_that_was_recounted_meanwhile_is_judged_as_it_stands(unit) -> None:
    person = served(unit, 1)
    one = draw(unit).lines.get()
    recounted(unit, person)
    client = Client()
    client.force_login(make_user(Role.AUTHORITY_OFFICER, "TTT", sector="社會福利類"))
    page = f"/register/spot-checks/{one.spot_check_id}/"
    assert "3 小時" in client.get(page).content.decode()
    revoke(unit, person)
    assert "3 小時" not in client.get(page).content.decode(), "what stands is shown"
    with pytest.raises(ValidationError, match="比原來採計的 0 分少"):
        find(one, "corrected", reason=WHY, minutes=60)
    restore(unit, person)
    found = find(one, "corrected", reason=WHY, minutes=60)
    assert (found.finding, total(person)) == ("corrected", 60)
    again = draw_anew(found)
    recounted(unit, person)
    assert find(again, "as_is").batch is None
    last = draw_anew(again)
    recounted(unit, person)
    found = find(last, "refused", reason=WHY)
    assert found.batch is not None
    assert (found.batch.entries.count(), total(person)) == (1, 0)
    assert list(sums.differences()) == []


def draw_anew(found: SpotCheckLine) -> SpotCheckLine:
    done(found.spot_check)
    return draw(found.spot_check.unit).lines.get()


def recounted(unit: Unit, person: Volunteer) -> None:
    """A training is revoked by mistake and comes back: each time the lines are entered anew."""
    revoke(unit, person)
    restore(unit, person)


def revoke(unit: Unit, person: Volunteer) -> None:
    training = person.trainings.valid().get(programme="SP_SOCIAL")
    trainings.revoke(training=training, reason="登錄到別人的", by=SYSTEM, now=NOW)
    recounting.recount(unit=unit, month=202603, reason=WHY, by=SYSTEM, now=NOW)


def restore(unit: Unit, person: Volunteer) -> None:
    trainings.record(volunteer=person, programme="SP_SOCIAL", on=D(2025, 1, 1), issuer="中心", by=SYSTEM, now=NOW)
    recounting.recount(unit=unit, month=202603, reason=WHY, by=SYSTEM, now=NOW)


@pytest.mark.parametrize(
    ("on", "fits"), [(D(2026, 2, 28), False), (D(2026, 3, 1), True), (D(2026, 6, 10), True), (D(2026, 6, 11), False)]
)
def test_a_check_ends_when_every_line_was_looked_at(unit, on: D, fits: bool) -> None:
    served(unit, 1)
    check = draw(unit)
    if fits:
        with pytest.raises(ValidationError, match="還有 1 筆"):
            done(check, on)
    find(check.lines.get(), "as_is")
    if not fits:
        with pytest.raises(ValidationError, match="抽驗日期"):
            done(check, on)
        return
    assert done(check, on).done_on == on
    with pytest.raises(ValidationError, match="已經結束"):
        done(check, on)


def test_the_years_indicator_counts_what_is_done(unit) -> None:
    county = County.objects.get(pk="TTT")
    served(unit, 1)
    check = draw(unit)
    assert figure("spot_checks", county, on=D(2026, 6, 10)) == 0
    find(check.lines.get(), "as_is")
    done(check)
    assert [figure("spot_checks", county, on=on) for on in (D(2026, 5, 31), D(2026, 6, 1), D(2027, 6, 1))] == [0, 1, 0]
    assert figure("spot_checks", County.objects.get(pk="HUA"), on=D(2026, 6, 10)) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"finding": "as_is"}, {"finding": "refused", "reason": "x", "found_at": NOW}, {"minutes": 5},
        {"found_at": NOW}, {"finding": "corrected", "found_at": NOW},
    ],
)  # fmt: skip
def test_the_database_refuses_a_finding_that_cannot_be(unit, wrong) -> None:
    served(unit, 1)
    draw(unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        SpotCheckLine.objects.update(**wrong)


def test_an_authority_checks_on_its_pages_and_the_unit_reads_it(unit) -> None:
    served(unit, 3)
    officer = make_user(Role.AUTHORITY_OFFICER, "TTT", sector="社會福利類")
    client, desk, other = Client(), Client(), Client()
    client.force_login(officer)
    coordinator = make_user(Role.UNIT_COORDINATOR, "TTT")
    Membership.objects.filter(user=coordinator).update(organisation=unit.organisation)
    desk.force_login(coordinator)
    other.force_login(make_user(Role.AUTHORITY_OFFICER, "TTT", sector="衛生類"))
    here = "/register/spot-checks/"
    said = {"unit": unit.pk, "manner": "visit", "first_on": "115/3/1", "last_on": "115/3/31"}
    assert other.post(f"{here}draw/", said).status_code == 422
    assert desk.post(f"{here}draw/", said).status_code == 404
    assert client.post(f"{here}draw/", said | {"first_on": "115/4/1", "last_on": "115/4/2"}).status_code == 422
    assert client.post(f"{here}draw/", said).status_code == 302
    check = SpotCheck.objects.get()
    page = f"{here}{check.pk}/"
    assert "每 20 筆抽驗 1 筆" in client.get(page).content.decode()
    first, second, third = check.lines.order_by("entry__served_on")
    lines = "/register/spot-check-lines/"
    assert client.post(f"{lines}{first.pk}/", {"finding": "refused", "reason": ""}).status_code == 422
    assert client.post(f"{lines}{first.pk}/", {"finding": "refused", "reason": WHY}).status_code == 302
    corrected = {"finding": "corrected", "reason": WHY, "minutes": "60"}
    assert client.post(f"{lines}{second.pk}/", corrected).status_code == 302
    assert desk.post(f"{lines}{third.pk}/", {"finding": "as_is"}).status_code == 404
    assert client.post(f"{page}close/", {"done_on": "115/6/1"}).status_code == 422
    assert client.post(f"{lines}{third.pk}/", {"finding": "as_is"}).status_code == 302
    assert client.post(f"{page}close/", {"done_on": "115/6/1", "remark": "一筆沒有簽到"}).status_code == 302
    told = desk.get(page).content.decode()
    assert "一筆沒有簽到" in told
    assert WHY in told
    assert "登錄結果" not in told
    assert other.get(page).status_code == 404
    address = f"{reverse('exports:download', args=['spot-checks', 'csv'])}?spot_check={check.pk}"
    table = client.get(address)
    written = b"".join(table.streaming_content).decode("utf-8-sig")
    assert written.count("海線關懷志工隊") == 3
    assert written.count(WHY) == 2
    assert other.get(address).status_code == 404


def test_programs_read_the_same(unit) -> None:
    served(unit, 3)
    check = draw(unit)
    find(check.lines.earliest("pk"), "refused", reason=WHY)
    client = Client()
    client.force_login(make_user(Role.COUNTY_OFFICER, "TTT"))
    (row,) = client.get("/api/v1/spot-checks/").json()["results"]
    assert (row["drawn"], row["found"], row["wrong"], row["entries"]) == (3, 1, 1, 3)
    whole = client.get(f"/api/v1/spot-checks/{check.pk}/").json()
    assert [one["finding"] for one in whole["lines"]] == ["refused", "open", "open"]
    stranger = Client()
    stranger.force_login(make_user(Role.COUNTY_OFFICER, "HUA"))
    assert stranger.get("/api/v1/spot-checks/").json()["results"] == []
    assert stranger.get(f"/api/v1/spot-checks/{check.pk}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_many_questions_for_three_as_for_one(number: int, django_assert_max_num_queries) -> None:
    for _one in range(number):
        unit = make_unit()
        served(unit, 2, make_trained(unit))
        draw(unit)
    client = Client()
    client.force_login(make_user(Role.COUNTY_OFFICER, "TTT"))
    with django_assert_max_num_queries(16):
        assert client.get("/register/spot-checks/").status_code == 200
    page = f"/register/spot-checks/{SpotCheck.objects.latest('pk').pk}/"
    with django_assert_max_num_queries(16):
        assert client.get(page).status_code == 200
