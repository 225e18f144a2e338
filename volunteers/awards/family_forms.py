"""Whom a family is made of: asked for a finding and kept nowhere, put forward, or kept."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.taiwan import naming
from foundation.taiwan.fullwidth import tidy
from foundation.ui.choosing import options_of
from volunteers.models import Enrolment, Unit, Volunteer
from volunteers.rules.award_terms import Award, Kind, leaves

from . import families

MOST = 12


class FamilyForm(forms.Form):
    """The members of a family, and what somebody has found out about it.

    Args:
        there: of the unit's people, those whom this person sees.
        awards: those for families; what people are to state of one is asked here.
    """

    members = forms.CharField(
        label=gettext_lazy("家庭成員"), max_length=600, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("一行一位，寫這個單位志工的姓名；同名的再加編號，例如「林素珠 H03」"),
    )  # fmt: skip
    stated = forms.MultipleChoiceField(
        label=gettext_lazy("已經查明符合的"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("只用來試算，不會存下來；提報時再切結"),
    )  # fmt: skip

    def __init__(self, *args: Any, there: Iterable[Enrolment], awards: Iterable[Award], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.there = there
        self.keys: dict[str, list[str]] = {}
        for award in awards:
            for leaf in leaves(award.rule):
                if leaf.kind is Kind.STATED:
                    self.keys.setdefault(str(leaf.words), []).append(leaf.key)
        options_of(self, "stated").choices = [(words, words) for words in self.keys]
        if not self.keys:
            del self.fields["stated"]

    def clean_members(self) -> list[Volunteer]:
        """The volunteers who are meant, each once."""
        by_name: dict[str, list[Enrolment]] = {}
        for one in self.there:
            by_name.setdefault(one.volunteer.name_key, []).append(one)
        found: dict[int, Volunteer] = {}
        wrong: list[str] = []
        for line in filter(None, (tidy(each) for each in self.cleaned_data["members"].splitlines())):
            name, number = _apart(line)
            those = by_name.get(naming.person_key(name), []) or by_name.get(naming.person_key(line), [])
            those = [one for one in those if not number or one.number == number] if len(those) > 1 or number else those
            if not those:
                wrong.append(_("這個單位沒有「%(line)s」。") % {"line": line})
            elif len({one.volunteer_id for one in those}) > 1:
                wrong.append(_("這個單位有不只一位「%(line)s」，請在姓名後面加編號。") % {"line": line})
            else:
                found[those[0].volunteer_id] = those[0].volunteer
        if len(found) > MOST:
            wrong.append(_("一次最多 %(n)s 位。") % {"n": MOST})
        if wrong:
            raise forms.ValidationError(wrong)
        return list(found.values())

    @property
    def statements(self) -> list[str]:
        """The keys of what was found out."""
        return [key for words in self.cleaned_data.get("stated", ()) for key in self.keys[words]]


def _apart(line: str) -> tuple[str, str]:
    """A name, and the number behind it if there is one."""
    found = re.fullmatch(r"(.*?)\s+(\S*\d\S*)", line)
    return (found[1], found[2]) if found else (line, "")


class KinForm(forms.Form):
    """A family: who it is and how each is related to the applicant.

    Members serve in this unit or in any other: those of others are named with their day of birth.
    """

    MOST = 6
    applicant = forms.CharField(
        label=gettext_lazy("申請人"),
        max_length=50,
        help_text=gettext_lazy("這個單位的志工，寫志工編號或姓名"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = _("志工編號或姓名；別的單位的志工，姓名後面加出生日期，例如「王大明 70/1/2」")
        for number in range(1, self.MOST):
            # What is said once over the first line holds for those below it.
            self.fields[f"member_{number}"] = forms.CharField(
                label=_("成員 %(number)s") % {"number": number + 1}, max_length=50, required=number == 1,
                help_text=named if number == 1 else "",
            )  # fmt: skip
            self.fields[f"relation_{number}"] = forms.CharField(
                label=_("成員 %(number)s和申請人的關係") % {"number": number + 1}, max_length=40, required=number == 1,
                help_text=_("例如配偶、長女") if number == 1 else "",
            )  # fmt: skip

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """The fields of each member side by side."""
        return [(self[f"member_{number}"], self[f"relation_{number}"]) for number in range(1, self.MOST)]

    def members(self, unit: Unit, on: dt.date) -> list[tuple[int, str]]:
        """Who is meant, each with how she is related.

        Raises:
            ValidationError: by field, who is not found.
        """
        given, found, wrong = self.cleaned_data, [], {}
        for number in range(self.MOST):
            name = "applicant" if not number else f"member_{number}"
            if not given[name]:
                continue
            try:
                found.append((families.found(unit, given[name], on, anywhere=bool(number)),
                              given[f"relation_{number}"] if number else ""))  # fmt: skip
            except forms.ValidationError as refused:
                wrong[name] = refused.messages
        if wrong:
            raise forms.ValidationError(wrong)
        return found


class KeepForm(KinForm):
    """A family that is to be kept."""

    agreed = forms.BooleanField(
        label=gettext_lazy("全部成員都同意一起登錄，也同意單位看到每一位的服務紀錄"), required=False,
    )  # fmt: skip
