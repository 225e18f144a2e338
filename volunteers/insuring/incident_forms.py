"""Forms about incidents and claims."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.taiwan.forms import ClockField, RocDateField
from foundation.ui.choosing import name_rows, rows_of
from volunteers.models import Enrolment, Incident, Place, Policy, Post, Unit, Volunteer
from volunteers.persons import searching

MOST_LISTED = 50


class IncidentForm(forms.Form):
    """Who, when, where, and what happened.

    Args:
        unit: whose people it may be about, those of others whom it called up for an event among them.
        text: a name that was looked for; the first of all where none was.
    """

    find = forms.CharField(
        label=_("找志工"), max_length=50, required=False, help_text=_("輸入姓名的開頭或志工編號，按「找」，再從名單選")
    )
    volunteer = forms.ModelChoiceField(Volunteer.objects.none(), label=_("志工"), empty_label=_("請選一位"))
    happened_on = RocDateField(label=_("發生日期"))
    clock = ClockField(label=_("發生時間"), required=False, help_text=_("不確定就留空"))
    known_on = RocDateField(label=_("單位知道的日期"), help_text=_("通知保險公司的期限從這天起算"))
    place = forms.CharField(label=_("地點"), max_length=200)
    doing = forms.ChoiceField(label=_("當時在做什麼"), choices=Incident.Doing.choices)
    told = forms.CharField(
        label=_("發生了什麼事"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("經過、有沒有受傷、送到哪裡。加密保存，不進稽核軌跡，也不隨名冊匯出"),
    )  # fmt: skip

    def __init__(self, *args: Any, unit: Unit, text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        called = Place.objects.filter(duty__post__unit=unit, duty__post__kind=Post.Kind.EVENT).values("volunteer")
        own = Enrolment.objects.filter(unit=unit).values("volunteer")
        everybody = Volunteer.objects.living().filter(Q(pk__in=own) | Q(pk__in=called))
        field: Any = self.fields["volunteer"]
        field.queryset = everybody
        chosen = self["volunteer"].value()
        found = list(searching.find(everybody, text).order_by("name_key", "pk")[: MOST_LISTED + 1])
        self.has_more = len(found) > MOST_LISTED
        del found[MOST_LISTED:]
        if chosen and str(chosen).isdecimal() and len(str(chosen)) < 19:
            found += [one for one in everybody.filter(pk=chosen) if one not in found]
        # Any of the unit's people may be sent; the list offers those who were looked for, and no thousands.
        field.choices = [("", field.empty_label), *((one.pk, f"{one.name}　{one.identity_shown}") for one in found)]

    @property
    def values(self) -> dict[str, Any]:
        """What the word takes; the time as minutes since midnight."""
        at = self.cleaned_data["clock"]
        names = ("happened_on", "known_on", "place", "doing")
        return {name: self.cleaned_data[name] for name in names} | {"clock": at.hour * 60 + at.minute if at else None}


class ClaimForm(forms.Form):
    """Of which policy, or of which other insurer, is claimed."""

    policy = forms.ModelChoiceField(
        Policy.objects.none(), label=_("保單"), required=False, empty_label=_("不是志工保險（例如旅行平安險）")
    )
    insurer = forms.CharField(
        label=_("另一家保險公司"), max_length=60, required=False, help_text=_("不是上面的保單才填")
    )

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        running = Policy.objects.filter(unit=incident.unit_id).on(incident.happened_on)
        rows_of(self, "policy").queryset = running.exclude(claims__incident=incident)
        name_rows(self, "policy", lambda one: f"{one.insurer}　{one.number}")


class StepForm(forms.Form):
    """A step of a claim: its day, an amount, and the insurer's words."""

    on = RocDateField(label=_("日期"), required=False, help_text=_("留空就是今天"))
    amount = forms.IntegerField(label=_("金額（元）"), min_value=0, max_value=100_000_000, required=False)
    why = forms.CharField(label=_("保險公司的說明"), max_length=2000, required=False)


class PaperForm(forms.Form):
    """A photo or a document."""

    file = forms.FileField(
        label=_("照片或文件"),
        help_text=_("診斷證明、收據、簽到表：JPG、PNG、WebP、PDF 或 ODT，20 MB 以內；只有能看這件事故的人看得到"),
        widget=forms.FileInput(attrs={"accept": "image/*,.pdf,.odt,.ods"}),
    )
