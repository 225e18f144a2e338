"""A client of the platform's API in a hundred lines, with nothing but Python: copy it and go on from there.

    PLATFORM_TOKEN=… python3 client.py https://platform.example.org 115年名冊.json

A token is issued at 帳號與權限 → API 權杖. It is read from the environment, so that it stands in no list of processes.
"""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from typing import Any

PATIENCE = 5  # how often a request is sent again when the line or the server fails


class Refused(Exception):
    """The platform said no, in words: `problem` is the RFC 9457 answer."""

    def __init__(self, problem: dict[str, Any]) -> None:
        self.problem = problem
        lines = [f"{error.get('pointer', '')} {error['detail']}".strip() for error in problem.get("errors", [])]
        super().__init__("\n".join([f"{problem['status']} {problem['title']}", problem["detail"], *lines]))


class Platform:
    """The API of one platform, as the owner of one token.

    Args:
        address: where it is, with its scheme (`https://platform.example.org`).
        token: the secret that was shown once.
        language: of its sentences; every refusal carries the other one, too.
    """

    def __init__(self, address: str, token: str, language: str = "zh-hant") -> None:
        self.address = address.rstrip("/")
        self.headers = {"Authorization": f"Token {token}", "Accept-Language": language}

    def get(self, path: str, **wanted: Any) -> Any:
        """What stands at a path below `/api/v1/`."""
        return self.send("GET", f"{path}?{urllib.parse.urlencode(wanted)}" if wanted else path)

    def post(self, path: str, **body: Any) -> Any:
        """Do something; sent again after a broken line it still happens once."""
        return self.send("POST", path, body)

    def patch(self, path: str, **body: Any) -> Any:
        """Change what is sent; all of it or nothing."""
        return self.send("PATCH", path, body)

    def put(self, path: str, **body: Any) -> Any:
        """Put a whole in the place of another."""
        return self.send("PUT", path, body)

    def rows(self, path: str, **wanted: Any) -> Iterator[Any]:
        """Every row of a list, page after page."""
        page = self.get(path, **wanted)
        yield from page["results"]
        while page["next"]:
            page = self.send("GET", page["next"])
            yield from page["results"]

    def file(self, job: dict[str, Any], every: float = 2.0) -> bytes:
        """What long work leaves, when it has left it."""
        while job["state"] not in ("done", "failed"):
            time.sleep(every)
            job = self.get(f"jobs/{job['id']}/")
        if job["state"] == "failed":
            raise RuntimeError(job["message"])
        return bytes(self.send("GET", self.address + job["result"]))

    def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """One request, patiently: JSON as values, anything else as bytes, nothing as None."""
        address = path if path.startswith("http") else f"{self.address}/api/v1/{path}"
        headers = dict(self.headers)
        if body is not None:
            headers |= {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        sent = None if body is None else json.dumps(body).encode()
        for turn in range(PATIENCE):
            try:
                request = urllib.request.Request(address, sent, headers, method=method)
                with urllib.request.urlopen(request, timeout=60) as answer:
                    content = answer.read()
                    told = answer.headers.get_content_type()
                    return (json.loads(content) if told == "application/json" else content) if content else None
            except urllib.error.HTTPError as error:
                if error.code < 500 and error.code != 429:
                    raise Refused(json.loads(error.read())) from error
                wait = float(error.headers.get("Retry-After", 2**turn))
            except urllib.error.URLError:  # no line: the same key makes it happen once
                wait = 2**turn
            time.sleep(wait)
        raise ConnectionError(f"{method} {address}: no answer after {PATIENCE} tries")


if __name__ == "__main__":
    platform = Platform(sys.argv[1], os.environ["PLATFORM_TOKEN"])
    with open(sys.argv[2], encoding="utf-8") as names:
        for person in json.load(names)["participants"]:
            added = platform.post(f"workshops/{person.pop('workshop')}/participants/", **person)
            print(added["id"], added["name"])
