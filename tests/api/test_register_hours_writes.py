"""Hours, spot checks, insurance and training sessions through the API, from what waits to what is settled."""

import datetime as dt

import pytest
from django.utils import timezone

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.api import program
from tests.makers.trainings import make_place, make_session
from tests.makers.volunteers import identity, make_enrolment, make_entry, make_trained, make_unit, make_volunteer
from volunteers.models import Cover, ServiceEntry, TrainingSession, Unit
from volunteers.training import sessions

pytestmark = pytest.mark.django_db
API = "/api/v1"
MARCH = dt.date(2026, 3, 7)


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, "TTT")


@pytest.fixture
def unit() -> Unit:
    return make_unit("TTT", name="海線關懷志工隊")


def sent(client, where: str, body: object = None, *, how: str = "post", status: int = 200) -> dict:
    answer = getattr(client, how)(f"{API}/{where}/", body if body is not None else {}, format="json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json() if status != 204 else {}


def pointers(problem: dict) -> set[str]:
    return {one["pointer"] for one in problem["errors"]}


def test_a_month_is_approved_as_it_was_looked_at_and_corrected_by_a_counter_line(officer, unit) -> None:
    client = program(officer)
    make_entry(unit, make_trained(unit), MARCH)
    where = f"units/{unit.pk}/hours/202603"
    waiting = client.get(f"{API}/{where}/").json()
    assert (waiting["ordinary"], waiting["minutes"], waiting["odd"]) == (1, 180, [])
    make_entry(unit, make_trained(unit), MARCH)
    sent(client, f"{where}/approve", {"seen": waiting["seal"]}, status=422)
    assert not ServiceEntry.objects.approved().exists()
    seal = client.get(f"{API}/{where}/").json()["seal"]
    done = sent(client, f"{where}/approve", {"seen": seal})
    assert (done["entries"], done["month"]) == (2, 202603)
    entry = ServiceEntry.objects.approved().first()
    assert sent(client, f"hours/{entry.pk}/correct", {"reason": ""}, status=422)["errors"][0]["pointer"] == "/reason"
    counter = sent(client, f"hours/{entry.pk}/correct", {"reason": "簽到表登錯日期"}, status=201)
    assert (counter["source"], counter["unit"]) == ("counter", unit.pk)
    assert sum(one.counted for one in ServiceEntry.objects.approved()) == 180
    sent(client, f"hours/{entry.pk}/correct", {"reason": "簽到表登錯日期"}, status=422)
    other = program(make_user(Role.COUNTY_OFFICER, "HUA"))
    sent(other, f"hours/{entry.pk}/correct", {"reason": "簽到表登錯日期"}, status=404)
    assert client.get(f"{API}/units/{unit.pk}/hours/202613/").status_code == 404


def test_lines_are_refused_with_a_reason_all_or_none(officer, unit) -> None:
    client = program(officer)
    first, second = (make_entry(unit, make_trained(unit), MARCH) for _number in range(2))
    where = f"units/{unit.pk}/hours/202603"
    body = {"entries": [first.pk, second.pk, 10**6], "reason": "當天沒有服務"}
    sent(client, f"{where}/refuse-lines", body, status=422)
    assert sent(client, f"{where}/refuse-lines", body | {"entries": [first.pk]}) == {"lines": 1}
    assert sent(client, f"{where}/approve-lines", {"entries": [second.pk]})["entries"] == 1
    sent(client, f"{where}/approve-lines", {"entries": [first.pk]}, status=422)
    assert sent(client, f"{where}/look-again") == {"lines": 0}


def test_a_batch_is_listed_and_taken_back_whole(officer, unit) -> None:
    client = program(officer)
    make_trained(unit, name="林素珠")
    day = (timezone.localdate() - dt.timedelta(days=1)).isoformat()
    rows = [{"name": "林素珠", "on": day, "minutes": "3"}]
    taken = client.post(f"{API}/units/{unit.pk}/hours/", {"rows": rows}, format="json").json()
    [listed] = client.get(f"{API}/hour-batches/", {"unit": unit.pk}).json()["results"]
    assert (listed["id"], listed["undone_at"]) == (taken["batch"], None)
    assert sent(client, f"hour-batches/{taken['batch']}/undo", {"reason": "傳錯檔案了啦"})["undone_at"]
    sent(client, f"hour-batches/{taken['batch']}/undo", {"reason": "傳錯檔案了啦"}, status=422)


def test_a_spot_check_is_drawn_found_and_closed(officer, unit) -> None:
    client = program(officer)
    make_entry(unit, make_trained(unit), MARCH)
    body = {"unit": unit.pk, "manner": "paper", "first_on": "2026-03-01", "last_on": "2026-03-31"}
    assert pointers(sent(client, "spot-checks", body, status=422)) == {"/first_on"}
    seal = client.get(f"{API}/units/{unit.pk}/hours/202603/").json()["seal"]
    sent(client, f"units/{unit.pk}/hours/202603/approve", {"seen": seal})
    assert pointers(sent(client, "spot-checks", body | {"unit": make_unit("HUA").pk}, status=422)) == {"/unit"}
    drawn = sent(client, "spot-checks", body, status=201)
    [line] = drawn["lines"]
    where = f"spot-check-lines/{line['id']}/finding"
    assert pointers(sent(client, where, {"finding": "open"}, status=422)) == {"/finding"}
    wrong = {"finding": "corrected", "minutes": 180, "reason": "只服務兩小時"}
    assert pointers(sent(client, where, wrong, status=422)) == {"/minutes"}
    sent(client, f"spot-checks/{drawn['id']}/close", {"done_on": "2026-04-01"}, status=422)
    assert sent(client, where, wrong | {"minutes": 120})["minutes"] == 120
    closed = sent(client, f"spot-checks/{drawn['id']}/close", {"done_on": "2026-04-01", "remark": "已更正"})
    assert (closed["done_on"], closed["wrong"]) == ("2026-04-01", 1)


def test_a_policy_is_taken_out_changed_its_people_put_on_and_off_and_ended(officer, unit) -> None:
    client = program(officer)
    person, other = make_enrolment(unit).volunteer, make_enrolment(unit).volunteer
    stranger = make_enrolment(make_unit("HUA")).volunteer
    facts = {
        "kind": "own", "insurer": "示範產險", "number": "P-9", "starts_on": "2026-01-01", "ends_on": "2026-12-31",
    }  # fmt: skip
    wrong = sent(client, f"units/{unit.pk}/policies", facts | {"kind": "x", "sum_insured": -1}, status=422)
    assert pointers(wrong) == {"/kind", "/sum_insured"}
    policy = sent(client, f"units/{unit.pk}/policies", facts, status=201)
    changed = sent(client, f"policies/{policy['id']}", {"note": "住院日額"}, how="patch")
    assert changed == policy | {"note": "住院日額"}
    covers = f"policies/{policy['id']}/covers"
    assert pointers(sent(client, covers, {"who": "people"}, status=422)) == {"/people"}
    people = {"who": "people", "people": [str(person.key), str(stranger.key)]}
    assert pointers(sent(client, covers, people, status=422)) == {"/people"}
    assert not Cover.objects.exists()
    put = sent(client, covers, {"who": "people", "people": [str(person.key)]})
    assert ([one["volunteer"] for one in put["added"]], put["refused"]) == ([str(person.key)], [])
    again = sent(client, covers, {"who": "people", "people": [str(person.key)]})
    assert [one["volunteer"] for one in again["refused"]] == [str(person.key)]
    team = sent(client, covers, {"who": "team"})
    assert [one["volunteer"] for one in team["added"]] == [str(other.key)]
    first, second = Cover.objects.order_by("pk")
    assert sent(client, f"covers/{first.pk}/off", {"on": "2026-03-31"})["ends_on"] == "2026-03-31"
    sent(client, f"covers/{second.pk}/off", {"on": None}, status=204)
    ended = sent(client, f"policies/{policy['id']}/end", {"on": "2026-06-30", "reason": "改投另一張保單"})
    assert ended["ends_on"] == "2026-06-30"


LESSON = {"programme": "BASIC", "course": 1, "on": "2026-05-02", "starts": "09:00", "ends": "11:00"}


def test_a_session_is_planned_whole_or_not_at_all(officer, unit) -> None:
    client = program(officer)
    facts = {"title": "基礎訓練", "place": "社福館", "capacity": 1}
    assert "unit" in sent(client, "training-sessions", facts, status=422)["detail"]
    there = make_unit("HUA")
    assert pointers(sent(client, "training-sessions", facts | {"unit": there.pk}, status=422)) == {"/unit"}
    upside_down = LESSON | {"ends": "08:00"}
    sent(client, "training-sessions", facts | {"unit": unit.pk, "lessons": [upside_down]}, status=422)
    assert not TrainingSession.objects.exists()
    made = sent(client, "training-sessions", facts | {"unit": unit.pk, "lessons": [LESSON]}, status=201)
    assert (made["organiser"], made["state"], len(made["lessons"])) == ("海線關懷志工隊", "planned", 1)
    assert sent(client, f"training-sessions/{made['id']}", {"capacity": 5}, how="patch")["capacity"] == 5
    assert sent(client, f"training-sessions/{made['id']}/lessons", {"lessons": []}, how="put")["lessons"] == []
    refused = sent(client, f"training-sessions/{made['id']}/moves", {"move": "open"}, status=409)
    assert "還沒有排課" in refused["detail"]
    assert pointers(sent(client, f"training-sessions/{made['id']}/moves", {"move": "x"}, status=422)) == {"/move"}
    cancelled = {"move": "cancel", "reason": "講師生病"}
    assert sent(client, f"training-sessions/{made['id']}/moves", cancelled)["state"] == "cancelled"


def test_people_are_signed_up_each_for_herself_and_certified_at_the_end(officer, unit) -> None:
    client = program(officer)
    session = make_session(unit=unit)
    if session.state == TrainingSession.State.PLANNED:
        sessions.move(session=session, name="open", by=officer, now=dt.datetime.now(dt.UTC))
    person, number = make_enrolment(unit).volunteer, identity(8_000_301)
    stranger = make_enrolment(make_unit("HUA"), make_volunteer(number=number)).volunteer
    where = f"training-sessions/{session.pk}"
    told = sent(client, f"{where}/places", {"people": [str(person.key), str(stranger.key)]})["rows"]
    assert [one["outcome"] for one in told] == ["enrolled", "wrong"]
    place = told[0]["place"]
    [listed] = client.get(f"{API}/{where}/places/").json()["results"]
    assert (listed["id"], listed["volunteer"], listed["state"]) == (place, str(person.key), "enrolled")
    assert sent(client, f"session-places/{place}", {"passed": True}, how="patch")["passed"] is True
    assert sent(client, f"session-places/{place}/withdraw")["state"] == "withdrawn"
    sent(client, f"session-places/{place}/withdraw", status=422)
    lesson = session.lessons.first()
    early = sent(client, f"{where}/lessons/{lesson.pk}/attendance", {"full": [place]}, how="put", status=422)
    assert "還沒有開始簽到" in early["detail"]
    sent(client, f"{where}/lessons/{lesson.pk + 1000}/attendance", {"full": []}, how="put", status=404)
    nobody = sent(client, f"{where}/lessons/{lesson.pk}/walk-ins", {"identity": identity(8_000_302)}, status=422)
    assert pointers(nobody) == {"/identity"}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("where", ["hour-batches", "training-sessions", "places"])
def test_the_number_of_questions_does_not_grow_with_the_rows(
    officer, unit, where: str, rows: int, django_assert_max_num_queries
) -> None:
    client, session = program(officer), make_session(unit=unit)
    for number in range(rows):
        make_entry(unit, make_trained(unit), MARCH)
        make_place(session)
        if number:
            make_session(unit=make_unit())
    where = f"training-sessions/{session.pk}/places" if where == "places" else where
    with django_assert_max_num_queries(12):
        assert len(client.get(f"{API}/{where}/").json()["results"]) == rows
