"""Programmes: made as the documents say, continued into another year, changed, opened and closed."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from actionplans.models import QuestionSet
from foundation.audit import trail
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from foundation.workflow.moves import MoveRefused
from tests.makers.workshops import NOON, make_programme, make_workshop
from workshops import programmes
from workshops.models import Programme
from workshops.schedule import Block
from workshops.standard_programmes import dialogue_2025, draft_2027, workshop_2026

pytestmark = pytest.mark.django_db


def test_the_workshop_of_2026_is_the_plan_documents():
    made = workshop_2026(by=SYSTEM, now=NOON)
    assert (made.slug, made.year, made.state) == ("local-action-2026", 2026, Programme.State.OPEN)
    assert (made.minutes_min, made.minutes_advised, made.minutes_max, made.capacity) == (150, 180, 240, 60)
    assert (made.groups_min, made.groups_max) == (6, 8)
    assert (made.presentation_min, made.presentation_max) == (5, 8)
    assert (made.issues_min, made.issues_max, made.plans_min, made.plans_max) == (1, 2, 3, 6)
    assert (made.held_by, made.symposium_by) == (dt.date(2026, 6, 30), dt.date(2026, 9, 30))
    assert made.tracking_months == [3, 6]
    assert list(made.blocks.values_list("title", "minutes_min", "minutes_max", "output", "remark", "form")) == [
        ("破冰與工作坊定位說明", 10, 10, "參與者理解工作坊目的與流程", "", ""),
        ("行動號召三大主軸導入", 20, 20, "說明肯定／支持／保障並連結地方議題的共識", "", ""),
        ("小組討論一：地方現況盤點", 30, 30, "找出關鍵問題，每組1-2項核心議題", "地方現況盤點表", "inventory"),
        ("休息", 10, 10, "", "", ""),
        ("小組討論二：行動方案設計", 30, 30, "問題轉為行動，每組1項行動構想", "地方志願服務行動設計表", "design"),
        ("行動方案可行性檢視", 30, 30, "檢視資源、利害關係人與短期預定成效(3-6個月)", "", "feasibility"),
        ("休息", 10, 10, "", "", ""),
        ("各組成果發表", 40, 60, "各組行動方案簡報", "每組5-8分鐘", "presentation"),
        ("歸納總結與承諾", 10, 20, "地方共識與後續行動方向", "說明後續追蹤與地方行動起點", "commitment"),
    ]
    least = sum(block.minutes_min for block in made.blocks.all())
    most = sum(block.minutes_max for block in made.blocks.all())
    assert (least, most) == (190, 220)


def test_the_dialogue_of_2025_takes_two_hours_at_least():
    made = dialogue_2025(by=SYSTEM, now=NOON)
    assert (made.kind, made.minutes_min) == (Programme.Kind.GLOBAL_DIALOGUE, 120)
    assert (made.held_by, made.symposium_by) == (dt.date(2025, 6, 22), dt.date(2025, 6, 30))
    assert sum(block.minutes_min for block in made.blocks.all()) == 120


def test_the_next_programme_is_a_draft_made_from_the_last():
    last = workshop_2026(by=SYSTEM, now=NOON)
    made = draft_2027(like=last, by=SYSTEM, now=NOON)
    assert (made.slug, made.state, made.year) == ("local-action-2027", Programme.State.DRAFT, 2027)
    assert made.name == "志願服務未來行動號召地方實踐工作坊"
    assert (made.held_by, made.symposium_by) == (dt.date(2027, 6, 30), dt.date(2027, 9, 30))
    assert (made.minutes_min, made.minutes_advised, made.minutes_max) == (150, 180, 240)
    assert programmes.blocks_of(made) == programmes.blocks_of(last)
    assert made.groups_max == last.groups_max
    Programme.objects.filter(pk=made.pk).update(name="116年工作坊", name_en="Workshops 2027")
    again = programmes.continue_programme(like=Programme.objects.get(pk=made.pk), year=2028, by=SYSTEM, now=NOON)
    assert (again.name, again.name_en) == ("117年工作坊", "Workshops 2028")
    assert again.held_by == dt.date(2028, 6, 30)


def test_every_new_programme_gets_its_forms():
    last = workshop_2026(by=SYSTEM, now=NOON)
    first = QuestionSet.objects.filter(programme=last)
    assert first.count() == 4
    reworded = first.first()
    QuestionSet.objects.filter(pk=reworded.pk).update(definition={**reworded.definition, "title": "改過的標題"})
    made = draft_2027(like=last, by=SYSTEM, now=NOON)
    assert QuestionSet.objects.get(programme=made, kind=reworded.kind).definition["title"] == "改過的標題"


@pytest.mark.parametrize(
    ("date", "year", "expected"),
    [
        (dt.date(2026, 6, 30), 2027, dt.date(2027, 6, 30)),
        (dt.date(2024, 2, 29), 2025, dt.date(2025, 2, 28)),
        (None, 2027, None),
    ],
)
def test_dates_move_by_the_years(date, year, expected):
    last = make_programme(year=2026 if date is None else date.year, held_by=date)
    assert programmes.continue_programme(like=last, year=year, by=SYSTEM, now=NOON).held_by == expected


def test_one_of_a_kind_in_a_year():
    last = make_programme(year=2026)
    with pytest.raises(ValidationError, match="已經有同種類的方案"):
        programmes.continue_programme(like=last, year=2026, by=SYSTEM, now=NOON, slug="other")
    assert Programme.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"minutes_min": 241}, "最短總分鐘不能大於最長總分鐘"),
        ({"minutes_advised": 179}, "建議預留的分鐘要在最短與最長總分鐘之間"),
        ({"minutes_advised": 241}, "建議預留的分鐘要在最短與最長總分鐘之間"),
        ({"groups_min": 9}, "最少組數不能大於最多組數"),
        ({"groups_min": 0}, "至少 1 組"),
        ({"presentation_min": 9}, "每組發表最短分鐘"),
        ({"plans_min": 7}, "最少行動方案"),
        ({"tracking_months": [6, 3]}, "由小到大"),
        ({"tracking_months": [0]}, "1 到 36"),
        ({"tracking_months": [37]}, "1 到 36"),
        ({"remind_before": [0]}, "1 到 60"),
        ({"ask_late_every": 6}, "7 到 90"),
        ({"ask_late_every": 91}, "7 到 90"),
        ({"remind_before": [61]}, "1 到 60"),
        ({"remind_before": [3, 3]}, "由小到大"),
        ({"remind_before": [1, 2, 3, 4, 5, 6]}, "最多填 5 個"),
        ({"tell_supervisor": [121]}, "1 到 120"),
        ({"tell_officer": ["10"]}, "1 到 120"),
        ({"tell_association": [True]}, "1 到 120"),
        ({"tell_association": None}, "1 到 120"),
        ({"name": ""}, "不能為空"),
    ],
)
def test_a_wrong_value_changes_nothing(changes, problem):
    made = make_programme()
    with pytest.raises(ValidationError, match=problem):
        programmes.change_programme(programme=made, changes={"capacity": 50, **changes}, by=SYSTEM)
    assert Programme.objects.get(pk=made.pk).capacity == 60
    assert not trail.history_of(made).exists()


def test_a_change_is_remembered():
    made = make_programme()
    programmes.change_programme(programme=made, changes={"capacity": 50, "groups_max": 8}, by=SYSTEM)
    event = trail.history_of(made).get()
    assert (event.verb, event.was, event.now) == (Verb.CHANGED, {"capacity": 60}, {"capacity": 50})
    with pytest.raises(TypeError, match="state"):
        programmes.change_programme(programme=made, changes={"state": "closed"}, by=SYSTEM)


def test_blocks_are_replaced_whole_or_not_at_all():
    made = make_programme()
    before = programmes.blocks_of(made)
    wrong = [(Block("好", "session", 1, 10, 10), ""), (Block("", "session", 1, 30, 20), "")]
    with pytest.raises(ValidationError) as refused:
        programmes.write_blocks(programme=made, blocks=wrong, by=SYSTEM)
    assert all(text.startswith("第 2 項") for text in refused.value.messages)
    assert programmes.blocks_of(made) == before
    programmes.write_blocks(programme=made, blocks=[(Block("只有一項", "group", 1, 60, 90), "One")], by=SYSTEM)
    assert [block.title for block in made.blocks.all()] == ["只有一項"]
    assert trail.history_of(made).get().now == {"blocks": ["只有一項（60–90 分）"]}
    with pytest.raises(ValidationError, match="至少要有一個"):
        programmes.write_blocks(programme=made, blocks=[], by=SYSTEM)


def test_workshops_keep_their_agenda_when_the_template_changes():
    workshop = make_workshop()
    programmes.write_blocks(
        programme=workshop.programme, blocks=[(Block("只有一項", "group", 1, 60, 90), "")], by=SYSTEM
    )
    assert workshop.agenda.count() == 9


@pytest.mark.parametrize(
    ("move", "state", "allowed"),
    [
        (move, state, state == start)
        for move, start in [("open", "draft"), ("close", "open"), ("reopen", "closed")]
        for state in Programme.State.values
    ],
)
def test_the_door_of_a_programme(move, state, allowed):
    made = make_programme(state=state)
    if allowed:
        programmes.MOVES.apply(made, move, by=SYSTEM, reason="再收一場", now=NOON)
        assert Programme.objects.get(pk=made.pk).state == programmes.MOVES.moves[move].to
    else:
        with pytest.raises(MoveRefused):
            programmes.MOVES.apply(made, move, by=SYSTEM, reason="再收一場", now=NOON)


def test_it_opens_only_with_an_agenda():
    made = make_programme(state="draft", blocks=False)
    with pytest.raises(MoveRefused, match="議程範本"):
        programmes.MOVES.apply(made, "open", by=SYSTEM, now=NOON)


@pytest.mark.parametrize(
    ("name", "language", "dated"),
    [
        ("地方實踐工作坊", "zh-hant", "115年 地方實踐工作坊"),
        ("115年地方實踐工作坊", "zh-hant", "115年地方實踐工作坊"),
        ("115 年地方實踐工作坊", "zh-hant", "115 年地方實踐工作坊"),
        ("2026 地方實踐工作坊", "zh-hant", "2026 地方實踐工作坊"),
        ("1115年史", "zh-hant", "115年 1115年史"),
        ("地方實踐工作坊", "en", "2026 地方實踐工作坊"),
    ],
)
def test_the_year_stands_beside_the_name_once(name, language, dated):
    with override(language):
        assert make_programme(year=2026, name=name).dated == dated
