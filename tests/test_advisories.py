"""`./check --audit` names what is vulnerable, and never passes in silence."""

import datetime as dt
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import advisories
from config.advisories import Advisory

LOCK = "django==4.2.0 \\\n    --hash=sha256:00\nsegno==1.6.6 ; python_version > '3' \\\n    --hash=sha256:11\n"
TODAY = dt.date(2026, 11, 30)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, object]]:
    """OSV on this machine: what it answers, and what it was asked."""
    told: dict[str, object] = {"status": 200}

    class Osv(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told["asked"] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(int(str(told["status"])))
            self.end_headers()
            self.wfile.write(str(told["body"]).encode())

        def log_message(self, *given: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Osv) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv("ADVISORIES_URL", f"http://127.0.0.1:{server.server_port}/")
        yield told
        server.shutdown()
        thread.join()


@pytest.fixture
def lock(tmp_path: Path) -> str:
    path = tmp_path / "lock.txt"
    path.write_text(LOCK)
    return str(path)


def test_every_package_is_asked_about(answers, lock, capsys) -> None:
    answers["body"] = '{"results": [{}, {}]}'
    assert advisories.main([lock]) == 0
    assert answers["asked"] == {
        "queries": [
            {"package": {"name": "django", "ecosystem": "PyPI"}, "version": "4.2.0"},
            {"package": {"name": "segno", "ecosystem": "PyPI"}, "version": "1.6.6"},
        ]
    }
    assert "查了 2 個套件，0 個通報要處理" in capsys.readouterr().out


def test_what_is_vulnerable_is_named(answers, lock, capsys) -> None:
    answers["body"] = '{"results": [{"vulns": [{"id": "PYSEC-2023-61"}, {"id": "GHSA-x"}]}, {}]}'
    assert advisories.main([lock]) == 1
    out = capsys.readouterr().out
    assert "✗ django 4.2.0：PYSEC-2023-61" in out
    assert "GHSA-x" in out


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, "{}"), (200, "not json"), (200, "[]"), (200, "{}"), (200, '{"results": [{}]}'),
        (200, '{"results": [{}, {"next_page_token": "x"}]}'),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_no_pass(answers, lock, capsys, status, body) -> None:
    answers |= {"status": status, "body": body}
    assert advisories.main([lock]) == 2
    said = capsys.readouterr()
    assert "沒有查成" in said.err
    assert said.out == ""


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://example.org", "file:///etc/passwd"])
def test_nobody_there_is_no_pass(lock, monkeypatch, capsys, url) -> None:
    monkeypatch.setenv("ADVISORIES_URL", url)
    assert advisories.main([lock]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_lock_without_packages_or_none_at_all_is_no_pass(tmp_path, capsys) -> None:
    (tmp_path / "empty.txt").write_text("# nothing\n")
    assert advisories.main([str(tmp_path / "empty.txt")]) == 2
    assert advisories.main([str(tmp_path / "missing.txt")]) == 2


@pytest.mark.parametrize(("until", "concerns"), [(TODAY, True), (TODAY + dt.timedelta(days=1), False)])
def test_what_was_looked_at_is_looked_at_again(monkeypatch, until, concerns) -> None:
    monkeypatch.setattr(advisories, "LOOKED_AT", {"PYSEC-1": ("we do not use that part", until)})
    one = Advisory("django", "4.2.0", "PYSEC-1")
    assert advisories.concerning([one], on=TODAY) == ([one] if concerns else [])


def test_our_own_lock_is_read_whole() -> None:
    text = (advisories.ROOT / "requirements.txt").read_text(encoding="utf-8")
    names = [name for name, _version in advisories.pinned(text)]
    assert len(names) == sum("==" in line for line in text.splitlines() if not line.startswith(" "))
    assert {"django", "cryptography", "psycopg-binary"} <= set(names)
