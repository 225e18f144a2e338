"""A report that came back (請補充): whoever wrote it is told once, with the marks and a link that opens it.

Nothing moves while a writer does not know that her supervisor has asked for more. One letter for each time that a
report is returned; it is not said any more once the report is mended, or a newer one is in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import cast

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from actionplans.models import CheckIn
from foundation.notices import ledger
from foundation.notices.kinds import Kind
from foundation.notices.ledger import Planned, Wish
from foundation.notices.letters import Letter
from foundation.notices.models import Notice

from . import came_back, checkin_links, checkins, reminders

KEY = "returned"
STEP = "returned"
State = CheckIn.State


def plan_all(*, now: dt.datetime) -> Planned:
    """Bring the ledger to what has been returned and waits for its writer."""
    return ledger.plan(kind=KEY, wishes=wishes(), now=now)


def wishes() -> Iterator[Wish]:
    """One letter for each report that came back and is the last of its plan (one query)."""
    for one in came_back.waiting().select_related("plan", "link__notice", "user"):
        name, address = reader_of(one)
        since = cast(dt.datetime, one.reviewed_at)  # a returned report has been looked at
        yield Wish(
            key=f"{KEY}/{one.plan_id}/{one.pk}/{since:%Y%m%dT%H%M%S%z}", kind=KEY,
            subject_key=str(one.plan_id), step=STEP, county=one.plan.county_id,
            to_name=name, to_address=address, due_at=since,
        )  # fmt: skip


def reader_of(check_in: CheckIn) -> tuple[str, str]:
    """Name and address of whoever wrote it.

    A link that somebody gave out by hand tells a name only: it is whoever is in charge if the name is, and nobody's
    address otherwise; then the ledger says that nobody is reached.
    """
    if check_in.user is not None:
        return str(check_in.user), check_in.user.email if check_in.user.is_active else ""
    link, plan = check_in.link, check_in.plan
    if link is None:
        return plan.person_in_charge, plan.contact_email
    if link.notice is not None and link.notice.to_address:
        return link.name, link.notice.to_address
    return link.name, plan.contact_email if link.name == plan.person_in_charge else ""


def write(notice: Notice, now: dt.datetime) -> Letter | None:
    """The letter, as things stand when it goes out; None where the report has been mended, or another one is in."""
    key = int(notice.key.split("/")[2])
    one = came_back.waiting().filter(pk=key).select_related("plan__county", "link", "user").first()
    if one is None:
        return None
    marks = [(label, one.remarks[name]) for name, label in checkins.remarked() if one.remarks.get(name)]
    return Letter(
        subject=_("「%(title)s」的回報請補充") % {"title": one.plan.title},
        lines=(
            _("%(who)s看過您的回報，請補充下面幾題。打開連結，原來寫的都在，改那幾題再送出就好。")
            % {"who": one.reviewed_by},
        ),
        facts=((pgettext("一件", "行動方案"), one.plan.title), *marks),
        action=_("補充回報（不用登入）") if one.link is not None else _("補充回報"),
        url=_address(one, notice, now),
        foot=_("您收到這封信，是因為您回報了這項行動方案的進度。補好送出之後就不會再寄。"),
    )


def _address(one: CheckIn, notice: Notice, now: dt.datetime) -> str:
    if one.link is None:
        return settings.SITE_ADDRESS + reverse("actionplans:check_in", args=[one.plan_id])
    _link, token = checkin_links.make_for(notice=notice, plan=one.plan, now=now, name=one.link.name)
    return settings.SITE_ADDRESS + reverse("actionplans:by_link", args=[token])


NOTICES = Kind(KEY, write, reminders.visible, plan=plan_all)
