"""Applying: what somebody without an account sends, her signed link, taking it back, and deleting it in time.

Sources: handbook 「志工甄選與面談」; 個資法 第 8 條 (told first), 第 11 條 (deleted when the purpose is gone). How long
it is kept after the decision no law says: `APPLICATIONS_KEPT_DAYS` in the settings.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from foundation import sealed
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import SYSTEM, Actor, Acts
from foundation.audit.verbs import Verb
from foundation.imports import cells
from foundation.notices import ledger
from foundation.taiwan import naming
from foundation.taiwan.fullwidth import tidy
from foundation.workflow.moves import Move, Table
from volunteers.models import Application, Interview, Opening
from volunteers.models.application import IDENTITY_PLACE
from volunteers.models.volunteer import IDENTITY_PLACE as VOLUNTEER_PLACE
from volunteers.persons import people
from volunteers.rules import consents, minors
from volunteers.rules.service_words import SKILLS, SLOTS

State = Application.State
KEEP = Permission.KEEP_VOLUNTEERS
SALT = "volunteers.application"
RECEIPT = "applied"
FIELDS = (
    "name", "born_on", "phone", "email", "education", "occupation", "slots", "skills", "experience", "motive",
    "guardian_name", "guardian_phone", "guardian_agrees",
)  # fmt: skip
OPEN = frozenset({State.RECEIVED, State.TALKED, State.WAITLISTED})
MOVES = Table(
    field="state",
    moves=(
        Move("talk", frozenset({State.RECEIVED}), State.TALKED, gettext_lazy("面談"), KEEP),
        Move("accept", OPEN, State.ACCEPTED, pgettext_lazy("動作", "錄取"), KEEP, stamp="decided_at"),
        Move("waitlist", frozenset({State.RECEIVED, State.TALKED}), State.WAITLISTED, pgettext_lazy("動作", "備取"),
             KEEP, stamp="decided_at"),
        Move("refuse", OPEN, State.REFUSED, pgettext_lazy("動作", "不錄取"), KEEP, needs_reason=True,
             stamp="decided_at"),
        Move("enrol", frozenset({State.ACCEPTED}), State.ENROLLED, pgettext_lazy("動作", "加入"), KEEP),
        Move("withdraw", OPEN | {State.ACCEPTED}, State.WITHDRAWN, gettext_lazy("撤回報名"), KEEP),
    ),
)  # fmt: skip


def apply(
    *,
    opening: Opening,
    values: Mapping[str, Any],
    sent_key: uuid.UUID,
    agreed: str,
    now: dt.datetime,
    number: str = "",
    kind: str = "",
) -> Application:
    """Take an application; the same page sent twice, and the same person twice, count once.

    A link to it goes by mail, to the address that was given, and nowhere else.

    Args:
        values: of `FIELDS`.
        agreed: the version of the notice that stood above the form.
        number, kind: her identity number, see `people.read_identity`; may be missing.

    Raises:
        ValidationError: a value is wrong or missing, or the opening takes none any more.
    """
    today = timezone.localdate(now)
    if not Opening.objects.open_on(today).filter(pk=opening.pk).exists():
        raise ValidationError(_("這個招募現在不收報名了。"))
    if (known := Application.objects.filter(sent_key=sent_key).first()) is not None:
        return known
    made = Application(opening=opening, sent_key=sent_key, consent=agreed, sent_at=now, **_cleaned(values))
    _check(made, agreed, today, number, kind)
    try:
        with transaction.atomic():
            held = Opening.objects.select_for_update().get(pk=opening.pk)
            if (known := _same(held, made)) is not None:
                return known
            made.save()
            trail.record(Verb.APPLIED, made, by=actor(made), at=now)
            ledger.say(_receipt(made, now), now=now)
    except IntegrityError:  # the same page was sent twice at the same moment
        return Application.objects.get(sent_key=sent_key)
    return made


def of_volunteer(*, opening: Opening, volunteer: Any, by: Acts, now: dt.datetime) -> Application:
    """The application of somebody in the register who was asked and said yes: nothing is typed again."""
    found = Application.objects.filter(opening=opening, volunteer=volunteer).exclude(state=State.WITHDRAWN).first()
    if found is not None:
        return found
    known = {
        name: getattr(volunteer, name) for name in ("name", "born_on", "phone", "email", "education", "occupation")
    }
    made = Application.objects.create(
        opening=opening, volunteer=volunteer, sent_key=uuid.uuid4(), consent=consents.FOUND, sent_at=now, **known
    )
    trail.record(Verb.APPLIED, made, by=by, at=now)
    return made


def withdraw(*, application: Application, by: Acts, now: dt.datetime) -> None:
    """Take it back.

    Raises:
        MoveRefused: it is over already.
    """
    MOVES.apply(application, "withdraw", by=by, now=now)


def actor(application: Application) -> Actor:
    """Whoever holds the link of this application."""
    return Actor("applicant", str(application.key), str(_("報名的人")))


def address_for(application: Application) -> str:
    """The path of her signed link."""
    return reverse("volunteers:applied", args=[signing.dumps(application.key.hex, salt=SALT)])


def read(token: str) -> Application | None:
    """Whose link it is; None where it is none of ours, or nothing is kept of it any more."""
    try:
        key = uuid.UUID(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None
    rows = Application.objects.select_related("opening__unit__organisation", "opening__county")
    return rows.filter(key=key, erased_at=None).first()


def erase_due(*, now: dt.datetime) -> int:
    """Delete what was written by whoever was decided on, or whose opening closed, so long ago. Answers how many.

    Source: 個資法 第 11 條第 3 項.
    """
    before = now - dt.timedelta(days=settings.APPLICATIONS_KEPT_DAYS)
    over = Q(state__in=(State.ACCEPTED, *Application.OVER), decided_at__lt=before)
    over |= Q(state=State.WITHDRAWN, decided_at=None, sent_at__lt=before)
    left = Q(state__in=OPEN, opening__closes_on__lt=timezone.localdate(before))
    done = 0
    for one in Application.objects.filter(over | left, erased_at=None).select_related("opening__unit"):
        done += erase(application=one, by=SYSTEM, now=now)
    return done


def erase(*, application: Application, by: Acts, now: dt.datetime) -> int:
    """Delete what somebody wrote to apply, and what was noted of her; that she applied stays. Answers 0 if it is gone.

    Letters that were sent lose name and address as well.
    """
    with transaction.atomic():
        mine = Application.objects.filter(pk=application.pk, erased_at=None)
        done = mine.update(
            erased_at=now, name="", born_on=None, phone="", email="", identity_sealed="", identity_kind="",
            education="", occupation="", slots=(), skills=(), experience="", motive="", guardian_name="",
            guardian_phone="", decided_why="", answer_words="",
        )  # fmt: skip
        Interview.objects.filter(application=application).delete()
        ledger.forget(kinds=(RECEIPT, "reply"), subject_key=str(application.pk))
        if done:
            trail.record(Verb.DELETED, application, by=by, at=now)
    return done


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are kept.

    Raises:
        ValidationError: a name or a telephone number cannot be one.
    """
    cleaned: dict[str, Any] = {name: values[name] for name in FIELDS if name in values}
    problems: dict[str, str] = {}
    for name in ("name", "guardian_name", "phone", "guardian_phone"):
        if not (text := str(cleaned.get(name) or "").strip()):
            cleaned[name] = ""
            continue
        try:
            cleaned[name] = naming.person(text) if name.endswith("name") else cells.phone(text)
        except ValueError as wrong:
            problems[name] = str(wrong)
    if problems:
        raise ValidationError(problems)
    for name in ("experience", "motive"):
        cleaned[name] = str(cleaned.get(name) or "").strip()
    cleaned["email"] = tidy(str(cleaned.get("email") or "")).lower()
    for name, words in (("slots", SLOTS), ("skills", SKILLS)):
        cleaned[name] = tuple(code for code in words if code in (cleaned.get(name) or ()))
    return cleaned


def _check(made: Application, agreed: str, today: dt.date, number: str, kind: str) -> None:
    """What is missing or cannot be, all of it at once."""
    found: dict[str, str] = {}
    if not made.name:
        found["name"] = _("請寫姓名。")
    if not made.email:
        found["email"] = _("請寫電子郵件，結果和撤回的連結會寄到這裡。")
    if not made.phone:
        found["phone"] = _("請寫電話，單位約面談時用。")
    if agreed != consents.APPLYING:
        found["agreed"] = _("請先看完個人資料的說明，再勾選同意。")
    if made.born_on is None:
        found["born_on"] = _("請寫出生日期。")
    elif made.born_on > today or made.born_on.year < today.year - people.OLDEST:
        found["born_on"] = _("出生日期不對，請檢查是不是把民國年寫成西元年。")
    else:
        found |= _of_age(made, today)
    if number.strip():
        try:
            fields = people.read_identity(number, kind=kind)
        except ValidationError as wrong:
            found["number"] = " ".join(wrong.messages)
        else:
            plain = sealed.unseal(fields["identity_sealed"], place=VOLUNTEER_PLACE)
            made.identity_kind = fields["identity_kind"]
            made.identity_sealed = sealed.seal(plain, place=IDENTITY_PLACE)
    if found:
        raise ValidationError(found)
    made.full_clean(validate_unique=False, validate_constraints=False)


def _of_age(made: Application, today: dt.date) -> dict[str, str]:
    """Whether her age fits, and whether her legal representative agrees where she is under age."""
    if made.born_on is None:
        return {}
    opening, years = made.opening, minors.age(made.born_on, today)
    if opening.least_age is not None and years < opening.least_age:
        return {"born_on": _("這個招募要滿 %(age)s 歲。") % {"age": opening.least_age}}
    if opening.most_age is not None and years > opening.most_age:
        return {"born_on": _("這個招募最多 %(age)s 歲。") % {"age": opening.most_age}}
    if not minors.is_minor(made.born_on, today):
        made.guardian_name, made.guardian_phone, made.guardian_agrees = "", "", False
        return {}
    found = {}
    if not made.guardian_name:
        found["guardian_name"] = _("未滿 18 歲要法定代理人同意，請寫他的姓名。")
    if not made.guardian_phone:
        found["guardian_phone"] = _("請寫法定代理人的電話。")
    if not made.guardian_agrees:
        found["guardian_agrees"] = _("請法定代理人看過招募內容，同意後勾選。")
    return found


def _same(opening: Opening, made: Application) -> Application | None:
    """What the same person has sent to this opening and not taken back; two of one household share an address."""
    key = naming.person_key(made.name)
    for one in opening.applications.filter(email=made.email, born_on=made.born_on).exclude(state=State.WITHDRAWN):
        if naming.person_key(one.name) == key:
            return one
    return None


def _receipt(made: Application, now: dt.datetime) -> ledger.Wish:
    return ledger.Wish(
        key=f"{RECEIPT}/{made.pk}", kind=RECEIPT, subject_key=str(made.pk), step="received", county=made.county_id,
        to_name=made.name, to_address=made.email, due_at=now,
    )  # fmt: skip
