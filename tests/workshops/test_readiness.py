"""明天可以開始: every line follows from what is there, on both sides of its bound."""

import pytest
from django.template.loader import render_to_string

from foundation.audit.trail import SYSTEM
from tests.makers.accounts import make_user
from tests.makers.actionplans import give_forms
from tests.makers.workshops import NOON, make_group, make_participant, make_programme, make_workshop
from workshops import agenda_of, readiness
from workshops.models import AgendaItem, Group, Participant, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop():
    """One that could start: seven groups of four, hosts, codes, forms, a supervisor."""
    workshop = make_workshop(Workshop.State.CONFIRMED, supervisor=make_user("supervisor"))
    give_forms(workshop.programme)
    for _number in range(7):
        group = make_group(workshop, host_name="陳大文")
        for _person in range(4):
            make_participant(workshop, group=group)
    return workshop


def line(workshop, key):
    return next(check for check in readiness.of(Workshop.objects.get(pk=workshop.pk)).checks if check.key == key)


def test_everything_in_place_is_ready(workshop):
    found = readiness.of(workshop)
    assert found.ready
    assert found.missing == ()
    assert found.done == len(found.checks)
    assert not any(check.cure for check in found.checks)


def test_a_new_draft_is_not_ready_and_every_cure_leads_somewhere(client):
    workshop = Workshop.objects.create(programme=make_programme(), county_id="TTT", number=1)
    found = readiness.of(workshop)
    assert not found.ready
    keys = {check.key for check in found.missing}
    assert keys >= {
        "time", "seats", "flat_floor", "network", "contact", "lecturer", "supervisor", "participants", "groups",
        "group_size", "hosts", "codes", "agenda", "forms",
    }  # fmt: skip
    client.force_login(make_user())
    for check in found.missing:
        assert check.cure
        if check.url:
            assert client.get(check.url).status_code == 200, check.key


@pytest.mark.parametrize(
    ("key", "fields", "ok"),
    [
        ("seats", {"seats": 56}, True),  # 56 are expected, 28 are listed
        ("seats", {"seats": 55}, False),
        ("seats", {"seats": None}, False),
        ("flat_floor", {"flat_floor": False}, False),
        ("flat_floor", {"flat_floor": None}, False),
        ("network", {"network": "none"}, True),
        ("network", {"network": ""}, False),
        ("contact", {"contact_phone": ""}, False),
        ("contact", {"contact_name": ""}, False),
        ("lecturer", {"lecturer": None}, False),
        ("lecturer", {"lecturer": None, "lecturers_wanted": 0}, True),
        ("supervisor", {"supervisor": None}, False),
        ("agenda", {"minutes": 206}, False),
        ("time", {"minutes": None}, False),
    ],
)
def test_the_fields_of_a_registration(workshop, key, fields, ok):
    Workshop.objects.update(**fields)
    check = line(workshop, key)
    assert check.ok is ok
    assert bool(check.cure) is not ok


def test_a_bad_network_leads_to_paper(workshop):
    Workshop.objects.update(network="unstable")
    check = line(workshop, "network")
    assert "A3 紙本" in check.text
    assert check.url_name == "workshops:print"


@pytest.mark.parametrize(("people", "ok"), [(60, True), (61, False)])
def test_the_list_stays_within_the_capacity(workshop, people, ok):
    for _person in range(people - 28):
        make_participant(workshop, group=workshop.groups.first())
    assert line(workshop, "participants").ok is ok


def test_an_empty_list(workshop):
    Participant.objects.all().delete()
    assert not line(workshop, "participants").ok
    assert not line(workshop, "groups").ok


def test_one_without_a_table(workshop):
    make_participant(workshop)
    check = line(workshop, "groups")
    assert not check.ok
    assert "1 人沒有組別" in check.text


def test_a_table_of_three(workshop):
    Participant.objects.filter(group__number=5).first().delete()
    check = line(workshop, "group_size")
    assert not check.ok
    assert "第 5 組不到 4 人" in check.text


@pytest.mark.parametrize(
    ("key", "change"), [("hosts", {"host_name": ""}), ("codes", {"code": None}), ("codes", {"code_revoked_at": NOON})]
)
def test_two_tables_without_something(workshop, key, change):
    Group.objects.filter(number__in=(2, 6)).update(**change)
    check = line(workshop, key)
    assert not check.ok
    assert "第 2、6 組" in check.text


@pytest.mark.parametrize(("minutes", "ok"), [(35, True), (34, False)])
def test_seven_groups_need_thirty_five_minutes_to_present(workshop, minutes, ok):
    AgendaItem.objects.filter(kind="presentation").update(minutes=minutes)
    check = line(workshop, "presentations")
    assert check.ok is ok
    if not ok:
        assert "7 組 × 5 分鐘 = 35 分鐘，只排了 34 分鐘" in check.text


def test_a_block_outside_its_bounds(workshop):
    AgendaItem.objects.filter(position=8).update(minutes=61)
    AgendaItem.objects.filter(position=9).update(minutes=4)
    check = line(workshop, "agenda")
    assert not check.ok  # 205 all the same
    assert "7 組發表 61 分" in check.text
    assert "「歸納總結與承諾」4 分，少於建議的最短 10 分。" in check.text


@pytest.mark.parametrize(
    ("minutes", "groups"), [(150, 4), (180, 7), (185, 4), (190, 4), (205, 7), (220, 6), (240, 7), (240, 10)]
)
def test_a_day_that_follows_the_proposal_is_ready(workshop, minutes, groups):
    """Short days shorten blocks and long ones stretch discussions: that was the rule's choice, and is no fault."""
    Workshop.objects.update(minutes=minutes, groups_planned=groups)
    agenda_of.restore_agenda(workshop=Workshop.objects.get(), by=SYSTEM)
    assert line(workshop, "agenda").ok


def test_a_presentation_shortened_as_advised_is_ready(workshop):
    Workshop.objects.update(groups_planned=4)
    AgendaItem.objects.filter(kind="presentation").update(minutes=32)
    AgendaItem.objects.filter(position=5).update(minutes=48)
    assert line(workshop, "agenda").ok
    AgendaItem.objects.filter(kind="presentation").update(minutes=31)
    AgendaItem.objects.filter(position=5).update(minutes=49)
    assert not line(workshop, "agenda").ok


def test_the_forms_are_asked_for_from_above(workshop):
    workshop.programme.question_sets.filter(kind="design").update(published_at=None)
    check = line(workshop, "forms")
    assert not check.ok
    assert "地方志願服務行動設計表" in check.text


def test_a_question_is_asked_once_however_often_it_is_added():
    before = list(readiness._more)
    for question in before:
        readiness.add(question)
    assert readiness._more == before


def test_the_fragment_says_what_is_missing_and_where(workshop):
    Workshop.objects.update(supervisor=None)
    found = readiness.of(Workshop.objects.get())
    shown = render_to_string("workshops/_readiness.html", {"readiness": found})
    assert "還差 1 件" in shown
    assert f'href="/workshops/{workshop.pk}/"' in shown
    assert shown.count("<li data-done") == found.done
    short = render_to_string("workshops/_readiness.html", {"readiness": found, "short": True})
    assert "data-done" not in short
