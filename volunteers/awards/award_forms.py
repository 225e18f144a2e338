"""Forms about awards: what was received, what is stated, how a question is read, and which list is looked at."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.taiwan.forms import RocDateField
from foundation.ui.choosing import options_of
from volunteers.models import AwardStanding
from volunteers.rules.award_books import disputes
from volunteers.rules.award_terms import Award

from . import books

NEW = "new"
KINDS = {"person": _("志工"), "team": _("團隊"), "family": _("家庭")}
"""Whom a list may be of."""


class GivenForm(forms.Form):
    """An award that was received."""

    award = forms.ChoiceField(label=_("獎項"), error_messages={"required": _("請選一個獎項。")})
    given_on = RocDateField(label=_("得獎日期"), help_text=_("例如：115/1/1；榮譽卡填核發日期"))
    counted_until = RocDateField(
        label=_("採計截止日"), required=False, help_text=_("這次用掉的時數算到哪一天；榮譽卡換卡時從隔天起算")
    )
    note = forms.CharField(label=_("說明"), max_length=200, required=False)

    def __init__(self, *args: Any, awards: Iterable[Award], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options_of(self, "award").choices = [("", "—"), *((one.code, str(one.name)) for one in awards)]


class StatedForm(forms.Form):
    """A condition that people know of, and whether it is fulfilled."""

    award = forms.CharField(max_length=40)
    key = forms.CharField(max_length=40)
    holds = forms.ChoiceField(choices=[("yes", _("符合")), ("no", _("不符合"))])


class ReadingForm(forms.Form):
    """How an open question is read, where, and why."""

    county = forms.CharField(max_length=3)
    dispute = forms.CharField(max_length=40)
    reading = forms.CharField(max_length=40, label=_("讀法"), error_messages={"required": _("請選一種讀法。")})
    reason = forms.CharField(
        max_length=300, label=_("理由"), error_messages={"required": _("請寫下為什麼這樣讀，例如公文字號。")}
    )

    def clean_dispute(self) -> str:
        """One of the questions that are known."""
        key = str(self.cleaned_data["dispute"])
        if key not in disputes():
            raise forms.ValidationError(_("請選一種讀法。"))
        return key


class ListForm(forms.Form):
    """Which list of which award, and of which unit; what is unknown is left out.

    Args:
        awards: codes of all awards, where they are known already.
    """

    unit = forms.IntegerField(label=_("運用單位"), required=False, min_value=1)
    award = forms.ChoiceField(label=_("獎項"), required=False)
    kind = forms.ChoiceField(label=_("對象"), required=False, choices=[("", ""), *KINDS.items()])
    which = forms.ChoiceField(label=_("哪一份名單"), required=False)

    def __init__(self, *args: Any, awards: Collection[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = books.codes() if awards is None else awards
        options_of(self, "award").choices = [("", ""), *((code, code) for code in known)]
        options_of(self, "which").choices = [("", ""), (NEW, NEW), *AwardStanding.State.choices]


class UnitForm(forms.Form):
    """Whose team's awards."""

    unit = forms.IntegerField(label=_("運用單位"), min_value=1, max_value=2**63 - 1)


class FamilyKeyForm(forms.Form):
    """Which family's awards."""

    family = forms.IntegerField(label=_("志工家庭"), min_value=1, max_value=2**63 - 1)


class PersonForm(forms.Form):
    """Whose awards."""

    person = forms.UUIDField(label=_("志工"))
