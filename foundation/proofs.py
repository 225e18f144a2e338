"""Signing JSON so that anybody can verify it without us: Ed25519 over the canonical form, as a data integrity proof.

Sources: W3C Verifiable Credential Data Integrity 1.0; its EdDSA Cryptosuites v1.0, `eddsa-jcs-2022`; RFC 8785 (JCS,
the one spelling of a JSON value); W3C Controlled Identifiers 1.0, Multikey (the public key as text). Numbers with a
fraction are neither signed nor verified here: what we sign has none, and no two languages write them alike by chance.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SUITE = "eddsa-jcs-2022"
KIND = "DataIntegrityProof"
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {sign: value for value, sign in enumerate(_ALPHABET)}
_ED25519 = b"\xed\x01"
_MOST_EXACT = 2**53 - 1
_DEEPEST = 60


class Unverifiable(Exception):
    """It is no signed JSON that we can judge, or its proof does not fit what it says; `why` is a code of it."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Pair:
    """A new key: the public one as Multikey, the private one as text to be sealed."""

    public: str
    private: str


def make_pair() -> Pair:
    """A fresh random key."""
    private = Ed25519PrivateKey.generate()
    return Pair(multikey(private.public_key()), private.private_bytes_raw().hex())


def multikey(key: Ed25519PublicKey) -> str:
    """The public key as text."""
    return "z" + base58(_ED25519 + key.public_bytes_raw())


def public_key(text: str) -> Ed25519PublicKey:
    """The key of a Multikey text.

    Raises:
        Unverifiable: it is none for Ed25519.
    """
    content = _multibase(text)
    if content[:2] != _ED25519 or len(content) != 34:
        raise Unverifiable("key")
    return Ed25519PublicKey.from_public_bytes(content[2:])


def sign(
    document: Mapping[str, Any], *, private: str, method: str, created: dt.datetime, purpose: str = "assertionMethod"
) -> dict[str, Any]:
    """The document with its proof.

    Args:
        private: the private key as `make_pair` gave it.
        method: the address of the public key that verifies it.
    """
    options: dict[str, Any] = {
        "type": KIND, "cryptosuite": SUITE, "created": created.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "verificationMethod": method, "proofPurpose": purpose,
    }  # fmt: skip
    if "@context" in document:
        options["@context"] = document["@context"]
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private))
    value = "z" + base58(key.sign(_digest(document, options)))
    return {**document, "proof": {**options, "proofValue": value}}


def method_of(document: Any) -> str:
    """The address of the key that a document says it was signed with.

    Raises:
        Unverifiable: it carries no proof of this kind.
    """
    return str(_proof(document)["verificationMethod"])


def verify(document: Any, *, key: str) -> None:
    """Whether the document is, letter for letter, what was signed with this key.

    Args:
        key: the public key as Multikey.

    Raises:
        Unverifiable: it is not, or it carries no proof of this kind.
    """
    proof = dict(_proof(document))
    signature = _multibase(proof.pop("proofValue"))
    bare = {name: value for name, value in document.items() if name != "proof"}
    if "@context" in proof:
        said, stands = _listed(proof["@context"]), _listed(bare.get("@context"))
        if stands[: len(said)] != said:
            raise Unverifiable("changed")
        bare["@context"] = proof["@context"]
    try:
        public_key(key).verify(signature, _digest(bare, proof))
    except InvalidSignature as changed:
        raise Unverifiable("changed") from changed


def canonical(value: Any) -> bytes:
    """The one spelling of a JSON value.

    Raises:
        Unverifiable: it has a number with a fraction, one too large to be exact, or text that is no text.
    """
    try:
        return _written(value, 0).encode()
    except UnicodeEncodeError as broken:
        raise Unverifiable("unreadable") from broken


def base58(content: bytes) -> str:
    """Bytes in Bitcoin's alphabet."""
    number, found = int.from_bytes(content), ""
    while number:
        number, digit = divmod(number, 58)
        found = _ALPHABET[digit] + found
    return "1" * (len(content) - len(content.lstrip(b"\0"))) + found


def _multibase(text: Any) -> bytes:
    if not isinstance(text, str) or len(text) > 200 or text[:1] != "z" or any(sign not in _VALUES for sign in text[1:]):
        raise Unverifiable("unreadable")
    number = 0
    for sign in text[1:]:
        number = number * 58 + _VALUES[sign]
    lead = len(text[1:]) - len(text[1:].lstrip("1"))
    return b"\0" * lead + number.to_bytes((number.bit_length() + 7) // 8)


def _proof(document: Any) -> Mapping[str, Any]:
    proof = document.get("proof") if isinstance(document, dict) else None
    if isinstance(proof, list) and len(proof) == 1:
        proof = proof[0]
    if not isinstance(proof, dict):
        raise Unverifiable("unsigned")
    if (proof.get("type"), proof.get("cryptosuite"), proof.get("proofPurpose")) != (KIND, SUITE, "assertionMethod"):
        raise Unverifiable("suite")
    method = proof.get("verificationMethod")
    # An address is printable; half a character or a NUL would make a database that is asked for it stumble.
    if not isinstance(method, str) or not method.isprintable() or "proofValue" not in proof:
        raise Unverifiable("unsigned")
    return proof


def _digest(document: Mapping[str, Any], options: Mapping[str, Any]) -> bytes:
    return hashlib.sha256(canonical(options)).digest() + hashlib.sha256(canonical(document)).digest()


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _written(value: Any, depth: int) -> str:
    if depth > _DEEPEST:
        raise Unverifiable("unreadable")
    match value:
        case None | bool() | str():
            return json.dumps(value, ensure_ascii=False)
        case int():
            if abs(value) > _MOST_EXACT:
                raise Unverifiable("number")
            return str(value)
        case list() | tuple():
            return "[" + ",".join(_written(one, depth + 1) for one in value) + "]"
        case dict():
            # By UTF-16 units, as RFC 8785 has it: a name beyond the basic plane comes before U+E000.
            names = sorted(value, key=lambda name: str(name).encode("utf-16-be", "surrogatepass"))
            pairs = (
                json.dumps(str(name), ensure_ascii=False) + ":" + _written(value[name], depth + 1) for name in names
            )
            return "{" + ",".join(pairs) + "}"
    raise Unverifiable("number")
