"""The forms as data: what is asked, in which order, and what of it may be reworded.

A form is a list of sections, a section a list of questions; a question is a text, a choice, a list of items … Its
`key` is what reports read and never changes; its wording, hints and place may be edited by association staff, who may
also add questions of their own (keys starting with `x_`). Sources: 企劃案三(三)流程規劃 for what each sheet must bring
out (每組 1–2 項核心議題、1 項行動構想、資源、利害關係人與 3–6 個月成效); the fields are not in the source (agenda.yaml,
`fields_in_source: false`) and were agreed for this platform.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from workshops.models import Programme, Workshop

from .models import QuestionSet, SheetKind
from .standard_forms import STANDARD

KINDS = frozenset(
    {"text", "lines", "choice", "choices", "pillar", "call_item", "issue", "month", "count", "flag", "sdgs", "list"}
)
EXTRA_KINDS = frozenset({"text", "lines", "choice"})
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
        label, hint: what people read; editable.
        words: how many characters fit the slide; a hint, never a limit. 0 where it does not matter.
        options: (value, label) pairs of a choice.
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


@dataclass(frozen=True, slots=True)
class Form:
    """A whole form in one version."""

    title: str
    help: str = ""
    sections: tuple[Section, ...] = ()
    by_key: dict[str, Question] = field(default_factory=dict, compare=False, repr=False)

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
            help=part.get("help", ""),
            pillar=part.get("pillar", ""),
            questions=tuple(_question(one) for one in part["questions"]),
        )
        for part in definition["sections"]
    )
    form = Form(definition["title"], definition.get("help", ""), sections)
    form.by_key.update({question.key: question for question in form.questions()})
    return form


def _question(data: Mapping[str, Any]) -> Question:
    if data["kind"] not in KINDS:
        raise ValueError(data["kind"])
    return Question(
        key=data["key"],
        kind=data["kind"],
        label=data["label"],
        hint=data.get("hint", ""),
        placeholder=data.get("placeholder", ""),
        words=data.get("words", 0),
        options=tuple((value, label) for value, label in data.get("options", ())),
        fields=tuple(_question(one) for one in data.get("fields", ())),
        pillar=data.get("pillar", ""),
        detail=data.get("detail", False),
    )


def write(form: Form) -> dict[str, Any]:
    """The stored shape of a form."""
    return {
        "title": form.title,
        "help": form.help,
        "sections": [
            {
                "key": section.key,
                "title": section.title,
                "help": section.help,
                "pillar": section.pillar,
                "questions": [_plain(question) for question in section.questions],
            }
            for section in form.sections
        ],
    }


def _plain(question: Question) -> dict[str, Any]:
    data: dict[str, Any] = {"key": question.key, "kind": question.kind, "label": question.label}
    for name in ("hint", "placeholder", "words", "pillar", "detail"):
        if getattr(question, name):
            data[name] = getattr(question, name)
    if question.options:
        data["options"] = [list(option) for option in question.options]
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


def reword(
    form: Form,
    *,
    wording: Mapping[str, Mapping[str, str]],
    order: list[str] | None = None,
    added: tuple[Question, ...] = (),
) -> Form:
    """A form with other words: labels and hints by question key, another order inside the sections, questions added.

    Args:
        wording: `{key: {"label": …, "hint": …, "placeholder": …}}`; `list.field` names a question inside a list.
        order: keys of the questions in their new order; each stays in its section.
        added: new questions (text, lines or choice) whose keys start with `x_`, put at the end of the last section.

    Raises:
        ValidationError: an unknown key, an empty label, a missing or repeated key in `order`, or an addition that
            is no allowed kind or takes a name already used.
    """
    problems: list[str] = []
    known = {question.key for question in form.questions()}
    known |= {f"{one.key}.{inner.key}" for one in form.questions() for inner in one.fields}
    for key, words in wording.items():
        if key not in known:
            problems.append(_("沒有「%(key)s」這個題目。") % {"key": key})
        elif "label" in words and not words["label"].strip():
            problems.append(_("「%(key)s」的題目文字不能空白。") % {"key": key})
    keys = [question.key for question in form.questions()]
    if order is not None and sorted(order) != sorted(keys):
        problems.append(_("順序要包含每一題，而且每題一次。"))
    taken = set(keys)
    for question in added:
        if not EXTRA_KEY.fullmatch(question.key) or question.key in taken:
            problems.append(
                _("新增題目的代號「%(key)s」要以 x_ 開頭，只用小寫英文、數字和底線，而且不能重複。")
                % {"key": question.key}
            )
        elif question.kind not in EXTRA_KINDS:
            problems.append(_("新增的題目只能是短文、長文或單選。"))
        elif not question.label.strip():
            problems.append(_("新增的題目要有文字。"))
        elif question.kind == "choice" and len(question.options) < 2:
            problems.append(_("單選題至少要有兩個選項，一行一個。"))
        taken.add(question.key)
    if problems:
        raise ValidationError(problems)
    place = {key: index for index, key in enumerate(order or keys)}
    sections = []
    for section in form.sections:
        questions = [_reworded(question, question.key, wording) for question in section.questions]
        sections.append(replace(section, questions=tuple(sorted(questions, key=lambda one: place[one.key]))))
    if added:
        sections[-1] = replace(sections[-1], questions=(*sections[-1].questions, *added))
    return read(write(Form(form.title, form.help, tuple(sections))))


def _reworded(question: Question, key: str, wording: Mapping[str, Mapping[str, str]]) -> Question:
    words = {
        name: text.strip() for name, text in wording.get(key, {}).items() if name in ("label", "hint", "placeholder")
    }
    inner = tuple(_reworded(one, f"{key}.{one.key}", wording) for one in question.fields)
    return replace(question, fields=inner, **words)  # type: ignore[arg-type]


def without_extra(form: Form, keys: set[str]) -> Form:
    """The form without some of the association's own questions; a question that reports rely on stays."""
    sections = tuple(
        replace(section, questions=tuple(q for q in section.questions if not (q.is_extra and q.key in keys)))
        for section in form.sections
    )
    return read(write(Form(form.title, form.help, sections)))


def _meanings(question: Question) -> dict[str, tuple[str, tuple[tuple[str, str], ...]]]:
    """What the questions inside a list stand for, whatever their wording."""
    return {one.key: (one.kind, one.options) for one in question.fields}


def publish(*, programme: Programme, kind: str, form: Form, by: Acts, now: dt.datetime) -> QuestionSet:
    """Publish a form as the programme's next version; sheets already opened keep theirs.

    Raises:
        ValidationError: the form lost or changed the meaning of a question that reports rely on.
    """
    standard = read(STANDARD[kind])
    for question in standard.questions():
        kept = form.by_key.get(question.key)
        if kept is None or kept.kind != question.kind or kept.options != question.options:
            raise ValidationError(_("「%(label)s」是報告要用的題目，不能刪除或改變意義。") % {"label": question.label})
        if _meanings(kept) != _meanings(question):
            raise ValidationError(_("「%(label)s」的欄位是報告要用的，不能增減。") % {"label": question.label})
    with transaction.atomic():
        rows = QuestionSet.objects.select_for_update().filter(programme=programme, kind=kind)
        last = rows.aggregate(last=Max("version"))["last"] or 0
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
