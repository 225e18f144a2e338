"""The form of a progress report: three questions, what each indicator shows now, and which milestones are done."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from actionplans.models import CheckIn, Milestone, PlanIndicator
from actionplans.models.checkin import LONGEST_ANSWER
from foundation.taiwan import roc
from foundation.taiwan.forms import RocDateField
from foundation.ui.choosing import options_of
from workshops.forms import ShortText

from .checkins import CLAIMS, READING, TYPED, standing


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
        options_of(self, "claims").choices = [
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
        for name in TYPED:
            if name not in self.data:
                continue
            if name in self.errors:
                wrong[name] = (_as_typed(self.data.get(name, "")), str(self.errors[name][0]))
            else:
                right[name] = self.cleaned_data.get(name)
        return right, wrong

    def readings(self) -> dict[int, str]:
        """What was typed for each indicator that was sent."""
        return {
            one.pk: str(self.data[f"{READING}{one.pk}"]) for one in self.indicators if f"{READING}{one.pk}" in self.data
        }

    def knows(self) -> str:
        """What the page that is drawn knows to stand in each field, for `known_of` to read when it is sent."""
        texts = {name: self[name].field.widget.format_value(self[name].value()) or "" for name in self._compared}
        chosen = sorted(str(one) for one in self[CLAIMS].value() or ())
        return json.dumps({name: [text] for name, text in texts.items()} | {CLAIMS: [",".join(chosen)]})

    def known_of(self, sent: str) -> dict[str, list[Any]] | None:
        """What a page knew, as values that can be compared with what stands; None where it said nothing of the kind."""
        try:
            told = json.loads(sent)
        except ValueError:
            return None
        if not isinstance(told, dict):
            return None
        found: dict[str, list[Any]] = {}
        for name in (*self._compared, CLAIMS):
            texts = told.get(name)
            if isinstance(texts, list) and texts and all(isinstance(one, str) for one in texts):
                found[name] = [self._value(name, text) for text in texts]
        return found

    @property
    def _compared(self) -> list[str]:
        return [*TYPED, *(f"{READING}{one.pk}" for one in self.indicators)]

    def _value(self, name: str, text: str) -> Any:
        if name == CLAIMS:
            return frozenset(int(one) for one in text.split(",") if one.isdecimal() and len(one) < 19)
        if name.startswith(READING):
            return text.strip()
        try:
            return self.fields[name].clean(text)
        except ValidationError:
            return _as_typed(text)


def _as_typed(text: Any) -> str:
    return str(text)[: LONGEST_ANSWER * 2]


def in_words(value: Any) -> str:
    """What stands in a field, as it is quoted beside it."""
    if isinstance(value, dt.date):
        return roc.shown_short(value)
    if isinstance(value, frozenset):
        return ngettext("勾了 %(count)s 項", "勾了 %(count)s 項", len(value)) % {"count": len(value)}
    return str(value or "")


def shown(check_in: CheckIn | None) -> Mapping[str, Any]:
    """What the form shows of a report: stored values, and what waits unfinished as it was typed."""
    if check_in is None:
        return {}
    return standing(check_in) | {CLAIMS: [str(one.pk) for one in check_in.claims.all()]}


def _told(indicator: PlanIndicator) -> str:
    return f"{indicator.name}（{indicator.unit}）" if indicator.unit else indicator.name


def _wanted(indicator: PlanIndicator) -> str:
    parts = [_("開始時 %(value)s") % {"value": indicator.baseline}] if indicator.baseline else []
    parts += [_("目標 %(value)s") % {"value": indicator.target}] if indicator.target else []
    return _("，").join(parts)
