"""What becomes of a certificate afterwards: revoked, issued anew, and whether the ledger says something else by now."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.verbs import Verb
from volunteers.models import AwardGiven, Certificate, Volunteer
from volunteers.templatetags.register import as_hours

from . import honor_cards, issuing, served

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
        _taken_back(one, written, timezone.localdate(now), by)
    return one


def with_award(given: AwardGiven, reason: str, on: dt.date, by: User) -> None:
    """Take the certificates of an award back that was revoked, and end its cards: nobody is told that they hold."""
    for one in Certificate.objects.standing().select_for_update(of=("self",)).filter(award=given).order_by("pk"):
        _taken_back(one, reason, on, by)
    honor_cards.end_with(given, reason, on, by)


def _taken_back(one: Certificate, reason: str, on: dt.date, by: User) -> None:
    one.revoked_on, one.revoked_why, one.revoked_by = on, reason, by.as_actor().label[:200]
    one.save(update_fields=["revoked_on", "revoked_why", "revoked_by"])
    trail.record(Verb.CERTIFICATE_REVOKED, one, by=by, reason=reason)


def reissue(*, certificate: Certificate, reason: str, by: User, now: dt.datetime) -> Certificate:
    """Issue it anew as things stand now: name, hours and head. The one before says by which it is replaced.

    Raises:
        ValidationError: it holds no more already, the reason says nothing, or there is nothing left to certify.
    """
    written = reasons.written(reason, ask=_("請寫下為什麼重發（至少 6 個字）。"), most=MOST)
    with transaction.atomic():
        one = _standing(certificate)
        draft = _again(one, timezone.localdate(now))
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
    if certificate.award is not None and certificate.award.revoked_on is not None:
        found.append(_("這個獎已經撤銷：%(why)s") % {"why": certificate.award.revoked_why})
    return found


def _of_hours(certificate: Certificate, person: Volunteer | None) -> list[str]:
    if person is None or certificate.unit is None:
        return []
    facts: dict[str, Any] = certificate.facts
    first, last = dt.date.fromisoformat(facts["first"]), dt.date.fromisoformat(facts["last"])
    now = served.between(certificate.unit, [person.pk], first, last).get(person.pk)
    minutes = dict(sorted(now.minutes.items())) if now is not None else {}
    if minutes == facts["minutes"]:
        return []
    told = {"now": as_hours(sum(minutes.values())), "then": as_hours(sum(facts["minutes"].values()))}
    return [_("這段期間的核定時數現在是 %(now)s，證明書寫的是 %(then)s。") % told]


def _standing(certificate: Certificate) -> Certificate:
    rows = Certificate.objects.select_for_update(of=("self",)).select_related(
        "unit__organisation", "unit__authority", "authority", "volunteer", "team__organisation", "award__volunteer",
        "training__place__volunteer", "training__place__session__unit__organisation", "replaces",
    )  # fmt: skip
    one = rows.get(pk=certificate.pk)
    if one.revoked_on is not None:
        raise ValidationError(_("這張證明書已經撤銷。"))
    if one.successor is not None:
        raise ValidationError(_("這張證明書已經由 %(number)s 取代。") % {"number": one.successor.number})
    return one


def _again(one: Certificate, on: dt.date) -> issuing.Draft:
    facts: dict[str, Any] = one.facts
    if one.kind == Kind.TRAINING and one.training is not None:
        return issuing.training_draft(one.training)
    if one.kind == Kind.AWARD and one.award is not None and one.unit is not None:
        if one.award.revoked_on is not None:
            raise ValidationError(_("這個獎已經撤銷，證明書不能重發，只能撤銷。"))
        return issuing.award_draft(one.award, one.unit, on)
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
