"""Awards that an authority adds itself: from plain words to a rule, tried out, in effect, changed and withdrawn."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given as drawn
from hypothesis import strategies as st

from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from tests.makers.accounts import give, make_user
from tests.makers.own_awards import NOW, WHY, authority, make_draft, make_own, settle, values
from tests.makers.volunteers import make_enrolment, make_trained, make_unit
from volunteers.awards import books, eligibility, giving, lists, own_awards, trying
from volunteers.models import (
    AwardGiven,
    AwardStanding,
    Enrolment,
    OwnAward,
    OwnAwardVersion,
    ServiceMonth,
    Unit,
    Volunteer,
)
from volunteers.rules import award_composing
from volunteers.rules.award_judging import Assessment, Outcome
from volunteers.rules.award_terms import Words

D = dt.date
ON = D(2026, 6, 30)


@pytest.fixture
def unit(db: None) -> Unit:
    return make_unit("TPE", "social")


def served(unit: Unit, hours: float) -> Volunteer:
    one = make_enrolment(unit, on=D(2020, 1, 1)).volunteer
    ServiceMonth.objects.create(
        volunteer=one, unit=unit, category=unit.category, month=202503, minutes=round(hours * 60),
        counted=round(hours * 60), times=1, served_people=0,
    )  # fmt: skip
    return one


def of(found: list[Assessment], code: str) -> Assessment:
    return next(one for one in found if one.award.code == code)


FORMS = st.fixed_dictionaries({
    "subject": st.just("person"), "hours": st.none() | st.integers(1, 9000), "years": st.none() | st.integers(1, 50),
    "hours_window": st.sampled_from(["ever", "year", "age"]), "years_window": st.sampled_from(["ever", "age"]),
    "unbroken": st.booleans(), "either": st.sampled_from(["both", "either"]), "age": st.none() | st.integers(1, 99),
    "needs": st.lists(st.sampled_from(award_composing.PLAIN), unique=True), "grade": st.none() | st.integers(1, 5),
    "papers": st.lists(st.sampled_from(["performance_certificate", "service_time_certificate"]), unique=True),
    "again": st.sampled_from(["", "once", "within"]), "again_years": st.integers(1, 9), "lasts": st.none() | st.just(3),
    "stated": st.sampled_from(["", "事蹟具體", "事蹟具體｜Deeds are known\n沒有前科"]), "public": st.booleans(),
    "categories": st.lists(st.sampled_from(["social", "health"]), unique=True),
    "offices": st.lists(st.sampled_from(["tpe-dosw", "tpe-health"]), unique=True),
    "units": st.lists(st.sampled_from(["TPE-0001", "TPE-0002"]), unique=True),
    "valid_to": st.none() | st.just(D(2030, 1, 1)),
})  # fmt: skip


@drawn(FORMS)
def test_what_was_chosen_is_read_back_from_the_rule(chosen: dict[str, Any]) -> None:
    if not any(chosen[name] for name in ("hours", "years", "age", "needs", "papers", "grade", "again", "stated")):
        return
    data = award_composing.compose(values(**chosen), code="OWN_TPE_001")
    again = award_composing.compose(award_composing.values_of(data), code="OWN_TPE_001")
    assert again == data
    giver = {"authority": "甲", "authority_en": "A", "office": "a", "level": "local"}
    assert books.award_of(data | giver).code == "OWN_TPE_001"


@pytest.mark.parametrize(
    ("change", "where", "says"),
    [
        ({"hours": None}, None, "還沒有條件"),
        ({"members": 3}, "members", "團隊或家庭"),
        ({"insured": 90}, "insured", "只能問團隊"),
        ({"subject": "team", "members": 10}, "hours", "團隊沒有"),
        ({"subject": "family", "members": 1}, "members", "家庭至少 2 人"),
        ({"again": "within"}, "again_years", "幾年內"),
        ({"hours_window": "award"}, "before", "哪一個獎"),
        ({"valid_to": D(2025, 12, 31)}, "valid_to", "不能早於"),
        ({"sources": " \n "}, "sources", "抄錄"),
        ({"stated": "一\n二\n三\n四\n五\n六"}, "stated", "最多 5 項"),
    ],
)
def test_what_makes_no_rule_is_said_where_it_was_filled_in(change: dict[str, Any], where: str, says: str) -> None:
    with pytest.raises(ValidationError, match=says) as refused:
        award_composing.compose(values(**change), code="X")
    assert where is None or where in refused.value.message_dict


def test_only_the_named_offices_and_units_count(unit: Unit) -> None:
    other = make_unit("TPE", "health", name="北城衛生志工隊")
    one = served(unit, 60)
    for at, hours in ((other, 60), (make_unit("TPE", "social", name="第二隊"), 30)):
        Enrolment.objects.create(volunteer=one, unit=at, joined_on=dt.date(2020, 1, 1))
        ServiceMonth.objects.create(
            volunteer=one, unit=at, category=at.category, month=202503, minutes=hours * 60, counted=hours * 60, times=1,
            served_people=0,
        )  # fmt: skip
    chosen: dict[str, dict[str, Any]] = {
        "anywhere": {}, "office": {"offices": [unit.authority.code]}, "unit": {"units": [unit.code]},
        "both": {"offices": [other.authority.code], "units": [unit.code, other.code]},
    }  # fmt: skip
    codes = {make_own(hours=90, **given).code: name for name, given in chosen.items()}
    judged = eligibility.assess(one, ON, county="TPE")
    found = {codes[each.award.code]: served_hours(each) for each in judged if each.award.code in codes}
    assert found == {"anywhere": 150 * 60, "office": 90 * 60, "unit": 60 * 60, "both": 60 * 60}


def served_hours(found: Assessment) -> int | None:
    """What was found of the hours."""
    return next(leaf.value for leaf in found.finding.children if leaf.kind == "hours")


def test_offices_and_units_of_another_county_are_refused_where_they_were_chosen(unit: Unit) -> None:
    far = make_unit("HUA", "social")
    for field, value in (("units", far.code), ("offices", far.authority.code)):
        with pytest.raises(ValidationError) as refused:
            make_draft(**{field: [value]})
        assert list(refused.value.message_dict) == [field]
    assert not OwnAward.objects.exists()


def test_a_draft_does_nothing_until_it_takes_effect_with_a_reason(unit: Unit) -> None:
    one, by = served(unit, 100), make_user(Role.COUNTY_OFFICER, "TPE")
    version = make_draft(by=by)
    code = version.award.code
    assert code == "OWN_TPE_001"
    assert code not in books.every(ON)
    with pytest.raises(ValidationError, match="為什麼讓它生效"):
        own_awards.settle(version=version, seen=version.edition, reason="好", by=by, now=NOW)
    settle(version, by=by)
    found = of(eligibility.assess(one, ON), code)
    assert (found.outcome, found.award.version) == (Outcome.ELIGIBLE, 1)
    assert of(eligibility.assess(served(unit, 99.98), ON), code).outcome is not Outcome.ELIGIBLE
    line = Event.objects.get(verb=Verb.OWN_AWARD_SETTLED)
    assert (line.reason, line.now["name"]) == (WHY, "海線志工獎")
    with pytest.raises(ValidationError, match="已經生效"):
        settle(version, by=by)


def test_what_was_looked_at_takes_effect_and_nothing_else(unit: Unit) -> None:
    version = make_draft()
    seen = version.edition
    make_draft(award=version.award, hours=200)
    assert OwnAwardVersion.objects.count() == 1, "one draft of an award at a time"
    with pytest.raises(ValidationError, match="有人又改了草案"):
        own_awards.settle(version=version, seen=seen, reason=WHY, by=make_user(), now=NOW)
    assert not OwnAwardVersion.objects.settled().exists()


def test_a_change_is_a_new_version_from_a_day_and_both_stand(unit: Unit) -> None:
    award, one = make_own(), served(unit, 150)
    with pytest.raises(ValidationError, match="要從那天以後起"):
        make_draft(award=award, hours=200)
    settle(make_draft(award=award, hours=200, valid_from=D(2026, 6, 1)))
    assert of(eligibility.assess(one, D(2026, 5, 31)), award.code).outcome is Outcome.ELIGIBLE
    now = of(eligibility.assess(one, D(2026, 6, 1)), award.code)
    assert (now.outcome, now.award.version) == (Outcome.NO, 2)
    assert of(eligibility.assess(one, D(2025, 12, 31)), award.code).outcome is Outcome.ENDED, "not yet"
    with pytest.raises(IntegrityError), transaction.atomic():
        OwnAwardVersion.objects.filter(number=2).update(valid_from=D(2026, 1, 1))


def test_what_is_withdrawn_is_judged_no_more_and_what_was_given_stays(unit: Unit) -> None:
    award, one, by = make_own(), served(unit, 150), make_user(Role.COUNTY_OFFICER, "TPE")
    giving.record(who=one, award=award.code, given_on=D(2026, 2, 1), counted_until=None, on=ON, now=NOW, by=by)
    assert Event.objects.get(verb=Verb.AWARD_RECORDED).now["award"] == "海線志工獎", "a name, since codes say nothing"
    AwardStanding.objects.create(
        county_id="TPE", volunteer=one, award=award.code, state="eligible", since=D(2026, 1, 1)
    )  # fmt: skip
    values: dict[str, Any] = {"award": award, "by": by, "now": NOW}
    with pytest.raises(ValidationError, match="為什麼停辦"):
        own_awards.withdraw(on=ON, reason="", **values)
    with pytest.raises(ValidationError, match="不能早於今天"):
        own_awards.withdraw(on=D(2026, 6, 29), reason="經費不足停辦了", **values)
    own_awards.withdraw(on=ON, reason="經費不足停辦了", **values)
    assert of(eligibility.assess(one, ON), award.code).outcome is Outcome.ENDED
    assert of(eligibility.assess(one, D(2026, 6, 29)), award.code).outcome is Outcome.ELIGIBLE
    assert AwardGiven.objects.get().award == award.code
    assert not lists.standings(by, on=ON, award=award.code).exists()
    assert lists.standings(by, on=D(2026, 6, 29), award=award.code).exists()
    with pytest.raises(ValidationError, match="已經停辦"):
        own_awards.withdraw(on=ON, reason="經費不足停辦了", **values)
    award.refresh_from_db()
    with pytest.raises(ValidationError, match="已經停辦"):
        make_draft(award=award, hours=300, valid_from=D(2027, 1, 1))


def test_only_its_own_authority_sees_and_keeps_it(unit: Unit) -> None:
    award = make_own()
    officer, other = make_user(Role.COUNTY_OFFICER, "TPE"), make_user(Role.COUNTY_OFFICER, "NWT")
    social, health = make_user(None), make_user(None)
    give(social, Role.AUTHORITY_OFFICER, "TPE", sector="社會福利類")
    give(health, Role.AUTHORITY_OFFICER, "TPE", sector="衛生保健類")
    seen = [OwnAward.objects.visible_to(each).filter(pk=award.pk).exists() for each in (officer, social, health, other)]
    assert seen == [True, True, False, False]
    elsewhere = served(make_unit("NWT", "social"), 500)
    assert of(eligibility.assess(elsewhere, ON), award.code).outcome is Outcome.NO, "hours in another county"
    assert award.code not in {one.award.code for one in eligibility.assess(elsewhere, ON, county="NWT")}


def test_an_award_that_stands_on_another_asks_for_it_first(unit: Unit) -> None:
    name = books.every(ON)["TPE_SOC_CONTRIBUTION"].name
    award = make_own(
        before="TPE_SOC_CONTRIBUTION", before_words=Words(f"曾獲「{name.zh}」", f"Has received {name.en}"),
        hours_window="award",
    )  # fmt: skip
    one = served(unit, 100)
    assert of(eligibility.assess(one, ON), award.code).outcome is Outcome.NO
    giving.record(
        who=one, award="TPE_SOC_CONTRIBUTION", given_on=D(2025, 2, 1), counted_until=None, on=ON, now=NOW,
        by=make_user(),
    )  # fmt: skip
    assert of(eligibility.assess(one, ON), award.code).outcome is Outcome.ELIGIBLE
    assert "TPE_SOC_CONTRIBUTION" in dict(own_awards.choices_before(award.code))


def test_a_trial_says_how_many_who_and_who_no_more(unit: Unit) -> None:
    officer = make_user(Role.COUNTY_OFFICER, "TPE")
    low, high = served(unit, 120), served(unit, 300)
    served(unit, 10)
    served(make_unit("NWT", "social"), 900)
    award = make_own()
    version = make_draft(award=award, hours=200, valid_from=D(2026, 7, 1))
    found = trying.try_out(version, own_awards.holding(award, ON), officer, ON)
    assert (found.looked_at, found.counts["eligible"], found.gained, found.lost) == (3, 1, 0, 1)
    assert found.counts_before is not None
    assert found.counts_before["eligible"] == 2
    assert [(one.subject, one.now, one.before) for one in found.lines] == [
        (low, "", "eligible"), (high, "eligible", "eligible"),
    ]  # fmt: skip
    first = trying.try_out(version, None, officer, ON)
    assert (first.counts["eligible"], first.counts_before, first.gained, first.lost) == (1, None, 0, 0)
    health = make_user(None)
    give(health, Role.AUTHORITY_OFFICER, "TPE", sector="衛生保健類")
    assert trying.try_out(version, None, health, ON).looked_at == 0, "only whom she sees"


def test_a_trial_asks_as_much_for_three_as_for_one(unit: Unit, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    officer, version = make_user(Role.COUNTY_OFFICER, "TPE"), make_draft()
    served(unit, 120)
    assert officer.access
    with CaptureQueriesContext(connection) as one:
        trying.try_out(version, None, officer, ON)
    served(unit, 120)
    served(unit, 120)
    with django_assert_num_queries(len(one)):
        assert trying.try_out(version, None, officer, ON).counts["eligible"] == 3


def test_test_people_stand_on_both_sides_of_every_number(unit: Unit) -> None:
    version = make_draft(years=2, age=65, stated="事蹟具體", again="within", again_years=3)
    found = trying.tested(version, ON)
    assert len(found) >= 15
    told = {one.case.words: one.assessment.outcome for one in found}
    assert told["差一分鐘到 100 小時"] is Outcome.NO
    assert told["剛好 100 小時"] is Outcome.ELIGIBLE
    assert told["年資差一天 2 年"] is Outcome.NOT_YET
    assert told["閏日加入，剛好 2 年"] is Outcome.ELIGIBLE
    assert told["得獎還差一天滿 3 年"] is Outcome.NOT_YET
    assert told["還沒有人查明：事蹟具體"] is Outcome.CANDIDATE


def test_test_people_serve_outside_what_counts_and_lack_what_is_asked(unit: Unit) -> None:
    version = make_draft(needs=["trained", "photo"], offices=[unit.authority.code], units=[unit.code])
    told = {one.case.words: one.assessment.outcome for one in trying.tested(version, ON)}
    assert told["剛好 100 小時"] is Outcome.ELIGIBLE
    assert told["時數都在別的機關轄下的單位"] is Outcome.NO
    assert told["時數都在沒有指定的單位"] is Outcome.NO
    assert (told["今天完成訓練"], told["明天才完成訓練"]) == (Outcome.ELIGIBLE, Outcome.NO)
    assert told["沒有照片"] is Outcome.CANDIDATE


def test_teams_are_tried_out_and_judged_too(unit: Unit) -> None:
    officer = make_user(Role.COUNTY_OFFICER, "TPE")
    for _number in range(3):
        make_enrolment(unit)
    make_unit("TPE", "health")
    version = make_draft(subject="team", hours=None, members=3, name="團隊獎")
    found = trying.try_out(version, None, officer, ON)
    assert (found.looked_at, found.counts["eligible"], [one.subject for one in found.lines]) == (2, 1, [unit])
    code = settle(version).award.code
    assert of(eligibility.assess_team(unit, ON), code).outcome is Outcome.ELIGIBLE
    values: dict[str, Any] = {"given_on": ON, "counted_until": None, "on": ON, "now": NOW, "by": officer}
    assert giving.record(who=unit, award=code, **values).award == code


def test_the_county_is_the_authoritys_and_the_code_is_given_once(unit: Unit) -> None:
    trained = make_trained(unit)
    codes = [make_own(name=f"獎{number}").code for number in range(3)]
    assert codes == ["OWN_TPE_001", "OWN_TPE_002", "OWN_TPE_003"]
    rule = books.every(ON)[codes[0]]
    assert (rule.scope.county, rule.authority.zh, rule.level) == ("TPE", authority().name, "local")
    assert of(eligibility.assess(trained, ON), codes[2]).outcome is not Outcome.ELIGIBLE
