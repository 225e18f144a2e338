"""Forms about certificates and honour cards."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation import sought
from foundation.taiwan.forms import RocDateField
from volunteers.models import Certificate, HonorCard
from volunteers.rules import certificates

from .keys import MOST as LONGEST_REASON

STATES = (("valid", _("有效")), ("revoked", _("已撤銷")), ("replaced", _("已被取代")))
LONGEST = 200


class ExactDayField(RocDateField):
    """A day, to the day: a month, or 「迄今」, is refused with the source that wants more."""

    def to_python(self, value: Any) -> dt.date | None:
        """The day that was typed."""
        if isinstance(value, str) and value.strip():
            try:
                return certificates.exact_day(value)
            except ValueError as vague:
                raise ValidationError(str(vague), code="invalid") from vague
        return super().to_python(value)


class SpanForm(forms.Form):
    """From which day to which day."""

    first = ExactDayField(label=_("起日"), help_text=_("例如：113/1/1"))
    last = ExactDayField(label=_("迄日"), help_text=_("例如：114/12/31，要寫到日"))


class PerformanceForm(SpanForm):
    """What certificates of performance say."""

    content = forms.CharField(label=_("服務內容"), max_length=LONGEST, required=False)
    remark = forms.CharField(label=_("服務績效"), max_length=LONGEST, required=False)
    claimed = forms.IntegerField(
        label=_("核對時數（小時）"), required=False, min_value=0, max_value=100_000,
        help_text=_("手上的紙本寫幾小時；只發給一個人時才填，和本單位核定的不同就不發"),
    )  # fmt: skip


class ThanksForm(forms.Form):
    """What certificates of thanks say."""

    text = forms.CharField(
        label=_("內文"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("不寫就用通用的感謝詞"),
    )  # fmt: skip
    text_en = forms.CharField(
        label=_("英文內文"), max_length=2 * LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ListForm(forms.Form):
    """Which certificates; what is unknown is left out."""

    unit = forms.IntegerField(label=_("運用單位"), required=False, min_value=1, max_value=2**31)
    kind = forms.ChoiceField(label=_("種類"), required=False, choices=[("", "—"), *Certificate.Kind.choices])
    state = forms.ChoiceField(label=_("狀態"), required=False, choices=[("", "—"), *STATES])
    stroke = forms.SlugField(max_length=32, required=False)
    q = forms.CharField(label=_("字號或姓名"), max_length=sought.LONGEST_SEALED, required=False)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("原因"), max_length=LONGEST_REASON, required=False)


class KeyForm(ReasonForm):
    """Another key from now on."""

    lost = forms.BooleanField(label=_("私鑰可能外洩：舊金鑰簽的，外面的人不再採信"), required=False)


class VerifyForm(forms.Form):
    """A certificate's code, or its file."""

    code = forms.CharField(
        label=_("查驗碼"), max_length=40, required=False, help_text=_("證明書上 QR 碼旁邊的 16 個字")
    )
    file = forms.FileField(label=_("數位證明書的檔案"), required=False, help_text=_("副檔名是 .json"))

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        found = super().clean() or {}
        if not self.errors and not found.get("code") and not found.get("file"):
            raise ValidationError(_("請寫查驗碼，或選檔案。"))
        return found


class LookUpForm(forms.Form):
    """A card's number and its holder's birthday."""

    number = forms.CharField(label=_("卡號"), max_length=30)
    born_on = RocDateField(label=_("出生日期"), help_text=_("例如：49/5/4"))


class CheckForm(forms.Form):
    """What shall stand on her card."""

    name_en = forms.CharField(
        label=_("英文姓名"), max_length=80, required=False, help_text=_("和護照一樣，例如 LIN, SU-CHU")
    )
    address = forms.CharField(
        label=_("寄送地址"), max_length=200, required=False, help_text=_("自己來拿，請寫「自領」")
    )


class MakeForm(forms.Form):
    """A card that is made."""

    fare = forms.ChoiceField(label=_("卡別"), choices=HonorCard.Fare.choices, initial=HonorCard.Fare.FREE)
    number = forms.CharField(
        label=_("卡號"), max_length=30, required=False, help_text=_("已經有紙卡才填；不填就編下一號")
    )


class EndForm(ReasonForm):
    """Why a card ends, and whether another is made."""

    why = forms.ChoiceField(label=_("失效的原因"), choices=HonorCard.End.choices)
