"""Issuing certificates: numbered, worded, frozen and signed in one stroke, each with its line in the trail."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.taiwan import roc
from volunteers.models import (
    Authority,
    AwardGiven,
    Certificate,
    CertificateSeries,
    TrainingCertificate,
    Unit,
    Volunteer,
)
from volunteers.rules import certificates
from volunteers.templatetags.register import as_hours

from . import credentials, givers, keys, served, status_lists, waiting, wording
from .waiting import MOST

LONGEST = 200
Kind = Certificate.Kind
WORDS = {Kind.PERFORMANCE: "績", Kind.AWARD: "獎", Kind.THANKS: "謝"}
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Of a code: no two that are taken for each other when somebody types what is printed."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be certified, before it has a number.

    Attributes:
        says: makes the words once the number is known.
        number: where it has one already.
    """

    kind: Kind
    authority: Authority
    says: Callable[[str], wording.Says]
    unit: Unit | None = None
    volunteer: Volunteer | None = None
    team: Unit | None = None
    training: TrainingCertificate | None = None
    award: AwardGiven | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    number: str = ""


def performance(
    *, unit: Unit, people: Collection[int], first: dt.date, last: dt.date, by: User, now: dt.datetime,
    content: str = "", remark: str = "", claimed: int | None = None,
) -> list[Certificate]:  # fmt: skip
    """Certify what people served for a unit from a day to a day.

    Args:
        claimed: minutes that a paper says; certified only if the unit's ledger says the same.

    Raises:
        ValidationError: the days cannot be, somebody served nothing then, or the minutes are not this unit's.
    """
    drafts = performance_drafts(
        unit=unit, people=people, first=first, last=last, on=timezone.localdate(now), content=content, remark=remark,
        claimed=claimed,
    )  # fmt: skip
    return issue(drafts=drafts, by=by, now=now)


def performance_drafts(
    *, unit: Unit, people: Collection[int], first: dt.date, last: dt.date, on: dt.date, content: str = "",
    remark: str = "", claimed: int | None = None,
) -> list[Draft]:  # fmt: skip
    """What there is to certify; nothing is written.

    Raises:
        ValidationError: as `performance`.
    """
    if last < first:
        raise ValidationError({"last": _("迄日不能早於起日。")})
    if last > on:
        raise ValidationError(
            {"last": _("迄日在今天以後。請寫已經過去的日子。依據：%(source)s。") % {"source": certificates.EXACT}}
        )
    if not people:
        raise ValidationError(_("請勾選要發給誰。"))
    found = served.between(unit, people, first, last)
    if len(found) != len(set(people)) or any(not one.stays for one in found.values()):
        raise ValidationError(_("其中有人那段期間不在這個單位，請重新整理名單。"))
    if empty := [one.volunteer.name for one in found.values() if not one.is_certifiable]:
        raise ValidationError(
            _("%(names)s在這段期間沒有本單位核定的時數，不能發。依據：%(source)s。")
            % {"names": _("、").join(empty[:10]), "source": certificates.OWN_ONLY}
        )
    if claimed is not None:
        _refuse_others(found.values(), claimed)
    drafts = []
    for one in sorted(found.values(), key=lambda each: (each.volunteer.name_key, each.volunteer.pk)):
        facts = one.facts

        def says(number: str, one: served.Served = one, facts: dict[str, Any] = facts) -> wording.Says:
            return wording.performance(
                one.volunteer, unit, facts, number=number, book=one.book, content=content, remark=remark, on=on
            )

        kept = facts | {"content": content, "remark": remark}
        drafts.append(Draft(Kind.PERFORMANCE, unit.authority, says, unit=unit, volunteer=one.volunteer, facts=kept))
    return drafts


def thank(
    *, unit: Unit, people: Iterable[Volunteer], by: User, now: dt.datetime, text: str = "", text_en: str = ""
) -> list[Certificate]:
    """Thank people, in the unit's own words where it gives some."""
    rows = list(people)
    if not rows:
        raise ValidationError(_("請勾選要發給誰。"))
    if long := reasons.too_long(text, LONGEST, what=_("內文")) or reasons.too_long(
        text_en, 2 * LONGEST, what=_("內文")
    ):
        raise ValidationError({"text": long})
    return issue(
        drafts=[thanks_draft(unit, one, text, text_en, timezone.localdate(now)) for one in rows], by=by, now=now
    )


def thanks_draft(unit: Unit, person: Volunteer, text: str, text_en: str, on: dt.date) -> Draft:
    return Draft(
        Kind.THANKS, unit.authority,
        lambda number: wording.thanks(person, unit, number=number, text=text, text_en=text_en, on=on),
        unit=unit, volunteer=person, facts={"text": text, "text_en": text_en},
    )  # fmt: skip


def for_awards(*, rows: Sequence[AwardGiven], unit: Unit, by: User, now: dt.datetime) -> list[Certificate]:
    """Certify awards that were received, each once, in the name of who gives them or has them on its record.

    What nobody decided here (a paper award of before, written down by a unit) is signed by whoever does the work of
    the office that gives it, or reviews the unit: the signature is the office's word (`givers`).

    Raises:
        ValidationError: one was revoked, is certified already, or was not decided here and is not hers to sign.
    """
    return issue(drafts=award_drafts(rows, unit, by, timezone.localdate(now)), by=by, now=now)


def award_drafts(rows: Sequence[AwardGiven], unit: Unit, by: User, on: dt.date) -> list[Draft]:
    """What is to be certified of some awards.

    Raises:
        ValidationError: as `for_awards`.
    """
    if any(one.revoked_on is not None for one in rows):
        raise ValidationError(_("其中有已經撤銷的得獎紀錄。"))
    known = givers.know(rows, unit, by)
    signers = {one.pk: givers.signer(one, unit, known) for one in rows}
    if bare := [str(one.volunteer or one.unit) for one in rows if signers[one.pk] is None]:
        names = _("、").join(bare)
        raise ValidationError(_("%(names)s的得獎紀錄不是在這裡核定的，要由主管機關簽發證書。") % {"names": names})
    return [_award_draft(one, unit, signer, on) for one in rows if (signer := signers[one.pk]) is not None]


def _award_draft(given: AwardGiven, unit: Unit, signer: givers.Signer, on: dt.date) -> Draft:
    return Draft(
        Kind.AWARD, signer.authority, lambda number: wording.award(given, number=number, signer=signer, on=on),
        unit=unit, volunteer=given.volunteer, team=given.unit, award=given,
        facts={"award": given.award, "given_on": given.given_on.isoformat(), "on_record": not signer.gives},
    )  # fmt: skip


def for_trainings(*, rows: Sequence[TrainingCertificate], by: User, now: dt.datetime) -> list[Certificate]:
    """Sign certificates of trainings, under the numbers that they have.

    Args:
        rows: with place, volunteer and session.

    Raises:
        ValidationError: one is signed already, or what it certifies was taken back.
    """
    if gone := waiting.untrue(rows):
        raise ValidationError(_("%(numbers)s證明的訓練已經撤銷，不能簽發。") % {"numbers": _("、").join(gone[:10])})
    return issue(drafts=[training_draft(one) for one in rows], by=by, now=now)


def training_draft(one: TrainingCertificate) -> Draft:
    session = one.place.session
    authority = session.unit.authority if session.unit is not None else session.authority
    assert authority is not None  # noqa: S101  a session is a unit's or an authority's
    facts = {"programme": one.programme, "courses": one.courses, "training_minutes": one.minutes}
    return Draft(
        Kind.TRAINING, authority, lambda number: wording.training(one, number=number, on=one.issued_on),
        unit=session.unit, volunteer=one.place.volunteer, training=one, facts=facts, number=one.number,
    )  # fmt: skip


def issue(
    *, drafts: Sequence[Draft], by: User, now: dt.datetime, replaces: Certificate | None = None, why: str = ""
) -> list[Certificate]:
    """Give each draft its number, freeze what it says, sign it, and write the lines.

    Raises:
        ValidationError: too many at once, or one of them is certified already.
    """
    if len(drafts) > MOST:
        raise ValidationError(_("一次最多發 %(most)s 張，請分批。") % {"most": f"{MOST:,}"})
    on = timezone.localdate(now)
    stroke = uuid.uuid4().hex
    made: list[Certificate] = []
    with transaction.atomic():
        signing = {one.pk: keys.current(one, by=by, now=now) for one in {each.authority for each in drafts}}
        _refuse_doubles(drafts, replaces)
        places = {pk: _first_place(pk) for pk in signing}
        private = {pk: key.private for pk, key in signing.items()}
        numbers = [one.number for one in drafts] if replaces is not None else _numbers(drafts, on)
        for draft, number in zip(drafts, numbers, strict=True):
            pk = draft.authority.pk
            row = Certificate(
                kind=draft.kind, number=number, code=new_code(), unit=draft.unit, authority=draft.authority,
                volunteer=draft.volunteer, team=draft.team, training=draft.training, award=draft.award,
                says=draft.says(number), facts=dict(draft.facts), issued_on=on, issued_at=now,
                issued_by=by.as_actor().label[:200], together=stroke, key=signing[pk], place=places[pk],
                replaces=replaces, replaces_why=why,
            )  # fmt: skip
            row.credential = credentials.signed(row, private=private[pk], now=now)
            places[pk] += 1
            made.append(row)
        Certificate.objects.bulk_create(made, batch_size=200)
        if replaces is not None:
            status_lists.set_aside([replaces])
        trail.record_each(Verb.CERTIFICATE_ISSUED, made, by=by, reason=why, at=now)
    return made


def new_code() -> str:
    """Sixteen signs that nobody guesses: 80 bits."""
    return "".join(secrets.choice(SIGNS) for _sign in range(16))


def _numbers(drafts: Sequence[Draft], on: dt.date) -> list[str]:
    """The issuers' next numbers, taken in one step for each series."""
    wanted: dict[tuple[str, Kind], int] = {}
    for one in drafts:
        if not one.number:
            wanted[_series(one)] = wanted.get(_series(one), 0) + 1
    year, following = roc.year(on), {}
    for (issuer, kind), count in sorted(wanted.items()):
        row, _made = CertificateSeries.objects.get_or_create(issuer=f"{issuer}{WORDS[kind]}", year=year)
        CertificateSeries.objects.filter(pk=row.pk).update(last=F("last") + count)
        row.refresh_from_db()
        following[issuer, kind] = row.last - count
    found = []
    for one in drafts:
        if one.number:
            found.append(one.number)
            continue
        following[_series(one)] += 1
        issuer, kind = _series(one)
        found.append(f"{issuer}{WORDS[kind]}字第{year}{following[issuer, kind]:04}號")
    return found


def _series(one: Draft) -> tuple[str, Kind]:
    """Whose numbers: what an office says in its own name has the office's, all else its unit's."""
    if one.unit is None or one.kind == Kind.AWARD:
        return one.authority.code.upper(), one.kind
    return one.unit.code, one.kind


def _first_place(authority: int) -> int:
    last = Certificate.objects.filter(authority=authority).aggregate(last=Max("place"))["last"]
    return 0 if last is None else last + 1


def _refuse_doubles(drafts: Sequence[Draft], replaces: Certificate | None) -> None:
    if replaces is not None:
        return
    trainings = [one.training.pk for one in drafts if one.training is not None]
    given = [one.award.pk for one in drafts if one.award is not None]
    signed = Certificate.objects.filter(training__in=trainings)
    certified = Certificate.objects.standing().filter(award__in=given)
    if len(set(trainings)) != len(trainings) or len(set(given)) != len(given) or signed.exists() or certified.exists():
        raise ValidationError(_("其中有已經發過的。要再發一張，請從那一張的頁面重發。"))


def _refuse_others(found: Iterable[served.Served], claimed: int) -> None:
    rows = list(found)
    if len(rows) != 1:
        raise ValidationError({"claimed": _("核對時數一次只能一個人。")})
    if claimed != rows[0].total:
        told = {"ours": as_hours(rows[0].total), "said": as_hours(claimed), "source": certificates.OWN_ONLY}
        raise ValidationError(
            {"claimed": _("本單位這段期間核定的是 %(ours)s，不是 %(said)s。依據：%(source)s。") % told}
        )
