"""Results as tables: one report, and the sums of a period by authority or county."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from volunteers.models import ResultReport
from volunteers.models.result import Term
from volunteers.rules.result_figures import BY_KEY, Measure

from . import places, showing
from .wanted import LATE, MISSING, Wanted


class OfReport(forms.Form):
    """Which report."""

    report = forms.IntegerField(label=gettext_lazy("成果回報"), min_value=1)


class OfPeriod(forms.Form):
    """Which period, and where."""

    year = forms.IntegerField(label=gettext_lazy("年度"), min_value=1912, max_value=9999)
    term = forms.ChoiceField(label=gettext_lazy("期別"), choices=[("", ""), *Term.choices], required=False)
    county = forms.CharField(label=gettext_lazy("縣市"), max_length=3, required=False)
    authority = forms.CharField(label=gettext_lazy("主管機關"), max_length=24, required=False)


def measure_shown(measure: Measure) -> str:
    """What a figure counts: people, times or minutes."""
    return {Measure.PEOPLE: _("人"), Measure.TIMES: _("次"), Measure.MINUTES: _("分鐘"), Measure.WORDS: ""}[measure]


class OfList(forms.Form):
    """Which reports, by the names that the list's own address has."""

    year = forms.CharField(label=gettext_lazy("年度"), max_length=4, required=False)
    term = forms.ChoiceField(label=gettext_lazy("期別"), choices=[("", ""), *Term.choices], required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("狀態"),
        choices=[("", ""), *ResultReport.State.choices, (MISSING, gettext_lazy("過期還沒送")),
                 (LATE, gettext_lazy("晚送"))],
        required=False,
    )  # fmt: skip
    county = forms.CharField(label=gettext_lazy("縣市"), max_length=3, required=False)
    unit = forms.CharField(label=gettext_lazy("運用單位"), max_length=9, required=False)
    authority = forms.CharField(label=gettext_lazy("主管機關"), max_length=24, required=False)


class ResultListExport(Export):
    """Reports as they stand: who is late, who is missing, and by how much."""

    key = "results"
    label = gettext_lazy("成果回報清單")
    permission = Permission.SEE_UNITS
    names_people = False
    form = OfList

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet, in the order of the list. Rows are streamed."""
        columns = [
            Column("code", _("單位編號"), "code", width=12), Column("unit", _("運用單位"), "text", width=28),
            Column("county", _("縣市"), "text", width=10), Column("authority", _("主管機關"), "text", width=24),
            Column("period", _("期別"), "text", width=16), Column("state", _("狀態"), "text", width=12),
            Column("due_on", _("回報期限"), "date"), Column("first_sent_on", _("第一次送出"), "date", missing=""),
            Column("days_late", _("晚幾天"), "integer"), Column("contact", _("承辦人"), "text", width=14, missing=""),
            Column("phone", _("電話"), "text", width=16, missing=""),
        ]  # fmt: skip
        return [Table(_("成果回報清單"), str(self.label), columns, self._rows(user, Wanted.read(params)))]

    def _rows(self, user: User, wanted: Wanted) -> Iterator[tuple[object, ...]]:
        today = timezone.localdate()
        found = wanted.rows(ResultReport.objects.visible_to(user), today)
        found = found.select_related("unit__organisation", "unit__county", "authority", "county")
        for one in found.order_by("-due_on", "county", "unit__number", "pk").iterator(chunk_size=500):
            yield (
                one.unit.code, one.unit.name, one.county.shown, one.authority.shown, one.period,
                one.get_state_display(), one.due_on, one.first_sent_on, one.days_late(today), one.unit.contact_name,
                one.unit.contact_phone,
            )  # fmt: skip


class ResultExport(Export):
    """One report, figure by figure, with where each comes from."""

    key = "result"
    label = gettext_lazy("成果回報")
    permission = Permission.SEE_UNITS
    names_people = False
    formats = ("ods", "xlsx", "csv")
    form = OfReport

    @staticmethod
    def report(user: User, params: dict[str, Any]) -> ResultReport:
        """The report, where this person sees it.

        Raises:
            UnknownExport: it is not there, or not hers.
        """
        seen = ResultReport.objects.visible_to(user).filter(pk=params["report"])
        found = seen.select_related("unit__organisation", "authority").first()
        if found is None:
            raise UnknownExport
        return found

    def title(self, user: User, **params: Any) -> str:
        """The unit's name and the period."""
        return str(self.report(user, params))

    def subject(self, user: User, **params: Any) -> models.Model:
        """The report, so that its history tells of the download."""
        return self.report(user, params)

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet, in the order of the form."""
        columns = [
            Column("key", _("代碼"), "code", width=20), Column("part", _("部分"), "text", width=24),
            Column("figure", _("項目"), "text", width=24), Column("value", _("數字"), "integer", missing=""),
            Column("measure", _("單位"), "text", width=8, missing=""),
            Column("counted", _("帳上的數字"), "integer", missing=""), Column("by_hand", _("人工填寫"), "bool"),
            Column("before", _("去年同期"), "integer", missing=""),
            Column("why", _("說明"), "text", width=40, missing=""),
        ]  # fmt: skip
        return [Table(_("成果回報"), self.title(user, **params), columns, self._rows(self.report(user, params)))]

    def _rows(self, found: ResultReport) -> Iterator[tuple[object, ...]]:
        for part in showing.parts(found):
            for one in part.lines:
                figure = one.figure
                yield (
                    figure.key, part.name, figure.label, one.value, measure_shown(figure.measure),
                    one.counted if one.is_by_hand else one.value, one.is_by_hand, one.before, one.words or one.why,
                )  # fmt: skip
        for told in showing.corrections(found):
            said = _("%(period)s原來 %(was)s，現在 %(now)s") % {"period": told.period, "was": told.was, "now": told.now}
            name = _("前期更正") if told.adds_up else _("前期期末日的人數更正（不加總）")
            yield told.figure.key, name, told.figure.label, None, "", None, False, None, said


class ResultSumExport(Export):
    """The sums of a period: the whole, and each authority or county in it."""

    key = "result-sums"
    label = gettext_lazy("成果彙整")
    permission = Permission.SEE_UNITS
    names_people = False
    form = OfPeriod

    def title(self, user: User, **params: Any) -> str:
        """Where, and which period."""
        return places.read(user, on=timezone.localdate(), **params).title

    def county(self, user: User, **params: Any) -> str | None:
        """The county whose sums they are; None for the nation's."""
        found = places.read(user, on=timezone.localdate(), **params)
        return found.county.pk if found.county else None

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet: a line for each figure, frozen and of this moment, a column for each place."""
        found = places.read(user, on=timezone.localdate(), **params)
        if not found.whole.reports and not found.below:
            return [Table(_("成果彙整"), found.title, self._columns(found), [])]
        return [Table(_("成果彙整"), found.title, self._columns(found), self._rows(found))]

    def _columns(self, found: places.Overview) -> list[Column]:
        return [
            Column("key", _("代碼"), "code", width=20), Column("figure", _("項目"), "text", width=24),
            Column("measure", _("單位"), "text", width=8, missing=""), Column("value", _("合計"), "integer"),
            Column("distinct", _("歸戶（一人算一次）"), "integer", missing=""),
            Column("correction", _("前期更正"), "integer", missing=""),
            Column("live", _("目前已核定的合計"), "integer"),
            *(
                Column(f"of_{number}", one.name if one.is_settled else _("%(name)s（彙整未核定）") % {"name": one.name},
                       "integer")
                for number, one in enumerate(found.below)
            ),
        ]  # fmt: skip

    def _rows(self, found: places.Overview) -> Iterator[tuple[object, ...]]:
        told = found.settled
        for key, figure in BY_KEY.items():
            if key in told.values or key in told.corrections or key in found.whole.values:
                yield (
                    key, figure.label, measure_shown(figure.measure), told[key], found.distinct.get(key),
                    told.corrections.get(key), found.whole[key], *(one.settled[key] for one in found.below),
                )  # fmt: skip
