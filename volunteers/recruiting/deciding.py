"""What a unit does with an application: the interview, the decision, the reply, and taking her in.

Source: handbook 「志工甄選與面談」 (HB-REC-04). A reply goes to everybody who was decided on, once for each decision.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import reasons, sealed
from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.notices import ledger
from foundation.taiwan import naming, roc
from foundation.taiwan.fullwidth import tidy
from volunteers.models import Application, Interview, Opening, Volunteer
from volunteers.models.application import NOTES_PLACE
from volunteers.persons import people
from volunteers.rules import interviews, reply_texts

from .applications import MOVES

State = Application.State
REPLY = "reply"
VERDICTS = ("accept", "waitlist", "refuse")
LONGEST = 2_000
CARRIED = ("name", "born_on", "phone", "email", "education", "occupation")
"""What the register takes over of what she wrote."""


def interview(
    *, application: Application, on: dt.date, who: str, points: Iterable[str], notes: str, by: Acts, now: dt.datetime
) -> Interview:
    """Write down an interview; what was found is sealed.

    Raises:
        ValidationError: the day cannot be, nobody is named, or the application is over.
    """
    found: dict[str, str] = {}
    if on > timezone.localdate(now) or on < timezone.localdate(application.sent_at):
        found["held_on"] = _("面談日期要在報名（%(day)s）和今天之間。") % {
            "day": roc.shown(timezone.localdate(application.sent_at))
        }
    if not tidy(who):
        found["who"] = _("請寫是誰面談的。")
    if over := reasons.too_long(notes, LONGEST, what=_("面談紀要")):
        found["notes"] = over
    if found:
        raise ValidationError(found)
    with transaction.atomic():
        held = Application.objects.select_for_update().get(pk=application.pk)
        if held.erased_at is not None or held.state in Application.OVER:
            raise ValidationError(_("這筆報名已經結束，不能再登錄面談。"))
        had = set(points)
        made = Interview.objects.create(  # type: ignore[misc]  # a list of codes is a tuple
            application=application, held_on=on, who=tidy(who)[:100],
            points=tuple(key for key in interviews.POINTS if key in had),
            notes_sealed=sealed.seal(notes.strip(), place=NOTES_PLACE) if notes.strip() else "",
            written_at=now, written_by=by.as_actor().label[:200],
        )  # fmt: skip
        trail.record(Verb.CREATED, made, by=by, at=now)
        if held.state == State.RECEIVED:
            MOVES.apply(application, "talk", by=by, now=now)
    return made


def decide(*, application: Application, verdict: str, why: str, by: Acts, now: dt.datetime) -> None:
    """Accept her, put her on the waiting list, or refuse her. The reason is the unit's own and stands in no letter.

    Raises:
        ValidationError: the verdict is none, or the reason is too long or missing.
        MoveRefused: it was decided otherwise meanwhile.
    """
    if verdict not in VERDICTS:
        raise ValidationError({"verdict": _("請選錄取、備取或不錄取。")})
    if verdict == "refuse":
        asked = _("不錄取要寫原因（至少 6 個字），只有單位看得到，不會寫在信裡。")
        why = reasons.written(why, ask=asked, most=300, field="why")
    elif over := reasons.too_long(why, 300):
        raise ValidationError({"why": over})
    MOVES.apply(application, verdict, by=by, now=now, along={"decided_why": why.strip()}, reason=_noted(why))


def _noted(why: str) -> str:
    """The trail says that there is a reason, not what it says of her: the trail is for good."""
    return _("原因寫在報名裡") if why.strip() else ""


def unanswered(opening: Opening) -> Any:
    """Those who were decided on and have no letter about that decision yet."""
    rows = opening.applications.filter(state__in=Application.DECIDED, erased_at=None)
    return [one for one in rows if one.answered_as != one.state]


def answer(*, opening: Opening, chosen: Iterable[int], by: Acts, now: dt.datetime) -> int:
    """Send reply letters to these; who has hers already gets no second one. Answers how many.

    What a letter says is kept with the application as it was sent.
    """
    wanted, sent = set(chosen), 0
    with transaction.atomic():
        held = Opening.objects.select_for_update(of=("self",)).select_related("unit__organisation").get(pk=opening.pk)
        for one in unanswered(held):
            if one.pk not in wanted:
                continue
            words = reply_texts.filled(
                reply_texts.text_of(one.state, held.replies), name=one.name, unit=str(held.unit), title=held.title
            )
            Application.objects.filter(pk=one.pk).update(
                answered_at=now, answered_by=by.as_actor().label[:200], answered_as=one.state, answer_words=words
            )
            wish = ledger.Wish(
                key=f"{REPLY}/{one.pk}/{one.state}", kind=REPLY, subject_key=str(one.pk), step=one.state,
                county=held.unit.county_id, to_name=one.name, to_address=one.email, due_at=now,
            )  # fmt: skip
            sent += ledger.say(wish, now=now)
            trail.record(Verb.APPLICATION_ANSWERED, one, by=by, now={"state": one.state}, at=now)
    return sent


def alike(application: Application, user: User) -> list[Volunteer]:
    """Whom this person sees in the register with the same name and birth date; a number decides by itself."""
    if application.born_on is None:
        return []
    same = Volunteer.objects.living().filter(name_key=naming.person_key(application.name), born_on=application.born_on)
    return list(same.filter(pk__in=Volunteer.objects.visible_to(user)))


def take_in(
    *, application: Application, on: dt.date, by: User, now: dt.datetime, same: Volunteer | None = None,
    number: str = "",
) -> Volunteer:  # fmt: skip
    """Take somebody who was accepted into the unit: the person the register knows by her number, or a new one.

    What the register lacks of somebody it knows is filled in from what she wrote; nothing of hers is written over.

    Args:
        on: the day she joins; probation runs from it by the unit's own rule (`rules.hours`).
        same: whom the coordinator says that she is, one of `alike`.
        number: her number in the unit.

    Raises:
        ValidationError: see `people.register` and `people.join`; or `same` is none of those alike.
        MoveRefused: she was not accepted, or is in already.
    """
    with transaction.atomic():
        held = (
            Application.objects.select_for_update(of=("self",))
            .select_related("opening__unit__organisation", "volunteer")
            .get(pk=application.pk)
        )
        if held.state != State.ACCEPTED or held.erased_at is not None:
            raise ValidationError(
                _("錄取以後才能加入；這筆報名現在是「%(state)s」。") % {"state": held.get_state_display()}
            )
        if same is not None and same not in alike(held, by):
            raise ValidationError({"same": _("請從列出的人裡面選。")})
        values = {name: getattr(held, name) for name in CARRIED}
        known = _known(held, same, by, now)
        if known is None:
            person = people.register(values=values, number=held.given_number, kind=held.identity_kind, by=by, now=now)
        else:
            person = known
            lacking = {name: value for name, value in values.items() if value and not getattr(person, name)}
            given = "" if person.identity_sealed else held.given_number
            if lacking or given:
                people.change(volunteer=person, values=lacking, number=given, kind=held.identity_kind, by=by, now=now)
        people.join(volunteer=person, unit=held.opening.unit, on=on, number=number, by=by, now=now)
        MOVES.apply(held, "enrol", by=by, now=now, along={"volunteer": person, "identity_sealed": ""})
    application.state, application.volunteer = State.ENROLLED, person
    return person


def _known(held: Application, same: Volunteer | None, by: User, now: dt.datetime) -> Volunteer | None:
    if held.volunteer is not None:
        return held.volunteer
    text = held.given_number
    found = people.look_up(number=text, kind=held.identity_kind, by=by, now=now) if text else None
    if found is not None and found.born_on is not None and found.born_on != held.born_on:
        raise ValidationError(_("這個證號在登錄裡是另一個出生日期的人。請和本人核對證號與出生日期，再登錄。"))
    if found is not None and same is not None and found != same:
        raise ValidationError({"same": _("證號是另一個人的。請和本人核對。")})
    return found or same
