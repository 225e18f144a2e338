"""Letters that one may do without: declining a kind of them and asking for it again, from a link in the letter itself.

The link needs no account and goes on working, as mail programmes expect of it (RFC 8058); it opens nothing else.
"""

from __future__ import annotations

import datetime as dt

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb

from . import kinds
from .kinds import Kind
from .models import Declined

SALT = "notices.declining"


def address_for(kind: Kind, user: User) -> str:
    """Where this person declines this kind of letters; a path."""
    token = signing.dumps([kind.key, user.pk], salt=SALT)
    return reverse("notices:declining", args=[token])


def read(token: str) -> tuple[Kind, User] | None:
    """Whose link it is and for what; None where it is not one of ours, or nobody is behind it any more."""
    try:
        key, pk = signing.loads(token, salt=SALT)
        return kinds.find(key), User.objects.get(pk=pk, is_active=True)
    except (signing.BadSignature, KeyError, ValueError, TypeError, User.DoesNotExist):
        return None


def decline(*, kind: Kind, user: User, by: Acts, now: dt.datetime) -> None:
    """Send her no more letters of this kind. Twice is once."""
    with transaction.atomic():
        _row, made = Declined.objects.get_or_create(kind=kind.key, user=user, defaults={"since": now})
        if made:
            trail.record(Verb.NOTICE_DECLINED, user, by=by, now={"kind": kind.key}, at=now)


def accept(*, kind: Kind, user: User, by: Acts, now: dt.datetime | None = None) -> None:
    """Send her letters of this kind again. Twice is once."""
    with transaction.atomic():
        gone, _by_model = Declined.objects.filter(kind=kind.key, user=user).delete()
        if gone:
            trail.record(Verb.NOTICE_ACCEPTED, user, by=by, now={"kind": kind.key}, at=now or timezone.now())


def has_declined(*, kind: Kind, user: User) -> bool:
    """Whether she does without."""
    return Declined.objects.filter(kind=kind.key, user=user).exists()
