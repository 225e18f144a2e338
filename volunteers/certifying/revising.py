"""What becomes of a certificate afterwards: revoked, issued anew, and whether the ledger says something else by now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from volunteers.awards import books
from volunteers.models import Authority, AwardGiven, Certificate, Training, Unit, Volunteer
from volunteers.templatetags.register import as_hours

from . import givers, honor_cards, issuing, served, status_lists, waiting, wording

MOST = 200
Kind = Certificate.Kind


def revoke(*, certificate: Certificate, reason: str, by: User, now: dt.datetime) -> Certificate:
    """Take a certificate back: its public page and the status list say so from this moment.

    Raises:
        ValidationError: it holds no more already, or the reason says nothing.
    """
    written = reasons.written(reason, ask=_("請寫下為什麼撤銷（至少 6 個字）。查驗頁不會顯示原因。"), most=MOST)
    with transaction.atomic():
        one = _standing(certificate)
        _take_back([one], written, timezone.localdate(now), by)
    return one


def with_training(training: Training, reason: str, on: dt.date, by: Acts) -> None:
    """Take the certificates of a training back whose record was taken back, of a part of it as well: it says more."""
    rows = Certificate.objects.standing().select_for_update(of=("self",)).select_related("authority", "unit")
    rows = rows.filter(
        training__number=training.certificate, training__programme=training.programme, volunteer=training.volunteer
    )
    _take_back(rows.order_by("pk") if training.certificate else (), reason, on, by)


def with_award(given: AwardGiven, reason: str, on: dt.date, by: User) -> None:
    """Take the certificates of an award back that was revoked, and end its cards: nobody is told that they hold."""
    rows = Certificate.objects.standing().select_for_update(of=("self",)).select_related("authority", "unit")
    _take_back(rows.filter(award=given).order_by("pk"), reason, on, by)
    honor_cards.end_with(given, reason, on, by)


def _take_back(rows: Iterable[Certificate], reason: str, on: dt.date, by: Acts) -> None:
    gone = list(rows)
    for one in gone:
        one.revoked_on, one.revoked_why, one.revoked_by = on, reason, by.as_actor().label[:200]
        one.save(update_fields=["revoked_on", "revoked_why", "revoked_by"])
        trail.record(Verb.CERTIFICATE_REVOKED, one, by=by, reason=reason)
    status_lists.set_aside(gone)


def reissue(*, certificate: Certificate, reason: str, by: User, now: dt.datetime) -> Certificate:
    """Issue it anew as things stand now: name, hours and head. The one before says by which it is replaced.

    A training's certificate that was revoked can be issued anew as well, as long as its record stands: it has one
    number for good, and no other way leads to a certificate that holds.

    Raises:
        ValidationError: it holds no more already, the reason says nothing, it is not hers to say, or there is nothing
            left to certify.
    """
    written = reasons.written(reason, ask=_("請寫下為什麼重發（至少 6 個字）。"), most=MOST)
    with transaction.atomic():
        one = _standing(certificate, also_revoked=(Kind.TRAINING,))
        draft = _again(one, by, timezone.localdate(now))
        made = issuing.issue(
            drafts=[_numbered(draft, following(one.number))], by=by, now=now, replaces=one, why=written
        )
    return made[0]


def following(number: str) -> str:
    """The number of the next edition: 第1150001號, 第1150001號之2, 之3."""
    base, _mark, edition = number.partition("之")
    return f"{base}之{int(edition or 1) + 1}"


def history(certificate: Certificate) -> list[Certificate]:
    """Every edition of a number, the first one first."""
    first = certificate
    while first.replaces is not None:
        first = first.replaces
    found = [first]
    while (later := found[-1].successor) is not None:
        found.append(later)
    return found


def differences(certificate: Certificate) -> list[str]:
    """What the register says by now otherwise than the certificate, in sentences for whoever issues them."""
    found: list[str] = []
    person = certificate.volunteer
    if person is not None and person.name != certificate.says["zh-hant"]["name"]:
        found.append(_("姓名現在是「%(name)s」。") % {"name": person.name})
    if certificate.kind == Kind.PERFORMANCE:
        found += _of_hours(certificate, person)
    if certificate.training is not None and waiting.untrue([certificate.training]):
        found.append(_("這筆訓練紀錄已經撤銷。"))
    if certificate.award is not None and certificate.unit is not None:
        found += _of_giver(certificate, certificate.award, certificate.unit)
    if certificate.award is not None and certificate.award.revoked_on is not None:
        found.append(_("這個獎已經撤銷：%(why)s") % {"why": certificate.award.revoked_why})
    return found


def _of_giver(certificate: Certificate, award: AwardGiven, unit: Unit) -> list[str]:
    """Whether it was signed in the name of an office that does not give the award, as if it did."""
    rule = books.as_given([award]).get(award.pk)
    if rule is None or certificate.facts.get("on_record"):
        return []
    offices = {one.code: one for one in Authority.objects.filter(code=rule.office)}
    if givers.giver(rule, unit, offices) == certificate.authority:
        return []
    told = {"giver": rule.authority, "signer": certificate.authority.shown}
    return [_("這個獎由%(giver)s頒給，這張卻用%(signer)s的名義簽。") % told]


def _of_hours(certificate: Certificate, person: Volunteer | None) -> list[str]:
    if person is None or certificate.unit is None:
        return []
    facts: dict[str, Any] = certificate.facts
    first, last = dt.date.fromisoformat(facts["first"]), dt.date.fromisoformat(facts["last"])
    now = served.between(certificate.unit, [person.pk], first, last).get(person.pk)
    minutes = dict(sorted(now.minutes.items())) if now is not None else {}
    found = []
    spans = facts.get("stays") or [[facts["first"], facts["last"]]]
    if now is not None and now.stays and now.facts["stays"] != spans:
        found.append(_("在單位的期間現在是：%(stays)s。") % {"stays": wording.stays_shown(now.facts)})
    if minutes == facts["minutes"]:
        return found
    told = {"now": as_hours(sum(minutes.values())), "then": as_hours(sum(facts["minutes"].values()))}
    return [*found, _("這段期間的核定時數現在是 %(now)s，證明書寫的是 %(then)s。") % told]


def _standing(certificate: Certificate, also_revoked: Collection[str] = ()) -> Certificate:
    rows = Certificate.objects.select_for_update(of=("self",)).select_related(
        "unit__organisation", "unit__authority", "authority", "volunteer", "team__organisation", "award__volunteer",
        "training__place__volunteer", "training__place__session__unit__organisation", "replaces",
    )  # fmt: skip
    one = rows.get(pk=certificate.pk)
    if one.revoked_on is not None and one.kind not in also_revoked:
        raise ValidationError(_("這張證明書已經撤銷。"))
    if one.successor is not None:
        raise ValidationError(_("這張證明書已經由 %(number)s 取代。") % {"number": one.successor.number})
    return one


def _again(one: Certificate, by: User, on: dt.date) -> issuing.Draft:
    facts: dict[str, Any] = one.facts
    if one.kind == Kind.TRAINING and one.training is not None:
        if waiting.untrue([one.training]):
            raise ValidationError(_("這筆訓練紀錄已經撤銷，證明書不能重發。"))
        return issuing.training_draft(one.training)
    if one.kind == Kind.AWARD and one.award is not None and one.unit is not None:
        if one.award.revoked_on is not None:
            raise ValidationError(_("這個獎已經撤銷，證明書不能重發，只能撤銷。"))
        return issuing.award_drafts([one.award], one.unit, by, on)[0]
    assert one.unit is not None  # noqa: S101  only a session's certificate has no unit
    assert one.volunteer is not None  # noqa: S101  a team is certified awards only
    if one.kind == Kind.THANKS:
        return issuing.thanks_draft(one.unit, one.volunteer, facts["text"], facts["text_en"], on)
    return issuing.performance_drafts(
        unit=one.unit, people=[one.volunteer.pk], first=dt.date.fromisoformat(facts["first"]),
        last=dt.date.fromisoformat(facts["last"]), on=on, content=facts["content"], remark=facts["remark"],
    )[0]  # fmt: skip


def _numbered(draft: issuing.Draft, number: str) -> issuing.Draft:
    return replace(draft, number=number)
