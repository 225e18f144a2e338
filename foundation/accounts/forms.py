"""Forms about people and roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .membership import assignable_roles
from .models import County, Membership
from .roles import POLICIES, Role


class AssignForm(forms.Form):
    """Who gets which role where; the roles offered are those that the person who asks may hand out."""

    email = forms.EmailField(label=_("電子郵件"), help_text=_("用這個信箱登入；還沒有帳號會自動建立"))
    name = forms.CharField(label=_("姓名"), max_length=50)
    phone = forms.CharField(label=_("電話"), max_length=30, required=False)
    role = forms.ChoiceField(label=_("角色"), widget=forms.RadioSelect)
    county = forms.ModelChoiceField(
        County.objects.all(), label=_("縣市"), required=False, empty_label=_("不屬於縣市（協會秘書處）")
    )
    sector = forms.CharField(
        label=_("類別"), max_length=20, required=False, help_text=_("目的事業主管機關才要填，例如社會福利類")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = assignable_roles(user)
        self.fields["role"].choices = [(role.value, f"{role.label}\n{POLICIES[role].description}") for role in roles]  # type: ignore[attr-defined]
        self.national = Role.ASSOCIATION in user.access.roles
        if not self.national:
            del self.fields["county"]

    def place(self, user: Any) -> County | None:
        """The county the role is held in: chosen by national staff, an officer's own otherwise."""
        if self.national:
            chosen: County | None = self.cleaned_data["county"]
            return chosen
        return County.objects.get(pk=user.access.home_county)


class EndForm(forms.Form):
    """Which membership ends, and why."""

    membership = forms.ModelChoiceField(Membership.objects.none())
    reason = forms.CharField(label=_("原因"), max_length=200, required=False)
