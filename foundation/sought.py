"""What somebody looks for among people, as it may stand in an address.

Addresses are kept by browsers' histories, servers' logs and whatever a page links to. A name, a passport's number or an
identity number typed into a search is therefore sent in the body of a form and sealed for the one who looks for it;
the address of what was found holds the sealed text only, and opens for nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from foundation import sealed
from foundation.taiwan import identity

FIELD = "q"
WAS = "was"
LONGEST = 60
LONGEST_SEALED = 500


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for.

    Attributes:
        text: as it was typed; empty where nothing is looked for.
        token: as it stands in the address.
    """

    text: str = ""
    token: str = ""

    @property
    def shown(self) -> str:
        """As a page repeats it: an identity number only masked."""
        return identity.mask(self.text) if is_identity(self.text) else self.text


def is_identity(text: str) -> bool:
    """Whether the text is a whole identity number, right or not; a passport's has no shape that tells."""
    try:
        identity.read(text)
    except ValueError:
        return False
    return True


def seal(text: str, *, by: Any) -> str:
    """The words as they stand in an address, for one person."""
    return sealed.seal(text[:LONGEST], place=_place(by))


def read(token: str, *, by: Any) -> str | None:
    """The words of an address; None where they were sealed for somebody else, or never."""
    return sealed.read(token, place=_place(by)) if len(token) <= LONGEST_SEALED else None


def address(request: HttpRequest) -> str:
    """Where a search that was sent leads: the same page, with what was chosen in its address and the words sealed.

    A number that the page repeated masked, and that was left as it was, is looked for again.
    """
    asked = {name: str(value) for name, value in request.POST.items() if value and name != "csrfmiddlewaretoken"}
    words, was = asked.pop(FIELD, "").strip(), asked.pop(WAS, "")
    if words:
        before = Sought(read(was, by=request.user) or "")
        asked[FIELD] = seal(before.text if words == before.shown else words, by=request.user)
    return f"{request.path}?{urlencode(asked)}" if asked else request.path


def of(request: HttpRequest) -> Sought:
    """What is looked for by the address of this request; nothing, and said so, where the address does not open."""
    token = request.GET.get(FIELD, "")
    if not token:
        return Sought()
    found = read(token, by=request.user)
    if found is None:
        messages.warning(request, _("網址裡要找的字讀不出來，下面是全部。請再輸入一次。"))
        return Sought()
    return Sought(found, token)


def _place(by: Any) -> str:
    return f"foundation.sought.{by.pk}"
