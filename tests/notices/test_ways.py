"""Mail by SMTP, against a server that does what servers do: is away, refuses, falls silent at any moment."""

import contextlib
import datetime as dt
import smtplib
import socket
import socketserver
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from foundation.notices.models import Notice
from foundation.notices.sending import MOST_TRIES, Sent, send_due
from foundation.notices.ways import Away, Mail, Unknown, way
from tests.notices.conftest import TUESDAY
from tests.notices.test_sending import planned, wish

ROUND = dt.timedelta(minutes=15)


class Talk(socketserver.StreamRequestHandler):
    """One connection. `server.answers` says for a command what is answered: None closes, "silence" says nothing."""

    server: Any

    def say(self, step: str, plain: str) -> bool:
        said = self.server.answers.get(step, plain)
        if said == "silence":
            self.server.stopped.wait(5)
            return False
        if said is None:
            return False
        with contextlib.suppress(OSError):
            self.wfile.write(f"{said}\r\n".encode())
        return True

    def handle(self) -> None:
        self.server.connections += 1
        taken = 0
        if not self.say("HELLO", "220 here"):
            return
        while line := self.rfile.readline():
            word = line.split()[0].decode().upper() if line.split() else ""
            if word == "MAIL" and taken >= self.server.most:
                self.say("", "421 4.7.0 enough for one connection")
                return
            if word == "RCPT" and any(mailbox in line.decode() for mailbox in self.server.closes_for):
                self.say("", "421 4.3.0 not for this one, and good bye")
                return
            if not self.say(word, "354 go on" if word == "DATA" else "250 fine"):
                return
            if word == "QUIT":
                return
            if word == "DATA" and self.server.answers.get("DATA", "354").startswith("354"):
                while (text := self.rfile.readline()) != b".\r\n":
                    if not text:
                        return
                self.server.letters += 1
                taken += 1
                if not self.say("END", "250 taken"):
                    return


class Server(socketserver.ThreadingTCPServer):
    """A mail server on this machine."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.answers: dict[str, str | None] = {}
        self.letters = self.connections = 0
        self.most = 1000
        self.closes_for: set[str] = set()
        self.stopped = threading.Event()


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = made.server_address
    settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 0.3
    yield made
    made.stopped.set()
    made.shutdown()
    made.server_close()
    thread.join()


def letter() -> EmailMultiAlternatives:
    return EmailMultiAlternatives("期限快到了", "請回報進度。", "a@example.org", ["b@example.org"])


def test_letters_go_over_one_connection(server: Server) -> None:
    by = Mail()
    for _letter in range(3):
        by.open()
        by.send(letter(), name="x")
    by.close()
    by.close()
    assert (server.letters, server.connections) == (3, 1)


def test_a_server_that_takes_so_many_of_one_connection_is_asked_again_by_another(server: Server) -> None:
    server.most = 2
    by = Mail()
    for _letter in range(5):
        by.send(letter(), name="x")
    by.close()
    assert (server.letters, server.connections) == (5, 3)


@pytest.mark.parametrize(
    ("step", "answer", "raised", "taken"),
    [
        ("HELLO", "421 too busy", Away, 0),
        ("HELLO", "554 5.7.1 not from you", Away, 0),
        ("HELLO", "silence", Away, 0),
        ("HELLO", None, Away, 0),
        ("MAIL", "421 going down", Away, 0),
        ("MAIL", "550 5.7.1 who are you", Away, 0),
        ("MAIL", "silence", Away, 0),
        ("MAIL", None, Away, 0),
        ("RCPT", "421 going down", Away, 0),
        ("RCPT", "silence", Away, 0),
        ("RCPT", "550 5.1.1 no such user", smtplib.SMTPRecipientsRefused, 0),
        ("RCPT", "450 4.7.1 greylisted", smtplib.SMTPRecipientsRefused, 0),
        ("DATA", "451 4.3.0 no room", smtplib.SMTPDataError, 0),
        ("END", "421 going down", Away, 1),
        ("END", "554 5.6.0 looks like spam", smtplib.SMTPDataError, 1),
        ("END", "silence", Unknown, 1),
        ("END", None, Unknown, 1),
        ("QUIT", "silence", None, 1),
        ("QUIT", "500 what", None, 1),
    ],
)
def test_what_a_server_does_says_whether_anybody_has_had_the_letter(
    server: Server, step: str, answer: str | None, raised: type[Exception] | None, taken: int
) -> None:
    server.answers[step] = answer
    by = Mail()
    with pytest.raises(raised) if raised else contextlib.nullcontext():
        by.send(letter(), name="x")
    by.close()
    assert server.letters == taken
    server.answers.clear()
    by.send(letter(), name="x")
    by.close()
    assert server.letters == taken + 1


def test_nobody_there_is_away(settings: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = free.getsockname()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with pytest.raises(Away):
        Mail().open()


@pytest.mark.parametrize("answer", ["535 5.7.8 wrong password", "454 4.7.0 try later"])
def test_not_let_in_is_away(server: Server, settings: Any, answer: str) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "house", "secret"
    server.answers |= {"EHLO": "250 AUTH PLAIN", "AUTH": answer}
    with pytest.raises(Away):
        Mail().open()


def test_a_folder_that_cannot_be_written_is_away(tmp_path: Any, settings: Any) -> None:
    (tmp_path / "mail").write_text("a file, not a folder")
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.NOTICES_WAY = "foundation.notices.ways.Spool"
    with pytest.raises(Away):
        way().open()
    with pytest.raises(Away):
        way().send(letter(), name="x")


def test_other_backends_take_letters_as_well() -> None:
    by = Mail()
    by.open()
    by.send(letter(), name="x")
    by.close()
    assert len(mail.outbox) == 1


def by_address() -> dict[str, tuple[str, int]]:
    return {one.to_address: (one.state, one.tries) for one in Notice.objects.all()}


@pytest.mark.django_db
@pytest.mark.parametrize("many", [1, 2, 7])
def test_a_mailbox_for_which_a_server_hangs_up_holds_up_no_other(server: Server, many: int) -> None:
    """However many there are, and though they are the oldest: the others go out, new ones in the same round."""
    bad = [f"bad{number}@example.org" for number in range(many)]
    server.closes_for = set(bad)
    wishes = [wish(number, address=one, due_at=TUESDAY - ROUND) for number, one in enumerate(bad)]
    wishes += [wish(100 + number, address=f"good{number}@example.org") for number in range(5)]
    planned(*wishes)
    moment = TUESDAY
    for _round in range(many):
        send_due(way=Mail(), worker="a", now=moment)
        moment += ROUND
    assert {one: state for one, (state, _tries) in by_address().items() if one.startswith("good")} == {
        f"good{number}@example.org": "sent" for number in range(5)
    }
    planned(*wishes, wish(200, address="fresh@example.org", due_at=moment))
    send_due(way=Mail(), worker="a", now=moment)
    assert by_address()["fresh@example.org"][0] == "sent"
    assert all(by_address()[one][0] == "planned" for one in bad)
    server.closes_for = set()
    for _round in range(4):
        moment += ROUND
        send_due(way=Mail(), worker="a", now=moment)
    assert {state for state, _tries in by_address().values()} == {"sent"}
    assert server.letters == many + 6


@pytest.mark.django_db
def test_a_mailbox_for_which_a_server_always_hangs_up_ends_on_the_list_of_the_unreached(server: Server) -> None:
    """It took the next letter, so that it is not away: the attempt counts."""
    server.closes_for = {"bad@example.org"}
    planned(wish(1, address="bad@example.org", due_at=TUESDAY - ROUND), wish(2, address="good@example.org"))
    Notice.objects.filter(to_address="bad@example.org").update(tries=MOST_TRIES - 1)
    done = send_due(way=Mail(), worker="a", now=TUESDAY)
    assert (done.sent, done.is_away) == (1, False)
    assert by_address() == {"bad@example.org": ("failed", MOST_TRIES), "good@example.org": ("sent", 0)}
    assert Notice.objects.missed().get().to_address == "bad@example.org"


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["MAIL", "RCPT"])
@pytest.mark.parametrize("answer", ["421 too busy", "silence", None])
def test_a_server_that_lets_in_and_takes_nothing_is_away_after_two(
    server: Server, step: str, answer: str | None
) -> None:
    server.answers[step] = answer
    planned(*(wish(number) for number in range(5)))
    done = send_due(way=Mail(), worker="a", now=TUESDAY)
    assert (done.sent, done.later, done.failed, done.is_away) == (0, 5, 0, True)
    assert set(Notice.objects.values_list("state", "tries")) == {("planned", 0)}
    server.answers.clear()
    assert send_due(way=Mail(), worker="a", now=TUESDAY + ROUND).sent >= 3
    assert send_due(way=Mail(), worker="a", now=TUESDAY + 3 * ROUND) != Sent()
    assert server.letters == 5
