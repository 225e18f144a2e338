"""Forms of allowances: what a unit gives, and from when; of which days a receipt list is made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.taiwan.forms import RocDateField
from volunteers.rules import allowances as rules


class AllowanceForm(forms.Form):
    """How much of which kind, counted by what, from how long a service and from which day."""

    kind = forms.ChoiceField(label=_("種類"), choices=tuple(rules.KINDS.items()))
    amount = forms.IntegerField(
        label=_("金額（元）"), min_value=0, max_value=rules.MOST, help_text=_("不提供就寫 0，也會告訴志工")
    )
    per = forms.ChoiceField(label=_("怎麼算"), choices=tuple(rules.PERS.items()))
    least_hours = forms.DecimalField(
        label=_("至少服務幾小時"), min_value=0, max_value=24, decimal_places=2, required=False,
        help_text=_("例如 3；沒有限制就留空。單位自己訂，法規沒有規定"),
    )  # fmt: skip
    words = forms.CharField(
        label=_("怎麼領"), max_length=200, required=False, help_text=_("例如：次月 10 日前簽領，匯入帳戶")
    )
    valid_from = RocDateField(label=_("適用起日"), help_text=_("要在服務以前說清楚，最早從今天起"))

    @property
    def values(self) -> dict[str, Any]:
        """What the word takes."""
        given = dict(self.cleaned_data)
        least = given.pop("least_hours") or 0
        return given | {"least_minutes": int(least * 60)}


class ReceiptForm(forms.Form):
    """Of which days."""

    first_on = RocDateField(label=_("起日"))
    last_on = RocDateField(label=_("迄日"))


class PaidForm(forms.Form):
    """When it was handed out."""

    on = RocDateField(label=_("發放日期"))
