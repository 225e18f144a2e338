"""Exports: registered once, only for who may, with one audit line each."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

import pytest
from django import forms
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.models import User
from foundation.accounts.roles import Permission, Role
from foundation.audit.models import Event
from foundation.exports import registry
from foundation.exports import table as tables
from foundation.exports.registry import Export, UnknownExport, exports_for, find, make
from foundation.exports.table import Column, Table
from tests.makers.accounts import county, make_user
from tests.makers.exports import by_calamine

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 21, 16, 0, tzinfo=dt.UTC)


class Choice(forms.Form):
    year = forms.IntegerField(max_value=200, error_messages={"max_value": "年份太大，請填民國年。"}, required=False)


@pytest.fixture(autouse=True)
def only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A registry of its own, so that the house's walk through all exports never meets these."""
    monkeypatch.setattr(registry, "_EXPORTS", {})

    class Names(Export):
        key = "names"
        label = "縣市名單"
        permission = Permission.SEE_WORKSHOPS
        formats = ("ods", "xlsx", "csv")
        form = Choice

        def tables(self, user: User, **params: Any) -> Sequence[Table]:
            rows = ([name, params.get("year")] for name in ("臺東縣", "=1+1"))
            return [Table("名單", self.label, [Column("name", "縣市"), Column("year", "年", "integer")], rows)]

        def subject(self, user: User, **params: Any) -> Any:
            return county("TTT")

        def county(self, user: User, **params: Any) -> str:
            return "TTT"

    class Roles(Export):
        key = "roles"
        label = "角色"
        permission = Permission.MANAGE_PROGRAMMES

        def tables(self, user: User, **params: Any) -> Sequence[Table]:
            return [Table(name, name, [Column("a", "甲")], []) for name in ("一", "二")]


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER)


def test_an_export_registers_itself_and_says_who_may_have_it(officer: User) -> None:
    assert list(registry.exports()) == ["names", "roles"]
    assert [export.key for export in exports_for(officer)] == ["names"]
    assert [export.key for export in exports_for(make_user(Role.ASSOCIATION))] == ["names", "roles"]


def test_two_exports_of_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="two exports are called 'names'"):
        type("Other", (Export,), {"key": "names", "label": "x", "permission": "x", "tables": lambda self, user: []})


@pytest.mark.parametrize("missing", ["key", "label", "permission"])
def test_an_export_without_permission_or_name_is_refused(missing: str) -> None:
    body = {"key": "new", "label": "x", "permission": Permission.SEE_PLANS, "tables": lambda self, user: []}
    with pytest.raises(TypeError, match=f"has no {missing}"):
        type("New", (Export,), {name: value for name, value in body.items() if name != missing})
    with pytest.raises(TypeError, match="formats that nobody writes"):
        type("New", (Export,), body | {"formats": ("docx",)})
    type("Between", (Export,), {})
    assert "new" not in registry.exports()


@pytest.mark.parametrize(("key", "suffix"), [("nothing", "ods"), ("roles", "ods"), ("names", "docx"), ("names", "")])
def test_not_there_not_hers_and_not_so_are_the_same(officer: User, key: str, suffix: str) -> None:
    with pytest.raises(UnknownExport):
        find(key, officer, suffix=suffix)


def test_every_export_leaves_one_line(officer: User) -> None:
    stream = io.BytesIO()
    made = make(find("names", officer), stream, suffix="ods", by=officer, now=NOW, year=115)
    assert made.name == "縣市名單_1151122.ods"
    assert by_calamine(stream.getvalue()) == [["臺東縣", 115], ["=1+1", 115]]
    event = Event.objects.get(verb="exported")
    assert (event.actor_key, event.object_label, event.county) == (str(officer.pk), "臺東縣", "TTT")
    told = {name: value for name, value in event.now.items() if name != "copy"}
    assert told == {"export": "names", "format": "ods", "rows": 2, "year": 115}


def test_an_export_about_no_single_thing_is_about_the_person() -> None:
    staff = make_user(Role.ASSOCIATION)
    make(find("roles", staff), io.BytesIO(), suffix="xlsx", by=staff, now=NOW)
    event = Event.objects.get(verb="exported")
    assert (event.object_type, event.object_key, event.now["rows"]) == ("accounts.user", str(staff.pk), 0)


def test_what_is_not_hers_is_not_made_even_with_the_export_in_hand(officer: User) -> None:
    export = find("roles", make_user(Role.ASSOCIATION))
    with pytest.raises(UnknownExport):
        make(export, io.BytesIO(), suffix="ods", by=officer, now=NOW)
    assert not Event.objects.filter(verb="exported").exists()


def test_a_csv_of_several_tables_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    staff = make_user(Role.ASSOCIATION)
    monkeypatch.setattr(type(find("roles", staff)), "formats", ("csv",))
    with pytest.raises(ValueError, match="one table, not 2"):
        make(find("roles", staff), io.BytesIO(), suffix="csv", by=staff, now=NOW)


def url(key: str = "names", suffix: str = "ods") -> str:
    return reverse("exports:download", args=[key, suffix])


@pytest.mark.parametrize(
    ("suffix", "content_type"),
    [
        ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("csv", "text/csv; charset=utf-8"),
    ],
)
def test_a_download_is_an_attachment_that_nobody_keeps(
    client: Any, officer: User, suffix: str, content_type: str
) -> None:
    client.force_login(officer)
    response = client.get(url(suffix=suffix))
    data = b"".join(response.streaming_content)
    today = timezone.localdate()
    name = f"_{today.year - 1911}{today:%m%d}.{suffix}"
    assert response.status_code == 200
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == (
        f"attachment; filename=\"{name[1:]}\"; filename*=UTF-8''%E7%B8%A3%E5%B8%82%E5%90%8D%E5%96%AE{name}"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert int(response["Content-Length"]) == len(data) > 0
    assert Event.objects.filter(verb="exported").count() == 1


@pytest.mark.parametrize(("key", "suffix"), [("nothing", "ods"), ("roles", "ods"), ("names", "docx")])
def test_what_she_may_not_have_is_not_there(client: Any, officer: User, key: str, suffix: str) -> None:
    client.force_login(officer)
    assert client.get(url(key, suffix)).status_code == 404
    assert not Event.objects.filter(verb="exported").exists()


def test_who_is_not_signed_in_signs_in_first(client: Any) -> None:
    response = client.get(url())
    assert response.status_code == 302
    assert "next=/exports/names.ods" in response["Location"]


def test_a_post_is_refused(client: Any, officer: User) -> None:
    client.force_login(officer)
    assert client.post(url()).status_code == 405


def test_bad_input_is_answered_with_the_sentence_and_no_file(client: Any, officer: User) -> None:
    client.force_login(officer)
    response = client.get(url(), {"year": "2026"})
    assert response.status_code == 400
    assert "年份太大，請填民國年。" in response.content.decode()
    assert not Event.objects.filter(verb="exported").exists()


def test_too_many_rows_are_answered_with_the_way_out(
    client: Any, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "SHEET_ROWS", 2)
    client.force_login(officer)
    response = client.get(url())
    assert response.status_code == 400
    assert "「縣市名單」超過一張工作表的上限" in response.content.decode()
    assert not Event.objects.filter(verb="exported").exists()
    assert b"".join(client.get(url(suffix="csv")).streaming_content).count(b"\r\n") == 3


def test_a_program_mistake_sends_nothing(client: Any, officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Export, user: User, **params: Any) -> Sequence[Table]:
        return [Table("x", "x", [Column("a", "甲", "integer")], [[1], ["ok"], [object()]])]

    monkeypatch.setattr(type(find("names", officer)), "tables", broken)
    client.force_login(officer)
    with pytest.raises(tables.BadCell, match="row 3"):
        client.get(url())
    assert not Event.objects.filter(verb="exported").exists()
