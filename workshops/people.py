"""Who leads a workshop, who follows it up, and who may be asked to."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Permission, Role, Task
from foundation.accounts.scope import reach
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.workflow.moves import Move

from .models import Workshop
from .stages import MOVES, is_only_recorded, its_day_is_gone

OVER = (Workshop.State.CLOSED, Workshop.State.CANCELLED)


def may_here(user: Any, permission: Permission, workshop: Workshop) -> bool:
    """Whether this person holds the permission at this very workshop: in its county, or because it names her."""
    tasks = [task for task in Task if getattr(workshop, f"{task}_id") == user.pk]
    return reach(user, permission).counts_for(workshop.county_id, tasks)


def moves_for(workshop: Workshop, user: Any, on: dt.date | None = None) -> list[Move]:
    """The moves that start at the workshop's state and that this person may make at this very workshop.

    Writing it down as held is offered once its day is over (before `on`, today without it), and then before starting
    it, which is offered for a night longer; going on with it only where it ran here.
    """
    on = on or timezone.localdate()
    hidden = set() if workshop.date is not None and workshop.date < on else {"record"}
    if list(its_day_is_gone(workshop, on)):
        hidden.add("start")
    if is_only_recorded(workshop, on):
        hidden.add("resume")
    return [
        move
        for move in MOVES.possible(workshop, user)
        if move.name not in hidden and may_here(user, move.permission, workshop)
    ]


def supervisors_of(workshop: Workshop) -> list[User]:
    """Who may be named as supervisor: the county's supervisors and officers with a role today."""
    holders = Membership.objects.current(timezone.localdate()).filter(
        county=workshop.county_id, role__in=(Role.SUPERVISOR, Role.COUNTY_OFFICER), user__is_active=True
    )
    return list(User.objects.filter(pk__in=holders.values("user")).order_by("name"))


def lecturers() -> list[User]:
    """Who may be sent as lecturer or assistant: everybody who holds that role today, anywhere."""
    holders = Membership.objects.current(timezone.localdate()).filter(role=Role.LECTURER, user__is_active=True)
    return list(User.objects.filter(pk__in=holders.values("user")).order_by("name"))


def assign_lecturers(*, workshop: Workshop, lecturer: User | None, assistant: User | None, by: Acts) -> Workshop:
    """Send a lecturer and an assistant to a workshop, or call them back (講師、助教各 1 人，企劃案五).

    Raises:
        ValidationError: it is over, one of them holds no such role, or both are the same person; or a confirmed
            workshop that wants a lecturer would lose its only one.
    """
    able = {person.pk for person in lecturers()}
    problems = {}
    for field, person, old in (
        ("lecturer", lecturer, workshop.lecturer_id),
        ("assistant", assistant, workshop.assistant_id),
    ):
        if person is not None and person.pk != old and person.pk not in able:
            problems[field] = _("%(name)s 目前沒有講師／助教的角色，請先指派角色。") % {"name": person}
    if lecturer is not None and lecturer == assistant:
        problems["assistant"] = _("講師和助教不能是同一個人，請另選一位。")
    late = workshop.state not in (Workshop.State.DRAFT, Workshop.State.SUBMITTED)
    if late and workshop.lecturers_wanted and lecturer is None:
        problems["lecturer"] = _("工作坊已經確認，請選另一位講師來替換。")
    if problems:
        raise ValidationError(problems)
    return _assign(workshop, {"lecturer": lecturer, "assistant": assistant}, by)


def assign_supervisor(*, workshop: Workshop, supervisor: User | None, by: Acts) -> Workshop:
    """Name who keeps the follow-up of a workshop's plans (企劃案五：指派督導一人負責成果追蹤紀錄事宜).

    Raises:
        ValidationError: it is over, or that person is no supervisor or officer of the county.
    """
    if supervisor is not None and supervisor.pk not in {person.pk for person in supervisors_of(workshop)}:
        raise ValidationError(
            {"supervisor": _("%(name)s 不是這個縣市的督導或承辦人，請先指派角色。") % {"name": supervisor}}
        )
    return _assign(workshop, {"supervisor": supervisor}, by)


def succeed(*, workshop: Workshop, person: User, supervisor: bool, contact: bool, by: Acts) -> Workshop:
    """Put somebody in the place of who followed a workshop up, or was its contact (業務交接); in one line of the trail.

    The telephone stays where the new contact has none: it is an office's.

    Raises:
        ValidationError: it is over.
    """
    facts: dict[str, Any] = {"supervisor": person} if supervisor else {}
    if contact:
        facts |= {"contact_name": str(person)[:50], "contact_email": person.email}
        facts |= {"contact_phone": person.phone[:30]} if person.phone else {}
    return _assign(workshop, facts, by)


def _assign(workshop: Workshop, people: dict[str, Any], by: Acts) -> Workshop:
    with transaction.atomic():
        locked = Workshop.objects.select_for_update().get(pk=workshop.pk)
        if locked.state in OVER:
            raise ValidationError(_("工作坊已經結束，不能再改人員。"))
        was, now = trail.differences(locked, people)
        if now:
            Workshop.objects.filter(pk=workshop.pk).update(version=locked.version + 1, **now)
            trail.record(Verb.ASSIGNED, workshop, by=by, was=was, now=now)
            workshop.version = locked.version + 1
    for field, person in people.items():
        setattr(workshop, field, person)
    return workshop
