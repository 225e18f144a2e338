"""The slide that grows from a design sheet, and how long it takes to present.

How long: Chinese is read aloud to a room at 200–220 characters a minute; we count 210. Around what is read a group
explains: about 40 seconds to open and to close, and 30 seconds for each action and each result it shows. A slide with
three actions and three results so takes its reading time and 3 minutes 40 seconds. Static/js/sheet/slide.js counts by
the same numbers, which the page hands it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from actionplans import call
from actionplans.writing.contents import Content, CoreIssue, Item

CHARACTERS_A_MINUTE = 210
SECONDS_AROUND = 40
SECONDS_EACH = 30
MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Result:
    """A result as the slide shows it: 18→9 ％ and what that is."""

    figure: str
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class Slide:
    """What the slide of a group says. At most three actions and three results fit."""

    pillar: str
    call_item: str
    title: str
    issue: str
    actions: tuple[str, ...]
    results: tuple[Result, ...]
    together: str
    script_length: int
    actions_in_all: int
    results_in_all: int

    @property
    def call_label(self) -> str:
        """保2 for G2, or nothing."""
        item = call.ITEM_BY_CODE.get(self.call_item)
        return item.mark if item else ""

    @property
    def reading_seconds(self) -> int:
        """Reading the sheet aloud as it stands."""
        return round(self.script_length * 60 / CHARACTERS_A_MINUTE)

    @property
    def reading(self) -> str:
        """How long reading takes, in words."""
        return spoken(self.reading_seconds)

    @property
    def talking(self) -> str:
        """How long presenting takes, in words."""
        return spoken(self.talking_seconds)

    @property
    def talking_seconds(self) -> int:
        """Presenting it: reading and explaining; nothing while nothing is written."""
        if not self.script_length:
            return 0
        return self.reading_seconds + SECONDS_AROUND + SECONDS_EACH * (self.actions_in_all + self.results_in_all)


def spoken(seconds: int) -> str:
    """A length of time as people say it: 2 分 20 秒, to ten seconds."""
    minutes, rest = divmod(round(seconds, -1), 60)
    if not minutes:
        return _("%(seconds)s 秒") % {"seconds": rest}
    if not rest:
        return _("%(minutes)s 分鐘") % {"minutes": minutes}
    return _("%(minutes)s 分 %(seconds)s 秒") % {"minutes": minutes, "seconds": rest}


def result_of(item: Item) -> Result:
    """An indicator as the slide shows it."""
    figures = [str(item.get(key)).strip() for key in ("baseline", "target") if str(item.get(key)).strip()]
    return Result("→".join(figures), str(item.get("unit")).strip(), str(item.get("name")).strip())


def slide_of(design: Content, issue: CoreIssue | None = None) -> Slide:
    """The slide of a design sheet; the core issue stands in where pillar, item or problem are not yet written."""
    actions = tuple(text for item in design.items("steps") if (text := str(item.get("what")).strip()))
    results = tuple(one for one in map(result_of, design.items("indicators")) if one.figure or one.text)
    people = _("、").join(text for key in ("lead_unit", "partners") if (text := str(design.get(key)).strip()))
    spoken = [_length(design.get(key)) for key in ("title", "problem", "goal", "beneficiaries")]
    spoken += [_length(text) for text in (*actions, people)]
    spoken += [_length(one.figure + one.unit + one.text) for one in results]
    return Slide(
        pillar=str(design.get("pillar", issue.pillar if issue else "")),
        call_item=str(design.get("call_item", issue.call_item if issue else "")),
        title=str(design.get("title")).strip(),
        issue=str(design.get("problem", issue.text if issue else "")).strip(),
        actions=actions[:MOST_SHOWN],
        results=results[:MOST_SHOWN],
        together=people,
        script_length=sum(spoken),
        actions_in_all=len(actions),
        results_in_all=len(results),
    )


def _length(value: Any) -> int:
    return len("".join(str(value).split()))
