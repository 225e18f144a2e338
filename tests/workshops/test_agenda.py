"""The elastic agenda: tables with boundaries on both sides, and what always holds."""

import datetime as dt

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from foundation.taiwan import clock
from workshops import agenda, schedule
from workshops.agenda import propose
from workshops.agenda_check import check, stated_otherwise
from workshops.schedule import Block, Line, timed, total

BLOCKS = (
    Block("破冰與工作坊定位說明", "session", 1, 10, 10),
    Block("行動號召三大主軸導入", "session", 1, 20, 20),
    Block("小組討論一：地方現況盤點", "group", 1, 30, 30, form="inventory"),
    Block("休息", "break", 0, 10, 10),
    Block("小組討論二：行動方案設計", "group", 2, 30, 30, form="design"),
    Block("行動方案可行性檢視", "group", 2, 30, 30, form="feasibility"),
    Block("休息", "break", 0, 10, 10),
    Block("各組成果發表", "presentation", 3, 40, 60, form="presentation"),
    Block("歸納總結與承諾", "closing", 3, 10, 20, form="commitment"),
)
START = dt.time(13, 30)


def arranged(minutes: int, groups: int) -> agenda.Proposal:
    return propose(BLOCKS, starts_at=START, minutes=minutes, groups=groups, presentation_min=5, presentation_max=8)


def minutes_of(minutes: int, groups: int) -> list[int]:
    return [line.minutes for line in arranged(minutes, groups).lines]


@pytest.mark.parametrize(
    ("minutes", "groups", "expected"),
    [
        # everything at its least, and one minute more
        (190, 7, [10, 20, 30, 10, 30, 30, 10, 40, 10]),
        (191, 7, [10, 20, 30, 10, 30, 30, 10, 41, 10]),
        # the usual length: two parts for the presentation, one for the closing
        (205, 7, [10, 20, 30, 10, 30, 30, 10, 50, 15]),
        # everything at its most, and one minute more
        (220, 8, [10, 20, 30, 10, 30, 30, 10, 60, 20]),
        (221, 8, [10, 20, 31, 10, 30, 30, 10, 60, 20]),
        (240, 8, [10, 20, 40, 10, 35, 35, 10, 60, 20]),
        # seven groups talk for 56 minutes at most; the rest is for the discussions
        (220, 7, [10, 20, 34, 10, 30, 30, 10, 56, 20]),
        # nine groups need 45 minutes, ten need 50
        (195, 9, [10, 20, 30, 10, 30, 30, 10, 45, 10]),
        (200, 10, [10, 20, 30, 10, 30, 30, 10, 50, 10]),
        # four groups never fill the presentation's least; the programme says forty, and nobody is short of time
        (190, 4, [10, 20, 30, 10, 30, 30, 10, 40, 10]),
        # where time is short their eight minutes too many go first, before any break is cut
        (189, 4, [10, 20, 30, 10, 30, 30, 10, 39, 10]),
        (182, 4, [10, 20, 30, 10, 30, 30, 10, 32, 10]),
        (180, 4, [10, 20, 30, 8, 30, 30, 10, 32, 10]),
        # six and seven groups have eight minutes each at the longest, whatever is left over
        (240, 6, [10, 20, 42, 10, 40, 40, 10, 48, 20]),
        (240, 7, [10, 20, 40, 10, 39, 35, 10, 56, 20]),
        # one minute, ten minutes, and forty minutes too few: breaks first
        (189, 7, [10, 20, 30, 9, 30, 30, 10, 40, 10]),
        (180, 7, [10, 20, 30, 5, 30, 30, 5, 40, 10]),
    ],
)
def test_time_is_given_out_by_the_rule(minutes, groups, expected):
    assert minutes_of(minutes, groups) == expected


@pytest.mark.parametrize("groups", range(4, 11))
@pytest.mark.parametrize("minutes", range(150, 241, 5))
def test_every_group_has_its_time_or_a_sentence_says_why_not(minutes, groups):
    """The whole of what counties may ask for: it adds up, and nobody presents for less than 5 or more than 8 minutes
    unless the programme's own least for the presentation asks for it; then the numbers and the cure are named.
    """
    made = arranged(minutes, groups)
    given = [line.minutes for line in made.lines]
    assert sum(given) == minutes
    for block, each in zip(BLOCKS, given, strict=True):
        floor = 5 if block.kind == "break" else (block.minutes_min + 1) // 2
        roomy = 240 if block.kind == "group" else block.minutes_max
        assert floor <= each <= roomy
    talk = given[7]
    assert talk >= groups * 5
    said = [finding.text for finding in made.warnings]
    if talk > groups * 8:
        assert minutes > 190 - (40 - groups * 8), "time was short, and yet more than eight minutes were given"
        assert talk <= BLOCKS[7].minutes_min
        more = talk - groups * 8
        assert [
            text
            for text in said
            if text.startswith(f"{groups} 組發表 {talk} 分")
            and "這個方案的發表至少 40 分" in text
            and f"改成 {groups * 8} 分，多的 {more} 分" in text
        ]
    else:
        assert not [text for text in said if "超過 8 分" in text]


def test_the_shortest_day_keeps_half_of_everything_and_each_groups_time():
    for groups in range(4, 9):
        given = minutes_of(150, groups)
        assert sum(given) == 150
        assert given[7] >= groups * 5
        for block, each in zip(BLOCKS, given, strict=True):
            assert each * 2 >= block.minutes_min


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        (8, "8 組 × 8 分 = 64 分，超過發表上限 60 分；每組最多 7.5 分。"),
        (7, None),
        (6, "6 組 × 5 分 = 30 分，低於發表下限 40 分；每組可以有 6.6–8 分。"),
        (5, "5 組 × 5 分 = 25 分，低於發表下限 40 分；每組可以有 8 分。"),
        (
            4,
            "4 組發表 40 分，平均每組 10 分，超過 8 分：這個方案的發表至少 40 分。"
            "可以把發表改成 32 分，多的 8 分留給小組討論。",
        ),
        (10, "10 組 × 8 分 = 80 分，超過發表上限 60 分；每組最多 6 分。"),
        (13, "13 組 × 5 分 = 65 分，超過發表上限 60 分；每組最多 4.6 分，不到 5 分。"),
    ],
)
def test_it_says_what_the_groups_make_of_the_presentation(groups, sentence):
    said = [finding.text for finding in arranged(205, groups).warnings]
    if sentence is None:
        assert not [text for text in said if "超過發表上限" in text]
    else:
        assert sentence in said


@pytest.mark.parametrize(
    ("minutes", "groups", "titles"),
    [
        (190, 7, ""),
        (189, 7, "「休息」"),
        (180, 7, "「休息」"),
        (180, 8, "「休息」"),
        (189, 4, "「各組成果發表」"),
        (180, 4, "「休息」、「各組成果發表」"),
    ],
)
def test_it_says_what_was_shortened_to_fit(minutes, groups, titles):
    """The rule found a way: that is a warning with what was done, and nothing that is still to be mended."""
    warnings = arranged(minutes, groups).warnings
    told = [finding for finding in warnings if "最短合計" in finding.text]
    assert [finding.text for finding in told] == (
        [f"各項最短合計 190 分，比總長度 {minutes} 分多 {190 - minutes} 分：建議議程把{titles}縮短了才放得進。"]
        if titles
        else []
    )
    assert {(finding.level, finding.is_open) for finding in told} <= {(schedule.RISK, False)}


def test_an_agenda_of_ones_own_that_had_to_be_shortened_is_a_warning_too():
    """At a length that is permitted, an agenda of one's own can be done: there is no more time than that."""
    lines = list(arranged(190, 7).lines)
    lines[2] = Line(lines[2].block, 20)
    found = check(lines, groups=7, presentation_min=5, presentation_max=8, minutes_min=180, minutes_max=240)
    assert (found[0].level, found[0].text) == (
        schedule.RISK,
        "各項最短合計 190 分，比總長度 180 分多 10 分：「小組討論一：地方現況盤點」少於建議的最短時間。",
    )
    assert not [one for one in found if one.is_open]
    # a minute less than the programme permits is to be mended
    lines[2] = Line(lines[2].block, 19)
    found = check(lines, groups=7, presentation_min=5, presentation_max=8, minutes_min=180, minutes_max=240)
    assert (found[0].level, found[0].is_open) == (schedule.LATE, True)
    # and where there is time enough for everything, an item that is too short is to be looked at again
    lines[2] = Line(lines[2].block, 29)
    lines[8] = Line(lines[8].block, 11)
    found = check(lines, groups=7, presentation_min=5, presentation_max=8, minutes_min=180, minutes_max=240)
    assert found[0].level == schedule.OK
    assert [one.text for one in found if one.is_open] == ["「小組討論一：地方現況盤點」29 分，少於建議的最短 30 分。"]


@pytest.mark.parametrize(
    ("length", "level", "piece"),
    [
        (179, schedule.LATE, "還少 1 分才滿 3 小時"),
        (180, schedule.OK, "長度符合 3 小時–4 小時"),
        (240, schedule.OK, "長度符合 3 小時–4 小時"),
        (241, schedule.LATE, "比 4 小時多 1 分"),
    ],
)
def test_the_verdict_on_the_length_comes_first(length, level, piece):
    line = Line(Block("討論", "group", 1, 1, 300), length)
    first = check([line], groups=None, presentation_min=5, presentation_max=8, minutes_min=180, minutes_max=240)[0]
    assert first.level == level
    assert piece in first.text


@pytest.mark.parametrize(
    ("given", "level"), [(34, schedule.LATE), (35, schedule.OK), (56, schedule.OK), (57, schedule.RISK)]
)
def test_each_groups_time_is_judged(given, level):
    lines = [Line(Block("各組成果發表", "presentation", 3, 30, 60), given)]
    found = check(lines, groups=7, presentation_min=5, presentation_max=8)
    assert [f.level for f in found if f.text.startswith("7 組發表")] == [level]


def test_a_presentation_shortened_as_advised_is_no_fault():
    """Four groups need 32 minutes: whoever follows the advice is not told that 40 would be the least."""
    lines = [Line(BLOCKS[7], 40)]
    (advice,) = [one for one in check(lines, groups=4, presentation_min=5, presentation_max=8) if "改成" in one.text]
    assert (advice.level, "改成 32 分，多的 8 分" in advice.text) == (schedule.RISK, True)
    found = check([Line(BLOCKS[7], 32)], groups=4, presentation_min=5, presentation_max=8)
    talked = [one for one in found if "發表" in one.text and "沒有" not in one.text]
    assert {one.level for one in talked} == {schedule.OK, schedule.INFO}
    assert "「各組成果發表」32 分，少於這個方案的最短 40 分；4 組每組都有 8 分，這樣就夠。" in [
        one.text for one in talked
    ]
    # one minute less is again below the block's least
    found = check([Line(BLOCKS[7], 31)], groups=4, presentation_min=5, presentation_max=8)
    assert "「各組成果發表」31 分，少於建議的最短 40 分。" in [one.text for one in found if one.level == schedule.RISK]


def test_more_than_the_longest_is_told_with_the_minutes_that_are_enough():
    found = check([Line(BLOCKS[7], 60)], groups=6, presentation_min=5, presentation_max=8)
    assert "6 組發表 60 分，平均每組 10 分，超過 8 分。可以把發表改成 48 分，多的 12 分留給小組討論。" in [
        one.text for one in found if one.level == schedule.RISK
    ]


def test_without_discussions_the_rest_goes_to_the_whole_room_and_not_to_the_presentation():
    blocks = (
        Block("開場", "session", 1, 10, 10),
        Block("休息", "break", 0, 10, 10),
        Block("各組成果發表", "presentation", 3, 40, 60),
    )
    made = propose(blocks, starts_at=None, minutes=150, groups=6, presentation_min=5, presentation_max=8)
    assert [line.minutes for line in made.lines] == [92, 10, 48]


def test_two_presentations_share_the_groups():
    blocks = (
        Block("發表一", "presentation", 3, 10, 60),
        Block("小組討論", "group", 1, 30, 30),
        Block("發表二", "presentation", 3, 10, 60),
    )
    made = propose(blocks, starts_at=None, minutes=150, groups=6, presentation_min=5, presentation_max=8)
    given = [line.minutes for line in made.lines]
    assert given[0] + given[2] == 48
    assert abs(given[0] - given[2]) <= 5


@pytest.mark.parametrize(("given", "level"), [(9, schedule.RISK), (10, None), (20, None), (21, schedule.INFO)])
def test_a_blocks_own_bounds_are_judged(given, level):
    found = check([Line(Block("總結", "closing", 3, 10, 20), given)], groups=7, presentation_min=5, presentation_max=8)
    assert [f.level for f in found if f.text.startswith("「總結」")] == ([level] if level else [])


def test_the_third_stage_says_what_the_text_of_the_plan_says():
    (found,) = stated_otherwise(BLOCKS, {3: (60, 90)})
    assert found.level == schedule.INFO
    assert found.text == "第三階段細表合計 50–80 分，企劃案的敘述是 60–90 分；以細表為準。"
    assert stated_otherwise(BLOCKS, {3: (50, 80)}) == []
    with override("en"):
        (found,) = stated_otherwise(BLOCKS, {3: (60, 90)})
    assert "三" not in found.text, "an English page counts in figures"
    assert "3" in found.text


@pytest.mark.parametrize(("minutes", "level"), [(189, schedule.RISK), (190, schedule.OK)])
def test_there_is_one_verdict_on_the_length(minutes, level):
    lines = arranged(minutes, 7).lines
    found = check(
        lines, groups=7, presentation_min=5, presentation_max=8, minutes_min=180, minutes_max=240, proposed=True
    )
    assert found[0].level == level
    about = [one for one in found if "長度符合" in one.text or "放得進" in one.text]
    assert about == [found[0]]


@given(minutes=st.integers(150, 300), groups=st.integers(1, 14))
def test_what_the_rule_chose_itself_is_no_warning(minutes, groups):
    assert not [one for one in arranged(minutes, groups).warnings if one.level == schedule.RISK and one.is_open]


def test_what_somebody_chose_beyond_the_bounds_is_a_warning():
    lines = [Line(Block("總結", "closing", 3, 10, 20), 9)]
    for proposed, level in ((False, schedule.RISK), (True, schedule.INFO)):
        found = check(lines, groups=7, presentation_min=5, presentation_max=8, proposed=proposed)
        assert [one.level for one in found if one.text.startswith("「總結」")] == [level]


def test_a_missing_sheet_is_missed():
    lines = [line for line in arranged(205, 7).lines if line.block.form != "design"]
    found = check(lines, groups=7, presentation_min=5, presentation_max=8)
    assert any("沒有「行動方案設計」的時間" in one.text for one in found)


@pytest.mark.parametrize(("start", "late"), [(dt.time(20, 35), False), (dt.time(20, 36), True)])
def test_midnight(start, late):
    found = check(arranged(205, 7).lines, groups=7, presentation_min=5, presentation_max=8, starts_at=start)
    assert any("半夜" in one.text for one in found) is late


@pytest.mark.parametrize(("minutes", "differs"), [(204, True), (205, False), (206, True)])
def test_the_length_set_aside_is_compared(minutes, differs):
    found = check(arranged(205, 7).lines, groups=7, presentation_min=5, presentation_max=8, minutes=minutes)
    assert any("總長度" in one.text for one in found) is differs


def test_nothing_to_arrange():
    assert propose((), starts_at=None, minutes=180, groups=7, presentation_min=5, presentation_max=8).lines == ()
    assert check([], groups=7, presentation_min=5, presentation_max=8)[0].level == schedule.LATE
    with pytest.raises(ValueError, match="排不下"):
        arranged(8, 7)
    assert total(arranged(9, 7).lines) == 9


@pytest.mark.parametrize(
    ("minutes", "said"), [(59, "59 分"), (60, "1 小時"), (61, "1 小時 1 分"), (205, "3 小時 25 分")]
)
def test_lengths_are_spoken(minutes, said):
    assert clock.spoken(minutes) == said


def test_without_a_start_there_are_no_times():
    assert {line.starts for line in timed(arranged(205, 7).lines, None)} == {None}


@st.composite
def templates(draw):
    kinds = st.sampled_from(["session", "group", "break", "presentation", "closing"])
    blocks = []
    for number in range(draw(st.integers(1, 12))):
        least = draw(st.integers(1, 60))
        blocks.append(Block(f"項目 {number}", draw(kinds), number % 4, least, least + draw(st.integers(0, 60))))
    return tuple(blocks)


@given(templates(), st.integers(12, 600), st.integers(1, 20), st.times())
def test_whatever_the_template_the_schedule_holds_together(blocks, minutes, groups, start):
    """The minutes add up, none is below one, times touch, and whoever is below his least is named."""
    made = propose(blocks, starts_at=start, minutes=minutes, groups=groups, presentation_min=5, presentation_max=8)
    assert made.minutes == minutes
    assert all(line.minutes >= 1 for line in made.lines)
    assert made.lines[0].starts == start.replace(second=0, microsecond=0)
    for before, after in zip(made.lines, made.lines[1:], strict=False):
        assert before.ends == after.starts
    said = " ".join(finding.text for finding in made.warnings)
    talks = [line for line in made.lines if line.block.kind == "presentation"]
    if talks and total(talks) > groups * 8:
        assert f"{groups} 組發表 {total(talks)} 分" in said
        only_talks = all(block.kind in ("presentation", "break") for block in blocks)
        assert only_talks or total(talks) <= sum(line.block.minutes_min for line in talks)
    for line in made.lines:
        if not line.block.minutes_min <= line.minutes <= line.block.minutes_max:
            assert f"「{line.block.title}」{line.minutes} 分" in said


@given(st.integers(190, 240), st.integers(4, 10))
def test_where_the_least_fits_every_block_has_it(minutes, groups):
    """From 190 minutes on no block is below its least, unless more groups than fit need the time to talk."""
    made = arranged(minutes, groups)
    if minutes >= 150 + max(40, groups * 5):
        assert all(line.minutes >= line.block.minutes_min for line in made.lines)
        assert made.lines[7].minutes >= groups * 5
    assert made.lines[7].minutes <= 60
