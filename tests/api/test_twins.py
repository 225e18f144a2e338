"""The table of pages and their twins in the API: whole, and true."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.generators import SchemaGenerator

TABLE = Path(settings.ROOT) / "docs" / "api-twins.md"
NONE = re.compile(r"no twin yet|no twin: \S.+")
TWINS = re.compile(r"`[A-Z]+ [^`]+`(?:, `[A-Z]+ [^`]+`)*")


def rows() -> list[tuple[str, str, str]]:
    """Name, address and twin of every row of the page's tables."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    cells = [
        re.split(r" (?<!\\)\| ", line.strip("|").strip()) for line in lines if line.startswith("| ") and "`" in line
    ]
    assert all(len(row) == 3 for row in cells), [row for row in cells if len(row) != 3]
    return [(name.strip("`"), where.strip("`").replace("\\|", "|"), twin) for name, where, twin in cells]


def pages(resolver: URLResolver, before: str = "", spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Name and address of everything that is no endpoint."""
    for one in resolver.url_patterns:
        here = before + str(one.pattern).lstrip("^")
        if isinstance(one, URLResolver):
            yield from pages(one, here, (*spaces, one.namespace) if one.namespace else spaces)
        elif isinstance(one, URLPattern) and spaces[:1] != ("v1",):
            yield ":".join((*spaces, str(one.name))), "/" + here


def test_every_page_stands_in_the_table_once_under_its_own_address() -> None:
    told = rows()
    twice = [name for name, number in Counter(name for name, _where, _twin in told).items() if number > 1]
    assert not twice
    assert {name: where for name, where, _twin in told} == dict(pages(get_resolver()))


def test_what_a_row_says_can_be_read() -> None:
    unclear = [(name, twin) for name, _where, twin in rows() if not (NONE.fullmatch(twin) or TWINS.fullmatch(twin))]
    assert not unclear
    assert not NONE.fullmatch("no twin: ")


@pytest.mark.django_db
def test_every_twin_is_an_endpoint() -> None:
    described = SchemaGenerator(api_version="v1").get_schema(request=None, public=True)["paths"]
    there = {
        f"{method.upper()} {where.removeprefix('/api/v1/')}"
        for where, item in described.items()
        for method in item
        if method != "parameters"
    }
    named = {twin for _name, _where, told in rows() for twin in re.findall(r"`([A-Z]+ [^`]+)`", told)}
    assert len(named) > 80
    assert not named - there
