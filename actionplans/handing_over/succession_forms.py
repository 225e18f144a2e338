"""Forms of a hand-over: whose business, and who takes it over."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actionplans.models.succession import LONGEST_NOTE
from foundation.accounts.models import Membership, User
from foundation.ui.choosing import name_rows, rows_of
from foundation.ui.refusals import take_problems
from workshops.forms import ShortText


class WhoseForm(forms.Form):
    """Whose business is to be handed over: a role that is held in a county."""

    of = forms.ModelChoiceField(
        Membership.objects.none(), label=_("誰要離開"), empty_label=_("請選一位"), required=True,
        help_text=_("角色已經結束的人也可以選"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, rows: QuerySet[Membership]) -> None:
        super().__init__(data)
        rows_of(self, "of").queryset = rows


class SuccessionForm(forms.Form):
    """Who takes over; and which page was confirmed: `key` is its own, `seen` what it showed."""

    successor = forms.ModelChoiceField(
        User.objects.none(), label=_("接手的人"), empty_label=_("請選一位"),
        help_text=_("本縣市現在有這個角色的人"),
        error_messages={"invalid_choice": _("請選本縣市現在有這個角色的人；還沒有角色，請先指派。")},
    )  # fmt: skip
    note = ShortText(
        label=_("說明"), most=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("接手的人還要知道什麼，例如鑰匙、密碼向誰領、和誰約好了什麼。會印在交接單上"),
    )  # fmt: skip
    ends_roles = forms.BooleanField(required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data: Any = None, *, people: QuerySet[User], seal: str, ends: list[Membership]) -> None:
        super().__init__(data, initial={"key": uuid.uuid4(), "seen": seal})
        rows_of(self, "successor").queryset = people
        name_rows(self, "successor", lambda one: f"{one}　{one.email}")
        if ends:
            roles = gettext("、").join(str(one) for one in ends)
            self.fields["ends_roles"].label = gettext("從今天起同時結束這些角色：%(roles)s") % {"roles": roles}
        else:
            del self.fields["ends_roles"]

    def refuse(self, refused: ValidationError) -> None:
        """Put what the domain says beside its fields."""
        take_problems(self, refused)

    def show_anew(self, seal: str) -> None:
        """What is shown now has been looked at once this page is sent again."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["seen"] = seal
        self.data = data
