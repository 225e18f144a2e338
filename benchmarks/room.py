"""A day on which every county holds its workshop: written into an empty database, told as JSON on standard output.

Run as a process of its own (`python -m benchmarks.room WORKSHOPS`), because a process can open one database only and
the day is measured on several. What it prints is all that clients need: who sits where and who watches what.
"""

import datetime as dt
import json
import sys
from typing import Any

GROUPS = 8


def fill(workshops: int) -> dict[str, Any]:
    """Make so many running workshops with eight tables, a device at each, and an officer who watches.

    Returns:
        `tables`: [{"sheet": number, "token": the seat's}], `watchers`: [{"workshop": number, "session": key}],
        `queries`: what an unchanged page of the first room asks of the database: {page: how often}.
    """
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from actionplans.asking.standard_forms import STANDARD
    from actionplans.models import QuestionSet, SheetKind
    from actionplans.writing.sheets import open_sheet
    from foundation.accounts.models import Membership, User
    from foundation.accounts.roles import Role
    from foundation.taiwan.counties import COUNTIES
    from workshops import seats
    from workshops.models import Group, Programme, Workshop

    now = timezone.now()
    today = timezone.localdate(now)
    programme = Programme.objects.create(
        slug="day", year=today.year, kind=Programme.Kind.LOCAL_WORKSHOP, name="同一天", state=Programme.State.OPEN,
        minutes_min=150, minutes_max=240, capacity=60, groups_min=6, groups_max=8, presentation_min=5,
        presentation_max=8, plans_min=3, plans_max=6, tracking_months=[3, 6],
    )  # fmt: skip
    for kind in SheetKind.values:
        QuestionSet.objects.create(
            programme=programme, kind=kind, version=1, definition=STANDARD[kind], published_at=now
        )
    tables, watchers = [], []
    for county in COUNTIES[:workshops]:
        workshop = Workshop.objects.create(
            programme=programme, county_id=county.code, number=1, state=Workshop.State.RUNNING, date=today,
            starts_at=dt.time(9, 0), minutes=205, groups_planned=GROUPS, venue="會議室", started_at=now,
        )  # fmt: skip
        for number in range(1, GROUPS + 1):
            group = Group.objects.create(workshop=workshop, number=number)
            _seat, token = seats.take_seat(group=group, now=now)
            tables.append({"sheet": open_sheet(group=group, kind="design").pk, "token": token})
        officer = User.objects.create_user(email=f"{county.code.lower()}@example.org", name="承辦人")
        Membership.objects.create(
            user=officer, role=Role.COUNTY_OFFICER, county_id=county.code, starts_on=today - dt.timedelta(days=1)
        )
        session = SessionStore()
        session[SESSION_KEY] = str(officer.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
        session.create()
        watchers.append({"workshop": workshop.pk, "session": session.session_key})
    return {"tables": tables, "watchers": watchers, "queries": unchanged(watchers[0], tables[0])}


def unchanged(watcher: dict[str, Any], table: dict[str, Any]) -> dict[str, int]:
    """How many queries wall, projector and a table's clock cost while nothing has changed."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="127.0.0.1", headers={"accept": "application/json"})
    client.cookies[settings.SESSION_COOKIE_NAME] = watcher["session"]
    client.cookies["seat"] = table["token"]
    room = f"/workshops/{watcher['workshop']}"
    found = {}
    for page, address in {
        "wall": f"{room}/wall/state",
        "projector": f"{room}/projector/state",
        "table": "/j/clock",
    }.items():
        tag = client.get(address)["ETag"]
        with CaptureQueriesContext(connection) as asked:
            if client.get(address, headers={"if-none-match": tag}).status_code != 304:
                raise RuntimeError(f"{address} changed without anybody's doing")
        found[page] = len(asked)
    return found


if __name__ == "__main__":
    import django

    django.setup()
    from django.db import connection

    from benchmarks.measure import migrate

    migrate()
    with connection.cursor() as cursor:
        # What the bare view of `benchmarks.bare` writes to.
        cursor.execute("CREATE TABLE bench_entry (id integer PRIMARY KEY, value varchar(200), version integer)")
        cursor.execute("CREATE TABLE bench_operation (id varchar(36) PRIMARY KEY, entry integer, value varchar(200))")
    made = fill(int(sys.argv[1]))
    with connection.cursor() as cursor:
        for place in range(len(made["tables"])):
            cursor.execute("INSERT INTO bench_entry VALUES (%s, '', 0)", [place])
    print(json.dumps(made))
