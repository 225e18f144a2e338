"""Forms about policies, their lists, and the days they cover."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.taiwan.forms import RocDateField
from foundation.ui.shown import KnowsWhatItShowed
from volunteers.models import Policy


class PolicyForm(KnowsWhatItShowed, forms.ModelForm[Policy]):
    """What is known of a policy."""

    starts_on = RocDateField(label=_("起日"), help_text=_("例如：115/1/1；這一天起有效"))
    ends_on = RocDateField(label=_("迄日"), help_text=_("這一天也有效"))

    class Meta:
        model = Policy
        fields = (
            "kind", "insurer", "number", "starts_on", "ends_on", "sum_insured", "least_people", "covers_way", "note",
        )  # fmt: skip
        help_texts = {
            "kind": _("共同供應契約只收計畫已備案的單位，只保領有紀錄冊的志工"),
            "least_people": _("保單約定的最少人數；沒有就留空"),
            "covers_way": _("保單寫明往返服務途中也在承保範圍"),
            "note": _("例如：死亡失能、實支實付醫療、住院日額"),
        }

    def _post_clean(self) -> None:
        """The domain itself looks at the whole; a form without its unit would complain of it."""


class InsureForm(forms.Form):
    """Who is put on a list, and for which days; empty days are the policy's own."""

    starts_on = RocDateField(label=_("起日"), required=False, help_text=_("保險公司名冊上的生效日；留空就是保單起日"))
    ends_on = RocDateField(label=_("迄日"), required=False, help_text=_("留空就是保單迄日"))


class EndForm(forms.Form):
    """The last day of a policy that ends before its time, and why."""

    on = RocDateField(label=_("最後一日"))
    reason = forms.CharField(
        label=_("原因"), max_length=300,
        error_messages={"required": _("請寫提前終止的原因，例如改投另一張保單。")},
    )  # fmt: skip


class OffForm(forms.Form):
    """Somebody's last day on a list, or that she never was on the insurer's."""

    on = RocDateField(label=_("最後一日"), required=False)
    never = forms.BooleanField(label=_("登錯了：保險公司的名冊上從來沒有這個人"), required=False)

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if "on" not in self.errors and not found.get("on") and not found.get("never"):
            self.add_error("on", _("請寫最後一日；如果是登錯的，勾選下面那一格。"))
        return found
