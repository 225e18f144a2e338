"""The signed document behind a certificate: an achievement credential of Open Badges 3.0, in the words that it says.

It holds what is printed and nothing more about the person: her name, no identity number, no birthday, no address.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from foundation import proofs
from volunteers.models import Certificate

from . import keys, status_lists

KINDS = {
    Certificate.Kind.PERFORMANCE: "CommunityService",
    Certificate.Kind.TRAINING: "Course",
    Certificate.Kind.AWARD: "Award",
    Certificate.Kind.THANKS: "Achievement",
}


def address(code: str) -> str:
    """The public page of a certificate; its name as a credential, and what its QR code says."""
    return settings.SITE_ADDRESS + reverse("volunteers:check", args=[code])


def signed(one: Certificate, *, private: str, now: dt.datetime) -> dict[str, Any]:
    """The credential of a certificate that is about to be kept."""
    issuer = keys.issuer_address(one.authority)
    says: Mapping[str, Any] = one.says["zh-hant"]
    english: Mapping[str, Any] = one.says["en"]
    subject: dict[str, Any] = {
        "type": ["AchievementSubject"],
        "identifier": [
            {"type": "IdentityObject", "hashed": False, "identityHash": says["name"], "identityType": "name"}
        ],
        "licenseNumber": one.number,
        "narrative": says["text"],
        "achievement": {
            "id": f"{issuer}#{one.kind}", "type": ["Achievement"], "achievementType": KINDS[Certificate.Kind(one.kind)],
            "name": says["title"], "description": f"{says['title']} {english['title']}",
            "criteria": {"narrative": english["text"]},
        },
    }  # fmt: skip
    if "first" in one.facts and len(one.facts.get("stays", ())) < 2:  # two days cannot say when she was away
        subject["activityStartDate"] = f"{one.facts['first']}T00:00:00+08:00"
        subject["activityEndDate"] = f"{one.facts['last']}T00:00:00+08:00"
    if one.unit is not None and one.kind != Certificate.Kind.AWARD:  # an award is its giver's word alone
        subject["source"] = {
            "id": f"{issuer}#{one.unit.code}", "type": ["Profile"], "name": says["issuer"],
        }  # fmt: skip
    document = {
        "@context": keys.CONTEXTS,
        "id": address(one.code),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{says['title']} {one.number}",
        "issuer": {"id": issuer, "type": ["Profile"], "name": one.authority.name},
        "validFrom": now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "credentialSubject": subject,
        "credentialStatus": status_lists.entry(one.authority, one.place),
    }
    return proofs.sign(document, private=private, method=keys.method_of(one.key), created=now)
