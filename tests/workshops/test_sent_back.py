"""Why a workshop went back is read where it is to be mended."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.workshops import NOON, make_workshop
from workshops import sent_back
from workshops.models import Workshop
from workshops.registration import save_step
from workshops.stages import MOVES

pytestmark = pytest.mark.django_db
S = Workshop.State
WHY = "場地坐不下 60 人\n請改地點"
SOON = dt.timedelta(minutes=1)


def moved(state: str, *moves: tuple[str, str]) -> Workshop:
    workshop = make_workshop(state)
    by = make_user(Role.ASSOCIATION, name="陳協會")
    for place, (name, reason) in enumerate(moves):
        MOVES.apply(workshop, name, by=by, reason=reason, now=NOON + place * SOON)
    return workshop


@pytest.mark.parametrize(
    ("state", "moves", "why"),
    [
        (S.DRAFT, (), None),
        (S.SUBMITTED, (), None),
        (S.SUBMITTED, (("return", WHY),), WHY),
        (S.CONFIRMED, (("return", WHY),), WHY),
        (S.SUBMITTED, (("return", WHY), ("cancel", "不辦了")), "不辦了"),
        (S.CONFIRMED, (("cancel", WHY),), WHY),
        (S.REPORTED, (("reopen", WHY),), WHY),
        (S.REPORTED, (("reopen", WHY), ("resume", "再寫一會兒")), None),
    ],
)
def test_the_last_moves_reason_holds_until_the_next_move(state: str, moves: tuple, why: str | None) -> None:
    found = sent_back.reason(moved(state, *moves))
    assert (found.reason if found else None) == why


def test_what_changes_no_state_does_not_hide_it() -> None:
    workshop = moved(S.SUBMITTED, ("return", WHY))
    save_step(workshop=workshop, step="place", data={"venue": "社會福利館"}, by=make_user())
    assert sent_back.reason(workshop) is not None


def test_many_are_asked_for_at_once(django_assert_num_queries) -> None:
    rooms = [moved(S.SUBMITTED, ("return", f"原因{number}")) for number in range(3)]
    with django_assert_num_queries(1):
        found = sent_back.reasons(rooms)
    assert {key: event.reason for key, event in found.items()} == {
        room.pk: f"原因{number}" for number, room in enumerate(rooms)
    }
    with django_assert_num_queries(0):
        assert sent_back.reasons([]) == {}


@pytest.mark.parametrize(
    "page", ["home", "workshops:detail", "workshops:step place", "workshops:step agenda", "workshops:step confirm"]
)
def test_the_officer_reads_it_where_she_works(client: Client, page: str) -> None:
    workshop = moved(S.SUBMITTED, ("return", WHY))
    client.force_login(make_user())
    name, _, step = page.partition(" ")
    kwargs = {} if name == "home" else {"pk": workshop.pk} | ({"step": step} if step else {})
    shown = client.get(reverse(name, kwargs=kwargs)).content.decode()
    assert "場地坐不下 60 人" in shown
    assert "退回" in shown


def test_a_cancelled_workshop_says_why(client: Client) -> None:
    workshop = moved(S.CONFIRMED, ("cancel", "颱風停班"))
    client.force_login(make_user())
    shown = client.get(reverse("workshops:detail", args=[workshop.pk])).content.decode()
    assert "取消的原因" in shown
    assert "颱風停班" in shown


def test_a_unit_or_lecturer_does_not_read_it(client: Client) -> None:
    workshop = moved(S.CONFIRMED, ("cancel", "講師臨時不能來"))
    lecturer = make_user(Role.LECTURER)
    Workshop.objects.filter(pk=workshop.pk).update(lecturer=lecturer)
    client.force_login(lecturer)
    answer = client.get(reverse("workshops:detail", args=[workshop.pk]))
    assert answer.status_code == 200
    assert "講師臨時不能來" not in answer.content.decode()


@pytest.mark.parametrize(
    ("state", "role", "says"),
    [
        (S.SUBMITTED, Role.COUNTY_OFFICER, "等協會確認"),
        (S.REPORTED, Role.COUNTY_OFFICER, "等協會審閱"),
        (S.SUBMITTED, Role.ASSOCIATION, ""),
        (S.CONFIRMED, Role.COUNTY_OFFICER, ""),
    ],
)
def test_whose_turn_it_is(client: Client, state: str, role: str, says: str) -> None:
    workshop = make_workshop(state)
    client.force_login(make_user(role) if role != Role.ASSOCIATION else make_user(role, None))
    shown = client.get(reverse("workshops:detail", args=[workshop.pk])).content.decode()
    for words in ("等協會確認", "等協會審閱"):
        assert (words in shown) is (words == says)
