"""Who is written to about a unit: those who keep it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _

from foundation.accounts.models import Membership
from foundation.accounts.roles import Role
from volunteers.models import Unit

Reader = tuple[str, str]


def of(units: Iterable[Unit], on: dt.date) -> dict[int, list[Reader]]:
    """Name and address of each unit's coordinators on a day; its own contact where nobody has an account.

    One question, whatever their number.
    """
    held: dict[int, list[Reader]] = defaultdict(list)
    now = Membership.objects.current(on).filter(role=Role.UNIT_COORDINATOR, user__is_active=True)
    for one in now.filter(organisation__isnull=False).select_related("user").order_by("user__email"):
        if one.organisation_id is not None:
            held[one.organisation_id].append((str(one.user), one.user.email))
    return {
        unit.pk: held.get(unit.organisation_id) or [(unit.contact_name or _("承辦人"), unit.contact_email)]
        for unit in units
    }
