"""The database that `DATABASE_URL` names, or one sentence about what is wrong with it.

The sentence never repeats the address: a password stands in it, and where it cannot be read nobody knows which part
that is.
"""

from __future__ import annotations

import re
import warnings
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environ import Env

SQLITE, SERVER = ("sqlite",), ("postgres", "postgresql", "pgsql", "psql")
SHAPES = "sqlite:////資料夾/檔名.sqlite3 或 postgres://帳號:密碼@主機/資料庫"
TOO_FEW_SLASHES = "的檔名前面要有三條斜線（絕對路徑四條）"
UNREADABLE = "的主機或連接埠讀不出來；密碼裡的 @ : / # ? % 要寫成 %40 這樣的編碼"
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")


def database(address: str) -> dict[str, Any]:
    """What Django is to be told of the database at an address.

    Raises:
        ImproperlyConfigured: the address is none of the two kinds, or cannot be read.
    """
    found = _SCHEME.match(address)
    if found is None:
        raise _wrong("不是資料庫的位址")
    scheme = found[1].lower()
    if scheme not in SQLITE + SERVER:
        raise _wrong(f"用 {scheme} 開頭，平臺不支援這種資料庫")
    try:
        with warnings.catch_warnings(action="error") if scheme in SQLITE else warnings.catch_warnings():
            told: dict[str, Any] = Env.db_url_config(address)
    except (ValueError, UserWarning):
        # What these say may hold a part of the password.
        raise _wrong(TOO_FEW_SLASHES if scheme in SQLITE else UNREADABLE) from None
    if scheme in SERVER and not told["NAME"]:
        raise _wrong("沒有寫資料庫的名稱")
    return told


def _wrong(why: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"DATABASE_URL {why}。請寫成 {SHAPES}。")
