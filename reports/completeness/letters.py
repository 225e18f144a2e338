"""A letter to a county's officers about a step it lacks: drafted from the records, edited by hand, sent once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplans.followup.reminders import Reader, officers_on
from foundation import subject_keys
from foundation.accounts.models import County
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.notices import ledger
from foundation.notices.kinds import Kind
from foundation.notices.ledger import Wish
from foundation.notices.letters import Letter
from foundation.notices.models import Notice
from foundation.taiwan import roc
from reports.dashboards.workshop_steps import StepName, steps_of, taken
from reports.models import StageLetter
from workshops.models import Programme

from .stages import KEY


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter before it is sent. `readers` are the officers it would go to; without an address nobody is reached."""

    subject: str
    body: str
    readers: tuple[Reader, ...]


def draft(programme: Programme, county: County, step: StepName, *, now: dt.datetime) -> Draft:
    """What there is to say, in the language that is active. Whoever writes may change every word."""
    name, day = programme.shown, programme.held_by
    asked = {
        "registered": _(
            "貴縣市還沒有登記%(programme)s。請在平臺登記日期、地點和預計人數；日期還沒定，也可以先存草稿。"
        ),
        "held": _(
            "貴縣市登記的%(programme)s，平臺上還沒有辦理完成的紀錄。辦完了請按「結束」；要改期請直接在工作坊頁面改。"
        ),
        "entered": _("貴縣市的%(programme)s辦理了，但還沒有任何一組交出表單。紙本寫的可以拍照上傳，再依照片補登。"),
        "reviewed": _("貴縣市的%(programme)s還有構想沒有整併。請在整併板上決定每一項保留、併入或暫緩。"),
        "adopted": _("貴縣市的%(programme)s還沒有採納行動方案。請補齊主責單位、負責人和第一步，採納後就能交報告。"),
    }
    default = _(
        "貴縣市的%(programme)s到了看成果的時候（%(step)s），還沒有一件方案的成果經督導確認。請負責人回報，並請督導確認。"
    )
    lines = [asked.get(step.code, default) % {"programme": name, "step": step.label}]
    if step.code in ("registered", "held") and day is not None:
        lines.append(_("建議在 %(day)s以前辦理。") % {"day": roc.shown(day)})
    lines.append(_("有困難請直接回覆協會秘書處，我們一起想辦法。"))
    subject = _("%(programme)s：%(county)s還沒有「%(step)s」") % {
        "programme": name, "county": county.shown, "step": step.label,
    }  # fmt: skip
    readers = officers_on(timezone.localdate(now))[0].get(str(county.pk), [])
    return Draft(subject[:100], "\n\n".join(lines), tuple(readers))


def send(
    *, programme: Programme, county: County, step: StepName, subject: str, body: str, by: Acts, now: dt.datetime
) -> tuple[StageLetter, bool]:  # fmt: skip
    """Send a letter to the county's officers through the ledger. Answers the letter, and whether it is new: a second
    one about the same step on the same day is the first.

    Raises:
        ValidationError: nobody holds the office there, none of them has an address, or the wording is missing or long.
    """
    day = timezone.localdate(now)
    readers = [one for one in officers_on(day)[0].get(str(county.pk), []) if one.address]
    if not readers:
        raise ValidationError(
            _("%(county)s沒有承辦人的信箱可以寄。請先在「帳號與權限」給承辦人角色。") % {"county": county.shown}
        )
    letter = StageLetter(
        programme=programme, county=county, step=step.code, subject=" ".join(subject.split()), body=body.strip(),
        to=_("、").join(one.name for one in readers)[:300], written_on=day, written_at=now,
        written_by=by.as_actor().label,
    )  # fmt: skip
    letter.clean_fields(exclude=["programme", "county"])
    with transaction.atomic():
        County.objects.select_for_update(no_key=True).get(pk=county.pk)
        same = StageLetter.objects.filter(programme=programme, county=county, step=step.code, written_on=day).first()
        if same is not None:
            return same, False
        letter.save()
        trail.record(
            Verb.STAGE_LETTER_WRITTEN, letter, by=by, at=now, now={"step": step.label, "subject": letter.subject}
        )
        ledger.say_each(_wishes(letter, readers, now), now=now)
    return letter, True


def _wishes(letter: StageLetter, readers: Sequence[Reader], now: dt.datetime) -> list[Wish]:
    kept: dict[str, Any] = {
        "kind": KEY,
        "subject_key": str(letter.pk),
        "step": letter.step,
        "county": str(letter.county_id),
    }
    return [
        Wish(
            key=f"{KEY}/{letter.pk}/{one.address}"[:200],
            to_name=one.name,
            to_address=one.address,
            due_at=now,
            **kept,
        )
        for one in readers
    ]


def write(notice: Notice, now: dt.datetime) -> Letter | None:
    """The letter as it was worded; None where the county has taken the step since."""
    letter = StageLetter.objects.select_related("programme").filter(pk=notice.subject_key).first()
    if letter is None or has_taken(letter.programme, str(letter.county_id), letter.step):
        return None
    query = f"?programme={letter.programme.slug}&county={letter.county_id}"
    return Letter(
        subject=letter.subject,
        lines=tuple(line.strip() for line in letter.body.splitlines() if line.strip()),
        action=_("看本縣市的工作坊"),
        url=f"{settings.SITE_ADDRESS}{reverse('workshops:list')}{query}",
        foot=_("這封信由協會秘書處寫給縣市承辦人。您收到這封信，是因為您是這個縣市的承辦人。"),
    )


def has_taken(programme: Programme, county: str, step: str) -> bool:
    """Whether a county has taken a step by now (one question)."""
    places = [one.code for one in steps_of(programme)]
    if step not in places:
        return False
    rows = taken(programme, by=None, county=county)
    return any(one.reached > places.index(step) for one in rows)


def visible(user: Any) -> Q:
    """The notices of the letters this person may see."""
    return subject_keys.among(StageLetter.objects.visible_to(user))


LETTERS = Kind(KEY, write, visible)
