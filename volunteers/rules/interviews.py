"""What an interview with somebody who wants to serve covers (HB-REC-04).

Source: the handbook of Taipei (107.9.20), 「安排面談」: four points, then 「填寫面談紀要表」 and
「寄發回覆信函給所有應徵者」. The forms themselves are not in the handbook; these are its points, and nothing is refused
for one that is missing.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SOURCE = "臺北市志願服務實務手冊（107.9.20）「安排面談」"
POINTS: dict[str, tuple[str | Promise, str | Promise]] = {
    "facts": (_("確認基本資料"), _("年齡、學歷、經歷、專長，符不符合條件")),
    "motive": (_("評估參與動機"), _("有沒有服務的心、做不做得來；是不是為了業績或代金")),
    "asking": (_("讓她發問"), _("照單位現況據實回答")),
    "willing": (_("確認參與意願"), _("介紹對象、內容、權利義務之後，再問一次")),
}
"""Key → what is done, and what to look at."""
