"""Findings on paper, the sentence behind each condition, and what the register lacks of somebody."""

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from pypdf import PdfReader

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.exports import pdf
from tests.makers.accounts import make_user
from tests.makers.awards import assess, person
from tests.makers.certifying import make_certificate
from tests.makers.files import make_photo
from tests.makers.proposing import make_deserving
from tests.makers.volunteers import NOW, make_enrolment, make_trained, make_training, make_unit, make_volunteer
from volunteers.awards import completeness, told, words
from volunteers.certifying import revising
from volunteers.models import AwardStanding, Family, FamilyMember, Volunteer
from volunteers.persons import portraits
from volunteers.rules.award_books import awards
from volunteers.rules.award_judging import Outcome
from volunteers.rules.award_terms import leaves

pytestmark = pytest.mark.django_db
D = dt.date
BRONZE, CONTRIBUTION = "TW_MOHW_VOL_BRONZE", "TPE_SOC_CONTRIBUTION"
LEAVES = [(award, leaf) for award in awards().values() for leaf in leaves(award.rule)]
NAMED_OTHERWISE = {("TPE_HEALTH_FAMILY", "members"), ("TPE_HEALTH_SENIOR_FAMILY", "members")}
"""Their sentence counts the members beside the applicant."""


def officer(county: str = "TTT") -> User:
    return make_user(Role.COUNTY_OFFICER, county)


def text_of(answer: Any) -> str:
    data = b"".join(answer.streaming_content)
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


_DIGITS = "零一二三四五六七八九"


def in_words(value: int) -> str:
    """A number below ten thousand in Chinese words, as laws write it."""
    found, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, unit)
        if digit:
            found += ("零" if zero and found else "") + _DIGITS[digit] + name
        zero = not digit
    return found.removeprefix("一") if found.startswith("一十") else found


class TestSentences:
    def test_every_condition_has_one_and_one_with_a_number_has_it_in_its_sentence(self) -> None:
        assert len(LEAVES) > 300
        wrong = set()
        for award, leaf in LEAVES:
            assert leaf.source, award.code
            if leaf.least is not None and (award.code, str(leaf.kind)) not in NAMED_OTHERWISE:
                said = leaf.source.replace(",", "").replace(" ", "")
                if str(leaf.least) not in said and in_words(leaf.least) not in said:
                    wrong.add((award.code, str(leaf.kind), leaf.least, leaf.source))
        assert wrong == set()

    @pytest.mark.parametrize(
        ("value", "said"),
        [(3, "三"), (10, "十"), (15, "十五"), (80, "八十"), (100, "一百"), (120, "一百二十"), (105, "一百零五"),
         (1500, "一千五百"), (2000, "二千"), (3005, "三千零五"), (8000, "八千")],
    )  # fmt: skip
    def test_numbers_are_written_as_laws_write_them(self, value: int, said: str) -> None:
        assert in_words(value) == said

    def test_each_line_says_its_own_sentence(self) -> None:
        one = assess("TW_MOHW_HONOR_CARD", person(start=D(2020, 1, 1), hours=400))
        lines = words.lines(one, {})
        assert all(bool(line.source) != line.is_group for line in lines)
        whole = told.tell(one, {})
        for line, number in whole.tree:
            assert number == 0 or whole.sources[number - 1] == line.source

    def test_a_condition_that_names_its_sentence_says_it(self) -> None:
        age = next(leaf for leaf in leaves(awards()["TPE_SENIOR_SONGBAI"].rule) if leaf.kind == "age")
        assert "65歲以上長青志工" in age.source


class TestCompleteness:
    def test_what_is_missing_is_named_the_photo_first(self) -> None:
        unit = make_unit("TTT", "education")
        one = make_enrolment(unit).volunteer
        make_training(one, "BASIC")
        found = completeness.missing(one, NOW.date(), has_book=True)
        assert found == ["證件照", "教育類特殊訓練證明"]
        assert completeness.sentence(found) == "尚缺證件照、教育類特殊訓練證明"
        assert completeness.missing(one, NOW.date(), has_book=False)[1] == "紀錄冊"

    def test_who_has_everything_lacks_nothing(self) -> None:
        one = make_trained(make_unit())
        portraits.keep(volunteer=one, data=make_photo((600, 800)), by=officer(), now=NOW)
        assert completeness.missing(one, NOW.date(), has_book=True) == []
        assert completeness.sentence([]) == ""
        with override("en"):
            assert (
                completeness.missing(make_enrolment(make_unit()).volunteer, NOW.date(), has_book=True)[0] == "ID photo"
            )

    @pytest.mark.parametrize(
        ("outcome", "says"),
        [(Outcome.ELIGIBLE, True), (Outcome.CANDIDATE, True), (Outcome.NOT_YET, True), (Outcome.UNKNOWN, True),
         (Outcome.NO, False), (Outcome.BY_PEOPLE, False)],
    )  # fmt: skip
    def test_it_is_said_where_it_stands_between_her_and_the_award(self, outcome: Outcome, says: bool) -> None:
        from dataclasses import replace

        one = replace(assess(BRONZE, person(start=D(2020, 1, 1), hours=400)), outcome=outcome)
        assert ("尚缺證件照" in told.tell(one, {}, "尚缺證件照").short) is says

    def test_a_missing_certificate_is_named(self) -> None:
        lines = words.lines(assess(CONTRIBUTION, person(start=D(2020, 1, 1), hours=700)), {})
        assert "尚缺志願服務績效證明書" in [line.missing for line in lines]


class TestPapers:
    @pytest.fixture
    def one(self) -> Volunteer:
        """Who has earned the honour card, and of whom there is no photo."""
        return make_deserving(make_unit("TTT"), hours=400, award="TW_MOI_INTERIOR_BRONZE")

    def test_one_persons_findings_are_a_tree_with_sources(self, client: Any, one: Volunteer) -> None:
        client.force_login(officer())
        answer = client.get(reverse("volunteers:person_awards_paper", args=[one.key]))
        said = plain(text_of(answer))

        assert plain(one.name) in said
        assert "尚缺證件照" in said
        assert plain(awards()[BRONZE].sources[0])[:40] in said
        assert "志願服務績優銅牌獎" in said
        event = Event.objects.filter(verb="printed").latest("pk")
        assert event.now["paper"] == "獎項資格"

    def test_one_award_alone_and_in_english(self, client: Any, one: Volunteer) -> None:
        client.force_login(officer())
        where = reverse("volunteers:person_awards_paper", args=[one.key])
        said = text_of(client.get(where, {"award": BRONZE}))
        assert "志願服務績優銅牌獎" in plain(said)
        assert plain(str(awards()[CONTRIBUTION].name)) not in plain(said)
        assert plain(awards()["TW_MOHW_HONOR_CARD"].sources[0])[:30] not in plain(said)
        client.cookies["django_language"] = "en"
        english = text_of(client.get(where, {"award": BRONZE}, headers={"accept-language": "en"}))
        assert "Award eligibility" in english
        assert client.get(where, {"award": "NO_SUCH"}).status_code == 404

    def test_page_spreadsheet_api_and_paper_say_the_same(self, client: Any, one: Volunteer) -> None:
        client.force_login(officer())
        page = client.get(reverse("volunteers:person_awards", args=[one.key])).content.decode()
        answer = client.get(reverse("exports:download", args=["award-findings", "csv"]), {"person": str(one.key)})
        rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
        api = client.get(reverse("v1:volunteer-awards", args=[one.key])).json()
        paper = plain(text_of(client.get(reverse("volunteers:person_awards_paper", args=[one.key]))))
        bronze = next(each for each in api if each["code"] == BRONZE)
        mine = [row for row in rows if row["獎項"].startswith("志願服務績優銅牌獎")]
        hours = next(line for line in bronze["lines"] if line["asked"].startswith("服務時數"))
        row = next(each for each in mine if each["條件"].startswith("服務時數"))

        assert hours["missing"] == row["還缺什麼"]
        assert hours["sentence"] == row["依據的那一句"]
        assert hours["missing"] in page
        assert plain(hours["missing"]) in paper
        assert plain(hours["sentence"]) in paper
        candidate = next(each for each in api if any(said.startswith("尚缺證件照") for said in each["missing"]))
        lacks = next(said for said in candidate["missing"] if said.startswith("尚缺證件照"))
        assert lacks in {each["申請前登錄簿還缺"] for each in rows}
        assert lacks in page
        assert plain(lacks) in paper

    @pytest.mark.parametrize("county", ["TTT", "TPE"])
    @pytest.mark.parametrize("subject", ["person", "team", "family"])
    def test_page_paper_api_and_spreadsheet_tell_of_the_same_awards(
        self, client: Any, monkeypatch: pytest.MonkeyPatch, subject: str, county: str
    ) -> None:
        unit = make_unit(county)
        one = make_deserving(unit)
        family = Family.objects.create(
            county=unit.county, unit=unit, agreed_on=D(2026, 1, 1), kept_at=NOW, kept_by="承辦人"
        )
        FamilyMember.objects.create(family=family, volunteer=one, position=1, relation="本人")
        page, paper, api, sheet, asked, key, whose = {
            "person": ("person_awards", "person_awards_paper", "volunteer-awards", "findings", "person", one.key, one),
            "team": ("unit_awards", "unit_awards_paper", "unit-awards", "team", "unit", unit.pk, unit),
            "family": ("family", "family_paper", "family-awards", "family", "family", family.pk, family),
        }[subject]
        drawn: list[dict[str, Any]] = []
        compose = pdf.compose
        monkeypatch.setattr(pdf, "compose", lambda name, context: drawn.append(context) or compose(name, context))
        client.force_login(officer(county))

        shown = client.get(reverse(f"volunteers:{page}", args=[key]))
        printed = plain(text_of(client.get(reverse(f"volunteers:{paper}", args=[key]))))
        answer = client.get(reverse("exports:download", args=[f"award-{sheet}", "csv"]), {asked: str(key)})
        rows = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
        called = {(str(rule.name), str(rule.authority)): code for code, rule in awards().items()}
        codes = {
            "page": {card["award"].code for group in shown.context["groups"] for card in group["cards"]},
            "paper": {card.award.code for group in drawn[0]["groups"] for card in group["cards"]},
            "api": {each["code"] for each in client.get(reverse(f"v1:{api}", args=[key])).json()},
            "sheet": {called[row["獎項"], row["目的事業主管機關"]] for row in rows},
        }
        assert bool(codes["page"]) is ((subject, county) != ("family", "TTT"))
        assert codes == dict.fromkeys(codes, codes["page"])
        assert any(code.startswith("TPE_") for code in codes["page"]) is (county == "TPE")
        assert plain(whose.name) in printed
        for code in codes["paper"]:
            assert plain(str(awards()[code].name)) in printed
        assert (reverse(f"volunteers:{paper}", args=[key]) in shown.content.decode()) is bool(codes["page"])
        other = next(code for code in awards() if code not in codes["page"])
        assert client.get(reverse(f"volunteers:{paper}", args=[key]), {"award": other}).status_code == 404

    def test_a_list_is_printed_award_by_award(self, client: Any, one: Volunteer) -> None:
        unit = one.enrolments.get().unit
        for award, state in ((BRONZE, "eligible"), ("TW_MOHW_HONOR_CARD", "candidate")):
            AwardStanding.objects.create(
                county=unit.county, volunteer=one, award=award, state=state, since=timezone.localdate()
            )
        client.force_login(officer())
        where = reverse("volunteers:award_lists_paper")
        said = plain(text_of(client.get(where)))
        assert plain(one.name) in said
        assert plain(unit.name) in said
        assert "志願服務績優銅牌獎" in said
        assert "志願服務榮譽卡" in said
        family = Family.objects.create(
            county=unit.county, unit=unit, agreed_on=D(2026, 1, 1), kept_at=NOW, kept_by="承辦人"
        )
        head = make_enrolment(unit, make_volunteer("林美麗")).volunteer
        FamilyMember.objects.create(family=family, volunteer=head, position=1, relation="本人")
        for whose in ({"unit": unit}, {"family": family}):
            AwardStanding.objects.create(
                county=unit.county, award=BRONZE, state="eligible", since=timezone.localdate(), **whose
            )
        all_three = plain(text_of(client.get(where, {"award": BRONZE})))
        assert "3筆" in all_three
        for name in (one.name, "林美麗的家庭", unit.code):
            assert plain(name) in all_three
        for kind, names in (("person", {one.name}), ("family", {"林美麗的家庭"}), ("team", {unit.code})):
            of_kind = plain(text_of(client.get(where, {"award": BRONZE, "kind": kind})))
            assert "1筆" in of_kind
            assert {each for each in (one.name, "林美麗的家庭", unit.code) if plain(each) in of_kind} == names
        only = plain(text_of(client.get(where, {"award": BRONZE, "which": "eligible"})))
        assert "志願服務榮譽卡" not in only
        client.force_login(officer("HUA"))
        assert plain(one.name) not in plain(text_of(client.get(where)))

    def test_a_list_that_is_too_long_is_refused_with_a_sentence(
        self, client: Any, one: Volunteer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("volunteers.awards.finding_papers.MOST", 0)
        AwardStanding.objects.create(
            county=one.enrolments.get().unit.county, volunteer=one, award=BRONZE, state="eligible",
            since=timezone.localdate(),
        )  # fmt: skip
        client.force_login(officer())
        answer = client.get(reverse("volunteers:award_lists_paper"), {"award": BRONZE}, follow=True)
        assert "PDF 最多 0 列" in answer.content.decode()
        assert answer.redirect_chain[0][0].endswith(f"?award={BRONZE}")


def test_a_certificate_issued_here_is_on_the_page_as_a_paper_that_is_there(client: Any) -> None:
    unit = make_unit("TPE")
    one = make_certificate(unit)
    client.force_login(officer("TPE"))

    def missing() -> list[str]:
        told_ = client.get(reverse("v1:volunteer-awards", args=[one.volunteer.key])).json()
        lines = next(each for each in told_ if each["code"] == CONTRIBUTION)["lines"]
        return [line["missing"] for line in lines]

    assert "尚缺志願服務績效證明書" not in missing()
    revising.revoke(certificate=one, reason="發錯人了要收回", by=officer("TPE"), now=NOW)
    assert "尚缺志願服務績效證明書" in missing()
