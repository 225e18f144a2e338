"""Forms about the people at a workshop and their tables; what is true of them is checked by the words they call."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from foundation.taiwan.forms import ClockField, RocDateField

from .balance import FEWEST_GROUPS, MOST_GROUPS
from .models import Participant


class ParticipantForm(forms.Form):
    """One person on the list."""

    name = forms.CharField(label=_("姓名"), max_length=50)
    kind = forms.ChoiceField(label=_("身分"), choices=Participant.Kind.choices, widget=forms.RadioSelect)
    unit = forms.CharField(label=_("單位"), max_length=100, help_text=_("同一單位請寫一樣的名稱，分組時才分得開"))
    title = forms.CharField(label=_("職稱"), max_length=50, required=False)
    email = forms.EmailField(label=_("電子郵件"), required=False, help_text=_("只用來寄邀請"))
    phone = forms.CharField(label=_("電話"), max_length=30, required=False, help_text=_("只用來聯絡邀請"))


class ListForm(forms.Form):
    """A list, as a file or pasted."""

    file = forms.FileField(
        label=_("上傳檔案"),
        required=False,
        help_text=_("ODS、XLSX、XLS 或 CSV，5 MB 以內"),
        widget=forms.FileInput(attrs={"accept": ".ods,.xlsx,.xls,.csv"}),
    )
    pasted = forms.CharField(
        label=_("或直接貼上"),
        required=False,
        help_text=_("從試算表複製後貼在這裡。沒有標題列時，欄位順序是：姓名、身分、單位、職稱、電子郵件、電話"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        strip=False,
    )

    def clean(self) -> dict[str, Any]:
        """One of the two; a file goes before what was pasted."""
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("file") and not (cleaned.get("pasted") or "").strip():
            raise ValidationError(_("還沒有名單。請選一個檔案，或把名單貼進來。"))
        return cleaned


class ReasonForm(forms.Form):
    """Why somebody beyond the county needs to read names."""

    reason = forms.CharField(
        label=_("為什麼要看姓名"),
        max_length=500,
        help_text=_("該縣市看得到這段文字，例如：核對 6 月 10 日的與會名單"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


SO_MANY_GROUPS = format_lazy(_("請填 {least} 到 {most} 組。"), least=FEWEST_GROUPS, most=MOST_GROUPS)


class GroupsForm(forms.Form):
    """How many groups."""

    count = forms.IntegerField(
        label=_("組數"),
        min_value=FEWEST_GROUPS,
        max_value=MOST_GROUPS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), SO_MANY_GROUPS),
    )


class GroupForm(forms.Form):
    """What a group is called and who hosts its table."""

    name = forms.CharField(label=_("組名"), max_length=30, required=False)
    host_name = forms.CharField(label=_("桌長"), max_length=50, required=False)


class OpenTablesForm(forms.Form):
    """Until when the tables may write outside the usual time."""

    date = RocDateField(label=_("開放到哪一天"), help_text=_("例如 115/6/12"))
    time = ClockField(label=_("幾點"), help_text=_("24 小時制，例如 17:30"))
