"""Forms about record books."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.taiwan.forms import RocDateField
from volunteers.models import BookNote


class IssueForm(forms.Form):
    """A book's number, and the day it was issued; today where none is given."""

    number = forms.CharField(label=_("紀錄冊編號"), max_length=30)
    on = RocDateField(label=_("核發日期"), required=False, help_text=_("留空就是今天"))


class BookNoteForm(forms.Form):
    """What was done with a book, and from when to when."""

    kind = forms.ChoiceField(label=_("情事"), choices=BookNote.Kind.choices)
    first = RocDateField(label=_("起日"))
    last = RocDateField(label=_("迄日"))
    reason = forms.CharField(label=_("說明"), max_length=300)
