"""The books and the engine: what is refused, three-valued logic, readings, forecasts, and screens that lose nobody."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st

from tests.makers.awards import D, assess, person, place, served
from tests.makers.awards import given as received
from volunteers.awards.sweeping import listed
from volunteers.rules import award_books, award_years
from volunteers.rules.award_books import awards, disputes
from volunteers.rules.award_data import read
from volunteers.rules.award_facts import Person, Served, Stay, Team
from volunteers.rules.award_findings import Answer, Finding
from volunteers.rules.award_judging import Outcome, combine, judge, readings_of
from volunteers.rules.award_leaves import pace_window
from volunteers.rules.award_screening import Need, screen
from volunteers.rules.award_terms import BadRule, Kind, leaves

ON = D(2026, 6, 30)
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
USED = readings_of(disputes(), {})
WHOLE: dict[str, Any] = {
    "code": "X", "name": "獎", "name_en": "Award", "authority": "府", "authority_en": "Office", "level": "local",
    "subjects": ["person"], "basis": "law", "service": {}, "sources": ["辦法"],
    "rule": {"all": [{"kind": "hours", "least": 10}]},
}  # fmt: skip


def test_the_books_hold_every_award_of_the_reference() -> None:
    codes = awards().keys()
    assert sum(one.basis == "handbook" for one in awards().values()) == 44
    assert len([code for code in codes if code.startswith("TPE_")]) == 20
    for one in awards().values():
        assert one.sources, one.code
        assert one.name.zh, one.code
        assert one.name.en, one.code


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"rule": {"kind": "luck"}}, "這種條件"),
        ({"rule": {"kind": "hours"}}, "門檻"),
        ({"rule": {"kind": "hours", "least": 0}}, "門檻"),
        ({"rule": {"kind": "hours", "least": True}}, "門檻"),
        ({"rule": {"kind": "book", "least": 3}}, "門檻"),
        ({"rule": {"kind": "hours", "least": 3, "window": "moon"}}, "採計期間"),
        ({"rule": {"kind": "not_received"}}, "哪一個獎"),
        ({"rule": {"kind": "stated", "key": "a"}}, "代號"),
        ({"rule": {"kind": "book", "hours": 3}}, "讀不懂"),
        ({"rule": {"all": []}}, "空的"),
        ({"rule": "book"}, "寫法讀不懂"),
        ({"rule": {"dispute": "sustained", "branches": {"in_all": {"kind": "book"}}}}, "兩種讀法"),
        ({"service": {"categories": ["magic"]}}, "服務類別"),
        ({"colour": "gold"}, "讀不懂"),
    ],
)
def test_a_rule_that_nobody_can_judge_is_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(BadRule, match=says):
        award_books.award(WHOLE | change)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"subjects": []}, "給誰"),
        ({"level": "village"}, "依據的條文"),
        ({"sources": []}, "依據的條文"),
        ({"rule": {"kind": "received", "awards": ["Y"]}}, "不存在的獎"),
        ({"rule": {"kind": "members", "least": 3}}, "不能用來看"),
        ({"subjects": ["team"], "rule": {"kind": "age", "least": 65}}, "不能用來看"),
        ({"subjects": ["family"], "rule": {"all": [{"kind": "hours", "least": 3}]}}, "不能用來看"),
        ({"rule": {"dispute": "sustained", "branches": {"a": {"kind": "book"}, "b": {"kind": "card"}}}}, "讀法不齊"),
    ],
)
def test_a_book_that_speaks_of_what_is_not_there_is_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(BadRule, match=says):
        award_books.check([award_books.award(WHOLE | change)])
    with pytest.raises(BadRule, match="缺少"):
        award_books.award({key: value for key, value in WHOLE.items() if key != "sources"})


@pytest.mark.parametrize(
    ("kind", "answers", "expected"),
    [
        ("all", (YES, YES), YES), ("all", (YES, UNKNOWN), UNKNOWN), ("all", (UNKNOWN, NO), NO),
        ("any", (NO, NO), NO), ("any", (NO, UNKNOWN), UNKNOWN), ("any", (UNKNOWN, YES), YES),
        ("not", (YES,), NO), ("not", (NO,), YES), ("not", (UNKNOWN,), UNKNOWN),
        ("each", (), UNKNOWN), ("each", (YES, NO), NO), ("all", (YES,), YES),
    ],
)  # fmt: skip
def test_what_is_not_known_is_neither_yes_nor_no(kind: str, answers: tuple[Answer, ...], expected: Answer) -> None:
    assert combine(kind, tuple(Finding("x", one, one) for one in answers)).answer is expected


def test_a_not_is_read_and_judged() -> None:
    rule = award_books.award(WHOLE | {"rule": {"not": {"kind": "book"}}})
    assert judge(rule, person(has_book=False), ON, {}).outcome is Outcome.ELIGIBLE
    assert judge(rule, person(has_book=True), ON, {}).outcome is Outcome.NO
    assert leaves(read({"not": {"kind": "book"}}))[0].kind is Kind.BOOK


def test_the_forecast_goes_by_the_last_six_whole_months() -> None:
    at = place()
    spans = tuple(served(12, D(2026, month, 1), D(2026, month, 28), at) for month in range(1, 6))
    one = person(start=D(2024, 1, 1), served=(served(503, D(2025, 6, 1), at=at), *spans))
    found = assess("TPE_SOC_CONTRIBUTION", one)
    hours = found.finding.children[0]
    # 563 hours; 60 in December to May are 10 a month; 37 are missing.
    assert (hours.short, hours.pace, found.reachable_on) == (37 * 60, 600, D(2026, 10, 30))
    assert not found.is_soon
    assert found.is_within(4)
    idle = person(start=D(2024, 1, 1), served=(served(563, D(2025, 6, 1), at=at),))
    assert assess("TPE_SOC_CONTRIBUTION", idle).reachable_on is None
    barely = person(start=D(2024, 1, 1), served=(served(1 / 60, D(2026, 5, 1), at=at),))
    assert assess("TPE_SOC_CONTRIBUTION", barely).reachable_on is None, "in three thousand years"


def test_each_reading_of_an_open_question_gives_its_own_answer() -> None:
    at = place()
    stays = (Stay(at, D(2020, 1, 1), D(2022, 12, 31)), Stay(at, D(2026, 1, 1)))
    broken = person(stays=stays, served=(served(600, D(2022, 1, 1), at=at),))
    unbroken = assess("TPE_SOC_GOLD_DIAMOND_INDIVIDUAL", broken, sustained="unbroken")
    assert unbroken.outcome is Outcome.CANDIDATE, "three of the years hang together"
    split = person(
        stays=(Stay(at, D(2022, 1, 1), D(2023, 12, 31)), Stay(at, D(2025, 1, 1))),
        served=(served(600, D(2022, 1, 1), at=at),),
    )
    code = "TPE_SOC_GOLD_DIAMOND_INDIVIDUAL"
    assert assess(code, split).outcome is Outcome.CANDIDATE
    assert assess(code, split, sustained="unbroken").outcome is Outcome.NOT_YET
    once = person(start=D(2019, 1, 1), hours=600, given=(received(code, D(2020, 1, 1)),))
    assert assess(code, once).outcome is Outcome.CANDIDATE
    assert assess(code, once, gold_diamond_again="ever").outcome is Outcome.NO


LIVES = st.builds(
    lambda category, public, county, spans, since, born, book, trained: Person(
        key=1,
        born_on=born,
        has_book=book,
        trained_on=since if trained else None,
        stays=(Stay(place(1, county, category, public=public), since),),
        served=tuple(
            Served(place(1, county, category, public=public), category, month, month, minutes)
            for month, minutes in spans.items()
        ),
    ),
    category=st.sampled_from(["social", "health", "comprehensive", "education", "fire", "civil", "labour", "land"]),
    public=st.booleans(),
    county=st.sampled_from(["TPE", "KHH"]),
    spans=st.dictionaries(
        st.sampled_from([D(2015, 1, 1), D(2025, 11, 1), D(2025, 12, 1), D(2026, 2, 1), D(2026, 5, 1), D(2026, 6, 1)]),
        st.one_of(st.sampled_from([1, 3599, 3600, 17_999, 18_000, 36_000, 90_000]), st.integers(0, 200_000)),
        max_size=5,
    ),
    since=st.sampled_from([D(2003, 1, 1), D(2016, 2, 29), D(2023, 7, 1), D(2025, 7, 1)]),
    born=st.sampled_from([None, D(1955, 5, 5), D(1961, 6, 30), D(2000, 1, 1)]),
    book=st.booleans(),
    trained=st.booleans(),
)


@whatever(LIVES)
def test_no_screen_keeps_out_whoever_stands_on_a_list(one: Person) -> None:
    since, until = pace_window(ON)
    for award in awards().values():
        if "person" not in award.subjects or not award.is_offered(ON):
            continue
        kept = screen(award, USED)
        if listed(judge(award, one, ON, USED), one.key) is None:
            continue
        assert kept.need is not Need.NEVER, award.code
        if kept.need is Need.MINUTES:
            within = [each for each in one.served if kept.scope.covers(each.place, each.category) is not False]
            recent = sum(each.minutes for each in within if since <= each.first < until)
            assert sum(each.minutes for each in within) * 2 + recent >= kept.minutes * 2, award.code
        if kept.need is Need.SERVING:
            assert kept.scope.covers(one.stays[0].place) is not False, award.code


CARD = "TW_MOHW_HONOR_CARD"
CARDED = received(
    CARD, D(2023, 7, 1), counted_until=D(2023, 5, 31), valid_from=D(2023, 7, 2), valid_until=D(2026, 7, 1)
)  # fmt: skip


@whatever(LIVES, st.booleans())
def test_what_was_reckoned_for_one_award_is_what_each_would_reckon_for_itself(one: Person, carded: bool) -> None:
    whole = replace(one, given=(CARDED,)) if carded else one
    for on in (ON, D(2026, 5, 14), D(2026, 7, 2)):
        for award in awards().values():
            if "person" in award.subjects:
                assert judge(award, whole, on, USED) == judge(award, replace(whole), on, USED), award.code
    assert whole == replace(whole)


@whatever(st.dates(D(2000, 1, 1), D(2030, 12, 31)), st.integers(1, 20), st.integers(-3, 3))
def test_years_are_full_on_their_last_day_and_not_before(first: dt.date, years: int, off: int) -> None:
    end = award_years.period_end(first, years)
    last = end + dt.timedelta(days=off)
    assert award_years.full_years([(first, last)], unbroken=True) == (years if off >= 0 else years - 1)
    assert award_years.reached_on([(first, last)], years, last, unbroken=True) == end


def test_every_condition_says_the_sentence_it_stands_on() -> None:
    for award in awards().values():
        assert {leaf.source for leaf in leaves(award.rule)} <= set(award.sources), award.code
    found = {
        (code, kind): next(leaf.source for leaf in leaves(awards()[code].rule) if leaf.kind is kind)
        for code, kind in (
            ("TPE_SENIOR_SONGBAI", Kind.AGE), ("TPE_SENIOR_SONGBAI", Kind.HOURS), ("TW_MOHW_HONOR_CARD", Kind.SERVING),
            ("TPE_HEALTH_MODEL_GOLD", Kind.BOOK), ("TW_MOE_EDU_SILVER", Kind.PAPER),
        )
    }  # fmt: skip
    says = [
        "65歲以上長青志工",
        "滿3年，服務時數達360小時",
        "應具有志工身分",
        "領有「志願服務紀錄冊」",
        "持有志願服務績效證明書",
    ]
    assert [said for said, source in zip(says, found.values(), strict=True) if said not in source] == []
    with pytest.raises(BadRule, match="沒有第 2 個依據"):
        award_books.award(WHOLE | {"rule": {"kind": "hours", "least": 1, "source": 2}})
    one = judge(award_books.award(WHOLE), person(), ON, USED)
    assert one.finding.children[0].source == "辦法"


def test_a_team_outside_the_scope_says_by_which_sentence() -> None:
    award = awards()["TPE_HEALTH_TEAM"]
    found = judge(award, Team(1, place(1, "TPE", "social"), 30), ON, USED).finding
    assert found.children[0].answer == "no"
    assert found.children[0].source == award.sources[0]
    assert found.source == "", "several together stand on no single sentence"
