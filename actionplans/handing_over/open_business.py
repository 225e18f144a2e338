"""What one person has open in a county (業務交接): everything that names her as responsible and is not done.

A plan, a workshop, a ruling's task or a meeting names her by her account, by her address, or by her name alone. By name
alone only where nobody else of the county is called so: then `unclear` says what somebody has to look at herself.
What is done keeps her name and is not here. Values, no rows: the same value is shown before, kept, and printed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from actionplans.consensus import adoption
from actionplans.followup import lights, reminders
from actionplans.followup.milestones import next_of
from actionplans.meeting.meeting_agenda import OPEN_STATES, with_lights
from actionplans.models import CheckIn, Decision, Meeting, Plan, Ruling
from foundation.accounts.membership import as_called
from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Role
from foundation.notices.models import Notice
from workshops.models import Workshop
from workshops.people import OVER

LAST = 3  # how many decisions and rulings are told of each plan
# What she is to a thing.
SUPERVISOR, IN_CHARGE, CONTACT = "supervisor", "charge", "contact"
_BETWEEN = re.compile(r"[、，,；;／/\s]+|及|與")


@dataclass(frozen=True, slots=True)
class Said:
    """A decision or a ruling on a plan: what, where, when (ISO); `kind` is a decision's code, empty for words."""

    on: str
    kind: str
    words: str
    where: str


@dataclass(frozen=True, slots=True)
class PlanOpen:
    """A plan she follows up or is in charge of; `roles` say which, `light` is a code of `lights`, `due` is ISO."""

    key: int
    code: str
    title: str
    roles: list[str]
    lead: str
    person: str
    mail: str
    light: str
    due: str = ""
    due_what: str = ""
    reports: int = 0
    said: list[Said] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class WorkshopOpen:
    """A workshop that names her; `on` is ISO, or empty."""

    key: int
    name: str
    state: str
    on: str
    roles: list[str]
    host: str


@dataclass(frozen=True, slots=True)
class TaskOpen:
    """What a ruling gave her to do."""

    key: int
    meeting: str
    item: str
    words: str
    due: str


@dataclass(frozen=True, slots=True)
class MeetingOpen:
    """A meeting whose notes she takes: the next one's go to the successor, of one that has begun they stay hers."""

    key: int
    name: str
    state: str
    on: str


@dataclass(frozen=True, slots=True)
class Business:
    """All of it. `reports` wait for her look, `reminders` for the day on which they go to her, `next_reminder` is ISO.

    `drafts` are reports she is writing herself: hers, and not handed over. `unclear` are things that name somebody
    called as she is.
    """

    plans: list[PlanOpen]
    workshops: list[WorkshopOpen]
    tasks: list[TaskOpen]
    meetings: list[MeetingOpen]
    reports: int = 0
    reminders: int = 0
    next_reminder: str = ""
    drafts: int = 0
    unclear: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether there is anything to hand over; the notes of a meeting that has begun are no such thing."""
        ahead = [one for one in self.meetings if one.state == Meeting.State.PLANNED]
        return bool(self.plans or self.workshops or self.tasks or ahead)

    @property
    def seal(self) -> str:
        """What would move, in short: the same while nothing has come or gone."""
        parts = [f"p{one.key}{one.roles}" for one in self.plans] + [f"w{one.key}{one.roles}" for one in self.workshops]
        parts += [f"t{one.key}" for one in self.tasks] + [f"m{one.key}{one.state}" for one in self.meetings]
        return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


def from_json(kept: Mapping[str, Any]) -> Business:
    """The value that was kept."""
    plans = [PlanOpen(**{**one, "said": [Said(**each) for each in one["said"]]}) for one in kept["plans"]]
    rows = {
        "plans": plans,
        "workshops": [WorkshopOpen(**one) for one in kept["workshops"]],
        "tasks": [TaskOpen(**one) for one in kept["tasks"]],
        "meetings": [MeetingOpen(**one) for one in kept["meetings"]],
    }
    return Business(**{**kept, **rows})


def of(person: User, *, county: str, now: dt.datetime) -> Business:
    """What a person has open in a county (a fixed number of queries)."""
    on = timezone.localdate(now)
    alone = _only_one_called(person, county, on)
    plans, unclear = _plans(person, county, alone, on)
    workshops, also = _workshops(person, county, alone)
    tasks, more = _tasks(person, county, alone)
    meetings, rest = _meetings(person, county, alone)
    waiting = Notice.objects.filter(
        kind=reminders.KEY, state=Notice.State.PLANNED, to_address__iexact=person.email,
        subject_key__in=[str(one.key) for one in plans],
    )  # fmt: skip
    days = sorted(timezone.localdate(due).isoformat() for due in waiting.values_list("due_at", flat=True))
    drafts = CheckIn.objects.filter(plan__county=county, user=person, state__in=CheckIn.WRITABLE).count()
    return Business(
        plans, workshops, tasks, meetings, reports=sum(one.reports for one in plans if SUPERVISOR in one.roles),
        reminders=len(days), next_reminder=days[0] if days else "", drafts=drafts,
        unclear=[*unclear, *also, *more, *rest],
    )  # fmt: skip


def names_her(typed: str, person: User) -> bool:
    """Whether what was typed names this person, alone or beside others; 王小明 is not named by 王小明珠."""
    mine = as_called(person.name)
    return len(mine) > 1 and (as_called(typed) == mine or mine in {as_called(part) for part in _BETWEEN.split(typed)})


def with_other(typed: str, person: User, other: User, *, longest: int) -> str:
    """The same words with another's name in her place."""
    mine = as_called(person.name)
    if as_called(typed) == mine:
        return other.name[:longest]
    for part in _BETWEEN.split(typed):
        if as_called(part) == mine:
            return typed.replace(part, other.name, 1)[:longest]
    return typed


def _only_one_called(person: User, county: str, on: dt.date) -> bool:
    held = Membership.objects.current(on).filter(county=county, user__is_active=True).exclude(user=person)
    return as_called(person.name) not in {as_called(name) for name in held.values_list("user__name", flat=True)}


def _open_plans(county: str) -> QuerySet[Plan]:
    going = Q(state=Plan.State.ADOPTED, standing__in=OPEN_STATES)
    going |= Q(state=Plan.State.CANDIDATE, workshop__state__in=adoption.OPEN_STATES)
    return Plan.objects.filter(going, county=county)


def is_contact(person: User, *, mail: str, name: str) -> bool:
    """Whether a contact is she: by the address, or where none stands by the name."""
    return mail.casefold() == person.email.casefold() if mail else names_her(name, person)


def _plans(person: User, county: str, alone: bool, on: dt.date) -> tuple[list[PlanOpen], list[str]]:
    mine = Q(supervisor=person) | Q(contact_email__iexact=person.email) | Q(contact_email="", person_in_charge__gt="")
    found, unclear = [], []
    rows = list(with_lights(_open_plans(county).filter(mine)).order_by("code", "pk"))
    told = _said([one.pk for one in rows])
    waiting: dict[int, int] = defaultdict(int)
    for key in CheckIn.objects.filter(plan__in=rows, state=CheckIn.State.SUBMITTED).values_list("plan", flat=True):
        waiting[key] += 1
    for plan in rows:
        roles = [SUPERVISOR] if plan.supervisor_id == person.pk else []
        if is_contact(person, mail=plan.contact_email, name=plan.person_in_charge):
            if alone or plan.contact_email:
                roles.append(IN_CHARGE)
            else:
                unclear.append(plan.title)
        if not roles:
            continue
        first = next_of(plan.milestones.all())
        found.append(
            PlanOpen(
                plan.pk, plan.code or "", plan.title, roles, plan.lead_agency, plan.person_in_charge,
                plan.contact_email, lights.of(plan, on=on).status if plan.state == Plan.State.ADOPTED else "",
                first.due_on.isoformat() if first else "", first.shown if first else "", waiting[plan.pk],
                told[plan.pk][:LAST],
            )
        )  # fmt: skip
    return found, unclear


def _said(plans: Iterable[int]) -> dict[int, list[Said]]:
    """The decisions and rulings on plans, the newest first (two queries)."""
    keys = list(plans)
    found: dict[int, list[tuple[dt.datetime, Said]]] = defaultdict(list)
    for one in Decision.objects.filter(plan__in=keys, corrected=None):
        where = one.meeting_title or one.decided_by
        said = Said(one.decided_on.isoformat(), one.kind, one.reason, where)
        found[one.plan_id].append((one.recorded_at, said))
    rulings = Ruling.objects.filter(item__plan__in=keys, decision=None, withdrawn_at=None)
    for each in rulings.select_related("item__meeting"):
        meeting = each.item.meeting
        found[each.item.plan_id or 0].append(
            (each.recorded_at, Said(meeting.held_on.isoformat(), "", each.words, meeting.short))
        )
    newest = {key: sorted(rows, key=lambda row: row[0], reverse=True) for key, rows in found.items()}
    return defaultdict(list, {key: [said for _at, said in rows] for key, rows in newest.items()})


def _workshops(person: User, county: str, alone: bool) -> tuple[list[WorkshopOpen], list[str]]:
    found, unclear = [], []
    rows = Workshop.objects.filter(county=county).exclude(state__in=OVER).select_related("programme", "county")
    mine = Q(supervisor=person) | Q(contact_email__iexact=person.email) | Q(contact_email="", contact_name__gt="")
    for one in rows.filter(mine).order_by(F("date").asc(nulls_last=True), "pk"):
        roles = [SUPERVISOR] if one.supervisor_id == person.pk else []
        if is_contact(person, mail=one.contact_email, name=one.contact_name):
            if alone or one.contact_email:
                roles.append(CONTACT)
            else:
                unclear.append(str(one))
        if roles:
            on = one.date.isoformat() if one.date else ""
            found.append(WorkshopOpen(one.pk, str(one), one.state, on, roles, one.host_unit))
    return found, unclear


def _tasks(person: User, county: str, alone: bool) -> tuple[list[TaskOpen], list[str]]:
    rows = Ruling.objects.filter(item__meeting__county=county, decision=None, closed_at=None, withdrawn_at=None)
    rows = rows.exclude(person="", taken_by="").select_related("item__meeting__county")
    rows = rows.order_by(F("due_on").asc(nulls_last=True), "pk")
    hers = [one for one in rows if names_her(one.doer, person)]
    if not alone:
        return [], [str(one) for one in hers]
    return [
        TaskOpen(
            one.pk, one.item.meeting.short, one.item.title, one.words, one.due_on.isoformat() if one.due_on else ""
        )
        for one in hers
    ], []


def _meetings(person: User, county: str, alone: bool) -> tuple[list[MeetingOpen], list[str]]:
    rows = Meeting.objects.filter(county=county).exclude(state=Meeting.State.ISSUED).exclude(note_taker="")
    hers = [one for one in rows.select_related("county").order_by("held_on", "pk") if names_her(one.note_taker, person)]
    if not alone:
        return [], [str(one) for one in hers]
    return [MeetingOpen(one.pk, str(one), one.state, one.held_on.isoformat()) for one in hers], []


def held_roles(person: User, county: str) -> set[str]:
    """The roles a person holds or has held in a county."""
    return set(Membership.objects.filter(user=person, county=county).values_list("role", flat=True))


def may_follow(person: User, *, county: str, on: dt.date) -> QuerySet[User]:
    """Who may take somebody's business over: with a role of the county today that carries it.

    An officer's goes to an officer; a supervisor's to a supervisor or an officer (企劃案五：督導一人).
    """
    officer = Role.COUNTY_OFFICER in held_roles(person, county)
    roles = [Role.COUNTY_OFFICER] if officer else [Role.SUPERVISOR, Role.COUNTY_OFFICER]
    held = Membership.objects.current(on).filter(county=county, role__in=roles, user__is_active=True)
    return User.objects.filter(pk__in=held.values("user")).exclude(pk=person.pk).order_by("name", "email")
