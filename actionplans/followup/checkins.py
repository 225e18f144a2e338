"""Progress reports on an adopted plan: written field by field, handed in, and looked at by who follows the plan up.

企劃案五：行動方案執行期間由督導一人負責成果追蹤紀錄。A plan's progress is never typed: a check-in claims milestones and
shows evidence, and only its acceptance reaches them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplans.models import CheckIn, CheckInLink, Milestone, Plan
from actionplans.models.checkin import QUESTIONS
from foundation import reasons
from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb

from . import publishing, who_reads, writers
from . import readings as readings_typed

State = CheckIn.State
REMARKED = (*QUESTIONS, "readings", "claims", "evidence")
LONGEST_REMARK = 500
TYPED = (*QUESTIONS, "next_on", "reporter")
READING, CLAIMS = readings_typed.FIELD, "claims"  # what the page calls them: an indicator's by its key


class AlreadyIn(ValidationError):
    """The page is older than its report."""


def handed_in(*, plan: Plan, writer: User | CheckInLink) -> int:
    """How many of this writer's reports on the plan are with the supervisor or accepted."""
    rows = CheckIn.objects.filter(writers.reports_of(writer), plan=plan)
    return rows.filter(state__in=(State.SUBMITTED, State.ACCEPTED)).count()


def remarked() -> list[tuple[str, str]]:
    """What a supervisor may mark, with its words."""
    words = (
        _("做了什麼"), _("卡在哪裡"), _("接下來做什麼"), _("現在的數字"), _("完成的里程碑"), _("佐證"),
    )  # fmt: skip
    return list(zip(REMARKED, words, strict=True))


def open_of(*, plan: Plan, writer: User | CheckInLink) -> CheckIn | None:
    """The report this writer is at, by whichever of her links: a draft, or one that came back; the newest of them."""
    rows = CheckIn.objects.filter(writers.reports_of(writer), plan=plan, state__in=CheckIn.WRITABLE)
    return rows.order_by("-number").first()


def write(
    *,
    plan: Plan,
    writer: User | CheckInLink,
    values: Mapping[str, Any],
    problems: Mapping[str, tuple[str, str]],
    readings: Mapping[int, str],
    claims: Iterable[int] | None,
    now: dt.datetime,
    seen: int | None = None,
    known: Mapping[str, Sequence[Any]] | None = None,
) -> CheckIn:
    """Keep what has been typed so far, beginning the report with the first of it.

    What another page of the same writer has changed meanwhile (a second tab, an older save that arrives late) is not
    written over: it stands in `overtaken` of the report, and everything else is kept.

    Args:
        values: right values by field (`happened`, `hindered`, `next_what`, `next_on`, `reporter`); others stay.
        problems: fields that are not right yet: what was typed, and the sentence that says why.
        readings: what each indicator (by key) shows now, as typed; an empty one is taken away.
        claims: keys of the milestones said to be done; None leaves them. Which could not be taken `not_claimed` says.
        seen: how many reports of this writer were in (`handed_in`) when the page was made; None does not ask.
        known: by field as the page calls it, what the page knows to stand there: first what it was told, then what it
            has sent itself and heard nothing of. None does not ask.

    Raises:
        AlreadyIn: the page is of a report that has been handed in meanwhile (a button pressed twice).
        ValidationError: the plan is not adopted, or released or merged.
    """
    with transaction.atomic():
        locked = Plan.objects.select_for_update().get(pk=plan.pk)
        if locked.state != Plan.State.ADOPTED:
            raise ValidationError(_("這項方案的採納已經撤回，不用再回報。"))
        if not locked.is_reported_on:
            raise ValidationError(_("這項方案已經解除列管或併案，不用再回報。"))
        if seen is not None and handed_in(plan=locked, writer=writer) != seen:
            raise AlreadyIn(_("這次回報已經送出了。要再寫一次，請按「再寫一次新的回報」。"))
        check_in = open_of(plan=locked, writer=writer) or _begin(locked, writer, now)
        given: dict[str, Any] = {name: typed for name, (typed, _why) in problems.items()}
        given |= {**values, **{f"{READING}{key}": words.strip() for key, words in readings.items()}}
        open_ones = Milestone.objects.filter(plan=locked, reached_at=None)
        may = frozenset(open_ones.values_list("pk", flat=True)) if claims is not None else frozenset()
        ticked = frozenset(claims or ())
        given |= {} if claims is None else {CLAIMS: ticked & may}
        stays, check_in.overtaken = _compared(check_in, given, known, may)
        values = {name: value for name, value in values.items() if name not in stays}
        for name, value in values.items():
            setattr(check_in, name, value)
            check_in.unfinished.pop(name, None)
        for name, (typed, why) in problems.items():
            if name not in stays:
                check_in.unfinished[name] = {"value": typed, "problem": why}
        if isinstance(writer, CheckInLink) and check_in.link_id != writer.pk:
            others = CheckIn.objects.filter(plan=locked, link=writer, state__in=CheckIn.WRITABLE)
            check_in.link = check_in.link if others.exists() else writer  # the one by which she is reached now
        readings_typed.write(check_in, {key: one for key, one in readings.items() if f"{READING}{key}" not in stays})
        check_in.save(update_fields=[*values, "unfinished", "link"])
        if claims is not None and CLAIMS not in stays:
            _claim(check_in, ticked)
    return check_in


def _claim(check_in: CheckIn, keys: frozenset[int]) -> None:
    """Let a report call these milestones done, as far as they are its plan's and open, and note which are not."""
    own = {one.pk: one for one in Milestone.objects.filter(plan=check_in.plan_id, pk__in=keys)}
    check_in.claims.set([one for one in own.values() if one.reached_at is None])
    check_in.reached_already = tuple(one for one in own.values() if one.reached_at is not None)
    check_in.not_its_own = len(keys - own.keys())


def not_claimed(check_in: CheckIn) -> list[str]:
    """Which milestones that were ticked could not be taken by the last `write`, and why, a sentence each."""
    said = []
    if names := _("、").join(f"「{one.shown}」" for one in check_in.reached_already):
        said.append(_("%(names)s已經確認完成，不用再勾，這次沒有記下。") % {"names": names})
    if check_in.not_its_own:
        words = ngettext(
            "有 %(count)s 項勾選的里程碑已經不在這項方案裡，沒有記下。請看現在的清單，完成的再勾一次。",
            "有 %(count)s 項勾選的里程碑已經不在這項方案裡，沒有記下。請看現在的清單，完成的再勾一次。",
            check_in.not_its_own,
        )
        said.append(words % {"count": check_in.not_its_own})
    return said


def standing(check_in: CheckIn | None) -> dict[str, Any]:
    """What stands in a report by field as the page calls it; what is not right yet as it was typed."""
    if check_in is None:
        return {}
    found = {name: getattr(check_in, name) for name in TYPED}
    found |= {name: entry["value"] for name, entry in check_in.unfinished.items()}
    found |= {f"{READING}{one.indicator_id}": one.typed for one in check_in.readings.all()}
    return found | {CLAIMS: frozenset(one.pk for one in check_in.claims.all())}


def _compared(
    check_in: CheckIn, given: Mapping[str, Any], known: Mapping[str, Sequence[Any]] | None, may: frozenset[int]
) -> tuple[set[str], dict[str, Any]]:
    """Which fields stay as they are, and which of these the page wanted otherwise, with what stands there.

    Args:
        may: the milestones that may be claimed; that others could not be kept is no other page's doing.
    """
    stays: set[str] = set()
    overtaken: dict[str, Any] = {}
    stands = standing(check_in)
    for name, typed in given.items():
        value, there = _plain(typed), _plain(stands.get(name, ""))
        knew = [_plain(one) for one in (known or {}).get(name, ())]
        if name == CLAIMS:
            there, knew = there & may, [one & may for one in knew]
        if not knew or there == value or there in knew:
            continue
        stays.add(name)
        if value != knew[0]:
            overtaken[name] = there
    return stays, overtaken


def says(check_in: CheckIn, values: Mapping[str, Any]) -> bool:
    """Whether this is what stands in a report."""
    stands = standing(check_in)
    return all(_plain(stands.get(name)) == _plain(value) for name, value in values.items())


def _plain(value: Any) -> Any:
    """Without the line ends by which browsers differ; nothing and an empty text are the same."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else "" if value is None else value


def _begin(plan: Plan, writer: User | CheckInLink, now: dt.datetime) -> CheckIn:
    last = CheckIn.objects.filter(plan=plan).aggregate(last=Max("number"))["last"] or 0
    return CheckIn.objects.create(
        plan=plan,
        number=last + 1,
        link=writer if isinstance(writer, CheckInLink) else None,
        user=writer if isinstance(writer, User) else None,
        reporter=writer.name[:50],
        started_at=now,
    )


def missing(check_in: CheckIn) -> dict[str, str]:
    """What a report lacks before it can be handed in, by field."""
    found = {name: entry["problem"] for name, entry in check_in.unfinished.items()}
    if not check_in.happened.strip():
        found["happened"] = _("請寫這段時間做了什麼，一兩句就好。還沒開始也請寫原因。")
    if not check_in.reporter.strip():
        found["reporter"] = _("請寫回報人的名字。")
    if check_in.claims.exists() and not check_in.evidence.exists():
        found["claims"] = _("勾了完成的里程碑，請附上至少一件佐證（照片或網址），督導才能確認。")
    return found


def submit(*, check_in: CheckIn, by: Acts, now: dt.datetime) -> CheckIn:
    """Hand a report in; from now on the supervisor has it.

    Raises:
        ValidationError: it has been handed in already, or something is missing (by field).
    """
    with transaction.atomic():
        locked = _locked(check_in)
        if not locked.is_writable:
            raise ValidationError(_("這次回報已經送出了。"))
        if lacking := missing(locked):
            raise ValidationError({name: [why] for name, why in lacking.items()})
        locked.state, locked.submitted_at, locked.remarks = State.SUBMITTED, now, {}
        locked.save(update_fields=["state", "submitted_at", "remarks"])
        told = {"milestones": locked.claims.count(), "evidence": locked.evidence.count()}
        if told["milestones"]:
            publishing.note_change(locked.plan_id, now=now)
        trail.record(Verb.CHECK_IN_SUBMITTED, locked, by=by, now=told, at=now)
    return locked


def accept(*, check_in: CheckIn, by: Acts, now: dt.datetime) -> CheckIn:
    """Take a report as true: the milestones it claims with evidence are reached from the moment it was handed in.

    Raises:
        ValidationError: it is not waiting for anybody's look, or `by` has written it herself and another can look.
    """
    with transaction.atomic():
        locked = _waiting(check_in)
        locked.is_self_accepted = isinstance(by, User) and by.pk == locked.user_id
        if isinstance(by, User) and locked.is_self_accepted:
            others = who_reads.others_who_look(locked, but=by, on=timezone.localdate(now))[:3]
            if names := _("、").join(str(one) for one in others):
                raise ValidationError(_("這是您自己寫的回報，要由別人確認：%(names)s。") % {"names": names})
        _review(locked, State.ACCEPTED, by, now)
        reached = 0
        if locked.evidence.exists():
            open_ones = Milestone.objects.filter(claimed_in=locked, reached_at=None)
            reached = Milestone.objects.filter(pk__in=list(open_ones.values_list("pk", flat=True))).update(
                reached_at=locked.submitted_at
            )
        if reached:
            publishing.note_change(locked.plan_id, now=now)
        trail.record(Verb.CHECK_IN_ACCEPTED, locked, by=by, now={"milestones": reached}, at=now)
    return locked


def send_back(*, check_in: CheckIn, remarks: Mapping[str, str], by: Acts, now: dt.datetime) -> CheckIn:
    """Ask for more: the report goes back with a mark on each answer that needs it.

    Args:
        remarks: sentences by what they are about (one of `REMARKED`).

    Raises:
        ValidationError: it is not waiting for anybody's look, no mark says anything or one says more than is kept, or
            its writer is at a newer one.
    """
    told = {name: words.strip() for name, words in remarks.items() if words.strip()}
    if not told:
        raise ValidationError(_("請在要補充的那一題寫下缺什麼，回報人才知道要補哪裡。"))
    long = (reasons.too_long(told[name], LONGEST_REMARK, what=label) for name, label in remarked() if name in told)
    if problems := [one for one in long if one]:
        raise ValidationError(problems)
    with transaction.atomic():
        locked = _waiting(check_in)
        writer = locked.link or locked.user
        if writer is not None and open_of(plan=locked.plan, writer=writer) is not None:
            raise ValidationError(_("同一個人已經在寫下一次回報，這一次不能再退回。請確認，或在下一次一起補。"))
        locked.remarks = told
        _review(locked, State.RETURNED, by, now)
        if locked.claims.exists():
            publishing.note_change(locked.plan_id, now=now)
        trail.record(Verb.CHECK_IN_RETURNED, locked, by=by, now=told, at=now)
    return locked


def _locked(check_in: CheckIn) -> CheckIn:
    # The plan first, as everybody who writes on it does: its first owed day is written along.
    Plan.objects.select_for_update().get(pk=check_in.plan_id)
    return CheckIn.objects.select_for_update(of=("self",)).select_related("plan").get(pk=check_in.pk)


def _waiting(check_in: CheckIn) -> CheckIn:
    locked = _locked(check_in)
    if locked.state != State.SUBMITTED:
        raise ValidationError(_("這次回報沒有在等確認，畫面可能是舊的，請重新整理。"))
    return locked


def _review(check_in: CheckIn, state: str, by: Acts, now: dt.datetime) -> None:
    check_in.state, check_in.reviewed_at = state, now
    check_in.reviewed_by = by.as_actor().label[:200]
    check_in.save(update_fields=["state", "reviewed_at", "reviewed_by", "is_self_accepted", "remarks"])
