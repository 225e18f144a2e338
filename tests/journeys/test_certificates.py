"""From a unit's hours to a stranger's phone: issued, printed, scanned, replaced, and through a change of keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from foundation.accounts.roles import Role
from tests.makers.accounts import give, make_user
from tests.makers.certifying import make_certificate, make_honor_card, make_officer, make_served, scanned
from tests.makers.volunteers import NOW, make_trained, make_unit
from volunteers.certifying import honor_cards
from volunteers.models import Certificate

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_stranger_scans_what_a_unit_issued(counties: Any, browser_of: Any, phone: Any, axe: Any) -> None:
    unit = make_unit("TTT", name="海線關懷志工隊", head_title="理事長", head_name="陳美玲")
    coordinator = make_user(None, name="張大同")
    give(coordinator, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    person = make_trained(unit, name="林素珠")
    make_served(unit, person)

    # The unit asks for a period, first vaguely and then to the day, and issues.
    page = browser_of(coordinator)
    page.goto(f"/register/units/{unit.pk}/certificates/")
    page.get_by_label("起日").fill("115/1/1")
    page.get_by_label("迄日").fill("115/5")
    page.get_by_role("button", name="看這段期間的時數").click()
    expect(page.get_by_text("實務手冊").first).to_be_visible()
    page.get_by_label("迄日").fill("115/5/31")
    page.get_by_role("button", name="看這段期間的時數").click()
    axe(page)
    expect(page.get_by_role("cell", name="3 小時")).to_be_visible()
    page.get_by_label("服務內容").fill("探訪獨居長者")
    page.get_by_role("button", name="發給勾選的人").click()
    expect(page.get_by_text("發了 1 張。")).to_be_visible()
    axe(page)

    # A stranger scans the paper and compares.
    one = Certificate.objects.get()
    stranger = phone()
    stranger.goto(urlsplit(scanned(one)).path)
    expect(stranger.get_by_text("有效", exact=True)).to_be_visible()
    expect(stranger.get_by_text("探訪獨居長者")).to_be_visible()  # printed, so that an altered paper is seen
    assert person.identity_shown
    expect(stranger.get_by_text(person.identity_shown)).to_have_count(0)
    expect(stranger.get_by_text("林素珠")).to_be_visible()
    axe(stranger)

    # The unit issues it anew; the first paper's page says by what it was replaced.
    page.get_by_role("link", name=one.number).click()
    page.get_by_text("重發或撤銷").click()
    page.get_by_label("原因").fill("負責人改選，重新用印")
    page.get_by_role("button", name="重發").click()
    expect(page.get_by_text("已經重發")).to_be_visible()
    axe(page)
    stranger.reload()
    expect(stranger.get_by_text(f"已由 {one.number}之2 取代")).to_be_visible()


def test_a_stranger_checks_files_while_keys_change_and_certificates_are_replaced(
    counties: Any, browser_of: Any, phone: Any, axe: Any, tmp_path: Path
) -> None:
    one, officer, stranger = make_certificate(), browser_of(make_officer()), phone()

    def kept(name: str, document: Any) -> Path:
        where = tmp_path / f"{name}.json"
        where.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        return where

    def drops(file: Path, said: str) -> None:
        stranger.goto("/register/check/")
        stranger.get_by_label("數位證明書的檔案").set_input_files(file)
        stranger.get_by_role("button", name="查驗").click()
        expect(stranger.get_by_role("status").get_by_text(said, exact=True)).to_be_visible()

    def does(number: str, button: str, why: str) -> None:
        officer.goto("/register/issued/")
        officer.get_by_role("link", name=number, exact=True).click()
        officer.get_by_text("重發或撤銷").click()
        officer.get_by_label("原因").fill(why)
        officer.get_by_role("button", name=button, exact=True).click()

    # She got the file with the paper; a stranger drops it, and then one in which somebody has changed the hours.
    file = kept("file", one.credential)
    changed = json.loads(file.read_text(encoding="utf-8"))
    changed["credentialSubject"]["narrative"] = changed["credentialSubject"]["narrative"].replace("3 小時", "300 小時")
    false = kept("changed", changed)
    drops(file, "有效")
    drops(false, "不符")
    axe(stranger)

    # The office changes its key: what the old one signed holds as before, and nothing else does.
    officer.goto("/register/signing-keys/")
    officer.get_by_text("換一把新的金鑰").first.click()
    officer.get_by_label("原因").fill("承辦人離職，照例換一把")
    officer.get_by_role("button", name="換金鑰").click()
    expect(officer.get_by_text("從現在起用新的金鑰簽")).to_be_visible()
    axe(officer)
    drops(file, "有效")
    drops(false, "不符")

    # The unit's head has changed: issued anew, with the new key. Both papers and both files say how they stand.
    does(one.number, "重發", "負責人改選，重新用印")
    second = Certificate.objects.latest("pk")
    assert (one.key.name, second.key.name) == ("k1", "k2")
    newer = kept("second", second.credential)
    drops(file, f"已由 {second.number} 取代")
    drops(newer, "有效")
    stranger.goto(urlsplit(scanned(one)).path)
    expect(stranger.get_by_text(f"已由 {second.number} 取代")).to_be_visible()
    stranger.goto(urlsplit(scanned(second)).path)
    expect(stranger.get_by_text("有效", exact=True)).to_be_visible()

    # And that one was a mistake.
    does(second.number, "撤銷", "發錯人了要收回")
    expect(officer.get_by_text("已經撤銷。查驗頁")).to_be_visible()
    drops(newer, "已撤銷")
    stranger.goto(urlsplit(scanned(second)).path)
    expect(stranger.get_by_text("已撤銷", exact=True)).to_be_visible()
    axe(stranger)


def test_a_cards_holder_checks_it_by_her_link_and_a_ticket_office_asks(counties: Any, phone: Any, axe: Any) -> None:
    card = make_honor_card(issued=False)
    hers = phone()
    hers.goto(honor_cards.address_for(card))
    hers.get_by_label("英文姓名").fill("LIN, SU-CHU")
    hers.get_by_label("寄送地址").fill("自領")
    hers.get_by_role("button", name="這樣沒錯").click()
    expect(hers.get_by_text("已經核對過")).to_be_visible()
    axe(hers)
    card.refresh_from_db()
    assert card.name_en == "LIN, SU-CHU"
    honor_cards.issue(card=card, by=make_officer(), now=NOW)

    office = phone()
    office.goto("/register/honor-card/")
    for born, said in (("49/5/4", "有效"), ("49/5/5", "查不到這張卡，或出生日期不符")):
        office.get_by_label("卡號").fill(card.number.lower())
        office.get_by_label("出生日期").fill(born)
        office.get_by_role("button", name="查詢").click()
        expect(office.get_by_role("status").get_by_text(said, exact=True)).to_be_visible()
    axe(office)
