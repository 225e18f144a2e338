"""Forms about volunteers; what is true of them is checked by the words they call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.accounts import sectors
from foundation.taiwan.forms import ClockField, RocDateField
from foundation.ui.choosing import rows_of
from volunteers.models import Enrolment, Unit, Volunteer
from volunteers.rules.courses import PROGRAMMES

NOTHING_CHOSEN = [("", _("還沒選"))]


class PersonForm(forms.Form):
    """What is known of a volunteer."""

    name = forms.CharField(label=_("姓名"), max_length=50)
    name_en = forms.CharField(label=_("英文姓名"), max_length=80, required=False, help_text=_("榮譽卡與英文證明書用"))
    number = forms.CharField(
        label=_("證號"),
        max_length=20,
        required=False,
        help_text=_("身分證、居留證或護照號碼；加密保存，畫面只顯示頭尾"),
    )
    kind = forms.BooleanField(label=_("這是護照號碼"), required=False)
    reason = forms.CharField(
        label=_("檢查碼不符，仍要登錄的原因"),
        max_length=200,
        required=False,
        help_text=_("只有舊的紙本資料抄不清楚時才填；平常留空"),
    )
    sex = forms.ChoiceField(label=_("性別"), choices=NOTHING_CHOSEN + list(Volunteer.Sex.choices), required=False)
    born_on = RocDateField(label=_("出生日期"), required=False)
    phone = forms.CharField(label=_("電話"), max_length=30, required=False)
    email = forms.EmailField(label=_("電子郵件"), required=False)
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    education = forms.ChoiceField(
        label=_("學歷"), choices=NOTHING_CHOSEN + list(Volunteer.Education.choices), required=False
    )
    occupation = forms.ChoiceField(
        label=_("職業"), choices=NOTHING_CHOSEN + list(Volunteer.Occupation.choices), required=False
    )
    emergency_name = forms.CharField(label=_("緊急聯絡人"), max_length=50, required=False)
    emergency_phone = forms.CharField(label=_("緊急聯絡電話"), max_length=30, required=False)

    @property
    def identity(self) -> dict[str, str]:
        """Number, kind and reason as the words take them."""
        passport = Volunteer.IdentityKind.PASSPORT.value if self.cleaned_data["kind"] else ""
        return {"number": self.cleaned_data["number"], "kind": passport, "reason": self.cleaned_data["reason"]}


class JoinForm(forms.Form):
    """Into which unit somebody comes, and since when."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("運用單位"), empty_label=None)
    joined_on = RocDateField(label=_("加入日期"))
    number_in_unit = forms.CharField(
        label=_("志工編號"), max_length=20, required=False, help_text=_("單位自己的編號，印在志工證上")
    )
    rank = forms.ChoiceField(label=_("身分"), choices=Enrolment.Rank.choices, initial=Enrolment.Rank.MEMBER)
    another = forms.BooleanField(
        label=_("是另一位同名的人"), required=False, help_text=_("確定不是同一個人才勾選，再按一次登錄")
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows_of(self, "unit").queryset = units


class FindForm(forms.Form):
    """Whether somebody is in the register already, before she is entered once more."""

    number = forms.CharField(label=_("證號"), max_length=20, help_text=_("輸入完整證號，先查有沒有登錄過"))
    kind = forms.BooleanField(label=_("這是護照號碼"), required=False)


class LeaveForm(forms.Form):
    """Somebody's last day in a unit."""

    left_on = RocDateField(label=_("最後一日"))
    why = forms.CharField(label=_("離隊原因"), max_length=200, required=False)


class TrainingForm(forms.Form):
    """A training that somebody has completed."""

    programme = forms.ChoiceField(label=_("訓練"), choices=[(code, one.name) for code, one in PROGRAMMES.items()])
    unit = forms.ChoiceField(
        label=_("介紹哪個單位的業務"), required=False, help_text=_("只有運用單位自訂的、介紹一個單位業務的訓練才要選")
    )
    category = forms.ChoiceField(
        label=_("服務類別"),
        choices=lambda: [("", _("依訓練")), *((code, sectors.name(code)) for code in sectors.CATEGORIES)],
        required=False,
        help_text=_("運用單位自訂的特殊訓練才要選"),
    )
    completed_on = RocDateField(label=_("完成日期"))
    completed_at = ClockField(
        label=_("完成時刻"), required=False, help_text=_("結訓當天就開始服務時才要填，例如 12:00")
    )
    minutes = forms.IntegerField(
        label=_("分鐘"), required=False, min_value=1, max_value=60 * 400, help_text=_("留空就用規定的時數")
    )
    issuer = forms.CharField(label=_("發證單位"), max_length=100)
    certificate = forms.CharField(label=_("證明字號"), max_length=60, required=False)
    is_online = forms.BooleanField(label=_("線上課程"), required=False)
    valid_until = RocDateField(label=_("有效期限"), required=False, help_text=_("會過期的資格才填"))

    def __init__(self, *args: Any, units: Sequence[Unit] = (), **more: Any) -> None:
        """`units` are those she is in that may be meant; where there is only one, nobody is asked."""
        super().__init__(*args, **more)
        self.units = {str(one.pk): one for one in units}
        if len(self.units) > 1:
            field = cast(forms.ChoiceField, self.fields["unit"])
            field.choices = [("", _("請選擇")), *((key, str(one)) for key, one in self.units.items())]
        else:
            del self.fields["unit"]

    @property
    def meant(self) -> Unit | None:
        """The unit that is meant: the chosen one, or the only one there is."""
        if len(self.units) > 1:
            return self.units.get(self.cleaned_data.get("unit") or "")
        return next(iter(self.units.values()), None)


class LinkForm(forms.Form):
    """The account with which a volunteer reads her record."""

    email = forms.EmailField(
        label=_("登入的信箱"), help_text=_("她就能看自己的紀錄冊；縣市承辦人要先給她「志工」的角色")
    )


class ReasonForm(forms.Form):
    """Why something is done that others can read."""

    reason = forms.CharField(label=_("原因"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
