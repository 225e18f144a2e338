"""None of one's last passwords again."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from foundation.accounts.models import KeptPassword
from tests.makers.accounts import make_user

pytestmark = pytest.mark.django_db
WORDS = [f"correct horse battery {number}" for number in ("one", "two", "three", "four", "five")]


def take(user, word):
    validate_password(word, user)
    user.set_password(word)
    user.save()


@pytest.mark.parametrize(("back", "refused"), [(1, True), (2, True), (3, True), (4, False)])
def test_the_last_three_are_refused_and_the_fourth_is_not(settings, back, refused):
    settings.PASSWORD_HISTORY = 3
    user = make_user(None, password="something before all of them")
    for word in WORDS:
        take(user, word)
    if refused:
        with pytest.raises(ValidationError, match="最近用過的 3 個密碼"):
            take(user, WORDS[-back])
    else:
        take(user, WORDS[-back])
    assert KeptPassword.objects.filter(user=user).count() == 3


def test_the_one_that_opens_counts_though_it_was_set_before_any_was_kept(settings):
    user = make_user(None, password=WORDS[0])
    settings.PASSWORD_HISTORY = 3
    with pytest.raises(ValidationError):
        take(user, WORDS[0])


def test_others_may_have_the_same(settings):
    settings.PASSWORD_HISTORY = 3
    take(make_user(None, email="one@example.org"), WORDS[0])
    take(make_user(None, email="two@example.org"), WORDS[0])


def test_without_the_setting_nothing_is_kept(settings):
    user = make_user(None)
    for word in (WORDS[0], WORDS[0]):
        take(user, word)
    assert not KeptPassword.objects.exists()


def test_no_password_stands_in_the_database(settings):
    settings.PASSWORD_HISTORY = 3
    take(make_user(None), WORDS[0])
    assert WORDS[0] not in KeptPassword.objects.get().hashed
