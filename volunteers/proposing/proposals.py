"""What a unit does: putting people forward from the list, withdrawing them, handing them in, mending what came back.

Only those of whom the rule does not say no; what it cannot know may be put forward with what is missing named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.workflow.moves import MoveRefused
from volunteers.awards import families, giving, words
from volunteers.models import (
    AwardCandidate,
    AwardKin,
    AwardProposal,
    AwardStanding,
    AwardWindow,
    Enrolment,
    Unit,
    Volunteer,
)
from volunteers.rules.award_judging import Assessment

from . import findings, ranking, subjects, windows
from .moves import MOVES

Kind, State = AwardCandidate.Kind, AwardCandidate.State
LISTED = [AwardStanding.State.ELIGIBLE, AwardStanding.State.CANDIDATE, AwardStanding.State.UNKNOWN]


@dataclass(frozen=True, slots=True)
class Proposed:
    """Who was put forward, and a sentence for each who was not."""

    taken: tuple[AwardCandidate, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody of a unit who may be put forward, and on which list of the award she stands today."""

    volunteer: Volunteer
    state: AwardStanding.State


def listed(window: AwardWindow, unit: Unit, on: dt.date) -> list[Listed]:
    """Who of a unit stands on the lists of the window's award today and is not put forward yet."""
    there = set(AwardCandidate.objects.filter(window=window).live().values_list("volunteer", flat=True))
    found = {key: one for key, one in subjects.on_lists(window, unit, on).items() if one.state in LISTED}
    people = Volunteer.objects.filter(pk__in=found.keys() - there).order_by("name_key", "pk")
    rows = [Listed(one, AwardStanding.State(found[one.pk].state)) for one in people]
    return sorted(rows, key=lambda one: LISTED.index(one.state))


def propose(
    *, window: AwardWindow, unit: Unit, volunteers: Collection[int], by: Acts, now: dt.datetime
) -> Proposed:  # fmt: skip
    """Put volunteers of a unit forward, each for herself: whom the rule refuses keeps nobody else back.

    Raises:
        ValidationError: nobody is named, the window is not open, or the award is for teams or families.
    """
    on = timezone.localdate(now)
    award = subjects.award_of(window)
    if subjects.kind_of(award) != Kind.PERSON:
        raise ValidationError(_("這個獎不是給志工個人的。"))
    if not volunteers:
        raise ValidationError(_("還沒有選要提報的人。"))
    _must_be_open(window, on)
    refused: list[str] = []
    made: list[AwardCandidate] = []
    with transaction.atomic():
        proposal = _begun(window, unit, by, now)
        wanted = set(volunteers)
        here = {
            one.volunteer_id: one.volunteer
            for one in Enrolment.objects.filter(unit=unit, volunteer__in=wanted).on(on).select_related("volunteer")
        }
        if gone := len(wanted - here.keys()):
            refused.append(
                ngettext(
                    "%(count)s 位已經不在單位，沒有提報。", "%(count)s 位已經不在單位，沒有提報。", gone
                ) % {"count": gone}
            )  # fmt: skip
        there = set(
            AwardCandidate.objects.filter(window=window, volunteer__in=here).live().values_list("volunteer", flat=True)
        )
        found = subjects.people(window, here.keys() - there, on)
        names = words.names_of(found.values())
        for key, one in sorted(here.items(), key=lambda each: (each[1].name_key, each[0])):
            if key in there:
                refused.append(_("%(name)s在這次受理已經有人提報，沒有重複提報。") % {"name": one.name})
            elif found[key].outcome not in findings.PROPOSABLE:
                refused.append(refusal(one.name, found[key]))
            else:
                made.append(
                    AwardCandidate(
                        proposal=proposal, window=window, kind=Kind.PERSON, volunteer=one, found_on=on,
                        found=findings.freeze(found[key], names),
                    )
                )  # fmt: skip
        AwardCandidate.objects.bulk_create(made)
        if made:
            trail.record(Verb.AWARD_PROPOSED, proposal, by=by, now={"people": len(made)}, at=now)
    return Proposed(tuple(made), tuple(refused))


def propose_team(*, window: AwardWindow, unit: Unit, by: Acts, now: dt.datetime) -> AwardCandidate:
    """Put a unit's team, or the unit itself, forward.

    Raises:
        ValidationError: the award is for others, the window is not open, it is there already, or the rule says no.
    """
    on = timezone.localdate(now)
    if subjects.kind_of(subjects.award_of(window)) != Kind.TEAM:
        raise ValidationError(_("這個獎不是給團隊或單位的。"))
    _must_be_open(window, on)
    with transaction.atomic():
        proposal = _begun(window, unit, by, now)
        if proposal.candidates.live().filter(kind=Kind.TEAM).exists():
            raise ValidationError(_("這個單位已經提報了。"))
        return _one(proposal, Kind.TEAM, None, subjects.team(window, unit, on), on, by, now)


def propose_family(
    *, window: AwardWindow, unit: Unit, members: Sequence[tuple[int, str]], by: Acts, now: dt.datetime
) -> AwardCandidate:
    """Put a family forward: the applicant first, then each member with how she is related, as they state it.

    Raises:
        ValidationError: the award is for others, somebody comes twice, is no volunteer or is not related, the
            applicant is not in the unit, or the rule says no.
    """
    on = timezone.localdate(now)
    if subjects.kind_of(subjects.award_of(window)) != Kind.FAMILY:
        raise ValidationError(_("這個獎不是給家庭的。"))
    _must_be_open(window, on)
    those = families.checked(members)
    keys = [key for key, _relation in those]
    with transaction.atomic():
        applicant = families.serving(unit, keys, on)
        proposal = _begun(window, unit, by, now)
        there = AwardCandidate.objects.filter(window=window).live()
        if there.filter(volunteer__in=keys).exists() or there.filter(kin__volunteer__in=keys).exists():
            raise ValidationError({"members": _("有成員在這次受理已經提報了。")})
        made = _one(proposal, Kind.FAMILY, applicant.pk, subjects.family(window, keys, on), on, by, now)
        AwardKin.objects.bulk_create(
            AwardKin(candidate=made, volunteer_id=key, relation=relation) for key, relation in those
        )
    return made


def refusal(name: str, found: Assessment) -> str:
    """Why somebody is not put forward: what the rule misses, in words."""
    short = [line.missing for line in words.lines(found, {}) if line.missing and line.answer == "no"]
    why = _("；").join(dict.fromkeys(short)) or str(words.OUTCOMES[found.outcome])
    return _("%(name)s：%(why)s，沒有提報。") % {"name": name, "why": why}


def submit(*, proposal: AwardProposal, candidates: Collection[int], by: Acts, now: dt.datetime) -> int:
    """Hand candidates in, all or none; what was returned goes in again.

    Raises:
        MoveRefused: nobody is named, it is too late, a paper is missing, or there are more than the unit may put
            forward.
    """
    on, window = timezone.localdate(now), proposal.window
    with transaction.atomic():
        rows = list(_held(proposal, candidates).filter(state__in=AwardCandidate.WITH_UNIT))
        if not rows:
            raise MoveRefused([_("還沒有選要送件的人。")])
        problems = []
        if any(one.state == State.DRAFT for one in rows) and (why := windows.late(window, on)):
            problems.append(why)
        if any(one.state == State.RETURNED for one in rows) and (why := windows.too_late_to_correct(window, on)):
            problems.append(why)
        problems += _too_many(proposal, rows, on)
        for one in rows:
            problems += MOVES.problems(one, "submit", on=on)
        if problems:
            raise MoveRefused(problems)
        for one in rows:
            MOVES.apply(one, "submit", by=by, now=now)
    return len(rows)


def withdraw(*, proposal: AwardProposal, candidates: Collection[int], by: Acts, now: dt.datetime) -> int:
    """Take candidates back, before they are decided.

    Raises:
        MoveRefused: nobody is named, or one of them is decided already.
    """
    with transaction.atomic():
        rows = list(_held(proposal, candidates))
        if not rows:
            raise MoveRefused([_("還沒有選要撤回的人。")])
        for one in rows:
            MOVES.apply(one, "withdraw", by=by, now=now)
    return len(rows)


def order(*, proposal: AwardProposal, ranks: Mapping[int, int | None], by: Acts, now: dt.datetime) -> None:
    """Say in which order the unit puts its candidates forward.

    Raises:
        ValidationError: a place is given twice, or is none.
    """
    with transaction.atomic():
        AwardWindow.objects.select_for_update().get(pk=proposal.window_id)
        if changed := ranking.place(proposal.candidates.live(), "unit_rank", ranks):
            trail.record(Verb.CHANGED, proposal, by=by, now={"ranked": changed}, at=now)


def _too_many(proposal: AwardProposal, rows: Sequence[AwardCandidate], on: dt.date) -> list[str]:
    share = windows.share(proposal.window, proposal.unit, on)
    if share is None:
        return []
    others = proposal.candidates.live().exclude(state=State.DRAFT).exclude(pk__in=[one.pk for one in rows])
    handed_in = others.exclude(given__revoked_on__isnull=False).count()
    if handed_in + len(rows) <= share.most:
        return []
    return [
        _("這個單位最多推薦 %(most)s 位，已經送 %(there)s 位，這次選了 %(new)s 位。請照排序留下要推薦的人。%(how)s")
        % {"most": share.most, "there": handed_in, "new": len(rows), "how": share.words}
    ]


def _held(proposal: AwardProposal, keys: Collection[int]) -> models.QuerySet[AwardCandidate]:
    rows = AwardCandidate.objects.filter(proposal=proposal, pk__in=list(keys)).select_for_update(of=("self",))
    return rows.select_related("window", "volunteer", "proposal__unit__organisation").order_by("pk")


def _must_be_open(window: AwardWindow, on: dt.date) -> None:
    if why := windows.late(window, on):
        raise ValidationError(why)


def _begun(window: AwardWindow, unit: Unit, by: Acts, now: dt.datetime) -> AwardProposal:
    """The unit's proposal in a window, under the window's lock so that nobody is put forward twice."""
    AwardWindow.objects.select_for_update().get(pk=window.pk)
    if unit.county_id != window.county_id:
        raise ValidationError(_("這個單位不在受理的縣市。"))
    found, made = AwardProposal.objects.get_or_create(
        window=window, unit=unit, defaults={"begun_at": now, "begun_by": by.as_actor().label[:200]}
    )
    if made:
        trail.record(Verb.CREATED, found, by=by, now={"award": giving.told_of(subjects.award_of(window))}, at=now)
    return found


def _one(
    proposal: AwardProposal, kind: str, volunteer: int | None, found: Assessment, on: dt.date, by: Acts,
    now: dt.datetime,
) -> AwardCandidate:  # fmt: skip
    made = AwardCandidate(
        proposal=proposal, window=proposal.window, kind=kind, volunteer_id=volunteer, found_on=on,
        found=findings.freeze(found, words.names_of([found])),
    )  # fmt: skip
    if found.outcome not in findings.PROPOSABLE:
        raise ValidationError(refusal(made.name, found))
    made.save()
    trail.record(Verb.AWARD_PROPOSED, proposal, by=by, now={"people": 1}, at=now)
    return made
