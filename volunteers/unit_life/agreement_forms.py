"""Forms of agreements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.taiwan.forms import RocDateField
from volunteers.rules.agreement_terms import TERMS


class TermsForm(forms.Form):
    """What a unit agrees with its volunteers, part by part."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for term in TERMS:
            self.fields[term.key] = forms.CharField(
                label=str(term.label), max_length=2000, required=term.needed, help_text=str(term.hint),
                widget=forms.Textarea(attrs={"rows": 4}),
            )  # fmt: skip


class OfferForm(forms.Form):
    """From when to when."""

    starts_on = RocDateField(label=_("起日"))
    ends_on = RocDateField(label=_("迄日"), help_text=_("法規與手冊沒有規定多久，由單位訂"))


class SignForm(forms.Form):
    """One's own name."""

    name = forms.CharField(label=_("姓名"), max_length=50, help_text=_("寫下姓名就是簽署，和紀錄冊上的一樣"))


class PaperForm(forms.Form):
    """What was signed on paper."""

    on = RocDateField(label=_("簽署日期"))
    file = forms.FileField(
        label=_("簽好的紙本"), help_text=_("掃描或照片：JPG、PNG、WebP、PDF 或 ODT，20 MB 以內"),
        widget=forms.FileInput(attrs={"accept": "image/*,.pdf,.odt"}),
    )  # fmt: skip


class EndForm(forms.Form):
    """That it ends before its time."""

    on = RocDateField(label=_("提前結束日"))
    reason = forms.CharField(label=_("提前結束的原因"), max_length=200)
