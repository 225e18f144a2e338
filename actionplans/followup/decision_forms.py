"""Forms of decisions on plans under 列管: what was decided, why, the new days, and where it stands on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplans.models import Decision, Milestone, Plan
from actionplans.models.decision import LONGEST_REASON
from foundation.taiwan import roc
from foundation.taiwan.forms import RocDateField
from foundation.ui.choosing import name_rows, options_of, rows_of
from foundation.ui.refusals import take_problems
from workshops.forms import CountField, ShortText

from . import decisions
from .decisions import Cited

DAY = "day_"
MOST_MONTHS = 24
Kind = Decision.Kind


def explained() -> dict[str, str]:
    """What each decision comes to, for whoever chooses."""
    return {
        Kind.CONTINUE: _("照原來的期限繼續追蹤"),
        Kind.EXTEND: _("期限延到新的日期，之後按新日期提醒"),
        Kind.PAUSE: _("暫時不追，不寄提醒"),
        Kind.RESUME: _("回到列管，再開始提醒；已經過期的要訂新期限"),
        Kind.RELEASE: _("不再追蹤，不寄提醒"),
        Kind.MERGE: _("併入同縣市另一項方案，不再單獨追蹤"),
    }


class DecidingForm(forms.Form):
    """What is decided on one plan. The new day of a milestone is the field `day_<key>`."""

    kind = forms.ChoiceField(
        label=gettext_lazy("決定"), widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("請選一項決定。")},
    )  # fmt: skip
    reason = ShortText(
        label=gettext_lazy("原因"), most=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("一兩句話，之後看的人才知道為什麼；持續列管可以空著"),
    )  # fmt: skip
    into = forms.ModelChoiceField(
        Plan.objects.none(), label=gettext_lazy("併入哪一項方案"), required=False, empty_label=gettext_lazy("請選一項"),
        help_text=gettext_lazy("同縣市、列管中的方案"),
    )  # fmt: skip
    months = CountField(
        label=gettext_lazy("全部往後延"), unit="個月", min_value=1, max_value=MOST_MONTHS, required=False,
        help_text=gettext_lazy("還沒完成的里程碑一起延，已經過期的從決定那天算起；要分開延就填下面的日期"),
    )  # fmt: skip

    def __init__(
        self, *args: Any, plan: Plan, milestones: list[Milestone], plans: list[Plan] | None = None, **kwargs: Any
    ) -> None:
        """`plans` are those followed up in the county, where the caller has them already."""
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.milestones = milestones
        told = explained()
        kinds = decisions.kinds_for(plan)
        options_of(self, "kind").choices = [(one.value, f"{one.label}\n{told[one]}") for one in kinds]
        rows_of(self, "into").queryset = decisions.may_take_in(plan)
        name_rows(self, "into", _named)
        if plans is not None:
            others = [(one.pk, _named(one)) for one in plans if one.pk != plan.pk]
            options_of(self, "into").choices = [("", _("請選一項")), *others]
        if reported := self._reported():
            said = _("已回報完成的不會一起延：%(names)s；要延就填下面的日期")
            given = {"help": self.fields["months"].help_text, "said": said % {"names": reported}}
            self.fields["months"].help_text = _("%(help)s。%(said)s") % given
        for one in milestones:
            due = _("現在的期限 %(day)s")
            if one.is_reported:
                due = _("現在的期限 %(day)s，已回報完成，不跟著全部往後延")
            self.fields[f"{DAY}{one.pk}"] = RocDateField(
                label=one.shown, required=False, help_text=due % {"day": roc.shown_short(one.due_on)}
            )

    @property
    def day_fields(self) -> list[forms.BoundField]:
        """The new days, in the plan's order."""
        return [self[f"{DAY}{one.pk}"] for one in self.milestones]

    def dates(self, on: dt.date) -> dict[int, dt.date]:
        """The new days by the milestones' keys: all of them later by so many months, but for those typed.

        What is reported as done and waits for the supervisor stays where it is, unless a day is typed.

        Args:
            on: the day of the decision.
        """
        months = self.cleaned_data.get("months")
        open_ = {one.pk: one.due_on for one in self.milestones if not one.is_reported}
        found = decisions.later_by(open_, months, on=on) if months else {}
        typed = {one.pk: self.cleaned_data.get(f"{DAY}{one.pk}") for one in self.milestones}
        return found | {key: day for key, day in typed.items() if day}

    def clean(self) -> dict[str, Any]:
        """Months have to move something."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        moves = said.get("months") and said.get("kind") in decisions.MOVING
        typed = any(said.get(f"{DAY}{one.pk}") for one in self.milestones)
        if moves and not typed and self.milestones and all(one.is_reported for one in self.milestones):
            words = _("還沒完成的都已經回報完成，不會一起延：%(names)s。要延哪一項，請在下面填它的新日期。")
            self.add_error("months", words % {"names": self._reported()})
        return said

    def stayed(self) -> str:
        """Which milestones 「全部往後延」 has left where they were, and why; empty where none was."""
        if not self.cleaned_data.get("months") or self.cleaned_data.get("kind") not in decisions.MOVING:
            return ""
        names = self._reported(but=[one.pk for one in self.milestones if self.cleaned_data.get(f"{DAY}{one.pk}")])
        said = _("沒有一起延：%(names)s，已經回報完成，確認之前期限不動。要延，請再登錄一次並填它的新日期。")
        return said % {"names": names} if names else ""

    def _reported(self, but: Collection[int] = ()) -> str:
        """The milestones that wait for a look, by name."""
        return _("、").join(f"「{one.shown}」" for one in self.milestones if one.is_reported and one.pk not in but)

    def refuse(self, refused: ValidationError) -> None:
        """Put what the domain says beside its fields."""
        take_problems(self, refused, dates="months")


class CitedForm(forms.Form):
    """Where a decision stands: day, person, meeting and number of the minutes."""

    decided_on = RocDateField(label=gettext_lazy("決定日期"), help_text=gettext_lazy("例如 115/9/3"))
    decided_by = ShortText(
        label=gettext_lazy("誰裁示的"), most=50, help_text=gettext_lazy("職稱和姓名，例如：社會處王處長")
    )
    meeting_title = ShortText(
        label=gettext_lazy("哪一次會議"), most=100, help_text=gettext_lazy("例如：第2次聯繫會報；不是會議決定的就空著")
    )
    minutes_number = ShortText(
        label=gettext_lazy("會議紀錄文號"), most=50, help_text=gettext_lazy("例如：府社工字第1150012345號")
    )

    def cited(self) -> Cited:
        """What was typed, cleaned."""
        return Cited(**{name: self.cleaned_data[name] for name in CITED})


CITED = ("decided_on", "decided_by", "meeting_title", "minutes_number")


class DecisionForm(DecidingForm, CitedForm):
    """A decision written down on its plan's page."""

    field_order = ("kind", "reason", "into", "months", *CITED)


class CorrectionForm(CitedForm):
    """A decision written down anew."""

    reason = ShortText(label=gettext_lazy("原因"), most=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}))
    field_order = ("reason", *CITED)

    def refuse(self, refused: ValidationError) -> None:
        """Put what the domain says beside its fields."""
        take_problems(self, refused)


def _named(plan: Plan) -> str:
    return f"{plan.code}　{plan.title}"
