"""The pages of workshops: who sees them, what they cost, what a refused step leaves behind."""

import datetime as dt
import json

import pytest
import time_machine
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from actionplans.paper import county_report
from foundation.accounts.roles import Role
from foundation.audit import trail
from tests.makers.accounts import give, make_user
from tests.makers.workshops import NOON, make_participant, make_programme, make_workshop
from workshops import agenda_of, registration
from workshops.models import Workshop
from workshops.readiness import Readiness
from workshops.schedule import Finding
from workshops.stages import MOVES
from workshops.views.agenda import read_minutes

pytestmark = pytest.mark.django_db
S = Workshop.State


@pytest.fixture(autouse=True)
def the_first_of_may():
    with time_machine.travel(dt.datetime(2026, 5, 1, 1, 0, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def officer(client):
    user = make_user(name="王小明")
    client.force_login(user)
    return user


@pytest.fixture
def association(client):
    user = make_user(Role.ASSOCIATION, None, name="黃秘書長")
    client.force_login(user)
    return user


def url(name, workshop=None, **kwargs):
    return reverse(f"workshops:{name}", kwargs={**({"pk": workshop.pk} if workshop else {}), **kwargs})


# --- the list --------------------------------------------------------------------------------------------------------


def test_the_list_shows_what_is_hers(client, officer):
    make_workshop(venue="本縣的館")
    make_workshop(county="HUA", venue="外縣的館")
    page = client.get(url("list")).content.decode()
    assert "本縣的館" in page
    assert "外縣的館" not in page
    assert url("register") in page


def test_the_list_costs_the_same_for_one_row_and_for_three(
    client, association, django_assert_num_queries: DjangoAssertNumQueries
):
    make_workshop(S.CONFIRMED)
    with django_assert_num_queries(7):
        client.get(url("list"))
    make_workshop(S.CONFIRMED, county="HUA")
    make_workshop(S.CLOSED, county="TPE")
    with django_assert_num_queries(7):
        client.get(url("list"))


@pytest.mark.parametrize(
    ("state", "came", "walked_in", "shown", "listed"),
    [
        (S.CONFIRMED, 0, 0, "預計 56 人・7 組", "56／7"),
        (S.RUNNING, 2, 1, "預計 56 人・7 組", "56／7"),
        (S.HELD, 2, 1, "實到 3 人・2 組", "3／2"),
        (S.REPORTED, 2, 0, "實到 2 人・2 組", "2／2"),
        (S.CLOSED, 0, 1, "實到 1 人・2 組", "1／2"),
        (S.HELD, 0, 0, "名單 4 人・2 組", "4／2"),
    ],
)
def test_once_it_is_held_page_list_and_report_say_who_came(client, officer, state, came, walked_in, shown, listed):
    workshop = make_workshop(state, groups=2)
    for number in range(4):
        make_participant(workshop, arrived_at=NOON if number < came else None)
    for _number in range(walked_in):
        make_participant(workshop, arrived_at=NOON, walk_in=True)
    assert shown in client.get(url("detail", workshop)).content.decode()
    assert listed in client.get(url("list")).content.decode()
    told = dict(county_report.facts(county_report.build(workshop, now=NOON)))
    assert f"共 {came + walked_in} 人" in (told.get("實到") or "共 0 人：沒有人簽到")


def test_a_held_workshop_without_a_list_keeps_what_was_expected(client, officer):
    workshop = make_workshop(S.HELD)
    assert "預計 56 人・7 組" in client.get(url("detail", workshop)).content.decode()
    assert "56／7" in client.get(url("list")).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"甲館", "乙館", "丙館"}),
        ("state=draft", {"甲館"}),
        ("county=HUA", {"乙館"}),
        ("programme=second", {"丙館"}),
        ("state=submitted&county=HUA", {"乙館"}),
        ("state=closed", set()),
        ("state=nonsense", {"甲館", "乙館", "丙館"}),
        ("page=999", {"甲館", "乙館", "丙館"}),
    ],
)
def test_the_filters_stand_in_the_address(client, association, query, found):
    first = make_programme()
    make_workshop(programme=first, venue="甲館")
    make_workshop(S.SUBMITTED, programme=first, county="HUA", venue="乙館")
    make_workshop(S.CONFIRMED, programme=make_programme(slug="second"), venue="丙館")
    page = client.get(f"{url('list')}?{query}").content.decode()
    assert {name for name in ("甲館", "乙館", "丙館") if name in page} == found


def test_an_empty_list_says_what_to_do(client, officer):
    assert "還沒有工作坊" in client.get(url("list")).content.decode()
    assert "沒有符合的工作坊" in client.get(url("list") + "?state=draft").content.decode()


# --- one workshop ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", S.values)
@pytest.mark.parametrize("role", [Role.ASSOCIATION, Role.COUNTY_OFFICER, Role.AUTHORITY_OFFICER, Role.LECTURER])
def test_the_page_of_every_state_for_every_reader(client, state, role):
    reader = make_user(role)
    client.force_login(reader)
    workshop = make_workshop(state, lecturer=reader if role == Role.LECTURER else make_user(Role.LECTURER), groups=2)
    answer = client.get(url("detail", workshop))
    assert answer.status_code == 200
    assert workshop.get_state_display() in answer.content.decode()
    if role == Role.AUTHORITY_OFFICER:
        assert url("move", workshop) not in answer.content.decode()


def test_a_bare_draft_has_a_page_too(client, officer):
    programme = make_programme()
    workshop = Workshop.objects.create(programme=programme, county_id="TTT", number=1)
    assert "日期還沒填" in client.get(url("detail", workshop)).content.decode()
    for step in registration.STEPS:
        assert client.get(url("step", workshop, step=step)).status_code == 200


def test_the_page_costs_the_same_with_a_long_agenda(client, officer, django_assert_max_num_queries):
    workshop = make_workshop(S.CONFIRMED, groups=8)
    with django_assert_max_num_queries(30):
        client.get(url("detail", workshop))


@pytest.mark.parametrize(("day", "today"), [(1, True), (2, False)])
def test_the_days_left_end_in_today(client, officer, day, today):
    page = client.get(url("detail", make_workshop(S.CONFIRMED, date=dt.date(2026, 5, day)))).content.decode()
    assert ("<b>今天</b>" in page) is today
    assert ("<span>還有</span><b>1</b>" in page) is not today


@pytest.mark.parametrize(("state", "said"), [("confirmed", "明天可以開始"), ("running", "都備妥了")])
def test_what_is_ready_says_so_in_its_state(state, said):
    page = render_to_string(
        "workshops/_readiness.html", {"workshop": Workshop(state=state), "readiness": Readiness(())}
    )
    assert [words for words in ("明天可以開始", "都備妥了") if words in page] == [said]


def test_the_history_is_told_in_words(client, officer):
    workshop = make_workshop()
    registration.save_step(
        workshop=workshop, step="place", data={"date": "115/6/12", "network": "none"}, by=officer, whole=False
    )
    page = client.get(url("detail", workshop) + "?tab=history").content.decode()
    assert "115年6月12日" in page
    assert "現場網路" in page
    assert "沒有" in page
    assert "王小明" in page


def test_the_history_is_not_for_everybody(client):
    client.force_login(make_user(Role.AUTHORITY_OFFICER))
    workshop = make_workshop(S.SUBMITTED)
    page = client.get(url("detail", workshop) + "?tab=history").content.decode()
    assert "歷程" not in page


# --- who may not -----------------------------------------------------------------------------------------------------

READ = ["detail"]
WRITE = ["step", "move", "lecturers", "supervisor", "agenda", "agenda_check"]


@pytest.mark.parametrize("name", READ + WRITE)
@pytest.mark.parametrize(
    ("role", "county"), [(Role.COUNTY_OFFICER, "HUA"), (Role.SUPERVISOR, "TTT"), (Role.VOLUNTEER, "TTT"), (None, None)]
)
def test_whoever_may_not_gets_the_same_answer_as_for_nothing(client, name, role, county):
    client.force_login(make_user(role, county))
    workshop = make_workshop(S.SUBMITTED if name != "step" else S.DRAFT)
    kwargs = {"step": "place"} if name == "step" else {}
    method = client.get if name in ("detail", "step", "agenda") else client.post
    assert method(url(name, workshop, **kwargs)).status_code == 404
    workshop.pk = 99999
    assert method(url(name, workshop, **kwargs)).status_code == 404


@pytest.mark.parametrize("name", ["list", "register", "programmes", "programme_new"])
def test_a_stranger_is_asked_to_sign_in(client, name):
    answer = client.get(url(name))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("role", "name", "status"),
    [
        (Role.ASSOCIATION, "step", 404),
        (Role.ASSOCIATION, "agenda", 404),
        (Role.ASSOCIATION, "supervisor", 404),
        (Role.COUNTY_OFFICER, "lecturers", 404),
        (Role.AUTHORITY_OFFICER, "move", 404),
        (Role.AUTHORITY_OFFICER, "agenda", 404),
    ],
)
def test_seeing_is_not_changing(client, role, name, status):
    client.force_login(make_user(role))
    workshop = make_workshop()
    kwargs = {"step": "place"} if name == "step" else {}
    assert client.post(url(name, workshop, **kwargs), {"move": "submit"}).status_code == status
    workshop.refresh_from_db()
    assert workshop.state == S.DRAFT


def test_a_lecturer_does_not_start_the_workshop_of_another(client):
    lecturer = make_user(Role.LECTURER)
    give(lecturer, Role.AUTHORITY_OFFICER)
    client.force_login(lecturer)
    other = make_workshop(S.CONFIRMED, groups=1)
    assert client.post(url("move", other), {"move": "start"}).status_code == 404
    own = make_workshop(S.CONFIRMED, groups=1, lecturer=lecturer, date=timezone.localdate())
    assert client.post(url("move", own), {"move": "start"}).status_code == 302


# --- moves and people ------------------------------------------------------------------------------------------------


def test_a_move_is_made_once(client, officer):
    workshop = make_workshop()
    assert client.post(url("move", workshop), {"move": "submit"}).status_code == 302
    workshop.refresh_from_db()
    assert (workshop.state, workshop.submitted_by) == (S.SUBMITTED, "王小明")
    answer = client.post(url("move", workshop), {"move": "submit"}, follow=True)
    assert "狀態已經不同" in answer.content.decode()


def test_a_refused_move_says_why_and_keeps_the_reason(client, association, monkeypatch):
    workshop = make_workshop(S.SUBMITTED)
    answer = client.post(url("move", workshop), {"move": "confirm"})
    assert answer.status_code == 422
    assert "講師：還沒派任" in answer.content.decode()
    answer = client.post(url("move", workshop), {"move": "return", "reason": "  "})
    assert answer.status_code == 422
    assert "要寫原因" in answer.content.decode()
    monkeypatch.setattr(MOVES, "problems", lambda *_given, **_on: ["還有一件事。"])
    answer = client.post(url("move", workshop), {"move": "return", "reason": "日期和研習撞期"})
    assert answer.status_code == 422
    assert "日期和研習撞期" in answer.content.decode()


@pytest.mark.parametrize("name", ["", "fly", "confirm"])
def test_a_move_that_is_not_hers_is_not_there(client, officer, name):
    assert client.post(url("move", make_workshop()), {"move": name}).status_code == 404


def test_handing_in_an_unfinished_draft_leads_back_to_the_last_step(client, officer):
    workshop = make_workshop(seats=None)
    answer = client.post(url("move", workshop), {"move": "submit", "from": "confirm"}, follow=True)
    assert answer.redirect_chain == [(url("step", workshop, step="confirm"), 302)]
    assert "容納人數：還沒填" in answer.content.decode()


def test_the_association_sends_the_lecturers(client, association):
    workshop, lecturer, assistant = (
        make_workshop(S.SUBMITTED),
        make_user(Role.LECTURER),
        make_user(Role.LECTURER, "HUA"),
    )
    client.post(url("lecturers", workshop), {"lecturer": lecturer.pk, "assistant": assistant.pk})
    workshop.refresh_from_db()
    assert (workshop.lecturer, workshop.assistant) == (lecturer, assistant)
    assert trail.history_of(workshop).get().now == {"lecturer": lecturer.name, "assistant": assistant.name}


@pytest.mark.parametrize(
    ("state", "who", "sentence"),
    [
        (S.SUBMITTED, "same", "不能是同一個人"),
        (S.SUBMITTED, "officer", "請從清單選一位"),
        (S.CONFIRMED, "nobody", "請選另一位講師來替換"),
        (S.CLOSED, "lecturer", "已經結束"),
    ],
)
def test_a_wrong_lecturer_is_refused(client, association, state, who, sentence):
    workshop, lecturer = make_workshop(state), make_user(Role.LECTURER)
    before = workshop.lecturer
    data = {
        "same": {"lecturer": lecturer.pk, "assistant": lecturer.pk},
        "officer": {"lecturer": make_user().pk},
        "nobody": {},
        "lecturer": {"lecturer": lecturer.pk},
    }[who]
    answer = client.post(url("lecturers", workshop), data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    workshop.refresh_from_db()
    assert workshop.lecturer == before


def test_the_county_names_the_supervisor(client, officer):
    workshop, supervisor = make_workshop(S.HELD), make_user(Role.SUPERVISOR)
    client.post(url("supervisor", workshop), {"supervisor": supervisor.pk})
    workshop.refresh_from_db()
    assert workshop.supervisor == supervisor
    foreign = make_user(Role.SUPERVISOR, "HUA")
    assert client.post(url("supervisor", workshop), {"supervisor": foreign.pk}).status_code == 422


# --- registering -----------------------------------------------------------------------------------------------------


def test_a_registration_from_the_first_page_to_the_hand_in(client, officer):
    programme = make_programme()
    answer = client.post(url("register"), {"programme": programme.pk, "county": "TTT"})
    workshop = Workshop.objects.get()
    assert answer.url == url("step", workshop, step="place")
    place = {
        "date": "115/6/10", "starts_at": "1330", "minutes": "205", "venue": "社會福利館", "address": "示範路 100 號",
        "seats": "60", "flat_floor": "yes", "network": "stable",
    }  # fmt: skip
    answer = client.post(url("step", workshop, step="place"), place)
    assert answer.url == url("step", workshop, step="people")
    people = {
        "host_unit": "臺東縣政府", "contact_name": "王小明", "contact_phone": "089-326141", "officials_expected": "16",
        "centre_expected": "8", "cadres_expected": "32", "groups_planned": "7", "lecturers_wanted": "1",
        "assistants_wanted": "1",
    }  # fmt: skip
    answer = client.post(url("step", workshop, step="people"), people)
    assert answer.url == url("step", workshop, step="agenda")
    page = client.get(answer.url).content.decode()
    assert "13:30–13:40" in page
    assert "16:40–16:55" in page
    assert "7 組發表，平均每組 7.1 分鐘" in page
    page = client.get(url("step", workshop, step="confirm")).content.decode()
    assert "還差" not in page
    client.post(url("move", workshop), {"move": "submit", "from": "confirm"})
    workshop.refresh_from_db()
    assert workshop.state == S.SUBMITTED
    assert client.get(url("step", workshop, step="place")).url == url("detail", workshop)


@pytest.mark.parametrize(("state", "county"), [("draft", "TTT"), ("closed", "TTT"), ("open", "HUA"), ("open", "XXX")])
def test_what_cannot_be_registered_for(client, officer, state, county):
    make_programme()
    programme = make_programme(state=state)
    answer = client.post(url("register"), {"programme": programme.pk, "county": county})
    assert answer.status_code == 422
    assert not Workshop.objects.exists()


def test_without_an_open_programme_there_is_nothing_to_register_for(client, officer):
    make_programme(state="closed")
    assert "目前沒有開放登記的方案" in client.get(url("register")).content.decode()


def test_a_wrong_field_stays_as_typed_beside_its_sentence(client, officer):
    workshop = make_workshop()
    answer = client.post(url("step", workshop, step="place"), {"date": "115/2/30", "venue": "新的館", "seats": "60"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="115/2/30"' in page
    assert "data-invalid" in page
    workshop.refresh_from_db()
    assert workshop.venue == "新的館"
    assert 'value="115/2/30"' in client.get(url("step", workshop, step="place")).content.decode()


def test_while_one_types_only_a_fragment_comes_back(client, officer):
    workshop = make_workshop()
    answer = client.post(
        url("step", workshop, step="place"), {"date": "115/2/30", "seats": "45"}, headers={"HX-Request": "true"}
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in page
    assert 'data-for="id_date"' in page
    assert "少於預計參加的 56 人" in page


def test_a_clash_is_409_and_keeps_what_was_typed(client, officer):
    workshop = make_workshop()
    base = registration.snapshot(workshop, "place")
    registration.save_step(
        workshop=workshop, step="place", data=base | {"venue": "他的館"}, by=make_user(name="陳小華"), base=base
    )
    data = base | {"venue": "我的館", "base": json.dumps(base)}
    for headers in ({}, {"HX-Request": "true"}):
        answer = client.post(url("step", workshop, step="place"), data, headers=headers)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "陳小華" in page
        assert "他的館" in page
    assert 'value="我的館"' in client.post(url("step", workshop, step="place"), data).content.decode()
    workshop.refresh_from_db()
    assert workshop.venue == "他的館"


def test_she_is_asked_until_she_says_whose_words_stand(client, officer):
    workshop = make_workshop()
    base = registration.snapshot(workshop, "place")
    registration.save_step(
        workshop=workshop, step="place", data=base | {"venue": "他的館"}, by=make_user(name="陳小華"), base=base
    )
    typed = base | {"venue": "我的館"}
    for address in ("一號", "二號"):
        data = typed | {"address": address, "base": json.dumps(base)}
        answer = client.post(url("step", workshop, step="place"), data, headers={"HX-Request": "true"})
        assert answer.status_code == 409
        base = json.loads(answer.context["base"])
    workshop.refresh_from_db()
    assert (workshop.venue, workshop.address) == ("他的館", "二號")
    data = typed | {"base": json.dumps(base), "insist": answer.context["insist"]}
    assert client.post(url("step", workshop, step="place"), data).status_code == 302
    workshop.refresh_from_db()
    assert workshop.venue == "我的館"


def test_what_only_another_has_changed_stays_his_however_often_she_saves(client, officer):
    workshop = make_workshop()
    base = registration.snapshot(workshop, "place")
    registration.save_step(
        workshop=workshop, step="place", data=base | {"venue": "他的館"}, by=make_user(name="陳小華"), base=base
    )
    known = base
    for address in ("一號", "二號"):
        data = base | {"address": address, "base": json.dumps(known)}
        answer = client.post(url("step", workshop, step="place"), data, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert "重新載入就看得到" in answer.content.decode()
        known = json.loads(answer.context["base"])
    workshop.refresh_from_db()
    assert (workshop.venue, workshop.address) == ("他的館", "二號")


def test_the_button_pressed_last_is_not_pressed_again_by_saving(client, officer):
    workshop = make_workshop()
    rows = rows_of(workshop)
    rows["minutes"][7] = "55"
    client.post(url("agenda", workshop), {**rows, "do": "more-8"}, headers={"HX-Request": "true"})
    assert agenda_of.lines_of(Workshop.objects.get())[7].minutes == 55


@pytest.mark.parametrize("base", ["", "{", "[]", '"x"', '{"venue": 3}'])
def test_a_page_that_lies_about_its_base_still_saves(client, officer, base):
    workshop = make_workshop()
    client.post(url("step", workshop, step="place"), {"venue": "新的館", "base": base})
    workshop.refresh_from_db()
    assert workshop.venue == "新的館"


def test_who_types_on_after_the_hand_in_is_led_to_the_workshop(client, officer):
    workshop = make_workshop(S.SUBMITTED)
    answer = client.post(url("step", workshop, step="place"), {"venue": "新"}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == url("detail", workshop)
    running = make_workshop(S.RUNNING)
    answer = client.post(url("agenda", running), {"do": "save"}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == url("detail", running)


def test_only_what_the_list_calls_complete_is_ticked(client, officer):
    workshop = make_workshop(supervisor=officer)
    for venue, state, note in (("館", None, None), ("", "todo", "尚缺 1 項")):
        Workshop.objects.filter(pk=workshop.pk).update(venue=venue)
        answer = client.get(url("step", workshop, step="confirm"))
        first = answer.context["steps"][0]
        assert (first.get("state"), first.get("note")) == (state, note)
        assert answer.content.decode().count("（已完成）") == (3 if state is None else 2)


def test_the_last_step_and_the_stepper_count_the_same_and_lead_to_the_field(client, officer):
    workshop = make_workshop(supervisor=officer, venue="", network="", groups_planned=None)
    answer = client.get(url("step", workshop, step="confirm"))
    page = answer.content.decode()
    assert [one.get("note") for one in answer.context["steps"][:3]] == ["尚缺 2 項", "尚缺 1 項", None]
    assert [part["label"] for part in answer.context["missing_by_step"]] == ["時間與場地", "人員與分組"]
    assert "還差 3 項就能送出" in page
    assert "時間與場地：2 項" in page
    for target, step in (("id_venue", "place"), ("id_network_0", "place"), ("id_groups_planned", "people")):
        assert f'href="{url("step", workshop, step=step)}#{target}"' in page
        assert f'id="{target}"' in client.get(url("step", workshop, step=step)).content.decode()
    listed = page[page.index('id="checklist"') :]
    assert "還差 3 項就能送出" in listed
    assert sum(sentence in listed for sentence in ("場地名稱：還沒填", "現場網路：請選一項", "組數：還沒填")) == 3


def test_the_last_step_says_what_stops_the_hand_in_once(client, officer):
    workshop = make_workshop(supervisor=officer, cadres_expected=200, flat_floor=False)
    answer = client.get(url("step", workshop, step="confirm"))
    assert [hint.field for hint in answer.context["hints"]] == ["seats", "flat_floor"]
    assert [one.get("note") for one in answer.context["steps"][:3]] == ["2 項請再看", "尚缺 1 項", None]


def test_beside_a_refused_time_no_older_one_is_spoken_of(client, officer):
    workshop = make_workshop(date=None, starts_at=dt.time(9), minutes=200)
    page = client.get(url("step", workshop, step="place")).content.decode()
    assert "12:20" in page
    answer = client.post(url("step", workshop, step="place"), {"starts_at": "25:00"}, headers={"HX-Request": "true"})
    assert "沒有 25 點" in answer.content.decode()
    for step in ("place", "confirm"):
        page = client.get(url("step", workshop, step=step)).content.decode()
        assert "12:20" not in page
        assert "09:00" not in page


def test_a_step_that_lacks_nothing_but_looks_odd_asks_for_another_look(client, officer):
    workshop = make_workshop(supervisor=officer, flat_floor=False)
    first = client.get(url("step", workshop, step="confirm")).context["steps"][0]
    assert (first["state"], first["note"]) == ("todo", "1 項請再看")


def test_refusals_and_advice_have_their_own_tones():
    notes = [Finding("info", "建議甲"), Finding("late", "要改乙"), Finding("info", "建議丙")]
    page = render_to_string("workshops/_notes.html", {"notes": notes})
    assert page.count("<ul") == 2
    first, second = page.split("</ul>")[:2]
    assert "要改乙" in first
    assert "建議" not in first
    assert second.index("建議甲") < second.index("建議丙")


def test_the_source_note_is_not_for_officers(client, officer):
    page = client.get(url("step", make_workshop(), step="agenda")).content.decode()
    assert "企劃案的敘述" not in page


@pytest.mark.parametrize(
    ("month", "remark", "linked", "lacking"),
    [(4, "", True, True), (4, "補登", False, False), (6, "", False, False), (7, "", True, False)],
)
def test_the_last_step_leads_to_where_a_reason_is_written(client, officer, month, remark, linked, lacking):
    workshop = make_workshop(date=dt.date(2026, month, 10), remark=remark, programme=make_programme(year=2026))
    answer = client.get(url("step", workshop, step="confirm"))
    assert (f"{url('step', workshop, step='people')}#id_remark" in answer.content.decode()) is linked
    assert bool(answer.context["missing"]) is lacking


def test_there_is_no_fifth_step(client, officer):
    assert client.get(url("step", make_workshop(), step="fly")).status_code == 404


# --- the agenda's page -----------------------------------------------------------------------------------------------


def rows_of(workshop):
    lines = agenda_of.lines_of(workshop)
    return {
        "title": [line.block.title for line in lines],
        "minutes": [str(line.minutes) for line in lines],
        "kind": [line.block.kind for line in lines],
        "stage": [str(line.block.stage) for line in lines],
        "least": [str(line.block.minutes_min) for line in lines],
        "most": [str(line.block.minutes_max) for line in lines],
        "output": [line.block.output for line in lines],
        "remark": [line.block.remark for line in lines],
        "sheet": [line.block.form for line in lines],
        "seen": agenda_of.mark(lines),
    }


@pytest.mark.parametrize(
    ("action", "minutes"),
    [
        ("save", [10, 20, 30, 10, 30, 30, 10, 50, 15]),
        ("more-8", [10, 20, 30, 10, 30, 30, 10, 55, 15]),
        ("less-1", [5, 20, 30, 10, 30, 30, 10, 50, 15]),
        ("up-2", [20, 10, 30, 10, 30, 30, 10, 50, 15]),
        ("up-1", [10, 20, 30, 10, 30, 30, 10, 50, 15]),
        ("down-8", [10, 20, 30, 10, 30, 30, 10, 15, 50]),
        ("down-9", [10, 20, 30, 10, 30, 30, 10, 50, 15]),
        ("drop-4", [10, 20, 30, 30, 30, 10, 50, 15]),
        ("add", [10, 20, 30, 10, 30, 30, 10, 50, 15, 10]),
        ("drop-99", [10, 20, 30, 10, 30, 30, 10, 50, 15]),
        ("nonsense", [10, 20, 30, 10, 30, 30, 10, 50, 15]),
    ],
)
def test_the_buttons_work_without_a_script(client, officer, action, minutes):
    workshop = make_workshop()
    answer = client.post(url("step", workshop, step="agenda"), {**rows_of(workshop), "do": action})
    assert answer.status_code == 302
    assert [line.minutes for line in agenda_of.lines_of(Workshop.objects.get(pk=workshop.pk))] == minutes


@pytest.mark.parametrize(
    ("fields", "said", "link"),
    [
        ({"minutes": None, "groups_planned": None}, "先填總長度（第 1 步）和組數（第 2 步）", "place"),
        ({"minutes": None}, "先填總長度（第 1 步），", "place"),
        ({"groups_planned": None}, "先填組數（第 2 步），", "people"),
        ({}, "按「帶入建議議程」，或自己加項目。", ""),
    ],
)
def test_an_empty_agenda_says_what_to_fill_in_first(client, officer, fields, said, link):
    workshop = make_workshop(agenda=False, **fields)
    page = client.get(url("step", workshop, step="agenda")).content.decode()
    card = page.split("data-v-lines", 1)[1].split("data-v-words", 1)[0].split('value="add"', 1)[0]
    assert said in card
    assert "已帶入建議議程" not in page
    assert "調整分鐘" not in page
    assert (f'href="{url("step", workshop, step=link)}"' in card) if link else ("href" not in card)


def test_only_the_proposal_is_called_the_proposal(client, officer):
    workshop = make_workshop()
    assert "已帶入建議議程。" in client.get(url("step", workshop, step="agenda")).content.decode()
    agenda_of.write_agenda(workshop=workshop, lines=agenda_of.lines_of(workshop)[:-1], by=officer)
    page = client.get(url("step", workshop, step="agenda")).content.decode()
    assert "已帶入建議議程。" not in page
    assert "按＋／－調整分鐘" in page


def test_the_proposal_comes_back(client, officer):
    workshop = make_workshop(agenda=False)
    client.post(url("agenda", workshop), {"do": "restore"})
    assert workshop.agenda.count() == 9
    answer = client.post(url("agenda", make_workshop(agenda=False, minutes=None)), {"do": "restore"})
    assert answer.status_code == 422
    assert "先填總長度和組數" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("1", 1), ("480", 480), ("60", 60), ("６０", 60), (" 6 0 分", 60), ("060", 60),
        ("0", 0), ("481", 0), ("999", 0), ("-4", 0), ("+4", 0), ("1e3", 0), ("60.5", 0), ("", 0), ("abc", 0),
        ("六十", 0), ("00060", 0),
    ],
)  # fmt: skip
def test_minutes_are_read_as_they_are_typed(typed, minutes):
    assert read_minutes(typed) == minutes


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("abc", "第 3 項：「abc」不是分鐘數，請填 1 到 480。"),
        ("999", "第 3 項：「999」不是分鐘數，請填 1 到 480。"),
        (" ", "第 3 項：還沒填分鐘數，請填 1 到 480。"),
    ],
)
def test_what_cannot_be_read_counts_nothing_and_nothing_is_said_to_fit(client, officer, typed, sentence):
    """205 minutes in all, of which the third item has 30: with it unread the sum is 175, and no sentence praises it."""
    workshop = make_workshop()
    rows = rows_of(workshop)
    rows["minutes"][2] = typed
    page = client.post(url("agenda_check", workshop), rows).content.decode()
    assert sentence in page
    assert "有項目的分鐘數要先改好，才看得出放不放得下。" in page
    assert ('data-tone="late"' in page, 'data-tone="ok"' in page) == (True, False)
    assert "長度符合" not in page
    page = client.post(url("agenda", workshop), {**rows, "do": "save"}).content.decode()
    assert "<span data-v-sum>175</span>" in page
    assert page.count('aria-invalid="true"') == 1


@pytest.mark.parametrize("typed", ["", "abc", "0", "481", "-5", "1e3"])
def test_wrong_minutes_are_told_and_nothing_is_saved(client, officer, typed):
    workshop = make_workshop()
    rows = rows_of(workshop)
    rows["minutes"][2] = typed
    rows["title"][0] = "新的開場"
    answer = client.post(url("agenda", workshop), {**rows, "do": "save"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "第 3 項" in page
    assert "新的開場" in page
    assert f'name="minutes" inputmode="numeric" value="{typed}"' in page
    assert agenda_of.lines_of(workshop)[0].block.title != "新的開場"


def test_a_length_outside_the_programme_is_said_at_its_field(client, officer):
    workshop = make_workshop()
    answer = client.post(url("step", workshop, step="place"), {"minutes": "300", "venue": "另一個館"})
    page = answer.content.decode()
    assert answer.status_code == 422
    field = page.split('id="id_minutes_field"', 1)[1].split('id="id_occasion', 1)[0]
    assert 'value="300"' in field
    assert "300 分太長，這個方案最多 240 分（4 小時）。" in field
    workshop.refresh_from_db()
    assert (workshop.minutes, workshop.venue) == (205, "另一個館")
    client.post(url("move", workshop), {"move": "submit", "from": "confirm"})
    workshop.refresh_from_db()
    assert workshop.state == S.DRAFT


def test_a_confirmed_agenda_that_grows_too_long_is_kept_on_the_page(client, officer):
    workshop = make_workshop(S.CONFIRMED)
    rows = rows_of(workshop)
    rows["minutes"][4] = "90"
    for headers, status in (({}, 422), ({"HX-Request": "true"}, 200)):
        answer = client.post(url("agenda", workshop), {**rows, "do": "save"}, headers=headers)
        assert answer.status_code == status
        assert "265 分太長，這個方案最多 240 分（4 小時）。" in answer.content.decode()
    assert agenda_of.lines_of(Workshop.objects.get())[4].minutes == 30


def test_the_check_says_what_does_not_fit_and_saves_nothing(client, officer):
    workshop = make_workshop(groups_planned=8)
    rows = rows_of(workshop)
    rows["minutes"][7] = "30"
    page = client.post(url("agenda_check", workshop), rows).content.decode()
    assert "8 組發表 30 分，平均每組 3.7 分，不到 5 分；至少要 40 分。" in page
    assert "8 組 × 8 分 = 64 分，超過發表上限 60 分；每組最多 7.5 分。" in page
    assert agenda_of.lines_of(workshop)[7].minutes == 50


def test_an_agenda_changed_by_another_is_not_overwritten(client, officer):
    workshop = make_workshop(S.CONFIRMED)
    rows = rows_of(workshop)
    lines = agenda_of.lines_of(workshop)
    agenda_of.write_agenda(workshop=workshop, lines=lines[1:], by=make_user(name="陳小華"))
    rows["minutes"][0] = "25"
    for headers in ({}, {"HX-Request": "true"}):
        answer = client.post(url("agenda", workshop), {**rows, "do": "save"}, headers=headers)
        assert answer.status_code == 409
        assert "陳小華 也改了議程" in answer.content.decode()
    assert workshop.agenda.count() == 8


def test_a_running_workshop_keeps_its_agenda(client, officer):
    workshop = make_workshop(S.RUNNING)
    assert client.get(url("agenda", workshop)).url == url("detail", workshop)
