"""Forms of complaints."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import User
from foundation.ui.choosing import name_rows, rows_of
from volunteers.models import Complaint


class ComplaintForm(forms.Form):
    """What happened, who should answer, and, if she wants, who she is."""

    kind = forms.ChoiceField(label=_("關於什麼"), choices=Complaint.Kind.choices)
    words = forms.CharField(
        label=_("發生了什麼事，希望怎麼處理"), max_length=3000, widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("加密保存，只有處理的人看得到"),
    )  # fmt: skip
    goes_to = forms.ChoiceField(
        label=_("由誰處理"), choices=Complaint.GoesTo.choices, widget=forms.RadioSelect, initial="unit",
        help_text=_("選縣市承辦人，單位看不到這一件；之後也可以改交縣市"),
    )  # fmt: skip
    named = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("內容提到哪一位承辦人"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("勾選的人看不到這一件，也不會由他處理"),
    )  # fmt: skip
    filer = forms.CharField(
        label=_("姓名與聯絡方式"), max_length=200, required=False,
        help_text=_("可以不留。處理的人平常看不到，要看必須寫原因，你看得到誰看過"),
    )  # fmt: skip

    def __init__(self, *args: Any, handlers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows_of(self, "named").queryset = handlers
        name_rows(self, "named", lambda one: one.name)


class AnswerForm(forms.Form):
    """What became of it."""

    words = forms.CharField(
        label=_("處理的結果"), max_length=3000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("提出的人看得到；加密保存"),
    )  # fmt: skip


class WhyForm(forms.Form):
    """Why somebody needs to know who filed it."""

    reason = forms.CharField(label=_("為什麼要知道是誰"), max_length=300)
