"""Groups of a workshop in the database, and the page that mends them."""

from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from foundation.accounts.roles import Role
from foundation.audit import trail
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_user
from tests.makers.workshops import NOON, make_group, make_participant, make_seat, make_workshop
from workshops import grouping
from workshops.models import Group, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user()


@pytest.fixture
def workshop():
    return make_workshop(Workshop.State.CONFIRMED)


def people_of(workshop, count, **fields):
    return [make_participant(workshop, **fields) for _number in range(count)]


@pytest.mark.parametrize(("count", "allowed"), [(3, False), (4, True), (10, True), (11, False)])
def test_four_to_ten_groups(workshop, officer, count, allowed):
    if allowed:
        groups = grouping.make_groups(workshop=workshop, count=count, by=officer, now=NOON)
        assert [group.number for group in groups] == list(range(1, count + 1))
    else:
        with pytest.raises(ValidationError, match=str(count)):
            grouping.make_groups(workshop=workshop, count=count, by=officer, now=NOON)
        assert not workshop.groups.exists()


def test_more_groups_keep_names_codes_and_people(workshop, officer):
    grouping.make_groups(workshop=workshop, count=4, by=officer, now=NOON)
    first = workshop.groups.get(number=1)
    grouping.describe(group=first, name="海線", host_name="王小明", by=officer, now=NOON)
    Group.objects.filter(pk=first.pk).update(code="ABCDE")
    sitting = make_participant(workshop, group=first)
    grouping.make_groups(workshop=workshop, count=7, by=officer, now=NOON)
    first.refresh_from_db()
    sitting.refresh_from_db()
    assert (first.name, first.code, sitting.group) == ("海線", "ABCDE", first)
    assert workshop.groups.count() == 7


def test_fewer_groups_let_people_wait(workshop, officer):
    grouping.make_groups(workshop=workshop, count=6, by=officer, now=NOON)
    last = make_participant(workshop, group=workshop.groups.get(number=6))
    grouping.make_groups(workshop=workshop, count=5, by=officer, now=NOON)
    last.refresh_from_db()
    assert last.group is None


def test_a_group_with_devices_is_not_taken_away(workshop, officer):
    grouping.make_groups(workshop=workshop, count=6, by=officer, now=NOON)
    make_seat(workshop.groups.get(number=6))
    with pytest.raises(ValidationError, match="第 6 組"):
        grouping.make_groups(workshop=workshop, count=5, by=officer, now=NOON)
    assert workshop.groups.count() == 6


@pytest.mark.parametrize("state", ["reported", "closed", "cancelled"])
def test_after_the_report_nothing_moves(officer, state):
    workshop = make_workshop(state, groups=4)
    person = make_participant(workshop)
    group = workshop.groups.first()
    group.workshop = workshop
    for change in (
        lambda: grouping.make_groups(workshop=workshop, count=5, by=officer, now=NOON),
        lambda: grouping.seat_people(workshop=workshop, seed=1, by=officer, now=NOON),
        lambda: grouping.move(participant=person, group=group, by=officer, now=NOON),
        lambda: grouping.describe(group=group, name="x", host_name="", by=officer, now=NOON),
    ):
        with pytest.raises(ValidationError, match="不能再改"):
            change()
    assert workshop.groups.count() == 4


def test_seating_spreads_everybody_and_leaves_a_line(workshop, officer):
    people_of(workshop, 10, kind="official")
    people_of(workshop, 20, unit="海線志工隊")
    grouping.make_groups(workshop=workshop, count=7, by=officer, now=NOON)
    moved, people = grouping.seat_people(workshop=workshop, seed=5, by=officer, now=NOON)
    assert (moved, people) == (30, 30)
    sizes = Counter(workshop.participants.values_list("group__number", flat=True))
    assert set(sizes) == set(range(1, 8))
    assert max(sizes.values()) - min(sizes.values()) <= 1
    line = trail.history_of(workshop).filter(verb=Verb.GROUPED).first()
    assert line.now == {"people": 30, "moved": 30, "groups": 7, "start_over": False}
    assert line.actor_key == str(officer.pk)


def test_what_was_mended_by_hand_stays_until_one_starts_over(workshop, officer):
    people_of(workshop, 24)
    grouping.make_groups(workshop=workshop, count=6, by=officer, now=NOON)
    grouping.seat_people(workshop=workshop, seed=5, by=officer, now=NOON)
    person = workshop.participants.filter(group__number=1).first()
    other = workshop.groups.get(number=2)
    grouping.move(participant=person, group=other, by=officer, now=NOON)
    newcomer = make_participant(workshop)
    moved, _people = grouping.seat_people(workshop=workshop, seed=5, by=officer, now=NOON)
    person.refresh_from_db()
    newcomer.refresh_from_db()
    assert moved == 1
    assert person.group == other
    assert newcomer.group.number == 1  # the table that was one short
    grouping.seat_people(workshop=workshop, seed=6, by=officer, now=NOON, start_over=True)
    sizes = Counter(workshop.participants.values_list("group__number", flat=True))
    assert sorted(sizes.values()) == [4, 4, 4, 4, 4, 5]


@pytest.mark.parametrize(("groups", "people", "words"), [(0, 3, "還沒有小組"), (4, 0, "名單上還沒有人")])
def test_seating_needs_tables_and_people(officer, groups, people, words):
    workshop = make_workshop(Workshop.State.CONFIRMED, groups=groups)
    people_of(workshop, people)
    with pytest.raises(ValidationError, match=words):
        grouping.seat_people(workshop=workshop, seed=1, by=officer, now=NOON)


def test_a_person_moves_only_inside_her_workshop(workshop, officer):
    person = make_participant(workshop)
    with pytest.raises(ValidationError, match="不是這場工作坊"):
        grouping.move(participant=person, group=make_group(), by=officer, now=NOON)


def test_a_host_in_the_trail_is_masked(workshop, officer):
    group = make_group(workshop)
    grouping.describe(group=group, name="海線", host_name="王小明", by=officer, now=NOON)
    assert trail.history_of(group).first().now == {"name": "海線", "host_name": "王○明"}


def test_clashes_say_which_could_be_mended(workshop):
    groups = [make_group(workshop) for _number in range(4)]
    for _person in range(2):
        make_participant(workshop, unit="臺東志工隊", group=groups[0])
    for group in groups:
        make_participant(workshop, unit="大隊", group=group)
    make_participant(workshop, unit="大隊", group=groups[1])
    room = grouping.look_at(workshop)
    first, second = room.tables[0].clashes, room.tables[1].clashes
    assert [(clash.unit, clash.people, clash.avoidable) for clash in first] == [("臺東志工隊", 2, True)]
    assert [(clash.unit, clash.people, clash.avoidable) for clash in second] == [("大隊", 2, False)]
    assert "可以換一位" in first[0].sentence
    assert "避不開" in second[0].sentence
    assert room.avoidable == 1


def test_units_are_compared_whatever_their_spelling(workshop):
    group = make_group(workshop)
    make_group(workshop)
    make_participant(workshop, unit="台東 志工隊", group=group)
    make_participant(workshop, unit="臺東志工隊", group=group)
    assert len(grouping.look_at(workshop).tables[0].clashes) == 1


# ---- the page


def page(workshop):
    return reverse("workshops:grouping", kwargs={"pk": workshop.pk})


def test_the_officer_groups_and_moves_without_a_script(client, workshop, officer):
    people_of(workshop, 30)
    client.force_login(officer)
    assert client.post(f"{page(workshop)}seat/", {"count": "6"}).status_code == 302
    assert workshop.participants.filter(group=None).count() == 0
    person = workshop.participants.filter(group__number=1).first()
    answer = client.post(f"{page(workshop)}move/", {"person": person.pk, "group": "3"})
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"#person-{person.pk}")
    person.refresh_from_db()
    assert person.group.number == 3
    client.post(f"{page(workshop)}move/", {"person": person.pk, "group": ""})
    person.refresh_from_db()
    assert person.group is None
    shown = client.get(page(workshop)).content.decode()
    assert "還有 1 人沒有組別" in shown
    assert person.name in shown


def test_a_number_out_of_range_comes_back_with_its_reason(client, workshop, officer):
    client.force_login(officer)
    answer = client.post(f"{page(workshop)}seat/", {"count": "3"})
    assert answer.status_code == 422
    assert not workshop.groups.exists()
    assert 'value="3"' in answer.content.decode()


def test_naming_a_group(client, workshop, officer):
    group = make_group(workshop)
    client.force_login(officer)
    client.post(f"{page(workshop)}{group.number}/", {"name": "海線", "host_name": "王小明"})
    group.refresh_from_db()
    assert (group.name, group.host_name) == ("海線", "王小明")


def test_a_wrong_person_or_group_is_not_found(client, workshop, officer):
    client.force_login(officer)
    stranger = make_participant()
    person = make_participant(workshop)
    for data in (
        {"person": stranger.pk, "group": ""},
        {"person": person.pk, "group": "9"},
        {"person": "x", "group": ""},
        {"person": person.pk, "group": "-1"},
    ):
        assert client.post(f"{page(workshop)}move/", data).status_code == 404


def test_national_staff_and_lecturers_see_numbers_and_no_names(client):
    workshop = make_workshop(Workshop.State.CONFIRMED)
    group = make_group(workshop, host_name="陳大文")
    person = make_participant(workshop, group=group)
    client.force_login(make_user(Role.ASSOCIATION))
    shown = client.get(page(workshop)).content.decode()
    assert "第 1 組" in shown
    assert person.name not in shown
    assert person.unit not in shown
    assert "陳大文" not in shown
    client.force_login(workshop.lecturer)
    shown = client.get(page(workshop)).content.decode()
    assert person.name not in shown
    assert "陳大文" in shown  # the lecturer works with her


def test_nobody_else_changes_the_tables(client, workshop):
    person = make_participant(workshop)
    for user in (make_user(county="HUA"), make_user(Role.ASSOCIATION), workshop.lecturer):
        client.force_login(user)
        assert client.post(f"{page(workshop)}seat/", {"count": "6"}).status_code == 404
        assert client.post(f"{page(workshop)}move/", {"person": person.pk, "group": ""}).status_code == 404
    client.force_login(make_user(county="HUA"))
    assert client.get(page(workshop)).status_code == 404


@pytest.mark.parametrize("count", ["", "x", "0", "3", "11", "99"])
def test_the_page_says_how_many_groups_there_may_be(client, officer, workshop, count):
    client.force_login(officer)
    answer = client.post(reverse("workshops:grouping_seat", args=[workshop.pk]), {"count": count})
    assert answer.status_code == 422
    assert answer.context["form"].errors["count"] == ["請填 4 到 10 組。"]
