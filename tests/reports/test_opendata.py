"""Open data: only settled years, small cells hidden, files as their dictionary says, in both languages."""

import csv
import datetime as dt
import hashlib
import io
import re
import zipfile
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation import bulk
from foundation.accounts.models import County
from foundation.audit.trail import SYSTEM
from reports.opendata import editions
from reports.opendata.editions import NATION, OTHERS
from reports.opendata.rules import FILE, BadRulesError, read, rules
from tests.makers.results import make_accepted
from tests.makers.volunteers import make_enrolment, make_unit, make_volunteer
from volunteers.models import ResultSum, ServiceBatch, ServiceEntry, Unit
from volunteers.reporting import summing
from volunteers.serving import ledger, sums

pytestmark = pytest.mark.django_db
AFTER = dt.datetime(2026, 3, 20, 2, 0, tzinfo=dt.UTC)
LEAST = rules().least


def settle(*units: Unit) -> ResultSum:
    """All the way up."""
    for unit in {one.authority_id: one for one in units}.values():
        made = summing.close_authority(
            authority=unit.authority, county=unit.county, year=2025, term="year", by=SYSTEM, now=AFTER
        )
        summing.accept(sum_=made, by=SYSTEM, now=AFTER)
    for county in County.objects.filter(pk__in={unit.county_id for unit in units}):
        up = summing.close_county(county=county, year=2025, term="year", by=SYSTEM, now=AFTER)
        summing.accept(sum_=up, by=SYSTEM, now=AFTER)
    return summing.close_nation(year=2025, term="year", by=SYSTEM, now=AFTER)


def unit_of(county: str, women: int, men: int) -> Unit:
    unit = make_unit(county)
    for number in range(women + men):
        make_enrolment(unit, make_volunteer(sex="female" if number < women else "male"))
    make_accepted(unit)
    return unit


def rows(client: Client, name: str) -> list[dict[str, str]]:
    answer = client.get(reverse("reports:opendata_file", args=[2025, name, "csv"]))
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def sex(client: Client) -> dict[tuple[str, str], str]:
    return {
        (row["county"], row["code"]): row["people"] for row in rows(client, "people") if row["group"] in ("sex", "all")
    }


def test_a_year_is_there_once_it_is_settled_and_gone_when_it_comes_back() -> None:
    client = Client()
    unit = unit_of("HUA", 6, 6)
    where = reverse("reports:opendata_year", args=[2025])
    assert client.get(where).status_code == 404, "accepted is not settled"
    whole = settle(unit)
    assert client.get(where).status_code == 200
    assert "2025" in client.get(reverse("reports:opendata_atom")).content.decode()
    summing.send_back(sum_=whole, reason="縣市要更正時數", by=SYSTEM, now=AFTER)
    assert client.get(where).status_code == 404
    assert "還沒有公布" in client.get(reverse("reports:opendata")).content.decode()


def test_what_is_small_is_hidden_with_what_would_tell_it() -> None:
    settle(unit_of("HUA", 2, 9), unit_of("TTT", 8, 7), unit_of("TPE", 30, 20))
    found = sex(Client())
    assert (found["HUA", "sex_female"], found["HUA", "people"]) == ("", "11"), "2 women of 11 people"
    assert found["HUA", "sex_male"] == "", "it would tell the women"
    assert found["TTT", "sex_female"] == found["TTT", "sex_male"] == "", "so would the column"
    assert (found["TPE", "sex_female"], found["TPE", "sex_male"]) == ("30", "20")
    assert (found[NATION, "sex_female"], found[NATION, "people"]) == ("40", "76")


def test_counties_of_too_few_people_are_shown_as_one() -> None:
    settle(unit_of("HUA", 2, 1), unit_of("TTT", 8, 7), unit_of("TPE", 30, 20))
    found = sex(Client())
    assert found[OTHERS, "people"] == "18"
    assert not {("HUA", "people"), ("TTT", "people")} & found.keys()
    edition = editions.edition(2025)
    assert edition is not None
    assert edition.folded == ("TTT", "HUA") or set(edition.folded) == {"TTT", "HUA"}


def test_a_nation_of_too_few_people_tells_nothing() -> None:
    settle(unit_of("HUA", 1, 1))
    assert editions.edition(2025) is None
    assert editions.years() == []
    assert Client().get(reverse("reports:opendata_year", args=[2025])).status_code == 404


def lines(unit: Unit, minutes: int) -> None:
    """Approved hours of the unit's own category."""
    person = unit.enrolments.first().volunteer_id
    batch = ServiceBatch.objects.create(unit=unit, source="list", made_at=AFTER, made_by="示範")
    day = dt.date(2025, 3, 7)
    row = (
        person, unit.pk, unit.category, day, ledger.month_of(day), None, None, minutes, minutes, "", "", 0, 1, "",
        "approved", batch.pk, None, "", None, None,
    )  # fmt: skip
    bulk.insert(ServiceEntry, ledger.COLUMNS, [row])
    sums.add(Q(batch=batch))


def test_hours_with_few_people_behind_them_are_hidden() -> None:
    made = []
    for county, category, people, minutes in (
        ("HUA", "social", 2, 90), ("HUA", "social", 10, 0), ("TTT", "social", 12, 180), ("TPE", "education", 12, 240),
    ):  # fmt: skip
        unit = make_unit(county, category)
        for _number in range(people):
            make_enrolment(unit)
        if minutes:
            lines(unit, minutes)
        make_accepted(unit)
        made.append(unit)
    settle(*made)
    told = {(row["county"], row["code"]): row["minutes"] for row in rows(Client(), "kinds")}
    assert told["HUA", "kind_social"] == "", "two people served there"
    assert told["HUA", "kind_education"] == "", "it would tell that all of it was social"
    assert told["TTT", "kind_social"] == "180"
    assert (told[NATION, "kind_social"], told[NATION, "kind_education"]) == ("270", "240")


def test_totals_of_what_is_shown_agree_with_the_settled_sum() -> None:
    whole = settle(unit_of("HUA", 12, 9), unit_of("TTT", 8, 7), unit_of("TPE", 30, 20))
    client = Client()
    for name, column in (("people", "people"), ("figures", "value")):
        told = [row for row in rows(client, name) if row.get("group", "all") == "all"]
        for row in told:
            if row["county"] == NATION and row["hidden"] == "false" and row["code"] in whole.values:
                assert int(row[column]) == whole.values[row["code"]], row["code"]
        for code in {row["code"] for row in told}:
            mine = [row for row in told if row["code"] == code]
            parts = [int(row[column]) for row in mine if row["county"] != NATION and row[column]]
            (total,) = [row[column] for row in mine if row["county"] == NATION]
            assert not total or sum(parts) <= int(total)
    once = next(row for row in rows(client, "figures") if row["code"] == "people_once")
    assert (once["county"], int(once["value"])) == (NATION, whole.distinct["people"])


# What the specification of a tabular data package asks, by hand: https://specs.frictionlessdata.io/
TYPES = {"string": str, "integer": int, "boolean": lambda text: {"true": True, "false": False}[text]}
URL = re.compile(r"^https?://")


def valid(found: dict[str, Any], client: Client) -> None:
    """Whether a descriptor and its files are what the specification says."""
    assert found["profile"] == "tabular-data-package"
    assert re.fullmatch(r"[a-z0-9._/-]+", found["name"])
    assert URL.match(found["homepage"])
    assert dt.datetime.fromisoformat(found["created"]).tzinfo is not None
    for one in found["licenses"]:
        assert one["name"] or URL.match(one["path"])
    names = [one["name"] for one in found["resources"]]
    assert len(set(names)) == len(names) >= 1
    keys: dict[str, set[str]] = {}
    told: dict[str, list[dict[str, str]]] = {}
    for one in found["resources"]:
        assert one["profile"] == "tabular-data-resource"
        assert re.fullmatch(r"[a-z0-9._/-]+", one["name"])
        assert not one["path"].startswith(("/", "."))
        data = client.get(reverse("reports:opendata_year", args=[2025]) + one["path"]).content
        assert len(data) == one["bytes"]
        assert one["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        reader = csv.DictReader(io.StringIO(data.decode(one["encoding"])))
        fields = one["schema"]["fields"]
        assert [field["name"] for field in fields] == reader.fieldnames
        assert set(one["schema"]["primaryKey"]) <= {field["name"] for field in fields}
        seen = set()
        told[one["name"]] = list(reader)
        for row in told[one["name"]]:
            for field in fields:
                text = row[field["name"]]
                if text in one["schema"]["missingValues"]:
                    assert not field["constraints"]["required"], (one["name"], field["name"])
                else:
                    TYPES[field["type"]](text)
            key = tuple(row[name] for name in one["schema"]["primaryKey"])
            assert key not in seen, f"{one['name']} has {key} twice"
            seen.add(key)
        keys[one["name"]] = {row.get("code", "") for row in told[one["name"]]}
    for one in found["resources"]:
        for foreign in one["schema"].get("foreignKeys", ()):
            assert {row[foreign["fields"]] for row in told[one["name"]]} <= keys[foreign["reference"]["resource"]]


def test_the_package_is_what_the_specification_says() -> None:
    settle(unit_of("HUA", 2, 9), unit_of("TTT", 8, 7), unit_of("TPE", 30, 20))
    client = Client()
    answer = client.get(reverse("reports:opendata_package", args=[2025]))
    assert answer["Access-Control-Allow-Origin"] == "*"
    found = answer.json()
    valid(found, client)
    assert found["licenses"][0]["name"] == "OGDL-Taiwan-1.0"
    assert found["suppression"]["least"] == LEAST
    assert found["version"].startswith("2025.20260320")
    for one in found["resources"]:
        for field in one["schema"]["fields"]:
            assert field["title_en"].isascii(), field
    # The same settled year gives the same bytes.
    assert client.get(reverse("reports:opendata_package", args=[2025])).content == answer.content


def test_every_format_tells_the_same() -> None:
    settle(unit_of("HUA", 2, 9), unit_of("TTT", 8, 7))
    client = Client()
    for name in ("people", "figures", "kinds", "codes"):
        objects = client.get(reverse("reports:opendata_file", args=[2025, name, "json"])).json()
        plain = rows(client, name)
        assert len(objects) == len(plain)
        for one, row in zip(objects, plain, strict=True):
            texts = {key: "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
                     for key, value in one.items()}  # fmt: skip
            assert texts == row
    sheet = client.get(reverse("reports:opendata_sheets", args=[2025])).content
    text = zipfile.ZipFile(io.BytesIO(sheet)).read("content.xml").decode()
    assert text.count("<table:table ") == 4
    for wrong in (["nothing", "csv"], ["people", "xml"]):
        assert client.get(reverse("reports:opendata_file", args=[2025, *wrong])).status_code == 404


def test_the_pages_speak_both_languages_and_hold_nobody() -> None:
    unit = make_unit("HUA", name="海線志工隊")
    for _number in range(6):
        make_enrolment(unit, make_volunteer(name="林素珠"))
    make_accepted(unit)
    settle(unit, unit_of("TTT", 8, 7))
    client = Client()
    page = client.get(reverse("reports:opendata_year", args=[2025])).content.decode()
    assert "開放資料" in page
    assert "政府資料開放授權條款" in page
    assert "林素珠" not in page
    assert "海線志工隊" not in page
    client.cookies["django_language"] = "en"
    page = client.get(reverse("reports:opendata_year", args=[2025])).content.decode()
    assert "Hualien" in page
    assert "Open data" in page


def test_a_year_takes_a_fixed_number_of_questions() -> None:
    settle(unit_of("HUA", 12, 9), unit_of("TTT", 8, 7))
    with CaptureQueriesContext(connection) as queries:
        editions.edition(2025)
    assert len(queries) <= 5


@pytest.mark.parametrize(
    ("was", "then"),
    [("people = 5", "people = 2"), ('"minutes"', '"books"'), ('"minutes"', '"hours"')],
)
def test_rules_that_let_people_show_are_refused(was: str, then: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    with pytest.raises(BadRulesError):
        read(text.replace(was, then, 1))
