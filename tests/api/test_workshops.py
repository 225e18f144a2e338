"""Programmes, workshops, groups and people through the API: the same words as the pages."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import make_user
from tests.makers.api import program
from tests.makers.workshops import make_group, make_participant, make_programme, make_workshop
from workshops import room
from workshops.models import AgendaItem, Participant, Programme, Workshop

pytestmark = pytest.mark.django_db


def at(name: str, *args: Any) -> str:
    return reverse(f"v1:{name}", args=args)


class TestProgrammes:
    def test_create_change_open_and_continue(self) -> None:
        client = program(make_user("association"))
        sent = {
            "slug": "local-2030", "kind": "local_workshop", "year": 2030, "name": "119年地方實踐工作坊",
            "minutes_min": 180, "minutes_max": 240, "capacity": 60, "groups_min": 6, "groups_max": 8,
            "presentation_min": 5, "presentation_max": 8, "plans_min": 3, "plans_max": 6, "tracking_months": [3, 6],
            "held_by": "2030-06-30",
            "blocks": [{"title": "破冰", "kind": "session", "stage": 1, "minutes_min": 10, "minutes_max": 10}],
        }  # fmt: skip
        made = client.post(at("programme-list"), sent, format="json")
        assert made.status_code == 201, made.json()
        assert made.json()["state"] == "draft"
        assert made.json()["held_by_roc"] == "119年6月30日（日）"
        assert [block["title"] for block in made.json()["blocks"]] == ["破冰"]
        changed = client.patch(at("programme-detail", "local-2030"), {"capacity": 50}, format="json")
        assert changed.json()["capacity"] == 50
        assert changed.json()["name"] == sent["name"]
        assert [move["name"] for move in client.get(at("programme-moves", "local-2030")).json()] == ["open"]
        opened = client.post(at("programme-moves", "local-2030"), {"move": "open"}, format="json")
        assert opened.json()["state"] == "open"
        following = client.post(at("programme-carry-on", "local-2030"), {"year": 2031}, format="json")
        assert following.status_code == 201, following.json()
        assert following.json()["slug"] == "local-2031"
        assert following.json()["capacity"] == 50
        again = client.post(at("programme-carry-on", "local-2030"), {"year": 2031}, format="json")
        assert again.status_code == 422
        assert Programme.objects.count() == 2
        verbs = Event.objects.filter(object_type="workshops.programme").values_list("verb", flat=True)
        assert sorted(verbs) == ["changed", "created", "created", "moved"]

    def test_drafts_are_the_associations(self) -> None:
        make_programme(state=Programme.State.DRAFT, slug="draft")
        officer = program(make_user())
        assert officer.get(at("programme-detail", "draft")).status_code == 404
        assert officer.get(at("programme-list")).json()["results"] == []
        assert program(make_user("association")).get(at("programme-detail", "draft")).status_code == 200


class TestRegistration:
    def test_from_nothing_to_confirmed(self) -> None:
        programme = make_programme(year=2026, slug="local")
        lecturer, supervisor = make_user("lecturer", None), make_user("supervisor")
        officer, association = program(make_user()), program(make_user("association"))
        begun = officer.post(at("workshop-list"), {"programme": "local", "county": "TTT"}, format="json")
        assert begun.status_code == 201, begun.json()
        pk = begun.json()["id"]
        refused = officer.post(at("workshop-moves", pk), {"move": "submit"}, format="json")
        assert refused.status_code == 409
        filled = officer.patch(
            at("workshop-detail", pk),
            {
                "date": "2026-06-10", "starts_at": "13:30", "minutes": 205, "venue": "社福館", "address": "示範路 1 號",
                "seats": 60, "flat_floor": True, "network": "stable", "projector": True, "microphones": False,
                "contact_phone": "089-000000", "officials_expected": 10, "cadres_expected": 30, "groups_planned": 7,
                "supervisor": supervisor.pk, "occasion": "own", "remark": "補登",
            },
            format="json",
        )  # fmt: skip
        assert filled.status_code == 200, filled.json()
        body = filled.json()
        assert (body["date"], body["date_roc"]) == ("2026-06-10", "115年6月10日（三）")
        assert (body["starts_at"], body["ends"]) == ("13:30:00", "2026-06-10T16:55:00+08:00")
        assert (body["flat_floor"], body["projector"], body["microphones"]) == (True, True, False)
        assert body["supervisor"] == {"id": supervisor.pk, "name": supervisor.name}
        agenda = officer.get(at("workshop-agenda", pk)).json()
        assert agenda["minutes"] == 205
        assert agenda["lines"][0]["starts_at"] == "13:30:00"
        assert officer.post(at("workshop-moves", pk), {"move": "submit"}, format="json").json()["state"] == "submitted"
        late = officer.patch(at("workshop-detail", pk), {"venue": "別處"}, format="json")
        assert late.status_code == 422
        assert officer.post(at("workshop-moves", pk), {"move": "confirm"}, format="json").status_code == 404
        assert association.post(at("workshop-moves", pk), {"move": "confirm"}, format="json").status_code == 409
        sent = association.put(
            at("workshop-lecturers", pk), {"lecturer": lecturer.pk, "assistant": None}, format="json"
        )
        assert sent.json()["lecturer"]["id"] == lecturer.pk
        confirmed = association.post(at("workshop-moves", pk), {"move": "confirm"}, format="json")
        assert confirmed.json()["state"] == "confirmed"
        assert Workshop.objects.get(pk=pk).programme == programme

    def test_one_field_leaves_the_others_alone(self) -> None:
        workshop = make_workshop(projector=True)
        answer = program(make_user()).patch(at("workshop-detail", workshop.pk), {"venue": "新場地"}, format="json")
        assert answer.status_code == 200
        workshop.refresh_from_db()
        assert (workshop.venue, workshop.projector, workshop.seats) == ("新場地", True, 60)

    @pytest.mark.parametrize(
        ("minutes", "sentence"),
        [(179, "179 分太短，這個方案至少要 180 分"), (180, ""), (240, ""), (241, "241 分太長，這個方案最多 240 分")],
    )
    def test_the_length_is_the_programmes(self, minutes: int, sentence: str) -> None:
        workshop = make_workshop()
        answer = program(make_user()).patch(at("workshop-detail", workshop.pk), {"minutes": minutes}, format="json")
        assert answer.status_code == (422 if sentence else 200)
        if sentence:
            (error,) = answer.json()["errors"]
            assert error["pointer"] == "/minutes"
            assert error["detail"].startswith(sentence)
        workshop.refresh_from_db()
        assert workshop.minutes == (205 if sentence else minutes)

    def test_an_agenda_outside_the_programme_is_not_handed_in(self) -> None:
        workshop = make_workshop(minutes=241, remark="補登")
        refused = program(make_user()).post(at("workshop-moves", workshop.pk), {"move": "submit"}, format="json")
        assert refused.status_code == 409
        assert "241 分太長" in refused.content.decode()

    def test_null_empties_a_field(self) -> None:
        workshop = make_workshop()
        answer = program(make_user()).patch(
            at("workshop-detail", workshop.pk), {"seats": None, "flat_floor": None}, format="json"
        )
        assert (answer.json()["seats"], answer.json()["flat_floor"]) == (None, None)

    def test_only_ones_own_county_and_an_open_programme(self) -> None:
        make_programme(slug="open")
        make_programme(slug="closed", state=Programme.State.CLOSED)
        officer = program(make_user())
        other = officer.post(at("workshop-list"), {"programme": "open", "county": "HUA"}, format="json")
        assert other.status_code == 422
        assert other.json()["errors"][0]["pointer"] == "/county"
        closed = officer.post(at("workshop-list"), {"programme": "closed", "county": "TTT"}, format="json")
        assert closed.status_code == 422
        assert not Workshop.objects.exists()

    def test_a_stranger_is_no_supervisor_and_her_name_is_not_told(self) -> None:
        stranger = make_user("supervisor", "HUA", name="林花蓮")
        workshop = make_workshop()
        answer = program(make_user()).put(
            at("workshop-supervisor", workshop.pk), {"supervisor": stranger.pk}, format="json"
        )
        assert answer.status_code == 422
        assert "林花蓮" not in answer.content.decode()
        mine = make_user("supervisor")
        answer = program(make_user()).put(
            at("workshop-supervisor", workshop.pk), {"supervisor": mine.pk}, format="json"
        )
        assert answer.json()["supervisor"]["id"] == mine.pk

    def test_the_clock_tells_how_the_room_stands(self) -> None:
        workshop = make_workshop(Workshop.State.RUNNING, groups=1)
        client = program(make_user())
        before = client.get(at("workshop-clock", workshop.pk)).json()
        assert (before["on"], before["ends_at"]) == (False, None)
        room.begin(workshop, by=SYSTEM, now=timezone.now() - dt.timedelta(minutes=11))
        body = client.get(at("workshop-clock", workshop.pk)).json()
        assert (body["on"], body["number"], body["of"], body["phase"]) == (True, 1, 9, "over")
        assert -70 < body["seconds_left"] <= -60

    def test_readiness_says_what_is_missing(self) -> None:
        workshop = make_workshop(Workshop.State.CONFIRMED, groups_planned=7)
        body = program(make_user()).get(at("workshop-readiness", workshop.pk)).json()
        assert body["ready"] is False
        assert any(not check["ok"] and check["cure"] for check in body["checks"])
        assert body["done"] == sum(check["ok"] for check in body["checks"])

    def test_agenda_of_nothing(self) -> None:
        workshop = make_workshop()
        AgendaItem.objects.all().delete()
        body = program(make_user()).get(at("workshop-agenda", workshop.pk)).json()
        assert body == {"minutes": 0, "lines": [], "findings": []}


class TestRooms:
    def test_people_groups_seats_and_codes(self) -> None:
        workshop = make_workshop(Workshop.State.CONFIRMED)
        officer = program(make_user())
        for number in range(8):
            answer = officer.post(
                at("workshop-participants", workshop.pk),
                {
                    "name": f"林{number}華",
                    "kind": "cadre",
                    "unit": f"示範隊 {number}",
                    "email": f"p{number}@example.org",
                },
                format="json",
            )
            assert answer.status_code == 201, answer.json()
        assert answer.json()["email"] == "p7@example.org"
        twice = officer.post(
            at("workshop-participants", workshop.pk),
            {"name": "林7華", "kind": "cadre", "unit": "示範隊 7"}, format="json",
        )  # fmt: skip
        assert twice.status_code == 422
        made = officer.post(at("workshop-groups", workshop.pk), {"count": 4}, format="json")
        assert [group["number"] for group in made.json()["results"]] == [1, 2, 3, 4]
        too_many = officer.post(at("workshop-groups", workshop.pk), {"count": 11}, format="json")
        assert too_many.status_code == 422
        seated = officer.post(at("workshop-seating", workshop.pk), {}, format="json")
        assert seated.json() == {"moved": 8, "people": 8}
        codes = officer.post(at("workshop-codes", workshop.pk), {}, format="json").json()
        assert len({group["code"] for group in codes}) == 4
        assert None not in {group["code"] for group in codes}
        first = codes[0]["id"]
        named = officer.patch(at("group-detail", first), {"host_name": "王小明"}, format="json")
        assert (named.json()["host_name"], named.json()["name"]) == ("王小明", "")
        listed = officer.get(at("workshop-participants", workshop.pk), {"group": first}).json()["results"]
        assert len(listed) == 2
        person = listed[0]["id"]
        moved = officer.patch(
            at("participant-detail", person), {"group": codes[1]["id"], "title": "隊長"}, format="json"
        )
        assert (moved.json()["group"], moved.json()["title"]) == (codes[1]["id"], "隊長")
        assert officer.delete(at("participant-detail", person)).status_code == 204
        tallies = officer.get(at("workshop-tallies", workshop.pk)).json()
        assert {row["kind"]: row["listed"] for row in tallies} == {"official": 0, "centre": 0, "cadre": 7}

    def test_codes_are_only_for_who_runs_it(self) -> None:
        workshop = make_workshop(Workshop.State.CONFIRMED)
        group = make_group(workshop, code="ACDEF")
        reader = program(make_user("association"))
        assert reader.get(at("group-detail", group.pk)).json()["code"] == "ACDEF"
        from tests.makers.api import browser

        authority = browser(make_user("authority_officer"))
        assert authority.get(at("group-detail", group.pk)).json()["code"] is None
        assert authority.get(at("workshop-groups", workshop.pk)).json()["results"][0]["code"] is None

    def test_hosts_are_named_only_to_who_works_in_the_room(self) -> None:
        workshop = make_workshop(Workshop.State.CONFIRMED)
        group = make_group(workshop, host_name="林桌長")
        assert program(make_user()).get(at("group-detail", group.pk)).json()["host_name"] == "林桌長"
        association = program(make_user("association"))
        for where in (at("group-detail", group.pk), at("workshop-groups", workshop.pk)):
            assert "林桌長" not in association.get(where).content.decode()
        association.post(at("workshop-disclosures", workshop.pk), {"reason": "核對與會名單"}, format="json")
        assert association.get(at("group-detail", group.pk)).json()["host_name"] == "林桌長"

    def test_a_table_of_another_workshop(self) -> None:
        person = make_participant(make_workshop(Workshop.State.CONFIRMED))
        elsewhere = make_group(make_workshop(Workshop.State.CONFIRMED))
        answer = program(make_user()).patch(
            at("participant-detail", person.pk), {"group": elsewhere.pk, "title": "隊長"}, format="json"
        )
        assert answer.status_code == 422
        person.refresh_from_db()
        assert (person.group, person.title) == (None, "")


class TestLists:
    def test_filters(self) -> None:
        one = make_programme(slug="one")
        make_workshop(programme=one)
        make_workshop(Workshop.State.SUBMITTED, programme=one)
        make_workshop(Workshop.State.SUBMITTED, programme=make_programme(slug="two"), county="HUA")
        client = program(make_user("association"))

        def count(**wanted: str) -> int:
            return len(client.get(at("workshop-list"), wanted).json()["results"])

        assert [count(), count(programme="one"), count(county="HUA"), count(state="submitted")] == [3, 2, 1, 2]
        assert count(programme="one", state="submitted") == 1
        assert count(programme="nowhere") == 0

    def test_pages_hold_every_row_once_while_rows_are_added(self) -> None:
        programme = make_programme()
        rows = [make_workshop(programme=programme, agenda=False).pk for _number in range(5)]
        client = program(make_user())
        seen, where, answers = [], f"{at('workshop-list')}?page_size=2", 0
        while where:
            body = client.get(where).json()
            seen += [row["id"] for row in body["results"]]
            where, answers = body["next"], answers + 1
            if answers == 1:
                rows.append(make_workshop(programme=programme, agenda=False).pk)
        assert seen == rows
        assert answers == 3
        back = client.get(body["previous"]).json()
        assert [row["id"] for row in back["results"]] == rows[2:4]

    @pytest.mark.parametrize(
        "wanted",
        [{"page_size": "0"}, {"page_size": "201"}, {"page_size": "x"}, {"page_size": "２"}, {"cursor": "x"},
         {"cursor": "cD1hYmM="}, {"cursor": "bz0tMQ=="}],
    )  # fmt: skip
    def test_no_page_like_that(self, wanted: dict[str, str]) -> None:
        answer = program(make_user()).get(at("workshop-list"), wanted)
        assert answer.status_code == 400, answer.json()
        assert answer.json()["errors"][0]["parameter"] in wanted

    def test_counties_stand_in_their_order(self) -> None:
        body = program(make_user()).get(at("county-list")).json()
        assert len(body["results"]) == 22
        assert [row["position"] for row in body["results"]] == sorted(row["position"] for row in body["results"])

    @pytest.mark.parametrize("name", ["workshop-list", "programme-list"])
    def test_a_list_asks_as_often_for_three_rows_as_for_one(
        self, name: str, django_assert_max_num_queries: Any
    ) -> None:
        client = program(make_user("association"))
        client.get(at(name))  # the token's use is noted once

        def queries() -> int:
            with django_assert_max_num_queries(20) as asked:
                client.get(at(name))
            return len(asked)

        make_workshop(Workshop.State.CONFIRMED)
        one = queries()
        for _number in range(2):
            make_workshop(Workshop.State.CONFIRMED, programme=make_programme())
        assert queries() == one

    def test_the_list_of_people_too(self, django_assert_max_num_queries: Any) -> None:
        workshop = make_workshop(Workshop.State.CONFIRMED)
        client = program(make_user())
        client.get(at("workshop-participants", workshop.pk))

        def queries() -> int:
            with django_assert_max_num_queries(20) as asked:
                client.get(at("workshop-participants", workshop.pk))
                client.get(at("workshop-groups", workshop.pk))
            return len(asked)

        make_participant(workshop, group=make_group(workshop))
        one = queries()
        for _number in range(2):
            make_participant(workshop, group=make_group(workshop))
        assert queries() == one
        assert Participant.objects.count() == 3
