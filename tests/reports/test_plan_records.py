"""The rows of a plan in the report: what a table wrote stands, and is read in order."""

import pytest

from reports.plan_records import PlanStep


@pytest.mark.parametrize(
    ("first", "last", "read"),
    [
        (2, 0, (0, 2)),
        (0, 2, (0, 2)),
        (3, 3, (3, 3)),
        (None, 2, (None, 2)),
        (2, None, (2, None)),
        (None, None, (None, None)),
    ],
)
def test_months_are_printed_in_order_and_kept_as_written(first, last, read):
    step = PlanStep("排班表", None, first, last)
    assert step.months == read
    assert (step.from_month, step.to_month) == (first, last)
