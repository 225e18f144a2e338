"""Files that come in parts: in order, once, over broken lines, and dropped when nobody goes on."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from foundation.files.content import Unfit
from pledges import pledging, uploading
from pledges.models import Media, Pledge, Upload
from tests.makers.accounts import make_user
from tests.makers.pledges import NOW, make_picture, make_pledge, make_whole

pytestmark = pytest.mark.django_db


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def begin(pledge: Pledge, data: bytes, **said: object) -> Upload:
    told = {"name": "IMG.jpg", "size": len(data), "sha256": digest(data)} | said
    return uploading.begin(pledge=pledge, by=SYSTEM, now=NOW, **told)  # type: ignore[arg-type]


def add(upload: Upload, offset: int, part: bytes) -> Upload:
    return uploading.add_part(upload=upload, offset=offset, part=part, now=NOW)


def finish(upload: Upload) -> Upload:
    return uploading.finish(upload=upload, by=SYSTEM, now=NOW)


class AnyOrder(TestCase):
    """Whatever comes twice, too late or from the wrong place: the file is what was sent, and it is there once."""

    @settings(max_examples=25)
    @given(steps=st.lists(st.tuples(st.integers(0, 7), st.booleans()), max_size=25))
    def test_a_file_is_what_was_sent(self, steps: list[tuple[int, bool]]) -> None:
        pledge, data = make_pledge(), make_picture((96, 64))
        cuts = [len(data) * number // 8 for number in range(9)]
        upload = begin(pledge, data)
        for number, anew in [*steps, *((number, False) for number in range(8))]:
            if anew:  # the page was loaded again
                upload = begin(pledge, data)
            before, part = Upload.objects.get(pk=upload.pk).received, data[cuts[number] : cuts[number + 1]]
            if before == cuts[number]:
                upload = add(upload, cuts[number], part)
                continue
            with pytest.raises(uploading.OutOfStep) as where:
                add(upload, cuts[number], part)
            assert where.value.received == before
        ended = finish(Upload.objects.get(pk=upload.pk))
        assert ended.media is not None
        assert Path(ended.media.content.path).read_bytes() == data
        assert finish(ended).media == ended.media
        assert pledge.media.count() == 1
        assert not upload.path.exists()


def test_a_part_too_far_is_refused() -> None:
    data = make_picture()
    upload = begin(make_pledge(), data)
    for offset, part in [(0, b""), (0, data + b"x"), (-1, b""), (len(data), b"x")]:
        with pytest.raises(Unfit):
            add(upload, offset, part)
    assert add(upload, 0, data).received == len(data)


def test_what_came_wrong_begins_anew() -> None:
    data = make_picture()
    upload = begin(make_pledge(), data)
    upload = add(upload, 0, data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(uploading.OutOfStep) as where:
        finish(upload)
    assert where.value.received == 0
    fresh = Upload.objects.get(pk=upload.pk)
    assert finish(add(fresh, 0, data)).media is not None


def test_half_a_file_is_not_whole() -> None:
    data = make_picture()
    upload = add(begin(make_pledge(), data), 0, data[:100])
    with pytest.raises(uploading.OutOfStep) as where:
        finish(upload)
    assert where.value.received == 100


def test_what_the_disk_has_lost_comes_again() -> None:
    data = make_picture()
    upload = add(begin(make_pledge(), data), 0, data[:100])
    upload.path.write_bytes(data[:40])
    with pytest.raises(uploading.OutOfStep) as where:
        add(upload, 100, data[100:])
    assert where.value.received == 40


def test_a_refusal_is_said_again_and_the_file_may_come_again() -> None:
    pledge, data = make_pledge(), b"<!doctype html>" * 20
    ended = finish(add(begin(pledge, data), 0, data))
    assert "網頁" in ended.refused
    assert finish(Upload.objects.get(pk=ended.pk)).refused == ended.refused
    assert begin(pledge, data).pk != ended.pk
    assert not Media.objects.exists()


@pytest.mark.parametrize(
    ("said", "why"),
    [({"size": 0}, "空的"), ({"size": (200 << 20) + 1}, "最多 200 MB"), ({"sha256": "x"}, "指紋")],
)
def test_what_cannot_be_announced(said: dict[str, object], why: str) -> None:
    with pytest.raises(Unfit, match=why):
        begin(make_pledge(), b"abc", **said)
    assert begin(make_pledge(), b"abc", size=200 << 20).received == 0


def test_what_is_handed_in_takes_no_more() -> None:
    pledge = make_whole()
    data = make_picture()
    under_way = add(begin(pledge, data), 0, data)
    pledging.hand_in(pledge=pledge, by=SYSTEM, now=NOW)
    with pytest.raises(Unfit, match="已經送出"):
        begin(pledge, make_picture())
    assert "已經送出" in finish(under_way).refused


def test_what_nobody_goes_on_with_is_dropped(capsys: pytest.CaptureFixture[str]) -> None:
    pledge, data = make_pledge(), make_picture()
    old = add(begin(pledge, data), 0, data[:100])
    kept = begin(pledge, make_picture())
    later = NOW + uploading.ABANDONED_AFTER
    Upload.objects.filter(pk=kept.pk).update(heard_at=NOW + dt.timedelta(seconds=1))
    assert uploading.drop_abandoned(by=SYSTEM, now=later) == 0
    assert uploading.drop_abandoned(by=SYSTEM, now=later + dt.timedelta(seconds=1)) == 1
    assert not old.path.exists()
    assert list(Upload.objects.all()) == [kept]
    call_command("drop_abandoned_uploads")
    assert "刪除 1 個" in capsys.readouterr().out


def test_a_page_sends_a_file_in_parts(client: Client) -> None:
    officer = make_user(Role.COUNTY_OFFICER)
    pledge, data = make_pledge(), make_picture()
    client.force_login(officer)
    at = client.post(
        reverse("pledges:upload_begin", args=[pledge.pk]), {"name": "a.jpg", "size": len(data), "sha256": digest(data)}
    ).json()
    where = reverse("pledges:upload_part", args=[at["token"]])
    first = client.post(f"{where}?offset=0", data[:500], content_type="application/octet-stream")
    assert first.json()["received"] == 500
    again = client.post(f"{where}?offset=0", data[:500], content_type="application/octet-stream")
    assert again.status_code == 409
    assert again.json()["received"] == 500
    client.post(f"{where}?offset=500", data[500:], content_type="application/octet-stream")
    done = client.post(reverse("pledges:upload_done", args=[at["token"]])).json()
    assert done["outcome"] == "kept"
    assert done["said"] == ["合格"]
    assert pledge.media.get().added_by == officer.as_actor().label
    for odd in ("x", "", "-1", "9" * 40):
        answer = client.post(f"{where}?offset={odd}", b"x", content_type="application/octet-stream")
        assert answer.status_code in (409, 422)


def test_nobody_elsewhere_goes_on_with_it(client: Client) -> None:
    upload = begin(make_pledge(), make_picture())
    client.force_login(make_user(Role.COUNTY_OFFICER, "HUA"))
    where = reverse("pledges:upload_part", args=[upload.token])
    assert client.post(f"{where}?offset=0", b"x", content_type="application/octet-stream").status_code == 404


def test_a_form_without_scripts_brings_files(client: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    pledge = make_pledge()
    client.force_login(make_user(Role.COUNTY_OFFICER))
    sent = [SimpleUploadedFile("a.jpg", make_picture()), SimpleUploadedFile("b.jpg", b"<html>")]
    answer = client.post(reverse("pledges:file_add", args=[pledge.pk]), {"files": sent})
    assert answer.status_code == 422
    assert "b.jpg：這個檔案其實是網頁" in answer.content.decode()
    assert pledge.media.count() == 1
    none = client.post(reverse("pledges:file_add", args=[pledge.pk]), {})
    assert "還沒選檔案" in none.content.decode()
