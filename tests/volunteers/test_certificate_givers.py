"""In whose name an award is certified, who may take what back, and what becomes of a training that was taken back."""

import datetime as dt
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse

from foundation.accounts import sectors
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from tests.makers.accounts import give, make_user
from tests.makers.certifying import make_certificate, make_given, make_officer, make_served
from tests.makers.own_awards import make_draft, make_own, settle
from tests.makers.proposing import BRONZE, CONTRIBUTION, coordinator_of, make_award_candidate, make_window
from tests.makers.trainings import BASIC, EVENING, MORNING, attend, make_place, make_session
from tests.makers.volunteers import NOW, make_enrolment, make_trained, make_unit
from volunteers.awards import booklet_page, books, giving
from volunteers.certifying import honor_cards, issuing, keys, revising, status_lists, taking_back, verifying, waiting
from volunteers.certifying.verifying import State
from volunteers.models import (
    Authority,
    AwardCandidate,
    AwardGiven,
    AwardKin,
    Certificate,
    Enrolment,
    Training,
    TrainingCertificate,
    Unit,
    Volunteer,
)
from volunteers.proposing import ceremony
from volunteers.training import session_closing, sessions, trainings

pytestmark = pytest.mark.django_db
D = dt.date
GIVEN = D(2026, 5, 15)
DIAMOND_FAMILY = "TPE_SOC_GOLD_DIAMOND_FAMILY"
ORDER = ("noted", "decided", "other")
"""In which they were written down."""


def officer_of_category(category: str, county: str = "TPE") -> User:
    return make_user(Role.AUTHORITY_OFFICER, county, sector=str(sectors.CATEGORIES[category]))


def written(who: Volunteer | Unit, award: str, by: User, on: dt.date = GIVEN) -> AwardGiven:
    return giving.record(who=who, award=award, given_on=on, counted_until=on, on=NOW.date(), now=NOW, by=by)


def approved(unit: Unit, award: str = CONTRIBUTION) -> AwardGiven:
    """An award that the county approved here."""
    person = make_trained(unit)
    given = written(person, award, make_user(Role.COUNTY_OFFICER, "TPE"))
    one = make_award_candidate(make_window(award, on=D(2026, 6, 1)), unit, person, on=D(2026, 6, 1))
    AwardCandidate.objects.filter(pk=one.pk).update(state="approved", given=given)
    return given


class TestWhoSigns:
    def test_an_award_is_signed_by_who_gives_it_and_not_by_the_units_authority(self) -> None:
        """A unit of culture, and an award of social affairs: social affairs signs, under its own numbers."""
        unit = make_unit("TPE", "culture")
        given = approved(unit)
        assert unit.authority.code == "tpe-culture"

        one = issuing.for_awards(rows=[given], unit=unit, by=coordinator_of(unit), now=NOW)[0]

        assert (one.authority.code, one.key.authority.code) == ("tpe-dosw", "tpe-dosw")
        assert one.number.startswith("TPE-DOSW獎字第115")
        assert one.says["zh-hant"]["issuer"] == "臺北市政府社會局"
        assert one.says["en"]["issuer"] == "Department of Social Welfare, Taipei City Government"
        assert one.says["zh-hant"]["title"] == "獎勵證書"
        assert one.credential["issuer"]["id"] == keys.issuer_address(one.authority)
        found = verifying.offline(
            one.credential, profile=keys.profile(one.authority), status=status_lists.signed(one.authority, 0, now=NOW),
            now=NOW,
        )  # fmt: skip
        assert found.state is State.VALID

    def test_an_award_of_a_ministry_is_certified_on_record_and_says_who_gave_it(self) -> None:
        unit = make_unit("TPE", "social")
        given = approved(unit, BRONZE)

        says = issuing.for_awards(rows=[given], unit=unit, by=coordinator_of(unit), now=NOW)[0].says

        assert says["zh-hant"]["title"] == "得獎紀錄證明"
        assert says["zh-hant"]["issuer"] == "臺北市政府社會局"
        assert ["頒獎機關", "衛生福利部"] in says["zh-hant"]["rows"]
        assert "登錄有案" in says["zh-hant"]["text"]
        assert "特頒此證" not in says["zh-hant"]["text"]
        assert says["en"]["title"] == "Certificate of an Award on Record"

    def test_another_countys_award_is_not_signed_with_its_key(self) -> None:
        """Written down in Taitung of an award of Taipei: Taitung says what is on its record."""
        unit = make_unit("TTT")
        given = written(make_trained(unit), CONTRIBUTION, make_officer())

        one = issuing.for_awards(rows=[given], unit=unit, by=make_officer(), now=NOW)[0]

        assert one.authority.county_id == "TTT"
        assert one.facts["on_record"] is True
        with pytest.raises(ValidationError, match="要由主管機關簽發"):
            issuing.for_awards(rows=[given], unit=unit, by=coordinator_of(unit), now=NOW)

    def test_the_honour_card_is_the_countys_to_give(self) -> None:
        unit = make_unit("TTT")
        one = issuing.for_awards(rows=[make_given(make_trained(unit))], unit=unit, by=make_officer(), now=NOW)[0]

        assert one.facts["on_record"] is False
        assert one.says["zh-hant"]["title"] == "獎勵證書"

    @pytest.mark.parametrize(
        ("category", "may"), [("social", True), ("culture", True), ("health", False)]
    )  # fmt: skip
    def test_whose_office_gives_it_or_who_reviews_the_unit_may_have_it_signed(self, category: str, may: bool) -> None:
        """Written down and decided by nobody here; culture reviews the unit and says only what is on record."""
        unit = make_unit("TPE", "culture")
        given = written(make_trained(unit), CONTRIBUTION, make_user(Role.COUNTY_OFFICER, "TPE"))
        by = officer_of_category(category)
        if not may:
            with pytest.raises(ValidationError, match="要由主管機關簽發"):
                issuing.for_awards(rows=[given], unit=unit, by=by, now=NOW)
            return
        one = issuing.for_awards(rows=[given], unit=unit, by=by, now=NOW)[0]
        assert (one.authority.code, one.facts["on_record"]) == (
            ("tpe-dosw", False) if category == "social" else ("tpe-culture", True)
        )

    def test_one_that_was_signed_in_a_wrong_name_says_so_and_is_issued_anew_rightly(self) -> None:
        unit = make_unit("TPE", "culture")
        one = issuing.for_awards(rows=[approved(unit)], unit=unit, by=coordinator_of(unit), now=NOW)[0]
        assert revising.differences(one) == []
        wrong = Authority.objects.get(code="tpe-culture")
        Certificate.objects.filter(pk=one.pk).update(authority=wrong, facts={})
        one.refresh_from_db()

        assert "臺北市政府文化局的名義" in revising.differences(one)[0]
        again = revising.reissue(certificate=one, reason="簽章機關用錯了", by=coordinator_of(unit), now=NOW)
        assert again.authority.code == "tpe-dosw"

    def test_one_that_was_issued_anew_and_revoked_then_waits_again(self) -> None:
        unit, by = make_unit("TTT"), make_officer()
        given = make_given(make_trained(unit))
        one = issuing.for_awards(rows=[given], unit=unit, by=by, now=NOW)[0]
        again = revising.reissue(certificate=one, reason="印壞了再印一張", by=by, now=NOW)
        assert waiting.awards(unit, by) == []
        revising.revoke(certificate=again, reason="發錯人了要收回", by=by, now=NOW)

        assert waiting.awards(unit, by) == [given]
        third = issuing.for_awards(rows=[given], unit=unit, by=by, now=NOW)[0]
        assert third.number not in (one.number, again.number)

    def test_who_has_left_since_gets_hers_and_who_left_before_does_not(self) -> None:
        unit, by = make_unit("TTT"), make_officer()
        there, before, back = (make_trained(unit) for _one in range(3))
        rows = [make_given(one) for one in (there, before, back)]
        Enrolment.objects.filter(volunteer=there).update(left_on=D(2026, 5, 15))
        Enrolment.objects.filter(volunteer=before).update(left_on=D(2026, 5, 14))

        assert waiting.awards(unit, by) == [rows[0], rows[2]]

    def test_it_says_the_award_as_the_version_has_it_by_which_it_was_decided(self, client: Any) -> None:
        """The window was opened by the first version; on the day of the decision the second one held, renamed."""
        unit, by = make_unit("TPE", "social"), make_user(Role.COUNTY_OFFICER, "TPE")
        award = make_own(name="海線志工獎")
        settle(make_draft(award=award, name="濱海志工獎", valid_from=D(2026, 5, 1)))
        first = books.one(award.code, D(2026, 4, 30))
        assert first is not None
        person = make_trained(unit)
        values: dict[str, Any] = {
            "who": person, "award": award.code, "given_on": GIVEN, "counted_until": None, "on": NOW.date(), "now": NOW,
            "by": by,
        }  # fmt: skip
        later = [values | {"given_on": GIVEN + dt.timedelta(days=number)} for number in (1, 2)]
        rows = [giving.record(rule=first, **values), *(giving.record(**each) for each in later)]
        AwardGiven.objects.filter(pk=rows[2].pk).update(version=None)
        rows[2].refresh_from_db()

        made = issuing.for_awards(rows=rows, unit=unit, by=by, now=NOW)

        assert [row.version for row in rows] == [1, 2, None]
        names = ["海線志工獎", "濱海志工獎", "濱海志工獎"]
        for one, name in zip(made, names, strict=True):
            assert f"「{name}」" in one.says["zh-hant"]["text"]
            assert revising.differences(one) == []
        assert [line.cells[1] for line in booklet_page.awards_received(person, unit)] == names
        client.force_login(by)
        shown = client.get(reverse("volunteers:person_awards", args=[person.key])).context["given"]
        assert [str(one["award"].name) for one in reversed(shown)] == names


class TestTakingBack:
    @pytest.mark.parametrize(
        ("kind", "role", "may_revoke", "may_reissue"),
        [
            ("award", "coordinator", False, True), ("award", "giver", True, True), ("award", "reviewer", True, True),
            ("award", "other", False, False), ("performance", "coordinator", True, True),
            ("performance", "reviewer", True, False), ("performance", "other", False, False),
            ("award", "county", True, True), ("performance", "county", True, True),
        ],
    )  # fmt: skip
    def test_who_said_it_takes_it_back(
        self, client: Any, kind: str, role: str, may_revoke: bool, may_reissue: bool
    ) -> None:
        """An award by social affairs to somebody of a unit of culture."""
        unit = make_unit("TPE", "culture")
        by = coordinator_of(unit)
        users = {
            "coordinator": by, "giver": officer_of_category("social"), "reviewer": officer_of_category("culture"),
            "other": officer_of_category("health"), "county": make_user(Role.COUNTY_OFFICER, "TPE"),
        }  # fmt: skip
        if kind == "award":
            one = issuing.for_awards(rows=[approved(unit)], unit=unit, by=by, now=NOW)[0]
        else:
            one = make_certificate(unit, by=by)
        client.force_login(users[role])
        rows = Certificate.objects.filter(pk=one.pk)

        assert rows.revocable_by(users[role]).exists() is may_revoke
        again = client.post(reverse("volunteers:issued_reissue", args=[one.pk]), {"reason": "姓名打錯重發"})
        assert rows.reissuable_by(users[role]).exists() is may_reissue
        assert again.status_code == (302 if may_reissue else 404)
        last = Certificate.objects.latest("pk")
        answer = client.post(reverse("volunteers:issued_revoke", args=[last.pk]), {"reason": "發錯人了要收回"})
        last.refresh_from_db()
        assert answer.status_code == (302 if may_revoke else 404)
        assert (last.revoked_on is not None) is may_revoke

    @pytest.mark.parametrize(("ended", "may"), [(False, False), (True, True)])
    def test_who_reviews_a_unit_that_ended_without_a_successor_issues_its_hours_anew(
        self, ended: bool, may: bool
    ) -> None:
        unit = make_unit("TPE", "culture")
        one = make_certificate(unit)
        if ended:
            Unit.objects.filter(pk=unit.pk).update(state=Unit.State.ENDED)
        rows = Certificate.objects.filter(pk=one.pk)
        assert rows.reissuable_by(officer_of_category("culture")).exists() is may
        assert not rows.reissuable_by(officer_of_category("health")).exists()

    def test_what_was_approved_is_revoked_by_who_approves_and_what_was_written_down_by_who_wrote(
        self, client: Any
    ) -> None:
        unit = make_unit("TPE", "social")
        decided = approved(unit)
        noted = written(make_trained(unit), CONTRIBUTION, make_user(Role.COUNTY_OFFICER, "TPE"))
        her_own = written(make_trained(unit), CONTRIBUTION, coordinator_of(unit))
        where = [reverse("volunteers:award_revoke", args=[one.pk]) for one in (decided, noted, her_own)]
        client.force_login(coordinator_of(unit))
        page = client.get(reverse("volunteers:person_awards", args=[decided.volunteer.key])).content.decode()

        assert where[0] not in page
        assert [client.post(each, {"reason": "登錄到別人的"}).status_code for each in where] == [404, 404, 302]
        decided.refresh_from_db()
        assert decided.revoked_on is None
        client.force_login(officer_of_category("social"))
        page = client.get(reverse("volunteers:person_awards", args=[decided.volunteer.key])).content.decode()
        assert where[0] in page
        for one, each in zip((decided, noted), where, strict=False):
            assert client.post(each, {"reason": "時數是冒用別人的"}).status_code == 302
            one.refresh_from_db()
            assert one.revoked_on is not None

    @pytest.mark.parametrize(
        ("by", "may"),
        [
            ("herself", True), ("colleague", True), ("former", True), ("namesake of another unit", False),
            ("namesake in an office", False), ("former, since gone to an office", False), ("renamed", True),
        ],
    )  # fmt: skip
    def test_who_wrote_it_down_is_known_by_the_account_and_not_by_the_name(self, by: str, may: bool) -> None:
        unit = make_unit("TPE", "social")
        asking = coordinator_of(unit)
        User.objects.filter(pk=asking.pk).update(name="王小明")
        asking.refresh_from_db()
        wrote = make_user(None, name="王小明")
        here = {"organisation": unit.organisation}
        if by in ("colleague", "renamed"):
            give(wrote, Role.UNIT_COORDINATOR, **here)
        elif by.startswith("former"):
            until = D(2026, 6, 1) if by == "former, since gone to an office" else NOW.date() + dt.timedelta(days=1)
            give(wrote, Role.UNIT_COORDINATOR, starts_on=D(2026, 1, 1), ends_on=until, **here)
            give(wrote, Role.COUNTY_OFFICER, "TPE")
        elif by == "namesake of another unit":
            give(wrote, Role.UNIT_COORDINATOR, organisation=make_unit("TPE", "social").organisation)
        elif by == "namesake in an office":
            give(wrote, Role.COUNTY_OFFICER, "TPE")
        given = written(make_trained(unit), CONTRIBUTION, asking if by == "herself" else wrote)
        if by == "renamed":
            User.objects.filter(pk=wrote.pk).update(name="王大明")

        assert taking_back.revocable([given], asking) == ({given.pk} if may else set())
        assert taking_back.revocable([given], officer_of_category("social")) == {given.pk}

    @pytest.mark.parametrize("made", ["certificate", "card"])
    def test_what_an_office_signed_is_not_taken_back_by_way_of_the_giving(self, client: Any, made: str) -> None:
        """The unit wrote it down, the office put its name to it: the unit's way back ends there, not the office's."""
        unit = make_unit("TPE", "social")
        by, office = coordinator_of(unit), officer_of_category("social")
        person = make_trained(unit)
        given = written(person, honor_cards.AWARD if made == "card" else CONTRIBUTION, by)
        where = reverse("volunteers:award_revoke", args=[given.pk])
        if made == "card":
            card = honor_cards.make(given=given, unit=unit, by=office, now=NOW)
        else:
            certificate = issuing.for_awards(rows=[given], unit=unit, by=office, now=NOW)[0]
        client.force_login(by)
        page = client.get(reverse("volunteers:person_awards", args=[person.key])).content.decode()

        assert where not in page
        assert client.post(where, {"reason": "登錄到別人的"}).status_code == 404
        assert not taking_back.revocable([given], by)
        assert taking_back.revocable([given], office) == {given.pk}
        if made == "card":
            honor_cards.end(card=card, why="revoked", reason="登錄到別人的", by=office, now=NOW)
        else:
            revising.revoke(certificate=certificate, reason="登錄到別人的", by=office, now=NOW)
        assert taking_back.revocable([given], by) == {given.pk}

    @pytest.mark.parametrize("by_page", [True, False])
    def test_a_familys_award_is_taken_back_from_every_member(self, client: Any, by_page: bool) -> None:
        unit, officer = make_unit("TPE", "social"), make_user(Role.COUNTY_OFFICER, "TPE")
        both = [make_trained(unit) for _one in range(2)]
        rows = [written(one, DIAMOND_FAMILY, officer) for one in both]
        window = make_window(DIAMOND_FAMILY, on=D(2026, 6, 1))
        one = make_award_candidate(window, unit, both[0], on=D(2026, 6, 1))
        AwardCandidate.objects.filter(pk=one.pk).update(state="approved", kind="family", given=rows[0])
        for person, given in zip(both, rows, strict=True):
            AwardKin.objects.create(candidate=one, volunteer=person, relation="配偶", given=given)
        issuing.for_awards(rows=rows, unit=unit, by=officer, now=NOW)
        if by_page:
            client.force_login(officer)
            client.post(reverse("volunteers:award_revoke", args=[rows[1].pk]), {"reason": "親屬關係不實"})
        else:
            # The applicant's alone was taken back before: the others' go all the same.
            giving.revoke(given=rows[0], reason="親屬關係不實", on=NOW.date(), by=officer)
            ceremony.revoke(candidate=one, reason="親屬關係不實", by=officer, now=NOW)

        assert not AwardGiven.objects.filter(revoked_on=None).exists()
        assert not Certificate.objects.standing().exists()
        with pytest.raises(ValidationError, match="已經撤銷"):
            ceremony.revoke(candidate=one, reason="親屬關係不實", by=officer, now=NOW)


@pytest.mark.parametrize(
    ("case", "finds"),
    [
        ("one line", True), ("own award", True), ("a namesake wrote the same", False), ("merged since", False),
        ("renamed since", True),
    ],
)  # fmt: skip
def test_what_is_older_than_the_field_takes_the_account_from_the_trail_where_it_says_one(
    case: str, finds: bool
) -> None:
    unit, by = make_unit("TPE", "social"), make_user(Role.COUNTY_OFFICER, "TPE", name="王小明")
    person = make_trained(unit)
    given = written(person, make_own(name="海線志工獎").code if case == "own award" else CONTRIBUTION, by)
    if case == "a namesake wrote the same":
        # As it could be while one award could be written down twice for a day.
        AwardGiven.objects.filter(pk=given.pk).update(given_on=given.given_on + dt.timedelta(days=1))
        written(person, CONTRIBUTION, make_user(Role.COUNTY_OFFICER, "TPE", name="王小明"))
        AwardGiven.objects.filter(pk=given.pk).update(given_on=given.given_on)
    if case == "merged since":
        AwardGiven.objects.filter(pk=given.pk).update(volunteer=make_trained(unit))
    if case == "renamed since":
        User.objects.filter(pk=by.pk).update(name="王大明")
    AwardGiven.objects.update(recorded_account=None)

    import_module("volunteers.migrations.0042_who_wrote_an_award_down").from_the_trail(apps, None)

    given.refresh_from_db()
    assert given.recorded_account == (by if finds else None)


class TestTheAuthoritysPage:
    def test_who_reviews_issues_awards_there_and_nothing_that_is_the_units(self, client: Any) -> None:
        unit = make_unit("TPE", "social")
        person = make_served(unit).volunteer
        written(person, CONTRIBUTION, make_user(Role.COUNTY_OFFICER, "TPE"))
        client.force_login(officer_of_category("social"))
        where = reverse("volunteers:unit_certificates", args=[unit.pk])
        page = client.get(where).content.decode()

        assert where in client.get(reverse("volunteers:unit", args=[unit.pk])).content.decode()
        assert "用臺北市政府社會局的名義簽" in page
        assert "h-performance" not in page
        assert "h-thanks" not in page
        sent = {"what": "performance", "first": "115/1/1", "last": "115/5/31", "person": [person.pk]}
        assert client.post(where, sent).status_code == 404
        assert client.post(where, {"what": "thanks", "person": [person.pk]}).status_code == 404
        assert client.post(where, {"what": "awards"}).status_code == 302
        assert [one.kind for one in Certificate.objects.all()] == ["award"]

    @pytest.mark.parametrize(
        ("who", "decided", "waits"),
        [
            ("social", True, ["decided"]), ("social", False, None), ("health", True, None),
            ("culture", True, ["decided", "noted", "other"]), ("unit", True, ["decided", "other"]),
            ("county", True, ["decided", "noted", "other"]), ("another unit", True, None),
        ],
    )  # fmt: skip
    def test_the_office_that_decided_certifies_what_it_decided_whosever_unit_it_is(
        self, client: Any, who: str, decided: bool, waits: list[str] | None
    ) -> None:
        """A unit of culture: an award of social affairs that it approved, one that was only written down, and one of
        another office that was approved as well."""
        unit, county = make_unit("TPE", "culture"), make_user(Role.COUNTY_OFFICER, "TPE")
        rows = {"noted": written(make_trained(unit, name="林筆記"), CONTRIBUTION, county)}
        if decided:
            rows["decided"] = approved(unit)
        rows["other"] = approved(unit, "TPE_HEALTH_SPECIAL_CARE")
        users = {
            "unit": lambda: coordinator_of(unit), "county": lambda: county,
            "another unit": lambda: coordinator_of(make_unit("TPE", "social")),
        }  # fmt: skip
        if who == "health":
            AwardCandidate.objects.filter(given=rows["other"]).delete()
        user = users[who]() if who in users else officer_of_category(who)
        client.force_login(user)
        where = reverse("volunteers:unit_certificates", args=[unit.pk])
        answer = client.get(where)
        sent = client.post(where, {"what": "awards"})

        if waits is None:
            assert (answer.status_code, sent.status_code) == (404, 404)
            assert not Certificate.objects.exists()
            return
        assert [one["row"] for one in answer.context["awards"]] == [rows[key] for key in sorted(waits, key=ORDER.index)]
        assert sent.status_code == 302
        made = {one.award_id: one.authority.code for one in Certificate.objects.all()}
        noted = "tpe-culture" if who == "culture" else "tpe-dosw"
        signers = {"decided": "tpe-dosw", "noted": noted, "other": "tpe-health"}
        assert made == {rows[key].pk: signers[key] for key in waits}
        assert Certificate.objects.visible_to(user).count() == len(waits)

    def test_the_office_that_decided_reads_there_nothing_else_of_the_unit(self, client: Any) -> None:
        unit = make_unit("TPE", "culture")
        person = make_served(unit, make_trained(unit, name="王旁人")).volunteer
        given = approved(unit)
        client.force_login(officer_of_category("social"))
        where = reverse("volunteers:unit_certificates", args=[unit.pk])
        page = client.get(where, {"first": "115/1/1", "last": "115/5/31"}).content.decode()

        assert given.volunteer.name in page
        assert "王旁人" not in page
        assert f'href="{reverse("volunteers:unit", args=[unit.pk])}"' not in page
        sent = {"first": "115/1/1", "last": "115/5/31", "person": [person.pk]}
        for what in ("performance", "thanks", "trainings"):
            assert client.post(where, sent | {"what": what}).status_code == 404
        proposal = AwardCandidate.objects.get(given=given).proposal
        assert where in client.get(reverse("volunteers:award_proposal", args=[proposal.pk])).content.decode()

    @pytest.mark.parametrize(("category", "status"), [("health", 404), ("social", 200)])
    def test_another_categorys_officer_does_not_find_it(self, client: Any, category: str, status: int) -> None:
        client.force_login(officer_of_category(category))
        unit = make_unit("TPE", "social")
        assert client.get(reverse("volunteers:unit_certificates", args=[unit.pk])).status_code == status


def closed_session(unit: Unit | None, authority: Authority | None = None, home: Unit | None = None) -> Any:
    """A session of basic training that everybody attended, closed."""
    person = make_enrolment(unit or home).volunteer
    more = {"category": "social", "open_to": "county"} if authority is not None else {}
    session = make_session(unit, slots=BASIC, authority=authority, **more)
    place = make_place(session, person)
    sessions.move(session=session, name="begin", by=make_officer(), now=MORNING)
    attend(session, {place: tuple(range(1, 7))})
    session_closing.close(session=session, by=make_officer(), now=EVENING)
    session.refresh_from_db()
    return session


class TestTrainings:
    @pytest.mark.parametrize("held_by", ["unit", "authority"])
    def test_a_sessions_certificates_are_signed_from_its_page(self, client: Any, held_by: str) -> None:
        home = make_unit("TPE", "social")
        office = Authority.objects.get(code="tpe-dosw")
        session = closed_session(home) if held_by == "unit" else closed_session(None, office, home)
        by = coordinator_of(home) if held_by == "unit" else officer_of_category("social")
        client.force_login(by)
        where = reverse("volunteers:session_sign", args=[session.pk])
        assert where in client.get(reverse("volunteers:session", args=[session.pk])).content.decode()

        assert client.post(where).status_code == 302

        one = Certificate.objects.get()
        assert (one.kind, one.authority.code, one.unit) == (
            "training", "tpe-dosw", home if held_by == "unit" else None,
        )  # fmt: skip
        assert Certificate.objects.visible_to(by).count() == 1
        assert Certificate.objects.revocable_by(by).count() == 1
        assert where not in client.get(reverse("volunteers:session", args=[session.pk])).content.decode()
        client.post(where)
        assert Certificate.objects.count() == 1

    def test_an_offices_session_is_not_a_coordinators_to_sign_or_revoke(self, client: Any) -> None:
        home = make_unit("TPE", "social")
        session = closed_session(None, Authority.objects.get(code="tpe-dosw"), home)
        client.force_login(coordinator_of(home))
        assert client.post(reverse("volunteers:session_sign", args=[session.pk])).status_code == 404
        issuing.for_trainings(rows=list(waiting.trainings(session=session)), by=officer_of_category("social"), now=NOW)
        one = Certificate.objects.get()
        answer = client.post(reverse("volunteers:issued_revoke", args=[one.pk]), {"reason": "發錯人了要收回"})
        assert answer.status_code == 404

    def test_with_its_record_a_training_loses_its_certificate(self) -> None:
        session = closed_session(make_unit())
        one = issuing.for_trainings(rows=list(waiting.trainings(session=session)), by=make_officer(), now=NOW)[0]
        assert verifying.state_of(one) is State.VALID
        record = Training.objects.get(certificate=one.number)

        trainings.revoke(training=record, reason="簽到不是本人", by=make_officer(), now=NOW)

        one.refresh_from_db()
        assert verifying.state_of(one) is State.REVOKED
        assert one.revoked_why == "簽到不是本人"
        with pytest.raises(ValidationError, match="訓練紀錄已經撤銷"):
            revising.reissue(certificate=one, reason="要再發一張看看", by=make_officer(), now=NOW)

    def test_another_persons_training_of_the_same_number_changes_nothing(self) -> None:
        session = closed_session(make_unit())
        one = issuing.for_trainings(rows=list(waiting.trainings(session=session)), by=make_officer(), now=NOW)[0]
        other = make_enrolment(make_unit()).volunteer
        typed = trainings.record(
            volunteer=other, programme="BASIC", on=D(2026, 6, 1), issuer="別的單位", certificate=one.number,
            by=make_officer(), now=NOW,
        )  # fmt: skip
        trainings.revoke(training=typed, reason="字號打成別人的", by=make_officer(), now=NOW)

        one.refresh_from_db()
        assert verifying.state_of(one) is State.VALID

    def test_what_was_taken_back_before_is_not_signed(self) -> None:
        session = closed_session(make_unit())
        paper = TrainingCertificate.objects.get()
        trainings.revoke(
            training=Training.objects.get(certificate=paper.number), reason="簽到不是本人", by=make_officer(), now=NOW
        )
        assert not waiting.trainings(session=session).exists()
        with pytest.raises(ValidationError, match="已經撤銷，不能簽發"):
            issuing.for_trainings(rows=[paper], by=make_officer(), now=NOW)

    def test_one_that_was_revoked_by_mistake_is_issued_anew_under_the_next_number(self) -> None:
        session = closed_session(make_unit())
        one = issuing.for_trainings(rows=list(waiting.trainings(session=session)), by=make_officer(), now=NOW)[0]
        revising.revoke(certificate=one, reason="以為發錯人了", by=make_officer(), now=NOW)

        again = revising.reissue(certificate=one, reason="沒有發錯，重新簽發", by=make_officer(), now=NOW)

        one.refresh_from_db()
        assert again.number == f"{one.number}之2"
        assert [verifying.state_of(each) for each in (one, again)] == [State.REVOKED, State.VALID]
        with pytest.raises(ValidationError, match="取代"):
            revising.reissue(certificate=one, reason="再發一張看看", by=make_officer(), now=NOW)

    def test_a_revoked_certificate_of_hours_is_not_issued_anew(self) -> None:
        one = make_certificate()
        revising.revoke(certificate=one, reason="發錯人了要收回", by=make_officer(), now=NOW)
        with pytest.raises(ValidationError, match="已經撤銷"):
            revising.reissue(certificate=one, reason="再發一張看看", by=make_officer(), now=NOW)


def test_a_coordinator_of_another_unit_sees_nothing_of_an_offices_award() -> None:
    unit = make_unit("TPE", "culture")
    one = issuing.for_awards(rows=[approved(unit)], unit=unit, by=coordinator_of(unit), now=NOW)[0]
    other = make_user(None)
    give(other, Role.UNIT_COORDINATOR, "TPE", organisation=make_unit("TPE", "social").organisation)
    assert not Certificate.objects.visible_to(other).exists()
    assert Certificate.objects.visible_to(officer_of_category("social")).get() == one
    assert not Certificate.objects.visible_to(officer_of_category("health")).exists()
