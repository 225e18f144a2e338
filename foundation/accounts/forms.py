"""Forms about people and roles."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.api.areas import CHOOSABLE, WORDS

from .membership import assignable_roles
from .models import County, Organisation
from .narrowing import counties_of, units_of
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
    """A new token: what for, for how long, and how much of what its owner may do."""

    name = forms.CharField(
        label=_("用途"), max_length=60, help_text=_("給哪個系統用，例如「社會處志工系統」，以後才知道能不能撤銷")
    )
    days = forms.IntegerField(
        label=_("期限（天）"), min_value=1, max_value=365, initial=90, help_text=_("1 到 365 天；到期後再發一個新的")
    )
    read_only = forms.BooleanField(label=_("只能讀，不能寫"), required=False, help_text=_("只是查資料的系統請勾這一格"))
    areas = forms.MultipleChoiceField(
        label=_("可以用在哪些範圍"), choices=[(area.value, WORDS[area]) for area in CHOOSABLE],
        widget=forms.CheckboxSelectMultiple, initial=[area.value for area in CHOOSABLE],
        help_text=_("只留下這個系統用得到的；全部勾選，以後新增的範圍也能用"),
        error_messages={"required": _("請至少勾選一個範圍，不然這個權杖什麼都不能做。")},
    )  # fmt: skip
    county = forms.ModelChoiceField(
        County.objects.none(), label=_("只限一個縣市"), required=False, empty_label=_("不限，和您一樣")
    )
    unit = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("只限一個運用單位"), required=False, empty_label=_("不限，和您一樣"),
        help_text=_("權杖在這個單位能做的，和單位自己的承辦人一樣多"),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("county", counties_of(user)), ("unit", units_of(user).order_by("name"))):
            self.fields[name].queryset = rows
        self.fields["county"].label_from_instance = attrgetter("shown")
        # Who has one county and nothing else has nothing to narrow there.
        if counties_of(user).count() < 2:
            del self.fields["county"]
        if not units_of(user).exists():
            del self.fields["unit"]

    def clean_areas(self) -> list[str]:
        """The areas; none where all are ticked, so that those that are yet to come are among them."""
        chosen: list[str] = self.cleaned_data["areas"]
        return [] if len(set(chosen)) == len(CHOOSABLE) else chosen
