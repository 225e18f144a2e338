"""Accidents in service and their claims: entered, checked against the ledger and the cover, claimed in time.

Source: 志願服務法 第 16 條; handbook 「保險」 (INS-03–05). The deadlines are the law's: 保險法 第 58 條 (the insurer is
told within five days of learning of it), 第 65 條 (a right from the contract is lost two years after it could be used),
第 34 條 (the insurer pays within fifteen days of being told, where nothing else is agreed). A policy may ask for less:
the dates are shown with their source, and nothing is refused because of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import reasons, sealed, subject_keys
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.files import reading, storing
from foundation.files.models import StoredFile
from foundation.files.purposes import Purpose
from foundation.taiwan import periods
from foundation.taiwan.fullwidth import tidy, tight
from foundation.workflow.moves import Move, MoveRefused, Table
from volunteers.models import Claim, Cover, Incident, Policy, ServiceEntry, Unit, Volunteer
from volunteers.models.incident import TOLD_PLACE, WHY_PLACE

from . import cover_days

KEY = "incident"
LONGEST = 2_000
DAYS_TO_TELL, DAYS_TO_PAY, MONTHS_TO_CLAIM = 5, 15, 24
State = Claim.State
NO_KEY = gettext_lazy(
    "這部主機沒有封存文字的金鑰，現在存不了。請系統管理者把金鑰放回去（說明文件的「資料都在 var/」）。"
)


def visible(user: Any) -> models.Q:
    """Papers of incidents this person sees."""
    return subject_keys.among(Incident.objects.visible_to(user))


PURPOSE = Purpose(KEY, gettext_lazy("事故文件"), visible)


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something that is due: what, until when, where it stands, and the day on which it was done, if it was."""

    what: str | Promise
    on: dt.date
    source: str
    done_on: dt.date | None = None

    @property
    def days_late(self) -> int:
        """By how many days it was done too late; 0 while it is not done, and where it was in time."""
        return max((self.done_on - self.on).days, 0) if self.done_on else 0


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a claim stands or falls by: whether it holds, and a sentence that says so."""

    holds: bool
    words: str


def report(
    *, unit: Unit, volunteer: Volunteer, values: Mapping[str, Any], told: str, by: Acts, now: dt.datetime
) -> Incident:
    """Enter an incident.

    Args:
        values: `happened_on`, `known_on`, `clock`, `place`, `doing`.
        told: what happened and what came of it.

    Raises:
        ValidationError: a value is wrong, she was neither in the unit on that day nor called up for an event of its, or
            the incident was entered before.
    """
    found: dict[str, str] = {}
    on, known = values["happened_on"], values["known_on"]
    today = timezone.localdate(now)
    if on > today:
        found["happened_on"] = _("發生日期不能晚於今天。")
    elif not cover_days.stays(unit, [volunteer.pk], (on, on)):
        found["volunteer"] = _("這個人那一天不在這個單位，也沒有報名它的活動；到她當時服務的單位登錄。")
    if not on <= known <= today:
        found["known_on"] = _("知道的日期要在發生日期與今天之間。")
    if len(tight(told)) < reasons.SHORTEST:
        found["told"] = _("請寫下發生了什麼事、有沒有受傷、送到哪裡（至少 6 個字）。")
    elif len(told) > LONGEST:
        found["told"] = _("最多 %(most)s 個字。") % {"most": LONGEST}
    if not tidy(values["place"]):
        found["place"] = _("請寫地點。")
    if not sealed.is_ready():
        found["told"] = str(NO_KEY)
    if found:
        raise ValidationError(found)
    what: dict[str, Any] = {
        "unit": unit, "volunteer": volunteer, "happened_on": on, "clock": values.get("clock"),
        "place": tidy(values["place"])[:200], "doing": values["doing"],
    }  # fmt: skip
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        if Incident.objects.filter(**what).exists():
            raise ValidationError(_("這件事故已經登錄過了：同一個人、同一天、同一個地點。請看事故清單。"))
        made = Incident.objects.create(
            **what, known_on=known,
            told_sealed=sealed.seal(told.strip(), place=TOLD_PLACE), reported_at=now,
            reported_by=by.as_actor().label[:200],
        )  # fmt: skip
        trail.record(Verb.CREATED, made, by=by, at=now)
    return made


def deadlines(incident: Incident, *, filed_on: dt.date | None = None) -> list[Deadline]:
    """When the insurer is to be told, and until when can be claimed; the first claim that was filed has done both."""
    return [
        Deadline(
            gettext_lazy("通知保險公司"),
            incident.known_on + dt.timedelta(days=DAYS_TO_TELL),
            "保險法第 58 條：知悉後五日內通知保險人；保單另有約定的照約定",
            filed_on,
        ),
        Deadline(
            gettext_lazy("申請理賠"),
            periods.months_within(incident.happened_on, MONTHS_TO_CLAIM),
            "保險法第 65 條：自得為請求之日起，經過二年不行使而消滅",
            filed_on,
        ),
    ]


def answer_due(claim: Claim) -> Deadline | None:
    """When the insurer is to pay or to say why not; None while it is not before it."""
    if claim.state != State.FILED or claim.filed_on is None:
        return None
    on = claim.filed_on + dt.timedelta(days=DAYS_TO_PAY)
    return Deadline(gettext_lazy("保險公司給付"), on, "保險法第 34 條：未約定期限者，接到通知後十五日內給付")


def checks(incident: Incident) -> list[Check]:
    """Whether it was service, and whether she was covered: read from the ledger and the lists, at two questions."""
    found: list[Check] = []
    lines = list(
        ServiceEntry.objects.filter(
            unit=incident.unit_id, volunteer=incident.volunteer_id, served_on=incident.happened_on, corrects=None,
            corrected_by=None, state__in=(ServiceEntry.State.PENDING, ServiceEntry.State.APPROVED),
        ).order_by(models.F("starts").asc(nulls_first=True), "pk")
    )  # fmt: skip
    covers = list(
        Cover.objects.filter(
            policy__unit=incident.unit_id, volunteer=incident.volunteer_id, starts_on__lte=incident.happened_on,
            ends_on__gte=incident.happened_on,
        ).select_related("policy")
    )  # fmt: skip
    if incident.doing == Incident.Doing.TRIP:
        found.append(Check(False, _("志工團體自己辦的旅遊不是服務，志工保險不保；有旅行平安險的向那一家申請。")))
        return found
    if not lines:
        found.append(Check(False, _("時數表上沒有她這一天的服務。理賠要證明是在服勤時：先補登時數，或附上簽到表。")))
    elif incident.clock is not None and incident.doing != Incident.Doing.WAY and not _within(lines, incident.clock):
        found.append(Check(False, _("時數表上這一天有服務，但發生時間不在服務時間裡；請核對簽到表。")))
    else:
        found.append(Check(True, _("時數表上有她這一天的服務。")))
    if not covers:
        found.append(Check(False, _("她這一天不在這個單位任何保單的名冊上。在別的單位投保，不保這裡的服務。")))
    else:
        found.append(Check(True, _("她這一天在保單 %(number)s 的名冊上。") % {"number": covers[0].policy.number}))
        if incident.doing == Incident.Doing.WAY:
            way = any(cover.policy.covers_way for cover in covers)
            said = _("保單承保往返路途。") if way else _("保單沒有寫明承保往返路途；請問保險公司。")
            found.append(Check(way, said))
    return found


def attach(*, incident: Incident, data: bytes, name: str, by: Acts, now: dt.datetime) -> StoredFile:
    """Keep a photo or a document with an incident, written anew (`foundation.files`).

    Raises:
        Unfit: it is neither, too large, broken, there already, or there are as many as there may be.
    """
    picture = reading.read(data)
    with transaction.atomic():
        Incident.objects.select_for_update().get(pk=incident.pk)
        file = storing.keep(picture=picture, purpose=KEY, subject=incident, name=name, by=by, now=now)
        trail.record(Verb.PAPER_ATTACHED, incident, by=by, now={"file": file.pk}, at=now)
    return file


def papers(incident: Incident) -> models.QuerySet[StoredFile]:
    """What was attached."""
    return StoredFile.objects.of(KEY, incident).order_by("pk")


def claim(*, incident: Incident, policy: Policy | None, insurer: str, by: Acts, now: dt.datetime) -> Claim:
    """Begin a claim of a policy of the unit, or of another insurance by its insurer's name.

    Raises:
        ValidationError: neither is named, or the policy is not the unit's or did not run on that day.
    """
    if policy is None and not tidy(insurer):
        raise ValidationError({"insurer": _("請選保單，或寫另一家保險公司的名稱。")})
    if policy is not None and (
        policy.unit_id != incident.unit_id or not policy.starts_on <= incident.happened_on <= policy.ends_on
    ):
        raise ValidationError({"policy": _("這張保單在發生那一天不是有效的。")})
    with transaction.atomic():
        Incident.objects.select_for_update().get(pk=incident.pk)
        made = Claim(incident=incident, policy=policy, insurer=policy.insurer if policy else tidy(insurer)[:60])
        made.full_clean()
        made.save()
        trail.record(Verb.CREATED, made, by=by, now={"state": made.state}, at=now)
    return made


def _move(name: str, from_: tuple[State, ...], to: State, label: str | Promise) -> Move:
    return Move(name, frozenset(from_), to, label, Permission.KEEP_INCIDENTS)


MOVES = Table(
    field="state",
    moves=(
        _move("file", (State.PREPARING, State.LACKING), State.FILED, gettext_lazy("登錄送件")),
        _move("ask", (State.FILED,), State.LACKING, gettext_lazy("保險公司要補件")),
        _move("pay", (State.FILED, State.LACKING), State.PAID, gettext_lazy("登錄給付")),
        _move("decline", (State.FILED, State.LACKING), State.DECLINED, gettext_lazy("登錄不給付")),
        _move("drop", (State.PREPARING, State.LACKING), State.DROPPED, gettext_lazy("不申請了")),
    ),
)


def move(
    *, claim: Claim, name: str, on: dt.date | None, amount: int | None, why: str, by: Acts, now: dt.datetime
) -> Claim:
    """Take a claim on: filed with an amount, asked for more, paid an amount, or declined with the insurer's words.

    The words are kept sealed and not in the trail.

    Raises:
        ValidationError: what this step needs is missing, or the claim has moved already.
    """
    found: dict[str, str] = {}
    along: dict[str, Any] = {}
    day, today = on or timezone.localdate(now), timezone.localdate(now)
    first = claim.incident.happened_on if name == "file" else claim.filed_on or claim.incident.happened_on
    if not first <= day <= today:
        found["on"] = _("日期不能早於前一步，也不能晚於今天。")
    if name == "file":
        along = {"filed_on": claim.filed_on or day, "asked": amount if amount is not None else claim.asked}
    elif name == "pay":
        if amount is None:
            found["amount"] = _("請寫給付了多少元。")
        along = {"paid": amount, "decided_on": day}
    elif name == "decline":
        if len(tight(why)) < reasons.SHORTEST:
            found["why"] = _("請寫保險公司說的理由（至少 6 個字）。")
        along = {"decided_on": day}
    if tight(why) and not sealed.is_ready():
        found["why"] = str(NO_KEY)
    if found:
        raise ValidationError(found)
    if tight(why):
        along["why_sealed"] = sealed.seal(why.strip()[:LONGEST], place=WHY_PLACE)
    try:
        MOVES.apply(claim, name, by=by, now=now, along=along)
    except MoveRefused as refused:
        raise ValidationError(refused.problems) from refused
    return claim


def steps(claim: Claim) -> list[Move]:
    """What can be done with a claim as it stands."""
    return [one for one in MOVES.moves.values() if claim.state in one.from_]


def _within(lines: list[ServiceEntry], clock: int) -> bool:
    """Whether a moment lies in a line; a line without clock times says nothing against it."""
    return any(line.starts is None or line.ends is None or line.starts <= clock <= line.ends for line in lines)
