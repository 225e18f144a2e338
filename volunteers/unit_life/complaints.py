"""Complaints: filed under a unit's address, answered by the unit or the county, followed by whoever filed them.

Source: 手冊「志工申訴機制」 advises a box and an answer in good will. Who answers, by when, and who may know who filed
is the house's: what is said and who said it is sealed; who handles it reads the words and not the name, which takes
a reason and leaves a line that the filer sees; whoever is named in it does not see it at all.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import reasons, sealed
from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Role
from foundation.audit import trail
from foundation.audit.models import Event
from foundation.audit.trail import Actor, Acts
from foundation.audit.verbs import Verb
from foundation.taiwan.fullwidth import tidy
from volunteers.models import Complaint, ComplaintBox, Unit
from volunteers.models.complaint import ANSWER_PLACE, FILER_PLACE, OWN_PLACE, WORDS_PLACE

from . import customs

LONGEST, MOST_A_DAY = 3000, 20
State, GoesTo = Complaint.State, Complaint.GoesTo


class Filer:
    """Whoever filed, as the trail calls her: it must not tell who that is."""

    def as_actor(self) -> Actor:
        """Nobody by name."""
        return Actor("filer", "filer", _("申訴人"))


FILER = Filer()


def open_box(*, unit: Unit, by: Acts, now: dt.datetime) -> ComplaintBox:
    """Open a unit's box, or give it a new address: the old one is closed."""
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        made, _new = ComplaintBox.objects.update_or_create(
            unit=unit, defaults={"token": secrets.token_urlsafe(24), "opened_at": now}
        )
        trail.record(Verb.LINK_MADE, made, by=by, at=now)
    return made


def close_box(*, unit: Unit, by: Acts, now: dt.datetime) -> None:
    """Close a unit's box. What was filed stays, and so do the addresses by which it is followed."""
    with transaction.atomic():
        for box in ComplaintBox.objects.select_for_update().filter(unit=unit):
            trail.record(Verb.LINK_REVOKED, box, by=by, at=now)
            box.delete()


def handlers(unit: Unit, on: dt.date) -> models.QuerySet[User]:
    """Who handles complaints about a unit: its coordinators, and the county's officers."""
    held = Membership.objects.current(on).filter(
        models.Q(role=Role.UNIT_COORDINATOR, organisation=unit.organisation_id)
        | models.Q(role=Role.COUNTY_OFFICER, county=unit.county_id)
    )
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name", "pk")


def file(
    *,
    unit: Unit,
    kind: str,
    words: str,
    goes_to: str,
    named: Collection[User],
    filer: str,
    account: User | None,
    now: dt.datetime,
) -> Complaint:
    """File a complaint.

    Args:
        named: of the handlers, those it speaks of. Where that is everybody at the unit, the county answers it.
        filer: name and how to reach her; empty where she does not want to say.
        account: whose account she is signed in with, so that she finds it again; it is kept as a mark only.

    Raises:
        ValidationError: the words are too short or too long, nothing can be sealed, or too many came today.
    """
    words = reasons.written(words, ask=_("請寫下發生了什麼事（至少 6 個字）。"), most=LONGEST, field="words")
    if long := reasons.too_long(filer, 200, what=_("姓名與聯絡方式")):
        raise ValidationError({"filer": long})
    if not sealed.is_ready():
        raise ValidationError(_("這部主機沒有封存文字的金鑰，現在收不了申訴。請改用書面或電話。"))
    today = timezone.localdate(now)
    fit = set(handlers(unit, today).values_list("pk", flat=True))
    if any(one.pk not in fit for one in named):
        raise ValidationError({"named": _("只能選這個單位或縣市的承辦人；其他人請寫在內容裡。")})
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        if Complaint.objects.filter(unit=unit, filed_at__gt=now - dt.timedelta(days=1)).count() >= MOST_A_DAY:
            raise ValidationError(_("今天收到的申訴太多，意見箱暫時收不了；請明天再送，或用書面、電話。"))
        days = customs.of(unit).complaint_days or customs.COMPLAINT_DAYS
        made = Complaint.objects.create(
            unit=unit, kind=kind, goes_to=_reader(unit, goes_to, named, today),
            words_sealed=sealed.seal(words, place=WORDS_PLACE),
            filer_sealed=sealed.seal(tidy(filer), place=FILER_PLACE) if tidy(filer) else "",
            own_mark=_mark(account) if account is not None else "",
            filed_at=now, due_on=today + dt.timedelta(days=days),
        )  # fmt: skip
        made.named.set(named)
        trail.record(Verb.COMPLAINT_FILED, made, by=FILER, now={"goes_to": made.goes_to}, at=now)
    return made


def begin(*, complaint: Complaint, by: Acts, now: dt.datetime) -> Complaint:
    """Say that it is being looked into.

    Raises:
        ValidationError: it is not new any more.
    """
    return _move(complaint, (State.NEW,), State.LOOKING, by, now)


def answer(*, complaint: Complaint, words: str, by: Acts, now: dt.datetime) -> Complaint:
    """Answer it; the answer is sealed as the complaint is.

    Raises:
        ValidationError: too short, nothing can be sealed, or it has been answered or withdrawn.
    """
    words = reasons.written(words, ask=_("請寫下處理的結果（至少 6 個字）。"), most=LONGEST, field="words")
    if not sealed.is_ready():
        raise ValidationError({"words": _("這部主機沒有封存文字的金鑰，現在存不了。請系統管理者把金鑰放回去。")})
    return _move(
        complaint, (State.NEW, State.LOOKING), State.ANSWERED, by, now,
        answer_sealed=sealed.seal(words, place=ANSWER_PLACE), answered_on=timezone.localdate(now),
    )  # fmt: skip


def hand_on(*, complaint: Complaint, by: Acts, now: dt.datetime) -> Complaint:
    """Hand it on to the county: whoever filed it may, and the unit.

    Raises:
        ValidationError: the county has it, or it has been answered or withdrawn.
    """
    with transaction.atomic():
        moved = Complaint.objects.filter(
            pk=complaint.pk, goes_to=GoesTo.UNIT, state__in=(State.NEW, State.LOOKING)
        ).update(goes_to=GoesTo.COUNTY)
        if not moved:
            raise ValidationError(_("這一件已經在縣市，或已經結束了，請重新整理頁面。"))
        complaint.goes_to = GoesTo.COUNTY
        trail.record(Verb.MOVED, complaint, by=by, was={"goes_to": GoesTo.UNIT}, now={"goes_to": GoesTo.COUNTY}, at=now)
    return complaint


def withdraw(*, complaint: Complaint, now: dt.datetime) -> Complaint:
    """Take one's complaint back.

    Raises:
        ValidationError: it has been answered or withdrawn.
    """
    return _move(complaint, (State.NEW, State.LOOKING), State.WITHDRAWN, FILER, now)


def reveal_filer(*, complaint: Complaint, reason: str, by: Acts, now: dt.datetime) -> str | None:
    """Who filed it, once, for a reason that the filer sees with the name of who looked; None where it does not open.

    Raises:
        ValidationError: no reason, or nobody is named.
    """
    reason = reasons.written(reason, ask=_("請寫下為什麼要知道是誰提出的（至少 6 個字）。"), most=300)
    if not complaint.filer_sealed:
        raise ValidationError(_("提出的人沒有留名字。"))
    trail.record(Verb.FILER_REVEALED, complaint, by=by, reason=reason, at=now)
    return sealed.read(complaint.filer_sealed, place=FILER_PLACE)


def looks(complaint: Complaint) -> models.QuerySet[Event]:
    """Who has looked who filed it."""
    return trail.history_of(complaint).filter(verb=Verb.FILER_REVEALED)


def filed_with(account: User) -> models.QuerySet[Complaint]:
    """What somebody filed while she was signed in."""
    if not sealed.is_ready():
        return Complaint.objects.none()
    return Complaint.objects.filter(own_mark=_mark(account)).exclude(own_mark="")


def _mark(account: User) -> str:
    return sealed.mark(str(account.pk), place=OWN_PLACE)


def _reader(unit: Unit, goes_to: str, named: Collection[User], on: dt.date) -> str:
    """Who answers: the county where she says so, and where nobody at the unit is left who is not named."""
    if goes_to == GoesTo.COUNTY:
        return GoesTo.COUNTY
    ours = Membership.objects.current(on).filter(role=Role.UNIT_COORDINATOR, organisation=unit.organisation_id)
    left = ours.exclude(user__in=[one.pk for one in named]).exists()
    return GoesTo.UNIT if left else GoesTo.COUNTY


def _move(
    complaint: Complaint, from_: tuple[str, ...], to: str, by: Acts, now: dt.datetime, **along: object
) -> Complaint:
    with transaction.atomic():
        was = Complaint.objects.select_for_update().get(pk=complaint.pk).state
        if not Complaint.objects.filter(pk=complaint.pk, state__in=from_).update(state=to, **along):
            raise ValidationError(_("這一件的狀態已經不同，請重新整理頁面再看一次。"))
        complaint.state = to
        for name, value in along.items():
            setattr(complaint, name, value)
        trail.record(Verb.MOVED, complaint, by=by, was={"state": was}, now={"state": to}, at=now)
    return complaint
