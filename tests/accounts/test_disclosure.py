"""Names across the county line: a reason, half an hour, and a line the county reads."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from foundation.accounts.disclosure import disclose
from foundation.accounts.models import Disclosure
from foundation.accounts.roles import Role
from foundation.accounts.trail_wall import visible_events
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_organisation, make_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 10, 4, 0, tzinfo=dt.UTC)
SUBJECT = "accounts.organisation"


def opened(by, *, reason="核對緊急聯絡人", county="TTT"):
    return disclose(subject=make_organisation(county), county=county, reason=reason, by=by, now=NOW)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ASSOCIATION])
def test_only_the_association_opens_names_elsewhere(role):
    with pytest.raises(PermissionDenied):
        opened(make_user(role, "TTT"))
    assert not Disclosure.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("reason", ["", "   ", "一二三四五", " 一二三四五  \n"])
def test_a_reason_that_tells_nothing_opens_nothing(reason):
    with pytest.raises(ValidationError) as refused:
        opened(make_user(Role.ASSOCIATION), reason=reason)
    assert refused.value.message_dict == {"reason": ["請寫下為什麼需要看姓名（至少 6 個字），該縣市看得到這段文字。"]}
    assert not Disclosure.objects.exists()
    assert not Event.objects.exists()


def test_six_characters_are_a_reason():
    assert opened(make_user(Role.ASSOCIATION), reason=" 一二三四五六 ").reason == "一二三四五六"


@pytest.mark.parametrize(
    ("after", "open_"),
    [
        (dt.timedelta(0), True),
        (dt.timedelta(minutes=29, seconds=59), True),
        (dt.timedelta(minutes=30), False),
        (dt.timedelta(days=1), False),
    ],
)
def test_names_close_by_themselves_after_half_an_hour(after, open_):
    by = make_user(Role.ASSOCIATION)
    opened(by)
    assert Disclosure.objects.open_to(by, SUBJECT, NOW + after).exists() is open_


def test_names_open_for_one_person_and_one_kind_of_thing():
    by = make_user(Role.ASSOCIATION)
    one = opened(by)
    assert list(Disclosure.objects.open_to(by, SUBJECT, NOW).values_list("subject_key", flat=True)) == [one.subject_key]
    assert not Disclosure.objects.open_to(make_user(Role.ASSOCIATION), SUBJECT, NOW).exists()
    assert not Disclosure.objects.open_to(by, "workshops.workshop", NOW).exists()


def test_the_county_reads_who_looked_and_why():
    by = make_user(Role.ASSOCIATION, name="陳秘書")
    one = opened(by, reason="核對緊急聯絡人")
    officer = make_user(Role.COUNTY_OFFICER, "TTT")
    line = visible_events(officer).get()
    assert (line.verb, line.actor_label, line.reason, line.at) == (Verb.PERSON_OPENED, "陳秘書", "核對緊急聯絡人", NOW)
    assert list(Disclosure.objects.visible_to(officer)) == [one]


def test_another_county_does_not():
    opened(make_user(Role.ASSOCIATION))
    other = make_user(Role.COUNTY_OFFICER, "HUA")
    assert not visible_events(other).exists()
    assert not Disclosure.objects.visible_to(other).exists()


@pytest.mark.parametrize("broken", [{"reason": ""}, {"expires_at": NOW}], ids=str)
def test_the_database_refuses_a_look_without_reason_or_end(broken):
    one = opened(make_user(Role.ASSOCIATION))
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.filter(pk=one.pk).update(**broken)
