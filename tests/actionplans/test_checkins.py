"""Check-ins: written bit by bit, handed in, returned with marks, accepted; and what each does to the milestones."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from actionplans.consensus import adoption
from actionplans.followup import checkin_links, checkins, evidence
from actionplans.models import CheckIn, CheckInLink, Evidence, Milestone, Plan, PlanIndicator
from foundation.accounts.roles import Role
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.files.content import Unfit
from foundation.files.models import StoredFile
from tests.makers.accounts import make_user
from tests.makers.files import make_photo
from tests.makers.followup import NEWS, make_check_in, make_followed, make_link, make_submitted
from tests.makers.workshops import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(hours=2)
State = CheckIn.State


@pytest.fixture
def plan():
    return make_followed()


@pytest.fixture
def link(plan):
    return make_link(plan)[0]


def write(plan, writer, *, values=None, problems=None, readings=None, claims=None, now=NOON):
    return checkins.write(
        plan=plan, writer=writer, values=values or {}, problems=problems or {}, readings=readings or {},
        claims=claims, now=now,
    )  # fmt: skip


# Writing ---


def test_the_first_word_begins_a_report_and_the_next_goes_on_with_it(plan, link):
    first = write(plan, link, values={"happened": "開了"})
    second = write(plan, link, values={"happened": "開了說明會"}, now=LATER)
    assert first == second
    assert (second.number, second.state, second.reporter, second.started_at) == (1, State.DRAFT, "張大同", NOON)
    assert CheckIn.objects.count() == 1


def test_two_writers_have_a_report_each(plan, link):
    officer = make_user()
    mine, theirs = write(plan, officer, values={"happened": "甲"}), write(plan, link, values={"happened": "乙"})
    assert [mine.number, theirs.number] == [1, 2]
    assert (mine.user, mine.link, theirs.user, theirs.link) == (officer, None, None, link)
    assert checkins.open_of(plan=plan, writer=officer) == mine


def test_what_is_not_right_yet_waits_as_it_was_typed_and_loses_nothing_else(plan, link):
    check_in = write(plan, link, values={"happened": "開了"}, problems={"next_on": ("下禮拜", "讀不出日期。")})
    assert check_in.unfinished == {"next_on": {"value": "下禮拜", "problem": "讀不出日期。"}}
    assert check_in.happened == "開了"
    mended = write(plan, link, values={"next_on": dt.date(2026, 9, 1)})
    assert (mended.unfinished, mended.next_on) == ({}, dt.date(2026, 9, 1))


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", Decimal("12")), ("１２.５", Decimal("12.5")), ("1,200", Decimal("1200")), ("-3", Decimal("-3")),
        ("１，２００．５", Decimal("1200.5")), ("1,234,567", Decimal("1234567")), ("－３", Decimal("-3")),
        ("＋4", Decimal("4")), (".5", Decimal("0.5")), ("約 20", None), ("二十", None), ("10²", None), ("20 人", None),
        ("99999999999999", Decimal("99999999999999")), ("0.00004", Decimal("0")),
    ],
)  # fmt: skip
def test_readings_keep_the_words_and_the_number_where_there_is_one(plan, link, typed, number):
    one = PlanIndicator.objects.create(plan=plan, position=1, name="缺班", target="8")
    reading = write(plan, link, readings={one.pk: typed}).readings.get()
    reading.refresh_from_db()
    assert (reading.typed, reading.number) == (typed, number)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1e3", "看不出是多少"), ("１ｅ３", "看不出是多少"), ("1_000", "看不出是多少"), ("inf", "看不出是多少"),
        ("-Infinity", "看不出是多少"), ("nan", "看不出是多少"), ("NaN", "看不出是多少"), ("1,2,3", "看不出是多少"),
        ("12,34", "看不出是多少"), ("１，２３", "看不出是多少"), ("12 15", "看不出是多少"), ("1e99", "看不出是多少"),
        ("١٢", "看不出是多少"), ("100000000000000", "太大了"),
    ],
)  # fmt: skip
def test_what_only_a_machine_takes_for_a_number_waits_with_a_sentence(plan, link, typed, said):
    """Nothing typed is lost, no number is made of it, and the report is not handed in before it is clear."""
    one = PlanIndicator.objects.create(plan=plan, position=1, name="缺班", target="8")
    check_in = make_check_in(plan, link)
    write(plan, link, readings={one.pk: "15"})
    check_in = write(plan, link, readings={one.pk: typed})
    assert not check_in.readings.exists()
    assert checkins.standing(check_in)[f"reading_{one.pk}"] == typed
    with pytest.raises(ValidationError) as refused:
        checkins.submit(check_in=check_in, by=link, now=LATER)
    (sentence,) = refused.value.message_dict[f"reading_{one.pk}"]
    assert typed in sentence
    assert said in sentence
    mended = write(plan, link, readings={one.pk: "1,000"})
    assert (mended.unfinished, mended.readings.get().number) == ({}, Decimal("1000"))
    assert checkins.submit(check_in=mended, by=link, now=LATER).state == State.SUBMITTED


def test_what_is_unclear_of_an_indicator_that_is_gone_keeps_nobody(plan, link):
    one = PlanIndicator.objects.create(plan=plan, position=1, name="缺班")
    check_in = make_check_in(plan, link)
    write(plan, link, readings={one.pk: "1e3"})
    one.delete()
    check_in = write(plan, link, values={"happened": "開了"})
    assert checkins.submit(check_in=check_in, by=link, now=LATER).state == State.SUBMITTED


def test_an_emptied_reading_goes_and_another_plans_indicator_is_not_written(plan, link):
    one = PlanIndicator.objects.create(plan=plan, position=1, name="缺班")
    other = PlanIndicator.objects.create(plan=make_followed(), position=1, name="別人的")
    write(plan, link, readings={one.pk: "12", other.pk: "99"})
    check_in = write(plan, link, readings={one.pk: "15"})
    assert [reading.typed for reading in check_in.readings.all()] == ["15"]
    assert not write(plan, link, readings={one.pk: "  "}).readings.exists()


def test_only_the_plans_own_open_milestones_can_be_claimed(plan, link):
    first, second, *_rest = plan.milestones.all()
    Milestone.objects.filter(pk=second.pk).update(reached_at=NOON)
    foreign = make_followed().milestones.first()
    check_in = write(plan, link, claims=[first.pk, second.pk, foreign.pk])
    assert list(check_in.claims.all()) == [first]
    reached, gone = checkins.not_claimed(check_in)
    assert f"「{second.shown}」已經確認完成" in reached
    assert "有 1 項勾選的里程碑已經不在這項方案裡" in gone
    again = write(plan, link, values={"happened": "再寫"})
    assert (list(again.claims.all()), checkins.not_claimed(again)) == ([first], [])
    assert not write(plan, link, claims=[]).claims.exists()


def test_a_plan_that_is_not_adopted_takes_no_report(link, plan):
    Plan.objects.filter(pk=plan.pk).update(state=Plan.State.CANDIDATE)
    with pytest.raises(ValidationError, match="撤回"):
        write(plan, link, values={"happened": "開了"})
    assert not CheckIn.objects.exists()


# Handing in ---


@pytest.mark.parametrize(
    ("values", "field"),
    [({"happened": "  "}, "happened"), ({"reporter": ""}, "reporter"), ({}, None)],
)
def test_a_report_says_what_happened_and_who_says_so(plan, link, values, field):
    check_in = make_check_in(plan, link, **values)
    assert list(checkins.missing(check_in)) == ([field] if field else [])
    if field is None:
        assert checkins.submit(check_in=check_in, by=link, now=LATER).state == State.SUBMITTED
        return
    with pytest.raises(ValidationError) as refused:
        checkins.submit(check_in=check_in, by=link, now=LATER)
    assert list(refused.value.message_dict) == [field]
    check_in.refresh_from_db()
    assert check_in.state == State.DRAFT


def test_a_claim_without_evidence_is_not_handed_in(plan, link):
    check_in = make_check_in(plan, link, claims=1, shown=False)
    with pytest.raises(ValidationError, match="附上至少一件佐證"):
        checkins.submit(check_in=check_in, by=link, now=LATER)
    evidence.add_address(check_in=check_in, url=NEWS, caption="", by=link, now=NOON)
    assert checkins.submit(check_in=check_in, by=link, now=LATER).submitted_at == LATER


def test_what_waits_unfinished_holds_the_handing_in_up(plan, link):
    check_in = make_check_in(plan, link)
    write(plan, link, problems={"next_on": ("下禮拜", "讀不出「下禮拜」。")})
    with pytest.raises(ValidationError, match="讀不出「下禮拜」"):
        checkins.submit(check_in=check_in, by=link, now=LATER)


def test_a_report_is_handed_in_once_and_the_next_one_is_a_new_one(plan, link):
    check_in = make_submitted(plan, link)
    with pytest.raises(ValidationError, match="已經送出"):
        checkins.submit(check_in=check_in, by=link, now=LATER)
    assert write(plan, link, values={"happened": "第二次"}).number == 2
    line = trail.history_of(check_in).get(verb=Verb.CHECK_IN_SUBMITTED)
    assert (line.actor_kind, line.actor_label) == ("link", "張大同（回報連結）")


# The supervisor's look ---


def test_only_an_accepted_report_with_evidence_reaches_milestones(plan, link):
    check_in = make_submitted(plan, link, claims=2)
    assert not plan.milestones.reached().exists()
    accepted = checkins.accept(check_in=check_in, by=plan.supervisor, now=LATER)
    assert (accepted.state, accepted.reviewed_at) == (State.ACCEPTED, LATER)
    assert [one.reached_at for one in plan.milestones.all()] == [NOON, NOON, None]
    assert trail.history_of(check_in).get(verb=Verb.CHECK_IN_ACCEPTED).now == {"milestones": 2}


def test_a_report_that_claims_nothing_reaches_nothing(plan, link):
    checkins.accept(check_in=make_submitted(plan, link), by=plan.supervisor, now=LATER)
    assert not plan.milestones.reached().exists()


def test_returned_with_marks_it_is_mended_and_handed_in_again(plan, link):
    check_in = make_submitted(plan, link)
    with pytest.raises(ValidationError, match="缺什麼"):
        checkins.send_back(check_in=check_in, remarks={"happened": " "}, by=plan.supervisor, now=LATER)
    remarks = {"happened": "哪一天、幾個人？", "hindered": ""}
    back = checkins.send_back(check_in=check_in, remarks=remarks, by=plan.supervisor, now=LATER)
    assert (back.state, back.remarks) == (State.RETURNED, {"happened": "哪一天、幾個人？"})
    again = write(plan, link, values={"happened": "7/3 說明會，42 人"})
    assert (again.pk, again.number) == (check_in.pk, 1)
    assert checkins.submit(check_in=again, by=link, now=LATER).remarks == {}


def test_who_is_at_the_next_report_is_not_sent_back_to_the_last(plan, link):
    check_in = make_submitted(plan, link)
    write(plan, link, values={"happened": "下一次"})
    with pytest.raises(ValidationError, match="下一次回報"):
        checkins.send_back(check_in=check_in, remarks={"happened": "補"}, by=plan.supervisor, now=LATER)


@pytest.mark.parametrize("act", ["accept", "send_back"])
def test_only_what_waits_is_looked_at(plan, link, act):
    more = {"remarks": {"happened": "補"}} if act == "send_back" else {}
    for check_in in (make_check_in(plan, link), make_submitted(plan, make_user())):
        if check_in.state == State.SUBMITTED:
            checkins.accept(check_in=check_in, by=plan.supervisor, now=LATER)
        with pytest.raises(ValidationError, match="沒有在等確認"):
            getattr(checkins, act)(check_in=check_in, by=plan.supervisor, now=LATER, **more)


def test_an_adoption_with_reports_is_not_taken_back(plan, link):
    from workshops.models import Workshop

    make_check_in(plan, link)
    Workshop.objects.update(state=Workshop.State.HELD)
    with pytest.raises(ValidationError, match="已經有進度回報"):
        adoption.withdraw(plan=plan, reason="換人", by=plan.supervisor, now=LATER)


# Evidence ---


def test_a_photo_is_kept_without_what_it_carried(plan, link):
    check_in = make_check_in(plan, link)
    added = evidence.add_file(check_in=check_in, data=make_photo(), name="IMG_1.jpg", by=link, now=NOON)
    assert (added.file.original_name, added.file.added_by, added.file.county_id) == ("IMG_1.jpg", None, plan.county_id)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<html><script>alert(1)</script></html>", "不是照片"),
        (b"PK\x03\x04" + b"0" * 40, "文件打不開"),
        (b"", "空的"),
        (make_photo()[:300], "打不開"),
        (b"PK\x03\x04 no package", "打不開"),
    ],
    ids=["html", "zip", "empty", "cut", "pdf"],
)
def test_what_is_no_photo_is_refused_in_a_sentence_and_nothing_is_kept(plan, link, data, sentence):
    check_in = make_check_in(plan, link)
    with pytest.raises(Unfit, match=sentence):
        evidence.add_file(check_in=check_in, data=data, name="照片.jpg", by=link, now=NOON)
    assert not Evidence.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "ftp://example.org/a", "www.example.org", "https://",
                                 "https://a:b@example.org/", "https://ming@example.org/x"])  # fmt: skip
def test_only_web_addresses_are_taken(plan, link, url):
    with pytest.raises(ValidationError):
        evidence.add_address(check_in=make_check_in(plan, link), url=url, caption="", by=link, now=NOON)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("have", [evidence.MOST - 1, evidence.MOST])
def test_there_is_room_for_so_many_pieces(plan, link, have):
    check_in = make_check_in(plan, link)
    for number in range(have):
        Evidence.objects.create(check_in=check_in, url=f"{NEWS}{number}", added_at=NOON)
    if have < evidence.MOST:
        evidence.add_address(check_in=check_in, url=NEWS, caption="", by=link, now=NOON)
    else:
        with pytest.raises(Unfit, match="最多 10 件"):
            evidence.add_address(check_in=check_in, url=NEWS, caption="", by=link, now=NOON)
    assert check_in.evidence.count() == evidence.MOST


def test_a_piece_is_taken_out_with_its_photo_until_the_report_is_in(plan, link):
    check_in = make_check_in(plan, link)
    added = evidence.add_file(check_in=check_in, data=make_photo(), name="a.jpg", by=link, now=NOON)
    evidence.remove(evidence=added, by=link, now=NOON)
    assert not StoredFile.objects.exists()
    kept = evidence.add_address(check_in=check_in, url=NEWS, caption="", by=link, now=NOON)
    checkins.submit(check_in=check_in, by=link, now=LATER)
    with pytest.raises(ValidationError, match="已經送出"):
        evidence.remove(evidence=kept, by=link, now=LATER)
    assert check_in.evidence.count() == 1


def test_photos_are_seen_by_who_sees_the_plan_once_the_report_is_in(plan, link):
    check_in = make_check_in(plan, link)
    evidence.add_file(check_in=check_in, data=make_photo(), name="a.jpg", by=link, now=NOON)
    near, far = make_user(county=plan.county_id), make_user(county="HUA")
    assert not StoredFile.objects.visible_to(near).exists()
    checkins.submit(check_in=check_in, by=link, now=LATER)
    assert StoredFile.objects.visible_to(near).count() == 1
    assert StoredFile.objects.visible_to(make_user(Role.ASSOCIATION)).count() == 1
    assert not StoredFile.objects.visible_to(far).exists()


# Links ---


def test_a_link_is_found_by_its_token_alone_and_the_token_is_not_kept(plan):
    link, token = make_link(plan)
    assert checkin_links.find(token) == link
    assert checkin_links.find(token[:-1]) is None
    assert token not in str(CheckInLink.objects.values().get())


@pytest.mark.parametrize(("after", "open_"), [(0, True), (30 * 86400 - 1, True), (30 * 86400, False)])
def test_a_link_ends_by_itself(link, after, open_):
    assert link.is_open(NOON + dt.timedelta(seconds=after)) == open_


def test_a_revoked_link_is_closed_at_once_and_told_once(plan, link):
    for _time in range(2):
        checkin_links.revoke(link=link, by=plan.supervisor, now=LATER)
    link.refresh_from_db()
    assert not link.is_open(LATER)
    assert trail.history_of(plan).filter(verb=Verb.LINK_REVOKED).count() == 1


def test_a_link_names_somebody_and_a_plan_has_only_so_many(plan):
    with pytest.raises(ValidationError, match="給誰"):
        checkin_links.make(plan=plan, name=" ", by=plan.supervisor, now=NOON)
    for _number in range(checkin_links.MOST_OPEN):
        make_link(plan)
    with pytest.raises(ValidationError, match="10 個有效的連結"):
        make_link(plan)
    assert make_link(plan, now=NOON + checkin_links.LASTS)[0].pk


# The database ---


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": 1},
        {"state": "elsewhere"},
        {"state": "submitted"},
        {"state": "accepted", "submitted_at": NOON, "happened": "開了", "reporter": "張"},
    ],
)
def test_the_database_refuses_reports_that_cannot_be(plan, wrong):
    CheckIn.objects.create(plan=plan, number=1, started_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckIn.objects.create(**{"plan": plan, "number": 2, "started_at": NOON} | wrong)


def test_whatever_happens_a_milestone_is_reached_only_by_an_accepted_report_with_evidence():
    reached = []

    @settings(max_examples=100, deadline=None)
    @given(st.lists(st.sampled_from(["write", "claim", "show", "submit", "accept", "return"]), min_size=8, max_size=24))
    def history(acts):
        with transaction.atomic():
            plan = make_followed()
            link, _token = make_link(plan)
            for act in acts:
                check_in = checkins.open_of(plan=plan, writer=link)
                waiting = CheckIn.objects.filter(plan=plan, state=State.SUBMITTED).first()
                try:
                    if act == "write":
                        write(plan, link, values={"happened": "開了"})
                    elif act == "claim":
                        write(plan, link, claims=plan.milestones.values_list("pk", flat=True)[:2])
                    elif act == "show" and check_in:
                        evidence.add_address(check_in=check_in, url=NEWS, caption="", by=link, now=NOON)
                    elif act == "submit" and check_in:
                        checkins.submit(check_in=check_in, by=link, now=NOON)
                    elif act == "accept" and waiting:
                        checkins.accept(check_in=waiting, by=plan.supervisor, now=LATER)
                    elif act == "return" and waiting:
                        checkins.send_back(check_in=waiting, remarks={"happened": "補"}, by=plan.supervisor, now=LATER)
                except (ValidationError, Unfit):
                    pass
            for one in plan.milestones.reached():
                proved = one.claimed_in.filter(state=State.ACCEPTED, evidence__isnull=False)
                assert proved.exists()
            reached.append(plan.milestones.reached().count())
            transaction.set_rollback(True)

    history()
    assert any(reached), "or this proves nothing"
