"""A county registers a workshop: a draft that is saved field by field, so that nothing typed is ever lost.

A value that is right goes into its column. One that is not waits in `unfinished` as it was typed, with the sentence
that says why, and is shown again. Two officers on one draft do not overwrite each other: what one of them has not
touched is left as the other has written it, and where both have, the later one is asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.forms import BooleanField
from django.utils.translation import gettext as _

from foundation.accounts.models import County, User
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import roc

from . import agenda_of
from .forms import STEP_FORMS, StepForm
from .models import Programme, Workshop

STEPS = ("place", "people", "agenda", "confirm")
# What is not right is kept as it was typed; a request of megabytes is nobody's sentence.
LONGEST_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that two people have changed: what stands there now, what this one typed, and who was first.

    `theirs` and `mine` are texts as the page sends them, `…_said` the same for reading.
    """

    field: str
    label: str
    theirs: str
    mine: str
    theirs_said: str
    mine_said: str
    who: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a step that was sent in.

    Attributes:
        problems: sentences by field, for values that are kept as typed but are not right yet.
        clashes: fields that were not saved because somebody else has changed them; all others were.
        theirs: fields that only somebody else has changed meanwhile; the page still shows what they were.
    """

    problems: dict[str, str]
    clashes: tuple[Clash, ...] = ()
    theirs: tuple[str, ...] = ()


def begin(*, programme: Programme, county: County, by: Acts, now: dt.datetime) -> Workshop:
    """A new draft: the county's next number under this programme, with what is known already filled in.

    Raises:
        ValidationError: the programme does not take registrations.
    """
    if programme.state != Programme.State.OPEN:
        raise ValidationError(_("「%(name)s」目前不開放登記，請選別的方案或洽協會。") % {"name": programme.name})
    known = _known_of(county, by)
    for _attempt in range(5):
        try:
            with transaction.atomic():
                rows = Workshop.objects.filter(programme=programme, county=county)
                number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
                workshop = Workshop.objects.create(programme=programme, county=county, number=number, **known)
                trail.record(Verb.CREATED, workshop, by=by, at=now)
                return workshop
        except IntegrityError:
            continue  # a colleague took this number in the same moment
    raise ValidationError(_("同時登記的人太多，請再按一次。"))


def _known_of(county: County, by: Acts) -> dict[str, Any]:
    """The host from the county's last workshop, the contact from whoever registers."""
    last = Workshop.objects.filter(county=county).exclude(host_unit="").order_by("-pk").first()
    known: dict[str, Any] = {"host_unit": last.host_unit if last else _("%(county)s政府") % {"county": county.name}}
    if isinstance(by, User):
        known |= {"contact_name": by.name[:50], "contact_phone": by.phone[:30], "contact_email": by.email}
    return known


def snapshot(workshop: Workshop, step: str) -> dict[str, str]:
    """What the step's fields show now, as text: stored values, or what waits unfinished."""
    form = STEP_FORMS[step](workshop=workshop)
    return {name: _text(_shown(workshop, name)) for name in form.fields}


def step_form(workshop: Workshop, step: str, typed: Mapping[str, Any] | None = None) -> StepForm:
    """The step's form with what is stored, and with the sentences about what is not right yet.

    Args:
        typed: values to show instead of the stored ones, such as those of a clash.
    """
    form_class = STEP_FORMS[step]
    names = form_class.base_fields
    data = {name: _shown(workshop, name) for name in names}
    return form_class({**data, **(typed or {})}, workshop=workshop)


def save_step(
    *,
    workshop: Workshop,
    step: str,
    data: Mapping[str, Any],
    by: Acts,
    base: Mapping[str, str] | None = None,
    whole: bool = True,
) -> Saved:
    """Save one step of a draft, each field on its own.

    Args:
        step: `place` or `people`.
        data: the fields as typed.
        base: the `snapshot` the page was made from; without it nobody's changes are looked for.
        whole: whether `data` is a whole page, in which a missing box is an unticked one.

    Raises:
        ValidationError: the workshop is no draft any more.
    """
    form = STEP_FORMS[step](data, workshop=workshop)
    sent = [name for name in form.fields if name in data or (whole and _is_box(form, name))]
    form.is_valid()
    with transaction.atomic():
        locked = (
            Workshop.objects.select_for_update(of=("self",)).select_related("programme", "county").get(pk=workshop.pk)
        )
        if locked.state != Workshop.State.DRAFT:
            raise ValidationError(_("這場工作坊已經送出，要改請協會先退回修改。"))
        before = agenda_of.proposal_for(locked)
        clashes: list[Clash] = []
        theirs: list[str] = []
        values: dict[str, Any] = {}
        unfinished = dict(locked.unfinished)
        for name in sent:
            typed = _text(data.get(name, ""))
            stands = _text(_shown(locked, name))
            if base is not None and name in base and not _same(form, name, base[name], stands):
                if _same(form, name, typed, base[name]):
                    theirs.append(name)  # left alone here, changed by somebody else
                    continue
                if not _same(form, name, typed, stands) and (event := _changed_by_other(locked, name, by)):
                    clashes.append(
                        Clash(
                            name,
                            str(form.fields[name].label),
                            stands,
                            typed,
                            _said(form, name, stands),
                            _said(form, name, typed),
                            event.actor_shown,
                            event.at,
                        )
                    )
                    continue
            if name in form.errors:
                unfinished[name] = {"value": typed[:LONGEST_KEPT], "problem": str(form.errors[name][0])}
            else:
                unfinished.pop(name, None)
                values[name] = _stored(locked, name, form.cleaned_data.get(name))
        was, now = trail.differences(locked, values)
        if now or unfinished != locked.unfinished:
            for name, value in now.items():
                setattr(locked, name, value)
            locked.unfinished = unfinished
            locked.version += 1
            locked.save(update_fields=[*now, "unfinished", "version"])
            if now:
                trail.record(Verb.CHANGED, locked, by=by, was=was, now=now)
        if {"minutes", "groups_planned"} & set(now) or not locked.agenda.exists():
            agenda_of.follow_facts(workshop=locked, before=before, by=by)
    workshop.refresh_from_db()
    problems = {name: entry["problem"] for name, entry in unfinished.items() if name in form.fields}
    return Saved(problems, tuple(clashes), tuple(theirs))


def _is_box(form: StepForm, name: str) -> bool:
    """Whether an absent value means unticked."""
    return form.fields[name].widget.__class__.__name__ == "CheckboxInput"


def _shown(workshop: Workshop, name: str) -> Any:
    """What the field shows: the unfinished text, or the stored value as the form's input takes it."""
    if name in workshop.unfinished:
        return workshop.unfinished[name].get("value", "")
    value = getattr(workshop, name)
    if name == "flat_floor":
        return {True: "yes", False: "no", None: ""}[value]
    if isinstance(value, models.Model):
        return str(value.pk)
    return "" if value is None else value


def _stored(workshop: Workshop, name: str, value: Any) -> Any:
    """What goes into the column for a clean value."""
    if value is None and not Workshop._meta.get_field(name).null:
        return 0 if name.endswith("_wanted") else ""
    return value


def _text(value: Any) -> str:
    """A value as a page sends it."""
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return str(value).strip()


def _same(form: StepForm, name: str, one: str, other: str) -> bool:
    """Whether two texts say the same to this field (115/6/10 and 2026-06-10 do)."""
    if one == other:
        return True
    field = form.fields[name]
    try:
        return bool(field.clean(one) == field.clean(other))
    except ValidationError:
        return False


def _said(form: StepForm, name: str, text: str) -> str:
    """A field's text as people read it: a date in words, a choice by its label, a person by her name."""
    field = form.fields[name]
    try:
        value = field.clean(text)
    except ValidationError:
        return text
    if isinstance(value, dt.date):
        return roc.shown(value)
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(field, BooleanField):
        return _("是") if value else _("否")
    for code, label in getattr(field, "choices", None) or ():
        if text and str(code) == text:
            return str(label).partition("\n")[0]
    return text or _("（空白）")


def _changed_by_other(workshop: Workshop, name: str, by: Acts) -> Any:
    """The line of the trail by which somebody else last changed this field; None if it was the same person."""
    me = by.as_actor()
    for event in trail.history_of(workshop).filter(verb__in=(Verb.CHANGED, Verb.ASSIGNED))[:100]:
        if name in event.now:
            return None if (event.actor_kind, event.actor_key) == (me.kind, me.key) else event
    return None
