"""How many lines the blank papers leave for each list: the one place that both prints and the keying page ask.

The A3 form has a whole table's afternoon on two pages and is the tighter one; on A4 there is more room. A photo does
not tell which of the two it is of, so whoever keys it is offered as many lines as either has.
"""

from __future__ import annotations

from collections.abc import Mapping

from actionplans.asking.questions import Question

# By the list's key; `difficulties` and `strengths` stand for those of every pillar, "" for any other list.
A3: Mapping[str, int] = {"difficulties": 7, "strengths": 3, "steps": 3, "resources": 5, "": 3}
A4: Mapping[str, int] = {"difficulties": 7, "strengths": 4, "resources": 6, "stakeholders": 5, "": 3}
# What a sheet that is printed with its answers leaves open below them; the keying page never offers fewer.
OPEN = 2


def on_a3(question: Question) -> int:
    """The lines of a list on the A3 form."""
    return _of(A3, question)


def on_a4(question: Question) -> int:
    """The lines of a list on the blank A4 sheets."""
    return _of(A4, question)


def most(question: Question) -> int:
    """As many lines as any blank paper has for a list."""
    return max(on_a3(question), on_a4(question))


def _of(paper: Mapping[str, int], question: Question) -> int:
    key = question.key
    kind = "difficulties" if key.endswith("_difficulties") else "strengths" if question.pillar else key
    return paper.get(kind, paper[""])
