"""Agreements of service: a unit writes its terms, offers them, and they are signed on the screen or on paper.

Source: 手冊「應先讓志工明瞭本身的權利、義務、工作規範及服務內容，形成雙方共同協議的工作契約」. Nothing is refused to
somebody who has not signed: no law asks for it. How long one holds is the unit's (`Customs.agreement_months`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import reasons, subject_keys
from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.files import reading, storing
from foundation.files.models import StoredFile
from foundation.files.purposes import Purpose
from foundation.taiwan import naming
from volunteers.models import Agreement, AgreementTerms, Enrolment, Unit
from volunteers.rules.agreement_terms import TERMS

KEY = "agreement"
LONGEST = 2000
SOON = dt.timedelta(days=60)
"""How long before its end an agreement is listed for renewal: the house's own."""


def visible(user: Any) -> models.Q:
    """Scans of agreements this person sees."""
    return subject_keys.among(Agreement.objects.visible_to(user))


PURPOSE = Purpose(KEY, gettext_lazy("服務協議"), visible)


def write(*, unit: Unit, parts: Mapping[str, str], by: Acts, now: dt.datetime) -> AgreementTerms:
    """Write a unit's terms as a new version. Those who signed an older one keep it.

    Raises:
        ValidationError: a part that the handbook names is missing, or one is too long; or nothing has changed.
    """
    found: dict[str, str] = {}
    kept: dict[str, str] = {}
    for term in TERMS:
        words = parts.get(term.key, "").strip()
        if term.needed and not words:
            found[term.key] = _("請寫%(part)s。") % {"part": term.label}
        elif long := reasons.too_long(words, LONGEST, what=str(term.label)):
            found[term.key] = long
        elif words:
            kept[term.key] = words
    if found:
        raise ValidationError(found)
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        last = latest(unit)
        if last is not None and last.parts == kept:
            raise ValidationError(_("和現在的版本一樣，沒有改變。"))
        made = AgreementTerms.objects.create(
            unit=unit, version=last.version + 1 if last else 1, parts=kept, made_at=now,
            made_by=by.as_actor().label[:200],
        )  # fmt: skip
        trail.record(Verb.CREATED, made, by=by, now={"version": made.version}, at=now)
    return made


def latest(unit: Unit) -> AgreementTerms | None:
    """The terms that are offered now."""
    return AgreementTerms.objects.filter(unit=unit).order_by("-version").first()


def without(unit: Unit, on: dt.date) -> models.QuerySet[Enrolment]:
    """Who is in the unit and has neither an agreement that stands nor one that waits to be signed."""
    has = Agreement.objects.filter(terms__unit=unit).filter(
        models.Q(signed_on=None) | models.Q(pk__in=Agreement.objects.standing(on).values("pk"))
    )
    return Enrolment.objects.filter(unit=unit).on(on).exclude(volunteer__in=has.values("volunteer"))


def offer(
    *, unit: Unit, people: Collection[int], starts_on: dt.date, ends_on: dt.date, by: Acts, now: dt.datetime
) -> int:
    """Offer the latest terms to people of the unit; who has been offered them from that day already is left as she is.

    Raises:
        ValidationError: there are no terms, the days are turned round, or somebody is not in the unit.
    """
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        terms = latest(unit)
        if terms is None:
            raise ValidationError(_("還沒有協議的條款，請先寫好。"))
        if ends_on < starts_on:
            raise ValidationError({"ends_on": _("迄日不能早於起日。")})
        wanted = set(people)
        if not wanted:
            raise ValidationError(_("還沒有選要簽協議的人。"))
        here = Enrolment.objects.filter(unit=unit, volunteer__in=wanted).on(timezone.localdate(now))
        if wanted - set(here.values_list("volunteer", flat=True)):
            raise ValidationError(_("選的人有人已經不在單位，請重新整理頁面。"))
        there = Agreement.objects.filter(terms=terms, starts_on=starts_on, volunteer__in=wanted)
        new = sorted(wanted - set(there.values_list("volunteer", flat=True)))
        Agreement.objects.bulk_create(
            Agreement(terms=terms, volunteer_id=one, starts_on=starts_on, ends_on=ends_on, offered_at=now)
            for one in new
        )
        if new:
            trail.record(Verb.AGREEMENT_OFFERED, terms, by=by, now={"people": len(new)}, at=now)
    return len(new)


def sign(*, agreement: Agreement, name: str, by: User, now: dt.datetime) -> Agreement:
    """Sign one's own agreement on the screen, by typing one's name.

    Raises:
        ValidationError: it is somebody else's, another name, or signed already.
    """
    person = agreement.volunteer
    if person.user_id != by.pk:
        raise ValidationError(_("只有本人能在線上簽。"))
    if not name.strip() or naming.person_key(name) != naming.person_key(person.name):
        raise ValidationError({"name": _("請寫和紀錄冊上一樣的姓名。")})
    return _signed(agreement, Agreement.How.SCREEN, timezone.localdate(now), person.name, by, now)


def sign_on_paper(
    *, agreement: Agreement, on: dt.date, data: bytes, file_name: str, by: Acts, now: dt.datetime
) -> Agreement:
    """Note that she has signed on paper, with its scan.

    Raises:
        Unfit: the scan is no picture or document, broken or too large.
        ValidationError: the day is to come, or it is signed already.
    """
    if on > timezone.localdate(now):
        raise ValidationError({"on": _("簽署日期不能晚於今天。")})
    scan = reading.read(data)
    with transaction.atomic():
        held = _signed(agreement, Agreement.How.PAPER, on, agreement.volunteer.name, by, now)
        storing.keep(picture=scan, purpose=KEY, subject=held, name=file_name, by=by, now=now)
    return held


def end(*, agreement: Agreement, on: dt.date, reason: str, by: Acts, now: dt.datetime) -> Agreement:
    """End an agreement before its time. Her place in the unit is another thing, and stays.

    Raises:
        ValidationError: no reason, a day out of place, not signed, or ended already.
    """
    reason = reasons.written(reason, ask=_("請寫下提前結束的原因（至少 6 個字）。"), most=200)
    if not agreement.starts_on <= on <= agreement.ends_on:
        raise ValidationError({"on": _("提前結束日要在協議期間裡。")})
    with transaction.atomic():
        rows = Agreement.objects.filter(pk=agreement.pk, signed_on__isnull=False, ended_on=None)
        if not rows.update(ended_on=on, ended_why=reason):
            raise ValidationError(_("這份協議沒有在進行，請重新整理頁面。"))
        agreement.ended_on, agreement.ended_why = on, reason
        trail.record(Verb.AGREEMENT_ENDED, agreement, by=by, now={"ended_on": on}, reason=reason, at=now)
    return agreement


def scans(agreement: Agreement) -> models.QuerySet[StoredFile]:
    """What was signed on paper."""
    return StoredFile.objects.of(KEY, agreement).order_by("pk")


def _signed(agreement: Agreement, how: str, on: dt.date, name: str, by: Acts, now: dt.datetime) -> Agreement:
    with transaction.atomic():
        if not Agreement.objects.filter(pk=agreement.pk, signed_on=None).update(
            signed_on=on, how=how, signed_name=name
        ):
            raise ValidationError(_("這份協議已經簽了，請重新整理頁面。"))
        agreement.signed_on, agreement.how, agreement.signed_name = on, how, name
        trail.record(Verb.AGREEMENT_SIGNED, agreement, by=by, now={"how": how, "signed_on": on}, at=now)
    return agreement
