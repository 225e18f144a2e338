"""Being found: only who agreed, only what she agreed to, each look with its line; and places that fit her."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from foundation.notices.models import Notice
from foundation.notices.sending import send_due
from tests.makers.accounts import give, make_user
from tests.makers.recruiting import TODAY, make_application, make_findable, make_opening
from tests.makers.volunteers import NOW, make_enrolment, make_post, make_training, make_unit, make_volunteer
from tests.volunteers.test_applications import Box
from volunteers.merging import merging
from volunteers.models import Application, Approach, Findable
from volunteers.recruiting import finding, openings
from volunteers.rules import consents

pytestmark = pytest.mark.django_db


@pytest.fixture
def opening():
    return make_opening()


@pytest.fixture
def looker(opening):
    user = make_user(None)
    give(user, Role.UNIT_COORDINATOR, organisation=opening.unit.organisation)
    return user


def test_nobody_is_found_who_has_not_agreed(opening, looker):
    make_volunteer()
    assert finding.look(opening=opening, by=looker, now=NOW) == []


@pytest.mark.parametrize(
    ("version", "counties", "field"), [("", ["TTT"], "agreed"), ("found-older", ["TTT"], "agreed"),
                                       (consents.FOUND, [], "counties"), (consents.FOUND, ["XXX"], "counties")]
)  # fmt: skip
def test_agreeing_takes_the_words_in_force_and_a_county(version, counties, field):
    with pytest.raises(ValidationError) as refused:
        finding.agree(volunteer=make_volunteer(), version=version, wishes={"counties": counties}, by=SYSTEM, now=NOW)
    assert list(refused.value.message_dict) == [field]
    assert not Findable.objects.exists()


def test_a_unit_sees_the_mark_of_a_name_and_what_was_ticked_and_she_sees_that_it_looked(opening, looker):
    person = make_findable(make_volunteer("林淑珠", phone="0912000111")).volunteer
    seen = finding.look(opening=opening, by=looker, now=NOW)
    assert [(one.mark, one.findable.slots, one.fit.points > 0) for one in seen] == [("林", ("weekday_am",), True)]
    line = Event.objects.get(verb="findable_seen")
    assert (line.object_key, line.now["unit"], line.county) == (str(person.pk), str(opening.unit), "TTT")


def test_the_page_shows_no_name_before_the_yes(client, opening, looker):
    make_findable(make_volunteer("林淑珠", phone="0912000111", email="lin@example.org"))
    client.force_login(looker)
    where = f"/register/openings/{opening.pk}/people/"
    client.get(where)
    assert not Event.objects.filter(verb="findable_seen").exists(), "opening the page looks at nobody"
    page = client.post(where, {"do": "look"}).content.decode()
    assert "林○○" in page
    assert not any(each in page for each in ("淑珠", "0912000111", "lin@example.org"))
    assert Event.objects.filter(verb="findable_seen").count() == 1


@pytest.mark.parametrize(
    "wishes",
    [{"counties": ["HUA"]}, {"slots": ["weekend_night"]}],
)
def test_who_cannot_is_not_shown(opening, looker, wishes):
    make_findable(**wishes)
    assert finding.look(opening=opening, by=looker, now=NOW) == []
    assert not Event.objects.filter(verb="findable_seen").exists()


def test_who_is_in_the_unit_has_applied_or_took_it_back_is_not_shown(opening, looker):
    inside = make_findable(make_enrolment(opening.unit).volunteer)
    gone = make_findable()
    finding.take_back(volunteer=gone.volunteer, by=SYSTEM, now=NOW)
    finding.take_back(volunteer=gone.volunteer, by=SYSTEM, now=NOW)
    assert finding.look(opening=opening, by=looker, now=NOW) == []
    assert inside.withdrawn_at is None
    gone.refresh_from_db()
    assert gone.withdrawn_at == NOW


def test_the_best_stands_first_and_filters_narrow(opening, looker):
    plain = make_findable(categories=[], skills=[])
    good = make_findable()
    assert [one.findable for one in finding.look(opening=opening, by=looker, now=NOW)] == [good, plain]
    assert [one.findable for one in finding.look(opening=opening, by=looker, now=NOW, skill="care")] == [good]


def test_agreeing_anew_ends_what_was_agreed_before_and_the_same_again_changes_nothing():
    first = make_findable()
    assert make_findable(first.volunteer) == first
    second = make_findable(first.volunteer, slots=["weekend_am"])
    first.refresh_from_db()
    assert (first.withdrawn_at, second.withdrawn_at) == (NOW, None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Findable.objects.filter(pk=first.pk).update(withdrawn_at=None)


def test_she_is_asked_once_and_the_letter_tells_the_unit_nothing(opening, looker):
    agreed = make_findable(make_volunteer("林淑珠", email="lin@example.org"))
    assert finding.ask(opening=opening, chosen=[agreed.pk], words="來試試？", by=looker, now=NOW) == 1
    assert finding.ask(opening=opening, chosen=[agreed.pk], words="", by=looker, now=NOW) == 0
    box = Box()
    send_due(way=box, worker="a", now=NOW)
    assert [one.to for one in box.letters] == [["林淑珠 <lin@example.org>"]] or "lin@example.org" in box.letters[0].to[
        0
    ]
    assert "來試試？" in box.letters[0].body
    assert "林淑珠" not in str(Approach.objects.get())


@pytest.mark.parametrize("people", [1, 4])
def test_many_are_called_up_at_once_each_once_and_unseen(opening, looker, people, django_assert_max_num_queries):
    found = [make_findable(make_volunteer(email=f"v{number}@example.org")) for number in range(people)]
    make_findable(skills=[])
    before = Event.objects.filter(verb=Verb.FINDABLE_SEEN).count()
    with django_assert_max_num_queries(14):
        done = finding.ask_all(opening=opening, most=100, words="一起來", skill="care", by=looker, now=NOW)
    assert done == people
    assert set(Approach.objects.values_list("volunteer", flat=True)) == {one.volunteer_id for one in found}
    assert Notice.objects.filter(kind="approach").count() == people
    assert Event.objects.filter(verb=Verb.APPROACHED).count() == people
    assert Event.objects.filter(verb=Verb.FINDABLE_SEEN).count() == before
    with pytest.raises(ValidationError, match="邀請過了"):
        finding.ask_all(opening=opening, most=100, words="", skill="care", by=looker, now=NOW)
    assert finding.ask_all(opening=opening, most=100, words="", by=looker, now=NOW) == 1


def test_the_best_are_called_up_first_and_no_more_than_wanted(opening, looker):
    plain, good = make_findable(categories=[], skills=[]), make_findable()
    assert finding.ask_all(opening=opening, most=1, words="", by=looker, now=NOW) == 1
    assert Approach.objects.get().volunteer_id == good.volunteer_id
    assert finding.ask_all(opening=opening, most=1, words="", by=looker, now=NOW) == 1
    assert Approach.objects.filter(volunteer=plain.volunteer_id).exists()


@pytest.mark.parametrize("most", [0, finding.MOST_ASKED + 1])
def test_a_number_out_of_reason_calls_up_nobody(opening, looker, most):
    make_findable()
    with pytest.raises(ValidationError, match="一次邀請"):
        finding.ask_all(opening=opening, most=most, words="", by=looker, now=NOW)
    assert not Approach.objects.exists()


def test_who_takes_it_back_before_the_letter_gets_none(opening, looker):
    agreed = make_findable(make_volunteer(email="lin@example.org"))
    finding.ask(opening=opening, chosen=[agreed.pk], words="", by=looker, now=NOW)
    finding.take_back(volunteer=agreed.volunteer, by=SYSTEM, now=NOW)
    box = Box()
    send_due(way=box, worker="a", now=NOW)
    assert box.letters == []
    assert Notice.objects.get(kind="approach").state == "void"


@pytest.mark.parametrize(("chosen", "words", "match"), [([], "", "勾選"), ([1], "長" * 301, "縮短")])
def test_asking_nobody_or_too_much_is_refused(opening, looker, chosen, words, match):
    with pytest.raises(ValidationError, match=match):
        finding.ask(opening=opening, chosen=chosen, words=words, by=looker, now=NOW)


def test_nobody_is_asked_for_what_is_closed(opening, looker):
    agreed = make_findable()
    openings.move(opening=opening, name="close", by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="報名期間"):
        finding.ask(opening=opening, chosen=[agreed.pk], words="", by=looker, now=NOW)


def test_a_yes_is_an_application_without_typing_and_a_no_tells_nothing(opening, looker):
    yes, no = (
        make_findable(make_volunteer(name, email=f"{n}@example.org")) for n, name in enumerate(("林淑珠", "陳阿土"))
    )
    finding.ask(opening=opening, chosen=[yes.pk, no.pk], words="", by=looker, now=NOW)
    finding.answer(approach=yes.volunteer.approaches.get(), yes=True, by=SYSTEM, now=NOW)
    finding.answer(approach=no.volunteer.approaches.get(), yes=False, by=SYSTEM, now=NOW)
    made = Application.objects.get()
    assert (made.name, made.volunteer, made.state) == ("林淑珠", yes.volunteer, "received")
    with pytest.raises(ValidationError, match="已經回覆"):
        finding.answer(approach=no.volunteer.approaches.get(), yes=True, by=SYSTEM, now=NOW)


def test_what_fits_her_comes_with_its_reasons_the_best_first():
    person = make_volunteer(born_on=dt.date(1960, 1, 1))
    home, far = make_unit(), make_unit("HUA")
    make_enrolment(home, person)
    make_training(person, "SP_SOCIAL")
    make_findable(person)
    health = make_opening(make_unit(category="health"), category="health")
    social = make_opening(make_unit(category="social"))
    own, elsewhere, young = make_opening(home), make_opening(far), make_opening(make_unit(), most_age=30)
    found = finding.fitting(person, on=TODAY)
    assert [one for one, _fit in found] == [social, health]
    assert any("特殊訓練" in why for why in found[0][1].reasons)
    assert {own, elsewhere, young}.isdisjoint(one for one, _fit in found)


def test_who_has_not_agreed_still_sees_what_is_in_her_counties():
    person = make_enrolment(make_unit()).volunteer
    near, _far = make_opening(make_unit()), make_opening(make_unit("HUA"))
    assert [one for one, _fit in finding.fitting(person, on=TODAY)] == [near]


def test_an_event_calls_up_volunteers_beyond_the_unit_and_leads_to_its_shifts(client):
    host = make_unit()
    post = make_post(host, "嘉年華", kind="event", taking="anyone", needed=20)
    found = make_opening(host, kind="event", post=post, slots=(), title="嘉年華一日志工",
                         opens_on=dt.date(2020, 1, 1), closes_on=dt.date(2099, 1, 1))  # fmt: skip
    person = make_enrolment(make_unit(category="health")).volunteer
    assert [one for one, _fit in finding.fitting(person, on=TODAY)] == [found]
    page = client.get(f"/register/serve/{found.pk}/").content.decode()
    assert "大型活動" in page


def test_two_entries_of_one_person_bring_their_agreements_and_requests_together(opening, looker):
    kept, gone = (make_findable(make_volunteer("林淑珠")) for _one in range(2))
    finding.ask(opening=opening, chosen=[gone.pk], words="", by=looker, now=NOW)
    merging.merge(kept=kept.volunteer, gone=gone.volunteer, reason="同一個人登錄兩次", by=looker, now=NOW)
    assert Findable.objects.standing().filter(volunteer=kept.volunteer).count() == 1
    assert Approach.objects.get().volunteer == kept.volunteer


def test_an_applicant_who_is_no_volunteer_yet_does_not_hide_others(opening, looker):
    make_application(opening)
    make_findable()
    assert len(finding.look(opening=opening, by=looker, now=NOW)) == 1
