"""Errors: problem+json of one shape, in both languages, with nothing of the inside."""

import logging
from typing import Any

import pytest
from django.urls import reverse
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle

from config.problems import STATUS, TITLES
from foundation.audit.models import Event
from tests.makers.accounts import make_user
from tests.makers.actionplans import make_table
from tests.makers.api import browser, program
from tests.makers.workshops import make_programme, make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


def problem_of(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.content.decode()[:400]
    assert answer["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["type"] == f"urn:problem:{code}"
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert body["instance"].startswith("/api/")
    assert set(body["translations"]) | {answer["Content-Language"]} == {"zh-hant", "en"}
    return body


def test_every_kind_has_title_and_status() -> None:
    assert set(TITLES) == set(STATUS)


class TestKinds:
    def test_not_signed_in(self) -> None:
        body = problem_of(program().get(reverse("v1:me")), 401, "not_signed_in")
        assert "權杖" in body["detail"]

    @pytest.mark.parametrize("where", ["/api/", "/api/nothing", "/api/v2/me/", "/api/v1/nothing/", "/api/v1/me"])
    def test_unknown_address(self, where: str) -> None:
        for method in ("get", "post", "put", "patch", "delete"):
            problem_of(getattr(program(), method)(where), 404, "not_found")

    def test_a_row_that_is_not_hers_reads_like_none_at_all(self) -> None:
        client = program(make_user(county="HUA"))
        hidden = client.get(reverse("v1:workshop-detail", args=[make_workshop().pk])).json()
        nothing = client.get(reverse("v1:workshop-detail", args=[999999])).json()
        assert hidden | {"instance": ""} == nothing | {"instance": ""}

    def test_method(self) -> None:
        problem_of(program(make_user()).delete(reverse("v1:me")), 405, "method_not_allowed")
        problem_of(program(make_user()).options(reverse("v1:me")), 405, "method_not_allowed")

    def test_a_list_where_one_thing_is_expected(self) -> None:
        workshop = make_workshop()
        where = reverse("v1:workshop-detail", args=[workshop.pk])
        body = problem_of(program(make_user()).patch(where, [{"venue": "x"}], format="json"), 422, "invalid")
        assert "要送一個 JSON 物件（{ }），送來的是 list。" in str(body)

    def test_allow_names_what_works(self) -> None:
        assert program(make_user()).post(reverse("v1:me"))["Allow"] == "GET, HEAD"

    def test_nobody_on_the_way_keeps_an_answer(self) -> None:
        client = program(make_user())
        for where in (reverse("v1:me"), "/api/v1/nothing/", reverse("v1:workshop-detail", args=[1])):
            assert client.get(where)["Cache-Control"] == "private, no-store"

    def test_accept(self) -> None:
        answer = program(make_user()).get(reverse("v1:me"), headers={"Accept": "text/html"})
        problem_of(answer, 406, "not_acceptable")

    def test_media_type(self) -> None:
        answer = program(make_user("association")).post(
            reverse("v1:programme-list"), "a=1", content_type="application/x-www-form-urlencoded"
        )
        problem_of(answer, 415, "unsupported_media_type")

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ('{"slug": ', "第 1 行第 10 個字"),
            ('{"a": 1,\n b}', "第 2 行第 2 個字"),
            ("NaN", "JSON"),
            ('{"slug": "\\ud800"}', "UTF-8"),
            ("[" * 9000, "JSON"),
            (b"\xff\xfe\x00", "UTF-8"),
        ],
    )
    def test_malformed_json(self, sent: Any, said: str) -> None:
        answer = program(make_user("association")).post(
            reverse("v1:programme-list"), sent, content_type="application/json"
        )
        assert said in problem_of(answer, 400, "malformed")["detail"]

    @pytest.mark.parametrize("sent", ["[]", "3", '"text"', "null", "true"])
    def test_json_that_is_no_object(self, sent: str) -> None:
        answer = program(make_user("association")).post(
            reverse("v1:programme-list"), sent, content_type="application/json"
        )
        problem_of(answer, 422, "invalid")

    def test_forged_request(self) -> None:
        from rest_framework.test import APIClient

        client = APIClient(enforce_csrf_checks=True)
        client.force_login(make_user("association"))
        problem_of(client.post(reverse("v1:programme-list"), {}, format="json"), 403, "csrf")

    def test_unknown_parameter_and_value(self) -> None:
        client = program(make_user())
        body = problem_of(client.get(reverse("v1:workshop-list"), {"stat": "draft"}), 400, "wrong_parameter")
        assert body["errors"][0]["parameter"] == "stat"
        assert "programme、county、state" in body["detail"]
        body = problem_of(
            client.get(reverse("v1:workshop-list"), {"state": "done", "county": "XXX"}), 400, "wrong_parameter"
        )
        assert {error["parameter"] for error in body["errors"]} == {"state", "county"}
        assert "draft、submitted" in body["detail"]

    def test_unexpected_error_tells_a_number_and_nothing_else(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        def broken(*_args: Any, **_kwargs: Any) -> None:
            raise RuntimeError("secret of the inside")

        monkeypatch.setattr("workshops.readiness.of", broken)
        workshop = make_workshop()
        with caplog.at_level(logging.ERROR, logger="config.problems"):
            answer = program(make_user()).get(reverse("v1:workshop-readiness", args=[workshop.pk]))
        body = problem_of(answer, 500, "server_error")
        assert "secret" not in answer.content.decode()
        assert body["incident"] in body["detail"]
        assert body["incident"] in caplog.text
        assert "secret of the inside" in caplog.text


class TestRefusals:
    def test_wrong_fields_by_pointer_and_nothing_changed(self) -> None:
        workshop = make_workshop(venue="舊場地")
        answer = program(make_user()).patch(
            reverse("v1:workshop-detail", args=[workshop.pk]),
            {"venue": "新場地", "minutes": 9999, "contact_email": "nowhere", "date": "2026-02-30"},
            format="json",
        )
        body = problem_of(answer, 422, "invalid")
        assert "/date" in {error["pointer"] for error in body["errors"]}
        answer = program(make_user()).patch(
            reverse("v1:workshop-detail", args=[workshop.pk]), {"venue": "新場地", "minutes": 9999}, format="json"
        )
        (error,) = problem_of(answer, 422, "invalid")["errors"]
        assert error["pointer"] == "/minutes"
        assert "9999" in error["detail"]
        workshop.refresh_from_db()
        assert workshop.venue == "舊場地"
        assert workshop.unfinished == {}
        assert not Event.objects.filter(object_type="workshops.workshop", verb="changed").exists()

    def test_unknown_fields_are_told_with_the_known_ones(self) -> None:
        answer = program(make_user()).patch(
            reverse("v1:workshop-detail", args=[make_workshop().pk]), {"vanue": "x", "state": "closed"}, format="json"
        )
        body = problem_of(answer, 422, "invalid")
        assert {error["pointer"] for error in body["errors"]} == {"/vanue", "/state"}
        assert {error["code"] for error in body["errors"]} == {"unknown"}
        assert "venue" in body["errors"][0]["detail"]

    def test_a_pointer_leads_into_lists(self) -> None:
        blocks = [{"title": "好", "kind": "session", "minutes_min": 1, "minutes_max": 2}, {"title": "", "kind": "x"}]
        answer = program(make_user("association")).put(
            reverse("v1:programme-blocks", args=[make_programme().slug]), {"blocks": blocks}, format="json"
        )
        pointers = {error["pointer"] for error in problem_of(answer, 422, "invalid")["errors"]}
        assert {"/blocks/1/title", "/blocks/1/kind", "/blocks/1/minutes_min"} <= pointers

    def test_a_refused_move_is_a_conflict_with_every_reason(self) -> None:
        workshop = make_workshop(venue="", host_unit="", remark="補登")
        answer = program(make_user()).post(
            reverse("v1:workshop-moves", args=[workshop.pk]), {"move": "submit"}, format="json"
        )
        body = problem_of(answer, 409, "conflict")
        assert len(body["errors"]) == 2
        workshop.refresh_from_db()
        assert workshop.state == Workshop.State.DRAFT

    def test_an_unknown_move_names_the_known(self) -> None:
        answer = program(make_user()).post(
            reverse("v1:workshop-moves", args=[make_workshop().pk]), {"move": "jump"}, format="json"
        )
        (error,) = problem_of(answer, 422, "invalid")["errors"]
        assert error["pointer"] == "/move"
        assert "submit" in error["detail"]

    def test_both_languages_say_the_same_refusal(self) -> None:
        workshop = make_workshop(Workshop.State.SUBMITTED)
        where = reverse("v1:workshop-moves", args=[workshop.pk])
        officer = make_user("association")
        chinese = problem_of(program(officer).post(where, {"move": "return"}, format="json"), 409, "conflict")
        english = problem_of(
            program(officer, language="en").post(where, {"move": "return"}, format="json"), 409, "conflict"
        )
        assert "原因" in chinese["detail"]
        assert chinese["translations"]["en"] == {key: english[key] for key in ("title", "detail", "errors")}
        assert english["translations"]["zh-hant"] == {key: chinese[key] for key in ("title", "detail", "errors")}

    def test_what_was_wrong_in_a_field_is_told_in_both_languages(self) -> None:
        answer = program(make_user("association")).post(
            reverse("v1:programme-carry-on", args=[make_programme().slug]), {}, format="json"
        )
        body = problem_of(answer, 422, "invalid")
        assert body["errors"] == [{"pointer": "/year", "detail": "這一欄要填。", "code": "required"}]
        assert body["translations"]["en"]["errors"] == [
            {"pointer": "/year", "detail": "This field is required.", "code": "required"}
        ]

    def test_being_refused_twice_leaves_no_trace(self) -> None:
        """The second try, for the other language, is rolled back even where it would succeed."""
        workshop = make_workshop()
        workshop.agenda.all().delete()
        events = Event.objects.count()
        client = program(make_user())
        issued = Event.objects.count()
        assert issued > events
        client.post(reverse("v1:workshop-moves", args=[workshop.pk]), {"move": "submit"}, format="json")
        assert Event.objects.count() == issued


class TestThrottling:
    @pytest.fixture(autouse=True)
    def tight(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rates = {"anon": "2/min", "user": "3/min"}
        for throttle in (AnonRateThrottle, UserRateThrottle):
            monkeypatch.setattr(throttle, "THROTTLE_RATES", rates)

    def test_who_knocks_without_a_name_waits(self) -> None:
        for _attempt in range(2):
            assert program().get(reverse("v1:me")).status_code == 401
        answer = program().get(reverse("v1:me"))
        body = problem_of(answer, 429, "throttled")
        assert 1 <= int(answer["Retry-After"]) <= 60
        assert answer["Retry-After"] in body["detail"]

    def test_wrong_tokens_count(self) -> None:
        headers = {"Authorization": f"Token {'0' * 64}"}
        found = [program().get(reverse("v1:me"), headers=headers).status_code for _attempt in range(3)]
        assert found == [401, 401, 429]

    def test_an_address_made_up_in_a_header_is_nobodys(self) -> None:
        """Without a proxy of ours nobody's word about addresses counts: else each request would come from elsewhere."""
        found = [
            program().get(reverse("v1:me"), headers={"X-Forwarded-For": f"192.0.2.{number}"}).status_code
            for number in range(3)
        ]
        assert found == [401, 401, 429]

    def test_each_person_has_her_own(self) -> None:
        busy, other = program(make_user()), browser(make_user())
        assert [busy.get(reverse("v1:me")).status_code for _attempt in range(4)] == [200, 200, 200, 429]
        assert other.get(reverse("v1:me")).status_code == 200

    def test_the_description_counts_once(self) -> None:
        found = [program().get(reverse("v1:schema")).status_code for _attempt in range(3)]
        assert found == [200, 200, 429]


def test_a_body_that_is_too_large_is_a_problem_of_its_sender(settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
    answer = program(make_user()).post(
        "/api/v1/workshops/", b"[" + b" " * (1 << 20) + b"]", content_type="application/json"
    )
    assert answer.status_code == 413
    told = answer.json()
    assert (told["type"], told["detail"]) == ("urn:problem:too_large", "一次最多 1 MB，請分成幾次送。")
    assert "1 MB" in told["translations"]["en"]["detail"]
    assert "incident" not in told


@pytest.mark.parametrize("body", ["null", "[]", "1", '"x"', "{}"])
def test_a_batch_that_is_no_batch_is_malformed(body: str) -> None:
    group = make_table()
    sheet = f"/api/v1/groups/{group.pk}/sheets/design/operations/"
    answer = program(make_user()).post(sheet, body, content_type="application/json")
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:problem:malformed")
