"""Forms of appraisals: an authority's rules, whom to begin with, a unit's own assessment, points, and what to mend."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.taiwan.forms import RocDateField
from foundation.ui.choosing import rows_of
from volunteers.models import AppraisalScheme, Authority
from volunteers.rules import appraising, grading
from volunteers.rules.appraising import Cycle

from . import scales, schemes


class SchemeForm(forms.Form):
    """How an authority appraises its units: how often, by what, and which score earns what."""

    cycle_years = forms.IntegerField(
        label=_("幾年評鑑一次"), min_value=1, max_value=10, required=False, help_text=_("還沒訂就留空")
    )
    way = forms.CharField(label=_("評鑑方式"), max_length=200, required=False, help_text=_("例如：書面審查、實地訪評"))
    aspects = forms.CharField(
        label=_("評鑑項目、配分與指標"), max_length=6000, widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "先寫項目和配分（例如「行政管理 30」），下面一行一個指標；配分合計 100。"
            "沒有查到哪一份公開的規定列了指標，由主管機關自己訂"
        ),
    )  # fmt: skip
    grades = forms.CharField(
        label=_("等第"), max_length=300, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("一行一個，從高到低：名稱，空一格，最低分數。最後一個從 0 分起"),
    )  # fmt: skip
    appeal_days = forms.IntegerField(
        label=_("複核期間（天）"), min_value=1, max_value=365, initial=30, help_text=_("主管機關自己訂，沒有查到規定")
    )
    source = forms.CharField(label=_("依據"), max_length=200, help_text=_("例如：115 年度志願服務評鑑計畫"))
    valid_from = RocDateField(label=_("適用起日"))

    def clean_aspects(self) -> schemes.Aspects:
        """The aspects, read line by line."""
        return schemes.read_aspects(self.cleaned_data["aspects"])

    def clean_grades(self) -> list[tuple[str, Any]]:
        """The grades, read line by line."""
        return scales.read_grades(self.cleaned_data["grades"])


def first_values(office: Authority, stands: AppraisalScheme | None, known: Cycle | None) -> dict[str, Any]:
    """What a new scheme begins with: the one that stands, or what a source says of the office."""
    if stands is not None:
        aspects = "\n".join(
            line for name, weight, words in stands.aspects for line in (f"{name} {weight / 100:g}", *words)
        )
        return {
            "cycle_years": stands.cycle_years, "way": stands.way, "aspects": aspects, "source": stands.source,
            "grades": "\n".join(f"{name} {least}" for name, least in stands.grades),
            "appeal_days": stands.appeal_days,
        }  # fmt: skip
    found: dict[str, Any] = {}
    if known is not None:
        found = {"cycle_years": known.years, "way": known.way}
    if office.county_id == "TTT":
        found["grades"] = "\n".join(f"{name} {least}" for name, least in appraising.TAITUNG_GRADES)
    return found


class BeginForm(forms.Form):
    """Whom, for which time, until when, and by whom."""

    year = forms.IntegerField(label=_("年度"), min_value=90, max_value=200, help_text=_("民國年，例如 115"))
    first_on = RocDateField(label=_("受評期間起日"))
    last_on = RocDateField(label=_("受評期間迄日"))
    self_due_on = RocDateField(label=_("自評期限"), help_text=_("主管機關自己訂"))
    first_rater = forms.ModelChoiceField(User.objects.none(), label=_("評審一"), empty_label=_("請選一位"))
    second_rater = forms.ModelChoiceField(
        User.objects.none(), label=_("評審二"), empty_label=_("請選一位"),
        help_text=_("兩個人各自評分，都送出以後才看得到對方的"),
    )  # fmt: skip

    def __init__(self, *args: Any, raters: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_rater", "second_rater"):
            rows_of(self, name).queryset = raters

    @property
    def values(self) -> dict[str, Any]:
        """What the word takes."""
        given = dict(self.cleaned_data)
        given["raters"] = (given.pop("first_rater"), given.pop("second_rater"))
        return given | {"year": given["year"] + 1911}


def last_year(today: dt.date) -> dict[str, Any]:
    """What is usually looked at: the year before."""
    year = today.year - 1
    return {
        "year": today.year - 1911, "first_on": dt.date(year, 1, 1), "last_on": dt.date(year, 12, 31),
        "self_due_on": today + dt.timedelta(days=30),
    }  # fmt: skip


class AssessForm(forms.Form):
    """A unit's own points and words; while it is kept for later, points may be missing."""

    words = forms.CharField(
        label=_("自評說明"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("做了什麼、成效如何、要改善什麼；佐證資料附在下面"),
    )  # fmt: skip

    def __init__(self, *args: Any, scale: grading.Scale, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scale = scale
        for one in scale.indicators:
            self.fields[f"p{one.number}"] = forms.IntegerField(
                label=f"{one.number}. {one.name}", min_value=0, max_value=grading.MOST_POINTS, required=False
            )

    @property
    def aspects(self) -> list[tuple[object, list[forms.BoundField]]]:
        """The fields by aspect, for the page."""
        return [
            (self.scale.names[aspect], [self[f"p{one.number}"] for one in self.scale.of_aspect(aspect)])
            for aspect in self.scale.aspects
        ]

    @property
    def points(self) -> dict[int, int]:
        """By the number of the indicator, those that were given."""
        given = {one.number: self.cleaned_data.get(f"p{one.number}") for one in self.scale.indicators}
        return {number: value for number, value in given.items() if value is not None}


class PaperForm(forms.Form):
    """A photo or a document."""

    file = forms.FileField(
        label=_("佐證資料"), help_text=_("JPG、PNG、WebP、PDF 或 ODT，20 MB 以內；單位與主管機關看得到"),
        widget=forms.FileInput(attrs={"accept": "image/*,.pdf,.odt,.ods"}),
    )  # fmt: skip


class TellForm(forms.Form):
    """What the authority says with the result."""

    opinion = forms.CharField(
        label=_("評鑑意見"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class ImprovementForm(forms.Form):
    """What is to be mended, until when."""

    words = forms.CharField(label=_("改善事項"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    due_on = RocDateField(label=_("改善期限"), help_text=_("主管機關自己訂"))


class ReturnForm(forms.Form):
    """What is still missing, until when."""

    reason = forms.CharField(label=_("還要補什麼"), max_length=500)
    due_on = RocDateField(label=_("改善期限"))
