"""Accidents in service: what is checked, what is due, who sees them, and the steps of a claim."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from foundation import sealed
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.exports import registry
from tests.makers.accounts import give, make_user
from tests.makers.files import make_photo
from tests.makers.volunteers import (
    NOW,
    make_enrolment,
    make_entry,
    make_place,
    make_post,
    make_trained,
    make_unit,
    make_volunteer,
)
from volunteers.insuring import incident_forms, incidents, insurance
from volunteers.models import Claim, Cover, Incident, Policy, Unit, Volunteer

pytestmark = pytest.mark.django_db
D = dt.date
ON = D(2026, 3, 7)
TOLD = "下樓時扭傷左腳，送到馬偕醫院"


@pytest.fixture(autouse=True)
def summer():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def person(unit: Unit) -> Volunteer:
    return make_trained(unit, name="林素珠")


@pytest.fixture
def desk(client: Client, unit: Unit) -> Client:
    user = make_user(None)
    give(user, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    client.force_login(user)
    return client


def report(unit: Unit, person: Volunteer, *, told: str = TOLD, **values: object) -> Incident:
    given = {"happened_on": ON, "known_on": ON, "place": "活動中心", "doing": "service", "clock": None} | values
    return incidents.report(unit=unit, volunteer=person, values=given, told=told, by=SYSTEM, now=NOW)


def claimed(unit: Unit, person: Volunteer) -> Claim:
    return incidents.claim(
        incident=report(unit, person), policy=unit.policies.get(), insurer="", by=SYSTEM, now=NOW
    )  # fmt: skip


def move(claim: Claim, name: str, *, on: D | None = None, amount: int | None = None, why: str = "") -> Claim:
    return incidents.move(claim=claim, name=name, on=on, amount=amount, why=why, by=SYSTEM, now=NOW)


@pytest.mark.parametrize(
    ("happened", "known", "tell", "claim"),
    [
        (D(2026, 3, 7), D(2026, 3, 7), D(2026, 3, 12), D(2028, 3, 7)),
        (D(2026, 2, 28), D(2026, 3, 2), D(2026, 3, 7), D(2028, 2, 29)),  # from 1 March on
        (D(2024, 2, 29), D(2024, 2, 29), D(2024, 3, 5), D(2026, 2, 28)),
    ],
)
def test_the_law_s_days_run_from_the_day_after(unit, person, happened, known, tell, claim) -> None:
    """保險法 第 58、65 條; 民法 第 120、121 條: the day itself does not count; a day that is missing is the last."""
    due = incidents.deadlines(report(unit, person, happened_on=happened, known_on=known))
    assert [one.on for one in due] == [tell, claim]
    assert all("保險法第" in one.source for one in due)


@pytest.mark.parametrize(
    ("doing", "clock", "held"),
    [
        ("service", None, [True, True]),
        ("service", 9 * 60, [True, True]),
        ("event", 12 * 60, [True, True]),
        ("service", 12 * 60 + 1, [False, True]),
        ("service", 9 * 60 - 1, [False, True]),
        ("way", 8 * 60, [True, True, False]),
        ("trip", 10 * 60, [False]),
    ],
)
def test_service_and_cover_are_checked(unit, person, doing, clock, held) -> None:
    """INS-04: a trip of one's own is no service; the way is covered where the policy says so."""
    make_entry(unit, person, ON, "09:00-12:00")
    incident = report(unit, person, doing=doing, clock=clock)
    assert [one.holds for one in incidents.checks(incident)] == held
    Policy.objects.update(covers_way=True)
    if doing == "way":
        assert all(one.holds for one in incidents.checks(incident))


def test_whoever_was_called_up_for_an_event_can_be_hurt_there(desk, unit) -> None:
    """大型活動 call up people of other units; the unit insures them for the day, and their accidents are its own."""
    helper, day = make_enrolment(make_unit()).volunteer, NOW.date()
    make_place(unit, helper, day, post=make_post(unit, "馬拉松", kind="event", taking="anyone"))
    given = {
        "volunteer": helper.pk, "happened_on": "115/6/10", "known_on": "115/6/10", "place": "起點", "doing": "event",
        "told": TOLD,
    }  # fmt: skip
    sent = desk.post(reverse("volunteers:incident_new", args=[unit.pk]), given)
    assert sent.status_code == 302
    assert desk.get(sent["Location"]).status_code == 200
    with pytest.raises(ValidationError, match="也沒有報名它的活動"):
        report(unit, helper, happened_on=day - dt.timedelta(days=1))


def test_an_incident_is_entered_once(unit, person) -> None:
    report(unit, person, clock=600)
    with pytest.raises(ValidationError, match="已經登錄過"):
        report(unit, person, clock=600, told=f"{TOLD}，補充", known_on=ON + dt.timedelta(days=1))
    for other in ({"clock": 601}, {"clock": None}, {"place": "樓梯口"}, {"doing": "way"}):
        report(unit, person, **{"clock": 600} | other)
    assert Incident.objects.count() == 5


def test_neither_served_nor_covered_is_told_with_what_to_do(unit, person) -> None:
    Cover.objects.all().delete()
    other = make_unit()
    make_entry(other, make_enrolment(other, person).volunteer, ON)
    first, second = incidents.checks(report(unit, person))
    assert (first.holds, second.holds) == (False, False)
    assert "補登時數" in first.words
    assert "別的單位" in second.words


@pytest.mark.parametrize(
    ("values", "told", "field"),
    [
        ({"happened_on": D(2026, 6, 11), "known_on": D(2026, 6, 11)}, TOLD, "happened_on"),
        ({"happened_on": D(2023, 1, 1)}, TOLD, "volunteer"),
        ({"known_on": D(2026, 3, 6)}, TOLD, "known_on"),
        ({"known_on": D(2026, 6, 11)}, TOLD, "known_on"),
        ({"place": "　"}, TOLD, "place"),
        ({}, "跌倒", "told"),
        ({}, "長" * 2001, "told"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(unit, person, values, told, field) -> None:
    with pytest.raises(ValidationError) as refused:
        report(unit, person, told=told, **values)
    assert field in refused.value.message_dict
    assert not Incident.objects.exists()


def test_what_happened_is_sealed_and_nowhere_else(unit, person) -> None:
    """個資法 第 6 條."""
    claim = claimed(unit, person)
    move(claim, "file", on=D(2026, 3, 10), amount=3000)
    move(claim, "decline", why="骨折不在保單的承保範圍")
    assert claim.incident.told == TOLD
    assert claim.why == "骨折不在保單的承保範圍"
    with connection.cursor() as cursor:
        for table in ("volunteers_incident", "volunteers_claim", "audit_event"):
            cursor.execute(f"SELECT * FROM {table}")
            stored = str(cursor.fetchall())
            for word in ("扭傷", "馬偕", "骨折", "林素珠"):
                assert word not in stored, (table, word)
    assert Event.objects.filter(object_type="volunteers.claim").count() == 3
    assert not any("incident" in key or "claim" in key for key in registry.exports())


def test_a_claim_takes_its_steps_with_dates_and_amounts(unit, person) -> None:
    claim = claimed(unit, person)
    assert [one.name for one in incidents.steps(claim)] == ["file", "drop"]
    for day in (ON - dt.timedelta(days=1), D(2026, 6, 11)):
        with pytest.raises(ValidationError, match="前一步"):
            move(claim, "file", on=day)
    move(claim, "file", on=D(2026, 3, 20), amount=3000)
    due = incidents.answer_due(claim)
    assert due is not None
    assert due.on == D(2026, 4, 4)
    move(claim, "ask", on=D(2026, 3, 25), why="請補診斷證明書")
    assert incidents.answer_due(claim) is None
    move(claim, "file", on=D(2026, 3, 28))
    assert (claim.filed_on, claim.asked) == (D(2026, 3, 20), 3000), "the first day and amount stand"
    with pytest.raises(ValidationError, match="多少元"):
        move(claim, "pay")
    move(claim, "pay", on=D(2026, 4, 2), amount=0)
    claim.refresh_from_db()
    assert (claim.state, claim.paid, claim.decided_on) == ("paid", 0, D(2026, 4, 2))
    assert incidents.steps(claim) == []
    with pytest.raises(ValidationError, match="狀態已經不同"):
        move(claim, "drop")


def test_of_a_policy_is_claimed_once_and_of_another_insurer_beside_it(unit, person) -> None:
    """INS-05."""
    claim = claimed(unit, person)
    given = {"incident": claim.incident, "by": SYSTEM, "now": NOW}
    with pytest.raises(ValidationError, match="已經在申請"):
        incidents.claim(policy=claim.policy, insurer="", **given)
    with pytest.raises(ValidationError, match="請選保單"):
        incidents.claim(policy=None, insurer=" ", **given)
    values = {
        "kind": "own",
        "insurer": "示範產險",
        "number": "P-2",
        "starts_on": D(2026, 3, 8),
        "ends_on": D(2026, 9, 1),
    }
    later = insurance.take_out(unit=unit, values=values, by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="不是有效的"):
        incidents.claim(policy=later, insurer="", **given)
    assert incidents.claim(policy=None, insurer="旅平產險", **given).insurer == "旅平產險"


# Pages ---------------------------------------------------------------------------------------------------------------


def way(name: str, pk: int) -> str:
    return reverse(f"volunteers:{name}", args=[pk])


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_many_questions_for_three_as_for_one(desk, unit, count, django_assert_max_num_queries) -> None:
    for _one in range(count):
        claimed(unit, make_trained(unit))
    with django_assert_max_num_queries(12):
        told = desk.get(way("incidents", unit.pk)).content.decode()
    assert "扭傷" not in told, "what happened is on each one's own page"


@pytest.mark.parametrize(
    ("role", "county", "sector", "status"),
    [
        (Role.COUNTY_OFFICER, "TTT", "", 200),
        (Role.COUNTY_OFFICER, "HUA", "", 404),
        (Role.AUTHORITY_OFFICER, "TTT", "社會福利類", 404),
        (Role.ASSOCIATION, None, "", 404),
        (Role.UNIT_COORDINATOR, "TTT", "", 404),
        (Role.VOLUNTEER, "TTT", "", 404),
    ],
)
def test_who_may_see_an_incident(client, unit, person, role, county, sector, status) -> None:
    user: User = make_user(role, county)
    user.memberships.update(sector=sector)
    client.force_login(user)
    incident = report(unit, person)
    assert client.get(way("incident", incident.pk)).status_code == status
    paper = incidents.attach(incident=incident, data=make_photo(), name="收據.jpg", by=SYSTEM, now=NOW)
    answer = client.get(f"/files/{paper.pk}/")
    assert answer.status_code == status
    answer.close()


def test_an_incident_is_entered_claimed_and_paid(desk, unit, person) -> None:
    make_entry(unit, person, ON, "09:00-12:00")
    sent = {
        "volunteer": person.pk, "happened_on": "115/3/7", "clock": "10:30", "known_on": "115/3/8", "place": "活動中心",
        "doing": "service", "told": TOLD,
    }  # fmt: skip
    assert desk.post(way("incident_new", unit.pk), sent | {"told": "跌倒"}).status_code == 422
    stranger = make_enrolment(make_unit(), make_volunteer()).volunteer
    assert desk.post(way("incident_new", unit.pk), sent | {"volunteer": stranger.pk}).status_code == 422
    page = desk.post(way("incident_new", unit.pk), sent, follow=True)
    told = page.content.decode()
    incident = Incident.objects.get()
    assert incident.clock == 630
    for words in (TOLD, "時數表上有她這一天的服務", "的名冊上", "保險法第 65 條"):
        assert words in told
    assert "逾期" in told
    assert desk.post(way("claim", incident.pk), {}).status_code == 422
    assert desk.post(way("claim", incident.pk), {"policy": unit.policies.get().pk}).status_code == 302
    claim = Claim.objects.get()
    assert desk.post(way("claim_move", claim.pk), {"step": "pay", "amount": "1"}).status_code == 422, "not filed yet"
    assert desk.post(way("claim_move", claim.pk), {"step": "nonsense"}).status_code == 404
    assert desk.post(way("claim_move", claim.pk), {"step": "file", "on": "115/3/20", "amount": "x"}).status_code == 422
    assert (
        desk.post(way("claim_move", claim.pk), {"step": "file", "on": "115/3/20", "amount": "3000"}).status_code == 302
    )
    assert desk.post(way("claim_move", claim.pk), {"step": "pay", "amount": "2800"}).status_code == 302
    told = desk.get(way("incident", incident.pk)).content.decode()
    assert "2,800" in told
    assert "逾期" not in told, "what was filed is no longer due"


@pytest.mark.parametrize(("day", "late"), [(D(2026, 3, 12), 0), (D(2026, 3, 13), 1), (D(2026, 3, 20), 8)])
def test_what_was_sent_too_late_says_by_how_many_days(desk, unit, person, day, late) -> None:
    claim = claimed(unit, person)
    move(claim, "file", on=day, amount=3000)
    tell, ask = incidents.deadlines(claim.incident, filed_on=day)
    assert (tell.days_late, ask.days_late) == (late, 0)
    told = desk.get(way("incident", claim.incident_id)).content.decode()
    assert ("遲了" in told) is bool(late)
    assert not late or f"遲了 {late} 天" in told
    assert "已送件" in told


def test_without_the_key_the_page_says_so_and_nothing_is_taken_in(desk, unit, person, settings) -> None:
    claim = claimed(unit, person)
    move(claim, "file", on=D(2026, 3, 10), amount=3000)
    move(claim, "decline", why="骨折不在保單的承保範圍")
    another = f"other:{sealed.make_key()}"
    for keys in ([another], []):
        settings.SEALING_KEYS = keys
        page = desk.get(way("incident", claim.incident_id))
        assert page.status_code == 200
        told = page.content.decode()
        assert "這段經過打不開" in told
        assert "保險公司的說明打不開" in told
    sent = {
        "volunteer": person.pk, "happened_on": "115/3/7", "known_on": "115/3/8", "place": "活動中心",
        "doing": "service", "told": TOLD,
    }  # fmt: skip
    refused = desk.post(way("incident_new", unit.pk), sent)
    assert refused.status_code == 422
    assert "沒有封存文字的金鑰" in refused.content.decode()
    assert Incident.objects.count() == 1


def test_a_large_unit_s_people_are_looked_for(desk, unit, person, monkeypatch) -> None:
    monkeypatch.setattr(incident_forms, "MOST_LISTED", 2)
    for name in ("陳阿土", "陳阿水", "趙小明"):
        make_enrolment(unit, make_volunteer(name))
    told = desk.get(way("incident_new", unit.pk)).content.decode()
    assert told.count('<option value="') == 3 + len(Incident.Doing)
    assert "請先找姓名" in told
    sent = {"find": "趙", "place": "活動中心", "do": "find", "happened_on": "115/3/7"}
    page = desk.post(way("incident_new", unit.pk), sent)
    told = page.content.decode()
    assert page.status_code == 200
    assert "趙小明" in told
    assert "陳阿土" not in told
    assert 'value="活動中心"' in told, "what was typed stays"
    assert 'value="115/3/7"' in told
    assert not Incident.objects.exists()
    whole = sent | {"do": "", "volunteer": person.pk, "known_on": "115/3/7", "doing": "way", "told": "短"}
    assert "林素珠" in desk.post(way("incident_new", unit.pk), whole).content.decode(), "who was chosen stays chosen"


def test_papers_are_attached_and_others_are_refused(desk, unit, person) -> None:
    incident = report(unit, person)
    address, photo = way("incident_attach", incident.pk), make_photo()
    assert desk.post(address, {"file": ContentFile(photo, name="收據.jpg")}).status_code == 302
    assert "收據.jpg" in desk.get(way("incident", incident.pk)).content.decode()
    assert desk.post(address, {"file": ContentFile(photo, name="again.jpg")}).status_code == 422
    assert desk.post(address, {"file": ContentFile(b"MZ\x90", name="x.exe")}).status_code == 422
    assert desk.post(address, {}).status_code == 422
    assert incidents.papers(incident).count() == 1
