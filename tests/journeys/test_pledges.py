"""A county's pledge from the phone to the wall and off it again, over a line that breaks in the middle."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from pledges import uploading
from pledges.models import Pledge, Upload
from tests.makers.accounts import make_user
from tests.makers.pledges import make_film, make_picture, make_pledge

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(counties: None) -> tuple[User, User]:
    """The county's officer and somebody of the association."""
    return make_user(Role.COUNTY_OFFICER, name="王承辦"), make_user(Role.ASSOCIATION, name="黃秘書")


def breaking(page: Page, after: int, times: int = 3) -> Callable[[], int]:
    """Let the line break at this part, and be away for a while; says how often it was cut."""
    seen, cut = [0], [0]

    def part(route: Route) -> None:
        seen[0] += 1
        if after <= seen[0] < after + times:
            cut[0] += 1
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/part/*", part)
    return lambda: cut[0]


def test_from_the_phone_to_the_wall_and_off_it(
    browser_of: Callable[..., Page], people: tuple[User, User], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, axe: Callable[[Page], None], shot: Callable[[Page, str], Path],
) -> None:  # fmt: skip
    officer, association = people
    pledge = make_pledge(by=officer)
    sent = {"a.jpg": make_picture(), "b.jpg": make_picture(), "c.jpg": make_picture((1279, 720))}
    sent["clip.mp4"] = make_film(12.0)
    for name, data in sent.items():
        (tmp_path / name).write_bytes(data)

    page = browser_of(officer)
    # Parts of a few kilobytes, so that the break comes in the middle of a file.
    monkeypatch.setattr(uploading, "PART_BYTES", 4096)
    page.goto(reverse("pledges:pledge", args=[pledge.pk]))
    cut = breaking(page, after=2)
    page.set_input_files("#p-files", [str(tmp_path / name) for name in sent])
    expect(page.locator("li.p-row[data-outcome]")).to_have_count(4, timeout=60_000)
    assert cut() == 3
    expect(page.locator("li.p-row", has_text="c.jpg")).to_contain_text("照片是 1279×720 像素")
    expect(page.locator("[data-next]")).to_contain_text("合格的照片要 3 個，現在 2 個，還差 1 個")
    expect(page.locator(".p-file")).to_have_count(4)
    assert {one.content.size for one in pledge.media.all()} == {len(data) for data in sent.values()}
    axe(page)
    shot(page, "pledge-officer")

    # The bad one is mended, the licence given, and all of it handed in.
    page.get_by_role("button", name="刪除 臺東縣 IVY 2026-3.jpg").click()
    expect(page.locator(".p-file")).to_have_count(3)
    (tmp_path / "d.jpg").write_bytes(make_picture())
    page.set_input_files("#p-files", str(tmp_path / "d.jpg"))
    expect(page.locator("li.p-row[data-outcome=kept]")).to_have_count(1, timeout=30_000)
    page.get_by_label("授權人").fill("社會處王處長")
    page.get_by_role("button", name="我們授權").click()
    page.get_by_role("button", name="送出給協會").click()
    expect(page.locator("h1")).to_be_visible()
    assert Pledge.objects.get().state == "handed"

    # The association marks one photo and sends it back; the officer replaces it.
    theirs = browser_of(association)
    theirs.goto(reverse("pledges:pledge", args=[pledge.pk]))
    axe(theirs)
    theirs.get_by_label("「臺東縣 IVY 2026-1.jpg」要改什麼").fill("看不到背板")
    theirs.get_by_role("button", name="退回補正").click()
    page.goto(reverse("pledges:pledge", args=[pledge.pk]))
    expect(page.locator(".p-file", has_text="IVY 2026-1.jpg")).to_contain_text("看不到背板")
    page.get_by_role("button", name="刪除 臺東縣 IVY 2026-1.jpg").click()
    expect(page.locator(".p-file")).to_have_count(3)
    (tmp_path / "e.jpg").write_bytes(make_picture())
    page.set_input_files("#p-files", str(tmp_path / "e.jpg"))
    expect(page.locator("[data-next]")).to_contain_text("都齊了", timeout=30_000)
    page.get_by_role("button", name="送出給協會").click()
    expect(page.get_by_role("button", name="送出給協會")).to_have_count(0)
    theirs.goto(reverse("pledges:pledge", args=[pledge.pk]))
    theirs.get_by_role("button", name="接受").click()
    expect(theirs.get_by_role("link", name="看公開的牆")).to_be_visible()

    # Everybody sees it, until the licence is taken back.
    stranger = browser_of(None)
    stranger.goto(reverse("pledges:wall"))
    axe(stranger)
    shot(stranger, "pledge-wall")
    stranger.get_by_role("link", name="臺東縣").click()
    expect(stranger.locator(".p-show img")).to_have_count(3)
    expect(stranger.locator("video")).to_have_count(1)
    axe(stranger)
    shot(stranger, "pledge-county-wall")
    page.reload()
    page.locator("summary", has_text="撤回授權").click()
    page.get_by_label("為什麼撤回").fill("照片裡有人不同意公開")
    page.get_by_role("button", name="撤回授權").click()
    expect(page.locator("main")).to_contain_text("已撤回授權")
    stranger.goto(reverse("pledges:wall"))
    expect(stranger.locator("main")).to_contain_text("還沒有縣市的宣示")


def test_after_a_reload_the_same_file_goes_on_where_it_was(
    browser_of: Callable[..., Page], people: tuple[User, User], tmp_path: Path
) -> None:
    officer, _association = people
    pledge = make_pledge(by=officer)
    data = make_picture((1800, 1200), kind="PNG") + b"\0" * (3 << 20)
    (tmp_path / "large.png").write_bytes(data)
    page = browser_of(officer)
    offsets: list[str] = []
    page.on("request", lambda request: "/part/" in request.url and offsets.append(request.url.split("offset=")[1]))
    page.goto(reverse("pledges:pledge", args=[pledge.pk]))
    cut = breaking(page, after=3, times=1000)
    page.set_input_files("#p-files", str(tmp_path / "large.png"))
    expect(page.locator("li.p-row")).to_contain_text("連線斷了", timeout=30_000)
    assert cut() >= 1
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.unroute("**/part/*")
    assert Upload.objects.get().received == 2 << 20
    expect(page.locator(".p-under-way")).to_contain_text("large.png")
    offsets.clear()
    page.set_input_files("#p-files", str(tmp_path / "large.png"))
    expect(page.locator("li.p-row[data-outcome]")).to_have_count(1, timeout=30_000)
    assert offsets[0] == str(2 << 20)
    assert pledge.media.get().size == len(data)
