"""A campaign's survey: which units were asked to fill it in, and which confirmed that they have.

The survey itself lies elsewhere (IAVE's); what is kept here is who was asked. Units only: no person's data are needed
to count them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.models import County
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import naming
from foundation.taiwan.fullwidth import tidy, tight

from .campaign_rules import Campaign, campaigns
from .models import SurveyAsk

LONGEST_UNIT = 100
MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a list of units: those that are new, and how many stood there already."""

    new: list[SurveyAsk]
    known: int


def ask(*, campaign: Campaign, county: County, units: str, asked_on: dt.date, by: Acts, now: dt.datetime) -> Asked:
    """Note units that were asked, one a line; a unit that stands there already stays as it is.

    Raises:
        ValidationError: no unit, too many, a name that cannot be one, or a day to come. Nothing is noted then.
    """
    names = _read(units)
    if asked_on > timezone.localdate(now):
        raise ValidationError({"asked_on": _("邀請日期不能晚於今天。")})
    with transaction.atomic():
        # Locked, so that two who paste the same list at once do not both add it.
        County.objects.select_for_update().get(pk=county.pk)
        rows = SurveyAsk.objects.filter(campaign_key=campaign.key, county=county)
        there = {_key(unit) for unit in rows.values_list("unit", flat=True)}
        new = []
        for name in names:
            if _key(name) in there:
                continue
            made = SurveyAsk(
                campaign_key=campaign.key, county=county, unit=name, asked_on=asked_on, noted_at=now,
                noted_by=by.as_actor().label[:200],
            )  # fmt: skip
            made.save()
            trail.record(Verb.SURVEY_ASKED, made, by=by, now={"unit": name, "asked_on": asked_on}, at=now)
            new.append(made)
    return Asked(new, len(names) - len(new))


def confirm(*, asks: Iterable[SurveyAsk], on: dt.date, language: str, by: Acts, now: dt.datetime) -> int:
    """Note that units have filled in the survey; how many that is new of.

    Raises:
        ValidationError: none is chosen, a language the survey is not in, or a day before it was asked or to come.
            Nothing is noted then.
    """
    rows = list(asks)
    if not rows:
        raise ValidationError(_("還沒勾選單位。請勾選已經填寫的單位。"))
    if on > timezone.localdate(now):
        raise ValidationError({"on": _("確認日期不能晚於今天。")})
    done = 0
    with transaction.atomic():
        for one in SurveyAsk.objects.select_for_update().filter(pk__in=[row.pk for row in rows], confirmed_on=None):
            if on < one.asked_on:
                raise ValidationError({"on": _("「%(unit)s」的確認日期早於邀請日期。") % {"unit": one.unit}})
            _in_its_languages(one, language)
            one.confirmed_on, one.language = on, language
            one.save(update_fields=["confirmed_on", "language"])
            trail.record(
                Verb.SURVEY_CONFIRMED, one, by=by, now={"confirmed_on": on, "language": language}, at=now
            )  # fmt: skip
            done += 1
    return done


def take_back(*, asks: Iterable[SurveyAsk], by: Acts, now: dt.datetime) -> int:
    """A confirmation was a mistake; how many were taken back.

    Raises:
        ValidationError: none of those chosen is confirmed.
    """
    done = 0
    with transaction.atomic():
        for one in SurveyAsk.objects.select_for_update().filter(pk__in=[row.pk for row in asks]):
            if one.confirmed_on is None:
                continue
            was = {"confirmed_on": one.confirmed_on, "language": one.language}
            one.confirmed_on, one.language = None, ""
            one.save(update_fields=["confirmed_on", "language"])
            trail.record(Verb.CHANGED, one, by=by, was=was, now={"confirmed_on": None, "language": ""}, at=now)
            done += 1
    if not done:
        raise ValidationError(_("勾選的單位都還沒確認，沒有可以取消的。"))
    return done


def remove(*, asks: Iterable[SurveyAsk], by: Acts, now: dt.datetime) -> int:
    """Take units off the list that were entered by mistake; one that has confirmed stays until that is taken back.

    Raises:
        ValidationError: none is chosen, or one of them has confirmed.
    """
    with transaction.atomic():
        rows = list(SurveyAsk.objects.select_for_update().filter(pk__in=[row.pk for row in asks]))
        if not rows:
            raise ValidationError(_("還沒勾選單位。請勾選要刪除的單位。"))
        for one in rows:
            if one.confirmed_on is not None:
                raise ValidationError(_("「%(unit)s」已經確認填寫。要刪除，請先取消確認。") % {"unit": one.unit})
            trail.record(Verb.DELETED, one, by=by, was={"unit": one.unit, "asked_on": one.asked_on}, at=now)
            one.delete()
    return len(rows)


def _read(units: str) -> list[str]:
    """The names in a pasted text, each once, in their order."""
    found: dict[str, str] = {}
    for number, line in enumerate(units.splitlines(), 1):
        text = tidy(line)
        if not text:
            continue
        try:
            name = naming.unit(text)
        except ValueError as refused:
            raise ValidationError(
                {"units": _("第 %(number)s 行：%(why)s") % {"number": number, "why": refused}}
            ) from refused
        if len(name) > LONGEST_UNIT:
            said = {"number": number, "most": LONGEST_UNIT, "n": len(name)}
            raise ValidationError(
                {"units": _("第 %(number)s 行有 %(n)s 字，單位名稱最多 %(most)s 字。一行寫一個單位。") % said}
            )
        found.setdefault(_key(name), name)
    if not found:
        raise ValidationError({"units": _("還沒寫單位。一行寫一個。")})
    if len(found) > MOST_AT_ONCE:
        raise ValidationError(
            {
                "units": _("一次最多 %(most)s 個單位，這裡有 %(n)s 個。請分次貼。")
                % {"most": MOST_AT_ONCE, "n": len(found)}
            }
        )
    return list(found.values())


def _key(name: str) -> str:
    """What makes two spellings one unit: whatever their blanks, width, and 台 for 臺."""
    return tight(name).replace("台", "臺").casefold()


def _in_its_languages(row: SurveyAsk, language: str) -> None:
    if language not in campaigns()[row.campaign_key].survey.languages:
        raise ValidationError({"language": _("請選填寫的是哪一種語言的調查。")})
