"""A form that is sent while the network is gone: it stays, with what was typed and drawn in it."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from actionplans.models import Signature
from tests.makers.accounts import make_user
from tests.makers.board import ideas_of, make_adopted, make_room

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_signature_outlives_a_network_that_is_gone(counties: None, browser_of: Callable[..., Page]) -> None:
    room, officer = make_room(), make_user()
    plan = make_adopted(ideas_of(room)[0], officer)
    page = browser_of(officer)
    page.goto(reverse("actionplans:readback", args=[room.pk]))
    page.get_by_label("姓名").fill("張大同")
    page.get_by_label("單位").fill("社會處")
    pad = page.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 60, steps=8)
    page.mouse.up()
    page.context.set_offline(True)
    page.get_by_role("button", name="簽署這項承諾").click()
    expect(page.locator(".v-toast")).to_be_visible()
    expect(page.get_by_label("姓名")).to_have_value("張大同")
    assert not Signature.objects.exists()
    page.context.set_offline(False)
    page.get_by_role("button", name="簽署這項承諾").click()
    expect(page.get_by_text("已有 1 人簽署")).to_be_visible()
    signed = Signature.objects.get(plan=plan)
    assert (signed.name, signed.unit) == ("張大同", "社會處")
    assert len(signed.strokes[0]) > 4
