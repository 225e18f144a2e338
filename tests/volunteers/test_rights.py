"""The five rights over one's own data: in time, by whom, with what answer; and what is erased and what is kept."""

import datetime as dt
import io
import json
import zipfile

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation import sealed
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from foundation.files.models import StoredFile
from foundation.notices import kinds
from foundation.notices.models import Notice
from foundation.taiwan import periods
from tests.makers.accounts import give, make_user
from tests.makers.files import make_photo
from tests.makers.recruiting import make_application, make_findable
from tests.makers.volunteers import (
    NOW,
    identity,
    make_entry,
    make_request,
    make_trained,
    make_unit,
    make_volunteer,
)
from volunteers.awards import giving
from volunteers.insuring import incidents
from volunteers.merging import merging, moving, unmerging
from volunteers.models import Application, AwardGiven, Enrolment, Findable, RightRequest, ServiceTotal, Unit, Volunteer
from volunteers.models.volunteer import IDENTITY_PLACE
from volunteers.persons import people, portraits
from volunteers.recruiting import deciding
from volunteers.rights import answering, asking, copying, erasing, holdings, letters
from volunteers.rules import retention, rights
from volunteers.rules.rights import Right
from volunteers.serving import approvals

pytestmark = pytest.mark.django_db
D = dt.date
DAY = dt.timedelta(days=1)
NUMBER = identity(7_654_321)


@pytest.fixture(autouse=True)
def summer():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def person(unit: Unit) -> Volunteer:
    made = make_trained(
        unit, name="林素珠", number=NUMBER, phone="0912-345-678", email="lin@example.org", address="臺東市某街 1 號"
    )
    made.user = make_user(Role.VOLUNTEER, "TTT", name="林素珠")
    made.save()
    return made


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, "TTT", name="王小明")


@pytest.fixture
def coordinator(unit: Unit) -> User:
    user = make_user(None, name="張大同")
    give(user, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    return user


def signed_in(user: User | None) -> Client:
    assert user is not None
    client = Client()
    client.force_login(user)
    return client


def left(person: Volunteer) -> None:
    """Let her leave all units, yesterday."""
    for one in Enrolment.objects.filter(volunteer=person, left_on=None):
        people.leave(enrolment=one, on=NOW.date() - DAY, why="搬家到花蓮照顧家人", by=SYSTEM, now=NOW)


def grant(asked: RightRequest, by: User, **more: object) -> RightRequest:
    if asked.right == Right.ERASE:
        more = {"seen": erasing.foresee(asked.volunteer, on=NOW.date()).mark} | more
    return answering.grant(request=asked, answer="照你的請求辦好了。", by=by, now=NOW, **more)  # type: ignore[arg-type]


# The law's days


@pytest.mark.parametrize(
    ("right", "came", "due"),
    [
        (Right.READ, D(2026, 6, 10), D(2026, 6, 25)),
        (Right.COPY, D(2026, 6, 12), D(2026, 6, 29)),  # the fifteenth day is a Saturday
        (Right.CORRECT, D(2026, 6, 10), D(2026, 7, 10)),
        (Right.STOP, D(2026, 6, 11), D(2026, 7, 13)),  # the thirtieth is a Saturday
        (Right.ERASE, D(2026, 1, 19), D(2026, 2, 23)),  # the thirtieth lies in the New Year's holidays
    ],
)
def test_an_answer_is_due_by_the_laws_days(right: Right, came: D, due: D) -> None:
    assert rights.due_on(right, came) == due
    assert not periods.is_day_off(due)


@pytest.mark.parametrize(("right", "most"), [(Right.COPY, 15), (Right.ERASE, 30)])
def test_an_extension_is_no_longer_than_the_law_gives(right: Right, most: int) -> None:
    came = D(2026, 6, 10)
    end = came + dt.timedelta(days=rights.RIGHTS[right].term.days + most)
    assert rights.extended_until(right, came, most) == periods.last_day(end)
    for wrong in (0, most + 1):
        with pytest.raises(ValueError, match="extension"):
            rights.extended_until(right, came, wrong)


def test_the_day_on_which_it_came_is_taiwans(person) -> None:
    """Half past midnight in Taipei is still yesterday in UTC."""
    asked = make_request(person, now=dt.datetime(2026, 6, 9, 16, 30, tzinfo=dt.UTC))
    assert (asked.received_on, asked.due_on) == (D(2026, 6, 10), D(2026, 6, 25))


def test_every_right_has_grounds_and_every_ground_a_source() -> None:
    assert set(rights.RIGHTS) == set(rights.REFUSABLE) == set(Right)
    assert {ground for some in rights.REFUSABLE.values() for ground in some} == set(rights.GROUNDS)
    assert all(law.source for law in rights.GROUNDS.values())


# Asking


def test_she_asks_the_county_or_a_unit_that_has_her_and_nobody_else(person, unit) -> None:
    other = make_unit("HUA", name="別的隊")
    assert [one.key for one in asking.addressees(person)] == ["county-TTT", f"unit-{unit.pk}"]
    with pytest.raises(ValidationError) as refused:
        asking.ask(volunteer=person, right=Right.COPY, words="快", to=f"unit-{other.pk}", by=person.user, now=NOW)
    assert set(refused.value.message_dict) == {"words", "to"}
    assert not RightRequest.objects.exists()
    asked = make_request(person, to=f"unit-{unit.pk}")
    assert (asked.county_id, asked.unit, asked.state) == ("TTT", unit, "received")
    line = Event.objects.get(verb=Verb.RIGHT_ASKED)
    assert (line.county, line.object_label) == ("TTT", f"個資請求 {asked.pk}")
    assert asked.words not in json.dumps([line.was, line.now, line.reason], ensure_ascii=False)


def test_a_button_pressed_twice_asks_once_and_other_words_ask_again(person) -> None:
    first = make_request(person)
    assert make_request(person) == first
    assert make_request(person, words="只要去年的時數就好") != first


def test_who_sees_a_request(person, unit, officer, coordinator) -> None:
    of_county, of_unit = make_request(person), make_request(person, "read", to=f"unit-{unit.pk}")
    stranger = make_user(None)
    give(stranger, Role.UNIT_COORDINATOR, organisation=make_unit("TTT", "health").organisation)
    sees = {
        officer: {of_county, of_unit}, person.user: {of_county, of_unit}, coordinator: {of_unit}, stranger: set(),
        make_user(Role.COUNTY_OFFICER, "HUA"): set(), make_user(Role.ASSOCIATION): set(),
        make_user(Role.AUTHORITY_OFFICER, "TTT", sector="社福類"): set(), make_user(Role.VOLUNTEER, "TTT"): set(),
    }  # fmt: skip
    for user, rows in sees.items():
        assert set(RightRequest.objects.visible_to(user)) == rows


def test_words_and_answer_stand_sealed_in_the_database(person, officer) -> None:
    grant(make_request(person, words="我的地址寫錯了好幾年"), officer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words_sealed, answer_sealed FROM volunteers_rightrequest")
        words, answer = cursor.fetchone()
    assert "地址" not in words
    assert "辦好" not in answer


# Answering


def test_it_is_extended_once_with_a_reason_that_she_reads(person, officer) -> None:
    asked = make_request(person)
    for days, reason, field in ((16, "資料在舊的系統裡", "days"), (15, "忙", "reason")):
        with pytest.raises(ValidationError) as refused:
            answering.extend(request=asked, days=days, reason=reason, by=officer, now=NOW)
        assert set(refused.value.message_dict) == {field}
    answering.extend(request=asked, days=15, reason="資料在舊的系統裡", by=officer, now=NOW)
    asked.refresh_from_db()
    assert (asked.state, asked.first_due_on, asked.due_on) == ("extended", D(2026, 6, 25), D(2026, 7, 10))
    assert Event.objects.filter(verb=Verb.MOVED, object_key=str(asked.pk)).get().reason == "資料在舊的系統裡"
    assert "資料在舊的系統裡" in signed_in(person.user).get(reverse("volunteers:right", args=[asked.pk])).text
    with pytest.raises(ValidationError, match="狀態已經不同"):
        answering.extend(request=asked, days=15, reason="還是來不及辦完", by=officer, now=NOW)


def test_what_is_late_is_not_extended_any_more(person, officer) -> None:
    asked = make_request(person)
    late = NOW + dt.timedelta(days=16)
    with pytest.raises(ValidationError, match="已經過了"):
        answering.extend(request=asked, days=15, reason="資料在舊的系統裡", by=officer, now=late)
    answering.grant(request=asked, answer="遲了，對不起，已經好了。", by=officer, now=late)
    assert asked.state == "granted", "late is better than never"


def test_a_refusal_names_a_ground_that_the_right_has(person, officer) -> None:
    asked = make_request(person)
    for ground, answer, wrong in (("duty", "業務上還需要這些資料", {"ground"}), ("others", "不行", {"answer"})):
        with pytest.raises(ValidationError) as refused:
            answering.refuse(request=asked, ground=ground, answer=answer, by=officer, now=NOW)
        assert set(refused.value.message_dict) == wrong
    answering.refuse(request=asked, ground="others", answer="裡面有別人的病歷。", by=officer, now=NOW)
    shown = signed_in(person.user).get(reverse("volunteers:right", args=[asked.pk])).text
    assert "個人資料保護法第 10 條但書第 3 款" in shown
    assert "裡面有別人的病歷。" in shown


def test_nobody_answers_her_own_request_and_a_unit_none_of_the_county(person, unit, coordinator) -> None:
    give(person.user, Role.COUNTY_OFFICER, "TTT")
    own = User.objects.get(pk=person.user.pk)
    asked = make_request(person)
    for user in (own, coordinator, make_user(Role.COUNTY_OFFICER, "HUA")):
        with pytest.raises(PermissionDenied):
            answering.grant(request=asked, answer="照你的請求辦好了。", by=user, now=NOW)
    asked.refresh_from_db()
    assert asked.state == "received"


def test_a_unit_grants_what_is_its_own_and_not_what_reaches_further(person, unit, coordinator, officer) -> None:
    place = f"unit-{unit.pk}"
    grant(make_request(person, "correct", to=place), coordinator)
    left(person)
    asked = make_request(person, "erase", to=place)
    with pytest.raises(PermissionDenied):
        grant(asked, coordinator)
    assert "由縣市承辦人准許" in signed_in(coordinator).get(reverse("volunteers:right", args=[asked.pk])).text
    grant(asked, officer)


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "granted"},
        {"state": "refused", "answered_at": NOW, "answer_sealed": "x"},
        {"state": "extended"},
        {"extended_at": NOW, "extended_why": "忙"},
        {"due_on": D(2026, 6, 9)},
        {"words_sealed": ""},
        {"ground": "duty"},
        {"state": "lifted", "answered_at": NOW, "answer_sealed": "x"},
    ],
)
def test_the_database_keeps_no_half_request(person, broken) -> None:
    asked = make_request(person)
    with pytest.raises(IntegrityError), transaction.atomic():
        RightRequest.objects.filter(pk=asked.pk).update(**broken)


# The copy


def opened(response: object) -> dict[str, bytes]:
    data = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_copy_holds_everything_with_the_number_in_full_for_her_alone(person, unit, officer, coordinator) -> None:
    make_entry(unit, person, D(2026, 3, 7))
    portraits.keep(volunteer=person, data=make_photo((300, 380)), by=SYSTEM, now=NOW)
    asked = grant(make_request(person, to=f"unit-{unit.pk}"), officer)
    way = reverse("volunteers:right_copy", args=[asked.pk])
    for other in (officer, coordinator):
        assert signed_in(other).get(way).status_code == 404
    response = signed_in(person.user).get(way)
    assert response["Cache-Control"] == "private, no-store"
    found = opened(response)
    assert {"說明.txt", "資料.ods", "資料.json"} < set(found)
    assert any(name.endswith(".jpg") for name in found)
    told = json.loads(found["資料.json"])
    assert told["held"]["volunteer"]["rows"][0]["identity"] == NUMBER
    assert told["held"]["serviceentry"]["rows"][0]["served_on"] == "2026-03-07"
    assert "林素珠" in found["說明.txt"].decode()
    assert f"請求編號 {asked.pk}" in found["說明.txt"].decode()
    line = Event.objects.get(verb=Verb.COPY_TAKEN)
    assert (line.object_key, line.actor_key, line.county) == (str(asked.pk), str(person.user.pk), "TTT")
    assert NUMBER not in json.dumps([line.was, line.now, line.reason])


def test_the_copy_is_not_for_ever_and_not_before_it_is_granted(person, officer) -> None:
    asked = make_request(person)
    with pytest.raises(PermissionDenied):
        copying.make(request=asked, by=person.user, now=NOW)
    grant(asked, officer)
    copying.make(request=asked, by=person.user, now=NOW + dt.timedelta(days=30))[0].close()
    with pytest.raises(PermissionDenied):
        copying.make(request=asked, by=person.user, now=NOW + dt.timedelta(days=31))


def test_what_was_granted_to_read_is_read_on_a_page(person, officer) -> None:
    asked = grant(make_request(person, "read"), officer)
    way = reverse("volunteers:right_data", args=[asked.pk])
    assert NUMBER in signed_in(person.user).get(way).text
    assert signed_in(officer).get(way).status_code == 404


def test_no_table_is_forgotten_by_the_copy_and_nothing_sealed_leaves_sealed() -> None:
    """Whatever hangs on a person is looked at by `holdings`; what is stored sealed has its name there."""
    for one in moving.relations(Volunteer):
        for model in (one.model, *(below.model for below in moving.relations(one.model))):
            for field in model._meta.concrete_fields:
                if field.name.endswith("_sealed"):
                    assert (model._meta.label_lower, field.name) in holdings.SEALED, field


# Stopping


def test_a_stop_is_granted_when_she_serves_nowhere_and_then_nothing_is_added(person, unit, officer) -> None:
    asked = make_request(person, "stop")
    with pytest.raises(ValidationError, match="先辦離隊"):
        grant(asked, officer)
    left(person)
    grant(asked, officer)
    for word, more in (
        (people.join, {"unit": unit, "on": NOW.date()}), (people.change, {"values": {"phone": "0911-111-111"}}),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match="請求停止"):
            word(volunteer=person, by=SYSTEM, now=NOW, **more)  # type: ignore[operator]
    signed_in(person.user).post(reverse("volunteers:right_move", args=[asked.pk]), {"move": "lift"})
    asked.refresh_from_db()
    assert asked.state == "lifted"
    people.join(volunteer=person, unit=unit, on=NOW.date(), by=SYSTEM, now=NOW)


def test_only_a_stop_is_lifted_and_only_by_herself(person, officer) -> None:
    asked = grant(make_request(person), officer)
    with pytest.raises(ValidationError, match="可以恢復"):
        asking.lift(request=asked, by=person.user, now=NOW)
    waiting = make_request(person, "read")
    way = reverse("volunteers:right_move", args=[waiting.pk])
    assert signed_in(officer).post(way, {"move": "withdraw"}).status_code == 404
    assert signed_in(person.user).post(way, {"move": "withdraw"}).status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == "withdrawn"


# Erasing


def test_what_the_law_asks_for_stays_and_the_rest_goes(person, unit, officer) -> None:
    make_entry(unit, person, D(2026, 3, 7))
    approvals.approve_ordinary(unit=unit, month=202603, seed="w", by=SYSTEM, now=NOW)
    portraits.keep(volunteer=person, data=make_photo((300, 380)), by=SYSTEM, now=NOW)
    before = ServiceTotal.objects.get(volunteer=person).counted
    left(person)
    asked = make_request(person, "erase")
    shown = signed_in(officer).get(reverse("volunteers:right", args=[asked.pk])).text
    assert "會刪除，不能復原" in shown
    assert "志願服務證及服務紀錄冊管理辦法第 7 條" in shown
    assert "沒有查到保存期限的規定" in shown, "where no source is known, that is said"
    grant(asked, officer)
    person.refresh_from_db()
    assert (person.phone, person.email, person.address) == ("", "", "")
    assert (person.name, sealed.unseal(person.identity_sealed, place=IDENTITY_PLACE)) == ("林素珠", NUMBER)
    assert not StoredFile.objects.filter(purpose=portraits.KEY).exists()
    assert Enrolment.objects.get(volunteer=person).left_why == ""
    assert ServiceTotal.objects.get(volunteer=person).counted == before > 0
    line = Event.objects.get(verb=Verb.DATA_ERASED)
    assert "contact" in line.now["erased"]
    assert "hours" in line.now["kept"]
    assert "0912" not in json.dumps([line.was, line.now])


def test_somebody_with_nothing_on_record_is_not_named_any_more(unit, officer) -> None:
    one = people.enter(
        values={"name": "周小美", "born_on": D(1990, 1, 2)}, unit=unit, on=D(2026, 6, 1), number=NUMBER, by=SYSTEM,
        now=NOW,
    )  # fmt: skip
    one.user = make_user(Role.VOLUNTEER, "TTT")
    one.save()
    left(one)
    grant(make_request(one, "erase"), officer)
    one.refresh_from_db()
    assert (one.name, one.born_on, one.identity_mark, one.identity_sealed) == (erasing.NOBODY, None, None, "")
    assert people.look_up(number=NUMBER, kind="", by=officer, now=NOW) is None


def test_an_accident_stays_while_it_can_be_claimed_for(person, unit, officer) -> None:
    values = {"happened_on": D(2026, 3, 7), "known_on": D(2026, 3, 7), "place": "活動中心", "doing": "service"}
    one = incidents.report(unit=unit, volunteer=person, values=values, told="下樓扭傷左腳", by=SYSTEM, now=NOW)
    left(person)
    for on, erased in ((D(2028, 3, 7), False), (D(2028, 3, 8), True)):
        fates = {each.holding.key: each.erased for each in erasing.foresee(person, on=on).fates}
        assert fates["incidents"] is erased
    later = dt.datetime(2028, 3, 8, 6, tzinfo=dt.UTC)
    asked = make_request(person, "erase", now=later)
    seen = erasing.foresee(person, on=later.date()).mark
    answering.grant(request=asked, answer="照你的請求辦好了。", seen=seen, by=officer, now=later)
    one.refresh_from_db()
    assert one.told == ""


def test_what_changed_since_it_was_shown_is_not_erased_unseen(person, unit, officer) -> None:
    left(person)
    asked = make_request(person, "erase")
    seen = erasing.foresee(person, on=NOW.date()).mark
    portraits.keep(volunteer=person, data=make_photo((300, 380)), by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="有了變動"):
        grant(asked, officer, seen=seen)
    person.refresh_from_db()
    asked.refresh_from_db()
    assert (person.phone, asked.state) == ("0912-345-678", "received"), "nothing by halves"


def test_what_she_wrote_to_apply_and_to_be_found_goes_and_what_proves_something_stays(person, unit, officer) -> None:
    application = make_application(number="A123456789")
    deciding.interview(
        application=application, on=NOW.date(), who="周怡君", points=["facts"], notes="週六能來", by=SYSTEM, now=NOW
    )
    Application.objects.filter(pk=application.pk).update(volunteer=person)
    make_findable(person)
    given = giving.record(
        who=person,
        award="TW_MOHW_HONOR_CARD",
        given_on=NOW.date(),
        counted_until=None,
        on=NOW.date(),
        now=NOW,
        by=officer,
    )
    copy = {one.key: one for one in holdings.of(person)}
    assert application.given_number in str(copy["application"].rows)
    assert "週六能來" in str(copy["interview"].rows)
    left(person)
    seen = erasing.foresee(person, on=NOW.date())
    assert {"applications", "found"} <= {one.holding.key for one in seen.erased}
    assert "awards" in {one.holding.key for one in seen.kept}
    grant(make_request(person, "erase"), officer)
    application.refresh_from_db()
    assert (application.name, application.motive, application.given_number) == ("", "", "")
    assert not application.interviews.exists()
    assert not Findable.objects.filter(volunteer=person).exists()
    assert AwardGiven.objects.filter(pk=given.pk).exists()
    assert not {"applications", "found"} & {one.holding.key for one in erasing.foresee(person, on=NOW.date()).fates}


def test_what_a_merge_folded_away_does_not_come_back_after_an_erasure(person, unit, officer) -> None:
    twin = make_volunteer("林素珠", number="")
    for one in (person, twin):
        make_findable(one)
    made = merging.merge(kept=person, gone=twin, reason="本人帶身分證來核對", by=officer, now=NOW)
    left(person)
    grant(make_request(person, "erase"), officer)
    unmerging.undo(merge=made, reason="原來是她的妹妹啊", by=officer, now=NOW)
    assert not Findable.objects.exists()


def test_every_table_of_a_person_has_its_fate() -> None:
    told = {label for one in retention.HOLDINGS for label in one.models}
    assert {one.label for one in moving.relations(Volunteer)} <= told
    assert all(one.why and one.source for one in retention.HOLDINGS)


# Merging, letters, pages


def test_requests_stay_with_the_person_when_two_rows_become_one(person, unit, officer) -> None:
    twin = make_volunteer("林素珠", number="", phone="0933-333-333")
    twin.user = make_user(Role.VOLUNTEER, "HUA")
    twin.save()
    theirs = make_request(twin)
    mine = make_request(person)
    made = merging.merge(kept=person, gone=twin, reason="本人帶身分證來核對", by=officer, now=NOW)
    assert set(person.right_requests.all()) == {mine, theirs}
    theirs.refresh_from_db()
    assert theirs.county_id == "HUA", "it stays with the county it was sent to"
    left(person)
    grant(make_request(person, "erase"), officer)
    unmerging.undo(merge=made, reason="原來是她的妹妹啊", by=officer, now=NOW)
    twin.refresh_from_db()
    person.refresh_from_db()
    assert (twin.phone, person.phone) == ("", ""), "what was erased does not come back"


def test_letters_reach_the_office_before_the_day_and_her_when_it_is_answered(person, officer) -> None:
    asked = make_request(person)
    letters.plan_all(now=NOW)
    due = {one.step: one for one in Notice.objects.filter(kind=letters.KEY)}
    assert set(due) == {"received"}
    assert due["received"].to_address == officer.email
    late = NOW + dt.timedelta(days=20)
    kinds.plan_all(now=late)
    assert {"due-2026-06-25", "late-2026-06-25"} <= set(Notice.objects.values_list("step", flat=True))
    letter = letters.write(Notice.objects.get(step="late-2026-06-25"), late)
    assert letter is not None
    assert "過了答覆期限" in letter.subject
    assert "林素珠" not in str(letter)
    grant(asked, officer)
    letters.plan_all(now=NOW)
    hers = Notice.objects.get(step="answered")
    assert hers.to_address == person.user.email
    told = letters.write(hers, NOW)
    assert told is not None
    assert "辦好" not in str(told), "the answer is read after signing in"
    assert set(Notice.objects.filter(kind=letters.KEY, state="planned").values_list("step", flat=True)) == {"answered"}


def test_an_extension_is_told_in_writing_with_its_reason(person, officer) -> None:
    asked = make_request(person)
    answering.extend(request=asked, days=10, reason="資料在舊的系統裡", by=officer, now=NOW)
    letters.plan_all(now=NOW)
    letter = letters.write(Notice.objects.get(step="extended"), NOW)
    assert letter is not None
    assert "資料在舊的系統裡" in letter.lines[0]


def test_the_queue_goes_by_the_day_and_says_what_is_late(person, unit, officer) -> None:
    client, way = signed_in(officer), reverse("volunteers:rights")
    late = make_request(person, now=NOW - dt.timedelta(days=40))
    with CaptureQueriesContext(connection) as one_row:
        client.get(way)
    soon = make_request(person, "correct")
    grant(make_request(person, "read"), officer)
    make_request(make_second(unit), "copy")
    with CaptureQueriesContext(connection) as more_rows:
        shown = client.get(way).text
    assert len(one_row) == len(more_rows)
    assert "1 件過了法定的答覆期限" in shown
    assert "逾期" in shown
    assert shown.index(f"第 {late.pk} 號") < shown.index(f"第 {soon.pk} 號")
    assert "查詢或閱覽</a>" not in shown, "what is answered waits no more"
    assert "查詢或閱覽</a>" in client.get(way + "?show=closed").text
    assert f"第 {soon.pk} 號" not in client.get(way + "?show=late").text
    assert f"第 {late.pk} 號" not in client.get(way + "?right=correct").text


def make_second(unit: Unit) -> Volunteer:
    other = make_trained(unit, name="黃大明")
    other.user = make_user(Role.VOLUNTEER, "TTT")
    other.save()
    return other


def test_a_file_goes_along_or_nothing_does(person, unit, officer) -> None:
    client, way = signed_in(person.user), reverse("volunteers:right_ask", args=["correct"])
    sent = {"to": "county-TTT", "words": "電話寫錯了，附上帳單"}
    refused = client.post(way, sent | {"file": ContentFile(b"not a picture", name="帳單.jpg")})
    assert refused.status_code == 422
    assert "電話寫錯了，附上帳單" in refused.text, "what was written is not lost"
    assert not RightRequest.objects.exists()
    assert client.post(way, sent | {"file": ContentFile(make_photo(), name="帳單.jpg")}).status_code == 302
    file = asking.files(RightRequest.objects.get()).get()
    content = reverse("files:content", args=[file.pk])
    response = signed_in(officer).get(content)
    assert response.status_code == 200
    b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert signed_in(make_user(Role.COUNTY_OFFICER, "HUA")).get(content).status_code == 404


def test_a_corrected_number_leaves_only_its_masked_form(person) -> None:
    other = identity(1_111_111)
    people.change(volunteer=person, values={}, number=other, by=SYSTEM, now=NOW)
    line = Event.objects.filter(verb=Verb.CHANGED).latest("pk")
    told = json.dumps([line.was, line.now])
    assert "****" in line.was["identity"]
    assert "****" in line.now["identity"]
    assert NUMBER not in told
    assert other not in told
