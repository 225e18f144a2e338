"""A table's code: when it opens, what it says when it does not, and what a device may do with its seat."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_user
from tests.makers.workshops import make_group, make_seat, make_workshop
from workshops import codes, guessing, seats
from workshops.models import Seat, Workshop

pytestmark = pytest.mark.django_db

# 2026-06-10 13:30–16:55 in Taipei is 05:30–08:55 UTC; 24 hours before and after are the settings' defaults.
STARTS = dt.datetime(2026, 6, 10, 5, 30, tzinfo=dt.UTC)
ENDS = dt.datetime(2026, 6, 10, 8, 55, tzinfo=dt.UTC)
DAY = dt.timedelta(hours=24)
SECOND = dt.timedelta(seconds=1)


def workshop_at(state=Workshop.State.CONFIRMED, **fields):
    return make_workshop(state, date=dt.date(2026, 6, 10), starts_at=dt.time(13, 30), minutes=205, **fields)


@pytest.mark.parametrize(
    ("now", "says"),
    [
        (STARTS - DAY - SECOND, "還沒到開放時間。6月9日（二）13:30起"),
        (STARTS - 365 * DAY, "還沒到開放時間。115年6月9日（二）13:30起"),
        (STARTS - DAY, ""),
        (STARTS, ""),
        (ENDS + DAY, ""),
        (ENDS + DAY + SECOND, "已經過了"),
    ],
)
def test_the_window_around_the_workshop(now, says):
    assert (says in codes.why_closed(workshop_at(), now)) if says else not codes.why_closed(workshop_at(), now)


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("draft", "還沒確認"),
        ("submitted", "還沒確認"),
        ("confirmed", ""),
        ("running", ""),
        ("held", ""),
        ("reported", "已經結束"),
        ("closed", "已經結束"),
        ("cancelled", "已經結束"),
    ],
)
def test_the_states_that_open_a_table(state, says):
    closed = codes.why_closed(workshop_at(state), STARTS)
    assert says in closed if says else closed == ""


@pytest.mark.parametrize(
    ("state", "now", "officer", "others"),
    [
        ("held", ENDS + DAY + SECOND, "額外開放填寫", "找承辦人延長"),
        ("reported", STARTS, "請協會先退回報告", "找承辦人"),
        ("closed", STARTS, "不再接受修改", "找承辦人"),
        ("cancelled", STARTS, "不再接受修改", "找承辦人"),
    ],
)
def test_who_runs_it_is_told_what_to_do_and_not_to_ask_herself(state, now, officer, others):
    workshop = workshop_at(state)
    assert others in codes.why_closed(workshop, now)
    told = codes.why_closed(workshop, now, leads=True)
    assert officer in told
    assert "承辦人" not in told


@pytest.mark.parametrize("page", ["workshops:tables", "actionplans:group_sheets"])
def test_the_pages_of_an_officer_do_not_send_her_to_the_officer(client, page):
    workshop = workshop_at("held")
    group = make_group(workshop)
    client.force_login(make_user())
    shown = client.get(reverse(page, args=[workshop.pk if page.startswith("workshops") else group.pk]))
    assert "額外開放填寫。" in shown.content.decode()
    assert "找承辦人" not in shown.content.decode()


def test_a_running_workshop_is_open_whatever_the_clock():
    assert codes.why_closed(workshop_at(Workshop.State.RUNNING), STARTS - 30 * DAY) == ""


def test_tables_can_be_opened_until_a_moment():
    workshop, officer = workshop_at(), make_user()
    early = STARTS - 10 * DAY
    codes.open_tables(workshop=workshop, until=early + dt.timedelta(hours=2), by=officer, now=early)
    assert codes.why_closed(workshop, early + dt.timedelta(hours=2) - SECOND) == ""
    assert codes.why_closed(workshop, early + dt.timedelta(hours=2)) != ""
    assert Event.objects.get(verb=Verb.TABLES_OPENED).actor_key == str(officer.pk)


def test_a_workshop_without_a_time_stays_shut():
    workshop = make_workshop(Workshop.State.CONFIRMED)
    workshop.minutes = None
    assert "還沒排定時間" in codes.why_closed(workshop, STARTS)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("NK4QX", True),
        ("nk4qx", True),
        (" nk4-qx ", True),
        ("ＮＫ４ＱＸ", True),
        ("NK4QY", False),
        ("", False),
        ("　", False),
    ],
)
def test_a_code_is_read_however_it_is_typed(typed, found):
    group = make_group(workshop_at(), code="NK4QX")
    if found:
        assert codes.group_of_code(typed, STARTS) == group
    else:
        with pytest.raises(codes.UnknownCode):
            codes.group_of_code(typed, STARTS)


def test_a_revoked_code_is_told_like_an_unknown_one():
    group = make_group(workshop_at(), code="NK4QX")
    codes.revoke_code(group=group, by=make_user(), now=STARTS)
    with pytest.raises(codes.UnknownCode) as revoked:
        codes.group_of_code("NK4QX", STARTS)
    with pytest.raises(codes.UnknownCode) as unknown:
        codes.group_of_code("ZZZZZ", STARTS)
    assert str(revoked.value) == str(unknown.value)


def test_codes_are_given_where_there_is_none_and_replace_revoked_ones():
    workshop, officer = workshop_at(), make_user()
    kept = make_group(workshop, code="KEEP3")
    revoked = make_group(workshop, code="OLD34")
    fresh = make_group(workshop, code=None)
    codes.revoke_code(group=revoked, by=officer, now=STARTS)
    codes.issue_codes(workshop=workshop, by=officer, now=STARTS)
    for group in (kept, revoked, fresh):
        group.refresh_from_db()
        assert codes.group_of_code(group.code, STARTS) == group
    assert kept.code == "KEEP3"
    assert revoked.code != "OLD34"
    assert len(fresh.code) == codes.CODE_LENGTH
    assert set(fresh.code) <= set(codes.ALPHABET)


# ---- seats


def test_two_scribes_at_a_table_have_two_seats():
    group = make_group(workshop_at())
    (one, first), (other, second) = (seats.take_seat(group=group, now=STARTS, name=name) for name in ("阿明", ""))
    assert (one.number, other.number) == (1, 2)
    assert first != second
    assert (str(one), str(other)) == ("阿明", "裝置 2")
    assert first not in (one.token_digest, other.token_digest)


@pytest.mark.parametrize(("taken", "room"), [(29, True), (30, False)])
def test_a_table_has_only_so_many_seats(taken, room):
    group = make_group(workshop_at())
    for _device in range(taken):
        make_seat(group)
    if room:
        assert seats.take_seat(group=group, now=STARTS)[0].number == 30
    else:
        with pytest.raises(seats.CannotJoin, match="很多裝置"):
            seats.take_seat(group=group, now=STARTS)


@pytest.mark.parametrize(("clashes", "works"), [(1, True), (4, True), (5, False)])
def test_two_devices_that_take_a_number_in_the_same_moment(monkeypatch, clashes, works):
    group = make_group(workshop_at())
    create, left = Seat.objects.create, [clashes]

    def slow_create(**values):
        if left[0]:
            left[0] -= 1
            raise IntegrityError("seat_number_once")
        return create(**values)

    monkeypatch.setattr(Seat.objects, "create", slow_create)
    if works:
        assert seats.take_seat(group=group, now=STARTS)[0].number == 1
    else:
        with pytest.raises(seats.CannotJoin, match="再按一次"):
            seats.take_seat(group=group, now=STARTS)
    assert group.seats.count() == int(works)


def test_the_database_refuses_one_number_twice():
    group = make_group(workshop_at())
    make_seat(group)
    with pytest.raises(IntegrityError):
        make_seat(group, number=1)


# ---- the pages

JOIN = "/j/"


@pytest.fixture
def group():
    return make_group(workshop_at(), code="NK4QX", name="海線")


@pytest.fixture
def at_the_workshop():
    with time_machine.travel(STARTS, tick=False) as clock:
        yield clock


@pytest.mark.usefixtures("at_the_workshop")
def test_a_phone_joins_by_typing_the_code(client, group):
    answer = client.post(JOIN, {"code": "nk4 qx"})
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert "第 1 組" in page.content.decode()
    assert not group.seats.exists()  # looking takes no seat
    taken = client.post(answer["Location"], {"name": "阿明"})
    assert taken.status_code == 302
    assert taken["Location"] == reverse("actionplans:table")
    seat = group.seats.get()
    assert (seat.name, seat.user) == ("阿明", None)
    cookie = client.cookies[seats.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert seats.digest(cookie.value) == seat.token_digest
    line = Event.objects.get(verb=Verb.SEAT_TAKEN)
    assert (line.actor_kind, line.county) == ("seat", "TTT")


@pytest.mark.usefixtures("at_the_workshop")
def test_a_device_keeps_its_seat(client, group):
    address = reverse("workshops:join_code", kwargs={"code": "NK4QX"})
    client.post(address, {"name": "阿明"})
    assert "已經在這一組" in client.get(address).content.decode()
    client.post(address, {"name": "阿明"})
    assert group.seats.count() == 1


@pytest.mark.usefixtures("at_the_workshop")
def test_joining_another_table_leaves_the_first(client, group):
    other = make_group(group.workshop, code="AC9DX")
    client.post("/j/NK4QX/")
    page = client.get("/j/AC9DX/").content.decode()
    assert "離開那一組" in page
    client.post("/j/AC9DX/")
    assert group.seats.get().revoked_at == STARTS
    assert other.seats.get().revoked_at is None


@pytest.mark.usefixtures("at_the_workshop")
def test_leaving_frees_the_device_and_keeps_the_line(client, group):
    client.post("/j/NK4QX/")
    assert client.post("/j/leave/").status_code == 302
    assert group.seats.get().revoked_at == STARTS
    assert client.get("/t/")["Location"] == JOIN, "what the device keeps opens nothing any more"
    assert Event.objects.filter(verb=Verb.SEAT_REVOKED).count() == 1
    assert client.post("/j/leave/").status_code == 302  # once more does no harm


@pytest.mark.usefixtures("at_the_workshop")
def test_a_device_that_was_moved_away_has_no_seat(client, group):
    client.post("/j/NK4QX/")
    seats.revoke_seat(seat=group.seats.get(), by=make_user(), now=STARTS)
    assert "這臺裝置已經在" not in client.get(JOIN).content.decode()


@pytest.mark.usefixtures("at_the_workshop")
@pytest.mark.parametrize(("path", "data"), [("/j/ZZZZZ/", None), ("/j/", {"code": "ZZZZZ"}), ("/j/<script>/", None)])
def test_an_unknown_code_says_what_to_do(client, path, data):
    answer = client.post(path, data) if data else client.get(path)
    assert answer.status_code == 404
    shown = answer.content.decode()
    assert "請對照桌上的卡片" in shown
    assert "<script>alert" not in shown


def test_too_early_says_when(client, group, at_the_workshop):
    at_the_workshop.move_to(STARTS - 2 * DAY)
    answer = client.get("/j/NK4QX/")
    assert answer.status_code == 403
    assert "6月9日（二）13:30起" in answer.content.decode()
    assert client.post("/j/NK4QX/").status_code == 403
    assert not group.seats.exists()


@pytest.mark.usefixtures("at_the_workshop")
def test_an_empty_code_is_asked_for_and_costs_nothing(client):
    assert "還沒填代碼" in client.post(JOIN, {"code": ""}).content.decode()
    assert guessing.minutes_to_wait("127.0.0.1", now=STARTS) == 0


@pytest.mark.usefixtures("at_the_workshop")
def test_a_full_table_says_so(client, group):
    for _device in range(seats.MOST_SEATS):
        make_seat(group)
    answer = client.post("/j/NK4QX/")
    assert answer.status_code == 409
    assert "很多裝置" in answer.content.decode()


@pytest.mark.usefixtures("at_the_workshop")
def test_a_device_moved_away_makes_room_for_another(client, group):
    """A phone that leaves and comes back takes a new seat each time; the table must not fill up with empty ones."""
    for _device in range(seats.MOST_SEATS):
        seat = make_seat(group)
    seats.revoke_seat(seat=seat, by=seat, now=STARTS)
    assert client.post("/j/NK4QX/").status_code == 302
    assert sorted(group.seats.values_list("number", flat=True)) == list(range(1, seats.MOST_SEATS + 2))


def guess(client, count, start=0):
    """So many different wrong codes, one after the other."""
    for number in range(start, start + count):
        assert client.get(f"/j/Z{number:04d}/").status_code == 404


def test_who_guesses_waits(client, group, at_the_workshop):
    guess(client, guessing.MOST_WRONG)
    answer = client.get("/j/NK4QX/")
    assert answer.status_code == 429
    assert "請掃桌上的 QR 碼加入，或等 10 分鐘" in answer.content.decode()
    assert answer["Retry-After"] == "600"
    assert client.post(JOIN, {"code": "NK4QX"}).status_code == 429
    assert client.post("/j/NK4QX/").status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").get("/j/NK4QX/").status_code == 200
    at_the_workshop.shift(guessing.WINDOW - SECOND)
    assert "等 1 分鐘" in client.get("/j/NK4QX/").content.decode()
    at_the_workshop.shift(SECOND)
    assert client.get("/j/NK4QX/").status_code == 200


def test_ten_minutes_are_counted_from_each_try(client, group, at_the_workshop):
    """No window begins anew at the full hour, and none ends early because the last try was a while ago."""
    guess(client, guessing.MOST_WRONG - 1)
    at_the_workshop.shift(guessing.WINDOW - 2 * SECOND)
    guess(client, 1, start=100)
    assert client.get("/j/NK4QX/").status_code == 429
    at_the_workshop.shift(2 * SECOND)
    guess(client, guessing.MOST_WRONG - 1, start=200)
    assert client.get("/j/NK4QX/").status_code == 429


@pytest.mark.usefixtures("at_the_workshop")
def test_right_codes_never_make_a_room_wait(client, group):
    for _phone in range(guessing.MOST_WRONG + 5):
        assert client.get("/j/NK4QX/").status_code == 200
    guess(client, guessing.MOST_WRONG - 1)
    assert client.get("/j/NK4QX/").status_code == 200


@pytest.mark.usefixtures("at_the_workshop")
def test_a_room_that_types_one_old_code_does_not_wait(client, group):
    """A card from the rehearsal lies on the table, and sixty phones try it, each as its owner writes it."""
    for typed in ("ZZZZZ", "zzzzz", "zz-zzz", "ＺＺＺＺＺ") * 15:
        assert client.post(JOIN, {"code": typed}).status_code == 404
    assert client.get("/j/NK4QX/").status_code == 200


@pytest.mark.usefixtures("at_the_workshop")
def test_the_qr_on_the_card_works_while_somebody_on_the_network_guesses(client, group):
    guess(client, guessing.MOST_WRONG)
    scanned = codes.address_of(group)
    assert client.get("/j/NK4QX/").status_code == 429
    page = client.get(scanned)
    assert page.status_code == 200
    assert client.post(scanned, {"name": "阿明"})["Location"] == reverse("actionplans:table")
    assert group.seats.get().name == "阿明"


@pytest.mark.usefixtures("at_the_workshop")
@pytest.mark.parametrize("key", ["", "x", "0" * 16, "é", "%00", "of another code"])
def test_a_key_that_is_none_opens_no_way_around(client, group, key):
    guess(client, guessing.MOST_WRONG)
    wrong = codes.key_of("AC9DX") if key == "of another code" else key
    assert client.get(f"/j/NK4QX/?k={wrong}").status_code == 429


@pytest.mark.usefixtures("at_the_workshop")
def test_a_revoked_codes_qr_opens_nothing(client, group):
    scanned = codes.address_of(group)
    codes.revoke_code(group=group, by=make_user(), now=STARTS)
    assert client.get(scanned).status_code == 404


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("", "unix:", False),
        ("192.0.2.7, 10.0.0.1", "192.0.2.7", False),
    ],
)
def test_what_counts_as_one_network(one, other, same):
    """Whoever has an IPv6 line has more addresses than there are codes."""
    assert (guessing.network_of(one) == guessing.network_of(other)) is same


@pytest.mark.usefixtures("at_the_workshop")
def test_a_signed_in_person_with_a_part_in_it_writes_in_her_own_name(client, group):
    lecturer = group.workshop.lecturer
    client.force_login(lecturer)
    client.post("/j/NK4QX/", {"name": ""})
    seat = group.seats.get()
    assert (seat.user, seat.name) == (lecturer, lecturer.name)
    stranger = Client()
    stranger.force_login(make_user(Role.VOLUNTEER, "HUA"))
    stranger.post("/j/NK4QX/", {"name": "路人"})
    assert group.seats.get(number=2).user is None


@pytest.mark.usefixtures("at_the_workshop")
@pytest.mark.parametrize("case", ["signed out", "somebody else", "role ended", "sent elsewhere"])
def test_a_seat_in_somebodys_name_is_shut_when_she_is_not_here_to_write(client, group, case):
    lecturer = group.workshop.lecturer
    client.force_login(lecturer)
    client.post("/j/NK4QX/")
    assert client.get("/t/").status_code == 200
    seat = client.cookies[seats.COOKIE]
    if case == "role ended":
        lecturer.memberships.update(ends_on=dt.date(2026, 6, 10))
    elif case == "sent elsewhere":
        Workshop.objects.filter(pk=group.workshop_id).update(lecturer=make_user(Role.LECTURER, None))
    else:
        client.logout()
        client.cookies[seats.COOKIE] = seat.value
    if case == "somebody else":
        client.force_login(make_user(Role.COUNTY_OFFICER, "TTT"))
    answer = client.get("/t/", follow=True)
    assert answer.redirect_chain == [("/j/", 302)]
    assert f"這臺裝置用「{lecturer.name}」的帳號填寫" in answer.content.decode()
    told = client.post(
        "/t/design/operations", b"{}", content_type="application/json", headers={"accept": "application/json"}
    )
    assert told.status_code == 403
    assert lecturer.name in told.json()["error"]


@pytest.mark.usefixtures("at_the_workshop")
def test_signing_in_again_opens_her_seat_again(client, group):
    client.force_login(group.workshop.lecturer)
    client.post("/j/NK4QX/")
    seat = client.cookies[seats.COOKIE].value
    client.logout()
    client.cookies[seats.COOKIE] = seat
    assert client.get("/t/").status_code == 302
    client.force_login(group.workshop.lecturer)
    assert client.get("/t/").status_code == 200


@pytest.mark.usefixtures("at_the_workshop")
def test_the_next_at_a_signed_out_device_writes_as_a_phone_and_the_old_seat_is_free(client, group):
    client.force_login(group.workshop.lecturer)
    client.post("/j/NK4QX/")
    seat = client.cookies[seats.COOKIE].value
    client.logout()
    client.cookies[seats.COOKIE] = seat
    client.post("/j/NK4QX/", {"name": "阿明"})
    old, new = group.seats.order_by("number")
    assert old.revoked_at == STARTS
    assert (new.user, new.name, new.revoked_at) == (None, "阿明", None)
    assert client.get("/t/").status_code == 200


@pytest.mark.usefixtures("at_the_workshop")
def test_a_full_table_leaves_the_device_where_it_was(client, group):
    other = make_group(group.workshop, code="AC9DX")
    client.post("/j/NK4QX/")
    for _device in range(seats.MOST_SEATS):
        make_seat(other)
    assert client.post("/j/AC9DX/").status_code == 409
    assert group.seats.get().revoked_at is None
    assert client.get("/t/").status_code == 200
