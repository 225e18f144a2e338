"""Which certificates of an authority do not hold any more, as a signed list of bits (W3C Bitstring Status List v1.0).

Each certificate has a place in its authority's list. A bit that is set says that it was revoked or replaced, and
nothing about whom it was for; a list is never so short that one could tell who asks about whom.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import gzip
import io
from typing import Any

from django.conf import settings
from django.urls import reverse

from foundation import proofs
from volunteers.models import Authority, Certificate, SigningKey

from .keys import CONTEXTS, issuer_address, method_of

BITS = 131_072
"""As many as the standard wants at least."""


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
        "validFrom": now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "credentialSubject": {
            "id": f"{where}#list", "type": "BitstringStatusList", "statusPurpose": "revocation",
            "encodedList": "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("="),
        },
    }  # fmt: skip
    return proofs.sign(document, private=key.private, method=method_of(key), created=now)


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
