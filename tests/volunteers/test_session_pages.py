"""The pages of training sessions: who sees what, signing people up and in, papers, and how many questions they ask."""

import datetime as dt
import io

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from tests.makers.accounts import give, make_user
from tests.makers.trainings import EVENING, MORNING, attend, make_place, make_session, slot
from tests.makers.volunteers import identity, make_enrolment, make_training, make_unit, make_volunteer
from volunteers.models import LessonAttendance, SessionPlace, Training, TrainingSession, Unit
from volunteers.training import lesson_sign_in, session_closing, sessions
from volunteers.training.session_forms import organisers_for

pytestmark = pytest.mark.django_db
HERE = "/register/sessions/"


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def desk(client: Client, unit: Unit) -> Client:
    user = make_user(Role.UNIT_COORDINATOR, "TTT")
    Membership.objects.filter(user=user).update(organisation=unit.organisation)
    client.force_login(user)
    return client


def visitor(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(data: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).replace("\n", "")


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_ask_as_many_questions_for_three_as_for_one(
    desk, unit, number, django_assert_max_num_queries
) -> None:
    made = [make_session(unit, state="open", capacity=2) for _one in range(number)]
    for _one in range(number):
        make_place(made[0])
    with django_assert_max_num_queries(16):
        assert desk.get(HERE).status_code == 200
    with django_assert_max_num_queries(26):
        assert desk.get(f"{HERE}{made[0].pk}/").status_code == 200
    with django_assert_max_num_queries(16):
        assert desk.get(f"{HERE}{made[0].pk}/people/").status_code == 200
    with django_assert_max_num_queries(18):
        assert desk.get(f"{HERE}{made[0].pk}/lessons/{made[0].lessons.first().pk}/").status_code == 200


def test_a_session_is_planned_with_its_courses_laid_out(desk, unit) -> None:
    given = {
        "organiser": f"u{unit.pk}", "title": "志工基礎訓練", "programme": "BASIC", "on": "115/7/4", "starts": "9:00",
        "place": "社福館", "open_to": "own", "capacity": "20",
    }  # fmt: skip
    response = desk.post(f"{HERE}new/", given)
    session = TrainingSession.objects.get()
    assert response["Location"] == f"{HERE}{session.pk}/lessons/"
    assert session.issuer == "海線關懷志工隊"
    hours = [(one.course, f"{one.starts:%H:%M}-{one.ends:%H:%M}") for one in session.lessons.all()]
    assert hours == [(1, "09:00-11:00"), (2, "11:00-12:00"), (2, "13:00-14:00"), (3, "14:00-16:00")]
    assert desk.post(f"{HERE}{session.pk}/move/", {"move": "open"}).status_code == 302
    assert desk.post(f"{HERE}new/", given | {"on": "115/2/30"}).status_code == 422


def test_lessons_are_changed_in_rows(desk, unit) -> None:
    session = make_session(unit, state="planned", slots=())
    rows = {
        "form-TOTAL_FORMS": "3", "form-INITIAL_FORMS": "0", "form-0-what": "SP_ECONOMY-1", "form-0-on": "115/7/4",
        "form-0-starts": "09:00", "form-0-ends": "12:00", "form-0-lecturer": "陳大文", "form-1-what": "",
    }  # fmt: skip
    where = f"{HERE}{session.pk}/lessons/"
    assert desk.post(where, rows | {"form-0-ends": ""}).status_code == 422
    late = desk.post(where, rows | {"form-0-ends": "08:00"})
    assert late.status_code == 422
    assert "結束要晚於開始" in late.content.decode()
    assert desk.post(where, rows).status_code == 302
    assert [(one.programme, one.minutes) for one in session.lessons.all()] == [("SP_ECONOMY", 180)]


def test_an_authoritys_officer_holds_sessions_of_her_office_only(unit) -> None:
    officer = make_user(Role.AUTHORITY_OFFICER, "TTT")
    Membership.objects.filter(user=officer).update(sector="社會福利類")
    own = make_session(authority=unit.authority, category="social", open_to="county")
    theirs = make_session(unit)
    client = visitor(officer)
    assert len(organisers_for(officer)) == 1
    assert client.get(f"{HERE}{own.pk}/edit/").status_code == 200
    assert client.get(f"{HERE}{theirs.pk}/").status_code == 200
    assert client.get(f"{HERE}{theirs.pk}/edit/").status_code == 404
    person = make_enrolment(unit).volunteer
    client.post(f"{HERE}{own.pk}/people/", {"person": person.pk})
    assert own.places.get().volunteer == person


@pytest.mark.parametrize(
    ("open_to", "state", "seen"),
    [("own", "open", 404), ("county", "open", 200), ("anyone", "open", 200), ("county", "planned", 404)],
)
def test_another_unit_sees_what_is_open_to_it(desk, open_to: str, state: str, seen: int) -> None:
    session = make_session(make_unit(), open_to=open_to, state=state)
    assert desk.get(f"{HERE}{session.pk}/").status_code == seen
    assert desk.get(f"{HERE}{session.pk}/edit/").status_code == 404


def test_a_unit_sends_its_people_and_sees_only_them(desk, unit) -> None:
    session = make_session(make_unit(), open_to="county", capacity=2)
    stranger = make_place(session, make_enrolment(session.unit, make_volunteer("陳不識")).volunteer)
    first, second = make_enrolment(unit).volunteer, make_enrolment(unit, make_volunteer("林後到")).volunteer
    make_training(first, "BASIC")
    page = desk.get(f"{HERE}{session.pk}/people/").context["page"]
    assert [one.pk for one in page] == [second.pk, first.pk], "who has not had it stands first"
    desk.post(f"{HERE}{session.pk}/people/", {"person": [first.pk, second.pk, stranger.volunteer_id]})
    states = dict(session.places.values_list("volunteer", "state"))
    assert sorted(states[one.pk] for one in (first, second)) == ["enrolled", "waiting"]
    content = desk.get(f"{HERE}{session.pk}/").content.decode()
    assert "林後到" in content
    assert "陳不識" not in content


def test_a_volunteer_signs_herself_up_and_off(unit) -> None:
    user = make_user(Role.VOLUNTEER, "TTT")
    person = make_enrolment(unit).volunteer
    person.user = user
    person.save()
    session = make_session(unit)
    client = visitor(user)
    assert "我要報名" in client.get(f"{HERE}{session.pk}/").content.decode()
    client.post(f"{HERE}{session.pk}/join/")
    place = session.places.get()
    assert place.code in client.get(f"{HERE}{session.pk}/").content.decode()
    assert client.post(f"/register/session-places/{place.pk}/withdraw/").status_code == 302
    place.refresh_from_db()
    assert place.state == SessionPlace.State.WITHDRAWN
    assert client.get(f"{HERE}{make_session(make_unit('HUA')).pk}/").status_code == 404
    other = make_place(session)
    assert client.post(f"/register/session-places/{other.pk}/withdraw/").status_code == 404


def today_session(unit: Unit) -> TrainingSession:
    """One whose only lesson lasts the whole day, so that the code signs in whenever the test runs."""
    today = timezone.localdate()
    return make_session(unit, slots=(slot(1, "00:00-23:59", programme="IN_SERVICE", on=today),))


def test_people_sign_in_by_their_account_or_their_code(unit) -> None:
    session = today_session(unit)
    by_code = make_place(session)
    user = make_user(Role.VOLUNTEER, "TTT")
    person = make_enrolment(unit).volunteer
    person.user = user
    person.save()
    make_place(session, person)
    sessions.move(session=session, name="begin", by=user, now=timezone.now())
    lesson = session.lessons.get()
    where = f"/register/lessons/{lesson_sign_in.token(lesson)}/here/"
    anybody = Client()
    assert by_code.volunteer.name not in anybody.get(where).content.decode()
    assert anybody.post(where, {"code": "ZZZZZZ"}).status_code == 422
    assert "已簽到" in anybody.post(where, {"code": by_code.code.lower()}).content.decode()
    hers = visitor(user)
    assert f"{person.name}，我到了" in hers.get(where).content.decode()
    hers.post(where)
    assert LessonAttendance.objects.count() == 2
    assert anybody.get("/register/lessons/nothing/here/").status_code == 404


def test_who_came_without_a_place_is_found_by_her_number_only(desk, unit) -> None:
    session = today_session(unit)
    number = identity(4_000_001)
    person = make_enrolment(unit, make_volunteer("林現場", number=number)).volunteer
    sessions.move(session=session, name="begin", by=make_user(None), now=timezone.now())
    where = f"{HERE}{session.pk}/lessons/{session.lessons.get().pk}/walk-in/"
    unknown = desk.post(where, {"number": identity(4_000_002)})
    assert unknown.status_code == 422
    assert "還沒有登錄" in unknown.content.decode()
    assert desk.post(where, {"number": number}).status_code == 302
    assert session.places.get().volunteer == person
    assert LessonAttendance.objects.get().is_full


def test_the_list_takes_everybody_at_once(desk, unit) -> None:
    session = make_session(unit)
    first, second = make_place(session), make_place(session)
    sessions.move(session=session, name="begin", by=make_user(None), now=MORNING)
    where = f"{HERE}{session.pk}/lessons/{session.lessons.first().pk}/"
    desk.post(where, {"shown": [first.pk, second.pk], "all": "1"})
    assert LessonAttendance.objects.filter(is_full=True).count() == 2
    desk.post(where, {"shown": [first.pk, second.pk], f"there-{first.pk}": "partly"})
    assert list(LessonAttendance.objects.values_list("place", "is_full")) == [(first.pk, False)]


def test_closing_leads_to_certificates(desk, unit) -> None:
    session = make_session(unit)
    whole, part = make_place(session), make_place(session)
    sessions.move(session=session, name="begin", by=make_user(None), now=MORNING)
    attend(session, {whole: (1, 2, 3), part: (2,)})
    told = desk.post(f"{HERE}{session.pk}/move/", {"move": "close"}, follow=True).content.decode()
    assert "發了 2 張證明" in told
    assert Training.objects.filter(volunteer=whole.volunteer, course=0).exists()
    papers = text(desk.get(f"{HERE}{session.pk}/papers/certificates/").getvalue())
    assert "修畢全部課程共計" in papers
    assert "修畢下列課程共計" in papers
    one = text(desk.get(f"/register/certificates/{part.certificates.get().pk}/").getvalue())
    assert "志願服務法規之認識" in one
    assert "志願服務經驗分享" not in one
    assert part.certificates.get().number in one
    sheet = text(desk.get(f"{HERE}{session.pk}/papers/attendance/").getvalue())
    assert f"副本 {Event.objects.filter(verb=Verb.PRINTED).latest('pk').now['copy']}" in sheet
    assert "到課紀錄" in sheet
    assert whole.volunteer.name in text(desk.get(f"{HERE}{session.pk}/papers/sign-in/").getvalue())
    assert desk.get(f"{HERE}{session.pk}/papers/nothing/").status_code == 404


def test_another_units_certificates_are_not_there(desk) -> None:
    session = make_session(make_unit(), open_to="county")
    place = make_place(session)
    sessions.move(session=session, name="begin", by=make_user(None), now=MORNING)
    attend(session, {place: (1, 2, 3)})
    session_closing.close(session=session, by=make_user(None), now=EVENING)
    assert desk.get(f"/register/certificates/{place.certificates.get().pk}/").status_code == 404
    officer = make_user(None)
    give(officer, Role.COUNTY_OFFICER, "TTT")
    assert visitor(officer).get(f"/register/certificates/{place.certificates.get().pk}/").status_code == 200


def test_a_refused_move_says_why(desk, unit) -> None:
    session = make_session(unit, state="open", slots=(slot(1, on=dt.date(2030, 1, 5), programme="IN_SERVICE"),))
    refused = desk.post(f"{HERE}{session.pk}/move/", {"move": "begin"})
    assert refused.status_code == 422
    assert "第一堂課是" in refused.content.decode()
    assert desk.post(f"{HERE}{session.pk}/move/", {"move": "nothing"}).status_code == 404
