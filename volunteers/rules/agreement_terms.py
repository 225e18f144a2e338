"""What an agreement of service (服務協議) speaks of, as data with its source.

Source: 臺北市志願服務實務手冊「志工績效考核」(rights, duties, rules of work and what the service is, before it begins),
「志工退場機制」(the grounds for parting are agreed when she is recruited), 「志工福利」(allowances are explained
beforehand); 志願服務法 第 14、15 條 (rights and duties), 第 6 條 (groups of an enterprise sign an agreement). For
individuals no law asks for an agreement: the handbook advises it. No source gives its length.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Term:
    """One part: what it is called, what to write there, whether the handbook names it, and where."""

    key: str
    label: str | Promise
    hint: str | Promise
    needed: bool
    source: str


TERMS = (
    Term("content", _("服務內容"), _("做什麼、在哪裡、什麼時間"), True, "手冊「志工績效考核」"),
    Term(
        "rights", _("志工的權利"), _("訓練、尊重、安全、資訊、參與決策；保險與紀錄冊"), True, "手冊；志願服務法第 14 條"
    ),
    Term(
        "duties",
        _("志工的義務"),
        _("守倫理與規章、參加訓練、保密、不收報酬、愛惜物資"),
        True,
        "手冊；志願服務法第 15 條",
    ),
    Term("rules", _("工作規範"), _("排班、請假、簽到退、服裝、回報"), True, "手冊「志工績效考核」"),
    Term(
        "exit", _("解除協議或不續聘的情形"), _("手冊列六種；單位要照用就在召募時說清楚"), True, "手冊「志工退場機制」"
    ),
    Term(
        "allowance",
        _("交通、誤餐等補助"),
        _("有沒有、多少、怎麼領；沒有也寫清楚。補助不是報酬"),
        False,
        "手冊；志願服務法第 16 條",
    ),
    Term("evaluation", _("考核方式"), _("多久一次、依什麼標準、怎麼申請複核"), False, "手冊「志工績效考核」"),
)
