"""How many a unit may put forward.

教育業務志願服務獎勵辦法: no more than a third of those who qualify, one where there are fewer than three (青學獎 is
free); 文化業務志願服務獎勵辦法: a tenth of the volunteers, one where there are fewer than ten.
"""

from __future__ import annotations


def most_nominations(qualified: int, *, one_in: int) -> int:
    """How many of those who qualify may be put forward: one in so many, and one where they are fewer."""
    return 1 if 0 < qualified < one_in else qualified // one_in
