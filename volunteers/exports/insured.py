"""What leaves of insurance as tables: rates, a policy's list, and what was served without cover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.exports.registry import Export, UnknownExport
from foundation.exports.table import Column, Table
from foundation.taiwan import roc
from volunteers.insuring import coverage, insurance
from volunteers.models import Cover, Policy, Unit
from volunteers.rules.rates import Rate
from volunteers.templatetags.register import as_clock


class OfCounty(forms.Form):
    """Of which county; all that she sees where none is named."""

    county = forms.CharField(label=gettext_lazy("縣市"), max_length=3, required=False)


class InsuranceRates(Export):
    """The rate of each unit (投保率), with its formula; counts, no names."""

    key = "insurance-rates"
    label = gettext_lazy("投保率")
    permission = Permission.SEE_UNITS
    names_people = False
    formats = ("ods", "xlsx", "csv")
    form = OfCounty

    def county(self, user: User, **params: Any) -> str | None:
        """The county that was asked for."""
        return params["county"] or None

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet by unit, and beneath the units all of them together."""
        columns = [
            Column("county", _("縣市"), "text", width=12),
            Column("code", _("單位編號"), "code"),
            Column("unit", _("單位"), "text"),
            Column("authority", _("目的事業主管機關"), "text"),
            Column("insured", _("已投保志工數"), "integer"),
            Column("people", _("應投保志工數"), "integer"),
            Column("rate", _("投保率"), "percent", decimals=2, missing="—"),
            Column("met", _("全數投保"), "bool", missing="—"),
            Column("on", _("日期"), "date"),
            Column("source", _("公式與依據"), "text", width=50),
        ]
        return [Table(_("投保率"), _("投保率"), columns, self._rows(user, params["county"]))]

    def _rows(self, user: User, county: str) -> Iterator[tuple[object, ...]]:
        today = timezone.localdate()
        units = Unit.objects.visible_to(user)
        if county:
            units = units.filter(county=county)
        rates = coverage.rates(units, today)
        order = units.select_related("organisation", "county", "authority").order_by("county__position", "number")
        for unit in order.iterator():
            rate = rates.get(unit.pk, Rate(0, 0))
            yield (
                unit.county.shown, unit.code, unit.name, unit.authority.shown, rate.insured, rate.people, _share(rate),
                rate.is_whole, today, coverage.SOURCE,
            )  # fmt: skip
        all_of_them = coverage.rate_of_people(units, today)
        yield (
            "", "", _("全部（每人算一次）"), "", all_of_them.insured, all_of_them.people, _share(all_of_them),
            all_of_them.is_whole, today, coverage.SOURCE,
        )  # fmt: skip


class OfPolicy(forms.Form):
    """Which policy's list."""

    policy = forms.IntegerField(label=gettext_lazy("保單"), min_value=1)


class InsuredList(Export):
    """A policy's list (被保險人名冊); identity numbers masked, because reading one in full takes a reason."""

    key = "insured-list"
    label = gettext_lazy("被保險人名冊")
    permission = Permission.SEE_VOLUNTEERS
    formats = ("ods", "xlsx", "csv")
    form = OfPolicy

    @staticmethod
    def policy(user: User, params: dict[str, Any]) -> Policy:
        """The policy whose people this person sees.

        Raises:
            UnknownExport: it is not there, or its people are not hers to see.
        """
        seen = Policy.objects.visible_to(user, Permission.SEE_VOLUNTEERS)
        found: Policy | None = seen.select_related("unit__organisation").filter(pk=params["policy"]).first()
        if found is None:
            raise UnknownExport
        return found

    def title(self, user: User, **params: Any) -> str:
        """The unit's name and the list's."""
        return f"{self.policy(user, params).unit}{self.label}"

    def subject(self, user: User, **params: Any) -> models.Model:
        """The policy, so that its history tells of the download."""
        return self.policy(user, params)

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet, by name."""
        return [self.table(user, self.policy(user, params))]

    def table(self, user: User, policy: Policy, numbers: Mapping[int, str] | None = None) -> Table:
        """The list; identity numbers in full where they were read for it (`persons.revealing`), by person."""
        columns = [
            Column("name", _("姓名"), "text", width=14),
            Column("number", _("證號"), "code", missing=""),
            Column("born_on", _("出生日期"), "date", missing=""),
            Column("starts_on", _("起日"), "date"),
            Column("ends_on", _("迄日"), "date"),
            Column("insurer", _("保險公司"), "text", width=20),
            Column("policy", _("保單號碼"), "code"),
            Column("sum_insured", _("保額（元）"), "integer", missing=""),
        ]
        rows = Cover.objects.visible_to(user).filter(policy=policy).select_related("volunteer")
        return Table(
            _("被保險人名冊"), self.title(user, policy=policy.pk), columns,
            (
                (
                    one.volunteer.name, (numbers or {}).get(one.volunteer_id, one.volunteer.identity_shown),
                    one.volunteer.born_on, one.starts_on, one.ends_on, policy.insurer, policy.number,
                    policy.sum_insured,
                )
                for one in rows.order_by("volunteer__name_key", "starts_on", "pk")
            ),
        )  # fmt: skip


class OfUnitAndMonth(forms.Form):
    """Which unit's month."""

    unit = forms.IntegerField(label=gettext_lazy("單位"), min_value=1)
    month = forms.RegexField(r"^(19|[2-9]\d)\d\d(0[1-9]|1[0-2])$", label=gettext_lazy("月份"))


class UncoveredHours(Export):
    """Everything that was served uncovered at a unit in a month."""

    key = "uncovered-hours"
    label = gettext_lazy("沒有保險的服務")
    permission = Permission.SEE_VOLUNTEERS
    formats = ("ods", "xlsx", "csv")
    form = OfUnitAndMonth

    @staticmethod
    def unit(user: User, params: dict[str, Any]) -> Unit:
        """The unit whose people this person sees.

        Raises:
            UnknownExport: it is not there, or its people are not hers to see.
        """
        seen = Unit.objects.visible_to(user, Permission.SEE_VOLUNTEERS).select_related("organisation")
        found: Unit | None = seen.filter(pk=params["unit"]).first()
        if found is None:
            raise UnknownExport
        return found

    def title(self, user: User, **params: Any) -> str:
        """The unit's name, the list's, and the month."""
        first, _last = coverage.first_and_last(int(params["month"]))
        return f"{self.unit(user, params)}{self.label}{roc.year_month(first)}"

    def subject(self, user: User, **params: Any) -> models.Model:
        """The unit, so that its history tells of the download."""
        return self.unit(user, params)

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet, by day."""
        unit = self.unit(user, params)
        first, last = coverage.first_and_last(int(params["month"]))
        columns = [
            Column("name", _("姓名"), "text", width=14),
            Column("on", _("服務日期"), "date"),
            Column("starts", _("開始時間"), "code", missing=""),
            Column("ends", _("結束時間"), "code", missing=""),
            Column("minutes", _("分鐘"), "integer"),
            Column("content", _("服務內容"), "text", missing=""),
            Column("state", _("狀態"), "text", width=12),
        ]
        rows = insurance.uncovered(Unit.objects.filter(pk=unit.pk), first, last).select_related("volunteer")
        return [
            Table(
                str(self.label), self.title(user, **params), columns,
                (
                    (
                        one.volunteer.name, one.served_on, as_clock(one.starts), as_clock(one.ends), one.minutes,
                        one.content, one.get_state_display(),
                    )
                    for one in rows.order_by("served_on", models.F("starts").asc(nulls_first=True), "pk")
                ),
            )
        ]  # fmt: skip


def _share(rate: Rate) -> float | None:
    return None if rate.exact is None else float(rate.exact)
