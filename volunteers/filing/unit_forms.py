"""Forms of units: entering and changing one, and the guide that finds the office to file with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts import sectors
from foundation.accounts.models import County, Organisation
from foundation.taiwan.forms import RocDateField
from foundation.ui.choosing import name_rows, options_of, rows_of
from foundation.ui.refusals import take_problems
from foundation.ui.shown import KnowsWhatItShowed
from volunteers.models import Authority, Unit

ELSEWHERE = {"authority": gettext_lazy("空白就照縣市和類別帶出；不確定就先看「該向誰備案？」")}


class UnitForm(KnowsWhatItShowed, forms.ModelForm[Unit]):
    """What is known of a unit.

    Args:
        counties: where whoever fills it in may enter a unit; empty where the unit is there already.
        organisation: the organisation whose unit it is to be, where that is settled.
    """

    county = forms.ModelChoiceField(County.objects.none(), label=gettext_lazy("縣市"), empty_label=None)
    name = forms.CharField(label=gettext_lazy("單位名稱"), max_length=100, help_text=gettext_lazy("立案或登記的全名"))

    class Meta:
        model = Unit
        fields = (
            "body", "category", "authority", "registration", "address", "head_title", "head_name", "contact_name",
            "contact_phone", "contact_email", "probation_days", "needs_roster", "swaps_confirmed", "team_formed_on",
        )  # fmt: skip
        field_classes = {"team_formed_on": RocDateField}
        help_texts = {
            "team_formed_on": gettext_lazy("團隊獎項看成立滿幾年；沒有填，登錄簿只知道最早的隊員哪一天加入"),
            "body": gettext_lazy("機關、公立機構與公立學校不必備案"),
            "category": gettext_lazy("服務內容涵蓋兩類以上是綜合類"),
            "registration": gettext_lazy("例如：府社團字第 0123 號"),
            "head_title": gettext_lazy("例如：理事長、校長"),
            "probation_days": gettext_lazy("加入後這幾天是見習，不算時數；沒有就填 0"),
            "needs_roster": gettext_lazy("勾選後，不在班表上的服務不採計"),
            "swaps_confirmed": gettext_lazy("不勾，志工之間說好就換"),
        }

    def __init__(
        self, *args: Any, counties: list[County] | None = None, organisation: Organisation | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        homes = [one.pk for one in counties or ()] or [
            self.instance.county_id or getattr(organisation, "county_id", "")
        ]
        rows_of(self, "county").queryset = County.objects.filter(pk__in=homes)
        if len(homes) == 1:
            del self.fields["county"]
        self.home = homes[0]
        if organisation is not None:
            del self.fields["name"]
        options_of(self, "body").choices = [("", _("請選一項")), *Unit.Body.choices]
        options_of(self, "category").choices = [("", _("請選一類")), *_categories()]
        offices = self.fields["authority"]
        offices.queryset = Authority.objects.filter(Q(county__in=homes) | Q(county=None))  # type: ignore[attr-defined]
        offices.label_from_instance = lambda one: one.shown  # type: ignore[attr-defined]
        offices.empty_label = _("照類別帶出")  # type: ignore[attr-defined]
        offices.required, offices.help_text = False, ELSEWHERE["authority"]

    @property
    def values(self) -> dict[str, Any]:
        """What the domain takes: without the place, which a unit keeps."""
        return {name: value for name, value in self.cleaned_data.items() if name != "county"}

    def refuse(self, refused: ValidationError) -> None:
        """Put what the domain says beside its fields."""
        take_problems(self, refused)

    def _post_clean(self) -> None:
        """The domain itself looks at the whole; a form without its county would complain of it."""


class GuideForm(forms.Form):
    """Where a plan serves, and what kinds of service it holds. Sent in the address, so that an answer can be shared."""

    counties = forms.ModelMultipleChoiceField(
        County.objects.all(), label=gettext_lazy("在哪些縣市服務"), required=False,
        widget=forms.CheckboxSelectMultiple, help_text=gettext_lazy("可以選幾個"),
    )  # fmt: skip
    nationwide = forms.BooleanField(label=gettext_lazy("服務範圍是全國"), required=False)
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("做哪些類別的服務"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("請至少選一類服務。")},
        help_text=gettext_lazy("涵蓋兩類以上就是綜合類"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options_of(self, "categories").choices = _categories()
        name_rows(self, "counties", lambda one: one.shown)

    def clean(self) -> dict[str, Any]:
        """A plan serves somewhere."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("nationwide") and not cleaned.get("counties") and "counties" not in self.errors:
            self.add_error("counties", _("請至少選一個縣市，或勾選全國。"))
        return cleaned


def _categories() -> list[tuple[str, str]]:
    return [(code, sectors.name(code)) for code in sectors.CATEGORIES]
