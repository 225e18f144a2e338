"""Forms of a pledge: its words, and who licenses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from foundation.taiwan.forms import RocDateField

from .models import Pledge


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
        self.fields["checked"].choices = [(one.key, one.shown) for one in self.instance.campaign.checks]  # type: ignore[attr-defined]


class LicenceForm(forms.Form):
    """Who licenses; the text's version goes along, so that nobody agrees to another one than she read."""

    signer = forms.CharField(
        label=gettext_lazy("授權人"), max_length=80, help_text=gettext_lazy("單位、職稱和姓名"), required=False
    )
    version = forms.CharField(widget=forms.HiddenInput)
