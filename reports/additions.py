"""The questions the association has added, and what the nation's tables answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from actionplans.models import SheetKind
from actionplans.writing.added_answers import AddedAnswer as Answer
from actionplans.writing.added_answers import added_answers
from workshops.models import Group, Workshop

from .records import AddedAnswer, AddedQuestion


def gather(
    tables: Sequence[Group], workshops: Mapping[int, Workshop], codes: Mapping[int, str]
) -> tuple[list[AddedAnswer], tuple[AddedQuestion, ...]]:
    """The answers of these tables, and the questions with their sums (three queries at most).

    Args:
        workshops: the tables' workshops, by key.
        codes: the workshops' codes, by key.
    """
    by_key = {group.pk: group for group in tables}
    answers = added_answers(list(by_key))
    records = []
    for one in answers:
        group = by_key[one.group]
        records.append(
            AddedAnswer(
                county=workshops[group.workshop_id].county_id,
                workshop=codes[group.workshop_id],
                group=f"{codes[group.workshop_id]}-{group.number}",
                question=_code(one),
                form=str(SheetKind(one.kind).label),
                label=one.question.label,
                answer=one.words,
                chosen=one.chosen,
                number=None if one.number is None else Decimal(str(one.number)),
            )
        )
    return records, _questions(answers)


def _code(answer: Answer) -> str:
    return f"{answer.kind}.{answer.question.key}"


def _questions(answers: Sequence[Answer]) -> tuple[AddedQuestion, ...]:
    """Each question once, in its order, worded as most tables read it."""
    mine: dict[str, list[Answer]] = {}
    for one in answers:
        mine.setdefault(_code(one), []).append(one)
    return tuple(_question(code, group) for code, group in mine.items())


def _question(code: str, answers: Sequence[Answer]) -> AddedQuestion:
    labels = Counter(one.question.label for one in answers)
    taken = Counter(label for one in answers for label in one.chosen)
    offered = dict.fromkeys(label for one in answers for _value, label in one.question.options)
    numbers = [Decimal(str(one.number)) for one in answers if one.number is not None]
    return AddedQuestion(
        code=code,
        form=str(SheetKind(answers[0].kind).label),
        label=labels.most_common(1)[0][0],
        asked=len(answers),
        answered=sum(1 for one in answers if one.words is not None),
        tally=tuple((label, taken[label]) for label in offered),
        total=sum(numbers, Decimal(0)) if numbers else None,
        least=min(numbers, default=None),
        most=max(numbers, default=None),
    )
