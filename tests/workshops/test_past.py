"""Workshops that were held before anybody registered them."""

import datetime as dt
import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from foundation.workflow.moves import MoveRefused
from tests.makers.accounts import county, make_user
from tests.makers.english import CATALOGUE
from tests.makers.workshops import NOON, make_programme, make_workshop
from workshops import past, people
from workshops.models import Workshop
from workshops.stages import MOVES

pytestmark = pytest.mark.django_db
S = Workshop.State
TYPED = {
    "date": "115/3/10",
    "starts_at": "13:30",
    "minutes": "205",
    "venue": "社會福利館",
    "host_unit": "社會處",
    "contact_name": "王小明",
    "contact_phone": "089-326141",
    "officials_expected": "10",
    "remark": "平臺開放前已辦完",
}


def register(**changes):
    return past.register(
        programme=make_programme(), county=county(), data=TYPED | changes, tables=8, by=make_user(), now=NOON
    )


def test_one_page_is_enough_to_hand_it_in_with_its_tables():
    workshop = register()
    assert workshop.state == S.SUBMITTED
    assert workshop.groups.count() == 8
    assert not workshop.groups.exclude(code=None).exists(), "nobody joins a day that is over"
    assert workshop.lecturers_wanted == 0
    assert workshop.agenda.exists()
    MOVES.apply(workshop, "confirm", by=SYSTEM, now=NOON)
    MOVES.apply(workshop, "record", by=SYSTEM, now=NOON)
    assert workshop.state == S.HELD


@pytest.mark.parametrize(
    ("changes", "word"),
    [({"remark": ""}, "已經過了"), ({"officials_expected": ""}, "人數"), ({"date": "115/2/30"}, "沒有 30 日"),
     ({"venue": ""}, "場地名稱")],
)  # fmt: skip
def test_what_is_wrong_is_told_and_nothing_is_left_behind(changes, word):
    with pytest.raises(ValidationError) as refused:
        register(**changes)
    assert word in " ".join(refused.value.messages)
    assert not Workshop.objects.exists()


@pytest.mark.parametrize(
    ("typed", "says"),
    [("205", ""), ("三個半小時", ""), ("兩個鐘頭", "120 分太短"), ("半天", "看不出是多少分鐘"), ("很久", "例如 205。")],
)
def test_how_long_it_took_is_read_as_it_is_said(client, typed, says):
    programme = make_programme()
    client.force_login(make_user())
    sent = TYPED | {"programme": programme.pk, "county": "TTT", "tables": "8", "minutes": typed}
    answer = client.post("/workshops/past/", sent)
    assert Workshop.objects.exists() is not bool(says)
    if says:
        (problem,) = answer.context["form"].errors["minutes"]
        assert says in problem
    else:
        assert Workshop.objects.get().minutes in (205, 210)


@pytest.mark.parametrize(("days", "refused"), [(-1, False), (0, True), (1, True)])
def test_only_a_day_that_is_over_is_written_down_as_held(days, refused):
    workshop = make_workshop(S.CONFIRMED, groups=4, date=NOON.date() + dt.timedelta(days=days))
    offered = "record" in {move.name for move in people.moves_for(workshop, make_user(), on=NOON.date())}
    assert offered is not refused
    if refused:
        with pytest.raises(MoveRefused, match="還沒過"):
            MOVES.apply(workshop, "record", by=SYSTEM, now=NOON)
    else:
        MOVES.apply(workshop, "record", by=SYSTEM, now=NOON)


@pytest.mark.parametrize(
    ("days", "ran", "refused"), [(-1, False, True), (-150, False, True), (-1, True, False), (0, False, False)]
)
def test_what_never_ran_here_does_not_go_on_after_its_day(days, ran, refused):
    fields = {} if ran else {"started_at": None, "started_by": ""}
    workshop = make_workshop(S.HELD, groups=4, date=NOON.date() + dt.timedelta(days=days), **fields)
    offered = "resume" in {move.name for move in people.moves_for(workshop, make_user(), on=NOON.date())}
    assert offered is not refused
    if refused:
        with pytest.raises(MoveRefused, match="辦完之後補登"):
            MOVES.apply(workshop, "resume", by=SYSTEM, reason="少寫一組", now=NOON)
        workshop.refresh_from_db()
        assert workshop.state == S.HELD
        assert list(past.steps(workshop, NOON.date())), "what is left to do stays on its page"
    else:
        MOVES.apply(workshop, "resume", by=SYSTEM, reason="少寫一組", now=NOON)


def test_without_groups_nothing_can_be_written_down():
    workshop = make_workshop(S.CONFIRMED, date=dt.date(2026, 3, 10))
    with pytest.raises(MoveRefused, match="分組"):
        MOVES.apply(workshop, "record", by=SYSTEM, now=NOON)


@pytest.mark.parametrize(("days", "asked"), [(-1, False), (0, True)])
def test_nobody_asks_afterwards_what_the_room_was_to_be_prepared_with(days, asked):
    workshop = make_workshop(
        date=NOON.date() + dt.timedelta(days=days), remark="補登", seats=None, flat_floor=None, network="", address=""
    )
    if asked:
        with pytest.raises(MoveRefused, match="容納人數"):
            MOVES.apply(workshop, "submit", by=SYSTEM, now=NOON)
    else:
        MOVES.apply(workshop, "submit", by=SYSTEM, now=NOON)


def test_what_is_left_to_do_gets_shorter():
    on = NOON.date()
    counts = [
        len(list(past.steps(make_workshop(state, date=dt.date(2026, 3, 10)), on)))
        for state in (S.SUBMITTED, S.CONFIRMED, S.HELD, S.REPORTED)
    ]
    assert counts == [4, 3, 2, 0]
    assert not list(past.steps(make_workshop(S.CONFIRMED, date=on), on))


def test_the_page_takes_it_all_at_once(client):
    client.force_login(make_user())
    programme = make_programme()
    where = reverse("workshops:past")
    assert where in client.get(reverse("workshops:list")).content.decode()
    sent = TYPED | {"programme": programme.pk, "county": "TTT", "tables": "8"}
    refused = client.post(where, sent | {"tables": "2", "remark": ""})
    assert refused.status_code == 422
    assert "這一欄要填" in refused.content.decode()
    answer = client.post(where, sent, follow=True)
    workshop = Workshop.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("workshops:detail", args=[workshop.pk])
    assert "這場已經辦過" in answer.content.decode()
    assert "籌備清單" not in answer.content.decode()


@pytest.mark.parametrize(
    ("minutes", "refusal"), [("179", "分太短"), ("180", ""), ("240 分鐘", ""), ("241", "分太長"), ("很久", "讀不成")]
)
def test_a_length_is_one_that_the_programme_takes(client, minutes, refusal):
    client.force_login(make_user())
    sent = TYPED | {"programme": make_programme().pk, "county": "TTT", "tables": "8", "minutes": minutes}
    answer = client.post(reverse("workshops:past"), sent)
    assert (answer.status_code, Workshop.objects.exists()) == ((422, False) if refusal else (302, True))
    assert refusal in answer.content.decode()


def test_a_day_to_come_is_sent_to_the_usual_way(client):
    client.force_login(make_user())
    sent = TYPED | {"programme": make_programme().pk, "county": "TTT", "tables": "8", "date": str(timezone.localdate())}
    answer = client.post(reverse("workshops:past"), sent)
    assert answer.status_code == 422
    assert "登記新工作坊" in answer.content.decode()
    assert not Workshop.objects.exists()


def send(client, **changes):
    client.force_login(make_user())
    sent = TYPED | {"programme": make_programme().pk, "county": "TTT", "tables": "8"} | changes
    return client.post(reverse("workshops:past"), sent)


def test_all_that_is_wrong_is_said_at_once(client):
    answer = send(
        client, date=str(timezone.localdate() + dt.timedelta(days=3)), minutes="90", officials_expected="", tables="99",
        contact_phone="很久", venue="", starts_at="25:00", remark="",
    )  # fmt: skip
    told = {name: " ".join(sentences) for name, sentences in answer.context["form"].errors.items()}
    assert {name: word for name, word in {
        "date": "登記新工作坊", "minutes": "90 分太短", "officials_expected": "三類人數至少填一類",
        "tables": "99 不在範圍內",
        "contact_phone": "不像電話號碼", "venue": "要填", "starts_at": "25 點", "remark": "要填",
    }.items() if word not in told.get(name, "")} == {}  # fmt: skip
    assert len(told) == 8
    assert not Workshop.objects.exists()


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"date": "tomorrow"}, "date"),
        ({"minutes": "500"}, "minutes"),
        ({"officials_expected": ""}, "officials_expected"),
        ({"officials_expected": "400"}, "cadres_expected"),
    ],
)
def test_a_fault_that_is_the_only_one_is_said_in_the_first_round(client, changes, place):
    if changes.get("date"):
        changes = {"date": str(timezone.localdate() + dt.timedelta(days=1))}
    answer = send(client, **changes)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [place]
    assert len(answer.context["form"].errors[place]) == 1


def test_nobody_asks_for_people_beside_a_number_that_cannot_be_read(client):
    assert list(send(client, officials_expected="十幾個").context["form"].errors) == ["officials_expected"]


# Where the sentences come from that can stand beside a field of the page.
VOICES = (
    "foundation/taiwan/forms.py", "foundation/taiwan/roc.py", "foundation/taiwan/clock.py",
    "foundation/taiwan/duration.py", "foundation/imports/cells.py", "workshops/forms.py", "workshops/past_forms.py",
    "workshops/programmes.py", "workshops/stages.py",
)  # fmt: skip


def test_english_refusals_speak_with_one_voice():
    shape = r'^((?:#.*\n)+)msgid "(.+。)"\nmsgstr "(.*)"$'
    entries = re.findall(shape, CATALOGUE.read_text(encoding="utf-8"), re.MULTILINE)
    told = [english for places, _chinese, english in entries if any(one in places.split() for one in VOICES)]
    assert len(told) > 60
    otherwise = re.compile(r"(?<!\w)'|'(?!\w)|\b[Pp]lease\b|\bfrom 0[,.]|right would be|must be filled")
    assert [one for one in told if otherwise.search(one)] == []


def test_only_who_registers_sees_the_way_in(client):
    client.force_login(make_user(Role.ASSOCIATION))
    assert reverse("workshops:past") not in client.get(reverse("workshops:list")).content.decode()


def test_who_comes_back_to_a_day_that_is_over_is_led_to_write_it_down(client):
    lead = make_user(Role.LECTURER)
    client.force_login(lead)
    workshop = make_workshop(S.CONFIRMED, groups=4, lecturer=lead, date=timezone.localdate() - dt.timedelta(days=60))
    page = client.get(reverse("workshops:detail", args=[workshop.pk])).content.decode()
    assert 'btn-primary w-100" type="submit">補登為已辦理' in page
    assert "開始工作坊</button>" not in page
    stale = client.post(reverse("workshops:move", args=[workshop.pk]), {"move": "start"}, follow=True)
    assert "按「補登為已辦理」" in stale.content.decode()
    pressed = client.post(f"/workshops/{workshop.pk}/room/press/", {"what": "start", "seen": 0}, follow=True)
    assert "按「補登為已辦理」" in pressed.content.decode()
    workshop.refresh_from_db()
    assert workshop.state == S.CONFIRMED
