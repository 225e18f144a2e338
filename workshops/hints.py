"""What looks odd in a registration, and the list of what the association needs. Nothing here blocks anything."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import agenda_of
from .models import Programme, Workshop
from .programmes import why_no_such_length
from .schedule import INFO, LATE, OK, RISK, Finding, spoken
from .stages import missing_for_submission, past_without_a_reason


def hints(workshop: Workshop, *, on: dt.date) -> list[Finding]:
    """What looks odd although every field is right by itself. Hints never block; `field` says where to look."""
    programme, people = workshop.programme, workshop.people_expected
    found: list[Finding] = []
    values: dict[str, object]
    if workshop.date is not None:
        if workshop.date < on:
            found.append(
                Finding(INFO, _("日期已經過了，原因已寫在「給協會的話」。"), "date")
                if workshop.remark.strip()
                else Finding(RISK, _("日期已經過了，請確認年份。"), "date")
            )
        elif programme.held_by is not None and workshop.date > programme.held_by:
            found.append(
                Finding(INFO, _("晚於建議完成期限，原因已寫在「給協會的話」。"), "date")
                if workshop.remark.strip()
                else Finding(RISK, _("晚於建議完成期限，仍可登記，請在「給協會的話」說明原因。"), "date")
            )
    advised = programme.minutes_advised
    if workshop.minutes is not None and advised is not None and programme.minutes_min <= workshop.minutes < advised:
        values = {"advised": spoken(advised)}
        found.append(Finding(RISK, _("建議預留至少 %(advised)s，時間短，休息和討論會跟著縮短。") % values, "minutes"))
    if workshop.seats is not None and people is not None and workshop.seats < people:
        found.append(
            Finding(
                LATE,
                _("容納 %(seats)s 人，少於預計參加的 %(people)s 人，請換場地或調整人數。")
                % {"seats": workshop.seats, "people": people},
                "seats",
            )
        )
    if workshop.flat_floor is False:
        found.append(Finding(RISK, _("分組討論需要桌椅可以移動的平面會議室。"), "flat_floor"))
    if people is not None and people > programme.capacity:
        values = {"people": people, "capacity": programme.capacity}
        found.append(
            Finding(
                LATE, _("共 %(people)s 人，超過上限 %(capacity)s 人，請調整人數或分兩場。") % values, "cadres_expected"
            )
        )
    groups = workshop.groups_planned
    if groups is not None and not programme.groups_min <= groups <= programme.groups_max:
        values = {"groups": groups, "least": programme.groups_min, "most": programme.groups_max}
        found.append(Finding(RISK, _("%(groups)s 組，建議 %(least)s–%(most)s 組。") % values, "groups_planned"))
    if groups and people:
        each = people / groups
        values = {"people": people, "groups": groups, "each": f"{each:.1f}".removesuffix(".0")}
        if people < groups * 3:
            found.append(
                Finding(
                    RISK,
                    _("共 %(people)s 人、%(groups)s 組，平均每組 %(each)s 人，太少了。") % values,
                    "groups_planned",
                )
            )
        elif people <= programme.capacity:
            found.append(Finding(OK, _("共 %(people)s 人、%(groups)s 組，平均每組 %(each)s 人。") % values))
    if workshop.network and workshop.network != Workshop.Network.STABLE:
        found.append(Finding(INFO, _("網路不穩，請記得印紙本表單備用。"), "network"))
    # What waits unfinished says so itself; a hint about the value below it would speak of something unseen.
    return [finding for finding in found if finding.field not in workshop.unfinished]


def asks_for_reason(workshop: Workshop, *, on: dt.date) -> bool:
    """Whether the date is one that 「給協會的話」 should explain and does not yet."""
    latest = workshop.programme.held_by
    return (
        workshop.date is not None
        and "date" not in workshop.unfinished
        and not workshop.remark.strip()
        and (workshop.date < on or (latest is not None and workshop.date > latest))
    )


def span_of(programme: Programme) -> dict[str, str]:
    """The length to set aside, in words: from what is advised (else from the least) to the greatest."""
    least = programme.minutes_advised or programme.minutes_min
    return {"least": spoken(least), "most": spoken(programme.minutes_max)}


@dataclass(frozen=True, slots=True)
class Point:
    """A line of 「送出前檢查」: a word for it, whether it holds, what is still to do, and the step where.

    One that is `odd` may be handed in as it is: it is filled in, and worth another look.
    """

    label: str
    done: bool
    note: str = ""
    step: str = ""
    odd: bool = False

    @property
    def state(self) -> str:
        """`done`, `odd` or `open`."""
        return "done" if self.done else "odd" if self.odd else "open"


def checklist(workshop: Workshop, *, on: dt.date) -> list[Point]:
    """The list beside the form: what the association needs, held against what is filled in."""
    programme, people = workshop.programme, workshop.people_expected
    odd = {finding.field: finding.text for finding in hints(workshop, on=on) if finding.level in (RISK, LATE)}
    if workshop.minutes is not None and (problem := why_no_such_length(programme, workshop.minutes)):
        odd["minutes"] = problem
    waiting = workshop.unfinished
    lacks = [*missing_for_submission(workshop, on), *past_without_a_reason(workshop, on)]
    stopping = {lack.field for lack in lacks}

    def line(label: str, step: str, fields: tuple[str, ...], *, filled: bool) -> Point:
        for name in fields:
            if name in waiting:
                return Point(label, False, waiting[name]["problem"], step)
        note = next((odd[name] for name in fields if name in odd), "")
        return Point(label, filled and not note, note, step, odd=filled and stopping.isdisjoint(fields))

    span = span_of(programme)
    room = (
        _("平面會議室，容納 %(capacity)s 人") % {"capacity": programme.capacity} if people is None
        else _("平面會議室，坐得下預計的 %(people)s 人") % {"people": people}
    )  # fmt: skip
    lines = agenda_of.lines_of(workshop)
    said = agenda_of.findings_for(workshop, lines) if lines else []
    wrong = next((finding.text for finding in said if finding.is_open), "")
    told = next((finding.text for finding in said if finding.settled), "")
    return [
        line(_("日期與開始時間"), "place", ("date", "starts_at"), filled=bool(workshop.date and workshop.starts_at)),
        line(_("時段 %(least)s–%(most)s") % span, "place", ("minutes",), filled=workshop.minutes is not None),
        line(
            room, "place", ("seats", "flat_floor", "venue", "address"),
            filled=bool(workshop.seats and workshop.flat_floor is not None and workshop.venue and workshop.address),
        ),
        line(_("現場網路"), "place", ("network",), filled=bool(workshop.network)) if not workshop.network
        else Point(_("現場網路：%(state)s") % {"state": workshop.get_network_display()}, True, "", "place"),
        line(
            _("主辦機關與聯絡人"), "people", ("host_unit", "contact_name", "contact_phone", "contact_email"),
            filled=bool(workshop.host_unit and workshop.contact_name and workshop.contact_phone),
        ),
        line(
            _("參加人數與組數"), "people",
            ("officials_expected", "centre_expected", "cadres_expected", "groups_planned"),
            filled=people is not None and workshop.groups_planned is not None,
        ),
        Point(
            _("議程"), bool(lines) and not wrong, wrong or told, "agenda",
            odd=bool(lines) and "agenda" not in stopping,
        ),
        Point(
            _("追蹤督導"), workshop.supervisor_id is not None,
            "" if workshop.supervisor_id else _("結案前指派就可以，送出後還能補"), "people", odd=True,
        ),
    ]  # fmt: skip
