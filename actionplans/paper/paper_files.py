"""Who may see the photos of a workshop's paper: whoever reads its sheets."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation import subject_keys
from foundation.accounts.roles import Permission
from foundation.files.purposes import Purpose
from workshops.models import Workshop

KEY = "paper"


def visible(user: Any) -> models.Q:
    """Photos of workshops whose sheets this person may read."""
    return subject_keys.among(Workshop.objects.visible_to(user, Permission.READ_SHEETS))


PURPOSE = Purpose(KEY, _("紙本照片"), visible)
