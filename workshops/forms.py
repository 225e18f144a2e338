"""What an officer may type into a registration. Every field is cleaned on its own.

Nothing is required here: what a hand-in needs stands in `stages.missing_for_submission`.
"""

from __future__ import annotations

import re
from operator import attrgetter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import County, User
from foundation.imports import cells
from foundation.taiwan import duration, fullwidth
from foundation.taiwan.forms import ClockField, RocDateField
from foundation.taiwan.fullwidth import tight

from .balance import FEWEST_GROUPS, MOST_GROUPS
from .models import Programme, Workshop
from .models.programme import ProgrammeQuerySet
from .models.workshop import WorkshopQuerySet
from .people import lecturers, supervisors_of
from .programmes import why_no_such_length

NOT_LISTED = {"invalid_choice": _("清單裡沒有這個人，請從清單選一位。")}

# The number a refusal names where the field has room for it.
EXAMPLE = 60


class CountField(forms.IntegerField):
    """A number as people type it: 60, ６０, 60人. Refusals say what was read and what would be right."""

    def __init__(self, *, unit: str = "", **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}), **kwargs)
        self.unit = unit

    def to_python(self, value: Any) -> int | None:
        """The number; `ValidationError` with a sentence."""
        if value is None or isinstance(value, int) or not str(value).strip():
            return None if not isinstance(value, int) else value
        plain = tight(str(value)).replace(",", "").removesuffix(self.unit)
        said = {"text": str(value)[:20], "example": self.example, "low": self.least}
        if re.fullmatch(r"[-−]\d+(\.\d+)?|\d*\.\d+", plain):
            raise ValidationError(
                gettext("「%(text)s」不能填在這裡，請填 %(low)s 以上的整數，例如 %(example)s。") % said, code="invalid"
            )
        if not plain.isascii() or not plain.isdigit():
            raise ValidationError(
                gettext("「%(text)s」讀不成數字，請填阿拉伯數字，例如 %(example)s。") % said, code="invalid"
            )
        if len(plain) > 6:
            raise ValidationError(gettext("「%(text)s」太大了，請確認位數，例如 %(example)s。") % said, code="invalid")
        return int(plain)

    @property
    def least(self) -> int:
        """The smallest number that is right here."""
        return self.min_value if isinstance(self.min_value, int) else 0

    @property
    def example(self) -> int:
        """A number that would be right here."""
        low, high = self.least, self.max_value
        if isinstance(high, int) and high < EXAMPLE:
            return (low + high) // 2
        return max(low, EXAMPLE)

    def run_validators(self, value: Any) -> None:
        """Within the bounds, in words."""
        if value is None:
            return
        low, high = self.min_value, self.max_value
        if (low is not None and value < low) or (high is not None and value > high):
            raise ValidationError(
                gettext("這裡可以填 %(low)s 到 %(high)s，%(value)s 不在範圍內，請確認。")
                % {"low": low, "high": high, "value": value},
                code="out_of_range",
            )


class MinutesField(CountField):
    """How long something lasts: 205, and as people say it, 三個半小時."""

    @property
    def example(self) -> int:
        """As long as most workshops."""
        return 205

    def to_python(self, value: Any) -> int | None:
        """The minutes, also where they are said in hours."""
        if isinstance(value, str):
            try:
                said = duration.read(value)
            except ValueError as unclear:
                raise ValidationError(str(unclear), code="invalid") from None
            if said is not None:
                return said
        return super().to_python(value)


class GroupsField(CountField):
    """How many groups: what a room can be divided into, which is wider than what its programme advises."""

    programme: Programme

    @property
    def advice(self) -> str:
        """How many groups may be planned, and how many the programme wants."""
        return gettext("可以填 %(low)s 到 %(high)s 組，這個方案建議 %(least)s–%(most)s 組") % {
            "low": FEWEST_GROUPS,
            "high": MOST_GROUPS,
            "least": self.programme.groups_min,
            "most": self.programme.groups_max,
        }

    def run_validators(self, value: Any) -> None:
        """Within what the day's grouping takes, with the advice."""
        if value is not None and not FEWEST_GROUPS <= value <= MOST_GROUPS:
            raise ValidationError(
                gettext("%(value)s 組不在範圍內：%(advice)s。") % {"value": value, "advice": self.advice},
                code="out_of_range",
            )


class LengthField(MinutesField):
    """How long the workshop lasts; within the bounds of its programme."""

    programme: Programme

    @property
    def example(self) -> int:
        """The length that the programme advises."""
        return self.programme.minutes_advised or self.programme.minutes_min

    def run_validators(self, value: Any) -> None:
        """As long as the programme takes, in the programme's words."""
        if value is not None and (problem := why_no_such_length(self.programme, value)):
            raise ValidationError(problem, code="out_of_range")


class ShortText(forms.CharField):
    """A line of text whose refusal says how much too long it is."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.most = most

    def validate(self, value: Any) -> None:
        """Not longer than the column."""
        super().validate(value)
        if len(value) > self.most:
            raise ValidationError(
                gettext("最多 %(most)s 字，現在 %(have)s 字，請縮短。") % {"most": self.most, "have": len(value)},
                code="too_long",
            )


class PhoneField(ShortText):
    """A telephone number, read as the lists of participants are: `foundation.imports.cells.phone`."""

    def clean(self, value: Any) -> str:
        """The number in half width; `ValidationError` with a sentence for what is none."""
        text = fullwidth.phone(str(super().clean(value)))
        if text:
            try:
                cells.phone(text)
            except ValueError as wrong:
                raise ValidationError(str(wrong), code="invalid") from None
        return text


class StepForm(forms.Form):
    """One step of the registration; `workshop` gives the choices that depend on it."""

    def __init__(self, data: Any = None, *, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.workshop = workshop


def yes_or_no(value: str) -> bool:
    """A radio button's answer."""
    return value == "yes"


class PlaceForm(StepForm):
    """Step 1: when and where."""

    date = RocDateField(
        label=_("日期"), required=False, help_text=_("民國或西元都可以，例如 115/6/10、1150610、2026-06-10")
    )
    starts_at = ClockField(label=_("開始時間"), required=False, help_text=_("24 小時制，例如 13:30"))
    minutes = LengthField(label=_("總長度"), required=False, unit="分鐘")
    occasion = forms.ChoiceField(
        label=_("辦理方式"), required=False, widget=forms.RadioSelect, choices=Workshop.Occasion.choices
    )
    venue = ShortText(label=_("場地名稱"), most=100, help_text=_("輸入兩個字就會列出以前用過的場地"))
    address = ShortText(label=_("地址"), most=150)
    seats = CountField(label=_("容納人數"), required=False, min_value=1, max_value=5000, unit="人")
    flat_floor = forms.TypedChoiceField(
        label=_("可分組討論的平面會議室"), required=False, coerce=yes_or_no, empty_value=None,
        widget=forms.RadioSelect, choices=[("yes", _("是，桌椅可以移動")), ("no", _("不是，例如階梯教室"))],
    )  # fmt: skip
    projector = forms.BooleanField(label=_("投影機與布幕"), required=False)
    microphones = forms.BooleanField(label=_("無線麥克風"), required=False)
    power = forms.BooleanField(label=_("每組電源延長線"), required=False)
    network = forms.ChoiceField(
        label=_("現場網路"), required=False, widget=forms.RadioSelect,
        help_text=_("各組同時填表時，曾經斷線就選「不太穩」"),
        choices=[
            (Workshop.Network.STABLE.value, _("穩定\n線上填寫即可")),
            (Workshop.Network.UNSTABLE.value, _("不太穩\n另外準備紙本表單")),
            (Workshop.Network.NONE.value, _("沒有\n以紙本為主，會後補登")),
        ],
    )  # fmt: skip

    def __init__(self, data: Any = None, *, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(data, workshop=workshop, **kwargs)
        length = self.fields["minutes"]
        length.programme = workshop.programme
        bounds = {"least": workshop.programme.minutes_min, "most": workshop.programme.minutes_max}
        length.help_text = gettext("可以填 %(least)s 到 %(most)s 分；3 小時是 180 分") % bounds


class PeopleForm(StepForm):
    """Step 2: who holds it, who leads it, who follows it up, who comes."""

    host_unit = ShortText(label=_("主辦機關"), most=100)
    contact_name = ShortText(label=_("聯絡人"), most=50)
    contact_phone = PhoneField(label=_("聯絡電話"), most=30, help_text=_("例如 089-326141 分機 1234"))
    contact_email = forms.EmailField(
        label=_("聯絡信箱"), required=False, max_length=254, help_text=_("協會寄確認通知用"),
        error_messages={"invalid": _("這不是完整的電子郵件，請檢查 @ 前後，例如 name@example.gov.tw。")},
    )  # fmt: skip
    supervisor = forms.ModelChoiceField(
        User.objects.none(), label=_("追蹤督導"), required=False, empty_label=_("還沒決定（結案前要指派）"),
        help_text=_("負責 3–6 個月的成果追蹤紀錄"), error_messages=NOT_LISTED,
    )  # fmt: skip
    lecturers_wanted = CountField(label=_("請協會派講師"), required=False, min_value=0, max_value=5, unit="人")
    assistants_wanted = CountField(label=_("請協會派助教"), required=False, min_value=0, max_value=5, unit="人")
    officials_expected = CountField(
        label=pgettext_lazy("人數", "機關業務承辦"), required=False, min_value=0, max_value=500, unit="人"
    )
    centre_expected = CountField(
        label=pgettext_lazy("人數", "志推中心"), required=False, min_value=0, max_value=500, unit="人"
    )
    cadres_expected = CountField(
        label=pgettext_lazy("人數", "運用單位幹部"), required=False, min_value=0, max_value=500, unit="人"
    )
    groups_planned = GroupsField(
        label=_("組數"), required=False, min_value=FEWEST_GROUPS, max_value=MOST_GROUPS, unit="組"
    )
    remark = ShortText(label=_("給協會的話"), most=1000, widget=forms.Textarea)

    def __init__(self, data: Any = None, *, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(data, workshop=workshop, **kwargs)
        groups = self.fields["groups_planned"]
        groups.programme = workshop.programme
        groups.help_text = groups.advice
        people = supervisors_of(workshop)
        self.fields["supervisor"].queryset = User.objects.filter(pk__in=[one.pk for one in people]).order_by("name")


STEP_FORMS: dict[str, type[StepForm]] = {"place": PlaceForm, "people": PeopleForm}
"""The steps that are made of fields of the workshop; the other two are the agenda and the hand-in."""


class FilterForm(forms.Form):
    """What the list of workshops can be narrowed to; an unknown value narrows nothing."""

    programme = forms.ChoiceField(label=pgettext_lazy("一個", "方案"), required=False)
    county = forms.ChoiceField(label=_("縣市"), required=False)
    state = forms.ChoiceField(label=_("狀態"), required=False, choices=[("", _("全部狀態")), *Workshop.State.choices])

    def __init__(self, data: Any, *, programmes: ProgrammeQuerySet, counties: QuerySet[County]) -> None:
        super().__init__(data)
        self.fields["programme"].choices = [
            ("", _("全部方案")), *((one.slug, f"{one.year}　{one.shown}") for one in programmes)
        ]  # fmt: skip
        self.fields["county"].choices = [("", _("全部縣市")), *((one.code, one.shown) for one in counties)]

    def narrow(self, rows: WorkshopQuerySet) -> WorkshopQuerySet:
        """The rows that match."""
        paths = {"programme": "programme__slug", "county": "county", "state": "state"}
        wanted = {paths[name]: value for name, value in self.cleaned_data.items() if value}
        return rows.filter(**wanted)


class LecturersForm(forms.Form):
    """Who is sent to a workshop."""

    lecturer = forms.ModelChoiceField(
        User.objects.none(), label=_("講師"), required=False, empty_label=_("還沒派任"), error_messages=NOT_LISTED
    )
    assistant = forms.ModelChoiceField(
        User.objects.none(), label=_("助教"), required=False, empty_label=_("還沒派任"), error_messages=NOT_LISTED
    )

    def __init__(self, data: Any = None, *, workshop: Workshop) -> None:
        super().__init__(data, initial={"lecturer": workshop.lecturer_id, "assistant": workshop.assistant_id})
        able = {one.pk for one in lecturers()} | {workshop.lecturer_id, workshop.assistant_id} - {None}
        for field in self.fields.values():
            field.queryset = User.objects.filter(pk__in=able).order_by("name")


class SupervisorForm(forms.Form):
    """Who follows a workshop's plans up."""

    supervisor = forms.ModelChoiceField(
        User.objects.none(), label=_("追蹤督導"), required=False, empty_label=_("還沒指派"), error_messages=NOT_LISTED
    )

    def __init__(self, data: Any = None, *, workshop: Workshop) -> None:
        super().__init__(data, initial={"supervisor": workshop.supervisor_id})
        able = {one.pk for one in supervisors_of(workshop)} | {workshop.supervisor_id} - {None}
        self.fields["supervisor"].queryset = User.objects.filter(pk__in=able).order_by("name")


class RegisterForm(forms.Form):
    """Which programme a county registers for."""

    programme = forms.ModelChoiceField(Programme.objects.none(), label=pgettext_lazy("一個", "方案"), empty_label=None)
    county = forms.ModelChoiceField(County.objects.none(), label=_("縣市"), empty_label=None)

    def __init__(self, data: Any = None, *, counties: QuerySet[County]) -> None:
        super().__init__(data)
        self.fields["programme"].queryset = Programme.objects.open()
        self.fields["county"].queryset = counties
        for name in ("programme", "county"):
            self.fields[name].label_from_instance = attrgetter("shown")
