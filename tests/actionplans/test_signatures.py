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

from actionplans.consensus import adoption, signatures
from actionplans.models import Plan, Signature
from actionplans.paper import county_report
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.taiwan import roc
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


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "另一件事", "行動名稱"),
        ("vow", "另一句話", "一句承諾"),
        ("lead_agency", "別的單位", "主責單位"),
        ("person_in_charge", "別人", "負責人"),
        ("first_step", "別的事", "第一步"),
        ("first_step_on", dt.date(2026, 9, 1), "第一步日期"),
        ("goal", "不在簽名底下的話", ""),
    ],
)
def test_who_signed_before_the_promise_changed_is_marked(
    lead: Client, plan: Plan, field: str, value: Any, said: str
) -> None:
    signed, before = put(plan, strokes=LINE), getattr(plan, field)
    assert signatures.signed_otherwise(signed, plan) == []
    adoption.describe(plan=plan, by=SYSTEM, **{field: value})
    plan = Plan.objects.get(pk=plan.pk)
    shown = roc.shown(before) if isinstance(before, dt.date) else before or "（沒有寫）"
    assert signatures.signed_otherwise(signed, plan) == ([(said, shown)] if said else [])
    page = lead.get(reverse("actionplans:readback", args=[plan.workshop_id])).content.decode()
    blocks = str(county_report.commitment_blocks(county_report.build(plan.workshop, now=LATER)))
    for words in (page, blocks):
        assert ("簽名之後承諾改過" in words) is bool(said)


def test_withdrawing_an_adoption_takes_the_signatures_down(plan: Plan) -> None:
    """What is promised no more is signed by nobody; adopted again, it has to be signed again."""
    put(plan)
    put(plan, name="李小芬")
    adoption.withdraw(plan=plan, reason="再想想", by=SYSTEM, now=LATER)
    assert not Signature.objects.exists()
    assert Event.objects.filter(verb="commitment_unsigned").count() == 2
    adoption.adopt(plan=plan, by=SYSTEM, now=LATER)
    put(plan)


def test_nobody_is_signed_for_by_one_press(lead: Client, plan: Plan) -> None:
    page = lead.get(reverse("actionplans:readback", args=[plan.workshop_id])).content.decode()
    assert "個人資料告知" in page, "the six points stand where a name is asked for"
    field = page.split('name="name"')[1].split(">")[0]
    assert f'value="{plan.person_in_charge}"' not in field


def test_who_signs_what_was_withdrawn_meanwhile_is_told_so(lead: Client, plan: Plan) -> None:
    adoption.withdraw(plan=plan, reason="再想想", by=SYSTEM, now=LATER)
    sent = {"name": "李小芬", "unit": "志推中心"}
    answer = lead.post(reverse("actionplans:sign", args=[plan.pk]), sent, follow=True)
    assert "採納剛剛撤回了，這次沒有簽" in answer.content.decode()
    assert not Signature.objects.exists()


def test_a_signature_taken_down_twice_is_told_of_and_the_reader_stays_where_she_was(lead: Client, plan: Plan) -> None:
    second = make_adopted(ideas_of(plan.workshop)[1], make_user(Role.SUPERVISOR, "TTT"))
    signed = put(second)
    address = reverse("actionplans:unsign", args=[signed.pk])
    for said in ("已撤下", "剛剛已經撤下了"):
        answer = lead.post(address, {"plan": second.pk}, follow=True)
        assert said in answer.content.decode()
        assert answer.redirect_chain[-1][0].endswith("?plan=2")
    assert lead.post(address).status_code == 404
    assert lead.post(address, {"plan": "9" * 18}).status_code == 404


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
