"""Nothing typed is lost, nothing counts twice, nobody's words are overwritten."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actionplans.models import Entry, Operation, Sheet
from actionplans.writing import contents, sheets
from actionplans.writing.desks import Stage
from foundation.audit import trail
from tests.makers.actionplans import DAY, change, fill, make_sheet, make_table, write
from tests.makers.workshops import make_seat

pytestmark = pytest.mark.django_db

DIFFICULTY = "support_difficulties/d1"


def outcomes(receipts: list[sheets.Receipt]) -> list[tuple[str, int]]:
    return [(receipt.outcome, receipt.version) for receipt in receipts]


def entry(sheet: Sheet, path: str) -> Entry:
    return Entry.objects.get(sheet=sheet, path=path)


def star(sheet: Sheet, item: str, base: int = 0) -> sheets.Receipt:
    return write(sheet, change("set", f"support_difficulties/{item}/core", True, base=base))[0]


def with_items(*items: str) -> Sheet:
    sheet = make_sheet()
    write(sheet, *[change("add", f"support_difficulties/{item}", {"text": f"困難 {item}"}) for item in items])
    return sheet


# --- each action ---------------------------------------------------------------------------------------------------


def test_a_field_is_written_changed_and_emptied() -> None:
    sheet = make_sheet("design")
    done = write(
        sheet, change("set", "title", "送餐分流"), change("set", "title", "送餐分流了", base=1),
        change("set", "title", "", base=2),
    )  # fmt: skip
    assert outcomes(done) == [("applied", 1), ("applied", 2), ("applied", 3)]
    assert sheets.read(sheet).values == {"title": ""}
    assert sheets.read(sheet).get("title", "未填") == "未填"


def test_an_item_comes_with_its_first_values_and_takes_more() -> None:
    sheet = make_sheet()
    done = write(
        sheet,
        change("add", DIFFICULTY, {"text": "缺班", "call_item": "S2"}),
        change("set", f"{DIFFICULTY}/evidence", "每月 22 班"),
        change("set", f"{DIFFICULTY}/text", "每月缺班", base=1),
    )
    assert outcomes(done) == [("applied", 1), ("applied", 1), ("applied", 2)]
    (item,) = sheets.read(sheet).items("support_difficulties")
    assert (item.id, item.values) == ("d1", {"text": "每月缺班", "call_item": "S2", "evidence": "每月 22 班"})


def test_items_stand_in_the_order_they_were_added() -> None:
    sheet = make_sheet()
    write(sheet, *[change("add", f"support_strengths/{item}", {"text": item}) for item in "zab"])
    write(sheet, change("add", "support_strengths/c", {"text": "c"}), now=DAY + dt.timedelta(seconds=1))
    assert [item.id for item in sheets.read(sheet).items("support_strengths")] == ["z", "a", "b", "c"]


def test_a_removed_item_is_kept_and_comes_back_with_what_was_written_meanwhile() -> None:
    sheet = with_items("d1")
    assert outcomes(write(sheet, change("remove", DIFFICULTY))) == [("applied", 2)]
    assert sheets.read(sheet).items("support_difficulties") == ()
    (late,) = write(sheet, change("set", f"{DIFFICULTY}/text", "離線時改的", base=1))
    assert late.outcome == "applied"
    assert "復原" in late.message
    assert outcomes(write(sheet, change("restore", DIFFICULTY))) == [("applied", 3)]
    assert sheets.read(sheet).items("support_difficulties")[0].get("text") == "離線時改的"


def test_removing_or_restoring_twice_changes_nothing_more() -> None:
    sheet = with_items("d1")
    assert outcomes(write(sheet, change("restore", DIFFICULTY))) == [("applied", 1)]
    write(sheet, change("remove", DIFFICULTY))
    assert outcomes(write(sheet, change("remove", DIFFICULTY))) == [("applied", 2)]


def test_votes_add_up_and_never_fall_below_nothing_or_pass_three_digits() -> None:
    sheet = with_items("d1")
    path = f"{DIFFICULTY}/votes"
    for step, total in ((1, 1), (1, 2), (5, 7), (-2, 5), (-99, 0), (99, 99)):
        write(sheet, change("count", path, step))
        assert entry(sheet, path).value == total
    write(sheet, *[change("count", path, 99) for _ in range(10)])
    assert entry(sheet, path).value == 999


def test_the_first_vote_may_not_be_taken_away() -> None:
    sheet = with_items("d1")
    write(sheet, change("count", f"{DIFFICULTY}/votes", -3))
    assert entry(sheet, f"{DIFFICULTY}/votes").value == 0


def test_a_vote_given_with_the_item_is_counted_on() -> None:
    sheet = make_sheet()
    write(sheet, change("add", DIFFICULTY, {"text": "缺班", "votes": 2}), change("count", f"{DIFFICULTY}/votes", 1))
    assert entry(sheet, f"{DIFFICULTY}/votes").value == 3


# --- refusals ------------------------------------------------------------------------------------------------------

LONG = "字" * 2001
REFUSED: list[tuple[str, str, str, Any, str]] = [
    ("inventory", "move", DIFFICULTY, None, "不認得的操作"),
    ("inventory", "", DIFFICULTY, None, "不認得的操作"),
    ("design", "set", "nothing", "x", "沒有「nothing」這一格"),
    ("design", "set", "x" * 161, "x", "這一格"),
    ("design", "set", "title/x", "x", "這一格"),
    ("design", "set", "", "x", "這一格"),
    ("design", "set", "steps", [], "這一格"),
    ("inventory", "set", "support_difficulties//text", "x", "這一格"),
    ("inventory", "set", "support_difficulties/a b/text", "x", "這一格"),
    ("inventory", "set", "support_difficulties/" + "a" * 65 + "/text", "x", "這一格"),
    ("inventory", "set", "support_difficulties/d1/nothing", "x", "這一格"),
    ("inventory", "set", "support_difficulties/d1/text/more", "x", "這一格"),
    ("inventory", "set", "support_difficulties/unknown/text", "x", "找不到這一則"),
    ("inventory", "count", "support_difficulties/unknown/votes", 1, "找不到這一則"),
    ("inventory", "remove", "support_difficulties/unknown", None, "找不到這一則"),
    ("inventory", "restore", "support_difficulties/unknown", None, "找不到這一則"),
    ("inventory", "set", DIFFICULTY, "x", "不能這樣改"),
    ("inventory", "count", DIFFICULTY, 1, "不能這樣改"),
    ("inventory", "add", f"{DIFFICULTY}/text", {}, "不能這樣改"),
    ("inventory", "remove", f"{DIFFICULTY}/text", None, "不能這樣改"),
    ("inventory", "restore", f"{DIFFICULTY}/text", None, "不能這樣改"),
    ("inventory", "add", "support_difficulties/new", "x", "沒有內容"),
    ("inventory", "add", "support_difficulties/new", None, "沒有內容"),
    ("inventory", "add", "support_difficulties/new", {"nothing": "x"}, "沒有「nothing」"),
    ("inventory", "add", "support_difficulties/new", {"text": LONG}, "太長"),
    ("inventory", "add", "support_difficulties/new", {"text": "x", "core": True}, "新增後再選"),
    ("inventory", "add", DIFFICULTY, {"text": "又一次"}, "已經有了"),
    ("inventory", "count", f"{DIFFICULTY}/text", 1, "99 以內"),
    ("inventory", "count", f"{DIFFICULTY}/votes", 100, "99 以內"),
    ("inventory", "count", f"{DIFFICULTY}/votes", -100, "99 以內"),
    ("inventory", "count", f"{DIFFICULTY}/votes", True, "99 以內"),
    ("inventory", "count", f"{DIFFICULTY}/votes", "1", "99 以內"),
    ("inventory", "count", f"{DIFFICULTY}/votes", 1.5, "99 以內"),
    ("inventory", "set", f"{DIFFICULTY}/votes", 5, "加一或減一"),
]


@pytest.mark.parametrize(("kind", "action", "path", "value", "sentence"), REFUSED)
def test_what_cannot_be_taken_is_refused_with_a_sentence_and_kept(
    kind: str, action: str, path: str, value: Any, sentence: str
) -> None:
    sheet = with_items("d1") if kind == "inventory" else make_sheet(kind)
    before = list(Entry.objects.values_list("path", "value", "version"))
    (receipt,) = write(sheet, change(action, path, value))
    assert (receipt.outcome, receipt.version) == ("refused", 0)
    assert sentence in receipt.message
    assert list(Entry.objects.values_list("path", "value", "version")) == before
    kept = Operation.objects.get(id=receipt.id)
    assert (kept.value, kept.outcome, kept.message) == (value, "refused", receipt.message)


ANSWERS: list[tuple[str, str, Any, bool]] = [
    ("design", "title", "字" * 2000, True),
    ("design", "title", LONG, False),
    ("design", "title", 5, False),
    ("design", "title", None, True),
    ("design", "goal", ["x"], False),
    ("design", "core_issue", "d1", True),
    ("design", "core_issue", 1, False),
    ("design", "pillar", "support", True),
    ("design", "pillar", "safeguard", False),
    ("design", "pillar", 1, False),
    ("design", "call_item", "S6", True),
    ("design", "call_item", "S7", False),
    ("design", "sdgs", [1, 17], True),
    ("design", "sdgs", [0], False),
    ("design", "sdgs", [18], False),
    ("design", "sdgs", [True], False),
    ("design", "sdgs", "3", False),
    ("design", "sdgs", [1] * 41, False),
    ("design", "sdgs", [], True),
    ("feasibility", "verdict", "feasible", True),
    ("feasibility", "verdict", "perhaps", False),
    ("feasibility", "verdict", ["feasible"], False),
    ("feasibility", "verdict", "", True),
]


@pytest.mark.parametrize(("kind", "path", "value", "taken"), ANSWERS)
def test_an_answer_fits_its_question(kind: str, path: str, value: Any, taken: bool) -> None:
    (receipt,) = write(make_sheet(kind), change("set", path, value))
    assert (receipt.outcome == "applied") is taken
    assert bool(receipt.message) is not taken


INNER: list[tuple[str, str, Any, bool]] = [
    ("steps", "from_month", 0, True),
    ("steps", "to_month", 24, True),
    ("steps", "to_month", 25, False),
    ("steps", "to_month", -1, False),
    ("steps", "to_month", True, False),
    ("steps", "to_month", 1.0, False),
    ("support_difficulties", "core", False, True),
    ("support_difficulties", "core", "yes", False),
    ("support_difficulties", "stakeholders", ["volunteer", "education"], True),
    ("support_difficulties", "stakeholders", ["nobody"], False),
    ("support_difficulties", "stakeholders", [{}], False),
    ("support_difficulties", "stakeholders", {}, False),
]


@pytest.mark.parametrize(("listing", "key", "value", "taken"), INNER)
def test_an_answer_inside_an_item_fits_its_question(listing: str, key: str, value: Any, taken: bool) -> None:
    sheet = make_sheet("design" if listing == "steps" else "inventory")
    write(sheet, change("add", f"{listing}/i", {}))
    (receipt,) = write(sheet, change("set", f"{listing}/i/{key}", value))
    assert (receipt.outcome == "applied") is taken


@pytest.mark.parametrize(("votes", "taken"), [(0, True), (999, True), (1000, False), (-1, False)])
def test_votes_given_with_an_item_are_a_number_of_votes(votes: int, taken: bool) -> None:
    (receipt,) = write(make_sheet(), change("add", DIFFICULTY, {"text": "x", "votes": votes}))
    assert (receipt.outcome == "applied") is taken


def test_a_list_takes_so_many_items_and_says_so_then() -> None:
    sheet = make_sheet()
    write(sheet, *[change("add", f"support_strengths/{n}", {"text": "x", "evidence": "y"}) for n in range(199)])
    write(sheet, change("add", "support_difficulties/other", {"text": "x"}))
    last, over = write(sheet, *[change("add", f"support_strengths/{n}", {}) for n in ("last", "over")])
    assert last.outcome == "applied"
    assert (over.outcome, "200" in over.message) == ("refused", True)
    write(sheet, change("remove", "support_strengths/0"))
    assert write(sheet, change("add", "support_strengths/again", {}))[0].outcome == "applied"


def test_a_refused_operation_does_not_hold_up_those_behind_it() -> None:
    sheet = make_sheet("design")
    done = write(sheet, change("set", "title", LONG), change("set", "goal", "減半"), change("set", "nope", "x"))
    assert [receipt.outcome for receipt in done] == ["refused", "applied", "refused"]
    assert sheets.read(sheet).values == {"goal": "減半"}


def test_a_closed_table_keeps_everything_as_refused_with_the_reason() -> None:
    sheet = make_sheet("design")
    first = change("set", "title", "送餐")
    write(sheet, first)
    done = write(sheet, first, change("set", "goal", "最後一句話"), closed="已經結束")
    assert [(r.outcome, r.message) for r in done] == [("applied", ""), ("refused", "已經結束")]
    assert Operation.objects.get(path="goal").value == "最後一句話"
    assert sheets.read(sheet).values == {"title": "送餐"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("a\x00b", "ab"), ("\u202e甲\x0b乙", "甲\n乙"), ("\u200b", ""), ("半\ud83d", "半?"), ("\U0001f44d", "\U0001f44d")],
)
def test_what_no_database_can_hold_is_mended_not_refused(typed: str, kept: str) -> None:
    sheet = make_sheet("design")
    assert write(sheet, change("set", "title", typed))[0].outcome == "applied"
    assert sheets.read(sheet).get("title") == kept


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [float("nan")], {"a\x00": (1, 2.5)}])
def test_nonsense_values_are_refused_and_can_be_stored(value: Any) -> None:
    (receipt,) = write(make_sheet("design"), change("set", "sdgs", value))
    assert Operation.objects.get(id=receipt.id).outcome in ("refused", "applied")


# --- exactly once --------------------------------------------------------------------------------------------------


def test_the_same_operation_takes_effect_once_in_one_batch_and_in_two() -> None:
    sheet = with_items("d1")
    vote = change("count", f"{DIFFICULTY}/votes", 1)
    first, again = write(sheet, vote, vote)
    (later,) = write(sheet, vote)
    assert first == again == later
    assert entry(sheet, f"{DIFFICULTY}/votes").value == 1
    assert Operation.objects.filter(id=vote.id).count() == 1


def test_the_same_id_on_another_sheet_is_refused_and_leaves_no_trace() -> None:
    group = make_table()
    inventory, design = make_sheet("inventory", group), make_sheet("design", group)
    one = change("set", "title", "x")
    write(design, one)
    (receipt,) = write(inventory, one)
    assert (receipt.outcome, "另一張表單" in receipt.message) == ("refused", True)
    assert inventory.operations.count() == 0


def test_two_requests_with_the_same_ids_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one stumbles over the first one's row, looks again, and finds the receipt."""
    sheet = make_sheet("design")
    one = change("set", "title", "送餐")
    write(sheet, one)
    real, calls = sheets._apply, []

    def stumble(*args: Any) -> list[sheets.Receipt]:
        calls.append(1)
        if len(calls) == 1:
            raise IntegrityError
        return real(*args)

    monkeypatch.setattr(sheets, "_apply", stumble)
    assert outcomes(write(sheet, one)) == [("applied", 1)]
    assert len(calls) == 2


def test_an_operation_remembers_who_when_and_the_devices_own_clock() -> None:
    sheet = make_sheet("design")
    seat = make_seat(sheet.group, name="小芬")
    wrong_clock = dt.datetime(1999, 1, 1, tzinfo=dt.UTC)
    write(sheet, change("set", "title", "送餐", device_at=wrong_clock), by=seat)
    kept = Operation.objects.get()
    assert (kept.seat, kept.seat_label, kept.received_at, kept.device_at) == (seat, "小芬", DAY, wrong_clock)
    assert entry(sheet, "title").seat_label == "小芬"


# --- conflicts -----------------------------------------------------------------------------------------------------


def test_two_who_write_the_same_field_keep_both_values_until_one_chooses() -> None:
    sheet = make_sheet("design")
    mine, theirs = make_seat(sheet.group, name="甲"), make_seat(sheet.group, name="乙")
    write(sheet, change("set", "title", "甲的"), by=mine)
    lost = change("set", "title", "乙的")
    (receipt,) = write(sheet, lost, by=theirs)
    assert (receipt.outcome, receipt.version) == ("conflict", 1)
    assert sheets.read(sheet).get("title") == "甲的"
    (shown,) = sheets.state_of(sheet)["entries"]
    assert shown["dispute"] == {"id": str(lost.id), "value": "乙的", "by": "乙", "at": DAY.isoformat(), "late": False}

    (settled,) = write(sheet, change("set", "title", "乙的", base=1, resolves=lost.id), by=theirs)
    assert (settled.outcome, settled.version) == ("applied", 2)
    assert "dispute" not in sheets.state_of(sheet)["entries"][0]
    assert {op.value for op in Operation.objects.all()} == {"甲的", "乙的"}


def test_writing_the_same_words_is_no_conflict() -> None:
    sheet = make_sheet("design")
    write(sheet, change("set", "title", "一樣"))
    assert outcomes(write(sheet, change("set", "title", "一樣"))) == [("applied", 1)]
    assert entry(sheet, "title").disputed is None


def test_keeping_what_stands_clears_the_dispute_even_when_it_stands_already() -> None:
    sheet = make_sheet("design")
    write(sheet, change("set", "title", "甲"))
    lost = change("set", "title", "乙")
    write(sheet, lost)
    write(sheet, change("set", "title", "甲", base=0, resolves=lost.id))
    assert (entry(sheet, "title").disputed, entry(sheet, "title").value) == (None, "甲")


def test_settling_one_dispute_leaves_a_newer_one_waiting() -> None:
    sheet = make_sheet("design")
    write(sheet, change("set", "title", "甲"))
    second, third = change("set", "title", "乙"), change("set", "title", "丙")
    write(sheet, second)
    write(sheet, third)
    write(sheet, change("set", "title", "乙", base=1, resolves=second.id))
    assert entry(sheet, "title").disputed == third.id


def test_of_three_who_write_at_once_nobodys_words_drop_out_unseen() -> None:
    sheet = make_sheet("design")
    write(sheet, change("set", "title", "甲"))
    second, typing, third = (change("set", "title", words) for words in ("乙", "丙還在打", "丙"))
    write(sheet, second)
    scribe = make_seat(sheet.group)
    write(sheet, typing, third, by=scribe)
    write(sheet, change("set", "title", "丙", base=1, resolves=third.id))
    assert (entry(sheet, "title").value, entry(sheet, "title").disputed) == ("丙", second.id)
    write(sheet, change("set", "title", "乙和丙", base=2, resolves=second.id))
    assert (entry(sheet, "title").value, entry(sheet, "title").disputed) == ("乙和丙", None)


def test_words_that_stand_already_are_not_asked_about_again() -> None:
    sheet = make_sheet("design")
    write(sheet, change("set", "title", "甲"))
    second, third = change("set", "title", "乙"), change("set", "title", "丙")
    write(sheet, second)
    write(sheet, third)
    write(sheet, change("set", "title", "乙", base=1, resolves=third.id))
    assert (entry(sheet, "title").value, entry(sheet, "title").disputed) == ("乙", None)


def test_a_choice_made_too_late_is_a_conflict_again() -> None:
    sheet = make_sheet("design")
    write(sheet, change("set", "title", "甲"))
    lost = change("set", "title", "乙")
    write(sheet, lost, change("set", "title", "甲改", base=1))
    late = change("set", "title", "乙", base=1, resolves=lost.id)
    assert write(sheet, late)[0].outcome == "conflict"
    assert (entry(sheet, "title").value, entry(sheet, "title").disputed) == ("甲改", late.id)


def test_a_version_of_a_field_that_was_never_written_is_refused() -> None:
    (receipt,) = write(make_sheet("design"), change("set", "title", "x", base=3))
    assert (receipt.outcome, "重新整理" in receipt.message) == ("refused", True)


def test_different_fields_and_different_items_never_conflict() -> None:
    sheet = with_items("d1", "d2")
    done = write(
        sheet,
        change("set", "support_difficulties/d1/text", "甲改", base=1),
        change("set", "support_difficulties/d2/text", "乙改", base=1),
        change("set", "support_difficulties/d1/evidence", "甲補"),
        change("add", "support_difficulties/d3", {"text": "丙"}),
    )
    assert {receipt.outcome for receipt in done} == {"applied"}


def test_typing_on_before_the_answer_comes_is_no_conflict_with_oneself() -> None:
    sheet = make_sheet("design")
    first = change("set", "title", "送")
    second = change("set", "title", "送餐", after=first.id)
    third = change("set", "title", "送餐分流", after=second.id)
    assert outcomes(write(sheet, first, second)) == [("applied", 1), ("applied", 2)]
    assert outcomes(write(sheet, third)) == [("applied", 3)]


def test_typing_on_after_losing_stays_a_conflict() -> None:
    sheet = make_sheet("design")
    write(sheet, change("set", "title", "甲"))
    first = change("set", "title", "乙")
    second = change("set", "title", "乙再", after=first.id)
    assert [r.outcome for r in write(sheet, first, second)] == ["conflict", "conflict"]
    assert (entry(sheet, "title").value, entry(sheet, "title").disputed) == ("甲", second.id)


@pytest.mark.parametrize("case", ["unknown", "other path", "other sheet"])
def test_a_chain_counts_only_on_the_same_path_of_the_same_sheet(case: str) -> None:
    sheet = make_sheet("design")
    before = change("set", "goal" if case == "other path" else "title", "x")
    if case == "other sheet":
        write(make_sheet("design"), before)
    elif case == "other path":
        write(sheet, before)
    assert write(sheet, change("set", "title", "y", after=before.id))[0].outcome == "applied"
    assert write(sheet, change("set", "title", "z", after=before.id))[0].outcome == "conflict"


# --- core issues ---------------------------------------------------------------------------------------------------


def test_a_third_star_is_answered_with_the_reason() -> None:
    sheet = with_items("a", "b", "c")
    assert [star(sheet, item).outcome for item in "ab"] == ["applied", "applied"]
    third = star(sheet, "c")
    assert third.outcome == "refused"
    assert third.message == "已選 2 項。要換的話，先取消其中一項的星號。"
    write(sheet, change("set", "support_difficulties/a/core", False, base=1))
    assert star(sheet, "c").outcome == "applied"


def test_a_star_may_be_set_again_at_the_limit_and_stars_of_removed_items_do_not_count() -> None:
    sheet = with_items("a", "b", "c")
    star(sheet, "a"), star(sheet, "b")
    assert star(sheet, "b").outcome == "applied"
    write(sheet, change("remove", "support_difficulties/a"))
    assert star(sheet, "c").outcome == "applied"


def test_an_item_restored_when_the_places_are_taken_comes_back_without_its_star() -> None:
    sheet = with_items("a", "b", "c")
    star(sheet, "a"), star(sheet, "b")
    write(sheet, change("remove", "support_difficulties/a"))
    star(sheet, "c")
    write(sheet, change("restore", "support_difficulties/a"))
    assert [issue.item for issue in sheets.core_issues(sheets.read(sheet))] == ["b", "c"]


def test_an_item_restored_while_there_is_room_keeps_its_star() -> None:
    sheet = with_items("a", "b")
    star(sheet, "a")
    write(sheet, change("remove", "support_difficulties/a"), change("restore", "support_difficulties/a"))
    assert [issue.item for issue in sheets.core_issues(sheets.read(sheet))] == ["a"]


def test_core_issues_come_in_the_order_of_the_pillars_with_their_reasons() -> None:
    sheet = make_sheet()
    fill(
        sheet,
        safeguarding_difficulties=[{"text": "晚上一個人", "votes": 4, "call_item": "G2", "core": True}],
        recognition_difficulties=[{"text": "沒人問過", "core_affected": "志工", "core_why": "先聽", "core": True}],
    )
    first, second = sheets.core_issues(sheets.read(sheet))
    assert (first.pillar, first.text, first.affected, first.why_first) == ("recognition", "沒人問過", "志工", "先聽")
    assert (second.pillar, second.votes, second.call_item, second.affected) == ("safeguarding", 4, "G2", "")


# --- missing and handing in ----------------------------------------------------------------------------------------


def test_an_empty_inventory_lacks_a_core_issue_and_words_on_every_pillar() -> None:
    gate, soft = sheets.missing("inventory", sheets.EMPTY)
    assert len(gate) == 1
    assert len(soft) == 3


def test_an_inventory_with_a_core_issue_passes_though_its_reasons_are_missing() -> None:
    sheet = make_sheet()
    fill(sheet, support_difficulties=[{"text": "缺班", "core": True}], recognition_strengths=[{"text": "表揚"}])
    gate, soft = sheets.missing("inventory", sheets.read(sheet))
    assert gate == []
    assert [part.split("：")[0] for part in soft] == ["核心議題", "核心議題", "保障"]


def test_a_starred_item_without_words_is_no_core_issue() -> None:
    sheet = make_sheet()
    fill(sheet, support_difficulties=[{"text": " ", "core": True}])
    assert sheets.missing("inventory", sheets.read(sheet))[0]


@pytest.mark.parametrize("absent", ["title", "pillar", "lead_unit"])
def test_a_design_needs_title_pillar_and_lead_unit(absent: str) -> None:
    sheet = make_sheet("design")
    values = {"title": "送餐", "pillar": "support", "lead_unit": "社會處"}
    fill(sheet, **{key: value for key, value in values.items() if key != absent})
    assert len(sheets.missing("design", sheets.read(sheet))[0]) == 1
    fill(sheet, **{absent: values[absent]})
    gate, soft = sheets.missing("design", sheets.read(sheet))
    assert (gate, len(soft)) == ([], 6)


def test_a_complete_design_lacks_nothing() -> None:
    sheet = make_sheet("design")
    fill(
        sheet, title="送餐", pillar="support", lead_unit="社會處", problem="p", goal="g", beneficiaries="b",
        partners="p", steps=[{"what": "w"}], indicators=[{"name": "n"}],
    )  # fmt: skip
    assert sheets.missing("design", sheets.read(sheet)) == ([], [])


def test_feasibility_and_commitment_gate_nothing() -> None:
    assert sheets.missing("feasibility", sheets.EMPTY)[0] == []
    assert len(sheets.missing("feasibility", sheets.EMPTY)[1]) == 7
    assert sheets.missing("commitment", sheets.EMPTY)[0] == []
    assert len(sheets.missing("commitment", sheets.EMPTY)[1]) == 4
    full, vow = make_sheet("feasibility"), make_sheet("commitment")
    fill(
        full, resources=[{"name": "r"}], stakeholders=[{"name": "s"}], risks=[{"risk": "x"}], verdict="feasible",
        month1_change="1", month3_change="3", month6_change="6",
    )  # fmt: skip
    fill(vow, vow="v", first_who="w", first_when="115/12/20", first_what="x")
    assert sheets.missing("feasibility", sheets.read(full)) == ([], [])
    assert sheets.missing("commitment", sheets.read(vow)) == ([], [])


@pytest.mark.parametrize(
    ("typed", "hinted"), [("下個月", True), ("115/13/20", True), ("12/20", True), ("115/12/20", False), (" ", False)]
)
def test_a_first_step_without_a_readable_date_is_hinted_at_and_gates_nothing(typed: str, hinted: bool) -> None:
    sheet = make_sheet("commitment")
    fill(sheet, first_when=typed)
    gate, soft = sheets.missing("commitment", sheets.read(sheet))
    assert gate == []
    assert any("寫成日期，例如 115/12/20" in one for one in soft) is hinted


def test_a_stage_is_handed_in_once_its_minimum_is_there() -> None:
    sheet = make_sheet("design")
    seat = make_seat(sheet.group, name="小芬")
    with pytest.raises(sheets.StageNotReady) as refused:
        sheets.hand_in(sheet=sheet, by=seat, now=DAY)
    assert len(refused.value.missing) == 3
    assert str(refused.value) == "、".join(refused.value.missing)
    fill(sheet, title="送餐", pillar="support", lead_unit="社會處")
    sheets.hand_in(sheet=sheet, by=seat, now=DAY)
    sheet.refresh_from_db()
    assert (sheet.handed_in_at, "小芬" in sheet.handed_in_by) == (DAY, True)
    assert trail.history_of(sheet).get().verb == "handed_in"


def test_a_stage_is_taken_back_once() -> None:
    sheet = make_sheet("feasibility")
    seat = make_seat(sheet.group)
    sheets.take_back(sheet=sheet, by=seat, now=DAY)
    sheets.hand_in(sheet=sheet, by=seat, now=DAY)
    for _time in range(2):
        sheets.take_back(sheet=sheet, by=seat, now=DAY)
    sheet.refresh_from_db()
    assert (sheet.handed_in_at, sheet.handed_in_by) == (None, "")
    assert sorted(event.verb for event in trail.history_of(sheet)) == ["handed_in", "taken_back"]


def test_settling_a_dispute_leaves_a_line_and_only_then() -> None:
    sheet = make_sheet("design")
    write(sheet, change("set", "title", "甲"))
    lost = change("set", "title", "乙")
    write(sheet, lost, change("set", "goal", "x", resolves=uuid.uuid4()))
    assert not trail.history_of(sheet).exists()
    write(sheet, change("set", "title", "丙", base=7, resolves=lost.id))
    assert not trail.history_of(sheet).exists()
    newest = entry(sheet, "title").disputed
    write(sheet, change("set", "title", "乙", base=1, resolves=newest))
    (line,) = trail.history_of(sheet)
    assert (line.verb, line.now) == ("conflict_resolved", {"path": "title"})


# --- reading -------------------------------------------------------------------------------------------------------


def test_many_sheets_are_read_in_one_query(django_assert_num_queries: Any) -> None:
    group = make_table()
    one, two, untouched = (make_sheet(kind, group) for kind in ("inventory", "design", "feasibility"))
    fill(one, support_strengths=[{"text": "有車"}])
    fill(two, title="送餐")
    with django_assert_num_queries(1):
        found = sheets.read_many([one.pk, two.pk, untouched.pk])
    assert set(found) == {one.pk, two.pk}
    assert not found[one.pk].is_empty
    assert sheets.read(untouched) is sheets.EMPTY
    assert sheets.EMPTY.is_empty


def test_white_space_is_no_answer() -> None:
    content = sheets.Content({"title": " \n", "goal": 0}, {})
    assert (content.get("title", "未填"), content.get("goal", 5), content.get("other")) == ("未填", 0, "")
    assert sheets.Item("i", {"text": "\u3000"}).get("text", "未填") == "未填"


def test_a_sheet_is_opened_once_with_the_newest_form() -> None:
    group = make_table()
    sheet = sheets.open_sheet(group=group, kind="design")
    assert sheets.open_sheet(group=group, kind="design") == sheet
    assert sheet.questions.version == 1


def test_a_device_is_told_only_what_changed(django_assert_num_queries: Any) -> None:
    sheet = with_items("a", "b")
    full = sheets.state_of(sheet)
    write(sheet, change("set", "support_difficulties/b/text", "改", base=1))
    with django_assert_num_queries(2):
        delta = sheets.state_of(sheet, after=full["sequence"])
    assert [row["path"] for row in delta["entries"]] == ["support_difficulties/b/text"]
    with django_assert_num_queries(1):
        known = sheets.with_sequence().get(pk=sheet.pk)
    with django_assert_num_queries(1):
        assert sheets.state_of(known, after=full["sequence"], last=known.last) == delta
    assert sheets.state_of(sheet, after=delta["sequence"])["entries"] == []


def test_an_unwritten_sheet_has_sequence_nothing() -> None:
    sheet = make_sheet("design")
    assert sheets.state_of(sheet) == {"sequence": 0, "entries": []}
    assert sheets.with_sequence().get(pk=sheet.pk).last is None


def test_a_restored_item_is_told_whole_with_the_star_it_lost() -> None:
    sheet = with_items("a", "b", "c")
    star(sheet, "a"), star(sheet, "b")
    write(sheet, change("remove", "support_difficulties/a"))
    star(sheet, "c")
    before = sheets.state_of(sheet)["sequence"]
    write(sheet, change("restore", "support_difficulties/a"))
    told = {row["path"]: row["value"] for row in sheets.state_of(sheet, after=before)["entries"]}
    assert told == {
        "support_difficulties/a": True, "support_difficulties/a/text": "困難 a", "support_difficulties/a/core": False,
    }  # fmt: skip


def test_a_dispute_whose_operation_is_gone_is_still_told() -> None:
    sheet = make_sheet("design")
    write(sheet, change("set", "title", "甲"))
    Entry.objects.update(disputed=uuid.uuid4())
    assert sheets.state_of(sheet)["entries"][0]["dispute"]["value"] is None


# --- what must hold for any afternoon ------------------------------------------------------------------------------

ITEMS = ("support_difficulties/a", "support_difficulties/b", "support_strengths/c")
WORDS = st.text("甲乙丙丁", min_size=1, max_size=3)


@st.composite
def steps(draw: st.DrawFn) -> tuple[str, str, Any, int, int]:
    """Which device does what where: (action, path, value, device, how stale its picture is)."""
    device, stale = draw(st.integers(0, 1)), draw(st.integers(0, 2))
    item = draw(st.sampled_from(ITEMS))
    action = draw(st.sampled_from(["add", "set", "set", "set", "count", "remove", "restore", "core"]))
    if action == "add":
        return action, item, {"text": draw(WORDS)}, device, stale
    if action == "count":
        return action, f"{item}/votes", draw(st.integers(-2, 3)), device, stale
    if action == "core":
        return "set", f"{item}/core", draw(st.booleans()), device, stale
    if action == "set":
        return action, f"{item}/text", draw(WORDS), device, stale
    return action, item, None, device, stale


def value_by_path(sheet: Sheet) -> dict[str, tuple[Any, int]]:
    return {row["path"]: (row["value"], row["version"]) for row in sheets.state_of(sheet)["entries"]}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(afternoon=st.lists(steps(), max_size=14))
def test_any_afternoon_of_two_devices(afternoon: list[tuple[str, str, Any, int, int]]) -> None:
    """Every word typed is in the log, both sides of every conflict too; repeating changes nothing; deltas add up."""
    sheet = make_sheet()
    seats = [make_seat(sheet.group, name=name) for name in "甲乙"]
    batches: list[tuple[list[sheets.Change], Any]] = []
    picture: dict[str, dict[str, Any]] = {}
    asked = 0
    for number, (action, path, value, device, stale) in enumerate(afternoon):
        known = Entry.objects.filter(sheet=sheet, path=path).values_list("version", flat=True).first() or 0
        one = change(action, path, value, base=max(0, known - stale))
        batch = [one, one] if number % 5 == 0 else [one]
        batches.append((batch, seats[device]))
        write(sheet, *batch, by=seats[device], now=DAY + dt.timedelta(seconds=number))
        if number % 3 == 2:
            told = sheets.state_of(sheet, after=asked)
            picture |= {row["path"]: row for row in told["entries"]}
            asked = told["sequence"]
    told = sheets.state_of(sheet, after=asked)
    picture |= {row["path"]: row for row in told["entries"]}

    full = sheets.state_of(sheet)
    assert sorted(picture) == sorted(row["path"] for row in full["entries"])
    assert all(picture[row["path"]] == row for row in full["entries"])

    log = {operation.id: operation for operation in Operation.objects.filter(sheet=sheet)}
    assert len(log) == len(afternoon)
    assert [log[batch[0].id].value for batch, _seat in batches] == [value for _a, _p, value, _d, _s in afternoon]
    for operation in log.values():
        if operation.outcome == "conflict":
            standing = Entry.objects.get(sheet=sheet, path=operation.path)
            assert standing.disputed is not None
    assert len(sheets.core_items(sheet)) <= 2

    before, count = value_by_path(sheet), Operation.objects.count()
    for batch, seat in batches:
        write(sheet, *batch, by=seat, now=DAY + dt.timedelta(hours=1))
    assert (value_by_path(sheet), Operation.objects.count()) == (before, count)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ballots=st.lists(st.tuples(st.integers(1, 5), st.integers(1, 3)), max_size=12))
def test_votes_count_once_however_often_they_are_sent(ballots: list[tuple[int, int]]) -> None:
    sheet = with_items("d1")
    votes = [(change("count", f"{DIFFICULTY}/votes", more), times) for more, times in ballots]
    for vote, times in votes:
        for _time in range(times):
            write(sheet, vote)
    expected = sum(more for more, _times in ballots)
    assert sheets.read(sheet).items("support_difficulties")[0].get("votes", 0) == expected


STEP = {"what": "訂規則", "who": "社會處", "from_month": 0, "to_month": 2}
INDICATOR = {"name": "缺班率", "baseline": "18", "target": "9", "unit": "％", "verified_by": "班表"}


@pytest.mark.parametrize(
    ("step", "indicator", "sdgs", "number"),
    [
        ({}, {}, [3], 0), ({}, {}, None, 1), ({}, {}, [], 1), ({"who": " "}, {}, [3], 1),
        ({"to_month": None}, {}, [3], 1), ({"from_month": None, "to_month": None}, {}, [3], 1),
        ({}, {"unit": ""}, [3], 1), ({}, {"baseline": "0"}, [3], 0),
        ({"who": "", "from_month": None}, dict.fromkeys(("baseline", "target", "unit", "verified_by")), None, 7),
    ],
)  # fmt: skip
def test_what_prints_as_not_filled_in_is_counted_and_gates_nothing(
    step: dict, indicator: dict, sdgs: list[int] | None, number: int
) -> None:
    lists = {"steps": (contents.Item("s", STEP | step),), "indicators": (contents.Item("i", INDICATOR | indicator),)}
    content = contents.Content({"sdgs": sdgs}, lists)
    assert contents.blanks("design", content) == number
    assert contents.blanks("feasibility", content) == 0


@pytest.mark.parametrize(("blanks", "says"), [(0, "都填了"), (3, "主要的都填了，還有 3 處空白")])
def test_the_bar_counts_what_is_still_empty(blanks: int, says: str) -> None:
    stage = Stage("design", "設計", "current", "進行中", (), (), blanks)
    text = render_to_string("actionplans/_bar.html", {"kind": "design", "stage_now": stage})
    assert f"<b>{says}</b>" in text
