"""The 22 counties, each a tenant."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class County(models.Model):
    """A municipality or county (直轄市、縣市): the tenant that a workshop, a plan and a membership belong to.

    The rows are made by a migration from `foundation.taiwan.counties`; nobody adds or removes one by hand.
    """

    code = models.CharField(_("代碼"), max_length=3, primary_key=True)
    name = models.CharField(_("名稱"), max_length=10, unique=True)
    name_en = models.CharField(_("英文名稱"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("慣用順序"), unique=True)

    class Meta:
        ordering = ("position",)
        verbose_name = _("縣市")

    def __str__(self) -> str:
        return self.name

    @property
    def shown(self) -> str:
        """The name in the language of the page."""
        return self.name_en if (get_language() or "").startswith("en") else self.name
