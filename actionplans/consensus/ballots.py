"""Dot voting: opening a ballot on the room's ideas, giving and moving dots, and what came out.

A vote counts once for each seat or table (the database holds that), may be changed until the ballot is closed, and
gives away at most its dots. A result is only ever advice: which ideas are kept, merged or parked is decided on the
board.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, Max, Prefetch, QuerySet, Subquery, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from actionplans.models import Ballot, Choice, Idea, Mark, Vote
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.prepared import Prepared
from workshops.asking import Asked
from workshops.models import Seat, Workshop
from workshops.room import touch

from . import adoption, consolidation
from .voters import voters_of

FEWEST_CHOICES = 2
# How many keys of votes are remembered, how long one may be, and how many a device names as its own before this one.
MOST_KEYS, LONGEST_KEY, MOST_BEFORE = 60, 36, 20
LONGEST_TITLE = 100
DEFAULT_QUESTION = gettext_noop("哪些構想最值得先做？")


class Overtaken(ValidationError):
    """A vote that was sent before the one that stands and arrives after it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one idea stands.

    Attributes:
        dots: how many it has been given; None while the result is hidden.
        place: 1 for the most dots; ideas with the same number share a place. None while hidden or without a dot.
    """

    choice: Choice
    dots: int | None
    place: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """What came out so far: the ideas (by dots once they are shown, else in their order), and who has voted.

    Attributes:
        voted, voters: how many votes are in, of how many seats or tables that could vote.
    """

    ballot: Ballot
    standings: tuple[Standing, ...]
    voted: int
    voters: int
    shown: bool

    @property
    def most(self) -> int:
        """The highest number of dots; at least 1, so that shares can be taken of it."""
        return max([1, *(one.dots or 0 for one in self.standings)])


def open_ballot(
    *, workshop: Workshop, question: str, dots: int, voter: str, hidden: bool, by: Acts, now: dt.datetime
) -> Ballot:
    """Let the room vote on the ideas that have a name and are not parked or merged into another.

    Raises:
        ValidationError: the board is closed, another ballot is open, fewer than two ideas have a name, or a value is
            wrong.
    """
    with transaction.atomic():
        adoption.require_open(workshop)
        if Ballot.objects.open().filter(workshop=workshop).exists():
            raise ValidationError(_("這場工作坊有一次投票還沒結束。先結束它，再開始新的投票。"))
        standing = (Idea.Decision.OPEN, Idea.Decision.KEPT)
        cards = [card for card in consolidation.board(workshop) if card.idea.decision in standing]
        named = [(card, title) for card in cards if (title := _title(card))]
        if len(named) < FEWEST_CHOICES:
            raise ValidationError(_("至少要有兩組寫了行動名稱，才能投票。"))
        number = Ballot.objects.filter(workshop=workshop).aggregate(last=Max("number"))["last"] or 0
        ballot = Ballot(
            workshop=workshop,
            number=number + 1,
            question=question.strip(),
            dots=dots,
            voter=voter,
            hidden=hidden,
            opened_at=now,
            opened_by=by.as_actor().label,
        )
        ballot.full_clean()
        ballot.save()
        Choice.objects.bulk_create(
            Choice(ballot=ballot, idea=card.idea, position=place, title=shortened(title), pillar=card.pillar or "")
            for place, (card, title) in enumerate(named, 1)
        )
        touch(workshop)
        trail.record(
            Verb.BALLOT_OPENED, ballot, by=by, at=now, now={"dots": dots, "voter": voter, "choices": len(named)}
        )
    return ballot


def shortened(title: str) -> str:
    """A title as a ballot has room for it; what was cut off is shown by an ellipsis."""
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"


def _title(card: consolidation.Card) -> str:
    """A kept idea is called what its plan is called by now."""
    plan = card.idea.plan
    return (plan.title if plan is not None else str(card.title)).strip()


def cast(
    *, ballot: Ballot, dots: Mapping[int, int], by: Seat, now: dt.datetime, key: str = "", seen: str | None = None,
    after: Collection[str] = (),
) -> Vote:  # fmt: skip
    """Give dots to choices (by their id), in place of what this seat or table gave before; none at all is a vote too.

    Args:
        key: the vote's own, made where it was chosen. A vote whose answer was lost comes again under the same key and
            changes nothing: another device of the table may have voted since, or the ballot may have ended.
        seen: the vote that its device had heard of when it was sent there, as the server had stamped it (empty: none);
            None where it does not say. What was sent without a network and arrives after a newer vote takes nothing
            of that back (see `late`); no device's clock is asked.
        after: the keys of the device's own votes before this one that had not been answered by then; on top of one of
            these it counts like on top of what was seen.

    Raises:
        Overtaken: a vote that its device had not heard of came in meanwhile.
        ValidationError: the ballot is closed, the seat is another workshop's, an idea is not on it, or too many dots.
    """
    given = {choice: number for choice, number in dots.items() if number}
    with transaction.atomic():
        locked = Ballot.objects.select_for_update().get(pk=ballot.pk)
        seat = by if locked.voter == Ballot.Voter.SEAT else None
        key = key[:LONGEST_KEY]
        before = Vote.objects.filter(ballot=locked, group=by.group, seat=seat).first()
        if before is not None and key and key in before.sent:
            return before
        if not locked.is_open:
            raise ValidationError(_("投票已經結束，這次的選擇沒有計入。"))
        if by.group.workshop_id != locked.workshop_id:
            raise ValidationError(_("這是另一場工作坊的投票。"))
        known = set(locked.choices.values_list("pk", flat=True))
        if not given.keys() <= known or any(number < 0 for number in given.values()):
            raise ValidationError(_("這一票裡有不在名單上的構想，請重新整理頁面。"))
        if (total := sum(given.values())) > locked.dots:
            raise ValidationError(
                _("投了 %(total)s 點，只有 %(dots)s 點。請拿掉 %(over)s 點再送出。")
                % {"total": total, "dots": locked.dots, "over": total - locked.dots}
            )
        if before is not None and seen is not None and seen != stamp(before) and not _own_last(before, after):
            raise Overtaken(_overtaken(locked, given))
        sent = [*(before.sent if before is not None else ()), *([key] if key else ())][-MOST_KEYS:]
        vote, _made = Vote.objects.update_or_create(
            ballot=locked, group=by.group, seat=seat, defaults={"cast_at": now, "sent": sent}
        )
        vote.marks.all().delete()
        Mark.objects.bulk_create(Mark(vote=vote, choice_id=choice, dots=number) for choice, number in given.items())
        Ballot.objects.filter(pk=locked.pk).update(revision=F("revision") + 1)
    return vote


def stamp(vote: Vote | None) -> str:
    """Which vote stands, as pages carry it back; empty while there is none."""
    return "" if vote is None else timezone.localtime(vote.cast_at).isoformat()


def _own_last(before: Vote, after: Collection[str]) -> bool:
    """Whether the vote that stands is the device's own, whose answer it has not heard."""
    return bool(before.sent) and before.sent[-1] in list(after)[-MOST_BEFORE:]


def _overtaken(ballot: Ballot, given: Mapping[int, int]) -> str:
    """What is said of a vote that came too late, with what it would have been: nobody has to remember that."""
    if ballot.voter == Ballot.Voter.TABLE:
        said = _("這一票送到之前，同組已經投了比較新的一票，所以以那一票為準，這一票沒有計入。")
    else:
        said = _("這一票送到之前，已經收到比較新的一票，所以以那一票為準，這一票沒有計入。")
    chosen = [
        _("「%(title)s」%(dots)s 點") % {"title": one.title, "dots": given[one.pk]}
        for one in ballot.choices.all() if one.pk in given
    ]  # fmt: skip
    if chosen:
        said += _("沒計入的是：%(chosen)s。") % {"chosen": _("、").join(chosen)}
    return said + _("還是要這樣投的話，在投票頁再選一次。")


def fitting(dots: Mapping[int, int], most: int) -> dict[int, int]:
    """As many of the dots as may be given, in their order: where more is wanted, it is too much."""
    kept: dict[int, int] = {}
    for choice, wanted in dots.items():
        kept[choice] = min(wanted, most - sum(kept.values()))
    return kept


def own_vote(ballot: Ballot, seat: Seat) -> Vote | None:
    """The vote of this seat (or its table), with its marks; None where it has not voted."""
    mine = Vote.objects.filter(ballot=ballot, group=seat.group_id)
    mine = mine.filter(seat=seat if ballot.voter == Ballot.Voter.SEAT else None)
    return mine.prefetch_related("marks").first()


def marks_of(vote: Vote | None) -> dict[int, int] | None:
    """What a vote gives, by choice; None where there is no vote."""
    return None if vote is None else {mark.choice_id: mark.dots for mark in vote.marks.all()}


def own_marks(ballot: Ballot, seat: Seat) -> dict[int, int] | None:
    """What this seat (or its table) has given so far, by choice; None where it has not voted."""
    return marks_of(own_vote(ballot, seat))


def close(*, ballot: Ballot, by: Acts, now: dt.datetime) -> Ballot:
    """Take no more votes; from now on everybody sees the result. Closing twice changes nothing."""
    with transaction.atomic():
        locked = Ballot.objects.select_for_update().get(pk=ballot.pk)
        if locked.is_open:
            locked.voters = voters_of(locked)
            locked.closed_at, locked.closed_by = now, by.as_actor().label
            locked.revision += 1
            locked.save(update_fields=["closed_at", "closed_by", "voters", "revision"])
            touch(locked.workshop)
            outcome = {one.choice.title: one.dots for one in result(locked).standings}
            trail.record(Verb.BALLOT_CLOSED, locked, by=by, at=now, now={"dots": outcome})
    return locked


def project(*, ballot: Ballot, shown: bool, by: Acts, now: dt.datetime) -> Ballot:
    """Put a ballot on the projector's board, or take it off; the votes go on. Asking twice changes nothing."""
    with transaction.atomic():
        locked = Ballot.objects.select_for_update().get(pk=ballot.pk)
        if locked.projected != shown:
            locked.projected = shown
            locked.revision += 1
            locked.save(update_fields=["projected", "revision"])
            trail.record(Verb.BALLOT_PROJECTED, locked, by=by, at=now, now={"projected": shown})
    return locked


def result(ballot: Ballot, *, even_hidden: bool = False) -> Result:
    """How the ideas stand (three queries). Hidden ones have no figures before the end, unless `even_hidden`."""
    shown = even_hidden or not ballot.hidden or not ballot.is_open
    choices = list(_counted().filter(ballot=ballot))
    return _result(ballot, choices, shown=shown, voted=ballot.votes.count(), voters=voters_of(ballot))


def results_of(closed: QuerySet[Ballot]) -> list[Result]:
    """How ballots that are closed came out, in their order. Two queries, however many there are."""
    rows = closed.annotate(voted=Count("votes")).prefetch_related(Prefetch("choices", _counted())).order_by("number")
    return [
        _result(one, list(one.choices.all()), shown=True, voted=one.voted, voters=one.voters or one.voted)
        for one in rows
    ]


def _counted() -> QuerySet[Choice]:
    return Choice.objects.select_related("idea__group").annotate(total=Sum("marks__dots")).order_by("position")


def _result(ballot: Ballot, choices: list[Choice], *, shown: bool, voted: int, voters: int) -> Result:
    if shown:
        choices.sort(key=lambda one: (-(one.total or 0), one.position))  # type: ignore[attr-defined]
    totals = [one.total or 0 for one in choices]  # type: ignore[attr-defined]
    standings = tuple(
        Standing(
            choice,
            total if shown else None,
            1 + sum(other > total for other in totals) if shown and total else None,
        )
        for choice, total in zip(choices, totals, strict=True)
    )
    return Result(ballot, standings, voted, voters, shown)


def projected(workshop_id: int) -> Result | None:
    """How the ballot on the projector stands, as everybody may see it; None while there is none to show."""
    ballot = current(workshop_id)
    return result(ballot) if ballot is not None and ballot.projected else None


def asked_of(seat: Seat) -> Asked | None:
    """That the seat's table may vote now, for every page of the table; None while no ballot is open (one query)."""
    ballot = OPEN.first(seat.group.workshop_id)
    if ballot is None:
        return None
    text = _("正在投票：%(question)s") % {"question": ballot.question}
    return Asked(f"ballot-{ballot.pk}", text, _("去投票"), reverse("actionplans:vote"))


def unfinished(workshop: Workshop, _now: dt.datetime) -> Iterator[str]:
    """The ballot that is still open, for who is about to end the workshop."""
    for ballot in Ballot.objects.open().filter(workshop=workshop):
        yield _("投票「%(question)s」還沒結束。") % {"question": ballot.question}


def current(workshop_id: int) -> Ballot | None:
    """The ballot that is open, or else the last one; None where there has been none."""
    return OPEN.first(workshop_id) or LAST.first(workshop_id)


# Asked for a projector every two seconds, and for every page of a table.
OPEN = Prepared(lambda workshop: Ballot.objects.open().filter(workshop=workshop).order_by("number"), -271828)
LAST = Prepared(lambda workshop: Ballot.objects.filter(workshop=workshop).order_by("-number"), -271828)


def dots_of(workshop_id: int) -> dict[int, int]:
    """What each idea (by its id) got in the last closed ballot; ideas that did not stand in it are left out."""
    closed = Ballot.objects.filter(workshop=workshop_id, closed_at__isnull=False).order_by("-number").values("pk")[:1]
    rows = Choice.objects.filter(ballot=Subquery(closed)).order_by("position")
    return {idea: total or 0 for idea, total in rows.annotate(total=Sum("marks__dots")).values_list("idea", "total")}
