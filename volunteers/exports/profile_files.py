"""A unit's list as a file, in the columns and the writing of a profile.

Where identity numbers leave whole, whoever takes them must be allowed to read them and says why; one line in the ledger
tells who took which list, how many rows, in whose form, and for what.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from foundation import reasons
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import csv
from foundation.exports.imprint import Imprint
from foundation.exports.registry import FORMATS
from foundation.exports.table import Column, Table
from foundation.taiwan import roc
from volunteers.models import Policy, Unit

from .fields import LISTS, Asked, Kind
from .profiles import Profile

MINUTES_SHOWN = Decimal("0.01")
LONGEST_WHY = 300
NAMED = 20
HOURS = frozenset({"hours", "counted"})


@dataclass(frozen=True, slots=True)
class File:
    """A finished file."""

    name: str
    content_type: str
    content: bytes
    rows: int


def make(
    *,
    unit: Unit,
    profile: Profile,
    key: str,
    suffix: str,
    by: User,
    now: dt.datetime,
    reason: str = "",
    first: dt.date | None = None,
    last: dt.date | None = None,
    policy: Policy | None = None,
) -> File:
    """Write a list of a unit.

    Args:
        key: which list of the profile.
        reason: why identity numbers are needed whole, where the profile writes them so.
        first, last: the days, of a list that goes by days.
        policy: the policy, of a list that goes by one; the unit's.

    Raises:
        PermissionDenied: the person may not read the numbers, or not see the unit's people.
        ValidationError: the reason is missing, the policy is, or the encoding lacks a character of the list.
    """
    listing, wanted, full = LISTS[key], profile.lists[key], profile.full(key)
    permission = Permission.REVEAL_IDENTITY if full else Permission.SEE_VOLUNTEERS
    if not Unit.objects.visible_to(by, permission).filter(pk=unit.pk).exists():
        raise PermissionDenied
    if full:
        ask = _("這份名冊有完整證號。請寫下為什麼需要（至少 6 個字），會留下紀錄。")
        reason = reasons.written(reason, ask=ask, most=LONGEST_WHY)
    if listing.of_policy and (policy is None or policy.unit_id != unit.pk):
        raise ValidationError({"policy": _("請選要下載哪一張保單的名冊。")})
    asked = Asked(
        unit=unit, user=by, permission=permission, on=timezone.localdate(now), full=full, first=first, last=last,
        policy=policy,
    )  # fmt: skip
    with override(settings.LANGUAGE_CODE):  # forms are Chinese, whatever the page speaks
        found = sorted(listing.rows(asked), key=lambda row: [_sorted(row[name]) for name in wanted.order])
        writers = [(one.field, _writer(profile, listing.fields[one.field])) for one in wanted.columns]
        rows = [[write(row[name]) for name, write in writers] for row in found]
        columns = [
            Column(f"column{at}", one.heading, _shape(one.field, listing.fields[one.field]), missing="", decimals=2)
            for at, one in enumerate(wanted.columns)
        ]
        title = f"{unit}{wanted.title}"
        table = Table(wanted.title, title, columns, rows)
        imprint = Imprint(title, creator=by.access.label, created=now, subject=_subject(profile, full, reason))
        content = _written(table, suffix, profile, imprint)
    given = {"export": f"profile:{profile.key}:{key}", "format": suffix, "rows": len(rows), "full_identity": full}
    given |= {name: value for name, value in (("first_day", first), ("last_day", last)) if value}
    trail.record(Verb.EXPORTED, policy or unit, by=by, now=given, reason=reason if full else "", at=now)
    content_type = FORMATS[suffix].content_type
    if suffix == "csv" and profile.encoding == "cp950":
        content_type = "text/csv; charset=big5"
    return File(f"{title}_{roc.compact(timezone.localdate(now))}.{suffix}", content_type, content, len(rows))


def _subject(profile: Profile, full: bool, reason: str) -> str:
    return f"{profile.name}；含完整證號，用途：{reason}" if full else profile.name


def _written(table: Table, suffix: str, profile: Profile, imprint: Imprint) -> bytes:
    stream = io.BytesIO()
    if suffix != "csv":
        FORMATS[suffix].write([table], stream, imprint)
        return stream.getvalue()
    try:
        csv.write(table, stream, encoding=profile.encoding)
    except UnicodeEncodeError:
        lacking = _lacking(table, profile.encoding)
        raise ValidationError(
            _("Big5 沒有這些字：%(characters)s。請改下載 ODS 或 XLSX，或用 UTF-8 的格式，字才不會變成問號。")
            % {"characters": _("、").join(lacking)}
        ) from None
    return stream.getvalue()


def _lacking(table: Table, encoding: str) -> list[str]:
    """The characters of a table that an encoding has not, in their order, the first of them."""
    said = "".join(str(cell) for row in (*table.rows, [one.label for one in table.columns]) for cell in row)
    found = [one for one in dict.fromkeys(said) if not one.encode(encoding, errors="ignore")]
    return found[:NAMED]


def _writer(profile: Profile, kind: Kind) -> Callable[[Any], Any]:
    """How a value of a kind is written in a profile."""
    if kind == "date":
        return {"roc": _roc, "roc-digits": _roc_digits, "iso": _iso, "slash": _slash}[profile.dates]
    if kind == "sex":
        return lambda value: profile.sex.get(value, "")
    if kind == "bool":
        return lambda value: profile.yes_no["yes" if value else "no"]
    if kind == "number":
        return _number
    return lambda value: value or ""


def _shape(name: str, kind: Kind) -> Any:
    if kind == "number":
        return "decimal" if name in HOURS else "integer"
    return "text" if kind == "text" else "code"


def _number(value: Any) -> Any:
    """A number as it is; hours of odd minutes to the hundredth, and then as text that is read exactly."""
    if isinstance(value, Decimal) and value != value.quantize(MINUTES_SHOWN):
        minutes = int((value * 60).to_integral_value())
        return f"{minutes // 60}:{minutes % 60:02}"
    return value


def _roc(on: dt.date | None) -> str:
    return "" if on is None else roc.short(on) if on >= roc.FIRST else on.isoformat()


def _roc_digits(on: dt.date | None) -> str:
    return "" if on is None else f"{on.year - 1911:03}{on.month:02}{on.day:02}" if on >= roc.FIRST else on.isoformat()


def _iso(on: dt.date | None) -> str:
    return "" if on is None else on.isoformat()


def _slash(on: dt.date | None) -> str:
    return "" if on is None else f"{on.year}/{on.month}/{on.day}"


def _sorted(value: Any) -> tuple[bool, Sequence[Any] | Any]:
    """Empty values last; dates by their days, all else as text."""
    if value is None or value == "":
        return True, ""
    return False, value.isoformat() if isinstance(value, dt.date) else str(value)
