"""The trail's seals: whoever changes, removes or slips in a line afterwards is found.

Once a day the lines written since are hashed in their order, together with the digest of the seal before: each seal
stands for the whole trail up to it. The newest digests lie outside the database too (a file to print, see `anchors`),
for who can write the database could otherwise compute the whole chain anew.

A line's hash covers all its columns, written the same way on every database. Beside the digest a seal keeps eight bytes
of each line's hash, which only help to say *which* line differs; the digest alone decides.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from .models import Event, TrailSeal

# Part of the proof: a column that is added later is left out, or old seals would no longer hold.
FIELDS = (
    "pk", "at", "verb", "actor_kind", "actor_key", "actor_label", "actor_label_en", "object_type", "object_key",
    "object_label", "object_label_en", "county", "was", "now", "reason", "origin",
)  # fmt: skip
BEGIN = "0" * 64
KEPT = 8  # bytes of each line's number and of its hash in a seal's prints
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that is not as it was sealed.

    Attributes:
        seal: number of the first seal that does not hold.
        what: "changed", "deleted", "inserted" (a line), "seal" (the seal itself), "anchor" (the file says otherwise) or
            "missing" (a seal that the file knows is gone).
        line: key of the line; None where no line is meant.
    """

    seal: int
    what: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of a proof: how much was looked at, and what is wrong (at most `MOST_NAMED`, first one first)."""

    seals: int
    lines: int
    unsealed: int
    wrong: tuple[Wrong, ...]


MOST_NAMED = 50


def is_due(now: dt.datetime) -> bool:
    """Whether the clock is to seal: there are lines, and the last seal is of an earlier day in Taiwan."""
    last = TrailSeal.objects.last()
    if last is not None and timezone.localdate(last.sealed_at) >= timezone.localdate(now):
        return False
    return Event.objects.filter(pk__gt=last.upto if last else 0).exists()


def seal(*, now: dt.datetime) -> TrailSeal | None:
    """Seal the lines written since the last seal; None where there are none.

    Lines are hashed while others write on. Two that seal at once: one of them fails on the number, and nothing is lost.

    Raises:
        IntegrityError: somebody else sealed meanwhile.
    """
    last = TrailSeal.objects.last()
    number, previous, since = (last.number + 1, last.digest, last.upto) if last else (1, BEGIN, 0)
    upto = _settled()
    if upto is None or upto <= since:
        return None
    digest, prints, count = _digest(number, previous, since, upto)
    return TrailSeal.objects.create(
        number=number,
        sealed_at=now,
        since=since,
        upto=upto,
        lines=count,
        previous=previous,
        digest=digest,
        prints=prints,
    )


def prove(
    *, anchors: dict[int, str] | None = None, tell: Callable[[int, int], None] = lambda done, total: None
) -> Proof:
    """Compute every seal anew from the lines that stand, and hold them against the database and the files outside.

    Args:
        anchors: digests that are known from outside, by the seal's number.
    """
    wrong: list[Wrong] = []
    known = dict(anchors or {})
    previous, since, lines, expected = BEGIN, 0, 0, 1
    total = TrailSeal.objects.count()
    for one in TrailSeal.objects.order_by("number").iterator(chunk_size=20):
        while expected < one.number and len(wrong) < MOST_NAMED:
            wrong.append(Wrong(expected, "missing"))
            expected += 1
        digest, prints, count = _digest(one.number, one.previous, one.since, one.upto)
        if digest != one.digest or count != one.lines:
            wrong += _differing(one, bytes(one.prints), prints) or [Wrong(one.number, "seal")]
        elif (one.previous, one.since) != (previous, since) or prints != bytes(one.prints):
            wrong.append(Wrong(one.number, "seal"))
        if known.pop(one.number, one.digest) != one.digest:
            wrong.append(Wrong(one.number, "anchor"))
        previous, since, lines, expected = one.digest, one.upto, lines + count, one.number + 1
        tell(one.number, total)
        if len(wrong) >= MOST_NAMED:
            break
    else:
        wrong += [Wrong(number, "missing") for number in sorted(known)]
    return Proof(total, lines, Event.objects.filter(pk__gt=since).count(), tuple(wrong[:MOST_NAMED]))


def hash_of(values: tuple[Any, ...]) -> bytes:
    """The hash of a line, from its values in the order of `FIELDS`."""
    plain = [
        value.astimezone(dt.UTC).isoformat() if isinstance(value, dt.datetime) else _same(value) for value in values
    ]
    return hashlib.sha256(
        json.dumps(plain, ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    ).digest()


def _settled() -> int | None:
    """The newest line of which it is certain that none with a smaller key is still to come.

    PostgreSQL gives keys out before lines are committed: the lock waits for all who write at this moment. SQLite has
    one writer at a time.
    """
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True)
    if connection.vendor != "postgresql":
        return newest.first()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE audit_event IN SHARE MODE")
        return newest.first()


def _digest(number: int, previous: str, since: int, upto: int) -> tuple[str, bytes, int]:
    whole = hashlib.sha256(f"{number}|{previous}|{since}|{upto}|".encode())
    prints, count = bytearray(), 0
    for key, print_ in _hashes(since, upto):
        whole.update(print_)
        prints += key.to_bytes(KEPT, "big") + print_[:KEPT]
        count += 1
    return whole.hexdigest(), bytes(prints), count


def _hashes(since: int, upto: int) -> Iterator[tuple[int, bytes]]:
    rows = Event.objects.filter(pk__gt=since, pk__lte=upto).order_by("pk").values_list(*FIELDS)
    for values in rows.iterator(chunk_size=CHUNK):
        yield values[0], hash_of(values)


def _differing(one: TrailSeal, was: bytes, now: bytes) -> list[Wrong]:
    old, new = _by_line(was), _by_line(now)
    kinds = {
        "changed": old.keys() & new.keys(),
        "deleted": old.keys() - new.keys(),
        "inserted": new.keys() - old.keys(),
    }
    found = [
        Wrong(one.number, what, line)
        for what, keys in kinds.items()
        for line in keys
        if what != "changed" or old[line] != new[line]
    ]
    return sorted(found, key=lambda each: each.line or 0)[:MOST_NAMED]


def _by_line(prints: bytes) -> dict[int, bytes]:
    step = 2 * KEPT
    return {
        int.from_bytes(prints[at : at + KEPT], "big"): prints[at + KEPT : at + step]
        for at in range(0, len(prints), step)
    }


def _same(value: Any) -> Any:
    """A value as both databases give it back: PostgreSQL keeps 1.0 in JSON as a number that comes back as 1."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _same(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_same(item) for item in value]
    return value
