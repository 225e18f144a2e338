"""Forms about hours."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ApproveForm(forms.Form):
    """What is to become of the lines that wait."""

    what = forms.ChoiceField(choices=[("ordinary", ""), ("lines", ""), ("refuse", "")])
    reason = forms.CharField(max_length=200, required=False)
    seal = forms.CharField(max_length=64, required=False)


class RecountForm(forms.Form):
    """Why approved lines are corrected to what the rules say now, and which ones were shown."""

    reason = forms.CharField(label=_("更正的原因"), max_length=300, help_text=_("志工本人看得到這段文字"))
    seal = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
