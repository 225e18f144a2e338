"""A campaign's other calls as tests need them: units asked to the survey, dialogues with their programmes."""

import datetime as dt
from typing import Any

from foundation.audit.trail import SYSTEM, Acts
from pledges import campaign_rules, dialogues, survey
from pledges.models import Dialogue, SurveyAsk
from tests.makers.accounts import county

NOW = dt.datetime(2025, 6, 20, 2, 0, tzinfo=dt.UTC)
DAY = dt.date(2025, 6, 15)
SESSIONS = (("全球號召導讀", 40), ("分組對話", 60), ("見解分享", 20))


def make_asks(*units: str, code: str = "TTT", by: Acts = SYSTEM) -> list[SurveyAsk]:
    """Units of a county that were asked."""
    names = "\n".join(units or ("海線巡守隊",))
    done = survey.ask(
        campaign=campaign_rules.current(),
        county=county(code),
        units=names,
        asked_on=dt.date(2025, 6, 1),
        by=by,
        now=NOW,
    )
    return done.new


def make_dialogue(
    code: str = "TTT", *, by: Acts = SYSTEM, sessions: Any = SESSIONS, title: str = "臺東對話", **facts: Any
) -> Dialogue:
    """A dialogue with a programme of two hours."""
    made = dialogues.begin(campaign=campaign_rules.current(), county=county(code), title=title, by=by, now=NOW)
    told = {"held_on": DAY, "starts_at": dt.time(13, 30), "place": "縣府大禮堂", "host_unit": "社會處", **facts}
    return dialogues.describe(dialogue=made, sessions=sessions, by=by, now=NOW, **told)
