"""Who writes a report, where no account says so: the same person, by whichever link she comes.

Whoever reports by link is given a new one with every reminder, and another by hand when the last has expired. She is
known by the name for whom her links are made, or by the address that they were sent to; what she has begun, and what
came back to her, is hers by each of them.
"""

from __future__ import annotations

from django.db.models import Q

from actionplans.models import CheckInLink
from foundation.accounts.models import User


def reports_of(writer: User | CheckInLink) -> Q:
    """This writer's reports, as a filter on those of one plan."""
    if not isinstance(writer, CheckInLink):
        return Q(user=writer)
    hers = Q(link__name=writer.name)
    if writer.notice is not None and writer.notice.to_address:
        hers |= Q(link__notice__to_address=writer.notice.to_address)
    return hers
