"""How far each chapter is written: what it holds, in which languages, what cannot be printed, who wrote last."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import override

from actionplans.models import Plan
from reports.models import ChapterPart
from workshops.models import Programme

from . import parts, references, telling


@dataclass(frozen=True, slots=True)
class Standing:
    """One chapter. `untranslated` are paragraphs written in Chinese that have no English."""

    code: str
    heading: str
    paragraphs: int
    cases: int
    photos: int
    untranslated: int
    problems: tuple[str, ...]
    changed_at: dt.datetime | None
    changed_by: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in it."""
        return not (self.paragraphs or self.cases or self.photos)


def of(programme: Programme, *, now: dt.datetime) -> list[Standing]:
    """Every chapter in the report's order (a fixed number of questions)."""
    every = telling.standing_parts(programme)
    rights, plans = telling.rights_of(every), adopted_codes(programme)
    numbers = {}
    for language in parts.LANGUAGES:
        with override(language):
            numbers[language] = references.current(programme, now=now)
    found = []
    for code, heading in ChapterPart.Chapter.choices:
        mine = [one for one in every if one.chapter == code]
        said: list[str] = []
        words = [one for part in mine for one in part.words.all()]
        for one in words:
            here = numbers[one.language]
            said += references.problems(references.fill(one.text, here), here)
        for part in mine:
            said += telling.part_problems(part, rights.get(part.pk), plans)
        changes = [(one.changed_at, one.changed_by) for one in words if one.changed_at]
        changed_at, changed_by = max(changes, default=(None, ""))
        kinds = [part.kind for part in mine]
        found.append(
            Standing(
                code=code,
                heading=str(heading),
                paragraphs=kinds.count(ChapterPart.Kind.PARAGRAPH),
                cases=kinds.count(ChapterPart.Kind.CASE),
                photos=kinds.count(ChapterPart.Kind.PHOTO),
                untranslated=sum(_lacks_english(part) for part in mine),
                problems=tuple(dict.fromkeys(said)),
                changed_at=changed_at,
                changed_by=changed_by,
            )
        )
    return found


def adopted_codes(programme: Programme) -> set[str]:
    """The numbers of the programme's adopted plans: what the report tells of."""
    rows = Plan.objects.adopted().filter(workshop__programme=programme)
    return {code for code in rows.values_list("code", flat=True) if code}


def _lacks_english(part: ChapterPart) -> bool:
    by_language = {(one.role, one.language): one.text for one in part.words.all()}
    return any(
        text and language == "zh-hant" and not by_language.get((role, "en"))
        for (role, language), text in by_language.items()
    )
