"""Handing an officer's business over (業務交接): everything she has open in a county goes to a successor, at once.

Nothing moves half. What is done keeps her name, every thing that moves leaves its own line, and the hand-over itself is
kept as it was printed. It has nothing to do with a device that takes over what another could not send (`takeover`).
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from actionplans.consensus import adoption
from actionplans.followup import reminders
from actionplans.meeting import meetings
from actionplans.models import Meeting, Plan, Ruling, Succession
from actionplans.models.succession import LONGEST_NOTE
from foundation import reasons
from foundation.accounts import membership as memberships
from foundation.accounts.models import County, Membership, User
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.audit import trail
from foundation.audit.verbs import Verb
from workshops import people
from workshops.models import Workshop

from . import open_business
from .open_business import CONTACT, IN_CHARGE, SUPERVISOR, Business


class OpenMeanwhile(ValidationError):
    """What is open has changed since the page was made: it wants another look."""


def may_hand_over(user: Any, county: str) -> bool:
    """Whether somebody looks after who holds which role in this county; an officer so hands over her own business."""
    return reach(user, Permission.ASSIGN_ROLES).covers(county)


def endable(person: User, *, county: str, by: User, on: dt.date) -> list[Membership]:
    """The roles of a person in a county that `by` may end together with the hand-over; never one's own."""
    if person.pk == by.pk:
        return []
    rows = Membership.objects.current(on).filter(user=person, county=county, ends_on=None)
    return list(rows.filter(role__in=memberships.assignable_roles(by)).select_related("user", "county"))


def hand_over(
    *, person: User, successor: User, county: County, seen: str, key: uuid.UUID, by: User, now: dt.datetime,
    note: str = "", ends_roles: bool = False,
) -> Succession:  # fmt: skip
    """Move everything that a person has open in a county to her successor, or nothing.

    Args:
        seen: the seal of what the page showed (`Business.seal`).
        key: of the page; sent twice, it is one hand-over.
        ends_roles: end her roles of this county from today on, as far as `by` may.

    Raises:
        OpenMeanwhile: something has come or gone since the page was made.
        ValidationError: by field; or nothing is open, `by` does not look after this county, or the successor's name
            stands in the words of a plan that is public.
    """
    on = timezone.localdate(now)
    if not may_hand_over(by, county.code):
        raise ValidationError(_("只能替自己縣市的人辦理交接。"))
    if long := reasons.too_long(note, LONGEST_NOTE, what=_("說明")):
        raise ValidationError({"note": [long]})
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)  # one hand-over of hers after the other
        if done := Succession.objects.filter(key=key, predecessor=person, county=county).first():
            return done
        if not open_business.may_follow(person, county=county.code, on=on).filter(pk=successor.pk).exists():
            raise ValidationError({"successor": [_("請選本縣市現在有這個角色的人；還沒有角色，請先指派。")]})
        with translation.override(settings.LANGUAGE_CODE):  # it is kept, and printed on an official paper
            business = open_business.of(person, county=county.code, now=now)
            handed = _kept(business, person, successor, county.code)
        if business.seal != seen:
            raise OpenMeanwhile(_("您打開這一頁之後，要交接的事變了。下面是現在的，請再看一次。"))
        if not business:
            raise ValidationError(_("沒有要交接的事。"))
        for one in business.plans:
            _move_plan(one.key, one.roles, person, successor, by, now)
        for each in business.workshops:
            workshop = Workshop.objects.get(pk=each.key)
            people.succeed(
                workshop=workshop, person=successor, supervisor=SUPERVISOR in each.roles,
                contact=CONTACT in each.roles, by=by,
            )  # fmt: skip
        for task in business.tasks:
            _move_task(task.key, person, successor, by, now)
        for meeting in business.meetings:
            _move_meeting(meeting.key, person, successor, by, now)
        made = Succession.objects.create(
            key=key, county=county, predecessor=person, successor=successor, note=note.strip(), handed=handed,
            plans=[one.key for one in business.plans], made_at=now, made_by=by.as_actor().label[:200],
        )  # fmt: skip
        counts = {name: len(getattr(business, name)) for name in ("plans", "workshops", "tasks", "meetings")}
        told = {name: count for name, count in counts.items() if count} | {"successor": str(successor)}
        trail.record(Verb.HANDED_OVER, made, by=by, was={"predecessor": str(person)}, now=told, at=now)
        if ends_roles:
            for held in endable(person, county=county.code, by=by, on=on):
                memberships.end_role(membership=held, by=by, on=on, reason=_("業務交接"))
        reminders.plan_all(now=now)
    return made


def _kept(business: Business, person: User, successor: User, county: str) -> dict[str, Any]:
    return {
        "business": business.as_json(),
        "from": _described(person, county),
        "to": _described(successor, county),
    }


def _described(person: User, county: str) -> dict[str, str]:
    held = Membership.objects.filter(user=person, county=county).order_by("-starts_on", "-pk").first()
    role = str(held.get_role_display()) if held else ""
    return {"name": str(person), "role": role, "mail": person.email, "phone": person.phone}


def _move_plan(key: int, roles: list[str], person: User, successor: User, by: User, now: dt.datetime) -> None:
    plan = Plan.objects.select_related("workshop").get(pk=key)
    facts: dict[str, Any] = {"supervisor": successor} if SUPERVISOR in roles else {}
    if IN_CHARGE in roles:
        facts["person_in_charge"] = open_business.with_other(
            plan.person_in_charge, person, successor, longest=50
        ) if not plan.contact_email else str(successor)[:50]  # fmt: skip
        facts["contact_email"] = successor.email if plan.contact_email else ""
    try:
        adoption.describe(plan=plan, by=by, now=now, **facts)
    except ValidationError as found:
        raise ValidationError(
            [_("「%(plan)s」：%(why)s") % {"plan": plan.title, "why": one} for one in found.messages]
        ) from found


def _move_task(key: int, person: User, successor: User, by: User, now: dt.datetime) -> None:
    ruling = Ruling.objects.select_for_update(of=("self",)).select_related("item__meeting__county").get(pk=key)
    was = ruling.doer
    ruling.taken_by = open_business.with_other(was, person, successor, longest=50)
    ruling.save(update_fields=["taken_by"])
    told = {"words": ruling.shown, "person": ruling.taken_by}
    trail.record(Verb.ASSIGNED, ruling.item.meeting, by=by, was={"person": was}, now=told, at=now)


def _move_meeting(key: int, person: User, successor: User, by: User, now: dt.datetime) -> None:
    """Who takes notes at the next meeting; who took them at one that has begun stays on its minutes."""
    meeting = Meeting.objects.get(pk=key)
    if meeting.state == Meeting.State.PLANNED:
        note_taker = open_business.with_other(meeting.note_taker, person, successor, longest=50)
        meetings.describe(meeting=meeting, by=by, now=now, note_taker=note_taker)
