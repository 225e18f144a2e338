"""Whether a certificate holds: by its code, by the file somebody has, and by a saved key file without any database."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils import timezone
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
    UNCHECKED = "unchecked"


SENTENCES: dict[State, str | Promise] = {
    State.VALID: _("有效：簽章符合，內容沒有被改過。"),
    State.REVOKED: _("已撤銷：簽章符合，但這張證明書已經不算數。"),
    State.REPLACED: _("已被取代：簽章符合，但已經另發一張。"),
    State.TAMPERED: _("不符：內容或簽章被改過，不要採信。"),
    State.UNKNOWN: _("查不到：不是這裡發的，或不是用這裡的金鑰簽的。"),
    State.UNREADABLE: _("讀不懂：這不是數位證明書的檔案。"),
    State.DISTRUSTED: _("不能確定：簽它的金鑰不能採信，請到發證機關的查驗頁查。"),
    State.UNCHECKED: _("簽章符合，內容沒有被改過；現在還算不算數，查不出來。"),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found.

    Attributes:
        lacks: what could not be looked into, and how to mend it.
    """

    state: State
    certificate: Certificate | None = None
    lacks: tuple[str, ...] = ()

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
    """A published key: the Multikey, whether it is trusted still, and from which day to which it signed."""

    public: str
    trusted: bool = True
    since: dt.date | None = None
    until: dt.date | None = None

    def signed_then(self, document: Mapping[str, Any]) -> bool:
        """Whether it was in use when a document says that it was signed."""
        try:
            made = timezone.localdate(dt.datetime.fromisoformat(str(document["proof"]["created"])))
        except (LookupError, TypeError, ValueError):
            return self.since is None and self.until is None
        return (self.since or made) <= made <= (self.until or made)


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


def offline(document: Any, *, now: dt.datetime, profile: Any, status: Any = None) -> Checked:
    """Verify a document with a saved profile of its issuer, asking nobody.

    A list of another certificate's, one that has ended or was changed, or one signed with a key that the saved profile
    does not have yet, is not gone by: the signature is right, whether the certificate holds is unknown, and what is
    lacking is said. Only a list says that one holds.

    Args:
        profile: the issuer's published profile, with its keys.
        status: its published list of what does not hold any more; None where there is none at hand.
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
    except proofs.Unverifiable:
        return Checked(State.TAMPERED)
    if not key.trusted:
        return Checked(State.DISTRUSTED)
    if not key.signed_then(document):
        return Checked(State.DISTRUSTED, lacks=(str(_("簽署的時間不在這把金鑰使用的期間裡。")),))
    if status is None:
        return Checked(State.UNCHECKED, lacks=(str(_("沒有給撤銷清單，所以不知道後來有沒有撤銷。")),))
    try:
        lacks = _unusable(document, status, known)
        if not lacks and _is_revoked(document, status):
            return Checked(State.REVOKED)  # for good: an old list that says so is as good as a new one
        if not lacks and status_lists.has_ended(status, now):
            lacks = str(_("撤銷清單已經過期，所以不知道後來有沒有撤銷。請重新下載撤銷清單。"))
        return Checked(State.UNCHECKED, lacks=(lacks,)) if lacks else Checked(State.VALID)
    except proofs.Unverifiable:
        return Checked(State.UNCHECKED, lacks=(str(_("撤銷清單讀不懂，或被改過；請重新下載。")),))


def known_keys(profile: Any) -> dict[str, Known]:
    """The keys that a saved profile publishes, by their addresses.

    Raises:
        Unverifiable: it is no such profile.
    """
    try:
        used = {
            str(one["id"]): (_day(one.get("from")), _day(one.get("until"))) for one in profile.get("keyHistory", ())
        }
        return {
            str(one["id"]): Known(
                str(one["publicKeyMultibase"]), "revoked" not in one, *used.get(str(one["id"]), (None, None))
            )
            for one in profile["verificationMethod"]
            if one["id"] in profile["assertionMethod"]
        }
    except (LookupError, TypeError, ValueError, AttributeError) as broken:
        raise proofs.Unverifiable("unreadable") from broken


def _unusable(document: Mapping[str, Any], status: Any, known: Mapping[str, Known]) -> str:
    """Why a list does not tell whether a document holds; empty where it does.

    Raises:
        Unverifiable: it is no list, or does not say what was signed.
    """
    told = document.get("credentialStatus")
    if not isinstance(told, dict) or not isinstance(status, dict):
        raise proofs.Unverifiable("status")
    if told.get("statusListCredential") != status.get("id"):
        return str(_("給的撤銷清單不是這一張的，所以不知道後來有沒有撤銷。這一張的在證明書裡的 statusListCredential。"))
    key = known.get(proofs.method_of(status))
    if key is None:
        return str(
            _(
                "撤銷清單是用後來的金鑰簽的，存下來的發證機關資料裡還沒有，所以不知道有沒有撤銷。請重新下載發證機關資料。"
            )
        )
    proofs.verify(status, key=key.public)
    if not key.trusted or not key.signed_then(status):
        return str(_("簽撤銷清單的金鑰不能採信，所以不知道後來有沒有撤銷。請重新下載撤銷清單。"))
    return ""


def _is_revoked(document: Mapping[str, Any], status: Any) -> bool:
    index = str(document["credentialStatus"].get("statusListIndex", ""))
    if not index.isascii() or not index.isdecimal():
        raise proofs.Unverifiable("status")
    return status_lists.is_set(status, int(index))


def _day(text: Any) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):  # two readers could each see another of the two
        raise ValueError("a name stands twice")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(text)
