"""Which documents go along with a plan, by the authority it is filed with.

Source: the handbook of Taipei (107.9.20), table 「備案所需文件」, for the offices it lists; the fire department asks
for other papers than everybody else (FIL-05). Of offices it does not list it says to ask them: nothing is required.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SOURCE = "臺北市志願服務實務手冊「備案所需文件」（107.9.20）"
MADE_HERE = ("letter", "plan")
"""What this platform puts together itself."""


@dataclass(frozen=True, slots=True)
class Document:
    """A paper that goes along; `key` is stored with the name of what was attached."""

    key: str
    label: str | Promise


STANDARD = (
    Document("letter", _("正式公文")),
    Document("plan", _("志願服務計畫書")),
    Document("registration", _("立案證書或法人登記證書影本")),
    Document("charter", _("組織章程")),
)
FIRE = (
    Document("ems_duty_plan", _("臺北市義勇消防總隊救護大隊勤（業）務計畫")),
    Document("ems_service_plan", _("臺北市義勇消防人員服（協）勤實施計畫")),
)
_LISTED = {
    **dict.fromkeys(("tpe-dosw", "tpe-health", "tpe-civil", "tpe-labor", "tpe-doed"), STANDARD),
    "tpe-fire": FIRE,
}


def required(authority: str | None) -> tuple[Document, ...]:
    """What an authority (by its code) asks for; empty where no source says."""
    return _LISTED.get(authority or "", ())


def offered(authority: str | None) -> tuple[Document, ...]:
    """What can be ticked: what the authority asks for, the usual papers where no source says."""
    return required(authority) or STANDARD


def label_of(key: str) -> str:
    """What a document is called, whichever authority asks for it."""
    return next((str(one.label) for one in (*STANDARD, *FIRE) if one.key == key), key)
