"""「明天可以開始」: what a workshop needs on the morning, computed from what is there. Nobody ticks anything.

Apps above add their own questions with `add` when they are ready (the forms being published, for one).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import agenda_of
from .grouping import FEWEST_AT_A_TABLE
from .models import BlockKind, Workshop
from .schedule import RISK, total


@dataclass(frozen=True, slots=True)
class Check:
    """One line: whether it holds, in words, and where it is mended.

    Attributes:
        key: stable name, for tests and the API.
        ok: whether it holds.
        text: what holds, or what is missing, as a sentence.
        cure: how to mend it; empty when it holds.
        url_name: the page on which it is mended, an address with the workshop's `pk`; empty where there is none.
        pk: of the workshop.
    """

    key: str
    ok: bool
    text: str
    cure: str = ""
    url_name: str = ""
    pk: int | None = None
    step: str = ""

    @property
    def url(self) -> str:
        """The address of that page."""
        if not self.url_name:
            return ""
        kwargs: dict[str, object] = {"pk": self.pk}
        return reverse(self.url_name, kwargs=kwargs | {"step": self.step} if self.step else kwargs)


Question = Callable[[Workshop], Iterable[Check]]
_more: list[Question] = []


def add(question: Question) -> None:
    """Let an app above ask something too; called once, from its `AppConfig.ready()`."""
    if question not in _more:
        _more.append(question)


@dataclass(frozen=True, slots=True)
class Readiness:
    """All lines, with how many hold."""

    checks: tuple[Check, ...]

    @property
    def missing(self) -> tuple[Check, ...]:
        """Those that do not hold, in their order."""
        return tuple(check for check in self.checks if not check.ok)

    @property
    def done(self) -> int:
        """How many hold."""
        return len(self.checks) - len(self.missing)

    @property
    def ready(self) -> bool:
        """Whether the workshop could start tomorrow."""
        return not self.missing


def of(workshop: Workshop) -> Readiness:
    """Every question answered for one workshop."""
    lines = [*_room(workshop), *_people(workshop), *_groups(workshop), *_agenda(workshop)]
    for question in _more:
        lines.extend(question(workshop))
    return Readiness(tuple(lines))


def _line(workshop: Workshop, key: str, ok: bool, good: str, bad: str, cure: str, page: str, step: str = "") -> Check:
    return Check(
        key, ok, good if ok else bad, "" if ok else cure, f"workshops:{page}" if page else "", workshop.pk, step
    )


def _room(workshop: Workshop) -> Iterator[Check]:
    listed = workshop.participants.count()
    people = max(listed, workshop.people_expected or 0)
    seats = workshop.seats
    yield _line(
        workshop, "time", workshop.starts is not None and workshop.ends is not None,
        _("日期與時間已定"), _("日期、開始時間或總長度還沒填"), _("到登記資料補上。"), "step", "place",
    )  # fmt: skip
    yield _line(
        workshop, "seats", seats is not None and people <= seats,
        _("場地坐得下：%(people)s 人，%(seats)s 個座位") % {"people": people, "seats": seats},
        _("場地容納人數還沒填") if seats is None
        else _("場地坐不下：%(people)s 人，只有 %(seats)s 個座位") % {"people": people, "seats": seats},
        _("換一個場地，或減少人數。"), "step", "place",
    )  # fmt: skip
    yield _line(
        workshop, "flat_floor", bool(workshop.flat_floor),
        _("平面會議室，可以分組圍坐"), _("還沒確定是可分組討論的平面會議室"), _("階梯教室不能圍坐，請換場地。"),
        "step", "place",
    )  # fmt: skip
    paper = workshop.network in (Workshop.Network.UNSTABLE, Workshop.Network.NONE)
    yield _line(
        workshop, "network", bool(workshop.network),
        _("現場網路%(network)s：請先印好 A3 紙本表單") % {"network": workshop.get_network_display()} if paper
        else _("現場網路穩定，線上填寫"),
        _("還不知道現場網路好不好"), _("選一項，才知道要不要印紙本。"), "print" if paper else "step",
        "" if paper else "place",
    )  # fmt: skip
    yield _line(
        workshop, "contact", bool(workshop.contact_name and workshop.contact_phone),
        _("聯絡人：%(name)s") % {"name": workshop.contact_name}, _("聯絡人或電話還沒填"),
        _("當天找不到路的人會打這支電話。"), "step", "people",
    )  # fmt: skip


def _people(workshop: Workshop) -> Iterator[Check]:
    listed = workshop.participants.count()
    yield _line(
        workshop, "lecturer", workshop.lecturer_id is not None or not workshop.lecturers_wanted,
        _("講師：%(name)s") % {"name": workshop.lecturer} if workshop.lecturer else _("不需要另派講師"),
        _("還沒有講師"), _("由協會派任；急的話請打電話給協會秘書處。"), "detail",
    )  # fmt: skip
    yield _line(
        workshop, "supervisor", workshop.supervisor_id is not None,
        _("追蹤督導：%(name)s") % {"name": workshop.supervisor}, _("還沒指派追蹤督導"),
        _("會後 3–6 個月的追蹤由督導負責，開場時要介紹。"), "detail",
    )  # fmt: skip
    yield _line(
        workshop, "participants", 0 < listed <= workshop.programme.capacity,
        _("參加者名單 %(listed)s 人") % {"listed": listed},
        _("參加者名單還是空的") if not listed
        else _("名單 %(listed)s 人，超過上限 %(most)s 人")
        % {"listed": listed, "most": workshop.programme.capacity},
        _("貼上或上傳名單。") if not listed else _("減少名額，或分兩場。"), "participants",
    )  # fmt: skip


def _groups(workshop: Workshop) -> Iterator[Check]:
    groups = list(workshop.groups.order_by("number"))
    sizes = dict.fromkeys([group.pk for group in groups], 0)
    waiting = 0
    for group in workshop.participants.values_list("group", flat=True):
        if group in sizes:
            sizes[group] += 1
        else:
            waiting += 1
    small = [group.number for group in groups if sizes[group.pk] < FEWEST_AT_A_TABLE]
    hostless = [group.number for group in groups if not group.host_name]
    codeless = [group.number for group in groups if not group.code or group.code_revoked_at is not None]
    seated = sum(sizes.values())
    yield _line(
        workshop, "groups", bool(groups) and not waiting and bool(seated),
        _("已分 %(groups)s 組，每個人都有位子") % {"groups": len(groups)},
        _("還沒分組") if not groups
        else _("還有 %(waiting)s 人沒有組別") % {"waiting": waiting} if waiting else _("各組還沒有人"),
        _("按「自動分組」，再用按鈕微調。"), "grouping",
    )  # fmt: skip
    yield _line(
        workshop, "group_size", bool(groups) and not small,
        _("每組至少 %(least)s 人") % {"least": FEWEST_AT_A_TABLE},
        _("分組後才知道每組幾人") if not groups
        else _("第 %(groups)s 組不到 %(least)s 人") % {"groups": _numbers(small), "least": FEWEST_AT_A_TABLE},
        _("減少組數，或把人移過來。"), "grouping",
    )  # fmt: skip
    yield _line(
        workshop, "hosts", bool(groups) and not hostless,
        _("每組都有桌長"),
        _("各組還沒有桌長") if not groups else _("第 %(groups)s 組還沒有桌長") % {"groups": _numbers(hostless)},
        _("桌長帶大家討論並看著時間，請先找好。"), "grouping",
    )  # fmt: skip
    # The words on the button of that page.
    issue = ngettext("發出 %(number)s 組代碼", "發出 %(number)s 組代碼", len(codeless)) % {"number": len(codeless)}
    yield _line(
        workshop, "codes", bool(groups) and not codeless,
        _("每桌都有代碼"),
        _("各桌還沒有代碼") if not groups else _("第 %(groups)s 組還沒有代碼") % {"groups": _numbers(codeless)},
        _("按「%(issue)s」，再印桌牌。") % {"issue": issue} if groups else _("先分組，再發代碼、印桌牌。"),
        "tables" if groups else "grouping",
    )  # fmt: skip


def _agenda(workshop: Workshop) -> Iterator[Check]:
    lines = agenda_of.lines_of(workshop)
    length = total(lines)
    # What the rule itself laid out is told calmly (`agenda_check`): a three-hour day has short breaks and is ready.
    odd = [one.text for one in agenda_of.findings_for(workshop, lines) if one.level == RISK and one.is_open]
    yield _line(
        workshop, "agenda", bool(lines) and length == workshop.minutes and not odd,
        _("議程合計 %(total)s 分鐘，和登記的時間一樣") % {"total": length},
        _("議程還沒排") if not lines
        else _("議程合計 %(total)s 分鐘，登記的是 %(minutes)s 分鐘")
        % {"total": length, "minutes": workshop.minutes or "—"}
        if length != workshop.minutes
        else " ".join(odd),
        _("到議程調整分鐘。"), "agenda",
    )  # fmt: skip
    groups = workshop.groups.count() or workshop.groups_planned or 0
    time = total([line for line in lines if line.block.kind == BlockKind.PRESENTATION])
    least = workshop.programme.presentation_min
    if lines and groups:
        yield _line(
            workshop, "presentations", time >= groups * least,
            _("發表時間夠：%(groups)s 組，每組約 %(each)s 分鐘") % {"groups": groups, "each": time // groups},
            _("發表時間不夠：%(groups)s 組 × %(least)s 分鐘 = %(needed)s 分鐘，只排了 %(time)s 分鐘")
            % {"groups": groups, "least": least, "needed": groups * least, "time": time},
            _("加長發表時間，或減少組數。"), "agenda",
        )  # fmt: skip


def _numbers(numbers: Iterable[int]) -> str:
    return _("、").join(str(number) for number in numbers)
