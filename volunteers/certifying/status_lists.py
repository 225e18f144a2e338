"""Which certificates of an authority do not hold any more, as a signed list of bits (W3C Bitstring Status List v1.0).

Each certificate has a place in its authority's list. A bit that is set says that it was revoked or replaced, and
nothing about whom it was for; a list is never so short that one could tell who asks about whom.

A list says until when one may go by it, so that nobody is shown an old one in which something still holds. What was
signed is kept and given to everybody who asks; what has changed since, and what is about to end, is signed anew: by the
clock (`renew_status_lists`), and at the latest when somebody asks.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import gzip
import io
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from foundation import proofs
from volunteers.models import Authority, Certificate, CertificateStatusList, SigningKey

from .keys import CONTEXTS, issuer_address, method_of

BITS = 131_072
"""As many as the standard wants at least."""
VALID_FOR, RENEWED_BEFORE = dt.timedelta(days=14), dt.timedelta(days=7)
"""How long one may go by a list, and how long before its end it is signed anew: the house's choice, of no source."""


def address(authority: Authority, number: int) -> str:
    """Where a list stands."""
    return settings.SITE_ADDRESS + reverse("volunteers:issuer_status", args=[authority.code, number])


def entry(authority: Authority, place: int) -> dict[str, Any]:
    """What a credential says of where its state is told."""
    number, index = divmod(place, BITS)
    where = address(authority, number)
    return {
        "id": f"{where}#{index}", "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
        "statusListIndex": str(index), "statusListCredential": where,
    }  # fmt: skip


def signed(authority: Authority, number: int, *, now: dt.datetime) -> dict[str, Any] | None:
    """A list as it stands; None where the authority has issued nothing that stands in it."""
    first = number * BITS
    rows = Certificate.objects.filter(authority=authority, place__gte=first, place__lt=first + BITS)
    key = SigningKey.objects.select_related("authority").filter(authority=authority, retired_on=None).first()
    if key is None or not rows.exists():
        return None
    bits = bytearray(BITS // 8)
    gone = rows.exclude(revoked_on=None) | rows.exclude(replaced_by=None)
    for place in gone.values_list("place", flat=True):
        byte, bit = divmod(place - first, 8)
        bits[byte] |= 0x80 >> bit
    where = address(authority, number)
    document = {
        "@context": CONTEXTS[:1],
        "id": where,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_address(authority),
        "validFrom": _moment(now),
        "validUntil": _moment(now + VALID_FOR),
        "credentialSubject": {
            "id": f"{where}#list", "type": "BitstringStatusList", "statusPurpose": "revocation",
            "encodedList": "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("="),
        },
    }  # fmt: skip
    return proofs.sign(document, private=key.private, method=method_of(key), created=now)


def published(authority: Authority, number: int, *, now: dt.datetime) -> dict[str, Any] | None:
    """A list as everybody gets it: as it was signed, or signed anew where it has changed or ended."""
    kept = CertificateStatusList.objects.filter(authority=authority, number=number, valid_until__gt=now).first()
    return kept.document if kept is not None else _sign(authority, number, now)


def set_aside(changed: Iterable[Certificate]) -> None:
    """Let the lists in which some certificates stand be signed anew (to be called in their transaction).

    The authority is locked first: a list that is being signed at this moment is waited for, and then set aside too.
    """
    places = {(one.authority_id, one.place // BITS) for one in changed}
    for authority in sorted({authority for authority, _number in places}):
        Authority.objects.select_for_update().get(pk=authority)
    for authority, number in sorted(places):
        CertificateStatusList.objects.filter(authority=authority, number=number).delete()


def renew(*, now: dt.datetime) -> int:
    """Sign every list that is not kept, or that is about to end. Answers how many were signed."""
    fresh = set(
        CertificateStatusList.objects.filter(valid_until__gt=now + RENEWED_BEFORE).values_list("authority", "number")
    )
    signed_now = 0
    last = Certificate.objects.order_by().values("authority").annotate(last=Max("place"))
    found = {row["authority"]: row["last"] for row in last}
    for authority in Authority.objects.filter(pk__in=found).order_by("pk"):
        for number in range(found[authority.pk] // BITS + 1):
            if (authority.pk, number) not in fresh and _sign(authority, number, now) is not None:
                signed_now += 1
    return signed_now


def _sign(authority: Authority, number: int, now: dt.datetime) -> dict[str, Any] | None:
    with transaction.atomic():
        Authority.objects.select_for_update().get(pk=authority.pk)
        document = signed(authority, number, now=now)
        if document is not None:
            CertificateStatusList.objects.update_or_create(
                authority=authority, number=number,
                defaults={"document": document, "signed_at": now, "valid_until": now + VALID_FOR},
            )  # fmt: skip
    return document


def has_ended(document: Any, now: dt.datetime) -> bool:
    """Whether nobody should go by a list any more; one that says nothing of it never ends.

    Raises:
        Unverifiable: what it says is no moment.
    """
    text = document.get("validUntil")
    if text is None:
        return False
    try:
        return dt.datetime.fromisoformat(text) <= now
    except (TypeError, ValueError) as broken:
        raise proofs.Unverifiable("status") from broken


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_set(document: Any, index: int) -> bool:
    """Whether a bit of a list is set.

    Raises:
        Unverifiable: it is no such list, or has no such place.
    """
    try:
        coded = document["credentialSubject"]["encodedList"]
        packed = base64.urlsafe_b64decode(coded[1:] + "=" * (-len(coded[1:]) % 4))
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as stream:
            bits = stream.read(BITS)  # no list of ours unpacks to more
        if coded[0] != "u" or index < 0:
            raise ValueError
        return bool(bits[index // 8] & (0x80 >> index % 8))
    except (LookupError, TypeError, ValueError, OSError, EOFError, binascii.Error) as broken:
        raise proofs.Unverifiable("status") from broken
