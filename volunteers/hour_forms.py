"""Forms about hours."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class HourListForm(forms.Form):
    """A list of hours as a file."""

    file = forms.FileField(
        label=_("時數表"),
        help_text=_("ODS、XLSX、XLS 或 CSV，20 MB 以內"),
        widget=forms.FileInput(attrs={"accept": ".ods,.xlsx,.xls,.csv"}),
    )
    only_check = forms.BooleanField(
        label=_("先檢查就好，不要匯入"), required=False, help_text=_("看每一列會怎麼樣，什麼都不寫入")
    )


class ApproveForm(forms.Form):
    """What is to become of the lines that wait."""

    what = forms.ChoiceField(choices=[("ordinary", ""), ("lines", ""), ("refuse", "")])
    reason = forms.CharField(max_length=200, required=False)
