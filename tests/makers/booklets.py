"""English booklets as tests need them."""

import datetime as dt
from typing import Any

from actionplans.followup import checkins, evidence, publishing
from actionplans.models import Evidence, Plan
from foundation.accounts.models import User
from reports.booklet import booklets, passages, photos
from reports.models import Booklet, BookletPhoto, Highlight
from tests.makers.accounts import county, make_user
from tests.makers.files import make_photo
from tests.makers.followup import make_check_in
from tests.makers.plans import make_plan

NOON = dt.datetime(2026, 8, 1, 4, 0, tzinfo=dt.UTC)


def make_case(**fields: Any) -> Plan:
    """An adopted plan that has something to tell."""
    told = {
        "title": "縱谷到站", "problem": "志工平均 68 歲，單趟四十分鐘。", "goal": "讓最遠的志工準時到。",
        "vow": "讓最遠的志工，也能準時到站。", "lead_agency": "社會處",
    }  # fmt: skip
    return make_plan(**{**told, **fields})


def make_booklet(*plans: Plan, by: User | None = None, counties: tuple[str, ...] = (), **facts: Any) -> Booklet:
    """A booklet of the first plan's programme that tells of all of them."""
    by = by or make_user("association")
    plans = plans or (make_case(),)
    named = {"year": 2026, "title": "Promises Kept", "introduction": "志工讓地方更好。", **facts}
    made = booklets.make(programme=plans[0].workshop.programme, by=by, now=NOON, **named)
    booklets.choose(booklet=made, plans=plans, counties=[county(code) for code in counties], by=by, now=NOON)
    return made


def publish_photo(plan: Plan, *, by: User, size: tuple[int, int] = (640, 480)) -> Evidence:
    """A photo of a confirmed report, which the county lets everybody see."""
    assert plan.supervisor is not None
    told = make_check_in(plan, plan.supervisor, now=NOON)
    piece = evidence.add_file(check_in=told, data=make_photo(size), name="a.jpg", by=plan.supervisor, now=NOON)
    checkins.submit(check_in=told, by=plan.supervisor, now=NOON)
    checkins.accept(check_in=told, by=by, now=NOON)
    publishing.publish(plan=plan, summary="", summary_en="", by=by, now=NOON)
    publishing.show_update(check_in=told, words="共乘開了三條線", words_en="", pieces=[piece.pk], by=by, now=NOON)
    return piece


def put_photo(highlight: Highlight, piece: Evidence, *, by: User, **words: str) -> BookletPhoto:
    """A photo beside a case, described and credited."""
    made = photos.add(highlight=highlight, evidence=piece, by=by, now=NOON)
    told = {"caption": "The first ride", "alt": "A bus at a stop", "credit": "Taitung County Government", **words}
    return photos.describe(photo=made, by=by, now=NOON, **told)


def translate_all(booklet: Booklet, *, by: User, reviewer: User | None = None, now: dt.datetime = NOON) -> None:
    """English for each passage that has none, and a signature of `reviewer` under each."""
    for passage in booklet.passages.all():
        if not passage.english:
            words = f"English words of the {passage.part} of {passage.highlight_id}"
            passage = passages.write(passage=passage, english=words, seen=passage.version, by=by, now=now)
        if reviewer is not None:
            passages.sign(passage=passage, seen=passage.version, by=reviewer, now=now)
