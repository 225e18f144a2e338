"""Programmes, workshops, groups and people, built straight from the models: valid, boring, one line each."""

import datetime as dt
import itertools
from typing import Any

from django.db.models import Max

from foundation.accounts.models import User
from tests.makers.accounts import make_user
from workshops.models import AgendaBlock, AgendaItem, Group, Participant, Programme, Seat, Workshop

_numbers = itertools.count(1)
NOON = dt.datetime(2026, 5, 1, 12, 0, tzinfo=dt.UTC)

BLOCKS: tuple[tuple[int, str, str, int, int, str], ...] = (
    (1, "session", "破冰與工作坊定位說明", 10, 10, ""),
    (1, "session", "行動號召三大主軸導入", 20, 20, ""),
    (1, "group", "小組討論一：地方現況盤點", 30, 30, "inventory"),
    (0, "break", "休息", 10, 10, ""),
    (2, "group", "小組討論二：行動方案設計", 30, 30, "design"),
    (2, "group", "行動方案可行性檢視", 30, 30, "feasibility"),
    (0, "break", "休息", 10, 10, ""),
    (3, "presentation", "各組成果發表", 40, 60, "presentation"),
    (3, "closing", "歸納總結與承諾", 10, 20, "commitment"),
)


def make_programme(*, blocks: bool = True, **fields: Any) -> Programme:
    """An open programme of local workshops with the plan document's agenda; each a year later than the last."""
    kind = fields.get("kind", Programme.Kind.LOCAL_WORKSHOP)
    last = Programme.objects.filter(kind=kind).aggregate(y=Max("year"))["y"]
    year = fields.pop("year", (last or 2025) + 1)
    values: dict[str, Any] = {
        "slug": f"programme-{next(_numbers)}",
        "kind": Programme.Kind.LOCAL_WORKSHOP,
        "name": f"{year - 1911}年地方實踐工作坊",
        "state": Programme.State.OPEN,
        "minutes_min": 180,
        "minutes_max": 240,
        "capacity": 60,
        "groups_min": 6,
        "groups_max": 8,
        "presentation_min": 5,
        "presentation_max": 8,
        "plans_min": 3,
        "plans_max": 6,
        "held_by": dt.date(year, 6, 30),
        "symposium_by": dt.date(year, 9, 30),
        "tracking_months": [3, 6],
    }
    programme = Programme.objects.create(year=year, **(values | fields))
    if blocks:
        AgendaBlock.objects.bulk_create(
            AgendaBlock(
                programme=programme, position=at, stage=stage, kind=kind, title=title,
                minutes_min=least, minutes_max=most, form=form,
            )
            for at, (stage, kind, title, least, most, form) in enumerate(BLOCKS, 1)
        )  # fmt: skip
    return programme


def make_workshop(
    state: str = Workshop.State.DRAFT,
    *,
    programme: Programme | None = None,
    county: str = "TTT",
    agenda: bool = True,
    groups: int = 0,
    **fields: Any,
) -> Workshop:
    """A workshop with everything filled in (so that every guard of a move is content), in any state.

    Later states come with their time stamps, from `confirmed` on with a lecturer, and `closed` with a supervisor.
    `groups=8` makes eight groups. Any field may be given.
    """
    programme = programme or Programme.objects.filter(state=Programme.State.OPEN).first() or make_programme()
    last = Workshop.objects.filter(programme=programme, county=county).aggregate(n=Max("number"))["n"]
    values: dict[str, Any] = {
        "number": (last or 0) + 1,
        "date": dt.date(programme.year, 6, 10),
        "starts_at": dt.time(13, 30),
        "minutes": 205,
        "occasion": Workshop.Occasion.OWN,
        "venue": "社會福利館 3 樓平面會議室",
        "address": "示範路 100 號",
        "seats": 60,
        "flat_floor": True,
        "network": Workshop.Network.STABLE,
        "host_unit": "社會處",
        "contact_name": "王小明",
        "contact_phone": "089-000000",
        "contact_email": "contact@example.org",
        "officials_expected": 16,
        "centre_expected": 8,
        "cadres_expected": 32,
        "groups_planned": 7,
    }
    order = [s.value for s in Workshop.State]
    at = 0 if state == Workshop.State.CANCELLED else order.index(state)
    for name in ("submitted", "confirmed", "running", "held", "reported", "closed"):
        stamp = "started" if name == "running" else name
        if at >= order.index(name):
            values |= {f"{stamp}_at": NOON, f"{stamp}_by": "王小明"}
    if at >= order.index("confirmed") and "lecturer" not in fields:
        values["lecturer"] = make_user("lecturer", county)
    if state == Workshop.State.CLOSED and "supervisor" not in fields:
        values["supervisor"] = make_user("supervisor", county)
    workshop = Workshop.objects.create(programme=programme, county_id=county, state=state, **(values | fields))
    if agenda:
        minutes = {8: 50, 9: 15}
        AgendaItem.objects.bulk_create(
            AgendaItem(
                workshop=workshop, position=block.position, stage=block.stage, kind=block.kind, title=block.title,
                minutes=minutes.get(block.position, block.minutes_min), minutes_min=block.minutes_min,
                minutes_max=block.minutes_max, form=block.form, output=block.output, remark=block.remark,
            )
            for block in programme.blocks.all()
        )  # fmt: skip
    for _number in range(groups):
        make_group(workshop)
    return workshop


def make_group(workshop: Workshop | None = None, **fields: Any) -> Group:
    """The next group of a workshop (of a confirmed one, if none is given), with a code at its table."""
    workshop = workshop or make_workshop(Workshop.State.CONFIRMED)
    number = fields.pop("number", (workshop.groups.aggregate(n=Max("number"))["n"] or 0) + 1)
    code = fields.pop("code", f"T{next(_numbers):04d}")
    return Group.objects.create(workshop=workshop, number=number, code=code, **fields)


def make_participant(workshop: Workshop | None = None, **fields: Any) -> Participant:
    """Somebody invited to a workshop, each from a unit of her own."""
    number = next(_numbers)
    values = {"name": f"林{number}華", "kind": Participant.Kind.CADRE, "unit": f"示範志工隊 {number}"}
    return Participant.objects.create(workshop=workshop or make_workshop(), **(values | fields))


def make_seat(group: Group | None = None, *, user: User | None = None, token: str = "", **fields: Any) -> Seat:
    """A device at a table; `token` is what its cookie holds (its digest is stored)."""
    from workshops.seats import digest

    group = group or make_group()
    number = (group.seats.aggregate(n=Max("number"))["n"] or 0) + 1
    digested = digest(token or f"token-{next(_numbers)}")
    values = {"number": number, "taken_at": NOON, "seen_at": NOON, "token_digest": digested}
    return Seat.objects.create(group=group, user=user, **(values | fields))
