"""Certificates: what they say, that it is frozen, that a changed one fails and a revoked one says so."""

import copy
import datetime as dt
import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from foundation import proofs, sealed
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from tests.makers.accounts import give, make_user
from tests.makers.certifying import (
    FIRST,
    LAST,
    make_certificate,
    make_given,
    make_honor_card,
    make_officer,
    make_served,
)
from tests.makers.proposing import ON, make_award_candidate, make_window
from tests.makers.trainings import BASIC, EVENING, MORNING, attend, make_place, make_session
from tests.makers.volunteers import NOW, make_cover, make_enrolment, make_entry, make_trained, make_unit, make_volunteer
from volunteers.awards import facts, giving
from volunteers.certifying import (
    certificate_papers,
    holding,
    issuing,
    keys,
    revising,
    served,
    status_lists,
    verifying,
    waiting,
    wording,
)
from volunteers.certifying.verifying import State
from volunteers.models import AwardKin, Certificate, Enrolment, SigningKey, TrainingCertificate, Unit
from volunteers.proposing.moves import MOVES
from volunteers.rules import certificates
from volunteers.serving import ledger
from volunteers.training import session_closing, sessions

pytestmark = pytest.mark.django_db
D = dt.date


def offline(document, **saved):
    return verifying.offline(document, now=NOW, **saved)


def issue(unit, people, first=FIRST, last=LAST, **more):
    return issuing.performance(
        unit=unit, people=[one.pk for one in people], first=first, last=last, by=make_officer(), now=NOW, **more
    )


def documents(one, now=NOW):
    """What somebody saves who wants to verify without us."""
    return (
        json.loads(json.dumps(one.credential)),
        keys.profile(one.authority),
        status_lists.signed(one.authority, 0, now=now),
    )


class TestSaying:
    def test_only_this_units_approved_hours_count(self):
        """HRS-11: an authority that has 400 hours elsewhere of the same person certifies its own."""
        here, elsewhere = make_unit(), make_unit()
        person = make_served(here, hours="09:00-12:00").volunteer
        make_enrolment(elsewhere, person)
        make_cover(person, elsewhere)
        make_served(elsewhere, person, D(2026, 3, 8))
        make_entry(here, person, D(2026, 4, 4))

        one = issue(here, [person])[0]

        assert one.facts["minutes"] == {"social": 180}
        assert "3 小時" in one.says["zh-hant"]["text"]
        assert "3 hours in total" in one.says["en"]["text"]
        assert served.between(here, [person.pk], FIRST, LAST)[person.pk].waiting == 1

    @pytest.mark.parametrize(
        ("asked", "stands"),
        [
            ((D(2020, 1, 1), D(2026, 5, 31)), ("2024-01-02", "2026-05-31")),
            ((D(2024, 1, 2), D(2026, 3, 7)), ("2024-01-02", "2026-03-07")),
            ((D(2026, 3, 7), D(2026, 3, 7)), ("2026-03-07", "2026-03-07")),
        ],
    )
    def test_the_days_are_exact_and_within_her_time_in_the_unit(self, asked, stands):
        unit = make_unit()
        person = make_served(unit).volunteer

        one = issue(unit, [person], *asked)[0]

        assert (one.facts["first"], one.facts["last"]) == stands

    def test_its_words_name_days_hours_unit_and_head(self):
        one = make_certificate()
        says = one.says["zh-hant"]

        assert says["text"].startswith("自民國115年1月1日起至115年5月31日止，於本單位從事社會福利類志願服務")
        assert says["head"] == "理事長　陳美玲"
        assert says["number"] == one.number
        assert one.number.endswith("績字第1150001號")
        assert one.says["en"]["title"] == "Certificate of Volunteer Service"

    @pytest.mark.parametrize("text", ["105.01", "迄今", "105.01 迄今", "2026", "107年12月", "now", ""])
    def test_vague_days_are_refused_with_the_source(self, text):
        with pytest.raises(ValueError, match="實務手冊"):
            certificates.exact_day(text)

    @pytest.mark.parametrize("text", ["105.01.01", "107/12/31", "2018-12-31", "民國107年12月31日"])
    def test_exact_days_are_read(self, text):
        assert certificates.exact_day(text)

    @pytest.mark.parametrize(
        ("first", "last", "said"),
        [
            (D(2026, 5, 31), D(2026, 1, 1), "早於"),
            (D(2026, 1, 1), D(2026, 6, 11), "今天以後"),
            (D(2026, 4, 1), D(2026, 5, 31), "沒有本單位核定的時數"),
            (D(2020, 1, 1), D(2020, 12, 31), "不在這個單位"),
        ],
    )
    def test_what_cannot_be_is_refused_and_nothing_is_written(self, first, last, said):
        unit = make_unit()
        person = make_served(unit).volunteer

        with pytest.raises(ValidationError, match=said):
            issue(unit, [person], first, last)
        assert not Certificate.objects.exists()

    @pytest.mark.parametrize(
        ("claimed", "fits"), [(180, True), (179, False), (181, False), (0, False), (24_000, False)]
    )
    def test_hours_of_other_units_are_refused_with_the_source(self, claimed, fits):
        unit = make_unit()
        person = make_served(unit).volunteer
        if fits:
            assert issue(unit, [person], claimed=claimed)
        else:
            with pytest.raises(ValidationError, match="不具證明效力"):
                issue(unit, [person], claimed=claimed)

    @pytest.mark.parametrize(
        ("last", "minutes", "count"),
        [
            (D(2025, 12, 31), 9_000, 0),
            (D(2025, 12, 30), 9_000, 1),
            (D(2025, 12, 31), 8_999, 1),
            (D(2025, 1, 31), 60, 2),
        ],
    )
    def test_what_is_short_of_the_rule_of_2020_is_said(self, last, minutes, count):
        assert len(certificates.short_of((last - D(2025, 1, 1)).days + 1, minutes)) == count

    @pytest.mark.parametrize("has_heir", [True, False])
    def test_for_a_unit_that_ended_its_heir_or_authority_certifies(self, has_heir):
        unit = make_unit()
        person = make_served(unit).volunteer
        unit.state, unit.succeeded_by = Unit.State.ENDED, make_unit(name="承接的單位") if has_heir else None
        unit.save()

        says = issue(unit, [person])[0].says["zh-hant"]

        assert says["issuer"] == ("承接的單位" if has_heir else unit.authority.name)
        assert unit.name in says["text"]

    def test_thanks_say_the_units_own_words(self):
        unit = make_unit()
        one = issuing.thank(
            unit=unit, people=[make_trained(unit)], text="謝謝你陪伴長輩。", by=make_officer(), now=NOW
        )[0]

        assert one.says["zh-hant"]["text"] == "謝謝你陪伴長輩。"
        assert one.says["en"]["title"] == "Certificate of Appreciation"

    def test_an_award_is_certified_once(self):
        unit = make_unit()
        given, by = make_given(make_trained(unit)), make_officer()
        one = issuing.for_awards(rows=[given], unit=unit, by=by, now=NOW)[0]

        assert "志願服務榮譽卡" in one.says["zh-hant"]["text"]
        with pytest.raises(ValidationError, match="發過"):
            issuing.for_awards(rows=[given], unit=unit, by=by, now=NOW)
        giving.revoke(given=given, reason="登錄到別人的", on=D(2026, 6, 10), by=by)
        with pytest.raises(ValidationError, match="撤銷"):
            issuing.for_awards(rows=[given], unit=unit, by=by, now=NOW)

    def test_a_training_keeps_the_number_it_has(self):
        unit = make_unit()
        session = make_session(unit, slots=BASIC)
        place = make_place(session, make_enrolment(unit).volunteer)
        sessions.move(session=session, name="begin", by=make_officer(), now=MORNING)
        attend(session, {place: tuple(range(1, 7))})
        session_closing.close(session=session, by=make_officer(), now=EVENING)
        rows = TrainingCertificate.objects.select_related("place__volunteer", "place__session__unit__authority")

        one = issuing.for_trainings(rows=list(rows), by=make_officer(), now=NOW)[0]

        assert one.number == rows.get().number
        assert revising.reissue(certificate=one, reason="姓名打錯重發", by=make_officer(), now=NOW).number.endswith(
            "之2"
        )


@pytest.mark.parametrize(("language", "name"), [("zh-hant", "林素珠"), ("en", "LIN, SU-CHU")])
def test_a_trainings_paper_names_who_was_trained(language, name):
    unit = make_unit()
    session = make_session(unit, slots=BASIC)
    place = make_place(session, make_enrolment(unit, make_volunteer(name="林素珠", name_en="LIN, SU-CHU")).volunteer)
    sessions.move(session=session, name="begin", by=make_officer(), now=MORNING)
    attend(session, {place: tuple(range(1, 7))})
    session_closing.close(session=session, by=make_officer(), now=EVENING)
    issuing.for_trainings(rows=list(waiting.trainings(session=session)), by=make_officer(), now=NOW)

    one = Certificate.objects.select_related(*certificate_papers.ROWS, "replaces").get()
    page = certificate_papers.html([one], language).partition("<section")[2]
    # Printed, and not only in the bookmark.
    assert name in re.sub("<[^>]*>", "", page)


class TestFreezing:
    def test_a_later_correction_changes_no_certificate_and_is_told_to_the_officer(self):
        one = make_certificate()
        before = copy.deepcopy((one.says, one.credential))
        assert revising.differences(one) == []
        entry = one.volunteer.entries.get()
        ledger.correct(entries=[entry], reason="簽到表登錯日期", by=make_officer(), now=NOW)

        one = Certificate.objects.get()

        assert (one.says, one.credential) == before
        assert "0 小時" in revising.differences(one)[0]
        assert verifying.here(json.dumps(one.credential).encode()).state is State.VALID

    def test_reissuing_takes_what_stands_now_and_keeps_the_history(self):
        one = make_certificate()
        make_served(one.unit, one.volunteer, D(2026, 4, 4))

        second = revising.reissue(certificate=one, reason="漏算四月的時數", by=make_officer(), now=NOW)
        third = revising.reissue(certificate=second, reason="印壞了再印一張", by=make_officer(), now=NOW)

        assert second.facts["minutes"] == {"social": 360}
        assert [each.number for each in revising.history(second)] == [
            one.number, f"{one.number}之2", f"{one.number}之3",
        ]  # fmt: skip
        assert third.replaces == second
        with pytest.raises(ValidationError, match="取代"):
            revising.revoke(certificate=one, reason="已經沒有效了", by=make_officer(), now=NOW)

    def test_revoking_asks_why_and_happens_once(self):
        one, by = make_certificate(), make_officer()
        with pytest.raises(ValidationError):
            revising.revoke(certificate=one, reason="  ", by=by, now=NOW)
        revising.revoke(certificate=one, reason="發錯人了要收回", by=by, now=NOW)

        with pytest.raises(ValidationError, match="撤銷"):
            revising.revoke(certificate=one, reason="發錯人了要收回", by=by, now=NOW)
        with pytest.raises(ValidationError, match="撤銷"):
            revising.reissue(certificate=one, reason="發錯人了要收回", by=by, now=NOW)

    def test_everything_leaves_its_line(self):
        one, by = make_certificate(), make_officer()
        revising.revoke(certificate=one, reason="發錯人了要收回", by=by, now=NOW)

        verbs = list(Event.objects.filter(object_type="volunteers.certificate").values_list("verb", flat=True))

        assert sorted(verbs) == ["certificate_issued", "certificate_revoked"]
        assert Event.objects.filter(verb="signing_key_made").count() == 1


class TestVerifying:
    @pytest.mark.parametrize(
        "change",
        [
            lambda one: one["credentialSubject"].update(narrative="服務 900 小時"),
            lambda one: one["credentialSubject"]["identifier"][0].update(identityHash="別人"),
            lambda one: one.update(validFrom="2020-01-01T00:00:00Z"),
            lambda one: one["credentialStatus"].update(statusListIndex="7"),
            lambda one: one["proof"].update(created="2020-01-01T00:00:00Z"),
            lambda one: one.pop("name"),
        ],
    )
    def test_a_tampered_one_fails_here_and_offline(self, change):
        document, profile, status = documents(make_certificate())
        assert offline(document, profile=profile, status=status).state is State.VALID
        change(document)

        assert offline(document, profile=profile, status=status).state is State.TAMPERED
        assert verifying.here(json.dumps(document).encode()).state is State.TAMPERED

    def test_a_revoked_one_says_so_here_and_offline(self):
        one, other = make_certificate(), make_certificate(make_unit())
        revising.revoke(certificate=one, reason="發錯人了要收回", by=make_officer(), now=NOW)
        document, profile, status = documents(one)

        assert verifying.here(json.dumps(document).encode()).state is State.REVOKED
        assert offline(document, profile=profile, status=status).state is State.REVOKED
        assert offline(documents(other)[0], profile=profile, status=status).state is State.VALID
        assert verifying.state_of(verifying.by_code(one.code.lower())) is State.REVOKED

    def test_a_replaced_one_says_so(self):
        one = make_certificate()
        revising.reissue(certificate=one, reason="印壞了再印一張", by=make_officer(), now=NOW)
        document, profile, status = documents(one)

        assert verifying.here(json.dumps(document).encode()).state is State.REPLACED
        assert offline(document, profile=profile, status=status).state is State.REVOKED

    def test_old_keys_verify_what_they_signed(self):
        one = make_certificate()
        keys.rotate(authority=one.authority, reason="每年換一次金鑰", by=make_officer(), now=NOW)
        new = make_certificate(make_unit())
        _document, profile, status = documents(one)

        assert (one.key.name, new.key.name) == ("k1", "k2")
        found = [offline(each.credential, profile=profile, status=status) for each in (one, new)]
        assert [each.state for each in found] == [State.VALID] * 2
        assert verifying.here(json.dumps(one.credential).encode()).state is State.VALID

    def test_a_stolen_key_is_believed_only_for_what_stands_in_the_register(self):
        one = make_certificate()
        key = one.key
        forged = {**{name: value for name, value in one.credential.items() if name != "proof"}, "name": "假的"}
        forged = proofs.sign(forged, private=key.private, method=keys.method_of(key), created=NOW)
        keys.rotate(authority=one.authority, reason="筆電不見了要換", lost=True, by=make_officer(), now=NOW)

        assert verifying.here(json.dumps(forged).encode()).state is State.UNKNOWN
        assert verifying.here(json.dumps(one.credential).encode()).state is State.VALID
        profile = keys.profile(one.authority)
        assert offline(one.credential, profile=profile).state is State.DISTRUSTED

    def test_another_authoritys_key_verifies_nothing(self):
        one = make_certificate()
        other = make_certificate(make_unit("HUA"))

        assert offline(one.credential, profile=keys.profile(other.authority)).state is State.UNKNOWN

    @pytest.mark.parametrize(
        "data",
        [
            b"", b"[]", b"{}", b"\xff\xfe", b'{"proof": {}}', b"[" * 100_000, b'{"a":NaN}', b'{"a":1,"a":2}',
            b"0" * 300_000,
        ],
    )  # fmt: skip
    def test_what_is_no_certificate_is_unreadable(self, data):
        assert verifying.here(data).state is State.UNREADABLE

    @pytest.mark.parametrize("sign", ["\ud800", "\0", "\n"])
    def test_a_keys_name_that_no_database_can_look_for_is_unreadable(self, sign):
        document = copy.deepcopy(make_certificate().credential)
        for method in (document["proof"]["verificationMethod"] + sign, f"https://example.org/{sign}/#k1"):
            document["proof"]["verificationMethod"] = method
            assert verifying.here(json.dumps(document).encode()).state is State.UNREADABLE

    def test_nothing_of_her_number_or_birthday_is_in_the_file(self):
        one = make_certificate()
        said = json.dumps(one.credential, ensure_ascii=False)

        assert one.volunteer.identity_shown not in said
        assert "1960" not in said

    def test_the_private_key_is_sealed_and_sealed_anew(self):
        key = make_certificate().key
        private = key.private
        assert private not in key.private_sealed
        with override_settings(SEALING_KEYS=[f"other:{sealed.make_key()}", *_sealing_keys()]):
            assert keys.reseal() == 1
            assert SigningKey.objects.get().private == private
            assert keys.reseal() == 0

    def test_the_status_list_is_as_long_as_the_standard_wants(self):
        one = make_certificate()
        status = status_lists.signed(one.authority, 0, now=NOW)

        assert not status_lists.is_set(status, status_lists.BITS - 1)
        with pytest.raises(proofs.Unverifiable):
            status_lists.is_set(status, status_lists.BITS)
        assert status_lists.signed(one.authority, 1, now=NOW) is None


def _sealing_keys():
    from django.conf import settings

    return settings.SEALING_KEYS


class TestCommand:
    @pytest.fixture
    def saved(self, tmp_path):
        one = make_certificate()

        def save():
            names = ("file", "keys", "status")
            for name, document in zip(names, documents(one, timezone.now()), strict=True):
                (tmp_path / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
            return [str(tmp_path / f"{name}.json") for name in names]

        return one, save

    def test_it_works_with_a_saved_key_file(self, saved, capsys):
        _one, save = saved
        file, keys_file, status = save()

        call_command("verify_certificate", file, "--keys", keys_file, "--status", status)
        call_command("verify_certificate", file)
        call_command("verify_certificate", file, "--keys", keys_file)

        said = capsys.readouterr().out
        assert (said.count("有效"), said.count("簽章符合")) == (2, 3), "without a list nobody knows that it holds"

    def test_a_bad_one_is_one_line_and_exit_status_2(self, saved, tmp_path):
        one, save = saved
        file, keys_file, _status = save()
        revising.revoke(certificate=one, reason="發錯人了要收回", by=make_officer(), now=NOW)
        file, keys_file, status = save()
        with pytest.raises(CommandError, match="已撤銷") as refused:
            call_command("verify_certificate", file, "--keys", keys_file, "--status", status)
        assert refused.value.returncode == 2
        text = (tmp_path / "file.json").read_text(encoding="utf-8")
        (tmp_path / "file.json").write_text(text.replace("Badge", "Bedge"), encoding="utf-8")
        for arguments in (["--keys", keys_file], []):
            with pytest.raises(CommandError, match="改過") as refused:
                call_command("verify_certificate", file, *arguments)
            assert refused.value.returncode == 2
            assert "\n" not in str(refused.value)

    def test_a_file_that_is_not_there_is_said(self, saved):
        _one, save = saved
        with pytest.raises(CommandError, match="讀不到"):
            call_command("verify_certificate", "/nowhere.json")
        with pytest.raises(CommandError, match="--keys"):
            call_command("verify_certificate", save()[0], "--status", save()[2])


class TestNumbers:
    def test_they_follow_in_each_series_and_year(self):
        unit = make_unit()
        people = [make_served(unit).volunteer for _one in range(3)]
        first, second, third = issue(unit, people)
        thanks = issuing.thank(unit=unit, people=people[:1], by=make_officer(), now=NOW)[0]
        next_year = issuing.thank(
            unit=unit, people=people[:1], by=make_officer(), now=NOW + dt.timedelta(days=365)
        )[0]  # fmt: skip

        numbers = [one.number.partition("字第")[2] for one in (first, second, third, thanks, next_year)]
        assert numbers == ["1150001號", "1150002號", "1150003號", "1150001號", "1160001號"]
        assert len({one.together for one in (first, second, third)}) == 1
        assert sorted(Certificate.objects.values_list("place", flat=True)) == [0, 1, 2, 3, 4]

    def test_codes_cannot_be_guessed_and_are_read_however_they_are_typed(self):
        one = make_certificate()
        assert len(one.code) == 16
        assert verifying.by_code(f" {one.code[:4].lower()}-{one.code[4:]} ") == one
        assert verifying.by_code("x" * 5_000) is None
        assert verifying.by_code("") is None

    def test_issuing_for_many_asks_a_fixed_number_of_questions(self, django_assert_max_num_queries):
        unit, by = make_unit(), make_officer()
        people = [make_served(unit).volunteer.pk for _one in range(4)]
        with django_assert_max_num_queries(45):
            issuing.performance(unit=unit, people=people, first=FIRST, last=LAST, by=by, now=NOW)

    def test_english_names_stand_on_english_certificates(self):
        unit = make_unit()
        person = make_trained(unit, name_en="LIN, SU-CHU")
        make_served(unit, person)
        with override("en"):
            one = issue(unit, [person])[0]

        assert one.says["en"]["name"] == "LIN, SU-CHU"
        assert one.says["zh-hant"]["name"] == person.name
        assert make_volunteer().name_en == ""


@pytest.mark.parametrize(
    ("minutes", "chinese", "english"),
    [
        (0, "0 小時", "0 hours"), (1, "1 分", "1 minute"), (59, "59 分", "59 minutes"), (60, "1 小時", "1 hour"),
        (61, "1 小時 1 分", "1 hour 1 minute"), (120, "2 小時", "2 hours"),
        (75_030, "1,250 小時 30 分", "1,250 hours 30 minutes"),
    ],
)  # fmt: skip
def test_hours_in_running_text_are_written_out(minutes, chinese, english):
    found = []
    for language in wording.LANGUAGES:
        with override(language):
            found.append(wording.hours_in_words(minutes))
    assert found == [chinese, english]


def test_awards_that_ask_for_a_performance_certificate_know_of_the_one_that_holds():
    unit = make_unit()
    person = make_served(unit).volunteer

    def papers(on):
        return facts.gather([person.pk], on)[person.pk].papers

    one = issue(unit, [person])[0]
    assert papers(one.issued_on) == {"performance_certificate"}
    assert papers(one.issued_on - dt.timedelta(days=1)) is None
    revising.revoke(certificate=one, reason="時數登錄錯了", by=make_officer(), now=NOW)
    assert papers(one.issued_on) is None


def test_with_an_award_its_certificate_and_its_card_are_taken_back():
    card, by = make_honor_card(), make_officer()
    one = issuing.for_awards(rows=[card.given], unit=card.unit, by=by, now=NOW)[0]
    assert verifying.state_of(one) is State.VALID
    giving.revoke(given=card.given, reason="登錄到別人的名下了", on=D(2026, 6, 10), by=by)
    one.refresh_from_db()
    card.refresh_from_db()
    assert verifying.state_of(one) is State.REVOKED
    assert (one.revoked_on, one.revoked_why) == (D(2026, 6, 10), "登錄到別人的名下了")
    assert (card.ended_on, card.ended_for) == (D(2026, 6, 10), "revoked")


def test_what_nobody_decided_here_is_signed_by_the_authority_alone():
    """A unit may write down that somebody has an award; the signature is the authority's word."""
    unit = make_unit()
    given, coordinator = make_given(make_trained(unit)), make_user(None)
    give(coordinator, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    with pytest.raises(ValidationError, match="要由主管機關簽發"):
        issuing.for_awards(rows=[given], unit=unit, by=coordinator, now=NOW)
    assert waiting.awards(unit, coordinator) == []
    assert waiting.awards(unit, make_officer()) == [given]


class TestStays:
    @pytest.fixture
    def away(self):
        """In the unit until March, away in April, there again from 10 May."""
        unit = make_unit()
        person = make_served(unit, on=D(2026, 3, 7)).volunteer
        Enrolment.objects.filter(volunteer=person).update(left_on=D(2026, 3, 31))
        make_enrolment(unit, person, on=D(2026, 5, 10))
        make_served(unit, person, D(2026, 5, 16))
        return unit, person

    def test_each_stay_is_certified_for_itself(self, away):
        unit, person = away
        one = issue(unit, [person])[0]

        assert one.facts["stays"] == [["2026-01-01", "2026-03-31"], ["2026-05-10", "2026-05-31"]]
        assert one.says["zh-hant"]["text"].startswith(
            "自民國115年1月1日起至115年3月31日止、自民國115年5月10日起至115年5月31日止，於本單位"
        )
        assert "from 1 January 2026 to 31 March 2026, from 10 May 2026 to 31 May 2026" in one.says["en"]["text"]
        assert one.facts["minutes"] == {"social": 360}
        assert "activityStartDate" not in one.credential["credentialSubject"]
        assert "activityStartDate" in make_certificate(make_unit()).credential["credentialSubject"]

    @pytest.mark.parametrize(
        ("first", "last", "stays"),
        [
            (D(2026, 3, 31), D(2026, 5, 10), [("2026-03-31", "2026-03-31"), ("2026-05-10", "2026-05-10")]),
            (D(2026, 3, 1), D(2026, 5, 9), [("2026-03-01", "2026-03-31")]),
            (D(2026, 4, 1), D(2026, 5, 31), [("2026-05-10", "2026-05-31")]),
            (D(2026, 4, 1), D(2026, 5, 9), []),
        ],
    )
    def test_only_stays_within_the_days_count(self, away, first, last, stays):
        unit, person = away
        found = served.between(unit, [person.pk], first, last)[person.pk].stays
        assert [(one.isoformat(), other.isoformat()) for one, other in found] == stays

    @pytest.mark.parametrize(("again", "count"), [(D(2026, 4, 1), 1), (D(2026, 4, 2), 2)])
    def test_who_went_on_the_next_day_has_one_stay(self, again, count):
        unit = make_unit()
        person = make_served(unit).volunteer
        Enrolment.objects.filter(volunteer=person).update(left_on=D(2026, 3, 31))
        make_enrolment(unit, person, on=again)
        assert len(served.between(unit, [person.pk], FIRST, LAST)[person.pk].stays) == count

    def test_hours_outside_her_stays_are_not_certified(self, away):
        """Her days in the unit were corrected after the hours had been approved."""
        unit, person = away
        Enrolment.objects.filter(volunteer=person, left_on=None).update(joined_on=D(2026, 5, 17))
        assert served.between(unit, [person.pk], FIRST, LAST)[person.pk].minutes == {"social": 180}

    def test_days_that_are_corrected_later_are_told_to_the_officer(self, away):
        unit, person = away
        one = issue(unit, [person])[0]
        Enrolment.objects.filter(volunteer=person, left_on=None).update(joined_on=D(2026, 5, 11))
        assert "115年5月11日" in revising.differences(one)[0]

    def test_a_certificate_of_before_that_knows_two_days_is_read_as_one_stay(self, away):
        one = make_certificate(make_unit())
        del one.facts["stays"]
        one.save(update_fields=["facts"])
        assert revising.differences(one) == []


class TestNoPaperTwice:
    """What was issued here is not asked for again when somebody is put forward."""

    @pytest.fixture
    def candidate(self):
        unit = make_unit("TPE")
        person = make_served(unit).volunteer
        return make_award_candidate(make_window(papers=["certificate"]), unit, person)

    def refused(self, one):
        return MOVES.problems(one, "submit", on=ON)

    def test_a_certificate_that_holds_is_enough(self, candidate):
        assert "志願服務績效證明書" in self.refused(candidate)[0]
        one = issue(candidate.proposal.unit, [candidate.volunteer])[0]
        assert self.refused(candidate) == []
        assert list(holding.issued([candidate.volunteer_id], ON)) == [one]
        assert MOVES.problems(candidate, "submit", on=one.issued_on - dt.timedelta(days=1)) != []

    def test_one_that_was_revoked_is_not(self, candidate):
        one = issue(candidate.proposal.unit, [candidate.volunteer])[0]
        revising.revoke(certificate=one, reason="時數登錄錯了", by=make_officer(), now=NOW)
        assert self.refused(candidate) != []

    def test_what_the_authority_marks_is_asked_for_all_the_same(self, candidate):
        issue(candidate.proposal.unit, [candidate.volunteer])
        candidate.marks = {"certificate": "請附有首長章的"}
        assert self.refused(candidate) != []

    def test_of_a_family_every_member_needs_one(self, candidate):
        unit = candidate.proposal.unit
        other = make_served(unit).volunteer
        for person in (candidate.volunteer, other):
            AwardKin.objects.create(candidate=candidate, volunteer=person, relation="配偶")
        issue(unit, [candidate.volunteer])
        assert self.refused(candidate) != []
        issue(unit, [other])
        assert self.refused(candidate) == []

    def test_its_page_names_it(self, candidate, client):
        one = issue(candidate.proposal.unit, [candidate.volunteer])[0]
        client.force_login(make_officer("TPE"))
        page = client.get(reverse("volunteers:award_candidate", args=[candidate.pk])).content.decode()
        assert one.number in page
        assert "不用再附" in page
