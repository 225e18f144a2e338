"""A long list of hours taken in beside a day of workshops, by the very work that the background process does.

Run as a process of its own (`python -m benchmarks.importing ROWS`). It makes the unit, its people and the list, says
`ready`, waits for a line on standard input, takes the list in and says how many seconds that took.
"""

import sys
import time
from typing import Any


def ready(rows: int) -> Any:
    """A list that waits, with the job that will take it in."""
    from django.utils import timezone

    from benchmarks.register import list_of, unit_with
    from foundation import sealed
    from foundation.accounts.models import Membership, User
    from foundation.accounts.roles import Role
    from foundation.jobs.models import Job
    from volunteers.lists import sent_lists
    from volunteers.models import SentList

    unit, names = unit_with(max(20, rows // 50))
    officer = User.objects.create_user(email="import@example.org", name="承辦人")
    now = timezone.now()
    Membership.objects.create(
        user=officer, role=Role.COUNTY_OFFICER, county_id=unit.county_id, starts_on=timezone.localdate(now)
    )  # fmt: skip
    params = {"sent_list": "bench", "only_check": False}
    job = Job.objects.create(kind=sent_lists.JOB, label="import", by=officer, params=params, asked_at=now)
    SentList.objects.create(
        key="bench", unit=unit, kind="hour_list", name="hours.xlsx", sent_at=now, sent_by=officer, job=job,
        content=sealed.seal_file(list_of(names, rows), place=sent_lists.PLACE),
    )  # fmt: skip
    return job


def main() -> int:
    """Wait, take the list in, and tell how long it took."""
    import django

    django.setup()
    from django.utils import timezone

    from foundation.jobs import leases
    from foundation.jobs.work import Progress
    from volunteers.lists import sent_lists
    from volunteers.models import SentList, ServiceEntry

    rows = int(sys.argv[1])
    job = ready(rows)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    began = time.monotonic()
    held = leases.take(worker="bench", now=timezone.now(), only=job.pk)
    assert held is not None  # noqa: S101  it was made a moment ago
    sent_lists.in_background(held.job, Progress(held))
    seconds = time.monotonic() - began
    if not SentList.objects.get().answer or ServiceEntry.objects.count() != rows:
        sys.stderr.write(f"{ServiceEntry.objects.count()} of {rows} rows were entered\n")
        return 1
    sys.stdout.write(f"{seconds:.1f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
