"""Pages and lists of proposals: a fixed number of questions, what is typed stays, and everything leaves as a list."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.roles import Role
from foundation.files.models import StoredFile
from foundation.notices.models import Notice
from tests.makers.accounts import make_user
from tests.makers.files import make_photo
from tests.makers.proposing import (
    CONTRIBUTION,
    DIAMOND,
    DIAMOND_FAMILY,
    coordinator_of,
    make_award_candidate,
    make_deserving,
    make_window,
    officer_of,
)
from tests.makers.volunteers import make_unit
from volunteers.models import AwardCandidate, AwardGiven, AwardProposal, AwardWindow, Enrolment, Unit
from volunteers.proposing import committee, deciding, papers, returned

pytestmark = pytest.mark.django_db
S = AwardCandidate.State


@pytest.fixture
def unit() -> Unit:
    return make_unit("TPE", "social")


def at(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def now_window(award: str = CONTRIBUTION, **values: Any) -> AwardWindow:
    return make_window(award, on=timezone.localdate(), **values)


def candidate(unit: Unit, window: AwardWindow, **values: Any) -> AwardCandidate:
    return make_award_candidate(window, unit, make_deserving(unit), on=timezone.localdate(), **values)


@pytest.mark.parametrize(
    "which", ["award_windows", "award_window", "award_proposal", "award_propose", "award_ceremony"]
)
def test_lists_ask_the_same_number_of_questions(unit: Unit, which: str, django_assert_num_queries: Any) -> None:
    window, officer = now_window(), officer_of()
    first = candidate(unit, window, state="submitted")
    args = {
        "award_windows": [], "award_window": [window.pk], "award_proposal": [first.proposal_id],
        "award_propose": [window.pk, unit.pk], "award_ceremony": [window.pk],
    }[which]  # fmt: skip
    make_deserving(unit)
    client, where = at(officer), reverse(f"volunteers:{which}", args=args)
    client.get(where)
    with CaptureQueriesContext(connection) as before:
        assert client.get(where).status_code == 200
    for _one in range(2):
        candidate(unit, window, state="submitted")
        other = make_unit("TPE", "social")
        candidate(other, window, state="submitted")
        make_deserving(unit)
    make_window(DIAMOND, on=timezone.localdate())
    with django_assert_num_queries(len(before)):
        assert client.get(where).status_code == 200


def test_from_the_list_to_the_register_by_the_pages(unit: Unit) -> None:
    window = now_window()
    people = [make_deserving(unit) for _one in range(3)]
    coordinator, officer = at(coordinator_of(unit)), at(officer_of())
    where = reverse("volunteers:award_propose", args=[window.pk, unit.pk])
    assert coordinator.get(where).content.decode().count("checked") == 3
    answer = coordinator.post(where, {"who": [one.pk for one in people]})
    proposal = AwardProposal.objects.get()
    assert answer.status_code == 302
    move = reverse("volunteers:award_proposal_move", args=[proposal.pk])
    keys = list(proposal.candidates.values_list("pk", flat=True))
    assert coordinator.post(move, {"move": "submit", "who": keys}).status_code == 302
    answer = officer.post(move, {"move": "return", f"mark-{keys[0]}-deeds": "請寫做了什麼"})
    assert answer.status_code == 302
    assert AwardCandidate.objects.get(pk=keys[0]).state == S.RETURNED
    paper = reverse("volunteers:award_candidate_paper", args=[keys[0]])
    refused = coordinator.post(paper, {"key": "deeds", "words": "好人"})
    assert refused.status_code == 422
    assert "好人" in refused.content.decode(), "what was typed stays"
    assert coordinator.post(paper, {"key": "deeds", "words": "陪長輩就醫十年。"}).status_code == 302
    assert coordinator.post(move, {"move": "submit", "who": keys[:1]}).status_code == 302
    today = timezone.localdate()
    day = f"{today.year - 1911}/{today.month}/{today.day}"
    refused = officer.post(move, {"move": "approve", "who": keys, "given_on": day, "words": ""})
    assert refused.status_code == 422
    assert "由人認定的條件" in refused.content.decode()
    given = {"move": "approve", "who": keys, "given_on": day, "words": "績效證明書正本驗畢", "number": "府社工字第1號"}
    assert officer.post(move, given).status_code == 302
    assert AwardGiven.objects.filter(award=CONTRIBUTION, revoked_on=None).count() == 3
    page = officer.get(reverse("volunteers:award_candidate", args=[keys[0]])).content.decode()
    assert "績效證明書正本驗畢" in page


def test_a_decision_reaches_only_the_proposal_it_was_made_on(unit: Unit) -> None:
    window, other = now_window(), make_unit("TPE", "social")
    here, there = candidate(unit, window, state="submitted"), candidate(other, window, state="submitted")
    move = reverse("volunteers:award_proposal_move", args=[here.proposal_id])
    sent = {"move": "decline", "who": [there.pk], "reason": "證明書不是本單位開的"}
    assert at(officer_of()).post(move, sent).status_code == 422
    there.refresh_from_db()
    assert there.state == S.SUBMITTED


def test_a_family_is_put_forward_by_names(unit: Unit) -> None:
    window = now_window(DIAMOND_FAMILY)
    both = [make_deserving(unit, name=name) for name in ("林大同", "陳美玉")]
    where = reverse("volunteers:award_propose", args=[window.pk, unit.pk])
    client = at(coordinator_of(unit))
    answer = client.post(where, {"applicant": "林大同", "member_1": "沒有這個人", "relation_1": "配偶"})
    assert answer.status_code == 422
    assert "單位裡找不到「沒有這個人」" in answer.content.decode()
    answer = client.post(where, {"applicant": "林大同", "member_1": "陳美玉", "relation_1": "配偶"})
    assert answer.status_code == 302
    assert {kin.volunteer_id for kin in AwardCandidate.objects.get().kin.all()} == {one.pk for one in both}


def test_a_file_is_attached_and_taken_out_again(unit: Unit) -> None:
    window = now_window(papers=["photo"])
    one = candidate(unit, window)
    client, where = at(coordinator_of(unit)), reverse("volunteers:award_candidate_paper", args=[one.pk])
    assert client.post(where, {"key": "photo"}).status_code == 422
    bad = client.post(where, {"key": "photo", "file": ContentFile(b"<html>", name="a.jpg")})
    assert bad.status_code == 422
    sent = {"key": "photo", "file": ContentFile(make_photo((300, 300)), name="a.jpg")}
    assert client.post(where, sent).status_code == 302
    file = StoredFile.objects.get(purpose=papers.KEY)
    shown = client.get(reverse("files:content", args=[file.pk]))
    assert b"".join(shown.streaming_content)  # type: ignore[attr-defined]
    assert at(make_user(Role.COUNTY_OFFICER, "TTT")).get(reverse("files:content", args=[file.pk])).status_code == 404
    assert client.post(where, {"remove": file.pk}).status_code == 302
    assert not one.papers.exists()


def test_who_stands_apart_reads_no_papers(unit: Unit) -> None:
    window = now_window(DIAMOND, has_committee=True)
    committee.weigh(window=window, criteria=[("事蹟", 100)], by=officer_of(), now=timezone.now())
    juror = committee.appoint(window=window, user=make_user(None), by=officer_of(), now=timezone.now())
    one = candidate(unit, window, state="submitted", deeds="陪長輩就醫十年。")
    client, where = at(juror.user), reverse("volunteers:award_score", args=[one.pk])
    assert "陪長輩就醫十年" in client.get(where).content.decode()
    assert client.get(reverse("volunteers:award_candidate", args=[one.pk])).status_code == 200
    assert client.post(where, {"do": "declare", "reason": "姊妹"}).status_code == 302
    assert "陪長輩就醫十年" not in client.get(where).content.decode()
    assert client.get(reverse("volunteers:award_candidate", args=[one.pk])).status_code == 404
    assert client.post(where, {f"c{window.criteria.get().pk}": "90"}).status_code == 422


def test_a_volunteer_sees_where_hers_stands_and_nobody_else_s(unit: Unit) -> None:
    window = now_window()
    one, other = candidate(unit, window, state="submitted"), candidate(unit, window, state="submitted")
    assert one.volunteer is not None
    me = make_user(Role.VOLUNTEER, "TPE")
    one.volunteer.user = me
    one.volunteer.save()
    page = at(me).get(reverse("volunteers:own_candidacies")).content.decode()
    assert "已送主管機關" in page
    assert at(me).get(reverse("volunteers:award_candidate", args=[one.pk])).status_code == 200
    assert at(me).get(reverse("volunteers:award_candidate", args=[other.pk])).status_code == 404
    given = AwardGiven.objects.create(
        volunteer=one.volunteer,
        award=window.award,
        given_on=dt.date(2026, 6, 1),
        recorded_at=timezone.now(),
        recorded_by="承辦人",
    )
    AwardCandidate.objects.filter(pk=one.pk).update(state="approved", given=given)
    page = at(me).get(reverse("volunteers:own_candidacies")).content.decode()
    assert ">核定<" in "".join(page.split())
    assert "已撤銷" not in page
    AwardGiven.objects.update(revoked_on=dt.date(2026, 6, 2), revoked_why="時數是冒用別人的")
    page = at(me).get(reverse("volunteers:own_candidacies")).content.decode()
    assert "已撤銷" in page


@pytest.mark.parametrize("key", ["award-candidates", "award-ceremony"])
def test_lists_leave_as_the_pages_have_them(unit: Unit, key: str) -> None:
    window = now_window()
    here = candidate(unit, window, state="submitted")
    candidate(make_unit("TPE", "social"), window, state="submitted")
    deciding.approve(
        window=window, candidates=[here.pk], given_on=timezone.localdate(), number="", words="證明書正本驗畢",
        by=officer_of(), now=timezone.now(),
    )  # fmt: skip
    where = reverse("exports:download", args=[key, "csv"]) + f"?window={window.pk}"
    answer = at(coordinator_of(unit)).get(where)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 2, "of the units she sees"
    assert here.name in rows[1]
    assert at(make_user(Role.COUNTY_OFFICER, "TTT")).get(where).status_code == 404
    for suffix in ("ods", "xlsx"):
        other = at(officer_of()).get(reverse("exports:download", args=[key, suffix]) + f"?window={window.pk}")
        assert b"".join(other.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]


def test_what_came_back_is_said_to_the_unit_once_until_it_is_mended(unit: Unit) -> None:
    window, coordinator = now_window(), coordinator_of(unit)
    rows = [candidate(unit, window, state="submitted") for _one in range(2)]
    now = timezone.now()
    deciding.send_back(
        window=window, marks={one.pk: {deciding.HERSELF: "請補單位名稱"} for one in rows}, by=officer_of(), now=now
    )
    assert returned.plan_all(now=now).made == 1
    assert returned.plan_all(now=now).made == 0
    notice = Notice.objects.get(kind=returned.KEY)
    assert notice.to_address == coordinator.email
    letter = returned.write(notice, now)
    assert letter is not None
    assert "退回 2 位" in letter.lines[0]
    assert all(one.volunteer is not None and one.volunteer.name not in str(letter) for one in rows)
    AwardCandidate.objects.update(state=S.SUBMITTED)
    assert returned.write(notice, now) is None
    assert returned.plan_all(now=now).withdrawn == 1


def test_somebody_who_is_not_on_the_list_is_added_by_number(unit: Unit) -> None:
    window = now_window()
    one = make_deserving(unit)
    one.award_standings.all().delete()
    Enrolment.objects.filter(volunteer=one).update(number="007")
    where = reverse("volunteers:award_propose", args=[window.pk, unit.pk])
    assert at(coordinator_of(unit)).post(where, {"other": "007"}).status_code == 302
    assert AwardCandidate.objects.get().volunteer_id == one.pk


def test_opening_an_award_starts_with_what_the_sources_say() -> None:
    make_unit("TPE", "social")
    client, where = at(officer_of()), reverse("volunteers:award_window_open")
    page = client.get(where, {"award": "TW_MOHW_VOL_BRONZE", "year": "116"}).content.decode()
    assert "116/07/31" in page
    assert "116/08/31" in page
    sent = {"award": "TW_MOHW_VOL_BRONZE", "year": "116", "opens_on": "116/8/1", "closes_on": "116/7/31"}
    refused = client.post(where, sent)
    assert refused.status_code == 422
    assert "截止日不能早於起日" in refused.content.decode()
    assert client.post(where, sent | {"opens_on": "116/5/1"}).status_code == 302
    assert AwardWindow.objects.get().year == 2027
