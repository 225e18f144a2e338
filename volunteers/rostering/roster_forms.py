"""Forms about posts, shifts, signing in and out, and what is printed of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.accounts import sectors
from foundation.taiwan.forms import ClockField, RocDateField
from foundation.ui.choosing import rows_of
from volunteers.models import Post, Station, Unit


class PostForm(forms.Form):
    """A post or an event."""

    kind = forms.ChoiceField(
        label=_("種類"), choices=Post.Kind.choices, help_text=_("活動是一次性的，時數以活動的時間為限")
    )
    name = forms.CharField(label=_("服務項目"), max_length=60, help_text=_("例如：關懷訪視、櫃檯引導、燈會交通引導"))
    place = forms.CharField(label=_("地點"), max_length=100, required=False)
    category = forms.ChoiceField(
        label=_("服務類別"),
        choices=lambda: [(code, sectors.name(code)) for code in sectors.CATEGORIES],
        help_text=_("要有這一類的特殊訓練，時數才採計"),
    )
    needed = forms.IntegerField(label=_("每班人數"), min_value=1, max_value=999, initial=1)
    taking = forms.ChoiceField(label=_("誰可以選班"), choices=Post.Taking.choices)
    closes_on = RocDateField(label=_("報名截止"), required=False, help_text=_("沒有填就到班次開始為止"))
    notes = forms.CharField(label=_("說明"), max_length=300, required=False, help_text=_("志工選班時看得到"))
    ended_on = RocDateField(label=_("停用日期"), required=False, help_text=_("這一天以後不再排"))


class PlanForm(forms.Form):
    """Shifts to be planned."""

    post = forms.ModelChoiceField(Post.objects.none(), label=_("服務項目"), empty_label=_("還沒選"))
    on = RocDateField(label=_("日期"))
    starts = ClockField(label=_("開始"))
    ends = ClockField(label=_("結束"), help_text=_("比開始早就是隔天"))
    needed = forms.IntegerField(
        label=_("需要人數"), min_value=1, max_value=999, required=False, help_text=_("沒有填就照服務項目")
    )
    until = RocDateField(label=_("每週重複到"), required=False, help_text=_("沒有填就只排這一天"))

    def __init__(self, unit: Unit, on: dt.date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = Post.objects.filter(unit=unit).on(on)
        rows_of(self, "post").queryset = posts

    @property
    def values(self) -> dict[str, Any]:
        """As `duties.plan` takes it."""
        given = dict(self.cleaned_data)
        return given | {"starts": minutes(given["starts"]), "ends": minutes(given["ends"])}


class TimesForm(forms.Form):
    """From when to when somebody was there."""

    came = ClockField(label=_("簽到"))
    left = ClockField(label=_("離開"), help_text=_("比簽到早就是隔天"))

    def moments(self, on: dt.date) -> tuple[dt.datetime, dt.datetime]:
        """The two moments, of a day and perhaps the next."""
        came, left = (moment(on, self.cleaned_data[name]) for name in ("came", "left"))
        return came, left if left > came else left + dt.timedelta(days=1)


class LeftForm(forms.Form):
    """When somebody left who forgot to sign out, and how that is known."""

    left = ClockField(label=_("幾點離開"), help_text=_("比簽到早就是隔天"))
    reason = forms.CharField(label=_("怎麼知道的"), max_length=200, required=False)

    def moment(self, came_at: dt.datetime) -> dt.datetime:
        """The moment after she came at which the clock showed that."""
        local = timezone.localtime(came_at)
        left = moment(local.date(), self.cleaned_data["left"])
        return left if left > came_at else left + dt.timedelta(days=1)


class StationForm(forms.Form):
    """A device or a poster."""

    kind = forms.ChoiceField(label=_("種類"), choices=Station.Kind.choices)
    name = forms.CharField(label=_("放在哪裡"), max_length=60, help_text=_("例如：一樓服務臺"))


def minutes(clock: dt.time) -> int:
    """Minutes since midnight."""
    return clock.hour * 60 + clock.minute


def moment(on: dt.date, clock: dt.time) -> dt.datetime:
    """A moment of Taiwan's clock."""
    return timezone.make_aware(dt.datetime.combine(on, clock))
