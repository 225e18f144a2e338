"""Forms of filings: what stands at a plan's head, its review, its approval, and what becomes of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts import sectors
from foundation.accounts.models import County
from foundation.taiwan.forms import RocDateField
from foundation.ui.choosing import name_rows, options_of, rows_of
from foundation.ui.refusals import take_problems
from volunteers.models import Authority, Filing

from . import filing_documents, filings

DAY = gettext_lazy("例如 115/7/1")


class HeadForm(forms.Form):
    """What stands at the head of a plan. Nothing is required: it is a draft."""

    title = forms.CharField(
        label=gettext_lazy("計畫名稱"), max_length=100, required=False,
        help_text=gettext_lazy("例如：115 年度獨居長者關懷訪視志願服務計畫"),
    )  # fmt: skip
    starts_on = RocDateField(label=gettext_lazy("計畫開始"), required=False, help_text=DAY)
    ends_on = RocDateField(
        label=gettext_lazy("計畫結束"), required=False, help_text=gettext_lazy("手冊建議以一至兩年為限")
    )
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("服務類別（可複選）"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("涵蓋兩類以上就是綜合類"),
    )  # fmt: skip
    counties = forms.MultipleChoiceField(
        label=gettext_lazy("服務縣市"), required=False, widget=forms.CheckboxSelectMultiple
    )
    nationwide = forms.BooleanField(label=gettext_lazy("服務範圍是全國"), required=False)
    authority = forms.ModelChoiceField(
        Authority.objects.none(),
        label=gettext_lazy("向哪個機關備案"),
        required=False,
        empty_label=gettext_lazy("還沒選"),
    )

    def __init__(self, *args: Any, filing: Filing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options_of(self, "categories").choices = [(one, sectors.name(one)) for one in sectors.CATEGORIES]
        options_of(self, "counties").choices = [(one.pk, one.shown) for one in County.objects.all()]
        self.ways = filings.ways(filing)
        offices = [office.pk for way in self.ways for office in way.offices]
        if len(offices) > 1:
            rows_of(self, "authority").queryset = Authority.objects.filter(pk__in=offices)
            name_rows(self, "authority", lambda one: one.shown)
        else:
            del self.fields["authority"]
        for document in filing_documents.offered(filing.authority.code if filing.authority else None):
            key = f"document-{document.key}"
            self.fields[f"has-{key}"] = forms.BooleanField(label=str(document.label), required=False)
            self.fields[key] = forms.CharField(
                label=_("%(document)s：檔名或說明") % {"document": document.label}, required=False, max_length=100
            )

    @classmethod
    def started_with(cls, filing: Filing) -> dict[str, Any]:
        """What the draft says so far."""
        known = {name: getattr(filing, name) for name in (*filings.FACTS, "authority")}
        for key, name in filing.documents.items():
            known |= {f"has-document-{key}": True, f"document-{key}": name}
        return known

    def clean(self) -> dict[str, Any]:
        """The plan ends after it begins; both days stay as they were where they do not fit."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("計畫結束不能早於開始。"))
            cleaned.pop("starts_on", None)
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What can be saved: everything that was understood, whatever stands wrong beside it."""
        given = {name: value for name, value in self.cleaned_data.items() if name in filings.FACTS}
        if self.cleaned_data.get("authority"):
            given["authority"] = self.cleaned_data["authority"]
        given["documents"] = {
            name.removeprefix("has-document-"): self.cleaned_data.get(name.removeprefix("has-"), "")
            for name, ticked in self.cleaned_data.items()
            if name.startswith("has-document-") and ticked
        }
        return given

    @property
    def documents(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each document's tick with the name of what is attached."""
        return [(self[f"has-{name}"], self[name]) for name in self.fields if name.startswith("document-")]

    def refuse(self, refused: ValidationError) -> None:
        """Put what the domain says beside its fields."""
        take_problems(self, refused)


class ApproveForm(forms.Form):
    """The approval: its number and its day."""

    number = forms.CharField(
        label=gettext_lazy("核備文號"), max_length=50, help_text=gettext_lazy("例如：府社工字第1150012345號"),
        error_messages={"required": gettext_lazy("請寫文號，例如：府社工字第1150012345號。")},
    )  # fmt: skip
    on = RocDateField(label=gettext_lazy("核備日期"), help_text=DAY)


class ExtendForm(forms.Form):
    """Until when a plan goes on, and when its results were reported."""

    until = RocDateField(label=gettext_lazy("延長到"), help_text=DAY)
    reported_on = RocDateField(label=gettext_lazy("提報成果日期"), help_text=gettext_lazy("函送成果備查的日期"))
    reason = forms.CharField(
        label=gettext_lazy("原因"), required=False, max_length=500, help_text=gettext_lazy("成果遲報而讓計畫繼續時要寫")
    )


class StopForm(forms.Form):
    """The last day of a plan that ends or is stopped, and why."""

    on = RocDateField(label=gettext_lazy("最後一日"), help_text=DAY)
    reason = forms.CharField(
        label=gettext_lazy("原因"), max_length=500, error_messages={"required": gettext_lazy("請寫原因。")}
    )


class WaiveForm(forms.Form):
    """From when on, and why, a unit's authority asks for no filing."""

    on = RocDateField(label=gettext_lazy("從哪天起"), help_text=DAY)
    why = forms.CharField(
        label=gettext_lazy("理由"), max_length=200, help_text=gettext_lazy("例如：章程第三條所載目的與計畫相符"),
        error_messages={"required": gettext_lazy("請寫下免備案的理由（至少 6 個字），例如章程第幾條。")},
    )  # fmt: skip

    @classmethod
    def blank(cls) -> WaiveForm:
        """From today on."""
        return cls(initial={"on": timezone.localdate()})
