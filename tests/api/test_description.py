"""The description of the API: true, complete, and readable without the network."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from config.api_words import SUMMARIES
from config.problems import STATUS

ROOT = Path(settings.ROOT)


@pytest.mark.django_db
def test_it_is_made_without_a_warning_and_valid(tmp_path: Path) -> None:
    call_command(
        "spectacular",
        "--api-version",
        "v1",
        "--fail-on-warn",
        "--validate",
        "--format",
        "openapi-json",
        "--file",
        str(tmp_path / "api.json"),
    )
    described = json.loads((tmp_path / "api.json").read_text(encoding="utf-8"))
    assert described["openapi"].startswith("3.1")
    assert len(described["paths"]) > 30


@pytest.mark.django_db
def test_every_operation_tells_its_errors_and_what_it_is_for(client: Client) -> None:
    described = client.get(reverse("v1:schema")).json()
    operations = [
        (where, method, operation)
        for where, item in described["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    ]
    assert len(operations) > 45
    assert all(
        "application/problem+json" in operation["responses"]["default"]["content"] for *_, operation in operations
    )
    assert not [(where, method) for where, method, operation in operations if not operation.get("description")]
    names = [operation["operationId"] for *_, operation in operations]
    assert len(set(names)) == len(names)
    assert set(names) == set(SUMMARIES)
    assert {operation["summary"] for *_, operation in operations} == {str(word) for word in SUMMARIES.values()}
    problem = described["components"]["schemas"]["Problem"]
    assert problem["properties"]["type"]["enum"] == [f"urn:problem:{code}" for code in STATUS]
    assert all(where.startswith("/api/v1/") and where.endswith("/") for where in described["paths"])


@pytest.mark.django_db
def test_the_browser_of_the_api_comes_from_our_own_files(client: Client) -> None:
    from django.contrib.staticfiles import finders

    answer = client.get("/api/v1/")
    page = answer.content.decode()
    assert answer.status_code == 200
    for name in (
        "drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js",
        "drf_spectacular_sidecar/swagger-ui-dist/swagger-ui.css",
        "js/api-docs.js",
    ):
        assert name in page
        assert finders.find(name)
    assert "https://" not in page
    assert "unsafe" not in answer["Content-Security-Policy"]
