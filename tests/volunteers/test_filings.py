"""Filing plans: drafting part by part, handing in, review, what becomes of them, and which days were filed."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from foundation.accounts.roles import Permission, Role
from foundation.audit import trail
from foundation.audit.trail import SYSTEM
from foundation.files.content import Unfit
from foundation.files.models import StoredFile
from foundation.workflow.moves import MoveRefused
from tests.makers.accounts import give, make_user
from tests.makers.files import make_pdf
from tests.makers.volunteers import NOW, make_entry, make_filing, make_trained, make_unit
from volunteers.filing import attachments, authorities, filing_documents, filing_terms, filings
from volunteers.filing.filing_terms import Outlook
from volunteers.models import Authority, Filing, ServiceEntry, Unit
from volunteers.rules import plan_parts
from volunteers.serving import facts

pytestmark = pytest.mark.django_db
S = Filing.State
D = dt.date
GIVEN = {"by": SYSTEM, "now": NOW}


@pytest.fixture
def unit():
    return make_unit(filed=False, state=Unit.State.PREPARING)


def submitted(unit: Unit, **fields: object) -> Filing:
    filing = make_filing(unit, **fields)
    filings.submit(filing=filing, **GIVEN)
    return filing


def approved(unit: Unit, **fields: object) -> Filing:
    filing = submitted(unit, **({"starts_on": D(2026, 1, 1), "ends_on": D(2026, 12, 31)} | fields))
    filings.approve(filing=filing, number="府社工字第1號", on=D(2026, 1, 5), **GIVEN)
    return filing


# What a plan holds --------------------------------------------------------------------------------------------------


def test_the_parts_hold_the_laws_seven_elements_and_every_question() -> None:
    held = [element for part in plan_parts.PARTS for element in part.elements]
    assert sorted(held) == sorted(plan_parts.ELEMENTS)
    assert {one for part in plan_parts.PARTS for one in part.questions} == plan_parts.QUESTIONS.keys()
    assert len(plan_parts.BY_KEY) == len(plan_parts.PARTS) == 14


@pytest.mark.parametrize("written", [{}, {"content": " \n"}, {part.key: "有" for part in plan_parts.PARTS}])
def test_what_is_missing_is_what_the_law_asks_for(written) -> None:
    missing, advised = plan_parts.missing(written), plan_parts.advised(written)
    assert len(missing) == (0 if len(written) > 1 else 6)
    assert all(part.elements for part in missing)
    assert not any(part.elements for part in advised)


@pytest.mark.parametrize(
    ("office", "documents"),
    [
        ("tpe-fire", ["ems_duty_plan", "ems_service_plan"]),
        ("tpe-dosw", ["letter", "plan", "registration", "charter"]),
        ("tpe-edu", []),
        ("ttt-government", []),
        (None, []),
    ],
)
def test_documents_go_by_the_office(office, documents) -> None:
    """FIL-05: the fire department's are its own; of offices nobody listed nothing is required."""
    assert [one.key for one in filing_documents.required(office)] == documents
    assert filing_documents.offered(office)


# Drafting -----------------------------------------------------------------------------------------------------------


def test_a_draft_begins_with_what_is_known_and_only_once(unit) -> None:
    made = filings.begin(unit=unit, **GIVEN)
    assert (made.categories, made.counties, made.authority.code, made.version) == (
        ["social"],
        ["TTT"],
        "ttt-government",
        1,
    )
    assert filings.begin(unit=unit, **GIVEN) == made
    with pytest.raises(ValidationError, match="不必備案"):
        filings.begin(unit=make_unit(body=Unit.Body.AGENCY), **GIVEN)


def test_parts_are_saved_each_for_itself(unit) -> None:
    made = filings.begin(unit=unit, **GIVEN)
    sent = {"content": "訪視", "training": "長" * 4001, "nonsense": "x", "way": "  "}
    done = filings.write(filing=made, parts=sent, seen={}, **GIVEN)
    assert (done.saved, list(done.problems)) == (("content",), ["training"])
    assert Filing.objects.get().parts == {"content": "訪視"}
    assert trail.history_of(made).first().now == {"plan_parts": ["content"]}
    assert filings.write(filing=made, parts={"training": "長" * 4000}, seen={}, **GIVEN).saved == ("training",)
    lines = trail.history_of(made).count()
    assert filings.write(filing=made, parts={"content": "訪視 "}, seen={}, **GIVEN).saved == ()
    assert trail.history_of(made).count() == lines


def test_who_has_written_meanwhile_is_not_written_over(unit) -> None:
    made = filings.begin(unit=unit, **GIVEN)
    filings.write(filing=made, parts={"content": "甲寫的"}, seen={}, **GIVEN)
    blind = filings.write(filing=made, parts={"content": "乙寫的", "way": "排班"}, seen={}, **GIVEN)
    assert (blind.saved, list(blind.problems)) == (("way",), ["content"])
    knowing = {"content": filings.mark_of("甲寫的")}
    assert filings.write(filing=made, parts={"content": "乙寫的"}, seen=knowing, **GIVEN).saved == ("content",)
    same = filings.write(filing=made, parts={"content": "乙寫的"}, seen=knowing, **GIVEN)
    assert (same.saved, same.problems) == ((), {})


def test_place_and_kind_lead_to_the_office(unit) -> None:
    """FIL-01, FIL-02: a choice stays open until it is made, and is made anew when the ways change."""
    made = filings.begin(unit=unit, **GIVEN)
    made = filings.describe(filing=made, values={"categories": ["education", "environment"]}, **GIVEN)
    assert (made.category, made.authority.code) == ("comprehensive", "ttt-government")
    made = filings.describe(filing=made, values={"counties": ["TTT", "HUA"]}, **GIVEN)
    assert made.authority.code == "ttt-government", "still one of the ways"
    made = filings.describe(filing=made, values={"counties": ["TPE", "HUA"]}, **GIVEN)
    assert (made.authority, made.county_id) == (None, "TTT")
    office = Authority.objects.get(code="tpe-dosw")
    made = filings.describe(filing=made, values={"authority": office}, **GIVEN)
    assert (made.authority, made.county_id) == (office, "TPE")
    wrong = Authority.objects.get(code="nwt-government")
    with pytest.raises(ValidationError, match="不在備案的方式裡"):
        filings.describe(filing=made, values={"authority": wrong}, **GIVEN)
    made = filings.describe(filing=made, values={"nationwide": True, "counties": []}, **GIVEN)
    assert (made.authority.code, made.county_id) == ("tw-mohw", "TTT")


def test_a_plan_ends_after_it_begins(unit) -> None:
    made = filings.begin(unit=unit, **GIVEN)
    with pytest.raises(ValidationError, match="不能早於開始"):
        filings.describe(filing=made, values={"starts_on": D(2026, 7, 2), "ends_on": D(2026, 7, 1)}, **GIVEN)
    filings.describe(filing=made, values={"starts_on": D(2026, 7, 1), "ends_on": D(2026, 7, 1)}, **GIVEN)


@pytest.mark.parametrize(
    ("ends_on", "long"), [(D(2027, 12, 31), False), (D(2028, 1, 1), True), (None, False), (D(2026, 1, 1), False)]
)
def test_more_than_two_years_is_said_and_hinders_nothing(unit, ends_on, long) -> None:
    made = make_filing(unit, starts_on=D(2026, 1, 1), ends_on=ends_on or D(2026, 12, 31))
    assert filing_terms.is_long(made) is long
    filings.submit(filing=made, **GIVEN)


# Handing in and review ----------------------------------------------------------------------------------------------


def test_what_the_law_asks_for_must_stand(unit) -> None:
    made = filings.begin(unit=unit, **GIVEN)
    with pytest.raises(MoveRefused) as refused:
        filings.submit(filing=made, **GIVEN)
    told = " ".join(refused.value.problems)
    for words in ("計畫名稱", "開始與結束", "召募管道及時間", "考核、輔導"):
        assert words in told
    assert "服務對象" not in told


def test_what_the_office_asks_for_goes_along() -> None:
    unit = make_unit("TPE", filed=False)
    made = make_filing(unit)
    with pytest.raises(MoveRefused, match="組織章程"):
        filings.submit(filing=made, **GIVEN)
    names = {one.key: "章程.pdf" for one in filing_documents.STANDARD}
    made = filings.describe(filing=made, values={"documents": names}, **GIVEN)
    filings.submit(filing=made, **GIVEN)
    assert made.state == S.SUBMITTED


def test_a_document_is_a_file_or_words_on_how_it_comes() -> None:
    made = make_filing(make_unit("TPE", filed=False))
    ticked = {one.key: "" for one in filing_documents.STANDARD}
    made = filings.describe(filing=made, values={"documents": ticked}, **GIVEN)
    with pytest.raises(MoveRefused) as refused:
        filings.submit(filing=made, **GIVEN)
    assert ["立案證書" in one or "組織章程" in one for one in refused.value.problems] == [True, True]
    made = filings.describe(filing=made, values={"documents": ticked | {"registration": "紙本隨函寄送"}}, **GIVEN)
    attachments.attach(filing=made, key="charter", data=make_pdf(), file_name="章程.pdf", **GIVEN)
    filings.submit(filing=made, **GIVEN)
    with pytest.raises(ValidationError, match="已經送出"):
        attachments.attach(filing=made, key="charter", data=make_pdf(2), file_name="章程二.pdf", **GIVEN)
    (file,) = attachments.by_key(made)["charter"]
    with pytest.raises(ValidationError, match="已經送出"):
        attachments.remove(filing=made, file=file, **GIVEN)
    filings.take_back(filing=made, **GIVEN)
    attachments.remove(filing=made, file=file, **GIVEN)
    assert attachments.by_key(made) == {}
    assert not made.papers.exists()


def test_a_file_is_looked_through_and_of_a_document_that_goes_along(unit) -> None:
    made = make_filing(unit)
    with pytest.raises(Unfit):
        attachments.attach(filing=made, key="charter", data=b"<html>", file_name="章程.pdf", **GIVEN)
    with pytest.raises(ValidationError, match="不要這一種"):
        attachments.attach(filing=made, key="ems_duty_plan", data=make_pdf(), file_name="x.pdf", **GIVEN)
    assert not made.papers.exists()


def test_a_file_is_read_by_the_unit_and_the_office_and_by_nobody_else() -> None:
    unit = make_unit("TPE", filed=False)
    made = make_filing(unit)
    attachments.attach(filing=made, key="charter", data=make_pdf(), file_name="章程.pdf", **GIVEN)
    coordinator, officer = make_user(None), make_user(Role.AUTHORITY_OFFICER, "TPE", sector="社會福利類")
    give(coordinator, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    others = [make_user(Role.COUNTY_OFFICER, "TTT"), make_user(Role.VOLUNTEER, "TPE")]
    see = lambda who: StoredFile.objects.visible_to(who).exists()  # noqa: E731
    assert (see(coordinator), see(officer)) == (True, False), "a draft is the unit's own"
    Filing.objects.filter(pk=made.pk).update(state=S.SUBMITTED)
    assert (see(coordinator), see(officer)) == (True, True)
    assert not any(see(one) for one in others)


def test_a_plan_of_two_counties_is_filed_with_each() -> None:
    """FIL-01: 分別向兩市核備."""
    unit = make_unit("TPE", filed=False)
    made = make_filing(unit, counties=["TPE", "NWT"])
    assert filing_terms.elsewhere(made) == [], "not while it is written"
    Filing.objects.filter(pk=made.pk).update(state=S.SUBMITTED)
    made.refresh_from_db()
    (office,) = filing_terms.elsewhere(made)
    assert office.county_id == "NWT"
    copy = filing_terms.copy_to(filing=made, authority=office, **GIVEN)
    assert (copy.state, copy.county_id, copy.parts, copy.authority) == (S.DRAFT, "NWT", made.parts, office)
    assert filing_terms.elsewhere(made) == []
    with pytest.raises(ValidationError, match="已經在那裡"):
        filing_terms.copy_to(filing=made, authority=office, **GIVEN)
    filings.submit(filing=copy, **GIVEN)
    filings.approve(filing=copy, number="新北社工字第1號", on=D(2026, 6, 1), **GIVEN)
    assert filing_terms.elsewhere(copy) == []
    central = make_filing(unit, title="全國計畫", nationwide=True, authority=Authority.objects.get(code="tw-mohw"),
                          state=S.SUBMITTED)  # fmt: skip
    assert filing_terms.elsewhere(central) == []


def test_a_copy_is_known_by_whose_it_is_and_not_by_its_title() -> None:
    unit = make_unit("TPE", filed=False)
    made = make_filing(unit, counties=["TPE", "NWT"], state=S.SUBMITTED)
    (office,) = filing_terms.elsewhere(made)
    copy = filing_terms.copy_to(filing=made, authority=office, **GIVEN)
    assert copy.copied_from == made
    filings.describe(filing=copy, values={"title": "換了名字的計畫"}, **GIVEN)
    assert filing_terms.elsewhere(made) == []
    Filing.objects.filter(pk=copy.pk).update(state=S.SUBMITTED)
    copy.refresh_from_db()
    assert filing_terms.elsewhere(copy) == []
    other = make_filing(unit, title=made.title, counties=["TPE", "NWT"], state=S.SUBMITTED)
    assert filing_terms.elsewhere(other) == [office], "another plan of the same name is another plan"
    for one in (made, copy):
        filings.approve(filing=one, number=f"{one.pk}號", on=D(2026, 6, 1), **GIVEN)
        version = filing_terms.amend(filing=one, **GIVEN)
        Filing.objects.filter(pk=version.pk).update(state=S.SUBMITTED)
        version.refresh_from_db()
        filings.approve(filing=version, number=f"{version.pk}號", on=D(2026, 6, 2), **GIVEN)
        version.refresh_from_db()
        assert filing_terms.elsewhere(version) == [], "nor is it another one when it is amended"


def test_a_new_plan_is_begun_beside_the_draft_of_a_copy() -> None:
    unit = make_unit("TPE", filed=False)
    made = make_filing(unit, counties=["TPE", "NWT"], state=S.SUBMITTED)
    copy = filing_terms.copy_to(filing=made, authority=filing_terms.elsewhere(made)[0], **GIVEN)
    Filing.objects.filter(pk=made.pk).update(
        state=S.APPROVED,
        approved_on=D(2026, 6, 1),
        approval_number="1",
        starts_on=D(2026, 6, 1),
        ends_on=D(2026, 12, 1),
    )
    begun = filings.begin(unit=unit, **GIVEN)
    assert begun not in (made, copy)
    assert filings.begin(unit=unit, **GIVEN) == begun


def test_nothing_changes_while_it_is_looked_at(unit) -> None:
    made = submitted(unit)
    for change in (
        lambda: filings.write(filing=made, parts={"content": "x"}, seen={}, **GIVEN),
        lambda: filings.describe(filing=made, values={"title": "x"}, **GIVEN),
    ):
        with pytest.raises(ValidationError, match="已經送出"):
            change()
    filings.take_back(filing=made, **GIVEN)
    assert made.state == S.DRAFT
    with pytest.raises(MoveRefused):
        filings.approve(filing=made, number="1", on=D(2026, 6, 1), **GIVEN)


def test_it_is_returned_with_marks_put_right_and_approved(unit) -> None:
    made = submitted(unit)
    with pytest.raises(MoveRefused, match="補正什麼"):
        filings.send_back(filing=made, marks={"content": " "}, remark=" ", **GIVEN)
    filings.send_back(filing=made, marks={"content": "請寫次數", "nonsense": "x", "facts": "日期"}, remark="", **GIVEN)
    made.refresh_from_db()
    assert (made.state, made.marks) == (S.RETURNED, {"content": "請寫次數", "facts": "日期"})
    assert trail.history_of(made).first().now["plan_marks"] == ["content", "facts"]
    filings.write(
        filing=made, parts={"content": "每週 2 次"}, seen={"content": filings.mark_of(made.parts["content"])}, **GIVEN
    )
    filings.submit(filing=made, **GIVEN)
    filings.approve(filing=made, number=" 府社工字第1號 ", on=D(2026, 6, 10), **GIVEN)
    made.refresh_from_db()
    unit.refresh_from_db()
    assert (made.state, made.approval_number, made.marks, unit.state) == (S.APPROVED, "府社工字第1號", {}, "active")
    assert trail.history_of(unit).first().now == {"state": "active"}


@pytest.mark.parametrize(("number", "on"), [(" ", D(2026, 6, 1)), ("1", D(2026, 6, 11)), ("1" * 51, D(2026, 6, 1))])
def test_an_approval_has_a_number_and_a_day(unit, number, on) -> None:
    made = submitted(unit)
    with pytest.raises(ValidationError):
        filings.approve(filing=made, number=number, on=on, **GIVEN)
    assert Filing.objects.get().state == S.SUBMITTED


# Afterwards ---------------------------------------------------------------------------------------------------------


def test_an_amendment_takes_the_place_of_what_it_amends(unit) -> None:
    old = approved(unit)
    new = filing_terms.amend(filing=old, **GIVEN)
    assert (new.version, new.parts, new.state, new.documents) == (2, old.parts, S.DRAFT, {})
    assert filing_terms.amend(filing=old, **GIVEN) == new
    with pytest.raises(ValidationError, match="只有已核備"):
        filing_terms.amend(filing=new, **GIVEN)
    filings.submit(filing=new, **GIVEN)
    filings.approve(filing=new, number="2", on=D(2026, 6, 1), **GIVEN)
    old.refresh_from_db()
    assert (old.state, old.stopped_on) == (S.REPLACED, D(2026, 5, 31))
    assert filings.periods(unit) == [(D(2026, 1, 5), D(2026, 5, 31)), (D(2026, 6, 1), D(2026, 12, 31))]


@pytest.mark.parametrize(
    ("on_time", "active", "found"),
    [(True, True, Outlook.EXTENDED), (False, True, Outlook.MAY_BE_SUSPENDED), (True, False, Outlook.MAY_BE_SUSPENDED)],
)
def test_late_results_may_stop_a_plan_and_never_do_by_themselves(unit, on_time, active, found) -> None:
    """RPT-05."""
    assert filing_terms.outlook(on_time=on_time, active=active) is found
    made = approved(unit, ends_on=D(2026, 1, 31))
    made.refresh_from_db()
    assert made.state == S.APPROVED, "its time is over, and nothing stopped it"


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (D(2025, 12, 31), D(2026, 3, 2)),  # 28 February is a Saturday
        (D(2023, 12, 31), D(2024, 2, 29)),
        (D(2026, 4, 15), D(2026, 6, 15)),
        (D(2026, 6, 30), D(2026, 8, 31)),
    ],
)
def test_results_are_due_within_two_months(last, due) -> None:
    assert filing_terms.results_due(last) == due


@pytest.mark.parametrize(
    ("reported", "reason", "fails"),
    [
        (D(2026, 6, 1), "", ""),  # 31 May is a Sunday
        (D(2026, 6, 2), "", "請寫原因"),
        (D(2026, 6, 2), "承辦人住院", ""),
        (D(2026, 6, 11), "", "不能晚於今天"),
    ],
)
def test_timely_results_extend_it_and_late_ones_take_a_reason(unit, reported, reason, fails) -> None:
    made = approved(unit, ends_on=D(2026, 3, 31))
    given = {"filing": made, "until": D(2027, 3, 31), "reported_on": reported, "reason": reason}
    if fails:
        with pytest.raises(ValidationError, match=fails):
            filing_terms.extend(**given, **GIVEN)
        return
    filing_terms.extend(**given, **GIVEN)
    assert filings.periods(unit) == [(D(2026, 1, 5), D(2027, 3, 31))]
    with pytest.raises(ValidationError, match="晚於現在的期限"):
        filing_terms.extend(**(given | {"until": D(2027, 3, 31)}), **GIVEN)


@pytest.mark.parametrize(("act", "state", "unit_state"), [("end", S.ENDED, "ended"), ("lapse", S.LAPSED, "suspended")])
def test_it_ends_or_is_stopped_with_a_reason_and_a_day(unit, act, state, unit_state) -> None:
    made = approved(unit)
    stop = getattr(filing_terms, act)
    with pytest.raises(MoveRefused, match="要寫原因"):
        stop(filing=made, on=D(2026, 5, 1), reason=" ", **GIVEN)
    for wrong in (D(2026, 1, 4), D(2026, 6, 11)):
        with pytest.raises(ValidationError):
            stop(filing=made, on=wrong, reason="不再辦理", **GIVEN)
    stop(filing=made, on=D(2026, 5, 1), reason="不再辦理", **GIVEN)
    unit.refresh_from_db()
    assert (made.state, unit.state) == (state, unit_state)
    assert filings.periods(unit) == [(D(2026, 1, 5), D(2026, 5, 1))]


def test_a_unit_with_another_plan_goes_on(unit) -> None:
    made = approved(unit)
    approved(unit, title="另一個計畫")
    filing_terms.end(filing=made, on=D(2026, 5, 1), reason="不再辦理", **GIVEN)
    unit.refresh_from_db()
    assert unit.state == "active"


def test_a_charter_spares_a_unit_from_filing_only_where_the_authority_says_so(unit) -> None:
    """RPT-08."""
    assert filings.periods(unit) == []
    for values in ({"on": D(2026, 6, 11), "why": "章程第三條相符"}, {"on": D(2026, 6, 1), "why": "免備案"}):
        with pytest.raises(ValidationError):
            filings.waive(unit=unit, **values, **GIVEN)
    filings.waive(unit=unit, on=D(2026, 6, 1), why="章程第三條相符", **GIVEN)
    unit.refresh_from_db()
    assert (filings.periods(unit), unit.state) == ([(D(2026, 6, 1), None)], "active")
    with pytest.raises(ValidationError, match="本來就不必"):
        filings.waive(unit=unit, on=D(2026, 6, 1), why="章程第三條相符", **GIVEN)


# Hours --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "odd"),
    [(D(2026, 1, 4), True), (D(2026, 1, 5), False), (D(2026, 3, 31), False), (D(2026, 4, 1), True)],
)
def test_hours_outside_an_approved_plan_count_and_are_looked_at(unit, on, odd) -> None:
    approved(unit, ends_on=D(2026, 3, 31))
    entry = make_entry(unit, make_trained(unit), on)
    assert ("unfiled" in entry.odd) is odd
    assert entry.counted == 180


@pytest.mark.parametrize(("body", "filed"), [(Unit.Body.AGENCY, None), (Unit.Body.GROUP, [])])
def test_nobody_asks_a_public_unit(body, filed) -> None:
    unit = make_unit(body=body, filed=False)
    assert filings.periods(unit) == filed
    person = make_trained(unit)
    assert facts.gather(unit, [person.pk], D(2026, 3, 1), D(2026, 3, 31))[person.pk].filed == filed
    make_entry(unit, person)
    assert ("unfiled" in ServiceEntry.objects.get().odd) is (filed == [])


# Who sees it --------------------------------------------------------------------------------------------------------


def test_who_sees_and_reviews_which_filings(unit) -> None:
    draft, waiting = make_filing(unit), submitted(unit)
    other = submitted(make_unit("HUA", filed=False))
    away = submitted(make_unit(filed=False), county_id="HUA")
    coordinator = make_user(None)
    give(coordinator, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    office = make_user(Role.AUTHORITY_OFFICER, "TTT", sector="社會福利類")
    for user, sees, keeps, reviews in (
        (make_user(Role.ASSOCIATION), {waiting, other, away}, set(), set()),
        (make_user(county="TTT"), {draft, waiting, away}, {draft, waiting, away}, {waiting}),
        (make_user(county="HUA"), {other, away}, {other}, {other, away}),
        (coordinator, {draft, waiting}, {draft, waiting}, set()),
        (office, {waiting, away}, set(), {waiting}),
        (make_user(Role.AUTHORITY_OFFICER, "TTT", sector="衛生類"), set(), set(), set()),
        (make_user(Role.VOLUNTEER), set(), set(), set()),
    ):
        assert set(Filing.objects.visible_to(user)) == sees
        assert set(Filing.objects.visible_to(user, Permission.KEEP_UNIT)) == keeps
        assert set(Filing.objects.visible_to(user, Permission.REVIEW_UNITS)) == reviews
    assert authorities.in_charge(county="TTT", category="social") == waiting.authority
