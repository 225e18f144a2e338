"""Signing in: by one tap, by one's own name, as somebody new; and what no device may see."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from actionplans.paper import county_report
from foundation.accounts.roles import Role
from foundation.audit import trail
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_user
from tests.makers.workshops import NOON, make_group, make_participant, make_seat, make_workshop
from workshops import attendance, guessing, privacy_notice
from workshops.models import Participant, Workshop
from workshops.seats import COOKIE

pytestmark = pytest.mark.django_db
S = Workshop.State
LATER = NOON + dt.timedelta(minutes=5)


@pytest.fixture
def officer():
    return make_user(name="王小明")


@pytest.fixture
def workshop():
    return make_workshop(S.RUNNING, agenda=False, groups=2)


@pytest.fixture
def seat(workshop):
    return make_seat(workshop.groups.get(number=1), token="token")


@pytest.fixture
def device(client, seat):
    client.cookies[COOKIE] = "token"
    return client


def numbers(workshop):
    found = attendance.of(workshop)
    return found.listed, found.arrived, found.missing, found.walk_ins


def test_the_first_time_counts_and_can_be_taken_back(workshop, officer):
    person = make_participant(workshop)
    make_participant(workshop)
    attendance.arrive(participant=person, by=officer, now=NOON)
    attendance.arrive(participant=person, by=officer, now=LATER)
    person.refresh_from_db()
    assert (person.arrived_at, person.arrived_by) == (NOON, "王小明")
    assert numbers(workshop) == (2, 1, 1, 0)
    assert trail.history_of(person).filter(verb=Verb.ARRIVED).count() == 1
    attendance.undo(participant=person, by=officer, now=LATER)
    attendance.undo(participant=person, by=officer, now=LATER)
    assert numbers(workshop) == (2, 0, 2, 0)
    assert trail.history_of(person).filter(verb=Verb.ARRIVAL_UNDONE).count() == 1


def test_the_trail_knows_no_full_name(workshop, officer):
    person = make_participant(workshop, name="林春華")
    attendance.arrive(participant=person, by=officer, now=NOON)
    assert "林春華" not in str(trail.history_of(person).first().object_label)


@pytest.mark.parametrize(
    ("state", "open_"),
    [("draft", False), ("submitted", False), ("confirmed", True), ("running", True), ("held", True),
     ("reported", False), ("closed", False), ("cancelled", False)],
)  # fmt: skip
def test_people_sign_in_from_the_confirmation_to_the_report(state, open_, officer):
    workshop = make_workshop(state, agenda=False)
    person = make_participant(workshop)
    assert (attendance.why_closed(workshop) == "") is open_
    if not open_:
        with pytest.raises(ValidationError):
            attendance.arrive(participant=person, by=officer, now=NOON)


def test_somebody_new_is_put_on_the_list_at_a_table_as_arrived(workshop, officer):
    values = {"name": "陳新人", "unit": "新隊", "kind": "cadre"}
    group = workshop.groups.get(number=2)
    person = attendance.walk_in(workshop=workshop, values=values, group=group, by=officer, now=NOON)
    assert (person.walk_in, person.arrived_at, person.group) == (True, NOON, group)
    assert numbers(workshop) == (0, 0, 0, 1)
    with pytest.raises(ValidationError, match="名單上"):
        attendance.walk_in(workshop=workshop, values=values, group=group, by=officer, now=NOON)
    with pytest.raises(ValidationError, match="移除"):
        attendance.undo(participant=person, by=officer, now=NOON)


def test_nobody_new_sits_at_a_table_of_another_workshop(workshop, officer):
    elsewhere = make_group(make_workshop(S.RUNNING, agenda=False))
    values = {"name": "陳新人", "unit": "新隊", "kind": "cadre"}
    assert attendance.walk_in(workshop=workshop, values=values, group=elsewhere, by=officer, now=NOON).group is None


@pytest.mark.parametrize(
    ("typed", "unit", "outcome"),
    [("林春華", "", "arrived"), (" 林 春華 ", "", "arrived"), ("林春", "", "unknown"), ("春", "", "unknown"),
     ("", "", "unknown"), ("王同名", "", "unit"), ("王同名", "乙隊", "arrived"), ("王同名", "丙隊", "unit")],
)  # fmt: skip
def test_ones_own_name_must_be_whole(workshop, seat, typed, unit, outcome):
    make_participant(workshop, name="林春華", unit="甲隊")
    make_participant(workshop, name="王同名", unit="甲隊")
    make_participant(workshop, name="王同名", unit="乙隊")
    found = attendance.arrive_by_name(seat=seat, name=typed, unit=unit, now=NOON)
    assert found.outcome == outcome
    assert Participant.objects.filter(arrived_at__isnull=False).count() == (outcome == "arrived")
    if outcome == "arrived":
        assert found.person.group == seat.group
        assert found.person.arrived_by == seat.as_actor().label


def test_who_has_a_table_keeps_it(workshop, seat):
    other = workshop.groups.get(number=2)
    make_participant(workshop, name="林春華", group=other)
    assert attendance.arrive_by_name(seat=seat, name="林春華", now=NOON).person.group == other


def test_a_name_on_another_workshops_list_is_unknown_here(seat):
    make_participant(make_workshop(S.RUNNING, agenda=False), name="林春華")
    assert attendance.arrive_by_name(seat=seat, name="林春華", now=NOON).outcome == "unknown"


def test_the_report_says_who_came_only_where_people_signed_in(workshop, officer):
    person = make_participant(workshop)
    make_participant(workshop)
    assert "實到" not in dict(county_report.facts(county_report.build(workshop, now=NOON)))
    attendance.arrive(participant=person, by=officer, now=NOON)
    values = {"name": "陳新人", "unit": "新隊", "kind": "cadre"}
    attendance.walk_in(workshop=workshop, values=values, group=None, by=officer, now=NOON)
    said = dict(county_report.facts(county_report.build(workshop, now=NOON)))["實到"]
    assert said == "共 2 人：名單 2 人中到 1 人，當天加入 1 人"


# The officer's page --------------------------------------------------------------------------------------------------


def test_who_is_missing_stands_first_and_can_be_found(client, workshop, officer):
    here, gone = make_participant(workshop, name="到了的"), make_participant(workshop, name="還沒的")
    attendance.arrive(participant=here, by=officer, now=NOON)
    client.force_login(officer)
    where = reverse("workshops:arrivals", args=[workshop.pk])
    text = client.get(where).content.decode()
    assert text.index("還沒的") < text.index("到了的")
    found = client.get(where, {"q": gone.unit}).content.decode()
    assert "還沒的" in found
    assert "到了的" not in found
    client.post(reverse("workshops:arrived", args=[workshop.pk, gone.pk]))
    assert numbers(workshop) == (2, 2, 0, 0)
    client.post(reverse("workshops:arrived", args=[workshop.pk, gone.pk]), {"undo": "1"})
    assert numbers(workshop) == (2, 1, 1, 0)


def test_who_is_missing_can_be_seen_alone_until_all_are_here(client, workshop, officer):
    """Whoever calls out the names goes on in the same list after each tap."""
    attendance.arrive(participant=make_participant(workshop, name="到了的"), by=officer, now=NOON)
    missing = make_participant(workshop, name="還沒的")
    client.force_login(officer)
    where = reverse("workshops:arrivals", args=[workshop.pk])
    assert "只看還沒到的 1 人" in client.get(where).content.decode()
    alone = client.get(where, {"only": "missing"}).content.decode()
    assert ("還沒的" in alone, "到了的" in alone, "看全部的人" in alone) == (True, False, True)
    assert "還沒的" not in client.get(where, {"only": "missing", "q": "到了的"}).content.decode()
    answer = client.post(reverse("workshops:arrived", args=[workshop.pk, missing.pk]), {"only": "missing"}, follow=True)
    assert answer.redirect_chain[0][0].endswith("?only=missing")
    assert "名單上的人都到了。" in answer.content.decode()
    assert "只看還沒到的" not in client.get(where).content.decode()
    assert "到了的" in client.get(where, {"only": "nonsense"}).content.decode()


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(client, workshop, officer, people, django_assert_max_num_queries):
    for number in range(people):
        make_participant(workshop, group=workshop.groups.get(number=number % 2 + 1))
    client.force_login(officer)
    with django_assert_max_num_queries(12):
        client.get(reverse("workshops:arrivals", args=[workshop.pk]))


def test_somebody_new_at_the_door(client, workshop, officer):
    client.force_login(officer)
    where = reverse("workshops:walk_in", args=[workshop.pk])
    assert client.post(where, {"name": "陳新人"}).status_code == 422
    group = workshop.groups.get(number=2)
    client.post(where, {"name": "陳新人", "unit": "新隊", "kind": "cadre", "group": group.pk})
    assert Participant.objects.get().group == group


@pytest.mark.parametrize(("role", "county"), [(Role.ASSOCIATION, None), (Role.COUNTY_OFFICER, "HUA")])
def test_others_have_no_name_list(client, workshop, role, county):
    client.force_login(make_user(role, county))
    assert client.get(reverse("workshops:arrivals", args=[workshop.pk])).status_code == 404


# The table's device --------------------------------------------------------------------------------------------------


def test_a_device_shows_no_name_but_the_one_that_was_typed(device, workshop):
    cache.clear()
    make_participant(workshop, name="林春華", group=workshop.groups.get(number=2))
    make_participant(workshop, name="別人名")
    where = reverse("workshops:arrive_self")
    for answer in (device.get(where), device.post(where, {"name": "林"}), device.post(where, {"name": "林春華"})):
        assert "別人名" not in answer.content.decode()
    assert "第 2 組" in answer.content.decode()
    assert Participant.objects.get(name="林春華").arrived_at is not None


def test_who_tries_many_names_has_to_wait(device, workshop, seat, monkeypatch):
    cache.clear()
    monkeypatch.setattr(guessing, "MOST_WRONG", 2)
    make_participant(workshop, name="林春華")
    where = reverse("workshops:arrive_self")
    for name in ("陳一", "陳二"):
        assert "找不到" in device.post(where, {"name": name}).content.decode()
    assert "試了太多次" in device.post(where, {"name": "林春華"}).content.decode()
    assert not guessing.minutes_to_wait("127.0.0.1", now=timezone.now()), "the room's address is not shut out"
    new = {"new": "1", "name": "陳新人", "unit": "新隊", "kind": "cadre"}
    assert device.post(where, new).status_code == 422


def test_somebody_new_signs_in_at_her_table(device, workshop, seat):
    cache.clear()
    where = reverse("workshops:arrive_self")
    assert "新隊" not in device.get(where, {"new": "1"}).content.decode()
    device.post(where, {"new": "1", "name": "陳新人", "unit": "新隊", "kind": "cadre"})
    person = Participant.objects.get()
    assert (person.walk_in, person.group) == (True, seat.group)


def test_without_a_seat_one_is_sent_to_the_door(client):
    assert client.get(reverse("workshops:arrive_self"))["Location"] == reverse("workshops:join")


def test_a_closed_table_signs_nobody_in(device, workshop):
    Workshop.objects.filter(pk=workshop.pk).update(state=S.REPORTED)
    make_participant(workshop, name="林春華")
    device.post(reverse("workshops:arrive_self"), {"name": "林春華"})
    assert not Participant.objects.filter(arrived_at__isnull=False).exists()


# The notice ----------------------------------------------------------------------------------------------------------


def test_the_six_points_of_the_law_are_all_there_and_name_the_host(workshop):
    said = privacy_notice.points(workshop)
    assert [point.clause for point, _says in said] == [1, 2, 3, 4, 5, 6]
    assert workshop.host_unit in said[0][1]
    assert workshop.contact_phone in said[4][1]
    assert not any("%(" in says for _point, says in said)


@pytest.mark.parametrize("whose", ["contact", "host", "charge", "device", "signer"])
def test_each_who_is_asked_is_told_what_is_true_of_her(workshop, whose):
    mine = [says for _point, says in privacy_notice.points(workshop, whose)]
    theirs = [says for _point, says in privacy_notice.points(workshop)]
    assert len(mine) == 6
    assert [mine[at] == theirs[at] for at in range(6)] == [True, False, False, False, True, False]
    assert workshop.host_unit in mine[0]
    assert not any("%(" in says for says in mine)


def test_a_workshop_that_is_just_being_entered_is_told_of_without_its_name():
    said = [says for _point, says in privacy_notice.points(None, "contact")]
    assert "這一頁填的機關" in said[0]
    assert not any("%(" in says for says in said)


def test_the_notice_stands_wherever_data_are_first_asked_for(client, device, workshop, officer):
    group = workshop.groups.get(number=2)
    pages = [
        device.get(reverse("workshops:join_code", args=[group.code])),
        device.get(reverse("workshops:arrive_self")),
    ]
    client.force_login(officer)
    names = ("participant_add", "participant_list", "arrivals")
    pages += [client.get(reverse(f"workshops:{name}", args=[workshop.pk])) for name in names]
    for page in pages:
        assert "個人資料告知" in page.content.decode(), page.request["PATH_INFO"]
    registered = make_workshop(agenda=False, groups=2)
    told = {
        reverse("workshops:step", args=[registered.pk, "people"]): "登記這場工作坊，並在行前",
        reverse("workshops:past"): "登記這場工作坊，並在行前",
        reverse("workshops:grouping", args=[registered.pk]): "讓同桌的人知道由誰帶桌",
    }
    for address, why in told.items():
        content = client.get(address).content.decode()
        assert "個人資料告知" in content, address
        assert why in content, address
