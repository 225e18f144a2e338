"""Forms of a symposium: its facts, an item, an answer to an invitation, slides, and a delegate."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplans.models import Plan
from foundation.taiwan.forms import ClockField, RocDateField
from foundation.ui.choosing import name_rows, options_of, rows_of
from reports.models import CaseInvitation, Symposium, SymposiumItem
from reports.models.symposium import LONGEST_ITEM, MOST_SEATS
from workshops.models import Programme

from .inviting import LONGEST_WORDS


class BeginForm(forms.Form):
    """Of which programme, and what it is called."""

    programme = forms.ModelChoiceField(
        Programme.objects.none(), label=gettext_lazy("方案"), empty_label=None,
    )  # fmt: skip
    title = forms.CharField(label=gettext_lazy("名稱"), max_length=100)

    def __init__(self, *args: Any, programmes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows_of(self, "programme").queryset = programmes
        name_rows(self, "programme", lambda one: str(one.dated))


class SymposiumForm(forms.ModelForm[Symposium]):
    """When and where, and how many may come; all but the name may come later."""

    held_on = RocDateField(label=gettext_lazy("日期"), required=False, help_text=gettext_lazy("例如 115/9/25"))
    starts_at = ClockField(
        label=gettext_lazy("開始時間"), required=False, help_text=gettext_lazy("24 小時制，例如 09:30")
    )
    register_until = RocDateField(label=gettext_lazy("報名截止"), required=False, help_text=gettext_lazy("包含這一天"))
    seats = forms.IntegerField(
        label=gettext_lazy("每縣市名額"), min_value=1, max_value=MOST_SEATS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip

    class Meta:
        model = Symposium
        fields = ("title", "title_en", "held_on", "starts_at", "place", "address", "seats", "register_until")

    def clean(self) -> dict[str, Any]:
        """The last day of registration is not after the symposium."""
        found: dict[str, Any] = super().clean() or {}
        until, day = found.get("register_until"), found.get("held_on")
        if until and day and until > day:
            self.add_error("register_until", _("報名截止不能晚於研討會的日期。"))
        return found

    def _get_validation_exclusions(self) -> set[str]:
        # The form's own sentence says which day is wrong; the database's constraint would say it once more.
        return super()._get_validation_exclusions() | {"register_until"}  # type: ignore[misc,no-any-return]


class ItemForm(forms.Form):
    """One item of the day."""

    kind = forms.ChoiceField(label=gettext_lazy("類別"), choices=SymposiumItem.Kind.choices)
    title = forms.CharField(label=gettext_lazy("項目"), max_length=100)
    minutes = forms.IntegerField(
        label=gettext_lazy("分鐘"), min_value=1, max_value=LONGEST_ITEM,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    speaker = forms.CharField(label=gettext_lazy("主講或主持"), max_length=100, required=False)
    invitation = forms.TypedChoiceField(
        label=gettext_lazy("案例"), required=False, coerce=int, empty_value=None,
        help_text=gettext_lazy("只有「案例分享」要選"),
    )  # fmt: skip

    def __init__(self, *args: Any, cases: Iterable[CaseInvitation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(one.pk), f"{one.plan.code}　{one.plan.title}（{one.get_state_display()}）") for one in cases]
        options_of(self, "invitation").choices = [("", _("（沒有）")), *offered]

    def clean(self) -> dict[str, Any]:
        """A case belongs to an item that tells of one."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("invitation") and found.get("kind") != SymposiumItem.Kind.CASE:
            self.add_error("invitation", _("類別是「案例分享」才能選案例。"))
        return found


class InviteForm(forms.Form):
    """Which plan is asked. It is sent with the programme's form, so that what is typed there stays typed."""

    plan = forms.ModelChoiceField(
        Plan.objects.none(), label=gettext_lazy("行動方案"), empty_label=gettext_lazy("請選一件"),
        widget=forms.Select(attrs={"form": "programme"}),
    )  # fmt: skip

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows_of(self, "plan").queryset = plans
        name_rows(self, "plan", lambda one: f"{one.workshop.county.shown}　{one.code}　{one.title}")


class AnswerForm(forms.Form):
    """Whether the county comes, who tells of it, and a word."""

    presenter = forms.CharField(
        label=gettext_lazy("由誰分享"), max_length=100, required=False,
        help_text=gettext_lazy("單位、職稱和姓名，會印在議程上，也會公開；不來的話可以空著"),
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("想說的話"), max_length=LONGEST_WORDS, required=False,
        help_text=gettext_lazy("不克分享請寫原因"), widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class SlidesForm(forms.Form):
    """What is shown."""

    file = forms.FileField(
        label=gettext_lazy("簡報"), help_text=gettext_lazy("PDF 或 ODP，20 MB 以內；再傳一次就換成新的"),
        widget=forms.FileInput(attrs={"accept": ".pdf,.odp"}),
    )  # fmt: skip


class DelegateForm(forms.Form):
    """Somebody who comes."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    unit = forms.CharField(label=gettext_lazy("單位"), max_length=100)
    job_title = forms.CharField(label=gettext_lazy("職稱"), max_length=60, required=False)
