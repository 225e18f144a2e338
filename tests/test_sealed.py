"""Sealed values: they open where they belong, with the keys of this installation, and nowhere else."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from foundation import sealed
from foundation.sealed import Unsealable, mark, seal, unseal

OLD, NEW = (base64.b64encode(letter * 32).decode() for letter in (b"o", b"n"))


@given(st.text(max_size=60))
def test_what_is_sealed_opens_again_and_reads_differently_each_time(text: str) -> None:
    one, other = seal(text, place="a"), seal(text, place="a")
    assert unseal(one, place="a") == unseal(other, place="a") == text
    assert one != other
    assert len(text) < 4 or text not in one


def test_a_value_is_bound_to_its_place() -> None:
    with pytest.raises(Unsealable):
        unseal(seal("A123456789", place="volunteers.identity"), place="volunteers.phone")


@pytest.mark.parametrize("broken", ["", "A123456789", "s1.test", "s1.test.!!!!", "s1.gone.AAAA", "s2.test.AAAA"])
def test_what_is_not_sealed_does_not_open(broken: str) -> None:
    with pytest.raises(Unsealable):
        unseal(broken, place="a")


def test_a_changed_value_does_not_open_and_the_refusal_does_not_tell_it() -> None:
    text = seal("A123456789", place="a")
    for place in range(len("s1.test."), len(text) - 2, 7):
        changed = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        with pytest.raises(Unsealable) as refused:
            unseal(changed, place="a")
        assert "A123456789" not in str(refused.value)


def test_keys_change_while_old_values_stay_readable(settings) -> None:
    settings.SEALING_KEYS = [f"old:{OLD}"]
    text = seal("A123456789", place="a")
    assert sealed.is_current(text)
    settings.SEALING_KEYS = [f"new:{NEW}", f"old:{OLD}"]
    assert unseal(text, place="a") == "A123456789"
    assert not sealed.is_current(text)
    assert seal("A123456789", place="a").startswith("s1.new.")
    settings.SEALING_KEYS = [f"new:{NEW}"]
    with pytest.raises(Unsealable):
        unseal(text, place="a")


def test_a_mark_is_the_same_for_the_same_value_at_the_same_place_only(settings) -> None:
    assert mark("A123456789", place="a") == mark("A123456789", place="a")
    assert mark("A123456789", place="a") != mark("A123456789", place="b")
    assert mark("A123456789", place="a") != mark("A123456788", place="a")
    assert len(mark("x", place="a")) == sealed.MARK_LENGTH
    was = mark("A123456789", place="a")
    settings.MARKING_KEY = NEW
    assert mark("A123456789", place="a") != was


@pytest.mark.parametrize(
    "keys", [[], ["nokey"], ["a:" + NEW[:20]], ["a:%%%"], [f"a:{NEW}", f"a:{OLD}"], [f"a.b:{NEW}"]]
)
def test_keys_that_are_none_are_said_so(settings, keys: list[str]) -> None:
    settings.SEALING_KEYS = keys
    with pytest.raises(ImproperlyConfigured, match="SEALING_KEYS"):
        seal("x", place="a")


def test_a_made_key_is_a_key(settings) -> None:
    settings.SEALING_KEYS = [f"a:{sealed.make_key()}"]
    assert unseal(seal("x", place="a"), place="a") == "x"
