"""However much is written on a certificate, it stands on one page above the seals and the QR code."""

import io

import pytest
from django.utils.translation import gettext as _
from django.utils.translation import override
from pypdf import PdfReader

from foundation.exports import pdf
from tests.makers.certifying import make_certificate, make_officer
from tests.makers.volunteers import NOW, make_trained, make_unit
from volunteers.certifying import certificate_papers, certificate_sizes, issuing
from volunteers.certifying.certificate_sizes import TIGHT
from volunteers.models import Certificate
from volunteers.rules.courses import PROGRAMMES

pytestmark = pytest.mark.django_db
SEALS = (30 + 29) * 72 / 25.4
"""How far above the sheet's foot they begin, in points (`templates/print/certificate.html`)."""
CODE = (297 - 20 - 252 + 62 + 25) * 72 / 25.4
"""The same of the code on a training's certificate (`templates/print/certificates.html`)."""
BLANK = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
)
DEEDS = "關懷獨居長者、陪同就醫、送餐與電話問安，"


def pages_of(rows, language):
    rows = Certificate.objects.filter(pk__in=[one.pk for one in rows]).select_related(
        *certificate_papers.ROWS, "replaces"
    )
    return PdfReader(io.BytesIO(certificate_papers.paper(list(rows), language, now=NOW))).pages


def foot_of(page, sign):
    """How high above the foot of a page the lowest text with a sign stands."""
    found = []

    def look(text, cm, tm, *_font):
        if sign in text:
            found.append(tm[5] * cm[3] + cm[5])

    page.extract_text(visitor_text=look)
    return min(found)


def make_long(name="林素珠", **more):
    unit = make_unit(head_title="理事長", head_name="陳美玲")
    person = make_trained(unit)
    person.name = name
    person.save()
    return make_certificate(unit, person, **more)


@pytest.mark.parametrize("language", ["zh-hant", "en"])
@pytest.mark.parametrize("name", ["林素珠", "李" * 50, "Maria " * 8])
@pytest.mark.parametrize("length", [20, 60, 100, 199])
def test_what_is_written_stands_above_the_seals(language, name, length):
    written = (DEEDS * 20)[:length] + "終"
    pages = pages_of([make_long(name.strip(), content=written, remark=written)], language)

    assert len(pages) == 1
    assert foot_of(pages[0], "終") > SEALS


@pytest.mark.parametrize("name", ["林素珠", "李" * 50])
def test_thanks_of_the_greatest_length_stand_above_the_seals(name):
    unit = make_unit()
    person = make_trained(unit)
    person.name = name
    person.save()
    rows = issuing.thank(unit=unit, people=[person], by=make_officer(), now=NOW, text="感謝" * 99 + "深終")
    pages = pages_of(rows, "zh-hant")

    assert len(pages) == 1
    assert foot_of(pages[0], "終") > SEALS


def test_a_short_one_is_as_large_as_ever_and_a_long_one_no_smaller_than_it_must_be():
    short = make_long(content="送餐").says["zh-hant"]
    assert certificate_sizes.size_of(short, "zh-hant") == ""
    assert certificate_sizes.size_of(short | {"rows": []}, "zh-hant") == "few"
    longer = short | {"rows": [*short["rows"], ["服務績效", (DEEDS * 20)[:200]]]}
    assert certificate_sizes.size_of(longer, "zh-hant") == TIGHT[0].mark


def test_a_volunteer_who_came_back_many_times_has_all_her_stays_on_one_page():
    one = make_long(content="送餐")
    for language in certificate_papers.TAGS:
        one.says[language]["text"] = "自民國113年1月2日起至113年6月30日止、" * 30 + "終"
    one.save(update_fields=["says"])
    pages = pages_of([one], "zh-hant")

    assert len(pages) == 1
    assert foot_of(pages[0], "終") > SEALS


@pytest.mark.parametrize("language", ["zh-hant", "en"])
@pytest.mark.parametrize("programme", ["BASIC", "SP_SOCIAL", "SP_LABOR", "GROWTH", "LEADERSHIP"])
@pytest.mark.parametrize("name", ["林素珠", "李" * 50])
def test_every_course_of_a_training_stands_above_the_code(language, programme, name):
    """Leadership and growth trainings have nine."""
    paper = training_paper(programme, language, name)
    (page,) = PdfReader(io.BytesIO(pdf.render(pdf.compose(certificate_papers.PORTRAIT, paper)))).pages

    assert foot_of(page, "終") > CODE


def training_paper(programme, language, name):
    """What a training's certificate prints, as `certificate_papers` gives it to the template."""
    with override(language):
        courses = [[str(one.name), "2 小時 30 分"] for one in PROGRAMMES[programme].courses]
        told = {"training": PROGRAMMES[programme].name, "hours": "22 小時 30 分", "day": "115年11月7日"}
        text = f"{name}參加本單位於115年11月7日辦理之在職訓練，修畢全部課程共計 2 小時 50 分，特此證明。"
        if language == "en":
            text = _("於%(day)s完成本單位辦理的%(training)s，共計 %(hours)s，特此證明。") % told
    courses[-1][0] += "終"
    return {
        "papers": [
            {
                "name": name, "text": text, "heading": "研習時數證明", "number": "TTT-0001訓字第1150002號",
                "courses": courses, "issuer": "海線關懷志工隊", "signed": "理事長 林秋月", "day": "115年11月8日",
                "check": {"picture": BLANK, "code": "AAAA-BBBB-CCCC-DDDD", "address": ""},
            }
        ],
        "language": certificate_papers.TAGS[language], "title": "研習時數證明",
    }  # fmt: skip
