"""A form's field by its own kind: a renamed or changed field is found at once, not by a page without its choices."""

import pytest
from django import forms

from foundation.accounts.models import User
from foundation.ui.choosing import name_rows, options_of, rows_of


class Asked(forms.Form):
    words = forms.CharField()
    kind = forms.ChoiceField(choices=[("a", "甲")])
    person = forms.ModelChoiceField(User.objects.none())


def test_choices_are_of_this_form_alone() -> None:
    options_of(form := Asked(), "kind").choices = [("b", "乙")]
    assert 'value="b"' in str(form["kind"])
    assert 'value="a"' in str(Asked()["kind"])


@pytest.mark.django_db
def test_rows_are_called_as_the_form_says() -> None:
    one = User.objects.create(email="a@example.org", name="王小明")
    rows_of(form := Asked(), "person").queryset = User.objects.filter(pk=one.pk)
    name_rows(form, "person", lambda row: f"{row.name}（本人）")
    assert "王小明（本人）" in str(form["person"])
    assert "王小明" not in str(Asked()["person"])


@pytest.mark.parametrize(("find", "name"), [(options_of, "words"), (rows_of, "words"), (rows_of, "kind")])
def test_a_field_of_another_kind_is_refused(find: object, name: str) -> None:
    with pytest.raises(TypeError, match=f"{name} of Asked"):
        find(Asked(), name)  # type: ignore[operator]


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(KeyError, match="nothing"):
        options_of(Asked(), "nothing")
