"""What became of a table's idea: what its people may read of it, and what not."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.followup import publishing
from actionplans.models import Idea, Plan, Publication, Voice
from actionplans.public import voices
from actionplans.tables import became
from foundation.accounts.models import User
from tests.makers.accounts import make_user
from tests.makers.plans import NOON, make_inventory, make_plan, make_sheet
from tests.makers.workshops import make_group, make_workshop
from workshops import codes, seats
from workshops.models import Group, Workshop

pytestmark = pytest.mark.django_db
LATER = dt.datetime(2026, 12, 10, 2, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 12, 10)


@pytest.fixture
def officer() -> User:
    return make_user(county="TTT")


@pytest.fixture
def group() -> Group:
    """A table of a workshop that is over, with its core issue and its design."""
    made = make_group(make_workshop("closed"))
    make_inventory(made, "S3")
    make_sheet(made, "design", {"title": "送餐分流"})
    return made


def adopted(group: Group, decision: str = "kept", **fields: Any) -> Plan:
    plan = make_plan(workshop=group.workshop, **({"title": "送餐分流計畫", "person_in_charge": "張大同"} | fields))
    Idea.objects.update_or_create(group=group, defaults={
        "workshop": group.workshop, "decision": decision, "plan": plan, "title": "送餐分流",
    })  # fmt: skip
    return plan


def published(plan: Plan, officer: User) -> Publication:
    return publishing.publish(plan=plan, summary="我們把路線分開。", summary_en="", by=officer, now=NOON)


def of(group: Group) -> became.Became:
    return became.of(group, on=TODAY, now=LATER)


def seated(group: Group) -> Client:
    _seat, token = seats.take_seat(group=group, now=NOON)
    client = Client()
    client.cookies[seats.COOKIE] = token
    return client


def page(client: Client, address: str = "") -> str:
    answer = client.get(address or reverse("actionplans:became"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_the_table_said_and_what_was_decided(group: Group, officer: User) -> None:
    assert (of(group).issues, of(group).title, of(group).decision) == (("議題S31",), "送餐分流", "open")
    plan = adopted(group)
    found = of(group)
    assert (found.decision, found.plan, found.is_adopted, found.public) == ("kept", plan, True, None)
    text = page(seated(group))
    for words in ("議題S31", "送餐分流計畫", plan.code, "還沒有公開這項方案的進度"):
        assert str(words) in text
    assert "張大同" not in text


@pytest.mark.parametrize(("decision", "words"), [("kept", "工作坊留下這個構想"), ("merged", "和別組的構想合在一起")])
def test_how_the_idea_went_in_is_said(group: Group, decision: str, words: str) -> None:
    adopted(group, decision)
    assert words in page(seated(group))


def test_a_parked_idea_has_its_reason(group: Group) -> None:
    Idea.objects.create(group=group, workshop=group.workshop, decision="parked", reason="明年再談")
    assert "明年再談" in page(seated(group))
    assert of(group).plan is None


def test_what_is_no_promise_is_not_called_one(group: Group) -> None:
    adopted(group, state="candidate", code=None, adopted_at=None, adopted_by="")
    assert of(group).is_adopted is False
    assert "還沒有採納成行動方案" in page(seated(group))


@pytest.mark.parametrize("state", ["confirmed", "running", "cancelled"])
def test_before_the_day_is_over_nothing_is_settled(group: Group, state: str) -> None:
    adopted(group)
    Workshop.objects.filter(pk=group.workshop_id).update(state=state)
    found = of(Group.objects.select_related("workshop__county").get(pk=group.pk))
    assert (found.settled, found.plan, found.public) == (False, None, None)


def test_only_what_is_published_is_told_and_only_while_it_is(group: Group, officer: User) -> None:
    plan = adopted(group)
    publication = published(plan, officer)
    client = seated(group)
    found = of(group)
    assert found.public is not None
    assert found.public.address in page(client)
    assert "還沒有公開" not in page(client)
    publishing.withdraw(publication=publication, reason="改寫", by=officer, now=NOON)
    assert of(group).public is None
    assert found.public.address not in page(client)


def test_who_is_asked_says_it_without_a_link(group: Group, officer: User) -> None:
    publication = published(adopted(group), officer)
    client, where = seated(group), reverse("actionplans:became_voice")
    assert client.get(where).status_code == 302, "the county has not asked"
    link, _token = voices.make_link(publication=publication, group=group, by=officer, now=dt.datetime.now(dt.UTC))
    assert where in page(client)
    assert client.get(where).status_code == 200
    answer = client.post(where, {"stance": "yes", "words": "就是這件事"})
    assert (answer.status_code, answer["Location"]) == (302, f"{where}?thanks=1")
    assert (Voice.objects.get().link, Voice.objects.get().state) == (link, "waiting")
    other = seated(make_group(group.workshop))
    assert other.get(where).status_code == 302, "another table was not asked"
    voices.revoke_link(link=link, by=officer, now=dt.datetime.now(dt.UTC))
    assert client.post(where, {"stance": "yes"}).status_code == 302
    assert Voice.objects.count() == 1


def test_the_card_of_the_table_leads_there_once_all_is_over(group: Group, client: Client) -> None:
    plan = adopted(group)
    codes.issue_codes(workshop=group.workshop, by=make_user(county="TTT"), now=NOON)
    group.refresh_from_db()
    answer = client.get(codes.address_of(group))
    assert answer.status_code == 302
    assert str(plan.code) in page(client, answer["Location"])
    assert reverse("actionplans:became_voice") not in page(client, answer["Location"])
    card = reverse("actionplans:became_card", args=[group.code])
    for wrong in ("", "?k=", "?k=0123456789abcdef"):
        assert client.get(card + wrong).status_code == 404, "a code that was guessed opens nothing"
    assert client.get(reverse("workshops:join_code", args=[group.code])).status_code == 403
    codes.revoke_code(group=group, by=make_user(county="TTT"), now=NOON)
    assert client.get(answer["Location"]).status_code == 404


def test_while_the_tables_are_open_the_card_opens_them(group: Group, client: Client) -> None:
    codes.issue_codes(workshop=group.workshop, by=make_user(county="TTT"), now=NOON)
    group.refresh_from_db()
    until = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    Workshop.objects.filter(pk=group.workshop_id).update(state="held", tables_open_until=until)
    assert client.get(codes.address_of(group)).status_code == 200
    key = codes.key_of(str(group.code))
    assert client.get(f"{reverse('actionplans:became_card', args=[group.code])}?k={key}").status_code == 404


def test_a_device_that_never_sat_there_is_sent_to_the_door(client: Client) -> None:
    answer = client.get(reverse("actionplans:became"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("workshops:join"))


def test_the_page_of_the_table_leads_there_once_it_is_over(group: Group) -> None:
    client, where = seated(group), reverse("actionplans:became")
    assert where in page(client, reverse("actionplans:table"))
    Workshop.objects.filter(pk=group.workshop_id).update(state="running")
    assert where not in page(client, reverse("actionplans:table"))


def test_the_phone_keeps_its_seat_for_longer_than_the_last_results_take() -> None:
    assert dt.timedelta(seconds=seats.COOKIE_AGE) >= dt.timedelta(days=365)


def test_it_is_in_english_too(group: Group, officer: User) -> None:
    published(adopted(group), officer)
    client = seated(group)
    text = client.get(reverse("actionplans:became"), headers={"accept-language": "en"}).content.decode()
    for words in ("What became of our idea", "Adopted on", "public page"):
        assert words in text


def test_it_costs_the_same_however_many_went_into_the_plan(group: Group, officer: User) -> None:
    plan = adopted(group)
    published(plan, officer)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert of(group).public
        return len(asked)

    alone = cost()
    for _one in range(3):
        Idea.objects.create(group=make_group(group.workshop), workshop=group.workshop, decision="merged", plan=plan)
    assert cost() == alone
