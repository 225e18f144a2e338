"""Signing a commitment on the screen: what is signed, what is a drawing, and that the paper shows it."""

import datetime as dt
import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from actionplans import adoption, county_report, signatures
from actionplans.models import Plan, Signature
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import make_user
from tests.makers.board import LATER, ideas_of, make_adopted, make_candidate, make_room
from workshops.models import Workshop

LINE = [[[10, 10], [500, 300], [990, 20]]]


@pytest.fixture
def officer(db: None) -> User:
    return make_user(Role.COUNTY_OFFICER, "TTT")


@pytest.fixture
def plan(officer: User) -> Plan:
    return make_adopted(ideas_of(make_room())[0], by=officer)


@pytest.fixture
def lead(officer: User) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def put(plan: Plan, name: str = "張大同", unit: str = "公所", **fields: Any) -> Signature:
    return signatures.sign(plan=plan, name=name, unit=unit, by=SYSTEM, now=LATER, **fields)


def test_what_is_signed_stays_as_it_was_when_the_plan_changes(plan: Plan) -> None:
    signed = put(plan, strokes=LINE)
    step, day = plan.first_step, plan.first_step_on
    adoption.describe(plan=plan, by=SYSTEM, first_step="別的事", first_step_on=dt.date(2026, 9, 1))
    signed.refresh_from_db()
    assert (signed.first_step, signed.first_step_on) == (step, day)
    assert signatures.path_of(signed) == "M10 10L500 300L990 20"
    assert Event.objects.filter(verb="commitment_signed").count() == 1


@pytest.mark.parametrize(("name", "unit"), [("", "公所"), ("張大同", ""), ("  ", "公所"), ("x" * 51, "公所")])
def test_a_signature_has_a_name_and_a_unit(plan: Plan, name: str, unit: str) -> None:
    with pytest.raises(ValidationError):
        put(plan, name=name, unit=unit)
    assert not Signature.objects.exists()


def test_nobody_signs_twice_or_before_adoption_or_after_the_report(plan: Plan, officer: User) -> None:
    put(plan)
    with pytest.raises(ValidationError, match="已經簽過"):
        put(plan, name=" 張大同 ")
    candidate = make_candidate(ideas_of(plan.workshop)[1], officer)
    with pytest.raises(ValidationError, match="採納之後"):
        put(candidate)
    Workshop.objects.filter(pk=plan.workshop_id).update(state="reported")
    with pytest.raises(ValidationError, match="交出報告"):
        put(plan, name="別人")
    with pytest.raises(ValidationError, match="交出報告"):
        signatures.unsign(signature=Signature.objects.get(), by=SYSTEM, now=LATER)


@pytest.mark.parametrize(
    ("strokes", "kept"),
    [
        (None, []),
        ([], []),
        ([[[1, 1]]], []),
        (LINE, LINE),
        ([[[-5, 2000], [3.6, 4.4]]], [[[0, 1000], [4, 4]]]),
        ([[[1, 1]] * signatures.MOST_POINTS], [[[1, 1]] * signatures.MOST_POINTS]),
    ],
)
def test_a_drawing_is_kept_within_its_box(strokes: Any, kept: Any) -> None:
    assert signatures.drawn(strokes) == kept


@pytest.mark.parametrize(
    "strokes",
    ["M0 0", {"a": 1}, [1], [["x"]], [[[1]]], [[[1, "2"]]], [[[1, True]]], [[[1, 1]] * (signatures.MOST_POINTS + 1)]],
)
def test_what_is_no_drawing_is_refused(strokes: Any) -> None:
    with pytest.raises(ValidationError):
        signatures.drawn(strokes)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(json_values)
def test_anything_is_a_drawing_or_an_answer(value: Any) -> None:
    try:
        for line in signatures.drawn(value):
            assert len(line) > 1
            assert all(type(at) is int and 0 <= at <= signatures.BOX for point in line for at in point)
    except ValidationError:
        pass


def test_the_lead_signs_on_the_page_and_takes_it_down(lead: Client, plan: Plan) -> None:
    page = reverse("actionplans:readback", args=[plan.workshop_id])
    text = lead.get(page).content.decode()
    assert plan.title in text
    assert "還沒有人簽" in text
    sent = {"name": "李小芬", "unit": "志推中心", "strokes": json.dumps(LINE)}
    answer = lead.post(reverse("actionplans:sign", args=[plan.pk]), sent, follow=True)
    assert "M10 10L500 300L990 20" in answer.content.decode()
    signed = Signature.objects.get()
    lead.post(reverse("actionplans:unsign", args=[signed.pk]))
    assert not Signature.objects.exists()
    assert Event.objects.get(verb="commitment_unsigned").was == {"name": "李小芬（志推中心）"}


@pytest.mark.parametrize("strokes", ["[[[", '"x"', "[" * 5000, "[[[1,1],[2," + "2" * 5000 + "]]]"])
def test_a_broken_drawing_keeps_the_name(lead: Client, plan: Plan, strokes: str) -> None:
    sent = {"name": "李小芬", "unit": "志推中心", "strokes": strokes}
    answer = lead.post(reverse("actionplans:sign", args=[plan.pk]), sent)
    assert answer.status_code in (302, 422)
    if answer.status_code == 422:
        assert "李小芬" in answer.content.decode()
        assert not Signature.objects.exists()


@pytest.mark.parametrize("asked", ["0", "99", "x", "²", "-1", "1" * 40])
def test_any_place_asked_for_shows_a_plan(lead: Client, plan: Plan, asked: str) -> None:
    answer = lead.get(reverse("actionplans:readback", args=[plan.workshop_id]), {"plan": asked})
    assert plan.title in answer.content.decode()


def test_the_commitment_sheet_shows_who_signed(lead: Client, plan: Plan) -> None:
    put(plan, name="簽名的人", unit="很特別的單位", strokes=LINE)
    value = county_report.build(plan.workshop, now=LATER)
    blocks = str(county_report.commitment_blocks(value))
    assert "簽名的人" in blocks
    from actionplans.views.papers import _context
    from foundation.exports import pdf

    html = pdf.compose("print/commitments.html", _context(value))
    assert "很特別的單位" in html
    assert "M10 10L500 300L990 20" in html
