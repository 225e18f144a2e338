"""What a real installation's cookies and headers are: asked of a process of its own with the settings of production."""

import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

ROOT = Path(settings.ROOT)
ASK = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
told = Client().get("/.well-known/security.txt", secure=True)
away = Client().get("/privacy/")
names = [name for name in dir(settings) if "COOKIE" in name] + ["DEBUG", "PASSWORD_HASHERS", "PASSWORD_AGAIN_MINUTES"]
print(json.dumps({
    "settings": {name: getattr(settings, name) for name in names},
    "headers": {name.lower(): value for name, value in told.items()},
    "away": [away.status_code, away.get("Location")],
}))
"""


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    key = base64.b64encode(b"k" * 32).decode()
    made = {
        "DJANGO_SETTINGS_MODULE": "config.settings.production", "SECRET_KEY": "only-for-tests-" + "x" * 40,
        "SEALING_KEYS": f"test:{key}", "MARKING_KEY": key, "ALLOWED_HOSTS": "testserver",
        "SECURITY_CONTACT": "mailto:security@example.org", "DATABASE_URL": "sqlite://:memory:",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASK], cwd=ROOT, env=os.environ | made, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_no_other_host_can_set_the_session_or_the_token(told: dict[str, Any]) -> None:
    """`__Host-`: browsers take it only by TLS, for this host alone, for every path of it."""
    said = told["settings"]
    for kind in ("SESSION", "CSRF"):
        assert said[f"{kind}_COOKIE_NAME"].startswith("__Host-")
        assert (said[f"{kind}_COOKIE_SECURE"], said[f"{kind}_COOKIE_PATH"], said[f"{kind}_COOKIE_DOMAIN"]) == (
            True, "/", None,
        )  # fmt: skip
        assert said[f"{kind}_COOKIE_SAMESITE"] == "Lax"
    assert said["SESSION_COOKIE_HTTPONLY"] is True
    assert said["LANGUAGE_COOKIE_SECURE"] is True


def test_scripts_find_the_token_under_either_name() -> None:
    source = (ROOT / "static/js/sheet/post.js").read_text(encoding="utf-8")
    assert re.search(r'\["__Host-csrftoken=", "csrftoken="\]', source), "the newer name first"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("strict-transport-security", "max-age=31536000; includeSubDomains; preload"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
    ],
)
def test_every_answer_says(told: dict[str, Any], header: str, value: str) -> None:
    assert told["headers"][header] == value


def test_nobody_else_may_frame_or_read(told: dict[str, Any]) -> None:
    policy = told["headers"]["content-security-policy"]
    for part in ("frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'", "form-action 'self'"):
        assert part in policy
    assert "unsafe" not in policy
    assert not [name for name in told["headers"] if name.startswith("access-control-")]


def test_without_tls_nothing_is_answered(told: dict[str, Any]) -> None:
    assert told["away"] == [301, "https://testserver/privacy/"]


def test_errors_show_nothing_and_passwords_are_hashed_slowly(told: dict[str, Any]) -> None:
    assert told["settings"]["DEBUG"] is False
    assert "Argon2" in told["settings"]["PASSWORD_HASHERS"][0]
    assert told["settings"]["PASSWORD_AGAIN_MINUTES"] == 10
