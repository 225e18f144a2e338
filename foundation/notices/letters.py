"""How a letter reads: a subject, sentences, one button; on a phone as in plain text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Letter:
    """What is said to one person.

    Attributes:
        lines: paragraphs, each a sentence or two.
        facts: (label, value) pairs set apart, such as the plan and the day.
        action, url: what the one button says, and where it leads; both empty where there is nothing to do.
        foot: why the letter comes and who is behind it.
        decline: where one declines letters of this kind; empty where one may not.
    """

    subject: str
    lines: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    action: str = ""
    url: str = ""
    foot: str = ""
    decline: str = ""

    def late(self, days: int) -> Letter:
        """The same letter, saying that it should have come earlier."""
        if not days:
            return self
        subject = _("（補寄）%(subject)s") % {"subject": self.subject}
        sorry = _("這封信應該在 %(days)s 天前寄出，晚到了。") % {"days": days}
        return replace(self, subject=subject, lines=(*self.lines, sorry))


def message(
    letter: Letter, *, name: str, to_name: str, to_address: str, returns_to: str = ""
) -> EmailMultiAlternatives:
    """The letter as mail, known by `name`: its Message-ID is the same however often it is made.

    Args:
        returns_to: the envelope's sender, where a server that cannot deliver it reports to; empty: the sender's own.
    """
    subject = " ".join(letter.subject.split())
    text = render_to_string("mail/letter.txt", {"letter": letter, "to_name": to_name})
    sender = settings.DEFAULT_FROM_EMAIL
    host = sender.rpartition("@")[2].strip(" >") or "localhost"
    headers = {"Message-ID": f"<{name}@{host}>", "Auto-Submitted": "auto-generated"}
    if letter.decline:  # RFC 8058: a button of the mail programme's own
        headers |= {"List-Unsubscribe": f"<{letter.decline}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    if returns_to:
        headers["From"] = sender  # what people see; Django takes `from_email` for the envelope
    made = EmailMultiAlternatives(
        subject, text, returns_to or sender, [formataddr((to_name, to_address))], headers=headers
    )
    made.attach_alternative(render_to_string("mail/letter.html", {"letter": letter, "to_name": to_name}), "text/html")
    return made
