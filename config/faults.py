"""What stops every request at once, told from what is wrong with one: the disk is full, or the database is away.

Both end by themselves once somebody has made room or started the database again; so the answer (507, or 503 with
Retry-After) says that what was acknowledged is there and that the same may be sent again. `config.errors` gives it to
pages and scripts, `config.problems` to the API. The tables' queue takes any 5xx as "try again" and keeps what was typed
(`static/js/sheet/post.js`).
"""

from __future__ import annotations

import contextlib
import errno
import logging
import sqlite3
from collections.abc import Iterator
from typing import Literal

from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.db import Error as AnyDatabaseError
from django.http import HttpResponseBase
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

Fault = Literal["full", "away"]
STATUS: dict[Fault, int] = {"full": 507, "away": 503}
# Seconds until a client may ask again: a database is started again in less than half a minute.
RETRY_AFTER = 15

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
# SQLite's primary result codes (the low byte of an extended one): the file cannot be opened, read or written.
SQLITE_AWAY = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR}
# SQLSTATE of PostgreSQL (appendix A): disk_full; connection exceptions (class 08), too_many_connections,
# admin_shutdown, crash_shutdown, cannot_connect_now.
POSTGRES_FULL = "53100"
POSTGRES_AWAY = ("08", "53300", "57P01", "57P02", "57P03")


def fault_of(exc: BaseException | None) -> Fault | None:
    """Which of the two is behind an exception; None where it is something else.

    What the house itself makes of an error of the database or the disk (`raise … from`) is the house's own answer; only
    where it is such an error itself is it asked what lies behind.
    """
    for one in _behind(exc):
        if isinstance(one, OSError) and one.errno in NO_ROOM:
            return "full"
        if isinstance(one, AnyDatabaseError) and (found := _of_database(one)):
            return found
    return None


def noted(fault: Fault, exc: BaseException, *, method: str, path: str) -> None:
    """Write one line, without what the driver says (it may name hosts and values); let go of a broken connection."""
    codes = [code for one in _behind(exc) if (code := _code(one))]
    logger.error("%s: %s %s (%s %s)", fault, method, path, type(exc).__name__, ", ".join(dict.fromkeys(codes)) or "-")
    if fault == "away":
        for connection in connections.all(initialized_only=True):
            # Whoever began a transaction ends it; Django then closes what cannot be rolled back.
            if not connection.in_atomic_block:
                with contextlib.suppress(AnyDatabaseError):
                    connection.close()


def once_logged(response: HttpResponseBase) -> None:
    """Mark a response so that Django writes no second line with everything the driver said."""
    response._has_been_logged = True  # type: ignore[attr-defined]


def told(fault: Fault) -> str:
    """The fault in a sentence, for scripts and the API."""
    if fault == "full":
        return _("伺服器的空間滿了，這一步沒有存到；已經儲存的內容都還在。請通知管理的人清出空間，之後再送一次。")
    return _("資料庫暫時連不上，這一步可能沒有存到；已經儲存的內容都還在。請過一會兒再送一次。")


def _behind(exc: BaseException | None) -> Iterator[BaseException]:
    """The exception and, while it is one of the database or the disk, what it was made of."""
    seen: set[int] = set()
    while exc is not None and id(exc) not in seen:
        seen.add(id(exc))
        yield exc
        exc = (exc.__cause__ or exc.__context__) if isinstance(exc, AnyDatabaseError | OSError) else None


def _of_database(exc: AnyDatabaseError) -> Fault | None:
    driver = exc.__cause__
    number = getattr(driver, "sqlite_errorcode", None)
    if number is not None:
        primary = number & 0xFF
        return "full" if primary == sqlite3.SQLITE_FULL else "away" if primary in SQLITE_AWAY else None
    state = getattr(driver, "sqlstate", None)
    if state is not None:
        return "full" if state == POSTGRES_FULL else "away" if state.startswith(POSTGRES_AWAY) else None
    # A connection that was never made, or was cut, has no server that could have given a code.
    if driver is not None and not isinstance(driver, sqlite3.Error) and isinstance(exc, OperationalError):
        return "away"
    return "away" if isinstance(exc, InterfaceError) and _is_closed(exc) else None


def _is_closed(exc: InterfaceError) -> bool:
    said = str(exc)
    return "connection" in said and "closed" in said


def _code(exc: BaseException) -> str:
    if isinstance(exc, OSError):
        return errno.errorcode.get(exc.errno or 0, "")
    driver = exc.__cause__ if isinstance(exc, DatabaseError | InterfaceError) else None
    return str(getattr(driver, "sqlite_errorname", None) or getattr(driver, "sqlstate", None) or "")
