"""A store that speaks S3, against a small one of ours: what is stored is read again, and trouble is an error."""

import datetime as dt
import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile

from foundation.files import s3
from foundation.files.s3 import S3Storage, StoreAway, signature

NOW = dt.datetime(2013, 5, 24, tzinfo=dt.UTC)
KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


class Bucket(ThreadingHTTPServer):
    """Objects in memory; `trouble` are the codes that the next requests get instead."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.objects: dict[str, bytes] = {}
        self.trouble: list[int] = []
        self.asked = 0


class Asked(BaseHTTPRequestHandler):
    server: Bucket

    def answer(self) -> None:
        self.server.asked += 1
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        digest = hashlib.sha256(body).hexdigest()
        meant = signature(
            method=self.command, host=self.headers["Host"], path=self.path, headers={}, digest=digest, at=NOW,
            region="tw-1", key=KEY, secret=SECRET,
        )  # fmt: skip
        name = unquote(self.path)
        found = self.server.objects.get(name)
        if self.server.trouble:
            return self.say(self.server.trouble.pop(0))
        if self.headers["Authorization"] != meant or self.headers["x-amz-content-sha256"] != digest:
            return self.say(403)
        if self.command == "PUT":
            self.server.objects[name] = body
            return self.say(200)
        if self.command == "DELETE":
            self.server.objects.pop(name, None)
            return self.say(204)
        return self.say(404) if found is None else self.say(200, found)

    do_GET = do_PUT = do_HEAD = do_DELETE = answer

    def say(self, code: int, body: bytes = b"") -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", "Fri, 24 May 2013 00:00:00 GMT")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_told: Any) -> None:
        """Nothing."""


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with Bucket() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def storage(bucket: Bucket, **other: Any) -> S3Storage:
    given: dict[str, Any] = {
        "store": "s3://media/county", "endpoint": f"http://127.0.0.1:{bucket.server_port}", "region": "tw-1",
        "key": KEY, "secret": SECRET, "clock": lambda: NOW,
    }  # fmt: skip
    return S3Storage(**given | other)


def test_the_signature_is_the_standards() -> None:
    """The first example of Amazon's own description of Signature Version 4 (GET Object)."""
    made = signature(
        method="GET", host="examplebucket.s3.amazonaws.com", path="/test.txt", headers={"range": "bytes=0-9"},
        digest=hashlib.sha256(b"").hexdigest(), at=NOW, region="us-east-1", key=KEY, secret=SECRET,
    )  # fmt: skip
    assert made.endswith("Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")


@pytest.mark.parametrize("size", [0, 1, 100_000, s3.IN_MEMORY + 1])
def test_what_is_stored_is_read_again(bucket: Bucket, size: int) -> None:
    store, data = storage(bucket), bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    name = store.save("photos/照片 1+2.jpg", ContentFile(data))
    assert list(bucket.objects) == [f"/media/county/{name}"]
    assert (store.exists(name), store.size(name), store.get_modified_time(name)) == (True, size, NOW)
    with store.open(name) as file:
        assert file.read() == data
        file.seek(0)
        assert file.read(1) == data[:1]
    store.delete(name)
    assert not store.exists(name)
    store.delete(name)


def test_one_of_the_same_name_stays(bucket: Bucket) -> None:
    store = storage(bucket)
    first = store.save("a.jpg", ContentFile(b"first"))
    second = store.save("a.jpg", ContentFile(b"second"))
    assert first != second
    with store.open(first) as file:
        assert file.read() == b"first"


def test_what_is_not_there_is_said(bucket: Bucket) -> None:
    with pytest.raises(FileNotFoundError):
        storage(bucket).open("nowhere.jpg")


@pytest.mark.parametrize(("codes", "stored", "asked"), [([503], True, 2), ([503] * 3, False, 3), ([403], False, 1)])
def test_a_store_in_trouble_is_asked_again_and_then_named(
    bucket: Bucket, codes: list[int], stored: bool, asked: int
) -> None:
    bucket.trouble = codes
    store = storage(bucket)
    if stored:
        with store._ask("PUT", "a", body=ContentFile(b"abc"), size=3, digest=hashlib.sha256(b"abc").hexdigest()):
            pass
    else:
        with pytest.raises(StoreAway):
            store._save("a", ContentFile(b"abc"))
    assert (bool(bucket.objects), bucket.asked) == (stored, asked)


def test_a_wrong_secret_stores_nothing(bucket: Bucket) -> None:
    with pytest.raises(StoreAway, match="403"):
        storage(bucket, secret="other").exists("a.jpg")
    assert not bucket.objects


def test_a_store_that_is_not_there_is_named() -> None:
    with Bucket() as gone:
        pass
    with pytest.raises(StoreAway, match="does not answer"):
        storage(gone).exists("a.jpg")


@pytest.mark.parametrize("other", [{"store": "media"}, {"store": "s3://"}, {"endpoint": "ftp://x"}, {"endpoint": ""}])
def test_a_setting_that_is_none_is_refused(bucket: Bucket, other: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured):
        storage(bucket, **other)


def test_files_have_no_address_beside_the_wall(bucket: Bucket) -> None:
    with pytest.raises(ValueError, match="address"):
        storage(bucket).url("a.jpg")


def test_one_setting_moves_the_uploads(bucket: Bucket) -> None:
    """What the settings make of the environment, in a process of its own."""
    import os
    import subprocess
    import sys

    made = {
        "DJANGO_SETTINGS_MODULE": "config.settings.test", "MEDIA_STORE": "s3://media/county",
        "MEDIA_STORE_URL": f"http://127.0.0.1:{bucket.server_port}", "MEDIA_STORE_KEY": KEY,
        "MEDIA_STORE_SECRET": SECRET,
    }  # fmt: skip
    ask = (
        "import django; django.setup()\n"
        "from django.core.files.storage import default_storage\n"
        "from foundation.upkeep import backups\n"
        "print(default_storage.bucket, default_storage.prefix)\n"
        "try:\n    list(backups.media_files())\nexcept backups.NotCopied:\n    print('not copied')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", ask], env=os.environ | made, capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[:2] == ["media county", "not copied"]
