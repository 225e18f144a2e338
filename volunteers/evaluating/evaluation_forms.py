"""Forms of evaluations: a unit's scale, a round, points, the talk, and asking to look again."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.taiwan.forms import RocDateField
from foundation.taiwan.fullwidth import tidy
from foundation.ui.choosing import name_rows, rows_of
from volunteers.models import EvaluationRound, EvaluationScale
from volunteers.rules import grading

from . import scales


class ScaleForm(forms.Form):
    """How a unit evaluates: weights it gives, and what it words itself."""

    base = forms.ChoiceField(
        label=_("依哪一套標準"), choices=[(code, one.name) for code, one in grading.SCALES.items()],
        help_text=_("下面沒有自己寫指標或等第，就照這一套"),
    )  # fmt: skip
    attitude = forms.DecimalField(label=_("服務態度的配分"), min_value=0, max_value=100, decimal_places=2)
    performance = forms.DecimalField(label=_("服務績效的配分"), min_value=0, max_value=100, decimal_places=2)
    participation = forms.DecimalField(label=_("服務參與及學習的配分"), min_value=0, max_value=100, decimal_places=2)
    own_attitude = forms.CharField(
        label=_("服務態度的指標"), max_length=1500, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    own_performance = forms.CharField(
        label=_("服務績效的指標"), max_length=1500, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    own_participation = forms.CharField(
        label=_("服務參與及學習的指標"), max_length=1500, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    grades = forms.CharField(
        label=_("等第"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("一行一個，從高到低：名稱，空一格，最低分數。例如「優等 90」；最後一個從 0 分起"),
    )  # fmt: skip
    source = forms.CharField(
        label=_("依據"),
        max_length=200,
        help_text=_("例如：115 年 1 月 10 日志工會議決議。手冊沒有列配分，由單位訂並公開"),
    )
    valid_from = RocDateField(label=_("適用起日"))

    def clean_grades(self) -> list[tuple[str, Decimal]]:
        """The grades, read line by line."""
        return scales.read_grades(self.cleaned_data["grades"])

    @property
    def values(self) -> dict[str, Any]:
        """What the word takes."""
        given = self.cleaned_data
        return {
            "base": given["base"],
            "weights": {name: given[name] for name in grading.ASPECTS},
            "indicators": [
                (aspect, words)
                for aspect in grading.ASPECTS
                for words in filter(None, (tidy(line) for line in given[f"own_{aspect}"].splitlines()))
            ],
            "grades": given["grades"],
            "source": given["source"],
            "valid_from": given["valid_from"],
        }


class RoundForm(forms.Form):
    """A round: which year, which days, by which scale and whom."""

    year = forms.IntegerField(label=_("年度"), min_value=90, max_value=200, help_text=_("民國年，例如 115"))
    term = forms.ChoiceField(label=_("期別"), choices=EvaluationRound.Term.choices)
    first_on = RocDateField(label=_("考核期間起日"))
    last_on = RocDateField(label=_("考核期間迄日"))
    scale = forms.ModelChoiceField(EvaluationScale.objects.none(), label=_("考核標準"), empty_label=None)
    least_days = forms.IntegerField(
        label=_("在隊滿幾天才考核"), min_value=0, max_value=366, initial=90,
        help_text=_("算到迄日那天；單位自己訂，法規與手冊沒有規定"),
    )  # fmt: skip
    appeal_days = forms.IntegerField(
        label=_("複核期間（天）"), min_value=1, max_value=365,
        help_text=_("告知結果以後幾天內可以申請複核；單位自己訂，法規與手冊沒有規定"),
    )  # fmt: skip
    first_rater = forms.ModelChoiceField(User.objects.none(), label=_("考核人一"), empty_label=_("請選一位"))
    second_rater = forms.ModelChoiceField(
        User.objects.none(), label=_("考核人二"), empty_label=_("請選一位"),
        help_text=_("兩個人各自評分，都送出以後才看得到對方的"),
    )  # fmt: skip

    def __init__(self, *args: Any, own: QuerySet[EvaluationScale], raters: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows_of(self, "scale").queryset = own
        name_rows(self, "scale", lambda one: f"{one.rules.name}（{one.source}）")
        for name in ("first_rater", "second_rater"):
            rows_of(self, name).queryset = raters

    @property
    def values(self) -> dict[str, Any]:
        """What the word takes."""
        given = dict(self.cleaned_data)
        given["raters"] = (given.pop("first_rater"), given.pop("second_rater"))
        return given | {"year": given["year"] + 1911}


class RaterForm(forms.Form):
    """Who gives the points in whose place."""

    old = forms.ModelChoiceField(User.objects.none(), label=_("換下誰"), empty_label=None)
    new = forms.ModelChoiceField(User.objects.none(), label=_("換成誰"), empty_label=_("請選一位"))
    reason = forms.CharField(label=_("原因"), max_length=200, help_text=_("例如：已調職、本人也要受考核"))

    def __init__(self, *args: Any, found: EvaluationRound, raters: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows_of(self, "old").queryset = User.objects.filter(pk__in=found.raters)
        rows_of(self, "new").queryset = raters.exclude(pk__in=found.raters)


class RatingForm(forms.Form):
    """Points for each indicator of a scale."""

    remark = forms.CharField(label=_("評語"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, scale: grading.Scale, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scale = scale
        for one in scale.indicators:
            self.fields[f"p{one.number}"] = forms.IntegerField(
                label=f"{one.number}. {one.name}", min_value=0, max_value=grading.MOST_POINTS
            )

    @property
    def aspects(self) -> Iterator[tuple[object, list[forms.BoundField]]]:
        """The fields by aspect, for the page."""
        for aspect in self.scale.aspects:
            yield self.scale.names[aspect], [self[f"p{one.number}"] for one in self.scale.of_aspect(aspect)]

    @property
    def points(self) -> dict[int, int]:
        """By the number of the indicator."""
        return {one.number: self.cleaned_data[f"p{one.number}"] for one in self.scale.indicators}


class TalkForm(forms.Form):
    """When, and what was said."""

    on = RocDateField(label=_("面談日期"))
    words = forms.CharField(
        label=_("談了什麼"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("本人看得到")
    )


class AppealForm(forms.Form):
    """Why a result is to be looked at again."""

    words = forms.CharField(label=_("希望複核的理由"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


class DecisionForm(forms.Form):
    """The answer to it."""

    score = forms.DecimalField(
        label=_("新的成績"), min_value=0, max_value=100, decimal_places=4, required=False,
        help_text=_("留空就是維持原結果"),
    )  # fmt: skip
    words = forms.CharField(
        label=_("複核的說明"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), help_text=_("本人看得到")
    )
