"""What a certificate of performance (志願服務績效證明書) may say, and from when somebody may ask for one.

Sources: 臺北市志願服務實務手冊 (107.9.20), 績效證明書; 志願服務績效證明書發給作業規定 (109.8.4 衛部救字第
1091362638D 號).
How many days before an honour card's last day its holder is reminded no source says: it is the house's choice.
"""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.taiwan import roc

from .award_years import YEAR

EXACT = gettext_lazy("臺北市志願服務實務手冊：服務起訖時間應明確標示，不應寫 105.01-107.12 或 105.01 迄今")
OWN_ONLY = gettext_lazy("臺北市志願服務實務手冊：應計算志工在開立單位服務之時數，合計其他運用單位之時數不具證明效力")
HEAD = gettext_lazy("臺北市志願服務實務手冊：負責人章應蓋可獨立行文單位（機關）之最高首長章")
MINIMUM = gettext_lazy(
    "志願服務績效證明書發給作業規定（109.8.4 衛部救字第 1091362638D 號）：服務年資滿一年、時數達 150 小時"
)
SUCCESSOR = gettext_lazy("志願服務績效證明書發給作業規定：單位裁併或解散時，向承接其業務者或目的事業主管機關申請")
MINIMUM_DAYS, MINIMUM_MINUTES = YEAR, 150 * 60
REMINDED_BEFORE = dt.timedelta(days=90)
_STILL = ("迄今", "至今", "現在", "今日", "目前", "now", "present", "today")


def exact_day(text: str) -> dt.date:
    """The day that a text says, to the day.

    Raises:
        ValueError: it names a month only, or none, or 「迄今」; the sentence says why with its source.
    """
    said = text.strip()
    if said == "今" or any(word in said.casefold() for word in _STILL):
        raise ValueError(
            _("「%(text)s」不是一個日子，請寫到年月日。依據：%(source)s。") % {"text": said, "source": EXACT}
        )
    try:
        return roc.parse(said)
    except ValueError as vague:
        raise ValueError(f"{vague}{_('依據：%(source)s。') % {'source': EXACT}}") from vague


def short_of(days: int, minutes: int) -> list[str]:
    """What is short of the rule of 2020 by which somebody may ask for a certificate; empty where nothing is.

    Args:
        days: in the unit, of all stays together.

    It says who may ask, not that no other may be certified what is true; so it warns and refuses nothing.
    """
    found = []
    if days < MINIMUM_DAYS:
        found.append(_("年資不到一年"))
    if minutes < MINIMUM_MINUTES:
        found.append(_("時數不到 150 小時"))
    return found
