"""What looks odd in a registration, and the list of what the association needs, held against what is filled in.

What stops a hand-in is decided by the move's own guards (`stages`); here it is only told apart from what is worth a
look. A hint whose level is `late` speaks of something that stops it, one whose level is `risk` does not.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from foundation.taiwan.clock import spoken

from . import agenda_of
from .forms import STEP_FORMS
from .models import Programme, Workshop
from .schedule import INFO, LATE, OK, RISK, Finding
from .stages import Lack, missing_for_submission, past_without_a_reason


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
                else Finding(LATE, _("日期已經過了，請確認年份。"), "date")
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
                RISK,
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
    """A line of 「送出前檢查」: a word for it, and the step where it is mended.

    Attributes:
        stops: what has to be mended before the hand-in, a sentence for each thing.
        looks: what may be handed in as it is and is worth another look.
        told: a word about something that is settled.
    """

    label: str
    step: str = ""
    stops: tuple[str, ...] = ()
    looks: tuple[str, ...] = ()
    told: str = ""

    @property
    def state(self) -> str:
        """`open` while something stops the hand-in, `odd` where another look is advised, else `done`."""
        return "open" if self.stops else "odd" if self.looks else "done"


def lacks_of(workshop: Workshop, *, on: dt.date) -> list[Lack]:
    """Everything that stops the hand-in, in the order of the form."""
    return [*missing_for_submission(workshop, on), *past_without_a_reason(workshop, on)]


def step_of(lack: Lack) -> str:
    """The step on which somebody can mend it; empty where none can."""
    return next((step for step, form in STEP_FORMS.items() if lack.field in form.base_fields), lack.field)


def checklist(workshop: Workshop, *, on: dt.date) -> list[Point]:
    """The list beside the form: every lack stands in it once, so that its sentences add up to what the steps count."""
    programme, people = workshop.programme, workshop.people_expected
    lacks = lacks_of(workshop, on=on)
    stopping = {lack.field for lack in lacks}
    odd = [one for one in hints(workshop, on=on) if one.level in (RISK, LATE) and one.field not in stopping]
    listed: set[str] = set()

    def line(label: str, step: str, *fields: str, filled: bool = True) -> Point:
        listed.update(fields)
        stops = tuple(str(lack) for lack in lacks if lack.field in fields)
        looks = tuple(one.text for one in odd if one.field in fields)
        spare = () if filled or stops or looks else (_("還沒填，補登的場次可以不填"),)
        return Point(label, step, stops, looks + spare)

    span = span_of(programme)
    room = (
        _("平面會議室，容納 %(capacity)s 人") % {"capacity": programme.capacity} if people is None
        else _("平面會議室，坐得下預計的 %(people)s 人") % {"people": people}
    )  # fmt: skip
    network = _("現場網路：%(state)s") % {"state": workshop.get_network_display()}
    points = [
        line(_("日期與開始時間"), "place", "date", "starts_at"),
        line(_("時段 %(least)s–%(most)s") % span, "place", "minutes"),
        line(
            room, "place", "seats", "flat_floor", "venue", "address",
            filled=bool(workshop.seats and workshop.flat_floor is not None and workshop.address),
        ),
        line(network if workshop.network else _("現場網路"), "place", "network", filled=bool(workshop.network)),
        line(_("主辦機關與聯絡人"), "people", "host_unit", "contact_name", "contact_phone", "contact_email"),
        line(
            _("參加人數與組數"), "people",
            "officials_expected", "centre_expected", "cadres_expected", "groups_planned",
        ),
        _agenda_point(workshop, [str(lack) for lack in lacks if lack.field == "agenda"]),
        replace(
            line(_("追蹤督導"), "people", "supervisor"),
            looks=() if workshop.supervisor_id else (_("結案前指派就可以，送出後還能補"),),
        ),
    ]  # fmt: skip
    left = [lack for lack in lacks if lack.field not in {*listed, "agenda"}]
    return points + ([Point(_("其他"), step_of(left[0]), tuple(map(str, left)))] if left else [])


def _agenda_point(workshop: Workshop, stops: list[str]) -> Point:
    lines = agenda_of.lines_of(workshop)
    said = agenda_of.findings_for(workshop, lines) if lines else []
    looks = tuple(finding.text for finding in said if finding.is_open)
    told = next((finding.text for finding in said if finding.settled), "")
    return Point(_("議程"), "agenda", tuple(stops), looks, told)
