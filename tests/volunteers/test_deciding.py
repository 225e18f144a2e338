"""Interview, decision, reply, and into the register without typing again."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.notices.models import Notice
from foundation.notices.sending import send_due
from foundation.workflow.moves import MoveRefused
from tests.makers.accounts import give, make_user
from tests.makers.recruiting import TODAY, make_application, make_opening
from tests.makers.volunteers import NOW, identity, make_enrolment, make_unit, make_volunteer
from tests.volunteers.test_applications import Box
from volunteers.models import Application, Enrolment, Volunteer
from volunteers.recruiting import deciding, openings
from volunteers.rules import interviews, reply_texts

pytestmark = pytest.mark.django_db


def coordinator(unit):
    user = make_user(None)
    give(user, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    return user


def accepted(**values):
    found = make_application(**values)
    deciding.decide(application=found, verdict="accept", why="", by=SYSTEM, now=NOW)
    return found


def test_an_interview_covers_the_four_points_of_the_handbook():
    """HB-REC-04."""
    assert [str(what) for what, _how in interviews.POINTS.values()] == [
        "確認基本資料", "評估參與動機", "讓她發問", "確認參與意願",
    ]  # fmt: skip


def test_an_interview_is_sealed_and_moves_the_application_on():
    found = make_application()
    talk = deciding.interview(
        application=found, on=TODAY, who="周怡君", points=["willing", "motive", "nothing"], notes="熱心，週六能來",
        by=SYSTEM, now=NOW,
    )  # fmt: skip
    talk.refresh_from_db()
    found.refresh_from_db()
    assert (found.state, talk.points, talk.notes) == ("talked", ("motive", "willing"), "熱心，週六能來")
    assert "熱心" not in talk.notes_sealed
    assert not Event.objects.filter(now__icontains="熱心").exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"on": TODAY + dt.timedelta(days=1)}, "held_on"),
        ({"on": TODAY - dt.timedelta(days=1)}, "held_on"),
        ({"who": " "}, "who"),
        ({"notes": "長" * 2001}, "notes"),
    ],
)
def test_an_interview_that_cannot_be_is_refused(values, field):
    found = make_application()
    given = {"on": TODAY, "who": "周怡君", "points": [], "notes": ""} | values
    with pytest.raises(ValidationError) as refused:
        deciding.interview(application=found, by=SYSTEM, now=NOW, **given)
    assert list(refused.value.message_dict) == [field]
    found.refresh_from_db()
    assert found.state == "received"


def test_a_refusal_has_a_reason_that_stands_in_no_trail_and_no_letter():
    found = make_application()
    with pytest.raises(ValidationError, match="原因"):
        deciding.decide(application=found, verdict="refuse", why="不合", by=SYSTEM, now=NOW)
    deciding.decide(application=found, verdict="refuse", why="動機是推銷保險", by=SYSTEM, now=NOW)
    deciding.answer(opening=found.opening, chosen=[found.pk], by=SYSTEM, now=NOW)
    found.refresh_from_db()
    assert (found.state, found.decided_why) == ("refused", "動機是推銷保險")
    assert "推銷" not in found.answer_words
    assert not Event.objects.filter(reason__contains="推銷").exists()


def test_a_decision_is_made_once_but_from_the_waiting_list_one_moves_up():
    found = make_application()
    deciding.decide(application=found, verdict="waitlist", why="", by=SYSTEM, now=NOW)
    deciding.decide(application=found, verdict="accept", why="", by=SYSTEM, now=NOW)
    with pytest.raises(MoveRefused):
        deciding.decide(application=found, verdict="refuse", why="時段都對不上來", by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="請選"):
        deciding.decide(application=found, verdict="enrol", why="", by=SYSTEM, now=NOW)


def test_each_gets_one_letter_for_each_decision_in_the_units_own_words():
    opening = make_opening()
    first, second, third = (make_application(opening) for _one in range(3))
    deciding.decide(application=first, verdict="accept", why="", by=SYSTEM, now=NOW)
    deciding.decide(application=second, verdict="waitlist", why="", by=SYSTEM, now=NOW)
    openings.reword(
        opening=opening, replies={"accepted": f"{reply_texts.NAME}，{reply_texts.UNIT}歡迎您。"}, by=SYSTEM, now=NOW
    )
    chosen = [first.pk, second.pk, third.pk, 999_999]
    assert deciding.answer(opening=opening, chosen=chosen, by=SYSTEM, now=NOW) == 2, "the third is not decided on"
    assert deciding.answer(opening=opening, chosen=chosen, by=SYSTEM, now=NOW) == 0
    deciding.decide(application=second, verdict="accept", why="", by=SYSTEM, now=NOW)
    assert deciding.answer(opening=opening, chosen=chosen, by=SYSTEM, now=NOW) == 1
    openings.reword(opening=opening, replies={"accepted": "後來改的"}, by=SYSTEM, now=NOW)
    box = Box()
    send_due(way=box, worker="a", now=NOW)
    replies = [one.body for one in box.letters if "回覆您的報名" in one.subject]
    assert sum(f"{first.name}，{opening.unit}歡迎您。" in one for one in replies) == 1
    assert not any("後來改的" in one for one in replies), "a letter says what it said when it was sent"
    assert Notice.objects.filter(kind="reply").count() == 3
    assert len(replies) == 2, "what the waiting list said is not said any more after she moved up"


def test_a_letter_reaches_only_those_of_its_own_opening():
    one, other = make_application(), make_application(make_opening(make_unit(category="health")))
    deciding.decide(application=other, verdict="accept", why="", by=SYSTEM, now=NOW)
    assert deciding.answer(opening=one.opening, chosen=[other.pk], by=SYSTEM, now=NOW) == 0


def test_who_is_new_comes_into_the_register_as_she_wrote():
    found = accepted(name="林淑珠", number=identity(55), education="college")
    unit = found.opening.unit
    user = coordinator(unit)
    person = deciding.take_in(application=found, on=TODAY, by=user, now=NOW, number="077")
    assert (person.name, person.born_on, person.phone, person.email, person.education) == (
        "林淑珠", dt.date(1990, 3, 20), "0912345678", found.email, "college",
    )  # fmt: skip
    assert person.identity_shown
    enrolment = Enrolment.objects.get(volunteer=person)
    assert (enrolment.unit, enrolment.joined_on, enrolment.number) == (unit, TODAY, "077")
    row = Application.objects.get()
    assert (row.state, row.volunteer, row.identity_sealed) == ("enrolled", person, "")
    with pytest.raises(ValidationError, match="已加入"):
        deciding.take_in(application=found, on=TODAY, by=user, now=NOW)
    assert Volunteer.objects.count() == 1


def test_whom_the_number_names_is_taken_in_and_nothing_of_hers_is_written_over():
    known = make_volunteer("林淑珠", number=identity(56), born_on=dt.date(1990, 3, 20), phone="0987654321")
    make_enrolment(make_unit("HUA"), known)
    found = accepted(name="林淑珠", number=identity(56))
    user = coordinator(found.opening.unit)
    person = deciding.take_in(application=found, on=TODAY, by=user, now=NOW)
    assert person == known
    person.refresh_from_db()
    assert (person.phone, person.email) == ("0987654321", found.email), "what was lacking is filled in"
    assert Event.objects.filter(verb="person_looked_up", object_key=str(known.pk)).exists()


def test_a_number_of_somebody_born_on_another_day_is_asked_about():
    make_volunteer("王大明", number=identity(57), born_on=dt.date(1950, 1, 1))
    found = accepted(name="林淑珠", number=identity(57))
    with pytest.raises(ValidationError, match="另一個出生日期"):
        deciding.take_in(application=found, on=TODAY, by=coordinator(found.opening.unit), now=NOW)
    found.refresh_from_db()
    assert (found.state, Enrolment.objects.exists()) == ("accepted", False)


def test_the_same_name_and_birthday_are_only_offered_where_she_is_seen():
    unit = make_unit()
    hers = make_enrolment(unit, make_volunteer("林淑珠", born_on=dt.date(1990, 3, 20))).volunteer
    elsewhere = make_enrolment(make_unit("HUA"), make_volunteer("林淑珠", born_on=dt.date(1990, 3, 20))).volunteer
    found = accepted(opening=make_opening(make_unit(category="health")), name="林淑珠")
    officer = make_user(Role.COUNTY_OFFICER, "TTT")
    assert deciding.alike(found, officer) == [hers]
    with pytest.raises(ValidationError, match="列出的人"):
        deciding.take_in(application=found, on=TODAY, by=officer, now=NOW, same=elsewhere)
    assert deciding.take_in(application=found, on=TODAY, by=officer, now=NOW, same=hers) == hers


def test_who_is_in_the_unit_already_stays_as_she_is_and_nothing_is_done_by_halves():
    unit = make_unit()
    known = make_enrolment(unit, make_volunteer("林淑珠", number=identity(58), born_on=dt.date(1990, 3, 20))).volunteer
    found = accepted(opening=make_opening(unit), name="林淑珠", number=identity(58))
    with pytest.raises(ValidationError, match="已經在這個單位"):
        deciding.take_in(application=found, on=TODAY, by=coordinator(unit), now=NOW)
    found.refresh_from_db()
    known.refresh_from_db()
    assert (found.state, known.email) == ("accepted", "")


def test_probation_begins_with_the_day_she_joins():
    unit = make_unit(probation_days=30)
    found = accepted(opening=make_opening(unit))
    person = deciding.take_in(application=found, on=TODAY, by=coordinator(unit), now=NOW)
    enrolment = person.enrolments.get()
    assert enrolment.joined_on + dt.timedelta(days=enrolment.unit.probation_days) == TODAY + dt.timedelta(days=30)
