"""The keys that sign: one at a time for each authority, changed without old certificates losing their proof.

What is published of an authority stands at one address, as a profile of Open Badges and a controlled identifier
document in one: who it is, and every public key it ever signed with.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import proofs, reasons, sealed
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from volunteers.models import Authority, CertificateStatusList, SigningKey
from volunteers.models.certificate import KEY_PLACE

MOST = 200
CONTEXTS = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]


def issuer_address(authority: Authority) -> str:
    """Where an authority's profile and keys stand; its name as issuer."""
    return settings.SITE_ADDRESS + reverse("volunteers:issuer", args=[authority.code])


def method_of(key: SigningKey) -> str:
    """The address of one public key."""
    return f"{issuer_address(key.authority)}#{key.name}"


def current(authority: Authority, *, by: Acts, now: dt.datetime) -> SigningKey:
    """The key that signs now; an authority that has none gets its first (to be called in a transaction)."""
    Authority.objects.select_for_update().get(pk=authority.pk)
    found = SigningKey.objects.select_related("authority").filter(authority=authority, retired_on=None).first()
    return found or _make(authority, by, now)


def rotate(*, authority: Authority, reason: str, by: Acts, now: dt.datetime, lost: bool = False) -> SigningKey:
    """Sign with a new key from now on; the one before stays published to verify what it signed.

    Args:
        lost: somebody else may have the private half: outside this platform nothing it signed is believed any more,
            and here only what stands in the register.

    Raises:
        ValidationError: the reason says nothing.
    """
    written = reasons.written(reason, ask=_("請寫下為什麼換金鑰（至少 6 個字）。"), most=MOST)
    on = timezone.localdate(now)
    with transaction.atomic():
        Authority.objects.select_for_update().get(pk=authority.pk)
        for old in SigningKey.objects.select_related("authority").filter(authority=authority, retired_on=None):
            old.retired_on, old.retired_why = on, written
            old.distrusted_on = on if lost else None
            old.save(update_fields=["retired_on", "retired_why", "distrusted_on"])
            trail.record(Verb.SIGNING_KEY_RETIRED, old, by=by, reason=written, now={"key_lost": lost}, at=now)
        CertificateStatusList.objects.filter(authority=authority).delete()  # the next ones are signed with the new key
        return _make(authority, by, now)


def reseal() -> int:
    """Seal again, with the sealing key that seals now, what another sealed: all of it or none. Answers how many.

    Raises:
        Unsealable: none of the installation's sealing keys opens one of them; its message names which.
    """
    with transaction.atomic():
        old = [
            one
            for one in SigningKey.objects.select_for_update(of=("self",)).select_related("authority").order_by("pk")
            if not sealed.is_current(one.private_sealed)
        ]
        for one in old:
            try:
                private = one.private
            except sealed.Unsealable as shut:
                raise sealed.Unsealable(str(one)) from shut
            one.private_sealed = sealed.seal(private, place=KEY_PLACE)
            one.save(update_fields=["private_sealed"])
    return len(old)


def profile(authority: Authority) -> dict[str, Any]:
    """What is published of an authority: save it, and its certificates can be verified without us.

    From when to when each key signed stands in `keyHistory`, not in the `expires` of its method: after that moment
    verifiers are to believe nothing signed with it, and what an old key signed holds for good.
    """
    address = issuer_address(authority)
    methods, history = [], []
    for key in SigningKey.objects.filter(authority=authority).order_by("made_on", "pk"):
        method: dict[str, Any] = {
            "id": f"{address}#{key.name}", "type": "Multikey", "controller": address, "publicKeyMultibase": key.public,
        }  # fmt: skip
        if key.distrusted_on is not None:
            method["revoked"] = f"{key.distrusted_on.isoformat()}T00:00:00+08:00"
        methods.append(method)
        span = {"id": method["id"], "from": key.made_on.isoformat()}
        history.append(span if key.retired_on is None else span | {"until": key.retired_on.isoformat()})
    return {
        "@context": [*CONTEXTS, "https://www.w3.org/ns/cid/v1"],
        "id": address,
        "type": ["Profile"],
        "name": authority.name,
        "url": settings.SITE_ADDRESS,
        "verificationMethod": methods,
        "assertionMethod": [one["id"] for one in methods],
        "keyHistory": history,
    }


def _make(authority: Authority, by: Acts, now: dt.datetime) -> SigningKey:
    pair = proofs.make_pair()
    number = SigningKey.objects.filter(authority=authority).count() + 1
    key = SigningKey.objects.create(
        authority=authority, name=f"k{number}", public=pair.public,
        private_sealed=sealed.seal(pair.private, place=KEY_PLACE), made_on=timezone.localdate(now),
        made_by=by.as_actor().label[:200],
    )  # fmt: skip
    trail.record(Verb.SIGNING_KEY_MADE, key, by=by, now={"key_name": key.name}, at=now)
    return key
