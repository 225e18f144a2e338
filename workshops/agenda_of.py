"""A workshop's own agenda: read, proposed, written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb

from .agenda import Proposal, propose
from .agenda_check import check
from .agenda_language import in_page_language, noted
from .models import AgendaItem, BlockKind, Workshop
from .programmes import STAGES, blocks_of, why_no_such_length
from .schedule import Block, Finding, Line, timed, total

EDITABLE = (Workshop.State.DRAFT, Workshop.State.SUBMITTED, Workshop.State.CONFIRMED)
MOST_LINES = 30


class Overtaken(Exception):
    """Somebody else has written the agenda since this one was read; `who` did so."""

    def __init__(self, who: str) -> None:
        super().__init__(who)
        self.who = who


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the day as a strip shows it: a stage, or a break between two."""

    label: str | Promise
    minutes: int
    is_break: bool = False


def lines_of(workshop: Workshop) -> tuple[Line, ...]:
    """The workshop's agenda as frozen lines with clock times."""
    rows = [
        Line(
            Block(row.title, row.kind, row.stage, row.minutes_min, row.minutes_max, row.output, row.remark, row.form),
            row.minutes,
        )
        for row in workshop.agenda.all()
    ]
    return timed(rows, workshop.starts_at)


def proposal_for(workshop: Workshop) -> Proposal | None:
    """What the programme's template makes of the workshop's length and groups; None while these are not known."""
    return None if workshop.minutes is None else _proposal_of(workshop, workshop.minutes)


def _proposal_of(workshop: Workshop, minutes: int) -> Proposal | None:
    if not workshop.groups_planned:
        return None
    programme = workshop.programme
    blocks = blocks_of(programme)
    if minutes < len(blocks):
        return None
    return propose(
        blocks,
        starts_at=workshop.starts_at,
        minutes=minutes,
        groups=workshop.groups_planned,
        presentation_min=programme.presentation_min,
        presentation_max=programme.presentation_max,
    )


def findings_for(workshop: Workshop, lines: Sequence[Line]) -> list[Finding]:
    """What has to be said about these lines as the workshop's agenda."""
    programme = workshop.programme
    made = _proposal_of(workshop, total(lines)) if lines else None
    return check(
        in_page_language(lines, programme),
        groups=workshop.groups_planned,
        presentation_min=programme.presentation_min,
        presentation_max=programme.presentation_max,
        minutes=workshop.minutes,
        minutes_min=programme.minutes_min,
        minutes_max=programme.minutes_max,
        starts_at=workshop.starts_at,
        proposed=made is not None and mark(made.lines) == mark(lines),
    )


def write_agenda(*, workshop: Workshop, lines: Sequence[Line], by: Acts, seen: str | None = None) -> Workshop:
    """Replace the agenda; the workshop's length becomes the agenda's.

    Args:
        seen: the `mark` of the agenda the writer started from; None writes in any case.

    Raises:
        Overtaken: somebody else has changed it since `seen`, into something else than these lines.
        ValidationError: a line is no line, the workshop's agenda can no longer be changed, or it would leave the
            programme's bounds after the registration was handed in.
    """
    problems = []
    for place, line in enumerate(lines, 1):
        if not line.block.title.strip():
            problems.append(_("第 %(n)s 項：請寫課程內容。") % {"n": place})
        if not 1 <= line.minutes <= 480:
            problems.append(_("第 %(n)s 項：分鐘請填 1 到 480。") % {"n": place})
        if line.block.kind not in BlockKind.values:
            problems.append(_("第 %(n)s 項：沒有這種性質。") % {"n": place})
    if len(lines) > MOST_LINES:
        problems.append(_("議程最多 %(most)s 項，請合併或刪去。") % {"most": MOST_LINES})
    if problems:
        raise ValidationError(problems)
    with transaction.atomic():
        locked = Workshop.objects.select_for_update().get(pk=workshop.pk)
        if locked.state not in EDITABLE:
            raise ValidationError(_("工作坊已經開始，議程不能再改。"))
        length = total(lines) or locked.minutes
        if locked.state != Workshop.State.DRAFT and length is not None and length != locked.minutes:
            _refuse_length(locked, length)
        before = lines_of(locked)
        if mark(before) != mark(lines):
            if seen is not None and seen != mark(before) and (who := _other_writer(locked, by)):
                raise Overtaken(who)
            locked.agenda.all().delete()
            AgendaItem.objects.bulk_create(
                AgendaItem(
                    workshop=locked,
                    position=place,
                    stage=line.block.stage,
                    kind=line.block.kind,
                    title=line.block.title.strip(),
                    minutes=line.minutes,
                    minutes_min=line.block.minutes_min,
                    minutes_max=line.block.minutes_max,
                    output=line.block.output,
                    remark=line.block.remark,
                    form=line.block.form,
                )
                for place, line in enumerate(lines, 1)
            )
            trail.record(
                Verb.CHANGED, locked, by=by, was={"agenda": spoken_lines(before)}, now={"agenda": spoken_lines(lines)}
            )
        changed = mark(before) != mark(lines) or locked.minutes != length
        if changed:
            Workshop.objects.filter(pk=locked.pk).update(minutes=length, version=locked.version + 1)
            workshop.version = locked.version + 1
        workshop.minutes = length
    workshop.__dict__.get("_prefetched_objects_cache", {}).pop("agenda", None)
    return workshop


def _refuse_length(workshop: Workshop, minutes: int) -> None:
    if problem := why_no_such_length(workshop.programme, minutes):
        raise ValidationError(problem)


def restore_agenda(*, workshop: Workshop, by: Acts) -> Proposal:
    """Lay out the proposed agenda, in place of whatever stands.

    Raises:
        ValidationError: length or groups are not known yet, or the agenda can no longer be changed.
    """
    made = proposal_for(workshop)
    if made is None or not made.lines:
        raise ValidationError(_("還不能排：先填總長度和組數，這個方案也要有議程範本。"))
    write_agenda(workshop=workshop, lines=made.lines, by=by)
    return made


def follow_facts(*, workshop: Workshop, before: Proposal | None, by: Acts) -> None:
    """Keep an agenda that nobody has touched in step with the length and the groups.

    Args:
        before: what was proposed for the facts as they stood before they changed.
    """
    current = mark(lines_of(workshop))
    if current and (before is None or current != mark(before.lines)):
        return
    made = proposal_for(workshop)
    if made is not None and made.lines and mark(made.lines) != current:
        write_agenda(workshop=workshop, lines=made.lines, by=by)


def is_proposed(workshop: Workshop, lines: Sequence[Line]) -> bool:
    """Whether these lines are what the programme's template makes of the workshop's length and groups."""
    made = proposal_for(workshop)
    return made is not None and bool(lines) and mark(made.lines) == mark(lines)


def mark(lines: Sequence[Line]) -> str:
    """What tells one agenda from another; the same for the same lines, empty for none."""
    return "|".join(f"{line.block.kind}:{line.minutes}:{line.block.form}:{line.block.title.strip()}" for line in lines)


def spoken_lines(lines: Sequence[Line]) -> list[str]:
    """The lines in words, for the trail."""
    return [noted(line.block.title.strip(), line.minutes) for line in lines]


def parts_of(lines: Sequence[Line]) -> list[Part]:
    """The day in a strip: the stages with their minutes, breaks between them. Breaks inside a stage count as breaks."""
    parts: list[Part] = []
    for line in lines:
        if line.block.kind == BlockKind.BREAK:
            parts.append(Part(line.block.title, line.minutes, True))
            continue
        label = STAGES.get(line.block.stage, line.block.title)
        if parts and not parts[-1].is_break and str(parts[-1].label) == str(label):
            parts[-1] = Part(label, parts[-1].minutes + line.minutes)
        else:
            parts.append(Part(label, line.minutes))
    return parts


def _other_writer(workshop: Workshop, by: Acts) -> str:
    """Who wrote the agenda last, if that was somebody else."""
    me = by.as_actor()
    for event in trail.history_of(workshop).filter(verb=Verb.CHANGED)[:50]:
        if "agenda" in event.now:
            return "" if (event.actor_kind, event.actor_key) == (me.kind, me.key) else event.actor_shown
    return ""
