"""Words that several people write at once, and what they once said: what such rows have in common.

How they are kept while somebody types is `reports.typed_words`.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Worded(models.Model):
    """Words with a version: whoever writes says which one she has seen.

    `WORDS` names the field that holds them, here and in the row's versions (`versions`).
    """

    WORDS = "text"

    version = models.PositiveIntegerField(_("版本"), default=0)
    changed_at = models.DateTimeField(_("最後修改"), null=True, blank=True)
    changed_by = models.CharField(_("最後修改者"), max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def words(self) -> str:
        """What stands there now."""
        found: str = getattr(self, self.WORDS)
        return found

    @property
    def last_by(self) -> str:
        """Whose hand changed it last, as it is shown to somebody who wrote meanwhile."""
        return self.changed_by


class WordsVersion(models.Model):
    """What words once said (稿次); what one person types in one go is one of these.

    `set_aside` marks words that were typed while somebody else changed them: they never stood there, and are kept all
    the same.
    """

    WORDS = "text"

    set_aside = models.BooleanField(_("沒有採用"), default=False)
    begun_at = models.DateTimeField(_("開始寫"))
    begun_by = models.CharField(_("誰寫的"), max_length=200)
    written_at = models.DateTimeField(_("寫到"))
    written_by = models.CharField(_("誰寫的"), max_length=200)

    class Meta:
        abstract = True

    @property
    def said(self) -> str:
        """What it said; the field is called as in the row whose version it is."""
        found: str = getattr(self, self.WORDS)
        return found
