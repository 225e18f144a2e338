"""Uploads in a store that speaks S3 (`MEDIA_STORE=s3://bucket/prefix`), for several machines that share nothing else.

Written against the protocol itself (REST with Signature Version 4): six calls are all that a store of files needs, and
the library that knows the rest would be larger than this house. Whoever keeps such a store keeps its backups as well:
its versions and its copies.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import http.client
import io
import posixpath
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import IO, Any
from urllib.parse import quote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import File
from django.core.files.storage import Storage
from django.utils import timezone
from django.utils.deconstruct import deconstructible

TIMEOUT = 30
TRIES = 3
# Up to this size a file waits in memory while it is read, beyond it on disk.
IN_MEMORY = 1 << 20


class StoreAway(OSError):
    """The store did not answer, or refused: what was being stored is not stored."""


def signature(
    *, method: str, host: str, path: str, headers: dict[str, str], digest: str, at: dt.datetime, region: str,
    key: str, secret: str, query: str = "",
) -> str:  # fmt: skip
    """The value of `Authorization` (AWS Signature Version 4).

    Args:
        path: as it is sent, encoded already.
        headers: further ones that are signed, by their names in small letters.
        digest: SHA-256 of the body, in hex.
    """
    stamp = at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    signed = headers | {"host": host, "x-amz-content-sha256": digest, "x-amz-date": stamp}
    names = ";".join(sorted(signed))
    lines = "".join(f"{name}:{signed[name].strip()}\n" for name in sorted(signed))
    asked = "\n".join((method, path, query, lines, names, digest))
    scope = f"{stamp[:8]}/{region}/s3/aws4_request"
    said = "\n".join(("AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(asked.encode()).hexdigest()))
    made = f"AWS4{secret}".encode()
    for part in (stamp[:8], region, "s3", "aws4_request"):
        made = hmac.digest(made, part.encode(), "sha256")
    found = hmac.digest(made, said.encode(), "sha256").hex()
    return f"AWS4-HMAC-SHA256 Credential={key}/{scope},SignedHeaders={names},Signature={found}"


@deconstructible
class S3Storage(Storage):
    """Files as objects of one bucket, below a prefix; one that is there is never written over.

    Args:
        store: `s3://bucket/prefix`.
        endpoint: where the store answers, `https://…`; the bucket is the first part of the path there.
        key, secret: what requests are signed with.
        clock: the moment, for the signature.
    """

    def __init__(
        self, *, store: str, endpoint: str, region: str, key: str, secret: str,
        clock: Callable[[], dt.datetime] = timezone.now,
    ) -> None:  # fmt: skip
        parts, there = urlsplit(store), urlsplit(endpoint)
        if parts.scheme != "s3" or not parts.netloc or not there.hostname or there.scheme not in ("http", "https"):
            raise ImproperlyConfigured("MEDIA_STORE has to be s3://bucket/prefix, and MEDIA_STORE_URL https://…")
        self.bucket, self.prefix = parts.netloc, parts.path.strip("/")
        self.endpoint, self.host = endpoint.rstrip("/"), there.netloc
        self.region, self.key, self.secret, self.clock = region, key, secret, clock

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        if mode not in ("rb", "r"):
            raise ValueError("files of the store are read, or stored whole")
        # One object in memory or on the disk: whoever reads pictures goes to and fro in them.
        kept: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  closed with the file
        try:
            with self._ask("GET", name) as answer:
                while block := answer.read(1 << 16):
                    kept.write(block)
        except BaseException:
            kept.close()
            raise
        kept.seek(0)
        return File(kept, name)

    def _save(self, name: str, content: File[Any]) -> str:
        content.seek(0)
        digest, size = hashlib.sha256(), 0
        for block in content.chunks():
            digest.update(block)
            size += len(block)
        content.seek(0)
        with self._ask("PUT", name, body=content, size=size, digest=digest.hexdigest()):
            return name

    def delete(self, name: str) -> None:
        """Take one away; one that is not there is gone as well."""
        with self._ask("DELETE", name):
            pass

    def exists(self, name: str) -> bool:
        """Whether there is one of this name."""
        try:
            with self._ask("HEAD", name):
                return True
        except FileNotFoundError:
            return False

    def size(self, name: str) -> int:
        """Bytes of one."""
        with self._ask("HEAD", name) as answer:
            return int(answer.headers["Content-Length"])

    def get_modified_time(self, name: str) -> dt.datetime:
        """When one was stored."""
        with self._ask("HEAD", name) as answer:
            return parsedate_to_datetime(answer.headers["Last-Modified"])

    def url(self, name: str | None) -> str:
        """None: files are handed out by views, behind the wall."""
        raise ValueError("files of the store have no address of their own")

    def _ask(
        self, method: str, name: str, *, body: IO[bytes] | File[Any] | None = None, size: int = 0, digest: str = ""
    ) -> http.client.HTTPResponse:
        key = posixpath.normpath(posixpath.join("/", self.prefix, name.replace("\\", "/"))).lstrip("/")
        path = quote(f"/{self.bucket}/{key}", safe="/-_.~")
        digest = digest or hashlib.sha256(b"").hexdigest()
        for tried in range(1, TRIES + 1):
            at = self.clock()
            headers = {
                "x-amz-content-sha256": digest,
                "x-amz-date": at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ"),
                "Authorization": signature(
                    method=method, host=self.host, path=path, headers={}, digest=digest, at=at, region=self.region,
                    key=self.key, secret=self.secret,
                ),
            }  # fmt: skip
            sent: Any = None
            if body is not None:
                body.seek(0)
                sent = body if size else io.BytesIO()
                headers |= {"Content-Length": str(size), "Content-Type": "application/octet-stream"}
            asked = urllib.request.Request(  # noqa: S310  the scheme was looked at
                f"{self.endpoint}{path}", data=sent, headers=headers, method=method
            )
            try:
                answer: http.client.HTTPResponse = urllib.request.urlopen(asked, timeout=TIMEOUT)  # noqa: S310
            except urllib.error.HTTPError as refused:
                refused.close()
                if refused.code == 404:
                    raise FileNotFoundError(name) from refused
                if refused.code < 500 or tried == TRIES:
                    raise StoreAway(f"the media store answered {refused.code}") from refused
            except (urllib.error.URLError, TimeoutError, ConnectionError) as away:
                if tried == TRIES:
                    raise StoreAway("the media store does not answer") from away
            else:
                return answer
        raise AssertionError("unreachable")
