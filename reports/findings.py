"""What the figures say, in sentences made by rules. No sentence without its numbers, no number without its rule.

The rules, in the order in which their sentences stand:

1. most_answered: the item(s) of the Call with the most adopted plans.
2. unanswered: the items with no plan at all; if there are none, those that only one county answers.
3. heard_not_answered: the items that core issues name in at least one county, but no plan answers.
4. pillars: the pillar with the most and the one with the fewest plans (each plan counts once).
5. not_measured: plans without an indicator of which both start and goal are written.
6. below_least: workshops that adopted fewer plans than the programme asks for.

A rule that has nothing to say is silent. Without a single adopted plan the one finding says just that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.utils.translation import gettext as _

from .coverage import has_measure, share
from .records import CountyRecord, Finding, Matrix, MatrixRow, PillarCount, ProgrammeFacts

MOST_NAMED = 4


def findings(
    programme: ProgrammeFacts,
    counties: Sequence[CountyRecord],
    plans: Matrix,
    issues: Matrix,
    pillars: Sequence[PillarCount],
) -> tuple[Finding, ...]:
    """What is to be said about these figures."""
    if not plans.total:
        held = sum(1 for county in counties if county.held)
        return (
            Finding(
                "nothing_yet",
                _("還沒有採納的行動方案"),
                _("目前 %(held)s 個縣市辦理了工作坊，還沒有方案經採納，涵蓋情形要等第一件方案採納後才看得出來。")
                % {"held": held},
                (("held", held), ("plans", 0)),
            ),
        )
    rules: tuple[Callable[[], Finding | None], ...] = (
        lambda: _most_answered(plans),
        lambda: _unanswered(plans),
        lambda: _heard_not_answered(plans, issues),
        lambda: _pillars(pillars, plans.total),
        lambda: _not_measured(counties, plans.total),
        lambda: _below_least(programme, counties),
    )
    return tuple(found for found in (rule() for rule in rules) if found is not None)


def _named(rows: Iterable[MatrixRow]) -> str:
    """「支3 專業發展與培訓」, several joined; beyond four the rest is counted."""
    given = list(rows)
    words = _("、").join(_("「%(name)s」") % {"name": f"{row.label} {row.short}"} for row in given[:MOST_NAMED])
    if len(given) > MOST_NAMED:
        words += _("等 %(count)s 項") % {"count": len(given)}
    return words


def _most_answered(plans: Matrix) -> Finding | None:
    most = max(row.total for row in plans.rows)
    if not most:
        return None
    rows = [row for row in plans.rows if row.total == most]
    spread = max(row.counties for row in rows)
    if len(rows) == 1:
        text = _("%(items)s有 %(plans)s 件方案、%(counties)s 個縣市提出，是 14 項中最多的。") % {
            "items": _named(rows), "plans": most, "counties": spread,
        }  # fmt: skip
    else:
        text = _("%(items)s各有 %(plans)s 件方案，同為 14 項中最多的。") % {"items": _named(rows), "plans": most}
    return Finding("most_answered", _("最多方案回應的行動號召"), text, (("plans", most), ("counties", spread)))


def _unanswered(plans: Matrix) -> Finding | None:
    empty = [row for row in plans.rows if not row.total]
    if empty:
        return Finding(
            "unanswered",
            _("還沒有人回應的行動號召"),
            _("14 項中有 %(count)s 項沒有任何縣市提出方案：%(items)s。")
            % {"count": len(empty), "items": _named(empty)},
            (("items", len(empty)),),
        )
    single = [row for row in plans.rows if row.counties == 1]
    if not single:
        return None
    return Finding(
        "answered_once",
        _("只有一個縣市回應的行動號召"),
        _("14 項都有方案，其中 %(count)s 項只有一個縣市提出：%(items)s。")
        % {"count": len(single), "items": _named(single)},
        (("items", len(single)),),
    )


def _heard_not_answered(plans: Matrix, issues: Matrix) -> Finding | None:
    pairs = [(said, done) for said, done in zip(issues.rows, plans.rows, strict=True) if said.total and not done.total]
    if not pairs:
        return None
    heard = sum(said.total for said, _done in pairs)
    return Finding(
        "heard_not_answered",
        _("說出來了，還沒有方案"),
        _("%(items)s被列為核心議題（共 %(issues)s 項），但還沒有方案回應。")
        % {"items": _named(said for said, _done in pairs), "issues": heard},
        (("items", len(pairs)), ("issues", heard)),
    )


def _pillars(pillars: Sequence[PillarCount], total: int) -> Finding | None:
    most, fewest = max(pillars, key=lambda each: each.plans), min(pillars, key=lambda each: each.plans)
    if most.plans == fewest.plans:
        return None
    return Finding(
        "pillars",
        _("三主軸不平均"),
        _("%(total)s 件中，%(most)s有 %(high)s 件（%(high_share)s%%），%(fewest)s只有 %(low)s 件（%(low_share)s%%）。")
        % {
            "most": most.name,
            "high": most.plans,
            "high_share": share(most.plans, total),
            "fewest": fewest.name,
            "low": fewest.plans,
            "low_share": share(fewest.plans, total),
            "total": total,
        },
        (("most", most.plans), ("fewest", fewest.plans), ("plans", total)),
    )


def _not_measured(counties: Iterable[CountyRecord], total: int) -> Finding | None:
    lacking = [plan for county in counties for plan in county.plans if not has_measure(plan)]
    if not lacking:
        return None
    return Finding(
        "not_measured",
        _("成效還量不出來"),
        _("%(total)s 件中有 %(count)s 件（%(share)s%%）的指標還沒有同時寫下現況值和目標值，分屬 %(counties)s 個縣市。")
        % {
            "total": total,
            "count": len(lacking),
            "share": share(len(lacking), total),
            "counties": len({plan.county for plan in lacking}),
        },
        (("lacking", len(lacking)), ("plans", total)),
    )


def _below_least(programme: ProgrammeFacts, counties: Iterable[CountyRecord]) -> Finding | None:
    short = [workshop for county in counties for workshop in county.held if workshop.plans < programme.plans_min]
    if not short:
        return None
    return Finding(
        "below_least",
        _("方案件數還不夠的工作坊"),
        _("%(count)s 場工作坊採納的方案少於 %(least)s 件，分屬 %(counties)s 個縣市。")
        % {
            "count": len(short),
            "least": programme.plans_min,
            "counties": len({workshop.county for workshop in short}),
        },
        (("workshops", len(short)), ("least", programme.plans_min)),
    )
