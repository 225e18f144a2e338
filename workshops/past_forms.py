"""The one page on which a county writes down a workshop that was held."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import County

from .balance import FEWEST_GROUPS, MOST_GROUPS
from .forms import CountField, MinutesField, PeopleForm, PlaceForm, RegisterForm, ShortText
from .models import Programme, Workshop
from .programmes import why_no_such_length
from .stages import who_comes

PEOPLE = ("officials_expected", "centre_expected", "cadres_expected")
NEEDED = ("date", "starts_at", "minutes", "venue", "host_unit", "contact_name", "contact_phone", "remark")


class PastForm(RegisterForm):
    """The fields of a registration that still mean something afterwards.

    Whatever is wrong is said at once, also what only shows in several fields together.
    """

    date = PlaceForm.base_fields["date"]
    starts_at = PlaceForm.base_fields["starts_at"]
    # How long a workshop may be, the programme that is chosen beside it says (`clean`).
    minutes = MinutesField(
        label=_("總長度"), required=False, unit="分鐘", help_text=_("例如 205，也可以寫 3 小時 25 分、三個半小時")
    )
    venue = PlaceForm.base_fields["venue"]
    host_unit = PeopleForm.base_fields["host_unit"]
    contact_name = PeopleForm.base_fields["contact_name"]
    contact_phone = PeopleForm.base_fields["contact_phone"]
    officials_expected = CountField(
        label=pgettext_lazy("人數", "機關業務承辦"), required=False, min_value=0, max_value=500, unit="人"
    )
    centre_expected = CountField(
        label=pgettext_lazy("人數", "志推中心"), required=False, min_value=0, max_value=500, unit="人"
    )
    cadres_expected = CountField(
        label=pgettext_lazy("人數", "運用單位幹部"), required=False, min_value=0, max_value=500, unit="人"
    )
    tables = CountField(label=_("當天分幾組"), min_value=FEWEST_GROUPS, max_value=MOST_GROUPS, unit="組")
    remark = ShortText(
        label=_("為什麼現在才登記"), most=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("協會確認時會看到，例如「平臺開放前已辦完」"),
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, counties: QuerySet[County], on: dt.date, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, counties=counties)
        self.on = on
        self.initial.update(initial or {})
        for name in NEEDED:
            self.fields[name].required = True
            self.fields[name].error_messages = {**self.fields[name].error_messages, "required": _("這一欄要填。")}

    def clean_date(self) -> dt.date:
        """A day that is over."""
        date: dt.date = self.cleaned_data["date"]
        if date >= self.on:
            raise ValidationError(
                gettext("補登的是已經辦過的工作坊，請填今天以前的日期；還沒辦的請用「登記新工作坊」。"), code="to_come"
            )
        return date

    def clean(self) -> dict[str, Any]:
        """What the programme takes: how long, and how many people."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        programme: Programme | None = given.get("programme")
        if programme is None:
            return given
        length: int | None = given.get("minutes")
        if length is not None and (problem := why_no_such_length(programme, length)):
            self.add_error("minutes", problem)
        if not self.errors.keys() & set(PEOPLE):
            for lack in who_comes(Workshop(programme=programme, **{name: given.get(name) for name in PEOPLE})):
                self.add_error(lack.field, lack)
        return given
