"""The pages of own awards and of teams and families, as officers go through them."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from tests.makers.accounts import give, make_organisation, make_user
from tests.makers.own_awards import make_own
from tests.makers.volunteers import make_enrolment, make_trained, make_unit
from volunteers.awards import runs
from volunteers.models import AwardStatement, Enrolment, OwnAward, OwnAwardVersion, ServiceMonth, Unit, Volunteer

pytestmark = pytest.mark.django_db
SENT = {
    "name": "海線志工獎", "subject": "person", "hours": "100", "hours_window": "ever", "years_window": "ever",
    "either": "both", "sources": "臺東縣海線志工獎勵要點第 2 點「服務滿 100 小時」", "valid_from": "115/1/1",
}  # fmt: skip


@pytest.fixture
def unit() -> Unit:
    return make_unit("TTT", "social", name="海線關懷志工隊")


@pytest.fixture
def officer(client: Any) -> User:
    user = make_user(Role.COUNTY_OFFICER, "TTT")
    client.force_login(user)
    return user


def served(unit: Unit, hours: int, name: str) -> Volunteer:
    one = make_trained(unit, name=name)
    Enrolment.objects.filter(volunteer=one).update(joined_on=dt.date(2020, 1, 1))
    ServiceMonth.objects.create(
        volunteer=one, unit=unit, category="social", month=202503, minutes=hours * 60, counted=hours * 60, times=1,
        served_people=0,
    )  # fmt: skip
    return one


def at(name: str, *args: Any) -> str:
    return reverse(f"volunteers:{name}", args=args)


def page(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    text: str = answer.content.decode()
    return text


def test_an_award_goes_from_plain_words_to_everybodys_page(client: Any, officer: User, unit: Unit) -> None:
    one, other = served(unit, 120, "林素珠"), served(unit, 60, "陳小明")
    answer = client.post(at("own_award_new"), SENT)
    award = OwnAward.objects.get()
    assert answer.headers["Location"] == at("own_award", award.pk)
    assert "海線志工獎" not in page(client.get(at("person_awards", one.key))), "a draft does nothing"
    assert page(client.get(at("award", award.code)), 404)
    tried = page(client.get(at("own_award", award.pk), {"try": "1"}))
    assert "林素珠" in tried
    assert "陳小明" not in tried
    assert "差一分鐘到 100 小時" in tried
    edition = OwnAwardVersion.objects.get().edition
    sent = {"seen": edition, "reason": "好"}
    assert "為什麼讓它生效" in page(client.post(at("own_award_settle", award.pk), sent), 422)
    sent["reason"] = "依本府 115 年公告辦理"
    assert client.post(at("own_award_settle", award.pk), sent).status_code == 302
    assert "<b>海線志工獎</b>" in page(client.get(at("person_awards", one.key)))
    assert "差 40 小時" in page(client.get(at("person_awards", other.key)))
    assert "機關自訂的獎項" in page(client.get(at("award", award.code)))
    assert "海線志工獎" in page(client.get(at("awards")))
    told = client.get(reverse("v1:volunteer-awards", args=[one.key])).json()
    assert next(each["outcome"] for each in told if each["code"] == award.code) == "eligible"
    run = runs.start(county=unit.county, on=timezone.localdate(), now=timezone.now(), by=officer)
    runs.go_on(run, today=timezone.localdate())
    listed = page(client.get(at("award_lists"), {"award": award.code}))
    assert "林素珠" in listed
    assert "陳小明" not in listed
    rows = client.get(reverse("exports:download", args=["award-lists", "csv"]), {"award": award.code})
    assert "海線志工獎" in b"".join(rows.streaming_content).decode("utf-8-sig")


def test_units_are_named_a_line_each_and_come_back_by_code_and_name(client: Any, officer: User, unit: Unit) -> None:
    other = make_unit("TTT", "social", name="山線關懷志工隊")
    refused = client.post(at("own_award_new"), SENT | {"units": f"{unit.code}\n沒有這一隊"})
    assert "沒有「沒有這一隊」這個單位" in page(refused, 422)
    assert client.post(at("own_award_new"), SENT | {"units": f"{unit.code}\n山線關懷志工隊\n"}).status_code == 302
    draft = OwnAward.objects.get().versions.get()
    assert draft.data["service"]["units"] == sorted([unit.code, other.code])
    assert "只算海線關懷志工隊、山線關懷志工隊" in page(client.get(at("own_award", draft.award_id)))
    assert f"{other.code} 山線關懷志工隊" in page(client.get(at("own_award_edit", draft.award_id)))


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(client: Any, officer: User) -> None:
    wrong = SENT | {"again": "within", "insured": "90", "sources": "", "valid_from": "115/13/1"}
    text = page(client.post(at("own_award_new"), wrong), 422)
    assert "海線志工獎" in text
    assert "115/13/1" in text
    text = page(client.post(at("own_award_new"), SENT | {"again": "within", "insured": "90"}), 422)
    assert "幾年內得過的人不能再得" in text
    assert "只能問團隊" in text
    assert not OwnAward.objects.exists()


def test_a_changed_draft_does_not_take_effect_unseen(client: Any, officer: User) -> None:
    client.post(at("own_award_new"), SENT)
    award = OwnAward.objects.get()
    client.post(at("own_award_edit", award.pk), SENT | {"hours": "200"})
    sent = {"seen": 1, "reason": "依本府 115 年公告辦理"}
    assert "有人又改了草案" in page(client.post(at("own_award_settle", award.pk), sent), 422)
    form = page(client.get(at("own_award_edit", award.pk)))
    assert 'value="200"' in form
    assert "115/01/01" in form


def test_a_new_version_is_drafted_from_what_holds_and_the_page_shows_the_difference(
    client: Any, officer: User, unit: Unit
) -> None:
    award = make_own("TTT", by=officer)
    served(unit, 120, "林素珠")
    form = page(client.get(at("own_award_edit", award.pk)))
    assert 'value="100"' in form
    assert "115/01/01" not in form, "the next version begins on a day of its own"
    client.post(at("own_award_edit", award.pk), SENT | {"hours": "200", "valid_from": "116/1/1"})
    tried = page(client.get(at("own_award", award.pk), {"try": "1"}))
    assert "多 0 個達標，少 1 個" in tried
    assert "林素珠" in tried


def test_it_is_withdrawn_with_a_reason_and_then_offered_to_nobody(client: Any, officer: User, unit: Unit) -> None:
    award, one = make_own("TTT", by=officer), served(unit, 120, "林素珠")
    today = timezone.localdate()
    sent = {"on": f"{today.year - 1911}/{today.month}/{today.day}", "why": ""}
    assert "為什麼停辦" in page(client.post(at("own_award_withdraw", award.pk), sent), 422)
    assert client.post(at("own_award_withdraw", award.pk), sent | {"why": "經費不足停辦了"}).status_code == 302
    assert "<b>海線志工獎</b>" not in page(client.get(at("person_awards", one.key)))
    assert "停辦" in page(client.get(at("award", award.code)))
    assert client.post(at("own_award_edit", award.pk), SENT | {"valid_from": "120/1/1"}).status_code == 422


def test_the_list_asks_as_much_for_three_as_for_one(client: Any, officer: User) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_own("TTT", by=officer, name="第一個獎")
    with CaptureQueriesContext(connection) as one:
        client.get(at("own_awards"))
    make_own("TTT", by=officer, name="第二個獎")
    client.post(at("own_award_new"), SENT | {"name": "第三個獎"})
    with CaptureQueriesContext(connection) as three:
        text = page(client.get(at("own_awards")))
    assert len(one) == len(three)
    assert "第二個獎" in text
    assert "草案" in text


def test_another_countys_officer_and_a_category_without_an_office_keep_none(client: Any) -> None:
    award = make_own("TTT")
    client.force_login(make_user(Role.COUNTY_OFFICER, "HUA"))
    assert client.get(at("own_award", award.pk)).status_code == 404
    social = make_user(None)
    give(social, Role.AUTHORITY_OFFICER, "TTT", sector="社會福利類")
    client.force_login(social)
    assert "由縣市政府的承辦人新增" in page(client.get(at("own_awards")))
    assert client.get(at("own_award_new")).status_code == 404


def test_what_only_people_know_of_a_team_is_stated_on_its_page(client: Any, officer: User, unit: Unit) -> None:
    make_own("TTT", by=officer, subject="team", hours=None, members=1, stated="有健全的組織", name="好團隊獎")
    make_enrolment(unit)
    text = page(client.get(at("unit_awards", unit.pk)))
    assert "好團隊獎" in text
    assert "要由承辦人查明並切結" in text
    key = OwnAwardVersion.objects.get().data["rule"]["all"][1]["key"]
    code = OwnAward.objects.get().code
    client.post(at("unit_award_state", unit.pk), {"award": code, "key": key, "holds": "yes"})
    assert AwardStatement.objects.get().unit == unit
    assert "切結" in page(client.get(at("unit_awards", unit.pk)))
    day = timezone.localdate()
    sent = {"award": code, "given_on": f"{day.year - 1911}/{day.month}/{day.day}", "note": "感謝狀"}
    assert client.post(at("unit_award_given", unit.pk), sent).status_code == 302
    assert "感謝狀" in page(client.get(at("unit_awards", unit.pk)))


def test_a_family_is_judged_by_its_members_and_what_was_found_out(client: Any, unit: Unit) -> None:
    ours, theirs = make_user(None), make_user(None)
    give(ours, Role.UNIT_COORDINATOR, "TTT", organisation=unit.organisation)
    give(theirs, Role.UNIT_COORDINATOR, "TTT", organisation=make_organisation("TTT"))
    client.force_login(ours)
    make_own("TTT", subject="family", members=2, hours=100, stated="有親屬關係", name="好家庭獎")
    for number, name in enumerate(("林素珠", "陳小明", "王同名", "王同名"), 1):
        served(unit, 120, name)
        Enrolment.objects.filter(volunteer__name=name, number="").update(number=f"H0{number}")
    way = at("family_awards", unit.pk)
    assert "好家庭獎" not in page(client.get(way))
    text = page(client.post(way, {"members": "林素珠\n沒有這人\n王同名"}), 422)
    assert "沒有「沒有這人」" in text
    assert "不只一位「王同名」" in text
    text = page(client.post(way, {"members": "林素珠\n陳小明\n王同名 H03"}))
    assert "候選" in text
    text = page(client.post(way, {"members": "林素珠\n陳小明", "stated": ["有親屬關係"]}))
    assert "好家庭獎" in text
    assert "第 1 位成員" in text
    assert not AwardStatement.objects.exists(), "nothing of it is kept"
    client.force_login(theirs)
    assert client.get(way).status_code == 404
