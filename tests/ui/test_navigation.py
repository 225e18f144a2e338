"""The menu's registry."""

import pytest

from foundation.ui import navigation
from foundation.ui.navigation import Entry, register


@pytest.fixture(autouse=True)
def empty_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave what the apps registered alone."""
    monkeypatch.setattr(navigation, "_entries", {})


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/", "/"),
        ("/workshops/", "/workshops/"),
        ("/workshops/7/", "/workshops/"),
        ("/workshops/register/2/", "/workshops/register/"),
        ("/plans/", ""),
    ],
)
def test_the_longest_address_that_leads_here_is_marked(path: str, here: str) -> None:
    assert navigation._here(path, ["/", "/workshops/", "/workshops/register/"]) == here


def test_registering_again_replaces() -> None:
    register(Entry("home", "甲", "list", lambda user: True))
    register(Entry("home", "乙", "list", lambda user: True))
    assert [entry.label for entry in navigation._entries.values()] == ["乙"]


def test_an_unknown_group_is_an_error() -> None:
    with pytest.raises(ValueError, match="unknown group"):
        register(Entry("home", "甲", "list", lambda user: True, group="misc"))
