"""Forms about ideas and plans."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actionplans.call import ITEMS, PILLARS
from actionplans.models import Ballot, Consensus, Plan, Signature
from actionplans.models.ballot import MOST_DOTS
from foundation.accounts.models import User
from foundation.taiwan.forms import RocDateField
from foundation.ui.lines import Lines
from foundation.ui.shown import KnowsWhatItShowed
from workshops.models import Workshop
from workshops.people import supervisors_of

from .adoption import may_change
from .ballots import DEFAULT_QUESTION


class PlanForm(KnowsWhatItShowed, forms.ModelForm[Plan]):
    """What a plan says. Everything may be empty while it is a candidate; adoption asks for what it needs.

    Once its workshop's report is handed in, it has the fields that say who carries the plan out.
    """

    pillar = forms.ChoiceField(label=_("主軸"), required=False, widget=forms.RadioSelect)
    call_item = forms.ChoiceField(label=_("回應哪一項行動號召"), required=False)
    supervisor = forms.ModelChoiceField(
        User.objects.none(),
        label=_("追蹤督導"),
        required=False,
        empty_label=_("還沒指派"),
        help_text=_("負責之後的成果追蹤紀錄"),
    )
    first_step_on = RocDateField(label=_("第一步的日期"), required=False)

    class Meta:
        model = Plan
        fields = (
            "title",
            "pillar",
            "call_item",
            "problem",
            "goal",
            "beneficiaries",
            "lead_agency",
            "person_in_charge",
            "contact_email",
            "supervisor",
            "partners",
            "first_step",
            "first_step_on",
            "vow",
        )
        widgets = {
            "problem": Lines(attrs={"rows": 2}),
            "goal": Lines(attrs={"rows": 2}),
            "beneficiaries": forms.TextInput(),
            "partners": forms.TextInput(),
        }

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pillar"].choices = [(one.code, one.shown) for one in PILLARS]
        self.fields["call_item"].choices = [("", "—"), *((one.code, one.shown) for one in ITEMS)]
        if self.instance.state == Plan.State.ADOPTED:
            for name in [name for name in self.fields if not may_change(self.instance, name)]:
                del self.fields[name]
        people = supervisors_of(workshop)
        self.fields["supervisor"].queryset = User.objects.filter(pk__in=[one.pk for one in people])
        if self.instance.supervisor_id is None:
            self.initial["supervisor"] = workshop.supervisor_id


class ConsensusForm(KnowsWhatItShowed, forms.ModelForm[Consensus]):
    """The room's consensus. Two who write it down at once are asked, not overwritten."""

    statement = forms.CharField(
        label=_("共識聲明"),
        help_text=_("幾句話，會念出來，也會印在報告裡"),
        max_length=1000,
        widget=Lines(attrs={"rows": 4}),
    )

    class Meta:
        model = Consensus
        fields = ("statement",)


class BallotForm(forms.ModelForm[Ballot]):
    """What the room is asked, and how its dots are given out."""

    # Declared, since a field made from the column would take 0 first and refuse it by the model's bound afterwards.
    dots = forms.IntegerField(
        label=_("每份幾點"),
        initial=3,
        min_value=1,
        max_value=MOST_DOTS,
        help_text=_("1 到 10 點，可以全部給同一個構想"),
    )

    class Meta:
        model = Ballot
        fields = ("question", "dots", "voter", "hidden")
        widgets = {"voter": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("question", gettext(DEFAULT_QUESTION))


class SignatureForm(forms.ModelForm[Signature]):
    """Who promises. The drawing comes from the page's script and may be empty."""

    strokes = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Signature
        fields = ("name", "unit")


class PlanListForm(forms.Form):
    """A sheet of plans that comes back."""

    file = forms.FileField(
        label=_("上傳改好的檔案"),
        help_text=_("ODS、XLSX、XLS 或 CSV，5 MB 以內"),
        widget=forms.FileInput(attrs={"accept": ".ods,.xlsx,.xls,.csv"}),
        allow_empty_file=True,  # the reader says what is wrong with it
    )
