"""What DATABASE_URL may say, and what is said of an address that is none."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from foundation.upkeep.address import database

SQLITE, POSTGRES = "django.db.backends.sqlite3", "django.db.backends.postgresql"


@pytest.mark.parametrize(
    ("address", "engine", "name"),
    [
        ("sqlite:////srv/platform/db.sqlite3", SQLITE, "/srv/platform/db.sqlite3"),
        ("sqlite:///db.sqlite3", SQLITE, "db.sqlite3"),
        ("sqlite:///:memory:", SQLITE, ":memory:"),
        ("sqlite://:memory:", SQLITE, ":memory:"),
        ("postgres://amy:secret@db.example.org:5432/platform", POSTGRES, "platform"),
        ("postgresql://amy@localhost/platform", POSTGRES, "platform"),
        ("postgres://amy:p%40ss@127.0.0.1/postgres", POSTGRES, "postgres"),
    ],
)
def test_an_address_is_read(address: str, engine: str, name: str) -> None:
    told = database(address)
    assert (told["ENGINE"], told["NAME"]) == (engine, name)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("nonsense", "不是資料庫的位址"),
        ("/srv/secret/db.sqlite3", "不是資料庫的位址"),
        ("://secret", "不是資料庫的位址"),
        ("mysql://amy:secret@db/platform", "mysql"),
        ("https://amy:secret@db/platform", "https"),
        ("sqlite://secret.sqlite3", "三條斜線"),
        ("postgres://amy:secret@db", "資料庫的名稱"),
        ("postgres://amy:secret@db/", "資料庫的名稱"),
        ("postgres://amy:secret@db:port/platform", "連接埠"),
        ("postgres://amy:se/cret@db/platform", "編碼"),
    ],
)
def test_what_is_wrong_is_one_sentence_without_the_password(address: str, says: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        database(address)
    told = str(refused.value)
    assert told.startswith("DATABASE_URL ")
    assert says in told
    assert "\n" not in told
    assert not [word for word in ("secret", "cret", "amy", "nonsense") if word in told]
