"""What stands in the logs: addresses without the secrets that open what they lead to."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from gunicorn.config import Config

from config import logs
from config.web_log import WebLog

ROOT = Path(__file__).parents[1]
SECRET = "s3cretSECRET-_x"
# Parts of addresses that name something and open nothing to whoever has no right to it.
PLAIN_CODES = {
    "code", "public_plan", "award", "award_reading", "check", "issuer", "issuer_status", "county_wall", "person",
    "person_edit", "join", "link", "reveal", "training_add", "book_apply", "elsewhere", "merge", "apart", "booklet",
    "photo", "person_awards", "person_awards_paper", "award_given", "award_state", "dashboard_rows", "dashboard-rows",
    "result_rows", "chapter", "chapter_add", "chapter_choose", "paper", "download", "volunteer-awards",
    "volunteer-trainings", "chapter-paragraphs", "chapter-choices",
}  # fmt: skip


def addresses(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, str, Any]]:
    for one in resolver.url_patterns:
        there = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield there, one.name or "", one.pattern.converters
        else:
            yield from addresses(one, there)


def test_every_address_with_a_secret_is_written_without_it() -> None:
    """A new address with a token, a code or a key is hidden, or stands among those that open nothing."""
    seen = set()
    for path, name, parts in addresses(get_resolver()):
        if not {"token", "code", "key"} & set(parts):
            continue
        filled = path
        for part, converter in parts.items():
            word = "7" if type(converter).__name__ == "IntConverter" else "ods"
            filled = filled.replace(f"<{name_of(converter)}:{part}>", SECRET if part in SECRETS else word)
        assert "<" not in filled, path
        line = logs.hidden(f"WARNING Not Found: /{filled}")
        if name in PLAIN_CODES:
            seen.add(name)
        else:
            assert SECRET not in line, f"{name} opens what it leads to: config/logs.py must hide it"
            assert logs.HIDDEN in line
    assert seen == PLAIN_CODES, "and nothing stands there that is not an address any more"


SECRETS = ("token", "code", "key")


def name_of(converter: Any) -> str:
    return type(converter).__name__.removesuffix("Converter").replace("String", "str").replace("UUID", "uuid").lower()


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Not Found: /c/AbC_-9/", "Not Found: /c/***/"),
        ("Not Found: /en/c/AbC_-9/photo/", "Not Found: /en/c/***/photo/"),
        ('"GET /calendar/AbC-9.ics HTTP/1.1" 200', '"GET /calendar/***.ics HTTP/1.1" 200'),
        ('"GET /j/K7Q2M9?x=1 HTTP/1.1" 302', '"GET /j/***?x=1 HTTP/1.1" 302'),
        ("https://example.org/register/here/7/AbC/worker.js", "https://example.org/register/here/7/***/worker.js"),
        ("Not Found: /plans/12/", "Not Found: /plans/12/"),
        ("Not Found: /results/TTT/W12-1-03/", "Not Found: /results/TTT/W12-1-03/"),
        ("/a/c/x and /v/y", "/a/c/*** and /v/***"),
        ("", ""),
    ],
)
def test_only_the_secret_is_taken_out(line: str, kept: str) -> None:
    assert logs.hidden(line) == kept


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/c/{}/", "/v/{}/", "/calendar/{}.ics", "/j/{}/"])
def test_a_link_that_opens_nothing_any_more_leaves_no_secret(path: str, client: Client) -> None:
    """Django warns of every answer from 400 on, with the address that was asked for."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    made = settings.LOGGING["formatters"]["line"]
    handler.setFormatter(logs.Discreet(made["format"], style=made["style"]))
    said = logging.getLogger("django.request")
    said.addHandler(handler)
    try:
        for method in ("get", "delete"):
            getattr(client, method)(path.format(SECRET))
    finally:
        said.removeHandler(handler)
    assert "django.request" in out.getvalue()
    assert SECRET not in out.getvalue()


def test_all_that_django_says_goes_through_the_house_s_own_handler() -> None:
    """Its own would write addresses out, to the console and by mail."""
    made = settings.LOGGING
    assert made["formatters"]["line"]["()"] == "config.logs.Discreet"
    assert {one["formatter"] for one in made["handlers"].values()} == {"line"}
    assert not made["loggers"]["django"].get("handlers")
    assert made["loggers"]["django.server"]["handlers"] == ["stderr"]


def test_the_web_server_s_own_log_holds_no_secret() -> None:
    """Of requests, where somebody has it written, and of what went wrong."""
    config = Config()
    config.set("accesslog", "-")
    config.set("access_log_format", '%(r)s %(U)s "%(f)s"')
    web = WebLog(config)
    out = io.StringIO()
    for log in (web.error_log, web.access_log):
        for handler in log.handlers:
            handler.setStream(out)  # type: ignore[attr-defined]
    environ = {
        "REQUEST_METHOD": "GET", "RAW_URI": f"/c/{SECRET}/?q=1", "SERVER_PROTOCOL": "HTTP/1.1",
        "PATH_INFO": f"/c/{SECRET}/", "HTTP_REFERER": f"https://example.org/v/{SECRET}/",
    }  # fmt: skip
    taken = SimpleNamespace(seconds=0, microseconds=1)
    web.access(SimpleNamespace(status="200 OK", headers=[]), SimpleNamespace(headers=[]), environ, taken)
    web.exception("Error handling request %s %s", "GET", f"/calendar/{SECRET}.ics")
    said = out.getvalue()
    assert SECRET not in said
    assert "GET /c/***/?q=1 HTTP/1.1" in said
    assert "/calendar/***.ics" in said


def test_the_house_is_served_with_that_log() -> None:
    assert "--logger-class config.web_log.WebLog" in (ROOT / "start").read_text(encoding="utf-8")
