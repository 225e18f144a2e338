"""Forms of training sessions: what one is, its lessons, who comes, and what an assessment said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts import sectors
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.taiwan.forms import ClockField, RocDateField
from foundation.ui.choosing import options_of
from volunteers.filing import authorities
from volunteers.models import Authority, TrainingSession, Unit
from volunteers.rules.courses import PROGRAMMES

from .sessions import Slot

MOST_UNITS = 500
BLANK_ROWS = 3
MOST_LESSONS = 40


class FactsForm(forms.ModelForm[TrainingSession]):
    """What is said of a session."""

    class Meta:
        model = TrainingSession
        fields = ("title", "place", "capacity", "open_to", "issuer", "remark")
        help_texts = {
            "title": gettext_lazy("例如：115 年度第一梯次志工基礎訓練"),
            "capacity": gettext_lazy("留空就不限；額滿之後報名的人排候補"),
            "issuer": gettext_lazy("印在證明上；留空就是辦理的單位或機關"),
            "remark": gettext_lazy("例如：請自備環保杯，中午供餐"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issuer"].required = False


class NewForm(FactsForm):
    """A new session: who holds it, and which training on which day, laid out by itself."""

    organiser = forms.ChoiceField(label=gettext_lazy("由誰辦理"))
    programme = forms.ChoiceField(
        label=gettext_lazy("先排哪一種訓練"), required=False,
        help_text=gettext_lazy("照規定的課目和時數排好，下一步可以調整、加別的訓練"),
    )  # fmt: skip
    on = RocDateField(label=gettext_lazy("第一天"), help_text=gettext_lazy("例如 115/7/4"))
    starts = ClockField(label=gettext_lazy("幾點開始"), initial="09:00")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisers = organisers_for(user)
        options_of(self, "organiser").choices = [(key, name) for key, (name, _what) in self.organisers.items()]
        options_of(self, "programme").choices = [
            ("", _("都不要，我自己排")), *((code, one.name) for code, one in PROGRAMMES.items())
        ]  # fmt: skip

    @property
    def held_by(self) -> dict[str, Any]:
        """Unit, or office and category, as `sessions.plan` takes them."""
        return self.organisers[self.cleaned_data["organiser"]][1]

    @property
    def facts(self) -> dict[str, Any]:
        """What is said of the session itself."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


def organisers_for(user: User) -> dict[str, tuple[str, dict[str, Any]]]:
    """Who may hold a session that this person plans: her units, and the offices she reviews for."""
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    reviews = reach(user, Permission.REVIEW_UNITS)
    for office in Authority.objects.filter(county__in=reviews.counties).select_related("county"):
        category = office.categories[0] if office.categories else authorities.COMPREHENSIVE
        found[f"a{office.pk}-{category}"] = (office.shown, {"authority": office, "category": category})
    for county, category in sorted(reviews.sectors):
        office = authorities.in_charge(county=county, category=category)
        name = _("%(office)s（%(category)s）") % {"office": office.shown, "category": sectors.name(category)}
        found[f"a{office.pk}-{category}"] = (name, {"authority": office, "category": category})
    units = Unit.objects.visible_to(user, Permission.KEEP_VOLUNTEERS).working()
    for unit in units.select_related("organisation", "county").order_by("county", "number")[:MOST_UNITS]:
        found[f"u{unit.pk}"] = (str(unit), {"unit": unit})
    return found


class LessonForm(forms.Form):
    """One lesson; empty where nothing stands in its row."""

    what = forms.ChoiceField(label=gettext_lazy("課目"), required=False)
    on = RocDateField(label=gettext_lazy("日期"), required=False)
    starts = ClockField(label=gettext_lazy("開始"), required=False)
    ends = ClockField(label=gettext_lazy("結束"), required=False)
    lecturer = forms.CharField(label=gettext_lazy("講師"), max_length=50, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options_of(self, "what").choices = [("", _("不排這一堂")), *_courses()]

    def clean(self) -> dict[str, Any]:
        """A lesson has its course, its day and its time."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("what"):
            for name in ("on", "starts", "ends"):
                if given.get(name) is None and name not in self.errors:
                    self.add_error(name, _("請填這一堂的日期和時間。"))
        return given

    @property
    def slot(self) -> Slot | None:
        """The lesson it says."""
        given = self.cleaned_data
        if not given.get("what"):
            return None
        code, _dash, number = given["what"].rpartition("-")
        return Slot(code, int(number), given["on"], given["starts"], given["ends"], given["lecturer"])


LessonForms = forms.formset_factory(LessonForm, extra=BLANK_ROWS, max_num=MOST_LESSONS, absolute_max=MOST_LESSONS + 5)


def lesson_rows(session: TrainingSession) -> Sequence[dict[str, Any]]:
    """What the rows say to begin with."""
    return [
        {
            "what": f"{one.programme}-{one.course}", "on": one.on, "starts": one.starts, "ends": one.ends,
            "lecturer": one.lecturer,
        }
        for one in session.lessons.all()
    ]  # fmt: skip


def _courses() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (str(programme.name), [(f"{code}-{one.number}", str(one.name)) for one in programme.courses])
        for code, programme in PROGRAMMES.items()
    ]


class ClosingForm(forms.Form):
    """Until when a qualification holds that a session gives; asked only where it runs out."""

    valid_until = RocDateField(label=gettext_lazy("資格有效期限"), required=False)
