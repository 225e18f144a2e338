"""What the counties of the demonstration let everybody read, and what people from the tables say to it."""

from __future__ import annotations

import datetime as dt
import random

from actionplans.followup import publishing
from actionplans.models import CheckIn, Plan, Publication, Voice
from actionplans.public import voices
from foundation.accounts.models import User
from workshops.models import Workshop

SHOWN = 70  # of a hundred plans whose workshop is over
SAID = (
    (Voice.Stance.YES, "就是那天我們桌上寫的，謝謝有人真的去做。"),
    (Voice.Stance.YES, ""),
    (Voice.Stance.PARTLY, "我們說的是每個月，不是每一季。"),
    (Voice.Stance.YES, "據點的志工都知道這件事了。"),
)


def show(*, workshop: Workshop, officer: User, staff: User, chance: random.Random, now: dt.datetime) -> None:
    """Publish most of a closed workshop's plans, with what was confirmed of them until now."""
    plans = Plan.objects.filter(workshop=workshop).adopted().select_related("county", "workshop")
    for plan in plans:
        if chance.randrange(100) >= SHOWN or plan.adopted_at is None:
            continue
        when = plan.adopted_at + dt.timedelta(days=20)
        if when > now:
            continue
        publication = publishing.publish(plan=plan, summary="", summary_en="", by=officer, now=when)
        reports = CheckIn.objects.filter(plan=plan, state=CheckIn.State.ACCEPTED).order_by("number")
        for report in reports.prefetch_related("evidence"):
            moment = max(when, report.reviewed_at or when) + dt.timedelta(days=2)
            if moment < now:
                publishing.show_update(
                    check_in=report, words=report.happened, words_en="",
                    pieces=[one.pk for one in report.evidence.all()], by=officer, now=moment,
                )  # fmt: skip
        _ask(publication, officer, staff, chance, when + dt.timedelta(days=3), now)


def _ask(
    publication: Publication, officer: User, staff: User, chance: random.Random, when: dt.datetime, now: dt.datetime
) -> None:
    idea = publication.plan.ideas.select_related("group").first()
    if idea is None or when + dt.timedelta(days=6) > now:
        return
    link, _token = voices.make_link(publication=publication, group=idea.group, by=officer, now=when)
    for number, (stance, words) in enumerate(chance.sample(SAID, chance.randrange(len(SAID))), 1):
        said = when + dt.timedelta(days=number)
        voice = voices.give(writer=link, publication=publication, stance=stance, words=words, now=said)
        voices.show(voice=voice, by=officer, now=said + dt.timedelta(hours=20))
    if chance.randrange(6) == 0:
        words = "協會看過里程碑的佐證，和頁面上寫的一致。"
        voices.give(writer=staff, publication=publication, stance="yes", words=words, now=when + dt.timedelta(days=5))
