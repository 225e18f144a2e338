"""Things said because something happened: once, at any hour where somebody waits, and forgotten when asked to."""

import datetime as dt
from typing import Any

import pytest
from django.db.models import Q

from foundation.notices import kinds, ledger
from foundation.notices.ledger import Wish
from foundation.notices.letters import Letter
from foundation.notices.models import Notice
from foundation.notices.sending import send_due
from tests.notices.conftest import TUESDAY
from tests.notices.test_sending import Postbox

pytestmark = pytest.mark.django_db
NIGHT = TUESDAY.replace(hour=23)


def wish(kind: str = "test", subject: str = "1") -> Wish:
    return Wish(f"{kind}/{subject}", kind, subject, "asked", None, "張大同", "chang@example.org", NIGHT)


def register(key: str, **more: Any) -> None:
    kinds.register(kinds.Kind(key, lambda notice, now: Letter("請確認", ("請按一下。",)), lambda user: Q(), **more))


def test_what_happens_twice_is_said_once() -> None:
    assert ledger.say(wish(), now=NIGHT)
    assert not ledger.say(wish(), now=NIGHT)
    assert Notice.objects.count() == 1


def test_at_night_only_what_somebody_waits_for_goes_out() -> None:
    register("asked", is_prompt=True)
    ledger.say(wish(), now=NIGHT)
    ledger.say(wish("asked"), now=NIGHT)
    box = Postbox()
    assert send_due(way=box, worker="a", now=NIGHT).sent == 1
    assert Notice.objects.get(state="sent").kind == "asked"
    assert send_due(way=box, worker="a", now=NIGHT + dt.timedelta(hours=10)).sent == 1


def test_what_is_forgotten_is_said_no_more_and_names_nobody() -> None:
    ledger.say(wish(subject="1"), now=NIGHT)
    ledger.say(wish(subject="2"), now=NIGHT)
    ledger.forget(kinds=["test"], subject_key="1")
    gone, kept = Notice.objects.order_by("subject_key")
    assert (gone.state, gone.to_name, gone.to_address) == ("void", ledger.FORGOTTEN, ledger.FORGOTTEN_ADDRESS)
    assert (kept.state, kept.to_name) == ("planned", "張大同")


def test_every_kind_that_plans_is_asked_to() -> None:
    seen: list[dt.datetime] = []
    register("planned", plan=lambda *, now: seen.append(now) or ledger.Planned(2, 1))
    assert kinds.plan_all(now=NIGHT) == [ledger.Planned(2, 1)]
    assert seen == [NIGHT]


def test_a_kind_that_cannot_be_planned_keeps_no_other_back(caplog: pytest.LogCaptureFixture) -> None:
    def broken(*, now: dt.datetime) -> ledger.Planned:
        raise KeyError("x")

    register("broken", plan=broken)
    register("planned", plan=lambda *, now: ledger.Planned(2, 1))
    assert kinds.plan_all(now=NIGHT) == [ledger.Planned(2, 1)]
    assert "kind broken cannot be planned" in caplog.text
