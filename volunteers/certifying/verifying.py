"""Whether a certificate holds: by its code, by the file somebody has, and by a saved key file without any database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from foundation import proofs
from volunteers.models import Certificate, SigningKey

from . import status_lists

LARGEST = 256 * 1024


class State(StrEnum):
    """What can be said of a certificate."""

    VALID = "valid"
    REVOKED = "revoked"
    REPLACED = "replaced"
    TAMPERED = "tampered"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"
    DISTRUSTED = "distrusted"


SENTENCES: dict[State, str | Promise] = {
    State.VALID: _("有效：簽章符合，內容沒有被改過。"),
    State.REVOKED: _("已撤銷：簽章符合，但這張證明書已經不算數。"),
    State.REPLACED: _("已被取代：簽章符合，但已經另發一張。"),
    State.TAMPERED: _("不符：內容或簽章被改過，不要採信。"),
    State.UNKNOWN: _("查不到：不是這裡發的，或不是用這裡的金鑰簽的。"),
    State.UNREADABLE: _("讀不懂：這不是數位證明書的檔案。"),
    State.DISTRUSTED: _("不能確定：簽它的金鑰後來外洩，請到發證機關的查驗頁查。"),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found."""

    state: State
    certificate: Certificate | None = None

    @property
    def sentence(self) -> str | Promise:
        """In words."""
        return SENTENCES[self.state]

    @property
    def holds(self) -> bool:
        """Whether one can rely on it."""
        return self.state is State.VALID


@dataclass(frozen=True, slots=True)
class Known:
    """A published key: the Multikey, and whether it is trusted still."""

    public: str
    trusted: bool = True


def state_of(one: Certificate) -> State:
    """How a certificate stands in the register."""
    if one.revoked_on is not None:
        return State.REVOKED
    return State.REPLACED if one.successor is not None else State.VALID


def by_code(code: str) -> Certificate | None:
    """The certificate whose paper bears this code; blanks, hyphens and small letters do not matter."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    rows = Certificate.objects.select_related("authority", "unit__organisation", "replaced_by", "replaces")
    return rows.filter(code=plain).first() if len(plain) <= 24 else None


def read(data: bytes) -> Any:
    """The document in a file.

    Raises:
        Unverifiable: it is no JSON, or too large to be a certificate.
    """
    if len(data) > LARGEST:
        raise proofs.Unverifiable("unreadable")
    try:
        return json.loads(data, parse_constant=_no_number, object_pairs_hook=_once)
    except (ValueError, RecursionError) as broken:
        raise proofs.Unverifiable("unreadable") from broken


def here(data: bytes) -> Checked:
    """Verify a file with the keys and the register of this installation."""
    try:
        document = read(data)
        method = proofs.method_of(document)
    except proofs.Unverifiable:
        return Checked(State.UNREADABLE)
    issuer, _mark, name = method.partition("#")
    code = issuer.rstrip("/").rpartition("/")[2]
    key = SigningKey.objects.select_related("authority").filter(authority__code=code, name=name).first()
    if key is None:
        return Checked(State.UNKNOWN)
    try:
        proofs.verify(document, key=key.public)
    except proofs.Unverifiable:
        return Checked(State.TAMPERED)
    one = by_code(str(document.get("id", "")).rstrip("/").rpartition("/")[2])
    # What was signed with a key of ours and is not in the register was not issued by us: the key was stolen.
    if one is None or one.key_id != key.pk or proofs.canonical(one.credential) != proofs.canonical(document):
        return Checked(State.UNKNOWN)
    return Checked(state_of(one), one)


def offline(document: Any, *, profile: Any, status: Any = None) -> Checked:
    """Verify a document with a saved profile of its issuer, asking nobody.

    Args:
        profile: the issuer's published profile, with its keys.
        status: its published list of what does not hold any more; without it only the signature is judged.
    """
    try:
        known = known_keys(profile)
        key = known.get(proofs.method_of(document))
    except proofs.Unverifiable:
        return Checked(State.UNREADABLE)
    issuer = document.get("issuer")
    said = issuer.get("id") if isinstance(issuer, dict) else issuer
    if key is None or said != profile.get("id"):
        return Checked(State.UNKNOWN)
    try:
        proofs.verify(document, key=key.public)
        if not key.trusted:
            return Checked(State.DISTRUSTED)
        if status is not None and _is_revoked(document, status, known):
            return Checked(State.REVOKED)
    except proofs.Unverifiable as refused:
        return Checked(State.UNREADABLE if refused.why == "status" else State.TAMPERED)
    return Checked(State.VALID)


def known_keys(profile: Any) -> dict[str, Known]:
    """The keys that a saved profile publishes, by their addresses.

    Raises:
        Unverifiable: it is no such profile.
    """
    try:
        return {
            str(one["id"]): Known(str(one["publicKeyMultibase"]), "revoked" not in one)
            for one in profile["verificationMethod"]
            if one["id"] in profile["assertionMethod"]
        }
    except (LookupError, TypeError) as broken:
        raise proofs.Unverifiable("unreadable") from broken


def _is_revoked(document: Mapping[str, Any], status: Any, known: Mapping[str, Known]) -> bool:
    told = document.get("credentialStatus")
    if (
        not isinstance(told, dict)
        or not isinstance(status, dict)
        or told.get("statusListCredential") != status.get("id")
    ):
        raise proofs.Unverifiable("status")
    key = known.get(proofs.method_of(status))
    index = str(told.get("statusListIndex", ""))
    if key is None or not index.isascii() or not index.isdecimal():
        raise proofs.Unverifiable("status")
    proofs.verify(status, key=key.public)
    return status_lists.is_set(status, int(index))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):  # two readers could each see another of the two
        raise ValueError("a name stands twice")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(text)
