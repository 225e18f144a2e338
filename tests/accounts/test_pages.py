"""The pages on people, roles and the trail."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.accounts.disclosure import disclose
from foundation.accounts.models import Membership, User
from foundation.accounts.roles import POLICIES, Role
from foundation.audit import trail
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from tests.makers.accounts import give, make_organisation, make_user

pytestmark = pytest.mark.django_db
MEMBERS, ASSIGN, TRAIL = "/members/", "/members/assign/", "/members/trail/"


@pytest.fixture
def officer(client):
    """The officer of Taitung, signed in."""
    user = make_user(Role.COUNTY_OFFICER, "TTT", name="王承辦")
    client.force_login(user)
    return user


@pytest.fixture
def association(client):
    """Somebody of the association, signed in."""
    user = make_user(Role.ASSOCIATION, name="陳秘書")
    client.force_login(user)
    return user


def text(response):
    return response.content.decode()


def queries(client, address):
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def history(thing):
    return f"/members/trail/{thing._meta.label_lower}/{thing.pk}/"


def last_message(response):
    return [str(message) for message in response.context["messages"]]


# Members ------------------------------------------------------------------------------------------------------------


def test_an_officer_sees_her_countys_people_and_nobody_elses(client, officer):
    make_user(Role.SUPERVISOR, "TTT", name="張督導")
    make_user(Role.VOLUNTEER, "TTT", name="早退者", ends_on=dt.date(2025, 6, 1))
    make_user(Role.SUPERVISOR, "HUA", name="別縣的人")
    make_user(Role.ASSOCIATION, name="協會的人")
    page = text(client.get(MEMBERS))
    now, ended = page.split("已結束")
    assert "張督導" in now
    assert "早退者" in ended
    assert "早退者" not in now
    assert "別縣的人" not in page
    assert "協會的人" not in page
    assert str(POLICIES[Role.SUPERVISOR].description) in page


def test_the_association_may_look_at_one_county(client, association):
    make_user(Role.SUPERVISOR, "TTT", name="臺東人")
    make_user(Role.SUPERVISOR, "HUA", name="花蓮人")
    page = text(client.get(MEMBERS, {"county": "HUA"}))
    assert "花蓮人" in page
    assert "臺東人" not in page
    assert '<option value="HUA" selected>' in page
    assert '<option value="TTT">' in page, "the other counties can still be chosen"


@pytest.mark.parametrize("county", ["", "XXX", "hua", "HUA\0"])
def test_a_county_that_is_none_filters_nothing(client, association, county):
    make_user(Role.SUPERVISOR, "HUA", name="花蓮人")
    assert "花蓮人" in text(client.get(MEMBERS, {"county": county}))


def test_members_ask_the_same_number_of_questions_for_one_and_three(client, association):
    make_user(Role.SUPERVISOR, "TTT")
    make_user(Role.SUPERVISOR, "TTT", ends_on=dt.date(2025, 6, 1))
    one = queries(client, MEMBERS)
    for county in ("HUA", "ILA"):
        person = make_user(Role.SUPERVISOR, county)
        give(person, Role.VOLUNTEER, county, organisation=make_organisation(county))
        make_user(Role.SUPERVISOR, county, ends_on=dt.date(2025, 6, 1))
    assert queries(client, MEMBERS) == one


# Assigning ----------------------------------------------------------------------------------------------------------

GIVEN = {"email": "New@example.org", "name": "林小華", "phone": "089-1", "role": "supervisor", "sector": "社福"}


def test_each_role_offered_says_what_it_may(client, officer):
    page = text(client.get(ASSIGN))
    for role in (Role.SUPERVISOR, Role.AUTHORITY_OFFICER, Role.UNIT_COORDINATOR, Role.VOLUNTEER):
        assert f'value="{role}"' in page
        assert str(POLICIES[role].description) in page
    for role in (Role.ASSOCIATION, Role.COUNTY_OFFICER, Role.LECTURER):
        assert f'value="{role}"' not in page
    assert 'name="county"' not in page


def test_an_officer_gives_a_role_in_her_county(client, officer):
    response = client.post(ASSIGN, GIVEN | {"county": "HUA"}, follow=True)
    assert response.redirect_chain == [(MEMBERS, 302)]
    assert last_message(response) == ["林小華現在是追蹤督導。"]
    made = Membership.objects.get(user__email="new@example.org")
    assert (made.role, made.county_id, made.sector) == ("supervisor", "TTT", "社福")
    assert trail.history_of(made).get().actor_key == str(officer.pk)


def test_an_officer_of_two_counties_says_where(client, officer):
    give(officer, Role.COUNTY_OFFICER, "HUA")
    page = text(client.get(ASSIGN))
    assert '<option value="HUA">' in page
    assert '<option value="ILA">' not in page
    refused = client.post(ASSIGN, GIVEN | {"county": "ILA"})
    assert refused.status_code == 422
    assert client.post(ASSIGN, GIVEN).status_code == 422
    assert client.post(ASSIGN, GIVEN | {"county": "HUA"}).status_code == 302
    assert Membership.objects.get(user__email="new@example.org").county_id == "HUA"


def test_the_association_gives_a_national_role(client, association):
    client.post(ASSIGN, GIVEN | {"role": "lecturer", "county": ""})
    assert Membership.objects.get(user__email="new@example.org").county_id is None


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": "not-an-address"}, "電子郵件"),
        ({"email": "x" * 250 + "@example.org"}, "254"),
        ({"email": ""}, "電子郵件"),
        ({"name": ""}, "姓名"),
        ({"name": "長" * 51}, "50"),
        ({"role": ""}, "角色"),
        ({"role": "association"}, "association"),
        ({"role": "mayor"}, "mayor"),
        ({"sector": "長" * 21}, "20"),
        ({"phone": "1" * 31}, "30"),
    ],
    ids=str,
)
def test_one_wrong_field_keeps_the_others(client, officer, wrong, sentence):
    response = client.post(ASSIGN, GIVEN | wrong)
    page = text(response)
    assert response.status_code == 422
    alert = page.split('role="alert"', 1)[1].split("</ul>")[0]
    assert sentence in alert
    for name, value in (GIVEN | wrong).items():
        if name != "role":
            assert f'value="{value}"' in page or not value, name
    if "role" not in wrong:
        assert 'value="supervisor"' in page
        assert "checked" in page
    assert not User.objects.filter(name="林小華").exists()


def test_a_name_from_another_county_is_not_told(client, officer):
    make_user(Role.SUPERVISOR, "HUA", name="王大明", email="new@example.org")
    User.objects.filter(name="王大明").update(phone="0987-654-321")
    refused = client.post(ASSIGN, GIVEN)
    page = text(refused)
    assert refused.status_code == 422
    assert "帳號上的姓名和您填的不同" in page.split('id="id_name_field"', 1)[1]
    assert 'value="林小華"' in page
    for address in (MEMBERS, TRAIL):
        page += text(client.get(address))
    assert "王大明" not in page
    assert "0987-654-321" not in page
    # Who knows her name gives her the role all the same.
    response = client.post(ASSIGN, GIVEN | {"name": "王大明"}, follow=True)
    assert last_message(response) == ["王大明現在是追蹤督導。"]
    assert "0987-654-321" not in text(response)


def test_a_role_she_has_is_said_and_keeps_what_was_typed(client, officer):
    client.post(ASSIGN, GIVEN)
    response = client.post(ASSIGN, GIVEN)
    assert response.status_code == 422
    assert "這個人已經有這個角色。" in text(response)
    assert 'value="林小華"' in text(response)
    assert Membership.objects.filter(user__email="new@example.org").count() == 1


def test_a_role_without_its_place_is_said(client, association):
    response = client.post(ASSIGN, GIVEN | {"county": ""})
    assert response.status_code == 422
    assert "協會秘書處不屬於任何縣市，其他角色要選一個縣市。" in text(response)
    assert not User.objects.filter(email="new@example.org").exists()


# Ending -------------------------------------------------------------------------------------------------------------


def test_an_officer_ends_a_role_of_her_county(client, officer):
    row = make_user(Role.SUPERVISOR, "TTT", name="張督導").memberships.get()
    response = client.post(f"/members/{row.pk}/end/", {"reason": "調職"}, follow=True)
    assert last_message(response) == ["已結束張督導・臺東縣追蹤督導。"]
    row.refresh_from_db()
    assert row.ends_on is not None
    assert trail.history_of(row).get().reason == "調職"


def test_a_role_that_has_ended_says_so(client, officer):
    row = make_user(Role.SUPERVISOR, "TTT", ends_on=dt.date(2025, 6, 1)).memberships.get()
    response = client.post(f"/members/{row.pk}/end/", follow=True)
    assert last_message(response) == ["這個角色已經結束。"]
    row.refresh_from_db()
    assert row.ends_on == dt.date(2025, 6, 1)


@pytest.mark.parametrize("whose", ["her own", "her colleague's"])
def test_what_she_did_not_give_she_does_not_end(client, officer, whose):
    person = officer if whose == "her own" else make_user(Role.COUNTY_OFFICER, "TTT")
    row = person.memberships.get()
    response = client.post(f"/members/{row.pk}/end/", follow=True)
    assert last_message(response) == ["這個角色不是由您指派的，請洽協會秘書處。"]
    row.refresh_from_db()
    assert row.ends_on is None


def test_a_role_of_another_county_is_not_there(client, officer):
    row = make_user(Role.SUPERVISOR, "HUA").memberships.get()
    assert client.post(f"/members/{row.pk}/end/").status_code == 404
    assert client.post("/members/999999/end/").status_code == 404
    row.refresh_from_db()
    assert row.ends_on is None


def test_ending_takes_a_button(client, officer):
    row = make_user(Role.SUPERVISOR, "TTT").memberships.get()
    assert client.get(f"/members/{row.pk}/end/").status_code == 405
    row.refresh_from_db()
    assert row.ends_on is None


# The trail ----------------------------------------------------------------------------------------------------------


def happened(county="TTT", name="示範單位", verb=Verb.CHANGED, **fields):
    thing = make_organisation(county, name=name)
    trail.record(verb, thing, by=SYSTEM, **fields)
    return thing


def test_an_officer_reads_her_countys_lines(client, officer):
    happened(name="本縣單位", reason="改了電話")
    happened("HUA", name="別縣單位")
    page = text(client.get(TRAIL))
    assert "本縣單位" in page
    assert "改了電話" in page
    assert "別縣單位" not in page


def test_the_association_reads_all_lines(client, association):
    happened("HUA", name="別縣單位")
    assert "別縣單位" in text(client.get(TRAIL))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "甲"}, {"甲單位"}),
        ({"q": " 甲 "}, {"甲單位"}),
        ({"q": "甲\0"}, {"甲單位"}),
        ({"q": "系統"}, {"甲單位", "乙單位"}),
        ({"verb": "deleted"}, {"乙單位"}),
        ({"verb": "deleted", "q": "甲"}, set()),
        ({"verb": "nonsense"}, {"甲單位", "乙單位"}),
        ({"page": "99"}, {"甲單位", "乙單位"}),
        ({"page": "x"}, {"甲單位", "乙單位"}),
    ],
)
def test_the_trail_is_searched(client, officer, query, found):
    happened(name="甲單位")
    happened(name="乙單位", verb=Verb.DELETED)
    page = text(client.post(TRAIL, query, follow=True))
    assert {name for name in ("甲單位", "乙單位") if f">{name}<" in page} == found
    assert bool(found) is not ("沒有符合的紀錄" in page)


def test_the_trail_turns_its_pages(client, officer):
    for number in range(51):
        happened(name=f"單位{number:02}")
    first, second = (text(client.get(TRAIL, {"page": page})) for page in (1, 2))
    assert first.count(">單位") == 50
    assert second.count(">單位") == 1
    assert "共 51 筆" in first
    assert "page=2" in first
    assert "page=1" in second


def test_the_trail_asks_the_same_number_of_questions_for_one_and_three(client, officer):
    happened()
    one = queries(client, TRAIL)
    happened(name="乙單位"), happened(name="丙單位")
    assert queries(client, TRAIL) == one


def test_a_history_shows_what_changed_and_why(client, officer):
    thing = happened(was={"phone": "1"}, now={"phone": "2"}, reason="換號碼")
    page = text(client.get(history(thing)))
    for word in ("示範單位", "修改", "換號碼", "系統", "phone"):
        assert word in page


def test_a_history_outlives_its_thing(client, officer):
    thing = happened(name="已經刪掉的單位")
    address = history(thing)
    thing.delete()
    assert "已經刪掉的單位" in text(client.get(address))


def test_a_history_of_another_county_is_not_there(client, officer):
    hers, anothers = happened(), happened("HUA")
    assert client.get(history(hers)).status_code == 200
    assert client.get(history(anothers)).status_code == 404
    assert client.get("/members/trail/accounts.organisation/999999/").status_code == 404
    assert client.get("/members/trail/accounts.organisation/1%00/").status_code == 404


def test_a_history_asks_the_same_number_of_questions_for_one_and_three(client, officer):
    thing = happened()
    one = queries(client, history(thing))
    for _line in range(2):
        trail.record(Verb.CHANGED, thing, by=SYSTEM, was={"a": 1}, now={"a": 2})
    assert queries(client, history(thing)) == one


# Looks across the county line ---------------------------------------------------------------------------------------


def looked(county="TTT", reason="核對緊急聯絡人"):
    thing = make_organisation(county)
    by = make_user(Role.ASSOCIATION, name="陳秘書")
    return disclose(subject=thing, county=county, reason=reason, by=by, now=timezone.now())


def test_a_county_reads_who_has_looked_and_why(client, officer):
    looked()
    looked("HUA", reason="別縣的名單要核對")
    page = text(client.get("/members/disclosures/"))
    assert "陳秘書" in page
    assert "核對緊急聯絡人" in page
    assert "別縣的名單要核對" not in page


def test_looks_ask_the_same_number_of_questions_for_one_and_three(client, officer):
    looked()
    one = queries(client, "/members/disclosures/")
    looked(), looked()
    assert queries(client, "/members/disclosures/") == one
