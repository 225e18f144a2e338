"""Forms of spot checks: what to draw from, what was found of a line, and the end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.taiwan.forms import RocDateField
from foundation.ui.choosing import rows_of
from volunteers.models import SpotCheck, SpotCheckLine, Unit


class DrawForm(forms.Form):
    """Which unit's hours of which days are to be checked, and how."""

    unit = forms.ModelChoiceField(label=_("運用單位"), queryset=Unit.objects.none(), empty_label=_("請選擇"))
    manner = forms.ChoiceField(label=_("抽驗方式"), choices=SpotCheck.Manner.choices)
    first_on = RocDateField(label=_("服務日期從"))
    last_on = RocDateField(label=_("服務日期到"))

    def __init__(self, *args: Any, units: QuerySet[Unit], **more: Any) -> None:
        super().__init__(*args, **more)
        rows_of(self, "unit").queryset = units


class FindingForm(forms.Form):
    """What was found of one line."""

    finding = forms.ChoiceField(
        label=_("抽驗結果"),
        choices=[one for one in SpotCheckLine.Finding.choices if one[0] != SpotCheckLine.Finding.OPEN],
    )
    minutes = forms.IntegerField(
        label=_("更正後的分鐘"), min_value=1, max_value=24 * 60, required=False, help_text=_("更正時數才要填")
    )
    reason = forms.CharField(
        label=_("原因"), max_length=300, required=False, help_text=_("更正或不予採計要寫，志工本人看得到")
    )


class CloseForm(forms.Form):
    """When a check was done, and what came of it."""

    done_on = RocDateField(label=_("抽驗日期"))
    remark = forms.CharField(
        label=_("抽驗結論"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
