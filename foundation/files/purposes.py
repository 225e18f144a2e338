"""What files are for: each app that keeps files says who may see them. A file without a purpose is seen by nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Purpose:
    """One reason to keep files.

    Attributes:
        key: stored with each file; never changes.
        label: what such a file is called.
        visible: the rows a person may see, as a filter on files (usually by `subject_key`).
    """

    key: str
    label: str | Promise
    visible: Callable[[Any], models.Q]


_purposes: dict[str, Purpose] = {}


def register(purpose: Purpose) -> None:
    """Make a purpose known; called once, when its app is ready."""
    _purposes[purpose.key] = purpose


def find(key: str) -> Purpose:
    """The purpose of a stored key.

    Raises:
        KeyError: nobody registered it.
    """
    return _purposes[key]


def visible(user: Any) -> models.Q:
    """The files of every purpose that this person may see."""
    found = models.Q(pk__in=())
    for purpose in _purposes.values():
        found |= models.Q(purpose=purpose.key) & purpose.visible(user)
    return found
