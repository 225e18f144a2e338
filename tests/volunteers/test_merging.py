"""Two rows of one person made one and taken apart again: nothing is lost, nothing counts twice, sums are lines."""

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ForeignKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_user
from tests.makers.volunteers import (
    NOW,
    line,
    make_book,
    make_cover,
    make_enrolment,
    make_entry,
    make_trained,
    make_training,
    make_unit,
    make_volunteer,
)
from volunteers.merging import merging, unmerging
from volunteers.merging.moving import relations, rules
from volunteers.models import (
    Cover,
    Enrolment,
    Merge,
    RecordBook,
    ServiceEntry,
    ServiceMonth,
    ServiceTotal,
    Training,
    Unit,
    Volunteer,
)
from volunteers.persons import people, recordbook, searching
from volunteers.serving import approvals, ledger, recounting, spot_checks, sums
from volunteers.training import trainings

pytestmark = pytest.mark.django_db
D = dt.date
WHY = "身分證影本與本人確認是同一人"
NOT = "本人說是她妹妹，不是同一人"
SAID = "簽到簿上不是這樣"


def merge(kept: Volunteer, gone: Volunteer, **more: Any) -> Merge:
    return merging.merge(kept=kept, gone=gone, reason=WHY, by=SYSTEM, now=NOW, **more)


def undo(made: Merge, reason: str = NOT) -> Merge:
    return unmerging.undo(merge=made, reason=reason, by=SYSTEM, now=NOW)


def enter(unit: Unit, *lines: ledger.Line) -> ledger.Entered:
    return ledger.enter(unit=unit, lines=lines, source="list", by=SYSTEM, now=NOW)


def approve(unit: Unit) -> None:
    for month in set(ServiceEntry.objects.filter(unit=unit, state="pending").values_list("month", flat=True)):
        keys = ServiceEntry.objects.filter(unit=unit, month=month, state="pending").values_list("pk", flat=True)
        approvals.approve_lines(unit=unit, entries=keys, by=SYSTEM, now=NOW)


def counted(person: Volunteer) -> int:
    total = ServiceTotal.objects.filter(volunteer=person).first()
    return total.counted if total else 0


def everything() -> dict[str, Any]:
    """Every row of the register, but for what is made anew (sums' keys) or only added (counter-lines, batches)."""
    found: dict[str, Any] = {}
    for model in apps.get_app_config("volunteers").get_models():
        if model._meta.model_name in ("merge", "servicebatch"):
            continue
        rows = list(model._base_manager.order_by("pk").values())
        if model is ServiceEntry:
            taken_out = {row["corrects_id"] for row in rows}
            rows = [row for row in rows if not row["corrects_id"] and row["id"] not in taken_out]
            rows = sorted(({**row, "id": 0, "batch_id": 0, "renews_id": None} for row in rows), key=repr)
        if model is ServiceMonth:
            rows = sorted(({**row, "id": 0} for row in rows), key=repr)
            rows = [row for row in rows if any(row[name] for name in ("minutes", "counted", "times"))]
        if model is ServiceTotal:
            rows = [row for row in rows if row["counted"] or row["times"]]
        found[model._meta.label_lower] = rows
    return found


# Every table ----------------------------------------------------------------------------------------------------------


def test_every_table_that_names_a_volunteer_is_moved_or_has_its_reason() -> None:
    """Walks the models: whoever adds a table that names a volunteer need not think of this, or is told here."""
    named = {
        (model, one.name)
        for model in apps.get_models(include_auto_created=True)
        for one in model._meta.get_fields()
        if isinstance(one, ForeignKey) and one.related_model is Volunteer
    }
    moved = {(one.model, one.name) for one in merging.moving_relations()}
    derived = {(model, "volunteer") for model in merging.DERIVED}
    assert named == moved | derived | merging.STAY
    assert not moved & (derived | merging.STAY)
    assert {(one.model, one.name) for one in relations(Volunteer)} == named
    for one in merging.moving_relations():
        rules(one)  # raises where a unique rule could not be kept


def test_no_row_is_left_behind() -> None:
    unit = make_unit()
    kept, gone = make_trained(unit), make_trained(make_unit("HUA"))
    make_entry(unit, kept)
    make_entry(Unit.objects.get(county="HUA"), gone, D(2026, 3, 8))
    merge(kept, gone)
    for one in merging.moving_relations():
        assert not [row for row in one.of(gone.pk)], one


# What is decided ------------------------------------------------------------------------------------------------------


def test_everything_moves_and_the_sums_are_of_both() -> None:
    here, there = make_unit(), make_unit("HUA")
    kept, gone = make_trained(here, name="林素珠"), make_trained(there, name="林淑珠", phone="0912345678")
    make_entry(here, kept, D(2026, 3, 7))
    make_entry(there, gone, D(2026, 3, 8))
    approve(here)
    approve(there)
    shown = merging.preview(kept=kept, gone=gone)
    assert {one.label: one.count for one in shown.moving} == {
        "在隊資格": 1, "訓練": 2, "紀錄冊": 1, "被保險人": 1, "服務紀錄": 1,
    }  # fmt: skip
    assert sorted(one.label for one in shown.clashes) == ["紀錄冊", "訓練", "訓練"]
    made = merge(kept, gone)
    assert counted(kept) == 360
    assert counted(gone) == 0
    assert list(sums.differences()) == []
    kept.refresh_from_db()
    assert (kept.name, kept.phone) == ("林素珠", "0912345678"), "what she had not is taken, what she has stays"
    assert made.rows == 6


def test_two_books_become_one_and_the_other_keeps_its_number() -> None:
    unit = make_unit()
    kept, gone = make_trained(unit), make_trained(make_unit("HUA"))
    theirs = gone.books.get()
    RecordBook.objects.filter(pk=theirs.pk).update(issued_on=D(2020, 1, 1), applied_on=D(2020, 1, 1))
    clash = next(one for one in merging.preview(kept=kept, gone=gone).clashes if one.label == "紀錄冊")
    assert clash.stands == theirs, "the one that was issued first"
    mine = kept.books.get()
    made = merge(kept, gone, stands={clash.key: mine.pk})
    theirs.refresh_from_db()
    assert (theirs.volunteer_id, theirs.state, bool(theirs.number)) == (kept.pk, "cancelled", True)
    assert RecordBook.objects.held().get().pk == mine.pk
    undo(made)
    theirs.refresh_from_db()
    assert (theirs.volunteer_id, theirs.state, theirs.note) == (gone.pk, "issued", "")


def test_a_reissue_of_the_book_that_goes_is_cancelled_with_it() -> None:
    unit = make_unit()
    kept, gone = make_trained(unit), make_trained(unit)
    people.change(
        volunteer=gone, values={"sex": "female", "born_on": D(1960, 5, 4)}, number="A123456789", by=SYSTEM, now=NOW
    )
    theirs = gone.books.get()
    again = recordbook.apply(volunteer=gone, unit=unit, lost="搭車時遺失了", by=SYSTEM, now=NOW)
    made = merge(kept, gone, stands={f"volunteers.recordbook-{kept.books.get().pk}-{theirs.pk}": kept.books.get().pk})
    again.refresh_from_db()
    assert (again.state, again.volunteer_id) == ("cancelled", kept.pk)
    undo(made)
    again.refresh_from_db()
    assert (again.state, again.volunteer_id, again.note) == ("applied", gone.pk, "搭車時遺失了")
    assert recordbook.issue(book=again, number="Z-1", by=SYSTEM, now=NOW).state == "issued"


def test_in_one_unit_twice_is_one_membership_from_the_earlier_day() -> None:
    unit = make_unit()
    kept = make_enrolment(unit, on=D(2025, 3, 1)).volunteer
    gone = make_enrolment(unit, on=D(2024, 1, 2)).volunteer
    before = everything()
    made = merge(kept, gone)
    one = Enrolment.objects.get(unit=unit)
    assert (one.volunteer_id, one.joined_on) == (kept.pk, D(2024, 1, 2))
    undo(made)
    assert everything() == before


def test_one_training_recorded_twice_is_one_and_the_certificate_stays() -> None:
    kept, gone = make_volunteer(), make_volunteer()
    make_training(kept)
    make_training(gone, certificate="訓字第7號")
    merge(kept, gone)
    assert Training.objects.valid().get(volunteer=kept).certificate == "訓字第7號"
    assert Training.objects.exclude(revoked_on=None).get().revoked_why


def test_on_one_list_twice_is_once_until_the_later_day() -> None:
    unit = make_unit()
    kept, gone = make_volunteer(), make_volunteer()
    make_cover(kept, unit, ends_on=D(2026, 6, 30))
    make_cover(gone, unit)
    merge(kept, gone)
    assert Cover.objects.get().ends_on == D(2026, 12, 31)


@pytest.mark.parametrize("take", [(), ("identity",)])
def test_one_number_is_the_first_and_the_other_still_finds_her(take: tuple[str, ...]) -> None:
    kept, gone = make_volunteer(number="A800000014"), make_volunteer(number="AB00207171")
    made = merge(kept, gone, take=take)
    kept.refresh_from_db()
    assert kept.identity_kind == ("old_ui" if take else "ui")
    for number in ("A800000014", "AB00207171"):
        assert searching.find(Volunteer.objects.living(), number).get() == kept
        assert people.look_up(number=number, kind="", by=make_user(), now=NOW) == kept
        with pytest.raises(ValidationError, match="已經登錄過"), transaction.atomic():
            make_volunteer(number=number)
    undo(made)
    gone.refresh_from_db()
    assert searching.find(Volunteer.objects.living(), "AB00207171").get() == gone


def test_her_account_moves_or_is_chosen() -> None:
    kept, gone = make_volunteer(), make_volunteer()
    first, second = make_user(), make_user()
    Volunteer.objects.filter(pk=gone.pk).update(user=second)
    made = merge(kept, gone)
    assert Volunteer.objects.get(user=second) == kept
    undo(made)
    assert Volunteer.objects.get(user=second) == gone
    Volunteer.objects.filter(pk=kept.pk).update(user=first)
    merge(Volunteer.objects.get(pk=kept.pk), gone, take=("user",))
    assert Volunteer.objects.get(user=second) == kept


@pytest.mark.parametrize(
    ("kept", "gone", "reason", "said"),
    [(0, 0, WHY, "同一筆"), (0, 1, "同人", "6 個字"), (0, 2, WHY, "併入別的"), (2, 1, WHY, "併入別的")],
)
def test_what_is_refused(kept: int, gone: int, reason: str, said: str) -> None:
    rows = [make_volunteer() for _one in range(3)]
    merge(make_volunteer(), rows[2])
    with pytest.raises(ValidationError, match=said):
        merging.merge(kept=rows[kept], gone=rows[gone], reason=reason, by=SYSTEM, now=NOW)


def test_the_trail_says_it_on_both_without_a_name() -> None:
    kept, gone = make_volunteer("林素珠"), make_volunteer("林淑珠")
    undo(merge(kept, gone))
    for verb in (Verb.PEOPLE_MERGED, Verb.MERGE_UNDONE):
        lines = Event.objects.filter(verb=verb)
        assert {one.object_key for one in lines} == {str(kept.pk), str(gone.pk)}
        assert all("林" not in str((one.object_label, one.was, one.now)) for one in lines)


# Hours ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "theirs", "left"),
    [
        ("09:00-12:00", "13:00-15:00", 120),
        ("09:00-12:00", "12:00-13:00", 60),
        ("09:00-12:00", "11:00-13:00", 60),
        ("09:00-12:00", "09:00-12:00", 0),
        ("09:00-12:00", "08:00-13:00", 120),
        ("00:00-20:00", "600", 240),
    ],
)
def test_time_that_both_have_counts_once(ours: str, theirs: str, left: int) -> None:
    here, there = make_unit(), make_unit("HUA")
    kept, gone = make_trained(here), make_trained(there)
    mine = enter(here, line(kept, hours=ours))
    enter(there, line(gone, hours=theirs))
    approve(here)
    approve(there)
    before = everything()
    assert mine.verdicts[0]
    made = merge(kept, gone)
    assert counted(kept) == mine.verdicts[0].counted + left
    assert list(sums.differences()) == []
    undo(made)
    assert everything() == before
    assert list(sums.differences()) == []


def test_one_list_entered_for_both_counts_once_and_is_known_again() -> None:
    unit = make_unit()
    kept, gone = make_trained(unit), make_trained(unit)
    enter(unit, line(kept, hours="180"), line(gone, hours="180"))
    approve(unit)
    made = merge(kept, gone)
    assert counted(kept) == 180, "lines without a clock are told to be one by their words"
    assert enter(unit, line(kept, hours="180")).added == 0
    undo(made)
    assert (counted(kept), counted(gone)) == (180, 180)
    assert enter(unit, line(gone, hours="180")).added == 0


def test_what_waits_is_judged_by_what_is_known_of_both() -> None:
    unit = make_unit()
    kept, gone = make_enrolment(unit).volunteer, make_trained(unit)
    entry = make_entry(unit, kept)
    assert entry.why == "no_basic"
    made = merge(kept, gone)
    entry.refresh_from_db()
    assert (entry.counted, entry.why) == (180, "")
    undo(made)
    entry.refresh_from_db()
    assert (entry.counted, entry.why) == (0, "no_basic")


# Taken apart again ----------------------------------------------------------------------------------------------------


def test_what_came_since_stays_with_the_kept_one() -> None:
    unit = make_unit()
    kept, gone = make_trained(unit), make_trained(unit)
    theirs = make_entry(unit, gone, D(2026, 3, 8))
    approve(unit)
    made = merge(kept, gone)
    since = make_entry(unit, kept, D(2026, 3, 9))
    approve(unit)
    theirs.refresh_from_db()
    ledger.correct(entries=[theirs], reason="簽到表登錯日期", by=SYSTEM, now=NOW)
    people.change(volunteer=kept, values={"phone": "0911222333"}, by=SYSTEM, now=NOW)
    undo(made)
    since.refresh_from_db()
    kept.refresh_from_db()
    assert since.volunteer_id == kept.pk
    assert kept.phone == "0911222333"
    assert (counted(kept), counted(gone)) == (180, 0), "a counter-line goes where its line goes"
    assert list(sums.differences()) == []


def recounted(unit: Unit, person: Volunteer) -> None:
    """Somebody's training is revoked, looked at, and comes back: every line is entered anew, twice."""
    on = D(2025, 1, 1)
    for training in person.trainings.valid().filter(programme="SP_SOCIAL"):
        trainings.revoke(training=training, reason="登錄到別人的", by=SYSTEM, now=NOW)
    recounting.recount(unit=unit, month=202603, reason=SAID, by=SYSTEM, now=NOW)
    trainings.record(volunteer=person, programme="SP_SOCIAL", on=on, issuer="推廣中心", by=SYSTEM, now=NOW)
    recounting.recount(unit=unit, month=202603, reason=SAID, by=SYSTEM, now=NOW)


def corrected(unit: Unit, person: Volunteer) -> None:
    """Every line of a unit is found to have been a minute shorter."""
    check = spot_checks.draw(
        unit=unit, manner="paper", first=D(2026, 3, 1), last=D(2026, 3, 31), seed="s", by=SYSTEM, now=NOW
    )
    for one in check.lines.select_related("entry"):
        spot_checks.find(
            line=one, finding="corrected", minutes=one.entry.counted - 1, reason=SAID, by=SYSTEM, now=NOW
        )  # fmt: skip


@pytest.mark.parametrize(
    ("theirs", "since", "hers"),
    [
        ("13:00-15:00", recounted, 120), ("13:00-15:00", corrected, 119),
        ("11:00-13:00", recounted, 120), ("11:00-13:00", corrected, 59),
        ("08:00-13:00", recounted, 300), ("08:00-13:00", corrected, 119),
    ],
)  # fmt: skip
def test_what_was_entered_anew_since_goes_back_with_its_line(theirs: str, since: Any, hers: int) -> None:
    here, there = make_unit(), make_unit("HUA")
    kept, gone = make_trained(here), make_trained(there)
    make_enrolment(here, gone)
    enter(here, line(kept, hours="09:00-12:00"))
    enter(there, line(gone, hours=theirs))
    approve(here)
    approve(there)
    made = merge(kept, gone)
    since(there, kept)
    undo(made)
    assert (counted(kept), counted(gone)) == (180, hers)
    assert list(sums.differences()) == []
    assert enter(there, line(gone, hours=theirs)).added == 0, "the list sent again finds its line"
    standing = ServiceEntry.objects.filter(unit=there, corrects=None, corrected_by=None)
    assert [row.volunteer_id for row in standing] == [gone.pk]


def test_what_was_left_and_has_been_refused_since_does_not_come_back() -> None:
    here, there = make_unit(), make_unit("HUA")
    kept, gone = make_trained(here), make_trained(there)
    enter(here, line(kept))
    enter(there, line(gone, hours="11:00-13:00"))
    approve(here)
    approve(there)
    made = merge(kept, gone)
    check = spot_checks.draw(
        unit=there, manner="paper", first=D(2026, 3, 1), last=D(2026, 3, 31), seed="s", by=SYSTEM, now=NOW
    )
    spot_checks.find(line=check.lines.get(), finding="refused", reason=SAID, by=SYSTEM, now=NOW)
    undo(made)
    assert (counted(kept), counted(gone)) == (180, 0)
    assert list(sums.differences()) == []


def test_what_was_changed_since_is_left_and_said() -> None:
    unit = make_unit()
    kept, gone = make_trained(unit), make_trained(make_unit("HUA"))
    mine, theirs = kept.books.get(), gone.books.get()
    made = merge(kept, gone, stands={f"volunteers.recordbook-{mine.pk}-{theirs.pk}": theirs.pk})
    RecordBook.objects.filter(state="issued").update(state="replaced")
    new = make_book(kept, unit)
    held = undo(made)
    assert "紀錄冊" in held.left
    assert RecordBook.objects.held().get(volunteer=kept) == new
    mine.refresh_from_db()
    assert mine.state == "cancelled", "a new book was issued meanwhile; one a person"


def test_a_chain_is_taken_apart_from_its_end() -> None:
    first, second, third = (make_volunteer() for _one in range(3))
    inner = merge(second, third)
    outer = merge(first, second)
    third.refresh_from_db()
    assert third.merged_into_id == first.pk, "a number leads to the living row in one step"
    with pytest.raises(ValidationError, match="後來的那一次"):
        undo(inner)
    undo(outer)
    undo(inner)
    assert Volunteer.objects.living().count() == 3
    with pytest.raises(ValidationError, match="已經取消"):
        undo(inner)


LINES = st.lists(
    st.tuples(
        st.sampled_from([0, 1]),
        st.sampled_from([0, 1]),
        st.integers(1, 3),
        st.sampled_from(["08:00-10:00", "09:00-12:00", "11:00-13:00", "120", "180"]),
        st.booleans(),
    ),
    max_size=10,
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(lines=LINES, trained=st.tuples(st.booleans(), st.booleans()), both=st.booleans(), take=st.booleans(),
       since=LINES)  # fmt: skip
def test_merged_and_taken_apart_is_as_before(lines, trained, both, take, since) -> None:
    """Whatever two rows hold: the sums are the lines throughout, no time counts twice, and all is put back."""
    with transaction.atomic():
        units = make_unit(), make_unit("HUA")
        pair = [
            make_trained(unit) if full else make_enrolment(unit).volunteer
            for unit, full in zip(units, trained, strict=True)
        ]
        if both:
            make_enrolment(units[0], pair[1], on=D(2023, 5, 1))
        _write(units, pair, lines)
        before = everything()
        made = merge(pair[0], pair[1], take=("identity", "name", "born_on") if take else ())
        assert list(sums.differences()) == []
        _no_time_twice(pair[0])
        undo(made)
        assert list(sums.differences()) == []
        assert everything() == before
        again = merge(pair[1], pair[0])
        _write(units, [pair[1], pair[1]], since)
        assert list(sums.differences()) == []
        undo(again)
        assert list(sums.differences()) == []
        transaction.set_rollback(True)


def _write(units: Any, pair: list[Volunteer], lines: Any) -> None:
    for who, where, day, hours, stands in lines:
        enter(units[where], line(pair[who], D(2026, 3, day), hours))
        if stands:
            approve(units[where])


def _no_time_twice(person: Volunteer) -> None:
    rows = ServiceEntry.objects.filter(volunteer=person, state="approved", corrects=None, corrected_by=None)
    for day in set(rows.values_list("served_on", flat=True)):
        minutes = [0] * (24 * 60)
        for row in rows.filter(served_on=day, counted__gt=0).exclude(starts=None):
            assert row.starts is not None
            assert row.ends is not None
            for minute in range(row.starts, row.ends):
                minutes[minute] += 1
        together = sum(row.counted for row in rows.filter(served_on=day, starts__isnull=False))
        assert together <= sum(map(bool, minutes))
