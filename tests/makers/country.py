"""What migrations make once: a test that commits is cleared up after by emptying every table, these among them."""

from foundation.accounts.models import County
from foundation.taiwan.counties import COUNTIES
from volunteers.filing.offices import CENTRAL, GOVERNMENTS, TAIPEI
from volunteers.models import Authority


def make_country() -> None:
    """The 22 counties and the authorities that stand in the lists, where an earlier clearing up took them away."""
    County.objects.bulk_create(
        [County(code=one.code, name=one.name, name_en=one.name_en, position=one.order) for one in COUNTIES],
        ignore_conflicts=True,
    )
    listed = [
        (code, county, *rest) for county, offices in (("TPE", TAIPEI), (None, CENTRAL)) for code, *rest in offices
    ]
    Authority.objects.bulk_create(
        [
            Authority(code=code, county_id=county, name=name, name_en=name_en, categories=list(categories))
            for code, county, name, name_en, categories in (*listed, *((*one, ()) for one in GOVERNMENTS))
        ],
        ignore_conflicts=True,
    )
