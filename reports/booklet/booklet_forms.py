"""Forms of the English booklet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.ui.refusals import take_problems
from foundation.ui.shown import KnowsWhatItShowed
from reports.models import Booklet, BookletPhoto
from workshops.forms import CountField


class BookletForm(KnowsWhatItShowed, forms.ModelForm[Booklet]):
    """A booklet's title, year and Chinese introduction."""

    year = CountField(label=_("西元年"), unit="", min_value=2020, max_value=2100)

    class Meta:
        model = Booklet
        fields = ("title", "subtitle", "year", "introduction")
        widgets = {"introduction": forms.Textarea(attrs={"rows": 10})}
        help_texts = {
            "title": _("印在封面上，例如 Promises Kept"),
            "subtitle": _("例如 How Taiwan's counties answer the Call to Action"),
            "introduction": _("空一行就是新的一段。翻譯和其他段落一樣，在左右對照的頁面寫。"),
        }

    def refuse(self, refused: ValidationError) -> None:
        """Put what the domain says beside its fields."""
        take_problems(self, refused)


class PhotoForm(forms.ModelForm[BookletPhoto]):
    """What stands below a photo, and what is read to who does not see it."""

    class Meta:
        model = BookletPhoto
        fields = ("alt", "caption", "credit")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
