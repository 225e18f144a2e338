"""Forms of a pledge: its words, and who licenses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from foundation.taiwan.forms import ClockField, RocDateField
from foundation.ui.choosing import options_of

from .dialogues import MOST_PEOPLE
from .models import Dialogue, Pledge, SurveyAsk
from .models.dialogue import LONGEST_INSIGHTS, LONGEST_SESSION


class PledgeForm(forms.ModelForm[Pledge]):
    """What is known of a pledge; all of it may come later."""

    held_on = RocDateField(label=gettext_lazy("宣示日期"), required=False, help_text=gettext_lazy("例如 114/12/5"))
    checked = forms.MultipleChoiceField(
        label=gettext_lazy("檢核表"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Pledge
        fields = (
            "held_on", "place", "head", "contact_name", "contact_unit", "contact_title", "contact_phone", "checked",
        )  # fmt: skip
        help_texts = {"head": gettext_lazy("職稱和姓名，例如：王縣長大明")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options_of(self, "checked").choices = [(one.key, one.shown) for one in self.instance.campaign.checks]


class LicenceForm(forms.Form):
    """Who licenses; the text's version goes along, so that nobody agrees to another one than she read."""

    signer = forms.CharField(
        label=gettext_lazy("授權人"), max_length=80, help_text=gettext_lazy("單位、職稱和姓名"), required=False
    )
    version = forms.CharField(widget=forms.HiddenInput)


class AskForm(forms.Form):
    """Units that were asked to fill in the survey, one a line."""

    units = forms.CharField(
        label=gettext_lazy("邀請了哪些單位"),
        help_text=gettext_lazy("一行寫一個運用單位，可以從試算表貼上；已經在名單上的不會重複。只寫單位，不寫個人。"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    asked_on = RocDateField(label=gettext_lazy("邀請日期"), help_text=gettext_lazy("例如 114/5/20"))


class ConfirmForm(forms.Form):
    """When the ticked units filled it in, and in which language."""

    on = RocDateField(label=gettext_lazy("確認填寫日期"), help_text=gettext_lazy("單位告訴您填好的那一天"))
    language = forms.ChoiceField(label=gettext_lazy("填寫的語言"), choices=SurveyAsk.Language.choices)


class DialogueForm(forms.ModelForm[Dialogue]):
    """When and where a dialogue is held."""

    held_on = RocDateField(label=gettext_lazy("日期"), required=False, help_text=gettext_lazy("例如 114/6/15"))
    starts_at = ClockField(
        label=gettext_lazy("開始時間"), required=False, help_text=gettext_lazy("24 小時制，例如 13:30")
    )

    class Meta:
        model = Dialogue
        fields = ("title", "occasion", "held_on", "starts_at", "place", "host_unit")


class SessionForm(forms.Form):
    """One item of a programme."""

    title = forms.CharField(label=gettext_lazy("項目"), max_length=100)
    minutes = forms.IntegerField(
        label=gettext_lazy("分鐘"), min_value=1, max_value=LONGEST_SESSION,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


class ReportForm(forms.Form):
    """What came of a dialogue."""

    people = forms.IntegerField(
        label=gettext_lazy("參加人數"), min_value=1, max_value=MOST_PEOPLE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    insights = forms.CharField(
        label=gettext_lazy("收集到的見解"), max_length=LONGEST_INSIGHTS,
        help_text=gettext_lazy("協會彙整後提供國際志工協會（IAVE）。請寫意見，不寫個人的姓名。"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
