"""An OpenID issuer on this machine: it signs what a test tells it to, and holds who asks to the protocol."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CLIENT, SECRET = "platform", "only for tests"


@dataclass
class Issuer:
    """What it is like today; `claims` go over what it would say by itself."""

    address: str = ""
    key: Any = KEY
    signed_with: Any = None
    algorithm: str = "RS256"
    name: str = "one"
    claims: dict[str, Any] = field(default_factory=dict)
    broken: str = ""
    about: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, Any] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)

    def agree(self, address: str) -> dict[str, str]:
        """She has signed in there: what her browser brings back."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert self.asked["response_type"] == "code"
        assert self.asked["client_id"] == CLIENT
        assert self.asked["code_challenge_method"] == "S256"
        assert self.asked["scope"].split()[0] == "openid"
        code = f"code-{len(self.codes)}"
        self.codes.add(code)
        return {"code": code, "state": self.asked["state"]}

    def token(self) -> str:
        now = int(time.time())
        told = {
            "iss": self.address, "sub": "subject-1", "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": self.asked.get("nonce"), "email": "officer@example.org", "email_verified": True, **self.claims,
        }  # fmt: skip
        told = {name: value for name, value in told.items() if value is not None}
        key = None if self.algorithm == "none" else self.signed_with or self.key
        return jwt.encode(told, key, algorithm=self.algorithm, headers={"kid": self.name})

    def answer(self, path: str, sent: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if path == self.broken:
            return 500, {}
        if path == "/.well-known/openid-configuration":
            places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            told = {name: f"{self.address}/{place}" for name, place in places.items()}
            return 200, {"issuer": self.address, **told, **self.about}
        if path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
            return 200, {"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]}
        proof = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
        fits = (
            proof.rstrip(b"=").decode() == self.asked.get("code_challenge")
            and sent.get("code") in self.codes
            and sent.get("client_secret") == SECRET
            and sent.get("redirect_uri") == self.asked.get("redirect_uri")
        )
        self.codes.discard(sent.get("code", ""))
        return (200, {"id_token": self.token(), "token_type": "Bearer"}) if fits else (400, {"error": "invalid_grant"})


@contextmanager
def issuer() -> Iterator[Issuer]:
    """It answers while the test lasts."""
    told = Issuer()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(*told.answer(self.path, {}))

        def do_POST(self) -> None:
            sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self._say(*told.answer(self.path, {name: values[0] for name, values in sent.items()}))

        def _say(self, status: int, words: dict[str, Any]) -> None:
            body = json.dumps(words).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: Any) -> None:
            """Nothing to say."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    told.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
