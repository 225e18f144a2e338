"""A registration: saved field by field, nothing typed is lost, nobody overwrites anybody silently."""

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from foundation.accounts.models import County
from foundation.audit import trail
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_user
from tests.makers.workshops import NOON, make_programme, make_workshop
from workshops import agenda_of, hints, registration, stages
from workshops.models import Programme, Workshop
from workshops.schedule import LATE, RISK

pytestmark = pytest.mark.django_db

PLACE = {
    "date": "115/6/10",
    "starts_at": "13:30",
    "minutes": "205",
    "occasion": "liaison",
    "venue": "社會福利館 3 樓",
    "address": "示範路 100 號",
    "seats": "60人",
    "flat_floor": "yes",
    "network": "unstable",
    "projector": "on",
}


@pytest.fixture
def officer():
    return make_user(name="王小明")


def empty(programme=None, **fields):
    values = dict.fromkeys(("date", "starts_at", "minutes", "seats", "flat_floor", "groups_planned"))
    values |= dict.fromkeys(("venue", "address", "network", "occasion", "host_unit"), "")
    values |= dict.fromkeys(("officials_expected", "centre_expected", "cadres_expected"))
    return make_workshop(programme=programme, agenda=False, **(values | fields))


def save(workshop, step, data, by, **options):
    return registration.save_step(workshop=workshop, step=step, data=data, by=by, **options)


# --- beginning -------------------------------------------------------------------------------------------------------


def test_a_county_counts_its_workshops(officer):
    programme, county = make_programme(), County.objects.get(pk="TTT")
    first = registration.begin(programme=programme, county=county, by=officer, now=NOON)
    second = registration.begin(programme=programme, county=county, by=officer, now=NOON)
    other = registration.begin(programme=programme, county=County.objects.get(pk="HUA"), by=officer, now=NOON)
    assert [first.number, second.number, other.number] == [1, 2, 1]
    assert trail.history_of(first).get().verb == Verb.CREATED
    assert (first.contact_name, first.contact_email) == ("王小明", officer.email)
    assert first.host_unit == "臺東縣政府"


def test_the_host_is_the_one_of_the_last_time(officer):
    make_workshop(host_unit="臺東縣政府社會處")
    programme = Programme.objects.get()
    begun = registration.begin(programme=programme, county=County.objects.get(pk="TTT"), by=officer, now=NOON)
    assert begun.host_unit == "臺東縣政府社會處"


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_only_an_open_programme_takes_registrations(state, officer):
    with pytest.raises(ValidationError, match="不開放登記"):
        registration.begin(
            programme=make_programme(state=state), county=County.objects.get(pk="TTT"), by=officer, now=NOON
        )
    assert not Workshop.objects.exists()


# --- saving ----------------------------------------------------------------------------------------------------------


def test_a_step_is_saved_into_its_columns(officer):
    workshop = empty()
    saved = save(workshop, "place", PLACE, officer)
    assert saved == registration.Saved({})
    assert (workshop.date, workshop.starts_at, workshop.minutes) == (dt.date(2026, 6, 10), dt.time(13, 30), 205)
    assert (workshop.seats, workshop.flat_floor, workshop.network) == (60, True, "unstable")
    assert (workshop.projector, workshop.microphones) == (True, False)
    event = trail.history_of(workshop).last()
    assert event.now["date"] == "2026-06-10"
    assert event.was["date"] is None


def test_what_is_wrong_is_kept_as_typed_and_everything_else_is_saved(officer):
    workshop = empty()
    typed = PLACE | {"date": "115/2/30", "seats": "六十", "starts_at": "25:00", "minutes": "29"}
    saved = save(workshop, "place", typed, officer)
    assert set(saved.problems) == {"date", "seats", "starts_at", "minutes"}
    assert "30" in saved.problems["date"]
    assert workshop.venue == "社會福利館 3 樓"
    assert workshop.date is None
    form = registration.step_form(workshop, "place")
    assert form["date"].value() == "115/2/30"
    assert form["seats"].value() == "六十"
    assert form.errors["seats"] == ["「六十」讀不成數字，請填阿拉伯數字，例如 60。"]
    assert "venue" not in form.errors


@pytest.mark.parametrize("typed", ["-5", "－5", "1.5", ".5"])
def test_a_number_that_is_no_count_is_told_what_would_be(officer, typed):
    workshop = empty()
    saved = save(workshop, "place", PLACE | {"seats": typed}, officer)
    assert saved.problems == {"seats": f"「{typed}」不能填在這裡，請填 1 以上的整數，例如 60。"}


@pytest.mark.parametrize(
    ("step", "field", "example"),
    [
        ("place", "seats", 60),
        ("place", "minutes", 180),
        ("people", "groups_planned", 7),
        ("people", "lecturers_wanted", 2),
    ],
)
@pytest.mark.parametrize(
    ("typed", "says"), [("幾個", "讀不成數字"), ("9" * 7, "太大了"), ("9" * 20, "太大了"), ("-1", " 以上的整數")]
)
def test_the_example_would_be_right_in_its_field(officer, step, field, example, typed, says):
    workshop = empty()
    problem = save(workshop, step, {field: typed}, officer, whole=False).problems[field]
    assert says in problem
    assert problem.endswith(f"例如 {example}。")
    assert save(workshop, step, {field: str(example)}, officer, whole=False).problems == {}


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("3小時", 180),
        ("３ 小時", 180),
        ("3小時20分", 200),
        ("3 小時 5 分鐘", 185),
        ("三小時二十分", 200),
        ("三個半小時", 210),
        ("180分鐘", 180),
        ("180", 180),
    ],
)
def test_a_length_is_read_as_it_is_said(officer, typed, minutes):
    workshop = empty()
    assert save(workshop, "place", {"minutes": typed}, officer, whole=False).problems == {}
    assert workshop.minutes == minutes


@pytest.mark.parametrize(
    ("typed", "right"),
    [("089-326141 分機 1234", True), ("0912345678", True), ("", True), ("abc", False), ("12", False)],
)
def test_the_contact_can_be_rung(officer, typed, right):
    workshop = empty()
    saved = save(workshop, "people", {"contact_phone": typed}, officer, whole=False)
    assert saved.problems == (
        {} if right else {"contact_phone": f"「{typed}」不像電話號碼。請填像 0912-345-678 或 089-123456 的號碼。"}
    )
    assert (workshop.contact_phone == typed) is right


def test_mending_one_field_leaves_the_other_waiting(officer):
    workshop = empty()
    save(workshop, "place", PLACE | {"date": "115/2/30", "seats": "六十"}, officer)
    save(workshop, "place", {"date": "115/2/28"}, officer, whole=False)
    assert workshop.date == dt.date(2026, 2, 28)
    assert set(workshop.unfinished) == {"seats"}
    assert workshop.projector is True


def test_a_right_value_stays_while_a_wrong_one_waits_above_it(officer):
    workshop = empty()
    save(workshop, "place", PLACE, officer)
    save(workshop, "place", PLACE | {"seats": "很多"}, officer)
    assert workshop.seats == 60
    assert registration.step_form(workshop, "place")["seats"].value() == "很多"


def test_a_field_can_be_emptied_again(officer):
    workshop = empty()
    save(workshop, "place", PLACE, officer)
    save(workshop, "place", PLACE | {"date": "", "venue": "", "seats": ""}, officer)
    assert (workshop.date, workshop.venue, workshop.seats) == (None, "", None)


@pytest.mark.parametrize(
    ("field", "step", "typed", "right"),
    [
        ("minutes", "place", "179", False),  # the programme takes 180 to 240
        ("minutes", "place", "180", True),
        ("minutes", "place", "240", True),
        ("minutes", "place", "241", False),
        ("minutes", "place", "２０５分鐘", True),
        ("seats", "place", "0", False),
        ("seats", "place", "1", True),
        ("seats", "place", "-5", False),
        ("seats", "place", "9999999999", False),
        ("venue", "place", "館" * 100, True),
        ("venue", "place", "館" * 101, False),
        ("network", "place", "fast", False),
        ("groups_planned", "people", "3", False),
        ("groups_planned", "people", "4", True),
        ("groups_planned", "people", "10", True),
        ("groups_planned", "people", "11", False),
        ("officials_expected", "people", "0", True),
        ("officials_expected", "people", "500", True),
        ("officials_expected", "people", "501", False),
        ("contact_email", "people", "ming@", False),
        ("contact_email", "people", "ming@example.org", True),
        ("contact_phone", "people", "0" * 31, False),
        ("supervisor", "people", "999999", False),
        ("remark", "people", "話" * 1000, True),
        ("remark", "people", "話" * 1001, False),
    ],
)
def test_every_field_by_itself(field, step, typed, right, officer):
    workshop = empty()
    saved = save(workshop, step, {field: typed}, officer, whole=False)
    assert (field not in saved.problems) is right
    if not right:
        assert workshop.unfinished[field]["value"] == typed
        assert saved.problems[field].endswith("。")


@pytest.mark.parametrize("typed", ["0", "3", "11", "20"])
def test_a_number_of_groups_that_cannot_be_is_told_what_can_and_what_is_advised(officer, typed):
    workshop = empty(make_programme(groups_min=5, groups_max=9))
    saved = save(workshop, "people", {"groups_planned": typed}, officer, whole=False)
    assert saved.problems["groups_planned"] == f"{typed} 組不在範圍內：可以填 4 到 10 組，這個方案建議 5–9 組。"


def test_groups_from_before_the_bounds_stay_until_they_are_mended(officer):
    workshop = empty(groups_planned=12)
    save(workshop, "people", {"contact_name": "林春華"}, officer, whole=False)
    assert (workshop.groups_planned, workshop.contact_name) == (12, "林春華")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("０８９－３２６１４１", "089-326141"),
        ("（０８９）３２６１４１　分機　１２", "(089)326141 分機 12"),
        ("０９１２３４５６７８＃５", "0912345678#5"),
        ("089-326141 分機 1234", "089-326141 分機 1234"),
    ],
)
def test_a_phone_typed_in_full_width_is_kept_in_half_width(officer, typed, kept):
    workshop = empty()
    assert not save(workshop, "people", {"contact_phone": typed}, officer, whole=False).problems
    assert workshop.contact_phone == kept


@pytest.mark.parametrize(
    ("expected", "room"),
    [
        ((None, None, None), "平面會議室，容納 60 人"),
        ((2, None, None), "平面會議室，坐得下預計的 2 人"),
        ((16, 8, 32), "平面會議室，坐得下預計的 56 人"),
    ],
)
def test_the_checklist_never_takes_the_expected_people_for_the_requirement(expected, room):
    kinds = dict(zip(("officials_expected", "centre_expected", "cadres_expected"), expected, strict=True))
    assert room in [line.label for line in hints.checklist(empty(**kinds), on=ON)]


def test_a_supervisor_is_one_of_the_county(officer):
    workshop = empty()
    own, foreign = make_user("supervisor", "TTT"), make_user("supervisor", "HUA")
    assert "supervisor" in save(workshop, "people", {"supervisor": str(foreign.pk)}, officer, whole=False).problems
    assert not save(workshop, "people", {"supervisor": str(own.pk)}, officer, whole=False).problems
    assert workshop.supervisor == own


def test_saving_the_same_again_changes_nothing(officer):
    workshop = empty()
    save(workshop, "place", PLACE, officer)
    version, events = workshop.version, trail.history_of(workshop).count()
    save(workshop, "place", PLACE | {"date": "2026-06-10"}, officer)
    assert (workshop.version, trail.history_of(workshop).count()) == (version, events)


def test_what_is_handed_in_is_not_changed_here(officer):
    workshop = make_workshop(Workshop.State.SUBMITTED)
    with pytest.raises(ValidationError, match="退回修改"):
        save(workshop, "place", PLACE, officer)
    assert Workshop.objects.get().venue == workshop.venue


# --- two officers ----------------------------------------------------------------------------------------------------


def test_two_officers_at_different_fields_both_keep_their_words(officer):
    workshop, other = empty(), make_user(name="陳小華")
    save(workshop, "place", PLACE, officer)
    base = registration.snapshot(workshop, "place")
    save(Workshop.objects.get(), "place", base | {"venue": "別的地方"}, other, base=base)
    saved = save(workshop, "place", base | {"address": "另一條路"}, officer, base=base)
    assert not saved.clashes
    assert (workshop.venue, workshop.address) == ("別的地方", "另一條路")


def test_two_officers_at_one_field_the_later_is_asked(officer):
    workshop, other = empty(), make_user(name="陳小華")
    save(workshop, "place", PLACE, officer)
    base = registration.snapshot(workshop, "place")
    save(Workshop.objects.get(), "place", base | {"date": "115/6/12"}, other, base=base)
    saved = save(workshop, "place", base | {"date": "115/6/11", "address": "另一條路"}, officer, base=base)
    (clash,) = saved.clashes
    assert (clash.field, clash.theirs, clash.mine, clash.who) == ("date", "2026-06-12", "115/6/11", "陳小華")
    assert (workshop.date, workshop.address) == (dt.date(2026, 6, 12), "另一條路")
    assert (clash.theirs_said, clash.mine_said) == ("115年6月12日（五）", "115年6月11日（四）")
    # asked once, she insists
    again = registration.snapshot(workshop, "place")
    assert not save(workshop, "place", again | {"date": "115/6/11"}, officer, base=again).clashes
    assert workshop.date == dt.date(2026, 6, 11)


def test_the_same_value_by_both_is_no_clash(officer):
    workshop, other = empty(), make_user()
    base = registration.snapshot(workshop, "place")
    save(Workshop.objects.get(), "place", base | {"date": "115/6/12"}, other, base=base)
    assert not save(workshop, "place", base | {"date": "1150612"}, officer, base=base).clashes


def test_ones_own_faster_self_is_no_clash(officer):
    workshop = empty()
    base = registration.snapshot(workshop, "place")
    save(workshop, "place", base | {"venue": "社會福"}, officer, base=base)
    assert not save(workshop, "place", base | {"venue": "社會福利館"}, officer, base=base).clashes
    assert workshop.venue == "社會福利館"


# --- the agenda follows ----------------------------------------------------------------------------------------------


def test_the_agenda_is_proposed_as_soon_as_it_can_be_and_follows_while_untouched(officer):
    workshop = empty()
    save(workshop, "place", PLACE, officer)
    assert not workshop.agenda.exists()
    save(workshop, "people", {"groups_planned": "7"}, officer, whole=False)
    assert [line.minutes for line in agenda_of.lines_of(workshop)] == [10, 20, 30, 10, 30, 30, 10, 50, 15]
    save(workshop, "place", {"minutes": "220"}, officer, whole=False)
    assert sum(line.minutes for line in agenda_of.lines_of(workshop)) == 220


def test_an_arranged_agenda_is_left_alone(officer):
    workshop = make_workshop()
    lines = agenda_of.lines_of(workshop)
    agenda_of.write_agenda(workshop=workshop, lines=lines[:-1], by=officer)
    assert workshop.minutes == 190
    save(workshop, "place", {"minutes": "240"}, officer, whole=False)
    assert workshop.agenda.count() == 8
    assert any("總長度 240 分" in one.text for one in agenda_of.findings_for(workshop, agenda_of.lines_of(workshop)))
    agenda_of.restore_agenda(workshop=workshop, by=officer)
    assert workshop.agenda.count() == 9
    assert sum(line.minutes for line in agenda_of.lines_of(workshop)) == 240


def test_an_agenda_written_by_somebody_else_is_not_overwritten(officer):
    workshop, other = make_workshop(), make_user(name="陳小華")
    lines = agenda_of.lines_of(workshop)
    seen = agenda_of.mark(lines)
    agenda_of.write_agenda(workshop=workshop, lines=lines[1:], by=other, seen=seen)
    with pytest.raises(agenda_of.Overtaken, match="陳小華"):
        agenda_of.write_agenda(workshop=workshop, lines=lines[:-1], by=officer, seen=seen)
    assert workshop.agenda.count() == 8
    # the same officer, a moment later, may
    agenda_of.write_agenda(workshop=workshop, lines=lines[2:], by=other, seen=seen)
    assert workshop.agenda.count() == 7


def test_a_wrong_line_changes_no_line(officer):
    workshop = make_workshop()
    lines = list(agenda_of.lines_of(workshop))
    wrong = [replace(lines[0], minutes=0), replace(lines[1], block=replace(lines[1].block, title=" "))]
    with pytest.raises(ValidationError) as refused:
        agenda_of.write_agenda(workshop=workshop, lines=[*wrong, *lines[2:]], by=officer)
    assert refused.value.messages == ["第 1 項：分鐘請填 1 到 480。", "第 2 項：請寫課程內容。"]
    assert workshop.agenda.count() == 9
    with pytest.raises(ValidationError, match="最多 30 項"):
        agenda_of.write_agenda(workshop=workshop, lines=lines[:1] * 31, by=officer)


@pytest.mark.parametrize("state", Workshop.State.values)
def test_the_agenda_is_settled_when_the_workshop_begins(state, officer):
    workshop = make_workshop(state)
    lines = agenda_of.lines_of(workshop)[:-1]
    if state in agenda_of.EDITABLE:
        agenda_of.write_agenda(workshop=workshop, lines=lines, by=officer)
        assert workshop.agenda.count() == 8
    else:
        with pytest.raises(ValidationError, match="議程不能再改"):
            agenda_of.write_agenda(workshop=workshop, lines=lines, by=officer)


# --- hints -----------------------------------------------------------------------------------------------------------

ON = dt.date(2026, 5, 1)


def said(field, **fields):
    workshop = make_workshop(**fields)
    return [(one.level, one.text) for one in hints.hints(workshop, on=ON) if one.field == field]


@pytest.mark.parametrize(
    ("field", "fields", "level"),
    [
        ("date", {"date": dt.date(2026, 4, 30)}, LATE),
        ("date", {"date": dt.date(2026, 5, 1)}, None),
        ("date", {"date": dt.date(2026, 6, 30)}, None),
        ("date", {"date": dt.date(2026, 7, 1)}, RISK),
        ("seats", {"seats": 55}, RISK),
        ("seats", {"seats": 56}, None),
        ("cadres_expected", {"cadres_expected": 36}, None),
        ("cadres_expected", {"cadres_expected": 37}, LATE),
        ("groups_planned", {"groups_planned": 5}, RISK),
        ("groups_planned", {"groups_planned": 6}, None),
        ("groups_planned", {"groups_planned": 8}, None),
        ("groups_planned", {"groups_planned": 9}, RISK),
        ("flat_floor", {"flat_floor": False}, RISK),
    ],
)
def test_hints_at_their_boundaries(field, fields, level):
    assert [found for found, _text in said(field, **fields)] == ([level] if level else [])


@pytest.mark.parametrize(("advised", "minutes", "told"), [(None, 180, False), (190, 189, True), (190, 190, False)])
def test_less_than_is_advised_is_a_hint(advised, minutes, told):
    programme = make_programme(minutes_advised=advised)
    found = said("minutes", programme=programme, minutes=minutes)
    assert found == ([(RISK, "建議預留至少 3 小時 10 分，時間短，休息和討論會跟著縮短。")] if told else [])


# --- the programme's least and greatest length -----------------------------------------------------------------------

SHORT = "179 分太短，這個方案至少要 180 分（3 小時）。請加長時段；排不出時間的話，請洽協會秘書處。"
LONG = "241 分太長，這個方案最多 240 分（4 小時）。請縮短，或分成兩場。"


@pytest.mark.parametrize(("typed", "sentence"), [("179", SHORT), ("241", LONG)])
def test_a_length_outside_the_programme_waits_as_typed_and_keeps_the_workshop_here(officer, typed, sentence):
    workshop = make_workshop()
    assert save(workshop, "place", {"minutes": typed}, officer, whole=False).problems == {"minutes": sentence}
    assert registration.step_form(workshop, "place")["minutes"].value() == typed
    assert workshop.minutes == 205
    assert list(stages.missing_for_submission(workshop)) == [f"總長度：{sentence}"]
    save(workshop, "place", {"minutes": "180"}, officer, whole=False)
    assert list(stages.missing_for_submission(workshop)) == []


@pytest.mark.parametrize(("least", "most", "minutes"), [(120, 150, 120), (120, 150, 150), (300, 420, 420)])
def test_the_bounds_are_the_programmes_own(officer, least, most, minutes):
    workshop = empty(make_programme(minutes_min=least, minutes_max=most))
    assert not save(workshop, "place", {"minutes": str(minutes)}, officer, whole=False).problems
    for outside in (least - 1, most + 1):
        assert save(workshop, "place", {"minutes": str(outside)}, officer, whole=False).problems


@pytest.mark.parametrize(("minutes", "sentence"), [(179, SHORT), (180, ""), (240, ""), (241, LONG)])
def test_an_agenda_outside_the_programme_is_kept_in_a_draft_and_goes_no_further(officer, minutes, sentence):
    """The agenda makes the length: an officer who arranges it may pass through anything, but not hand it in."""
    workshop = make_workshop()
    lines = list(agenda_of.lines_of(workshop))
    lines[4] = replace(lines[4], minutes=lines[4].minutes + minutes - 205)
    agenda_of.write_agenda(workshop=workshop, lines=lines, by=officer)
    assert Workshop.objects.get().minutes == minutes
    assert list(stages.missing_for_submission(workshop)) == ([f"總長度：{sentence}"] if sentence else [])
    point = next(line for line in hints.checklist(workshop, on=ON) if line.label.startswith("時段"))
    assert (point.state, point.stops) == (("open", (f"總長度：{sentence}",)) if sentence else ("done", ()))
    form = registration.step_form(workshop, "place")
    assert form.errors.get("minutes", []) == ([sentence] if sentence else [])


@pytest.mark.parametrize("state", [Workshop.State.SUBMITTED, Workshop.State.CONFIRMED])
@pytest.mark.parametrize(("minutes", "sentence"), [(179, SHORT), (180, ""), (240, ""), (241, LONG)])
def test_what_is_handed_in_stays_within_the_programme(officer, state, minutes, sentence):
    workshop = make_workshop(state)
    lines = list(agenda_of.lines_of(workshop))
    lines[4] = replace(lines[4], minutes=lines[4].minutes + minutes - 205)
    if sentence:
        with pytest.raises(ValidationError) as refused:
            agenda_of.write_agenda(workshop=workshop, lines=lines, by=officer)
        assert refused.value.messages == [sentence]
    else:
        agenda_of.write_agenda(workshop=workshop, lines=lines, by=officer)
    assert Workshop.objects.get().minutes == (205 if sentence else minutes)
    assert sum(line.minutes for line in agenda_of.lines_of(Workshop.objects.get())) == (205 if sentence else minutes)


def test_what_was_outside_before_can_still_be_reworded(officer):
    """A programme may be narrowed after a workshop was handed in; its titles can be mended all the same."""
    workshop = make_workshop(Workshop.State.CONFIRMED)
    Programme.objects.update(minutes_max=200)
    workshop = Workshop.objects.get()
    lines = list(agenda_of.lines_of(workshop))
    lines[0] = replace(lines[0], block=replace(lines[0].block, title="開場"))
    agenda_of.write_agenda(workshop=workshop, lines=lines, by=officer)
    assert workshop.agenda.first().title == "開場"


def test_too_small_a_room_is_told_in_numbers():
    assert said("seats", seats=45)[0][1] == "容納 45 人，少於預計參加的 56 人，請換場地或調整人數。"


@pytest.mark.parametrize(
    ("minutes", "note"),
    [(180, "各項最短合計 190 分，比總長度 180 分多 10 分：建議議程把「休息」縮短了才放得進。"), (190, "")],
)
def test_a_proposal_that_was_shortened_to_fit_is_ticked_with_a_word(officer, minutes, note):
    workshop = make_workshop(minutes=minutes, agenda=False)
    agenda_of.restore_agenda(workshop=workshop, by=officer)
    point = next(line for line in hints.checklist(workshop, on=ON) if line.step == "agenda")
    assert (point.state, point.told) == ("done", note)


@pytest.mark.parametrize(
    ("change", "state", "note"),
    [
        # two minutes from a discussion to a break: 180 is permitted, and everything is there
        ({2: 28, 3: 7}, "done", "「小組討論一：地方現況盤點」、「休息」少於建議的最短時間"),
        ({2: 28}, "odd", "還少 2 分才滿 3 小時"),
        ({0: 30, 3: 10, 4: 0, 6: 10}, "odd", "議程裡沒有「行動方案設計」的時間"),
    ],
)
def test_an_agenda_of_ones_own_is_ticked_at_a_length_that_is_permitted(officer, change, state, note):
    workshop = make_workshop(minutes=180, agenda=False)
    lines = list(agenda_of.restore_agenda(workshop=workshop, by=officer).lines)
    for place, minutes in change.items():
        lines[place] = replace(lines[place], minutes=minutes)
    agenda_of.write_agenda(workshop=workshop, lines=[line for line in lines if line.minutes], by=officer)
    point = next(line for line in hints.checklist(workshop, on=ON) if line.step == "agenda")
    assert point.state == state
    assert note in " ".join((*point.looks, point.told))


def test_what_the_proposal_gives_to_the_discussions_is_a_calm_note(officer):
    workshop = make_workshop(minutes=240, agenda=False)
    agenda_of.restore_agenda(workshop=workshop, by=officer)
    found = agenda_of.findings_for(workshop, agenda_of.lines_of(workshop))
    assert not [one for one in found if one.level in (RISK, LATE)]
    assert any("建議議程把多的時間留給這一項" in one.text for one in found)


def test_the_checklist_names_what_is_open(officer):
    full = hints.checklist(make_workshop(supervisor=officer), on=ON)
    assert all(line.state == "done" for line in full)
    workshop = empty()
    save(workshop, "place", {"date": "115/2/30"}, officer, whole=False)
    lines = {line.label: line for line in hints.checklist(workshop, on=ON)}
    assert "30" in lines["日期與開始時間"].stops[0]
    assert not any(line.state == "done" for line in lines.values())


@pytest.mark.parametrize(
    ("fields", "label", "state"),
    [
        ({"date": dt.date(2026, 7, 1)}, "日期與開始時間", "odd"),
        ({"date": dt.date(2026, 7, 1), "remark": "配合會報"}, "日期與開始時間", "done"),
        ({"date": NOON.date() - dt.timedelta(days=1)}, "日期與開始時間", "open"),
        ({"minutes": 150}, "時段", "odd"),
        ({"minutes": 149}, "時段", "open"),
        ({"cadres_expected": 200}, "參加人數", "open"),
        ({"groups_planned": 10}, "參加人數", "odd"),
        ({"flat_floor": False}, "平面會議室", "odd"),
        ({"venue": ""}, "平面會議室", "open"),
        ({"supervisor": None}, "追蹤督導", "odd"),
    ],
)
def test_the_checklist_tells_what_stops_the_hand_in_from_what_is_worth_a_look(fields, label, state, officer):
    programme = make_programme(held_by=dt.date(2026, 6, 30), minutes_advised=180, minutes_min=150)
    workshop = make_workshop(**({"programme": programme, "supervisor": officer} | fields))
    (point,) = [line for line in hints.checklist(workshop, on=NOON.date()) if line.label.startswith(label)]
    assert point.state == state
    assert bool(point.stops) is (state == "open")
    assert bool(point.looks) is (state == "odd")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"date": None, "starts_at": None, "venue": "", "contact_name": ""},
        {"date": NOON.date() - dt.timedelta(days=1), "cadres_expected": 200, "minutes": 149},
        {"date": NOON.date() - dt.timedelta(days=1), "remark": "補登", "seats": None, "address": "", "network": ""},
        {"unfinished": {"lecturers_wanted": {"typed": "兩位", "problem": "請填數字。"}}},
        {"unfinished": {"supervisor": {"typed": "9", "problem": "請從名單選。"}}},
    ],
)
@pytest.mark.parametrize("programme", [Programme.State.OPEN, Programme.State.CLOSED])
def test_the_sentences_of_the_list_are_what_stops_the_hand_in_each_once(programme, fields, officer):
    workshop = make_workshop(**({"supervisor": officer} | fields))
    workshop.programme.state = programme
    points = hints.checklist(workshop, on=NOON.date())
    lacks = [str(lack) for lack in hints.lacks_of(workshop, on=NOON.date())]
    assert sorted(sentence for point in points for sentence in point.stops) == sorted(lacks)
    assert any(point.state == "open" for point in points) is bool(lacks)


def test_of_a_day_that_is_over_what_the_room_lacked_is_no_hindrance(officer):
    workshop = make_workshop(
        date=NOON.date() - dt.timedelta(days=1), remark="補登", seats=None, address="", network="", supervisor=officer
    )
    points = hints.checklist(workshop, on=NOON.date())
    assert [(point.state, point.looks) for point in points if point.state != "done"] == [
        ("odd", ("還沒填，補登的場次可以不填",))
    ] * 2


@pytest.mark.parametrize(
    "fields",
    [
        {"date": NOON.date() - dt.timedelta(days=1)},
        {"date": dt.date(2026, 7, 1)},
        {"cadres_expected": 200},
        {"seats": 20},
        {"flat_floor": False},
        {"groups_planned": 10},
        {"minutes": 150},
    ],
)
def test_a_hint_has_the_tone_of_something_to_mend_exactly_where_it_stops_the_hand_in(fields, officer):
    programme = make_programme(held_by=dt.date(2026, 6, 30), minutes_advised=180, minutes_min=150)
    workshop = make_workshop(**({"programme": programme} | fields))
    stopping = {lack.field for lack in hints.lacks_of(workshop, on=NOON.date())}
    found = [one for one in hints.hints(workshop, on=NOON.date()) if one.level in (RISK, LATE)]
    assert found
    assert all((one.level == LATE) is (one.field in stopping) for one in found)


@pytest.mark.parametrize(("remark", "level"), [("", "late"), (" ", "late"), ("平臺開放前已辦完", "info")])
def test_a_day_that_is_over_is_settled_once_its_reason_is_written(remark, level):
    workshop = make_workshop(date=NOON.date() - dt.timedelta(days=1), remark=remark)
    (told,) = [one for one in hints.hints(workshop, on=NOON.date()) if one.field == "date"]
    assert told.level == level
    assert ("已寫在" in told.text) is (level == "info")
    assert (hints.checklist(workshop, on=NOON.date())[0].state == "done") is (level == "info")


@pytest.mark.parametrize(
    ("remark", "level", "says"),
    [("", "risk", "說明原因"), (" ", "risk", "說明原因"), ("配合會報", "info", "已寫在")],
)
def test_a_late_date_is_settled_once_its_reason_is_written(remark, level, says):
    programme = make_programme(held_by=dt.date(2026, 6, 30))
    workshop = make_workshop(programme=programme, date=dt.date(2026, 7, 1), remark=remark)
    (told,) = [one for one in hints.hints(workshop, on=NOON.date()) if one.field == "date"]
    assert told.level == level
    assert says in told.text
    point = hints.checklist(workshop, on=NOON.date())[0]
    assert point.state == ("done" if level == "info" else "odd")
