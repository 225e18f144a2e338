"""From the first word to the wall and off it again: what must be there, marks, the licence, the walls, the download."""

import csv
import datetime as dt
import hashlib
import io
import json
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.workflow.moves import MoveRefused
from pledges import campaign_rules, licensing, names, packing, pledging
from pledges.models import Licence, Media, Pledge
from tests.makers.accounts import county, make_user
from tests.makers.pledges import (
    FACTS,
    NOW,
    license_it,
    make_accepted,
    make_film,
    make_picture,
    make_pledge,
    make_whole,
    take,
)

pytestmark = pytest.mark.django_db
State = Pledge.State


def test_a_campaign_is_data_with_its_source() -> None:
    campaign = campaign_rules.current()
    assert campaign.named("臺北市") == "臺北市 IVY 2026"
    assert campaign.worded("臺東縣") == "臺東縣響應國際志工年 IVY 2026"
    assert not campaign.is_late(dt.date(2025, 12, 5))
    assert campaign.is_late(dt.date(2025, 12, 6))
    assert "行動計畫" in campaign.source_zh


@pytest.mark.parametrize("name", [name for name in FACTS if name not in ("place", "checked")])
def test_each_word_is_wanted(name: str) -> None:
    pledge = make_pledge(**{name: None if name == "held_on" else ""})
    label = str(Pledge._meta.get_field(name).verbose_name)
    assert f"還沒寫「{label}」。" in pledging.missing(pledge)
    whole = make_pledge("HUA")
    assert not any(label in one for one in pledging.missing(whole))


@pytest.mark.parametrize("key", [one.key for one in campaign_rules.current().checks])
def test_each_check_is_wanted(key: str) -> None:
    pledge = make_pledge(checked=[one for one in FACTS["checked"] if one != key])  # type: ignore[attr-defined]
    [found] = [one for one in pledging.missing(pledge) if one.startswith("檢核表")]
    assert next(one.zh for one in pledge.campaign.checks if one.key == key) in found


def test_two_photos_are_one_too_few_and_bad_ones_do_not_count() -> None:
    pledge = make_pledge()
    license_it(pledge)
    take(pledge, make_film(10.0))
    for _number in range(2):
        take(pledge, make_picture())
    take(pledge, make_picture((1279, 720)))
    assert pledging.missing(pledge) == ["合格的照片要 3 個，現在 2 個，還差 1 個。"]
    with pytest.raises(MoveRefused, match="還差 1 個"):
        pledging.hand_in(pledge=pledge, by=SYSTEM, now=NOW)
    take(pledge, make_picture())
    pledging.hand_in(pledge=pledge, by=SYSTEM, now=NOW)
    assert pledge.state == State.HANDED_IN


def test_returned_with_a_mark_the_file_has_to_be_replaced() -> None:
    pledge = make_whole()
    pledging.hand_in(pledge=pledge, by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="已經送出"):
        pledging.describe(pledge=pledge, by=SYSTEM, now=NOW, place="別處")
    with pytest.raises(MoveRefused, match="原因"):
        pledging.send_back(pledge=pledge, marks={}, reason=" ", by=SYSTEM, now=NOW)
    marked = pledge.media.filter(kind="photo").first()
    assert marked is not None
    pledging.send_back(pledge=pledge, marks={marked.pk: "看不到背板"}, reason="", by=SYSTEM, now=NOW)
    fresh = Pledge.objects.get(pk=pledge.pk)
    assert (fresh.state, fresh.marks) == (State.RETURNED, "請看各檔案的註記。")
    assert pledging.missing(fresh) == ["合格的照片要 3 個，現在 2 個，還差 1 個。"]
    take(fresh, make_picture())
    pledging.hand_in(pledge=fresh, by=SYSTEM, now=NOW)
    pledging.MOVES.apply(fresh, "accept", by=SYSTEM, now=NOW)
    assert list(Pledge.objects.on_the_wall()) == [fresh]


def test_the_trail_holds_nobody_s_telephone() -> None:
    make_pledge(contact_name="很特別的名字", contact_phone="0999-888777")
    lines = json.dumps([[one.was, one.now] for one in Event.objects.all()], ensure_ascii=False)
    assert "很特別的名字" not in lines
    assert "0999-888777" not in lines
    assert "contact" in lines


def test_a_licence_says_its_words_and_who() -> None:
    pledge = make_pledge()
    with pytest.raises(ValidationError, match="請寫誰授權"):
        licensing.give(pledge=pledge, signer=" ", version="2025-1", by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="改版"):
        licensing.give(pledge=pledge, signer="社會處", version="2024-1", by=SYSTEM, now=NOW)
    license_it(pledge)
    with pytest.raises(ValidationError, match="已經登錄過"):
        license_it(pledge)
    held = Licence.objects.get()
    assert held.text == pledge.campaign.licence.zh
    assert (held.version, held.signer, held.given_at) == ("2025-1", "社會處王處長", NOW)


def test_two_licences_cannot_hold_at_once_and_one_taken_back_says_why() -> None:
    pledge = make_pledge()
    license_it(pledge)
    values = {"pledge": pledge, "version": "1", "text": "x", "signer": "x", "given_at": NOW, "given_by": "x"}
    for odd in ({}, {"withdrawn_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Licence.objects.create(**values, **odd)


def test_a_licence_taken_back_takes_everything_down(client: Client) -> None:
    pledge = make_accepted()
    media = pledge.media.filter(kind="photo").first()
    assert media is not None
    pages = [
        reverse("pledges:county_wall", args=["TTT"]),
        *(reverse("pledges:wall_media", args=[media.pk, copy]) for copy in ("shown", "small")),
    ]
    for page in pages:
        with_answer(client, page, 200)
    assert "臺東縣" in client.get(reverse("pledges:wall")).content.decode()
    assert len(packing.contents(pledge.campaign)) == 4
    with pytest.raises(ValidationError, match="為什麼"):
        licensing.withdraw(pledge=pledge, reason="", by=SYSTEM, now=NOW)
    licensing.withdraw(pledge=pledge, reason="照片裡有人不同意公開", by=SYSTEM, now=NOW)
    for page in pages:
        with_answer(client, page, 404)
    assert "臺東縣" not in client.get(reverse("pledges:wall")).content.decode()
    assert packing.contents(pledge.campaign) == []
    held = Licence.objects.get()
    assert (held.reason, held.withdrawn_at) == ("照片裡有人不同意公開", NOW)
    with pytest.raises(ValidationError, match="沒有還有效的授權"):
        licensing.withdraw(pledge=pledge, reason="照片裡有人不同意公開", by=SYSTEM, now=NOW)
    pledging.MOVES.apply(pledge, "again", by=SYSTEM, now=NOW)
    license_it(pledge)
    assert Licence.objects.count() == 2


def with_answer(client: Client, page: str, status: int) -> None:
    answer = client.get(page)
    if answer.streaming:
        b"".join(answer.streaming_content)  # type: ignore[arg-type]
    assert answer.status_code == status, page


@pytest.mark.parametrize("state", [one for one in State if one != State.ACCEPTED])
def test_only_what_is_accepted_is_shown(state: str) -> None:
    pledge = make_accepted()
    assert Pledge.objects.on_the_wall().exists()
    Pledge.objects.filter(pk=pledge.pk).update(state=state)
    assert not Pledge.objects.on_the_wall().exists()
    assert not Media.objects.on_the_wall().exists()


def test_nobody_gets_an_original_from_the_wall(client: Client) -> None:
    media = make_accepted().media.first()
    assert media is not None
    with_answer(client, reverse("pledges:wall_media", args=[media.pk, "original"]), 404)
    with_answer(client, reverse("pledges:file", args=[media.pk, "original"]), 302)


def test_a_player_asks_for_parts_of_a_film(client: Client) -> None:
    film = make_accepted().media.get(kind="film")
    where = reverse("pledges:wall_media", args=[film.pk, "shown"])
    size = film.shown.size
    whole = client.get(where)
    data = b"".join(whole.streaming_content)  # type: ignore[arg-type]
    for asked, first, last in [("bytes=0-9", 0, 9), ("bytes=5-", 5, size - 1), (f"bytes=0-{size * 2}", 0, size - 1)]:
        answer = client.get(where, headers={"range": asked})
        assert answer.status_code == 206
        assert answer["Content-Range"] == f"bytes {first}-{last}/{size}"
        assert answer.content == data[first : last + 1]
    beyond = client.get(where, headers={"range": f"bytes={size}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{size}")


def test_the_editor_gets_everything_with_a_manifest(client: Client) -> None:
    make_accepted()
    make_accepted("HUA")
    make_whole("TPE")
    client.force_login(make_user(Role.ASSOCIATION))
    answer = client.get(reverse("pledges:download"))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[arg-type]
    assert archive.testzip() is None
    told = json.loads(archive.read("manifest.json"))
    assert {one["county"] for one in told["files"]} == {"臺東縣", "花蓮縣"}
    for line in told["files"]:
        data = archive.read(f"{line['county']}/{line['name']}")
        assert hashlib.sha256(data).hexdigest() == line["sha256"]
        assert len(data) == line["bytes"]
        assert line["licence_version"] == "2025-1"
    film = next(one for one in told["files"] if one["kind"] == "film")
    assert film["name"].endswith(" IVY 2026.mp4")
    assert (film["seconds"], film["width"], film["height"]) == (10.0, 1920, 1080)
    rows = list(csv.DictReader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig"))))
    assert [row["sha256"] for row in rows] == [line["sha256"] for line in told["files"]]


def test_the_download_holds_one_piece_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    pledge = make_accepted()
    monkeypatch.setattr(packing, "PIECE", 1000)
    pieces = list(packing.written(pledge.campaign, packing.contents(pledge.campaign), now=NOW))
    assert max(map(len, pieces)) < 8000
    assert len(pieces) > 10


def test_files_are_called_by_the_rule() -> None:
    pledge = make_whole()
    assert [name for _media, name in names.of(pledge, pledge.media.all())] == [
        "臺東縣 IVY 2026-1.jpg", "臺東縣 IVY 2026-2.jpg", "臺東縣 IVY 2026-3.jpg", "臺東縣 IVY 2026.mp4"
    ]  # fmt: skip
    take(pledge, make_film(15.0))
    assert [name for media, name in names.of(pledge, pledge.media.all()) if media.is_film] == [
        "臺東縣 IVY 2026-1.mp4", "臺東縣 IVY 2026-2.mp4"
    ]  # fmt: skip


def test_a_county_begins_once() -> None:
    assert make_pledge().pk == make_pledge().pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Pledge.objects.create(campaign_key="ivy-2026", county=county(), created_at=NOW, changed_at=NOW)


def test_what_cannot_be_is_refused_beside_its_field(client: Client) -> None:
    pledge = make_pledge()
    client.force_login(make_user(Role.COUNTY_OFFICER))
    answer = client.post(reverse("pledges:words", args=[pledge.pk]), {"held_on": "昨天", "head": "x" * 100})
    assert answer.status_code == 422
    assert Pledge.objects.get(pk=pledge.pk).head == FACTS["head"]
    good = client.post(
        reverse("pledges:words", args=[pledge.pk]), {**FACTS, "held_on": "114/12/1", "checked": ["logo", "nonsense"]}
    )
    assert good.status_code == 422
    Pledge.objects.filter(pk=pledge.pk).update(checked=[])
    client.post(reverse("pledges:words", args=[pledge.pk]), {**FACTS, "held_on": "114/12/1", "checked": ["logo"]})
    fresh = Pledge.objects.get(pk=pledge.pk)
    assert (fresh.held_on, fresh.checked, fresh.notice) == (dt.date(2025, 12, 1), ["logo"], pledging.NOTICE)


def test_the_list_asks_as_often_for_three_as_for_one(client: Client, django_assert_num_queries) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(make_user(Role.ASSOCIATION))
    make_whole()
    counts = []
    for more in ((), ("HUA", "TPE")):
        for code in more:
            make_whole(code)
        for page in (reverse("pledges:index"), reverse("pledges:wall")):
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


def test_the_contacts_data_go_when_the_notice_promises_and_nothing_else() -> None:
    """Ninety days after the campaign's last day (5 December 2025) or the last change, whichever comes later."""
    kept, late = make_accepted(), make_pledge("HUA")
    last = dt.datetime(2026, 2, 20, 2, 0, tzinfo=dt.UTC)
    pledging.describe(pledge=late, by=SYSTEM, now=last, contact_name="周怡君")
    day = dt.timedelta(days=1)
    until = dt.datetime.combine(kept.campaign.until, dt.time(4), dt.UTC)
    assert pledging.erase_contacts(by=SYSTEM, now=until + 90 * day) == 0
    assert pledging.erase_contacts(by=SYSTEM, now=until + 91 * day) == 1
    assert pledging.erase_contacts(by=SYSTEM, now=until + 91 * day) == 0, "done once"
    kept.refresh_from_db()
    assert [getattr(kept, name) for name in pledging.CONTACT] == ["", "", "", ""]
    assert kept.contact_erased_at == until + 91 * day
    assert (kept.head, kept.state, kept.held_on) == (FACTS["head"], State.ACCEPTED, FACTS["held_on"])
    assert Pledge.objects.on_the_wall().filter(pk=kept.pk).exists()
    late.refresh_from_db()
    assert late.contact_name == "周怡君"
    assert pledging.erase_contacts(by=SYSTEM, now=last + 90 * day) == 0
    assert pledging.erase_contacts(by=SYSTEM, now=last + 90 * day + dt.timedelta(seconds=1)) == 1
    told = json.dumps([[event.was, event.now] for event in Event.objects.all()], ensure_ascii=False)
    assert "周怡君" not in told
    assert FACTS["contact_phone"] not in told


def test_a_contact_written_anew_after_the_erasure_is_kept_for_its_own_time() -> None:
    pledge = make_pledge()
    after = dt.datetime(2026, 6, 1, 2, 0, tzinfo=dt.UTC)
    assert pledging.erase_contacts(by=SYSTEM, now=after) == 1
    fresh = pledging.describe(pledge=pledge, by=SYSTEM, now=after, contact_name="張大同")
    assert (fresh.contact_erased_at, fresh.contact_name) == (None, "張大同")
    assert pledging.erase_contacts(by=SYSTEM, now=after + dt.timedelta(days=89)) == 0


def test_the_notice_tells_the_time_and_the_walls_menu_marks_itself(client: Client) -> None:
    pledge = make_pledge()
    client.force_login(make_user(Role.COUNTY_OFFICER))
    body = client.get(reverse("pledges:pledge", args=[pledge.pk])).content.decode()
    assert "之後 90 天，由平臺刪除" in body
    wall = client.get(reverse("pledges:wall")).content.decode()
    index = reverse("actionplans:public_index")
    assert f'<a href="{index}">各縣市</a>' in wall
    assert f'<a href="{reverse("pledges:wall")}" aria-current="page">宣示</a>' in wall
    assert f'<a href="{index}" aria-current="page">各縣市</a>' in client.get(index).content.decode()
