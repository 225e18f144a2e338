"""What is said and ruled at a meeting, written down as it happens: saved item by item, never silently overwritten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from actionplans.followup import decisions
from actionplans.followup.decisions import Cited
from actionplans.models import Meeting, MeetingItem, Plan, Ruling
from actionplans.models.decision import LONGEST_REASON
from actionplans.models.meeting import LONGEST_DISCUSSION
from foundation import reasons
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb

from .open_meetings import open_one

# How what a ruling gave somebody to do was closed; kept in one language, shown in the page's.
DONE, FOLLOWED = gettext_noop("辦完了"), gettext_noop("改由新的裁示追蹤")


class WrittenMeanwhile(ValidationError):
    """Somebody else has written on the item since the page was made; `theirs` is how it stands now."""

    def __init__(self, theirs: MeetingItem) -> None:
        super().__init__(
            _("%(name)s剛剛改了這一案。您寫的還在格子裡，請看過再決定用哪一個。") % {"name": theirs.changed_by}
        )
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class Typed:
    """What a page holds of an item: the discussion, a ruling half typed, and the versions it began from."""

    discussion: str
    draft: Mapping[str, str]
    version: int
    draft_version: int


def keep(*, item: MeetingItem, typed: Typed, by: Acts, now: dt.datetime) -> MeetingItem:
    """Keep what has been typed on an item so far. What is the same as what stands there is no change.

    Raises:
        WrittenMeanwhile: another page has changed the same part; nothing is written.
        ValidationError: the meeting is not in session, or the discussion is too long.
    """
    if long := reasons.too_long(typed.discussion, LONGEST_DISCUSSION, what=_("討論")):
        raise ValidationError({"discussion": [long]})
    with transaction.atomic():
        meeting = in_session(item.meeting)
        locked = MeetingItem.objects.select_for_update().get(pk=item.pk)
        draft = {name: value[:LONGEST_DISCUSSION] for name, value in typed.draft.items() if value.strip()}
        talked, drafted = typed.discussion != locked.discussion, draft != locked.draft
        if (talked and typed.version != locked.version) or (drafted and typed.draft_version != locked.draft_version):
            raise WrittenMeanwhile(locked)
        if not (talked or drafted):
            return locked
        was = locked.discussion
        locked.discussion, locked.draft = typed.discussion, draft
        locked.version += talked
        locked.draft_version += drafted
        locked.changed_at, locked.changed_by = now, by.as_actor().label[:200]
        locked.save(update_fields=["discussion", "draft", "version", "draft_version", "changed_at", "changed_by"])
        if talked and meeting.edition:  # minutes that were out already: each change is a correction
            trail.record(
                Verb.CHANGED, locked, by=by, was={"discussion": was}, now={"discussion": typed.discussion}, at=now
            )
    return locked


def record(
    *,
    item: MeetingItem,
    kind: str,
    words: str,
    by: Acts,
    now: dt.datetime,
    person: str = "",
    due_on: dt.date | None = None,
    into: Plan | None = None,
    dates: Mapping[int, dt.date] | None = None,
    closes: bool = False,
    seen: int | None = None,
) -> Ruling:
    """Write down what the chair ruled on an item.

    Args:
        kind: a decision on the item's plan (`decisions.kinds_for`); empty for words alone.
        words: the ruling, or the reason of the decision.
        person, due_on: who does it, by when; in words alone, that makes it a task the next meeting asks about.
        closes: what the item carries over from an earlier meeting is done.
        into, dates, seen: as for `decisions.decide`.

    Raises:
        ValidationError: by field; or the meeting is not in session.
    """
    words, person = words.strip(), person.strip()
    with transaction.atomic():
        meeting = in_session(item.meeting)
        locked = MeetingItem.objects.select_for_update(of=("self",)).select_related("plan", "carries").get(pk=item.pk)
        if not meeting.chair.strip():
            raise ValidationError(_("還沒寫主席是誰，請先在會議資料補上，裁示才知道是誰做的。"))
        if not kind and not words:
            raise ValidationError({"words": [_("請寫下裁示的內容。")]})
        if long := reasons.too_long(words, LONGEST_REASON, what=_("裁示")):
            raise ValidationError({"words": [long]})
        if due_on is not None and due_on < meeting.held_on:
            raise ValidationError({"due_on": [_("期限不能早於會議那一天。")]})
        decision = None
        if kind:
            if locked.plan is None:
                raise ValidationError({"kind": [_("這一案不是方案，只能寫裁示的內容。")]})
            with translation.override(settings.LANGUAGE_CODE):
                short = meeting.short
            decision = decisions.decide(
                plan=locked.plan, kind=kind, reason=words, into=into, dates=dates, seen=seen, by=by, now=now,
                cited=Cited(meeting.held_on, meeting.chair, short, meeting.minutes_number),
            )  # fmt: skip
        number = (Ruling.objects.filter(item=locked).aggregate(last=Max("number"))["last"] or 0) + 1
        made = Ruling.objects.create(
            item=locked, number=number, words=words, person=person[:50], due_on=due_on, decision=decision,
            recorded_at=now, recorded_by=by.as_actor().label[:200],
        )  # fmt: skip
        if locked.carries and locked.carries.closed_at is None and (closes or made.is_task):
            _close(locked.carries, DONE if closes else FOLLOWED, by, now)
        if locked.draft:
            MeetingItem.objects.filter(pk=locked.pk).update(draft={}, draft_version=locked.draft_version + 1)
        told = {"item": locked.title, "decision": kind, "words": words, "person": person, "due_on": due_on}
        trail.record(Verb.RULED, meeting, by=by, now={key: value for key, value in told.items() if value}, at=now)
    return made


def withdraw(*, ruling: Ruling, by: Acts, now: dt.datetime) -> None:
    """Take back a ruling in words that was not meant so; it stays, struck out. A decision is followed by another one.

    Raises:
        ValidationError: it is a decision, or the meeting is not in session.
    """
    with transaction.atomic():
        meeting = in_session(ruling.item.meeting)
        locked = Ruling.objects.select_for_update().get(pk=ruling.pk)
        if locked.decision_id:
            raise ValidationError(_("這是列管決定，不能收回；請再登錄一個新的決定。"))
        if locked.withdrawn_at is None:
            locked.withdrawn_at, locked.withdrawn_by = now, by.as_actor().label[:200]
            locked.save(update_fields=["withdrawn_at", "withdrawn_by"])
            trail.record(Verb.RULING_WITHDRAWN, meeting, by=by, was={"words": locked.shown}, at=now)


def close(*, ruling: Ruling, by: Acts, now: dt.datetime) -> None:
    """What a ruling gave somebody to do is done; the next meeting does not ask any more."""
    with transaction.atomic():
        locked = Ruling.objects.select_for_update().get(pk=ruling.pk)
        if locked.is_task and locked.closed_at is None:
            _close(locked, DONE, by, now)


def _close(ruling: Ruling, why: str, by: Acts, now: dt.datetime) -> None:
    ruling.closed_at, ruling.closed_by, ruling.closed_why = now, by.as_actor().label[:200], why
    ruling.save(update_fields=["closed_at", "closed_by", "closed_why"])
    trail.record(Verb.RULING_CLOSED, ruling.item.meeting, by=by, now={"words": ruling.shown, "why": why}, at=now)


def in_session(meeting: Meeting) -> Meeting:
    """The meeting, locked for this transaction, if rulings may be written down.

    Raises:
        ValidationError: it has not begun, or its minutes are issued.
    """
    locked = open_one(meeting)
    if locked.state != Meeting.State.IN_SESSION:
        raise ValidationError(_("會議還沒開始，請先按「開始會議」。"))
    return locked
