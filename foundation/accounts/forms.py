"""Forms about people and roles."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .membership import assignable_roles
from .models import County
from .roles import POLICIES, Permission
from .scope import reach


class AssignForm(forms.Form):
    """Who gets which role where; the roles offered are those that the person who asks may hand out."""

    email = forms.EmailField(label=_("電子郵件"), max_length=254, help_text=_("用這個信箱登入；還沒有帳號會自動建立"))
    name = forms.CharField(label=_("姓名"), max_length=50, help_text=_("這個信箱已經有帳號時，要和帳號上的姓名一樣"))
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
        self.fields["role"].choices = [(role.value, f"{role.label}\n{POLICIES[role].description}") for role in roles]
        self.fields["county"].label_from_instance = attrgetter("shown")
        scope = reach(user, Permission.ASSIGN_ROLES)
        self.own: County | None = None
        if not scope.everywhere:
            own = County.objects.filter(pk__in=scope.counties)
            county = self.fields["county"]
            county.queryset, county.required, county.empty_label = own, True, None
            if len(scope.counties) == 1:
                self.own = own.get()
                del self.fields["county"]

    @property
    def place(self) -> County | None:
        """The county the role is held in: the officer's only one, or the one chosen among those she may give."""
        chosen: County | None = self.own or self.cleaned_data["county"]
        return chosen


class TokenForm(forms.Form):
    """A new token: what for, and for how long."""

    name = forms.CharField(
        label=_("用途"), max_length=60, help_text=_("給哪個系統用，例如「社會處志工系統」，以後才知道能不能撤銷")
    )
    days = forms.IntegerField(
        label=_("期限（天）"), min_value=1, max_value=365, initial=90, help_text=_("1 到 365 天；到期後再發一個新的")
    )
