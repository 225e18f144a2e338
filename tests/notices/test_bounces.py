"""Letters that come back: under which address, what a report says, and that nothing else is believed or kept."""

import datetime as dt
import io
import mailbox
import re
import sys
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, transaction

from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from foundation.notices import bounces, envelopes, ledger
from foundation.notices.bounces import LARGEST, Became, take_in
from foundation.notices.models import Notice
from foundation.notices.sending import Sent, send_due, steps, take
from foundation.notices.ways import Mail, Spool
from tests.notices.conftest import TUESDAY
from tests.notices.test_sending import Postbox, planned, wish

pytestmark = pytest.mark.django_db
State, Cause = Notice.State, Notice.Cause
MAILBOX = "bounces@house.example"
LATER = TUESDAY + dt.timedelta(minutes=7)


@pytest.fixture(autouse=True)
def mailbox_is_set(settings: Any) -> None:
    settings.BOUNCE_ADDRESS = MAILBOX


@pytest.fixture
def sent() -> tuple[Notice, str]:
    """A letter that went out, and the address it comes back to."""
    (notice,) = planned(wish())
    return notice, went_out(notice)


def went_out(notice: Notice, *, now: dt.datetime = TUESDAY) -> str:
    box = Postbox()
    assert send_due(way=box, worker="a", now=now).sent == 1
    return str(box.letters[notice.name].from_email)


def report(
    to: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    said: str = "",
    kind: str = "delivery-status",
    fields: str | None = None,
) -> bytes:
    """A report as mail servers write them, with the letter it gives back."""
    if fields is None:
        fields = f"Final-Recipient: rfc822; ming@example.org\nAction: {action}\nStatus: {status}\n"
        fields += f"Diagnostic-Code: smtp; {said}\n" if said else ""
    return "\n".join((
        "Return-Path: <>", "From: MAILER-DAEMON@mx.example", f"To: {to}", "Subject: Undelivered Mail",
        "Auto-Submitted: auto-replied", "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "",
        "--b", "Content-Type: text/plain; charset=us-ascii", "", "I'm sorry. SECRET WORDS OF A SERVER.", "",
        "--b", f"Content-Type: message/{kind}", "", "Reporting-MTA: dns; mx.example", "", fields, "",
        "--b", "Content-Type: message/rfc822", "", "From: a@b.example", "Subject: SECRET", "", "SECRET", "",
        "--b--", "",
    )).encode()  # fmt: skip


def test_a_letter_carries_an_address_of_its_own_sending(sent: tuple[Notice, str]) -> None:
    _notice, address = sent
    name, _at, host = address.partition("@")
    assert host == "house.example"
    assert re.fullmatch(r"bounces\+[0-9a-z]+-[0-9a-z]+-[a-z2-7]{26}", name)
    assert len(name) <= envelopes.LONGEST
    found = envelopes.read(f"<{address.upper()}>")  # servers may change the case
    assert found is not None
    assert found[0].pk == sent[0].pk


def test_people_see_the_house_as_the_sender_and_servers_the_mailbox(settings: Any, tmp_path: Path) -> None:
    planned(wish())
    send_due(way=Mail(), worker="a", now=TUESDAY)
    (letter,) = mail.outbox
    assert letter.from_email.startswith("bounces+")  # what Django's SMTP says as the envelope's sender
    assert letter.message()["From"] == settings.DEFAULT_FROM_EMAIL
    assert "Return-Path" not in letter.message(), "the last server writes it, not the first"
    planned(wish(2))
    send_due(way=Spool(tmp_path), worker="a", now=TUESDAY)
    (file,) = tmp_path.iterdir()
    assert re.search(r"^Return-Path: <bounces\+\S+@house\.example>$", file.read_text(), re.MULTILINE)


def test_without_a_mailbox_letters_go_out_as_before(settings: Any, tmp_path: Path) -> None:
    settings.BOUNCE_ADDRESS = ""
    (notice,) = planned(wish())
    send_due(way=Spool(tmp_path), worker="a", now=TUESDAY)
    assert "Return-Path" not in (tmp_path / f"{notice.name}.eml").read_text()
    assert envelopes.read(f"bounces+1-1-{'a' * 26}@house.example") is None


@pytest.mark.parametrize(
    ("address", "shape"),
    [("b-*@x.example", r"b-[0-9a-z-]{30,}@x\.example"), ("*@bounces.x.example", r"[0-9a-z-]{30,}@bounces\.x\.example")],
)
def test_a_star_says_where_the_token_stands(settings: Any, address: str, shape: str) -> None:
    settings.BOUNCE_ADDRESS = address
    (notice,) = planned(wish())
    assert re.fullmatch(shape, went_out(notice))
    assert take_in(report(went_out_address(notice)), now=LATER) is Became.BOUNCED


def went_out_address(notice: Notice) -> str:
    return envelopes.address_for(Notice.objects.get(pk=notice.pk))


@pytest.mark.parametrize(
    ("address", "right"),
    [
        ("", True),
        ("bounces@example.org", True),
        ("a" * 20 + "@example.org", True),
        ("a" * 23 + "@example.org", False),
        ("bounces", False),
        ("two words@example.org", False),
        ("*@example.org", True),
    ],
)
def test_the_mailbox_is_looked_at_before_anything_is_sent(settings: Any, address: str, right: bool) -> None:
    settings.BOUNCE_ADDRESS = address
    assert (envelopes.check() == []) is right


@pytest.mark.parametrize(
    ("status", "said", "cause"),
    [
        ("5.1.1", "", Cause.UNKNOWN),
        ("5.1.10", "", Cause.DOMAIN),
        ("5.1.2", "", Cause.DOMAIN),
        ("5.4.4", "", Cause.DOMAIN),
        ("5.2.1", "", Cause.DISABLED),
        ("5.2.2", "", Cause.FULL),
        ("4.2.2", "", Cause.FULL),
        ("5.7.1", "", Cause.REFUSED),
        ("5.7.26", "", Cause.REFUSED),
        ("5.4.1", "", Cause.REFUSED),
        ("4.4.7", "", Cause.UNREACHABLE),
        ("4.4.1 (no answer from host)", "", Cause.UNREACHABLE),
        ("5.0.0", "", Cause.OTHER),
        ("", "", Cause.OTHER),
        ("rubbish", "", Cause.OTHER),
        ("5.0.0", "550-5.1.1 The email account does not exist.", Cause.UNKNOWN),
        ("5.0.0", "550 5.2.2. Over quota", Cause.FULL),
        ("5.0.0", "550 No such user here", Cause.UNKNOWN),
        ("5.0.0", "550 User unknown", Cause.UNKNOWN),
        ("5.0.0", "552 Mailbox is full", Cause.FULL),
        ("5.1.1", "550 5.7.1 from 5.1.1.9", Cause.REFUSED),  # an address of the net is no code
    ],
)
def test_the_reason_is_told_in_plain_words(sent: tuple[Notice, str], status: str, said: str, cause: Cause) -> None:
    notice, address = sent
    assert take_in(report(address, status=status, said=said), now=LATER) is Became.BOUNCED
    notice.refresh_from_db()
    assert (notice.state, notice.bounced_for, notice.bounced_at) == (State.BOUNCED, cause, LATER)
    assert notice.why == str(cause.label)
    assert notice.to_do
    assert list(Notice.objects.missed()) == [notice]


def test_the_same_report_twice_is_once_and_leaves_one_line_without_address(sent: tuple[Notice, str]) -> None:
    _notice, address = sent
    assert [take_in(report(address), now=LATER) for _twice in range(2)] == [Became.BOUNCED, Became.KNOWN]
    line = Event.objects.get(verb=Verb.NOTICE_BOUNCED)
    assert "ming@example.org" not in f"{line.now}{line.object_label}"
    assert "SECRET" not in f"{line.now}{line.object_label}{Notice.objects.values()}"


@pytest.mark.parametrize(
    ("action", "became"),
    [
        ("failed", Became.BOUNCED),
        ("Failed", Became.BOUNCED),
        ("delayed", Became.DELAYED),
        ("delivered", Became.OTHER),
        ("relayed", Became.OTHER),
        ("expanded", Became.OTHER),
    ],
)
def test_only_what_failed_came_back(sent: tuple[Notice, str], action: str, became: Became) -> None:
    notice, address = sent
    assert take_in(report(address, action=action, status="4.4.1"), now=LATER) is became
    notice.refresh_from_db()
    assert notice.state == (State.BOUNCED if became is Became.BOUNCED else State.SENT)


def test_a_list_that_reached_somebody_reached_somebody(sent: tuple[Notice, str]) -> None:
    blocks = "Action: failed\nStatus: 5.1.1\n\nFinal-Recipient: rfc822; b@x.example\nAction: delivered\nStatus: 2.0.0"
    assert take_in(report(sent[1], fields=blocks), now=LATER) is Became.OTHER


def test_reports_of_servers_that_write_addresses_in_all_letters(sent: tuple[Notice, str]) -> None:
    assert take_in(report(sent[1], kind="global-delivery-status", status="5.2.2"), now=LATER) is Became.BOUNCED
    assert Notice.objects.get().bounced_for == Cause.FULL


def out_of_office(to: str, *, automatic: bool) -> bytes:
    made = EmailMessage()
    made["To"] = to
    if automatic:
        made["Auto-Submitted"] = "auto-replied (vacation)"
    made.set_content("Action: failed\nStatus: 5.1.1\nI am away.")
    return made.as_bytes()


@pytest.mark.parametrize(("automatic", "became"), [(True, Became.AUTOMATIC), (False, Became.OTHER)])
def test_answers_are_no_bounces(sent: tuple[Notice, str], automatic: bool, became: Became) -> None:
    assert take_in(out_of_office(sent[1], automatic=automatic), now=LATER) is became
    assert Notice.objects.get().state == State.SENT


def test_a_report_that_somebody_hangs_on_a_letter_is_no_report(sent: tuple[Notice, str]) -> None:
    raw = report(sent[1]).replace(b"multipart/report; report-type=delivery-status", b"multipart/mixed")
    assert take_in(raw, now=LATER) is Became.AUTOMATIC


def forged(address: str) -> list[str]:
    name, _at, host = address.partition("@")
    before, pk_sending, signature = name.split("+")[0], name.split("+")[1].rsplit("-", 1)[0], name.rsplit("-", 1)[1]
    pk, sending = pk_sending.split("-")
    other = "a" if signature[0] != "a" else "b"
    return [
        MAILBOX,
        f"{before}+{pk_sending}-{other}{signature[1:]}@{host}",
        f"{before}+{pk}-{sending[:-1]}{'0' if sending[-1] != '0' else '1'}-{signature}@{host}",
        f"{before}+{pk}zz-{sending}-{signature}@{host}",
        f"{before}+zzzzzzzzzzzzz-zzzzzzzzzz-{signature}@{host}",
        f"{before}+{pk_sending}-{signature[:-1]}@{host}",
        f"{before}+{pk_sending}-{signature}@elsewhere.example",
        "ming@example.org",
        "",
    ]


def test_a_report_whose_address_is_not_ours_changes_nothing(sent: tuple[Notice, str]) -> None:
    for address in forged(sent[1]):
        assert take_in(report(address), now=LATER) is Became.STRANGE, address
    assert Notice.objects.get().state == State.SENT


def test_another_letter_s_token_does_not_fit(settings: Any) -> None:
    first, second = planned(wish(1), wish(2))
    send_due(way=Postbox(), worker="a", now=TUESDAY)
    one, two = went_out_address(first), went_out_address(second)
    crossed = one.rsplit("-", 1)[0] + "-" + two.rsplit("-", 1)[1]
    assert take_in(report(crossed), now=LATER) is Became.STRANGE
    settings.SECRET_KEY = "another " * 8
    assert take_in(report(one), now=LATER) is Became.STRANGE


def test_the_envelope_s_recipient_may_be_told_beside_the_mail(sent: tuple[Notice, str]) -> None:
    raw = report("postmaster@house.example")
    assert take_in(raw, now=LATER) is Became.STRANGE
    assert take_in(raw, to=sent[1], now=LATER) is Became.BOUNCED


def test_what_is_sent_again_is_a_sending_of_its_own(sent: tuple[Notice, str]) -> None:
    notice, first = sent
    take_in(report(first), now=LATER)
    notice.refresh_from_db()
    assert notice.may_go_again
    assert ledger.send_again(notice=notice, by=SYSTEM, now=LATER)
    notice.refresh_from_db()
    assert (notice.state, notice.bounced_at, notice.bounced_for, notice.sent_at) == (State.PLANNED, None, "", None)
    assert take_in(report(first), now=LATER) is Became.KNOWN, "an old report does not stop what waits"
    second = went_out(notice, now=LATER)
    assert second != first
    assert take_in(report(first), now=LATER) is Became.KNOWN
    assert take_in(report(second), now=LATER) is Became.BOUNCED


def test_a_report_that_is_faster_than_its_worker_counts() -> None:
    (notice,) = planned(wish())
    box, done = Postbox(), Sent()
    running = steps(way=box, worker="a", clock=lambda: TUESDAY, done=done)
    while next(running) != "handed over":
        pass
    assert take_in(report(str(box.letters[notice.name].from_email)), now=LATER) is Became.BOUNCED
    list(running)
    notice.refresh_from_db()
    assert (notice.state, notice.sent_at, done.sent) == (State.BOUNCED, TUESDAY, 0)


def test_of_what_nobody_knew_whether_it_was_sent_a_report_tells() -> None:
    (notice,) = planned(wish())
    take(worker="a", now=TUESDAY)
    Notice.objects.update(state=State.UNCLEAR)
    assert take_in(report(went_out_address(notice)), now=LATER) is Became.BOUNCED


@pytest.mark.parametrize("values", [{"bounced_at": None}, {"bounced_for": ""}, {"sent_at": None}])
def test_the_database_holds_what_came_back(sent: tuple[Notice, str], values: dict[str, Any]) -> None:
    take_in(report(sent[1]), now=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.update(**values)


def test_what_nobody_wishes_any_more_is_off_the_list_and_comes_back_with_the_wish(sent: tuple[Notice, str]) -> None:
    notice, address = sent
    take_in(report(address), now=LATER)
    planned()
    assert not Notice.objects.missed().exists()
    notice.refresh_from_db()
    assert (notice.state, notice.is_moot) == (State.BOUNCED, True)
    planned(wish())
    assert Notice.objects.missed().count() == 1


# The command --------------------------------------------------------------------------------------------------------

ODD = b"Content-Type: multipart/report; boundary=x\nTo: %s\n\n--x\nContent-Type: message/delivery-status\n\n\n--x--\n"


def run(*args: str, given: bytes = b"", monkeypatch: pytest.MonkeyPatch | None = None) -> tuple[str, str]:
    out, trouble = io.StringIO(), io.StringIO()
    if monkeypatch:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
    call_command("take_in_bounces", *args, stdout=out, stderr=trouble)
    return out.getvalue(), trouble.getvalue()


def nested(depth: int) -> bytes:
    made = b"text"
    for level in range(depth):
        made = b"Content-Type: multipart/report; boundary=b%d\n\n--b%d\n%s\n--b%d--\n" % (level, level, made, level)
    return made


def filled(path: Path, sort: str, address: str) -> Path:
    """A mailbox with a report, an odd one, a huge one, an answer, somebody's mail, bytes, and the report once more."""
    box: Any = mailbox.Maildir(path) if sort == "maildir" else mailbox.mbox(path)
    odd = ODD % address.encode()
    huge = b"To: %s\n\n" % address.encode() + b"x" * LARGEST
    deep = b"To: %s\n" % address.encode() + nested(2000)
    mails = (odd, huge, out_of_office(address, automatic=True), b"To: me@example.org\n\nhello", b"\xff\xfe\x00", deep)
    for raw in (*mails, report(address), report(address)):
        box.add(raw)
    box.flush()
    box.close()
    return path


@pytest.mark.parametrize("sort", ["maildir", "mbox"])
def test_a_mailbox_is_read_and_what_is_odd_does_not_stop_the_rest(
    sent: tuple[Notice, str], tmp_path: Path, sort: str
) -> None:
    path = filled(tmp_path / "box", sort, sent[1])
    said, trouble = run(str(path))
    assert "讀了 8 封：1 封退信，1 封先前記過" in said
    assert "1 封自動回覆" in said
    lines = trouble.strip().splitlines()
    assert all("略過" in line for line in lines)
    assert 2 <= len(lines) <= 3  # a mail nested deeper than Python goes is odd, or somebody's
    assert "SECRET" not in trouble
    again, _trouble = run(str(path))
    assert "0 封退信，2 封先前記過" in again
    assert Event.objects.filter(verb=Verb.NOTICE_BOUNCED).count() == 1


@pytest.mark.parametrize("sort", ["maildir", "mbox"])
def test_what_was_read_is_removed_where_one_asks_for_it(sent: tuple[Notice, str], tmp_path: Path, sort: str) -> None:
    path = filled(tmp_path / "box", sort, sent[1])
    _said, trouble = run(str(path), "--remove")
    left = len(trouble.strip().splitlines())
    said, _trouble = run(str(path))
    assert f"讀了 {left} 封：0 封退信" in said


def test_a_mailbox_that_another_program_holds_is_read_and_not_emptied(sent: tuple[Notice, str], tmp_path: Path) -> None:
    path = filled(tmp_path / "box", "mbox", sent[1])
    Path(f"{path}.lock").touch()
    with pytest.raises(CommandError, match="鎖住") as refusal:
        run(str(path), "--remove")
    assert refusal.value.returncode == 2
    assert Notice.objects.get().state == State.BOUNCED


def test_an_empty_mailbox_is_one(tmp_path: Path) -> None:
    (tmp_path / "box").touch()
    assert "讀了 0 封" in run(str(tmp_path / "box"))[0]


def test_one_mail_comes_by_a_pipe(sent: tuple[Notice, str], monkeypatch: pytest.MonkeyPatch) -> None:
    said, _trouble = run("-", "--to", sent[1], given=b"From mx\n" + report("x@y.example"), monkeypatch=monkeypatch)
    assert "1 封退信" in said


@pytest.mark.parametrize(("given", "told"), [(b"x" * (LARGEST + 1), "1024 KB"), (ODD, "讀不懂"), (b"", "")])
def test_a_pipe_is_answered_whatever_comes(
    sent: tuple[Notice, str], monkeypatch: pytest.MonkeyPatch, given: bytes, told: str
) -> None:
    given = given % sent[1].encode() if given == ODD else given
    _said, trouble = run("-", given=given, monkeypatch=monkeypatch)
    assert told in trouble
    assert len(trouble.splitlines()) == (1 if told else 0)


def test_a_pipe_lets_the_server_try_again_while_the_database_is_away(
    sent: tuple[Notice, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: Any, **_values: Any) -> Became:
        raise OperationalError("away")

    monkeypatch.setattr(bounces, "take_in", away)
    with pytest.raises(CommandError) as refusal:
        run("-", given=report(sent[1]), monkeypatch=monkeypatch)
    assert refusal.value.returncode == 75


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("/nowhere/at/all",), "不是讀得到的"),
        ((".",), "不是讀得到的"),
        (("pyproject.toml",), "不是讀得到的"),
        (("-", "--remove"), "--remove 只能"),
        (("pyproject.toml", "--to", "a@b.example"), "--to 只能"),
    ],
)
def test_the_command_says_what_is_wrong_in_one_line(args: tuple[str, ...], why: str) -> None:
    with pytest.raises(CommandError, match=re.escape(why)) as refusal:
        run(*args)
    assert refusal.value.returncode == 2
    assert "\n" not in str(refusal.value)


def test_the_command_says_that_there_is_no_mailbox_yet(settings: Any, tmp_path: Path) -> None:
    settings.BOUNCE_ADDRESS = ""
    with pytest.raises(CommandError, match="BOUNCE_ADDRESS") as refusal:
        run(str(tmp_path))
    assert refusal.value.returncode == 2
