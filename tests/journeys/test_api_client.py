"""From registration to the national report without a browser: by the example client of the documents, line by line."""

from __future__ import annotations

import datetime as dt
import importlib.util
import io
import uuid
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from foundation.accounts import tokens
from foundation.accounts.models import User
from tests.makers.accounts import make_user
from workshops.models import Workshop

pytestmark = pytest.mark.django_db(transaction=True)

SPEC = importlib.util.spec_from_file_location("client", Path(settings.ROOT) / "docs" / "examples" / "client.py")
assert SPEC is not None
assert SPEC.loader is not None
client = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(client)


def platform(server: Any, user: User) -> Any:
    _token, secret = tokens.issue(name="縣府系統", days=30, by=user, now=timezone.now())
    return client.Platform(server.url, secret)


def write(officer: Any, group: int, kind: str, **values: Any) -> None:
    """Fill a sheet by operations, and hand it in."""
    changes: list[tuple[str, str, Any]] = []
    for path, value in values.items():
        if isinstance(value, list):
            changes += [("add", f"{path}/a{number}", one) for number, one in enumerate(value)]
        else:
            changes.append(("set", path, value))
    operations = [
        {"id": str(uuid.uuid4()), "action": action, "path": path, "value": value} for action, path, value in changes
    ]
    told = officer.post(f"groups/{group}/sheets/{kind}/operations/", operations=operations)
    assert {receipt["outcome"] for receipt in told["receipts"]} == {"applied"}, told
    officer.post(f"groups/{group}/sheets/{kind}/hand-in/")


def test_a_programs_whole_way(live_server: Any) -> None:
    today = timezone.localdate()
    lecturer, supervisor = make_user("lecturer", None), make_user("supervisor")
    officer, association = platform(live_server, make_user()), platform(live_server, make_user("association"))

    association.post(
        "programmes/", slug="local", kind="local_workshop", year=today.year, name="地方實踐工作坊", minutes_min=180,
        minutes_max=240, capacity=60, groups_min=4, groups_max=8, presentation_min=5, presentation_max=8, plans_min=3,
        plans_max=6, tracking_months=[3, 6], held_by=str(today + dt.timedelta(days=30)),
        blocks=[{"title": "盤點", "kind": "session", "stage": 1, "minutes_min": 180, "minutes_max": 240}],
    )  # fmt: skip
    association.post("programmes/local/moves/", move="open")

    begun = officer.post("workshops/", programme="local", county="TTT")
    here = f"workshops/{begun['id']}/"
    with pytest.raises(client.Refused, match="409"):
        officer.post(f"{here}moves/", move="submit")
    officer.patch(
        here, date=str(today), starts_at="09:00", minutes=205, venue="社福館", address="示範路 1 號", seats=60,
        flat_floor=True, network="stable", projector=True, contact_phone="089-000000", officials_expected=10,
        cadres_expected=30, groups_planned=4, supervisor=supervisor.pk, occasion="own",
    )  # fmt: skip
    officer.post(f"{here}moves/", move="submit")
    association.put(f"{here}lecturers/", lecturer=lecturer.pk, assistant=None)
    association.post(f"{here}moves/", move="confirm")

    for number in range(4):
        officer.post(f"{here}participants/", name=f"林{number}華", kind="cadre", unit=f"示範隊 {number}")
    groups = officer.post(f"{here}groups/", count=4)["results"]
    officer.post(f"{here}seating/")
    officer.post(f"{here}moves/", move="start")
    for group in groups:
        title = f"行動{group['number']}"
        write(
            officer, group["id"], "inventory",
            support_difficulties=[{"text": f"{title}的困難", "call_item": "S2"}],
            **{"support_difficulties/a0/core": True},
        )  # fmt: skip
        write(
            officer, group["id"], "design", title=title, pillar="support", lead_unit="社會處",
            steps=[{"what": "第一件事", "who": "阿英"}], indicators=[{"name": "缺班", "target": "8", "unit": "班"}],
        )  # fmt: skip

    cards = officer.get(f"{here}board/")["cards"]
    plans = [officer.post(f"ideas/{card['id']}/keep/")["plan"] for card in cards[:3]]
    officer.post(f"ideas/{cards[3]['id']}/merge/", plan=plans[0])
    for plan in plans:
        officer.patch(
            f"plans/{plan}/", lead_agency="社會處", person_in_charge="王小明", supervisor=supervisor.pk,
            first_step="開會", first_step_on=str(today + dt.timedelta(days=20)),
        )  # fmt: skip
        adopted = officer.post(f"plans/{plan}/adopt/")
        assert adopted["state"] == "adopted"
    officer.put(f"{here}consensus/", statement="我們一起做")
    for move in ("finish", "report"):
        officer.post(f"{here}moves/", move=move)
    association.post(f"{here}moves/", move="close")
    assert Workshop.objects.get(pk=begun["id"]).state == "closed"

    promised = officer.get(f"plans/{plans[0]}/milestones/")
    first = promised["milestones"][0]
    whole = officer.get(f"plans/{plans[0]}/")
    report = {
        "happened": "開了會，五個單位都來了。", "claims": [first["id"]], "seen": 0,
        "links": [{"url": "https://www.example.org/news/12", "caption": "新聞"}],
        "readings": [{"indicator": whole["indicators"][0]["id"], "typed": "12"}],
    }  # fmt: skip
    handed_in = officer.post(f"plans/{plans[0]}/check-ins/", **report)
    assert handed_in["state"] == "submitted"
    returned = association.post(f"check-ins/{handed_in['id']}/send-back/", remarks={"happened": "哪五個單位？"})
    assert returned["remarks"] == {"happened": "哪五個單位？"}
    again = officer.post(f"plans/{plans[0]}/check-ins/", **{**report, "happened": "社會處、教育處等五個單位都來了。"})
    assert (again["id"], len(again["evidence"])) == (handed_in["id"], 1)
    association.post(f"check-ins/{again['id']}/accept/")
    after = officer.get(f"plans/{plans[0]}/milestones/")["milestones"][0]
    assert after["reached_at"]
    assert [one["state"] for one in officer.rows("check-ins/", plan=plans[0])] == ["accepted"]

    told = association.get("programmes/local/national-report/")
    assert len(told["counties"]) == 22
    job = association.post("programmes/local/national-report/files/", format="ods")
    book = zipfile.ZipFile(io.BytesIO(association.file(job, every=0.1)))
    assert "行動1" in book.read("content.xml").decode()
