"""The database that is kept between runs is another one as soon as anything it comes from changes."""

from pathlib import Path

import pytest
from django.conf import settings

from tests import kept_database


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for name, text in {
        "volunteers/migrations/0001_first.py": "from volunteers.offices import CENTRAL\n",
        "volunteers/offices.py": "CENTRAL = 1\n",
        "volunteers/other.py": "OTHER = 1\n",
        "config/settings/base.py": "APPS = 1\n",
        "requirements.txt": "django==5.2\n",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("volunteers/migrations/0001_first.py", True),
        ("volunteers/offices.py", True),
        ("config/settings/base.py", True),
        ("requirements.txt", True),
        ("volunteers/other.py", False),
    ],
)
def test_what_a_database_comes_from_is_in_its_name(house: Path, name: str, counts: bool) -> None:
    before = kept_database.key(house)
    assert kept_database.key(house) == before
    with (house / name).open("a") as file:
        file.write("# changed\n")
    assert (kept_database.key(house) != before) is counts


def test_a_new_migration_makes_a_new_database(house: Path) -> None:
    before = kept_database.key(house)
    (house / "volunteers/migrations/0002_second.py").write_text("")
    assert kept_database.key(house) != before


def test_what_our_own_migrations_read_is_found() -> None:
    root = Path(settings.ROOT)
    found = {str(path.relative_to(root)) for path in kept_database.sources(root)}
    assert {"foundation/taiwan/counties.py", "volunteers/filing/offices.py", "requirements.txt"} <= found
