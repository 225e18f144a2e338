"""Whoever belongs elsewhere asks for everything of one county, by GET and by POST: nobody's name comes back.

`tests/test_access.py` holds what each is answered and that a refusal writes nothing; this holds what the answers say,
whatever their status: pages, exports, files, the API.
"""

import json
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from django.db import transaction
from django.test import Client

from tests.makers.world import World
from tests.test_access import ADDRESSES, SENDS, address, cookies, visitor, world
from volunteers.models import Volunteer

__all__ = ["cookies", "visitor", "world"]  # fixtures

pytestmark = pytest.mark.django_db
# An account without a role is none of them: the world has her on a committee, where she reads who is put forward.
ELSEWHERE = ("nobody", "other officer", "other lecturer")
# Whoever holds a certificate or a card has its code, and what its page says is whose it is.
ON_PAPER = {"volunteers:check", "volunteers:honor_card_check"}
# Who signs out, or ends what is hers, asks for nothing.
LEFT_OUT = {"account_logout", "set_language", "accounts:devices_end"}


def words_of(world: World) -> set[str]:
    """What tells people of the county's register apart: their names, addresses and telephones; marks beside them."""
    told: set[str] = set()
    for person in Volunteer.objects.all():
        told |= {str(getattr(person, name, "") or "") for name in ("name", "email", "phone", "mobile")}
    participants = (world.participant.email, world.participant.phone)
    return {word for word in {*told, *map(str, participants)} if len(word) >= 3}


def text_of(response: object) -> str:
    """All that an answer says, also what is packed into its file."""
    streaming = getattr(response, "streaming", False)
    body = b"".join(response.streaming_content) if streaming else response.content  # type: ignore[attr-defined]
    if body[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(body)) as packed:
            body = b"\n".join(packed.read(name) for name in packed.namelist())
    return body.decode("utf-8", "replace")  # type: ignore[no-any-return]


def asked_for(client: Client, name: str, where: str, world: World) -> list[object]:
    """A look, a form as the house's own pages send it, and an empty one."""
    asked: list[object] = [client.get(where), client.post(where)]
    sent = SENDS.get(("POST", name))
    if sent and sent.json is not None:
        asked.append(client.post(where, json.dumps(sent.json(world)), content_type="application/json"))
    elif sent and sent.fields is not None:
        asked.append(client.post(where, sent.fields(world)))
    return asked


@pytest.mark.parametrize("who", ELSEWHERE)
def test_nothing_of_a_county_comes_out_to_whoever_belongs_elsewhere(
    world: World, visitor: Callable[[str], Client], who: str
) -> None:
    words = words_of(world)
    assert len(words) >= 3, "the world has people"
    leaks: list[str] = []
    assert ADDRESSES.keys() >= ON_PAPER | LEFT_OUT
    asked = 0
    for name in sorted(ADDRESSES.keys() - LEFT_OUT):
        where = address(name, world)
        with transaction.atomic():
            client = visitor(who)
            client.raise_request_exception = False
            for response in asked_for(client, name, where, world):
                asked += 1
                said = text_of(response)
                leaks += [f"{name} says {word}" for word in words if word in said and name not in ON_PAPER]
                leaks += [f"{name} breaks"] * (response.status_code >= 500)  # type: ignore[attr-defined]
            transaction.set_rollback(True)
    assert sorted(set(leaks)) == []
    assert asked > 2 * len(ADDRESSES) - 10
