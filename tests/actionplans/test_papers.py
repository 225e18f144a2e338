"""Added questions find room on paper: two side by side, as many on a sheet as fit, each on exactly one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actionplans.asking.questions import Question
from actionplans.paper.papers import further_sheets

FORM = "行動設計表"


def asked(count: int, kind: str = "text", label: str = "題目", options: int = 0, length: int = 4) -> list:
    pairs = tuple((f"o{n}", "選" * length) for n in range(options))
    return [(FORM, Question(f"x_{n}", kind, label, options=pairs)) for n in range(count)]


@pytest.mark.parametrize(
    ("given", "sheets"),
    [
        ([], []),
        (asked(1), [1]),
        (asked(12), [12]),  # six rows of two lines to write on: 6 × 35.3 mm
        (asked(13), [12, 1]),
        (asked(10, "lines"), [10]),  # five rows of three lines: 5 × 45.1 mm
        (asked(11, "lines"), [10, 1]),
        (asked(10, label="很長的題目" * 8), [10]),
        (asked(11, label="很長的題目" * 8), [10, 1]),  # a heading of two lines
        (asked(20, "choice", options=2), [18, 2]),  # one line of options: 9 × 23.4 mm
        (asked(4, "choices", options=20, length=60), [2, 2]),
    ],
)
def test_a_sheet_takes_as_many_as_fit(given: list, sheets: list[int]) -> None:
    assert [len(one) for one in further_sheets(given)] == sheets


@given(
    st.lists(
        st.builds(
            lambda kind, label, options: (FORM, Question("x_1", kind, label, options=options)),
            st.sampled_from(["text", "lines", "number", "choice"]),
            st.text("題", min_size=1, max_size=100),
            st.lists(st.tuples(st.just("o1"), st.text("選", min_size=1, max_size=60)), max_size=20).map(tuple),
        ),
        max_size=40,
    )
)
def test_every_question_stands_on_one_sheet_in_its_order(given: list) -> None:
    sheets = further_sheets(given)
    assert [one for sheet in sheets for one in sheet] == given
    assert all(sheets)
