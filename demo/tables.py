"""Tables that write their sheets, the way devices do: as operations."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Sequence
from typing import Any

from actionplans import call
from actionplans.models import SheetKind
from actionplans.writing import sheets
from actionplans.writing.sheets import Change
from workshops import seats
from workshops.models import Group, Seat

from .story import Story


class Pen:
    """Collects one device's operations on one sheet; ids follow from the seed, so that a rebuild is the same."""

    def __init__(self, group: Group, kind: str, seat: Seat, chance: random.Random) -> None:
        self.sheet = sheets.open_sheet(group=group, kind=kind)
        self.seat = seat
        self.chance = chance
        self.changes: list[Change] = []

    def _id(self) -> uuid.UUID:
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)

    def answer(self, **values: Any) -> None:
        """Write answers."""
        self.changes += [
            Change(self._id(), "set", key, value) for key, value in values.items() if value not in ("", None)
        ]

    def item(self, listing: str, **values: Any) -> str:
        """Add an item; answers its id."""
        item = self._id().hex[:12]
        given = {key: value for key, value in values.items() if value not in ("", None)}
        self.changes.append(Change(self._id(), "add", f"{listing}/{item}", given))
        return item

    def change(self, action: str, path: str, value: Any) -> None:
        """Any other operation."""
        self.changes.append(Change(self._id(), action, path, value))

    def send(self, now: dt.datetime) -> None:
        """Let the house take them in.

        Raises:
            ValueError: one of them was refused; the demonstration's data are wrong.
        """
        receipts = sheets.apply(sheet=self.sheet, changes=self.changes, by=self.seat, now=now)
        wrong = [(change.path, one.message) for change, one in zip(self.changes, receipts, strict=True) if one.message]
        if wrong:
            raise ValueError(f"{self.sheet}: {wrong[0]}")
        self.changes = []


def sit(group: Group, name: str, now: dt.datetime) -> Seat:
    """A device at a table."""
    seat, _token = seats.take_seat(group=group, now=now, name=name)
    return seat


def write_inventory(
    group: Group, story: Story, seat: Seat, chance: random.Random, now: dt.datetime, *, done: bool = True
) -> str:
    """The first half hour: what works and what does not, and the core issue. Answers the core issue's item."""
    item = call.item(story.call_item)
    home = item.pillar.code
    pen = Pen(group, SheetKind.INVENTORY, seat, chance)
    core = pen.item(f"{home}_difficulties", text=story.difficulty, call_item=story.call_item)
    pen.change("count", f"{home}_difficulties/{core}/votes", chance.randint(5, 9))
    for text in story.others:
        other = pen.item(f"{home}_difficulties", text=text, call_item=story.call_item)
        pen.change("count", f"{home}_difficulties/{other}/votes", chance.randint(1, 4))
    for text in story.strengths:
        pen.item(f"{home}_strengths", text=text, call_item=story.call_item)
    for pillar in call.PILLARS:
        if pillar.code == home:
            continue
        elsewhere = chance.choice(pillar.items)
        for prompt in call.prompts(elsewhere, "difficulty")[:1]:
            pen.item(f"{pillar.code}_difficulties", text=prompt.text, call_item=elsewhere.code)
        for prompt in call.prompts(elsewhere, "strength")[:1]:
            pen.item(f"{pillar.code}_strengths", text=prompt.text, call_item=elsewhere.code)
    if done:
        path = f"{home}_difficulties/{core}"
        pen.change("set", f"{path}/core", True)
        pen.change("set", f"{path}/core_affected", story.affected)
        pen.change("set", f"{path}/core_why", story.why_first)
    pen.send(now)
    if done:
        sheets.hand_in(sheet=pen.sheet, by=seat, now=now)
    return core


def write_design(group: Group, story: Story, core: str, seat: Seat, chance: random.Random, now: dt.datetime) -> None:
    """The second half hour: the action."""
    item = call.item(story.call_item)
    pen = Pen(group, SheetKind.DESIGN, seat, chance)
    pen.answer(
        core_issue=core,
        title=story.title,
        problem=story.problem,
        pillar=item.pillar.code,
        call_item=story.call_item,
        goal=story.goal,
        beneficiaries=story.beneficiaries,
        lead_unit=story.lead_unit,
        partners=story.partners,
        sdgs=list(story.sdgs),
    )
    for what, who, first, last in story.steps:
        pen.item("steps", what=what, who=who, from_month=first, to_month=last)
    for name, baseline, target, unit, verified_by in story.indicators:
        pen.item("indicators", name=name, baseline=baseline, target=target, unit=unit, verified_by=verified_by)
    pen.send(now)
    sheets.hand_in(sheet=pen.sheet, by=seat, now=now)


def write_feasibility(group: Group, story: Story, seat: Seat, chance: random.Random, now: dt.datetime) -> None:
    """The third half hour: will it stand?"""
    pen = Pen(group, SheetKind.FEASIBILITY, seat, chance)
    for name, kind, at_hand, provider in story.resources:
        pen.item("resources", name=name, kind=kind, status="at_hand" if at_hand else "to_find", provider=provider)
    for name, kind, influence, support, contact in story.stakeholders:
        pen.item("stakeholders", name=name, kind=kind, influence=influence, support=support, contact=contact)
    for month, parts in zip((1, 3, 6), story.months, strict=True):
        pen.answer(
            **{f"month{month}_{key}": value for key, value in zip(("change", "indicator", "proof"), parts, strict=True)}
        )
    risk, answer = story.risk
    pen.item("risks", risk=risk, answer=answer)
    pen.answer(verdict=story.verdict, verdict_why=_why(story) if group.number % 5 else "")
    pen.send(now)
    sheets.hand_in(sheet=pen.sheet, by=seat, now=now)


def _why(story: Story) -> str:
    """Why a table thinks that it will stand, or not yet."""
    lacking = [name for name, _kind, at_hand, _provider in story.resources if not at_hand]
    if lacking:
        return f"{'、'.join(lacking)}還沒有著落，其他都在手邊，可以先開始。"
    return "需要的人和東西都在手邊，下個月就能開始。"


def write_commitment(
    group: Group, story: Story, by_when: str, seat: Seat, chance: random.Random, now: dt.datetime
) -> None:
    """The last minutes: one sentence and a first step."""
    pen = Pen(group, SheetKind.COMMITMENT, seat, chance)
    who, what = story.first_step
    pen.answer(vow=story.vow, first_who=who, first_when=by_when, first_what=what)
    pen.send(now)


def write_afternoon(
    group: Group, story: Story, scribes: Sequence[str], chance: random.Random, *, starts: dt.datetime, by_when: str
) -> None:
    """A table's whole afternoon, two scribes taking turns."""
    first, second = (sit(group, name, starts) for name in scribes[:2])
    core = write_inventory(group, story, first, chance, starts + dt.timedelta(minutes=50))
    write_design(group, story, core, second, chance, starts + dt.timedelta(minutes=95))
    write_feasibility(group, story, first, chance, starts + dt.timedelta(minutes=125))
    write_commitment(group, story, by_when, second, chance, starts + dt.timedelta(minutes=195))
