"""Forms of a unit's meetings and of its own time limits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.taiwan.forms import ClockField, RocDateField
from volunteers.models import Customs, Gathering


class CustomsForm(forms.Form):
    """What a unit has settled; empty where it has not."""

    appeal_days = forms.IntegerField(
        label=Customs._meta.get_field("appeal_days").verbose_name, required=False, min_value=1, max_value=365,
        help_text=_("志工知道考核結果以後，幾天內可以申請複核。法規與手冊都沒有規定"),
    )  # fmt: skip
    complaint_days = forms.IntegerField(
        label=Customs._meta.get_field("complaint_days").verbose_name, required=False, min_value=1, max_value=365,
        help_text=_("收到申訴以後，幾天內答覆。法規與手冊都沒有規定；沒填就以 30 天計"),
    )  # fmt: skip
    pause_days = forms.IntegerField(
        label=Customs._meta.get_field("pause_days").verbose_name, required=False, min_value=1, max_value=3650,
        help_text=_("手冊只說「暫停服務達一定時間以上」，天數由單位訂；沒填就不提醒"),
    )  # fmt: skip
    agreement_months = forms.IntegerField(
        label=Customs._meta.get_field("agreement_months").verbose_name, required=False, min_value=1, max_value=120,
        help_text=_("沒填就每一份自己寫迄日"),
    )  # fmt: skip


class GatheringForm(forms.Form):
    """What is said of a meeting beforehand."""

    kind = forms.ChoiceField(label=_("會議種類"), choices=Gathering.Kind.choices)
    title = forms.CharField(label=_("會議名稱"), max_length=100, help_text=_("例如：115 年 6 月志工會議"))
    held_on = RocDateField(label=_("日期"))
    starts = ClockField(label=_("開始時間"), required=False)
    place = forms.CharField(label=_("地點"), max_length=100)
    chair = forms.CharField(label=_("主持人"), max_length=50, required=False)
    agenda = forms.CharField(
        label=_("議程"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}), help_text=_("一行寫一件")
    )

    @property
    def values(self) -> dict[str, Any]:
        """What the word takes; the time as minutes since midnight."""
        at = self.cleaned_data["starts"]
        return self.cleaned_data | {"starts": at.hour * 60 + at.minute if at else None}


class MinutesForm(forms.Form):
    """The minutes."""

    minutes = forms.CharField(label=_("會議紀錄"), max_length=8000, widget=forms.Textarea(attrs={"rows": 8}))


class DecisionForm(forms.Form):
    """Something that was decided."""

    words = forms.CharField(label=_("決議"), max_length=500)
    who = forms.CharField(label=_("誰負責"), max_length=50)
    due_on = RocDateField(label=_("期限"), required=False)


class OutcomeForm(forms.Form):
    """What became of it."""

    outcome = forms.CharField(label=_("辦理情形"), max_length=500)
    on = RocDateField(label=_("完成日期"), required=False, help_text=_("留空就是今天"))
