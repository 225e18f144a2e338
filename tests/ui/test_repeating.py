"""Rows that buttons arrange: nothing typed is lost, whatever is pressed."""

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from foundation.ui.repeating import arranged, posted


class Row(forms.Form):
    text = forms.CharField(required=False)


def new(prefix: str) -> Row:
    return Row(prefix=prefix)


def rows(*prefixes: str) -> list[Row]:
    return [new(prefix) for prefix in prefixes]


def prefixes(given: list[Row]) -> list[str]:
    return [str(row.prefix) for row in given]


@pytest.mark.parametrize(
    ("action", "after"),
    [
        ("add", ["o1", "o7", "o3", "o8"]), ("up-o7", ["o7", "o1", "o3"]), ("up-o1", ["o1", "o7", "o3"]),
        ("down-o7", ["o1", "o3", "o7"]), ("down-o3", ["o1", "o7", "o3"]), ("drop-o7", ["o1", "o3"]),
        ("drop-o9", ["o1", "o7", "o3"]), ("dance-o1", ["o1", "o7", "o3"]), ("", ["o1", "o7", "o3"]),
    ],
)  # fmt: skip
def test_a_button_does_what_it_says(action: str, after: list[str]) -> None:
    assert prefixes(arranged(rows("o1", "o7", "o3"), action, letter="o", new=new)) == after


def test_the_first_row_is_number_one() -> None:
    assert prefixes(arranged([], "add", letter="o", new=new)) == ["o1"]


def test_rows_come_back_as_they_were_sent() -> None:
    data = QueryDict("row=o2&row=o1&row=o2&row=x3&row=o&row=oo&row=o9&o2-text=b&o1-text=a")
    found = posted(data, lambda prefix: Row(data, prefix=prefix), letter="o", most=6)
    assert prefixes(found) == ["o2", "o1"]
    assert [row["text"].value() for row in found] == ["b", "a"]


@given(st.lists(st.tuples(st.sampled_from(["up", "down"]), st.integers(1, 5)), max_size=20))
def test_moving_loses_and_doubles_nothing(moves: list[tuple[str, int]]) -> None:
    here = rows("o1", "o2", "o3", "o4")
    for name, number in moves:
        here = arranged(here, f"{name}-o{number}", letter="o", new=new)
    assert sorted(prefixes(here)) == ["o1", "o2", "o3", "o4"]
