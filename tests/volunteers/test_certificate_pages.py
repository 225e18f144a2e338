"""Pages, files, exports and endpoints about certificates and honour cards."""

import io
import json

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from foundation.accounts.roles import Role
from foundation.exports import pdf
from foundation.jobs.models import Job
from tests.makers.accounts import make_user
from tests.makers.certifying import GIVEN, make_certificate, make_given, make_honor_card, make_officer, make_served
from tests.makers.volunteers import NOW, make_trained, make_unit
from volunteers.awards import giving
from volunteers.certifying import honor_cards, issuing, keys, revising
from volunteers.models import Certificate, HonorCard

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


class TestIssuing:
    def test_the_page_shows_hours_and_issues_for_those_ticked(self, client):
        unit, officer = make_unit(), make_officer()
        person, other = make_served(unit).volunteer, make_served(unit).volunteer
        client.force_login(officer)
        where = reverse("volunteers:unit_certificates", args=[unit.pk])
        page = client.get(where, {"first": "115/1/1", "last": "115/5/31"}).content.decode()
        assert person.name in page
        assert "3 小時" in page
        sent = {"what": "performance", "first": "115/1/1", "last": "115/5/31", "person": [person.pk]}

        answer = client.post(where, sent)

        assert answer.status_code == 302
        assert Certificate.objects.get().volunteer == person
        assert not Certificate.objects.filter(volunteer=other).exists()

    @pytest.mark.parametrize(("last", "said"), [("115/5", "實務手冊"), ("迄今", "實務手冊"), ("199/1/1", "今天以後")])
    def test_vague_days_are_refused_and_nothing_else_is_lost(self, client, last, said):
        unit = make_unit()
        person = make_served(unit).volunteer
        client.force_login(make_officer())
        sent = {"what": "performance", "first": "115/1/1", "last": last, "person": [person.pk], "content": "送餐"}
        answer = client.post(reverse("volunteers:unit_certificates", args=[unit.pk]), sent)

        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert not Certificate.objects.exists()

    def test_awards_and_thanks_are_issued_in_one_press(self, client):
        unit = make_unit()
        person = make_trained(unit)
        make_given(person)
        client.force_login(make_officer())
        where = reverse("volunteers:unit_certificates", args=[unit.pk])
        client.post(where, {"what": "awards"})
        client.post(where, {"what": "awards"})
        client.post(where, {"what": "thanks", "person": [person.pk], "text": "謝謝你"})

        assert sorted(Certificate.objects.values_list("kind", flat=True)) == ["award", "thanks"]

    def test_the_list_asks_the_same_with_one_row_and_three(self, client):
        client.force_login(make_officer())
        counts = []
        for count in (1, 2):
            for _one in range(count):
                make_certificate(make_unit())
            client.get(reverse("volunteers:certificates"))
            with CaptureQueriesContext(connection) as asked:
                client.get(reverse("volunteers:certificates"))
            counts.append(len(asked))

        assert counts[0] == counts[1]


class TestFiles:
    @pytest.mark.parametrize(("language", "said"), [("zh-hant", "志願服務績效證明書"), ("en", "Volunteer Service")])
    def test_a_certificate_is_printed_in_both_languages(self, client, language, said):
        one = make_certificate()
        client.force_login(make_officer())
        data = body(client.get(reverse("volunteers:issued_paper", args=[one.pk, language])))

        assert said.replace(" ", "") in text_of(data).replace(" ", "").replace("\n", "")
        assert len(PdfReader(io.BytesIO(data)).pages) == 1

    def test_all_of_a_stroke_in_one_file_with_bookmarks_in_the_background(
        self, client, django_capture_on_commit_callbacks
    ):
        unit, officer = make_unit(), make_officer()
        people = [make_served(unit).volunteer for _one in range(3)]
        made = issuing.thank(unit=unit, people=people, by=officer, now=NOW)
        client.force_login(officer)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("volunteers:issued_together", args=[made[0].together, "zh-hant"]))
        job = Job.objects.get()
        job.refresh_from_db()

        assert (job.state, job.done, job.total) == (Job.State.DONE, 3, 3)
        with job.result.open("rb") as stream:
            reader = PdfReader(io.BytesIO(stream.read()))
        assert len(reader.pages) == 3
        assert [made[0].number in item.title for item in reader.outline] == [True, False, False]

    @pytest.mark.parametrize(("name", "absent"), [("𠮷田堃", ""), ("林\U0002fa1e珠", "\U0002fa1e")])
    def test_a_sign_that_will_be_missing_on_paper_is_said_beforehand(self, client, monkeypatch, name, absent):
        monkeypatch.setattr(pdf, "_lacking", lambda signs: frozenset(signs) & {"\U0002fa1e"})
        unit = make_unit()
        person = make_trained(unit)
        person.name = name
        person.save()
        one = make_certificate(unit, person)
        client.force_login(make_officer())
        page = client.get(reverse("volunteers:issued", args=[one.pk]))

        assert page.context["absent"] == absent
        assert ("印出來會是〓" in page.content.decode()) == bool(absent)

    def test_the_credential_is_the_file_that_was_signed(self, client):
        one = make_certificate()
        client.force_login(make_officer())
        data = body(client.get(reverse("volunteers:issued_credential", args=[one.pk])))

        assert json.loads(data) == one.credential

    def test_a_card_is_printed_with_its_back(self, client):
        make_honor_card()
        client.force_login(make_officer())
        data = body(client.post(reverse("volunteers:honor_card_paper"), {"card": HonorCard.objects.get().pk}))

        assert len(PdfReader(io.BytesIO(data)).pages) == 2
        assert "LIN, SU-CHU" in text_of(data)


class TestPublic:
    def test_the_page_says_whether_it_holds_and_nothing_more_of_her(self, client):
        one = make_certificate()
        where = reverse("volunteers:check", args=[one.code])
        page = client.get(where).content.decode()
        assert "<b>有效</b>" in page
        for told in (one.volunteer.identity_shown, "1960", one.volunteer.phone or "0912", str(one.volunteer.key)):
            assert told not in page
        second = revising.reissue(certificate=one, reason="印壞了再印一張", by=make_officer(), now=NOW)
        assert f"已由 {second.number} 取代" in client.get(where).content.decode()
        revising.revoke(certificate=second, reason="發錯人了要收回", by=make_officer(), now=NOW)
        page = client.get(reverse("volunteers:check", args=[second.code])).content.decode()
        assert "已撤銷" in page
        assert "發錯人" not in page
        assert client.get(reverse("volunteers:check", args=["NOTHING"])).status_code == 404

    def test_whoever_compares_it_with_the_paper_finds_every_line_but_her_identity_number(self, client):
        one = make_certificate(content="陪長輩散步", remark="全年無缺席")
        page = client.get(reverse("volunteers:check", args=[one.code])).content.decode()
        said = one.says["zh-hant"]
        for label, line in said["rows"]:
            assert (line in page) == (label != "證號"), label
        assert {label for label, _line in said["rows"]} >= {"證號", "紀錄冊編號", "服務內容", "服務績效"}
        assert said["head"] in page
        assert said["note"] in page

    @pytest.mark.parametrize("award", ["TW_MOHW_VOL_BRONZE", honor_cards.AWARD])
    def test_of_an_award_it_says_until_when_it_holds_and_whose_record_it_is(self, client, award):
        unit, by = make_unit(), make_officer()
        given = giving.record(
            who=make_trained(unit), award=award, given_on=GIVEN, counted_until=None, on=NOW.date(), now=NOW, by=by
        )
        one = issuing.for_awards(rows=[given], unit=unit, by=by, now=NOW)[0]
        said, page = one.says["zh-hant"], client.get(reverse("volunteers:check", args=[one.code])).content.decode()
        assert said["rows"]
        for told in [*(line for _label, line in said["rows"]), said["note"]]:
            assert told in page

    @pytest.mark.parametrize(("change", "said"), [("", "有效"), ("改", "不符")])
    def test_a_file_that_is_dropped_is_verified(self, client, change, said):
        one = make_certificate()
        data = json.dumps(one.credential, ensure_ascii=False).replace("特此證明", f"{change}特此證明").encode()
        page = client.post(reverse("volunteers:check_home"), {"file": ContentFile(data, name="a.json")})

        assert f"<b>{said}</b>" in page.content.decode()

    def test_profile_and_list_are_there_for_everybody(self, client):
        one = make_certificate()
        profile = client.get(reverse("volunteers:issuer", args=[one.authority.code]))
        status = client.get(reverse("volunteers:issuer_status", args=[one.authority.code, 0]))

        assert profile.json() == keys.profile(one.authority)
        assert profile.headers["Access-Control-Allow-Origin"] == "*"
        assert status.json()["issuer"] == profile.json()["id"]
        assert client.get(reverse("volunteers:issuer_status", args=[one.authority.code, 9])).status_code == 404


class TestCards:
    def test_she_checks_her_card_by_the_mailed_link(self, client):
        card = make_honor_card(issued=False)
        where = honor_cards.address_for(card)
        assert card.name in client.get(where).content.decode()
        assert client.post(where, {"name_en": "林", "address": "自領"}).status_code == 422
        assert client.post(where, {"name_en": "LIN, SU-CHU", "address": "自領"}).status_code == 302
        card.refresh_from_db()

        assert (card.name_en, card.checked_by) == ("LIN, SU-CHU", "本人（寄送的連結）")

    def test_her_own_page_has_her_certificates_and_cards(self, client):
        unit = make_unit()
        person = make_trained(unit)
        one = make_certificate(unit, person)
        card = make_honor_card(unit, person, issued=False)
        person.user = make_user(Role.VOLUNTEER, "TTT")
        person.save()
        client.force_login(person.user)
        page = client.get(reverse("volunteers:own_certificates")).content.decode()

        assert one.number in page
        assert card.number in page
        assert client.get(reverse("volunteers:issued", args=[one.pk])).status_code == 200

    def test_the_office_makes_checks_issues_and_replaces(self, client):
        unit = make_unit()
        given = make_given(make_trained(unit))
        client.force_login(make_officer())
        client.post(reverse("volunteers:honor_card_make", args=[given.pk]), {"fare": "half"})
        card = HonorCard.objects.get()
        move = reverse("volunteers:honor_card_move", args=[card.pk])
        client.post(move, {"move": "issue"})
        client.post(move, {"move": "check", "name_en": "LIN", "address": "自領"})
        client.post(move, {"move": "issue"})
        client.post(move, {"move": "replace", "why": "lost", "reason": "整個皮包不見了"})
        card.refresh_from_db()

        assert (card.fare, card.ended_for, card.replaced_by.fare) == ("half", "lost", "half")
        assert card.issued_on is not None


class TestMachines:
    def test_the_api_tells_state_and_gives_the_credential(self, client):
        one = make_certificate()
        revising.revoke(certificate=one, reason="發錯人了要收回", by=make_officer(), now=NOW)
        other = make_certificate(make_unit("HUA"), by=make_officer("HUA"))
        client.force_login(make_officer())
        rows = client.get("/api/v1/certificates/", {"state": "revoked"}).json()["results"]

        assert [(row["number"], row["state"]) for row in rows] == [(one.number, "revoked")]
        assert client.get(f"/api/v1/certificates/{one.pk}/").json()["says"] == one.says
        assert client.get(f"/api/v1/certificates/{one.pk}/credential/").json() == one.credential
        assert client.get(f"/api/v1/certificates/{other.pk}/").status_code == 404

    @pytest.mark.parametrize("key", ["certificates", "honor-cards"])
    def test_registers_leave_as_tables_of_what_one_sees(self, client, key):
        one, card = make_certificate(), make_honor_card()
        client.force_login(make_officer())
        data = body(client.get(reverse("exports:download", args=[key, "csv"]))).decode("utf-8-sig")
        assert (one.number if key == "certificates" else card.number) in data
        client.force_login(make_officer("HUA"))
        data = body(client.get(reverse("exports:download", args=[key, "csv"]))).decode("utf-8-sig")
        assert one.number not in data
        assert card.number not in data
