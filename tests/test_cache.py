"""The cache of a real installation: a table of the database, in which nobody's entries push out another's."""

import pytest
from django.core.cache import caches
from django.core.management import call_command

from config.settings import base


@pytest.mark.django_db
def test_what_waits_in_the_cache_outlives_hundreds_of_other_entries(settings):
    """Whoever tries many codes or addresses makes as many entries; counts and answers of others must stay."""
    settings.CACHES = base.CACHES
    call_command("createcachetable", verbosity=0)
    cache = caches["default"]
    cache.set("answer", "the list of a county")
    for number in range(400):
        cache.add(f"a-wrong-try:{number}", number)
    assert cache.get("answer") == "the list of a county"
    assert len(cache.get_many(f"a-wrong-try:{number}" for number in range(400))) == 400
