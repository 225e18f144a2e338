"""What was certified: the team's service and awards, thanks, a reissued one, and the honour card from before."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from foundation.accounts.models import User
from volunteers.certifying import honor_cards, issuing, revising
from volunteers.models import AwardGiven, Enrolment, TrainingCertificate, Unit, Volunteer
from volunteers.rules.award_years import months_after

OLD_NUMBER = "舊卡-0001"


def year_before(on: dt.date) -> tuple[dt.date, dt.date]:
    """The first and last day of the twelve months that were over on a day."""
    last = on.replace(day=1) - dt.timedelta(days=1)
    return months_after(last.replace(day=1), -11), last


def certify(
    *, unit: Unit, officer: User, first_unit: Unit, coordinator: User, volunteer: User, now: dt.datetime
) -> None:
    """Issue what the units' pages show; the coordinator's unit has still something to issue.

    Args:
        unit: the county's own team; first_unit: the coordinator's; volunteer: whose account the demonstration has.
    """
    issued = now - dt.timedelta(days=3)
    first, last = year_before(timezone.localdate(issued))
    team = [one.volunteer_id for one in Enrolment.objects.filter(unit=unit).order_by("number")[:4]]
    made = issuing.performance(
        unit=unit, people=team, first=first, last=last, content="服務臺諮詢與引導", by=officer, now=issued,
    )  # fmt: skip
    revising.reissue(certificate=made[0], reason="負責人姓名更正", by=officer, now=now - dt.timedelta(days=2))
    revising.revoke(certificate=made[3], reason="發錯人，已收回紙本", by=officer, now=now - dt.timedelta(days=2))
    given = AwardGiven.objects.select_related("volunteer").filter(volunteer__in=team, award=honor_cards.AWARD)
    issuing.for_awards(rows=list(given), unit=unit, by=officer, now=now)
    issuing.thank(
        unit=unit,
        people=Volunteer.objects.filter(pk__in=team[1:3]),
        text="",
        by=officer,
        now=now - dt.timedelta(days=1),
    )
    card = honor_cards.make(given=given[0], unit=unit, by=officer, now=now, number=OLD_NUMBER)
    honor_cards.check(card=card, name_en="LIN, MEI-HUA", address="自領", by=officer, now=now, how="承辦人依書面")
    honor_cards.issue(card=card, by=officer, now=now)
    signed = TrainingCertificate.objects.filter(place__session__unit=first_unit).select_related(
        "place__volunteer", "place__session__unit__organisation", "place__session__unit__authority"
    )
    issuing.for_trainings(rows=list(signed[:2]), by=coordinator, now=now)
    me = Volunteer.objects.filter(user=volunteer).first()
    if me is not None:
        issuing.thank(
            unit=first_unit, people=[me], text="寒流來襲仍挨家送餐，長輩記得你的笑容。特致謝忱。",
            text_en="For bringing meals from door to door through the cold spell.", by=coordinator, now=now,
        )  # fmt: skip
