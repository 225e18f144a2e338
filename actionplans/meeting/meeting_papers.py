"""A meeting on paper: its agenda before it, its minutes (會議紀錄) after it, as one value that PDF and ODT render."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplans.followup import lights
from actionplans.models import Meeting, MeetingItem, Ruling
from foundation.exports import odt
from foundation.exports.imprint import Imprint
from foundation.taiwan import roc

# The words of the lights on paper, where no icon stands beside them.
STATUS_WORDS = {
    lights.OK: gettext_lazy("進行順利"), lights.RISK: gettext_lazy("有風險"), lights.LATE: gettext_lazy("落後"),
    lights.DONE: gettext_lazy("完成"), lights.PAUSED: gettext_lazy("暫停"),
    lights.RELEASED: gettext_lazy("解除列管"), lights.MERGED: gettext_lazy("併案"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RulingOnPaper:
    """One ruling: its words, who does it, by when, and the new days it gives."""

    words: str
    person: str
    due: str
    moved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemOnPaper:
    """One item: what it is, how it stood before, what was said, and what was ruled."""

    number: int
    title: str
    code: str
    who: str
    status: str
    before: str
    discussion: str
    rulings: tuple[RulingOnPaper, ...]


@dataclass(frozen=True, slots=True)
class Minutes:
    """Everything a meeting's paper says. `as_of` is when it was made."""

    meeting: Meeting
    items: tuple[ItemOnPaper, ...]
    as_of: dt.datetime

    @property
    def is_agenda(self) -> bool:
        """Whether the meeting is still to come."""
        return self.meeting.state == Meeting.State.PLANNED

    @property
    def kind(self) -> str:
        """What the paper is called."""
        return _("會議議程") if self.is_agenda else _("會議紀錄")

    @property
    def title(self) -> str:
        """The paper's whole name."""
        return f"{self.meeting}　{self.kind}"

    @property
    def stands(self) -> str:
        """What a reader has to know of it: a draft, or which edition and why."""
        meeting = self.meeting
        if meeting.state == Meeting.State.IN_SESSION:
            return _("草稿，尚未發出")
        if meeting.edition > 1 and not self.is_agenda:
            return _("第 %(number)s 版，更正：%(why)s") % {"number": meeting.edition, "why": meeting.correction}
        return ""

    def imprint(self) -> Imprint:
        """The document's properties."""
        return Imprint(
            title=self.title, creator=self.meeting.county.name, created=self.as_of,
            subject=_("志願服務聯繫會報的案由、討論、裁示與承辦。"),
        )  # fmt: skip


def build(meeting: Meeting, items: list[MeetingItem], *, now: dt.datetime) -> Minutes:
    """The paper of a meeting. `items` come with their rulings, in order; those taken out are left out."""
    today = timezone.localdate(now)
    discussed = [one for one in items if not one.taken_out]
    return Minutes(meeting, tuple(_item(one, number, meeting, today) for number, one in enumerate(discussed, 1)), now)


def _item(item: MeetingItem, number: int, meeting: Meeting, today: dt.date) -> ItemOnPaper:
    status, before = item.before_status, item.before_shown
    if item.plan and meeting.state == Meeting.State.PLANNED:
        light = lights.of(item.plan, on=today)
        status, before = light.status, light.reason
    plan = item.plan
    return ItemOnPaper(
        number=number,
        title=item.title,
        code=plan.code or "" if plan else "",
        who=_("主責：%(lead)s　督導：%(supervisor)s") % {"lead": plan.lead_agency, "supervisor": plan.supervisor}
        if plan
        else "",
        status=str(STATUS_WORDS.get(status, "")) if plan else "",
        before=before,
        discussion=item.discussion,
        rulings=tuple(_ruling(one) for one in item.rulings.all() if one.withdrawn_at is None),
    )


def _ruling(ruling: Ruling) -> RulingOnPaper:
    decision = ruling.decision
    into = ""
    if decision and decision.into:
        into = _("（併入 %(code)s %(title)s）") % {"code": decision.into.code, "title": decision.into.title}
    moved = (
        _("%(milestone)s：%(was)s 展延到 %(now)s")
        % {"milestone": one.milestone.shown, "was": roc.short(one.was_on), "now": roc.short(one.now_on)}
        for one in (decision.postponements.all() if decision else ())
    )
    return RulingOnPaper(
        words=ruling.shown + into,
        person=ruling.person,
        due=roc.long(ruling.due_on) if ruling.due_on else "",
        moved=tuple(moved),
    )


def facts(minutes: Minutes) -> list[tuple[str, str | None]]:
    """The meeting's facts as names and values; None prints as 未填."""
    meeting = minutes.meeting
    when = roc.long(meeting.held_on) + (f" {meeting.starts_at:%H:%M}" if meeting.starts_at else "")
    known = [
        (_("時間"), when),
        (_("地點"), meeting.place or None),
        (_("主席"), meeting.chair or None),
        (_("紀錄"), meeting.note_taker or None),
        (_("出席"), "\n".join(meeting.people) or None),
    ]
    if minutes.is_agenda:
        return known
    return [(_("文號"), meeting.minutes_number or None), *known]


def item_facts(minutes: Minutes, item: ItemOnPaper) -> list[tuple[str, str | None]]:
    """One item as names and values: how it stood, and once it was discussed, what was said and ruled."""
    before = _("：").join(part for part in (item.status, item.before) if part)
    found: list[tuple[str, str | None]] = [(_("單位"), item.who)] if item.who else []
    found += [(_("會前狀態"), before)] if before else []
    if minutes.is_agenda:
        return found
    return [
        *found,
        (_("討論"), item.discussion or _("無")),
        (_("裁示"), "\n".join(told(item)) or _("無，下次再議")),
    ]


def told(item: ItemOnPaper) -> list[str]:
    """The rulings on an item, each with who and by when, numbered where there are several."""
    lines = []
    for number, one in enumerate(item.rulings, 1):
        mark = f"{number}. " if len(item.rulings) > 1 else ""
        tail = [_("由%(name)s辦理") % {"name": one.person}] if one.person else []
        tail += [_("期限 %(day)s") % {"day": one.due}] if one.due else []
        line = one.words + (f"（{'，'.join(tail)}）" if tail else "")
        lines += [mark + line, *one.moved]
    return lines


def heading(item: ItemOnPaper) -> str:
    """An item's heading: 第 1 案　TTT-115-01 志工資源一張圖."""
    name = f"{item.code}　{item.title}" if item.code else item.title
    return _("第 %(number)s 案　%(name)s") % {"number": item.number, "name": name}


def blocks(minutes: Minutes) -> list[odt.Block]:
    """The paper as an editable document."""
    made: list[odt.Block] = [
        odt.Paragraph(str(minutes.meeting), "subtitle"),
        odt.Paragraph(minutes.kind, "title"),
        *([odt.Paragraph(minutes.stands, "note")] if minutes.stands else []),
        odt.Facts(facts(minutes)),
        odt.Heading(_("案由") if minutes.is_agenda else _("案由、討論與裁示")),
    ]
    for item in minutes.items:
        made += [odt.Heading(heading(item), 2), odt.Facts(item_facts(minutes, item))]
    if not minutes.is_agenda:
        made.append(odt.Signatures([_("紀錄"), _("主席")]))
    return made
