"""Keeping files, seeing them, letting them go."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import models, transaction
from django.test import Client
from django.urls import reverse

from foundation.audit.models import Event
from foundation.files import pictures, purposes, storing
from foundation.files.content import Unfit
from foundation.files.models import StoredFile
from foundation.files.storing import AlreadyThere
from tests.makers.accounts import make_user
from tests.makers.files import make_file, make_photo
from tests.makers.workshops import NOON, make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


def on_disk(row: StoredFile) -> list[bool]:
    return [Path(settings.MEDIA_ROOT, name).exists() for name in (row.content.name, row.thumbnail.name)]


def test_a_kept_file_lies_outside_static_under_a_name_that_tells_nothing() -> None:
    workshop, by = make_workshop(), make_user()
    row = make_file(workshop, by=by, name="../../王小明.jpg")
    assert re.fullmatch(r"files/[0-9a-f]{2}/[0-9a-f]{32}\.jpg", row.content.name)
    assert row.content.name != row.thumbnail.name
    assert on_disk(row) == [True, True]
    assert row.county_id == "TTT"
    assert row.size == Path(settings.MEDIA_ROOT, row.content.name).stat().st_size
    line = Event.objects.get(object_type="files.storedfile")
    assert "王小明" not in f"{line.object_label}{line.now}"


def test_the_same_photo_is_kept_once_for_a_thing_and_again_for_another() -> None:
    first, second, by = make_workshop(), make_workshop(), make_user()
    photo = make_photo(mark="same")
    row = make_file(first, by=by, data=photo)
    with pytest.raises(AlreadyThere) as there:
        make_file(first, by=by, data=photo)
    assert there.value.file == row
    make_file(second, by=by, data=photo)
    assert StoredFile.objects.count() == 2


def test_two_who_send_the_same_at_once_keep_one(monkeypatch: pytest.MonkeyPatch) -> None:
    workshop, by = make_workshop(), make_user()
    photo = make_photo(mark="same")
    row = make_file(workshop, by=by, data=photo)
    looked: list[str] = []

    class Late(models.QuerySet):
        """Sees the other one's file only at the second look."""

        def first(self) -> StoredFile | None:
            looked.append("look")
            return None if len(looked) == 1 else row

        def filter(self, *args: object, **kwargs: object) -> "Late":
            return self

    monkeypatch.setattr(StoredFile.objects.__class__, "of", lambda *_a: Late(StoredFile), raising=False)
    files_before = len(list(Path(settings.MEDIA_ROOT, "files").rglob("*.jpg")))
    with pytest.raises(AlreadyThere):
        make_file(workshop, by=by, data=photo)
    assert len(list(Path(settings.MEDIA_ROOT, "files").rglob("*.jpg"))) == files_before, "nothing is left behind"


def test_a_thing_has_room_for_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "MOST_FILES", 2)
    workshop, by = make_workshop(), make_user()
    make_file(workshop, by=by)
    make_file(workshop, by=by)
    with pytest.raises(Unfit, match="2 個檔案"):
        make_file(workshop, by=by)


def test_a_purpose_must_be_known() -> None:
    with pytest.raises(KeyError):
        make_file(make_workshop(), by=make_user(), purpose="nothing")


def test_a_removed_file_is_gone_from_the_disk_and_stands_in_the_trail(
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list[object]]],
) -> None:
    workshop, by = make_workshop(), make_user()
    row = make_file(workshop, by=by)
    kept = StoredFile(content=row.content.name, thumbnail=row.thumbnail.name)
    with django_capture_on_commit_callbacks(execute=True):
        storing.remove(file=row, by=by, now=NOON)
    assert on_disk(kept) == [False, False]
    assert Event.objects.filter(verb="deleted", object_type="files.storedfile").exists()


def test_a_removal_that_is_taken_back_leaves_the_file() -> None:
    workshop, by = make_workshop(), make_user()
    row = make_file(workshop, by=by)
    kept = StoredFile(content=row.content.name, thumbnail=row.thumbnail.name)

    with transaction.atomic():
        storing.remove(file=row, by=by, now=NOON)
        transaction.set_rollback(True)
    assert on_disk(kept) == [True, True]


def test_a_file_without_a_purpose_is_seen_by_nobody() -> None:
    officer = make_user()
    row = make_file(make_workshop(), by=officer)
    StoredFile.objects.filter(pk=row.pk).update(purpose="forgotten")
    assert not StoredFile.objects.visible_to(officer).exists()


def test_each_purpose_opens_its_own_files_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purposes, "_purposes", {})
    purposes.register(purposes.Purpose("mine", "", lambda user: models.Q(added_by=user.pk)))
    purposes.register(purposes.Purpose("none", "", lambda user: models.Q(pk__in=())))
    officer = make_user()
    make_file(make_workshop(), by=officer, purpose="mine")
    make_file(make_workshop(), by=officer, purpose="none")
    assert [row.purpose for row in StoredFile.objects.visible_to(officer)] == ["mine"]


@pytest.mark.parametrize("name", ["files:content", "files:thumbnail"])
def test_the_door_shows_a_picture_and_lets_it_do_nothing(client: Client, name: str) -> None:
    workshop = make_workshop(Workshop.State.RUNNING)
    officer = make_user()
    row = make_file(workshop, by=officer)
    client.force_login(officer)
    response = client.get(reverse(name, args=[row.pk]))
    assert response.status_code == 200
    body = b"".join(response.streaming_content)
    assert body.startswith(b"\xff\xd8\xff")
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    assert "王" not in response["Content-Disposition"]


def test_the_door_is_shut_for_other_counties_and_for_a_lost_file(client: Client) -> None:
    officer = make_user()
    row = make_file(make_workshop(Workshop.State.RUNNING), by=officer)
    where = reverse("files:content", args=[row.pk])
    client.force_login(make_user(county="HUA"))
    assert client.get(where).status_code == 404
    client.force_login(officer)
    Path(settings.MEDIA_ROOT, row.content.name).unlink()
    assert client.get(where).status_code == 404


def test_pictures_are_read_from_what_was_kept() -> None:
    row = make_file(make_workshop(), by=make_user(), data=make_photo((300, 200)))
    with row.content.open("rb") as stream:
        assert pictures.read(stream.read()).image.size == (row.width, row.height) == (300, 200)
