"""The form by which a list is taken out in a profile."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from foundation.taiwan.forms import RocDateField
from foundation.ui.choosing import name_rows, options_of, rows_of
from volunteers.models import Policy, Unit

from .fields import LISTS
from .profiles import Profile

SPLIT = ":"


class ListOutForm(forms.Form):
    """Which list in which form, as which kind of file; days, policy and reason where the list wants them."""

    what = forms.ChoiceField(
        label=gettext_lazy("清單與格式"), error_messages={"required": gettext_lazy("請選一份清單。")}
    )
    first = RocDateField(
        label=gettext_lazy("從"), required=False, help_text=gettext_lazy("服務時數和教育訓練才用；留空就是全部")
    )
    last = RocDateField(label=gettext_lazy("到"), required=False)
    policy = forms.ModelChoiceField(
        label=gettext_lazy("保單"), queryset=Policy.objects.none(), required=False,
        help_text=gettext_lazy("被保險人名冊才用"), empty_label=gettext_lazy("（不用）"),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("為什麼需要完整證號"), max_length=300, required=False,
        help_text=gettext_lazy("有完整證號的格式才要寫（至少 6 個字），會留下紀錄"),
    )  # fmt: skip

    def __init__(self, profiles: dict[str, Profile], unit: Unit, *args: Any, reveals: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.profiles = profiles
        english = (get_language() or "").startswith("en")
        choices = []
        for profile in profiles.values():
            offered = [
                (f"{profile.key}{SPLIT}{key}", _said(profile, key, english))
                for key in LISTS
                if key in profile.lists and (reveals or not profile.full(key))
            ]
            if offered:
                choices.append((profile.name_en if english else profile.name, offered))
        options_of(self, "what").choices = choices
        rows_of(self, "policy").queryset = unit.policies.select_related("unit__organisation")
        name_rows(self, "policy", _of_policy)

    def clean(self) -> dict[str, Any]:
        """The days in their order; days, policy and reason only where the list takes them."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", _("最後一天不能早於第一天。"))
        if "what" in given:
            given["profile"], given["key"] = self.chosen()
            listing = LISTS[given["key"]]
            if not listing.dated:
                given["first"] = given["last"] = None
            if not listing.of_policy:
                given["policy"] = None
        return given

    def chosen(self) -> tuple[Profile, str]:
        """The profile and the list in it."""
        name, _split, key = self.cleaned_data["what"].partition(SPLIT)
        return self.profiles[name], key


def _said(profile: Profile, key: str, english: bool) -> str:
    wanted = profile.lists[key]
    title = wanted.title_en if english else wanted.title
    return _("%(title)s（完整證號，要寫原因）") % {"title": title} if profile.full(key) else title


def _of_policy(policy: Policy) -> str:
    return f"{policy.insurer} {policy.number}"
