"""What leaves the app of action plans as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.exports.registry import Export, UnknownExport
from foundation.exports.table import Column, Table
from workshops.models import Programme

from .followup import many_lights
from .kpis import kpi_tables
from .models import AnnualPlan, Plan
from .tracking import plan_sheet, tracker, waits
from .tracking.plan_sheet import EDITABLE, SPEC
from .tracking.tracker import Wanted

WIDTHS = {"code": 14, "mark": 12, "county": 10, "light": 34, "partners": 34, "first_step": 34}


class PlanFilters(forms.Form):
    """The filters of the tracker."""

    def clean(self) -> dict[str, Any]:
        """Those that filter something."""
        return dict(Wanted.read(self.data).items)


class PlanSheet(Export):
    """The plans of a filter that this person follows up, in the columns in which they may be sent back.

    Who may change them takes them in again (`plan_lists`); for the association it is the sheet of the whole nation.
    """

    key = "plans"
    label = gettext_lazy("行動方案")
    permission = Permission.FOLLOW_UP
    form = PlanFilters

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet, in the order of the tracker."""
        columns = [
            Column(
                field.key, field.shown, "date" if field.key == "first_step_on" else "text",
                width=WIDTHS.get(field.key, 22), missing="",
            )
            for field in SPEC.fields
        ]  # fmt: skip
        return [Table(_("行動方案"), self.title(user, **params), columns, self._rows(user, params), frozen_columns=1)]

    @staticmethod
    def _rows(user: User, params: dict[str, Any]) -> Iterator[list[object]]:
        now = timezone.now()
        on, wanted = timezone.localdate(now), Wanted.read(params)
        programmes = list(Programme.objects.all())
        waiting = waits.waiting_for(user, programmes, on=on, now=now)
        rows = Plan.objects.visible_to(user, Permission.FOLLOW_UP).adopted()
        rows = tracker.with_light(tracker.narrowed(rows, wanted, on=on, waiting=waiting), wanted.light, on=on)
        keys = list(many_lights.ordered(rows, on=on).values_list("pk", flat=True))
        for plan in tracker.page_of(keys, programmes, on=on):
            cells = [plan_sheet.written(plan, key) for key in EDITABLE]
            yield [plan.code, plan_sheet.mark(plan), plan.county.shown, plan.light.reason, *cells]


class KpiFilter(forms.Form):
    """Of which annual plan."""

    annual = forms.IntegerField(min_value=1)


class KpiSheet(Export):
    """The indicators of an annual plan as they stand."""

    key = "kpis"
    label = gettext_lazy("績效指標")
    permission = Permission.SEE_ANNUAL_PLANS
    names_people = False
    formats = ("ods", "xlsx", "csv")
    form = KpiFilter

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet, in the order of the plan; nothing of a plan that is not there for this person."""
        annual = AnnualPlan.objects.visible_to(user).filter(pk=params["annual"]).select_related("county").first()
        if annual is None:
            raise UnknownExport(self.key)
        found = kpi_tables.rows(annual, today=timezone.localdate())
        columns = [
            Column("number", _("項次"), "integer"), Column("name", _("績效指標"), width=34),
            Column("target", _("目標"), width=24), Column("value", _("數值"), "decimal", missing=""),
            Column("shown", _("現況"), width=16, missing=""), Column("state", _("達成"), width=12),
            Column("how", _("怎麼算"), width=50), Column("forecast", _("推估"), width=40),
            Column("source", _("依據"), width=50, missing=""), Column("final", _("年底凍結"), "bool"),
        ]  # fmt: skip
        cells = [
            [
                one.number, one.name, one.target, None if one.exact is None else round(float(one.exact), 6), one.value,
                one.word, one.how, one.forecast, one.source, one.is_final,
            ]
            for one in found
        ]  # fmt: skip
        return [Table(_("績效指標"), f"{annual.title} {self.label}", columns, cells)]
