"""Forms of an annual plan's indicators: one of the county's own, its target, and a figure that somebody types."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplans.models import ChairLevel, Kpi
from actionplans.models.kpi import LONGEST
from actionplans.yearly.annual_forms import MoneyField
from foundation.taiwan.forms import RocDateField
from foundation.taiwan.fullwidth import tight
from foundation.ui.choosing import options_of, rows_of
from foundation.ui.refusals import take_problems
from foundation.ui.shown import KnowsWhatItShowed
from volunteers.models import Authority
from workshops.forms import ShortText

from .judging import part_name
from .keeping import may_type
from .measures import MEASURES

OWN_KINDS = (Kpi.Kind.RATE, Kpi.Kind.COUNT, Kpi.Kind.GROWTH, Kpi.Kind.DONE)


class FigureField(forms.DecimalField):
    """A figure as people type it: 84,924, ９５, 95%, 8萬."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=Decimal(0), max_digits=16, decimal_places=2,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **kwargs,
        )  # fmt: skip

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """The figure; `ValidationError` with a sentence."""
        if value is None or not str(value).strip():
            return None
        plain = tight(str(value)).replace(",", "").removesuffix("%")
        times = Decimal(10_000) if plain.endswith("萬") else Decimal(1)
        try:
            found = super().to_python(plain.removesuffix("萬"))
        except ValidationError:
            raise ValidationError(
                _("「%(text)s」讀不成數字，請填阿拉伯數字，例如 84,924。") % {"text": str(value)[:20]}, code="invalid"
            ) from None
        return None if found is None else found * times


class FigureForm(forms.Form):
    """A figure of an indicator, of what day, and where it comes from."""

    part = forms.ChoiceField(label=gettext_lazy("哪一個數字"))
    office = forms.ModelChoiceField(
        Authority.objects.none(), label=gettext_lazy("機關"), empty_label=gettext_lazy("請選一個機關")
    )
    value = FigureField(label=gettext_lazy("數字"))
    chair_level = forms.ChoiceField(
        label=gettext_lazy("主席職級"), choices=[("", gettext_lazy("請選職級")), *ChairLevel.choices], required=False,
        help_text=gettext_lazy("幾場的主席不同時，選最低的；沒有開會不用選"),
    )  # fmt: skip
    on = RocDateField(label=gettext_lazy("哪一天的"), help_text=gettext_lazy("例如 115/6/30"))
    note = ShortText(
        label=gettext_lazy("從哪裡來"), most=LONGEST, help_text=gettext_lazy("例如：文號、會議紀錄、決算書第 3 頁")
    )

    def __init__(self, *args: Any, kpi: Kpi, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = may_type(kpi)
        options_of(self, "part").choices = [(one, self._named(kpi, one)) for one in parts]
        if len(parts) == 1:
            del self.fields["part"]
        if kpi.kind == Kpi.Kind.EACH:
            rows_of(self, "office").queryset = Authority.objects.of_county(kpi.county_id)
        else:
            del self.fields["office"]
        if not kpi.chaired_by:
            del self.fields["chair_level"]
        if kpi.kind == Kpi.Kind.BUDGET:
            self.fields["value"] = MoneyField(label=_("金額（元）"), help_text=_("例如 120,000 或 12萬"))
        if kpi.kind == Kpi.Kind.DONE:
            self.fields["value"].help_text = _("辦了填 1，還沒辦填 0")
        self.only = parts[0]

    @staticmethod
    def _named(kpi: Kpi, part: str) -> str:
        measure = getattr(kpi, part, "") if part in ("numerator", "denominator") else ""
        if not measure:
            return part_name(part)
        return _("%(part)s：%(measure)s（系統會算，填了就以填的為準）") % {
            "part": part_name(part), "measure": MEASURES[measure].name,
        }  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """What was typed, as the domain takes it."""
        return {"part": self.only, **self.cleaned_data}

    def refuse(self, refused: ValidationError) -> None:
        """Put what the domain says beside its fields."""
        take_problems(self, refused)


class ThawForm(forms.Form):
    """Until when frozen indicators may be corrected, and why."""

    until = RocDateField(label=gettext_lazy("開放到哪一天"), help_text=gettext_lazy("例如 115/6/30"))
    reason = ShortText(label=gettext_lazy("要更正什麼"), most=LONGEST)


class KpiForm(KnowsWhatItShowed, forms.ModelForm[Kpi]):
    """An indicator of the county's own, or another target for a shipped one."""

    target = FigureField(label=gettext_lazy("目標"), required=False, help_text=gettext_lazy("比率和成長率填百分比"))

    class Meta:
        model = Kpi
        fields = (
            "name",
            "kind",
            "unit",
            "numerator",
            "denominator",
            "target",
            "chaired_by",
            "at_most",
            "source",
            "why",
        )
        error_messages = {"name": {"required": gettext_lazy("請寫指標名稱。")}}
        help_texts = {
            "source": gettext_lazy("哪一份計畫、哪一條"),
            "unit": gettext_lazy("例如：人、場、元"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [("", _("自己填數字")), *((name, str(one.name)) for name, one in MEASURES.items())]
        for part in ("numerator", "denominator"):
            self.fields[part] = forms.ChoiceField(
                label=self.fields[part].label, choices=known, required=False,
                help_text=_("選了就由系統計算") if part == "numerator" else _("比率和成長率才要"),
            )  # fmt: skip
        if not self.instance.chaired_by:
            del self.fields["chaired_by"]
        if self.instance.pk and not self.instance.code.startswith("own-"):
            for name in ("kind", "unit", "numerator", "denominator", "at_most"):
                del self.fields[name]  # what a shipped one counts is its source's
        else:
            options_of(self, "kind").choices = [(one.value, one.label) for one in OWN_KINDS]

    def refuse(self, refused: ValidationError) -> None:
        """Put what the domain says beside its fields."""
        take_problems(self, refused, __all__="target")
