"""Who decides about an award, by which version of its rule, and how many a unit may put forward."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from foundation.accounts import sectors
from foundation.accounts.models import User
from foundation.accounts.roles import Permission, Role
from foundation.audit.models import Event
from foundation.workflow.moves import MoveRefused
from tests.makers.accounts import give, make_user
from tests.makers.own_awards import make_draft, make_own, settle
from tests.makers.proposing import (
    CONTRIBUTION,
    DIAMOND_FAMILY,
    NOW,
    ON,
    coordinator_of,
    make_award_candidate,
    make_deserving,
    make_window,
    officer_of,
)
from tests.makers.volunteers import make_unit
from volunteers.awards import families, giving
from volunteers.models import (
    AwardCandidate,
    AwardGiven,
    AwardJuror,
    AwardProposal,
    AwardStanding,
    AwardWindow,
    Enrolment,
    OwnAward,
    Unit,
    Volunteer,
)
from volunteers.proposing import committee, deciding, papers, proposals, subjects, windows

pytestmark = pytest.mark.django_db
D = dt.date
DAY = dt.timedelta(days=1)
S = AwardCandidate.State
REVIEW = Permission.REVIEW_UNITS


@pytest.fixture
def unit() -> Unit:
    return make_unit("TPE", "social")


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sector_officer(category: str, county: str = "TPE") -> User:
    """Whoever does the work of the county's office for a category."""
    user = make_user(None)
    give(user, Role.AUTHORITY_OFFICER, county, sector=str(sectors.CATEGORIES[category]))
    return user


def put_forward(window: AwardWindow, unit: Unit, *people: Volunteer) -> AwardProposal:
    made = proposals.propose(
        window=window, unit=unit, volunteers=[one.pk for one in people], by=coordinator_of(unit), now=NOW
    )
    assert not made.refused
    return made.taken[0].proposal


class TestShares:
    """How many a unit may put forward."""

    def test_a_person_of_two_counties_is_one_and_no_list_has_to_be_made_before(self, unit: Unit) -> None:
        people = [make_deserving(unit) for _one in range(3)]
        far = make_unit("NWT", "social")
        for one in people:
            Enrolment.objects.create(volunteer=one, unit=far, joined_on=D(2020, 1, 1))
        window = make_window(one_in=2, share_of="qualified")
        AwardStanding.objects.all().delete()
        share = windows.share(window, unit, ON)
        assert share is not None
        assert (share.base, share.most) == (3, 1)
        assert "逐人判斷" in share.words
        assert "3 位符合資格，每 2 位推薦 1 位，最多 1 位" in share.words
        for county in (unit.county, far.county):
            for one in people:
                AwardStanding.objects.create(
                    county=county, volunteer=one, award=CONTRIBUTION, state="candidate", since=ON
                )
        again = windows.share(window, unit, ON)
        assert again is not None
        assert again.base == 3

    def test_nobody_who_qualifies_is_said_and_never_a_silent_none(self, unit: Unit) -> None:
        window = make_window(one_in=3, share_of="qualified")
        short = make_deserving(unit, hours=599)
        found = windows.share(window, unit, ON)
        assert found is not None
        assert (found.base, found.most) == (0, 0)
        assert "還沒有人符合資格" in found.words
        row = make_award_candidate(window, unit, short)
        with pytest.raises(MoveRefused, match="還沒有人符合資格"):
            proposals.submit(proposal=row.proposal, candidates=[row.pk], by=coordinator_of(unit), now=NOW)

    def test_who_got_it_in_this_window_still_counts_for_the_share(self, unit: Unit) -> None:
        window = make_window(one_in=3, share_of="qualified")
        proposal = put_forward(window, unit, *(make_deserving(unit) for _one in range(6)))
        first, second = list(proposal.candidates.values_list("pk", flat=True))[:2]
        who: dict[str, Any] = {"proposal": proposal, "by": coordinator_of(unit), "now": NOW}
        proposals.submit(candidates=[first], **who)
        deciding.approve(
            window=window, candidates=[first], given_on=ON, number="府社字第 1 號", words="都看過績效證明書了",
            by=officer_of(), now=NOW,
        )  # fmt: skip
        assert proposals.submit(candidates=[second], **who) == 1

    def test_members_are_counted_each_once_and_a_share_of_those_who_qualify_is_of_people(self, unit: Unit) -> None:
        for _number in range(4):
            make_deserving(unit)
        share = windows.share(make_window(one_in=2, share_of="members"), unit, ON)
        assert share is not None
        assert (share.base, share.most) == (4, 2)
        assert "單位有志工 4 位" in share.words
        with pytest.raises(ValidationError, match="不是給志工個人"):
            make_window(DIAMOND_FAMILY, one_in=3, share_of="qualified")
        only = windows.share(make_window("TW_MOHW_VOL_BRONZE", most_a_unit=2), unit, ON)
        assert only is not None
        assert (only.base, only.words) == (None, "每單位最多 2 位。")


class TestGivers:
    """Whoever gives an award decides about it."""

    def test_an_office_opens_and_decides_its_own_award_whichever_unit_proposes(self, unit: Unit) -> None:
        own = make_own(hours=100)
        other = make_unit("TPE", "health")
        one = make_deserving(other, award=own.code)
        hers, health = sector_officer("social"), sector_officer("health")
        on = timezone.localdate()
        county, offered = windows.opened_by(hers, on)
        assert county is not None
        assert own.code in {each.code for each in offered}
        assert all(each.is_local for each in offered), "a ministry's is the county's to open"
        client = browser(hers)
        page = client.get(reverse("volunteers:award_windows")).content.decode()
        assert "海線志工獎" in page
        sent = {"award": own.code, "year": "115", "opens_on": "115/6/1", "closes_on": "115/7/31"}
        assert client.post(reverse("volunteers:award_window_open"), sent).status_code == 302
        window = AwardWindow.objects.get()
        assert window.authority == own.authority
        assert browser(health).post(reverse("volunteers:award_window_open"), sent).status_code == 422
        row = make_award_candidate(window, other, one, state="submitted")
        draft = make_award_candidate(window, other, make_deserving(other, name="草稿"), state="draft")
        for reader, sees, decides in ((hers, True, True), (health, True, False), (officer_of(), True, True)):
            assert AwardProposal.objects.visible_to(reader).filter(pk=row.proposal_id).exists() is sees
            assert AwardProposal.objects.visible_to(reader, REVIEW).filter(pk=row.proposal_id).exists() is decides
            assert AwardCandidate.objects.visible_to(reader, REVIEW).filter(pk=row.pk).exists() is decides
            assert AwardWindow.objects.visible_to(reader, REVIEW).filter(pk=window.pk).exists() is decides
        assert not AwardCandidate.objects.visible_to(hers).filter(pk=draft.pk).exists(), "what is not handed in"
        assert "草稿" not in client.get(reverse("volunteers:award_proposal", args=[row.proposal_id])).content.decode()
        move = reverse("volunteers:award_proposal_move", args=[row.proposal_id])
        given = {"move": "approve", "who": str(row.pk), "given_on": "115/6/30", "words": "資料都核對過了"}
        assert browser(health).post(move, given).status_code == 404
        assert client.post(move, given).status_code == 302
        row.refresh_from_db()
        assert row.state == S.APPROVED
        assert not AwardProposal.objects.visible_to(sector_officer("social", "NWT")).exists()

    def test_a_ministrys_award_is_forwarded_by_whoever_reviews_the_unit(self, unit: Unit) -> None:
        window = make_window("TW_MOHW_VOL_BRONZE")
        assert window.authority is None
        row = make_award_candidate(window, unit, make_deserving(unit, hours=3000), state="submitted")
        assert AwardProposal.objects.visible_to(sector_officer("social"), REVIEW).filter(pk=row.proposal_id).exists()
        assert not AwardProposal.objects.visible_to(sector_officer("health"), REVIEW).exists()
        assert not AwardWindow.objects.visible_to(sector_officer("social"), REVIEW).exists()

    def test_a_shipped_award_of_the_city_is_its_offices(self, unit: Unit) -> None:
        window = make_window(CONTRIBUTION)
        assert window.authority is not None
        assert window.authority.code == "tpe-dosw"
        assert AwardWindow.objects.visible_to(sector_officer("social"), REVIEW).get() == window
        assert not AwardWindow.objects.visible_to(sector_officer("health"), REVIEW).exists()


class TestVersions:
    """One version from the window to the register: that of the day on which the window opens."""

    def next_version(self, own: OwnAward, **chosen: Any) -> None:
        settle(make_draft(award=own, **chosen))

    def test_what_begins_while_a_window_runs_is_for_the_next_one(self, unit: Unit) -> None:
        own = make_own(hours=100, lasts=2, stated="有具體事蹟", valid_to=D(2026, 6, 19))
        window = make_window(own.code, on=D(2026, 6, 15))
        one, short = make_deserving(unit, hours=120), make_deserving(unit, hours=90)
        AwardStanding.objects.all().delete()
        self.next_version(own, hours=500, lasts=5, stated="有別的事蹟", valid_from=D(2026, 6, 20))
        assert subjects.award_of(AwardWindow.objects.get()).version == 1
        assert [each.volunteer for each in proposals.listed(window, unit, ON)] == [one]
        made = proposals.propose(
            window=window, unit=unit, volunteers=[one.pk, short.pk], by=coordinator_of(unit), now=NOW
        )
        (row,) = made.taken
        assert row.found["version"] == 1
        assert "差 10 小時" in made.refused[0]
        (key,) = giving.statements_of(subjects.award_of(window))
        papers.state(candidate=row, key=key, holds=True, by=coordinator_of(unit), now=NOW)
        proposals.submit(proposal=row.proposal, candidates=[row.pk], by=coordinator_of(unit), now=NOW)
        deciding.approve(window=window, candidates=[row.pk], given_on=ON, number="", words="", by=officer_of(), now=NOW)
        given = AwardGiven.objects.get()
        assert (given.version, given.valid_until) == (1, D(2028, 6, 30))
        page = browser(coordinator_of(unit)).get(reverse("volunteers:award_window", args=[window.pk]))
        assert "規則第 1 版" in page.content.decode()

    def test_a_window_does_not_move_to_another_version_under_its_candidates(self, unit: Unit) -> None:
        own = make_own(hours=100)
        window = make_window(own.code)
        self.next_version(own, hours=50, valid_from=D(2026, 6, 20))
        later = {"opens_on": D(2026, 6, 25)}
        put_forward(window, unit, make_deserving(unit, hours=120))
        with pytest.raises(ValidationError, match="第 1 版"):
            windows.change(window=window, values=later, by=officer_of(), now=NOW)
        AwardCandidate.objects.all().delete()
        assert subjects.award_of(windows.change(window=window, values=later, by=officer_of(), now=NOW)).version == 2

    def test_no_window_opens_before_its_award_does(self, unit: Unit) -> None:
        own = make_own(hours=100, valid_from=D(2026, 6, 10))
        with pytest.raises(ValidationError) as refused:
            make_window(own.code, opens_on=D(2026, 6, 9), on=ON)
        assert list(refused.value.message_dict) == ["opens_on"]
        assert make_window(own.code, opens_on=D(2026, 6, 10), on=ON).pk


class TestInterests:
    """Who is plainly no judge of somebody."""

    def juror(self, window: AwardWindow, person: Volunteer | None = None) -> AwardJuror:
        user = make_user()
        if person is not None:
            Volunteer.objects.filter(pk=person.pk).update(user=user)
        return committee.appoint(window=window, user=user, by=officer_of(), now=NOW)

    def test_who_volunteers_in_the_unit_or_is_of_her_family_stands_apart(self, unit: Unit) -> None:
        window = make_window(has_committee=True)
        one, beside, kin, far = (make_deserving(at) for at in (unit, unit, make_unit("TPE", "health"),
                                                               make_unit("TPE", "social")))  # fmt: skip
        families.keep(
            unit=unit, members=[(one.pk, ""), (kin.pk, "配偶")], agreed=True, by=coordinator_of(unit), now=NOW
        )
        row = make_award_candidate(window, unit, one, state="submitted")
        said = {
            name: committee.interest(self.juror(window, person), row, ON)
            for name, person in {"herself": one, "beside": beside, "kin": kin, "far": far, "nobody": None}.items()
        }
        assert said == {
            "herself": "候選人就是您本人。", "beside": "您是提報單位的志工。", "kin": "候選人是您的家人。",
            "far": "", "nobody": "",
        }  # fmt: skip
        assert committee.interest(AwardJuror.objects.get(user__volunteer=beside), row, ON + 400 * DAY)
        Enrolment.objects.filter(volunteer=beside).update(left_on=ON)
        assert not committee.interest(AwardJuror.objects.get(user__volunteer=beside), row, ON + DAY)


def test_whoever_got_it_meanwhile_is_noticed_of_a_family_and_of_a_team_too(unit: Unit) -> None:
    window = make_window(DIAMOND_FAMILY)
    both = [make_deserving(unit, award=DIAMOND_FAMILY) for _one in range(2)]
    row = proposals.propose_family(
        window=window, unit=unit, members=[(both[0].pk, ""), (both[1].pk, "配偶")], by=coordinator_of(unit), now=NOW
    )
    AwardWindow.objects.update(has_committee=False)
    window.refresh_from_db()
    later = NOW + DAY
    giving.record(
        who=both[1], award=DIAMOND_FAMILY, given_on=ON + DAY, counted_until=None, on=ON + DAY, now=later,
        by=officer_of(),
    )  # fmt: skip
    proposals.submit(proposal=row.proposal, candidates=[row.pk], by=coordinator_of(unit), now=NOW)
    with pytest.raises(MoveRefused, match=f"{both[1].name}在提報以後已經得到這個獎"):
        deciding.approve(
            window=window, candidates=[row.pk], given_on=ON, number="", words="都查明了，關係屬實", by=officer_of(),
            now=later,
        )  # fmt: skip
    own = make_own(subject="team", hours=None, members=1)
    window = make_window(own.code)
    team = proposals.propose_team(window=window, unit=unit, by=coordinator_of(unit), now=NOW)
    proposals.submit(proposal=team.proposal, candidates=[team.pk], by=coordinator_of(unit), now=NOW)
    giving.record(
        who=unit, award=own.code, given_on=ON + DAY, counted_until=None, on=ON + DAY, now=later, by=officer_of()
    )
    with pytest.raises(MoveRefused, match="已經得到這個獎"):
        deciding.approve(
            window=window, candidates=[team.pk], given_on=ON, number="", words="", by=officer_of(), now=later
        )


def test_the_trail_calls_an_own_award_by_its_name(unit: Unit) -> None:
    own = make_own(hours=100, stated="有具體事蹟")
    window = make_window(own.code)
    one = make_deserving(unit)
    put_forward(window, unit, one)
    (key,) = giving.statements_of(subjects.award_of(window))
    giving.state(who=one, award=own.code, key=key, holds=True, on=ON, now=NOW, by=officer_of())
    noted = [event.now for event in Event.objects.all()]
    assert [now["award"] for now in noted if "award" in now] == ["海線志工獎"] * 3
    assert [now["award_condition"] for now in noted if "award_condition" in now] == ["有具體事蹟"]
    assert not [now for now in noted if "OWN_" in str(now)]
