"""What would be left undone if the workshop ended now: who ends it is asked, and told.

Nothing here stands in the way: a room may have to end early. Apps above add what they know with `add`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

from django.utils.translation import gettext as _

from . import codes
from .agenda_language import titles
from .models import Workshop
from .room import room_of
from .room_kept import run_in

Question = Callable[[Workshop, dt.datetime], Iterable[str]]
_more: list[Question] = []


def add(question: Question) -> None:
    """Let an app above say what is unfinished; called once, from its `AppConfig.ready()`."""
    if question not in _more:
        _more.append(question)


def unfinished(workshop: Workshop, now: dt.datetime) -> list[str]:
    """Sentences about what is still on or to come; empty when all is done."""
    return [*_agenda(workshop), *(sentence for question in _more for sentence in question(workshop, now))]


def asked(workshop: Workshop, now: dt.datetime) -> str:
    """What who ends the workshop is asked: one line for each thing that is unfinished, and the question."""
    if until := codes.open_until(workshop, now):
        question = _("要結束工作坊嗎？計時會停；各桌還可以補寫到%(until)s。") % {"until": until}
    else:
        question = _("要結束工作坊嗎？計時會停，各桌不能再寫。")
    return "\n".join([*unfinished(workshop, now), question])


def _agenda(workshop: Workshop) -> Iterator[str]:
    run = run_in(room_of(workshop))
    if run is None or run.part is None:
        return
    titled, rest = titles(workshop.programme), run.to_come
    yield _("現在是「%(title)s」。") % {"title": titled(run.part.block.title)}
    if rest:
        yield _("議程還有 %(n)s 項：%(titles)s。") % {
            "n": len(rest), "titles": _("、").join(titled(part.block.title) for part in rest),
        }  # fmt: skip
