"""The areas of the API: what a token can be limited to, and what it is told where its limits end.

The list is fixed: every endpoint names the one it belongs to (`Door.area`), and a test holds that it does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .problems import InsufficientScope

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Area(StrEnum):
    """What endpoints are about. Codes are stored with tokens and stand in the description of the API."""

    BASICS = "basics"
    WORKSHOPS = "workshops"
    PLANS = "plans"
    MEETINGS = "meetings"
    ANNUAL_PLANS = "annual_plans"
    SUCCESSIONS = "successions"
    UNITS = "units"
    REGISTER = "register"
    RECRUITING = "recruiting"
    AWARDS = "awards"
    RESULTS = "results"
    REPORTS = "reports"
    PLEDGES = "pledges"


WORDS: dict[Area, str | Promise] = {
    Area.BASICS: gettext_lazy("我是誰、縣市"),
    Area.WORKSHOPS: gettext_lazy("工作坊、參加者和表單"),
    Area.PLANS: gettext_lazy("行動方案和追蹤"),
    Area.MEETINGS: gettext_lazy("聯繫會報"),
    Area.ANNUAL_PLANS: gettext_lazy("年度計畫和指標"),
    Area.SUCCESSIONS: gettext_lazy("業務交接"),
    Area.UNITS: gettext_lazy("運用單位、備案和評鑑"),
    Area.REGISTER: gettext_lazy("志工、訓練、時數和保險"),
    Area.RECRUITING: gettext_lazy("招募和報名"),
    Area.AWARDS: gettext_lazy("獎項和證明書"),
    Area.RESULTS: gettext_lazy("成果回報和總覽"),
    Area.REPORTS: gettext_lazy("全國報告"),
    Area.PLEDGES: gettext_lazy("縣市的宣示"),
}
_BY_CODE = {area.value: words for area, words in WORDS.items()}
# Who one is belongs to every token: a program asks it first.
CHOOSABLE = tuple(area for area in Area if area is not Area.BASICS)


def shown(area: str) -> str:
    """What an area is called, in the language of the page; its code where it is none any more."""
    return str(_BY_CODE.get(area, area))


def scope(area: Area, method: str) -> str:
    """The scope that an operation needs, as the description names it: `register:write`."""
    return f"{area}:{'read' if method.upper() in SAFE else 'write'}"


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a token reaches less than its owner.

    Attributes:
        areas: codes of the only areas it opens; empty where it opens all, those among them that are yet to come.
        place: says what the only county or unit is called; None where it reaches as far as its owner.
    """

    read_only: bool = False
    areas: frozenset[str] = frozenset()
    place: Callable[[], str] | None = None

    def opens(self, area: Area | None) -> bool:
        """Whether the token opens this area."""
        return not self.areas or area is Area.BASICS or area in self.areas

    def check(self, area: Area | None, method: str) -> None:
        """Let a request through that lies within the limits.

        Args:
            area: the endpoint's; None belongs to no area, and is closed to who is limited to some.

        Raises:
            InsufficientScope: the area, or writing, is not the token's.
        """
        if area is None or not self.opens(area):
            raise InsufficientScope(
                "" if area is None else scope(area, method),
                lambda: (
                    _("這個權杖沒有「%(area)s」的範圍，只能用在：%(areas)s。請用範圍夠的權杖，或發一個新的。")
                    % {
                        "area": shown(area or ""),
                        "areas": _("、").join(shown(one) for one in CHOOSABLE if one in self.areas),
                    }
                ),
            )
        if self.read_only and method.upper() not in SAFE:
            raise InsufficientScope(
                scope(area, method),
                lambda: (
                    _("這個權杖只能讀，不能寫入「%(area)s」。請用可以寫入的權杖，或發一個新的。")
                    % {"area": shown(area)}
                ),
            )

    def out_of_place(self) -> InsufficientScope:
        """The refusal of what its owner may do, but not within one county or unit alone."""
        return InsufficientScope(
            "place",
            lambda: (
                _("這個權杖只限「%(place)s」，這件事超出那裡。請用沒有限定地方的權杖，或發一個新的。")
                % {"place": self.place() if self.place else ""}
            ),
        )
