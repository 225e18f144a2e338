"""Applying: what is asked, what counts once, who sees it, and when it is deleted."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from foundation.audit.trail import SYSTEM
from foundation.notices import ledger
from foundation.notices.models import Notice
from foundation.notices.sending import send_due
from foundation.workflow.moves import MoveRefused
from tests.makers.accounts import make_user
from tests.makers.recruiting import TODAY, application_values, make_application, make_opening
from tests.makers.volunteers import NOW, identity
from volunteers.models import Application, Interview
from volunteers.recruiting import applications, deciding, openings
from volunteers.recruiting.application_forms import ApplicationForm
from volunteers.rules import consents

pytestmark = pytest.mark.django_db
EVENING = dt.datetime(2026, 6, 10, 14, 0, tzinfo=dt.UTC)  # ten at night in Taiwan


class Box:
    """Takes letters."""

    def __init__(self):
        self.letters = []

    def open(self):
        pass

    def close(self):
        pass

    def send(self, message, *, name):
        self.letters.append(message)

    def has(self, name):
        return False


def send(opening, **values):
    agreed = values.pop("agreed", consents.APPLYING)
    extra = {name: values.pop(name) for name in ("number", "kind", "sent_key") if name in values}
    return applications.apply(
        opening=opening, values=application_values(**values), agreed=agreed, now=NOW,
        **{"sent_key": uuid.uuid4()} | extra,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"phone": ""}, "phone"),
        ({"email": ""}, "email"),
        ({"born_on": None}, "born_on"),
        ({"born_on": TODAY + dt.timedelta(days=1)}, "born_on"),
        ({"agreed": ""}, "agreed"),
        ({"agreed": "apply-older"}, "agreed"),
        ({"number": "A123456788"}, "number"),
        ({"phone": "abc"}, "phone"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_kept(values, field):
    opening = make_opening()
    with pytest.raises(ValidationError) as refused:
        send(opening, **values)
    assert list(refused.value.message_dict) == [field]
    assert not Application.objects.exists()
    assert not Notice.objects.exists()


def test_a_wrong_number_is_never_said_again():
    with pytest.raises(ValidationError) as refused:
        send(make_opening(), number="A123456788")
    assert "A123456788" not in str(refused.value)


@pytest.mark.parametrize(("born", "minor"), [(dt.date(2008, 6, 11), True), (dt.date(2008, 6, 10), False)])
def test_who_is_under_age_needs_her_representative(born, minor):
    opening = make_opening()
    if not minor:
        assert send(opening, born_on=born).guardian_name == ""
        return
    with pytest.raises(ValidationError) as refused:
        send(opening, born_on=born)
    assert set(refused.value.message_dict) == {"guardian_name", "guardian_phone", "guardian_agrees"}
    guardian = {"guardian_name": "陳大明", "guardian_phone": "0912000111", "guardian_agrees": True}
    assert send(opening, born_on=born, **guardian).guardian_agrees


def test_of_somebody_of_age_nothing_of_a_representative_is_kept():
    found = send(make_opening(), guardian_name="陳大明", guardian_phone="0912000111", guardian_agrees=True)
    assert (found.guardian_name, found.guardian_phone, found.guardian_agrees) == ("", "", False)


@pytest.mark.parametrize(("years", "fits"), [(17, False), (18, True), (65, True), (66, False)])
def test_the_units_own_ages_hold_on_both_sides(years, fits):
    opening = make_opening(least_age=18, most_age=65)
    born = TODAY.replace(year=TODAY.year - years)
    if fits:
        assert send(opening, born_on=born).state == "received"
    else:
        with pytest.raises(ValidationError, match="歲"):
            send(opening, born_on=born)


def test_the_same_page_sent_twice_counts_once():
    opening, key = make_opening(), uuid.uuid4()
    first = send(opening, sent_key=key, name="林淑珠")
    assert send(opening, sent_key=key, name="林淑珠") == first
    assert Notice.objects.filter(kind="applied").count() == 1


def test_the_same_person_counts_once_and_two_of_one_household_twice():
    opening = make_opening()
    her = {"name": "林淑珠", "email": "lin@example.org", "born_on": dt.date(1980, 1, 1)}
    first = send(opening, **her)
    assert send(opening, **her | {"name": "林 淑珠", "email": "LIN@example.org"}) == first
    assert send(opening, **her | {"name": "林大明"}) != first
    applications.withdraw(application=first, by=applications.actor(first), now=NOW)
    assert send(opening, **her) != first, "who took hers back may think again"


def test_nobody_applies_before_after_or_to_a_draft():
    opening = make_opening(opens_on=TODAY + dt.timedelta(days=1))
    with pytest.raises(ValidationError, match="不收報名"):
        send(opening)
    closed = openings.move(opening=make_opening(), name="close", by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="不收報名"):
        send(closed)


def test_the_identity_number_lies_sealed():
    number = identity(4711)
    found = send(make_opening(), number=number)
    found.refresh_from_db()
    assert number not in found.identity_sealed
    assert found.identity_sealed
    assert found.given_number == number


def test_the_receipt_goes_out_at_night_too_with_the_only_link():
    found = make_application()
    box = Box()
    send_due(way=box, worker="a", now=EVENING)
    send_due(way=box, worker="b", now=EVENING)
    assert len(box.letters) == 1
    text = box.letters[0].body
    path = "/register/" + text.split("/register/")[1].split()[0]
    token = path.strip("/").split("/")[-1]
    assert applications.read(token) == found
    assert applications.read(token + "x") is None


def test_a_withdrawn_one_gets_no_receipt_any_more():
    found = make_application()
    applications.withdraw(application=found, by=applications.actor(found), now=NOW)
    box = Box()
    send_due(way=box, worker="a", now=NOW)
    assert box.letters == []
    with pytest.raises(MoveRefused):
        applications.withdraw(application=found, by=applications.actor(found), now=NOW)


def test_the_page_behind_the_link_says_how_it_stands_and_takes_it_back(client):
    found = make_application()
    where = applications.address_for(found)
    assert "已收到" in client.get(where).content.decode()
    assert Application.objects.get().state == "received", "looking changes nothing"
    client.post(where)
    assert Application.objects.get().state == "withdrawn"
    assert client.post(where).status_code == 422
    assert client.get("/register/applied/nothing/").status_code == 404


def test_what_was_decided_is_not_on_the_page_before_the_letter(client):
    found = make_application()
    deciding.decide(application=found, verdict="refuse", why="時段都對不上來", by=SYSTEM, now=NOW)
    where = applications.address_for(found)
    assert "未錄取" not in client.get(where).content.decode()
    deciding.answer(opening=found.opening, chosen=[found.pk], by=SYSTEM, now=NOW)
    page = client.get(where).content.decode()
    assert "未錄取" in page
    assert "時段都對不上來" not in page, "the reason is the unit's own"


@pytest.mark.parametrize(("days", "gone"), [(364, False), (366, True)])
@pytest.mark.parametrize("verdict", ["refuse", "accept"])
def test_what_she_wrote_is_deleted_a_year_after_the_decision(days, gone, verdict):
    found = make_application(number=identity(99))
    deciding.interview(
        application=found, on=TODAY, who="周怡君", points=["facts"], notes="很有熱忱的人", by=SYSTEM, now=NOW
    )
    deciding.decide(application=found, verdict=verdict, why="時段都對不上來", by=SYSTEM, now=NOW)
    deciding.answer(opening=found.opening, chosen=[found.pk], by=SYSTEM, now=NOW)
    done = applications.erase_due(now=NOW + dt.timedelta(days=days))
    found.refresh_from_db()
    assert (done, bool(found.erased_at), found.name == "", found.answer_words == "") == (int(gone), gone, gone, gone)
    assert Interview.objects.exists() is not gone
    told = set(Notice.objects.values_list("to_name", "to_address"))
    assert (told == {(ledger.FORGOTTEN, ledger.FORGOTTEN_ADDRESS)}) is gone
    assert applications.erase_due(now=NOW + dt.timedelta(days=days)) == 0


def test_who_waits_is_kept_until_a_year_after_the_opening_closed():
    found = make_application()
    closes = found.opening.closes_on
    before = dt.datetime.combine(closes + dt.timedelta(days=365), dt.time(12), tzinfo=dt.UTC)
    assert applications.erase_due(now=before) == 0
    assert applications.erase_due(now=before + dt.timedelta(days=1)) == 1


def test_the_setting_says_how_long(settings):
    settings.APPLICATIONS_KEPT_DAYS = 30
    found = make_application()
    deciding.decide(application=found, verdict="refuse", why="時段都對不上來", by=SYSTEM, now=NOW)
    assert applications.erase_due(now=NOW + dt.timedelta(days=31)) == 1
    assert any("30" in one.words for one in consents.applying(unit="x", days=settings.APPLICATIONS_KEPT_DAYS))


def test_the_command_deletes_and_says_how_many(settings, capsys):
    settings.APPLICATIONS_KEPT_DAYS = 1
    found = make_application()
    deciding.decide(application=found, verdict="refuse", why="時段都對不上來", by=SYSTEM, now=NOW)
    call_command("forget_applications")
    assert "刪除 1 筆" in capsys.readouterr().out
    found.refresh_from_db()
    assert found.erased_at


def test_half_erased_is_no_state():
    found = make_application()
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=found.pk).update(name="")


def test_the_form_keeps_what_was_typed_where_something_is_wrong(client):
    opening = make_opening(opens_on=dt.date(2020, 1, 1), closes_on=dt.date(2099, 1, 1))
    sent = {"sent_key": str(uuid.uuid4()), "name": "林淑珠", "born_on": "五月", "phone": "0912345678",
            "email": "lin@example.org", "slots": ["weekday_am"], "motive": "想陪陪長輩", "agreed": "on"}  # fmt: skip
    response = client.post(f"/register/serve/{opening.pk}/apply/", sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="林淑珠"' in page
    assert "想陪陪長輩" in page
    done = client.post(f"/register/serve/{opening.pk}/apply/", sent | {"born_on": "79/3/20"})
    assert (done.status_code, Application.objects.get().born_on) == (302, dt.date(1990, 3, 20))
    assert done.cookies["applied"].value == sent["sent_key"]


def test_one_address_sends_no_flood_and_another_is_not_held_back(client):
    opening = make_opening(opens_on=dt.date(2020, 1, 1), closes_on=dt.date(2099, 1, 1))
    where = f"/register/serve/{opening.pk}/apply/"

    def sent(number, address):
        values = {"name": f"林{number}珠", "born_on": "79/3/20", "phone": "0912345678", "agreed": "on",
                  "email": f"n{number}@example.org"}  # fmt: skip
        return client.post(where, values, REMOTE_ADDR=address).status_code

    assert {sent(number, "192.0.2.1") for number in range(20)} == {302}
    assert sent(21, "192.0.2.1") == 429
    assert sent(22, "192.0.2.2") == 302
    assert Application.objects.count() == 21


def test_a_page_without_its_key_still_counts():
    form = ApplicationForm({"name": "x"})
    assert form.is_valid()
    assert form.key


def test_the_trail_names_nobody():
    found = make_application(name="林淑珠")
    assert "林" not in str(found)
    assert make_user(None).access is not None
