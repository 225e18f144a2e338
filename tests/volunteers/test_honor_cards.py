"""Honour cards: their term, who checks them, what a lost one leaves, and the three answers of the look-up."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from foundation.notices import sending
from foundation.notices.models import Notice
from tests.makers.certifying import make_given, make_honor_card, make_officer
from tests.makers.volunteers import NOW, make_trained, make_unit
from tests.notices.test_sending import Postbox
from volunteers.awards import giving
from volunteers.certifying import card_letters, card_lookup, honor_cards
from volunteers.certifying.card_lookup import Answer
from volunteers.models import HonorCard, Volunteer
from volunteers.rules.certificates import REMINDED_BEFORE

pytestmark = pytest.mark.django_db
D = dt.date
BORN = D(1960, 5, 4)
LATER = NOW + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


class TestCards:
    @pytest.mark.parametrize(
        ("approved", "first", "last"),
        [
            (D(2026, 5, 15), D(2026, 5, 16), D(2029, 5, 15)),
            (D(2024, 2, 29), D(2024, 3, 1), D(2027, 2, 28)),
            (D(2025, 12, 31), D(2026, 1, 1), D(2028, 12, 31)),
        ],
    )
    def test_the_term_is_the_awards(self, approved, first, last):
        """CRD-07: three years, the day itself not counted."""
        card = make_honor_card(on=approved)

        assert (card.valid_from, card.valid_until) == (first, last)
        assert card.number == "TTT-115-00001"

    def test_a_card_follows_the_one_that_runs_still(self):
        """CRD-08."""
        unit = make_unit()
        card = make_honor_card(unit, on=D(2023, 6, 30))
        following = honor_cards.make(
            given=make_given(card.volunteer, D(2026, 5, 15)), unit=unit, by=make_officer(), now=NOW
        )

        assert (following.valid_from, following.valid_until) == (D(2026, 7, 1), D(2029, 6, 30))

    def test_it_is_issued_only_when_she_has_checked_it(self):
        card, by = make_honor_card(issued=False), make_officer()
        with pytest.raises(ValidationError, match="核對"):
            honor_cards.issue(card=card, by=by, now=NOW)
        for name, address in (("林素珠", "台東"), ("", "台東"), ("123", "台東"), ("LIN", " "), ("L" * 81, "台東")):
            with pytest.raises(ValidationError):
                honor_cards.check(card=card, name_en=name, address=address, by=by, now=NOW)
        honor_cards.check(card=card, name_en="LIN,  SU-CHU", address="自領", by=by, now=NOW)
        issued = honor_cards.issue(card=card, by=by, now=NOW)

        assert (issued.name_en, issued.issued_on) == ("LIN, SU-CHU", D(2026, 6, 10))
        with pytest.raises(ValidationError, match="發出"):
            honor_cards.check(card=card, name_en="LIN", address="自領", by=by, now=NOW)

    def test_a_lost_one_is_made_anew_for_the_rest_of_its_term(self):
        """CRD-11."""
        card, by = make_honor_card(), make_officer()
        anew = honor_cards.replace(card=card, why="lost", reason="整個皮包不見了", by=by, now=LATER)

        assert (anew.valid_from, anew.valid_until) == (card.valid_from, card.valid_until)
        assert anew.number != card.number
        assert anew.checked_at is None
        assert anew.replaces == card
        with pytest.raises(ValidationError, match="失效"):
            honor_cards.replace(card=card, why="lost", reason="整個皮包不見了", by=by, now=LATER)

    def test_a_number_that_a_paper_card_has_already_is_passed_over(self):
        unit, by = make_unit(), make_officer()
        first, second, third = (make_given(make_trained(unit)) for _one in range(3))
        honor_cards.make(given=first, unit=unit, by=by, now=NOW, number="ttt-115-00001")
        made = honor_cards.make(given=second, unit=unit, by=by, now=NOW)
        after = honor_cards.make(given=third, unit=unit, by=by, now=NOW)

        assert (made.number, after.number) == ("TTT-115-00002", "TTT-115-00003")

    def test_what_cannot_be_is_refused(self):
        card, by = make_honor_card(), make_officer()
        with pytest.raises(ValidationError, match="有卡"):
            honor_cards.make(given=card.given, unit=card.unit, by=by, now=NOW)
        with pytest.raises(ValidationError, match="不補發"):
            honor_cards.replace(card=card, why="revoked", reason="轉借給別人使用", by=by, now=NOW)
        with pytest.raises(ValidationError, match="到期"):
            honor_cards.replace(
                card=card, why="lost", reason="整個皮包不見了", by=by, now=NOW + dt.timedelta(days=1_200)
            )
        other = make_given(make_trained(card.unit))
        with pytest.raises(ValidationError, match="卡號"):
            honor_cards.make(given=other, unit=card.unit, by=by, now=NOW, number=card.number)
        giving.revoke(given=other, reason="登錄到別人的", on=D(2026, 6, 10), by=by)
        with pytest.raises(ValidationError, match="撤銷"):
            honor_cards.make(given=other, unit=card.unit, by=by, now=NOW)

    def test_a_link_leads_to_one_card_until_it_ends(self):
        card = make_honor_card(issued=False)
        token = honor_cards.address_for(card).split("/")[-2]

        assert honor_cards.read(token) == card
        assert honor_cards.read(token[:-1] + ("a" if token[-1] != "a" else "b")) is None
        honor_cards.end(card=card, why="wrong", reason="登錄到別人的", by=make_officer(), now=NOW)
        assert honor_cards.read(token) is None


class TestLookUp:
    @pytest.mark.parametrize(
        ("born_on", "on", "answer"),
        [
            (BORN, D(2026, 5, 15), Answer.EXPIRED),
            (BORN, D(2026, 5, 16), Answer.VALID),
            (BORN, D(2029, 5, 15), Answer.VALID),
            (BORN, D(2029, 5, 16), Answer.EXPIRED),
            (D(1960, 5, 5), D(2026, 6, 1), Answer.UNKNOWN),
            (D(1960, 5, 5), D(2030, 6, 1), Answer.UNKNOWN),
        ],
    )
    def test_three_answers_to_number_and_birthday(self, born_on, on, answer):
        card = make_honor_card()

        assert card_lookup.look_up(number=f" {card.number.lower()} ", born_on=born_on, on=on) is answer
        assert card_lookup.look_up(number="TTT-115-99999", born_on=born_on, on=on) is Answer.UNKNOWN

    def test_an_ended_or_unissued_card_is_not_valid(self):
        card = make_honor_card(issued=False)
        asked = {"number": card.number, "born_on": BORN, "on": D(2026, 6, 10)}
        assert card_lookup.look_up(**asked) is Answer.UNKNOWN
        card = make_honor_card()
        honor_cards.end(card=card, why="lost", reason="整個皮包不見了", by=make_officer(), now=NOW)
        assert card_lookup.look_up(**{**asked, "number": card.number}) is Answer.EXPIRED

    def test_unknown_number_and_wrong_birthday_are_the_same_page_after_the_same_work(
        self, client, django_assert_num_queries
    ):
        card = make_honor_card()
        pages = []
        for number in (card.number, "TTT-115-99999"):
            with django_assert_num_queries(1):
                answer = client.post(reverse("volunteers:honor_card_look_up"), {"number": number, "born_on": "49/5/5"})
            pages.append(re.sub(r"\w{64}", "", answer.content.decode().replace(number, "")))

        assert pages[0] == pages[1]

    def test_nothing_but_the_answer_is_said(self, client):
        card = make_honor_card()
        HonorCard.objects.update(valid_from=timezone.localdate(), valid_until=timezone.localdate())
        page = client.post(reverse("volunteers:honor_card_look_up"), {"number": card.number, "born_on": "49/5/4"})

        assert "有效" in page.content.decode()
        assert card.name not in page.content.decode()

    def test_asking_without_end_is_held_back_by_address_and_by_number(self, client):
        card = make_honor_card()
        sent = {"number": card.number, "born_on": "49/5/5"}
        for number in range(20):
            client.post(reverse("volunteers:honor_card_look_up"), sent, REMOTE_ADDR=f"10.0.0.{number}")
        right = {**sent, "born_on": "49/5/4"}

        assert client.post(reverse("volunteers:honor_card_look_up"), right, REMOTE_ADDR="10.9.9.9").status_code == 429
        for _time in range(20):
            client.post(reverse("volunteers:honor_card_look_up"), {**sent, "number": "X"}, REMOTE_ADDR="10.7.7.7")
        other = {**sent, "number": "Y"}
        assert client.post(reverse("volunteers:honor_card_look_up"), other, REMOTE_ADDR="10.7.7.7").status_code == 429


class TestLetters:
    @pytest.mark.parametrize(("days", "count"), [(98, 0), (96, 1), (0, 1), (-1, 0)])
    def test_a_reminder_before_it_runs_out_once(self, days, count):
        card = make_honor_card()
        now = timezone.make_aware(dt.datetime.combine(card.valid_until - dt.timedelta(days=days), dt.time(10)))
        for _time in range(2):
            card_letters.plan_renewals(now=now)

        rows = Notice.objects.filter(kind=card_letters.RENEW)
        assert rows.exclude(state="void").count() == count
        if count:
            assert rows.get().to_address == "lin@example.org"
            assert timezone.localdate(rows.get().due_at) <= card.valid_until - REMINDED_BEFORE
            assert "到期" in card_letters.reminding(rows.get(), now).subject

    def test_it_goes_out_exactly_once_whatever_is_planned_and_whoever_sends(self):
        """Planned and sent each day by two workers, through a change of address and a corrected day."""
        card = make_honor_card()
        box, person = Postbox(), card.volunteer
        for day in range(100, -3, -1):
            now = timezone.make_aware(dt.datetime.combine(card.valid_until - dt.timedelta(days=day), dt.time(10)))
            if day == 60:
                Volunteer.objects.filter(pk=person.pk).update(email="lin.new@example.org")
            for worker in "ab":
                card_letters.plan_renewals(now=now)
                sending.send_due(way=box, worker=worker, now=now)

        sent = Notice.objects.get(kind=card_letters.RENEW, state="sent")
        renewals = {name: count for name, count in box.handed.items() if name == sent.name}
        assert renewals == {sent.name: 1}
        assert sent.to_address == "lin@example.org"
        assert not Notice.objects.filter(kind=card_letters.RENEW).exclude(pk=sent.pk).exists()

    def test_one_that_was_returned_goes_to_her_new_address(self):
        card = make_honor_card()
        now = timezone.make_aware(dt.datetime.combine(card.valid_until - dt.timedelta(days=80), dt.time(10)))
        card_letters.plan_renewals(now=now)
        sending.send_due(way=Postbox(), worker="a", now=now)
        Notice.objects.filter(kind=card_letters.RENEW).update(
            state="bounced", bounced_for="unknown", sent_at=now, bounced_at=now
        )
        Volunteer.objects.filter(pk=card.volunteer_id).update(email="lin.new@example.org")
        card_letters.plan_renewals(now=now)

        assert Notice.objects.get(kind=card_letters.RENEW, state="planned").to_address == "lin.new@example.org"

    @pytest.mark.parametrize("page", ["mine", "stranger"])
    def test_the_look_up_is_in_english_where_that_is_chosen(self, client, page):
        card = make_honor_card()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        sent = {"number": card.number, "born_on": "49/5/4" if page == "mine" else "49/5/5"}
        told = client.post(reverse("volunteers:honor_card_look_up"), sent).content.decode()
        main = re.sub("<[^>]+>", " ", "<main" + told.partition("<main")[2].partition("</main>")[0])
        assert "date of birth" in main.lower()
        assert not re.search("[\u4e00-\u9fff]", main)

    def test_none_for_who_has_the_next_one(self):
        card = make_honor_card(on=D(2023, 6, 30))
        make_given(card.volunteer, D(2026, 5, 15))
        card_letters.plan_renewals(now=NOW)

        assert not Notice.objects.filter(kind=card_letters.RENEW).exists()

    def test_she_is_asked_to_check_until_she_has(self):
        card = make_honor_card(issued=False)
        card_letters.plan_checks(now=NOW)
        notice = Notice.objects.get(kind=card_letters.CHECK)

        assert honor_cards.address_for(card).split("/")[2] in card_letters.asking(notice, NOW).url
        honor_cards.check(card=card, name_en="LIN", address="自領", by=make_officer(), now=NOW)
        assert card_letters.asking(notice, NOW) is None
        card_letters.plan_checks(now=NOW)
        assert Notice.objects.get(kind=card_letters.CHECK).state == Notice.State.VOID
