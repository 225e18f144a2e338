"""What tables answered to the questions that the association has added to their sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from actionplans.asking import questions
from actionplans.asking.form_language import in_page_language
from actionplans.asking.questions import EXTRA, Question
from actionplans.models import Entry, QuestionSet, Sheet, SheetKind

from .choices import in_words


@dataclass(frozen=True, slots=True)
class AddedAnswer:
    """One table's answer to one added question, in the version its sheet was opened with.

    `value` is None where nothing was written. The question is worded in the language that was active.
    """

    group: int
    kind: str
    question: Question
    value: Any

    @property
    def words(self) -> str | None:
        """The answer as people read it; None for none."""
        return in_words(self.question, self.value).strip() or None

    @property
    def chosen(self) -> tuple[str, ...]:
        """The options that were chosen, in words; none where the question offers none."""
        given = self.value if isinstance(self.value, list) else [self.value]
        return tuple(label for option, label in self.question.options if option in given)

    @property
    def number(self) -> int | float | None:
        """The number that was given; None for none, and for every other kind of question."""
        return self.value if self.question.kind == "number" and isinstance(self.value, int | float) else None


def added_answers(groups: Sequence[int]) -> list[AddedAnswer]:
    """The answers of these groups' opened sheets, blank ones too: form by form, question by question, group by group.

    Three queries; one where no form has a question of the association's own. A question stands where the newest of the
    versions in use has it.
    """
    opened = Sheet.objects.filter(group__in=groups)
    sets = QuestionSet.objects.filter(pk__in=opened.values("questions")).order_by("-version")
    asked: dict[int, list[Question]] = {}
    rank: dict[tuple[str, str], int] = {}
    for row in sets:
        form = in_page_language(questions.read(row.definition))
        if own := [question for question in form.questions() if question.is_extra]:
            asked[row.pk] = own
            for question in own:
                rank.setdefault((row.kind, question.key), len(rank))
    if not asked:
        return []
    sheets = list(opened.filter(questions__in=asked).values_list("pk", "group", "kind", "questions"))
    written = Entry.objects.filter(sheet__in=[row[0] for row in sheets], path__startswith=EXTRA)
    values = {(sheet, path): value for sheet, path, value in written.values_list("sheet", "path", "value")}
    found = [
        AddedAnswer(group, kind, question, values.get((sheet, question.key)))
        for sheet, group, kind, version in sheets
        for question in asked[version]
    ]
    kinds = {kind: place for place, kind in enumerate(SheetKind.values)}
    places = {group: place for place, group in enumerate(groups)}
    found.sort(key=lambda one: (kinds[one.kind], rank[one.kind, one.question.key], places[one.group]))
    return found
