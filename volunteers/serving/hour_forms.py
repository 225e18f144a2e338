"""Forms about hours."""

from __future__ import annotations

from django import forms


class ApproveForm(forms.Form):
    """What is to become of the lines that wait."""

    what = forms.ChoiceField(choices=[("ordinary", ""), ("lines", ""), ("refuse", "")])
    reason = forms.CharField(max_length=200, required=False)
