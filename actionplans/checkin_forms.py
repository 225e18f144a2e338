"""The form of a progress report: three questions, what each indicator shows now, and which milestones are done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.taiwan import roc
from foundation.taiwan.forms import RocDateField
from workshops.forms import ShortText

from .models import CheckIn, Milestone, PlanIndicator
from .models.checkin import LONGEST_ANSWER

READING = "reading_"


class CheckInForm(forms.Form):
    """Nothing is required while one writes; what a report needs is said when it is handed in.

    An indicator's field is named `reading_<key>`; a wrong date waits as it was typed.
    """

    happened = ShortText(
        label=gettext_lazy("這段時間做了什麼"), most=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("一兩句就好，例如：7 月 3 日開說明會，12 隊參加"),
    )  # fmt: skip
    hindered = ShortText(
        label=gettext_lazy("卡在哪裡、需要誰幫忙"), most=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("沒有就空著"),
    )  # fmt: skip
    next_what = ShortText(
        label=gettext_lazy("接下來做什麼"), most=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 2})
    )
    next_on = RocDateField(label=gettext_lazy("什麼時候做"), required=False, help_text=gettext_lazy("例如 115/9/10"))
    claims = forms.MultipleChoiceField(
        label=gettext_lazy("哪些里程碑完成了"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("勾了要附佐證，督導確認後才算完成"),
    )  # fmt: skip
    reporter = ShortText(label=gettext_lazy("回報人"), most=50)

    def __init__(
        self, *args: Any, indicators: Iterable[PlanIndicator], milestones: Iterable[Milestone], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.indicators = list(indicators)
        self.fields["claims"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), _("%(milestone)s（%(day)s）") % {"milestone": one.shown, "day": roc.shown_short(one.due_on)})
            for one in milestones
        ]
        for one in self.indicators:
            self.fields[f"{READING}{one.pk}"] = ShortText(label=_told(one), most=100, help_text=_wanted(one))

    @property
    def reading_fields(self) -> list[forms.BoundField]:
        """The fields of the indicators, in the plan's order."""
        return [self[f"{READING}{one.pk}"] for one in self.indicators]

    def sorted_out(self) -> tuple[dict[str, Any], dict[str, tuple[str, str]]]:
        """What is right, and what is not with the sentence that says why; only of the fields that were sent."""
        self.is_valid()
        right: dict[str, Any] = {}
        wrong: dict[str, tuple[str, str]] = {}
        for name in ("happened", "hindered", "next_what", "next_on", "reporter"):
            if name not in self.data:
                continue
            if name in self.errors:
                wrong[name] = (str(self.data.get(name, ""))[: LONGEST_ANSWER * 2], str(self.errors[name][0]))
            else:
                right[name] = self.cleaned_data.get(name)
        return right, wrong

    def readings(self) -> dict[int, str]:
        """What was typed for each indicator that was sent."""
        return {
            one.pk: str(self.data[f"{READING}{one.pk}"]) for one in self.indicators if f"{READING}{one.pk}" in self.data
        }


def shown(check_in: CheckIn | None) -> Mapping[str, Any]:
    """What the form shows of a report: stored values, and what waits unfinished as it was typed."""
    if check_in is None:
        return {}
    values: dict[str, Any] = {
        name: getattr(check_in, name) for name in ("happened", "hindered", "next_what", "next_on", "reporter")
    }
    values |= {name: entry["value"] for name, entry in check_in.unfinished.items()}
    values["claims"] = [str(one.pk) for one in check_in.claims.all()]
    return values | {f"{READING}{one.indicator_id}": one.typed for one in check_in.readings.all()}


def _told(indicator: PlanIndicator) -> str:
    return f"{indicator.name}（{indicator.unit}）" if indicator.unit else indicator.name


def _wanted(indicator: PlanIndicator) -> str:
    parts = [_("開始時 %(value)s") % {"value": indicator.baseline}] if indicator.baseline else []
    parts += [_("目標 %(value)s") % {"value": indicator.target}] if indicator.target else []
    return _("，").join(parts)
