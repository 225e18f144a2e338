"""Hearing of new openings: confirmed by the address, one letter a day, ended by one press."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from foundation.notices import kinds
from foundation.notices.models import Notice
from foundation.notices.sending import send_due
from tests.makers.recruiting import make_opening
from tests.makers.volunteers import NOW, make_unit
from tests.volunteers.test_applications import EVENING, Box
from volunteers.models import Opening, Subscription
from volunteers.recruiting import subscriptions
from volunteers.recruiting.subscriptions import Filters
from volunteers.rules.service_words import SKILLS, SLOTS

DAY = dt.timedelta(days=1)


def subscribed(**filters):
    subscriptions.ask(email="reader@example.org", filters=Filters(**filters), now=NOW - DAY)
    found = Subscription.objects.get()
    subscriptions.confirm(subscription=found, now=NOW - DAY)
    Notice.objects.all().delete()
    return found


@pytest.mark.django_db
def test_an_address_hears_nothing_until_it_has_said_so_itself(client):
    subscriptions.ask(email=" Reader@Example.org ", filters=Filters(county="TTT"), now=NOW)
    subscriptions.ask(email="reader@example.org", filters=Filters(county="TTT"), now=NOW)
    found = Subscription.objects.get()
    assert (found.email, found.confirmed_at) == ("reader@example.org", None)
    make_opening(now=NOW + DAY)
    box = Box()
    send_due(way=box, worker="a", now=EVENING)
    assert [one.subject for one in box.letters] == ["請確認：訂閱志工招募"], "at once, at night too, and once"
    kinds.plan_all(now=NOW + 2 * DAY)
    assert not Notice.objects.filter(kind="places").exists()
    where = subscriptions.address_for(found)
    client.get(where)
    assert Subscription.objects.get().confirmed_at is None, "looking changes nothing"
    client.post(where, {"confirm": "1"})
    assert Subscription.objects.get().confirmed_at


@pytest.mark.django_db
def test_what_is_no_address_is_refused():
    with pytest.raises(ValidationError, match="電子郵件"):
        subscriptions.ask(email="nobody", filters=Filters(), now=NOW)


@pytest.mark.django_db
def test_one_letter_tells_of_a_day_and_comes_once():
    found = subscribed()
    for category in ("social", "health"):
        make_opening(make_unit(category=category), title=f"找{category}志工", category=category)
    for _round in range(2):
        kinds.plan_all(now=NOW + DAY)
        kinds.plan_all(now=NOW + 2 * DAY)
    box = Box()
    for moment in (NOW, NOW + DAY, NOW + DAY, NOW + 2 * DAY):
        send_due(way=box, worker="a", now=moment)
    assert len(box.letters) == 1
    letter = box.letters[0]
    assert "找social志工" in letter.body
    assert "找health志工" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert subscriptions.address_for(found) in letter.extra_headers["List-Unsubscribe"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("filters", "hears"),
    [({}, True), ({"county": "TTT"}, True), ({"county": "HUA"}, False), ({"category": "health"}, False),
     ({"slot": "weekday_am"}, True), ({"slot": "weekend_night"}, False), ({"skill": "care"}, True),
     ({"skill": "music"}, False)],
)  # fmt: skip
def test_only_what_was_asked_for_is_told(filters, hears):
    subscribed(**filters)
    make_opening()
    kinds.plan_all(now=NOW + DAY)
    assert Notice.objects.filter(kind="places").exists() is hears
    assert Filters(**filters).rows(Opening.objects.all()).exists() is hears, "the list says the same"


@pytest.mark.django_db
def test_what_closed_meanwhile_is_told_no_more():
    subscribed()
    make_opening(closes_on=dt.date(2026, 6, 10))
    kinds.plan_all(now=NOW + DAY)
    box = Box()
    send_due(way=box, worker="a", now=NOW + DAY)
    assert box.letters == []


@pytest.mark.django_db
def test_what_was_published_before_she_subscribed_is_not_new():
    make_opening(now=NOW - 3 * DAY, opens_on=dt.date(2026, 6, 1))
    subscribed()
    kinds.plan_all(now=NOW)
    assert not Notice.objects.filter(kind="places").exists()


@pytest.mark.django_db
def test_one_press_of_a_mail_programme_ends_it_and_keeps_nothing(client):
    found = subscribed()
    make_opening()
    kinds.plan_all(now=NOW + DAY)
    where = subscriptions.address_for(found)
    client.handler.enforce_csrf_checks = True
    answer = client.post(where, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert not Subscription.objects.exists()
    assert not Notice.objects.filter(to_address=found.email).exists()
    assert client.get(where).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "gone"), [(6, 0), (8, 1)])
def test_an_address_that_never_answered_is_forgotten_after_a_week(days, gone):
    subscriptions.ask(email="reader@example.org", filters=Filters(), now=NOW)
    assert subscriptions.forget_unanswered(now=NOW + days * DAY) == gone
    assert Subscription.objects.count() == 1 - gone


@pytest.mark.django_db
def test_an_address_that_was_confirmed_is_not_forgotten():
    subscribed()
    assert subscriptions.forget_unanswered(now=NOW + 100 * DAY) == 0


@pytest.mark.django_db
def test_whether_an_address_hears_already_nobody_learns(client):
    subscribed()
    fresh = client.post("/register/serve/subscribe/", {"email": "other@example.org"})
    known = client.post("/register/serve/subscribe/", {"email": "reader@example.org"})
    assert (fresh.status_code, fresh["Location"]) == (known.status_code, known["Location"])
    assert Notice.objects.filter(to_address="reader@example.org").count() == 0


@pytest.mark.django_db
def test_what_an_address_asks_for_is_read_and_what_is_unknown_left_out():
    read = Filters.read({"county": "TTT", "category": "nothing", "slot": "weekday_am", "skill": "flying"})
    assert read == Filters("TTT", "", "weekday_am", "")
    assert read.query == "?county=TTT&slot=weekday_am"


@given(st.sampled_from(["", *SLOTS]), st.sampled_from(["", *SKILLS]), st.sets(st.sampled_from(list(SLOTS))),
       st.sets(st.sampled_from(list(SKILLS))))  # fmt: skip
def test_a_filter_that_asks_for_nothing_takes_everything_and_each_more_takes_less(slot, skill, slots, skills):
    opening = Opening(county_id="TTT", category="social", slots=tuple(slots), skills=tuple(skills))
    assert Filters().takes(opening)
    both = Filters(slot=slot, skill=skill).takes(opening)
    assert both == (Filters(slot=slot).takes(opening) and Filters(skill=skill).takes(opening))
