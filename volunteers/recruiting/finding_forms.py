"""Forms of matching: what a volunteer agrees to, and what a unit asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.accounts import sectors
from foundation.accounts.models import County
from foundation.ui.choosing import options_of
from volunteers.models import Findable
from volunteers.rules import consents
from volunteers.rules.service_words import SKILLS, SLOTS

from .opening_forms import ticks

WISHES = ("counties", "categories", "slots", "skills")


class FindableForm(forms.Form):
    """Where, what, when, with what; and that she agrees."""

    counties = ticks(_("願意服務的縣市"), {})
    categories = ticks(_("想做的服務"), {})
    slots = ticks(_("可以服務的時段"), SLOTS)
    skills = ticks(_("專長"), SKILLS)
    agreed = forms.BooleanField(label=_("我看過上面的說明，同意讓單位找到我"), required=False)

    def __init__(self, *args: Any, stands: Findable | None, **kwargs: Any) -> None:
        initial = {name: getattr(stands, name) for name in WISHES} if stands is not None else {}
        super().__init__(*args, **{"initial": initial, **kwargs})
        options_of(self, "counties").choices = [(one.pk, one.shown) for one in County.objects.all()]
        options_of(self, "categories").choices = [(code, sectors.name(code)) for code in sectors.CATEGORIES]

    @property
    def wishes(self) -> dict[str, list[str]]:
        """What the domain takes."""
        return {name: self.cleaned_data.get(name, []) for name in WISHES}

    @property
    def version(self) -> str:
        """The version that was agreed to; empty where it was not."""
        return consents.FOUND if self.cleaned_data.get("agreed") else ""
