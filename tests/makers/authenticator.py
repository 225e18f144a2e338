"""A device that keeps a passkey, made of software: what a browser hands over (WebAuthn, level 2, chapters 6 and 7)."""

import base64
import hashlib
import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class Device:
    """One authenticator at one address; `verifies` is whether it asks who holds it."""

    origin: str = "http://testserver"
    name: str = "testserver"
    verifies: bool = True
    count: int = 0
    credential: bytes = field(default_factory=lambda: os.urandom(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """What it answers when it is asked to make a key."""
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        )  # fmt: skip
        key = bytes(16) + struct.pack(">H", len(self.credential)) + self.credential + public
        told = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": self._data(WITH_KEY) + key})
        return self._answer({"attestationObject": b64(told), "transports": ["internal", "made-up"]}, options, "create")

    def show(self, options: dict[str, Any]) -> dict[str, Any]:
        """What it answers when it is asked to show it."""
        self.count += 1
        data = self._data(0)
        client = self._client(options, "get")
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({"authenticatorData": b64(data), "signature": b64(signature)}, options, "get")

    def _data(self, more: int) -> bytes:
        flags = PRESENT | (VERIFIED if self.verifies else 0) | more
        return hashlib.sha256(self.name.encode()).digest() + bytes([flags]) + struct.pack(">I", self.count)

    def _client(self, options: dict[str, Any], what: str) -> bytes:
        told = {"type": f"webauthn.{what}", "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(told).encode()

    def _answer(self, response: dict[str, Any], options: dict[str, Any], what: str) -> dict[str, Any]:
        return {
            "id": b64(self.credential),
            "rawId": b64(self.credential),
            "type": "public-key",
            "response": {"clientDataJSON": b64(self._client(options, what)), **response},
            "clientExtensionResults": {},
        }
