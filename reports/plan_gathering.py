"""From rows to records of plans: each kind of row is read once for the whole programme and put to its plan here."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplans import call
from actionplans import models as rows
from actionplans.followup import lights
from actionplans.writing.choices import verdict_in_words
from foundation.ui.templatetags.ui import STATUSES
from workshops.models import Programme, Workshop

from .plan_records import (
    Concern,
    InAnnualPlan,
    Indicator,
    PlanRecord,
    PlanStep,
    Progress,
    Resource,
    Result,
    Risk,
    Source,
    Stakeholder,
)

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Places:
    """What a plan's rows lead back to, by key: its workshop, its tables, their core issues."""

    workshops: Mapping[int, Workshop]
    codes: Mapping[int, str]
    group_codes: Mapping[int, str]
    group_names: Mapping[int, str]
    issue_codes: Mapping[tuple[int, str], str]

    def table(self, row: Any) -> str | None:
        """The code of the table a row came from; None for a row an officer added."""
        return self.group_codes.get(row.group_id)


def text(value: object) -> str | None:
    """What was written, without the blanks around it; None where nothing was."""
    return str(value or "").strip() or None


def number(words: str) -> Decimal | None:
    """The number that words are (`1,200`, `２０`, `85%`); None for anything else, such as 約 20."""
    plain = unicodedata.normalize("NFKC", words).replace(",", "").strip().removesuffix("%").strip()
    return Decimal(plain) if _NUMBER.fullmatch(plain) else None


def months_after(day: dt.date | None, months: int) -> dt.date | None:
    """The same day so many months later, or the last day of a shorter month."""
    if day is None:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def adopted_in(programme: Programme) -> Any:
    """The keys of a programme's adopted plans, as a part of other queries."""
    return rows.Plan.objects.filter(workshop__programme=programme).adopted().values("pk")


def by_plan(found: Iterable[Row]) -> dict[int, list[Row]]:
    """Rows by the key of their plan."""
    mine: dict[int, list[Row]] = defaultdict(list)
    for row in found:
        mine[row.plan_id].append(row)  # type: ignore[attr-defined]
    return mine


def plan_records(
    programme: Programme,
    plans: Iterable[rows.Plan],
    concerns: Mapping[int, list[rows.PlanIssue]],
    ideas: Iterable[rows.Idea],
    places: Places,
    *,
    on: dt.date,
) -> list[PlanRecord]:
    """The records of a programme's adopted plans as they stand on a day (10 queries)."""
    of, plans = adopted_in(programme), list(plans)
    prefetch_related_objects(
        plans,
        Prefetch("milestones", rows.Milestone.objects.with_reports()),
        Prefetch("decisions", rows.Decision.objects.select_related("into")),
        Prefetch("check_ins", rows.CheckIn.objects.filter(state=rows.CheckIn.State.ACCEPTED), to_attr="accepted"),
        "publication",
    )
    steps = by_plan(rows.PlanStep.objects.filter(plan__in=of).order_by("position"))
    indicators = by_plan(rows.PlanIndicator.objects.filter(plan__in=of).order_by("position"))
    results = by_plan(rows.PlanResult.objects.filter(plan__in=of).order_by("month", "pk"))
    resources = by_plan(rows.PlanResource.objects.filter(plan__in=of).order_by("position"))
    stakeholders = by_plan(rows.PlanStakeholder.objects.filter(plan__in=of).order_by("position"))
    risks = by_plan(rows.PlanRisk.objects.filter(plan__in=of).order_by("position"))
    sources = by_plan(idea for idea in ideas if idea.plan_id)
    found = []
    for plan in plans:
        workshop = places.workshops[plan.workshop_id]
        progress = _progress(plan, on)
        record = PlanRecord(
            code=plan.code or "",
            key=plan.pk,
            county=plan.county_id,
            county_name="",
            workshop=places.codes[plan.workshop_id],
            title=plan.title,
            title_en=text(plan.title_en),
            pillar=plan.pillar,
            pillar_name=call.pillar(plan.pillar).shown,
            call_item=plan.call_item or None,
            problem=text(plan.problem),
            goal=text(plan.goal),
            beneficiaries=text(plan.beneficiaries),
            partners=text(plan.partners),
            vow=text(plan.vow),
            verdict=text(verdict_in_words(plan.verdict)),
            verdict_why=text(plan.verdict_why),
            sdgs=tuple(sorted(each for each in plan.sdgs if isinstance(each, int))),
            lead_agency=text(plan.lead_agency),
            person_in_charge=text(plan.person_in_charge),
            supervisor=text(plan.supervisor.name) if plan.supervisor else None,
            first_step=text(plan.first_step),
            first_step_on=plan.first_step_on,
            adopted_on=timezone.localtime(plan.adopted_at).date() if plan.adopted_at else None,
            is_tracked=progress.is_tracked,
            progress=progress,
            annual=_annual(plan),
            steps=tuple(_step(row, places) for row in steps[plan.pk]),
            indicators=tuple(_indicator(row, places) for row in indicators[plan.pk]),
            results=tuple(
                _result(row, workshop.date, places) for _month, own in rows.by_month(results[plan.pk]) for row in own
            ),
            resources=tuple(_resource(row, places) for row in resources[plan.pk]),
            stakeholders=tuple(_stakeholder(row, places) for row in stakeholders[plan.pk]),
            risks=tuple(Risk(text(row.risk), text(row.answer), places.table(row)) for row in risks[plan.pk]),
            concerns=tuple(_concern(row, places) for row in concerns.get(plan.pk, ())),
            sources=tuple(_source(idea, places) for idea in sources.get(plan.pk, ())),
        )
        found.append(record)
    return found


def _progress(plan: rows.Plan, on: dt.date) -> Progress:
    light = lights.of(plan, on=on)
    accepted: list[rows.CheckIn] = plan.accepted  # type: ignore[attr-defined]
    last = max(accepted, key=lambda one: one.number, default=None)
    publication = getattr(plan, "publication", None)
    return Progress(
        status=light.status,
        word=str(STATUSES[light.status][0]),
        reason=text(light.reason),
        reached=light.reached,
        milestones=light.total,
        check_ins=len(accepted),
        last_on=timezone.localtime(last.submitted_at).date() if last and last.submitted_at else None,
        last=text(last.happened) if last else None,
        page=reverse("actionplans:public_plan", args=[plan.county_id, plan.code])
        if publication is not None and publication.withdrawn_at is None
        else None,
    )


def _annual(plan: rows.Plan) -> InAnnualPlan:
    found = plan.uptake
    if found is None:
        return InAnnualPlan()
    state = rows.Uptake.State
    return InAnnualPlan(
        status=found.state,
        word={state.TAKEN: _("是"), state.PLANNED: _("預定"), state.DECLINED: _("否")}[state(found.state)],
        document=text(found.where),
        number=text(found.where_number),
        on=found.annual.approved_on if found.annual else found.document_on,
        item=text(found.item),
        reason=text(found.reason),
        decided_on=found.decided_on,
    )


def _step(row: rows.PlanStep, places: Places) -> PlanStep:
    return PlanStep(row.what, text(row.who), row.from_month, row.to_month, places.table(row))


def _indicator(row: rows.PlanIndicator, places: Places) -> Indicator:
    return Indicator(
        row.name,
        text(row.baseline),
        number(row.baseline),
        text(row.target),
        number(row.target),
        text(row.unit),
        text(row.verified_by),
        places.table(row),
    )


def _result(row: rows.PlanResult, held_on: dt.date | None, places: Places) -> Result:
    due = months_after(held_on, row.month)
    return Result(row.month, due, text(row.change), text(row.indicator), text(row.proof), places.table(row))


def _resource(row: rows.PlanResource, places: Places) -> Resource:
    return Resource(row.name, text(row.get_kind_display()), row.at_hand, text(row.provider), places.table(row))


def _stakeholder(row: rows.PlanStakeholder, places: Places) -> Stakeholder:
    return Stakeholder(
        row.name,
        text(row.get_kind_display()),
        text(row.get_influence_display()),
        text(row.get_support_display()),
        text(row.contact),
        places.table(row),
    )


def _concern(row: rows.PlanIssue, places: Places) -> Concern:
    code = places.issue_codes.get((row.group_id, row.item_id), places.group_codes.get(row.group_id, ""))
    return Concern(code, text(row.text), row.pillar, row.call_item or None)


def _source(idea: rows.Idea, places: Places) -> Source:
    return Source(
        places.group_codes[idea.group_id],
        places.group_names[idea.group_id],
        str(idea.get_decision_display()),
        text(idea.title),
        text(idea.problem),
        text(idea.goal),
        text(idea.beneficiaries),
        text(idea.vow),
        text(verdict_in_words(idea.verdict)),
        text(idea.verdict_why),
    )
