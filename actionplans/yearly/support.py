"""Support of a county's authorities in a year: which group each is in, and the visits.

Source: 111年度臺北市政府志願服務工作計畫 柒五(一)「將各機關分為甲、乙、丙3組，依不同屬性給予不同形式之輔導」.
What is done in a year goes on after its plan is issued: groups and visits are no part of what is approved.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplans.models import AnnualPlan, SupportGroup, SupportVisit
from actionplans.models.support import LONGEST
from foundation import reasons
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan.forms import RocDateField
from foundation.ui.shown import KnowsWhatItShowed
from volunteers.models import Authority, Unit

SOURCE = "111年度臺北市政府志願服務工作計畫（111.4.8）柒五(一)"


class GroupForm(KnowsWhatItShowed, forms.ModelForm[SupportGroup]):
    """In which group an authority is, in what way it is helped along, and why."""

    class Meta:
        model = SupportGroup
        fields = ("group", "way", "why")


class VisitForm(forms.Form):
    """When, and what came of it."""

    on = RocDateField(label=gettext_lazy("日期"), help_text=gettext_lazy("例如 115/6/30"))
    words = forms.CharField(label=gettext_lazy("談了什麼、後續"), max_length=LONGEST)


@dataclass(frozen=True, slots=True)
class Supported:
    """An authority in a year: how many units are under it, its group where it has one, and its visits."""

    authority: Authority
    units: int
    group: SupportGroup | None
    visits: Sequence[SupportVisit]


def of(annual: AnnualPlan) -> list[Supported]:
    """Every authority of the county, those in group 甲 first, those in none last; three questions."""
    groups = {
        one.authority_id: one
        for one in annual.support.prefetch_related(Prefetch("visits", SupportVisit.objects.order_by("on", "pk")))
    }
    offices = Authority.objects.of_county(annual.county_id).annotate(
        number=Count("units", filter=Q(units__state=Unit.State.ACTIVE))
    )
    found = [
        Supported(one, one.number, groups.get(one.pk), list(groups[one.pk].visits.all()) if one.pk in groups else [])
        for one in offices.order_by("code")
    ]
    return sorted(found, key=lambda one: one.group.group if one.group else "z")


def assign(
    *, annual: AnnualPlan, authority: Authority, group: str, way: str, by: Acts, now: dt.datetime, why: str = ""
) -> SupportGroup:  # fmt: skip
    """Put an authority into a group, or into another.

    Raises:
        ValidationError: it is no authority of this county, or there is no such group or way.
    """
    if authority.county_id != annual.county_id:
        raise ValidationError(_("這個機關不在這個縣市。"))
    with transaction.atomic():
        AnnualPlan.objects.select_for_update(of=("self",)).get(pk=annual.pk)
        held = annual.support.filter(authority=authority).first() or SupportGroup(annual=annual, authority=authority)
        facts = {"group": group, "way": way, "why": why.strip()}
        was, new = trail.differences(held, facts)
        if held.pk and not new:
            return held
        verb = Verb.CHANGED if held.pk else Verb.CREATED
        for name, value in facts.items():
            setattr(held, name, value)
        held.full_clean()
        held.save()
        trail.record(verb, held, by=by, was=was if verb == Verb.CHANGED else None, now=new, at=now)
    return held


def visit(*, group: SupportGroup, on: dt.date, words: str, by: Acts, now: dt.datetime) -> SupportVisit:
    """Write down a visit.

    Raises:
        ValidationError: it says nothing, or its day is not one of the plan's year until today.
    """
    words = reasons.written(words, ask=_("請寫下談了什麼、後續要做什麼（至少 6 個字）。"), most=LONGEST, field="words")
    if on.year != group.annual.year or on > timezone.localdate(now):
        raise ValidationError({"on": _("請填這個年度裡、今天以前的日期。")})
    with transaction.atomic():
        made = SupportVisit(group=group, on=on, words=words, recorded_at=now, recorded_by=by.as_actor().label[:200])
        made.full_clean()
        made.save()
        trail.record(Verb.CREATED, made, by=by, now={"on": on}, at=now)
    return made
