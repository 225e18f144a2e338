"""The hints find what they look for, and say what to talk about where they do not."""

from typing import Any

import pytest

from actionplans.tables import slides
from actionplans.writing import checks
from actionplans.writing.contents import EMPTY, Content, CoreIssue, Item

ISSUE = CoreIssue("i1", "每月缺班 22 班", "support", "S2", 7, "", "")
GOAL = "116年6月9日前，4 處據點的高溫日缺班率由 18％ 降到 9％ 以下。"


def content(lists: dict[str, list[dict[str, Any]]] | None = None, **values: Any) -> Content:
    made = {key: tuple(Item(f"{key}{n}", one) for n, one in enumerate(rows)) for key, rows in (lists or {}).items()}
    return Content(values, made)


def smart(design: Content = EMPTY, feasibility: Content = EMPTY) -> dict[str, checks.Check]:
    return {one.code: one for one in checks.smart(design, feasibility, [ISSUE])}


def test_an_empty_plan_gets_a_question_for_every_letter() -> None:
    found = checks.smart(EMPTY, EMPTY, [])
    assert [one.code for one in found] == list("SMART")
    assert not any(one.ok for one in found)
    assert all(one.text.endswith(("。", "？")) for one in found)


@pytest.mark.parametrize(
    ("goal", "beneficiaries", "ok"),
    [
        ("", "", False),
        ("推動志願服務", "志工", False),
        ("一二三四五六七八九十十", "志工", False),
        ("一二三四五六七八九十十二", "志工", True),
        ("持續推動並且加強宣導志願服務", "", False),
        (GOAL, "", True),
        (GOAL, "送餐志工", True),
    ],
)
def test_specific(goal: str, beneficiaries: str, ok: bool) -> None:
    assert smart(content(goal=goal, beneficiaries=beneficiaries))["S"].ok is ok


@pytest.mark.parametrize(
    ("goal", "indicator", "ok"),
    [
        ("改善送餐", None, False),
        ("缺班減半", None, True),
        ("4 處據點都演練", None, True),
        ("十二位志工受訓", None, True),
        ("第三次會議", None, False),
        ("改善送餐", {"name": "缺班率", "target": "9", "baseline": "18", "unit": "％"}, True),
        ("改善送餐", {"name": "缺班率"}, False),
        ("改善送餐", {"target": "9"}, False),
    ],
)
def test_measurable(goal: str, indicator: dict[str, str] | None, ok: bool) -> None:
    design = content({"indicators": [indicator] if indicator else []}, goal=goal)
    assert smart(design)["M"].ok is ok


def test_measurable_shows_the_indicator() -> None:
    rows = [{"name": "缺班率", "baseline": "18", "target": "9", "unit": "％"}]
    assert smart(content({"indicators": rows}))["M"].text == "缺班率 18→9％"


def test_attainable_names_what_is_still_to_be_found() -> None:
    have, lack = {"name": "保冷箱", "status": "at_hand"}, {"name": "清晨班志工 8 位", "status": "to_find"}
    assert smart(feasibility=content({"resources": [have]}))["A"].ok
    found = smart(feasibility=content({"resources": [have, lack, {"status": "to_find"}]}))["A"]
    assert (found.ok, "清晨班志工 8 位" in found.text) == (False, True)


def test_attainable_invents_no_answer_for_a_resource_nobody_has_marked() -> None:
    have, unknown = {"name": "保冷箱", "status": "at_hand"}, {"name": "推車"}
    for rows in ([unknown, unknown], [have, unknown], [{"name": "推車", "status": ""}]):
        found = smart(feasibility=content({"resources": rows}))["A"]
        assert (found.ok, "「推車」" in found.text, "還沒標示已有或要找" in found.text) == (False, True, True)
        assert "保冷箱" not in found.text


@pytest.mark.parametrize(
    ("issue", "item", "ok"), [("i1", "G2", True), ("i1", "", False), ("other", "G2", False), ("", "", False)]
)
def test_relevant(issue: str, item: str, ok: bool) -> None:
    assert smart(content(core_issue=issue, call_item=item))["R"].ok is ok


@pytest.mark.parametrize(
    ("goal", "found"),
    [
        (GOAL, "116年6月9日"), ("6 個月內減半", "6 個月內"), ("年底以前", "年底"), ("116/6/9 前", "116/6/9"),
        ("三個月後", "三個月"), ("6月完成", "6月"), ("盡快改善", ""), ("服務 60 人", ""),
        ("明年六月前備援司機十五位", "明年六月"), ("今年底前", "今年底"), ("後年 3 月前", "後年 3 月"),
        ("六月前完成", "六月"), ("十二月底以前", "十二月底"), ("六月九日前", "六月九日"), ("年底前", "年底"),
        ("學期末辦成果展", "學期末"), ("月底前", "月底"), ("一一六年六月", "一一六年六月"),
        ("明年十二月三十一日", "明年十二月三十一日"),
        ("下學期", "下學期"), ("上半年完成", "上半年"), ("兩個月內", "兩個月內"), ("今年度", "今年度"),
        ("每月訪視三次", ""), ("每年十位志工", ""), ("服務十位長者", ""), ("讓青年留下來", ""), ("滿月禮盒", ""),
        ("增加十三位", ""), ("月刊出版", ""),
    ],
)  # fmt: skip
def test_timed(goal: str, found: str) -> None:
    check = smart(content(goal=goal))["T"]
    assert check.ok is bool(found)
    assert not found or check.text == found


FULL_DESIGN = content(
    {
        "steps": [{"what": "訂規則", "who": "社會處", "from_month": 0}],
        "indicators": [{"name": "缺班率", "verified_by": "班表"}],
    },
    title="送餐", problem="缺班", goal=GOAL, beneficiaries="志工", lead_unit="社會處",
)  # fmt: skip


def test_a_full_plan_has_all_ten_of_the_handbook() -> None:
    found = checks.six_w(FULL_DESIGN, content({"resources": [{"name": "箱"}]}))
    assert [one.code for one in found] == [
        "WHY", "WHO", "WHOM", "WHAT", "WHEN", "WHERE", "HOW", "HOW MUCH", "IF…THEN", "EVALUATION",
    ]  # fmt: skip
    assert all(one.ok and not one.text for one in found)


def test_an_empty_plan_lacks_all_ten() -> None:
    assert not any(one.ok or not one.text for one in checks.six_w(EMPTY, EMPTY))


@pytest.mark.parametrize("month", [1, 3, 6])
def test_results_and_proofs_of_any_month_count(month: int) -> None:
    found = {one.code: one.ok for one in checks.six_w(EMPTY, content(**{f"month{month}_change": "x"}))}
    assert (found["IF…THEN"], found["EVALUATION"]) == (True, False)
    found = {one.code: one.ok for one in checks.six_w(EMPTY, content(**{f"month{month}_proof": "照片"}))}
    assert (found["IF…THEN"], found["EVALUATION"]) == (False, True)


def test_the_deadline_of_the_goal_says_when_too() -> None:
    found = {one.code: one.ok for one in checks.six_w(content(goal="年底前"), EMPTY)}
    assert found["WHEN"]


# --- the slide -------------------------------------------------------------------------------------------------------


def test_the_slide_shows_three_of_each_and_counts_all() -> None:
    design = content(
        {
            "steps": [{"what": f"行動{n}"} for n in range(4)] + [{"what": " "}],
            "indicators": [{"name": "缺班", "baseline": "18", "target": "9", "unit": "％"}, {"unit": "件"}],
        },
        title="送餐", pillar="safeguarding", call_item="G2", lead_unit="社會處", partners="衛生所",
    )  # fmt: skip
    slide = slides.slide_of(design)
    assert slide.actions == ("行動0", "行動1", "行動2")
    assert slide.results == (slides.Result("18→9", "％", "缺班"),)
    assert (slide.actions_in_all, slide.results_in_all, slide.together) == (4, 1, "社會處、衛生所")
    assert (slide.pillar, slide.call_label) == ("safeguarding", "保2")


def test_the_core_issue_stands_in_for_what_is_not_yet_written() -> None:
    slide = slides.slide_of(EMPTY, ISSUE)
    assert (slide.issue, slide.pillar, slide.call_label, slide.talking_seconds) == (
        "每月缺班 22 班",
        "support",
        "支2",
        0,
    )
    assert slides.slide_of(EMPTY).call_label == ""


def test_how_long_it_takes_follows_the_rule() -> None:
    design = content({"steps": [{"what": "字" * 10}] * 2, "indicators": [{"name": "字" * 10}]}, title="字" * 180)
    slide = slides.slide_of(design)
    assert slide.script_length == 210
    assert slide.reading_seconds == 60
    assert slide.talking_seconds == 60 + 40 + 3 * 30


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0 秒"), (44, "40 秒"), (56, "1 分鐘"), (140, "2 分 20 秒"), (360, "6 分鐘")]
)
def test_lengths_are_said_to_ten_seconds(seconds: int, said: str) -> None:
    assert slides.spoken(seconds) == said


def test_reading_and_talking_are_said_in_words() -> None:
    slide = slides.slide_of(content(title="字" * 210))
    assert (slide.reading, slide.talking) == ("1 分鐘", "1 分 40 秒")
