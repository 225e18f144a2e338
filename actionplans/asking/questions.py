"""The forms as data: what is asked, in which order, and what of it may be reworded.

A form is a list of sections, a section a list of questions; a question is a text, a choice, a list of items … Its
`key` is what reports read and never changes; its wording, hints and place may be edited by association staff, who may
also add questions of their own (keys starting with `x_`): `wording` says how, `form_drafts` keeps what they do.

Sources: 企劃案三(三)流程規劃 for what each sheet must bring out (每組 1–2 項核心議題、1 項行動構想、資源、利害關係人
與 3–6 個月成效); the fields are not in the source (agenda.yaml, `fields_in_source: false`) and were agreed for this
platform.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.models import QuestionSet, SheetKind
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from workshops.models import Programme, Workshop

from .standard_forms import STANDARD

KINDS = frozenset("text lines number choice choices pillar call_item issue month count flag sdgs list".split())
EXTRA_KINDS = ("text", "lines", "number", "choice", "choices")
WITH_OPTIONS = ("choice", "choices")
EXTRA = "x_"
EXTRA_KEY = re.compile(r"x_[a-z0-9_]{1,40}")
LONGEST_TEXT = 2000
MOST_ITEMS = 200


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form.

    Attributes:
        key: its name in paths, reports and the API; never changes.
        kind: how it is answered, one of `KINDS`; a `list` holds items, each with the questions in `fields`.
        label, hint, placeholder: what people read; editable. `…_en` is the same in English, empty for none.
        words: how many characters fit the slide; a hint, never a limit. 0 where it does not matter.
        options, options_en: (value, label) pairs of a choice; those that have an English label.
        detail: shown only when the item is opened.
    """

    key: str
    kind: str
    label: str
    hint: str = ""
    placeholder: str = ""
    words: int = 0
    options: tuple[tuple[str, str], ...] = ()
    fields: tuple[Question, ...] = ()
    pillar: str = ""
    detail: bool = False
    label_en: str = ""
    hint_en: str = ""
    placeholder_en: str = ""
    options_en: tuple[tuple[str, str], ...] = ()

    @property
    def is_extra(self) -> bool:
        """Whether the association added it."""
        return self.key.startswith(EXTRA)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a form under one heading."""

    key: str
    title: str
    help: str = ""
    pillar: str = ""
    questions: tuple[Question, ...] = ()
    title_en: str = ""
    help_en: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A whole form in one version."""

    title: str
    help: str = ""
    sections: tuple[Section, ...] = ()
    title_en: str = ""
    help_en: str = ""
    by_key: dict[str, Question] = field(init=False, default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        self.by_key.update({question.key: question for question in self.questions()})

    def questions(self) -> Iterator[Question]:
        """Every question, in the form's order (the questions inside a list stand in the list's `fields`)."""
        for section in self.sections:
            yield from section.questions

    def at(self, path: str) -> Question | None:
        """The question a path answers; None where the form has no such path.

        `field` is a question, `list/<item>` a list (the item itself), `list/<item>/<field>` a question of its items.
        """
        key, _slash, rest = path.partition("/")
        question = self.by_key.get(key)
        if question is None or not rest:
            return None if question is not None and question.kind == "list" else question
        if question.kind != "list":
            return None
        _item, slash, inner = rest.partition("/")
        if not slash:
            return question
        return next((one for one in question.fields if one.key == inner), None)


def read(definition: Mapping[str, Any]) -> Form:
    """Read a stored definition.

    Raises:
        KeyError, ValueError: the definition is not of the stored shape.
    """
    sections = tuple(
        Section(
            key=part["key"],
            title=part["title"],
            pillar=part.get("pillar", ""),
            questions=tuple(_question(one) for one in part["questions"]),
            **_texts(part, ("help", "title_en", "help_en")),
        )
        for part in definition["sections"]
    )
    return Form(definition["title"], sections=sections, **_texts(definition, ("help", "title_en", "help_en")))


_OPTIONAL = ("hint", "placeholder", "pillar", "label_en", "hint_en", "placeholder_en")


def _texts(data: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    return {name: data.get(name, "") for name in names}


def _question(data: Mapping[str, Any]) -> Question:
    if data["kind"] not in KINDS:
        raise ValueError(data["kind"])
    return Question(
        key=data["key"],
        kind=data["kind"],
        label=data["label"],
        words=data.get("words", 0),
        options=tuple((value, label) for value, label in data.get("options", ())),
        options_en=tuple((value, label) for value, label in data.get("options_en", ())),
        fields=tuple(_question(one) for one in data.get("fields", ())),
        detail=data.get("detail", False),
        **_texts(data, _OPTIONAL),
    )


def write(form: Form) -> dict[str, Any]:
    """The stored shape of a form."""
    return {
        "title": form.title,
        "help": form.help,
        **_given(form, ("title_en", "help_en")),
        "sections": [
            {
                "key": section.key,
                "title": section.title,
                "help": section.help,
                "pillar": section.pillar,
                **_given(section, ("title_en", "help_en")),
                "questions": [_plain(question) for question in section.questions],
            }
            for section in form.sections
        ],
    }


def _given(part: Form | Section | Question, names: Iterable[str]) -> dict[str, Any]:
    """The attributes that say something."""
    return {name: value for name in names if (value := getattr(part, name))}


def _plain(question: Question) -> dict[str, Any]:
    data: dict[str, Any] = {"key": question.key, "kind": question.kind, "label": question.label}
    data |= _given(question, (*_OPTIONAL, "words", "detail"))
    for name in ("options", "options_en"):
        if pairs := getattr(question, name):
            data[name] = [list(pair) for pair in pairs]
    if question.fields:
        data["fields"] = [_plain(one) for one in question.fields]
    return data


def lay_out(*, programme: Programme, by: Acts, now: dt.datetime, like: Programme | None = None) -> list[QuestionSet]:
    """Give a programme its first published forms: those of `like`, or the standard ones."""
    made = []
    with transaction.atomic():
        for kind in SheetKind:
            source = QuestionSet.objects.filter(programme=like, kind=kind).published().first() if like else None
            definition = source.definition if source else STANDARD[kind]
            made.append(
                QuestionSet.objects.create(
                    programme=programme,
                    kind=kind,
                    version=1,
                    definition=definition,
                    published_at=now,
                    published_by=by.as_actor().label,
                )
            )
            trail.record(Verb.QUESTIONS_PUBLISHED, made[-1], by=by, now={"version": 1}, at=now)
    return made


def newest(programme: Programme, kind: str) -> QuestionSet:
    """The version published last.

    Raises:
        QuestionSet.DoesNotExist: the programme has no published form of this kind.
    """
    found = QuestionSet.objects.filter(programme=programme, kind=kind).published().first()
    if found is None:
        raise QuestionSet.DoesNotExist(f"{programme} has no published {kind}")
    return found


def version_for(workshop: Workshop, kind: str) -> QuestionSet:
    """The version all tables of a workshop are given, whenever each opens its sheet.

    Once the workshop has started, what is published later is for other workshops; tables that open their sheets
    before (a day early) follow the first of them. A programme that had published nothing by then gives what it has.

    Raises:
        QuestionSet.DoesNotExist: the programme has no published form of this kind.
    """
    if workshop.started_at:
        rows = QuestionSet.objects.filter(programme=workshop.programme_id, kind=kind).published()
        found = rows.filter(published_at__lte=workshop.started_at).first()
    else:
        found = QuestionSet.objects.filter(kind=kind, sheets__group__workshop=workshop).order_by("version").first()
    if found:
        return found
    return newest(workshop.programme, kind)


def _meanings(question: Question) -> dict[str, tuple[str, tuple[tuple[str, str], ...]]]:
    """What the questions inside a list stand for, whatever their wording."""
    return {one.key: (one.kind, one.options) for one in question.fields}


def keep_meaning(kind: str, form: Form) -> None:
    """Make sure that a form still asks everything that reports rely on.

    Raises:
        ValidationError: it lost or changed the meaning of such a question.
    """
    for question in read(STANDARD[kind]).questions():
        kept = form.by_key.get(question.key)
        if kept is None or kept.kind != question.kind or kept.options != question.options:
            raise ValidationError(_("「%(label)s」是報告要用的題目，不能刪除或改變意義。") % {"label": question.label})
        if _meanings(kept) != _meanings(question):
            raise ValidationError(_("「%(label)s」的欄位是報告要用的，不能增減。") % {"label": question.label})


def publish(*, programme: Programme, kind: str, form: Form, by: Acts, now: dt.datetime) -> QuestionSet:
    """Publish a form as the programme's next version; sheets already opened keep theirs.

    Raises:
        ValidationError: the form lost or changed the meaning of a question that reports rely on.
    """
    keep_meaning(kind, form)
    with transaction.atomic():
        last = last_version(programme, kind)
        made = QuestionSet.objects.create(
            programme=programme,
            kind=kind,
            version=last + 1,
            definition=write(form),
            published_at=now,
            published_by=by.as_actor().label,
        )
        trail.record(Verb.QUESTIONS_PUBLISHED, made, by=by, was={"version": last}, now={"version": last + 1}, at=now)
    return made


def last_version(programme: Programme, kind: str) -> int:
    """The highest number there is, a draft's included; 0 for none. Nobody else numbers until the transaction ends."""
    rows = QuestionSet.objects.select_for_update().filter(programme=programme, kind=kind)
    return max((one.version for one in rows.only("version")), default=0)
