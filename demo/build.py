"""The country in miniature: workshops of almost every county, built only through the domain's own functions.

Given the same seed and the same clock it is the same country.
"""

from __future__ import annotations

import datetime as dt
import functools
import random
from collections.abc import Callable, Iterator

from django.utils import timezone

from actionplans.consensus import adoption, consolidation
from actionplans.models import Idea
from foundation.accounts.models import County, User
from foundation.taiwan import roc
from workshops import (
    agenda_of,
    calls,
    codes,
    grouping,
    participant_lists,
    people,
    registration,
    room,
    stages,
    standard_programmes,
)
from workshops.models import Group, Programme, Workshop

from . import (
    annual,
    awarding,
    booklet,
    cast,
    certifying,
    filing,
    handing,
    measuring,
    meetings,
    pledging,
    promises,
    reminding,
    reporting,
    results,
    serving,
    showing,
    symposium,
    tables,
    training,
)
from . import people as folk
from .scenario import SCENES, Scene
from .stories_recognition import STORIES as RECOGNITION
from .stories_safeguarding import STORIES as SAFEGUARDING
from .stories_support import STORIES as SUPPORT
from .story import Story

STORIES = (*RECOGNITION, *SUPPORT, *SAFEGUARDING)
CONSENSUS = (
    "志工的付出要被看見，不只在表揚大會。我們同意把今天的承諾帶回各單位，第 3、第 6 個月一起看成果。",
    "{county}的志工支持，從排班、交通和訓練開始；做得到的先做，做不到的說清楚為什麼。",
    "安全有規則，出事找得到人。志工不必用自己的健康換服務，這是{county}的共識。",
    "開會先聽志工說，計畫一起改。今天各桌的承諾，寫進{county}明年的年度計畫。",
    "年輕人進得來、長輩做得久、偏遠據點有人到。我們願意分享場地、車輛和彼此的經驗。",
    "用同樣的數字說改變，用同一張圖找資源。{county}各單位每季碰面一次，說做到了什麼。",
)
GROUP_NAMES = ("海線組", "山線組", "縱谷組", "城心組", "溪口組", "平原組", "港邊組", "學府組", "廟口組", "鐵道組")


def build(*, now: dt.datetime, seed: int, tell: Callable[[str], None]) -> Programme:
    """Make the three programmes, everybody, and each scene; answers the programme of 2026.

    Args:
        tell: gets a line for each workshop, as it stands then, and one that counts workshops and counties.
    """
    chance = random.Random(seed)  # noqa: S311  a repeatable country, not a secret
    troupe = cast.gather(chance=chance, since=dt.date(2025, 1, 1))
    begun = _at(dt.date(2026, 1, 20), 9)
    standard_programmes.dialogue_2025(by=troupe.staff, now=_at(dt.date(2025, 4, 1), 9))
    programme = standard_programmes.workshop_2026(by=troupe.staff, now=begun)
    standard_programmes.draft_2027(like=programme, by=troupe.staff, now=now)
    for number, scene in enumerate(SCENES, 1):
        workshop = _play(scene, programme, troupe, random.Random(f"{seed}-{number}"), now)  # noqa: S311
        tell(f"第 {number}/{len(SCENES)} 場工作坊：{workshop}（{workshop.get_state_display()}）")
    meetings.hold(county=County.objects.get(pk=cast.HOME), officer=troupe.officers[cast.HOME], now=now)
    annual.draw_up(officers=troupe.officers, now=now)
    handing.leave(
        county=County.objects.get(pk=cast.HOME), officer=troupe.officers[cast.HOME],
        supervisor=troupe.supervisors[cast.HOME], now=now,
    )  # fmt: skip
    filing.file_plans(officer=troupe.officers[cast.HOME], coordinator=troupe.coordinator, now=now)
    serving.serve(
        unit=serving.first_unit(troupe.coordinator), coordinator=troupe.coordinator, officer=troupe.officers[cast.HOME],
        volunteer=troupe.volunteer, chance=random.Random(f"{seed}/serving"), now=now,  # noqa: S311
    )  # fmt: skip
    training.hold(
        unit=serving.first_unit(troupe.coordinator), coordinator=troupe.coordinator, officer=troupe.officers[cast.HOME],
        now=now,
    )  # fmt: skip
    team = awarding.award(
        county=cast.HOME, officer=troupe.officers[cast.HOME], chance=random.Random(f"{seed}/awards"), now=now,  # noqa: S311
    )  # fmt: skip
    certifying.certify(
        unit=team, officer=troupe.officers[cast.HOME], first_unit=serving.first_unit(troupe.coordinator),
        coordinator=troupe.coordinator, volunteer=troupe.volunteer, now=now,
    )  # fmt: skip
    measuring.measure(officers=troupe.officers, now=now)
    results.report(unit=team, officer=troupe.officers[cast.HOME], association=troupe.staff, now=now)
    pledging.pledge(home=cast.HOME, other="HUA", officers=troupe.officers, staff=troupe.staff, now=now)
    booklet.draw_up(programme=programme, staff=troupe.staff, now=now)
    symposium.draw_up(programme=programme, staff=troupe.staff, officers=troupe.officers, now=now)
    reporting.report(programme=programme, staff=troupe.staff, now=now)
    reminding.remind(now=now)
    there = len({scene.county for scene in SCENES})
    rest = County.objects.count() - there
    tell(f"共 {len(SCENES)} 場工作坊，{there} 個縣市；" + (f"其餘 {rest} 個縣市還沒有。" if rest else "每個縣市都有。"))
    return programme


def _at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


def _play(scene: Scene, programme: Programme, troupe: cast.Cast, chance: random.Random, now: dt.datetime) -> Workshop:
    """One county's workshop, as far as its scene goes."""
    county = County.objects.get(pk=scene.county)
    officer = troupe.officers[county.code]
    day = scene.date(timezone.localdate(now))
    prepared = _at(day - dt.timedelta(days=45), 10)
    workshop = registration.begin(programme=programme, county=county, by=officer, now=prepared)
    _register(workshop, scene, day, troupe, chance, now)
    if not scene.has("submitted"):
        return workshop
    stages.MOVES.apply(workshop, "submit", by=officer, now=prepared)
    if not scene.has("confirmed"):
        return workshop
    lecturer = troupe.lecturers[0] if county.code == cast.HOME else chance.choice(troupe.lecturers[1:])
    assistant = chance.choice([one for one in troupe.lecturers[1:] if one != lecturer])
    people.assign_lecturers(workshop=workshop, lecturer=lecturer, assistant=assistant, by=troupe.staff)
    workshop.refresh_from_db()
    stages.MOVES.apply(workshop, "confirm", by=troupe.staff, now=prepared + dt.timedelta(days=5))
    _invite(workshop, scene, chance, officer, prepared + dt.timedelta(days=20))
    if scene.has("running"):
        _hold(workshop, scene, chance, troupe, now)
    return workshop


def _register(
    workshop: Workshop, scene: Scene, day: dt.date, troupe: cast.Cast, chance: random.Random, now: dt.datetime
) -> None:
    county, officer = workshop.county, troupe.officers[workshop.county_id]
    draft = not scene.has("submitted")
    starts = "13:30"
    if scene.reach == "running":
        # The room is in the middle of its afternoon whenever the demonstration is made.
        local = timezone.localtime(now)
        begun = max(local - dt.timedelta(minutes=50), local.replace(hour=0, minute=0))
        starts = f"{begun:%H:%M}"
    place = {
        "date": roc.short(day) if not draft else "",
        "starts_at": starts,
        "minutes": "205",
        "occasion": chance.choice(("own", "liaison", "training")),
        "venue": "社會福利館 3 樓平面會議室",
        "address": f"{county}示範路 {chance.randint(1, 300)} 號",
        "seats": "80" if not draft else "",
        "flat_floor": "yes",
        "network": chance.choice(("stable", "unstable")),
        "projector": "on",
        "microphones": "on",
        "power": "on",
    }
    officials, centre = round(scene.people * 0.3), round(scene.people * 0.1)
    crew = {
        "host_unit": folk.spoken_in(county.code, county.name, f"{county}政府社會處"),
        "contact_name": officer.name,
        "contact_phone": "02-0000-0000",
        "contact_email": officer.email,
        "supervisor": "" if draft else str(troupe.supervisors[county.code].pk),
        "lecturers_wanted": "1",
        "assistants_wanted": "1",
        "officials_expected": str(officials),
        "centre_expected": str(centre),
        "cadres_expected": str(scene.people - officials - centre),
        "groups_planned": str(scene.tables),
    }
    for step, data in (("place", place), ("people", crew)):
        saved = registration.save_step(workshop=workshop, step=step, data=data, by=officer)
        if saved.problems:
            raise ValueError(f"{workshop}: {saved.problems}")
    workshop.refresh_from_db()


def _invite(workshop: Workshop, scene: Scene, chance: random.Random, officer: User, when: dt.datetime) -> None:
    rows = folk.invited(chance, workshop.county_id, workshop.county.name, scene.people)
    pasted = "\n".join("\t".join(row) for row in rows)
    understood = participant_lists.read_text(pasted)
    participant_lists.take(workshop=workshop, understood=understood, by=officer, now=when)
    groups = grouping.make_groups(workshop=workshop, count=scene.tables, by=officer, now=when)
    grouping.seat_people(workshop=workshop, seed=chance.randrange(10_000), by=officer, now=when)
    for group, name in zip(groups, chance.sample(GROUP_NAMES, len(groups)), strict=True):
        host = group.participants.order_by("pk").first()
        grouping.describe(
            group=group,
            name=name,
            host_name=host.name if host else "",
            by=officer,
            now=when,
        )
    codes.issue_codes(workshop=workshop, by=officer, now=when)


def _stories(chance: random.Random, count: int) -> Iterator[Story]:
    """Different stories for the tables, at least one of each pillar."""
    chosen = [chance.choice(RECOGNITION), chance.choice(SUPPORT), chance.choice(SAFEGUARDING)]
    rest = [story for story in STORIES if story not in chosen]
    chosen += chance.sample(rest, count - len(chosen))
    chance.shuffle(chosen)
    yield from chosen


def _hold(workshop: Workshop, scene: Scene, chance: random.Random, troupe: cast.Cast, now: dt.datetime) -> None:
    officer = troupe.officers[workshop.county_id]
    starts = workshop.starts
    if starts is None or workshop.date is None:
        raise ValueError(f"{workshop} has no date")
    stages.MOVES.apply(workshop, "start", by=workshop.lecturer or officer, now=starts)
    by_when = roc.short(workshop.date + dt.timedelta(days=21))
    groups = list(workshop.groups.select_related("workshop__programme", "workshop__county"))
    for group, story in zip(groups, _stories(chance, len(groups)), strict=True):
        place = chance.choice(folk.PLACES[workshop.county_id])
        say = functools.partial(folk.spoken_in, workshop.county_id, workshop.county.name)
        told = story.at(place=place, unit=f"{place}{chance.choice(folk.UNITS)}", say=say)
        scribes = [person.name for person in group.participants.order_by("pk")[:2]] or ["桌長"]
        scribes.append("副手")
        if scene.reach == "running":
            _midway(group, told, scribes, chance, starts, now)
        else:
            tables.write_afternoon(group, told, scribes, chance, starts=starts, by_when=by_when)
    if not scene.has("held"):
        _keep_time(workshop, workshop.lecturer or officer, starts, now)
        return
    ends = starts + dt.timedelta(minutes=workshop.minutes or 205)
    _adopt(workshop, scene, chance, troupe, ends)
    stages.MOVES.apply(workshop, "finish", by=workshop.lecturer or officer, now=ends)
    if scene.has("reported"):
        stages.MOVES.apply(workshop, "report", by=officer, now=ends + dt.timedelta(days=6))
    if scene.has("closed"):
        stages.MOVES.apply(workshop, "close", by=troupe.staff, now=ends + dt.timedelta(days=12))
    promises.follow_up(workshop=workshop, chance=chance, now=now)
    if scene.has("closed"):
        showing.show(workshop=workshop, officer=officer, staff=troupe.staff, chance=chance, now=now)


def _keep_time(workshop: Workshop, lead: User, starts: dt.datetime, now: dt.datetime) -> None:
    """The lead has gone on to each item when its time had come, up to the one that is on now."""
    ends, clock = starts, room.room_of(workshop)
    for line in agenda_of.lines_of(workshop)[:-1]:
        ends += dt.timedelta(minutes=line.minutes)
        if ends > now:
            return
        clock = room.press(workshop=workshop, what="next", seen=clock.step, by=lead, now=ends)


def _midway(
    group: Group, story: Story, scribes: list[str], chance: random.Random, starts: dt.datetime, now: dt.datetime
) -> None:
    """A table in the middle of things: the third is left empty for whoever wants to join it."""
    number = group.number
    if number == 3:
        return
    seat = tables.sit(group, scribes[0], starts)
    core = tables.write_inventory(group, story, seat, chance, now, done=number % 3 != 0)
    if number % 4 == 1:
        tables.write_design(group, story, core, seat, chance, now)
    calls.note_device(seat=seat, unsent=0, now=now)  # who has written was there


def _adopt(workshop: Workshop, scene: Scene, chance: random.Random, troupe: cast.Cast, ends: dt.datetime) -> None:
    """Keep as many ideas as will be adopted, merge one into a plan of its pillar if there is any, park the rest."""
    officer = troupe.officers[workshop.county_id]
    supervisor = troupe.supervisors[workshop.county_id]
    pillars = {card.idea.pk: card.pillar for card in consolidation.board(workshop)}
    ideas = list(
        Idea.objects.filter(workshop=workshop)
        .select_related("workshop__programme", "workshop__county", "group__workshop")
        .order_by("group__number")
    )
    if not scene.adopted:
        return
    chance.shuffle(ideas)
    plans = [consolidation.keep(idea=idea, by=officer, now=ends) for idea in ideas[: scene.adopted]]
    rest = ideas[scene.adopted :]
    alike = [(idea, plan) for idea in rest for plan in plans if pillars[idea.pk] == plan.pillar]
    for idea, plan in alike[:1]:
        consolidation.merge(ideas=[idea], into=plan, by=officer, now=ends)
        rest.remove(idea)
    for number, plan in enumerate(plans):
        described = adoption.describe(
            plan=plan,
            by=officer,
            now=ends,
            supervisor=supervisor,
            # Some of those in charge left no address: they are reached through the supervisor.
            contact_email=f"{workshop.county_id.lower()}-{number + 1}@demo.example" if number % 3 else "",
            first_step_on=ends.date() + dt.timedelta(days=chance.randint(10, 30)),
        )
        adoption.adopt(plan=described, by=officer, now=ends)
    for idea in rest:
        reason = chance.choice(("經費還沒有著落，明年再提", "和既有計畫重複，先併入年度計畫", "需要先和主管機關討論"))
        consolidation.park(idea=idea, reason=reason, by=officer, now=ends)
    if scene.has("reported"):
        agreed = chance.choice(CONSENSUS).format(county=workshop.county.name)
        adoption.write_consensus(workshop=workshop, statement=agreed, by=officer, now=ends)
