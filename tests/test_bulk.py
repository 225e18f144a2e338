"""Many rows at once: what stands in a column already is found in one question."""

import pytest

from foundation import bulk
from foundation.accounts.models import County, Organisation
from tests.makers.accounts import make_organisation

pytestmark = pytest.mark.django_db


def test_what_stands_in_a_column_is_found_among_many(django_assert_num_queries) -> None:
    for name in ("甲協會", "乙'協會", '丙"協會\\'):
        make_organisation("TTT", name=name)
    asked = ["甲協會", "乙'協會", '丙"協會\\', "丁協會", *(f"第{number}協會" for number in range(5_000))]
    with django_assert_num_queries(1):
        assert bulk.standing(Organisation, "name", iter(asked)) == {"甲協會", "乙'協會", '丙"協會\\'}
    assert bulk.standing(Organisation, "name", []) == set()
    assert bulk.standing(County, "code", ["TTT", "XXX"]) == {"TTT"}
