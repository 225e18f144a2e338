"""What certificates say, in Chinese and in English: finished words, to be frozen with the certificate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, npgettext, override, pgettext

from foundation.accounts import sectors
from foundation.taiwan import roc
from volunteers.awards import books
from volunteers.models import AwardGiven, TrainingCertificate, Unit, Volunteer
from volunteers.templatetags.register import as_hours
from volunteers.training import session_papers

from .givers import Signer

LANGUAGES = ("zh-hant", "en")
NUMBER = gettext_noop("證號")
"""What her identity number is called on paper."""
Says = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose name and head stand at the foot of a certificate.

    Attributes:
        label: what it is: the unit, or who took its business over.
    """

    name: str
    head_title: str = ""
    head_name: str = ""
    label: str = ""

    @property
    def head(self) -> str:
        """As it is signed."""
        return "　".join(filter(None, (self.head_title, self.head_name)))


def issuer_of(unit: Unit) -> Issuer:
    """Who certifies for a unit: the unit; where it has ended who took its business over, else its authority."""
    if unit.state != Unit.State.ENDED:
        return Issuer(unit.name, unit.head_title, unit.head_name)
    if unit.succeeded_by is not None:
        heir = unit.succeeded_by
        return Issuer(heir.name, heir.head_title, heir.head_name, "heir")
    return Issuer(unit.authority.name, label="authority")


def in_both(words: Callable[[], dict[str, Any]]) -> Says:
    """The same said in every language that certificates are printed in."""
    found: Says = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = words()
    return found


def performance(
    person: Volunteer, unit: Unit, facts: Mapping[str, Any], *, number: str, book: str, content: str, remark: str,
    on: dt.date,
) -> Says:  # fmt: skip
    """A certificate of performance (志願服務績效證明書)."""
    issuer = issuer_of(unit)
    minutes = facts["minutes"]

    def words() -> dict[str, Any]:
        kinds = _("、").join(sectors.name(code) for code in minutes)
        told = {
            "stays": stays_shown(facts),
            "kinds": kinds,
            "unit": unit.name,
            "hours": hours_in_words(sum(minutes.values())),
        }
        if issuer.label:
            text = _("%(stays)s，於%(unit)s從事%(kinds)s志願服務，時數合計 %(hours)s，績效良好，特此證明。")
        else:
            text = _("%(stays)s，於本單位從事%(kinds)s志願服務，時數合計 %(hours)s，績效良好，特此證明。")
        rows = [[_("紀錄冊編號"), book or "—"]]
        if person.identity_shown:
            rows.insert(0, [_(NUMBER), person.identity_shown])
        if len(minutes) > 1:
            parts = [f"{sectors.name(code)} {as_hours(one)}" for code, one in minutes.items()]
            rows.append([_("各類別時數"), _("、").join(parts)])
        rows += [[label, said] for label, said in ((_("服務內容"), content), (_("服務績效"), remark)) if said]
        return _paper(
            _("志願服務績效證明書"), number, _name(person), text % told, issuer, on, rows=rows,
            note=_("只計本單位核定的時數"),
        )  # fmt: skip

    return in_both(words)


def thanks(person: Volunteer, unit: Unit, *, number: str, text: str, text_en: str, on: dt.date) -> Says:
    """A certificate of thanks (感謝狀), in the unit's own words where it gives some."""
    issuer = issuer_of(unit)

    def words() -> dict[str, Any]:
        own = text if roc.in_chinese() else text_en
        said = own or _("熱心參與本單位志願服務，無私奉獻，嘉惠社會，特致此狀，以表謝忱。")
        return _paper(_("感謝狀"), number, _name(person), said, issuer, on)

    return in_both(words)


def award(given: AwardGiven, *, number: str, signer: Signer, on: dt.date) -> Says:
    """A certificate of an award (獎勵證書); by who only has it on its record, a proof of this record (得獎紀錄證明)."""
    rule = books.as_given([given]).get(given.pk)
    if rule is None:
        raise KeyError(given.award)

    def words() -> dict[str, Any]:
        who = _name(given.volunteer) if given.volunteer is not None else str(given.unit)
        told = {"award": rule.name, "by": rule.authority, "day": day(given.given_on.isoformat())}
        title, note = _("獎勵證書"), ""
        text = _("熱心從事志願服務，績效優良，於%(day)s獲頒%(by)s「%(award)s」，特頒此證，以資表揚。")
        if not signer.gives:
            title, note = _("得獎紀錄證明"), _("依登錄紀錄開立，不是頒獎機關的獎狀")
            text = _("於%(day)s獲頒%(by)s「%(award)s」，登錄有案，特此證明。")
        rows = [[_("頒獎機關"), str(rule.authority)]] if not signer.gives else []
        if given.valid_from is not None and given.valid_until is not None:
            span = _("%(first)s至%(last)s") % {
                "first": day(given.valid_from.isoformat()), "last": day(given.valid_until.isoformat()),
            }  # fmt: skip
            rows.append([_("有效期間"), span])
        return _paper(
            title, number, who, text % told, Issuer(signer.authority.shown), on, rows=rows, note=note,
            suffix=given.volunteer is not None,
        )  # fmt: skip

    return in_both(words)


def training(one: TrainingCertificate, *, number: str, on: dt.date) -> Says:
    """A training's certificate: what `session_papers` says, with the number it has there."""

    def words() -> dict[str, Any]:
        paper = session_papers.certificates([one])[0]
        return {
            "title": paper.heading, "number": number, "name": _name(one.place.volunteer), "suffix": "",
            "text": paper.text if roc.in_chinese() else _training_in_english(one), "note": "",
            "rows": [list(row) for row in paper.courses], "issuer": paper.issuer, "head": paper.signed,
            "day": paper.day if roc.in_chinese() else day(on.isoformat()),
        }  # fmt: skip

    return in_both(words)


def _training_in_english(one: TrainingCertificate) -> str:
    told = {"training": one.shown, "hours": hours_in_words(one.minutes), "day": day(one.completed_on.isoformat())}
    return _("於%(day)s完成本單位辦理的%(training)s，共計 %(hours)s，特此證明。") % told


def open_rows(says: Mapping[str, Mapping[str, Any]], language: str) -> list[list[str]]:
    """The lines of a certificate that its public page shows beside its words: all but her identity number."""
    kept = [label != NUMBER for label, _said in says["zh-hant"]["rows"]]
    return [list(row) for row, is_open in zip(says[language]["rows"], kept, strict=True) if is_open]


def hours_in_words(minutes: int) -> str:
    """Minutes in running text: 3 小時 30 分, or 3 hours 30 minutes, for which tables have no room."""
    hours, rest = divmod(minutes, 60)
    said = []
    if hours or not rest:
        told = {"count": f"{hours:,}"}
        said.append(npgettext("證明書", "%(count)s 小時", "%(count)s 小時", hours) % told)
    if rest:
        said.append(npgettext("證明書", "%(count)s 分", "%(count)s 分", rest) % {"count": rest})
    return " ".join(said)


def stays_shown(facts: Mapping[str, Any]) -> str:
    """From which day to which, each stay for itself: 自民國113年1月2日起至113年6月30日止、自…."""
    spans = facts.get("stays") or [[facts["first"], facts["last"]]]
    said = [_("自%(first)s起至%(last)s止") % {"first": day(first), "last": _until(last)} for first, last in spans]
    return _("、").join(said)


def day(text: str) -> str:
    """A day in running text: 民國113年3月18日, or 18 March 2024."""
    one = dt.date.fromisoformat(text)
    return f"民國{roc.long(one, with_weekday=False)}" if roc.in_chinese() else roc.shown(one).partition(" (")[0]


def _until(text: str) -> str:
    """The day that ends a span which says 民國 already."""
    return day(text).removeprefix("民國")


def _name(person: Volunteer) -> str:
    return person.name if roc.in_chinese() else person.name_en or person.name


def _paper(
    title: str, number: str, name: str, text: str, issuer: Issuer, on: dt.date, *, rows: list[list[str]] | None = None,
    note: str = "", suffix: bool = True,
) -> dict[str, Any]:  # fmt: skip
    return {
        "title": title, "number": number, "name": name, "text": text,
        "suffix": pgettext("證明書", "君") if suffix and roc.in_chinese() else "",
        "rows": rows or [], "issuer": issuer.name, "head": issuer.head, "note": note,
        "day": roc.formal(on) if roc.in_chinese() else day(on.isoformat()),
    }  # fmt: skip
