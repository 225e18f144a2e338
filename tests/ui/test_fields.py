"""A field by hand, by crispy and in the error summary."""

import re

import pytest
from django import forms
from django.template import Context, Template

from foundation.ui.crispy import PageForm, Section, Wide
from foundation.ui.views import SpecimenForm


def draw(source: str, **context: object) -> str:
    return Template(source).render(Context(context)).strip()


def test_label_hint_input_and_error_belong_together() -> None:
    form = SpecimenForm({"seats": "45"})
    form.is_valid()
    html = draw("{% field form.seats %}", form=form)
    assert '<label for="id_seats">容納人數</label>' in html
    assert '<p class="v-hint" id="id_seats_helptext">' in html
    assert '<div id="id_seats_error">' in html
    assert 'aria-describedby="id_seats_helptext id_seats_error"' in html
    assert 'aria-invalid="true"' in html
    assert html.index("<label") < html.index("v-hint") < html.index("<input") < html.index("v-err")


def test_a_field_without_error_or_hint_describes_itself_by_nothing() -> None:
    html = draw("{% field form.county %}", form=SpecimenForm())
    assert "aria-describedby" not in html
    assert "v-err" not in html
    assert 'class="form-select"' in html


def test_choices_are_a_group_with_a_legend_and_each_has_its_label() -> None:
    form = SpecimenForm({})
    form.is_valid()
    html = draw('{% field form.network look="cards" %}', form=form)
    assert html.startswith("<fieldset")
    assert "<legend>現場網路</legend>" in html
    assert 'aria-describedby="id_network_helptext id_network_error"' in html
    assert re.findall(r'<label class="s-radio" for="([^"]+)">', html) == [
        "id_network_0",
        "id_network_1",
        "id_network_2",
    ]
    assert "<b>不太穩</b><span>平板先下載離線包，另印紙本表單</span>" in html


@pytest.mark.parametrize("look", ["list", "seg", "cards", "columns"])
def test_every_look_keeps_what_was_chosen(look: str) -> None:
    html = draw("{% field form.at_hand look=look %}", form=SpecimenForm({"at_hand": "no"}), look=look)
    assert re.search(r'<input[^>]*value="no"[^>]*checked', html)
    assert not re.search(r'<input[^>]*value="yes"[^>]*checked', html)


def test_a_checkbox_stands_before_its_label() -> None:
    html = draw("{% field form.agreed %}", form=SpecimenForm())
    assert html.index("<input") < html.index("同意由督導追蹤")
    assert 'class="form-check-input"' in html


def test_a_counter_is_announced_with_its_field() -> None:
    html = draw("{% field form.title count=18 %}", form=SpecimenForm())
    assert 'data-v-max="18"' in html
    assert 'aria-describedby="id_title_helptext id_title-n"' in html
    assert 'id="id_title-n"' in html


def test_other_options_become_attributes() -> None:
    html = draw(
        '{% field form.title hx_trigger="change delay:800ms" autocomplete="off" css="s-big" %}', form=SpecimenForm()
    )
    assert 'hx-trigger="change delay:800ms"' in html
    assert 'autocomplete="off"' in html
    assert 'class="form-control s-big"' in html


def test_a_hidden_field_stays_hidden() -> None:
    class Hidden(forms.Form):
        key = forms.CharField(widget=forms.HiddenInput, initial="7")

    assert draw("{% field form.key %}", form=Hidden()) == '<input type="hidden" name="key" value="7" id="id_key">'


def test_text_area_keeps_the_words_and_escapes_them() -> None:
    html = draw("{% field form.story %}", form=SpecimenForm({"story": "</textarea><b>"}))
    assert "&lt;/textarea&gt;&lt;b&gt;" in html


def test_an_unknown_look_is_an_error() -> None:
    with pytest.raises(ValueError, match="unknown look"):
        draw('{% field form.network look="wheel" %}', form=SpecimenForm())


class Pair(forms.Form):
    """Two fields that must agree."""

    first = forms.IntegerField(label="開始")
    last = forms.IntegerField(label="結束")

    def clean(self) -> None:
        raise forms.ValidationError("結束不能早於開始。")


def test_the_summary_counts_and_leads_to_each_field() -> None:
    form = Pair({"first": "x", "last": "1"})
    html = draw("{% error_summary form %}", form=form)
    assert "還有 2 個地方要修正" in html
    assert "<li>結束不能早於開始。</li>" in html
    assert '<a href="#id_first">開始：' in html
    assert 'role="alert"' in html


def test_the_summary_uses_the_pages_words_and_the_first_of_the_choices() -> None:
    form = SpecimenForm({})
    html = draw('{% error_summary form seats="座位" %}', form=form)
    assert '<a href="#id_seats">座位：' in html
    assert '<a href="#id_network_0">現場網路：' in html


def test_the_summary_reads_formsets_too() -> None:
    Pairs = forms.formset_factory(Pair, min_num=2, validate_min=True)
    rows = Pairs({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-first": "x", "form-0-last": "2"})
    html = draw("{% error_summary rows %}", rows=rows)
    assert 'href="#id_form-0-first"' in html
    assert "2" in html


@pytest.mark.parametrize("form", [Pair(), None, ""])
def test_without_errors_there_is_no_summary(form: object) -> None:
    assert draw("{% error_summary form %}", form=form) == ""


def test_crispy_draws_the_same_markup() -> None:
    form = SpecimenForm({"seats": "45"})
    form.is_valid()
    helper = PageForm()
    helper.layout = helper.build_default_layout(form)
    helper.layout.fields = [Section("場地", "title", Wide("seats", 6), text="平面會議室")]
    html = draw("{% load crispy_forms_tags %}{% crispy form helper %}", form=form, helper=helper)
    by_hand = draw("{% field form.seats width=6 %}", form=form)
    squeezed = re.sub(r">\s+<", "><", html)
    assert re.sub(r">\s+<", "><", by_hand) in squeezed
    assert "v-form-section" in html
    assert "還有" in html
    assert "<form" not in html


@pytest.mark.parametrize("width", [0, 13])
def test_a_width_is_a_number_of_columns(width: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 12"):
        Wide("seats", width)
