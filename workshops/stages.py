"""The one door through which a workshop's state changes: draft → submitted → confirmed → running → held → reported →
closed, and cancelled from most. One that was held before it was registered goes from confirmed to held at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.roles import Permission
from foundation.audit.verbs import Verb
from foundation.taiwan import roc
from foundation.workflow.moves import Move, Table

from .models import Programme, Workshop
from .programmes import why_no_such_length

S = Workshop.State
A_NIGHT = dt.timedelta(days=1)
ONLY_FOR_PREPARING = frozenset({"seats", "flat_floor", "network", "address"})


class Lack(str):
    """A sentence about what is missing, which knows the field it speaks of, so that a page can lead there."""

    __slots__ = ("field",)
    field: str

    def __new__(cls, field: str, sentence: str) -> Lack:
        """`field` is a column of the workshop, or `agenda`; empty where nothing on a page mends it."""
        made = super().__new__(cls, sentence)
        made.field = field
        return made


def missing_for_submission(workshop: Workshop, on: dt.date | None = None) -> Iterable[Lack]:
    """What the association needs to know before it can confirm (企劃案五：籌備事宜).

    Of a workshop that was held before the day `on`, nobody asks any more what the room was to be prepared with.
    """
    over = on is not None and workshop.date is not None and workshop.date < on
    if workshop.programme.state != Programme.State.OPEN:
        yield Lack("", _("這個方案目前不開放登記。"))
    for field, problem in workshop.unfinished.items():
        label = getattr(Workshop._meta.get_field(field), "verbose_name", field)
        yield Lack(field, _("%(label)s：%(problem)s") % {"label": label, "problem": problem.get("problem", "")})
    needed = {
        "date": _("日期：還沒填。"),
        "starts_at": _("開始時間：還沒填。"),
        "minutes": _("總長度：還沒填。"),
        "groups_planned": _("組數：還沒填。"),
        "seats": _("容納人數：還沒填。"),
        "flat_floor": _("場地：請選是不是可分組討論的平面會議室。"),
    }
    for field, problem in needed.items():
        if over and field in ONLY_FOR_PREPARING:
            continue
        if getattr(workshop, field) is None and field not in workshop.unfinished:
            yield Lack(field, problem)
    # The agenda makes the length, and may have grown or shrunk since the field was typed.
    length = workshop.minutes if "minutes" not in workshop.unfinished else None
    if length is not None and (problem := why_no_such_length(workshop.programme, length)):
        yield Lack("minutes", _("總長度：%(problem)s") % {"problem": problem})
    for field, problem in {
        "venue": _("場地名稱：還沒填。"),
        "address": _("地址：還沒填。"),
        "host_unit": _("主辦機關：還沒填。"),
        "contact_name": _("聯絡人：還沒填。"),
        "contact_phone": _("聯絡電話：還沒填。"),
        "network": _("現場網路：請選一項，我們才知道要不要準備紙本。"),
    }.items():
        if over and field in ONLY_FOR_PREPARING:
            continue
        if not getattr(workshop, field) and field not in workshop.unfinished:
            yield Lack(field, problem)
    yield from who_comes(workshop)
    if workshop.pk and not workshop.agenda.exists():
        yield Lack("agenda", _("議程：還沒排。按「帶入建議議程」就會排好。"))


def who_comes(workshop: Workshop) -> Iterable[Lack]:
    """Somebody is expected, and no more people than the programme takes."""
    if workshop.people_expected is None:
        yield Lack("officials_expected", _("參加人數：三類人數至少填一類。"))
    elif workshop.people_expected > workshop.programme.capacity:
        told = {"people": workshop.people_expected, "capacity": workshop.programme.capacity}
        yield Lack(
            "cadres_expected",
            _("參加人數：預計 %(people)s 人，超過上限 %(capacity)s 人，請調整人數或分兩場。") % told,
        )


def past_without_a_reason(workshop: Workshop, on: dt.date) -> Iterable[Lack]:
    """A day that is over is mostly a wrong year; whoever really registers afterwards says why."""
    if workshop.date is not None and workshop.date < on and not workshop.remark.strip():
        told = {"date": roc.shown(workshop.date)}
        yield Lack("date", _("日期：%(date)s已經過了，請改日期；要補登的話，請在「給協會的話」寫原因。") % told)


def missing_for_confirmation(workshop: Workshop) -> Iterable[str]:
    """The association assigns the lecturer before it confirms."""
    if workshop.lecturers_wanted and workshop.lecturer_id is None:
        yield _("講師：還沒派任，派任後才能確認。")


def missing_for_start(workshop: Workshop) -> Iterable[str]:
    """A room can only start with its groups made."""
    if not workshop.groups.exists():
        yield _("分組：還沒有小組，請先到「分組」分組。")


def not_its_day_yet(workshop: Workshop, on: dt.date) -> Iterable[str]:
    """A room that runs goes by its clock, and there is no way back: it does not start before its own day.

    Trying things out beforehand is what opening the tables for a while is for.
    """
    if workshop.date is not None and on < workshop.date:
        yield _("日期：%(date)s才舉行，當天才能開始。要先試寫，請到「桌次與代碼」額外開放填寫。") % {
            "date": roc.shown(workshop.date)
        }


def its_day_is_gone(workshop: Workshop, on: dt.date) -> Iterable[str]:
    """What was held days ago is written down, not started: its clock would count from today.

    A workshop of the evening may begin after midnight, so the day after its own still counts.
    """
    if workshop.date is not None and on > workshop.date + A_NIGHT:
        yield _("日期：%(date)s已經過了，不能再開始計時。已經辦完的，請到工作坊頁按「補登為已辦理」。") % {
            "date": roc.shown(workshop.date)
        }


def is_gone(workshop: Workshop, on: dt.date) -> bool:
    """Whether the day on which it could have begun is over."""
    return any(its_day_is_gone(workshop, on))


def not_over_yet(workshop: Workshop, on: dt.date) -> Iterable[str]:
    """Only a day that is over can be written down as held."""
    if workshop.date is None or workshop.date >= on:
        yield _("日期：還沒過，當天請用「開始工作坊」。")


def is_only_recorded(workshop: Workshop, on: dt.date) -> bool:
    """Whether a workshop was written down after its day (補登), and never ran here."""
    return workshop.started_at is None and workshop.date is not None and workshop.date < on


def never_ran_here(workshop: Workshop, on: dt.date) -> Iterable[str]:
    """What never ran on the platform cannot go on running months after its day."""
    if is_only_recorded(workshop, on):
        yield _("這場是辦完之後補登的，沒有在平臺上進行過，不能恢復進行。要補寫各組的內容，請用「紙本補登」。")


def missing_for_closing(workshop: Workshop) -> Iterable[str]:
    """The plan document asks for one supervisor who keeps the follow-up (企劃案五)."""
    if workshop.supervisor_id is None:
        yield _("追蹤督導：還沒指派，指派後才能結案。")


MOVES = Table(
    field="state",
    moves=[
        Move(
            "submit", frozenset({S.DRAFT}), S.SUBMITTED, gettext_lazy("送出登記"), Permission.REGISTER_WORKSHOP,
            dated_guards=(missing_for_submission, past_without_a_reason), stamp="submitted_at",
        ),
        Move(
            "confirm", frozenset({S.SUBMITTED}), S.CONFIRMED, gettext_lazy("確認工作坊"), Permission.CONFIRM_WORKSHOP,
            (missing_for_confirmation,), stamp="confirmed_at",
        ),
        Move(
            "return", frozenset({S.SUBMITTED, S.CONFIRMED}), S.DRAFT, gettext_lazy("退回修改"),
            Permission.CONFIRM_WORKSHOP, needs_reason=True, verb=Verb.RETURNED,
        ),
        Move(
            "record", frozenset({S.CONFIRMED}), S.HELD, gettext_lazy("補登為已辦理"), Permission.RUN_WORKSHOP,
            (missing_for_start,), dated_guards=(not_over_yet,), stamp="held_at",
        ),
        Move(
            "start", frozenset({S.CONFIRMED}), S.RUNNING, gettext_lazy("開始工作坊"), Permission.RUN_WORKSHOP,
            (missing_for_start,), dated_guards=(not_its_day_yet, its_day_is_gone), stamp="started_at",
        ),
        Move(
            "finish", frozenset({S.RUNNING}), S.HELD, gettext_lazy("結束工作坊"), Permission.RUN_WORKSHOP,
            stamp="held_at",
        ),
        Move(
            "resume", frozenset({S.HELD}), S.RUNNING, gettext_lazy("恢復進行"), Permission.RUN_WORKSHOP,
            dated_guards=(never_ran_here,), needs_reason=True, verb=Verb.RETURNED,
        ),
        Move(
            "report", frozenset({S.HELD}), S.REPORTED, gettext_lazy("交行動方案報告"), Permission.ADOPT_PLANS,
            stamp="reported_at",
        ),
        Move(
            "reopen", frozenset({S.REPORTED}), S.HELD, gettext_lazy("退回報告"), Permission.CONFIRM_WORKSHOP,
            needs_reason=True, verb=Verb.RETURNED,
        ),
        Move(
            "close", frozenset({S.REPORTED}), S.CLOSED, gettext_lazy("結案"), Permission.CONFIRM_WORKSHOP,
            (missing_for_closing,), stamp="closed_at",
        ),
        Move(
            "cancel", frozenset({S.DRAFT, S.SUBMITTED, S.CONFIRMED}), S.CANCELLED, gettext_lazy("取消工作坊"),
            Permission.REGISTER_WORKSHOP, needs_reason=True,
        ),
    ],
)  # fmt: skip
