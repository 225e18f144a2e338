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
from django.utils.translation import gettext as _

from foundation.accounts.models import County, User
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb

from . import agenda_of
from .forms import STEP_FORMS, StepForm
from .models import Programme, Workshop
from .schedule import INFO, LATE, OK, RISK, Finding, spoken

STEPS = ("place", "people", "agenda", "confirm")


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that two people have changed: what stands there now, what this one typed, and who was first."""

    field: str
    label: str
    theirs: str
    mine: str
    who: str
    at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a step that was sent in.

    Attributes:
        problems: sentences by field, for values that are kept as typed but are not right yet.
        clashes: fields that were not saved because somebody else has changed them; all others were.
    """

    problems: dict[str, str]
    clashes: tuple[Clash, ...] = ()


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
        values: dict[str, Any] = {}
        unfinished = dict(locked.unfinished)
        for name in sent:
            typed = _text(data.get(name, ""))
            stands = _text(_shown(locked, name))
            if base is not None and name in base and not _same(form, name, base[name], stands):
                if _same(form, name, typed, base[name]):
                    continue  # left alone here, changed by somebody else: theirs stays
                if not _same(form, name, typed, stands) and (event := _changed_by_other(locked, name, by)):
                    clashes.append(
                        Clash(name, str(form.fields[name].label), stands, typed, event.actor_label, event.at)
                    )
                    continue
            if name in form.errors:
                unfinished[name] = {"value": typed[:2000], "problem": str(form.errors[name][0])}
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
    return Saved(problems, tuple(clashes))


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


def _changed_by_other(workshop: Workshop, name: str, by: Acts) -> Any:
    """The line of the trail by which somebody else last changed this field; None if it was the same person."""
    me = by.as_actor()
    for event in trail.history_of(workshop).filter(verb__in=(Verb.CHANGED, Verb.ASSIGNED))[:100]:
        if name in event.now:
            return None if (event.actor_kind, event.actor_key) == (me.kind, me.key) else event
    return None


def hints(workshop: Workshop, *, on: dt.date) -> list[Finding]:
    """What looks odd although every field is right by itself. Hints never block; `field` says where to look."""
    programme, people = workshop.programme, workshop.people_expected
    found: list[Finding] = []
    if workshop.date is not None:
        if workshop.date < on:
            found.append(Finding(RISK, _("日期已經過了，請確認年份。"), "date"))
        elif programme.held_by is not None and workshop.date > programme.held_by:
            found.append(Finding(RISK, _("晚於建議完成期限，仍可登記，請在「給協會的話」說明原因。"), "date"))
    if workshop.minutes is not None and not programme.minutes_min <= workshop.minutes <= programme.minutes_max:
        values = {"least": spoken(programme.minutes_min), "most": spoken(programme.minutes_max)}
        found.append(Finding(RISK, _("建議預留 %(least)s 到 %(most)s。") % values, "minutes"))
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
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """A line of 「送出前檢查」: a word for it, whether it holds, what is still to do, and the step where."""

    label: str
    done: bool
    note: str = ""
    step: str = ""


def checklist(workshop: Workshop, *, on: dt.date) -> list[Line]:
    """The list beside the form: what the association needs, held against what is filled in."""
    programme, people = workshop.programme, workshop.people_expected
    odd = {finding.field: finding.text for finding in hints(workshop, on=on) if finding.level in (RISK, LATE)}
    waiting = workshop.unfinished

    def line(label: str, step: str, fields: tuple[str, ...], *, filled: bool) -> Line:
        for name in fields:
            if name in waiting:
                return Line(label, False, waiting[name]["problem"], step)
        note = next((odd[name] for name in fields if name in odd), "")
        return Line(label, filled and not note, note, step)

    span = {"least": spoken(programme.minutes_min), "most": spoken(programme.minutes_max)}
    room = {"capacity": people or programme.capacity}
    return [
        line(_("日期與開始時間"), "place", ("date", "starts_at"), filled=bool(workshop.date and workshop.starts_at)),
        line(_("時段 %(least)s–%(most)s") % span, "place", ("minutes",), filled=workshop.minutes is not None),
        line(
            _("平面會議室，容納 %(capacity)s 人") % room, "place", ("seats", "flat_floor", "venue", "address"),
            filled=bool(workshop.seats and workshop.flat_floor is not None and workshop.venue and workshop.address),
        ),
        line(_("現場網路"), "place", ("network",), filled=bool(workshop.network)) if not workshop.network
        else Line(_("現場網路：%(state)s") % {"state": workshop.get_network_display()}, True, "", "place"),
        line(
            _("主辦機關與聯絡人"), "people", ("host_unit", "contact_name", "contact_phone", "contact_email"),
            filled=bool(workshop.host_unit and workshop.contact_name and workshop.contact_phone),
        ),
        line(
            _("參加人數與組數"), "people",
            ("officials_expected", "centre_expected", "cadres_expected", "groups_planned"),
            filled=people is not None and workshop.groups_planned is not None,
        ),
        Line(_("議程"), workshop.agenda.exists(), "", "agenda"),
        Line(
            _("追蹤督導"), workshop.supervisor_id is not None,
            "" if workshop.supervisor_id else _("結案前指派就可以，送出後還能補"), "people",
        ),
    ]  # fmt: skip
